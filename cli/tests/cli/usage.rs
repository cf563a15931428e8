//! The command line itself: help, version, wrong words, colours.

use crate::call::wrtd;
use expect_test::expect;

#[test]
fn version_names_the_program() {
    let done = wrtd(&["--version"]).done();
    assert_eq!(done.stdout, format!("wrtd {}\n", env!("CARGO_PKG_VERSION")));
    assert_eq!(done.code, Some(0));
}

#[test]
fn help_lists_the_commands_with_examples() {
    expect![[""]].assert_eq(&wrtd(&["--help"]).done().to_string());
}

#[test]
fn each_command_has_examples() {
    for command in ["run", "debug", "dap"] {
        let done = wrtd(&[command, "--help"]).done();
        assert_eq!(done.code, Some(0), "{command}");
        assert!(done.stdout.contains("Examples:\n  wrtd "), "{command}: {}", done.stdout);
    }
}

#[test]
fn wrong_words_end_with_2_and_the_usage() {
    for words in [
        &["walk", "x.wasm"][..],
        &["run"],
        &["run", "--no-such-option", "x.wasm"],
        &["run", "--env", "LANG", "x.wasm"],
        &["run", "--dir", "/no/such/folder", "x.wasm"],
        &["run", "--max-memory", "lots", "x.wasm"],
        &["dap", "--listen", "everywhere"],
    ] {
        let done = wrtd(words).done();
        assert_eq!(done.code, Some(2), "{words:?}: {done}");
        assert!(done.stderr.starts_with("error: "), "{words:?}: {done}");
        assert_eq!(done.stdout, "", "{words:?}");
    }
}

#[test]
fn no_colours_where_nobody_sees_them_or_wants_them() {
    for call in
        [wrtd(&["run", "missing.wasm"]), wrtd(&["run", "missing.wasm"]).env("NO_COLOR", "1")]
    {
        let done = call.done();
        assert!(!done.stderr.contains('\x1b'), "{done}");
    }
}
