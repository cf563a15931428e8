//! Running, stepping and ending: commands that answer with an action.

use wrtd_debug::{Motion, StopReason};

use super::{Command, Context, Group, Invocation, Parameter};
use crate::console::{Action, Answer};
use crate::error::CommandError;

/// A command of this file without what differs.
const RUNNING: Command = Command {
    name: "",
    aliases: &[],
    group: Group::Running,
    usage: "",
    summary: "",
    details: "",
    parameter: Parameter::None,
    formats: false,
    run: |_, _| Ok(Answer::Text(String::new())),
};

pub(super) const RUN: Command = Command {
    name: "run",
    aliases: &["r"],
    usage: "run",
    summary: "Start the program, or start it again from its beginning",
    run: |context, invocation| {
        invocation.nothing()?;
        let at_entry = context.session.stop().is_some_and(|stop| stop.reason == StopReason::Entry);
        Ok(Answer::Action(if at_entry {
            Action::Resume(Motion::Continue)
        } else {
            Action::Restart { resume: true }
        }))
    },
    ..RUNNING
};

pub(super) const CONTINUE: Command = Command {
    name: "continue",
    aliases: &["c"],
    usage: "continue [alone]",
    summary: "Go on until something stops the program",
    run: |context, invocation| resume(context, invocation, Motion::Continue),
    ..RUNNING
};

pub(super) const NEXT: Command = Command {
    name: "next",
    aliases: &["n"],
    usage: "next [alone]",
    summary: "Step to the next line, over calls",
    run: |context, invocation| resume(context, invocation, Motion::StepOver),
    ..RUNNING
};

pub(super) const STEP: Command = Command {
    name: "step",
    aliases: &["s"],
    usage: "step [alone]",
    summary: "Step to the next line, into calls that have sources",
    run: |context, invocation| resume(context, invocation, Motion::StepIn),
    ..RUNNING
};

pub(super) const FINISH: Command = Command {
    name: "finish",
    aliases: &["fin"],
    usage: "finish [alone]",
    summary: "Go on until the current function has returned to its caller",
    details: "An inlined function counts as one.",
    run: |context, invocation| resume(context, invocation, Motion::StepOut),
    ..RUNNING
};

pub(super) const STEPI: Command = Command {
    name: "stepi",
    aliases: &["si"],
    usage: "stepi [alone]",
    summary: "Execute one WebAssembly instruction",
    run: |context, invocation| resume(context, invocation, Motion::StepInstruction),
    ..RUNNING
};

pub(super) const RESTART: Command = Command {
    name: "restart",
    aliases: &[],
    usage: "restart",
    summary: "Load the program again and stop before its first instruction",
    details: "Breakpoints stay.",
    run: |_, invocation| {
        invocation.nothing()?;
        Ok(Answer::Action(Action::Restart { resume: false }))
    },
    ..RUNNING
};

pub(super) const KILL: Command = Command {
    name: "kill",
    aliases: &["k"],
    usage: "kill",
    summary: "End the program where it stands",
    run: |_, invocation| {
        invocation.nothing()?;
        Ok(Answer::Action(Action::Kill))
    },
    ..RUNNING
};

pub(super) const QUIT: Command = Command {
    name: "quit",
    aliases: &["q", "exit"],
    group: Group::Console,
    usage: "quit",
    summary: "End the program and the debugger",
    run: |_, invocation| {
        invocation.nothing()?;
        Ok(Answer::Action(Action::Quit))
    },
    ..RUNNING
};

fn resume(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    motion: Motion,
) -> Result<Answer, CommandError> {
    let alone = invocation.rest == "alone";
    if !alone {
        invocation.nothing()?;
    }
    if context.session.stop().is_none() {
        return Err(invocation.refused("the program has ended; `run` starts it again"));
    }
    context.session.run_alone(alone);
    Ok(Answer::Action(Action::Resume(motion)))
}
