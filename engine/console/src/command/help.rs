//! `help`: the table of commands, or one row of it.

use std::fmt::Write;

use super::{COMMANDS, Command, Group, Parameter, TOPICS};
use crate::console::Answer;
use crate::lookup::{self, NotFound};

pub(super) const HELP: Command = Command {
    name: "help",
    aliases: &["h", "?"],
    group: Group::Console,
    usage: "help [COMMAND]",
    summary: "List the commands, or explain one",
    parameter: Parameter::Command,
    run: |_, invocation| {
        if invocation.rest.is_empty() {
            return Ok(Answer::Text(overview()));
        }
        match lookup::find(COMMANDS, invocation.rest) {
            Ok(command) => Ok(Answer::Text(explain(command))),
            Err(NotFound::Ambiguous(names)) => Err(invocation.refused(format!(
                "`{}` could be {}; type more of it",
                invocation.rest,
                names.join(", ")
            ))),
            Err(NotFound::Unknown(_)) => Err(invocation.refused(format!(
                "there is no command `{}`; `help` alone lists them",
                invocation.rest
            ))),
        }
    },
    ..Command::PLAIN
};

fn overview() -> String {
    let mut text = String::new();
    let width = COMMANDS.iter().map(|command| title(command).len()).max().unwrap_or_default();
    for group in Group::ALL {
        let _ = writeln!(text, "{}", group.title());
        for command in COMMANDS.iter().filter(|command| command.group == group) {
            let _ = writeln!(text, "  {:width$}  {}", title(command), command.summary);
        }
        text.push('\n');
    }
    text.push_str(
        "A command may be shortened while only one begins so. `help COMMAND` tells more.\n",
    );
    text
}

/// `break, b`
fn title(command: &Command) -> String {
    let short = command.aliases.iter().filter(|alias| alias.len() <= 3);
    std::iter::once(&command.name).chain(short).copied().collect::<Vec<_>>().join(", ")
}

fn explain(command: &Command) -> String {
    let mut text = format!("{}\n  {}.\n", command.usage, command.summary);
    for line in command.details.lines() {
        let _ = writeln!(text, "  {line}");
    }
    if !command.aliases.is_empty() {
        let _ = writeln!(text, "  Also: {}", command.aliases.join(", "));
    }
    if command.parameter == Parameter::Topic {
        for topic in TOPICS {
            let _ = writeln!(text, "  {:12} {}", topic.name, topic.summary);
        }
    }
    text
}
