//! Where something is: `info line`, `info source`, `info sources`, `info symbol`.

use std::fmt::Write;

use super::info::argument;
use super::{Context, Invocation, location};
use crate::console::Answer;
use crate::error::CommandError;
use crate::view::{clean, place, units};

/// Places of a line that are told.
const MOST_PLACES: usize = 50;
/// Source files that are told.
const MOST_SOURCES: usize = 200;

/// Where the code of a place is.
pub(super) fn line(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
) -> Result<Answer, CommandError> {
    let name = location::read(context, invocation, argument(invocation))?;
    let found = context.session.locate(&name).map_err(invocation.session())?;
    let source = found.source.as_ref().map(place::display);
    let title = match (source, found.line) {
        (Some(source), Some(line)) => format!("{source}:{line}"),
        (Some(source), None) => source,
        (None, _) => "It".to_owned(),
    };
    let mut text = String::new();
    if let Some(message) = &found.message {
        let _ = writeln!(text, "{}", clean(message));
    }
    for &code in found.code.iter().take(MOST_PLACES) {
        let function = context.session.function_at(code);
        let inside = function.map(|(name, inside)| match inside {
            0 => format!(" <{}>", clean(&name)),
            inside => format!(" <{}+{inside}>", clean(&name)),
        });
        let _ = writeln!(text, "{title} is at {:#x}{}", code.offset(), inside.unwrap_or_default());
    }
    if let Some(left) = found.code.len().checked_sub(MOST_PLACES).filter(|&left| left > 0) {
        let _ = writeln!(text, "… {left} more places");
    }
    Ok(Answer::Text(text))
}

/// The source that is shown.
pub(super) fn source(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
) -> Result<Answer, CommandError> {
    let source = match &context.console.cursor {
        Some(cursor) => cursor.source.clone(),
        None => {
            let frame = place::frame(context.session, context.console.frame);
            let source = frame.map_err(invocation.session())?.and_then(|frame| frame.source);
            source.ok_or_else(|| {
                invocation.refused("the selected frame has no source; `up` selects its caller")
            })?
        }
    };
    let mut text = format!("{}\n", clean(&source.name));
    if let Some(path) = &source.path {
        let _ = writeln!(text, "  here      {}", clean(&path.display().to_string()));
    }
    if let Some(recorded) = &source.recorded {
        let _ = writeln!(text, "  recorded  {}", clean(recorded));
    }
    if let Some(origin) = &source.origin {
        let _ = writeln!(text, "            {}", clean(origin));
    }
    Ok(Answer::Text(text))
}

/// The source files of the program.
pub(super) fn sources(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
) -> Result<Answer, CommandError> {
    let typed = argument(invocation);
    let names = context.session.source_names(typed, MOST_SOURCES + 1);
    let names = names.map_err(invocation.session())?;
    if names.is_empty() {
        let of = if typed.is_empty() {
            String::new()
        } else {
            format!(" whose name begins with `{}`", clean(typed))
        };
        return Ok(Answer::Text(format!("The debug information names no source file{of}.\n")));
    }
    let mut text = String::new();
    for name in names.iter().take(MOST_SOURCES) {
        let _ = writeln!(text, "{}", clean(name));
    }
    if names.len() > MOST_SOURCES {
        text.push_str("… more; `info sources TEXT` shows those that begin with TEXT\n");
    }
    Ok(Answer::Text(text))
}

/// What lies at an address of memory, and of the code.
pub(super) fn symbol(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
) -> Result<Answer, CommandError> {
    let text = argument(invocation);
    if text.is_empty() {
        return Err(invocation.usage("an address is missing"));
    }
    let frame = context.console.frame;
    let of_code = text.strip_prefix('*').map(str::trim);
    let memory = match of_code {
        Some(_) => None,
        None => Some(context.session.memory_place(frame, text)),
    };
    let code = context.session.code_place(frame, of_code.unwrap_or(text));
    let mut lines = String::new();
    if let Some(Ok(named)) = &memory
        && let Some(name) = units::name(context.session, named.place)
    {
        let _ = writeln!(lines, "{:#x} is {name} in memory", named.place.address);
    }
    if let Ok(code) = &code
        && let Some((name, inside)) = context.session.function_at(*code)
    {
        let name = clean(&name);
        let _ = match inside {
            0 => writeln!(lines, "{:#x} is <{name}> in the code", code.offset()),
            inside => writeln!(lines, "{:#x} is <{name}+{inside}> in the code", code.offset()),
        };
    }
    let unknown = match memory {
        Some(memory) => memory.err(),
        None => code.err(),
    };
    if let (Some(error), true) = (unknown, lines.is_empty()) {
        return Err(invocation.session()(error));
    }
    if lines.is_empty() {
        lines = "No static variable and no function is there.\n".to_owned();
    }
    Ok(Answer::Text(lines))
}
