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
    expect![[r#"
        Runs and debugs WebAssembly programs at the level of their Rust, C, C++ or Zig sources

        Usage: wrtd <COMMAND>

        Commands:
          run       Run a program
          debug     Debug a program on the full screen, or by commands, typed or from a script
          dap       Serve the Debug Adapter Protocol, for editors
          lsp       Serve the Language Server Protocol for WIT, for editors
          token     Make a secret that a server and its clients share, in a file that only you can read
          check     Check programs without running them: whether they are valid, fit the limits, and what
                    they take
          image     Prepare a program for a device: check it here, write what runs there from flash
          platform  Tell how much memory a program may use here, who says so, and how it is split
          help      Print this message or the help of the given subcommand(s)

        Options:
          -h, --help     Print help
          -V, --version  Print version

        Examples:
          wrtd run hello.wasm                      run a program, with its exit code
          wrtd run --dir . tool.wasm in.txt        let it see the current folder
          wrtd run --invoke add math.wasm 2 3      call one exported function
          wrtd debug hello.wasm                    debug it on the full screen
          wrtd debug --batch steps.wrtd hello.wasm debug it by a script of commands
          wrtd dap                                 debug it in an editor (stdio)
          wrtd dap --listen 127.0.0.1:4711         the same over TCP
          wrtd lsp                                 a language server for WIT, for editors (stdio)
          wrtd check hello.wasm                    tell whether a program fits, without running it
          wrtd image blink.wasm                    prepare a program for a device
          wrtd platform                            tell how much memory there is, and who says so

        Exit codes:
          the program's own; 1 wrtd could not do its work; 2 wrong command line; 134 the program trapped
        --- exit code 0
    "#]].assert_eq(&wrtd(&["--help"]).done().to_string());
}

#[test]
fn each_command_has_examples() {
    for command in ["run", "debug", "dap", "image", "platform"] {
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
