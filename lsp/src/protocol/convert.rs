//! Between places of this server and those of the protocol.

use std::path::{Path, PathBuf};

use gen_lsp_types::{
    Code, DiagnosticRelatedInformation, DiagnosticSeverity, Location, Position, Range,
    TextDocumentPositionParams, Uri,
};

use crate::{
    analysis::{FileId, Severity},
    features::{FileDiagnostic, FileRange},
    syntax::{TextRange, TextSize},
    workspace::{Encoding, LineColumn, Snapshot},
};

/// What a request is answered from.
#[derive(Clone, Debug)]
pub struct Context {
    /// The files.
    pub snapshot: Snapshot,
    /// How the client counts columns.
    pub encoding: Encoding,
}

/// The path of a `file:` URI.
#[must_use]
pub fn path_of(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.0.strip_prefix("file://")?;
    let path = &rest[rest.find('/')?..];
    let mut bytes = Vec::with_capacity(path.len());
    let mut at = path.bytes();
    while let Some(byte) = at.next() {
        if byte == b'%' {
            let digits = [at.next()?, at.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    let path = String::from_utf8(bytes).ok()?;
    // `/C:/folder` of Windows.
    let drive = path.as_bytes();
    let windows = drive.len() > 2 && drive[2] == b':' && drive[1].is_ascii_alphabetic();
    Some(PathBuf::from(if windows { &path[1..] } else { &path }))
}

/// The `file:` URI of a path.
#[must_use]
pub fn uri_of(path: &Path) -> Uri {
    let path = path.to_string_lossy().replace('\\', "/");
    let mut uri = String::from(if path.starts_with('/') { "file://" } else { "file:///" });
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    Uri(uri)
}

impl Context {
    /// The file of a URI, if it is known.
    pub(crate) fn file(&self, uri: &Uri) -> Option<FileId> {
        self.snapshot.id(&path_of(uri)?)
    }

    /// The file and offset of a place.
    pub(crate) fn place(&self, at: &TextDocumentPositionParams) -> Option<(FileId, TextSize)> {
        let file = self.file(&at.text_document.uri)?;
        Some((file, self.offset(file, at.position)?))
    }

    pub(crate) fn offset(&self, file: FileId, position: Position) -> Option<TextSize> {
        let file = self.snapshot.file(file)?;
        let place = LineColumn { line: position.line, column: position.character };
        Some(file.lines.offset(&file.text, place, self.encoding))
    }

    pub(crate) fn range(&self, file: FileId, range: TextRange) -> Option<Range> {
        let file = self.snapshot.file(file)?;
        let (start, end) = file.lines.range(&file.text, range, self.encoding);
        Some(Range::new(position(start), position(end)))
    }

    pub(crate) fn location(&self, at: FileRange) -> Option<Location> {
        let path = &self.snapshot.file(at.file)?.path;
        Some(Location::new(uri_of(path), self.range(at.file, at.range)?))
    }
}

const fn position(place: LineColumn) -> Position {
    Position::new(place.line, place.column)
}

/// A diagnostic as the protocol has it.
pub(crate) fn diagnostic(
    context: &Context,
    found: &FileDiagnostic,
) -> Option<gen_lsp_types::Diagnostic> {
    let severity = match found.severity {
        Severity::Error => DiagnosticSeverity::Error,
        Severity::Warning => DiagnosticSeverity::Warning,
        Severity::Hint => DiagnosticSeverity::Hint,
    };
    let message = match &found.hint {
        Some(hint) => format!("{}; {hint}", found.message),
        None => found.message.clone(),
    };
    let related = found.related.iter().filter_map(|related| {
        let at = FileRange { file: related.file, range: related.range };
        Some(DiagnosticRelatedInformation {
            location: context.location(at)?,
            message: related.message.clone(),
        })
    });
    let related: Vec<_> = related.collect();
    Some(gen_lsp_types::Diagnostic {
        range: context.range(found.file, found.range)?,
        severity: Some(severity),
        code: Some(Code::String(found.code.name().to_owned())),
        source: Some("wrtd".to_owned()),
        message: message.into(),
        related_information: (!related.is_empty()).then_some(related),
        ..gen_lsp_types::Diagnostic::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_uris_are_each_others_inverse() {
        for path in ["/a/b.wit", "/a b/ü%.wit", "/x#y?/z"] {
            assert_eq!(path_of(&uri_of(Path::new(path))), Some(PathBuf::from(path)));
        }
        assert_eq!(path_of(&Uri("file:///C%3A/a.wit".into())), Some(PathBuf::from("C:/a.wit")));
        for wrong in ["untitled:1", "file://", "file:///a%zz", "http://a/b"] {
            assert_eq!(path_of(&Uri(wrong.into())), None, "{wrong}");
        }
    }
}
