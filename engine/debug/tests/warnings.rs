//! What a budget warns of.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use std::fmt::Write;

use common::{Scene, device, device_with, inventory, launch, marker, plan, spec};
use expect_test::{Expect, expect};
use wrtd_debug::{BudgetCause, BudgetReport, Entry, LaunchSpec, Motion, NEARLY_FULL};
use wrtd_limits::{
    Account, AsilLevel, ComprehensivePlatformLimits, LimitName, Plan, PlatformId, Provenance,
};

const PAGE: u64 = 65536;

fn check(report: &BudgetReport, expected: &Expect) {
    let mut text = String::new();
    for warning in report.warnings() {
        let cause = warning.cause;
        let limit = cause.limit().map_or("-", LimitName::name);
        writeln!(text, "{} {} {limit}: {}", cause.urgency().name(), cause.name(), warning.text)
            .unwrap();
    }
    expected.assert_eq(&text);
}

/// A call of a function of a program with a memory of one page.
fn of(function: &str, args: &[&str], plan: Plan) -> Scene {
    let args = args.iter().map(ToString::to_string).collect();
    let entry = Entry::Invoke { function: function.to_owned(), args };
    launch("wat", LaunchSpec { entry, plan, ..spec("wat/plain.wasm") })
}

fn linear(bytes: u64) -> Plan {
    plan(&[(LimitName::WasmLinear, bytes)])
}

#[test]
fn without_limits_there_is_nothing_to_warn_of() {
    let mut scene = inventory("o0", &["values"]).stopped_at("integers");
    scene.session.scopes(0).unwrap();
    check(&scene.session.budget(), &expect![[""]]);
}

#[test]
fn a_memory_that_grows_is_nearly_full_and_then_full() {
    let mut scene = of("grow", &["8"], linear(10 * PAGE));
    check(&scene.session.budget(), &expect![[""]]);
    scene.go(Motion::Continue);
    check(
        &scene.session.budget(),
        &expect![[r#"
        near account-nearly-full wasm_linear: The Wasm linear memory account is nearly full, 90 %, 589824 bytes of 655360 (from the launch attribute `limits`). At the limit: `memory.grow` gives -1, and a program that needs more at its start is refused. To have more, raise the attribute.
    "#]],
    );
    let mut scene = of("grow", &["9"], linear(10 * PAGE));
    scene.go(Motion::Continue);
    check(
        &scene.session.budget(),
        &expect![[r#"
        refused account-full wasm_linear: The Wasm linear memory account is full, 655360 bytes of 655360 (from the launch attribute `limits`): `memory.grow` gives -1, and a program that needs more at its start is refused. To have more, raise the attribute.
    "#]],
    );
}

#[test]
fn a_limit_that_is_lowered_below_what_is_held_is_said_first() {
    let mut scene = of("grow", &["1"], linear(10 * PAGE));
    scene.session.add_function_breakpoint("grow");
    scene.session.add_function_breakpoint("add");
    scene.go(Motion::Continue);
    let lower = plan(&[
        (LimitName::WasmLinear, PAGE / 2),
        (LimitName::Breakpoints, 1),
        (LimitName::StackFrames, 1),
    ]);
    scene.session.update_limits(lower).unwrap();
    scene.session.stack(0, 0).unwrap();
    check(
        &scene.session.budget(),
        &expect![[r#"
        refused account-over wasm_linear: The Wasm linear memory account holds 65536 bytes of 32768 (from the launch attribute `limits`), as its limit was lowered. Nothing is taken away, and nothing more is given: `memory.grow` gives -1, and a program that needs more at its start is refused. To have more, raise the attribute.
        refused count-over breakpoints: Breakpoints: 2 of 1 (from the launch attribute `limits`), which was lowered. At the limit: a further one stays unverified and says why. To have more, raise the attribute.
        refused count-full stack_frames: Stack frames: 1 of 1 (from the launch attribute `limits`). At the limit: outer frames are left out, and the stack says how many and why. To have more, raise the attribute.
    "#]],
    );
}

#[test]
fn a_control_unit_with_all_its_breakpoints_says_so_and_that_it_is_read_only() {
    let limits = ComprehensivePlatformLimits::new(PlatformId::Qnx, 64 << 20, AsilLevel::C);
    let option = Provenance::CommandLine("--asil-level");
    let plan = Plan::new(limits, Provenance::Detected("asinfo"), option);
    let program = spec("rust/inventory/inventory-o0.wasm");
    let mut scene = launch("rust/inventory/src", LaunchSpec { plan, ..program });
    let (path, line) = marker("rust/inventory/src", "integers");
    for _ in 0..50 {
        scene.session.add_line_breakpoint(path.to_str().unwrap(), line);
    }
    check(
        &scene.session.budget(),
        &expect![[r#"
        refused count-full breakpoints: Breakpoints: 50 of 50 (from the QNX profile). At the limit: a further one stays unverified and says why. To have more, configure a higher limit.
        note read-only -: ASIL C lets a debugger look and change nothing (from the command line (--asil-level)); set a lower level there and launch the program again.
    "#]],
    );
    scene.session.set_asil(AsilLevel::D, Provenance::RunTime).unwrap();
    let causes: Vec<_> = scene.session.budget().warnings().iter().map(|it| it.cause).collect();
    assert_eq!(causes[0], BudgetCause::NoDebugging);
}

/// What a device has set aside grows no more, however full it is.
#[test]
fn a_device_warns_of_its_memory_and_not_of_what_is_set_aside() {
    let blink = |plan| LaunchSpec { plan, ..spec("c/blink/blink-o0.wasm") };
    let scene = launch("c/blink/src", blink(device()));
    let used = scene.used("runtime");
    let full = device_with(&[(LimitName::Runtime, used), (LimitName::WasmLinear, 850)]);
    let mut scene = launch("c/blink/src", blink(full));
    check(
        &scene.session.budget(),
        &expect![[r#"
        near account-nearly-full wasm_linear: The Wasm linear memory account is nearly full, 92 %, 784 bytes of 850 (from the launch attribute `limits`). At the limit: `memory.grow` gives -1, and a program that needs more at its start is refused. To have more, raise the attribute.
    "#]],
    );
    scene.session.update_limits(device_with(&[(LimitName::Runtime, used - 1)])).unwrap();
    let causes: Vec<_> = scene.session.budget().warnings().iter().map(|it| it.cause).collect();
    assert_eq!(causes, [BudgetCause::AccountOver(Account::Runtime)]);
}

#[test]
fn debug_information_that_is_dropped_is_noted() {
    let few = plan(&[(LimitName::Symbols, 20), (LimitName::SourceFiles, 1)]);
    let program = spec("rust/inventory/inventory-o0.wasm");
    let args = vec!["values".to_owned()];
    let scene = launch("rust/inventory/src", LaunchSpec { plan: few, args, ..program });
    let mut scene = scene.stopped_at("integers");
    scene.session.scopes(0).unwrap();
    let mut report = scene.session.budget();
    let symbols = &mut report.symbols;
    assert!(symbols.dropped > 0 && symbols.overruns > 0, "{symbols:?}");
    // How often depends on how the symbols are read.
    (symbols.dropped, symbols.reparsed, symbols.overruns) = (30, 20, 10);
    check(
        &report,
        &expect![[r#"
            note symbols-overrun symbols: 10 times one question needed more debug information than there is room for, as 268435456 bytes, 20 symbols and 1 source files may be resident. What is read again takes longer to look at. To have more, raise `symbols` or `source_files`, or `memory_limit`, of which the reserve is a part.
            note symbols-dropped symbols: Debug information was dropped 30 times to make room, and read again 20 times, as 268435456 bytes, 20 symbols and 1 source files may be resident. What is read again takes longer to look at. To have more, raise `symbols` or `source_files`, or `memory_limit`, of which the reserve is a part.
        "#]],
    );
}

/// A report whose accounts hold so many percent.
fn report(shares: [u64; 5]) -> BudgetReport {
    let limits = ComprehensivePlatformLimits::new(PlatformId::Linux, 512 << 20, AsilLevel::Qm);
    let mut report = of("grow", &["1"], Plan::default()).session.budget();
    report.total = Some(500);
    report.total_provenance = Provenance::CommandLine("--max-memory");
    report.platform = limits.platform;
    for (account, used) in report.accounts.iter_mut().zip(shares) {
        (account.used, account.capacity) = (used, Some(100));
    }
    report.counts.clear();
    report
}

#[test]
fn what_is_fuller_comes_first_and_the_total_before_its_parts() {
    let causes = |report: BudgetReport| -> Vec<BudgetCause> {
        report.warnings().into_iter().map(|warning| warning.cause).collect()
    };
    assert_eq!(causes(report([NEARLY_FULL - 1; 5])), []);
    assert_eq!(
        causes(report([92, 100, 95, 130, 0])),
        [
            BudgetCause::AccountOver(Account::Runtime),
            BudgetCause::AccountFull(Account::Components),
            BudgetCause::AccountNearlyFull(Account::Debug),
            BudgetCause::AccountNearlyFull(Account::WasmLinear),
        ]
    );
    let mut all = report([91, 91, 91, 91, 91]);
    assert_eq!(causes(all.clone())[0], BudgetCause::TotalNearlyFull);
    // An order of the urgency, whatever the figures.
    all.level = AsilLevel::C;
    all.symbols.dropped = 1;
    all.accounts[4].used = 200;
    let urgencies = all.warnings();
    let urgencies: Vec<_> = urgencies.iter().map(|warning| warning.cause.urgency()).collect();
    assert!(urgencies.is_sorted() && urgencies.len() == 8, "{urgencies:?}");
    // Figures as large as there are, and a capacity of nothing.
    let mut extreme = report([u64::MAX / 8; 5]);
    extreme.accounts[0].capacity = Some(0);
    extreme.total = Some(0);
    assert_eq!(extreme.warnings().len(), 6);
}
