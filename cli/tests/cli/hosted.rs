//! `wrtd run --debug-listen` without a debugger, and the command line of tokens.

use crate::call::{Done, wrtd};

const BLINK: &str = "fixtures/c/blink/blink-o0.wasm";
const INVENTORY: &str = "fixtures/rust/inventory/inventory-o0.wasm";

/// A run at a free port, without the line that tells it.
fn hosted(words: &[&str]) -> Done {
    let words = [&["run", "--debug-listen", "127.0.0.1:0"], words].concat();
    let mut done = wrtd(&words).stdin("one\ntwo").done();
    let (line, rest) = done.stderr.split_once('\n').unwrap();
    assert!(line.starts_with("debuggers can attach at 127.0.0.1:"), "{line}");
    done.stderr = rest.to_owned();
    done
}

#[test]
fn a_program_to_which_nobody_attaches_runs_as_any_other() {
    for words in [
        &[INVENTORY, "exit", "42"][..],
        &[INVENTORY, "echo"],
        &[INVENTORY, "divide"],
        &["--full-backtrace", INVENTORY, "panic"],
        &["--invoke", "fail", BLINK, "7"],
        &["--invoke", "fail", BLINK, "1"],
    ] {
        let plain = wrtd(&[&["run"], words].concat()).stdin("one\ntwo").done();
        let done = hosted(words);
        assert_eq!(done.to_string(), plain.to_string(), "{words:?}");
    }
}

#[test]
fn what_was_held_in_memory_is_told_at_the_end() {
    let done = hosted(&["--stats", INVENTORY, "exit", "0"]);
    assert!(done.stderr.contains("Loading took"), "{}", done.stderr);
    // Nobody has debugged it, so that nothing was read for that.
    assert!(!done.stderr.contains("Debug information"), "{}", done.stderr);
}

#[test]
fn a_level_without_debugging_offers_none() {
    let words = ["run", "--debug-listen", "127.0.0.1:0", "--asil-level", "D", INVENTORY, "exit"];
    let done = wrtd(&words).done();
    assert_eq!(done.code, Some(1));
    assert!(done.stderr.contains("does not allow debugging"), "{}", done.stderr);
    assert_eq!(done.stdout, "");
}

#[test]
fn other_machines_need_a_token() {
    for words in [
        &["run", "--debug-listen", "0.0.0.0:0", INVENTORY][..],
        &["dap", "--listen", "0.0.0.0:0"],
        &["dap", "--listen", "[::]:0"],
    ] {
        let done = wrtd(words).done();
        assert_eq!(done.code, Some(1));
        let wanted = "can be reached from other machines, and who reaches a debugger can run \
                      anything; ask for a token with `--token-file`, which `wrtd token FILE` makes";
        assert!(done.stderr.contains(wanted), "{}", done.stderr);
        assert_eq!(done.stdout, "");
    }
}

#[test]
fn the_command_line_says_what_goes_together() {
    for words in [
        &["run", "--debug-wait", INVENTORY][..],
        &["run", "--token-file", "x", INVENTORY],
        &["dap", "--token-file", "x"],
        &["dap", "--connect", "localhost:1", "--listen", "127.0.0.1:0"],
        &["dap", "--lend-terminal", "127.0.0.1:1"],
    ] {
        let done = wrtd(words).done();
        assert_eq!(done.code, Some(2), "{words:?}: {}", done.stderr);
    }
}

#[test]
fn a_token_is_made_once_and_for_its_owner() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    let name = file.to_str().unwrap();
    let done = wrtd(&["token", name]).done();
    assert_eq!((done.code, done.to_string().as_str()), (Some(0), "--- exit code 0\n"));
    let token = std::fs::read_to_string(&file).unwrap();
    assert_eq!(token.trim().len(), 64);
    let again = wrtd(&["token", name]).done();
    assert_eq!(again.code, Some(1));
    assert!(again.stderr.contains("name a file that does not exist yet"), "{}", again.stderr);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), token);
}

#[cfg(unix)]
#[test]
fn a_token_that_others_can_read_is_none() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    let name = file.to_str().unwrap();
    assert_eq!(wrtd(&["token", name]).done().code, Some(0));
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    for words in [
        &["dap", "--listen", "127.0.0.1:0", "--token-file", name][..],
        &["dap", "--connect", "127.0.0.1:1", "--token-file", name],
        &["run", "--debug-listen", "127.0.0.1:0", "--token-file", name, INVENTORY],
    ] {
        let done = wrtd(words).done();
        assert_eq!(done.code, Some(1));
        assert!(done.stderr.contains(&format!("run `chmod 600 {name}`")), "{}", done.stderr);
    }
}

#[test]
fn a_proxy_that_cannot_connect_says_so() {
    let done = wrtd(&["dap", "--connect", "127.0.0.1:1"]).done();
    assert_eq!(done.code, Some(1));
    assert!(done.stderr.starts_with("error: cannot connect to 127.0.0.1:1: "), "{}", done.stderr);
}
