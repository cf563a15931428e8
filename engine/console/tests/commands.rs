//! The command language over small programs without debug information, as transcripts.
//! Programs with sources are debugged in the sessions of `fixtures/sessions`.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use expect_test::{Expect, expect};
use wrtd_console::batch::{self, BatchError, Mode, Options, Palette, Transcript};
use wrtd_console::{COMMANDS, Console};
use wrtd_debug::{DebugSession, LaunchSpec};

/// Prints `hello` and an unfinished line, adds, and traps where the sum is 7.
const PROGRAM: &str = r#"(module $small
  (import "wasi_snapshot_preview1" "fd_write"
    (func $fd_write (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (global $calls (mut i32) (i32.const 0))
  (data (i32.const 100) "hello\nunfinished")
  (data (i32.const 16) "\64\00\00\00\10\00\00\00")
  (func $print
    (drop (call $fd_write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 32))))
  (func $sum (param $left i32) (param $right i32) (result i32)
    (local $total i32)
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (local.set $total (i32.add (local.get $left) (local.get $right)))
    (if (i32.eq (local.get $total) (i32.const 7)) (then unreachable))
    (local.get $total))
  (func $main (export "_start")
    (call $print)
    (drop (call $sum (i32.const 1) (i32.const 2)))
    (drop (call $sum (i32.const 3) (i32.const 4)))))"#;

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The transcript of a script over [`PROGRAM`], and how it ended.
fn transcript(script: &str, mode: Mode) -> (String, Result<(), BatchError>) {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("small.wasm");
    std::fs::write(&program, wat::parse_str(PROGRAM).unwrap()).unwrap();
    let spec = LaunchSpec { program, ..LaunchSpec::default() };
    let out = Shared::default();
    let transcript = Transcript::new(out.clone(), Palette::default());
    let mut lines = script.lines().map(|line| Ok(line.to_owned()));
    let result = batch::run(&mut lines, spec, &transcript, &Options { mode, ..Options::default() });
    let bytes = out.0.lock().unwrap().clone();
    (String::from_utf8(bytes).unwrap(), result)
}

fn check(script: &str, expected: &Expect) {
    let (text, result) = transcript(script, Mode::Script);
    result.unwrap();
    expected.assert_eq(&text);
}

/// The answers of a console that goes on after errors.
fn check_answers(script: &str, expected: &Expect) {
    let (text, result) = transcript(script, Mode::Interactive);
    result.unwrap();
    expected.assert_eq(&text);
}

#[test]
fn help_lists_every_command() {
    let (text, result) = transcript("help", Mode::Script);
    result.unwrap();
    for command in COMMANDS {
        assert!(text.contains(&format!("  {}", command.name)), "{}", command.name);
    }
    check("help", &expect![[""]]);
}

#[test]
fn help_explains_one_command() {
    check("help break\nhelp bt\nhelp info", &expect![[""]]);
}

#[test]
fn names_and_abbreviations_mean_one_command_each() {
    let mut words: Vec<&str> = COMMANDS
        .iter()
        .flat_map(|command| std::iter::once(&command.name).chain(command.aliases))
        .copied()
        .collect();
    words.sort_unstable();
    let all = words.len();
    words.dedup();
    assert_eq!(words.len(), all, "{words:?}");
}

#[test]
fn mistakes_are_answered_with_what_would_be_right() {
    check_answers(
        "brake main\nxyzzy\nre\nprint\nnext 3\ndelete one\ndelete 9\nbreak a.c:zero\nbreak a.c:0\n\
         break 3\nlocals/y\nbreak/x main\nframe 9\ndown\nlist\ninfo breaks\ninfo zzzzz\ncatch fish\n\
         expect this\nset args x\nhelp brake",
        &expect![[""]],
    );
}

#[test]
fn a_program_without_debug_information() {
    check(
        "break sum\ninfo breakpoints\nrun\nbacktrace\ninfo frame\nlist\nstepi\ninfo wasm\nfinish\n\
         up\nd\nc",
        &expect![[""]],
    );
}

#[test]
fn the_program_can_be_started_again() {
    check(
        "tbreak sum\nr\ninfo b\nkill\nbt\ninfo program\nrun\nrestart\nbreak print\nc\nq\nnot reached",
        &expect![[""]],
    );
}

#[test]
fn expectations_see_output_and_answers() {
    check(
        "# words count, not blanks\nrun\nexpect   hello\nexpect unfinished\nexpect Trapped",
        &expect![[""]],
    );
    let (text, result) = transcript("echo one\nexpect one\nexpect two\necho three", Mode::Script);
    assert!(matches!(result, Err(BatchError::Command { line: 3, .. })), "{result:?}");
    assert!(!text.contains("three"), "{text}");
}

#[test]
fn settings_stand_at_the_beginning() {
    let (_, result) = transcript("set nonsense", Mode::Script);
    assert!(matches!(result, Err(BatchError::Prelude(_))), "{result:?}");
    let (text, result) = transcript("set args a\necho\nset args b", Mode::Script);
    assert!(result.is_err());
    assert!(text.contains("before the other commands"), "{text}");
}

#[test]
fn completion_knows_commands_topics_and_variables() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("small.wasm");
    std::fs::write(&program, wat::parse_str(PROGRAM).unwrap()).unwrap();
    let spec = LaunchSpec { program, ..LaunchSpec::default() };
    let mut session = DebugSession::launch(spec, Box::new(|_| {})).unwrap();
    let mut console = Console::new();
    console.execute(&mut session, "break sum").unwrap();
    console.execute(&mut session, "break print").unwrap();
    assert_eq!(console.complete(&mut session, "lo"), ["locals"]);
    assert_eq!(console.complete(&mut session, "help b"), ["break", "backtrace"]);
    assert_eq!(console.complete(&mut session, "i l"), ["locals"]);
    assert_eq!(console.complete(&mut session, "delete 1 "), ["1", "2"]);
    assert_eq!(console.complete(&mut session, "nonsense x"), [""; 0]);
}
