//! Searching in the rows of a pane.

use std::ops::Range;

use super::{Cursor, Role, State};

/// What was searched for; a capital letter in it lets the case count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    /// The text; empty where nothing is searched for.
    pub text: String,
}

impl Search {
    /// Where in a text the first place is, in bytes.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Range<usize>> {
        self.find_from(text, 0)
    }

    /// All places in a text, in bytes; none overlaps another one.
    pub fn places<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let mut from = 0;
        std::iter::from_fn(move || {
            let found = self.find_from(text, from)?;
            from = found.end;
            Some(found)
        })
    }

    fn find_from(&self, text: &str, from: usize) -> Option<Range<usize>> {
        let (text, wanted) = (text.as_bytes().get(from..)?, self.text.as_bytes());
        let len = wanted.len();
        // Most of a large source is passed over by one letter alone, which is no frequent one.
        let rare = (0..len).min_by_key(|&at| frequency(wanted[at]))?;
        let last = text.len().checked_sub(len)?;
        let letters = &text[rare..=last + rare];
        let at = if wanted.iter().any(u8::is_ascii_uppercase) {
            let fits = |at: &usize| text[*at..][..len] == *wanted;
            memchr::memchr_iter(wanted[rare], letters).find(fits)?
        } else {
            let fits = |at: &usize| text[*at..][..len].eq_ignore_ascii_case(wanted);
            let (small, large) = (wanted[rare], wanted[rare].to_ascii_uppercase());
            memchr::memchr2_iter(small, large, letters).find(fits)?
        };
        Some(from + at..from + at + len)
    }
}

/// How frequent a letter is in sources; 0 where it is rare.
fn frequency(letter: u8) -> usize {
    const FREQUENT: &[u8] = b"0_1;()pugmfcdlhosnirate ";
    FREQUENT.iter().position(|&other| other == letter.to_ascii_lowercase()).map_or(0, |at| at + 1)
}

/// A search that is being typed: where it began, and what was searched for before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SearchStart {
    cursor: Cursor,
    before: Search,
}

impl State {
    /// Begins a search in the focused pane.
    pub(crate) fn begin_search(&mut self) {
        let cursor = *self.panes.get(self.focus).cursor();
        self.searching = SearchStart { cursor, before: std::mem::take(&mut self.search) };
    }

    /// Searches in the focused pane from where the search began.
    pub(crate) fn search_for(&mut self, text: &str) {
        self.search = Search { text: text.to_owned() };
        let start = self.searching.cursor;
        *self.panes.get_mut(self.focus).cursor_mut() = start;
        if !text.is_empty() {
            self.search_from(0, true);
        } else {
            self.said = None;
        }
    }

    /// The search has been typed; nothing at all is the one before once more.
    pub(crate) fn search_done(&mut self) {
        if self.search.text.is_empty() {
            self.search = std::mem::take(&mut self.searching.before);
            self.search_on(true);
        }
    }

    /// The search was given up.
    pub(crate) fn search_back(&mut self) {
        let SearchStart { cursor, before } = std::mem::take(&mut self.searching);
        *self.panes.get_mut(self.focus).cursor_mut() = cursor;
        self.search = before;
        self.said = None;
    }

    /// Goes to the next place, or the one before.
    pub(crate) fn search_on(&mut self, forward: bool) {
        if self.search.text.is_empty() {
            self.said = Some((Role::Dim, "nothing is searched for; / searches".to_owned()));
            return;
        }
        self.search_from(1, forward);
    }

    fn search_from(&mut self, skip: usize, forward: bool) {
        let pane = self.panes.get(self.focus);
        let len = pane.len(&self.known);
        let start = pane.cursor().row.min(len.saturating_sub(1));
        let texts = pane.texts(&self.known);
        let found = (skip..len + skip).find_map(|distance| {
            let row = match forward {
                true => (start + distance) % len,
                false => (start + len - distance % len) % len,
            };
            self.search.find(&texts(row)).map(|_| row)
        });
        drop(texts);
        self.said = None;
        let Some(row) = found else {
            let text = format!("`{}` is nowhere in {}", self.search.text, self.focus.title());
            self.said = Some((Role::Warning, super::clean(&text)));
            return;
        };
        let wrapped = if forward { row < start } else { row > start };
        if wrapped || (row == start && skip > 0) {
            let text = match (row == start, forward) {
                (true, _) => "this is the only place",
                (false, true) => "went on at the first row",
                (false, false) => "went on at the last row",
            };
            self.said = Some((Role::Dim, text.to_owned()));
        }
        let height = self.size_of(self.focus).height;
        let pane = self.panes.get_mut(self.focus);
        pane.cursor_mut().centre(row, len, height);
        pane.scrolled(&self.known);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(wanted: &str, text: &str) -> Vec<(usize, usize)> {
        let search = Search { text: wanted.to_owned() };
        search.places(text).map(|place| (place.start, place.end)).collect()
    }

    #[test]
    fn places_are_found_whatever_the_case_unless_it_is_asked_for() {
        assert_eq!(places("ab", "xAbab"), [(1, 3), (3, 5)]);
        assert_eq!(places("Ab", "xAbab"), [(1, 3)]);
        assert_eq!(places("aa", "aaaaa"), [(0, 2), (2, 4)]);
        assert_eq!(places("ä", "Ää"), [(2, 4)]);
        assert!(places("", "anything").is_empty());
        assert!(places("longer", "long").is_empty());
    }
}
