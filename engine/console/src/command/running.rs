//! Running, stepping and ending: commands that answer with an action.

use wrtd_debug::{Motion, StopReason, names_function};

use super::breakpoints::{add, ignore};
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
    aliases: &["c", "fg"],
    usage: "continue [COUNT]",
    summary: "Go on until something stops the program",
    details: "With a COUNT, the breakpoint where the program stands is passed so many times less one.",
    run: |context, invocation| {
        if let Some(count) = invocation.optional_number::<u32>()?.filter(|&count| count > 1) {
            let known = context.session.breakpoints();
            let id = match context.session.stop().map(|stop| &stop.reason) {
                Some(StopReason::Breakpoint(ids)) => {
                    ids.iter().copied().find(|id| known.iter().any(|it| it.id == *id))
                }
                _ => None,
            };
            let id = id.ok_or_else(|| {
                invocation.refused("the program stands at no breakpoint that could be ignored")
            })?;
            ignore(context, invocation, id, count - 1)?;
        }
        go(context, invocation, Motion::Continue)
    },
    ..RUNNING
};

pub(super) const NEXT: Command = Command {
    name: "next",
    repeat: Repeat::Same,
    aliases: &["n"],
    usage: "next [COUNT | statement]",
    summary: "Step to the next line, over calls; or to the next statement, where a line has several",
    details: "With a COUNT, so many times, if nothing else stops the program before.",
    parameter: Parameter::Words(&[("statement", Parameter::None)]),
    run: |context, invocation| match invocation.rest {
        "statement" => go(context, invocation, Motion::StepOverStatement),
        count => times(context, invocation, count, Motion::StepOver),
    },
    ..RUNNING
};

pub(super) const STEP: Command = Command {
    name: "step",
    repeat: Repeat::Same,
    aliases: &["s"],
    usage: "step [COUNT | statement | into FUNCTION]",
    summary: "Step to the next line or statement, into calls that have sources",
    details: "`into` enters one of the calls that the line is still to make, which `info calls` lists, over those before it;\n\
              FUNCTION is its number there or its name.",
    parameter: Parameter::Words(&[("statement", Parameter::None), ("into", Parameter::Call)]),
    run: |context, invocation| match invocation.rest.split_once(char::is_whitespace) {
        Some(("into", name)) => {
            let id = target(context, invocation, name.trim())?;
            go(context, invocation, Motion::StepInTarget(id))
        }
        _ => match invocation.rest {
            "statement" => go(context, invocation, Motion::StepInStatement),
            count => times(context, invocation, count, Motion::StepIn),
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

pub(super) const UNTIL: Command = Command {
    name: "until",
    aliases: &["u"],
    usage: "until [FILE:LINE | LINE | FUNCTION | *ADDRESS]",
    summary: "Step over calls to a line behind this one, so that a loop is run to its end; or as `advance`",
    parameter: Parameter::Location,
    repeat: Repeat::Same,
    run: |context, invocation| match invocation.rest {
        "" => go(context, invocation, Motion::StepForward),
        _ => advance(context, invocation),
    },
    ..RUNNING
};

pub(super) const ADVANCE: Command = Command {
    name: "advance",
    usage: "advance FILE:LINE | LINE | FUNCTION | *ADDRESS",
    summary: "Go on until the program gets there, or out of the current function",
    parameter: Parameter::Location,
    run: advance,
    ..RUNNING
};

fn advance(context: &mut Context<'_>, invocation: &Invocation<'_>) -> Result<Answer, CommandError> {
    invocation.required("a place")?;
    let breakpoint = add(context, invocation)?;
    if !breakpoint.verified {
        context.session.remove_breakpoint(breakpoint.id);
        let reason = breakpoint.message.unwrap_or_else(|| "there is no such place".to_owned());
        return Err(invocation.refused(reason));
    }
    context.console.cursor_breakpoints.push(breakpoint.id);
    go(context, invocation, Motion::StepOut)
}

pub(super) const GOTO: Command = Command {
    name: "goto",
    aliases: &["jump", "j"],
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
    usage: "stepi [COUNT]",
    summary: "Execute one WebAssembly instruction, or COUNT of them",
    run: |context, invocation| times(context, invocation, invocation.rest, Motion::StepInstruction),
    ..RUNNING
};

pub(super) const NEXTI: Command = Command {
    name: "nexti",
    repeat: Repeat::Same,
    aliases: &["ni"],
    usage: "nexti [COUNT]",
    summary: "Execute one WebAssembly instruction, or COUNT of them, and all of a call",
    run: |context, invocation| {
        times(context, invocation, invocation.rest, Motion::StepOverInstruction)
    },
    ..RUNNING
};

pub(super) const RESTART: Command = Command {
    name: "restart",
    aliases: &[],
    usage: "restart [frame]",
    summary: "Load the program again and stop before its first instruction; or let the selected frame begin again",
    details: "Breakpoints stay. A frame begins again with its arguments and its place on the stack; what was written to \
              memory stays. Where an argument may have been overwritten it is refused.",
    parameter: Parameter::Words(&[("frame", Parameter::None)]),
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

/// A step, as often as a number says.
fn times(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    count: &str,
    motion: Motion,
) -> Result<Answer, CommandError> {
    let count = match count {
        "" => 1,
        count => count
            .parse::<u32>()
            .ok()
            .filter(|&count| count > 0)
            .ok_or_else(|| invocation.usage(format!("it takes no `{count}`")))?,
    };
    let answer = go(context, invocation, motion)?;
    context.session.repeat_step(count);
    Ok(answer)
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
