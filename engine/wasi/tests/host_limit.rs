//! A program that opens more than the host lets this process have.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::{Arc, Mutex};

use expect_test::expect;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use wrtd_core::{Exit, InstantiateOptions, Module, Resume, Store, StoreLimits, Value};
use wrtd_limits::Ledger;
use wrtd_wasi::WasiConfig;

/// Opens its directory again and again until that is refused, and then twice more; the error number.
const OPENS: &str = r#"(module
    (import "wasi_snapshot_preview1" "path_open"
        (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (data (i32.const 16) ".")
    (func $open (result i32)
        (call $path_open (i32.const 3) (i32.const 0) (i32.const 16) (i32.const 1) (i32.const 2)
            (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 32)))
    (func (export "main") (result i32)
        (loop $more (br_if $more (i32.eqz (call $open))))
        (drop (call $open))
        (call $open)))"#;

// One test: the limit is that of the whole process.
#[test]
fn the_user_is_told_where_the_host_gives_no_more_files() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = Store::new(StoreLimits::default(), Ledger::unlimited()).unwrap();
    let notices = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&notices);
    store.set_notice_handler(Box::new(move |notice| told.lock().unwrap().push(notice.to_string())));
    wrtd_wasi::define(&mut store, WasiConfig::new().dir(dir.path(), "/")).unwrap();
    let module = Module::decode(wat::parse_str(OPENS).unwrap().into()).unwrap();
    let instance = store.instantiate(module, InstantiateOptions::default()).unwrap();
    store.begin_call(store.export_func(instance, "main").unwrap(), &[]).unwrap();
    let held = store.host_budget().held();

    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: Some(50), maximum }).unwrap();
    let exit = store.resume(Resume::Run);
    setrlimit(Resource::Nofile, Rlimit { current, maximum }).unwrap();

    assert_eq!(exit, Exit::Finished(vec![Value::I32(33)]), "EMFILE");
    assert!(store.host_budget().held() > held);
    expect![[r#"
        [
            "path_open was refused: the host gives this process no more open files; let the program close what it no longer needs, or raise the limit of the host (ulimit -n)",
        ]
    "#]]
    .assert_debug_eq(&notices.lock().unwrap());
}
