//! However wrtd ends, the terminal is as it was, and the exit code says how.

use crate::tmux::Tmux;

const STEPS: &str = "fixtures/c/steps/steps-o0.wasm";

#[test]
fn the_user_leaves_while_the_program_runs() {
    let Some(terminal) = Tmux::running(80, 24) else { return };
    assert_eq!(terminal.format("#{alternate_on} #{mouse_any_flag}"), "1 1");
    terminal.keys(&[":q", "Enter"]);
    terminal.ended(0);
}

#[test]
fn a_signal_ends_wrtd_in_order_and_says_so() {
    for (signal, code) in [("TERM", 143), ("HUP", 129), ("QUIT", 131)] {
        let Some(terminal) = Tmux::running(80, 24) else { return };
        terminal.kill(signal);
        let screen = terminal.ended(code);
        let told = format!("SIG{signal} has ended wrtd, and the program with it");
        assert!(screen.contains(&told), "{screen}");
    }
}

#[test]
fn a_signal_ends_wrtd_while_the_program_stands() {
    let Some(terminal) = Tmux::open(80, 24) else { return };
    terminal.debug(STEPS);
    terminal.wait_for("c continue");
    terminal.kill("TERM");
    terminal.ended(143);
}

#[test]
fn what_cannot_be_loaded_is_told_on_the_terminal_as_it_was() {
    let Some(terminal) = Tmux::open(100, 24) else { return };
    let broken = terminal.write("broken.wasm", "this is no program");
    let component = terminal.file("component.wasm");
    std::fs::write(&component, b"\0asm\x0d\0\x01\0").unwrap();
    for (program, why) in [
        ("no-such-file.wasm", "no-such-file.wasm"),
        (broken.as_str(), "broken.wasm"),
        (component.as_str(), "component"),
    ] {
        terminal.debug(program);
        let screen = terminal.ended(1);
        let error = screen.lines().find(|line| line.starts_with("error: "));
        assert!(error.is_some_and(|_| screen.replace('\n', "").contains(why)), "{why}:\n{screen}");
    }
}

#[test]
fn a_terminal_that_shows_lines_only_gets_lines() {
    let Some(terminal) = Tmux::open(80, 24) else { return };
    terminal.line("TERM=dumb; export TERM");
    terminal.debug(STEPS);
    terminal.wait_until("the prompt", |screen| screen.trim_end().ends_with("(wrtd)"));
    assert_eq!(terminal.format("#{alternate_on}"), "0");
    terminal.line("quit");
    terminal.ended(0);
}

/// The terminal goes away under a program that runs, as when an ssh connection breaks; wrtd does not live on.
#[test]
fn wrtd_ends_when_its_terminal_is_closed() {
    let Some(terminal) = Tmux::running(80, 24) else { return };
    let pid = std::fs::read_to_string(terminal.file("pid")).unwrap();
    drop(terminal);
    assert_gone(pid.trim());
}

fn assert_gone(pid: &str) {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    let lives = || {
        let kill = std::process::Command::new("kill").args(["-0", pid]).output();
        kill.unwrap().status.success()
    };
    while lives() {
        assert!(std::time::Instant::now() < deadline, "wrtd lives on without a terminal");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
}
