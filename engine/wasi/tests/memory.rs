//! What a program makes its host allocate, counted by the allocator.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::alloc::System;
use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use cap::Cap;
use wrtd_core::{Exit, InstantiateOptions, Module, Resume, Store, StoreLimits, Value};
use wrtd_limits::Ledger;
use wrtd_wasi::WasiConfig;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// Bytes that are moved by one call.
const MUCH: u32 = 200_000_000;

/// Where they lie.
const PLACE: u32 = 1 << 16;

/// Each export makes one call, and answers its error number; `bytes` is the number of bytes that it moved.
const MOVES: &str = r#"(module
    (import "wasi_snapshot_preview1" "path_open"
        (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_pread" (func $read (param i32 i32 i32 i64 i32) (result i32)))
    (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "fd_readdir"
        (func $readdir (param i32 i32 i32 i64 i32) (result i32)))
    (memory (export "memory") 3100)
    (data (i32.const 16) "file")
    ;; One buffer.
    (data (i32.const 32) "\00\00\01\00\00\c2\eb\0b")
    (func (export "open") (result i32)
        (call $open (i32.const 3) (i32.const 0) (i32.const 16) (i32.const 4) (i32.const 9)
            (i64.const 70) (i64.const 0) (i32.const 0) (i32.const 48)))
    (func (export "write") (result i32)
        (call $write (i32.load (i32.const 48)) (i32.const 32) (i32.const 1) (i32.const 52)))
    (func (export "print") (result i32)
        (call $write (i32.const 1) (i32.const 32) (i32.const 1) (i32.const 52)))
    (func (export "read") (result i32)
        (call $read (i32.load (i32.const 48)) (i32.const 32) (i32.const 1) (i64.const 0)
            (i32.const 52)))
    (func (export "random") (result i32)
        (call $random (i32.const 65536) (i32.const 200000000)))
    (func (export "list") (result i32)
        (call $readdir (i32.const 3) (i32.const 65536) (i32.const 200000000) (i64.const 0)
            (i32.const 52)))
    (func (export "bytes") (result i32) (i32.load (i32.const 52))))"#;

/// Bytes that begin anew after a number of them that no piece of a transfer has.
fn pattern() -> Vec<u8> {
    (0..999_983_u32).map(|n| (n ^ (n >> 9)) as u8).collect()
}

/// The most that the heap has held beside `before` bytes; at the start that is what making the program took.
fn growth(before: usize) -> usize {
    ALLOCATOR.max_allocated() - before
}

// One test: a second one beside it would allocate as well.
#[test]
fn two_hundred_megabytes_in_one_call_take_a_tenth_of_one_beside_the_memory() {
    let dir = tempfile::tempdir().unwrap();
    for number in 0..5000 {
        std::fs::write(dir.path().join(format!("a file with a name of some length, {number}")), "")
            .unwrap();
    }
    let module = Module::decode(wat::parse_str(MOVES).unwrap().into()).unwrap();
    let mut store = Store::new(StoreLimits::default(), Ledger::unlimited()).unwrap();
    let printed = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&printed);
    let config = WasiConfig::new().dir(dir.path(), "/").on_stdout(move |bytes| {
        count.fetch_add(bytes.len() as u64, Ordering::Relaxed);
    });
    wrtd_wasi::define(&mut store, config).unwrap();
    let instance = store.instantiate(module, InstantiateOptions::default()).unwrap();
    let place = PLACE as usize..(PLACE + MUCH) as usize;
    let much = &mut store.memory_mut(instance, 0).unwrap()[place.clone()];
    let pattern = pattern();
    much.chunks_mut(pattern.len()).for_each(|part| part.copy_from_slice(&pattern[..part.len()]));
    let before = ALLOCATOR.allocated();
    let mut report = String::with_capacity(1000);
    let mut call = |store: &mut Store, name: &str| {
        let func = store.export_func(instance, name).unwrap();
        store.begin_call(func, &[]).unwrap();
        let Exit::Finished(results) = store.resume(Resume::Run) else { panic!("{name}") };
        writeln!(report, "{name}: {} bytes", growth(before)).unwrap();
        let [Value::I32(result)] = results[..] else { panic!("{results:?}") };
        result.cast_unsigned()
    };
    for name in ["open", "write", "print"] {
        assert_eq!(call(&mut store, name), 0, "{name}");
    }
    assert_eq!(call(&mut store, "bytes"), MUCH);
    assert_eq!(printed.load(Ordering::Relaxed), MUCH.into());
    assert_eq!(call(&mut store, "random"), 0);
    assert_eq!(call(&mut store, "read"), 0);
    assert_eq!(call(&mut store, "bytes"), MUCH);
    let read = &store.memory(instance, 0).unwrap()[place];
    for part in read.chunks(pattern.len()) {
        assert!(part == &pattern[..part.len()], "what was read is what was written");
    }
    assert_eq!(call(&mut store, "list"), 0);
    assert!(call(&mut store, "bytes") > 5000 * 55);
    assert!(growth(before) < 100_000, "{report}");
}
