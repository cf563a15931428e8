//! A line of limited length.

/// A line under construction. What is written is never cut; writers ask for [`Line::is_full`]
/// before each part that may be left out and write `…` instead.
#[derive(Debug)]
pub(crate) struct Line {
    text: String,
    limit: usize,
    characters: usize,
}

impl Line {
    /// An empty line that is full at `limit` characters.
    pub(crate) fn new(limit: usize) -> Self {
        Self { text: String::new(), limit, characters: 0 }
    }

    /// Appends `text`.
    pub(crate) fn push(&mut self, text: &str) {
        self.characters += text.chars().count();
        self.text.push_str(text);
    }

    /// Whether parts should be left out from here on.
    pub(crate) fn is_full(&self) -> bool {
        self.characters >= self.limit
    }

    /// Characters until it is full.
    pub(crate) fn room(&self) -> usize {
        self.limit.saturating_sub(self.characters)
    }

    /// The line.
    pub(crate) fn finish(self) -> String {
        self.text
    }
}
