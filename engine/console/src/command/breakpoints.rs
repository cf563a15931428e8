//! Breakpoints: `break`, `tbreak`, `delete`, `catch`.

use wrtd_debug::{Breakpoint, BreakpointId, ExceptionFilter};

use super::{Command, Context, Group, Invocation, Parameter};
use crate::console::Answer;
use crate::error::CommandError;
use crate::view::{breakpoint, place};

pub(super) const BREAK: Command = Command {
    name: "break",
    aliases: &["b"],
    group: Group::Breakpoints,
    usage: "break [FILE:LINE | LINE | FUNCTION]",
    summary: "Stop where the program reaches a line or enters a function",
    details: "FILE may be a whole path or the end of one (`stock.rs`, `src/stock.rs`).\n\
              A LINE alone is one of the file that is shown; nothing at all is the current line.\n\
              A line without code moves to the next one that has some.\n\
              A FUNCTION may be a whole path or the end of one (`total`, `stock::total`).",
    parameter: Parameter::Location,
    formats: false,
    run: |context, invocation| {
        let breakpoint = add(context, invocation)?;
        Ok(Answer::Text(breakpoint::added(context.session, &breakpoint, "Breakpoint")))
    },
};

pub(super) const TBREAK: Command = Command {
    name: "tbreak",
    aliases: &["tb"],
    group: Group::Breakpoints,
    usage: "tbreak [FILE:LINE | LINE | FUNCTION]",
    summary: "The same, but once: the breakpoint goes away when it is hit",
    details: "",
    parameter: Parameter::Location,
    formats: false,
    run: |context, invocation| {
        let breakpoint = add(context, invocation)?;
        context.console.temporary.push(breakpoint.id);
        Ok(Answer::Text(breakpoint::added(context.session, &breakpoint, "Temporary breakpoint")))
    },
};

pub(super) const DELETE: Command = Command {
    name: "delete",
    aliases: &["d", "clear"],
    group: Group::Breakpoints,
    usage: "delete [NUMBER..]",
    summary: "Remove these breakpoints, or all of them",
    details: "",
    parameter: Parameter::Breakpoint,
    formats: false,
    run: delete,
};

pub(super) const CATCH: Command = Command {
    name: "catch",
    aliases: &[],
    group: Group::Breakpoints,
    usage: "catch [trap | panic | none]..",
    summary: "Choose whether to stop on traps and on Rust panics; both at the start",
    details: "",
    parameter: Parameter::Text,
    formats: false,
    run: catch,
};

/// Where a breakpoint is wanted.
enum Location<'a> {
    Line(String, u32),
    Function(&'a str),
}

fn add(context: &mut Context<'_>, invocation: &Invocation<'_>) -> Result<Breakpoint, CommandError> {
    Ok(match location(context, invocation)? {
        Location::Line(path, line) => context.session.add_line_breakpoint(&path, line),
        Location::Function(name) => context.session.add_function_breakpoint(name),
    })
}

/// `FILE:LINE`, `LINE`, `FUNCTION` or nothing. `a::b` is a function, whatever the colons say.
fn location<'a>(
    context: &mut Context<'_>,
    invocation: &Invocation<'a>,
) -> Result<Location<'a>, CommandError> {
    let text = invocation.rest;
    let line_of_current = |context: &mut Context<'_>, line: Option<u32>| {
        let (path, current) = place::current(context, invocation)?;
        Ok(Location::Line(path, line.unwrap_or(current)))
    };
    if text.is_empty() {
        return line_of_current(context, None);
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        let line = line_number(invocation, text)?;
        return line_of_current(context, Some(line));
    }
    match text.rsplit_once(':') {
        Some((file, line)) if !file.is_empty() && !file.ends_with(':') => {
            Ok(Location::Line(file.to_owned(), line_number(invocation, line)?))
        }
        _ => Ok(Location::Function(text)),
    }
}

fn line_number(invocation: &Invocation<'_>, text: &str) -> Result<u32, CommandError> {
    text.parse()
        .ok()
        .filter(|line| *line > 0)
        .ok_or_else(|| invocation.usage(format!("`{text}` is not a line number")))
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
            let reason = format!("there is no breakpoint {number}; `info breakpoints` lists them");
            return Err(invocation.refused(reason));
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

fn catch(context: &mut Context<'_>, invocation: &Invocation<'_>) -> Result<Answer, CommandError> {
    invocation.required("what to stop on")?;
    let mut filters = Vec::new();
    for word in invocation.rest.split_whitespace() {
        match word {
            "trap" => filters.push(ExceptionFilter::Trap),
            "panic" => filters.push(ExceptionFilter::RustPanic),
            "none" => filters.clear(),
            other => return Err(invocation.usage(format!("`{other}` cannot be caught"))),
        }
    }
    context.session.set_exception_filters(&filters);
    let chosen = match filters[..] {
        [] => "neither traps nor Rust panics",
        [ExceptionFilter::Trap] => "traps",
        [ExceptionFilter::RustPanic] => "Rust panics",
        _ => "traps and Rust panics",
    };
    Ok(Answer::Text(format!("Stops on {chosen}.\n")))
}
