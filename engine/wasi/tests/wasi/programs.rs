//! Whole programs, built by rustc and clang, run in the engine: they print what they print in
//! wasmtime, from whose output the expected files were made.

use expect_test::expect_file;
use wrtd_core::Exit;
use wrtd_wasi::{Stdin, WasiConfig};

use crate::runner::Run;

fn config() -> WasiConfig {
    WasiConfig::new()
        .arg("program")
        .arg("a")
        .arg("b c")
        .var("HOME", "/")
        .var("GREETING", "hi")
        .stdin(Stdin::Bytes("first line\nsecond ß\nlast".into()))
}

#[test]
fn the_rust_standard_library_gets_what_it_asks_for() {
    let run = Run::fixture("rust/wasi-std/wasi-std.wasm", config());
    expect_file!["expected/wasi-std.txt"].assert_eq(&run.stdout);
    assert_eq!(run.stderr, "to standard error\n");
    assert_eq!(run.exit, Exit::HostExit(7));
    assert!(run.left_over.is_empty(), "{:?}", run.left_over);
}

#[test]
fn the_c_library_gets_what_it_asks_for() {
    let run = Run::fixture("c/wasi-libc/wasi-libc.wasm", config());
    expect_file!["expected/wasi-libc.txt"].assert_eq(&run.stdout);
    assert_eq!(run.stderr, "done\n");
    assert_eq!(run.exit, Exit::HostExit(3));
    assert!(run.left_over.is_empty(), "{:?}", run.left_over);
}
