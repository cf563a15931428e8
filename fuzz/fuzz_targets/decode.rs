//! Any bytes as a module: decoded, instantiated and run.
//!
//! Promised: no panic, no hang, and no more memory than the store's limits and a small multiple of
//! the file's length. Decoding on two threads gives the same error as on one. Each stop leaves a state that
//! can be read in all its parts.

#![no_main]

use std::{sync::Arc, thread};

use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target};
use wrtd_core::{
    Exit, ExternKind, FuncId, InstantiateOptions, Module, Resume, Store, StoreLimits, Value, Workers,
};
use wrtd_limits::Ledger;

/// Of a module with thousands of functions, so many are looked at and so many run: the others are
/// no different, and each input should take milliseconds.
const FUNCTIONS: u32 = 64;
const CALLS: usize = 16;
/// Stops of one call.
const STOPS: u32 = 300;
/// Frames, locals and operands that are read at the end of a call.
const READ: u32 = 16;

const LIMITS: StoreLimits = StoreLimits {
    max_call_depth: 100,
    stack_slots: 10_000,
    max_memory_bytes: 16 << 16,
    max_table_elements: 10_000,
    max_exception_bytes: 100_000,
    ..StoreLimits::new()
};

// Inputs that are no module are tried but not kept: mutants of those are hardly ever modules, and
// what is to be reached lies behind the decoder.
fuzz_target!(|bytes: &[u8]| -> Corpus {
    let decoded = Module::decode(bytes.into());
    let shared_out = Module::decode_with(bytes.into(), &TwoThreads);
    assert_eq!(shared_out.as_ref().err(), decoded.as_ref().err());
    let Ok(module) = decoded else { return Corpus::Reject };
    run(&module);
    Corpus::Keep
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    wrtd_fuzz::mutate(data, size, max_size, seed)
});

/// Two threads, however small a module is.
struct TwoThreads;

impl Workers for TwoThreads {
    fn run(&self, _: usize, work: &(dyn Fn() + Sync)) {
        thread::scope(|scope| {
            scope.spawn(work);
            work();
        });
    }

    fn bytes_per_thread(&self) -> usize {
        1
    }
}

/// Looks at a module's functions, then makes an instance and calls what it exports.
fn run(module: &Arc<Module>) {
    for func in 0..module.func_count().min(FUNCTIONS) {
        let _ = module.function_name(func);
        let _ = module.local_name(func, 0);
        let _ = module.instruction_offsets(func);
        assert_eq!(module.local_types(func).is_some(), module.code_range(func).is_some());
    }
    let Ok(mut store) = Store::new(LIMITS, Ledger::unlimited()) else { return };
    let options = InstantiateOptions { stub_missing: true, name: String::new() };
    let Ok(instance) = store.instantiate(module.clone(), options) else { return };
    if let Some(start) = store.start_function(instance) {
        call(&mut store, start, &[]);
    }
    let functions = module.exports().iter().filter(|export| export.kind == ExternKind::Func);
    for export in functions.take(CALLS) {
        let Some(func) = store.export_func(instance, &export.name) else { continue };
        let Some(ty) = store.func_type(func) else { continue };
        let mut args: Vec<Value> = ty.params.iter().map(|&ty| Value::zero(ty)).collect();
        call(&mut store, func, &args);
        if let Some(Value::I32(first)) = args.first_mut() {
            *first = 15;
            call(&mut store, func, &args);
        }
    }
}

/// Runs a call for a bounded time that is the same each time: a request to stop takes effect at the
/// next loop's head or function's entry, and one step goes beyond it.
fn call(store: &mut Store, func: FuncId, args: &[Value]) {
    if store.begin_call(func, args).is_err() {
        return;
    }
    for _ in 0..STOPS {
        let step = store.resume(Resume::Instruction);
        if !matches!(step, Exit::Stepped) {
            assert!(matches!(step, Exit::Finished(_) | Exit::Trap(_)), "{step:?} after a step");
            break;
        }
        store.interrupt().request();
        let run = store.resume(Resume::Run);
        if !matches!(run, Exit::Interrupted) {
            assert!(matches!(run, Exit::Finished(_) | Exit::Trap(_)), "{run:?} after a run");
            break;
        }
    }
    store.interrupt().clear();
    let frames = store.depth().min(READ as usize);
    for frame in 0..frames {
        assert!(store.frame(frame).is_some());
        for local in 0..store.local_count(frame).min(READ) {
            assert!(store.local(frame, local).is_ok());
        }
        for operand in 0..store.operand_count(frame).min(READ) {
            let _ = store.operand(frame, operand);
        }
    }
    store.abort_call();
}
