//! Programs for devices on the device's own machine, in exactly the memory of one with 32 KiB.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use std::{
    thread,
    time::{Duration, Instant},
};

use common::{Scene, device, device_with, launch, marker, spec, tree};
use expect_test::{Expect, expect};
use wrtd_core::{FuncType, HostError, ValType};
use wrtd_debug::{
    BoardFunctions, DebugSession, Entry, Event, LaunchError, LaunchSpec, Motion, OutputCategory,
    ScopeKind, StopReason,
};
use wrtd_limits::{Account, LimitName};

const BLINK: &str = "c/blink/blink-o0.wasm";
const THERMOSTAT: &str = "rust/thermostat/thermostat-o0.wasm";

fn on_device(program: &str) -> LaunchSpec {
    LaunchSpec { plan: device(), ..spec(program) }
}

fn call(program: &str, function: &str, args: &[&str]) -> LaunchSpec {
    let args = args.iter().map(ToString::to_string).collect();
    let entry = Entry::Invoke { function: function.into(), args };
    LaunchSpec { entry, ..on_device(program) }
}

fn blink() -> Scene {
    launch("c/blink/src", on_device(BLINK))
}

fn thermostat() -> Scene {
    launch("rust/thermostat/src", on_device(THERMOSTAT))
}

fn refusal(spec: LaunchSpec) -> LaunchError {
    match DebugSession::launch(spec, Box::new(|_| ())) {
        Err(error) => error,
        Ok(_) => panic!("launched"),
    }
}

fn refused(spec: LaunchSpec, expected: &Expect) {
    expected.assert_eq(&common::portable(&refusal(spec).to_string()));
}

/// A module in text form, in a file.
fn module(text: &str) -> (tempfile::TempDir, LaunchSpec) {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("program.wasm");
    std::fs::write(&program, wat::parse_str(text).unwrap()).unwrap();
    let spec = LaunchSpec { program, plan: device(), ..LaunchSpec::default() };
    (folder, spec)
}

#[test]
fn a_c_program_is_stepped_through() {
    let mut scene = blink().stopped_at("drive");
    let mut text = scene.stack();
    text += &scene.scope(0, ScopeKind::Locals);
    text += &scene.walk(Motion::StepIn, 2);
    text += &tree(&mut scene, "*lamp", 1);
    text += &scene.walk(Motion::StepOut, 1);
    text += &scene.walk(Motion::StepOver, 4);
    text += &tree(&mut scene, "drivers", 1);
    text += &scene.walk(Motion::StepInstruction, 2);
    text += &scene.scope(1, ScopeKind::Locals);
    expect![[r#"
        tick blink.c:75 | drivers[lamp->mode](lamp); // BREAK: drive
        start blink.c:107 | total += tick();
        lamp: struct lamp * = 0x278 → {name = 0x20f "network", colour = BLUE (2), mode = BLINKING (2), period = 3, next = 1, is_lit = 0, …}
        i: u32 = 1
        changed: u32 = 0
        Step blink blink.c:38 | lamp->is_lit ^= 1;
        Step blink blink.c:39 | lamp->brightness = lamp->is_lit ? 100 : 0; // BREAK: blink
        *lamp: struct lamp = {name = 0x20f "network", colour = BLUE (2), mode = BLINKING (2), period = 3, next = 1, is_lit = 1, brightness = 0}
          name: const char * = 0x20f "network"
          colour: enum colour = BLUE (2)
          mode: enum mode = BLINKING (2)
          period: u32 = 3
          next: u32 = 1
          is_lit: u8 : 1 = 1
          brightness: u8 : 7 = 0
        Step tick blink.c:75 | drivers[lamp->mode](lamp); // BREAK: drive
        Step tick blink.c:76 | lamp->next += lamp->period;
        Step tick blink.c:77 | changed += note(lamp);
        Step tick blink.c:71 | for (u32 i = 0; i < sizeof lamps / sizeof *lamps; i++) {
        Step tick blink.c:72 | struct lamp *lamp = &lamps[i];
        drivers: void (*const[4])(struct lamp *) = {0x1 <keep>, 0x1 <keep>, 0x2 <blink>, 0x3 <pulse>}
          [0]: void (*const)(struct lamp *) = 0x1 <keep>
          [1]: void (*const)(struct lamp *) = 0x1 <keep>
          [2]: void (*const)(struct lamp *) = 0x2 <blink>
          [3]: void (*const)(struct lamp *) = 0x3 <pulse>
        Step tick blink.c:72 | struct lamp *lamp = &lamps[i];
        Step tick blink.c:72 | struct lamp *lamp = &lamps[i];
        i: u32 = 1
        round: u32 = 0
        total: u32 = 0
    "#]].assert_eq(&text);
}

#[test]
fn a_rust_program_shows_its_enums_and_trait_objects() {
    let mut scene = thermostat().stopped_at("fault");
    let mut text = scene.stack();
    text += &scene.scope(0, ScopeKind::Arguments);
    text += &tree(&mut scene, "*self", 2);
    text += &scene.walk(Motion::StepOut, 1);
    text += &scene.scope(0, ScopeKind::Arguments);
    text += &scene.walk(Motion::StepOver, 3);
    text += &scene.scope(0, ScopeKind::Locals);
    text += &scene.scope(0, ScopeKind::Statics);
    text += &scene.walk(Motion::StepIn, 3);
    text += &scene.log.output();
    expect![[r#"
        thermostat::room::Room::take room.rs:82 | Err(fault) => self.state = State::Failed(fault), // BREAK: fault
        thermostat::tick main.rs:62 | room.take(tick, reading);
        thermostat::_start main.rs:99 | tick(&mut cellar, &mut recorded, now);
        self: &mut thermostat::room::Room = Room { name: "cellar", target: 200, state: Idle, history: History { readings: [Some(Reading { tick: 0, … }), …], … } }
        tick: u32 = 2
        reading: Result<i16, thermostat::Fault> = Err(Broken { raw: -7 })
        *self: thermostat::room::Room = Room { name: "cellar", target: 200, state: Idle, history: History { readings: [Some(Reading { tick: 0, … }), …], … } }
          name: &str = "cellar"
          target: i16 = 200
          state: thermostat::room::State = Idle
          history: thermostat::room::History<4> = History { readings: [Some(Reading { tick: 0, tenths: 212 }), Some(Reading { tick: 1, tenths: 209 }), …], … }
            readings: [Option<thermostat::room::Reading>; 4] = [Some(Reading { tick: 0, tenths: 212 }), Some(Reading { tick: 1, tenths: 209 }), None, None]
            next: usize = 2
        Step thermostat::tick main.rs:62 | room.take(tick, reading);
        room: &mut thermostat::room::Room = Room { name: "cellar", target: 200, state: Failed(Broken { raw: -7 }), history: History { readings: […], … } }
        sensor: &mut dyn thermostat::Sensor (thermostat::Recorded) = Recorded { values: [212, 209, -7, 205, 198], next: 3 }
        tick: u32 = 2
        Step thermostat::tick main.rs:64 | unsafe { TICKS += 1 };
        Step thermostat::tick main.rs:65 | }
        Step thermostat::_start main.rs:100 | report(&kitchen);
        now: u32 = 2
        recorded: thermostat::Recorded = Recorded { values: [212, 209, -7, 205, 198], next: 3 }
        ramp: thermostat::Ramp = Ramp { start: 180, step: 11 }
        cellar: thermostat::room::Room = Room { name: "cellar", target: 200, state: Failed(Broken { raw: -7 }), history: History { readings: […], … } }
        kitchen: thermostat::room::Room = Room { name: "kitchen", target: 210, state: Heating { power: 44, since: 0 }, history: History { readings: […], … } }
        thermostat::TICKS: u32 = 6
        thermostat::RECORDED: [i16; 5] = [212, 209, -7, 205, 198]
        Step thermostat::report main.rs:68 | let mut line = line(1);
        Step thermostat::board::line board.rs:27 | Line { descriptor, text: [0; 96], length: 0 }
        Step thermostat::board::line board.rs:28 | }
        Stdout: kitchen heats with 100 since 0, mean 180
        Stdout: cellar idle, mean 212
        Stdout: kitchen heats with 77 since 0, mean 185
        Stdout: cellar idle, mean 210
    "#]].assert_eq(&text);
}

#[test]
fn traps_say_why_and_show_their_stack() {
    let mut text = String::new();
    for how in ["0", "1", "2", "3", "4"] {
        let mut scene = launch("c/blink/src", call(BLINK, "fail", &[how]));
        let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
        assert_eq!(stop.reason, StopReason::Trap);
        text += &format!("{}\n{}\n", stop.text.unwrap(), scene.frame(0));
        assert_eq!(scene.go(Motion::Continue), "exited 134");
    }
    for how in ["0", "1", "2", "3"] {
        let mut scene = launch("rust/thermostat/src", call(THERMOSTAT, "fail", &[how]));
        let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
        let focus = scene.session.focus();
        text += &format!("{}\n{}\n", stop.text.unwrap(), scene.frame(focus));
    }
    expect![[r#"
        integer divide by zero
        fail blink.c:125 | return 100 / zero; // BREAK: divide
        out of bounds memory access: 4 bytes at address 0x7fffff10, memory has 0x310 bytes
        fail blink.c:127 | nowhere->next = 1; // BREAK: outside
        undefined element: index 99 in a table of 4
        fail blink.c:130 | driver(lamps); // BREAK: no driver
        call stack exhausted: more than the 1024 bytes of stack that there may be (from the embedded profile); look for a recursion without end, or configure a higher limit
        count blink.c:99 | u32 others = count(lamp, left - 1);
        unreachable executed
        fail blink.c:135 | __builtin_trap(); // BREAK: stop
        unreachable executed
        thermostat panicked at rust/thermostat/src/main.rs:111:
        attempt to divide by zero
        __rustc::rust_begin_unwind board.rs:83 | core::arch::wasm32::unreachable()
        unreachable executed
        thermostat panicked at rust/thermostat/src/main.rs:112:
        a panic with a formatted message
        __rustc::rust_begin_unwind board.rs:83 | core::arch::wasm32::unreachable()
        unreachable executed
        thermostat panicked at rust/thermostat/src/main.rs:113:
        attempt to add with overflow
        __rustc::rust_begin_unwind board.rs:83 | core::arch::wasm32::unreachable()
        unreachable executed
        thermostat panicked at rust/thermostat/src/main.rs:114:
        called `Option::unwrap()` on a `None` value
        __rustc::rust_begin_unwind board.rs:83 | core::arch::wasm32::unreachable()
    "#]].assert_eq(&text);
}

#[test]
fn a_program_ends_with_its_exit_code_and_gives_results() {
    assert_eq!(launch("", call(BLINK, "fail", &["7"])).go(Motion::Continue), "exited 7");
    let mut scene = launch("", call(BLINK, "fill", &[]));
    assert_eq!(scene.go(Motion::Continue), "exited 0");
    assert_eq!(scene.session.results(), ["1640"]);
}

#[test]
fn a_program_begins_anew_with_its_breakpoints_and_its_first_memory() {
    let mut scene = blink().stopped_at("report");
    assert_eq!((scene.value("ticks"), scene.value("changes")), ("4".into(), "2".into()));
    let grown = scene.used("Wasm linear memory");
    scene.session.restart().unwrap();
    assert!(scene.used("Wasm linear memory") < grown);
    assert_eq!(scene.value("ticks"), "0");
    assert!(scene.go(Motion::Continue).starts_with("Breakpoint report"));
    assert_eq!((scene.value("ticks"), scene.used("Wasm linear memory")), ("4".into(), grown));
    scene.go(Motion::Continue);
    scene.go(Motion::Continue);
    assert_eq!(scene.go(Motion::Continue), "exited 0");
    expect![[r#"
        Stdout: tick 4, status 100, network 100, battery 90
        Stdout: tick 8, status 100, network 100, battery 90
        Stdout: tick 12, status 100, no network 0, battery 90
        Stdout: 9 changes, 4 of battery among the first 8
    "#]]
    .assert_eq(&scene.log.output());
}

#[test]
fn memory_grows_in_pages_of_one_byte_up_to_its_account_and_no_further() {
    let mut scene = launch("c/blink/src", call(BLINK, "fill", &[]));
    let first = scene.used("Wasm linear memory");
    scene.break_at("grown");
    scene.go(Motion::Continue);
    // 4 entries of 12 bytes, and 3 to align them.
    assert_eq!(scene.used("Wasm linear memory"), first + 51);
    let mut sizes = Vec::new();
    scene.break_at("no room");
    while scene.go(Motion::Continue).contains("return 1") {
        sizes.push(scene.used("Wasm linear memory"));
    }
    assert!(sizes.windows(2).all(|pair| pair[1] == pair[0] + 48));
    assert_eq!((scene.value("end"), scene.value("ticks")), ("4294967295".into(), "0".into()));
    let capacity = device().limits().capacity(Account::WasmLinear);
    let last = *sizes.last().unwrap();
    assert!(last <= capacity && last + 48 > capacity, "{last}");
    assert_eq!(scene.used("Wasm linear memory"), last);
}

#[test]
fn less_memory_holds_at_once_for_what_grows_and_takes_nothing_away() {
    let mut scene = launch("c/blink/src", call(BLINK, "fill", &[]));
    scene.break_at("grown");
    scene.go(Motion::Continue);
    let now = scene.used("Wasm linear memory");
    scene.session.update_limits(device_with(&[(LimitName::WasmLinear, now + 50)])).unwrap();
    scene.go(Motion::Continue);
    assert_eq!(scene.used("Wasm linear memory"), now + 48);
    assert_eq!(scene.go(Motion::Continue), "exited 0");
    assert_eq!(scene.session.results(), ["8"]);
}

#[test]
fn every_account_is_used_as_the_device_uses_it() {
    let scene = thermostat();
    let report = scene.session.budget();
    let accounts: Vec<_> = report.accounts.iter().map(|b| (b.account.name(), b.used)).collect();
    let engine: u64 = report.engine.parts.iter().map(|(_, bytes)| bytes).sum();
    expect![[r#"
        [
            (
                "Wasm linear memory",
                2864,
            ),
            (
                "components",
                0,
            ),
            (
                "debug",
                44,
            ),
            (
                "runtime",
                3374,
            ),
            (
                "reserve",
                0,
            ),
        ]
        [
            (
                "interpreter",
                1792,
            ),
            (
                "stack",
                1024,
            ),
            (
                "frames",
                512,
            ),
            (
                "globals",
                24,
            ),
            (
                "tables",
                20,
            ),
            (
                "segments",
                2,
            ),
        ]
    "#]]
    .assert_eq(&format!("{accounts:#?}\n{:#?}\n", report.engine.parts));
    assert_eq!(engine, scene.used("runtime"));
    let total: u64 = report.accounts.iter().map(|budget| budget.capacity.unwrap()).sum();
    assert_eq!((total, report.total), (32 << 10, Some(32 << 10)));
    assert!(report.engine.flash.unwrap() > report.engine.code);
    let memory = &report.memories[0];
    assert_eq!((memory.pages, memory.page_size, report.memories.len()), (2864, 1, 1));
}

#[test]
fn what_does_not_fit_is_refused_before_it_runs() {
    refused(
        on_device("rust/inventory/inventory-o0.wasm"),
        &expect![
            "FIXTURES/rust/inventory/inventory-o0.wasm does not fit: the Wasm linear memory budget has 20480 bytes left of 20480 (from the command line (--max-memory)), and 1114112 were asked for; raise the option. The program's memory comes in pages of 64 KiB; link it with pages of 1 byte and a stack that fits: with clang -Wl,--page-size=1 -Wl,-z,stack-size=1024, with rustc -C link-arg=--page-size=1 -C link-arg=-zstack-size=1024"
        ],
    );
    let with = |limits: &[(LimitName, u64)]| LaunchSpec {
        plan: device_with(limits),
        ..on_device(THERMOSTAT)
    };
    refused(
        with(&[(LimitName::WasmLinear, 2000)]),
        &expect![
            "FIXTURES/rust/thermostat/thermostat-o0.wasm does not fit: the Wasm linear memory budget has 2000 bytes left of 2000 (from the launch attribute `limits`), and 2864 were asked for; raise the attribute. Most of a program's memory is often its stack; link it with a smaller one: with clang -Wl,-z,stack-size=1024, with rustc -C link-arg=-zstack-size=1024"
        ],
    );
    refused(
        with(&[(LimitName::StackBytes, 100)]),
        &expect![
            "FIXTURES/rust/thermostat/thermostat-o0.wasm does not fit: 200 bytes of stack are more than the 100 that there may be (from the launch attribute `limits`); raise the attribute"
        ],
    );
    refused(
        with(&[(LimitName::StackBytes, 4096)]),
        &expect![
            "FIXTURES/rust/thermostat/thermostat-o0.wasm does not fit: the runtime budget has 4096 bytes left of 4096 (from the command line (--max-memory)), and 6446 were asked for; raise the option. These are interpreter 1792, stack 4096, frames 512, globals 24, tables 20, segments 2; `stack_bytes` is the size of the stack, `call_depth` the number of frames, 16 bytes each"
        ],
    );
    refused(
        with(&[(LimitName::CallDepth, 100)]),
        &expect![
            "FIXTURES/rust/thermostat/thermostat-o0.wasm does not fit: the runtime budget has 4096 bytes left of 4096 (from the command line (--max-memory)), and 4462 were asked for; raise the option. These are interpreter 1792, stack 1024, frames 1600, globals 24, tables 20, segments 2; `stack_bytes` is the size of the stack, `call_depth` the number of frames, 16 bytes each"
        ],
    );
    refused(
        with(&[(LimitName::Breakpoints, 1000)]),
        &expect![
            "FIXTURES/rust/thermostat/thermostat-o0.wasm does not fit: the debug budget has 1024 bytes left of 1024 (from the command line (--max-memory)), and 4004 were asked for; raise the option. `breakpoints` is the number of breakpoints, 4 bytes each"
        ],
    );
    refused(
        with(&[(LimitName::Imports, 1)]),
        &expect![
            "FIXTURES/rust/thermostat/thermostat-o0.wasm does not fit: 2 imports are more than the 1 that there may be (from the launch attribute `limits`); raise the attribute"
        ],
    );
    // However much is asked for, nothing overflows.
    for name in [LimitName::CallDepth, LimitName::StackBytes, LimitName::Breakpoints] {
        let error = refusal(with(&[(name, u64::MAX)]));
        assert!(matches!(error, LaunchError::Limit { .. }), "{name}: {error}");
    }
    assert!(matches!(
        refusal(with(&[(LimitName::WasmLinear, 2000)])),
        LaunchError::Limit { error, .. } if error.account == Account::WasmLinear
    ));
    assert!(matches!(
        refusal(with(&[(LimitName::StackBytes, 100)])),
        LaunchError::Count { error, .. } if error.name == LimitName::StackBytes
    ));
}

#[test]
fn what_no_device_has_is_refused_with_the_reason() {
    let preloads = vec![("env".to_owned(), "counter.wasm".into())];
    refused(
        LaunchSpec { preloads, ..on_device(BLINK) },
        &expect![
            "zephyr is a device, which has one program and no system around it, so that there are no preloaded modules (--preload); link them into the program, or choose another platform"
        ],
    );
    let args = vec!["fast".to_owned()];
    refused(
        LaunchSpec { args, ..on_device(BLINK) },
        &expect![
            "zephyr is a device, which has one program and no system around it, so that there are no arguments of a command; give them to a function with --invoke, or choose another platform"
        ],
    );
    refused(
        call("c/sensor/sensor.wasm", "run", &["8"]),
        &expect![[r#"
        FIXTURES/c/sensor/sensor.wasm imports what is not here. These 2 imports are missing:
          board.read: function (i32) -> (i32)
          board.print: function (i32, i32) -> ()
        On a device its firmware gives them. Here there is of WASI (wasi_snapshot_preview1) what any board can have: fd_write to standard output and error, and proc_exit; more comes from whoever embeds wrtd. Let calls of missing functions trap with --stub-missing (in a launch request: `stubMissing`)."#]],
    );
    let (_folder, spec) = module(
        r#"(module (import "board" "now" (func $now)) (export "now" (func $now))
            (import "board" "base" (global i32)))"#,
    );
    let entry = Entry::Invoke { function: "now".into(), args: Vec::new() };
    let error = refusal(LaunchSpec { entry: entry.clone(), stub_missing: true, ..spec });
    assert!(error.to_string().contains("imports the global board.base"), "{error}");
    let (_folder, spec) =
        module(r#"(module (import "board" "now" (func $now)) (export "now" (func $now)))"#);
    let error = refusal(LaunchSpec { entry, stub_missing: true, ..spec });
    assert!(
        error.to_string().ends_with(
            "now is to be called, which the module imports; call a function that it has itself"
        ),
        "{error}"
    );
}

#[test]
fn an_import_that_is_left_out_traps_where_it_is_called() {
    let spec = LaunchSpec { stub_missing: true, ..call("c/sensor/sensor.wasm", "run", &["8"]) };
    let mut scene = launch("", spec);
    let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
    expect!["the missing import board.read was called; the firmware of the board has to give it"]
        .assert_eq(&stop.text.unwrap());
    expect!["run sensor.c:97 | int raw = board_read(channel);"].assert_eq(&scene.frame(0));
}

#[test]
fn the_eleventh_breakpoint_is_refused_and_so_are_more_places_than_the_device_has() {
    let mut scene = blink();
    let (path, line) = marker("c/blink/src", "blink");
    let path = path.to_str().unwrap();
    let set: Vec<_> =
        (0..11).map(|i| scene.session.add_line_breakpoint(path, line - 6 + i)).collect();
    assert!(set[..10].iter().all(|breakpoint| breakpoint.verified), "{set:?}");
    expect!["11 breakpoints are more than the 10 that there may be (from the embedded profile); configure a higher limit"].assert_eq(set[10].message.as_ref().unwrap());
    // 11 lines of one file are 11 places of the device.
    let functions: String = (0..12).map(|i| format!("(func $f{i} (nop))")).collect();
    let (_folder, spec) =
        module(&format!(r#"(module {functions} (func (export "_start") (call $f1) (call $f11)))"#));
    let plan = device_with(&[(LimitName::Breakpoints, 2)]);
    let mut scene = launch("", LaunchSpec { plan, ..spec });
    let set = ["f1", "f2", "f3"].map(|name| scene.session.add_function_breakpoint(name));
    assert_eq!(set.each_ref().map(|breakpoint| breakpoint.verified), [true, true, false]);
    assert!(scene.go(Motion::Continue).starts_with("Breakpoint f1"));
    assert!(scene.session.remove_breakpoint(set[1].id));
    assert!(scene.session.add_function_breakpoint("f11").verified);
    assert!(scene.go(Motion::Continue).starts_with("Breakpoint f11"));
    assert_eq!(scene.go(Motion::Continue), "exited 0");
}

#[test]
fn a_loop_without_end_is_paused_within_10_milliseconds() {
    // Each turn fills nearly all memory, which is the longest that an instruction can take.
    let (_folder, spec) = module(
        r#"(module (memory 20000 (pagesize 1))
            (func (export "_start")
                (loop (memory.fill (i32.const 0) (i32.const 1) (i32.const 20000)) (br 0))))"#,
    );
    let mut scene = launch("", spec);
    let interrupter = scene.session.interrupter();
    let mut least = Duration::MAX;
    // Whoever else uses the machine may take one of them away.
    for _ in 0..10 {
        let asker = interrupter.clone();
        let asked = thread::spawn(move || {
            thread::sleep(Duration::from_millis(20));
            let now = Instant::now();
            asker.request();
            now
        });
        let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
        assert_eq!(stop.reason, StopReason::Pause);
        least = least.min(asked.join().unwrap().elapsed());
    }
    assert!(least < Duration::from_millis(10), "{least:?}");
}

#[test]
fn a_board_that_is_not_ready_is_asked_again_and_can_be_paused() {
    let (_folder, spec) = module(
        r#"(module (import "uart" "read" (func $read (param i32) (result i32)))
            (func (export "f") (result i32) (i32.add (call $read (i32.const 40)) (i32.const 1))))"#,
    );
    let after = |calls: u32| {
        BoardFunctions::new(move |board| {
            let ty = FuncType::new([ValType::I32], [ValType::I32]);
            let mut asked = 0;
            board.define(
                "uart",
                "read",
                ty,
                Box::new(move |call| {
                    asked += 1;
                    if asked < calls {
                        return Err(HostError::Interrupted);
                    }
                    call.slots[0] += 1;
                    Ok(())
                }),
            );
        })
    };
    let entry = Entry::Invoke { function: "f".into(), args: Vec::new() };
    let spec = LaunchSpec { entry, ..spec };
    let mut scene = launch("", LaunchSpec { board: after(5), ..spec.clone() });
    assert_eq!(scene.go(Motion::Continue), "exited 0");
    assert_eq!(scene.session.results(), ["42"]);
    let mut scene = launch("", LaunchSpec { board: after(u32::MAX), ..spec.clone() });
    let interrupter = scene.session.interrupter();
    let asked = thread::spawn(move || {
        thread::sleep(Duration::from_millis(20));
        interrupter.request();
    });
    let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
    asked.join().unwrap();
    assert_eq!(stop.reason, StopReason::Pause);
    // The call has not been made: its argument is the only operand.
    assert_eq!(scene.value("$operand0"), "40");

    let failing = BoardFunctions::new(|board| {
        let ty = FuncType::new([ValType::I32], [ValType::I32]);
        let trap = |_: wrtd_core::device::HostCall<'_>| Err(HostError::Trap("no cable".into()));
        board.define("uart", "read", ty, Box::new(trap));
    });
    let mut scene = launch("", LaunchSpec { board: failing, ..spec.clone() });
    let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
    assert_eq!((stop.reason, stop.text.as_deref()), (StopReason::Trap, Some("no cable")));

    let other = BoardFunctions::new(|board| {
        board.define("uart", "read", FuncType::new([], [ValType::I32]), Box::new(|_| Ok(())));
    });
    let error = refusal(LaunchSpec { board: other, ..spec }).to_string();
    assert!(error.ends_with("the import uart.read has the type (i32) -> (i32), and the board's function () -> (i32); declare it so"), "{error}");
}

#[test]
fn calls_take_and_give_values_of_every_type() {
    let (_folder, spec) = module(
        r#"(module
            (func (export "f") (param i64 f32 f64 v128 funcref)
                    (result v128 funcref i64 f32 f64 funcref)
                (local.get 3) (ref.func 0)
                (local.get 0) (local.get 1) (local.get 2) (local.get 4))
            (elem declare func 0))"#,
    );
    let vector = "0x0f0e0d0c0b0a09080706050403020100";
    let args = ["-5", "1.5", "-2.25", vector, "null"].map(str::to_owned).to_vec();
    let entry = Entry::Invoke { function: "f".into(), args };
    let spec = LaunchSpec { entry, ..spec };
    let mut scene = launch("", spec);
    assert_eq!(
        ["$local0", "$local3", "$local4"].map(|local| scene.value(local)),
        ["-5", vector, "null"]
    );
    scene.session.resume(Motion::StepInstruction).unwrap();
    scene.session.resume(Motion::StepInstruction).unwrap();
    assert_eq!(["$operand0", "$operand1"].map(|operand| scene.value(operand)), [vector, "f"]);
    assert_eq!(scene.go(Motion::Continue), "exited 0");
    assert_eq!(scene.session.results(), [vector, "func#0", "-5", "1.5", "-2.25", "null"]);
}

#[test]
fn what_is_printed_lies_within_memory_and_on_a_known_descriptor() {
    // Buffers at 16: 3 bytes at 0, 2 bytes at 1; then one outside.
    let (_folder, spec) = module(
        r#"(module
            (import "wasi_snapshot_preview1" "fd_write"
                (func $write (param i32 i32 i32 i32) (result i32)))
            (memory 40 (pagesize 1))
            (data (i32.const 0) "abc")
            (data (i32.const 16) "\00\00\00\00\03\00\00\00\01\00\00\00\02\00\00\00\26\00\00\00\03\00\00\00")
            (func (export "f") (param i32 i32 i32 i32) (result i32 i32)
                (call $write (local.get 0) (local.get 1) (local.get 2) (local.get 3))
                (i32.load (i32.const 8))))"#,
    );
    let mut text = String::new();
    for args in [
        ["1", "16", "2", "8"],
        ["2", "16", "1", "8"],
        ["3", "16", "1", "8"],
        ["1", "16", "3", "8"],
        ["1", "16", "1", "38"],
        ["1", "36", "1", "8"],
        ["1", "16", "2000", "8"],
        ["1", "-1", "1", "8"],
    ] {
        let entry = Entry::Invoke { function: "f".into(), args: args.map(str::to_owned).to_vec() };
        let mut scene = launch("", LaunchSpec { entry, ..spec.clone() });
        assert_eq!(scene.go(Motion::Continue), "exited 0");
        let printed: Vec<_> = scene
            .log
            .events()
            .into_iter()
            .filter_map(|event| match event {
                Event::Output { category, bytes } if category != OutputCategory::Console => {
                    Some((category, String::from_utf8(bytes).unwrap()))
                }
                _ => None,
            })
            .collect();
        text += &format!(
            "{} gives {} {printed:?}\n",
            args.join(" "),
            scene.session.results().join(" ")
        );
    }
    expect![[r#"
        1 16 2 8 gives 0 5 [(Stdout, "abcbc")]
        2 16 1 8 gives 0 3 [(Stderr, "abc")]
        3 16 1 8 gives 8 0 []
        1 16 3 8 gives 21 0 []
        1 16 1 38 gives 21 0 []
        1 36 1 8 gives 21 0 []
        1 16 2000 8 gives 28 0 []
        1 -1 1 8 gives 21 0 []
    "#]]
    .assert_eq(&text);
}
