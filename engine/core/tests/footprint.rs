//! What loading costs: the footprint that is reported, compared with what the allocator gave.
#![allow(clippy::unwrap_used, unreachable_pub, reason = "tests")]

mod measure;

use std::sync::Arc;

use measure::{ALLOCATOR, fixtures};
use wrtd_core::{FootprintPart, InstantiateOptions, Module, Store, StoreLimits};
use wrtd_limits::{Account, Ledger};

/// From so many bytes of code on, what is kept of a module and its instance is below half of them.
const LARGE: u64 = 96 * 1024;

/// What a smaller module may take beside that: each import and each type takes some hundred bytes, however little
/// code there is.
const FIXED: u64 = 20 * 1024;

/// What each import and export may take beside that: a name, here and with the validator. Pyodide has so many for
/// its code that they take it to three quarters.
const NAMED: u64 = 160;

/// What each function takes beside that where functions have less than this many bytes of code on average, as those of
/// unoptimised C++ (107) and small programs in Rust (188) have: its place and its address in the instance weigh as much however little code it has.
const OF_SMALL_FUNCTION: u64 = 32;
const SMALL_FUNCTION: u64 = 200;

// One test: a second one beside it would allocate as well.
#[test]
fn the_footprint_is_what_was_allocated_and_below_half_the_code_but_for_names_and_small_functions() {
    let mut compared = 0;
    for (name, bytes) in fixtures() {
        let bytes: Arc<[u8]> = bytes.into();
        let before = ALLOCATOR.allocated();
        let Ok(module) = Module::decode(bytes) else { continue };
        let decoded = (ALLOCATOR.allocated() - before) as u64;
        let limits = StoreLimits { stack_slots: 64, ..StoreLimits::default() };
        let mut store = Store::new(limits, Ledger::unlimited()).unwrap();
        let stack = store.footprint().total();
        assert_eq!(stack, 64 * 8);
        let options = InstantiateOptions { stub_missing: true, ..InstantiateOptions::default() };
        let Ok(_) = store.instantiate(module.clone(), options) else { continue };

        let of_module = module.footprint();
        let of_module = of_module.total() - of_module.of(FootprintPart::File);
        let tolerance = decoded / 20 + 256;
        assert!(
            of_module.abs_diff(decoded) <= tolerance,
            "{}: {of_module} bytes reported, {decoded} allocated",
            name
        );
        let whole = store.footprint();
        for account in [Account::Components, Account::Runtime, Account::Debug] {
            assert_eq!(store.ledger().state(account).used, whole.charged_to(account));
        }
        let file = module.bytes().len() - custom_bytes(&module);
        assert_eq!(whole.of(FootprintPart::File), file as u64, "{name}");
        assert_eq!(
            whole.of(FootprintPart::SideTables) + whole.of(FootprintPart::TranslatedCode),
            0
        );
        let code = module.code_section().len() as u64;
        let fixed = if code < LARGE { FIXED } else { 0 };
        let named = (module.imports().len() + module.exports().len()) as u64 * NAMED;
        let functions = u64::from(module.func_count() - module.imported_func_count());
        let small =
            if code < functions * SMALL_FUNCTION { functions * OF_SMALL_FUNCTION } else { 0 };
        assert!(
            whole.total() - stack - file as u64 <= code / 2 + fixed + named + small,
            "{}: {whole:?} for {code} bytes of code",
            name
        );
        compared += 1;
    }
    assert!(compared > 40, "only {compared} modules were found");
}

/// Bytes of all custom sections, of which the names and the contents are known, with their heads.
fn custom_bytes(module: &Module) -> usize {
    let stripped = measure::without_custom_sections(module.bytes());
    module.bytes().len() - stripped.len()
}
