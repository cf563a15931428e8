//! Breakpoints at data: `watch`, `rwatch`, `awatch`, `wwatch`.

use wrtd_debug::{BreakpointOptions, DataBreakpoint, DataSource, target::DataAccess};

use super::breakpoints::condition_of;
use super::{Command, Context, Group, Invocation, Parameter};
use crate::console::Answer;
use crate::error::CommandError;
use crate::view::breakpoint;

pub(super) const WATCH: Command = Command {
    name: "watch",
    group: Group::Breakpoints,
    usage: "watch EXPRESSION [if CONDITION]",
    summary: "Stop where what an expression means changes, whatever changes it",
    details: "What it lies in now is watched: a variable, a field, an element, `*pointer`, `$global0`, `$local0`.\n\
              A variable of a frame is watched until the frame returns.",
    parameter: Parameter::Expression,
    run: |context, invocation| add(context, invocation, DataAccess::Change),
    ..Command::PLAIN
};

pub(super) const WWATCH: Command = Command {
    name: "wwatch",
    group: Group::Breakpoints,
    usage: "wwatch EXPRESSION [if CONDITION]",
    summary: "The same for all writes, also of what is there already",
    parameter: Parameter::Expression,
    run: |context, invocation| add(context, invocation, DataAccess::Write),
    ..Command::PLAIN
};

pub(super) const RWATCH: Command = Command {
    name: "rwatch",
    group: Group::Breakpoints,
    usage: "rwatch EXPRESSION [if CONDITION]",
    summary: "The same for reads",
    parameter: Parameter::Expression,
    run: |context, invocation| add(context, invocation, DataAccess::Read),
    ..Command::PLAIN
};

pub(super) const AWATCH: Command = Command {
    name: "awatch",
    group: Group::Breakpoints,
    usage: "awatch EXPRESSION [if CONDITION]",
    summary: "The same for reads and writes",
    parameter: Parameter::Expression,
    run: |context, invocation| add(context, invocation, DataAccess::ReadWrite),
    ..Command::PLAIN
};

fn add(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    access: DataAccess,
) -> Result<Answer, CommandError> {
    let (text, condition) = condition_of(invocation.required("what to watch")?);
    let options = BreakpointOptions { condition, ..BreakpointOptions::default() };
    let frame = context.console.frame;
    // What lives as long as the program is found again when that is started anew.
    let source = match context.session.data_info(Some(frame), text, None) {
        Ok(info) => info.source,
        Err(_) => DataSource::Expression { frame, text: text.to_owned() },
    };
    let breakpoint =
        context.session.add_data_breakpoint(DataBreakpoint { source, access, options });
    if !breakpoint.verified {
        context.session.remove_breakpoint(breakpoint.id);
        return Err(invocation.refused(breakpoint.message.unwrap_or_default()));
    }
    Ok(Answer::Text(breakpoint::added(context.session, &breakpoint, "Data breakpoint")))
}
