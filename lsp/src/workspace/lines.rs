//! Places in a text as editors count them: lines, and columns in UTF-8 or UTF-16.

use crate::syntax::{TextRange, TextSize};

/// How columns are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// In bytes.
    Utf8,
    /// In units of UTF-16, which all editors can.
    #[default]
    Utf16,
}

/// A place as editors name it, both from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line.
    pub line: u32,
    /// Units before it on that line.
    pub column: u32,
}

/// Where the lines of a text begin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
    /// All of the text is ASCII, so that columns are bytes.
    ascii: bool,
    len: u32,
}

impl LineIndex {
    /// Finds the lines of a text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let breaks = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let starts = std::iter::once(0).chain(breaks.map(|(at, _)| at as u32 + 1)).collect();
        Self { starts, ascii: text.is_ascii(), len: text.len() as u32 }
    }

    /// Number of lines; at least one.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.starts.len() as u32
    }

    /// Never: a text has a line.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        false
    }

    /// Where a line lies, with its end.
    fn line(&self, line: u32) -> Option<(usize, usize)> {
        let start = *self.starts.get(line as usize)?;
        let end = self.starts.get(line as usize + 1).copied().unwrap_or(self.len);
        Some((start as usize, end as usize))
    }

    /// The place of an offset.
    #[must_use]
    pub fn place(&self, text: &str, offset: TextSize, encoding: Encoding) -> LineColumn {
        let offset = u32::from(offset).min(self.len);
        let line = self.starts.partition_point(|&start| start <= offset) - 1;
        let before = text.get(self.starts[line] as usize..offset as usize).unwrap_or_default();
        let column = match encoding {
            Encoding::Utf16 if !self.ascii => before.encode_utf16().count(),
            _ => before.len(),
        };
        LineColumn { line: line as u32, column: column as u32 }
    }

    /// The offset of a place: at the end of its line where that is shorter, at the end of the text where there is no
    /// such line.
    #[must_use]
    pub fn offset(&self, text: &str, place: LineColumn, encoding: Encoding) -> TextSize {
        let Some((start, end)) = self.line(place.line) else { return TextSize::new(self.len) };
        let line = text.get(start..end).unwrap_or_default().trim_end_matches(['\n', '\r']);
        let mut units = 0;
        let mut bytes = 0;
        for c in line.chars() {
            units += match encoding {
                Encoding::Utf8 => c.len_utf8(),
                Encoding::Utf16 => c.len_utf16(),
            };
            // A place in the middle of a character is at its beginning.
            if units > place.column as usize {
                break;
            }
            bytes += c.len_utf8();
        }
        TextSize::new((start + bytes) as u32)
    }

    /// The places of a range.
    #[must_use]
    pub fn range(
        &self,
        text: &str,
        range: TextRange,
        encoding: Encoding,
    ) -> (LineColumn, LineColumn) {
        (self.place(text, range.start(), encoding), self.place(text, range.end(), encoding))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_offsets_are_each_others_inverse() {
        let text = "a\r\nüb𝄞c\n\nlast";
        let index = LineIndex::new(text);
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            for (at, _) in text.char_indices().filter(|(_, c)| !matches!(c, '\r' | '\n')) {
                let place = index.place(text, TextSize::new(at as u32), encoding);
                assert_eq!(usize::from(index.offset(text, place, encoding)), at, "{place:?}");
            }
        }
        let c = index.place(text, TextSize::new(text.find('c').unwrap() as u32), Encoding::Utf16);
        assert_eq!(c, LineColumn { line: 1, column: 4 });
        // Inside of a pair, behind a line, behind the text.
        let offset = |line, column| {
            usize::from(index.offset(text, LineColumn { line, column }, Encoding::Utf16))
        };
        assert_eq!(offset(1, 3), text.find('𝄞').unwrap());
        assert_eq!(offset(0, 99), 1);
        assert_eq!(offset(9, 0), text.len());
    }
}
