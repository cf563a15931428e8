//! Sources and code: `list`, `disassemble`.

use super::{Command, Context, Group, Invocation, Parameter};
use crate::console::Answer;
use crate::error::CommandError;
use crate::view::{listing, place};

pub(super) const LIST: Command = Command {
    name: "list",
    aliases: &["l"],
    group: Group::Sources,
    usage: "list [LINE]",
    summary: "Show source lines around the current one, or around LINE of the same file",
    details: "`→` marks the current line and `●` one with a breakpoint.\n\
              Again without an argument it goes on where it left off.",
    parameter: Parameter::None,
    formats: false,
    run: list,
};

pub(super) const DISASSEMBLE: Command = Command {
    name: "disassemble",
    aliases: &["disas"],
    group: Group::Sources,
    usage: "disassemble [all]",
    summary: "Show WebAssembly code around the selected frame, or its whole function",
    details: "The numbers are byte offsets in the module. `stepi` executes one instruction.",
    parameter: Parameter::None,
    formats: false,
    run: disassemble,
};

/// Lines of code before and after the current one.
const CODE_CONTEXT: u32 = 8;

fn disassemble(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
) -> Result<Answer, CommandError> {
    let code = context.session.disassembly(context.console.frame).map_err(invocation.session())?;
    let (first, count) = match invocation.rest {
        "" => (code.line.saturating_sub(CODE_CONTEXT).max(1), 2 * CODE_CONTEXT + 1),
        "all" => (1, u32::MAX),
        other => return Err(invocation.usage(format!("`{other}` is not `all`"))),
    };
    let window = listing::show(context.session, &code.source, first, count, code.line)
        .map_err(|reason| invocation.refused(reason))?;
    Ok(Answer::Text(window.text))
}

fn list(context: &mut Context<'_>, invocation: &Invocation<'_>) -> Result<Answer, CommandError> {
    let line: Option<u32> = invocation.optional_number()?;
    let frame = place::frame(context.session, context.console.frame)
        .map_err(invocation.session())?
        .ok_or_else(|| invocation.refused("no frame is on the stack; `run` starts the program"))?;
    let Some(source) = frame.source.clone() else {
        return Err(invocation.refused("the selected frame has no source; `up` selects its caller"));
    };
    let cursor = context.console.cursor.take();
    let first = match (line, cursor) {
        (Some(line), _) => listing::around(line),
        (None, Some(cursor)) => cursor.next,
        (None, None) => listing::around(frame.line),
    };
    let window = listing::show(context.session, &source, first, listing::WINDOW, frame.line)
        .map_err(|reason| invocation.refused(reason))?;
    context.console.cursor = Some(window.cursor);
    Ok(Answer::Text(window.text))
}
