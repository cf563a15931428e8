//! Programs with threads: the schedule is the same in whichever way they run and however they are stopped, and a
//! debugger sees each of them.

use std::collections::HashSet;
use std::slice::from_ref;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use wrtd_core::{
    Exit, FuncType, HostError, InstanceId, InstantiateOptions, MemoryType, Module, Notice,
    Position, Resume, Store, StoreLimits, ThreadId, ThreadInfo, ThreadState, Tier, TrapKind,
    ValType, Value, WatchFor, Watched,
};
use wrtd_limits::{Account, Ledger, Provenance};

use crate::common::{begin, call, module, store};
use crate::stops::{self, instructions, state};
use crate::tiers::{WAYS, store_that_runs};

/// What programs say, each time with the thread that says it.
type Log = Arc<Mutex<Vec<(u32, i32)>>>;

const IMPORTS: &str = r#"
    (import "env" "memory" (memory $memory 1 4 shared))
    (import "wasi" "thread-spawn" (func $spawn (param i32) (result i32)))
    (import "wasi" "yield" (func $yield))
    (import "host" "log" (func $log (param i32)))"#;

/// A mutex at 0, a counter at 4 that it guards, and the number of threads that are done at 8.
const WORK: &str = r#"
    (global $mine (mut i32) (i32.const 0))
    (global $vector (mut v128) (v128.const i32x4 0 0 0 0))
    (func $lock
        (loop $try
            (if (i32.atomic.rmw.cmpxchg (i32.const 0) (i32.const 0) (i32.const 1)) (then
                (drop (memory.atomic.wait32 (i32.const 0) (i32.const 1) (i64.const -1)))
                (br $try)))))
    (func $unlock
        (i32.atomic.store (i32.const 0) (i32.const 0))
        (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))
    (func $add (param $by i32) (local $i i32)
        (call $lock)
        (i32.store (i32.const 4) (i32.add (i32.load (i32.const 4)) (local.get $by)))
        (loop $busy
            (br_if $busy (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $by))))
        (call $unlock))
    (func $work (param $n i32) (local $v v128)
        (loop $again
            (call $add (local.get $n))
            (local.set $v (i32x4.add (local.get $v) (i32x4.splat (local.get $n))))
            (global.set $mine (i32.add (global.get $mine) (i32.const 1)))
            (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (global.set $vector (local.get $v)))
    (func (export "wasi_thread_start") (param $id i32) (param $n i32)
        (call $work (local.get $n))
        (call $log (i32.add (i32.mul (global.get $mine) (i32.const 1000))
            (i32x4.extract_lane 3 (global.get $vector))))
        (drop (i32.atomic.rmw.add (i32.const 8) (i32.const 1)))
        (drop (memory.atomic.notify (i32.const 8) (i32.const 1))))
    (func $join (param $threads i32) (local $done i32)
        (loop $wait
            (local.set $done (i32.atomic.load (i32.const 8)))
            (if (i32.lt_u (local.get $done) (local.get $threads)) (then
                (drop (memory.atomic.wait32 (i32.const 8) (local.get $done) (i64.const -1)))
                (br $wait)))))
    (func (export "run") (param $n i32) (result i32)
        (memory.fill (i32.const 0) (i32.const 0) (i32.const 64))
        (drop (call $spawn (local.get $n)))
        (drop (call $spawn (i32.add (local.get $n) (i32.const 1))))
        (call $work (i32.const 2))
        (call $yield)
        (drop (call $spawn (i32.const 1)))
        (call $join (i32.const 3))
        (i32.load (i32.const 4)))
    (func (export "trap") (param $n i32) (result i32)
        (memory.fill (i32.const 0) (i32.const 0) (i32.const 64))
        (drop (call $spawn (local.get $n)))
        (call $work (i32.const 2))
        (call $lock)
        (call $lock)
        (unreachable))"#;

fn text(body: &str) -> String {
    format!("(module {IMPORTS} {body})")
}

/// Lets the store's programs have threads and a memory for them; what they say goes to the log.
fn equip(store: &mut Store) -> Log {
    let log = Log::default();
    let spawn = FuncType::new([ValType::I32], [ValType::I32]);
    store.define_host(
        "wasi",
        "thread-spawn",
        spawn,
        Box::new(|caller, args, results| {
            let [Value::I32(argument)] = *args else { unreachable!() };
            let thread = caller.spawn_thread(argument);
            results[0] = Value::I32(thread.map_or(-6, |thread| thread.number() as i32));
            Ok(())
        }),
    );
    let yields = |caller: &mut wrtd_core::Caller<'_>, _: &[Value], _: &mut [Value]| {
        caller.yield_turn();
        Ok(())
    };
    store.define_host("wasi", "yield", FuncType::new([], []), Box::new(yields));
    let said = Arc::clone(&log);
    store.define_host(
        "host",
        "log",
        FuncType::new([ValType::I32], []),
        Box::new(move |caller, args, _| {
            let [Value::I32(word)] = *args else { unreachable!() };
            said.lock().unwrap().push((caller.thread().number(), word));
            Ok(())
        }),
    );
    store.define_memory("env", "memory", shared_memory()).unwrap();
    log
}

/// The type of the memory that all programs here import.
fn shared_memory() -> MemoryType {
    let module = module(&format!("(module {IMPORTS})"));
    let import = module.imports().iter().find(|import| import.name == "memory").unwrap();
    let wrtd_core::ImportType::Memory(ty) = import.ty else { unreachable!() };
    ty
}

/// A store with an instance of such a program.
fn program(body: &str) -> (Store, InstanceId, Log) {
    let mut store = store();
    let log = equip(&mut store);
    let id = store.instantiate(module(&text(body)), InstantiateOptions::default()).unwrap();
    (store, id, log)
}

/// [`WORK`], whose turns are short.
fn work(way: (Tier, bool)) -> (Store, InstanceId) {
    let (store, id, _) = logged_work(way);
    (store, id)
}

fn logged_work(way: (Tier, bool)) -> (Store, InstanceId, Log) {
    let mut store = store_that_runs(way);
    let log = equip(&mut store);
    store.set_turn_length(7);
    let id = store.instantiate(module(&text(WORK)), InstantiateOptions::default()).unwrap();
    (store, id, log)
}

fn thread(number: u32) -> ThreadId {
    ThreadId::new(number)
}

fn state_of(store: &Store, number: u32) -> ThreadState {
    let is_it = |info: &&ThreadInfo| info.id == thread(number);
    store.threads().iter().find(is_it).unwrap().state
}

fn trap_kind(exit: Exit) -> TrapKind {
    match exit {
        Exit::Trap(trap) => trap.kind,
        other => panic!("{other:?}"),
    }
}

#[test]
fn threads_share_the_memory_and_have_globals_of_their_own() {
    let (mut store, id, log) = program(WORK);
    // 5 + 4 + .., 6 + 5 + .., 2 + 1, 1
    assert_eq!(call(&mut store, id, "run", &[Value::I32(5)]), Exit::Finished(vec![Value::I32(40)]));
    let mut said = log.lock().unwrap().clone();
    said.sort_unstable();
    assert_eq!(said, [(2, 5015), (3, 6021), (4, 1001)]);
    assert_eq!(store.global(id, 0), Ok(Value::I32(2)), "the main thread's");
    assert_eq!(store.threads().len(), 1);
}

#[test]
fn a_schedule_is_the_same_in_all_ways_and_whatever_stops_it() {
    let mut expected = None;
    for way in WAYS {
        for step in [0, 1, 3, 10] {
            let (mut store, id, log) = logged_work(way);
            let all = instructions(work);
            for &pc in all.iter().step_by(step.max(1)).take(if step == 0 { 0 } else { all.len() }) {
                store.set_breakpoint(id, pc).unwrap();
            }
            begin(&mut store, id, "run", &[Value::I32(6)]);
            let exit = loop {
                match store.resume(Resume::Run) {
                    Exit::Breakpoint => {}
                    exit => break exit,
                }
            };
            let seen = (exit, log.lock().unwrap().clone(), store.event_count());
            assert_eq!(&seen, expected.get_or_insert_with(|| seen.clone()), "{way:?} {step}");
            assert!(matches!(seen.0, Exit::Finished(_)), "{seen:?}");
        }
    }
}

#[test]
fn stepping_changes_no_schedule_either() {
    let (mut free, id, said) = logged_work(WAYS[3]);
    let finished = call(&mut free, id, "run", &[Value::I32(6)]);
    for who in 1..4 {
        let (mut store, id, log) = logged_work(WAYS[2]);
        begin(&mut store, id, "run", &[Value::I32(6)]);
        let mut steps = 0;
        let exit = loop {
            // The thread of this number, as long as it lives.
            store.show_thread(thread(who));
            match store.resume(Resume::Instruction) {
                Exit::Stepped => steps += 1,
                exit => break exit,
            }
        };
        assert_eq!((&exit, &*log.lock().unwrap()), (&finished, &*said.lock().unwrap()), "{who}");
        assert!(steps > 100, "{steps}");
    }
}

#[test]
fn breakpoints_on_each_instruction_stop_in_the_same_states() {
    stops::each_instruction_alone(work);
    stops::many_at_once(work);
}

#[test]
fn a_run_is_taken_to_every_moment_of_every_thread() {
    let mut moments: Vec<(Position, ThreadId, String)> = Vec::new();
    let (mut store, id) = work(WAYS[0]);
    store.set_counting(true);
    for pc in instructions(work) {
        store.set_breakpoint(id, pc).unwrap();
    }
    begin(&mut store, id, "run", &[Value::I32(3)]);
    let mut seen = HashSet::new();
    while store.resume(Resume::Run) == Exit::Breakpoint {
        let position = store.position().unwrap();
        assert!(seen.insert(position), "{position:?} names two moments");
        moments.push((position, store.thread(), state(&store, id)));
    }
    let threads: HashSet<ThreadId> = moments.iter().map(|moment| moment.1).collect();
    assert!(threads.len() == 4 && moments.len() > 500, "{threads:?} {}", moments.len());
    for way in WAYS {
        // From the start to each of some, and from each to the next one.
        for distance in [1, 7, 100] {
            let (mut store, id) = work(way);
            store.set_counting(true);
            begin(&mut store, id, "run", &[Value::I32(3)]);
            for (position, thread, expected) in moments.iter().step_by(distance) {
                let exit = store.resume(Resume::UntilPosition(*position));
                assert_eq!(exit, Exit::Position, "{way:?} {position:?}");
                assert_eq!((store.thread(), &state(&store, id)), (*thread, expected), "{way:?}");
            }
        }
    }
}

/// Two threads that wait on one address, and one on another; the main thread notifies.
const WAITERS: &str = r#"
    (func (export "wasi_thread_start") (param $id i32) (param $address i32) (local $answer i32)
        (local.set $answer (memory.atomic.wait32 (local.get $address) (i32.const 0) (i64.const -1)))
        (call $log (local.get $answer)))
    (func (export "run") (param $n i32) (result i32)
        (drop (call $spawn (i32.const 16))) (drop (call $spawn (i32.const 16)))
        (drop (call $spawn (i32.const 32))) (drop (call $spawn (i32.const 16)))
        (call $yield)
        (call $log (memory.atomic.notify (i32.const 16) (i32.const 2)))
        (call $yield)
        (call $log (memory.atomic.notify (i32.const 16) (i32.const -1)))
        (call $log (memory.atomic.notify (i32.const 16) (i32.const -1)))
        (call $yield)
        (memory.atomic.notify (i32.const 32) (i32.const 0)))"#;

#[test]
fn who_came_first_is_woken_first_and_counted() {
    let (mut store, id, log) = program(WAITERS);
    begin(&mut store, id, "run", &[Value::I32(0)]);
    assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I32(0)]));
    assert_eq!(*log.lock().unwrap(), [(1, 2), (2, 0), (3, 0), (1, 1), (1, 0), (5, 0)]);
    // The thread that nobody has woken.
    assert_eq!(state_of(&store, 4), ThreadState::Waiting { address: 32, timed: false });
    store.abort_call();
    assert_eq!(store.threads(), [ThreadInfo { id: ThreadId::MAIN, state: ThreadState::Ready }]);
}

/// Each thread waits for as long as its argument says.
const TIMED: &str = r#"
    (func $for (param $time i32)
        (call $log (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.extend_i32_u (local.get $time)))))
    (func (export "wasi_thread_start") (param i32) (param $time i32) (call $for (local.get $time)))
    (func (export "run") (param $n i32) (result i32)
        (drop (call $spawn (i32.const 300))) (drop (call $spawn (i32.const 100)))
        (call $for (i32.const 200)) (call $for (i32.const 200))
        (i32.const 0))"#;

#[test]
fn waits_end_in_the_order_of_their_times() {
    let (mut store, id, log) = program(TIMED);
    call(&mut store, id, "run", &[Value::I32(0)]);
    assert_eq!(*log.lock().unwrap(), [(3, 2), (1, 2), (2, 2), (1, 2)]);
    // By a clock that stands still until somebody sleeps.
    let (mut store, id, log) = program(TIMED);
    let time = Arc::new(Mutex::new((Duration::ZERO, 0)));
    let (now, sleeps) = (Arc::clone(&time), Arc::clone(&time));
    store.set_clock(Box::new(move || now.lock().unwrap().0));
    store.set_sleep(Box::new(move |asked| {
        let mut time = sleeps.lock().unwrap();
        let passed = asked.min(Duration::from_nanos(60));
        *time = (time.0 + passed, time.1 + 1);
        passed
    }));
    call(&mut store, id, "run", &[Value::I32(0)]);
    assert_eq!(*log.lock().unwrap(), [(3, 2), (1, 2), (2, 2), (1, 2)]);
    assert_eq!(*time.lock().unwrap(), (Duration::from_nanos(400), 8));
}

#[test]
fn an_interrupt_ends_a_sleep_of_all_threads_which_goes_on_later() {
    let (mut store, id, log) = program(TIMED);
    let handle = store.interrupt();
    let mut sleeps = 0;
    store.set_sleep(Box::new(move |asked| {
        sleeps += 1;
        if sleeps == 2 {
            handle.request();
        }
        asked.min(Duration::from_nanos(60))
    }));
    begin(&mut store, id, "run", &[Value::I32(0)]);
    assert_eq!(store.resume(Resume::Run), Exit::Interrupted);
    assert_eq!(log.lock().unwrap().len(), 1);
    assert_eq!(state_of(&store, 1), ThreadState::Waiting { address: 0, timed: true });
    assert!(matches!(store.resume(Resume::Run), Exit::Finished(_)));
}

#[test]
fn threads_that_wait_for_each_other_are_a_deadlock_that_names_them() {
    let (mut store, id) = work(WAYS[3]);
    begin(&mut store, id, "trap", &[Value::I32(1)]);
    let kind = trap_kind(store.resume(Resume::Run));
    let TrapKind::Deadlock { address: 0, waiting } = &kind else { panic!("{kind:?}") };
    // The other one has done its work.
    assert!(waiting.is_empty() && store.threads().len() == 1);
    assert_eq!(store.thread(), ThreadId::MAIN);

    let (mut store, id, _) = program(
        r#"(func $wait (param $at i32)
            (drop (memory.atomic.wait32 (local.get $at) (i32.const 0) (i64.const -1))))
        (func (export "wasi_thread_start") (param i32 i32) (call $wait (i32.const 16)))
        (func (export "run") (param i32) (result i32)
            (drop (call $spawn (i32.const 0))) (call $wait (i32.const 8)) (i32.const 0))"#,
    );
    begin(&mut store, id, "run", &[Value::I32(0)]);
    let kind = trap_kind(store.resume(Resume::Run));
    let pc = store.frame(0).unwrap().pc;
    assert_eq!(
        kind.to_string(),
        format!(
            "deadlock: all 2 threads wait without a timeout: thread 1 on address 0x8 in function 3 at \
             Wasm offset {pc:#x}, thread 2 on address 0x10 in function 3 at Wasm offset {pc:#x}"
        )
    );
    assert!(store.show_thread(thread(2)));
    assert_eq!(store.local(0, 0), Ok(Value::I32(16)));
    assert_eq!(trap_kind(store.resume(Resume::Run)), kind, "it cannot go on");
}

#[test]
fn a_trap_in_one_thread_stops_all_and_an_exit_ends_all() {
    let body = r#"(import "host" "exit" (func $exit))
        (func (export "wasi_thread_start") (param $id i32) (param $how i32)
            (if (local.get $how) (then (call $exit))) (unreachable))
        (func (export "run") (param $how i32) (result i32)
            (drop (call $spawn (local.get $how))) (loop (br 0)) (unreachable))"#;
    let mut store = store();
    equip(&mut store);
    let exit =
        |_: &mut wrtd_core::Caller<'_>, _: &[Value], _: &mut [Value]| Err(HostError::Exit(3));
    store.define_host("host", "exit", FuncType::new([], []), Box::new(exit));
    let module = module(&text(body));
    let id = store.instantiate(module, InstantiateOptions::default()).unwrap();
    begin(&mut store, id, "run", &[Value::I32(0)]);
    assert_eq!(trap_kind(store.resume(Resume::Run)), TrapKind::Unreachable);
    assert_eq!((store.thread(), store.depth()), (thread(2), 1));
    assert!(store.show_thread(ThreadId::MAIN));
    assert_eq!(store.depth(), 1);
    store.abort_call();

    begin(&mut store, id, "run", &[Value::I32(1)]);
    assert_eq!(store.resume(Resume::Run), Exit::HostExit(3));
    assert_eq!((store.threads().len(), store.depth(), store.is_call_active()), (1, 0, false));
}

#[test]
fn what_threads_take_is_charged_given_back_and_bounded() {
    let limits = StoreLimits { stack_slots: 4096, ..StoreLimits::default() };
    let mut store = Store::new(limits, Ledger::unlimited()).unwrap();
    let log = equip(&mut store);
    let notices = Log::default();
    let told = Arc::clone(&notices);
    store.set_notice_handler(Box::new(move |notice| match notice {
        Notice::ThreadStarted { thread } => told.lock().unwrap().push((thread.number(), 1)),
        Notice::ThreadEnded { thread } => told.lock().unwrap().push((thread.number(), 0)),
        _ => {}
    }));
    // One thread after the other.
    let body = r#"
        (global $mine (mut i32) (i32.const 40)) (table $table 2 funcref) (elem $elem func $log)
        (func (export "wasi_thread_start") (param $id i32) (param i32)
            (call $log (i32.add (global.get $mine) (ref.is_null (table.get $table (i32.const 1)))))
            (global.set $mine (i32.const 7))
            (table.init $table $elem (i32.const 1) (i32.const 0) (i32.const 1)) (elem.drop $elem)
            (i32.atomic.store (i32.const 0) (local.get $id)) (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))
        (func (export "run") (param $n i32) (result i32) (local $before i32) (local $id i32)
            (loop $again
                (local.set $before (i32.atomic.load (i32.const 0)))
                (local.set $id (call $spawn (i32.const 0)))
                (if (i32.lt_s (local.get $id) (i32.const 0)) (then (return (local.get $id))))
                (drop (memory.atomic.wait32 (i32.const 0) (local.get $before) (i64.const -1)))
                (call $yield)
                (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
            (i32.const 1))"#;
    let id = store.instantiate(module(&text(body)), InstantiateOptions::default()).unwrap();
    let one = Exit::Finished(vec![Value::I32(1)]);
    assert_eq!(call(&mut store, id, "run", &[Value::I32(1)]), one);
    let held = |store: &Store| {
        [Account::Runtime, Account::Components].map(|account| store.ledger().state(account).used)
    };
    let (before, instances) = (held(&store), store.instance_count());
    assert_eq!(call(&mut store, id, "run", &[Value::I32(100)]), one);
    assert_eq!(
        (held(&store), store.instance_count()),
        (before, instances),
        "the instance is used again"
    );
    // Each has found all of it as in the beginning.
    assert!(log.lock().unwrap().iter().all(|said| said.1 == 41), "{log:?}");
    assert_eq!(notices.lock().unwrap()[..4], [(2, 1), (2, 0), (3, 1), (3, 0)]);
    assert_eq!(notices.lock().unwrap().len(), 202);

    // There is no room for a stack: the program is told so and goes on.
    let left = store.ledger().state(Account::Runtime).used + 1000;
    let source = Provenance::CommandLine("--max-memory");
    store.ledger_mut().set_capacity(Account::Runtime, left, source, "raise --max-memory");
    let before = held(&store);
    let refused = Exit::Finished(vec![Value::I32(-6)]);
    assert_eq!(call(&mut store, id, "run", &[Value::I32(1)]), refused);
    assert_eq!((held(&store), store.threads().len()), (before, 1));
}

#[test]
fn one_thread_runs_alone() {
    let (mut store, id) = work(WAYS[3]);
    begin(&mut store, id, "run", &[Value::I32(6)]);
    let lock = store.module(id).instruction_offsets(3).unwrap()[0];
    store.set_breakpoint(id, lock).unwrap();
    for _ in 0..3 {
        assert_eq!(store.resume(Resume::Run), Exit::Breakpoint);
    }
    store.clear_breakpoint(id, lock);
    let stopped = store.thread();
    let others: Vec<ThreadId> =
        store.threads().iter().map(|info| info.id).filter(|&id| id != stopped).collect();
    let places = |store: &mut Store| {
        let place = |&other| {
            assert!(store.show_thread(other));
            store.frame(0).unwrap()
        };
        others.iter().map(place).collect::<Vec<_>>()
    };
    let before = places(&mut store);
    store.show_thread(stopped);
    store.run_single(Some(stopped));
    // It comes to its end, or to where it needs another one.
    let exit = store.resume(Resume::Run);
    assert!(matches!(exit, Exit::Blocked | Exit::ThreadEnded), "{exit:?}");
    assert_eq!(places(&mut store), before);
    store.run_single(None);
    assert!(matches!(store.resume(Resume::Run), Exit::Finished(_)));
}

#[test]
fn a_thread_is_ended_from_outside() {
    let (mut store, id, log) = program(WAITERS);
    begin(&mut store, id, "run", &[Value::I32(0)]);
    for _ in 0..40 {
        assert_eq!(store.resume(Resume::Instruction), Exit::Stepped);
        if store.threads().len() == 5 {
            break;
        }
    }
    assert!(store.end_thread(thread(2)) && !store.end_thread(thread(2)));
    assert!(!store.end_thread(ThreadId::MAIN));
    assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I32(0)]));
    assert_eq!(*log.lock().unwrap(), [(1, 2), (3, 0), (5, 0), (1, 0), (1, 0)]);
}

#[test]
fn frames_of_any_thread_are_looked_at_and_watched() {
    let (mut store, id) = work(WAYS[3]);
    begin(&mut store, id, "run", &[Value::I32(6)]);
    // In the loop of `add`, of the last thread that comes there.
    let add = store.module(id).instruction_offsets(5).unwrap();
    store.set_breakpoint(id, add[1]).unwrap();
    while store.thread() != thread(3) {
        assert_eq!(store.resume(Resume::Run), Exit::Breakpoint);
    }
    store.clear_breakpoint(id, add[1]);
    assert_eq!(store.local(0, 0), Ok(Value::I32(7)));
    assert!(store.show_thread(thread(2)));
    let depth = store.depth();
    assert!(store.show_thread(ThreadId::MAIN));
    assert!(!store.show_thread(thread(77)));
    // The innermost frame of `work` in each thread has a local of its own.
    let work_frame =
        |store: &Store| (0..store.depth()).find(|&i| store.frame(i).unwrap().func == 6);
    assert!(store.show_thread(thread(2)));
    assert_eq!(store.depth(), depth);
    let frame = work_frame(&store).unwrap();
    let outermost = store.depth() - 1 - frame;
    let n = store.local(frame, 0).unwrap();
    let watched = Watched::Local { frame: outermost, index: 0 };
    let watch = store.set_watchpoint(&watched, WatchFor::Changes, None).unwrap();
    let Exit::Watchpoint(hits) = store.resume(Resume::Run) else { panic!() };
    let [hit] = &hits[..] else { panic!("{hits:?}") };
    let Value::I32(n) = n else { panic!() };
    assert_eq!(
        (hit.watch, &*hit.old, &*hit.new),
        (watch, &n.to_le_bytes()[..], &(n - 1).to_le_bytes()[..])
    );
    assert_eq!(store.thread(), thread(2), "the others have such a local, too");
    while matches!(store.resume(Resume::Run), Exit::Watchpoint(_)) {
        assert_eq!(store.thread(), thread(2));
    }
    assert_eq!(store.take_ended_watchpoints(), from_ref(&watch));
}

#[test]
fn a_host_function_that_waits_lets_others_run() {
    let body = r#"(import "host" "sleep" (func $sleep))
        (func (export "wasi_thread_start") (param i32 i32) (call $sleep) (call $log (i32.const 5)))
        (func (export "run") (param $n i32) (result i32)
            (drop (call $spawn (i32.const 0)))
            (loop $busy (br_if $busy (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
            (call $log (i32.const 4)) (call $sleep) (i32.const 0))"#;
    let mut store = store();
    let log = equip(&mut store);
    store.set_turn_length(100);
    let calls = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&calls);
    store.define_host(
        "host",
        "sleep",
        FuncType::new([], []),
        Box::new(move |caller, _, _| {
            let mut calls = seen.lock().unwrap();
            calls.push((caller.thread().number(), caller.patience(), caller.is_repeated()));
            // It is over when all wait, or one is alone.
            match caller.patience() {
                Some(Duration::ZERO) => Err(HostError::Interrupted),
                _ => Ok(()),
            }
        }),
    );
    let id = store.instantiate(module(&text(body)), InstantiateOptions::default()).unwrap();
    begin(&mut store, id, "run", &[Value::I32(250)]);
    assert!(matches!(store.resume(Resume::Run), Exit::Finished(_)));
    assert_eq!(*log.lock().unwrap(), [(1, 4), (2, 5)]);
    let calls = calls.lock().unwrap();
    let moment = calls.iter().find_map(|call| call.1.filter(|time| !time.is_zero()));
    assert!(moment.is_some_and(|moment| moment <= Duration::from_millis(5)), "{calls:?}");
    assert_eq!((calls[0], calls[1].2), ((2, Some(Duration::ZERO), false), true));
}

#[test]
fn a_thread_runs_the_start_function_of_its_instance_first() {
    let (mut store, id, log) = program(
        r#"(global $started (mut i32) (i32.const 1))
        (func $start (global.set $started (i32.add (global.get $started) (i32.const 1))))
        (start $start)
        (func (export "wasi_thread_start") (param i32 i32) (call $log (global.get $started)))
        (func (export "run") (param i32) (result i32)
            (drop (call $spawn (i32.const 0))) (call $yield) (call $yield) (call $log (global.get $started))
            (i32.const 0))"#,
    );
    call(&mut store, id, "run", &[Value::I32(0)]);
    // Nobody has called it for the instance of the main thread.
    assert_eq!(*log.lock().unwrap(), [(2, 2), (1, 1)]);
}

#[test]
fn a_program_without_an_entry_for_threads_has_none() {
    let (mut store, id, _) = program(
        r#"(func (export "wasi_thread_start") (param i32))
        (func (export "run") (param i32) (result i32) (call $spawn (i32.const 0)))"#,
    );
    assert_eq!(call(&mut store, id, "run", &[Value::I32(0)]), Exit::Finished(vec![Value::I32(-6)]));
    assert!(!store.is_counting());
}

#[test]
fn modules_are_shared_by_all_instances() {
    let (mut store, id) = work(WAYS[3]);
    let module: Arc<Module> = store.module(id).clone();
    call(&mut store, id, "run", &[Value::I32(2)]);
    assert!(store.instance_count() > 1);
    assert!(store.instances().all(|id| Arc::ptr_eq(store.module(id), &module)));
}
