//! Interrupting, stopping, another size, and the program's input.

use crate::tmux::Tmux;

const INVENTORY: &str = "fixtures/rust/inventory/inventory-o0.wasm";

#[test]
fn ctrl_c_interrupts_the_program_and_not_wrtd() {
    let Some(terminal) = Tmux::running(80, 24) else { return };
    terminal.keys(&["C-c"]);
    terminal.wait_for("c continue");
    terminal.keys(&["C-c"]);
    terminal.wait_for("q leaves wrtd");
    terminal.keys(&["c"]);
    terminal.wait_for("Ctrl-C pause");
    // So does the signal itself.
    terminal.kill("INT");
    terminal.wait_for("c continue");
    terminal.keys(&[":q", "Enter"]);
    terminal.ended(0);
}

#[test]
fn another_size_is_drawn_at_once_while_the_program_stands_and_runs() {
    let Some(terminal) = Tmux::open(80, 24) else { return };
    terminal.debug(INVENTORY);
    terminal.wait_for("c continue");
    for (width, height) in [(200, 60), (20, 5), (80, 2), (1, 1), (500, 200), (100, 30)] {
        terminal.resize(width, height);
        terminal.wait_until("the new size", |screen| screen.lines().count() == usize::from(height));
    }
    terminal.wait_for("c continue");
    terminal.keys(&[":q", "Enter"]);
    terminal.ended(0);

    let Some(terminal) = Tmux::running(80, 24) else { return };
    terminal.resize(40, 10);
    terminal.wait_until("the new size", |screen| screen.lines().count() == 10);
    terminal.resize(140, 40);
    let is_drawn = |screen: &str| {
        let last = screen.lines().last().unwrap_or_default();
        screen.lines().count() == 40 && last.contains("Ctrl-C pause")
    };
    terminal.wait_until("the new size", is_drawn);
    terminal.keys(&[":q", "Enter"]);
    terminal.ended(0);
}

#[test]
fn ctrl_z_gives_the_shell_its_terminal_and_fg_draws_again() {
    let Some(terminal) = Tmux::open(80, 24) else { return };
    terminal.debug(INVENTORY);
    terminal.wait_for("c continue");
    for _ in 0..2 {
        terminal.keys(&["C-z"]);
        terminal.wait_for_shell();
        terminal.is_given_back();
        terminal.line("clear; echo still $((40 + 2))");
        terminal.wait_for("still 42");
        terminal.line("fg");
        terminal.wait_for("c continue");
    }
    terminal.keys(&[":q", "Enter"]);
    terminal.wait_for_shell();
    terminal.is_given_back();
}

#[test]
fn without_a_shell_ctrl_z_does_nothing_but_say_so() {
    let Some(terminal) = Tmux::open(80, 24) else { return };
    // The leader of a session, as is whatever a terminal starts by itself.
    let wrtd = env!("CARGO_BIN_EXE_wrtd");
    terminal.line(&format!("exec {wrtd} debug {INVENTORY}"));
    terminal.wait_for("c continue");
    terminal.keys(&["C-z"]);
    terminal.wait_for("no shell");
    terminal.keys(&["n"]);
    terminal.wait_for("stepped");
}

#[test]
fn what_is_typed_reaches_the_program() {
    let Some(terminal) = Tmux::open(80, 24) else { return };
    terminal.debug(&format!("{INVENTORY} echo"));
    terminal.wait_for("c continue");
    terminal.keys(&["F7", "c"]);
    terminal.wait_for("Ctrl-C pause");
    terminal.keys(&["a"]);
    terminal.wait_for("input:");
    terminal.line("grüße from the keyboard");
    terminal.wait_until("both", |screen| screen.matches("grüße from the keyboard").count() >= 2);
    terminal.keys(&["A"]);
    terminal.wait_for("ended with exit code 0");
    terminal.keys(&[":q", "Enter"]);
    terminal.ended(0);
}

/// While an editor has the terminal every key is its own, and Ctrl-C there ends nothing here.
#[test]
fn an_editor_gets_every_key() {
    let Some(terminal) = Tmux::open(80, 24) else { return };
    let (editor, got) = (terminal.file("editor"), terminal.file("got"));
    let script = format!("#!/bin/sh\necho editing\nread -r line\necho \"$line\" > {got}\n");
    terminal.write("editor", &script);
    terminal.line(&format!("chmod +x {editor}; EDITOR={editor}; export EDITOR"));
    terminal.debug(INVENTORY);
    terminal.wait_for("c continue");
    terminal.command("break shapes.rs:97");
    terminal.wait_for("Breakpoint 1");
    terminal.keys(&["c"]);
    terminal.wait_for("97 ▶");
    terminal.keys(&["e"]);
    terminal.wait_for("editing");
    let typed = "qqq every single key of a long line reaches the editor qqq";
    terminal.line(typed);
    terminal.wait_for("c continue");
    assert_eq!(std::fs::read_to_string(got).unwrap().trim_end(), typed);
    terminal.keys(&["n"]);
    terminal.wait_for("98 ▶");
    terminal.keys(&[":q", "Enter"]);
    terminal.ended(0);
}
