//! Programs that have lines by other means than a compiler's DWARF: text form, and source maps.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod common;

use common::{Scene, fixtures, launch, portable, spec};
use expect_test::expect;
use wrtd_debug::{DebugSession, Entry, LaunchSpec, Motion, ScopeKind};

fn invoke(program: &str, function: &str, args: &[&str]) -> LaunchSpec {
    let args = args.iter().map(ToString::to_string).collect();
    let entry = Entry::Invoke { function: function.to_owned(), args };
    LaunchSpec { entry, stub_missing: true, ..spec(program) }
}

/// Stops at a line and walks on, with the locals at each stop.
fn walk(scene: &mut Scene, times: usize) -> String {
    let mut transcript = String::new();
    for turn in 0..times {
        if turn > 0 {
            transcript += &scene.go(Motion::StepOver);
            transcript.push('\n');
        }
        transcript += &scene.scope(0, ScopeKind::Arguments);
        transcript += &scene.scope(0, ScopeKind::Locals);
    }
    transcript
}

#[test]
fn text_steps_by_its_own_lines() {
    let mut scene = launch("wat", invoke("wat/plain.wat", "sum", &["3"]));
    let path = fixtures().join("wat/plain.wat");
    let set = scene.session.add_line_breakpoint(path.to_str().unwrap(), 34);
    assert!(set.verified, "{:?}", set.message);
    let mut transcript = scene.go(Motion::Continue) + "\n";
    transcript += &walk(&mut scene, 5);
    transcript += &format!("limit * 10 = {}\n", scene.value("limit * 10"));
    expect![[r#"
        Breakpoint sum plain.wat:34 | (local.set $total (i32.add (local.get $total) (local.get $limit)))
        limit: i32 = 3
        total: i32 = 0
        Step sum plain.wat:35 | (local.set $limit (i32.sub (local.get $limit) (i32.const 1)))
        limit: i32 = 3
        total: i32 = 3
        Step sum plain.wat:36 | (br $next)))
        limit: i32 = 2
        total: i32 = 3
        Step sum plain.wat:32 | (loop $next
        limit: i32 = 2
        total: i32 = 3
        Step sum plain.wat:33 | (br_if $done (i32.eqz (local.get $limit)))
        limit: i32 = 2
        total: i32 = 3
        limit * 10 = 20
    "#]].assert_eq(&portable(&transcript));
}

/// The stack of a recursion, and the frames' own arguments.
#[test]
fn text_has_a_stack() {
    let mut scene = launch("wat", invoke("wat/plain.wat", "fibonacci", &["3"]));
    let path = fixtures().join("wat/plain.wat");
    scene.session.add_line_breakpoint(path.to_str().unwrap(), 23);
    scene.go(Motion::Continue);
    let mut transcript = scene.stack();
    for frame in 0..3 {
        transcript += &scene.scope(frame, ScopeKind::Arguments);
    }
    expect![[r#"
        fibonacci plain.wat:23 | (then (local.get $n))
        fibonacci plain.wat:26 | (call $fibonacci (i64.sub (local.get $n) (i64.const 1)))
        fibonacci plain.wat:26 | (call $fibonacci (i64.sub (local.get $n) (i64.const 1)))
        n: i64 = 1
        n: i64 = 2
        n: i64 = 3
    "#]]
    .assert_eq(&portable(&transcript));
}

#[test]
fn text_that_is_wrong_is_shown_where() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wrong.wat");
    std::fs::write(&path, "(module\n  (func\n    i32.ad))").unwrap();
    let spec = LaunchSpec { program: path, ..LaunchSpec::default() };
    let error = DebugSession::launch(spec, common::Log::default().sink()).err().unwrap();
    let text = error.to_string().replace(&folder.path().display().to_string(), "FOLDER");
    expect![[r#"
        unknown operator or unexpected token
             --> FOLDER/wrong.wat:3:5
              |
            3 |     i32.ad))
              |     ^"#]]
    .assert_eq(&text);
}

#[test]
fn a_source_map_gives_lines_locals_and_a_stack() {
    let folder = "assemblyscript/boxes";
    let program = format!("{folder}/boxes.wasm");
    let mut scene = launch(folder, invoke(&program, "sum", &["3"])).stopped_at("loop");
    let mut transcript = walk(&mut scene, 4);
    let mut scene = launch(folder, invoke(&program, "fibonacci", &["3"])).stopped_at("bottom");
    transcript += &scene.stack();
    expect![[r#"
        no such scopelimit: i32 = 3
        box: i32 = 160
        i: i32 = 0
        Step boxes/sum boxes.ts:15 | for (let i = 0; i < limit; i++) {
        no such scopelimit: i32 = 3
        box: i32 = 160
        i: i32 = 0
        Breakpoint boxes/sum boxes.ts:16 | box.value += i; // BREAK: loop
        no such scopelimit: i32 = 3
        box: i32 = 160
        i: i32 = 1
        Step boxes/sum boxes.ts:15 | for (let i = 0; i < limit; i++) {
        no such scopelimit: i32 = 3
        box: i32 = 160
        i: i32 = 1
        boxes/fibonacci boxes.ts:8 | return n; // BREAK: bottom
        boxes/fibonacci boxes.ts:10 | return fibonacci(n - 1) + fibonacci(n - 2);
        boxes/fibonacci boxes.ts:10 | return fibonacci(n - 1) + fibonacci(n - 2);
    "#]]
    .assert_eq(&portable(&transcript));
}

/// Functions of AssemblyScript answer to their own name without the file's.
#[test]
fn functions_of_a_source_map_have_names() {
    let mut scene =
        launch("assemblyscript/boxes", invoke("assemblyscript/boxes/boxes.wasm", "sum", &["2"]));
    let found = scene.session.add_function_breakpoint("sum");
    expect![[r#"
        1 boxes.ts:15
    "#]]
    .assert_eq(&portable(&common::show(&found)));
}

/// What is named as a source map may be missing, or anything else.
#[test]
fn a_source_map_that_cannot_be_read_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let wasm = std::fs::read(fixtures().join("assemblyscript/boxes/boxes.wasm")).unwrap();
    let maps: [(&str, Option<&str>); 5] = [
        ("missing", None),
        ("no JSON", Some("no")),
        ("no version", Some("{}")),
        ("no mappings", Some(r#"{"version":3,"sources":["a"]}"#)),
        ("broken", Some(r#"{"version":3,"sources":["a"],"mappings":"!!,AAAA"}"#)),
    ];
    let mut transcript = String::new();
    for (name, map) in maps {
        let program = folder.path().join("boxes.wasm");
        std::fs::write(&program, &wasm).unwrap();
        let path = folder.path().join("boxes.wasm.map");
        let _ = std::fs::remove_file(&path);
        if let Some(map) = map {
            std::fs::write(&path, map).unwrap();
        }
        let spec =
            LaunchSpec { program, ..invoke("assemblyscript/boxes/boxes.wasm", "sum", &["2"]) };
        let mut scene = launch("assemblyscript/boxes", spec);
        scene.session.add_function_breakpoint("sum");
        transcript += &format!("{name}: {}", scene.log.output());
    }
    expect![[r#"
        missing: Console: boxes.wasm: The source map ./boxes.wasm.map is not used: No such file or directory (os error 2). Put the map that was built with the program there.
        no JSON: Console: boxes.wasm: The source map ./boxes.wasm.map is not used: it is no JSON. Put the map that was built with the program there.
        no version: Console: boxes.wasm: The source map ./boxes.wasm.map is not used: it is none of version 3. Put the map that was built with the program there.
        no mappings: Console: boxes.wasm: The source map ./boxes.wasm.map is not used: it has no mappings. Put the map that was built with the program there.
        broken: Console: boxes.wasm: The source map ./boxes.wasm.map is not used: its mappings cannot be read. Put the map that was built with the program there.
    "#]].assert_eq(&transcript.replace(&folder.path().display().to_string(), "FOLDER"));
}
