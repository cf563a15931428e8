//! The budget on screens of several sizes, under the limits of each reference profile.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::{fmt::Write, time::Instant};

use common::{User, fixture};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use expect_test::{expect, expect_file};
use wrtd_debug::{Entry, LaunchSpec};
use wrtd_limits::{
    AsilLevel, ComprehensivePlatformLimits, LimitName, Plan, PlatformId, Provenance,
};
use wrtd_tui::{
    connection::{Query, Request},
    state::{Effect, PaneId},
    theme::{Palette, Theme},
};

const INVENTORY: &str = "rust/inventory/inventory-o0.wasm";
const THERMOSTAT: &str = "rust/thermostat/thermostat-o0.wasm";
const SIZES: [(u16, u16); 3] = [(80, 24), (160, 50), (200, 60)];

/// Limits of a platform, as `--max-memory` and `--asil-level` set them.
fn plan(platform: PlatformId, total: u64, level: AsilLevel) -> Plan {
    let limits = ComprehensivePlatformLimits::new(platform, total, level);
    let from = Provenance::CommandLine;
    Plan::new(limits, from("--max-memory"), from("--asil-level"))
}

/// No limits but these.
fn limited(limits: &[(LimitName, u64)]) -> Plan {
    let mut plan = Plan::unlimited();
    let from = Provenance::CommandLine("--limit");
    plan.set(limits.iter().map(|&(name, value)| (name, value, from))).unwrap();
    plan
}

fn with(program: &str, plan: Plan) -> LaunchSpec {
    LaunchSpec { plan, ..fixture(program) }
}

/// A program that grows its memory by `pages` up to 200 times, and waits some milliseconds after each time.
fn growing(plan: Plan, pages: u32) -> LaunchSpec {
    let args = ["200", &pages.to_string(), "10", "60000"].map(str::to_owned).to_vec();
    let entry = Entry::Invoke { function: "steps".to_owned(), args };
    LaunchSpec { entry, ..with("wat/grows.wasm", plan) }
}

/// A line with numbers to their first digits: the engine does not always take the very same bytes.
fn rounded(line: &str) -> String {
    let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
    for at in 0..words.len() {
        let is_size = words.get(at + 1).is_some_and(|unit| unit.starts_with(['B', 'K', 'M', 'G']));
        let keep = if is_size { 2 } else { usize::MAX };
        let (mut digits, mut after_comma) = (0, false);
        let rounded = words[at].chars().map(|c| {
            after_comma = c == ',' || after_comma && c.is_ascii_digit();
            digits += usize::from(c.is_ascii_digit());
            if c.is_ascii_digit() && (after_comma || digits > keep) { '#' } else { c }
        });
        words[at] = rounded.collect();
    }
    words.join(" ")
}

/// The screen, without which pages of a memory are resident, which each system has its own way with.
fn portable(user: &mut User) -> String {
    let mut text = String::new();
    for line in user.screen().lines().map(rounded) {
        let is_strip = |c| "·░▒▓█".contains(c);
        let strip = line.chars().filter(|&c| is_strip(c)).count();
        let line = match line.split_once(" resident") {
            Some((before, after)) if before.contains("iB, ") => {
                let (before, _) = before.rsplit_once(", ").unwrap();
                format!("{before}, SIZE resident{after}")
            }
            _ => line.clone(),
        };
        if strip > 8 && !line.contains(" at most") {
            let line = line.replace(is_strip, "▒");
            writeln!(text, "{line}").unwrap();
        } else {
            writeln!(text, "{line}").unwrap();
        }
    }
    text
}

/// The budget of a program that stands in a function, on each size of screen.
fn screens(name: &str, spec: &LaunchSpec, function: &str) {
    for (width, height) in SIZES {
        let mut user = User::open(spec.clone(), width, height);
        assert_eq!(user.state.failure(), None);
        user.command(&format!("break {function}"));
        user.press(&["c", "F4"]);
        let file = format!("budget/{name}-{width}x{height}.txt");
        expect_file![file].assert_eq(&portable(&mut user));
    }
}

#[test]
fn without_limits() {
    screens("unlimited", &with(INVENTORY, Plan::unlimited()), "main");
}

#[test]
fn in_a_container() {
    let plan = plan(PlatformId::Linux, 512 << 20, AsilLevel::A);
    screens("linux-container", &with(INVENTORY, plan), "main");
}

#[test]
fn on_a_control_unit_which_is_read_only() {
    screens("qnx", &with(INVENTORY, plan(PlatformId::Qnx, 64 << 20, AsilLevel::C)), "main");
}

#[test]
fn on_a_device() {
    screens("zephyr", &with(THERMOSTAT, plan(PlatformId::Zephyr, 32 << 10, AsilLevel::B)), "tick");
}

#[test]
fn a_program_that_grows_until_it_is_refused() {
    let limits = limited(&[(LimitName::WasmLinear, 100 << 16)]);
    let mut user = User::open(growing(limits, 1), 100, 30);
    user.press(&["F4"]);
    assert!(!user.screen().contains("is full"));
    user.event(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::NONE));
    user.wait_until("the start", |state| state.known.runs());
    // Each answer is a sample, as often as the screen asks.
    while user.state.known.runs() {
        let effects = user.state.tick(Instant::now());
        user.carry_out(effects);
        user.wait_until("answers", |state| !state.known.waits());
    }
    user.settle();
    let screen = user.screen();
    let row = |text: &str| {
        let row = screen.lines().find(|line| line.contains(text));
        row.unwrap_or_else(|| panic!("no {text} in\n{screen}")).to_owned()
    };
    assert!(row("Wasm linear memory is full").contains("Enter → Memory"));
    assert!(row("Wasm linear  ").contains("6.25 MiB of 6.25 MiB  100 %"), "{screen}");
    // The history rises from the left to the right, and is full at its end.
    let history = row("6.25 MiB of 6.25 MiB");
    let levels: Vec<_> = history.chars().filter_map(|c| "▁▂▃▄▅▆▇█".find(c)).collect();
    assert!(levels.len() >= 3 && levels.is_sorted(), "{history}");
    assert!(history.contains('█'), "{history}");
    user.press(&["gg"]);
    assert!(user.screen().contains("`memory.grow` gives -1"));
    user.press(&["Enter"]);
    assert_eq!(user.state.focus, PaneId::Memory);
}

#[test]
fn resident_pages_are_asked_for_rarely_and_only_where_they_are_seen() {
    for (layout, most) in [("F4", 2), ("F2", 0)] {
        let mut user = User::open(growing(Plan::unlimited(), 1), 80, 24);
        user.press(&[layout]);
        user.event(KeyEvent::new(KeyCode::Char('c'), KeyModifiers::NONE));
        user.wait_until("the start", |state| state.known.runs());
        user.wait_until("answers", |state| !state.known.waits());
        let (mut budgets, mut residency) = (0, 0);
        for _ in 0..16 {
            let effects = user.state.tick(Instant::now());
            for effect in &effects {
                match effect {
                    Effect::Request(Request::Ask { query: Query::Budget, .. }) => budgets += 1,
                    Effect::Request(Request::Ask { query, .. }) if query.is_residency() => {
                        residency += 1;
                    }
                    _ => {}
                }
            }
            user.carry_out(effects);
            user.wait_until("answers", |state| !state.known.waits());
        }
        assert!(user.state.known.runs());
        assert_eq!((budgets, residency), (16, most), "layout {layout}");
    }
}

#[test]
fn breakpoints_that_are_too_many_lead_to_the_breakpoints() {
    let mut user = User::open(with(INVENTORY, limited(&[(LimitName::Breakpoints, 2)])), 80, 24);
    for line in [97, 98, 100] {
        user.command(&format!("break shapes.rs:{line}"));
    }
    user.press(&["F4", "gg"]);
    expect![[r#"
         wrtd inventory-o0.wasm  before the first instruction   10.0 MiB held, no limit
         Budget                                                                10.0 MiB
        ▲ Breakpoints: as many as there may be, 2 of 2               Enter → Breakpoints
        Total        10.0 MiB  no limit is set; bars show shares of the largest account
        Safety level QM  a debugger may do everything, by default
        Wasm linear  ━━━                     1.06 MiB no limit            ▁
        Components   ╸                       86.2 KiB no limit            ▁
        Debug        ━╸                       395 KiB no limit            ▁
        Runtime      ━━━━━━━━━━━━━━━━━━━━━━━ 8.47 MiB no limit            ▁
        Reserve                                   0 B no limit
        ── Breakpoints: as many as there may be, 2 of 2 ────────────────────────────────
        why          Breakpoints: 2 of 2 (from the command line (--limit)). At the
                     limit: a further one stays unverified and says why. To have more,
                     raise the option.



         Console  Output  Source  Variables  Stack  Breakpoints  Timeline
        (wrtd) break shapes.rs:98
        Breakpoint 2 at ../fixtures/rust/inventory/src/shapes.rs:98
        (wrtd) break shapes.rs:100
        Breakpoint 3 is not bound yet: 3 breakpoints are more than the 2 that there may…
        (wrtd)
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.screen());
    user.press(&["Enter"]);
    assert_eq!(user.state.focus, PaneId::Breakpoints);
    // Once one is gone nobody is warned any more.
    user.press(&["Del"]);
    user.press(&["F4"]);
    assert!(!user.screen().contains("as many as there may be"));
}

#[test]
fn a_level_that_lets_nobody_write_is_explained_where_it_stands() {
    let plan = plan(PlatformId::Linux, 512 << 20, AsilLevel::C);
    let mut user = User::open(with(INVENTORY, plan), 60, 24);
    user.press(&["F4", "gg"]);
    assert!(user.screen().contains("ASIL C is read-only"));
    user.press(&["/", "Safety level", "Enter"]);
    let before = user.screen();
    user.press(&["Enter"]);
    expect![[r#"
         wrtd inventory-o0.wasm  before the first instruction
         Budget                                 10.0 MiB of 512 MiB
        ▲ ASIL C is read-only                         Enter explains
        Total        10.0 MiB of 512 MiB
        Safety level ASIL C  a debugger may look and change nothing
          ── Safety level ASIL C ───────────────────────────────────
          here         a debugger may look and change nothing; from
                       the command line (--asil-level)
          forbids      setting variables, globals and memory;
                       expressions that assign or call functions;
                       jumps, restarting a frame, ending threads.
                       Breakpoints, steps and everything that only
                       looks are allowed
          bound        at most 2.00 MiB for the debug account
          other levels QM allows everything; ASIL A allows
                       everything; ASIL B allows everything; ASIL D
                       has no debugging
         Console  Output  Source  Variables  Stack  Breakpoints  Tim
        Stopped before the first instruction: _start at crt1-comman…
          (crt1-command.c is not on this machine; map its folder wi…
        (wrtd)


        c continue  n next  s step  f finish  b breakpoint  : comman
    "#]]
    .assert_eq(&user.screen());
    user.press(&["h"]);
    assert_eq!(user.screen(), before);
}

#[test]
fn a_level_without_debugging_opens_nothing() {
    let plan = plan(PlatformId::Linux, 512 << 20, AsilLevel::D);
    let user = User::open(with(INVENTORY, plan), 80, 24);
    let why = user.state.failure().unwrap();
    assert!(why.starts_with("ASIL D does not allow debugging (from the command line"), "{why}");
}

#[test]
fn the_smallest_screen_has_one_line_an_account_and_explains_it_on_demand() {
    let plan = plan(PlatformId::Linux, 512 << 20, AsilLevel::A);
    let mut user = User::open(with(INVENTORY, plan), 40, 8);
    user.press(&["F4", "z", "j", "j"]);
    expect![[r#"
         wrtd inventory-o0.wasm  before the firs
         Budget             10.0 MiB of 512 MiB
        Total        10.0 MiB of 512 MiB
        Safety level ASIL A
        Wasm linear  ╸────────────── 1.06M/350M
        Components   ╸────────────── 86.2K/50.0M
        Debug        ╸──────────────  394K/50.0M
        c continue  n next  s step  f finish  b
    "#]]
    .assert_eq(&user.screen());
    user.press(&["l", "j", "j", "j"]);
    expect![[r#"
         wrtd inventory-o0.wasm  before the firs
         Budget             10.0 MiB of 512 MiB
            1,114,112 bytes, at most 1,114,112
          capacity
            367,001,600 bytes, of which
            365,887,488 are left
          limit
        c continue  n next  s step  f finish  b
    "#]]
    .assert_eq(&user.screen());
}

#[test]
fn in_ascii_nothing_else_is_drawn() {
    let plan = plan(PlatformId::Linux, 512 << 20, AsilLevel::A);
    let mut user = User::open(with(INVENTORY, plan), 100, 40);
    user.state.theme = Theme { palette: Palette::Plain, ascii: true, ..Theme::default() };
    user.state.known.symbols = user.state.theme.symbols();
    user.press(&["F4", "j"]);
    let screen = user.screen();
    assert!(screen.is_ascii(), "{screen}");
    let runtime = screen.lines().find(|line| line.starts_with("Runtime")).unwrap();
    assert!(runtime.contains("##") && runtime.contains(".."), "{runtime}");
}

#[test]
fn what_is_selected_is_copied_with_all_that_explains_it() {
    let plan = plan(PlatformId::Linux, 512 << 20, AsilLevel::A);
    let mut user = User::open(with(INVENTORY, plan), 80, 24);
    user.press(&["F4", "/", "Reserve", "Enter", "y"]);
    let copied = user.outside.iter().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.as_str()),
        _ => None,
    });
    expect!["Reserve. held: 0 bytes, at most 0. capacity: 23,068,672 bytes, of which 23,068,672 are left. limit: from the command line (--max-memory); to have more, raise the option. at the limit: nothing is charged to it, so that it is never used up"].assert_eq(copied.unwrap());
}

#[test]
fn the_status_row_has_as_much_of_it_as_there_is_room_for() {
    let plan = plan(PlatformId::Linux, 512 << 20, AsilLevel::A);
    let mut user = User::open(with(INVENTORY, plan), 120, 24);
    let mut rows = String::new();
    for width in [120, 80, 60, 50] {
        user.resize(width, 24);
        writeln!(rows, "{}", user.screen().lines().next().unwrap().trim()).unwrap();
    }
    let mut free = User::open(with(INVENTORY, Plan::unlimited()), 80, 24);
    writeln!(rows, "{}", free.screen().lines().next().unwrap().trim()).unwrap();
    expect![[r#"
        wrtd inventory-o0.wasm  before the first instruction              wasm ╸───  comp ╸───  debug ╸───  run ━───  res ────
        wrtd inventory-o0.wasm  before the first instruction         run ━━────── 21 %
        wrtd inventory-o0.wasm  before the first instruction
        wrtd inventory-o0.wasm  before the first instruct
        wrtd inventory-o0.wasm  before the first instruction   10.0 MiB held, no limit
    "#]].assert_eq(&rows);
}
