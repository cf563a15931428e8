//! Breakpoints: `break`, `tbreak`, `delete`.

use wrtd_debug::{Breakpoint, BreakpointId, BreakpointOptions, PlaceName};

use super::{Command, Context, Group, Invocation, Parameter, location};
use crate::console::Answer;
use crate::error::CommandError;
use crate::view::breakpoint;

pub(super) const BREAK: Command = Command {
    name: "break",
    aliases: &["b"],
    group: Group::Breakpoints,
    usage: "break [FILE:LINE[:COLUMN] | LINE | +COUNT | FUNCTION | *ADDRESS] [if CONDITION]",
    summary: "Stop where the program reaches a line or enters a function",
    details: "FILE may be a whole path or the end of one (`stock.rs`, `src/stock.rs`).\n\
              A LINE alone is one of the file that is shown; nothing at all is the current line, `+2` two lines behind it.\n\
              A line without code moves to the next one that has some.\n\
              With a COLUMN, it is the statement there or the next one of the line.\n\
              A FUNCTION may be a whole path or the end of one (`total`, `stock::total`); with `*` or `?` in it, or as\n\
              /REGEX/, it means all functions that match.\n\
              An ADDRESS is the byte offset of an instruction in the module, or an expression for it: `*0x1f4`, `*$pc`.\n\
              A CONDITION is an expression; where it does not hold, the program goes on.",
    parameter: Parameter::Location,
    run: |context, invocation| {
        let breakpoint = add(context, invocation)?;
        Ok(Answer::Text(breakpoint::added(context.session, &breakpoint, "Breakpoint")))
    },
    ..Command::PLAIN
};

pub(super) const TBREAK: Command = Command {
    name: "tbreak",
    aliases: &["tb"],
    group: Group::Breakpoints,
    usage: "tbreak [FILE:LINE[:COLUMN] | LINE | +COUNT | FUNCTION | *ADDRESS] [if CONDITION]",
    summary: "The same, but once: the breakpoint goes away when it is hit",
    parameter: Parameter::Location,
    run: |context, invocation| {
        let breakpoint = add(context, invocation)?;
        context.console.temporary.push(breakpoint.id);
        Ok(Answer::Text(breakpoint::added(context.session, &breakpoint, "Temporary breakpoint")))
    },
    ..Command::PLAIN
};

pub(super) const LOGPOINT: Command = Command {
    name: "logpoint",
    aliases: &["dprintf"],
    group: Group::Breakpoints,
    usage: "logpoint FILE:LINE | LINE | FUNCTION, MESSAGE",
    summary: "Print a message where the program gets there, and go on",
    details: "Expressions in the MESSAGE stand in braces: `total is {stock.total}`; `{{` is a brace.",
    parameter: Parameter::Location,
    run: |context, invocation| {
        let Some((place, message)) = invocation.rest.split_once(',') else {
            return Err(invocation.usage("the message is missing"));
        };
        let log_message = Some(message.trim().to_owned());
        let options = BreakpointOptions { log_message, ..BreakpointOptions::default() };
        let breakpoint = add_at(context, invocation, place.trim(), options)?;
        Ok(Answer::Text(breakpoint::added(context.session, &breakpoint, "Logpoint")))
    },
    ..Command::PLAIN
};

pub(super) const CONDITION: Command = Command {
    name: "condition",
    group: Group::Breakpoints,
    usage: "condition NUMBER [EXPRESSION]",
    summary: "Let a breakpoint stop only where this holds, or always again",
    parameter: Parameter::BreakpointThen(&Parameter::Expression),
    run: |context, invocation| {
        change(context, invocation, |options, text| options.condition = text)
    },
    ..Command::PLAIN
};

pub(super) const HITS: Command = Command {
    name: "hits",
    group: Group::Breakpoints,
    usage: "hits NUMBER [RULE]",
    summary: "Let a breakpoint stop at some of its hits only, or at all again",
    details: "A RULE is `5` (the fifth), `>= 3`, `< 10`, `% 10` (each tenth) or `% 10 == 1`.",
    parameter: Parameter::BreakpointThen(&Parameter::Text),
    run: |context, invocation| {
        change(context, invocation, |options, text| options.hit_condition = text)
    },
    ..Command::PLAIN
};

pub(super) const IGNORE: Command = Command {
    name: "ignore",
    group: Group::Breakpoints,
    usage: "ignore NUMBER COUNT",
    summary: "Let a breakpoint pass the next COUNT hits, and stop at those behind them",
    details: "It is the rule `> COUNT` of `hits`, in the place of another one. `continue COUNT` does the same for the\n\
              breakpoint where the program stands.",
    parameter: Parameter::Breakpoint,
    run: |context, invocation| {
        let (number, count) = invocation.rest.split_once(char::is_whitespace).ok_or_else(|| {
            invocation.usage("the number of a breakpoint and how many hits to ignore are missing")
        })?;
        let (number, count) = (invocation.number(number)?, invocation.number(count.trim())?);
        let changed = ignore(context, invocation, BreakpointId(number), count)?;
        Ok(Answer::Text(breakpoint::line(&changed)))
    },
    ..Command::PLAIN
};

/// Lets a breakpoint pass so many hits.
pub(super) fn ignore(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    id: BreakpointId,
    count: u32,
) -> Result<Breakpoint, CommandError> {
    let known = context.session.breakpoints().into_iter().find(|it| it.id == id);
    let mut options = known.ok_or_else(|| unknown(invocation, id))?.options;
    options.hit_condition = (count > 0).then(|| format!("> {count}"));
    let changed = context.session.change_breakpoint(id, options);
    changed.ok_or_else(|| unknown(invocation, id))
}

pub(super) const ENABLE: Command = Command {
    name: "enable",
    group: Group::Breakpoints,
    usage: "enable [NUMBER..]",
    summary: "Let these breakpoints, or all, stop the program again",
    parameter: Parameter::Breakpoint,
    run: |context, invocation| enable(context, invocation, true),
    ..Command::PLAIN
};

pub(super) const DISABLE: Command = Command {
    name: "disable",
    aliases: &["dis", "disa"],
    group: Group::Breakpoints,
    usage: "disable [NUMBER..]",
    summary: "Keep these breakpoints, or all, without effect",
    parameter: Parameter::Breakpoint,
    run: |context, invocation| enable(context, invocation, false),
    ..Command::PLAIN
};

pub(super) const DELETE: Command = Command {
    name: "delete",
    aliases: &["d"],
    group: Group::Breakpoints,
    usage: "delete [NUMBER..]",
    summary: "Remove these breakpoints, or all of them",
    parameter: Parameter::Breakpoint,
    run: delete,
    ..Command::PLAIN
};

pub(super) fn add(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
) -> Result<Breakpoint, CommandError> {
    let (place, condition) = condition_of(invocation.rest);
    let options = BreakpointOptions { condition, ..BreakpointOptions::default() };
    add_at(context, invocation, place, options)
}

/// What stands before `if`, and the condition behind it.
pub(super) fn condition_of(text: &str) -> (&str, Option<String>) {
    let (before, condition) = match text.strip_prefix("if ") {
        Some(condition) => ("", Some(condition)),
        None => match text.split_once(" if ") {
            Some((before, condition)) => (before, Some(condition)),
            None => (text, None),
        },
    };
    (before.trim(), condition.map(|condition| condition.trim().to_owned()))
}

fn add_at(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    place: &str,
    options: BreakpointOptions,
) -> Result<Breakpoint, CommandError> {
    let breakpoint = match location::read(context, invocation, place)? {
        PlaceName::Line(path, at) => context.session.add_breakpoint_at(&path, &at),
        PlaceName::Instruction(place) => context.session.add_instruction_breakpoint(&place),
        PlaceName::Function(name) => context.session.add_function_breakpoint(&name),
    };
    if options == BreakpointOptions::default() {
        return Ok(breakpoint);
    }
    let changed = context.session.change_breakpoint(breakpoint.id, options);
    Ok(changed.unwrap_or(breakpoint))
}

/// Changes what the breakpoint does whose number stands behind the command, by the text behind that.
fn change(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    set: impl FnOnce(&mut BreakpointOptions, Option<String>),
) -> Result<Answer, CommandError> {
    let text = invocation.required("the number of a breakpoint")?;
    let (number, text) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let id = BreakpointId(invocation.number(number)?);
    let known = context.session.breakpoints().into_iter().find(|it| it.id == id);
    let Some(known) = known else { return Err(unknown(invocation, id)) };
    let mut options = known.options;
    set(&mut options, Some(text.trim().to_owned()).filter(|text| !text.is_empty()));
    match context.session.change_breakpoint(id, options) {
        Some(changed) => Ok(Answer::Text(breakpoint::line(&changed))),
        None => Err(unknown(invocation, id)),
    }
}

fn enable(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    enabled: bool,
) -> Result<Answer, CommandError> {
    let mut text = String::new();
    for id in ids(context, invocation)? {
        let Some(changed) = context.session.enable_breakpoint(id, enabled) else {
            return Err(unknown(invocation, id));
        };
        text.push_str(&breakpoint::line(&changed));
    }
    Ok(Answer::Text(text))
}

/// The breakpoints whose numbers stand behind the command, or all.
fn ids(
    context: &Context<'_>,
    invocation: &Invocation<'_>,
) -> Result<Vec<BreakpointId>, CommandError> {
    if invocation.rest.is_empty() {
        return Ok(context.session.breakpoints().iter().map(|breakpoint| breakpoint.id).collect());
    }
    let numbers = invocation.rest.split_whitespace();
    numbers.map(|word| invocation.number(word).map(BreakpointId)).collect()
}

fn unknown(invocation: &Invocation<'_>, id: BreakpointId) -> CommandError {
    invocation.refused(format!("there is no breakpoint {}; `info breakpoints` lists them", id.0))
}

pub(super) const CLEAR: Command = Command {
    name: "clear",
    group: Group::Breakpoints,
    usage: "clear [FILE:LINE | LINE | FUNCTION | *ADDRESS]",
    summary: "Remove the breakpoints at a place, or at the current line",
    parameter: Parameter::Location,
    run: clear,
    ..Command::PLAIN
};

/// Removes what stops on the place's line of the source, or at its code.
fn clear(context: &mut Context<'_>, invocation: &Invocation<'_>) -> Result<Answer, CommandError> {
    let name = location::read(context, invocation, invocation.rest)?;
    let place = context.session.locate(&name).map_err(invocation.session())?;
    let is_there = |breakpoint: &Breakpoint| {
        let on_line = place.line.is_some()
            && breakpoint.line == place.line
            && breakpoint.source == place.source;
        let of_code = breakpoint.code.is_some_and(|code| place.code.contains(&code));
        breakpoint.verified && (on_line || of_code)
    };
    let found: Vec<_> = context.session.breakpoints().into_iter().filter(is_there).collect();
    if found.is_empty() {
        return Err(invocation.refused("no breakpoint is there; `info breakpoints` lists them"));
    }
    let mut text = String::new();
    for breakpoint in found {
        context.session.remove_breakpoint(breakpoint.id);
        text.push_str(&format!("Removed breakpoint {}.\n", breakpoint.id.0));
    }
    Ok(Answer::Text(text))
}

fn delete(context: &mut Context<'_>, invocation: &Invocation<'_>) -> Result<Answer, CommandError> {
    let mut text = String::new();
    if invocation.rest.is_empty() {
        let all = context.session.breakpoints();
        for breakpoint in &all {
            context.session.remove_breakpoint(breakpoint.id);
        }
        text = format!("Removed {}.\n", count(all.len()));
    }
    for word in invocation.rest.split_whitespace() {
        let number: u32 = invocation.number(word)?;
        if !context.session.remove_breakpoint(BreakpointId(number)) {
            return Err(unknown(invocation, BreakpointId(number)));
        }
        text.push_str(&format!("Removed breakpoint {number}.\n"));
    }
    Ok(Answer::Text(text))
}

fn count(breakpoints: usize) -> String {
    match breakpoints {
        1 => "1 breakpoint".into(),
        n => format!("{n} breakpoints"),
    }
}
