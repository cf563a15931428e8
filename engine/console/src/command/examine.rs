//! `examine`: memory as bytes, units and text, and code as instructions.

use wrtd_debug::{CodeRef, MemoryRef, NamedPlace};

use super::form::{Form, Letter};
use super::{Command, Context, Group, Invocation, Parameter, Repeat, Suffix, source};
use crate::console::Answer;
use crate::error::CommandError;
use crate::view::units::{self, Units};
use crate::view::{instructions, memory, place};

/// Bytes that are shown where no number is given.
const SHOWN: usize = 64;
/// Bytes that are shown at most: some screens.
const MOST_SHOWN: usize = 4096;
/// Texts and instructions that are shown at most.
const MOST_LINES: usize = 1000;

pub(super) const EXAMINE: Command = Command {
    name: "examine",
    aliases: &["x"],
    group: Group::Data,
    usage: "examine[/FORMAT] [ADDRESS [COUNT]]",
    summary: "Show memory: bytes, with a FORMAT numbers, text or instructions",
    details: "A FORMAT is a count, a letter and a size, as in gdb: `x/16xb &buffer`, `x/4dw numbers`, `x/s name`.\n\
              Letters: x hexadecimal, d signed, u unsigned, o octal, t binary, c characters, f floats, a addresses with\n\
              the variables there, s text up to a zero, i instructions. Sizes: b 1 byte, h 2, w 4, g 8.\n\
              An ADDRESS is a number (0x1040) or an expression whose value is a pointer or a number: `&total`, `node->next`.\n\
              Of code (i) it is a byte offset in the module, a function or an expression: `x/5i main`, `x/5i $pc`.\n\
              For another module's, write its number before it, in the order of `info modules` from 0: 0:0x1040.\n\
              Without an ADDRESS it goes on behind what it has shown last.",
    parameter: Parameter::Address,
    repeat: Repeat::Further,
    suffix: Suffix::Memory,
    run: |context, invocation| {
        let form = invocation.form;
        examine(context, invocation, form, invocation.rest)
    },
    ..Command::PLAIN
};

/// How memory was shown last, and what is behind it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Examined {
    shape: Shape,
    count: usize,
    next: Next,
}

impl Examined {
    /// Whether instructions were shown.
    pub(crate) fn is_of_code(self) -> bool {
        matches!(self.next, Next::Code(_))
    }
}

/// How memory is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// Bytes in hexadecimal and as characters.
    Dump,
    Units(Units),
}

/// What is behind what was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Memory(MemoryRef),
    Code(CodeRef),
}

/// Shows what an address means, or what is behind what was shown last.
pub(super) fn examine(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    form: Option<Form>,
    text: &str,
) -> Result<Answer, CommandError> {
    let last = context.console.examined;
    let asked = form.unwrap_or_default();
    let of_code = match asked.letter {
        Some(letter) => letter == Letter::Instruction,
        None => {
            let continues = text.is_empty() || form.is_some();
            continues && last.is_some_and(|last| matches!(last.next, Next::Code(_)))
        }
    };
    if of_code {
        return code(context, invocation, asked, text);
    }
    let next = last.and_then(|last| match last.next {
        Next::Memory(place) => Some(place),
        Next::Code(_) => None,
    });
    // Without a format, a number behind a plain address says how many bytes.
    let (text, bytes) = match text.split_once(char::is_whitespace) {
        Some((first, count)) if form.is_none() && context.session.memory_ref(first).is_ok() => {
            (first, Some(invocation.number::<usize>(count.trim())?.min(MOST_SHOWN)))
        }
        _ => (text, None),
    };
    let from = match (text, next) {
        ("", Some(place)) => NamedPlace { place, unit: None, text: None },
        ("", None) => return Err(invocation.usage("an address is missing")),
        (text, _) => {
            let frame = context.console.frame;
            context.session.memory_place(frame, text).map_err(invocation.session())?
        }
    };
    let shape = shape(form, text, last, from);
    let count = bytes.or(asked.count).unwrap_or(match (last, shape) {
        (Some(last), _) if text.is_empty() => last.count,
        (_, Shape::Dump) => SHOWN,
        (_, Shape::Units(_)) => 1,
    });
    let (shown, behind) = match shape {
        Shape::Dump => dump(context, invocation, from.place, count)?,
        Shape::Units(Units { letter: Letter::Text, .. }) => {
            texts(context, invocation, from, count)?
        }
        Shape::Units(units) => numbers(context, invocation, from.place, units, count)?,
    };
    let next = Next::Memory(MemoryRef { address: behind, ..from.place });
    context.console.examined = Some(Examined { shape, count, next });
    Ok(Answer::Text(shown))
}

/// How to show what is at a place: what a format leaves open is as it was last.
fn shape(form: Option<Form>, text: &str, last: Option<Examined>, from: NamedPlace) -> Shape {
    let last = last.map(|last| last.shape);
    let Some(form) = form else {
        return if text.is_empty() { last.unwrap_or(Shape::Dump) } else { Shape::Dump };
    };
    let units = match last {
        Some(Shape::Units(units)) => Some(units),
        Some(Shape::Dump) | None => None,
    };
    let before = units.map(|units| units.letter);
    let letter = form.letter.or(before).unwrap_or(Letter::Hexadecimal);
    let size = form.size.unwrap_or_else(|| {
        let numbers = units.filter(|units| units.letter != Letter::Text).map(|units| units.size);
        let of_value = from.unit.and_then(|unit| usize::try_from(unit).ok());
        match letter {
            Letter::Character | Letter::Text => 1,
            Letter::Address => 4,
            // A pointer says which floats these are.
            Letter::Float => {
                of_value.or(numbers).filter(|&size| size == 4 || size == 8).unwrap_or(8)
            }
            _ => numbers.unwrap_or(4),
        }
    });
    Shape::Units(Units { letter, size })
}

/// Bytes from a place on, as many as there are; and the address behind them.
fn bytes(
    context: &Context<'_>,
    invocation: &Invocation<'_>,
    place: MemoryRef,
    count: usize,
) -> Result<(Vec<u8>, u64), CommandError> {
    let (address, bytes) =
        context.session.read_memory(place, 0, count).map_err(invocation.session())?;
    if bytes.is_empty() && count > 0 {
        return Err(
            invocation.refused(format!("no memory is at {address:#x}; it ends before that"))
        );
    }
    let behind = address.saturating_add(bytes.len() as u64);
    Ok((bytes, behind))
}

fn dump(
    context: &Context<'_>,
    invocation: &Invocation<'_>,
    place: MemoryRef,
    count: usize,
) -> Result<(String, u64), CommandError> {
    let (bytes, behind) = bytes(context, invocation, place, count)?;
    Ok((memory::dump(place.address, &bytes), behind))
}

fn numbers(
    context: &Context<'_>,
    invocation: &Invocation<'_>,
    place: MemoryRef,
    units: Units,
    count: usize,
) -> Result<(String, u64), CommandError> {
    let Some(size) = count.checked_mul(units.size).filter(|&size| size <= MOST_SHOWN) else {
        return Err(invocation.refused(format!(
            "that is more than {MOST_SHOWN} bytes; show them in pieces, an `x` alone goes on"
        )));
    };
    let (bytes, behind) = bytes(context, invocation, place, size)?;
    let mut text = units::table(context.session, place, units, &bytes);
    if bytes.len() < size {
        text.push_str(&format!("  (memory ends at {behind:#x})\n"));
    }
    Ok((text, behind))
}

fn texts(
    context: &Context<'_>,
    invocation: &Invocation<'_>,
    from: NamedPlace,
    count: usize,
) -> Result<(String, u64), CommandError> {
    let mut text = String::new();
    let mut at = from.place;
    // The first one may be of a type that knows its length.
    let mut known = from.text.and_then(|length| usize::try_from(length).ok());
    for _ in 0..count.min(MOST_LINES) {
        let most = known.take().filter(|&length| length < units::LONGEST_TEXT);
        let size = most.unwrap_or(units::LONGEST_TEXT);
        let there = match bytes(context, invocation, at, size) {
            Ok((there, _)) => there,
            // What was found before is shown.
            Err(_) if !text.is_empty() => break,
            Err(error) => return Err(error),
        };
        let (line, taken) = units::line_of_text(context.session, at, &there, most.is_some());
        text.push_str(&line);
        at.address = at.address.saturating_add(taken as u64);
    }
    Ok((text, at.address))
}

/// Instructions: from the next one of the selected frame on where no place is named, nor any was shown.
fn code(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    asked: Form,
    text: &str,
) -> Result<Answer, CommandError> {
    let frame = place::frame(context.session, context.console.frame);
    let current = frame.ok().flatten().map(|frame| frame.code);
    let last = context.console.examined.and_then(|last| match last.next {
        Next::Code(code) => Some((code, last.count)),
        Next::Memory(_) => None,
    });
    let at = match (text, last, current) {
        ("", Some((code, _)), _) | ("", None, Some(code)) | ("$pc", _, Some(code)) => code,
        ("", None, None) => return Err(invocation.usage("an address is missing")),
        (text, ..) => source::code(context, invocation, text)?,
    };
    let as_before = last.filter(|_| text.is_empty()).map(|(_, count)| count);
    let count = asked.count.or(as_before).unwrap_or(1).min(MOST_LINES);
    let shown =
        instructions::show(context.session, at, 0, count, current).map_err(invocation.session())?;
    if shown.is_empty() {
        return Err(invocation.refused(format!("no code is at {at} or behind it")));
    }
    let behind = i64::try_from(count).unwrap_or(i64::MAX);
    let next = context.session.instructions(at, behind, 1).map_err(invocation.session())?;
    let next = next.first().map_or(at, |instruction| instruction.code);
    let shape = Shape::Units(Units { letter: Letter::Instruction, size: 4 });
    context.console.examined = Some(Examined { shape, count, next: Next::Code(next) });
    Ok(Answer::Text(shown))
}
