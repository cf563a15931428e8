//! Code: `disassemble`.

use wrtd_debug::CodeRef;

use super::{Command, Context, Group, Invocation, Parameter};
use crate::console::Answer;
use crate::error::CommandError;
use crate::view::{instructions, place};

pub(super) const DISASSEMBLE: Command = Command {
    name: "disassemble",
    parameter: Parameter::Either(
        &Parameter::Words(&[("all", Parameter::None)]),
        &Parameter::Either(&Parameter::Function, &Parameter::Address),
    ),
    aliases: &["disas"],
    group: Group::Sources,
    usage: "disassemble [all | FUNCTION [COUNT] | ADDRESS [COUNT]]",
    summary: "Show WebAssembly code around the selected frame, its whole function, or another place",
    details: "The numbers are byte offsets in the module. `stepi` executes one instruction.\n\
              Source lines stand before the code that was compiled from them.",
    run: disassemble,
    ..Command::PLAIN
};

/// Instructions before and after the current one.
const CODE_CONTEXT: usize = 8;

/// Instructions from a place on.
const SHOWN: usize = 16;
/// The same at most.
const MOST_SHOWN: usize = 10_000;

fn disassemble(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
) -> Result<Answer, CommandError> {
    let frame = place::frame(context.session, context.console.frame);
    let current = match &frame {
        Ok(Some(frame)) => Some(frame.code),
        _ => None,
    };
    let word = invocation.rest.split_whitespace().next().unwrap_or_default();
    if !matches!(word, "" | "all") {
        return from(context, invocation, invocation.rest, current);
    }
    let none = || invocation.refused("no frame is on the stack; `run` starts the program");
    let at = frame.map_err(invocation.session())?.ok_or_else(none)?.code;
    let (first, count) = context
        .session
        .function_extent(at)
        .ok_or_else(|| invocation.refused("no function is at the selected frame"))?;
    let text = match word {
        "all" => instructions::show(context.session, first, 0, count, current),
        _ => {
            let ahead = context.session.instructions(first, 0, count.min(MOST_SHOWN));
            let ahead = ahead.map_err(invocation.session())?;
            let index = ahead.iter().position(|it| it.code == at).unwrap_or(0);
            let begin = index.saturating_sub(CODE_CONTEXT);
            let shown = (2 * CODE_CONTEXT + 1).min(count - begin);
            let skip = i64::try_from(begin).unwrap_or(i64::MAX);
            instructions::show(context.session, first, skip, shown, current)
        }
    };
    text.map(Answer::Text).map_err(invocation.session())
}

/// `PLACE [COUNT]`: instructions from an address or the beginning of a function on.
pub(super) fn from(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    text: &str,
    current: Option<CodeRef>,
) -> Result<Answer, CommandError> {
    let numbered = text.rsplit_once(char::is_whitespace).and_then(|(place, count)| {
        Some((place.trim(), count.parse::<usize>().ok().filter(|&count| count > 0)?))
    });
    let (place, count) = numbered.unwrap_or((text, SHOWN));
    let at = code(context, invocation, place)?;
    let shown = instructions::show(context.session, at, 0, count.min(MOST_SHOWN), current);
    match shown.map_err(invocation.session())? {
        text if text.is_empty() => {
            Err(invocation.refused(format!("no code is at {place} or behind it")))
        }
        text => Ok(Answer::Text(text)),
    }
}

/// The place that a text names: an address, with `*` before it or not, a function, or an expression.
pub(super) fn code(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    text: &str,
) -> Result<CodeRef, CommandError> {
    let address = text.strip_prefix('*').unwrap_or(text).trim();
    let frame = context.console.frame;
    context.session.code_place(frame, address).map_err(|error| {
        invocation.refused(format!(
            "`{address}` is neither a function nor a place in the code such as 0x1f4: {error}"
        ))
    })
}
