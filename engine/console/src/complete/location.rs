//! Completion of places in the program: files, their lines, functions.

use super::{CompletionKind, Found, Line, MOST};

/// Letters from which on the functions of the program are looked through.
const LETTERS: usize = 2;

impl Line<'_> {
    /// `FILE:LINE`, a function, or behind `*` an address.
    pub(super) fn location(&mut self, from: usize) -> Found {
        let text = self.before.get(from..).unwrap_or_default();
        if let Some(address) = text.strip_prefix('*') {
            return self.address(self.before.len() - address.len());
        }
        if let Some((file, typed)) = text.rsplit_once(':')
            && !file.is_empty()
            && !file.ends_with(':')
            && typed.bytes().all(|byte| byte.is_ascii_digit())
        {
            let (file, typed) = (file.to_owned(), typed.to_owned());
            return self.lines(from + file.len() + 1, &file, &typed);
        }
        let mut found = self.sources(from)?;
        found.extend(self.functions(from)?);
        Ok(found)
    }

    /// The lines of a file that have code.
    fn lines(&mut self, from: usize, file: &str, typed: &str) -> Found {
        let mut lines = Vec::new();
        for (first, last) in ranges(typed) {
            let places = self.session.breakpoint_places(file, first, last, MOST - lines.len())?;
            lines.extend(places.into_iter().map(|(line, _)| line.to_string()));
            lines.dedup();
            if lines.len() >= MOST {
                break;
            }
        }
        Ok(self.beginning(from, lines, CompletionKind::Source))
    }

    /// Source files of the program.
    pub(super) fn sources(&mut self, from: usize) -> Found {
        let typed = self.before.get(from..).unwrap_or_default().to_owned();
        let names = self.session.source_names(&typed, MOST)?;
        Ok(self.beginning(from, names, CompletionKind::Source))
    }

    /// Functions of the program, by their path or the last part of it.
    pub(super) fn functions(&mut self, from: usize) -> Found {
        let typed = self.before.get(from..).unwrap_or_default().to_owned();
        if typed.chars().count() < LETTERS {
            return Ok(Vec::new());
        }
        let mut names = Vec::new();
        for function in self.session.functions(&typed)? {
            let name = function.name;
            let ends = name.match_indices("::").map(|(at, _)| &name[at + 2..]);
            let meant = std::iter::once(name.as_str()).chain(ends);
            // The longest one, so that it means one function if it can.
            if let Some(meant) = meant.into_iter().find(|end| end.starts_with(&typed)) {
                names.push(meant.to_owned());
            }
        }
        names.sort();
        names.dedup();
        Ok(self.beginning(from, names, CompletionKind::Function))
    }
}

/// The ranges of numbers that begin with some digits: 12, 120 to 129, 1200 to 1299 and so on.
fn ranges(digits: &str) -> Vec<(u32, u32)> {
    let Ok(number) = digits.parse::<u32>() else { return vec![(1, u32::MAX)] };
    let mut ranges = Vec::new();
    let mut scale = 1_u32;
    while let Some(first) = number.checked_mul(scale).filter(|&first| first > 0) {
        ranges.push((first, first.saturating_add(scale - 1)));
        match scale.checked_mul(10) {
            Some(next) => scale = next,
            None => break,
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_begin_alike_are_in_ranges() {
        assert_eq!(ranges("12")[..3], [(12, 12), (120, 129), (1200, 1299)]);
        assert_eq!(ranges("4294967295"), [(u32::MAX, u32::MAX)]);
        assert_eq!(ranges(""), [(1, u32::MAX)]);
        assert_eq!(ranges("0"), []);
    }
}
