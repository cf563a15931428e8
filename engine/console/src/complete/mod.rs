//! Completion of a half-typed line: one place for the terminal UI and an editor's debug console.
//!
//! What may stand where is in the table of commands ([`Parameter`]); names of variables and members come from the session.
//! Nothing of the program is run, no more than 200 candidates are given, and what takes long is given up by the session's
//! [cancellation](DebugSession::cancellation).

mod location;

use std::ops::Range;

use wrtd_debug::{CompletionKind as Named, DebugSession, SessionError};

use crate::command::{COMMANDS, Parameter, TOPICS};
use crate::console::Console;

/// Candidates that are given at most; more are of no use to who reads them.
const MOST: usize = 200;

/// Something that could stand in a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What a user reads, and what is put in the place of [`Completion::replaces`].
    pub label: String,
    /// What was typed of it: characters of the line, from 0. It ends at the cursor.
    pub replaces: Range<usize>,
    /// What it is.
    pub kind: CompletionKind,
}

/// What a completion is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompletionKind {
    /// A command.
    Command,
    /// A word that a command takes, such as `var` behind `set`.
    Word,
    /// Something that `info` tells of.
    Topic,
    /// The number of a breakpoint, a display, a thread or a call.
    Number,
    /// A source file, or a line of one.
    Source,
    /// A function.
    Function,
    /// A parameter or local variable.
    Variable,
    /// A variable that lives as long as the program.
    Static,
    /// A member of a value.
    Member,
    /// A value of the WebAssembly machine.
    Machine,
}

impl Console {
    /// What could stand in a command line behind `column` characters of it, in the order in which to offer it.
    /// Expressions are those of the [selected frame](Console::selection).
    ///
    /// # Errors
    /// [`SessionError::Cancelled`].
    pub fn complete(
        &self,
        session: &mut DebugSession,
        line: &str,
        column: usize,
    ) -> Result<Vec<Completion>, SessionError> {
        let frame = session.stop().is_some().then_some(self.frame);
        let before: String = line.chars().take(column).collect();
        let mut line = Line { console: self, session, frame, before: &before };
        Ok(bounded(line.command(0)?))
    }

    /// The same for a console in which a line is an expression first, of a frame that is selected elsewhere, and a command
    /// where it is none.
    ///
    /// # Errors
    /// [`SessionError::Cancelled`], [`SessionError::NoSuchFrame`].
    pub fn complete_expression_or_command(
        &self,
        session: &mut DebugSession,
        frame: Option<u32>,
        line: &str,
        column: usize,
    ) -> Result<Vec<Completion>, SessionError> {
        let before: String = line.chars().take(column).collect();
        let stands = session.stop().is_some();
        let mut line = Line { console: self, session, frame, before: &before };
        let mut found = Vec::new();
        if stands && !names_a_command(&before) {
            found = line.expression(0)?;
        }
        for command in line.command(0)? {
            if found.iter().all(|known| known.label != command.label) {
                found.push(command);
            }
        }
        Ok(bounded(found))
    }
}

fn bounded(mut found: Vec<Completion>) -> Vec<Completion> {
    found.truncate(MOST);
    found
}

/// Whether a line can be nothing but a command: one, and behind it what no operator begins.
fn names_a_command(before: &str) -> bool {
    let Some((word, rest)) = before.trim_start().split_once(char::is_whitespace) else {
        return false;
    };
    let begins_operand = |c: char| c.is_alphanumeric() || "_$\"'".contains(c);
    Console::command_of(word).is_some() && rest.trim_start().starts_with(begins_operand)
}

/// A line up to the cursor, and what it is completed from.
struct Line<'a> {
    console: &'a Console,
    session: &'a mut DebugSession,
    frame: Option<u32>,
    before: &'a str,
}

type Found = Result<Vec<Completion>, SessionError>;

impl Line<'_> {
    /// A command line that begins at a byte.
    fn command(&mut self, from: usize) -> Found {
        let from = self.behind_blanks(from);
        let Some((word, at)) = self.word(from) else {
            let mut names = Vec::new();
            for command in COMMANDS {
                let long = command.aliases.iter().filter(|alias| alias.len() > 3);
                names.extend(std::iter::once(&command.name).chain(long).copied());
            }
            return Ok(self.beginning(from, names, CompletionKind::Command));
        };
        let name = word.split('/').next().unwrap_or(word);
        match crate::lookup::find(COMMANDS, name) {
            Ok(command) => self.parameter(command.parameter, at),
            Err(_) => Ok(Vec::new()),
        }
    }

    /// What a command's argument may be, of which a part stands from a byte on.
    fn parameter(&mut self, parameter: Parameter, from: usize) -> Found {
        let from = self.behind_blanks(from);
        match parameter {
            Parameter::None | Parameter::Text => Ok(Vec::new()),
            Parameter::Expression => match self.condition(from) {
                Some(at) => self.expression(at),
                None => self.expression(from),
            },
            Parameter::Address => self.address(from),
            Parameter::Location => match self.condition(from) {
                Some(at) => self.expression(at),
                None => self.location(from),
            },
            Parameter::File => self.sources(from),
            Parameter::Function => self.functions(from),
            Parameter::Breakpoint => {
                let numbers = self.session.breakpoints().into_iter().map(|it| it.id.0.to_string());
                Ok(self.last_word(from, numbers, CompletionKind::Number))
            }
            Parameter::BreakpointThen(then) => match self.word(from) {
                Some((_, at)) => self.parameter(*then, at),
                None => self.parameter(Parameter::Breakpoint, from),
            },
            Parameter::Display => {
                let numbers = self.console.displays.iter().map(|it| it.number.to_string());
                Ok(self.last_word(from, numbers, CompletionKind::Number))
            }
            Parameter::Thread => {
                let numbers = self.session.threads().into_iter().map(|it| it.id.to_string());
                Ok(self.last_word(from, numbers, CompletionKind::Number))
            }
            Parameter::Call => {
                let targets = self.session.step_targets().unwrap_or_default();
                let names = targets.into_iter().map(|target| target.name);
                Ok(self.beginning(from, names, CompletionKind::Function))
            }
            Parameter::Command => self.command(from),
            Parameter::Topic => match self.word(from) {
                Some((word, at)) => match crate::lookup::find(TOPICS, word) {
                    Ok(topic) => self.parameter(topic.parameter, at),
                    Err(_) => Ok(Vec::new()),
                },
                None => {
                    let names = TOPICS.iter().map(|topic| topic.name);
                    Ok(self.beginning(from, names, CompletionKind::Topic))
                }
            },
            Parameter::Words(words) => match self.word(from) {
                Some((word, at)) => match words.iter().find(|(known, _)| *known == word) {
                    Some((_, then)) => self.parameter(*then, at),
                    None => Ok(Vec::new()),
                },
                None => {
                    let names = words.iter().map(|(name, _)| *name);
                    Ok(self.beginning(from, names, CompletionKind::Word))
                }
            },
            Parameter::Either(first, second) => {
                let mut found = self.parameter(*first, from)?;
                found.extend(self.parameter(*second, from)?);
                Ok(found)
            }
        }
    }

    /// An expression from a byte on.
    fn expression(&mut self, from: usize) -> Found {
        let text = self.before.get(from..).unwrap_or_default();
        let skipped = self.characters(from);
        let column = text.chars().count();
        let found = match self.session.completions(self.frame, text, column) {
            Ok(found) => found,
            // Without a program there is nothing to name.
            Err(SessionError::NotAlive) => Vec::new(),
            Err(error) => return Err(error),
        };
        let completion = |it: wrtd_debug::Completion| Completion {
            label: it.text,
            replaces: skipped + it.start..skipped + it.start + it.length,
            kind: match it.kind {
                Named::Variable => CompletionKind::Variable,
                Named::Static => CompletionKind::Static,
                Named::Member => CompletionKind::Member,
                Named::Function => CompletionKind::Function,
                Named::Machine => CompletionKind::Machine,
            },
        };
        Ok(found.into_iter().map(completion).collect())
    }

    /// An address: an expression, and `$pc` of code.
    fn address(&mut self, from: usize) -> Found {
        let mut found = self.expression(from)?;
        let typed = self.before.get(from..).unwrap_or_default();
        if !typed.is_empty() && "$pc".starts_with(typed) {
            found.extend(self.beginning(from, ["$pc"], CompletionKind::Machine));
        }
        Ok(found)
    }

    /// Where the expression behind ` if ` begins.
    fn condition(&self, from: usize) -> Option<usize> {
        let text = self.before.get(from..)?;
        let at = match text.strip_prefix("if ") {
            Some(_) => Some(3),
            None => text.find(" if ").map(|at| at + 4),
        };
        at.map(|at| from + at)
    }

    /// The word that begins at a byte, where it is ended; and the byte behind it.
    fn word(&self, from: usize) -> Option<(&str, usize)> {
        let text = self.before.get(from..)?;
        let end = text.find(char::is_whitespace)?;
        Some((&text[..end], from + end))
    }

    fn behind_blanks(&self, from: usize) -> usize {
        let text = self.before.get(from..).unwrap_or_default();
        self.before.len() - text.trim_start().len()
    }

    fn characters(&self, bytes: usize) -> usize {
        self.before.get(..bytes).unwrap_or(self.before).chars().count()
    }

    /// Those that begin with what stands from a byte on.
    fn beginning<S: Into<String>>(
        &self,
        from: usize,
        names: impl IntoIterator<Item = S>,
        kind: CompletionKind,
    ) -> Vec<Completion> {
        let typed = self.before.get(from..).unwrap_or_default();
        let replaces = self.characters(from)..self.characters(self.before.len());
        let names = names.into_iter().map(Into::into).filter(|name| name.starts_with(typed));
        names.map(|label: String| Completion { label, replaces: replaces.clone(), kind }).collect()
    }

    /// Those that begin with the last of several words.
    fn last_word(
        &self,
        from: usize,
        names: impl IntoIterator<Item = String>,
        kind: CompletionKind,
    ) -> Vec<Completion> {
        let text = self.before.get(from..).unwrap_or_default();
        let start = text.rfind(char::is_whitespace).map_or(from, |at| from + at + 1);
        self.beginning(start, names, kind)
    }
}
