//! Settings of options, variables and files, as `wrtd platform` shows them: which counts, and what is refused.

use crate::platform::{check, lines, on};
use expect_test::expect;

/// A configuration file.
fn file(text: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("limits.toml");
    std::fs::write(&path, text).unwrap();
    let path = path.to_str().unwrap().to_owned();
    (folder, path)
}

#[test]
fn the_reference_profiles_come_out_on_any_host() {
    let of = |platform: &str, size: &str| {
        let words = ["--platform", platform, "--max-memory", size];
        let words = [&words[..], &["--allow-more-than-detected"]].concat();
        lines(
            on("kubernetes-124786-resized-pod", &words),
            &[
                "profile",
                "memory_limit",
                "wasm_linear",
                "component_bytes",
                "debug",
                "runtime",
                "reserve",
            ],
        )
    };
    expect![[r#"
        profile   Linux container, made for 512 MiB and scaled
        memory_limit        512 MiB  536870912  the command line (--max-memory)
        wasm_linear         350 MiB  367001600  the command line (--max-memory)
        component_bytes      50 MiB   52428800  the command line (--max-memory)
        debug                50 MiB   52428800  the command line (--max-memory)
        runtime              40 MiB   41943040  the command line (--max-memory)
        reserve              22 MiB   23068672  the command line (--max-memory)
    "#]]
    .assert_eq(&of("linux", "512MiB"));
    expect![[r#"
        profile   QNX, made for 64 MiB and scaled, as on qnx
        memory_limit         64 MiB  67108864  the command line (--max-memory)
        wasm_linear          32 MiB  33554432  the command line (--max-memory)
        component_bytes       8 MiB   8388608  the command line (--max-memory)
        debug                 2 MiB   2097152  the command line (--max-memory)
        runtime               8 MiB   8388608  the command line (--max-memory)
        reserve              14 MiB  14680064  the command line (--max-memory)
    "#]]
    .assert_eq(&of("qnx", "64MiB"));
    expect![[r#"
        profile   embedded, made for 32 KiB and scaled, as on bare-metal
        memory_limit         32 KiB    32768  the command line (--max-memory)
        wasm_linear          20 KiB    20480  the command line (--max-memory)
        component_bytes       4 KiB     4096  the command line (--max-memory)
        debug                 1 KiB     1024  the command line (--max-memory)
        runtime               4 KiB     4096  the command line (--max-memory)
        reserve               3 KiB     3072  the command line (--max-memory)
    "#]]
    .assert_eq(&of("bare-metal", "32k"));
}

#[test]
fn options_count_more_than_variables_and_these_more_than_the_file() {
    let (_folder, path) = file("memory_limit = '6MiB'\nbreakpoints = 9\n");
    let host = || on("kubernetes-124786-resized-pod", &["--config", &path]);
    let words = ["memory_limit", "breakpoints"];
    let plain = |text: String| text.replace(&path, "limits.toml");
    expect![[r#"
        memory_limit          6 MiB  6291456  limits.toml, line 1
        breakpoints                        9  limits.toml, line 2
    "#]]
    .assert_eq(&plain(lines(host(), &words)));
    let variable = || host().env("WRTD_MAX_MEM", "7m");
    expect![[r#"
        memory_limit          7 MiB  7340032  the environment (WRTD_MAX_MEM)
        breakpoints                        9  limits.toml, line 2
    "#]]
    .assert_eq(&plain(lines(variable(), &words)));
    let words_with_option = ["--config", &path, "--max-memory", "8MiB"];
    let option = on("kubernetes-124786-resized-pod", &words_with_option).env("WRTD_MAX_MEM", "7m");
    expect![[r#"
        memory_limit          8 MiB  8388608  the command line (--max-memory)
        breakpoints                        9  limits.toml, line 2
    "#]]
    .assert_eq(&plain(lines(option, &words)));
}

#[test]
fn the_container_lowers_what_is_asked_for_unless_that_is_allowed() {
    let words = ["memory_limit", "warning: 1 GiB"];
    let host = "kubernetes-124786-resized-pod";
    expect![[r#"
        memory_limit         15 MiB  15728640  memory.max of /
        warning: 1 GiB from the command line (--max-memory) is more than the 15 MiB from memory.max of /, which counts; set less, or give --allow-more-than-detected to have it all the same
    "#]].assert_eq(&lines(on(host, &["--max-memory", "1GiB"]), &words));
    let allowed = on(host, &["--max-memory", "1GiB", "--allow-more-than-detected"]);
    expect![[r#"
        memory_limit          1 GiB  1073741824  the command line (--max-memory)
        warning: 1 GiB from the command line (--max-memory) is more than the 15 MiB from memory.max of /, past which the system may end the process; leave --allow-more-than-detected away to stay below
    "#]].assert_eq(&lines(allowed, &words));
}

#[test]
fn the_strictest_level_counts() {
    let words = ["level", "debug", "breakpoints", "warning: ASIL"];
    let call =
        on("kubernetes-node-allocatable-v2", &["--asil-level", "B"]).env("WRTD_ASIL_LV", "D");
    expect![[r#"
        level     ASIL D from the environment (WRTD_ASIL_LV): there is no debugging
        debug               0 bytes           0  ASIL D
        breakpoints                           0  ASIL D
        warning: ASIL B from the command line (--asil-level) is not taken, as ASIL D from the environment (WRTD_ASIL_LV) is stricter; change it there
    "#]].assert_eq(&lines(call, &words));
}

#[test]
fn wrong_values_name_their_source_and_the_accepted_form() {
    let host = "macos-16-gb";
    check(
        on(host, &["--max-memory", "lots"]),
        &expect![[r#"
        --- stderr
        error: invalid value 'lots' for '--max-memory <SIZE>': write a number of bytes, or one with KiB, MiB, GiB or TiB, as in `256MiB`

        For more information, try '--help'.
        --- exit code 2
    "#]],
    );
    check(
        on(host, &["--asil-level", "E"]),
        &expect![[r#"
        --- stderr
        error: invalid value 'E' for '--asil-level <LEVEL>': there is no such level; write one of QM, A, B, C, D

        For more information, try '--help'.
        --- exit code 2
    "#]],
    );
    check(
        on(host, &["--platform", "amiga"]),
        &expect![[r#"
        --- stderr
        error: invalid value 'amiga' for '--platform <NAME>': there is no such platform; write one of linux, macos, windows, qnx, vxworks, zephyr, tock, bare-metal

        For more information, try '--help'.
        --- exit code 2
    "#]],
    );
    check(
        on(host, &[]).env("WRTD_MAX_MEM", "1.5"),
        &expect![[r#"
        --- stderr
        error: the environment (WRTD_MAX_MEM): `1.5` cannot be memory_limit; write a number of bytes, or one with KiB, MiB, GiB or TiB, as in `256MiB`
        --- exit code 1
    "#]],
    );
    check(
        on(host, &["--config", "no-such-file.toml"]),
        &expect![[r#"
        --- stderr
        error: the configuration no-such-file.toml cannot be read (No such file or directory (os error 2)); make it readable or name another one with --config
        --- exit code 1
    "#]],
    );
    let (_folder, path) = file("# limits\nbreakpoints = 'many'\n");
    let mut done = on(host, &["--config", &path]).done();
    done.stderr = done.stderr.replace(&path, "limits.toml");
    expect![[r#"
        --- stderr
        error: limits.toml, line 2: `many` cannot be breakpoints; write a whole number, as in `10000`
        --- exit code 1
    "#]].assert_eq(&done.to_string());
}
