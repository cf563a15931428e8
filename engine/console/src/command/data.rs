//! Values: `print`, `locals`, `args`, `children`.

use wrtd_debug::{Effects, ScopeKind};

use super::{Command, Context, Group, Invocation, Parameter, Suffix};
use crate::console::Answer;
use crate::error::CommandError;
use crate::view::value::{self, Opening};

pub(super) const PRINT: Command = Command {
    name: "print",
    aliases: &["p", "inspect"],
    group: Group::Data,
    usage: "print[/x] EXPRESSION",
    summary: "Show a value with what is inside it",
    details: "An expression is a path (`item.price`, `prices[3]`, `*node`, `node->next`) or computes with such:\n\
              `prices[1] * 2 > limit`, by the rules of the frame's language. `item.price = 3` sets it, `total(2)` calls\n\
              a function of the program. Behind a comma stands how to show it: x, d, o, b, c, s, or a number of elements.\n\
              /x shows integers in hexadecimal, /d decimal, /o octal, /t binary, /c as characters.",
    parameter: Parameter::Expression,
    suffix: Suffix::Value,
    run: |context, invocation| expand(context, invocation, Opening::AsNeeded, Effects::All),
    ..Command::PLAIN
};

pub(super) const CALL: Command = Command {
    name: "call",
    group: Group::Data,
    usage: "call[/x] EXPRESSION",
    summary: "The same, for a function of the program that gives nothing back",
    parameter: Parameter::Expression,
    suffix: Suffix::Value,
    run: PRINT.run,
    ..Command::PLAIN
};

pub(super) const CHILDREN: Command = Command {
    name: "children",
    group: Group::Data,
    usage: "children[/x] EXPRESSION",
    summary: "Show what is inside a value, one level only but with more elements",
    parameter: Parameter::Expression,
    suffix: Suffix::Value,
    run: |context, invocation| expand(context, invocation, Opening::OneLevel, Effects::None),
    ..Command::PLAIN
};

pub(super) const LOCALS: Command = Command {
    name: "locals",
    group: Group::Data,
    usage: "locals[/x]",
    summary: "Show the local variables of the selected frame, innermost block first",
    suffix: Suffix::Value,
    run: |context, invocation| {
        invocation.nothing()?;
        scope(context, invocation, ScopeKind::Locals)
    },
    ..Command::PLAIN
};

pub(super) const ARGS: Command = Command {
    name: "args",
    aliases: &["arguments"],
    group: Group::Data,
    usage: "args[/x]",
    summary: "Show the arguments of the selected frame",
    suffix: Suffix::Value,
    run: |context, invocation| {
        invocation.nothing()?;
        scope(context, invocation, ScopeKind::Arguments)
    },
    ..Command::PLAIN
};

/// Lists the variables of one scope of the selected frame.
pub(super) fn scope(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    kind: ScopeKind,
) -> Result<Answer, CommandError> {
    value::scope(context.session, context.console.frame, kind, invocation.format)
        .map(Answer::Text)
        .map_err(invocation.session())
}

fn expand(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    opening: Opening,
    effects: Effects,
) -> Result<Answer, CommandError> {
    let expression = invocation.required("an expression")?;
    let view = context
        .session
        .execute(context.console.frame, expression, invocation.format, effects)
        .map_err(invocation.session())?;
    Ok(Answer::Text(value::tree(context.session, &view, opening, invocation.format)))
}
