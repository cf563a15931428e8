//! The two tiers, on both dispatches, do the same: every form of every numeric instruction, and every stop.

use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use wrtd_core::{
    Exit, InstanceId, InstantiateOptions, Module, Reached, Resume, Store, Tier, Value,
};

use crate::common::{begin, call, module, store};
use crate::stops::{self, frames, state};

/// The ways to run; the first is the reference.
pub(crate) const WAYS: [(Tier, bool); 4] = [
    (Tier::InPlace, false),
    (Tier::InPlace, true),
    (Tier::Threaded, false),
    (Tier::Threaded, true),
];

pub(crate) fn store_that_runs((tier, jumping): (Tier, bool)) -> Store {
    let mut store = store();
    store.set_tier(tier);
    store.set_jumping(jumping);
    store
}

/// Numeric instructions with two operands, without their type.
const INTEGER: &str = "eq ne lt_s lt_u gt_s gt_u le_s le_u ge_s ge_u add sub mul div_s div_u rem_s \
    rem_u and or xor shl shr_s shr_u rotl rotr";
const FLOAT: &str = "eq ne lt gt le ge add sub mul div min max copysign";

/// Operands of which each instruction gets every pair.
fn values(ty: &str) -> Vec<Value> {
    match ty {
        "i32" => [0, 1, -1, 7, 31, 32, i32::MIN, i32::MAX].map(Value::I32).into(),
        "i64" => [0, 1, -1, 7, 63, 64, i64::MIN, i64::MAX, 1 << 40].map(Value::I64).into(),
        "f32" => [0.0f32, -0.0, 1.5, -7.0, f32::INFINITY, f32::NAN, 1e-40, 3e9]
            .map(|value| Value::F32(value.to_bits()))
            .into(),
        _ => [0.0f64, -0.0, 1.5, -7.0, f64::NEG_INFINITY, f64::NAN, 1e-310, 1e19]
            .map(|value| Value::F64(value.to_bits()))
            .into(),
    }
}

/// The value as an instruction.
fn constant(value: Value) -> String {
    match value {
        Value::I32(value) => format!("(i32.const {value})"),
        Value::I64(value) => format!("(i64.const {value})"),
        // Through its bits, so that NaNs stay what they are.
        Value::F32(bits) => format!("(f32.reinterpret_i32 (i32.const {}))", bits.cast_signed()),
        Value::F64(bits) => format!("(f64.reinterpret_i64 (i64.const {}))", bits.cast_signed()),
        other => panic!("{other:?}"),
    }
}

/// Ways in which an instruction can be given the operand that local `local` holds: read from the local, just
/// computed, computed some time before, and, as `fixed`, a constant.
pub(crate) fn operand_forms(ty: &str, local: u32, fixed: Value) -> [String; 4] {
    let computed = match ty {
        "i32" => format!("(i32.xor (local.get {local}) (i32.const 0))"),
        "i64" => format!("(i64.xor (local.get {local}) (i64.const 0))"),
        _ => format!("(select (local.get {local}) (local.get {local}) (i32.const 1))"),
    };
    [
        format!("(local.get {local})"),
        computed.clone(),
        format!("(block (result {ty}) {computed})"),
        constant(fixed),
    ]
}

/// What is done with the result of a binary instruction: returned, set, compared with zero, branched on.
pub(crate) fn uses(result: &str, op: &str) -> Vec<String> {
    let mut uses = vec![
        format!("(return {op})"),
        format!("(local.set 2 {op}) (return (local.get 2))"),
        format!("(local.set 2 (local.tee 3 {op})) (return (local.get 3))"),
    ];
    if result == "i32" {
        uses.push(format!("(if {op} (then (return (i32.const 7)))) (return (i32.const 8))"));
        uses.push(format!("(block (br_if 0 {op}) (return (i32.const 7))) (return (i32.const 8))"));
        uses.push(format!("(br_if 0 (i32.const 7) {op}) drop (return (i32.const 8))"));
        uses.push(format!("(return (i32.eqz {op}))"));
        uses.push(format!(
            "(if (i32.eqz {op}) (then (return (i32.const 1)))) (i32.const 2) return"
        ));
    }
    uses
}

/// A function for each form of the instruction `name`, in a module.
fn forms(ty: &str, name: &str, fixed: Value) -> (String, usize) {
    let comparison = ["eq", "ne", "lt", "gt", "le", "ge"]
        .iter()
        .any(|prefix| name == *prefix || name.starts_with(&format!("{prefix}_")));
    let result = if comparison { "i32" } else { ty };
    let (mut text, mut count) = (String::from("(module"), 0);
    for a in operand_forms(ty, 0, fixed) {
        for b in operand_forms(ty, 1, fixed) {
            for body in uses(result, &format!("({ty}.{name} {a} {b})")) {
                write!(
                    text,
                    "(func (export \"f{count}\") (param {ty} {ty}) (result {result}) \
                     (local {result} {result}) {body})"
                )
                .unwrap();
                count += 1;
            }
        }
    }
    (text + ")", count)
}

#[test]
fn each_form_of_each_instruction_gives_the_same() {
    for (types, names) in [(["i32", "i64"], INTEGER), (["f32", "f64"], FLOAT)] {
        for ty in types {
            for name in names.split_whitespace() {
                for fixed in [values(ty)[0], values(ty)[3]] {
                    check_forms(ty, name, fixed);
                }
            }
        }
    }
}

fn check_forms(ty: &str, name: &str, fixed: Value) {
    let (text, count) = forms(ty, name, fixed);
    let module = module(&text);
    let mut reference: Vec<String> = Vec::new();
    for way in WAYS {
        let mut store = store_that_runs(way);
        let id = store.instantiate(module.clone(), InstantiateOptions::default()).unwrap();
        let mut at = 0;
        for form in 0..count {
            for a in values(ty) {
                for b in values(ty) {
                    let exit = call(&mut store, id, &format!("f{form}"), &[a, b]);
                    let exit = format!("{exit:?}");
                    if way == WAYS[0] {
                        reference.push(exit);
                    } else {
                        let expected = &reference[at];
                        assert_eq!(
                            &exit, expected,
                            "{way:?} {ty}.{name} f{form} {a:?} {b:?}\n{text}"
                        );
                    }
                    at += 1;
                }
            }
        }
    }
}

/// A program of everything that translated code does otherwise than the in-place tier.
const PROGRAM: &str = r#"(module
    (import "host" "f" (func $host (param i32) (result i32)))
    (memory (export "memory") 1) (table funcref (elem $add $sub $host $two))
    (type $binary (func (param i32 i32) (result i32)))
    (global $count (mut i32) (i32.const 3)) (global $scale (mut f64) (f64.const 0.5))
    (func $add (type $binary) (i32.add (local.get 0) (local.get 1)))
    (func $sub (type $binary) (local i64) (i32.sub (local.get 0) (local.get 1)))
    (func $two (param i32) (result i32 i32) (local.get 0) (i32.const 5))
    (func $sum (param $n i32) (result i32) (local $i i32) (local $s i32)
        (block $done
            (loop $next
                (br_if $done (i32.ge_s (local.get $i) (local.get $n)))
                (local.set $s (i32.add (local.get $s) (i32.mul (local.get $i) (local.get $i))))
                (i32.store offset=8 (i32.shl (local.get $i) (i32.const 2)) (local.get $s))
                (local.set $i (i32.add (local.get $i) (i32.const 1)))
                (br $next)))
        (local.get $s))
    (func $aliases (param $x i32) (result i32)
        (local.get $x) (i32.const 9) (local.get $x)
        (local.set $x (i32.const 4))
        (i32.add) (i32.mul)
        (block (param i32) (result i32) (br_if 0 (local.get $x)) (drop) (i32.const 1))
        (local.tee $x) (local.get $x) (i32.add) (i32.add (i32.load offset=8 (i32.const 4))))
    (func $switch (param $k i32) (result i32) (local $n i32)
        (block $a (block $b (block $c
            (br_table $a $b $c (local.get $k)))
            (local.set $n (i32.const 10)))
            (local.set $n (i32.add (local.get $n) (i32.const 100))))
        (block (result i32)
            (i32.const 1000)
            (br_table 0 0 (i32.sub (local.get $k) (i32.const 1))))
        (i32.add (local.get $n)))
    (func $floats (param $x f64) (result i32) (local $y f32) (local $n i32)
        (loop $again
            (local.set $x (f64.add (f64.mul (local.get $x) (global.get $scale)) (f64.const 1)))
            (local.set $y (f32.sqrt (f32.demote_f64 (local.get $x))))
            (f64.store (i32.const 64) (f64.promote_f32 (local.get $y)))
            (local.set $n (i32.add (local.get $n) (i32.const 1)))
            (br_if $again (i32.and (f64.gt (f64.load (i32.const 64)) (f64.const 1.2))
                                   (i32.lt_u (local.get $n) (i32.const 6)))))
        (global.set $scale (f64.div (global.get $scale) (f64.const 2)))
        (i32.trunc_f64_s (f64.mul (local.get $x) (f64.const 1000))))
    (func $recursive (param $n i32) (result i32)
        (if (result i32) (i32.lt_s (local.get $n) (i32.const 2))
            (then (local.get $n))
            (else
                (local.get $n)
                (call $recursive (i32.sub (local.get $n) (i32.const 1)))
                (call $recursive (i32.sub (local.get $n) (i32.const 2)))
                (i32.add) (i32.add))))
    (func $tail (param $n i32) (param $s i32) (result i32)
        (if (i32.eqz (local.get $n)) (then (return (local.get $s))))
        (return_call $tail (i32.sub (local.get $n) (i32.const 1))
            (i32.add (local.get $s) (local.get $n))))
    (func $indirect (param $k i32) (result i32)
        (call_indirect (type $binary) (i32.const 50) (local.get $k) (local.get $k))
        (i32.add (select (i32.const 1) (local.get $k) (i32.gt_u (local.get $k) (i32.const 0)))))
    (func $memory (param $n i32) (result i32)
        (memory.fill (i32.const 100) (i32.const 7) (local.get $n))
        (memory.copy (i32.const 200) (i32.const 100) (local.get $n))
        (drop (memory.grow (i32.const 1)))
        (i32.add (memory.size) (i32.load8_u offset=200 (i32.const 0))))
    (func $nothing (param $n i32) (result i32)
        nop (block nop nop) (local.set $n (local.get $n)) (block (br 0) (unreachable))
        (if (local.get $n) (then nop) (else nop)) (loop nop)
        (local.get $n))
    (func (export "run") (param $n i32) (result i32) (local $total i32)
        (loop $turn
            (local.set $total
                (i32.add (local.get $total) (call $sum (global.get $count))))
            (local.set $total (i32.xor (local.get $total) (call $aliases (local.get $n))))
            (local.set $total (i32.add (local.get $total) (call $switch (local.get $n))))
            (local.set $total (i32.add (local.get $total)
                (call $floats (f64.convert_i32_s (local.get $n)))))
            (local.set $total (i32.add (local.get $total) (call $recursive (local.get $n))))
            (local.set $total (i32.add (local.get $total)
                (call $tail (local.get $n) (i32.const 0))))
            (local.set $total (i32.add (local.get $total)
                (call $indirect (i32.and (local.get $n) (i32.const 1)))))
            (local.set $total (i32.add (local.get $total) (call $memory (local.get $n))))
            (local.set $total (i32.add (local.get $total) (call $nothing (local.get $n))))
            (call $two (local.get $n)) (local.set $total (i32.sub (local.get $total))) (drop)
            (local.set $total (i32.add (local.get $total) (call $host (local.get $total))))
            (global.set $count (i32.add (global.get $count) (i32.const 1)))
            (br_if $turn (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (local.get $total))
    (func (export "trap") (param $n i32) (result i32) (local $i i32)
        (loop $turn
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (drop (i32.add (i32.const 3)
                (i32.div_s (i32.add (local.get $i) (i32.const 60))
                           (i32.sub (local.get $n) (local.get $i)))))
            (br $turn))
        (unreachable)))"#;

pub(crate) fn program(way: (Tier, bool)) -> (Store, InstanceId) {
    static MODULE: LazyLock<Arc<Module>> = LazyLock::new(|| module(PROGRAM));
    let mut store = store_that_runs(way);
    let ty = wrtd_core::FuncType::new([wrtd_core::ValType::I32], [wrtd_core::ValType::I32]);
    let host = |_: &mut wrtd_core::Caller<'_>, args: &[Value], results: &mut [Value]| {
        if let [Value::I32(n)] = args {
            results[0] = Value::I32(n.wrapping_mul(3));
        }
        Ok(())
    };
    store.define_host("host", "f", ty, Box::new(host));
    let id = store.instantiate(MODULE.clone(), InstantiateOptions::default()).unwrap();
    (store, id)
}

#[test]
fn a_breakpoint_on_each_instruction_alone_stops_in_the_same_states() {
    stops::each_instruction_alone(program);
}

#[test]
fn many_breakpoints_stop_in_the_same_states() {
    stops::many_at_once(program);
}

#[test]
fn breakpoints_that_are_judged_stop_where_they_are_to() {
    stops::judged(program);
    stops::judged_at_once(program);
}

#[test]
fn breakpoints_that_come_and_go_while_frames_are_active_leave_the_rest_as_it_was() {
    let all = stops::instructions(program);
    let mut results = Vec::new();
    for way in WAYS {
        let (mut store, id) = program(way);
        call(&mut store, id, "run", &[Value::I32(3)]);
        begin(&mut store, id, "run", &[Value::I32(4)]);
        let (mut set, mut seen) = (Vec::new(), Vec::new());
        for turn in 0..200usize {
            // A handful of breakpoints at a time, each set and cleared while frames stand everywhere.
            let pc = all[turn * 37 % all.len()];
            store.set_breakpoint(id, pc).unwrap();
            set.push(pc);
            if set.len() > 6 {
                store.clear_breakpoint(id, set.remove(0));
            }
            let exit = store.resume(Resume::Run);
            seen.push(format!("{exit:?}\n{}", state(&store, id)));
            if exit != Exit::Breakpoint {
                break;
            }
        }
        results.push(seen);
    }
    for (way, result) in WAYS.iter().zip(&results) {
        assert_eq!(result, &results[0], "{way:?}");
    }
}

/// Where frames have left translations is kept by the address, which another translation may get when it is gone.
#[test]
fn a_translation_in_the_place_of_another_is_left_as_it_is() {
    const FUNCTIONS: usize = 8;
    let mut text = String::from("(module (func $id (param i32) (result i32) (local.get 0))");
    for i in 0..FUNCTIONS {
        let body = format!("(i32.add (i32.const {}) (call $id (local.get 0)))", 1000 + i);
        let _ = write!(text, r#"(func (export "f{i}") (param i32) (result i32) {body})"#);
    }
    text.push(')');
    let module = module(&text);
    for way in WAYS {
        let mut store = store_that_runs(way);
        let id = store.instantiate(Arc::clone(&module), InstantiateOptions::default()).unwrap();
        for turn in 0..20 {
            // All translations are made anew, in an order of this turn.
            store.set_counting(turn % 2 == 0);
            for i in (0..FUNCTIONS).map(|i| (i * 3 + turn) % FUNCTIONS) {
                let name = format!("f{i}");
                call(&mut store, id, &name, &[Value::I32(1)]);
                let func = store.export_func(id, &name).unwrap();
                let body = module.code_range(i as u32 + 1).unwrap();
                let calls =
                    body.into_iter().find(|&pc| module.bytes()[pc as usize] == 0x10).unwrap();
                store.set_breakpoint(id, calls).unwrap();
                store.begin_call(func, &[Value::I32(1)]).unwrap();
                assert_eq!(store.resume(Resume::Run), Exit::Breakpoint);
                let constant = Value::I32(1000 + i as i32);
                assert_eq!(store.operand(0, 0), Ok(constant), "{way:?}, turn {turn}, {name}");
                store.clear_breakpoint(id, calls);
                assert!(matches!(store.resume(Resume::Run), Exit::Finished(_)));
            }
        }
    }
}

#[test]
fn what_is_written_at_a_stop_holds_in_every_frame() {
    let mut results = Vec::new();
    for way in WAYS {
        let (mut store, id) = program(way);
        let module = store.module(id).clone();
        // Deep in the recursion: the callers' locals and operands are changed.
        let pc = module.instruction_offsets(8).unwrap()[0];
        call(&mut store, id, "run", &[Value::I32(4)]);
        store.set_breakpoint(id, pc).unwrap();
        begin(&mut store, id, "run", &[Value::I32(5)]);
        let mut seen = Vec::new();
        for turn in 0.. {
            let exit = store.resume(Resume::Run);
            seen.push(format!("{exit:?}\n{}", state(&store, id)));
            if exit != Exit::Breakpoint {
                break;
            }
            for frame in 0..store.depth() {
                for i in 0..store.operand_count(frame) {
                    if let Ok(Value::I32(old)) = store.operand(frame, i) {
                        store.set_operand(frame, i, Value::I32(old + turn)).unwrap();
                    }
                }
            }
            let outermost = store.depth() - 1;
            let Ok(Value::I32(total)) = store.local(outermost, 1) else { panic!() };
            store.set_local(outermost, 1, Value::I32(total ^ turn)).unwrap();
        }
        results.push(seen);
    }
    for (way, result) in WAYS.iter().zip(&results) {
        assert_eq!(result, &results[0], "{way:?}");
    }
}

/// Calls that are followed by instructions for which no translated code stands, and by a label.
const RETURNS: &str = r#"(module
    (func $one (result i32) (i32.const 1))
    (func $none)
    (func (export "run") (param $n i32) (result i32)
        (call $none)
        (block (loop $again
            (call $one) (drop)
            (block (br_if 0 (i32.and (local.get $n) (i32.const 1))) (call $none) (nop))
            (call $one) (i32.const 7) (drop) (drop)
            (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
        (call $one)
        (block (param i32) (result i32) (nop))))"#;

#[test]
fn a_stop_at_the_return_of_a_call_is_right_behind_the_call() {
    let mut results = Vec::new();
    for way in WAYS {
        let mut store = store_that_runs(way);
        let id = store.instantiate(module(RETURNS), InstantiateOptions::default()).unwrap();
        call(&mut store, id, "run", &[Value::I32(2)]);
        let callees = [0, 1].map(|func| store.module(id).code_range(func).unwrap().start);
        for pc in callees {
            store.set_breakpoint(id, pc).unwrap();
        }
        begin(&mut store, id, "run", &[Value::I32(2)]);
        let mut seen = Vec::new();
        while store.resume(Resume::Run) == Exit::Breakpoint {
            store.stop_on_return(0);
            assert_eq!(store.resume(Resume::Run), Exit::Returned, "{way:?}");
            seen.push(frames(&store));
        }
        results.push(seen);
    }
    assert_eq!(results[0].len(), 7);
    for (way, result) in WAYS.iter().zip(&results) {
        assert_eq!(result, &results[0], "{way:?}");
    }
}

#[test]
fn a_breakpoint_right_behind_a_call_that_is_active_stops() {
    let after = |store: &Store, id, func: u32| {
        let offsets = store.module(id).instruction_offsets(func).unwrap();
        let bytes = store.module(id).bytes();
        let calls = offsets.windows(2).filter(|pair| bytes[pair[0] as usize] == 0x10);
        calls.map(|pair| pair[1]).collect::<Vec<_>>()
    };
    for way in WAYS {
        let mut store = store_that_runs(way);
        let id = store.instantiate(module(RETURNS), InstantiateOptions::default()).unwrap();
        for pc in after(&store, id, 2) {
            call(&mut store, id, "run", &[Value::I32(2)]);
            let callees = [0, 1].map(|func| store.module(id).code_range(func).unwrap().start);
            for callee in callees {
                store.set_breakpoint(id, callee).unwrap();
            }
            begin(&mut store, id, "run", &[Value::I32(2)]);
            while store.resume(Resume::Run) == Exit::Breakpoint {
                // Set in the middle of the call behind which it stands.
                let caller = store.frame(1).unwrap();
                if store.frame(0).unwrap().func < 2 && caller.pc + 2 == pc {
                    store.set_breakpoint(id, pc).unwrap();
                    assert_eq!(store.resume(Resume::Run), Exit::Breakpoint, "{way:?} {pc:#x}");
                    assert_eq!(store.frame(0).unwrap().pc, pc, "{way:?}");
                    store.abort_call();
                    break;
                }
            }
            assert!(store.clear_breakpoint(id, pc), "{way:?} {pc:#x} was not reached");
            for callee in callees {
                store.clear_breakpoint(id, callee);
            }
            store.abort_call();
        }
    }
}

#[test]
fn branches_that_are_never_reached_have_their_entries_in_the_side_table() {
    // After the trap's instruction is left, the branch out of the block is found by its entry.
    let text = r#"(module
        (func (export "f") (param i32) (result i32)
            (block $out (result i32)
                (block $dead
                    (br $dead)
                    (br_on_null $dead (unreachable)) (drop)
                    (drop (block (result (ref func)) (br_on_non_null 0 (unreachable)) (unreachable))))
                (br_if $out (i32.const 7) (i32.div_s (local.get 0) (local.get 0)))
                (drop) (i32.const 8))))"#;
    for way in WAYS {
        let mut store = store_that_runs(way);
        let id = store.instantiate(module(text), InstantiateOptions::default()).unwrap();
        let func = store.module(id).instruction_offsets(0).unwrap();
        call(&mut store, id, "f", &[Value::I32(3)]);
        for &pc in &func {
            store.set_breakpoint(id, pc).unwrap();
            begin(&mut store, id, "f", &[Value::I32(3)]);
            let mut exit = store.resume(Resume::Run);
            while exit == Exit::Breakpoint {
                exit = store.resume(Resume::Run);
            }
            assert_eq!(exit, Exit::Finished(vec![Value::I32(7)]), "{way:?} {pc:#x}");
            store.clear_breakpoint(id, pc);
        }
    }
}

/// A sum over the numbers down from `n`; the breakpoint is on the addition.
const COUNTDOWN: &str = r#"(module (memory 1) (global $g (mut i64) (i64.const 40))
    (func (export "run") (param $n i32) (result i32) (local $sum i32)
        (loop $again
            (local.set $sum (i32.add (local.get $sum) (local.get $n)))
            (i32.store (i32.const 8) (local.get $sum))
            (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (local.get $sum)))"#;

#[test]
fn a_judge_sees_locals_globals_and_memory() {
    let module = module(COUNTDOWN);
    let pc = module.instruction_offsets(0).unwrap()[3];
    for way in WAYS {
        let mut store = store_that_runs(way);
        let id = store.instantiate(module.clone(), InstantiateOptions::default()).unwrap();
        assert!(!store.judge_breakpoint(id, pc, None), "there is no breakpoint");
        store.set_breakpoint(id, pc).unwrap();
        store.judge_breakpoint(
            id,
            pc,
            Some(Box::new(|reached: &Reached<'_>| {
                assert_eq!(reached.global(0), Some(Value::I64(40)));
                assert_eq!(reached.global(1), None);
                assert_eq!(reached.local(2), None);
                let (Some(Value::I32(n)), Some(Value::I32(sum))) =
                    (reached.local(0), reached.local(1))
                else {
                    panic!()
                };
                let stored = i32::from_le_bytes(reached.memory()[8..12].try_into().unwrap());
                assert_eq!(stored, sum);
                n == 2
            })),
        );
        begin(&mut store, id, "run", &[Value::I32(100)]);
        assert_eq!(store.resume(Resume::Run), Exit::Breakpoint, "{way:?}");
        assert_eq!(store.local(0, 0), Ok(Value::I32(2)));
        // Without the judge it stops each time, and without the breakpoint there is nothing to judge.
        store.judge_breakpoint(id, pc, None);
        assert_eq!(store.resume(Resume::Run), Exit::Breakpoint, "{way:?}");
        assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I32(5050)]));
        store.judge_breakpoint(id, pc, Some(Box::new(|_| false)));
        store.clear_breakpoint(id, pc);
        store.set_breakpoint(id, pc).unwrap();
        store.memory_mut(id, 0).unwrap()[8..12].fill(0);
        begin(&mut store, id, "run", &[Value::I32(3)]);
        assert_eq!(store.resume(Resume::Run), Exit::Breakpoint, "{way:?}");
    }
}
