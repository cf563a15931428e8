//! Sources: `list`, `search`, `reverse-search`.

use regex::RegexBuilder;
use wrtd_debug::{PlaceName, SourceRef};

use super::{Command, Context, Group, Invocation, Parameter, Repeat, location};
use crate::console::Answer;
use crate::error::{CommandError, no_regex};
use crate::view::listing::{self, Cursor};
use crate::view::place;

/// Bytes that a compiled expression of `search` may take.
const EXPRESSION_SIZE: usize = 1 << 20;
/// Lines that `list A,B` shows at most.
const MOST_LINES: u32 = 2000;

pub(super) const LIST: Command = Command {
    name: "list",
    aliases: &["l"],
    repeat: Repeat::Further,
    group: Group::Sources,
    usage: "list [LINE | FIRST,LAST | FIRST, | ,LAST | FUNCTION | FILE:LINE | -]",
    summary: "Show source lines around the current one, or around another place",
    details: "`→` marks the current line and `●` one with a breakpoint.\n\
              Again without an argument it goes on where it left off; `-` shows the lines before those shown last.\n\
              FIRST and LAST may be lines or places: `list 10,20`, `list stock.rs:7,`. `set listsize` says how many lines.",
    parameter: Parameter::Location,
    run: list,
    ..Command::PLAIN
};

pub(super) const SEARCH: Command = Command {
    name: "search",
    aliases: &["forward-search", "fo"],
    group: Group::Sources,
    usage: "search [REGEX]",
    summary: "Find the next line of the source that matches, behind the one shown last",
    details: "Without a REGEX it is the one before.",
    parameter: Parameter::Text,
    repeat: Repeat::Further,
    run: |context, invocation| search(context, invocation, true),
    ..Command::PLAIN
};

pub(super) const REVERSE_SEARCH: Command = Command {
    name: "reverse-search",
    aliases: &["rev"],
    group: Group::Sources,
    usage: "reverse-search [REGEX]",
    summary: "The same backwards",
    parameter: Parameter::Text,
    repeat: Repeat::Further,
    run: |context, invocation| search(context, invocation, false),
    ..Command::PLAIN
};

/// The line where the selected frame stands, if in this source; 0 else.
fn current_line(context: &mut Context<'_>, source: &SourceRef) -> u32 {
    let frame = place::frame(context.session, context.console.frame).ok().flatten();
    let frame = frame.filter(|frame| frame.source.as_ref().is_some_and(|it| is_same(it, source)));
    frame.map_or(0, |frame| frame.line)
}

fn is_same(a: &SourceRef, b: &SourceRef) -> bool {
    (&a.path, &a.recorded, a.reference) == (&b.path, &b.recorded, b.reference)
}

/// The source and line at which the selected frame stands.
fn standing(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
) -> Result<(SourceRef, u32), CommandError> {
    let frame = place::frame(context.session, context.console.frame)
        .map_err(invocation.session())?
        .ok_or_else(|| invocation.refused("no frame is on the stack; `run` starts the program"))?;
    let source = frame.source.ok_or_else(|| {
        invocation.refused("the selected frame has no source; `up` selects its caller")
    })?;
    Ok((source, frame.line))
}

fn list(context: &mut Context<'_>, invocation: &Invocation<'_>) -> Result<Answer, CommandError> {
    let size = context.console.list_size;
    let cursor = context.console.cursor.clone();
    let (source, first, count) = match (invocation.rest, cursor) {
        ("", Some(cursor)) => (cursor.source, cursor.next, size),
        ("-", Some(cursor)) => {
            if cursor.first == 1 {
                return Err(invocation.refused("the beginning of the source is shown already"));
            }
            let first = cursor.first.saturating_sub(size).max(1);
            (cursor.source, first, cursor.first - first)
        }
        ("" | "-", None) => {
            let (source, line) = standing(context, invocation)?;
            (source, listing::around(line, size), size)
        }
        (text, _) => match text.split_once(',') {
            Some((first, last)) => range(context, invocation, first.trim(), last.trim())?,
            None => {
                let (source, line) = line_of(context, invocation, text)?;
                (source, listing::around(line, size), size)
            }
        },
    };
    show(context, invocation, &source, first, count)
}

fn show(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    source: &SourceRef,
    first: u32,
    count: u32,
) -> Result<Answer, CommandError> {
    let current = current_line(context, source);
    let window = listing::show(context.session, source, first, count, current)
        .map_err(|reason| invocation.refused(reason))?;
    context.console.cursor = Some(window.cursor);
    Ok(Answer::Text(window.text))
}

/// The lines `FIRST,LAST`, of which one may be left out.
fn range(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    first: &str,
    last: &str,
) -> Result<(SourceRef, u32, u32), CommandError> {
    let size = context.console.list_size;
    let (source, first, last) = match (first, last) {
        ("", "") => return Err(invocation.usage("a line is missing")),
        (first, "") => {
            let (source, first) = line_of(context, invocation, first)?;
            (source, first, first.saturating_add(size - 1))
        }
        ("", last) => {
            let (source, last) = line_of(context, invocation, last)?;
            (source, last.saturating_sub(size - 1).max(1), last)
        }
        (first, last) => {
            let (source, first) = line_of(context, invocation, first)?;
            // A number alone is a line of the same source.
            let last = match last.bytes().all(|byte| byte.is_ascii_digit()) {
                true => location::line_number(invocation, last)?,
                false => line_of(context, invocation, last)?.1,
            };
            (source, first, last)
        }
    };
    let count = last.checked_sub(first).map(|lines| lines.saturating_add(1));
    let count = count.ok_or_else(|| {
        invocation.refused(format!("line {last} is before line {first}; give the first one first"))
    })?;
    Ok((source, first, count.min(MOST_LINES)))
}

/// The source and line that a place means. A line alone is one of the source that is shown, be there code on it or not.
fn line_of(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    text: &str,
) -> Result<(SourceRef, u32), CommandError> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        let line = location::line_number(invocation, text)?;
        let source = match &context.console.cursor {
            Some(cursor) => cursor.source.clone(),
            None => standing(context, invocation)?.0,
        };
        return Ok((source, line));
    }
    let name = location::read(context, invocation, text)?;
    if let PlaceName::Line(path, at) = &name {
        let standing = standing(context, invocation).ok().map(|(source, _)| source);
        let is_standing = |source: &SourceRef| place::path(source) == *path;
        let source = match standing.filter(is_standing) {
            Some(source) => source,
            None => context.session.source_named(path).map_err(invocation.session())?,
        };
        return Ok((source, at.line));
    }
    let found = context.session.locate(&name).map_err(invocation.session())?;
    match (found.source, found.line) {
        (Some(source), Some(line)) => Ok((source, line)),
        _ => Err(invocation.refused(format!("no source is known of {text}"))),
    }
}

/// Shows the next line that matches, or the one before.
fn search(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
    forward: bool,
) -> Result<Answer, CommandError> {
    let pattern = match (invocation.rest, &context.console.searched) {
        ("", Some(before)) => before.clone(),
        ("", None) => return Err(invocation.usage("what to look for is missing")),
        (pattern, _) => pattern.to_owned(),
    };
    let expression = RegexBuilder::new(&pattern)
        .size_limit(EXPRESSION_SIZE)
        .build()
        .map_err(|error| invocation.usage(no_regex(&pattern, &error)))?;
    let (source, last) = match &context.console.cursor {
        Some(cursor) => (cursor.source.clone(), cursor.searched()),
        None => standing(context, invocation)?,
    };
    let text = listing::text(context.session, &source).map_err(|why| invocation.refused(why))?;
    let matching = (1..).zip(text.lines()).filter(|(_, line)| expression.is_match(line));
    let mut numbers = matching.map(|(number, _)| number);
    let found: Option<u32> = match forward {
        true => numbers.find(|&number| number > last),
        false => numbers.take_while(|&number| number < last).last(),
    };
    context.console.searched = Some(pattern.clone());
    let line = found.ok_or_else(|| {
        let whither = if forward { "behind" } else { "before" };
        invocation.refused(format!("no line {whither} {last} matches `{pattern}`"))
    })?;
    let shown = show(context, invocation, &source, line, 1)?;
    let next = listing::around(line, context.console.list_size);
    context.console.cursor = Some(Cursor { source, first: line, next, found: Some(line) });
    Ok(shown)
}
