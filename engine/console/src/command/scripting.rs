//! What scripts need: `echo`, `expect`.

use regex::RegexBuilder;

use super::{Command, Group, Parameter};
use crate::console::Answer;
use crate::error::{CommandError, no_regex};

/// Bytes that a compiled expression of `expect` may take.
const EXPRESSION_SIZE: usize = 1 << 20;

pub(super) const ECHO: Command = Command {
    name: "echo",
    group: Group::Console,
    usage: "echo [TEXT]",
    summary: "Print a text",
    parameter: Parameter::Text,
    run: |_, invocation| Ok(Answer::Text(format!("{}\n", invocation.rest))),
    ..Command::PLAIN
};

pub(super) const EXPECT: Command = Command {
    name: "expect",
    group: Group::Console,
    usage: "expect [not] TEXT | /REGEX/",
    summary: "Fail if TEXT does not occur in the answer before it, or with `not`, if it does",
    details: "Blanks count as equal however many there are, but for a REGEX, in which `^` and `$` are the ends of a line.\n\
              A batch that fails ends with exit code 1, and says at which line of the script.\n\
              In a batch the program's output since the last command belongs to the answer.",
    parameter: Parameter::Text,
    run: |context, invocation| {
        let text = invocation.required("the text")?;
        let (unwanted, expected) = match text.strip_prefix("not") {
            Some(rest) if rest.starts_with(char::is_whitespace) => (true, rest.trim()),
            _ => (false, text),
        };
        let last = &context.console.last;
        let occurs = match pattern(expected) {
            Some(pattern) => RegexBuilder::new(pattern)
                .multi_line(true)
                .size_limit(EXPRESSION_SIZE)
                .build()
                .map_err(|error| invocation.usage(no_regex(pattern, &error)))?
                .is_match(last),
            None => words(last).contains(&words(expected)),
        };
        if occurs == unwanted {
            return Err(CommandError::NotMet { expected: expected.to_owned(), unwanted });
        }
        Ok(Answer::Text(String::new()))
    },
    ..Command::PLAIN
};

/// What stands between slashes.
fn pattern(text: &str) -> Option<&str> {
    text.strip_prefix('/')?.strip_suffix('/').filter(|pattern| !pattern.is_empty())
}

/// The words of `text`, with single blanks between them.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
