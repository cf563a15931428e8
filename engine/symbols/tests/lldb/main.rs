//! The same lines, inlined calls, variables and types as LLDB reads of the fixtures, without running them.
//!
//! For every so many instructions of a program, LLDB (one process for each program, driven by `dump.py`) and this crate
//! say where it comes from, which calls were inlined there, which variables are in scope and of what types these are.
//! Where one must not say what the other does, a rule of `positions.rs` or `types.rs` tells why. Wants `lldb-22` with its
//! Python, or the program that `LLDB` names; where that is missing the tests say so and are over.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod answer;
mod names;
mod positions;
mod types;

use std::{
    fmt::Write as _,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
};

use wasmparser::{Parser, Payload};
use wrtd_symbols::{LoadOptions, ModuleSymbols};

use answer::Answer;
use positions::Comparison;

/// Instructions of a program that are asked about, about.
const POSITIONS: usize = 1500;
/// Differences that a failure shows.
const SHOWN: usize = 40;

#[test]
fn c() {
    compare(&[
        "c/sheet/sheet-o0",
        "c/sheet/sheet-o2",
        "c/sheet/sheet-o2-dwarf4",
        "c/types/types-o0",
        "c/types/types-o2",
    ]);
}

#[test]
fn cpp() {
    compare(&[
        "cpp/objects/objects-o0",
        "cpp/objects/objects-o2",
        "cpp/standard/standard-o0",
        "cpp/standard/standard-o2",
    ]);
}

#[test]
fn rust() {
    compare(&[
        "rust/inventory/inventory-o0",
        "rust/inventory/inventory-o2",
        "rust/values/values-o0",
        "rust/states/states-o2",
    ]);
}

#[test]
fn zig() {
    compare(&["zig/kinds/kinds-debug", "zig/kinds/kinds-fast"]);
}

fn compare(programs: &[&str]) {
    let lldb = std::env::var("LLDB").unwrap_or_else(|_| "lldb-22".to_owned());
    if let Err(missing) = check(&lldb) {
        // Not by a macro, whose output the tests that pass do not show.
        let mut out = std::io::stderr();
        writeln!(out, "\nSKIPPED the comparison with LLDB: {missing} (apt-get install lldb-22 python3-lldb-22)").unwrap();
        return;
    }
    let mut failed = String::new();
    for program in programs {
        let path = fixtures().join(format!("{program}.wasm"));
        let bytes = std::fs::read(&path).unwrap();
        let (code, instructions) = instructions(&bytes);
        let wanted: Vec<u32> = spread(&instructions).map(|offset| offset - code).collect();
        let answer = ask(&lldb, &path, &wanted);
        let options = LoadOptions { path: Some(path.clone()), ..LoadOptions::default() };
        let (symbols, _) = ModuleSymbols::load(bytes.into(), options);
        let mut comparison = Comparison::new(&symbols, &answer, code);
        comparison.run();
        println!("{program}: {}", comparison.counts());
        comparison.assert_enough();
        let differences = comparison.differences();
        if !differences.is_empty() {
            writeln!(failed, "{program}: {} differences", differences.len()).unwrap();
            for difference in differences.iter().take(SHOWN) {
                writeln!(failed, "  {difference}").unwrap();
            }
        }
    }
    assert!(failed.is_empty(), "\n{failed}");
}

/// Whether LLDB runs, and has its Python.
fn check(lldb: &str) -> Result<(), String> {
    let ask = Command::new(lldb).args(["-b", "-o", "script print(6 * 7)"]).output();
    let answer = ask.map_err(|error| format!("`{lldb}` does not run: {error}"))?;
    let answer = String::from_utf8_lossy(&answer.stdout).into_owned();
    if answer.lines().any(|line| line == "42") {
        Ok(())
    } else {
        Err(format!("`{lldb}` has no Python"))
    }
}

/// What LLDB says of a program at addresses that count from the content of its code section.
fn ask(lldb: &str, program: &Path, addresses: &[u32]) -> Answer {
    let scratch = tempfile::tempdir().unwrap();
    let (wanted, result) = (scratch.path().join("addresses"), scratch.path().join("result.json"));
    let lines: Vec<String> = addresses.iter().map(u32::to_string).collect();
    std::fs::write(&wanted, lines.join("\n")).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lldb/dump.py");
    let output = Command::new(lldb)
        .args(["-b", "-o", &format!("command script import {}", script.display())])
        .args(["-o", &format!("script dump.write({program:?}, {wanted:?}, {result:?})")])
        .output()
        .unwrap();
    let answer = std::fs::read(&result);
    let said = String::from_utf8_lossy(&output.stderr);
    let answer = answer.unwrap_or_else(|_| panic!("{said}"));
    let mut answer: Answer = serde_json::from_slice(&answer).unwrap();
    answer.unparsed = said.lines().filter_map(unparsed_member).map(str::to_owned).collect();
    answer
}

/// The member of whose type LLDB says that it cannot read it.
fn unparsed_member(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("DW_TAG_member '")?;
    let (name, rest) = rest.split_once('\'')?;
    rest.contains("unable to be parsed").then_some(name)
}

/// Some of the instructions, from all of the code.
fn spread(instructions: &[u32]) -> impl Iterator<Item = u32> + '_ {
    instructions.iter().copied().step_by((instructions.len() / POSITIONS).max(1))
}

/// Where the content of the code section begins, and every instruction, as Wasm offsets.
fn instructions(wasm: &[u8]) -> (u32, Vec<u32>) {
    let (mut code, mut found) = (0, Vec::new());
    for payload in Parser::new(0).parse_all(wasm) {
        match payload.unwrap() {
            Payload::CodeSectionStart { unchecked_range, .. } => {
                code = unchecked_range.start as u32
            }
            Payload::CodeSectionEntry(body) => {
                let operators = body.get_operators_reader().unwrap().into_iter_with_offsets();
                found.extend(operators.map(|operator| operator.unwrap().1 as u32));
            }
            _ => {}
        }
    }
    (code, found)
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}
