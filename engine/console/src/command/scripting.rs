//! What scripts need: `echo`, `expect`.

use super::{Command, Group, Parameter};
use crate::console::Answer;
use crate::error::CommandError;

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
    usage: "expect TEXT",
    summary: "Fail if TEXT does not occur in the answer before it",
    details: "Blanks count as equal however many there are. A batch that fails ends with exit code 1.\n\
              In a batch the program's output since the last command belongs to the answer.",
    parameter: Parameter::Text,
    run: |context, invocation| {
        let expected = invocation.required("the text")?;
        if words(&context.console.last).contains(&words(expected)) {
            Ok(Answer::Text(String::new()))
        } else {
            Err(CommandError::NotMet { expected: expected.to_owned() })
        }
    },
    ..Command::PLAIN
};

/// The words of `text`, with single blanks between them.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
