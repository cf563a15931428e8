//! Limits: what does not fit is refused with a reason, and nothing grows beyond its budget.

use std::sync::{Arc, Mutex};

use crate::common::{call, module};
use wrtd_core::{
    Exit, Footprint, FootprintPart, GrowRefusal, InstantiateError, InstantiateOptions, Notice,
    Store, StoreError, StoreLimits, TrapKind, Value,
};
use wrtd_limits::{Account, Ledger, Provenance};

const PAGE: u64 = 65536;

fn budget(account: Account, bytes: u64) -> Ledger {
    let mut ledger = Ledger::unlimited();
    let source = Provenance::CommandLine("--max-memory");
    ledger.set_capacity(account, bytes, source, "raise --max-memory");
    ledger
}

const GROWS: &str = r#"(module (memory 1 100)
    (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))"#;

/// Answers of `memory.grow`, and the notices given.
fn grow(limits: StoreLimits, ledger: Ledger, pages: &[i32]) -> (Vec<i32>, Vec<Notice>, u64) {
    let mut store = Store::new(limits, ledger).unwrap();
    let notices = Arc::new(Mutex::new(Vec::new()));
    let log = notices.clone();
    store.set_notice_handler(Box::new(move |notice| log.lock().unwrap().push(notice)));
    let id = store.instantiate(module(GROWS), InstantiateOptions::default()).unwrap();
    let answers = pages
        .iter()
        .map(|&pages| match call(&mut store, id, "grow", &[Value::I32(pages)]) {
            Exit::Finished(values) => match values[..] {
                [Value::I32(answer)] => answer,
                _ => panic!("{values:?}"),
            },
            exit => panic!("{exit:?}"),
        })
        .collect();
    let used = store.ledger().state(Account::WasmLinear).used;
    let notices = notices.lock().unwrap().clone();
    (answers, notices, used)
}

#[test]
fn growing_past_the_declared_maximum_is_refused() {
    let (answers, notices, used) =
        grow(StoreLimits::default(), Ledger::unlimited(), &[2, 0, 98, 97, -1]);
    assert_eq!(answers, [1, 3, -1, 3, -1]);
    assert_eq!(used, 100 * PAGE);
    let reason = GrowRefusal::DeclaredMaximum(100);
    assert_eq!(notices[0], Notice::MemoryGrowRefused { memory: 0, pages: 3, asked: 98, reason });
    assert_eq!(notices.len(), 2);
}

#[test]
fn growing_past_the_stores_limit_or_the_budget_is_refused_and_says_why() {
    let limits = StoreLimits { max_memory_bytes: 3 * PAGE, ..StoreLimits::default() };
    let (answers, notices, used) = grow(limits, Ledger::unlimited(), &[3, 2]);
    assert_eq!((answers, used), (vec![-1, 1], 3 * PAGE));
    assert_eq!(
        notices[0].to_string(),
        "memory.grow by 3 pages (to 4 in all) was refused: the limit is 196608 bytes"
    );
    let ledger = budget(Account::WasmLinear, 5 * PAGE);
    let (answers, notices, used) = grow(StoreLimits::default(), ledger, &[5, 4]);
    assert_eq!((answers, used), (vec![-1, 1], 5 * PAGE));
    assert!(notices[0].to_string().contains("raise --max-memory"), "{}", notices[0]);
}

#[test]
fn what_is_declared_too_large_is_refused_before_it_is_made() {
    let limits = StoreLimits {
        max_memory_bytes: 10 * PAGE,
        max_table_elements: 1000,
        max_exception_bytes: 10_000,
        ..StoreLimits::default()
    };
    let refused = |text: &str, ledger: Ledger| {
        let mut store = Store::new(limits, ledger).unwrap();
        match store.instantiate(module(text), InstantiateOptions::default()).unwrap_err() {
            InstantiateError::Store(error) => error,
            other => panic!("{other}"),
        }
    };
    for text in ["(module (memory 11))", "(module (table 1001 funcref))"] {
        let error = refused(text, Ledger::unlimited());
        assert!(matches!(error, StoreError::Limit { .. }), "{error}");
    }
    let error = refused("(module (memory 3))", budget(Account::WasmLinear, 2 * PAGE));
    assert!(matches!(error, StoreError::Budget(_)), "{error}");
}

#[test]
fn endless_recursion_traps_at_the_depth_limit_with_all_frames() {
    let text = r#"(module (func $f (export "f") (param i64) (call $f (local.get 0))))"#;
    let limits = StoreLimits { max_call_depth: 500, ..StoreLimits::default() };
    let mut store = Store::new(limits, Ledger::unlimited()).unwrap();
    let id = store.instantiate(module(text), InstantiateOptions::default()).unwrap();
    crate::common::begin(&mut store, id, "f", &[Value::I64(1)]);
    let Exit::Trap(trap) = store.resume(wrtd_core::Resume::Run) else { panic!() };
    assert_eq!(trap.kind, TrapKind::CallStackExhausted { limit: 500, slots: false });
    assert_eq!(trap.kind.to_string(), "call stack exhausted: more than 500 nested calls");
    assert_eq!(store.depth(), 500);
    assert_eq!(store.frame(499).unwrap().pc, trap.pc);
}

#[test]
fn frames_that_do_not_fit_the_stack_trap() {
    let locals = "i64 ".repeat(2000);
    let text = format!(r#"(module (func $f (export "f") (local {locals}) call $f))"#);
    let limits = StoreLimits { stack_slots: 10_000, ..StoreLimits::default() };
    let mut store = Store::new(limits, Ledger::unlimited()).unwrap();
    let id = store.instantiate(module(&text), InstantiateOptions::default()).unwrap();
    let Exit::Trap(trap) = call(&mut store, id, "f", &[]) else { panic!() };
    assert_eq!(trap.kind, TrapKind::CallStackExhausted { limit: 10_000, slots: true });
    let limits = StoreLimits { stack_slots: 100, ..StoreLimits::default() };
    let mut store = Store::new(limits, Ledger::unlimited()).unwrap();
    let id = store.instantiate(module(&text), InstantiateOptions::default()).unwrap();
    let func = store.export_func(id, "f").unwrap();
    assert_eq!(store.begin_call(func, &[]), Err(wrtd_core::CallError::StackExhausted));
}

#[test]
fn the_guests_stack_and_breakpoints_are_charged() {
    let error = Store::new(StoreLimits::default(), budget(Account::Runtime, 1000));
    assert!(matches!(error.err(), Some(StoreError::Budget(_))));
    let mut store = Store::new(StoreLimits::default(), budget(Account::Debug, 10)).unwrap();
    let id = store.instantiate(module(GROWS), InstantiateOptions::default()).unwrap();
    let pc = store.module(id).code_range(0).unwrap().start;
    assert!(matches!(store.set_breakpoint(id, pc), Err(wrtd_core::BreakpointError::Limit(_))));
    assert!(!store.has_breakpoint(id, pc));
    let mut store = Store::new(StoreLimits::default(), budget(Account::Debug, 1000)).unwrap();
    let id = store.instantiate(module(GROWS), InstantiateOptions::default()).unwrap();
    for _ in 0..100 {
        store.set_breakpoint(id, pc).unwrap();
        assert!(store.ledger().state(Account::Debug).used > 0);
        assert!(store.clear_breakpoint(id, pc));
        assert_eq!(store.ledger().state(Account::Debug).used, 0);
    }
}

#[test]
fn a_side_table_that_does_not_fit_the_budget_is_refused() {
    let mut store = Store::new(StoreLimits::default(), Ledger::unlimited()).unwrap();
    let id = store.instantiate(module(GROWS), InstantiateOptions::default()).unwrap();
    let used = store.ledger().state(Account::Runtime).used;
    let source = Provenance::CommandLine("--max-memory");
    store.ledger_mut().set_capacity(Account::Runtime, used + 10, source, "raise --max-memory");
    let func = store.export_func(id, "grow").unwrap();
    let error = store.begin_call(func, &[Value::I32(1)]).unwrap_err();
    assert!(matches!(error, wrtd_core::CallError::Refused(_)), "{error}");
}

/// Whether each account has what the parts of the footprint say.
fn is_charged_exactly(store: &Store) -> bool {
    let of = |account| store.ledger().state(account).used == store.footprint().charged_to(account);
    [Account::Components, Account::Runtime, Account::Debug].into_iter().all(of)
}

#[test]
fn what_is_kept_of_modules_and_instances_is_charged() {
    const STACK: u64 = 800;
    let module = module(GROWS);
    let kept = module.footprint().total();
    let instantiate = |account, bytes| {
        let limits = StoreLimits { stack_slots: 100, ..StoreLimits::default() };
        let mut store = Store::new(limits, budget(account, bytes)).unwrap();
        let first = store.instantiate(module.clone(), InstantiateOptions::default());
        (first, store)
    };
    for (account, bytes) in [(Account::Runtime, STACK + kept - 1), (Account::Components, 100)] {
        let (refused, store) = instantiate(account, bytes);
        let Err(InstantiateError::Store(StoreError::Budget(limit))) = refused else {
            panic!("{refused:?} with {bytes} bytes");
        };
        assert_eq!((limit.account, limit.limit), (account, bytes));
        assert!(is_charged_exactly(&store));
    }
    let (first, mut store) = instantiate(Account::Runtime, STACK + kept);
    first.unwrap();
    store.ledger_mut().set_capacity(Account::Runtime, 1 << 20, Provenance::Default, "raise it");
    let with_one = store.footprint();
    store.instantiate(module.clone(), InstantiateOptions::default()).unwrap();
    let with_two = store.footprint();
    // The module itself counts once.
    assert_eq!(with_two.charged_to(Account::Runtime), with_one.charged_to(Account::Runtime));
    let instances = |footprint: Footprint| footprint.charged_to(Account::Components);
    // So do its types.
    assert!(instances(with_two) > instances(with_one));
    assert!(instances(with_two) < 2 * instances(with_one));
    assert!(is_charged_exactly(&store));

    let id = store.instances().next().unwrap();
    assert!(matches!(call(&mut store, id, "grow", &[Value::I32(1)]), Exit::Finished(_)));
    assert!(store.footprint().of(FootprintPart::SideTables) > 0);
    assert!(is_charged_exactly(&store));
}
