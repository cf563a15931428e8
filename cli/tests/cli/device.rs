//! Programs for devices run and debugged on a workstation: `--platform zephyr --max-memory 32KiB`.

use crate::call::{Call, project, wrtd};
use crate::debug::session_with;
use expect_test::{expect, expect_file};

const DEVICE: [&str; 4] = ["--platform", "zephyr", "--max-memory", "32KiB"];
const BLINK: &str = "fixtures/c/blink/blink-o0.wasm";
const THERMOSTAT: &str = "fixtures/rust/thermostat/thermostat-os.wasm";

fn run(options: &[&str], command: &[&str]) -> Call {
    let words = [&["run"], &DEVICE[..], options, command].concat();
    wrtd(&words)
}

#[test]
fn the_blink_session() {
    let expected = expect_file!["../../../fixtures/sessions/blink.transcript"];
    session_with(&DEVICE, "blink", BLINK, &expected);
}

#[test]
fn the_thermostat_session() {
    let expected = expect_file!["../../../fixtures/sessions/thermostat.transcript"];
    let program = "fixtures/rust/thermostat/thermostat-o0.wasm";
    session_with(&DEVICE, "thermostat", program, &expected);
}

#[test]
fn readme_shows_a_piece_of_the_thermostat_session() {
    let read = |file: &str| std::fs::read_to_string(project().join(file)).unwrap();
    let readme = read("README.md");
    let (_, rest) = readme.split_once("--batch fixtures/sessions/thermostat.wrtd").unwrap();
    let (_, rest) = rest.split_once("```text\n").unwrap();
    let (piece, _) = rest.split_once("```\n").unwrap();
    assert!(read("fixtures/sessions/thermostat.transcript").contains(piece), "{piece}");
}

#[test]
fn a_program_runs_on_every_device_with_its_output_and_exit_code() {
    for platform in ["zephyr", "tock", "bare-metal"] {
        let done = wrtd(&["run", "--platform", platform, THERMOSTAT]).done();
        assert_eq!((done.code, done.stderr.as_str()), (Some(0), ""), "{done}");
        assert!(done.stdout.ends_with("cellar has no sensor after 4, mean 206\n"), "{done}");
    }
    expect!["--- exit code 7\n"]
        .assert_eq(&run(&["--invoke", "fail"], &[BLINK, "7"]).done().to_string());
}

#[test]
fn a_file_says_that_programs_are_for_a_device() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("limits.toml");
    std::fs::write(&path, "platform = 'zephyr'\nmemory_limit = '24KiB'\n").unwrap();
    let words = ["run", "--stats", "--config", path.to_str().unwrap(), "--invoke", "fill"];
    let done = wrtd(&[&words[..], &[BLINK]].concat()).done();
    let text = done.to_string().replace(path.to_str().unwrap(), "limits.toml");
    expect![[r#"
        1212
        --- stderr
        Planned for zephyr by the embedded profile.
        ASIL B (from the embedded profile): a debugger may do everything.
        18338 bytes in all, of 24576 (from limits.toml, line 2).
        Warning: The Wasm linear memory account is nearly full, 99 %, 15331 bytes of 15360 (from limits.toml, line 2). At the limit: `memory.grow` gives -1, and a program that needs more at its start is refused. To have more, raise the value there.

        account                      used   at most so far               of
        Wasm linear memory          15331            15331            15360  [###################.]  limits.toml, line 2
        components                      0                0             3072  [....................]  limits.toml, line 2
        debug                          32               32              768  [#...................]  limits.toml, line 2
        runtime                      2975             2975             3072  [###################.]  limits.toml, line 2
        reserve                         0                0             2304  [....................]  limits.toml, line 2

        count                        used                                of
        instances                       1                                 6  [###.................]  the embedded profile
        breakpoints                     0                                 7  [....................]  the embedded profile
        watchpoints                     0                                 1  [....................]  the embedded profile
        stack frames                    0                                12  [....................]  the embedded profile
        symbols                         0                               192  [....................]  the embedded profile
        source files                    0                                 6  [....................]  the embedded profile

        Memory 0 of blink-o0.wasm: 15331 pages of 1 byte, no maximum of its own
        1 table with 4 elements
        The engine's own memory, for 2438 bytes of code:
          interpreter                      1792
          stack                             768
          frames                            384
          globals                             8
          tables                             20
          segments                            3
        The program's image lies in flash: 3916 bytes, charged to no account.
        --- exit code 0
    "#]].assert_eq(&text);
}

#[test]
fn a_trap_shows_its_reason_and_stack() {
    expect![[r#"
        --- stderr
        error: out of bounds memory access: 4 bytes at address 0x7fffff10, memory has 0x310 bytes
           0: fail
                  at /wrtd/fixtures/c/blink/src/blink.c:127:23
        --- exit code 134
    "#]]
    .assert_eq(&run(&["--invoke", "fail"], &[BLINK, "1"]).done().to_string());
    expect![[r#"
        --- stderr
        error: undefined element: index 99 in a table of 4
           0: fail
                  at /wrtd/fixtures/c/blink/src/blink.c:130:9
        --- exit code 134
    "#]]
    .assert_eq(&run(&["--invoke", "fail"], &[BLINK, "2"]).done().to_string());
}

#[test]
fn what_does_not_fit_is_refused_with_what_to_do() {
    let inventory = "fixtures/rust/inventory/inventory-o0.wasm";
    expect![[r#"
        --- stderr
        error: fixtures/rust/inventory/inventory-o0.wasm does not fit: the Wasm linear memory budget has 20480 bytes left of 20480 (from the command line (--max-memory)), and 1114112 were asked for; raise the option. The program's memory comes in pages of 64 KiB; link it with pages of 1 byte and a stack that fits: with clang -Wl,--page-size=1 -Wl,-z,stack-size=1024, with rustc -C link-arg=--page-size=1 -C link-arg=-zstack-size=1024
        --- exit code 1
    "#]].assert_eq(&run(&[], &[inventory]).done().to_string());
    expect![[r#"
        --- stderr
        error: fixtures/c/blink/blink-o0.wasm does not fit: the runtime budget has 4096 bytes left of 4096 (from the command line (--max-memory)), and 4447 were asked for; raise the option. These are interpreter 1792, stack 1024, frames 1600, globals 8, tables 20, segments 3; `stack_bytes` is the size of the stack, `call_depth` the number of frames, 16 bytes each
        --- exit code 1
    "#]].assert_eq(&run(&["--limit", "call_depth=100"], &[BLINK]).done().to_string());
    expect![[r#"
        --- stderr
        error: fixtures/c/blink/blink-o0.wasm does not fit: 112 bytes of stack are more than the 64 that there may be (from the command line (--limit stack_bytes)); raise the option
        --- exit code 1
    "#]].assert_eq(&run(&["--limit", "stack_bytes=64"], &[BLINK]).done().to_string());
    expect![[r#"
        --- stderr
        error: fixtures/c/sensor/sensor.wasm imports what is not here. These 2 imports are missing:
          board.read: function (i32) -> (i32)
          board.print: function (i32, i32) -> ()
        On a device its firmware gives them. Here there is of WASI (wasi_snapshot_preview1) what any board can have: fd_write to standard output and error, and proc_exit; more comes from whoever embeds wrtd. Let calls of missing functions trap with --stub-missing (in a launch request: `stubMissing`).
        --- exit code 1
    "#]].assert_eq(
        &run(&["--invoke", "run"], &["fixtures/c/sensor/sensor.wasm", "8"]).done().to_string(),
    );
    expect![[r#"
        --- stderr
        error: zephyr is a device, which has one program and no system around it, so that there are no folders (--dir); leave them out, or choose another platform
        --- exit code 1
    "#]].assert_eq(&run(&["--dir", "."], &[BLINK]).done().to_string());
}

#[test]
fn imports_that_no_board_gives_trap_when_they_are_called() {
    let sensor = ["fixtures/c/sensor/sensor.wasm", "8"];
    expect![[r#"
        --- stderr
        error: the missing import board.read was called; the firmware of the board has to give it
           0: run
                  at /wrtd/fixtures/c/sensor/src/sensor.c:97:23
        --- exit code 134
    "#]]
    .assert_eq(&run(&["--stub-missing", "--invoke", "run"], &sensor).done().to_string());
}
