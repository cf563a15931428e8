//! Every store filled to the brim, under three profiles one after the other in a process of their own: nothing
//! that fitted is lost, what does not fit is refused with its limit, and the process stays within the total.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "tests")]

mod common;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    process::Command,
};

use common::{Scene, fixtures, launch, marker, spec};
use wrtd_debug::{
    Breakpoint, BreakpointId, BreakpointOptions, DataBreakpoint, DataSource, DebugSession, Format,
    FunctionView, LaunchSpec, Motion, OutputCategory, StopReason, target::DataAccess,
};
use wrtd_limits::{Account, ComprehensivePlatformLimits, Plan, PlatformId, Profile, Provenance};

const MIB: u64 = 1 << 20;
/// What the process may take beside the total: its code, the test harness, what finds the symbols again.
const OVERHEAD: u64 = 32 * MIB;
const PAGE: u64 = 1 << 16;
/// An address in the part of the stack that is used last.
const FAR_END: u64 = 0x100;
/// Fewer symbols than the program has.
const ALL_SYMBOLS: u64 = 4096;
/// As many as the next function has, for which there was no room.
const FEW: u64 = 200;

/// Takes all the memory that it gets and writes to each page of the host in it, then all the elements of a table.
const FILLER: &str = r#"(module
    (memory (export "memory") 1)
    (table (export "table") 1 funcref)
    (global $pages (export "pages") (mut i32) (i32.const 1))
    (func $take (param $by i32)
        (local $at i32)
        (block $full
            (loop $more
                (local.set $at (memory.grow (local.get $by)))
                (br_if $full (i32.eq (local.get $at) (i32.const -1)))
                (global.set $pages (i32.add (local.get $at) (local.get $by)))
                (local.set $at (i32.shl (local.get $at) (i32.const 16)))
                (loop $touch
                    (i32.store (local.get $at) (i32.const -1))
                    (local.set $at (i32.add (local.get $at) (i32.const 4096)))
                    (br_if $touch (i32.lt_u (local.get $at) (i32.shl (global.get $pages) (i32.const 16)))))
                (br $more))))
    (func $fill
        (call $take (i32.const 64))
        (call $take (i32.const 1))
        (loop $more
            (br_if $more (i32.ne (table.grow (ref.null func) (i32.const 1000)) (i32.const -1)))))
    (start $fill))"#;

fn plan(profile: &'static Profile) -> Plan {
    let platform = PlatformId::Linux;
    let total = profile.total;
    let limits = ComprehensivePlatformLimits::from_profile(platform, profile, total, profile.asil);
    Plan::new(limits, Provenance::CommandLine("--max-memory"), Provenance::Default)
}

/// The program with a module that fills what is left, and as many others as may be.
fn crowded(folder: &Path, plan: Plan) -> LaunchSpec {
    let filler = folder.join("filler.wasm");
    let tiny = folder.join("tiny.wasm");
    fs::write(&filler, wat::parse_str(FILLER).unwrap()).unwrap();
    fs::write(&tiny, wat::parse_str(r#"(module (func (export "f")))"#).unwrap()).unwrap();
    let mut preloads = vec![("filler".to_owned(), filler)];
    let others = plan.limits().counts.instances - 2;
    preloads.extend((0..others).map(|i| (format!("tiny{i}"), tiny.clone())));
    let mut spec = spec("rust/inventory/inventory-o0.wasm");
    spec.args = vec!["values".to_owned()];
    LaunchSpec { plan, preloads, ..spec }
}

fn one_more_instance_is_refused(spec: &LaunchSpec) {
    let mut spec = spec.clone();
    spec.preloads.push(("more".to_owned(), spec.preloads[1].1.clone()));
    let Err(error) = DebugSession::launch(spec, Box::new(|_| ())) else { panic!("launched") };
    assert!(error.to_string().contains("instances are more than the "), "{error}");
}

/// Sets breakpoints at the marked lines in turn until there may be no more; those of each line.
fn fill_with_breakpoints(scene: &mut Scene, most: u64) -> BTreeMap<u32, Vec<BreakpointId>> {
    let path = fixtures().join("rust/inventory/src/values.rs");
    let source = fs::read_to_string(&path).unwrap();
    let marked = |(_, line): &(u32, &str)| line.contains("// BREAK: ");
    let lines: Vec<u32> = (1..).zip(source.lines()).filter(marked).map(|(at, _)| at).collect();
    assert!(lines.len() > 5);
    let mut set: BTreeMap<u32, Vec<BreakpointId>> = BTreeMap::new();
    for &line in lines.iter().cycle().take(usize::try_from(most).unwrap()) {
        let breakpoint = scene.session.add_line_breakpoint(path.to_str().unwrap(), line);
        assert!(breakpoint.verified, "{breakpoint:?}");
        set.entry(line).or_default().push(breakpoint.id);
    }
    let refused = scene.session.add_line_breakpoint(path.to_str().unwrap(), lines[0]);
    let message = refused.message.unwrap_or_default();
    assert!(!refused.verified && message.contains("breakpoints are more than the "), "{message}");
    assert!(scene.session.remove_breakpoint(refused.id));
    set
}

/// Watches bytes at the far end of the stack, which nobody comes to, until there may be no more watchpoints.
fn fill_with_watchpoints(scene: &mut Scene, most: u64) -> Vec<BreakpointId> {
    let mut watch = |at: u64| {
        let memory = scene.session.memory_ref(&format!("{:#x}", FAR_END + 2 * at)).unwrap();
        scene.session.add_data_breakpoint(DataBreakpoint {
            source: DataSource::Memory { memory, length: 1 },
            access: DataAccess::Change,
            options: BreakpointOptions::default(),
        })
    };
    let set: Vec<Breakpoint> = (0..most).map(&mut watch).collect();
    for watchpoint in &set {
        assert!(watchpoint.verified, "{watchpoint:?}");
    }
    let refused = watch(most);
    let message = refused.message.unwrap_or_default();
    assert!(!refused.verified && message.contains("watchpoints are more than the "), "{message}");
    assert!(scene.session.remove_breakpoint(refused.id));
    set.iter().map(|watchpoint| watchpoint.id).collect()
}

/// Opens a value again and again until the debug account has no room; the expression that reaches it is kept with
/// it, and this one is long.
fn fill_with_values(scene: &mut Scene) {
    let expression = format!("points{:>4000}", "[0]");
    loop {
        let value = scene.session.evaluate(0, &expression, Format::default()).unwrap();
        if value.children.is_none() {
            assert!(
                value.value.contains("(cannot be opened: the debug budget has "),
                "{}",
                value.value
            );
            return;
        }
    }
}

/// The functions of the program itself.
fn functions(session: &DebugSession) -> Vec<FunctionView> {
    let mut all = session.functions("").unwrap();
    all.retain(|function| function.module == "inventory-o0.wasm");
    all
}

/// Has the lines and scopes of the program's own functions read: a breakpoint is bound before it turns out that there
/// are too many.
fn read_symbols(scene: &mut Scene) {
    for entry in fs::read_dir(fixtures().join("rust/inventory/src")).unwrap() {
        let path = entry.unwrap().path();
        let lines = fs::read_to_string(&path).unwrap().lines().count();
        for line in (1..).take(lines) {
            let refused = scene.session.add_line_breakpoint(path.to_str().unwrap(), line);
            assert!(!refused.verified);
            scene.session.remove_breakpoint(refused.id);
        }
    }
}

/// What is resident of the symbols keeps to its limits, of which all are used that one program can use.
fn symbols_are_full(session: &DebugSession) {
    let symbols = session.budget().symbols;
    let (most, limits) = (symbols.high_water, symbols.capacity);
    println!("{symbols:?}");
    assert_eq!(symbols.overruns, 0);
    assert!(most.bytes <= limits.bytes && most.symbols <= limits.symbols);
    assert!(most.source_files <= limits.source_files);
    if limits.symbols < ALL_SYMBOLS {
        assert!(symbols.dropped > 0 && limits.symbols - most.symbols < FEW);
    }
}

/// The most memory that the process has had, in bytes.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    let kib: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kib << 10
}

fn soak(profile: &'static Profile) {
    let mut plain = common::inventory("o0", &["values"]);
    let expected_functions = functions(&plain.session);
    plain.session.resume(Motion::Continue).unwrap();
    let expected_output = plain.log.take(OutputCategory::Stdout);
    drop(plain);
    let folder = tempfile::tempdir().unwrap();
    let plan = plan(profile);
    let spec = crowded(folder.path(), plan);
    one_more_instance_is_refused(&spec);
    let mut scene = launch("rust/inventory/src", spec);
    let set = fill_with_breakpoints(&mut scene, plan.limits().counts.breakpoints);
    let mut watched = Vec::new();
    let mut lines_hit = BTreeSet::new();
    while let Some(stop) = scene.session.resume(Motion::Continue).unwrap() {
        let StopReason::Breakpoint(hit) = &stop.reason else { panic!("{stop:?}") };
        let line = scene.session.stack(0, 1).unwrap().frames[0].line;
        assert_eq!(hit, &set[&line], "line {line}");
        if line == marker("rust/inventory/src", "compounds").1 {
            let before = scene.session.stack(0, 0).unwrap();
            watched = fill_with_watchpoints(&mut scene, plan.limits().counts.watchpoints);
            fill_with_values(&mut scene);
            assert_eq!(functions(&scene.session), expected_functions);
            read_symbols(&mut scene);
            assert_eq!(scene.session.stack(0, 0).unwrap(), before);
        }
        lines_hit.insert(line);
    }
    assert!(lines_hit.len() > 3, "{lines_hit:?}");
    let kept =
        scene.session.breakpoints().into_iter().filter(|it| it.data.is_some() && it.verified);
    assert_eq!(kept.map(|watchpoint| watchpoint.id).collect::<Vec<_>>(), watched);
    assert!(!watched.is_empty());
    assert_eq!(scene.log.take(OutputCategory::Stdout), expected_output);
    // Of each account that can be filled, all but what is too small for one more piece is used.
    let pieces = [
        (Account::WasmLinear, PAGE),
        (Account::Components, 1000 * size_of::<u64>() as u64),
        // The expression is kept twice: as the value's name, and as what reaches it.
        (Account::Debug, 2 * 4000 + 1024),
    ];
    let budgets = scene.session.budget().accounts;
    for (account, piece) in pieces {
        let budget = budgets.iter().find(|budget| budget.account == account).unwrap();
        let capacity = budget.capacity.unwrap();
        assert!(budget.high_water <= capacity, "{account}");
        assert!(capacity - budget.high_water <= piece, "{account}: {budget:?}");
    }
    symbols_are_full(&scene.session);
    let (most, peak) = (plan.limits().total + OVERHEAD, peak());
    println!(
        "{}: {} KiB at most, of {} KiB and 32 MiB",
        profile.name,
        peak >> 10,
        profile.total >> 10
    );
    assert!(peak <= most, "{}: {peak} bytes, and {most} may be", profile.name);
}

/// Set in the processes in which one profile is filled.
const CHILD: &str = "WRTD_SOAK_PROFILE";

// Each profile in a process of its own, as the peak of one never goes down. It takes minutes where nothing is
// optimised.
#[cfg(target_os = "linux")]
#[cfg_attr(debug_assertions, ignore = "takes minutes; runs with the optimised suites")]
#[test]
fn stores_that_are_full_lose_nothing_and_the_process_keeps_to_its_total() {
    let profiles = [&Profile::QNX, &Profile::GENERIC, &Profile::LINUX_CONTAINER];
    if let Ok(name) = std::env::var(CHILD) {
        let profile = profiles.into_iter().find(|profile| profile.name == name).unwrap();
        return soak(profile);
    }
    for profile in profiles {
        let mut child = Command::new(std::env::current_exe().unwrap());
        let done = child
            .args(["--nocapture", "--include-ignored"])
            .env(CHILD, profile.name)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&done.stdout) + String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{}: {text}", profile.name);
        assert!(text.contains("at most, of"), "{text}");
        print!("{}", text.lines().filter(|line| line.contains("at most, of")).collect::<String>());
        println!();
    }
}
