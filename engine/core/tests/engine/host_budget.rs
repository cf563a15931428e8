//! What host functions keep: charged to the ledger of their store, given back, and refused with a notice.

use std::sync::{Arc, Mutex};

use wrtd_core::{
    Exit, FootprintPart, FuncType, HostError, HostRefusal, InstanceId, InstantiateOptions, Resume,
    Store, StoreLimits, ValType, Value,
};
use wrtd_limits::{
    Account, AsilLevel, ComprehensivePlatformLimits, CountLimit, Ledger, LimitName, Plan,
    PlatformId, Provenance,
};

use crate::common::{begin, call, module};

/// Calls a host function that keeps or gives back as many bytes as it is told.
const KEEPS: &str = r#"(module
    (import "host" "keep" (func $keep (param i64) (result i32)))
    (memory (export "memory") 1)
    (func (export "keep") (param i64) (result i32) (call $keep (local.get 0))))"#;

/// A store whose function `keep` writes 7 at address 0, keeps bytes or gives them back, and answers whether it
/// could; where a pause is asked for, it gives way when it has kept them. With it the notices.
fn program() -> (Store, InstanceId, Arc<Mutex<Vec<String>>>) {
    let limits = StoreLimits { stack_slots: 100, ..StoreLimits::default() };
    let mut store = Store::new(limits, Ledger::unlimited()).unwrap();
    let notices = Arc::new(Mutex::new(Vec::new()));
    let log = notices.clone();
    store.set_notice_handler(Box::new(move |notice| log.lock().unwrap().push(notice.to_string())));
    let ty = FuncType::new([ValType::I64], [ValType::I32]);
    store.define_host(
        "host",
        "keep",
        ty,
        Box::new(|caller, args, results| {
            let Value::I64(bytes) = args[0] else { panic!("{args:?}") };
            let (memory, mut budget) = caller.memory_and_budget();
            memory[0] = 7;
            if bytes < 0 {
                budget.release(bytes.unsigned_abs());
            } else if budget.held() == 0 {
                if let Err(exceeded) = budget.charge(bytes.unsigned_abs()) {
                    caller.notify_refused(exceeded.into());
                    return Ok(());
                }
                if caller.interrupt_requested() {
                    return Err(HostError::Interrupted);
                }
            }
            results[0] = Value::I32(1);
            Ok(())
        }),
    );
    let id = store.instantiate(module(KEEPS), InstantiateOptions::default()).unwrap();
    // So that what follows is charged by the function alone.
    begin(&mut store, id, "keep", &[Value::I64(0)]);
    assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I32(1)]));
    (store, id, notices)
}

fn keep(store: &mut Store, id: InstanceId, bytes: i64) -> Exit {
    call(store, id, "keep", &[Value::I64(bytes)])
}

fn used(store: &Store) -> u64 {
    store.ledger().state(Account::Components).used
}

#[test]
fn what_a_host_function_keeps_is_charged_and_given_back() {
    let (mut store, id, _) = program();
    let before = used(&store);
    assert_eq!(keep(&mut store, id, 1000), Exit::Finished(vec![Value::I32(1)]));
    assert_eq!(store.memory(id, 0).unwrap()[0], 7);
    assert_eq!(used(&store), before + 1000);
    assert_eq!(store.footprint().of(FootprintPart::HostFunctions), 1000);
    assert_eq!(store.footprint().charged_to(Account::Components), used(&store));
    keep(&mut store, id, -400);
    assert_eq!(used(&store), before + 600);
    // Nothing of anybody else is given back.
    keep(&mut store, id, -5000);
    assert_eq!(used(&store), before);
}

#[test]
fn a_call_that_is_repeated_finds_what_it_keeps() {
    let (mut store, id, _) = program();
    let before = used(&store);
    begin(&mut store, id, "keep", &[Value::I64(1000)]);
    store.interrupt().request();
    for exit in [Exit::Interrupted, Exit::Finished(vec![Value::I32(1)])] {
        assert_eq!(store.resume(Resume::Run), exit);
        assert_eq!(used(&store), before + 1000);
    }
    assert_eq!(store.host_budget().held(), 1000);
}

#[test]
fn what_does_not_fit_is_refused_and_the_user_is_told() {
    let (mut store, id, notices) = program();
    let before = used(&store);
    let source = Provenance::LaunchAttribute("limits.memory");
    store.ledger_mut().set_capacity(
        Account::Components,
        before + 100,
        source,
        "raise `limits.memory`",
    );
    assert_eq!(keep(&mut store, id, 101), Exit::Finished(vec![Value::I32(0)]));
    assert_eq!(used(&store), before);
    let limit = before + 100;
    assert_eq!(
        *notices.lock().unwrap(),
        [format!(
            "keep was refused: the components budget has 100 bytes left of {limit} (from the launch attribute \
             `limits.memory`), and 101 were asked for; raise `limits.memory`"
        )]
    );
}

#[test]
fn a_limit_of_things_names_its_place_and_the_remedy() {
    let provenance = Provenance::ConfigFile { path: "wrtd.toml", line: 3 };
    let limit = CountLimit { name: LimitName::Resources, most: 16, provenance };
    let refusal = HostRefusal::Count { what: "open descriptors", limit };
    assert_eq!(
        refusal.to_string(),
        "there may be 16 open descriptors (`resources`, from wrtd.toml, line 3); let the program close what it no \
         longer needs, or raise the value there"
    );
    assert_eq!(refusal.limit(), Some(16));
}

#[test]
fn the_number_of_handles_is_the_plans_where_somebody_has_set_it() {
    let of = |total, set: Option<u64>| {
        let limits = ComprehensivePlatformLimits::new(PlatformId::Linux, total, AsilLevel::Qm);
        let board = Provenance::Profile("Linux");
        let mut plan = Plan::new(limits, board, board);
        let set = set.map(|most| (LimitName::Resources, most, Provenance::RunTime));
        plan.set(set).unwrap();
        let mut store = Store::new(StoreLimits::of(&plan), Ledger::unlimited()).unwrap();
        let resources = store.host_budget().resources();
        store.keep_to(&Plan::unlimited());
        assert_eq!(store.host_budget().resources(), StoreLimits::new().resources);
        (resources.most, resources.provenance)
    };
    assert_eq!(of(8 << 30, None), (1024, Provenance::Default));
    assert_eq!(of(8 << 30, Some(5000)), (5000, Provenance::RunTime));
    assert_eq!(of(8 << 30, Some(5)), (5, Provenance::RunTime));
    let (few, provenance) = of(4 << 20, None);
    assert!(
        few < 1024 && provenance == Provenance::Profile("Linux container"),
        "{few} {provenance}"
    );
}
