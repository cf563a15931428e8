//! A small program without debug information, and what runs commands over it.
#![allow(dead_code, reason = "each test uses a part")]

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use wrtd_console::Console;
use wrtd_console::batch::{self, BatchError, Mode, Options, Palette, Transcript};
use wrtd_debug::{DebugSession, LaunchSpec};

/// Prints `hello` and an unfinished line, adds, and traps where the sum is 7.
pub(crate) const PROGRAM: &str = r#"(module $small
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
pub(crate) fn transcript(script: &str, mode: Mode) -> (String, Result<(), BatchError>) {
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

/// A console and a session over [`PROGRAM`], before its first instruction.
pub(crate) fn console() -> (tempfile::TempDir, Console, DebugSession) {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("small.wasm");
    std::fs::write(&program, wat::parse_str(PROGRAM).unwrap()).unwrap();
    let spec = LaunchSpec { program, ..LaunchSpec::default() };
    (folder, Console::new(), DebugSession::launch(spec, Box::new(|_| {})).unwrap())
}
