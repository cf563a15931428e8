//! What helps whoever types a command: words that could stand there, and what was typed before.

use std::ops::Range;

use super::{history::History, prompt::LineEdit};

/// Something that could stand in the line that is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What a user reads, and what is put in the place of [`Candidate::replaces`].
    pub label: String,
    /// What was typed of it: characters of the line, from 0.
    pub replaces: Range<usize>,
    /// What it is, in a word.
    pub kind: &'static str,
}

/// Words that could stand in the line, one of which may be in it already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidates {
    /// The words, never none.
    pub list: Vec<Candidate>,
    /// The one that is in the line.
    pub selected: Option<usize>,
    /// The line as it was typed.
    typed: LineEdit,
}

/// A search in what was typed before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recall {
    /// What is searched for.
    pub part: String,
    /// How many that have it are passed over.
    skip: usize,
    /// The line as it was typed.
    typed: LineEdit,
    /// There is none.
    pub missing: bool,
}

/// What was asked of the session, for which line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) typed: LineEdit,
    /// Words of the UI's own that could stand there.
    pub(crate) own: Vec<Candidate>,
    /// Characters that the line which was asked for has more before its end.
    pub(crate) shift: isize,
    /// Only candidates of this kind fit.
    pub(crate) only: Option<&'static str>,
}

/// What helps whoever types a command.
#[derive(Debug, Default)]
pub struct Assist {
    pub(crate) history: History,
    /// Words that could stand in the line.
    pub candidates: Option<Candidates>,
    /// A search in what was typed before.
    pub recall: Option<Recall>,
    pub(crate) asked: Option<Asked>,
}

impl Assist {
    /// Begins with the commands of earlier sessions, the oldest first.
    pub fn load_history(&mut self, commands: Vec<String>) {
        self.history.load(commands);
    }

    /// The commands of this session, the oldest first.
    #[must_use]
    pub fn fresh_commands(&self) -> Vec<String> {
        self.history.fresh()
    }

    /// The line has changed, or is done.
    pub(crate) fn leave(&mut self) {
        self.candidates = None;
        self.recall = None;
        self.asked = None;
    }

    /// Words for a line have come. One goes into the line, of several what they have in common.
    pub(crate) fn offer(&mut self, line: &mut LineEdit, found: Vec<Candidate>) {
        self.asked = None;
        match found.as_slice() {
            [] => self.candidates = None,
            [only] => {
                put(line, only);
                self.candidates = None;
            }
            [first, rest @ ..] => {
                let same = rest.iter().all(|other| other.replaces == first.replaces);
                let common = rest.iter().fold(first.label.as_str(), |common, other| {
                    let alike = common.chars().zip(other.label.chars());
                    let len = alike.take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
                    &common[..len]
                });
                if same && common.chars().count() > first.replaces.len() {
                    let common = Candidate { label: common.to_owned(), ..first.clone() };
                    put(line, &common);
                    let end = common.replaces.start + common.label.chars().count();
                    let list = found.into_iter().map(|candidate| Candidate {
                        replaces: candidate.replaces.start..end,
                        ..candidate
                    });
                    let list = list.collect();
                    self.candidates =
                        Some(Candidates { list, selected: None, typed: line.clone() });
                } else {
                    self.candidates =
                        Some(Candidates { list: found, selected: None, typed: line.clone() });
                }
            }
        }
    }

    /// Puts the next candidate into the line, or the one before; `false` if there is none. Past the last one is what was
    /// typed.
    pub(crate) fn cycle(&mut self, line: &mut LineEdit, forward: bool) -> bool {
        let Some(candidates) = &mut self.candidates else { return false };
        let len = candidates.list.len();
        candidates.selected = match (candidates.selected, forward) {
            (None, true) => Some(0),
            (None, false) => Some(len - 1),
            (Some(at), true) => Some(at + 1).filter(|&at| at < len),
            (Some(at), false) => at.checked_sub(1),
        };
        *line = candidates.typed.clone();
        if let Some(candidate) = candidates.selected.map(|at| &candidates.list[at]) {
            put(line, candidate);
        }
        true
    }

    /// Begins to search in what was typed before, or goes on to the next one.
    pub(crate) fn search(&mut self, line: &mut LineEdit) {
        self.candidates = None;
        match &mut self.recall {
            Some(recall) if !recall.missing => recall.skip += 1,
            Some(_) => {}
            None => self.recall = Some(Recall { typed: line.clone(), ..Recall::default() }),
        }
        self.find(line);
    }

    /// Changes what is searched for.
    pub(crate) fn search_for(&mut self, line: &mut LineEdit, change: impl FnOnce(&mut String)) {
        if let Some(recall) = &mut self.recall {
            change(&mut recall.part);
            recall.skip = 0;
        }
        self.find(line);
    }

    fn find(&mut self, line: &mut LineEdit) {
        let Some(recall) = &mut self.recall else { return };
        if recall.part.is_empty() {
            *line = recall.typed.clone();
            return;
        }
        let found = self.history.containing(&recall.part, recall.skip);
        recall.missing = found.is_none();
        match found {
            Some(found) => *line = LineEdit::new(found.to_owned()),
            None => recall.skip = recall.skip.saturating_sub(1),
        }
    }

    /// Gives the search up, and the line back as it was.
    pub(crate) fn forget_search(&mut self, line: &mut LineEdit) {
        if let Some(recall) = self.recall.take() {
            *line = recall.typed;
        }
    }
}

/// Puts a candidate in the place of what was typed of it.
fn put(line: &mut LineEdit, candidate: &Candidate) {
    let at = |character: usize| {
        let mut places = line.text().char_indices().map(|(at, _)| at);
        places.nth(character).unwrap_or(line.text().len())
    };
    let (start, end) = (at(candidate.replaces.start), at(candidate.replaces.end));
    line.put(start..end.max(start), &candidate.label);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates(labels: &[&str], replaces: Range<usize>) -> Vec<Candidate> {
        let of = |label: &&str| Candidate {
            label: (*label).to_owned(),
            replaces: replaces.clone(),
            kind: "",
        };
        labels.iter().map(of).collect()
    }

    #[test]
    fn what_all_have_in_common_is_typed_and_then_one_after_the_other() {
        let (mut assist, mut line) = (Assist::default(), LineEdit::new("print pä".to_owned()));
        assist.offer(&mut line, candidates(&["pär_a", "pär_b"], 6..8));
        assert_eq!(line.text(), "print pär_");
        let mut seen = Vec::new();
        for _ in 0..4 {
            assert!(assist.cycle(&mut line, true));
            seen.push(line.text().to_owned());
        }
        assert_eq!(seen, ["print pär_a", "print pär_b", "print pär_", "print pär_a"]);
        assert!(assist.cycle(&mut line, false));
        assert_eq!(line.text(), "print pär_");
        assist.offer(&mut line, candidates(&["pär_only"], 6..10));
        assert_eq!((line.text(), assist.candidates.is_none()), ("print pär_only", true));
        assert!(!assist.cycle(&mut line, true));
    }

    #[test]
    fn a_search_finds_older_ones_and_gives_the_line_back() {
        let mut assist = Assist::default();
        ["break a", "next", "break b"].iter().for_each(|line| assist.history.remember(line));
        let mut line = LineEdit::new("typed".to_owned());
        assist.search(&mut line);
        assist.search_for(&mut line, |part| part.push_str("bre"));
        assert_eq!(line.text(), "break b");
        assist.search(&mut line);
        assert_eq!(line.text(), "break a");
        assist.search(&mut line);
        assert_eq!(line.text(), "break a");
        assert_eq!(assist.recall.as_ref().map(|recall| recall.missing), Some(true));
        assist.forget_search(&mut line);
        assert_eq!(line.text(), "typed");
    }
}
