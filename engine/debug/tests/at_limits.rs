//! What happens at each limit, beside what users are told happens there.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use common::{Scene, launch, plan, spec};
use wrtd_debug::{DebugSession, Entry, LaunchError, LaunchSpec, Motion, StopReason};
use wrtd_limits::{Account, ComprehensivePlatformLimits, LimitName, Plan, PlatformId};

/// A program in text form, whose function `run` is called.
fn text(text: &str, plan: Plan) -> (tempfile::TempDir, LaunchSpec) {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("program.wasm");
    std::fs::write(&program, wat::parse_str(text).unwrap()).unwrap();
    let entry = Entry::Invoke { function: "run".to_owned(), args: Vec::new() };
    (folder, LaunchSpec { program, entry, plan, ..LaunchSpec::default() })
}

fn limited(module: &str, limits: &[(LimitName, u64)]) -> (tempfile::TempDir, Scene) {
    let (folder, spec) = text(module, plan(limits));
    (folder, launch("wat", spec))
}

/// Why a program is not launched with these limits.
fn refused(module: &str, limits: &[(LimitName, u64)]) -> String {
    let (_folder, spec) = text(module, plan(limits));
    match DebugSession::launch(spec, Box::new(|_| ())) {
        Err(error @ LaunchError::Refused(_)) => error.to_string(),
        Err(error) => panic!("{error:?}"),
        Ok(_) => panic!("launched"),
    }
}

/// Why the program has trapped.
fn trapped(scene: &mut Scene) -> String {
    let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
    assert_eq!(stop.reason, StopReason::Trap);
    stop.text.unwrap_or(stop.description)
}

/// `said` is what users are told of the limit of a host.
fn told(name: LimitName, said: &str) {
    told_of(PlatformId::Linux, name, said);
}

fn told_of(platform: PlatformId, name: LimitName, said: &str) {
    let sentence = name.at_limit(platform);
    assert!(sentence.contains(said), "{name}: {sentence}");
}

const GROWS: &str = r#"(module
  (memory 1)
  (table 1 funcref)
  (func (export "run") (result i32 i32)
    (memory.grow (i32.const 4))
    (table.grow (ref.null func) (i32.const 1000))))"#;

#[test]
fn memory() {
    told(LimitName::WasmLinear, "`memory.grow` gives -1");
    let (_folder, mut scene) = limited(GROWS, &[(LimitName::WasmLinear, 4 << 16)]);
    assert_eq!(scene.go(Motion::Continue), "exited 0");
    assert_eq!(scene.session.results(), ["-1", "1"]);
    told(LimitName::WasmLinear, "a program that needs more at its start is refused");
    let refusal = refused(GROWS, &[(LimitName::WasmLinear, 65535)]);
    assert!(refusal.contains("the Wasm linear memory budget has 65535 bytes left"), "{refusal}");
}

/// That WASI gives an error number and says why `host_limits.rs` shows.
#[test]
fn tables() {
    told(LimitName::ComponentBytes, "`table.grow` gives -1");
    let (_folder, mut scene) = limited(GROWS, &[]);
    let used = scene.used("components");
    assert_eq!(scene.go(Motion::Continue), "exited 0");
    assert_eq!(scene.session.results(), ["1", "1"]);
    let (_folder, mut scene) = limited(GROWS, &[(LimitName::ComponentBytes, used)]);
    assert_eq!(scene.go(Motion::Continue), "exited 0");
    assert_eq!(scene.session.results(), ["1", "-1"]);
    told(LimitName::ComponentBytes, "a program that needs more at its start is refused");
    let refusal = refused(GROWS, &[(LimitName::ComponentBytes, used - 1)]);
    assert!(refusal.contains("the components budget has "), "{refusal}");
}

/// That values do not open `limits.rs` shows.
#[test]
fn debugging() {
    let (_folder, mut scene) = limited(GROWS, &[(LimitName::Debug, 8)]);
    told(LimitName::Debug, "a further breakpoint stays unverified");
    let breakpoint = scene.session.add_function_breakpoint("run");
    assert!(!breakpoint.verified);
    assert!(breakpoint.message.unwrap().contains("the debug budget has 8 bytes left of 8"));
    told(LimitName::Debug, "outer frames are left out");
    let mut deep = launch(
        "wat",
        LaunchSpec {
            entry: Entry::Invoke { function: "fibonacci".to_owned(), args: vec!["30".to_owned()] },
            ..spec("wat/plain.wasm")
        },
    );
    deep.session.add_function_breakpoint("fibonacci");
    for _ in 0..25 {
        deep.go(Motion::Continue);
    }
    let all = deep.session.stack(0, 0).unwrap();
    assert_eq!((all.frames.len(), all.cut), (25, None));
    let less = deep.used("debug") - 100;
    deep.go(Motion::Continue);
    deep.session.update_limits(plan(&[(LimitName::Debug, less)])).unwrap();
    let some = deep.session.stack(0, 0).unwrap();
    let cut = some.cut.unwrap();
    assert!(some.frames.len() < 26 && some.frames.len() as u64 + u64::from(cut.frames) == 26);
    assert!(cut.to_string().contains("the debug budget has "), "{cut}");
}

/// Calls a function that it has not called before.
const CALLS: &str = r#"(module
  (func (export "run") (result i32) (call $later))
  (func $later (result i32) (i32.const 7)))"#;

#[test]
fn the_engine() {
    told(LimitName::Runtime, "functions that are called for the first time run untranslated");
    let part = |scene: &Scene, name: &str| {
        let parts = scene.session.budget().engine.parts;
        parts.iter().find(|part| part.0 == name).map_or(0, |part| part.1)
    };
    let (_folder, mut scene) = limited(CALLS, &[]);
    let start = scene.used("runtime");
    assert_eq!(scene.go(Motion::Continue), "exited 0");
    let (end, translated) = (scene.used("runtime"), part(&scene, "translated code"));
    let translates = translated > 0;
    let (_folder, mut scene) = limited(CALLS, &[(LimitName::Runtime, end - translated)]);
    assert_eq!(scene.go(Motion::Continue), "exited 0");
    assert_eq!(scene.session.results(), ["7"]);
    assert!(!translates || part(&scene, "translated code") < translated);

    told(LimitName::Runtime, "or trap and say why");
    let (_folder, mut scene) = limited(CALLS, &[(LimitName::Runtime, start)]);
    let trap = trapped(&mut scene);
    assert!(trap.contains("the runtime budget has "), "{trap}");
    told(LimitName::Runtime, "a program that needs more at its start is refused");
    let refusal = refused(CALLS, &[(LimitName::Runtime, start - 1)]);
    assert!(refusal.contains("the runtime budget has "), "{refusal}");
}

#[test]
fn the_total_and_the_reserve() {
    told(LimitName::Total, "the parts add up to this");
    told(LimitName::Reserve, "nothing is charged to it");
    for platform in PlatformId::ALL {
        let limits =
            ComprehensivePlatformLimits::new(platform, 64 << 20, wrtd_limits::AsilLevel::B);
        let parts: u64 = Account::ALL.into_iter().map(|account| limits.capacity(account)).sum();
        assert_eq!(parts, limits.total);
    }
    let mut scene = common::inventory("o0", &["values"]);
    scene.go(Motion::Continue);
    let reserve = scene.session.budget().accounts.into_iter().last().unwrap();
    assert_eq!((reserve.account, reserve.high_water), (Account::Reserve, 0));
}

/// That no thread is started `threads.rs` of the engine and of WASI show.
#[test]
fn what_a_program_brings() {
    told(LimitName::Instances, "a program of more modules is refused");
    let (counter, main) = ("c/preload/counter.wasm", "c/preload/main.wasm");
    let two = |plan| LaunchSpec {
        preloads: vec![("counter".to_owned(), common::fixtures().join(counter))],
        plan,
        ..spec(main)
    };
    assert!(DebugSession::launch(two(Plan::default()), Box::new(|_| ())).is_ok());
    let one = two(plan(&[(LimitName::Instances, 1)]));
    let Err(refusal) = DebugSession::launch(one, Box::new(|_| ())) else { panic!("launched") };
    let refusal = refusal.to_string();
    assert!(refusal.contains("2 instances are more than the 1"), "{refusal}");

    for (name, sentence) in [(LimitName::Imports, "2 imports"), (LimitName::Exports, "3 exports")] {
        told(name, "a module with more is refused when it is loaded");
        let module = r#"(module
          (import "wasi_snapshot_preview1" "sched_yield" (func (result i32)))
          (import "wasi_snapshot_preview1" "fd_close" (func (param i32) (result i32)))
          (func (export "run")) (func (export "a")) (func (export "b")))"#;
        let refusal = refused(module, &[(name, 1)]);
        assert!(refusal.contains(&format!("{sentence} are more than the 1")), "{refusal}");
    }
}

#[test]
fn calls() {
    let recursive = r#"(module (func $run (export "run") (local i64) (call $run)))"#;
    for (name, most) in [(LimitName::CallDepth, 50), (LimitName::StackBytes, 4096)] {
        told(name, "the call that is one too many traps");
        let (_folder, mut scene) = limited(recursive, &[(name, most)]);
        let trap = trapped(&mut scene);
        assert!(trap.contains(name.name()), "{name}: {trap}");
    }
}

/// That what was set aside does not grow the tests of `device.rs` show.
#[test]
fn a_device() {
    let told = |name, said| told_of(PlatformId::Zephyr, name, said);
    let on_device = |limits: &[(LimitName, u64)]| LaunchSpec {
        plan: common::device_with(limits),
        ..spec("c/blink/blink-o0.wasm")
    };
    told(LimitName::ComponentBytes, "nothing is charged to it");
    let mut scene = launch("c/blink/src", on_device(&[(LimitName::ComponentBytes, 0)]));
    assert!(scene.session.budget().tables.elements > 0);
    assert_eq!(scene.go(Motion::Continue), "exited 0");
    for (name, said) in [(LimitName::Debug, "debug"), (LimitName::Runtime, "runtime")] {
        told(name, "set aside when the program starts, which is refused where it does not fit");
        let less = scene.used(said) - 1;
        let refusal = DebugSession::launch(on_device(&[(name, less)]), Box::new(|_| ()));
        let Err(refusal) = refusal else { panic!("launched") };
        let refusal = refusal.to_string();
        assert!(refusal.contains(&format!("the {said} budget has {less} bytes left")), "{refusal}");
    }
    told(LimitName::WasmLinear, "a program that needs more at its start is refused");
    told(LimitName::Instances, "a device runs one module");
    told(LimitName::Resources, "a device opens none");
    assert_eq!(scene.session.budget().counts[0].used, 1);
}

/// The 51st breakpoint, frames that are not kept and watchpoints are in `limits.rs` and `data.rs`, descriptors in
/// `host_limits.rs`; what is dropped and read again in the tests of the symbols.
#[test]
fn what_is_shown_elsewhere() {
    told(LimitName::Breakpoints, "a further one stays unverified and says why");
    told(LimitName::Watchpoints, "a further one stays unverified and says why");
    told(LimitName::StackFrames, "outer frames are left out, and the stack says how many and why");
    told(LimitName::Resources, "WASI opens no more and gives the program the error number EMFILE");
    told(LimitName::Symbols, "what was looked at longest ago is dropped, and read again");
    told(LimitName::SourceFiles, "what was looked at longest ago is dropped, and read again");
    told(LimitName::Components, "`wrtd check` refuses a file with more");
}
