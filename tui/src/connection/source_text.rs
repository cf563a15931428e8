//! A source as lines.

/// Text of a source, with its lines found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceText {
    text: String,
    /// Where each line begins.
    starts: Vec<usize>,
}

impl SourceText {
    /// Finds the lines of a text.
    #[must_use]
    pub fn new(text: String) -> Self {
        let breaks = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        let mut starts: Vec<usize> =
            std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect();
        // What ends with a line feed has no empty line behind it.
        if starts.last() == Some(&text.len()) {
            starts.pop();
        }
        Self { text, starts }
    }

    /// Number of lines.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether there is no line.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Bytes of it.
    #[must_use]
    pub fn size(&self) -> usize {
        self.text.len() + self.starts.len() * size_of::<usize>()
    }

    /// A line from 0, without its end.
    #[must_use]
    pub fn line(&self, index: usize) -> Option<&str> {
        let start = *self.starts.get(index)?;
        let end = self.starts.get(index + 1).copied().unwrap_or(self.text.len());
        Some(self.text[start..end].trim_end_matches(['\n', '\r']))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_have_no_ends_and_none_is_behind_the_last_one() {
        let lines = |text: &str| {
            let text = SourceText::new(text.to_owned());
            (0..text.len()).map(|at| text.line(at).unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(lines(""), Vec::<String>::new());
        assert_eq!(lines("a\r\nb\n\nc"), ["a", "b", "", "c"]);
        assert_eq!(lines("ä\n"), ["ä"]);
    }
}
