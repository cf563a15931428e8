//! On which exceptional events to stop: `catch`.

use wrtd_debug::{ExceptionFilter, ExceptionKind};

use super::{Command, Context, Group, Invocation, Parameter};
use crate::console::Answer;
use crate::error::CommandError;

/// What can be caught.
const KINDS: &[(&str, Parameter)] = &[
    ("trap", Parameter::Text),
    ("panic", Parameter::Text),
    ("uncaught", Parameter::Text),
    ("throw", Parameter::Text),
    ("exit", Parameter::Text),
    ("wasi", Parameter::Text),
];

pub(super) const CATCH: Command = Command {
    name: "catch",
    group: Group::Breakpoints,
    usage: "catch [none | [no] trap | panic | uncaught | throw | exit | wasi [NAMES]]",
    summary: "Stop on traps, panics, exceptions, exits, calls of WASI; alone: say on which",
    details: "Traps, Rust panics and uncaught exceptions stop from the start.\n\
              NAMES are kinds of traps, messages, types, exit codes or functions, between commas: `catch trap memory, \
              stack`, `catch throw std::*`, `catch exit 2`, `catch wasi fd_write, path_*`.\n\
              `!` before a name means all others: `catch trap !unreachable`. `*` and `?` stand for characters, and a \
              name between slashes is a regular expression.\n\
              `catch no throw` stops at them no more, `catch none` at nothing.",
    parameter: Parameter::Either(
        &Parameter::Words(&[("none", Parameter::None), ("no", Parameter::Words(KINDS))]),
        &Parameter::Words(KINDS),
    ),
    run: catch,
    ..Command::PLAIN
};

fn catch(context: &mut Context<'_>, invocation: &Invocation<'_>) -> Result<Answer, CommandError> {
    let mut filters = context.session.exception_filters().to_vec();
    let (word, rest) = first_word(invocation.rest);
    match word {
        "" => return Ok(Answer::Text(chosen(&filters))),
        "none" if rest.is_empty() => filters.clear(),
        "no" => {
            let (name, condition) = first_word(rest);
            let kind = kind(invocation, name)?;
            if !condition.is_empty() {
                let text =
                    format!("`catch no {name}` takes no names; give others to `catch {name}`");
                return Err(invocation.usage(text));
            }
            filters.retain(|filter| filter.kind() != kind);
        }
        name => {
            let kind = kind(invocation, name)?;
            let filter = ExceptionFilter::narrowed(kind, rest)
                .map_err(|message| invocation.usage(message))?;
            filters.retain(|filter| filter.kind() != kind);
            filters.push(filter);
            filters.sort_by_key(ExceptionFilter::kind);
        }
    }
    context.session.set_exception_filters(&filters);
    Ok(Answer::Text(chosen(&filters)))
}

fn first_word(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace).map_or((text, ""), |(word, rest)| (word, rest.trim()))
}

fn kind(invocation: &Invocation<'_>, name: &str) -> Result<ExceptionKind, CommandError> {
    let kind = match name {
        "panic" => Some(ExceptionKind::RustPanic),
        id => ExceptionKind::parse(id),
    };
    kind.ok_or_else(|| invocation.usage(format!("`{name}` cannot be caught")))
}

/// A line on what stops the program.
fn chosen(filters: &[ExceptionFilter]) -> String {
    if filters.is_empty() {
        return "Stops on nothing exceptional.\n".to_owned();
    }
    let all: Vec<String> = filters.iter().map(text).collect();
    format!("Stops on {}.\n", all.join("; "))
}

fn text(filter: &ExceptionFilter) -> String {
    let things = match filter.kind() {
        ExceptionKind::Trap => "traps",
        ExceptionKind::RustPanic => "Rust panics",
        ExceptionKind::Throw => "exceptions that are thrown",
        ExceptionKind::Uncaught => "uncaught exceptions",
        ExceptionKind::Exit if filter.condition().is_empty() => "exits with another code than 0",
        ExceptionKind::Exit => "exits",
        ExceptionKind::HostCall => "calls of WASI",
    };
    match filter.condition() {
        "" => things.to_owned(),
        names => format!("{things} ({names})"),
    }
}
