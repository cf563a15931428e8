//! `docs/console.md` has all commands, as the table has them.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::fmt::Write;

use expect_test::expect_file;
use wrtd_console::{COMMANDS, Command, Group, Parameter, TOPICS};

/// What stands before the part that is made here.
const BEFORE: &str =
    "<!-- Made from the table of commands: UPDATE_EXPECT=1 cargo test -p wrtd-console. -->\n";

#[test]
fn the_page_has_the_table_of_commands() {
    let page = std::fs::read_to_string("../../docs/console.md").unwrap();
    let (own, _) = page.split_once(BEFORE).unwrap_or((&page, ""));
    expect_file!["../../../docs/console.md"].assert_eq(&format!("{own}{BEFORE}{}", reference()));
}

/// All commands, group by group.
fn reference() -> String {
    let mut text = String::new();
    for group in Group::ALL {
        writeln!(text, "\n## {}", group.title()).unwrap();
        for command in COMMANDS.iter().filter(|command| command.group == group) {
            text.push_str(&entry(command));
        }
    }
    text
}

fn entry(command: &Command) -> String {
    let mut text = format!("\n### {}\n\n```text\n", command.name);
    // Where there are several forms, each has a line of its own, but for those inside brackets.
    for form in forms(command.usage) {
        writeln!(text, "{form}").unwrap();
    }
    writeln!(text, "```\n\n{}.", command.summary).unwrap();
    if !command.details.is_empty() {
        writeln!(text, "{}", command.details).unwrap();
    }
    if !command.aliases.is_empty() {
        let names: Vec<String> = command.aliases.iter().map(|name| format!("`{name}`")).collect();
        writeln!(text, "\nAlso: {}.", names.join(", ")).unwrap();
    }
    if command.parameter == Parameter::Topic {
        text.push_str("\n| topic | what it tells |\n|---|---|\n");
        for topic in TOPICS {
            let names = std::iter::once(&topic.name).chain(topic.aliases);
            let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
            writeln!(text, "| {} | {} |", names.join(", "), topic.summary).unwrap();
        }
    }
    text
}

/// The forms of a usage that begin with the command's name again.
fn forms(usage: &str) -> Vec<String> {
    let name = usage.split(' ').next().unwrap_or(usage);
    let again = format!(" | {name} ");
    usage.replace(&again, &format!("\n{name} ")).lines().map(str::to_owned).collect()
}
