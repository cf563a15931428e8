//! Searching in the rows of a pane.

use super::State;

/// What was searched for; a capital letter in it lets the case count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// The text; empty where nothing is searched for.
    pub text: String,
}

impl Search {
    /// Where in a text the first place is, in bytes.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<std::ops::Range<usize>> {
        if self.text.is_empty() {
            return None;
        }
        let at = if self.text.chars().any(char::is_uppercase) {
            text.find(&self.text)
        } else {
            // A lower case that has another length would move the places.
            text.to_ascii_lowercase().find(&self.text.to_ascii_lowercase())
        }?;
        Some(at..at + self.text.len())
    }
}

impl State {
    /// Searches in the focused pane from its selected row on.
    pub(crate) fn search_for(&mut self, text: &str) {
        self.search = Search { text: text.to_owned() };
        self.search_from(0, true);
    }

    /// Goes to the next place, or the one before.
    pub(crate) fn search_on(&mut self, forward: bool) {
        self.search_from(1, forward);
    }

    fn search_from(&mut self, skip: usize, forward: bool) {
        let pane = self.panes.get(self.focus);
        let len = pane.len(&self.known);
        let start = pane.cursor().row;
        let found = (skip..len + skip).find_map(|distance| {
            let row = match forward {
                true => (start + distance) % len,
                false => (start + len - distance % len) % len,
            };
            self.search.find(&pane.row(&self.known, row).text()).map(|_| row)
        });
        if let Some(row) = found {
            let height = self.size_of(self.focus).height;
            self.panes.get_mut(self.focus).cursor_mut().centre(row, len, height);
        }
    }
}
