//! The commands that were typed before.

use std::collections::VecDeque;

/// Commands that are kept.
pub(crate) const MOST: usize = 1000;
/// Bytes of a command that is kept.
const LONGEST: usize = 4096;

/// The commands that were typed before, and how far back one has gone in them.
#[derive(Debug, Default)]
pub struct History {
    lines: VecDeque<String>,
    /// Of those at the end, how many are of this session.
    fresh: usize,
    /// How far back one has gone, from 1; 0 where one has not.
    back: usize,
    /// What was typed before one went back.
    draft: String,
}

impl History {
    /// With commands of earlier sessions, the oldest first.
    pub(crate) fn load(&mut self, lines: Vec<String>) {
        let own = std::mem::take(&mut self.lines);
        let own = own.into_iter().rev().take(self.fresh).collect::<Vec<_>>();
        self.fresh = 0;
        for line in lines {
            self.push(line);
        }
        for line in own.into_iter().rev() {
            self.push(line);
            self.fresh += 1;
        }
    }

    /// Keeps a command.
    pub(crate) fn remember(&mut self, line: &str) {
        self.leave();
        let line = line.trim();
        if line.is_empty() || line.len() > LONGEST {
            return;
        }
        if self.lines.back().is_none_or(|last| last != line) {
            self.push(line.to_owned());
            self.fresh = (self.fresh + 1).min(MOST);
        }
    }

    fn push(&mut self, line: String) {
        self.lines.push_back(line);
        if self.lines.len() > MOST {
            self.lines.pop_front();
        }
    }

    /// The commands of this session, the oldest first.
    #[must_use]
    pub fn fresh(&self) -> Vec<String> {
        let start = self.lines.len().saturating_sub(self.fresh);
        self.lines.iter().skip(start).cloned().collect()
    }

    /// All commands, the newest first, each once.
    pub(crate) fn recent(&self) -> impl Iterator<Item = &str> {
        let mut seen = std::collections::HashSet::new();
        self.lines.iter().rev().map(String::as_str).filter(move |line| seen.insert(*line))
    }

    /// Goes no way back any more.
    pub(crate) fn leave(&mut self) {
        self.back = 0;
        self.draft.clear();
    }

    /// The command before that begins with what was typed, which is `typed` at first.
    pub(crate) fn earlier(&mut self, typed: &str) -> Option<String> {
        if self.back == 0 {
            typed.clone_into(&mut self.draft);
        }
        let older = self.lines.iter().rev().enumerate().skip(self.back);
        let shown = typed.to_owned();
        let (at, line) = older
            .filter(|(_, line)| line.starts_with(&self.draft) && **line != shown)
            .map(|(at, line)| (at, line.clone()))
            .next()?;
        self.back = at + 1;
        Some(line)
    }

    /// The one after; at the end what was typed.
    pub(crate) fn later(&mut self) -> Option<String> {
        if self.back == 0 {
            return None;
        }
        let newest = self.lines.len();
        for back in (1..self.back).rev() {
            let line = &self.lines[newest - back];
            if line.starts_with(&self.draft) {
                self.back = back;
                return Some(line.clone());
            }
        }
        self.back = 0;
        Some(std::mem::take(&mut self.draft))
    }

    /// The newest command with `part` in it, past the first `skip` of them.
    pub(crate) fn containing(&self, part: &str, skip: usize) -> Option<&str> {
        self.recent().filter(|line| line.contains(part)).nth(skip)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history(lines: &[&str]) -> History {
        let mut history = History::default();
        lines.iter().for_each(|line| history.remember(line));
        history
    }

    #[test]
    fn one_goes_back_through_what_begins_as_was_typed_and_returns() {
        let mut history = history(&["break main", "print a", "print b", "next"]);
        assert_eq!(history.earlier("p").as_deref(), Some("print b"));
        assert_eq!(history.earlier("print b").as_deref(), Some("print a"));
        assert_eq!(history.earlier("print a"), None);
        assert_eq!(history.later().as_deref(), Some("print b"));
        assert_eq!(history.later().as_deref(), Some("p"));
        assert_eq!(history.later(), None);
        assert_eq!(history.earlier("").as_deref(), Some("next"));
    }

    #[test]
    fn commands_of_earlier_sessions_come_before_those_of_this_one() {
        let mut history = history(&["now"]);
        history.load(vec!["then".to_owned()]);
        assert_eq!(history.recent().collect::<Vec<_>>(), ["now", "then"]);
        assert_eq!(history.fresh(), ["now"]);
        history.remember("now");
        history.remember("  ");
        assert_eq!(history.fresh(), ["now"]);
        (0..2 * MOST).for_each(|n| history.remember(&n.to_string()));
        assert_eq!(history.recent().count(), MOST);
        assert_eq!(history.containing("1999", 0), Some("1999"));
        assert_eq!(history.containing("199", 1), Some("1998"));
    }
}
