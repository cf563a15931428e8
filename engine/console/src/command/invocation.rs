//! A command together with what was typed behind it, and what a running command can reach.

use std::str::FromStr;

use wrtd_debug::{DebugSession, Format, SessionError};

use super::{Command, Parameter};
use crate::console::Console;
use crate::error::CommandError;

/// What a running command can reach.
pub(crate) struct Context<'a> {
    pub(crate) console: &'a mut Console,
    pub(crate) session: &'a mut DebugSession,
}

/// A command as it was typed.
pub(crate) struct Invocation<'a> {
    pub(crate) command: &'static Command,
    pub(crate) format: Format,
    /// How many instructions `/5i` asks for.
    pub(crate) instructions: Option<usize>,
    /// What stands behind the command, without blanks at its ends.
    pub(crate) rest: &'a str,
}

impl<'a> Invocation<'a> {
    /// Checks the format against the command.
    pub(crate) fn new(
        command: &'static Command,
        format: Option<&str>,
        rest: &'a str,
    ) -> Result<Self, CommandError> {
        let mut invocation = Self { command, format: Format::default(), instructions: None, rest };
        match format {
            None => {}
            Some(format) if command.parameter == Parameter::Address => {
                let count = match format.strip_suffix('i') {
                    Some("") => Some(1),
                    Some(count) => count.parse().ok().filter(|&count| count > 0),
                    None => None,
                };
                if count.is_none() {
                    let problem = format!(
                        "there is no format `/{format}`, only /i (one instruction) and /5i"
                    );
                    return Err(invocation.usage(problem));
                }
                invocation.instructions = count;
            }
            Some(format) if !command.formats => {
                return Err(invocation.usage(format!("it takes no format such as `/{format}`")));
            }
            Some("x") => invocation.format.hex = true,
            Some("d") => {}
            Some(other) => {
                let problem = format!(
                    "there is no format `/{other}`, only /x (hexadecimal) and /d (decimal)"
                );
                return Err(invocation.usage(problem));
            }
        }
        Ok(invocation)
    }

    /// The error for arguments that the command does not take.
    pub(crate) fn usage(&self, problem: impl Into<String>) -> CommandError {
        CommandError::Usage {
            command: self.command.name,
            problem: problem.into(),
            usage: self.command.usage,
        }
    }

    /// The error for a command that cannot be carried out as things stand.
    pub(crate) fn refused(&self, reason: impl Into<String>) -> CommandError {
        CommandError::Refused { command: self.command.name, reason: reason.into() }
    }

    /// The session's error, with the command's name; for `map_err`.
    pub(crate) fn session(&self) -> impl Fn(SessionError) -> CommandError {
        let command = self.command.name;
        move |error| CommandError::Session { command, error }
    }

    /// That nothing stands behind the command.
    pub(crate) fn nothing(&self) -> Result<(), CommandError> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(self.usage(format!("`{}` is too much, it takes no arguments", self.rest)))
        }
    }

    /// What stands behind the command, which must be something; `what` names it.
    pub(crate) fn required(&self, what: &str) -> Result<&'a str, CommandError> {
        if self.rest.is_empty() {
            Err(self.usage(format!("{what} is missing")))
        } else {
            Ok(self.rest)
        }
    }

    /// `text` as a number.
    pub(crate) fn number<N: FromStr>(&self, text: &str) -> Result<N, CommandError> {
        text.parse().map_err(|_| self.usage(format!("`{text}` is not a number that it takes")))
    }

    /// The number behind the command, if there is one.
    pub(crate) fn optional_number<N: FromStr>(&self) -> Result<Option<N>, CommandError> {
        if self.rest.is_empty() { Ok(None) } else { self.number(self.rest).map(Some) }
    }
}
