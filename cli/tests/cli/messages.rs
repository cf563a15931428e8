//! Files that cannot run: each gets a message that says what it is and what to do.

use crate::call::{project, wrtd};
use expect_test::{Expect, expect};

fn check(file: &str, expected: &Expect) {
    let done = wrtd(&["run", file]).done();
    assert_eq!(done.code, Some(1), "{done}");
    expected.assert_eq(&done.to_string());
}

#[test]
fn missing_and_broken_files() {
    check("no/such/file.wasm", &expect![[""]]);
    check("fixtures", &expect![[""]]);
    check("Cargo.toml", &expect![[""]]);
    let folder = tempfile::tempdir().unwrap();
    let whole = std::fs::read(project().join("fixtures/rust/inventory/inventory-o0.wasm")).unwrap();
    for length in [0, 4, 8, 9, 100, whole.len() / 2, whole.len() - 1] {
        let file = folder.path().join("part.wasm");
        std::fs::write(&file, &whole[..length]).unwrap();
        let done = wrtd(&["run", file.to_str().unwrap()]).done();
        assert!(done.stderr.starts_with("error: ") || done.code == Some(0), "{length}: {done}");
        assert!(!done.stderr.contains("panicked"), "{length}: {done}");
    }
}

#[test]
fn modules_that_need_something_else() {
    check("fixtures/rust/component/component.wasm", &expect![[""]]);
    check("fixtures/wat/bindgen.wasm", &expect![[""]]);
    check("fixtures/wat/emscripten.wasm", &expect![[""]]);
    check("fixtures/wat/go-js.wasm", &expect![[""]]);
    check("fixtures/wat/missing-import.wasm", &expect![[""]]);
}

#[test]
fn missing_imports_can_trap_when_called() {
    let done = wrtd(&["run", "--stub-missing", "fixtures/wat/missing-import.wasm"]).done();
    expect![[""]].assert_eq(&done.to_string());
}

#[test]
fn imports_come_from_preloaded_modules() {
    let done = wrtd(&[
        "run",
        "--preload",
        "counter=fixtures/c/preload/counter.wasm",
        "fixtures/c/preload/main.wasm",
    ])
    .done();
    expect![[""]].assert_eq(&done.to_string());
}
