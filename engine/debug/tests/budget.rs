//! What a session tells of its budget, and limits that change while a program runs.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use std::{
    fmt::Write,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use common::{Scene, inventory, launch, plan, spec};
use expect_test::expect;
use wrtd_debug::{
    BudgetReport, Entry, Event, LaunchSpec, LimitsHandle, Motion, OutputCategory, StopReason,
};
use wrtd_limits::{
    Account, AsilLevel, ComprehensivePlatformLimits, LimitName, Plan, PlatformId, Provenance,
};

const MIB: u64 = 1 << 20;

fn board() -> Plan {
    let limits = ComprehensivePlatformLimits::new(PlatformId::Qnx, 64 * MIB, AsilLevel::C);
    let detected = Provenance::Detected("asinfo");
    Plan::new(limits, detected, Provenance::CommandLine("--asil-level"))
}

fn of(function: &str, args: &[&str], plan: Plan) -> LaunchSpec {
    let args = args.iter().map(ToString::to_string).collect();
    let entry = Entry::Invoke { function: function.to_owned(), args };
    LaunchSpec { entry, plan, ..spec("wat/plain.wasm") }
}

fn limit(most: Option<u64>) -> String {
    most.map_or_else(|| "no limit".to_owned(), |most| most.to_string())
}

/// The report as lines, without what depends on how the engine was built.
fn lines(report: &BudgetReport) -> String {
    let BudgetReport { platform, profile, level, level_provenance, .. } = report;
    let mut text = format!("{platform}, {profile}, {level} from {level_provenance}\n");
    writeln!(text, "total {} from {}", limit(report.total), report.total_provenance).unwrap();
    for account in &report.accounts {
        let capacity = limit(account.capacity);
        write!(text, "{} of {capacity} from {}", account.account, account.provenance).unwrap();
        match account.account {
            Account::Components | Account::Runtime | Account::Debug => assert!(account.used > 0),
            _ => write!(text, ": {}, at most {}", account.used, account.high_water).unwrap(),
        }
        writeln!(text, "; {}", account.remedy).unwrap();
    }
    for count in &report.counts {
        let most = limit(count.most);
        writeln!(text, "{}: {} of {most} from {}", count.name, count.used, count.provenance)
            .unwrap();
    }
    for memory in &report.memories {
        writeln!(text, "{memory:?}").unwrap();
    }
    writeln!(text, "{:?}", report.tables).unwrap();
    text
}

#[test]
fn everything_that_is_bounded_is_told_with_where_its_limit_comes_from() {
    let mut scene = launch("wat", of("grow", &["2"], board()));
    assert!(scene.session.add_function_breakpoint("grow").verified);
    scene.go(Motion::Continue);
    scene.session.stack(0, 0).unwrap();
    let report = scene.session.budget();
    expect![[r#"
        qnx, QNX, ASIL C from the command line (--asil-level)
        total 67108864 from asinfo
        Wasm linear memory of 33554432 from asinfo: 65536, at most 65536; give the container or the machine more memory
        components of 8388608 from asinfo; give the container or the machine more memory
        debug of 2097152 from asinfo; give the container or the machine more memory
        runtime of 8388608 from asinfo; give the container or the machine more memory
        reserve of 14680064 from asinfo: 0, at most 0; give the container or the machine more memory
        instances: 1 of 64 from the QNX profile
        breakpoints: 1 of 50 from the QNX profile
        watchpoints: 0 of 8 from the QNX profile
        stack_frames: 1 of 256 from the QNX profile
        symbols: 0 of 2048 from the QNX profile
        source_files: 0 of 32 from the QNX profile
        LinearMemory { instance: "plain.wasm", index: 0, pages: 1, page_size: 65536, maximum: None, imported: false }
        TableUse { count: 1, elements: 2 }
    "#]].assert_eq(&lines(&report));
    let held: u64 = report.engine.parts.iter().map(|(_, bytes)| bytes).sum();
    let engine = [Account::Components, Account::Runtime, Account::Debug];
    let charged = report.accounts.iter().filter(|budget| engine.contains(&budget.account));
    let charged: u64 = charged.map(|budget| budget.used).sum();
    assert!(
        held <= charged,
        "{held} of {charged}: all parts are charged, and what is kept for a stop"
    );
    assert!(report.engine.loading < held && report.engine.code > 0);
    let linear = &report.accounts[0];
    assert_eq!(linear.headroom(), Some(linear.capacity.unwrap() - linear.used));
}

#[test]
fn without_limits_there_are_none() {
    let report = inventory("o0", &["values"]).session.budget();
    assert_eq!((report.total, report.accounts[0].capacity), (None, None));
    // Symbols have a bound of their own.
    let bounded: Vec<_> = report.counts.iter().filter(|count| count.most.is_some()).collect();
    let names: Vec<_> = bounded.iter().map(|count| count.name).collect();
    assert_eq!(names, [LimitName::Symbols, LimitName::SourceFiles]);
    assert!(bounded.iter().all(|count| count.provenance == Provenance::Default));
    assert_eq!(report.accounts[0].headroom(), None);
}

/// The budgets that were told, and what was told between them.
fn told(scene: &Scene) -> Vec<String> {
    let name = |event: Event| match event {
        Event::BudgetChanged(report) => {
            let used = |name| report.counts.iter().find(|count| count.name == name).unwrap().used;
            let used = (used(LimitName::Breakpoints), report.accounts[0].used / 65536);
            format!("budget: {} breakpoints, {} pages", used.0, used.1)
        }
        Event::Stopped(_) => "stopped".to_owned(),
        Event::Exited { .. } => "exited".to_owned(),
        event => format!("{event:?}"),
    };
    let events = scene.log.events().into_iter();
    events.filter(|event| !matches!(event, Event::SymbolsRead(_))).map(name).collect()
}

#[test]
fn who_watches_is_told_where_something_has_changed_and_only_then() {
    let mut scene = launch("wat", of("grow", &["2"], board()));
    let before = scene.session.watch_budget();
    assert_eq!(before, scene.session.budget());
    scene.session.tell_budget();
    let breakpoint = scene.session.add_function_breakpoint("grow");
    // Another one at the same place is one more.
    scene.session.add_function_breakpoint("grow");
    scene.session.remove_breakpoint(breakpoint.id);
    scene.go(Motion::Continue);
    scene.session.tell_budget();
    scene.session.update_limits(board()).unwrap();
    scene.go(Motion::Continue);
    let told = told(&scene).join("\n");
    expect![[r#"
        budget: 1 breakpoints, 1 pages
        budget: 2 breakpoints, 1 pages
        budget: 1 breakpoints, 1 pages
        Continued
        stopped
        budget: 1 breakpoints, 1 pages
        Continued
        budget: 1 breakpoints, 3 pages
        exited"#]]
    .assert_eq(&told);
}

#[test]
fn nobody_is_told_who_has_not_asked() {
    let mut scene = launch("wat", of("grow", &["2"], board()));
    scene.session.add_function_breakpoint("grow");
    scene.go(Motion::Continue);
    scene.session.tell_budget();
    scene.go(Motion::Continue);
    assert!(!told(&scene).iter().any(|event| event.starts_with("budget")));
}

/// A plan with so many bytes for linear memories.
fn linear(bytes: u64) -> Plan {
    plan(&[(LimitName::WasmLinear, bytes)])
}

/// Runs `session` and, as soon as it runs, `work` on another thread.
fn while_running(
    scene: &mut Scene,
    work: impl FnOnce() + Send + 'static,
) -> Option<wrtd_debug::StopEvent> {
    let log = scene.log.clone();
    let worker = thread::spawn(move || {
        while !log.events().contains(&Event::Continued) {
            thread::yield_now();
        }
        work();
    });
    let stop = scene.session.resume(Motion::Continue).unwrap();
    worker.join().unwrap();
    stop
}

#[test]
fn a_limit_that_falls_while_a_program_runs_is_told_once_and_stops_nothing() {
    let handle = LimitsHandle::default();
    let limits = LaunchSpec { limits: handle.clone(), ..of("forever", &[], linear(MIB)) };
    let mut scene = launch("wat", limits);
    let interrupter = scene.session.interrupter();
    let log = scene.log.clone();
    let (seen, done) = mpsc::channel();
    let stop = while_running(&mut scene, move || {
        handle.change(linear(MIB / 32), "there is less");
        // The program goes on, so that only a pause ends the test.
        let deadline = Instant::now() + Duration::from_secs(20);
        while !log.output().contains("there is less") && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(1));
        }
        handle.change(linear(MIB / 32), "there is as much as before");
        thread::sleep(Duration::from_millis(20));
        seen.send(log.output()).unwrap();
        interrupter.request();
    });
    expect![[r#"
        Important: there is less; no more for: Wasm linear memory (65536 bytes of 32768)
    "#]]
    .assert_eq(&done.recv().unwrap());
    assert_eq!(stop.unwrap().reason, StopReason::Pause);
    assert_eq!(scene.session.plan().limits().wasm_linear, MIB / 32);
}

#[test]
fn a_pause_at_the_moment_of_a_change_is_not_lost() {
    for pause_first in [true, false] {
        let handle = LimitsHandle::default();
        let limits = LaunchSpec { limits: handle.clone(), ..of("forever", &[], linear(MIB)) };
        let mut scene = launch("wat", limits);
        let interrupter = scene.session.interrupter();
        let stop = while_running(&mut scene, move || {
            if pause_first {
                interrupter.request();
                handle.change(linear(2 * MIB), "there is more");
            } else {
                handle.change(linear(2 * MIB), "there is more");
                interrupter.request();
            }
        });
        assert_eq!(stop.unwrap().reason, StopReason::Pause);
        scene.session.take_limits();
        assert_eq!(scene.session.plan().limits().wasm_linear, 2 * MIB);
    }
}

#[test]
fn a_change_before_the_program_runs_holds_when_it_does() {
    let handle = LimitsHandle::default();
    let limits = LaunchSpec { limits: handle.clone(), ..of("grow", &["3"], linear(MIB)) };
    let mut scene = launch("wat", limits);
    handle.change(linear(MIB / 8), "there is less");
    handle.change(linear(MIB / 16), "and less");
    assert_eq!(scene.session.plan().limits().wasm_linear, MIB);
    // The interruption that it was told with is none for the program.
    assert_eq!(scene.go(Motion::Continue), "exited 0");
    assert_eq!(scene.session.results(), ["-1"]);
    expect![[r#"
        there is less; and less; no more for: Wasm linear memory (65536 bytes of 65536)
    "#]]
    .assert_eq(&scene.log.take(OutputCategory::Important));
}

#[test]
fn a_change_that_exhausts_nothing_is_told_by_its_reason_alone() {
    let mut scene = launch("wat", of("grow", &["1"], linear(MIB)));
    scene.session.change_limits(linear(MIB / 2), "there is less");
    assert_eq!(scene.log.take(OutputCategory::Important), "there is less\n");
    scene.session.change_limits(linear(MIB / 2), "there is as much as before");
    assert_eq!(scene.log.take(OutputCategory::Important), "");
}
