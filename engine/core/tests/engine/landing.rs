//! A stopped program goes on at another instruction, or a frame begins again.

use wrtd_core::{Exit, InstanceId, LandingError, Resume, Store, Tier, Value};

use crate::common::*;

/// `outer` calls `inner`, which writes to memory and to its own local; `$place` numbers instructions.
const CALLS: &str = r#"(module (memory 1)
    (func $inner (param $n i32) (result i32) (local $twice i32)
        (i32.store (i32.const 8) (i32.add (i32.load (i32.const 8)) (i32.const 1)))
        (local.set $twice (i32.add (local.get $twice) (i32.mul (local.get $n) (i32.const 2))))
        (local.get $twice))
    (func (export "outer") (param $n i32) (result i32) (local $sum i32)
        (local.set $sum (i32.add (local.get $sum) (call $inner (local.get $n))))
        (local.set $sum (i32.add (local.get $sum) (call $inner (i32.const 100))))
        (local.get $sum)))"#;

fn begun(tier: Tier) -> (Store, InstanceId) {
    let (mut store, id) = instance(CALLS);
    store.set_tier(tier);
    begin(&mut store, id, "outer", &[Value::I32(5)]);
    (store, id)
}

fn offsets(func: u32) -> Vec<u32> {
    module(CALLS).instruction_offsets(func).unwrap()
}

/// The next hit of a breakpoint.
fn hit(store: &mut Store) {
    assert_eq!(store.resume(Resume::Run), Exit::Breakpoint);
}

#[test]
fn a_frame_that_has_called_begins_again_with_its_parameters() {
    for tier in [Tier::InPlace, Tier::Threaded] {
        // Once in the innermost frame, once in the one around it.
        for frame in [0, 1] {
            let (mut store, id) = begun(tier);
            let last = *offsets(0).last().unwrap();
            store.set_breakpoint(id, last).unwrap();
            hit(&mut store);
            hit(&mut store);
            assert_eq!(store.depth(), 2);
            store.restart_frame(frame).unwrap();
            assert_eq!(store.depth(), 2 - frame);
            assert_eq!(store.frame(0).unwrap().pc, offsets(frame as u32)[0]);
            assert_eq!((store.operand_count(0), store.local(0, 1)), (0, Ok(Value::I32(0))));
            let n = if frame == 0 { 100 } else { 5 };
            assert_eq!(store.local(0, 0), Ok(Value::I32(n)));
            store.clear_breakpoint(id, last);
            assert_eq!(
                store.resume(Resume::Run),
                Exit::Finished(vec![Value::I32(210)]),
                "{tier:?}"
            );
            // What was written stays.
            assert_eq!(store.memory(id, 0).unwrap()[8], if frame == 0 { 3 } else { 4 });
        }
    }
}

#[test]
fn a_jump_back_and_forward_lets_code_run_again_or_not_at_all() {
    for tier in [Tier::InPlace, Tier::Threaded] {
        let (mut store, id) = begun(tier);
        // The second statement of `outer`, and its end.
        let at = offsets(1);
        let (second, end) = (at[5], at[10]);
        store.set_breakpoint(id, second).unwrap();
        hit(&mut store);
        store.jump(end).unwrap();
        assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I32(10)]), "{tier:?}");
        let (mut store, id) = begun(tier);
        store.set_breakpoint(id, end).unwrap();
        hit(&mut store);
        store.jump(second).unwrap();
        hit(&mut store);
        assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I32(410)]), "{tier:?}");
    }
}

#[test]
fn what_code_needs_that_is_not_there_is_refused() {
    let (mut store, _) = begun(Tier::InPlace);
    let at = offsets(1);
    let needs_two = at[3];
    assert_eq!(store.jump(needs_two), Err(LandingError::Operands { expected: 2, actual: 0 }));
    assert_eq!(store.jump(at[2] + 1), Err(LandingError::NotInFunction));
    assert_eq!(store.jump(offsets(0)[0]), Err(LandingError::NotInFunction));
    assert_eq!(store.restart_frame(1), Err(LandingError::NoFrame));
    // Operands that are there and do not belong to where it goes on are gone.
    for _ in 0..2 {
        assert_eq!(store.resume(Resume::Instruction), Exit::Stepped);
    }
    assert_eq!(store.operand_count(0), 2);
    store.jump(at[1]).unwrap();
    assert_eq!(store.operand_count(0), 1);
    assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I32(210)]));
    assert_eq!(store.jump(at[0]), Err(LandingError::NoFrame));
}

#[test]
fn unreachable_code_and_what_only_code_sets_is_refused() {
    let refused = |wat: &str, index: usize| {
        let (mut store, id) = instance(wat);
        begin(&mut store, id, "f", &[]);
        let to = module(wat).instruction_offsets(0).unwrap()[index];
        store.jump(to).unwrap_err()
    };
    assert_eq!(
        refused(r#"(module (func (export "f") (return) (drop (i32.const 1))))"#, 1),
        LandingError::Unreachable
    );
    let local = r#"(module (type $t (func)) (elem declare func 0)
        (func (export "f") (local (ref $t)) (local.set 0 (ref.func 0)) (nop)))"#;
    assert_eq!(refused(local, 2), LandingError::Locals);
    let rethrows = r#"(module (tag $t) (func (export "f")
        try throw $t catch $t rethrow 0 end nop))"#;
    assert_eq!(refused(rethrows, 5), LandingError::Exceptions);
}

#[test]
fn positions_after_it_are_others_than_those_before() {
    let (mut store, id) = begun(Tier::Threaded);
    store.set_counting(true);
    let at = offsets(1);
    store.set_breakpoint(id, at[4]).unwrap();
    hit(&mut store);
    let before = store.position().unwrap();
    store.jump(at[0]).unwrap();
    assert!(store.position().unwrap().count > before.count);
    hit(&mut store);
    let after = store.position().unwrap();
    assert_eq!((after.pc, after.depth), (before.pc, before.depth));
    assert!(after.count > before.count);
    store.restart_frame(0).unwrap();
    assert!(store.position().unwrap().count > after.count);
}

#[test]
fn a_program_that_has_trapped_goes_on_from_the_beginning_of_a_frame() {
    let wat = r#"(module (memory 1) (func (export "f") (param i32) (result i32)
        (i32.div_u (i32.const 12) (local.get 0))))"#;
    let (mut store, id) = instance(wat);
    begin(&mut store, id, "f", &[Value::I32(0)]);
    assert!(matches!(store.resume(Resume::Run), Exit::Trap(_)));
    assert_eq!(store.jump(store.frame(0).unwrap().pc), Err(LandingError::NoFrame));
    store.restart_frame(0).unwrap();
    store.set_local(0, 0, Value::I32(4)).unwrap();
    assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I32(3)]));
}
