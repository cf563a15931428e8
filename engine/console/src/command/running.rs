//! Running, stepping and ending: commands that answer with an action.

use wrtd_debug::{Motion, StopReason, names_function};

use super::breakpoints::add;
use super::{Command, Context, Group, Invocation, Parameter, Repeat};
use crate::console::{Action, Answer};
use crate::error::CommandError;
use crate::view::place::current;

/// A command of this file without what differs.
const RUNNING: Command = Command { group: Group::Running, resumes: true, ..Command::PLAIN };

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
    repeat: Repeat::Same,
    aliases: &["c"],
    usage: "continue",
    summary: "Go on until something stops the program",
    run: |context, invocation| resume(context, invocation, Motion::Continue),
    ..RUNNING
};

pub(super) const NEXT: Command = Command {
    name: "next",
    repeat: Repeat::Same,
    aliases: &["n"],
    usage: "next [statement]",
    summary: "Step to the next line, over calls; or to the next statement, where a line has several",
    parameter: Parameter::Text,
    run: |context, invocation| match invocation.rest {
        "statement" => go(context, invocation, Motion::StepOverStatement),
        "" => go(context, invocation, Motion::StepOver),
        other => Err(invocation.usage(format!("it takes no `{other}`"))),
    },
    ..RUNNING
};

pub(super) const STEP: Command = Command {
    name: "step",
    repeat: Repeat::Same,
    aliases: &["s"],
    usage: "step [statement | into FUNCTION]",
    summary: "Step to the next line or statement, into calls that have sources",
    details: "`into` enters one of the calls that the line is still to make, which `info calls` lists, over those before it;\n\
              FUNCTION is its number there or its name.",
    parameter: Parameter::Text,
    run: |context, invocation| match invocation.rest.split_once(char::is_whitespace) {
        Some(("into", name)) => {
            let id = target(context, invocation, name.trim())?;
            go(context, invocation, Motion::StepInTarget(id))
        }
        _ => match invocation.rest {
            "statement" => go(context, invocation, Motion::StepInStatement),
            "" => go(context, invocation, Motion::StepIn),
            other => Err(invocation.usage(format!("it takes no `{other}`"))),
        },
    },
    ..RUNNING
};

pub(super) const FINISH: Command = Command {
    name: "finish",
    aliases: &["fin"],
    usage: "finish",
    summary: "Go on until the function of the selected frame has returned to its caller",
    details: "An inlined function counts as one.",
    run: |context, invocation| {
        let motion = match context.console.frame {
            0 => Motion::StepOut,
            frame => Motion::StepOutOf(frame),
        };
        resume(context, invocation, motion)
    },
    ..RUNNING
};

pub(super) const ADVANCE: Command = Command {
    name: "advance",
    aliases: &["until", "u"],
    usage: "advance FILE:LINE | LINE | FUNCTION",
    summary: "Go on until the program gets there, or out of the current function",
    parameter: Parameter::Location,
    run: |context, invocation| {
        invocation.required("a place")?;
        let breakpoint = add(context, invocation)?;
        if !breakpoint.verified {
            context.session.remove_breakpoint(breakpoint.id);
            let reason = breakpoint.message.unwrap_or_else(|| "there is no such place".to_owned());
            return Err(invocation.refused(reason));
        }
        context.console.cursor_breakpoints.push(breakpoint.id);
        go(context, invocation, Motion::StepOut)
    },
    ..RUNNING
};

pub(super) const GOTO: Command = Command {
    name: "goto",
    aliases: &["jump"],
    usage: "goto [FILE:]LINE",
    summary: "Let the program go on at another line of the innermost function, without running what is between",
    details: "It stands there then. Where code of that line needs what only the code before makes, it is refused.",
    parameter: Parameter::Location,
    run: |context, invocation| {
        let place = invocation.required("a line")?;
        let (path, line) = match place.rsplit_once(':') {
            Some((path, line)) => (path.to_owned(), invocation.number(line)?),
            None => (current(context, invocation)?.0, invocation.number(place)?),
        };
        let targets = context.session.goto_targets(&path, line).map_err(invocation.session())?;
        match targets.first() {
            Some(target) => go(context, invocation, Motion::Goto(target.id)),
            None => Err(invocation.refused("there is no such place")),
        }
    },
    ..RUNNING
};

pub(super) const STEPI: Command = Command {
    name: "stepi",
    repeat: Repeat::Same,
    aliases: &["si"],
    usage: "stepi",
    summary: "Execute one WebAssembly instruction",
    run: |context, invocation| resume(context, invocation, Motion::StepInstruction),
    ..RUNNING
};

pub(super) const NEXTI: Command = Command {
    name: "nexti",
    repeat: Repeat::Same,
    aliases: &["ni"],
    usage: "nexti",
    summary: "Execute one WebAssembly instruction, and all of a call",
    run: |context, invocation| resume(context, invocation, Motion::StepOverInstruction),
    ..RUNNING
};

pub(super) const RESTART: Command = Command {
    name: "restart",
    aliases: &[],
    usage: "restart [frame]",
    summary: "Load the program again and stop before its first instruction; or let the selected frame begin again",
    details: "Breakpoints stay. A frame begins again with its arguments and its place on the stack; what was written to \
              memory stays. Where an argument may have been overwritten it is refused.",
    parameter: Parameter::Text,
    run: |context, invocation| match invocation.rest {
        "" => Ok(Answer::Action(Action::Restart { resume: false })),
        "frame" => {
            let frame = context.console.frame;
            go(context, invocation, Motion::RestartFrame(frame))
        }
        other => Err(invocation.usage(format!("it takes no `{other}`"))),
    },
    ..RUNNING
};

pub(super) const KILL: Command = Command {
    name: "kill",
    resumes: false,
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
    resumes: false,
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

/// The number of the call of the line that is meant.
fn target(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    name: &str,
) -> Result<u32, CommandError> {
    let targets = context.session.step_targets().map_err(invocation.session())?;
    let found = match name.parse::<u32>() {
        Ok(number) => targets.iter().find(|target| target.id == number),
        Err(_) => targets.iter().find(|target| names_function(&target.name, name)),
    };
    found.map(|target| target.id).ok_or_else(|| {
        invocation.refused(format!("the line makes no call of `{name}` any more; see `info calls`"))
    })
}

fn resume(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    motion: Motion,
) -> Result<Answer, CommandError> {
    invocation.nothing()?;
    go(context, invocation, motion)
}

fn go(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    motion: Motion,
) -> Result<Answer, CommandError> {
    if context.session.stop().is_none() {
        return Err(invocation.refused("the program has ended; `run` starts it again"));
    }
    Ok(Answer::Action(Action::Resume(motion)))
}
