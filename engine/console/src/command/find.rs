//! `find`: where bytes, a number or a text are in memory.

use wrtd_debug::{MemoryPattern, MemoryRef};

use super::{Command, Context, Group, Invocation, Parameter, Suffix};
use crate::console::Answer;
use crate::error::CommandError;
use crate::view::units;

/// Finds that are shown where no number is given, and at most.
const SHOWN: usize = 100;
const MOST_SHOWN: usize = 10_000;

pub(super) const FIND: Command = Command {
    name: "find",
    group: Group::Data,
    usage: "find[/SIZE COUNT] [START, END | +LENGTH,] VALUE..",
    summary: "Say where in memory a text, bytes or a number are",
    details: "Without a range all of memory is searched: `find \"bolt\"`, `find &till, +0x100, 500`.\n\
              START and END are addresses as `examine` takes them; END belongs to the range.\n\
              A VALUE is a \"text\", a 'c', bytes in hexadecimal (`{0d f0 ?? 0b}`, `??` is any), or an expression whose\n\
              value is a number; it has as many bytes as its type, or as the SIZE says: /b 1, /h 2, /w 4, /g 8.\n\
              Several between commas follow each other. A COUNT (`find/3`) bounds how many places are shown.",
    parameter: Parameter::Expression,
    suffix: Suffix::Search,
    run: find,
    ..Command::PLAIN
};

fn find(context: &mut Context<'_>, invocation: &Invocation<'_>) -> Result<Answer, CommandError> {
    let text = invocation.required("what to look for")?;
    let (size, most) = options(invocation)?;
    let parts = arguments(text);
    let (range, values) = match &parts[..] {
        [start, end, values @ ..] if !values.is_empty() => (Some((*start, *end)), values),
        [_] => (None, &parts[..]),
        _ => {
            return Err(invocation
                .usage("START, END or +LENGTH, and a VALUE are three; a comma is missing"));
        }
    };
    let (place, length) = match range {
        Some((start, end)) => bounds(context, invocation, start, end)?,
        None => {
            let place = context.session.memory_ref("0").map_err(invocation.session())?;
            (place, u64::MAX)
        }
    };
    let pattern = pattern(context, invocation, values, size)?;
    let found =
        context.session.find_memory(place, length, &pattern, most).map_err(invocation.session())?;
    let mut lines = String::new();
    for &address in &found.addresses {
        let place = MemoryRef { address, ..place };
        let name = units::name(context.session, place).map(|name| format!(" {name}"));
        lines.push_str(&format!("{address:#010x}{}\n", name.unwrap_or_default()));
    }
    lines.push_str(&match (found.addresses.len(), found.rest) {
        (0, _) => "It is nowhere there.\n".to_owned(),
        (1, None) => "1 place\n".to_owned(),
        (count, None) => format!("{count} places\n"),
        (_, Some(rest)) => format!("… more from {rest:#x} on; `find/COUNT` shows more\n"),
    });
    Ok(Answer::Text(lines))
}

/// The size of numbers, if it is said, and how many places are wanted.
fn options(invocation: &Invocation<'_>) -> Result<(Option<usize>, usize), CommandError> {
    let text = invocation.suffix.unwrap_or_default();
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let letters: String = text.chars().filter(|c| !c.is_ascii_digit()).collect();
    let size = match letters.as_str() {
        "" => None,
        "b" => Some(1),
        "h" => Some(2),
        "w" => Some(4),
        "g" => Some(8),
        _ => return Err(invocation.usage(format!("`/{text}` is no size (b, h, w, g) and count"))),
    };
    let most = match digits.as_str() {
        "" => SHOWN,
        digits => invocation.number::<usize>(digits)?.clamp(1, MOST_SHOWN),
    };
    Ok((size, most))
}

/// What stands between commas that are in no text, bracket or call.
fn arguments(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut depth, mut quote, mut escaped) = (0, 0_usize, None, false);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), _) if open == c => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(c),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            (None, _) => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

/// The first place of a range, and how many bytes it has.
fn bounds(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    start: &str,
    end: &str,
) -> Result<(MemoryRef, u64), CommandError> {
    let frame = context.console.frame;
    let place = context.session.memory_place(frame, start).map_err(invocation.session())?.place;
    let (text, is_length) = match end.strip_prefix('+') {
        Some(length) => (length, true),
        None => (end, false),
    };
    let address =
        context.session.memory_place(frame, text).map_err(invocation.session())?.place.address;
    let length = match is_length {
        true => Some(address),
        false => address.checked_sub(place.address).map(|length| length.saturating_add(1)),
    };
    let length = length.ok_or_else(|| {
        invocation.refused(format!(
            "the range ends at {address:#x}, before it begins; `+` gives its length"
        ))
    })?;
    Ok((place, length))
}

/// The bytes of values that follow each other.
fn pattern(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    values: &[&str],
    size: Option<usize>,
) -> Result<MemoryPattern, CommandError> {
    let frame = context.console.frame;
    let mut all = String::new();
    for value in values {
        match value.strip_prefix('{').and_then(|value| value.strip_suffix('}')) {
            Some(bytes) => all.push_str(bytes),
            None => {
                let bytes = context.session.bytes_of(frame, value, size);
                for byte in bytes.map_err(invocation.session())? {
                    all.push_str(&format!(" {byte:02x}"));
                }
            }
        }
        all.push(' ');
    }
    MemoryPattern::parse(&all).map_err(|problem| invocation.usage(problem))
}
