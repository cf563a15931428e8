//! `set`: how to start the program, at the beginning of a script; later, what it holds. `examine`: its memory.

use super::{Command, Context, Group, Invocation, Parameter, source};
use crate::console::Answer;
use crate::error::CommandError;
use crate::view::{memory, place, value};

/// Bytes that `examine` shows where no number is given.
const SHOWN: usize = 64;
/// Bytes that it shows at most: some screens.
const MOST_SHOWN: usize = 4096;

pub(super) const SET: Command = Command {
    name: "set",
    aliases: &[],
    group: Group::Data,
    usage: "set var EXPRESSION = VALUE | set memory ADDRESS = BYTES | set args ARG.. | set env KEY=VALUE | \
            set stdin FILE | set source-map PREFIX LOCAL",
    summary: "Write into the stopped program; in the first lines of a script: how to start it",
    details: "`var` sets a value of the WebAssembly machine in the selected frame: `set var $local0 = -1`.\n\
              `memory` writes hexadecimal bytes: `set memory 0x1040 = 0d f0 ad 0b`.\n\
              The others stand before any other command. Paths are relative to the script. Options on the command line win over it.",
    parameter: Parameter::Text,
    formats: true,
    run: |context, invocation| {
        let (what, rest) =
            invocation.rest.split_once(char::is_whitespace).unwrap_or((invocation.rest, ""));
        match what {
            "var" | "variable" => variable(context, invocation, rest),
            "memory" => bytes(context, invocation, rest),
            "" => Err(invocation.usage("what to set is missing")),
            "args" | "env" | "stdin" | "dir" | "source-map" | "random-seed" => Err(invocation
                .refused(
                    "the program is loaded already; put it before the other commands of the script",
                )),
            other => Err(invocation.usage(format!("there is nothing called `{other}` to set"))),
        }
    },
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

fn bytes(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    text: &str,
) -> Result<Answer, CommandError> {
    let (place, text) = assignment(invocation, text)?;
    let place = context.session.memory_ref(place).map_err(invocation.session())?;
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

pub(super) const EXAMINE: Command = Command {
    name: "examine",
    aliases: &["x"],
    group: Group::Data,
    usage: "examine[/COUNTi] ADDRESS [COUNT]",
    summary: "Show bytes of linear memory, or with /i instructions",
    details: "`x/5i 0x1f4` shows five instructions, by their byte offset in the module; `x/5i` those that come next.\n\
              An address is decimal or hexadecimal (0x1040), of the program's memory.\n\
              For another module's, write its number before it, in the order of `info modules` from 0: 0:0x1040.",
    parameter: Parameter::Address,
    formats: false,
    run: |context, invocation| {
        if let Some(count) = invocation.instructions {
            return instructions(context, invocation, count);
        }
        let rest = invocation.required("an address")?;
        let (place, count) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let count = match count.trim() {
            "" => SHOWN,
            count => invocation.number::<usize>(count)?.min(MOST_SHOWN),
        };
        let place = context.session.memory_ref(place).map_err(invocation.session())?;
        let (address, bytes) =
            context.session.read_memory(place, 0, count).map_err(invocation.session())?;
        if bytes.is_empty() {
            return Err(
                invocation.refused(format!("no memory is at {address:#x}; it ends before that"))
            );
        }
        Ok(Answer::Text(memory::dump(address, &bytes)))
    },
};

/// `x/5i ADDRESS`: so many instructions, from the next one of the selected frame on where no place is named.
fn instructions(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    count: usize,
) -> Result<Answer, CommandError> {
    let frame = place::frame(context.session, context.console.frame);
    let current = frame.ok().flatten().map(|frame| frame.code);
    let place = match (invocation.rest, current) {
        ("" | "$pc", Some(current)) => current.to_string(),
        ("" | "$pc", None) => return Err(invocation.usage("an address is missing")),
        (place, _) => place.to_owned(),
    };
    source::from(context, invocation, &format!("{place} {count}"), current)
}
