//! The budget under each reference profile.

use crate::tmux::Tmux;

/// The budget of a program that stands at its beginning.
fn budget(options: &str, program: &str) -> Option<String> {
    let terminal = Tmux::open(120, 40)?;
    terminal.debug(&format!("{options} {program}"));
    terminal.wait_for("c continue");
    terminal.keys(&["F4"]);
    let screen = terminal.wait_for("Wasm linear");
    terminal.keys(&[":q", "Enter"]);
    terminal.ended(0);
    Some(screen)
}

const STEPS: &str = "fixtures/c/steps/steps-o0.wasm";

#[test]
fn a_linux_container() {
    let Some(screen) = budget("--platform linux --max-memory 512MiB", STEPS) else { return };
    assert!(screen.contains("of 350 MiB") && screen.contains("QM"), "{screen}");
}

#[test]
fn qnx() {
    let Some(screen) = budget("--platform qnx --max-memory 64MiB", STEPS) else { return };
    assert!(screen.contains("of 32.0 MiB") && screen.contains("ASIL C"), "{screen}");
}

#[test]
fn a_zephyr_device() {
    let thermostat = "fixtures/rust/thermostat/thermostat-o0.wasm";
    let Some(screen) = budget("--platform zephyr --max-memory 32KiB", thermostat) else { return };
    assert!(screen.contains("of 20.0 KiB") && screen.contains("ASIL B"), "{screen}");
}

#[test]
fn a_machine_of_any_sort() {
    let Some(screen) = budget("--platform macos --max-memory 256MiB", STEPS) else { return };
    assert!(screen.contains("of 175 MiB") && screen.contains("QM"), "{screen}");
}
