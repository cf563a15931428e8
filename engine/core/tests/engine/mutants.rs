//! Hostile bytes: thousands of truncated and changed modules are refused or run, and never panic,
//! hang or take more memory than the limits say.

use std::sync::mpsc;
use std::time::Duration;

use wrtd_core::{
    Exit, ExternKind, InstantiateOptions, InterruptHandle, Module, Resume, Store, StoreLimits,
    Value,
};
use wrtd_limits::Ledger;

/// Touches every section and every kind of instruction that acts on shared state.
const SEED: &str = r#"(module $seed
    (import "host" "f" (func $host (param i32) (result i32)))
    (type $t (func (param i32) (result i32)))
    (memory (export "memory") 1 20)
    (table (export "table") 4 10 funcref)
    (global $g (mut i64) (i64.const 5))
    (global $sum i32 (i32.add (i32.const 1) (i32.const 2)))
    (elem (i32.const 0) $fib $host)
    (elem $passive func $fib)
    (data (i32.const 8) "hello")
    (data $later "world")
    (func $fib (export "fib") (type $t)
        (if (result i32) (i32.lt_u (local.get 0) (i32.const 2))
            (then (local.get 0))
            (else (i32.add
                (call $fib (i32.sub (local.get 0) (i32.const 1)))
                (call $fib (i32.sub (local.get 0) (i32.const 2)))))))
    (func (export "loops") (param i32) (result i32) (local $i i32) (local $f f64)
        (block $out
            (loop $in
                (local.set $f (f64.mul (local.get $f) (f64.const 1.5)))
                (br_if $out (i32.ge_u (local.get $i) (local.get 0)))
                (i32.store8 offset=3 (local.get $i) (local.get $i))
                (local.set $i (i32.add (local.get $i) (i32.const 1)))
                (br $in)))
        (i32.trunc_sat_f64_s (local.get $f)))
    (func (export "tables") (param i32) (result i32)
        (table.init $passive (i32.const 1) (i32.const 0) (i32.const 1))
        (elem.drop $passive)
        (drop (table.grow (ref.null func) (i32.const 2)))
        (call_indirect (type $t) (local.get 0) (i32.and (local.get 0) (i32.const 3))))
    (func (export "memories") (param i32) (result i32)
        (memory.init $later (i32.const 100) (i32.const 0) (i32.const 5))
        (memory.copy (i32.const 101) (i32.const 100) (i32.const 50))
        (memory.fill (i32.const 200) (i32.const 7) (local.get 0))
        (memory.grow (i32.const 1)))
    (func (export "switch") (param i32) (result i32)
        (block $a (result i32)
            (block $b (result i32)
                (block $c (result i32)
                    (br_table $a $b $c (i32.const 10) (local.get 0)))
                (i32.add (i32.const 1)))
            (i32.mul (i32.const 2)))))"#;

/// Throws and catches in both encodings, and calls through references.
const EXCEPTIONS: &str = r#"(module
    (type $f (func (param i32) (result i32)))
    (tag $a (export "a")) (tag $b (param i32 exnref)) (tag $v (param v128))
    (global $kept (mut exnref) (ref.null exn))
    (table $t 3 (ref null $f) (ref.func $throw))
    (func $throw (type $f)
        (if (i32.eqz (local.get 0)) (then (throw $a)))
        (if (i32.eq (local.get 0) (i32.const 3)) (then (throw $v (v128.const i64x2 1 2))))
        (throw $b (local.get 0) (global.get $kept)))
    (func (export "table") (type $f) (local $e exnref)
        (block $v (result v128)
            (block $b (result i32 exnref exnref)
                (try_table (result i32) (catch $v $v) (catch_ref $b $b)
                    (call_ref $f (local.get 0) (ref.as_non_null (table.get $t (i32.const 1)))))
                return)
            (global.set $kept) drop
            (return))
        (i32x4.extract_lane 0))
    (func (export "legacy") (type $f)
        try $out (result i32)
            try (result i32)
                try (result i32)
                    (call $throw (local.get 0))
                delegate $out
            catch_all
                rethrow 0
            end
        catch $a
            i32.const 1
        catch $b
            drop
        catch_all
            rethrow 0
        end)
    (func (export "many") (type $f)
        (loop $more
            (block $h (result exnref)
                (try_table (catch_all_ref $h) (drop (call $throw (i32.const 1))))
                unreachable)
            (global.set $kept)
            (br_if $more (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
        (br_on_null 0 (i32.const 4) (global.get $kept))
        throw_ref))"#;

/// Vectors in every place where one can be, and instructions of every shape on them.
const VECTORS: &str = r#"(module $vectors
    (import "host" "f" (func $host (param v128 i32) (result i32 v128)))
    (type $t (func (param i32 v128) (result v128)))
    (memory (export "memory") 1 2)
    (table 2 funcref)
    (elem (i32.const 0) $twice $twice)
    (global $g (mut v128) (v128.const i64x2 5 6))
    (func $twice (type $t) (i8x16.add (local.get 1) (local.get 1)))
    (func $rec (export "rec") (param i32 v128) (result v128) (local v128)
        (if (result v128) (i32.lt_u (local.get 0) (i32.const 2))
            (then (local.get 2))
            (else
                (local.set 2 (i32x4.splat (local.get 0)))
                (f32x4.add
                    (local.get 2)
                    (call $rec (i32.sub (local.get 0) (i32.const 1)) (local.get 2))))))
    (func (export "blocks") (param i32) (result v128 i32)
        (block $a (result v128)
            (block $b (result v128)
                (local.get 0) (v128.const i32x4 1 2 3 4)
                (loop $c (param i32 v128) (result v128)
                    (global.set $g)
                    (local.set 0 (i32.sub (i32.const 1)))
                    (br_if $c (local.get 0) (global.get $g)
                        (i32.gt_s (local.get 0) (i32.const 0)))
                    (br_table $a $b (local.get 0))))
            (i64x2.shl (i32.const 3)))
        (i8x16.bitmask (global.get $g)))
    (func (export "memories") (param i32) (result v128) (local $v v128)
        (local.set $v (v128.load offset=8 (local.get 0)))
        (v128.store32_lane 2 (local.get 0) (local.get $v))
        (v128.store (i32.const 100) (v128.load8_lane 3 (local.get 0) (local.get $v)))
        (i8x16.shuffle 0 1 2 3 31 30 29 28 4 5 6 7 8 9 10 11
            (local.get $v) (v128.load16x4_s (local.get 0))))
    (func (export "selects") (param i32) (result v128)
        (select (result v128)
            (call_indirect (type $t) (local.get 0) (global.get $g) (local.get 0))
            (select (global.get $g) (f64x2.splat (f64.const 1)) (local.get 0))
            (local.get 0)))
    (func (export "tail") (param i32) (result v128)
        (return_call $rec (i32x4.extract_lane 1 (global.get $g))
            (v128.bitselect (global.get $g) (global.get $g) (global.get $g))))
    (func (export "hosts") (param i32) (result i32 v128)
        (return_call $host (i16x8.replace_lane 7 (global.get $g) (local.get 0)) (local.get 0))))"#;

/// Memories and tables of every kind, with instructions of every shape on them.
const MEMORIES: &str = r#"(module $memories
    (type $t (func (param i32) (result i32)))
    (memory (export "memory") 1 3 shared)
    (memory $wide i64 1 5)
    (memory $bytes 300 70000 (pagesize 1))
    (table $narrow 3 funcref)
    (table $long i64 3 8 funcref)
    (elem (table $long) (i64.const 1) func $inc $inc)
    (elem $items func $inc)
    (data (memory $wide) (i64.const 8) "hello")
    (data $later "world")
    (func $inc (export "inc") (type $t) (i32.add (local.get 0) (i32.const 1)))
    (func (export "access") (param i32) (result i64) (local $a i64)
        (local.set $a (i64.extend_i32_u (local.get 0)))
        (i64.store16 $wide offset=300 (local.get $a) (i64.const 77))
        (f32.store $bytes offset=9 (local.get 0) (f32.load offset=40 (local.get 0)))
        (v128.store $wide (local.get $a)
            (v128.load8_lane $bytes 5 (local.get 0) (v128.load32x2_s $wide offset=3 (local.get $a))))
        (i64.add (i64.load8_s $wide (local.get $a)) (i64.load32_u $bytes (local.get 0))))
    (func (export "sizes") (param i32) (result i64)
        (drop (memory.grow $bytes (i32.mul (local.get 0) (i32.const 100))))
        (i64.add (memory.grow $wide (i64.const 1))
            (i64.add (memory.size $wide) (i64.extend_i32_u (memory.size $bytes)))))
    (func (export "bulk") (param i32) (local $a i64)
        (local.set $a (i64.extend_i32_u (local.get 0)))
        (memory.fill $wide (local.get $a) (i32.const 3) (i64.const 70))
        (memory.init $wide $later (local.get $a) (i32.const 0) (i32.const 5))
        (memory.copy $bytes $wide (local.get 0) (local.get $a) (i32.const 50))
        (memory.copy $wide $bytes (i64.const 90) (local.get 0) (i32.const 50))
        (table.init $long $items (i64.const 0) (i32.const 0) (i32.const 1))
        (table.copy $narrow $long (i32.const 0) (i64.const 1) (i32.const 2)))
    (func (export "tables") (param i32) (result i32) (local $a i64)
        (local.set $a (i64.and (i64.extend_i32_u (local.get 0)) (i64.const 3)))
        (drop (table.grow $long (table.get $long (local.get $a)) (i64.const 1)))
        (table.fill $long (i64.const 0) (ref.func $inc) (table.size $long))
        (table.set $long (local.get $a) (ref.func $inc))
        (call_indirect $long (type $t) (local.get 0) (local.get $a)))
    (func (export "atomics") (param i32) (result i32)
        (local.set 0 (i32.and (local.get 0) (i32.const 8)))
        (i64.atomic.store (local.get 0) (i64.const 5))
        (drop (i64.atomic.rmw32.cmpxchg_u $wide offset=8 (i64.const 16) (i64.const 5) (i64.const 6)))
        (drop (i32.atomic.rmw8.xor_u $bytes offset=3 (local.get 0) (i32.const 9)))
        (atomic.fence)
        (drop (memory.atomic.notify $wide (i64.const 4) (i32.const 1)))
        (drop (memory.atomic.wait32 (local.get 0) (i32.const 5) (i64.const 90)))
        (memory.atomic.wait64 offset=8 (local.get 0) (i64.const 1) (i64.const -1)))
    (func (export "tail") (param i32) (result i32)
        (return_call_indirect $long (type $t) (local.get 0) (i64.const 1))))"#;

/// Modules that have everything in them.
pub(crate) const SEEDS: [&str; 4] = [SEED, VECTORS, MEMORIES, EXCEPTIONS];

/// A small generator of numbers: the mutants are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

/// Interrupts whatever runs for longer than a tenth of a second, on request.
fn watchdog() -> mpsc::Sender<Option<InterruptHandle>> {
    let (sender, receiver) = mpsc::channel::<Option<InterruptHandle>>();
    std::thread::spawn(move || {
        let mut running = None::<InterruptHandle>;
        loop {
            match receiver.recv_timeout(Duration::from_millis(100)) {
                Ok(next) => running = next,
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    if let Some(interrupt) = &running {
                        interrupt.request();
                    }
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => return,
            }
        }
    });
    sender
}

/// Decodes and runs one mutant; whether it was a valid module.
fn run(bytes: &[u8], watchdog: &mpsc::Sender<Option<InterruptHandle>>) -> bool {
    let Ok(module) = Module::decode(bytes.into()) else { return false };
    for func in 0..module.func_count() {
        let _ = module.function_name(func);
        let _ = module.local_name(func, 0);
        assert_eq!(module.local_types(func).is_some(), module.code_range(func).is_some());
    }
    let limits = StoreLimits {
        max_call_depth: 200,
        stack_slots: 20_000,
        max_memory_bytes: 100 * 65536,
        max_table_elements: 100_000,
        max_exception_bytes: 100_000,
        ..StoreLimits::default()
    };
    let mut store = Store::new(limits, Ledger::unlimited()).unwrap();
    let options = InstantiateOptions { stub_missing: true, name: String::new() };
    let Ok(instance) = store.instantiate(module.clone(), options) else { return true };
    for export in module.exports().iter().filter(|export| export.kind == ExternKind::Func) {
        let Some(func) = store.export_func(instance, &export.name) else { continue };
        let args: Vec<Value> =
            store.func_type(func).unwrap().params.iter().map(|&ty| Value::zero(ty)).collect();
        for first in [0, 3, 15] {
            let mut args = args.clone();
            if let Some(Value::I32(arg)) = args.first_mut() {
                *arg = first;
            }
            if store.begin_call(func, &args).is_err() {
                continue;
            }
            watchdog.send(Some(store.interrupt())).unwrap();
            let exit = store.resume(Resume::Run);
            watchdog.send(None).unwrap();
            for frame in 0..store.depth() {
                for local in 0..store.local_count(frame) {
                    store.local(frame, local).unwrap();
                }
                for operand in 0..store.operand_count(frame) {
                    let _ = store.operand(frame, operand);
                }
            }
            let of_steps = matches!(exit, Exit::Stepped | Exit::Entered);
            assert!(
                !of_steps
                    && !matches!(
                        exit,
                        Exit::Returned | Exit::Caught | Exit::Throw | Exit::HostCall
                    )
            );
            store.abort_call();
            store.interrupt().clear();
        }
    }
    true
}

#[test]
fn truncated_modules_are_refused() {
    let watchdog = watchdog();
    for seed in SEEDS {
        let bytes = wat::parse_str(seed).unwrap();
        assert!(run(&bytes, &watchdog));
        for len in 0..bytes.len() {
            run(&bytes[..len], &watchdog);
        }
    }
}

#[test]
fn changed_modules_never_panic() {
    for seed in SEEDS {
        run_mutants_of(&wat::parse_str(seed).unwrap());
    }
}

fn run_mutants_of(seed: &[u8]) {
    let watchdog = watchdog();
    let rounds = 20_000;
    let valid = mutants_of(seed).take(rounds).filter(|bytes| run(bytes, &watchdog)).count();
    println!("{valid} of {rounds} mutants were valid");
    assert!(valid > rounds / 20, "only {valid} mutants ran");
}

/// The module with up to three bytes changed, again and again in other places.
pub(crate) fn mutants_of(seed: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    let mut random = Random(1);
    std::iter::repeat_with(move || {
        let mut bytes = seed.to_vec();
        for _ in 0..=random.below(3) {
            let place = random.below(bytes.len() - 8) + 8;
            match random.below(4) {
                0 => bytes[place] ^= 1 << random.below(8),
                1 => bytes[place] = random.below(256) as u8,
                2 => bytes[place] = bytes[random.below(seed.len() - 8) + 8],
                _ => bytes[place] = [0, 0x7f, 0x80, 0xff][random.below(4)],
            }
        }
        bytes
    })
}
