//! The call stack: `backtrace`, `frame`, `up`, `down`.

use super::{Command, Context, Group, Invocation};
use crate::console::Answer;
use crate::error::CommandError;
use crate::view::{frame, place};

pub(super) const BACKTRACE: Command = Command {
    name: "backtrace",
    aliases: &["bt", "where"],
    group: Group::Stack,
    usage: "backtrace [COUNT | all]",
    summary: "Show the call stack, innermost frame first",
    details: "`→` marks the frame that `print` and `locals` look at.\n\
              Without a COUNT, runs of library frames without sources are folded and a deep stack is cut;\n\
              `all` shows every frame.",
    run: backtrace,
    ..Command::PLAIN
};

pub(super) const FRAME: Command = Command {
    name: "frame",
    aliases: &["f"],
    group: Group::Stack,
    usage: "frame [NUMBER]",
    summary: "Select a frame by its number, or show the selected one",
    run: |context, invocation| {
        let index = invocation.optional_number()?.unwrap_or(context.console.frame);
        select(context, invocation, index)
    },
    ..Command::PLAIN
};

pub(super) const UP: Command = Command {
    name: "up",
    group: Group::Stack,
    usage: "up [COUNT]",
    summary: "Select the caller of the selected frame",
    run: |context, invocation| {
        let count: u32 = invocation.optional_number()?.unwrap_or(1);
        let index = context.console.frame.saturating_add(count);
        select(context, invocation, index)
    },
    ..Command::PLAIN
};

pub(super) const DOWN: Command = Command {
    name: "down",
    aliases: &["dow"],
    group: Group::Stack,
    usage: "down [COUNT]",
    summary: "Select the frame that the selected one called",
    run: |context, invocation| {
        let count: u32 = invocation.optional_number()?.unwrap_or(1);
        match context.console.frame.checked_sub(count) {
            Some(index) => select(context, invocation, index),
            None => Err(invocation.refused("the selected frame is the innermost already")),
        }
    },
    ..Command::PLAIN
};

fn backtrace(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
) -> Result<Answer, CommandError> {
    let extent = extent(invocation, invocation.rest)?;
    frame::stack(context.session, context.console.frame, extent)
        .map(Answer::Text)
        .map_err(invocation.session())
}

/// Whether a word means [`BACKTRACE`].
pub(super) fn is_backtrace(word: &str) -> bool {
    word == BACKTRACE.name || BACKTRACE.aliases.contains(&word)
}

/// How much of a stack is asked for behind [`BACKTRACE`].
pub(super) fn extent(
    invocation: &Invocation<'_>,
    text: &str,
) -> Result<frame::Extent, CommandError> {
    Ok(match text {
        "" => frame::Extent::Folded,
        "all" => frame::Extent::All,
        count => frame::Extent::First(invocation.number(count)?),
    })
}

pub(super) fn select(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    index: u32,
) -> Result<Answer, CommandError> {
    let frame =
        place::frame(context.session, index).map_err(invocation.session())?.ok_or_else(|| {
            let reason = format!("there is no frame {index}; `backtrace` shows which there are");
            invocation.refused(reason)
        })?;
    context.console.frame = index;
    context.console.cursor = None;
    let text = frame::selected(context.session, &frame, &mut context.console.cursor);
    Ok(Answer::Text(text))
}
