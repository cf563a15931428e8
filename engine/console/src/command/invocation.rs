//! A command together with what was typed behind it, and what a running command can reach.

use std::str::FromStr;

use wrtd_debug::{DebugSession, Format, SessionError};

use super::form::{Form, value_format};
use super::{Command, Suffix};
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
    /// What a slash asks for of memory, where the command shows some.
    pub(crate) form: Option<Form>,
    /// What stands behind the slash.
    pub(crate) suffix: Option<&'a str>,
    /// What stands behind the command, without blanks at its ends.
    pub(crate) rest: &'a str,
}

impl<'a> Invocation<'a> {
    /// Checks what stands behind the slash against the command.
    pub(crate) fn new(
        command: &'static Command,
        suffix: Option<&'a str>,
        rest: &'a str,
    ) -> Result<Self, CommandError> {
        let mut invocation = Self { command, format: Format::default(), form: None, suffix, rest };
        let Some(text) = suffix else { return Ok(invocation) };
        match command.suffix {
            Suffix::None => {
                return Err(invocation.usage(format!("it takes no format such as `/{text}`")));
            }
            Suffix::Value => {
                invocation.format = value_format(text).ok_or_else(|| {
                    let problem = format!(
                        "there is no format `/{text}`, only /x (hexadecimal), /d (decimal), /o (octal), /t (binary) \
                         and /c (characters)"
                    );
                    invocation.usage(problem)
                })?;
            }
            Suffix::Memory => {
                let form = Form::parse(text).map_err(|problem| invocation.usage(problem))?;
                invocation.form = Some(form);
            }
            Suffix::Both => match value_format(text) {
                Some(format) => invocation.format = format,
                None => {
                    let form = Form::parse(text).map_err(|problem| invocation.usage(problem))?;
                    invocation.form = Some(form);
                }
            },
            // Its letters mean something else.
            Suffix::Search => {}
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
