//! Places as users write them behind `break`, `list` and the like.

use wrtd_debug::{LineBreakpoint, PlaceName};

use super::{Context, Invocation};
use crate::error::CommandError;
use crate::view::place;

/// `FILE:LINE[:COLUMN]`, `LINE`, `+COUNT`, `-COUNT`, `FUNCTION`, `*ADDRESS`, or nothing for the current line. `a::b` is a
/// function, whatever the colons say.
pub(super) fn read(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    text: &str,
) -> Result<PlaceName, CommandError> {
    if text.is_empty() {
        let (path, line) = place::current(context, invocation)?;
        return Ok(in_file(path, line));
    }
    if is_number(text) {
        let line = line_number(invocation, text)?;
        return Ok(in_file(place::current(context, invocation)?.0, line));
    }
    if let Some((sign, count)) = text.split_at_checked(1)
        && (sign == "+" || sign == "-")
        && is_number(count)
    {
        let count: u32 = invocation.number(count)?;
        let (path, current) = place::current(context, invocation)?;
        let line =
            if sign == "+" { current.checked_add(count) } else { current.checked_sub(count) };
        let line = line.filter(|&line| line > 0);
        return line.map(|line| in_file(path, line)).ok_or_else(|| {
            invocation.refused(format!("there is no line {text} from line {current}"))
        });
    }
    if let Some(address) = text.strip_prefix('*') {
        let address = address.trim();
        // What is no instruction is told by whoever looks for one.
        if address.starts_with(|c: char| c.is_ascii_digit()) {
            return Ok(PlaceName::Instruction(address.to_owned()));
        }
        let frame = context.console.frame;
        let code = context.session.code_place(frame, address).map_err(invocation.session())?;
        return Ok(PlaceName::Instruction(code.to_string()));
    }
    match text.rsplit_once(':') {
        Some((file, last)) if !file.is_empty() && !file.ends_with(':') && !is_pattern(text) => {
            // `FILE:LINE:COLUMN`, where a number stands in the middle.
            let inner =
                file.rsplit_once(':').filter(|(file, line)| !file.is_empty() && is_number(line));
            let (file, line, column) = match inner {
                Some((file, line)) => (file, line, Some(line_number(invocation, last)?)),
                None => (file, last, None),
            };
            let line = line_number(invocation, line)?;
            let at = LineBreakpoint { line, column, ..LineBreakpoint::default() };
            Ok(PlaceName::Line(file.to_owned(), at))
        }
        _ => Ok(PlaceName::Function(text.to_owned())),
    }
}

fn in_file(path: String, line: u32) -> PlaceName {
    PlaceName::Line(path, LineBreakpoint { line, ..LineBreakpoint::default() })
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text is `/REGEX/`, in which a colon is none of ours.
fn is_pattern(text: &str) -> bool {
    text.len() > 1 && text.starts_with('/') && text.ends_with('/')
}

/// A number of a line, from 1.
pub(super) fn line_number(invocation: &Invocation<'_>, text: &str) -> Result<u32, CommandError> {
    text.parse()
        .ok()
        .filter(|line| *line > 0)
        .ok_or_else(|| invocation.usage(format!("`{text}` is not a line number")))
}
