//! What most users do on most days.

use crate::tmux::Tmux;

const INVENTORY: &str = "fixtures/rust/inventory/inventory-o0.wasm";

#[test]
fn a_rust_program_is_stepped_through_and_changed() {
    let Some(terminal) = Tmux::open(100, 30) else { return };
    terminal.debug(INVENTORY);
    terminal.wait_for("c continue");
    terminal.command("break shapes.rs:97");
    terminal.wait_for("Breakpoint 1 at ");
    terminal.keys(&["c"]);
    terminal.wait_for("breakpoint 1");
    terminal.keys(&["n"]);
    terminal.wait_for("98 ▶");
    terminal.wait_for("▸ shapes = [Circle { radius: 1.0 }");
    terminal.command("print area * 2.0");
    terminal.wait_for("6.0");
    terminal.command("set var total = 40.5");
    terminal.wait_for("total = 40.5");
    terminal.keys(&["n"]);
    // What has changed is told with what it was.
    terminal.wait_for("total = 43.5  ← ");
    terminal.keys(&[":q", "Enter"]);
    terminal.ended(0);
}

#[test]
fn a_c_program_is_stepped_through_and_changed() {
    let Some(terminal) = Tmux::open(80, 24) else { return };
    terminal.debug("fixtures/c/steps/steps-o0.wasm");
    terminal.wait_for("c continue");
    terminal.command("break kept");
    terminal.wait_for("Breakpoint 1 at ");
    terminal.keys(&["F5"]);
    terminal.wait_for("breakpoint 1");
    terminal.keys(&["F10"]);
    terminal.wait_for("sum = 1 ");
    terminal.command("set var sum = 500");
    terminal.wait_for("sum = 500");
    terminal.command("print sum + value");
    terminal.wait_for("= 50");
    terminal.keys(&["F10"]);
    terminal
        .wait_until("the sum", |screen| screen.contains("sum = 51") || screen.contains("sum = 50"));
    terminal.keys(&[":q", "Enter"]);
    terminal.ended(0);
}

#[test]
fn a_trap_tells_where_and_the_stack_remains() {
    let Some(terminal) = Tmux::open(120, 30) else { return };
    let text = "(module (func $inner unreachable) (func $outer (call $inner)) (func (export \"_start\") (call $outer)))";
    let program = terminal.write("trap.wat", text);
    terminal.debug(&program);
    terminal.wait_for("c continue");
    terminal.keys(&["c"]);
    terminal.wait_for("unreachable");
    terminal.command("backtrace");
    let screen = terminal.wait_for("outer");
    assert!(screen.contains("inner"), "{screen}");
    terminal.keys(&[":q", "Enter"]);
    terminal.ended(0);
}

#[test]
fn a_rust_panic_is_told_with_its_message_where_it_is_made() {
    let Some(terminal) = Tmux::open(120, 30) else { return };
    terminal.debug(&format!("{INVENTORY} panic"));
    terminal.wait_for("c continue");
    terminal.keys(&["c"]);
    terminal.wait_for("panicked at");
    terminal.wait_for("16 ▶");
    terminal.command("backtrace");
    terminal.wait_for("inventory::");
    terminal.keys(&[":q", "Enter"]);
    terminal.ended(0);
}
