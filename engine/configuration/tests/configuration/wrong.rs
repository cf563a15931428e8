//! Wrong values, each with its message: the source, the line, the accepted form.

use std::path::Path;

use expect_test::{Expect, expect};
use wrtd_configuration::{Environment, Layer, read_file};

use crate::support::Sources;

fn file(text: &'static str, expected: &Expect) {
    let sources = Sources { file: Some(text), ..Sources::default() };
    expected.assert_eq(&sources.read().unwrap_err().to_string());
}

#[test]
fn values_of_a_file() {
    file(
        "# sizes\n\nmemory_limit = 'lots'",
        &expect![
            "wrtd.toml, line 3: `lots` cannot be memory_limit; write a number of bytes, or one with KiB, MiB, GiB or TiB, as in `256MiB`"
        ],
    );
    file(
        "memory_limit = 1.5",
        &expect![
            "wrtd.toml, line 1: `1.5` cannot be memory_limit; write a number of bytes, or one with KiB, MiB, GiB or TiB, as in `256MiB`"
        ],
    );
    file(
        "debug = -1",
        &expect![
            "wrtd.toml, line 1: `-1` cannot be debug; write a number of bytes, or one with KiB, MiB, GiB or TiB, as in `256MiB`"
        ],
    );
    file(
        "breakpoints = 'many'",
        &expect![
            "wrtd.toml, line 1: `many` cannot be breakpoints; write a whole number, as in `10000`"
        ],
    );
    file(
        "breakpoints = true",
        &expect![
            "wrtd.toml, line 1: `true` cannot be breakpoints; write a whole number, as in `10000`"
        ],
    );
    file(
        "asil_level = 'E'",
        &expect![
            "wrtd.toml, line 1: `E` cannot be asil_level; there is no such level; write one of QM, A, B, C, D"
        ],
    );
    file(
        "asil_level = 3",
        &expect![
            "wrtd.toml, line 1: `3` cannot be asil_level; there is no such level; write one of QM, A, B, C, D"
        ],
    );
    file(
        "platform = 'amiga'",
        &expect![
            "wrtd.toml, line 1: `amiga` cannot be platform; there is no such platform; write one of linux, macos, windows, qnx, vxworks, zephyr, tock, bare-metal"
        ],
    );
    file(
        "reserve = 5",
        &expect![
            "wrtd.toml, line 1: reserve is what the other accounts leave; lower one of them instead"
        ],
    );
    file(
        "symbols = 99999999999999999999",
        &expect![
            "wrtd.toml, line 1: `99999999999999999999` cannot be symbols; write a whole number, as in `10000`"
        ],
    );
    file(
        "memory_limit = '0123456789012345678901234567890123456789012345678901234567890'",
        &expect![
            "wrtd.toml, line 1: `0123456789012345678901234567890123456789..` cannot be memory_limit; write a number of bytes, or one with KiB, MiB, GiB or TiB, as in `256MiB`"
        ],
    );
}

#[test]
fn names_and_forms_of_a_file() {
    file(
        "debug = 1\nmemory = 2",
        &expect![
            "wrtd.toml, line 2: there is no setting `memory`; write one of asil_level, platform, formatter, memory_limit, wasm_linear, component_bytes, debug, runtime, components, instances, imports, exports, resources, call_depth, stack_bytes, breakpoints, watchpoints, symbols, source_files, stack_frames"
        ],
    );
    file(
        "debug = 1\n\n[limits]\nruntime = 2",
        &expect![
            "wrtd.toml, line 3: there is no setting `limits`; write one of asil_level, platform, formatter, memory_limit, wasm_linear, component_bytes, debug, runtime, components, instances, imports, exports, resources, call_depth, stack_bytes, breakpoints, watchpoints, symbols, source_files, stack_frames"
        ],
    );
    file(
        "debug = 1\ndebug = 2",
        &expect![[
            r#"wrtd.toml, line 2: duplicate key; write settings as in `memory_limit = "256MiB"`"#
        ]],
    );
    file(
        "debug = 1\nruntime = ",
        &expect![[
            r#"wrtd.toml, line 2: string values must be quoted, expected literal string; write settings as in `memory_limit = "256MiB"`"#
        ]],
    );
    // The first line is told, not the first name.
    file(
        "debug = 'x'\nbreakpoints = 'x'",
        &expect![
            "wrtd.toml, line 1: `x` cannot be debug; write a number of bytes, or one with KiB, MiB, GiB or TiB, as in `256MiB`"
        ],
    );
}

#[test]
fn values_of_variables() {
    let error = |memory, level| {
        let sources =
            Sources { memory_variable: memory, level_variable: level, ..Sources::default() };
        sources.read().unwrap_err().to_string()
    };
    expect!["the environment (WRTD_MAX_MEM): `1.5` cannot be memory_limit; write a number of bytes, or one with KiB, MiB, GiB or TiB, as in `256MiB`"].assert_eq(&error(Some("1.5"), None));
    expect![[r#"the environment (WRTD_MAX_MEM): `\n` cannot be memory_limit; write a number of bytes, or one with KiB, MiB, GiB or TiB, as in `256MiB`"#]].assert_eq(&error(Some("\n"), None));
    expect!["the environment (WRTD_ASIL_LV): `E` cannot be asil_level; there is no such level; write one of QM, A, B, C, D"].assert_eq(&error(None, Some("E")));
}

#[test]
fn an_empty_variable_is_not_set() {
    let layer = Layer::of_environment(&Environment::Of(&|_| Some("".into()))).unwrap();
    assert_eq!(layer, Layer::default());
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_no_text() {
    use std::os::unix::ffi::OsStringExt;

    let value = |_: &str| Some(std::ffi::OsString::from_vec(vec![0xff]));
    let error = Layer::of_environment(&Environment::Of(&value)).unwrap_err();
    expect!["the environment (WRTD_MAX_MEM): the value is not valid Unicode; set another one"]
        .assert_eq(&error.to_string());
}

#[cfg(unix)]
#[test]
fn files_that_are_none() {
    let folder = tempfile::tempdir().unwrap();
    let error =
        |name: &str| read_file(&folder.path().join(name), Path::new(name)).unwrap_err().to_string();
    expect!["the configuration missing.toml cannot be read (No such file or directory (os error 2)); make it readable or name another one with --config"].assert_eq(&error("missing.toml"));
    std::fs::write(folder.path().join("long.toml"), " ".repeat(70_000)).unwrap();
    expect!["the configuration long.toml has more than 65536 bytes; write only settings into it"]
        .assert_eq(&error("long.toml"));
    std::fs::write(folder.path().join("bytes.toml"), b"\xff").unwrap();
    expect!["the configuration bytes.toml cannot be read (invalid utf-8 sequence of 1 bytes from index 0); make it readable or name another one with --config"].assert_eq(&error("bytes.toml"));
}

#[test]
fn files_of_any_bytes_are_read_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wrtd.toml");
    let read = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        read_file(&path, Path::new("wrtd.toml"))
    };
    for opening in ["[", "{a=", "a.", "[[a]]\n", "'''", "\"\"\"\\"] {
        let nested = format!("a = {}", opening.repeat(60_000 / opening.len()));
        read(nested.as_bytes()).unwrap_err();
    }
    let right = b"# limits\nmemory_limit = \"1.5GiB\"\nasil_level = 'B'\nbreakpoints = 0x10\n";
    read(right).unwrap();
    for i in 0..right.len() {
        let _ = read(&right[..i]);
        for byte in [0, b'"', b'[', b'.', b'\n', 0x80, 0xff] {
            let mut bytes = right.to_vec();
            bytes[i] = byte;
            let _ = read(&bytes);
        }
    }
}
