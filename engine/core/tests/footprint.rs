//! What loading costs: the footprint that is reported, compared with what the allocator gave.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::alloc::System;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cap::Cap;
use wrtd_core::{FootprintPart, InstantiateOptions, Module, Store, StoreLimits};
use wrtd_limits::{Account, Ledger};

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// All modules below `folder`.
fn modules_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            modules_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "wasm") {
            found.push(path);
        }
    }
}

/// From so many bytes of code on, what is kept of a module and its instance is below half of them.
const LARGE: u64 = 64 * 1024;

/// What a smaller module may take beside that: each import and each type takes some hundred bytes, however little
/// code there is.
const FIXED: u64 = 20 * 1024;

/// What each import and export may take beside that: a name, here and with the validator. Pyodide has so many for
/// its code that they take it to two thirds.
const NAMED: u64 = 128;

// One test: a second one beside it would allocate as well.
#[test]
fn the_footprint_is_what_was_allocated_and_below_half_the_code_but_for_names() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut paths = Vec::new();
    modules_below(&root.join("fixtures"), &mut paths);
    modules_below(&root.join("bench/workloads"), &mut paths);
    let mut compared = 0;
    for path in paths {
        let bytes: Arc<[u8]> = fs::read(&path).unwrap().into();
        let before = ALLOCATOR.allocated();
        let Ok(module) = Module::decode(bytes) else { continue };
        let decoded = (ALLOCATOR.allocated() - before) as u64;
        let limits = StoreLimits { stack_slots: 64, ..StoreLimits::default() };
        let mut store = Store::new(limits, Ledger::unlimited()).unwrap();
        let stack = store.footprint().total();
        assert_eq!(stack, 64 * 8);
        let options = InstantiateOptions { stub_missing: true, ..InstantiateOptions::default() };
        let Ok(_) = store.instantiate(module.clone(), options) else { continue };

        let of_module = module.footprint().total();
        let tolerance = decoded / 5 + 1024;
        assert!(
            of_module.abs_diff(decoded) <= tolerance,
            "{}: {of_module} bytes reported, {decoded} allocated",
            path.display()
        );
        let whole = store.footprint();
        for account in [Account::Components, Account::Runtime, Account::Debug] {
            assert_eq!(store.ledger().state(account).used, whole.charged_to(account));
        }
        assert_eq!(
            whole.of(FootprintPart::SideTables) + whole.of(FootprintPart::TranslatedCode),
            0
        );
        let code = module.code_section().len() as u64;
        let fixed = if code < LARGE { FIXED } else { 0 };
        let named = (module.imports().len() + module.exports().len()) as u64 * NAMED;
        assert!(
            whole.total() - stack <= code / 2 + fixed + named,
            "{}: {whole:?} for {code} bytes of code",
            path.display()
        );
        compared += 1;
    }
    assert!(compared > 40, "only {compared} modules were found");
}
