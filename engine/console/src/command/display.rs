//! What is shown at each stop: `display`, `undisplay`.

use std::fmt::Write;

use wrtd_debug::{DebugSession, Effects};

use super::examine::examine;
use super::{Command, Context, Group, Invocation, Parameter, Suffix};
use crate::console::{Answer, Console};
use crate::error::CommandError;
use crate::view::clean;
use crate::view::value::{self, Opening};

/// Displays that there may be.
const MOST: usize = 64;

pub(super) const DISPLAY: Command = Command {
    name: "display",
    group: Group::Data,
    usage: "display[/FORMAT] [EXPRESSION]",
    summary: "Show a value at each stop, or now all that are shown so",
    details: "A FORMAT is one of `print` or of `examine`: `display/x flags`, `display/i $pc`, `display/4xw &buffer`.\n\
              Functions are called, but nothing is assigned. What has no value in the selected frame is left out.",
    parameter: Parameter::Expression,
    suffix: Suffix::Both,
    run: |context, invocation| match invocation.rest {
        "" => Ok(Answer::Text(all(context))),
        _ => add(context, invocation),
    },
    ..Command::PLAIN
};

pub(super) const UNDISPLAY: Command = Command {
    name: "undisplay",
    group: Group::Data,
    usage: "undisplay [NUMBER..]",
    summary: "Show these no more, or none",
    details: "`info display` lists them.",
    parameter: Parameter::Display,
    run: |context, invocation| {
        let mut kept = context.console.displays.clone();
        for word in invocation.rest.split_whitespace() {
            let number: u32 = invocation.number(word)?;
            let before = kept.len();
            kept.retain(|display| display.number != number);
            if kept.len() == before {
                return Err(invocation
                    .refused(format!("there is no display {number}; `info display` lists them")));
            }
        }
        if invocation.rest.is_empty() {
            kept.clear();
        }
        context.console.displays = kept;
        Ok(Answer::Text(String::new()))
    },
    ..Command::PLAIN
};

/// Something that is shown at each stop.
#[derive(Clone, Debug)]
pub(crate) struct Display {
    pub(crate) number: u32,
    suffix: Option<String>,
    expression: String,
}

impl Display {
    /// `display/x flags`, without the command.
    fn title(&self) -> String {
        match &self.suffix {
            Some(suffix) => format!("/{suffix} {}", self.expression),
            None => self.expression.clone(),
        }
    }

    fn show(&self, context: &mut Context<'_>) -> Result<String, CommandError> {
        let invocation = Invocation::new(&DISPLAY, self.suffix.as_deref(), &self.expression)?;
        let Some(form) = invocation.form else {
            let frame = context.console.frame;
            let view = context
                .session
                .execute(frame, &self.expression, invocation.format, Effects::Calls)
                .map_err(invocation.session())?;
            let tree = value::tree(context.session, &view, Opening::AsNeeded, invocation.format);
            return Ok(format!("{}: {tree}", self.number));
        };
        // `x` goes on where the user left off.
        let before = context.console.examined;
        let shown = examine(context, &invocation, Some(form), &self.expression);
        context.console.examined = before;
        match shown? {
            Answer::Text(text) => Ok(format!("{}: {}\n{text}", self.number, clean(&self.title()))),
            Answer::Action(_) => Ok(String::new()),
        }
    }
}

fn add(context: &mut Context<'_>, invocation: &Invocation<'_>) -> Result<Answer, CommandError> {
    if context.console.displays.len() >= MOST {
        return Err(invocation.refused(format!(
            "there are {MOST} displays, which are all that there may be; `undisplay` removes some"
        )));
    }
    let number = context.console.displays.last().map_or(1, |last| last.number + 1);
    let display = Display {
        number,
        suffix: invocation.suffix.map(str::to_owned),
        expression: invocation.rest.to_owned(),
    };
    let text = display.show(context)?;
    context.console.displays.push(display);
    Ok(Answer::Text(text))
}

/// What all displays show in the selected frame.
fn all(context: &mut Context<'_>) -> String {
    let displays = context.console.displays.clone();
    displays.iter().filter_map(|display| display.show(context).ok()).collect()
}

/// All displays, a line each.
pub(super) fn table(context: &mut Context<'_>) -> String {
    let displays = context.console.displays.clone();
    if displays.is_empty() {
        return "There are no displays; `display` makes one.\n".to_owned();
    }
    let mut text = String::new();
    for display in displays {
        let why = display.show(context).err().map(|why| match why {
            CommandError::Session { error, .. } => error.to_string(),
            other => other.to_string(),
        });
        let why = why.map(|why| format!("  (not here: {})", clean(&why)));
        let title = clean(&display.title());
        let _ = writeln!(text, "{:>3}  {title}{}", display.number, why.unwrap_or_default());
    }
    text
}

impl Console {
    /// What is shown at each stop, as it is now in the selected frame: whole lines; empty where nothing is.
    pub fn displays(&mut self, session: &mut DebugSession) -> String {
        if self.displays.is_empty() {
            return String::new();
        }
        all(&mut Context { console: self, session })
    }

    /// Whether something is shown at each stop.
    #[must_use]
    pub fn has_displays(&self) -> bool {
        !self.displays.is_empty()
    }
}
