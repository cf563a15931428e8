//! What could stand at a place of an expression that is being typed.

use std::collections::HashSet;

use wrtd_symbols::VariableKind;

use crate::{
    DebugSession, Format, SessionError,
    variables::{FrameSymbols, WasmGroup},
};

/// Completions that are given at most; more are of no use to who reads them.
const MOST: usize = 500;
/// Letters of a function's name from which on the functions of the program are looked through.
const LETTERS: usize = 2;

/// Something that could stand at a place of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What a user reads.
    pub label: String,
    /// What replaces the part of the text that was typed of it.
    pub text: String,
    /// First character of that part, from 0.
    pub start: usize,
    /// Its length in characters.
    pub length: usize,
    /// What it names.
    pub kind: CompletionKind,
}

/// What a completion names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompletionKind {
    /// A parameter or local variable.
    Variable,
    /// A variable that lives as long as the program.
    Static,
    /// A member of a value.
    Member,
    /// A function.
    Function,
    /// A value of the WebAssembly machine.
    Machine,
}

impl DebugSession {
    /// What could stand in an expression `text` where the cursor is, behind `column` characters: names that are
    /// visible in the frame, the best first, members behind `.`, `->` and `::`, values of the machine behind `$`.
    /// Without a frame only what every frame has. Nothing of the program is run, and nothing is changed.
    ///
    /// # Errors
    /// [`SessionError::NotAlive`], [`SessionError::NoSuchFrame`], [`SessionError::Cancelled`].
    pub fn completions(
        &mut self,
        frame: Option<u32>,
        text: &str,
        column: usize,
    ) -> Result<Vec<Completion>, SessionError> {
        self.alive()?;
        let before: String = text.chars().take(column).collect();
        let typed = Typed::of(&before);
        let mut found = match (&typed.base, frame) {
            (Some(base), Some(frame)) => self.members(frame, base),
            (Some(_), None) => Vec::new(),
            (None, _) => self.names(frame, &typed.word)?,
        };
        self.check_cancelled()?;
        let mut seen = HashSet::new();
        found.retain(|(name, _)| name.starts_with(&typed.word) && seen.insert(name.clone()));
        found.truncate(MOST);
        let completion = |(name, kind): (String, CompletionKind)| Completion {
            label: name.clone(),
            text: name,
            start: typed.start,
            length: typed.word.chars().count(),
            kind,
        };
        Ok(found.into_iter().map(completion).collect())
    }

    fn names(
        &mut self,
        frame: Option<u32>,
        word: &str,
    ) -> Result<Vec<(String, CompletionKind)>, SessionError> {
        let mut found = Vec::new();
        if let Some(index) = frame {
            let frame = self.frame(index)?;
            let of = FrameSymbols::new(&self.program, &*self.target, &frame);
            if word.starts_with('$') {
                found.extend(WasmGroup::names(&of).map(|name| (name, CompletionKind::Machine)));
                return Ok(found);
            }
            for kind in [VariableKind::Local, VariableKind::Parameter] {
                let listed = of.listed(kind).into_iter();
                found.extend(
                    listed.map(|it| (it.variable.name.to_string(), CompletionKind::Variable)),
                );
            }
            let statics = of.statics().into_iter();
            found.extend(statics.map(|it| (it.name.to_string(), CompletionKind::Static)));
            self.program.flush_warnings();
        }
        if word.chars().count() >= LETTERS {
            let functions = self.functions(word)?.into_iter();
            found.extend(functions.map(|it| (it.name, CompletionKind::Function)));
        }
        Ok(found)
    }

    fn members(&mut self, index: u32, base: &str) -> Vec<(String, CompletionKind)> {
        let Ok(frame) = self.frame(index) else { return Vec::new() };
        let of = FrameSymbols::new(&self.program, &*self.target, &frame);
        let renderer = of.renderer(Format::default());
        let Ok(value) = wrtd_symbols::expr::evaluate(base, &of, &renderer) else {
            return Vec::new();
        };
        let children = renderer.children(&value, 0, MOST as u64).into_iter();
        let named = children.filter_map(|child| {
            let path = renderer.render(&child).path?;
            Some((path.strip_prefix('.')?.to_owned(), CompletionKind::Member))
        });
        named.collect()
    }
}

/// What stands before the cursor.
struct Typed {
    /// The part of a name or path that is there.
    word: String,
    /// Where it begins, in characters from 0.
    start: usize,
    /// The expression whose member it is to be.
    base: Option<String>,
}

impl Typed {
    fn of(before: &str) -> Self {
        let letter = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let name = before.trim_end_matches(letter);
        let stem = name.trim_end();
        let base = stem.strip_suffix('.').or_else(|| stem.strip_suffix("->"));
        let beginning = match base {
            Some(_) => name,
            None => before.trim_end_matches(|c| letter(c) || c == ':'),
        };
        Self {
            word: before[beginning.len()..].to_owned(),
            start: beginning.chars().count(),
            base: base.map(|base| last_operand(base).to_owned()),
        }
    }
}

/// The operand at the end of a text: `a[i].b` of `1 + a[i].b`.
fn last_operand(text: &str) -> &str {
    let text = text.trim_end();
    let mut depth = 0_usize;
    let mut start = text.len();
    let mut after = ' ';
    for (at, c) in text.char_indices().rev() {
        match c {
            ')' | ']' => depth += 1,
            '(' | '[' if depth == 0 => break,
            '(' | '[' => depth -= 1,
            _ if depth > 0 => {}
            '-' if after == '>' => {}
            '>' if text[..at].ends_with('-') => {}
            '.' | ':' | '_' | '$' => {}
            _ if c.is_alphanumeric() => {}
            _ => break,
        }
        start = at;
        after = c;
    }
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_of_a_name_is_told_from_what_is_before_it() {
        for (before, word, start, base) in [
            ("", "", 0, None),
            ("1 + co", "co", 4, None),
            ("a::b::C", "a::b::C", 0, None),
            ("-$lo", "$lo", 1, None),
            ("p.", "", 2, Some("p")),
            ("x + v[i + 1].na", "na", 13, Some("v[i + 1]")),
            ("(*node)->next->", "", 15, Some("(*node)->next")),
            ("ä - s::T.f", "f", 9, Some("s::T")),
            ("f(a.b", "b", 4, Some("a")),
        ] {
            let typed = Typed::of(before);
            assert_eq!(
                (typed.word.as_str(), typed.start, typed.base.as_deref()),
                (word, start, base),
                "{before}"
            );
        }
    }
}
