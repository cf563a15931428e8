//! `set`: how to start the program, at the beginning of a script; later, what it holds.

use super::{Command, Context, Group, Invocation, Parameter, Suffix};
use crate::console::Answer;
use crate::error::CommandError;
use crate::view::value;

/// Lines that `list` may show at once.
const MOST_LISTED: u32 = 1000;

pub(super) const SET: Command = Command {
    name: "set",
    group: Group::Data,
    usage: "set var EXPRESSION = VALUE | set memory ADDRESS = BYTES | set host-calls on|off | set listsize LINES | set args ARG.. | \
            set env KEY=VALUE | \
            set stdin FILE | set source-map PREFIX LOCAL",
    summary: "Write into the stopped program; in the first lines of a script: how to start it",
    details: "`var` sets a variable, a part of it or a value of the WebAssembly machine in the selected frame:\n\
              `set var item.price = 3`, `set var $local0 = -1`. The VALUE is an expression.\n\
              `memory` writes hexadecimal bytes: `set memory 0x1040 = 0d f0 ad 0b`.\n\
              `listsize` is how many lines `list` shows.\n\
              `host-calls on` lets functions that an expression calls call the host's, as WASI's are.\n\
              The others stand before any other command. Paths are relative to the script. Options on the command line win over it.",
    parameter: Parameter::Words(&[
        ("var", Parameter::Expression),
        ("memory", Parameter::Address),
        ("host-calls", Parameter::Words(&[("on", Parameter::None), ("off", Parameter::None)])),
        ("listsize", Parameter::Text),
        ("args", Parameter::Text),
        ("env", Parameter::Text),
        ("stdin", Parameter::Text),
        ("source-map", Parameter::Text),
    ]),
    suffix: Suffix::Value,
    run: |context, invocation| {
        let (what, rest) =
            invocation.rest.split_once(char::is_whitespace).unwrap_or((invocation.rest, ""));
        match what {
            "var" | "variable" => variable(context, invocation, rest),
            "memory" => bytes(context, invocation, rest),
            "listsize" => list_size(context, invocation, rest),
            "host-calls" => host_calls(context, invocation, rest),
            "" => Err(invocation.usage("what to set is missing")),
            "args" | "env" | "stdin" | "dir" | "source-map" | "random-seed" => Err(invocation
                .refused(
                    "the program is loaded already; put it before the other commands of the script",
                )),
            other => Err(invocation.usage(format!("there is nothing called `{other}` to set"))),
        }
    },
    ..Command::PLAIN
};

/// What stands before and behind the `=`.
fn assignment<'a>(
    invocation: &Invocation<'_>,
    text: &'a str,
) -> Result<(&'a str, &'a str), CommandError> {
    let (place, value) =
        text.split_once('=').ok_or_else(|| invocation.usage("the `=` is missing"))?;
    match (place.trim(), value.trim()) {
        ("", _) | (_, "") => Err(invocation.usage("what to set, or to what, is missing")),
        (place, value) => Ok((place, value)),
    }
}

fn variable(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    text: &str,
) -> Result<Answer, CommandError> {
    let (expression, text) = assignment(invocation, text)?;
    let frame = context.console.frame;
    let view = context
        .session
        .set_expression(frame, expression, text, invocation.format)
        .map_err(invocation.session())?;
    Ok(Answer::Text(value::line(&view, 0)))
}

fn list_size(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    text: &str,
) -> Result<Answer, CommandError> {
    let lines = invocation.number::<u32>(text.trim())?;
    if !(1..=MOST_LISTED).contains(&lines) {
        return Err(invocation.usage(format!("it is from 1 to {MOST_LISTED} lines")));
    }
    context.console.list_size = lines;
    Ok(Answer::Text(String::new()))
}

fn host_calls(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    text: &str,
) -> Result<Answer, CommandError> {
    let (allowed, answer) = match text.trim() {
        "on" => (true, "Functions that an expression calls may call the host's.\n"),
        "off" => (false, "Functions that an expression calls may not call the host's.\n"),
        _ => return Err(invocation.usage("`on` or `off` is missing")),
    };
    context.session.allow_host_calls(allowed);
    Ok(Answer::Text(answer.to_owned()))
}

fn bytes(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    text: &str,
) -> Result<Answer, CommandError> {
    let (place, text) = assignment(invocation, text)?;
    let frame = context.console.frame;
    let place = context.session.memory_place(frame, place).map_err(invocation.session())?.place;
    let byte = |word: &str| {
        u8::from_str_radix(word, 16).ok().filter(|_| !word.starts_with('+')).ok_or_else(|| {
            invocation.usage(format!(
                "`{word}` is no byte; write two hexadecimal digits for each, as in 0d f0"
            ))
        })
    };
    let bytes = text.split_whitespace().map(byte).collect::<Result<Vec<u8>, _>>()?;
    let written =
        context.session.write_memory(place, 0, &bytes, false).map_err(invocation.session())?;
    let plural = if written == 1 { "byte" } else { "bytes" };
    Ok(Answer::Text(format!("{written} {plural} written at {:#x}\n", place.address)))
}
