//! `skip`: code in which steps do not end.

use std::fmt::Write;

use wrtd_debug::SkipRules;

use super::{Command, Context, Group, Invocation, Parameter};
use crate::console::Answer;
use crate::error::CommandError;
use crate::view::{clean, place};

pub(super) const SKIP: Command = Command {
    name: "skip",
    group: Group::Running,
    usage: "skip [file [PATTERN] | function [PATTERN] | delete [NUMBER]]",
    summary: "Let steps pass code that fits a pattern, or list what they pass",
    details: "Without a PATTERN it is the file or the function of the selected frame.\n\
              In a path `*` passes no folder and `**` does: `**/vendor/**`, `generated/*.rs`; in a name `*` is anything: `serde::*`.\n\
              Between slashes a name is a regular expression: `/^core::(fmt|iter)/`.\n\
              Code of yours that skipped code calls is stepped into all the same.\n\
              Libraries are skipped without that: the language's own, packages of cargo, headers of C++'s.",
    parameter: Parameter::Words(&[
        ("file", Parameter::File),
        ("function", Parameter::Function),
        ("delete", Parameter::None),
    ]),
    run: skip,
    ..Command::PLAIN
};

fn skip(context: &mut Context<'_>, invocation: &Invocation<'_>) -> Result<Answer, CommandError> {
    let (what, pattern) =
        invocation.rest.split_once(char::is_whitespace).unwrap_or((invocation.rest, ""));
    let pattern = pattern.trim();
    let mut rules = context.session.skip_rules().clone();
    let text = match what {
        "" => return Ok(Answer::Text(list(&rules))),
        "file" => {
            let pattern = match pattern {
                "" => place::current(context, invocation)?.0,
                pattern => pattern.to_owned(),
            };
            let text = format!("Steps skip files like {}.\n", clean(&pattern));
            rules.files.push(pattern);
            text
        }
        "function" => {
            let pattern = match pattern {
                "" => function(context, invocation)?,
                pattern => pattern.to_owned(),
            };
            let text = format!("Steps skip functions like {}.\n", clean(&pattern));
            rules.functions.push(pattern);
            text
        }
        "delete" => delete(invocation, &mut rules, pattern)?,
        other => return Err(invocation.usage(format!("there is nothing called `{other}` to skip"))),
    };
    context.session.set_skip_rules(rules).map_err(invocation.session())?;
    Ok(Answer::Text(text))
}

/// The name of the selected frame's function.
fn function(
    context: &mut Context<'_>,
    invocation: &Invocation<'_>,
) -> Result<String, CommandError> {
    let frame = place::frame(context.session, context.console.frame);
    let frame = frame.map_err(invocation.session())?;
    frame
        .map(|frame| frame.function)
        .ok_or_else(|| invocation.refused("no frame is on the stack; name the function"))
}

/// The rules with their numbers: first those for files.
fn list(rules: &SkipRules) -> String {
    if rules.is_empty() {
        return "Steps skip libraries and nothing else.\n".to_owned();
    }
    let files = rules.files.iter().map(|pattern| ("file", pattern));
    let all = files.chain(rules.functions.iter().map(|pattern| ("function", pattern)));
    let mut text = String::new();
    for ((kind, pattern), number) in all.zip(1..) {
        let _ = writeln!(text, "{number:>3}  {kind} {}", clean(pattern));
    }
    text
}

fn delete(
    invocation: &Invocation<'_>,
    rules: &mut SkipRules,
    number: &str,
) -> Result<String, CommandError> {
    if number.is_empty() {
        *rules = SkipRules::default();
        return Ok("Steps skip libraries and nothing else.\n".to_owned());
    }
    let index = invocation.number::<usize>(number)?.wrapping_sub(1);
    let of_files = rules.files.len();
    let (kind, pattern) = if index < of_files {
        ("files", rules.files.remove(index))
    } else if index.wrapping_sub(of_files) < rules.functions.len() {
        ("functions", rules.functions.remove(index - of_files))
    } else {
        return Err(invocation.refused(format!("there is no rule {number}; `skip` lists them")));
    };
    Ok(format!("Steps no longer skip {kind} like {}.\n", clean(&pattern)))
}
