//! Several memories, 64-bit memories and tables, and custom page sizes, beyond what the official suite
//! shows: budgets, bulk operations, and encodings that nobody writes.

use std::sync::{Arc, Mutex};

use crate::common::{begin, call, instance, module};
use wrtd_core::{
    Exit, GrowRefusal, InstanceId, InstantiateError, InstantiateOptions, Module, Notice, Resume,
    Store, StoreError, StoreLimits, TrapKind, Value,
};
use wrtd_limits::{Account, Ledger, Provenance};

const PAGE: u64 = 65536;

fn values(exit: Exit) -> Vec<Value> {
    match exit {
        Exit::Finished(values) => values,
        other => panic!("{other:?}"),
    }
}

fn trap_kind(exit: Exit) -> TrapKind {
    match exit {
        Exit::Trap(trap) => trap.kind,
        other => panic!("{other:?}"),
    }
}

/// A store with an instance of `text`, and the list of its notices.
fn noticed(
    text: &str,
    limits: StoreLimits,
    ledger: Ledger,
) -> (Store, InstanceId, Arc<Mutex<Vec<Notice>>>) {
    let mut store = Store::new(limits, ledger).unwrap();
    let notices = Arc::new(Mutex::new(Vec::new()));
    let log = notices.clone();
    store.set_notice_handler(Box::new(move |notice| log.lock().unwrap().push(notice)));
    let id = store.instantiate(module(text), InstantiateOptions::default()).unwrap();
    (store, id, notices)
}

fn budget(bytes: u64) -> Ledger {
    let mut ledger = Ledger::unlimited();
    let source = Provenance::CommandLine("--max-memory");
    ledger.set_capacity(Account::WasmLinear, bytes, source, "raise --max-memory");
    ledger
}

#[test]
fn a_64_bit_memory_that_may_not_grow_says_why() {
    let text = r#"(module (memory 0) (memory $wide i64 1 0x1000000000000)
        (func (export "grow") (param i64) (result i64) (memory.grow $wide (local.get 0))))"#;
    let limits = StoreLimits { max_memory_bytes: 10 * PAGE, ..StoreLimits::default() };
    let (mut store, id, notices) = noticed(text, limits, budget(5 * PAGE));
    let mut grow = |pages: i64| call(&mut store, id, "grow", &[Value::I64(pages)]);
    let answer = |pages| Exit::Finished(vec![Value::I64(pages)]);
    assert_eq!(grow(2), answer(1));
    assert_eq!(grow(3), answer(-1));
    assert_eq!(grow(8), answer(-1));
    // 2^64 bytes in all, more than that, and a number of pages past 64 bits.
    assert_eq!(grow((1 << 48) - 3), answer(-1));
    assert_eq!(grow(1 << 48), answer(-1));
    assert_eq!(grow(-1), answer(-1));
    assert_eq!(grow(0), answer(3));
    let notices = notices.lock().unwrap();
    let reasons: Vec<GrowRefusal> = notices
        .iter()
        .map(|notice| {
            let Notice::MemoryGrowRefused { memory, pages, reason, .. } = *notice else {
                panic!("another notice")
            };
            assert_eq!((memory, pages), (1, 3));
            reason
        })
        .collect();
    assert!(matches!(reasons[0], GrowRefusal::Budget(_)));
    let limit = GrowRefusal::StoreLimit(10 * PAGE);
    let declared = GrowRefusal::DeclaredMaximum(1 << 48);
    assert_eq!(reasons[1..], [limit, limit, declared, declared]);
    assert_eq!(
        notices[4].to_string(),
        "memory.grow of memory 1 by 18446744073709551615 pages (to 18446744073709551618 in all) was \
         refused: the module declares a maximum of 281474976710656 pages"
    );
    assert_eq!(store.ledger().state(Account::WasmLinear).used, 3 * PAGE);
}

#[test]
fn what_64_bits_can_declare_costs_nothing_until_it_is_used() {
    // No limit but what the host can give.
    let limits = StoreLimits { max_memory_bytes: u64::MAX, ..StoreLimits::default() };
    let memories = "(memory i64 1 0x1000000000000) (memory i64 1)".repeat(50);
    let text = format!(
        r#"(module {memories}
            (func (export "grow") (result i64)
                (i64.store 99 (i64.const 131064) (memory.grow 99 (i64.const 1)))
                (i64.load 99 (i64.const 131064))))"#
    );
    let (mut store, id, _) = noticed(&text, limits, Ledger::unlimited());
    assert_eq!(values(call(&mut store, id, "grow", &[])), [Value::I64(1)]);
    assert_eq!(store.ledger().state(Account::WasmLinear).used, 101 * PAGE);
    for size in ["i64 0x1000000000000", "i64 0xffffffffffffffff (pagesize 1)", "i64 0x800000000000"]
    {
        let module = module(&format!("(module (memory {size}))"));
        let error = store.instantiate(module, InstantiateOptions::default()).unwrap_err();
        let InstantiateError::Store(error) = error else { panic!("{error}") };
        let refused = matches!(error, StoreError::Limit { .. } | StoreError::HostMemory { .. });
        assert!(refused, "{error}");
    }
    assert_eq!(store.ledger().state(Account::WasmLinear).used, 101 * PAGE);
}

#[test]
fn more_than_4_gib_are_reached() {
    let text = r#"(module (memory (export "memory") i64 0x10001)
        (func (export "f") (param i64) (result i32)
            (i64.store8 (local.get 0) (i64.const 7))
            (i32.load8_u (i64.sub (local.get 0) (i64.const 9)))))"#;
    let limits = StoreLimits { max_memory_bytes: 8 << 30, ..StoreLimits::default() };
    let mut store = Store::new(limits, Ledger::unlimited()).unwrap();
    let id = match store.instantiate(module(text), InstantiateOptions::default()) {
        Ok(id) => id,
        Err(InstantiateError::Store(StoreError::HostMemory { bytes })) => {
            return println!("not run: this host has no {bytes} bytes of address space to give");
        }
        Err(other) => panic!("{other}"),
    };
    let place = (1u64 << 32) + 5;
    store.default_memory_mut(id).unwrap()[place as usize - 9] = 3;
    assert_eq!(values(call(&mut store, id, "f", &[Value::I64(place as i64)])), [Value::I32(3)]);
    let memory = store.default_memory(id).unwrap();
    assert_eq!((memory[place as usize], memory[5]), (7, 0));
}

#[test]
fn pages_of_one_byte_are_charged_and_bounded_by_the_byte() {
    let text = r#"(module (memory (export "memory") 100 1000 (pagesize 1))
        (func (export "grow") (param i32) (result i32 i32)
            (memory.grow (local.get 0)) (memory.size))
        (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
        (func (export "vector") (param i32) (result i32)
            (i8x16.extract_lane_u 0 (v128.load (local.get 0)))))"#;
    let (mut store, id, notices) = noticed(text, StoreLimits::default(), budget(150));
    let used = |store: &Store| store.ledger().state(Account::WasmLinear).used;
    assert_eq!(used(&store), 100);
    let grow = |store: &mut Store, bytes: i32| {
        let results = values(call(store, id, "grow", &[Value::I32(bytes)]));
        let [Value::I32(answer), Value::I32(size)] = results[..] else { panic!("{results:?}") };
        (answer, size)
    };
    assert_eq!(grow(&mut store, 3), (100, 103));
    assert_eq!(used(&store), 103);
    assert_eq!(grow(&mut store, 48), (-1, 103));
    assert_eq!(grow(&mut store, 47), (103, 150));
    assert_eq!((used(&store), store.memory(id, 0).unwrap().len()), (150, 150));
    assert_eq!(grow(&mut store, 851), (-1, 150));
    let notices = notices.lock().unwrap();
    let Notice::MemoryGrowRefused { reason, .. } = &notices[1] else { panic!("another notice") };
    assert_eq!(*reason, GrowRefusal::DeclaredMaximum(1000));

    let at = |address| [Value::I32(address)];
    assert_eq!(values(call(&mut store, id, "load", &at(146))), [Value::I32(0)]);
    let outside = |address, size| TrapKind::MemoryOutOfBounds { address, size, memory_size: 150 };
    assert_eq!(trap_kind(call(&mut store, id, "load", &at(147))), outside(147, 4));
    assert_eq!(values(call(&mut store, id, "vector", &at(134))), [Value::I32(0)]);
    assert_eq!(trap_kind(call(&mut store, id, "vector", &at(135))), outside(135, 16));
}

/// Bulk operations on and between memories of both address types.
const BULK: &str = r#"(module (memory 1) (memory $wide i64 1) (memory $other i64 1)
    (data $bytes "0123456789")
    (func (export "fill") (param i64 i64)
        (memory.fill $wide (local.get 0) (i32.const 0x41) (local.get 1)))
    (func (export "init") (param i64 i32)
        (memory.init $wide $bytes (local.get 0) (i32.const 0) (local.get 1)))
    (func (export "narrow") (param i32 i64 i32)
        (memory.copy 0 $wide (local.get 0) (local.get 1) (local.get 2)))
    (func (export "widen") (param i64 i32 i32)
        (memory.copy $wide 0 (local.get 0) (local.get 1) (local.get 2)))
    (func (export "copy") (param i64 i64 i64)
        (memory.copy $other $wide (local.get 0) (local.get 1) (local.get 2))))"#;

#[test]
fn bulk_operations_go_between_memories_of_both_kinds() {
    let (mut store, id) = instance(BULK);
    let narrow = Value::I32;
    let wide = Value::I64;
    values(call(&mut store, id, "init", &[wide(100), narrow(10)]));
    values(call(&mut store, id, "fill", &[wide(105), wide(3)]));
    values(call(&mut store, id, "narrow", &[narrow(7), wide(102), narrow(8)]));
    values(call(&mut store, id, "widen", &[wide(65530), narrow(9), narrow(6)]));
    values(call(&mut store, id, "copy", &[wide(0), wide(65528), wide(8)]));
    assert_eq!(store.memory(id, 1).unwrap()[98..112], *b"\0\x0001234AAA89\0\0");
    assert_eq!(store.memory(id, 0).unwrap()[6..16], *b"\x00234AAA89\0");
    assert_eq!(store.memory(id, 2).unwrap()[..9], *b"\0\x004AAA89\0");
}

#[test]
fn addresses_near_the_end_of_64_bits_do_not_wrap() {
    let (mut store, id) = instance(BULK);
    let (narrow, wide) = (Value::I32, Value::I64);
    let outside = |address, size| TrapKind::MemoryOutOfBounds { address, size, memory_size: PAGE };
    let mut kind = |name, args: &[Value]| trap_kind(call(&mut store, id, name, args));
    assert_eq!(kind("fill", &[wide(-1), wide(2)]), outside(u64::MAX, 2));
    assert_eq!(kind("fill", &[wide(1), wide(-1)]), outside(1, u64::MAX));
    assert_eq!(kind("fill", &[wide(1 << 32), wide(0)]), outside(1 << 32, 0));
    assert_eq!(kind("init", &[wide(-4), narrow(8)]), outside(u64::MAX - 3, 8));
    assert_eq!(kind("narrow", &[narrow(0), wide(-4), narrow(8)]), outside(u64::MAX - 3, 8));
    assert_eq!(kind("widen", &[wide(1 << 32), narrow(0), narrow(1)]), outside(1 << 32, 1));
    assert_eq!(kind("copy", &[wide(0), wide(1), wide(-1)]), outside(1, u64::MAX));
    assert_eq!(kind("copy", &[wide(0), wide(0), wide(1 << 32)]), outside(0, 1 << 32));
    for memory in 0..3 {
        assert!(store.memory(id, memory).unwrap().iter().all(|&byte| byte == 0));
    }
}

#[test]
fn an_interrupted_copy_between_memories_completes_when_it_goes_on() {
    let text = r#"(module (memory $a i64 512) (memory $b 512)
        (func (export "fill") (memory.fill $a (i64.const 5) (i32.const 7) (i64.const 30000000)))
        (func (export "other") (memory.copy $b $a (i32.const 10) (i64.const 3) (i32.const 30000000)))
        (func (export "same") (memory.copy $a $a (i64.const 10) (i64.const 3) (i64.const 30000000))))"#;
    let pattern: Vec<u8> = (0..512 * PAGE).map(|i| (i * 31 + i / 251) as u8).collect();
    for name in ["fill", "other", "same"] {
        let (mut plain, id) = instance(text);
        plain.memory_mut(id, 0).unwrap().copy_from_slice(&pattern);
        values(call(&mut plain, id, name, &[]));
        let (mut store, id) = instance(text);
        store.memory_mut(id, 0).unwrap().copy_from_slice(&pattern);
        begin(&mut store, id, name, &[]);
        let mut interrupts = 0;
        loop {
            store.interrupt().request();
            match store.resume(Resume::Run) {
                Exit::Interrupted => interrupts += 1,
                exit => break assert_eq!(exit, Exit::Finished(vec![])),
            }
        }
        assert!(interrupts > 10, "{name} was interrupted {interrupts} times");
        for memory in 0..2 {
            assert!(
                store.memory(id, memory) == plain.memory(id, memory),
                "{name}: {memory} differs"
            );
        }
    }
}

#[test]
fn tables_with_64_bit_indices_are_bounded_by_all_bits() {
    let text = r#"(module (type $t (func (result i32)))
        (table $narrow 4 funcref) (table $wide i64 4 0x100000000 funcref)
        (elem (table $wide) (i64.const 2) func $seven $seven)
        (elem $items func $seven $seven)
        (func $seven (result i32) (i32.const 7))
        (func (export "call") (param i64) (result i32)
            (call_indirect $wide (type $t) (local.get 0)))
        (func (export "tail") (param i64) (result i32)
            (return_call_indirect $wide (type $t) (local.get 0)))
        (func (export "get") (param i64) (result i32)
            (ref.is_null (table.get $wide (local.get 0))))
        (func (export "set") (param i64) (table.set $wide (local.get 0) (ref.func $seven)))
        (func (export "fill") (param i64 i64)
            (table.fill $wide (local.get 0) (ref.null func) (local.get 1)))
        (func (export "init") (param i64)
            (table.init $wide $items (local.get 0) (i32.const 0) (i32.const 2)))
        (func (export "copy") (param i32 i64 i32)
            (table.copy $narrow $wide (local.get 0) (local.get 1) (local.get 2)))
        (func (export "grow") (param i64) (result i64 i64)
            (table.grow $wide (ref.null func) (local.get 0)) (table.size $wide)))"#;
    let limits = StoreLimits { max_table_elements: 1000, ..StoreLimits::default() };
    let mut store = Store::new(limits, Ledger::unlimited()).unwrap();
    let id = store.instantiate(module(text), InstantiateOptions::default()).unwrap();
    let mut run = |name: &str, args: &[Value]| call(&mut store, id, name, args);
    let wide = Value::I64;
    let seven = || Exit::Finished(vec![Value::I32(7)]);
    let beyond = 1 << 32 | 2;
    for name in ["call", "tail"] {
        assert_eq!(run(name, &[wide(2)]), seven());
        let kind = trap_kind(run(name, &[wide(beyond)]));
        assert_eq!(kind, TrapKind::UndefinedElement { index: beyond as u64, table_size: 4 });
        let kind = trap_kind(run(name, &[wide(0)]));
        assert_eq!(kind, TrapKind::UninitializedElement { index: 0 });
    }
    let outside = |index, count| TrapKind::TableOutOfBounds { index, count, size: 4 };
    assert_eq!(values(run("get", &[wide(2)])), [Value::I32(0)]);
    assert_eq!(trap_kind(run("get", &[wide(beyond)])), outside(beyond as u64, 1));
    assert_eq!(trap_kind(run("set", &[wide(beyond)])), outside(beyond as u64, 1));
    assert_eq!(trap_kind(run("set", &[wide(-1)])), outside(u64::MAX, 1));
    assert_eq!(trap_kind(run("fill", &[wide(-1), wide(2)])), outside(u64::MAX, 2));
    assert_eq!(trap_kind(run("init", &[wide(-1)])), outside(u64::MAX, 2));
    let copy = [Value::I32(0), wide(-1), Value::I32(2)];
    assert_eq!(trap_kind(run("copy", &copy)), outside(u64::MAX, 2));
    values(run("init", &[wide(0)]));
    values(run("fill", &[wide(1), wide(2)]));
    values(run("copy", &[Value::I32(1), wide(0), Value::I32(3)]));
    values(run("set", &[wide(1)]));
    assert_eq!(values(run("grow", &[wide(1 << 32)])), [wide(-1), wide(4)]);
    assert_eq!(values(run("grow", &[wide(-1)])), [wide(-1), wide(4)]);
    assert_eq!(values(run("grow", &[wide(997)])), [wide(-1), wide(4)]);
    assert_eq!(values(run("grow", &[wide(1)])), [wide(4), wide(5)]);
    let nulls = |table: u32| -> Vec<bool> {
        let (_, size) = store.table_info(id, table).unwrap();
        (0..size)
            .map(|i| store.table_element(id, table, i).unwrap() == Value::FuncRef(None))
            .collect()
    };
    assert_eq!(nulls(0), [true, false, true, true]);
    assert_eq!(nulls(1), [false, false, true, false, true]);
}

/// A module of one function `f`, which takes an `i32` and gives one, with this memory section and body.
fn with_body(memory: &[u8], body: &[u8]) -> Vec<u8> {
    let mut bytes = b"\0asm\x01\0\0\0".to_vec();
    let mut section = |id: u8, contents: &[u8]| {
        bytes.extend([id, contents.len() as u8]);
        bytes.extend(contents);
    };
    section(1, &[1, 0x60, 1, 0x7f, 1, 0x7f]);
    section(3, &[1, 0]);
    section(5, memory);
    section(7, &[1, 1, b'f', 0, 0]);
    section(10, &[&[1, body.len() as u8 + 2, 0], body, &[0x0b]].concat());
    bytes
}

#[test]
fn encodings_that_nobody_writes_are_executed() {
    let stores: &[&[u8]] = &[
        // i32.store offset=5, in one byte and in ten.
        &[0x36, 2, 5],
        &[0x36, 2, 0x85, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0],
        // The same with the memory's index, which is 0.
        &[0x36, 0x42, 0, 5],
        &[0x36, 0x42, 0x80, 0, 0x85, 0x80, 0x80, 0x80, 0x80, 0],
        // v128.store32_lane offset=5 0 of a splat.
        &[0xfd, 0x11, 0xfd, 0x5a, 2, 0x85, 0x80, 0x80, 0x80, 0x80, 0x80, 0, 0],
        &[0xfd, 0x11, 0xfd, 0x5a, 0x42, 0x80, 0, 5, 0],
        // i32.atomic.store
        &[0xfe, 0x17, 2, 0x85, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0],
    ];
    for store_op in stores {
        // store(local 0, 9); memory.size 0, its index in two bytes
        let body = [&[0x20, 0, 0x41, 9], *store_op, &[0x3f, 0x80, 0]].concat();
        let module = Module::decode(with_body(&[1, 0, 1], &body).into()).unwrap();
        for step in [false, true] {
            let mut store = crate::common::store();
            let id = store.instantiate(module.clone(), InstantiateOptions::default()).unwrap();
            begin(&mut store, id, "f", &[Value::I32(3)]);
            let how = || if step { Resume::Instruction } else { Resume::Run };
            let exit = loop {
                match store.resume(how()) {
                    Exit::Stepped => {}
                    exit => break exit,
                }
            };
            assert_eq!(exit, Exit::Finished(vec![Value::I32(1)]), "{store_op:x?}");
            assert_eq!(store.memory(id, 0).unwrap()[7..13], [0, 9, 0, 0, 0, 0], "{store_op:x?}");
            assert_eq!(store.module(id).bytes()[..], module.bytes()[..]);
        }
    }
}

#[test]
fn breakpoints_lie_over_rewritten_code_and_the_modules_bytes_stay() {
    let (mut store, id) = instance(
        r#"(module (memory 1) (memory $wide i64 1)
            (func (export "f") (result i32)
                (i32.store $wide (i64.const 8) (i32.const 5))
                (i32.load $wide (i64.const 8))))"#,
    );
    let module = store.module(id).clone();
    let before = module.bytes().to_vec();
    let offsets = module.instruction_offsets(0).unwrap();
    // The first is set before the function's code is rewritten, the second after it.
    store.set_breakpoint(id, offsets[2]).unwrap();
    begin(&mut store, id, "f", &[]);
    store.set_breakpoint(id, offsets[4]).unwrap();
    for pc in [offsets[2], offsets[4]] {
        assert_eq!(store.resume(Resume::Run), Exit::Breakpoint);
        assert_eq!(store.frame(0).unwrap().pc, pc);
    }
    assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I32(5)]));
    assert_eq!(module.bytes()[..], before[..]);
    for pc in [offsets[2], offsets[4]] {
        assert!(store.clear_breakpoint(id, pc));
    }
    assert_eq!(call(&mut store, id, "f", &[]), Exit::Finished(vec![Value::I32(5)]));
}

#[test]
fn a_trap_on_any_memory_says_its_address_and_size() {
    let (mut store, id) = instance(
        r#"(module (memory 0) (memory $small 1) (memory $wide i64 2)
            (func (export "narrow") (param i32) (i64.store16 $small offset=10 (local.get 0) (i64.const 1)))
            (func (export "wide") (param i64) (drop (f64.load $wide offset=0xfffffffffffffff0 (local.get 0))))
            (func (export "vector") (param i64)
                (v128.store64_lane $wide offset=8 1 (local.get 0) (v128.const i64x2 1 2))))"#,
    );
    let mut kind = |name, arg| trap_kind(call(&mut store, id, name, &[arg]));
    let outside = |address, size, pages| TrapKind::MemoryOutOfBounds {
        address,
        size,
        memory_size: pages * PAGE,
    };
    assert_eq!(kind("narrow", Value::I32(65525)), outside(65535, 2, 1));
    assert_eq!(kind("narrow", Value::I32(-1)), outside((1 << 32) + 9, 2, 1));
    assert_eq!(kind("wide", Value::I64(0)), outside(u64::MAX - 15, 8, 2));
    assert_eq!(kind("wide", Value::I64(16)), outside(u64::MAX, 8, 2));
    assert_eq!(kind("vector", Value::I64(2 * 65536 - 15)), outside(2 * PAGE - 7, 8, 2));
    assert_eq!(kind("vector", Value::I64(-8)), outside(u64::MAX, 8, 2));
}
