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
    check(
        "no/such/file.wasm",
        &expect![[r#"
            --- stderr
            error: cannot read no/such/file.wasm: No such file or directory (os error 2); check the path of the program
            --- exit code 1
        "#]],
    );
    check(
        "fixtures",
        &expect![[r#"
        --- stderr
        error: fixtures is a folder; name the .wasm file in it
        --- exit code 1
    "#]],
    );
    check(
        "Cargo.toml",
        &expect![[r#"
        --- stderr
        error: Cargo.toml is a text file, not a program; name the .wasm file that the compiler writes
        --- exit code 1
    "#]],
    );
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
    check(
        "fixtures/rust/component/component.wasm",
        &expect![[r#"
        --- stderr
        error: fixtures/rust/component/component.wasm is a WebAssembly component, and only core modules can be run so far; build the program for the target wasm32-wasip1 in place of wasm32-wasip2, or take the core module out of the component: wasm-tools component unbundle FILE --module-dir DIR
        --- exit code 1
    "#]],
    );
    check(
        "fixtures/wat/bindgen.wasm",
        &expect![[r#"
        --- stderr
        error: fixtures/wat/bindgen.wasm was made by wasm-bindgen and wants the JavaScript beside it. These 3 imports are missing:
          ./game_bg.js.__wbindgen_throw: function (i32, i32) -> ()
          ./game_bg.js.__wbg_alert_1a2b3c4d5e6f7081: function (i32, i32) -> ()
          ./game_bg.js.__wbindgen_init_externref_table: function () -> ()
        Remedy: build the program for wasm32-wasip1 without wasm-bindgen. What needs none of these imports can be run with --stub-missing (in a launch request: `stubMissing`).
        --- exit code 1
    "#]],
    );
    check(
        "fixtures/wat/emscripten.wasm",
        &expect![[r#"
        --- stderr
        error: fixtures/wat/emscripten.wasm was made by Emscripten and wants its JavaScript runtime. These 4 imports are missing:
          env.emscripten_resize_heap: function (i32) -> (i32)
          env._emscripten_memcpy_js: function (i32, i32, i32) -> ()
          env.invoke_ii: function (i32, i32) -> (i32)
          env.__syscall_openat: function (i32, i32, i32, i32) -> (i32)
        Remedy: link it with emcc -sSTANDALONE_WASM, or build it with clang --target=wasm32-wasi. What needs none of these imports can be run with --stub-missing (in a launch request: `stubMissing`).
        --- exit code 1
    "#]],
    );
    check(
        "fixtures/wat/go-js.wasm",
        &expect![[r#"
        --- stderr
        error: fixtures/wat/go-js.wasm was made by Go for JavaScript hosts. These 2 imports are missing:
          gojs.runtime.wasmExit: function (i32) -> ()
          gojs.syscall/js.valueGet: function (i32) -> ()
        Remedy: build it with GOOS=wasip1 GOARCH=wasm. What needs none of these imports can be run with --stub-missing (in a launch request: `stubMissing`).
        --- exit code 1
    "#]],
    );
    check(
        "fixtures/wat/missing-import.wasm",
        &expect![[r#"
        --- stderr
        error: fixtures/wat/missing-import.wasm cannot be linked. These 2 imports are missing:
          host.log: function (i32) -> ()
          host.now: function () -> (i64)
        Give the file that provides them with --preload host=FILE (in a launch request: `preload`), or let calls of missing functions trap with --stub-missing (`stubMissing`).
        --- exit code 1
    "#]],
    );
}

#[test]
fn missing_imports_can_trap_when_called() {
    let done = wrtd(&["run", "--stub-missing", "fixtures/wat/missing-import.wasm"]).done();
    expect![[r#"
        --- exit code 0
    "#]]
    .assert_eq(&done.to_string());
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
    expect![[r#"
        next(1) = 101
        next(2) = 103
        next(3) = 106
        ratio(4) = 26.5
        --- exit code 0
    "#]]
    .assert_eq(&done.to_string());
}
