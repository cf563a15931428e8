//! What is kept between two sessions with one program.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::{fs, path::Path};

use common::{User, fixture};
use expect_test::expect;
use wrtd_tui::{
    sessions::Sessions,
    state::{PaneId, Preset, Setup},
    theme::Palette,
};

const PROGRAM: &str = "c/steps/steps-o0.wasm";

fn sessions(folder: &Path) -> Sessions {
    Sessions::of(folder, Path::new("../fixtures/c/steps/steps-o0.wasm"))
}

/// The only file of sessions in a folder.
fn file(folder: &Path) -> std::path::PathBuf {
    fs::read_dir(folder.join("sessions")).unwrap().next().unwrap().unwrap().path()
}

fn restored(setup: Setup, width: u16, height: u16) -> User {
    let mut user = User::open(fixture(PROGRAM), width, height);
    let effects = user.state.restore(setup, true);
    user.carry_out(effects);
    user.settle();
    user
}

/// Somebody who has set up this and that.
fn set_up() -> User {
    let mut user = User::open(fixture(PROGRAM), 80, 24);
    for command in [
        "break steps.c:84 if first == 0",
        "break main",
        "disable 2",
        "logpoint steps.c:83, first is {first}",
        "hits 3 >= 2",
        "tbreak steps.c:85",
        "break *0x41de",
        "catch throw std::*",
        "theme light",
        "layout machine",
    ] {
        user.command(command);
    }
    user.press(&["<", "<"]);
    user.command("layout output");
    user.command("pane variables");
    user.press(&["w", "first + 1", "Enter"]);
    user
}

#[test]
fn all_that_was_set_up_is_there_the_next_time() {
    let folder = tempfile::tempdir().unwrap();
    let before = set_up().state.setup();
    sessions(folder.path()).write(&before).unwrap();
    let setup = sessions(folder.path()).read().unwrap().unwrap();
    assert_eq!(setup, before);

    let mut user = restored(setup, 80, 24);
    assert_eq!(
        user.state.said.as_ref().unwrap().1,
        "4 breakpoints of the last session; :session forget"
    );
    assert_eq!(user.state.theme.palette, Palette::Light);
    assert_eq!(user.state.layout.preset(), Preset::Output);
    user.command("pane breakpoints");
    user.press(&["z"]);
    user.command("catch");
    expect![[r#"
         wrtd steps-o0.wasm  before the first instruction       8.18 MiB held, no limit
         Variables  Source  Stack  Breakpoints  Budget
        ◆  1 steps.c:84 if first == 0
        ○  2 steps.c:82
        ◇  3 steps.c:83 hits >= 2 prints first is {first}
        ●  4 _start.command_export:2

















        Stops on traps; Rust panics; exceptions that are thrown (std::*); uncaught excep
    "#]]
    .assert_eq(&user.screen());
    user.press(&["z"]);
    user.command("layout machine");
    assert!(user.state.layout.is_changed());
    // Once more it is the same.
    user.command("layout output");
    assert_eq!(Setup { source: None, ..user.state.setup() }, Setup { source: None, ..before });
    user.press(&["c", "c"]);
    user.command("pane variables");
    assert!(user.screen().contains("first + 1 = 1"), "{}", user.screen());
    assert_eq!(user.state.focus, PaneId::Variables);
}

#[test]
fn a_file_is_readable_and_for_its_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let setup = Setup { source: None, ..set_up().state.setup() };
    sessions(folder.path()).write(&setup).unwrap();
    let text = fs::read_to_string(file(folder.path())).unwrap();
    let kept: Vec<&str> = text
        .lines()
        .filter(|line| !line.starts_with("program") && !line.starts_with("build"))
        .take_while(|line| !line.starts_with("[[layouts"))
        .collect();
    expect![[r##"
        # What wrtd has kept of the last session with this program.
        version = 1
        layout = "output"
        theme = "light"
        watches = ["first + 1"]
        catch = ["trap", "rust-panic", "throw std::*", "uncaught"]

        [[breakpoint]]
        file = "steps.c"
        line = 84
        if = "first == 0"

        [[breakpoint]]
        function = "main"
        disabled = true

        [[breakpoint]]
        file = "steps.c"
        line = 83
        hits = ">= 2"
        log = "first is {first}"

        [[breakpoint]]
        instruction = "0x41de"
    "##]]
    .assert_eq(&kept.join("\n"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&file(folder.path())), 0o600);
        assert_eq!(mode(&folder.path().join("sessions")), 0o700);
    }
    sessions(folder.path()).forget().unwrap();
    assert_eq!(sessions(folder.path()).read().unwrap(), None);
    sessions(folder.path()).forget().unwrap();
    // Who has set up nothing leaves nothing behind.
    sessions(folder.path()).write(&Setup::default()).unwrap();
    assert_eq!(fs::read_dir(folder.path().join("sessions")).unwrap().count(), 0);
}

#[test]
fn broken_and_hostile_files_are_told_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    sessions(folder.path()).write(&set_up().state.setup()).unwrap();
    let path = file(folder.path());
    let good = fs::read_to_string(&path).unwrap();
    let mut told = String::new();
    let long = "x".repeat(2 << 20);
    let nested = "first = { split = \"beside\", ".repeat(5000);
    for bad in [
        "not toml",
        "version = 1",
        &good.replace("version = 1", "version = 2"),
        &good.replace("layout = \"output\"", "layout = \"sideways\""),
        &good.replace("theme = \"light\"", "theme = \"pink\""),
        &good.replace("steps-o0.wasm\"", "other.wasm\""),
        &good.replace("line = 84", "line = 0"),
        &good.replace("\"memory\"", "\"source\""),
        &good.replace("if = \"first == 0\"", "iff = \"first == 0\""),
        &good.replace("panes = [\"memory\"]", "panes = []"),
        &format!("{good}\n[[layouts]]\nname = \"source\"\n[layouts.root]\n{nested}"),
        &long,
    ] {
        fs::write(&path, bad).unwrap();
        let why = sessions(folder.path()).read().unwrap_err().to_string();
        let why = why.replace(&path.display().to_string(), "FILE");
        let why = why.split(" program, ").next().unwrap_or_default();
        told += &format!("{}\n", why.lines().next().unwrap_or_default());
        assert_eq!(fs::read_to_string(&path).unwrap(), bad);
    }
    expect![[r#"
        FILE: line 1: key with no value, expected `=`; it stays as it is, :session save writes it anew
        FILE: line 1: missing field `program`; it stays as it is, :session save writes it anew
        FILE: it is of version 2, and this wrtd reads 1; it stays as it is, :session save writes it anew
        FILE: there is no layout `sideways`; it stays as it is, :session save writes it anew
        FILE: there is no theme `pink`; it stays as it is, :session save writes it anew
        FILE: it is about another
        FILE: a breakpoint in a file has no line; it stays as it is, :session save writes it anew
        FILE: the pane `source` is in a layout twice; it stays as it is, :session save writes it anew
        FILE: line 14: unknown field `iff`, expected one of `file`, `line`, `column`, `function`, `instruction`, `if`, `hits`, `log`, `disabled`; it stays as it is, :session save writes it anew
        FILE: a part of a layout is neither panes nor two parts; it stays as it is, :session save writes it anew
        FILE: line 64: cannot recurse further; max recursion depth met; it stays as it is, :session save writes it anew
        FILE: it is larger than 1 MiB, which wrtd never writes; it stays as it is, :session save writes it anew
    "#]].assert_eq(&told);
    fs::write(&path, [0xff, 0xfe]).unwrap();
    assert!(sessions(folder.path()).read().unwrap_err().to_string().contains("no UTF-8"));
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert!(sessions(folder.path()).read().unwrap_err().to_string().contains("it is no file"));
}

#[test]
fn breakpoints_at_instructions_are_those_of_one_build() {
    let folder = tempfile::tempdir().unwrap();
    sessions(folder.path()).write(&set_up().state.setup()).unwrap();
    let path = file(folder.path());
    let other = fs::read_to_string(&path).unwrap().replace("build = \"", "build = \"1");
    fs::write(&path, other).unwrap();
    let setup = sessions(folder.path()).read().unwrap().unwrap();
    assert_eq!((setup.kept.breakpoints.len(), setup.left_out), (3, 1));
    let user = restored(setup, 80, 24);
    assert_eq!(
        user.state.said.as_ref().unwrap().1,
        "3 breakpoints of the last session; without 1 at instructions, as the program was built anew; :session forget"
    );
}

#[test]
fn commands_of_sessions_at_the_same_time_are_all_kept() {
    let folder = tempfile::tempdir().unwrap();
    let lines = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    let sessions = sessions(folder.path());
    sessions.add_history(&lines(&["break main", "next"])).unwrap();
    sessions.add_history(&lines(&["print a\nb"])).unwrap();
    assert_eq!(sessions.read_history().unwrap(), lines(&["break main", "next", "print a b"]));
    let many: Vec<String> = (0..3000).map(|n| format!("print {n} {}", "y".repeat(2000))).collect();
    sessions.add_history(&many).unwrap();
    let kept = sessions.read_history().unwrap();
    assert!(kept.len() < 1000 && kept.last() == many.last(), "{}", kept.len());
    let mut user = User::open(fixture(PROGRAM), 80, 24);
    user.state.assist.load_history(lines(&["print 41 + 1"]));
    user.press(&[":", "Up", " + 1", "Enter"]);
    assert!(user.screen().contains("43"), "{}", user.screen());
    assert_eq!(user.state.assist.fresh_commands(), lines(&["print 41 + 1 + 1"]));
}
