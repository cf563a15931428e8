//! How this client counts lines and names files, as it said in `initialize`.

use std::path::{Path, PathBuf};

use crate::protocol::generated::{
    InitializeRequestArguments, InitializeRequestArgumentsPathFormat,
};

/// What the client said about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Client {
    lines_from_1: bool,
    columns_from_1: bool,
    uris: bool,
    /// It shows types of variables.
    pub(crate) variable_types: bool,
    /// It fetches large collections in pages.
    pub(crate) paging: bool,
    /// It fetches anew what it is told to be out of date.
    pub(crate) invalidated: bool,
    /// It runs commands in terminals.
    pub(crate) terminals: bool,
    /// It shows the progress of what takes long.
    pub(crate) progress: bool,
    /// Its debug console shows colours.
    pub(crate) ansi: bool,
    /// It shows memory, and fetches anew what has been written.
    pub(crate) memory: bool,
}

impl Default for Client {
    fn default() -> Self {
        Self {
            lines_from_1: true,
            columns_from_1: true,
            uris: false,
            variable_types: false,
            paging: false,
            invalidated: false,
            terminals: false,
            memory: false,
            progress: false,
            ansi: false,
        }
    }
}

impl Client {
    pub(crate) fn new(arguments: &InitializeRequestArguments) -> Self {
        Self {
            lines_from_1: arguments.lines_start_at1.unwrap_or(true),
            columns_from_1: arguments.columns_start_at1.unwrap_or(true),
            uris: arguments.path_format == Some(InitializeRequestArgumentsPathFormat::Uri),
            variable_types: arguments.supports_variable_type.unwrap_or(false),
            paging: arguments.supports_variable_paging.unwrap_or(false),
            invalidated: arguments.supports_invalidated_event.unwrap_or(false),
            terminals: arguments.supports_run_in_terminal_request.unwrap_or(false),
            memory: arguments.supports_memory_event.unwrap_or(false),
            progress: arguments.supports_progress_reporting.unwrap_or(false),
            ansi: arguments.supports_ansi_styling.unwrap_or(false),
        }
    }

    /// A line of ours, from 1 (0: unknown), as the client counts.
    pub(crate) fn line(&self, line: u32) -> u64 {
        u64::from(line.saturating_sub(u32::from(!self.lines_from_1)))
    }

    /// A column of ours, from 1 (0: unknown), as the client counts.
    pub(crate) fn column(&self, column: u32) -> u64 {
        u64::from(column.saturating_sub(u32::from(!self.columns_from_1)))
    }

    /// A line of the client's as we count; `None` beyond what any file has.
    pub(crate) fn our_line(&self, line: u64) -> Option<u32> {
        ours(line, self.lines_from_1)
    }

    /// A column of the client's as we count; `None` beyond what any line has.
    pub(crate) fn our_column(&self, column: u64) -> Option<u32> {
        ours(column, self.columns_from_1)
    }

    /// A path of ours as the client writes paths.
    pub(crate) fn path(&self, path: &Path) -> String {
        let text = path.to_string_lossy().into_owned();
        if self.uris { to_uri(&text) } else { text }
    }

    /// A path of the client's. File URIs are understood whatever it announced.
    pub(crate) fn our_path(&self, path: &str) -> PathBuf {
        PathBuf::from(from_uri(path).unwrap_or_else(|| path.to_owned()))
    }
}

fn ours(number: u64, from_1: bool) -> Option<u32> {
    u32::try_from(number.checked_add(u64::from(!from_1))?).ok()
}

fn to_uri(path: &str) -> String {
    let mut uri = String::from("file://");
    if !path.starts_with('/') {
        uri.push('/');
    }
    for &byte in path.as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' | b':' => {
                uri.push(char::from(byte));
            }
            b'\\' => uri.push('/'),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// The path of a `file:` URI; `None` for anything else.
fn from_uri(uri: &str) -> Option<String> {
    let rest = uri.strip_prefix("file://")?;
    let path = &rest[rest.find('/')?..];
    let mut bytes = Vec::new();
    let mut rest = path.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = (first == b'%')
            .then(|| after.get(..2))
            .flatten()
            .and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        match escaped {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    let path = String::from_utf8(bytes).ok()?;
    // `/C:/x` of a Windows URI is the path `C:/x`.
    let drive = path.as_bytes().get(2) == Some(&b':') && path.as_bytes()[1].is_ascii_alphabetic();
    Some(if drive { path[1..].to_owned() } else { path })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(lines_from_1: bool, uris: bool) -> Client {
        Client { lines_from_1, columns_from_1: lines_from_1, uris, ..Client::default() }
    }

    #[test]
    fn lines_are_counted_as_the_client_does() {
        assert_eq!((client(true, false).line(7), client(true, false).our_line(7)), (7, Some(7)));
        assert_eq!((client(false, false).line(7), client(false, false).our_line(6)), (6, Some(7)));
        assert_eq!(client(false, false).line(0), 0);
        assert_eq!(client(true, false).our_line(u32::MAX.into()), Some(u32::MAX));
        assert_eq!(client(false, false).our_line(u32::MAX.into()), None);
        assert_eq!(client(true, false).our_line(1 << 40), None);
        assert_eq!(client(false, false).our_line(u64::MAX), None);
    }

    #[test]
    fn uris_hold_any_path() {
        let path = Path::new("/tmp/a b/ä%41.rs");
        let uri = client(true, true).path(path);
        assert_eq!(uri, "file:///tmp/a%20b/%C3%A4%2541.rs");
        assert_eq!(client(true, true).our_path(&uri), path);
        assert_eq!(client(true, false).our_path("/tmp/a%20b"), Path::new("/tmp/a%20b"));
        assert_eq!(client(true, true).our_path("file:///c%3A/x"), Path::new("c:/x"));
        assert_eq!(client(true, true).our_path("file:///%zz%"), Path::new("/%zz%"));
    }
}
