//! A program at its limits, through the engine: what it is answered, what its user is told, what is charged.

use std::sync::{Arc, Mutex};

use expect_test::expect;
use wrtd_core::{Exit, Resume, Store, StoreLimits};
use wrtd_limits::{Account, CountLimit, Ledger, LimitName, Provenance};
use wrtd_wasi::{Stdin, WasiConfig, WasiError};

use crate::runner::{begin, wasm};

/// Opens its directory until that is refused, tries 1000 times more, closes one descriptor and opens one again;
/// ends with the number of descriptors it had, times 100, and the error number.
const OPENS: &str = r#"(module
    (import "wasi_snapshot_preview1" "path_open"
        (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_close" (func $close (param i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (data (i32.const 16) ".")
    (func $open (result i32)
        (call $path_open (i32.const 3) (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 2)
            (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 32)))
    (func (export "_start") (local $count i32) (local $refused i32) (local $tries i32)
        (loop $more
            (local.set $refused (call $open))
            (if (i32.eqz (local.get $refused)) (then
                (local.set $count (i32.add (local.get $count) (i32.const 1)))
                (br $more))))
        (loop $again
            (if (i32.ne (call $open) (local.get $refused)) (then unreachable))
            (local.set $tries (i32.add (local.get $tries) (i32.const 1)))
            (br_if $again (i32.lt_u (local.get $tries) (i32.const 1000))))
        (if (call $close (i32.load (i32.const 32))) (then unreachable))
        (if (call $open) (then unreachable))
        (if (i32.eqz (call $open)) (then unreachable))
        (call $exit (i32.add (i32.mul (local.get $count) (i32.const 100)) (local.get $refused)))))"#;

/// Runs a program that can have `most` descriptors and `components` bytes; how it ends, and what its user is told.
fn open_all(most: u64, components: u64) -> (Exit, String) {
    let mut ledger = Ledger::unlimited();
    let provenance = Provenance::ConfigFile { path: "wrtd.toml", line: 4 };
    ledger.set_capacity(Account::Components, components, provenance, provenance.remedy());
    let resources = CountLimit { name: LimitName::Resources, most, provenance };
    let limits = StoreLimits { resources, ..StoreLimits::default() };
    let mut store = Store::new(limits, ledger).unwrap();
    let notices = Arc::new(Mutex::new(String::new()));
    let told = Arc::clone(&notices);
    store.set_notice_handler(Box::new(move |notice| {
        *told.lock().unwrap() += &format!("{notice}\n");
    }));
    let dir = tempfile::tempdir().unwrap();
    begin(&mut store, &wasm(OPENS), WasiConfig::new().dir(dir.path(), "/"));
    let exit = store.resume(Resume::Run);
    let used = store.ledger().state(Account::Components).used;
    assert_eq!(used, store.footprint().charged_to(Account::Components));
    let notices = notices.lock().unwrap().clone();
    (exit, notices)
}

#[test]
fn a_program_without_descriptors_left_goes_on_and_its_user_is_told_once() {
    let (exit, notices) = open_all(20, 1 << 20);
    assert_eq!(exit, Exit::HostExit(16 * 100 + 33), "EMFILE");
    expect![[r#"
        path_open was refused: there may be 20 open descriptors (`resources`, from wrtd.toml, line 4); let the program close what it no longer needs, or raise the value there
    "#]]
    .assert_eq(&notices);
}

#[test]
fn a_program_without_memory_for_descriptors_goes_on_too() {
    let (exit, notices) = open_all(100_000, 60_000);
    let Exit::HostExit(code) = exit else { panic!("{exit:?} {notices}") };
    assert_eq!(code % 100, 48, "ENOMEM");
    assert_eq!(notices.lines().count(), 1, "{notices}");
    assert!(notices.starts_with("path_open was refused: the components budget has "), "{notices}");
    assert!(notices.ends_with("were asked for; raise the value there\n"), "{notices}");
}

#[test]
fn what_a_program_is_given_must_fit_the_budget() {
    let mut ledger = Ledger::unlimited();
    let source = Provenance::LaunchAttribute("limits.memory");
    ledger.set_capacity(Account::Components, 50_000, source, "raise `limits.memory`");
    let limits = StoreLimits { stack_slots: 0, ..StoreLimits::default() };
    let mut store = Store::new(limits, ledger).unwrap();
    let long = || "x".repeat(60_000);
    for config in [
        WasiConfig::new().arg(long()),
        WasiConfig::new().var("A", long()),
        WasiConfig::new().dir(".", long()),
        WasiConfig::new().stdin(Stdin::Bytes(long().into())),
    ] {
        let error = wrtd_wasi::define(&mut store, config).unwrap_err();
        assert!(matches!(error, WasiError::Budget(_)), "{error}");
        let text = error.to_string();
        assert!(text.contains("input do not fit: the components budget has 50000 bytes"), "{text}");
        assert!(text.ends_with("raise `limits.memory`."), "{text}");
        assert_eq!(store.ledger().state(Account::Components).used, 0);
    }
    wrtd_wasi::define(&mut store, WasiConfig::new().arg("x".repeat(40_000))).unwrap();
    let used = store.ledger().state(Account::Components).used;
    assert!((40_000..42_000).contains(&used), "{used}");
}
