//! What the judge of a breakpoint sees of the program.

use std::sync::{Arc, Mutex};

use wrtd_core::{Exit, InstantiateOptions, Reached, Resume, Tier, ValType, Value};

use crate::common::{begin, module, store};

/// At the marked instruction the loop has an operand below the one that is added.
const SUMS: &str = r#"(module
    (func (export "run") (param $n i32) (result i64)
        (local $sum i64)
        (loop $more
            (i64.extend_i32_u (local.get $n))
            (local.set $sum (i64.add (local.get $sum)))
            (local.set $n (i32.sub (local.get $n) (i32.const 1)))
            (br_if $more (local.get $n)))
        (local.get $sum)))"#;

#[test]
fn a_judge_that_needs_an_operand_sees_it_at_each_arrival_in_both_tiers() {
    for tier in [Tier::InPlace, Tier::Threaded] {
        let mut store = store();
        store.set_tier(tier);
        let id = store.instantiate(module(SUMS), InstantiateOptions::default()).unwrap();
        let code = store.module(id).clone();
        let offsets = code.instruction_offsets(0).unwrap();
        // Where `local.get $sum` is next, the number lies on the stack.
        let at = offsets[3];
        assert_eq!(code.operand_type(0, at, 0), Some(ValType::I64));
        begin(&mut store, id, "run", &[Value::I32(500)]);
        store.set_breakpoint(id, at).unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let values = seen.clone();
        let judge = move |reached: &Reached<'_>| {
            assert_eq!(reached.operand(1, ValType::I64), None);
            let Some(Value::I64(operand)) = reached.operand(0, ValType::I64) else { return true };
            values.lock().unwrap().push(operand);
            operand == 7
        };
        assert!(store.judge_breakpoint(id, at, Some(Box::new(judge))));
        assert_eq!(store.resume(Resume::Run), Exit::Breakpoint);
        assert_eq!(store.operand(0, 0).unwrap(), Value::I64(7));
        assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I64(125_250)]));
        let seen = seen.lock().unwrap();
        let expected: Vec<i64> = (1..=500).rev().collect();
        assert_eq!(*seen, expected, "{tier:?}");
    }
}
