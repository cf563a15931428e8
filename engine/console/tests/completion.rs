//! What is offered while a command is typed.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::console;
use wrtd_console::{Completion, CompletionKind};
use wrtd_debug::SessionError;

#[test]
fn each_command_offers_what_it_takes() {
    let (_folder, mut console, mut session) = console();
    console.execute(&mut session, "break sum").unwrap();
    console.execute(&mut session, "break print").unwrap();
    console.execute(&mut session, "display 1 + 1").unwrap();
    let mut offered = |line: &str| {
        let column = line.chars().count();
        let found = console.complete(&mut session, line, column).unwrap();
        let typed = found.first().map_or(column..column, |it| it.replaces.clone());
        assert!(found.iter().all(|it| it.replaces == typed), "{found:?}");
        let typed: String = line.chars().skip(typed.start).take(typed.len()).collect();
        let labels: Vec<String> = found.into_iter().map(|it| it.label).collect();
        format!("{typed}> {}", labels.join(" "))
    };
    for (line, expected) in [
        ("lo", "lo> logpoint locals"),
        ("  jum", "jum> jump"),
        ("help b", "b> break backtrace"),
        ("i lo", "lo> locals"),
        ("info line pri", "pri> print"),
        ("delete 1 ", "> 1 2"),
        ("condition ", "> 1 2"),
        ("condition 2 $glo", "$glo> $global0"),
        ("undisplay ", "> 1"),
        ("b pr", "pr> print"),
        ("b sum if $glo", "$glo> $global0"),
        ("tb *$p", "$p> $pc"),
        ("x/4xb $g", "$g> $global0"),
        ("print 1 + $global", "$global> $global0"),
        ("set ", "> var memory host-calls listsize args env stdin source-map"),
        ("set v", "v> var"),
        ("set var $glo", "$glo> $global0"),
        ("set host-calls o", "o> on off"),
        ("catch ", "> none no trap panic uncaught throw exit wasi"),
        ("catch no t", "t> trap throw"),
        ("skip f", "f> file function"),
        ("skip function su", "su> sum"),
        ("thread ", "> apply end 1"),
        ("thread apply a", "a> all"),
        ("alone ne", "ne> next nexti"),
        ("alone next s", "s> statement"),
        ("nonsense x", "> "),
        ("ä", "> "),
    ] {
        assert_eq!(offered(line), expected, "{line}");
    }
}

#[test]
fn completion_ends_at_the_cursor_and_can_be_given_up() {
    let (_folder, console, mut session) = console();
    let found = console.complete(&mut session, "print $glo + 1", 10).unwrap();
    assert_eq!((found[0].label.as_str(), found[0].replaces.clone()), ("$global0", 6..10));
    // Where a line is an expression first, what can be none is a command only.
    let mut mixed = |line: &str| {
        let column = line.chars().count();
        console.complete_expression_or_command(&mut session, Some(0), line, column)
    };
    let kinds = |found: Vec<Completion>| found.iter().map(|it| it.kind).collect::<Vec<_>>();
    assert_eq!(kinds(mixed("pri").unwrap()), [CompletionKind::Function]);
    assert_eq!(kinds(mixed("prin").unwrap()), [CompletionKind::Function]);
    assert_eq!(kinds(mixed("dele").unwrap()), [CompletionKind::Command]);
    assert_eq!(kinds(mixed("p $gl").unwrap()), [CompletionKind::Machine]);
    assert_eq!(kinds(mixed("b pri").unwrap()), [CompletionKind::Function]);
    session.cancellation().request();
    let given_up = console.complete(&mut session, "b pri", 5);
    assert_eq!(given_up, Err(SessionError::Cancelled));
}
