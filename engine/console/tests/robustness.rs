//! Whatever is typed is answered: no line makes the console panic, and completing it neither.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::console;
use wrtd_console::{Answer, COMMANDS};

const SUFFIXES: [&str; 9] =
    ["", "/", "/x", "/4xw", "/s", "/3i", "/99999999999999999999x", "/ä", "//"];

const ARGUMENTS: [&str; 40] = [
    "",
    " ",
    "0",
    "1",
    "-1",
    "+1",
    "+",
    "-",
    "*",
    "*1",
    "*$pc",
    ":",
    ":1",
    "a:",
    "a::b",
    "a:1:2:3",
    ",",
    "1,",
    ",1",
    "2,1",
    "1,2,3",
    "not",
    "not /(/",
    "//",
    "/(/",
    "if",
    "if ä",
    " if 1",
    "\"",
    "'",
    "{",
    "{??}",
    "ä:ß",
    "$local0",
    "&$local0",
    "4294967295",
    "18446744073709551616",
    "0xffffffffffffffff",
    "var =",
    "memory 0 = zz",
];

#[test]
fn each_command_answers_whatever_stands_behind_it() {
    let (_folder, mut console, mut session) = console();
    let mut answers = 0;
    for command in COMMANDS {
        for suffix in SUFFIXES {
            for argument in ARGUMENTS {
                let line = format!("{}{suffix} {argument}", command.name);
                for column in 0..=line.chars().count() {
                    // Every second one, which is enough of so many.
                    if column % 2 == 0 {
                        let _ = console.complete(&mut session, &line, column);
                    }
                }
                // What is to be done is not done here, so that the program stands where it did.
                if let Ok(Answer::Text(_)) = console.execute(&mut session, &line) {
                    answers += 1;
                }
                assert!(session.stop().is_some(), "{line}");
            }
        }
        console.execute(&mut session, "delete").unwrap();
    }
    assert!(answers > 200, "{answers}");
}
