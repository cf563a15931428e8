//! Debug information in every place and version that compilers put it in, and sources that moved.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::{fs, path::Path};

use common::{Scene, fixtures, launch, marker, spec};
use expect_test::expect;
use wrtd_debug::{LaunchSpec, Motion, OutputCategory, ScopeKind};

/// Stop, stack and variables at each marker.
fn look(mut scene: Scene, markers: &[&str], kinds: &[ScopeKind]) -> String {
    let mut text = String::new();
    for marker in markers {
        scene.break_at(marker);
        text += &scene.go(Motion::Continue);
        text += "\n";
        text += &scene.stack();
        for &kind in kinds {
            let variables = scene.scope(0, kind);
            if variables.contains(" = ") {
                text += &format!("{kind:?}\n{variables}");
            }
        }
    }
    text + &scene.log.take(OutputCategory::Console)
}

/// A program of `c/types`, with the sources of the project.
fn c(program: &str) -> Scene {
    launch("c/types/src", spec(&format!("c/types/{program}")))
}

/// The program of `c/types` with its sources elsewhere, at the bottom of the recursion.
fn mapped(program: &str, source_map: &[(&str, &Path)]) -> Scene {
    let source_map =
        source_map.iter().map(|(from, to)| ((*from).to_owned(), to.display().to_string()));
    let spec =
        LaunchSpec { source_map: source_map.collect(), ..spec(&format!("c/types/{program}")) };
    let mut scene = launch("c/types/src", spec);
    let breakpoint = scene.session.add_function_breakpoint("count_calls");
    assert!(breakpoint.verified, "{breakpoint:?}");
    scene.go(Motion::Continue);
    scene
}

/// What is said of the source of a frame.
fn origin(scene: &mut Scene, frame: u32) -> Option<String> {
    scene.session.stack(frame, 1).unwrap().frames[0].source.as_ref().unwrap().origin.clone()
}

fn copy(from: &Path, to: &Path) {
    fs::copy(from, to).unwrap();
}

#[test]
fn c_reads_the_same_wherever_its_debug_information_is() {
    let expected = expect![[r#"
        Breakpoint shape_area shapes.c:45 | return 3.0 * squared(shape->as.circle.radius); // BREAK: circle area
        shape_area shapes.c:45 | return 3.0 * squared(shape->as.circle.radius); // BREAK: circle area
        aggregates main.c:106 | printf("%d %d %g %g %g\n", point.x, point.y, shape_area(&circle), shape_area(&square),
        main main.c:209 | aggregates();
        Arguments
        shape: const struct shape * = 0xfec8 → {kind = KIND_CIRCLE (0), as = {circle = {radius = 2}, square = {side = 0, corner = {x = 1073741824, …}}}, …}
        Statics
        global_quarter: double = -0.25
        global_counter: int = 5
        global_name: const char * = 0x10090 "globe"
        global_points: struct point [3] = {{x = 1, y = 2}, {x = 3, y = 4}, {x = 5, y = 6}}
        file_static: unsigned char = 165
        Breakpoint control main.c:182 | count_calls(); // BREAK: shadow inner
        control main.c:182 | count_calls(); // BREAK: shadow inner
        main main.c:212 | printf("control %d\n", control(5));
        Arguments
        limit: int = 5
        Locals
        sum: int = 1000
        (sum): int = 10
        Statics
        file_level: int = 11
    "#]];
    let kinds = [ScopeKind::Arguments, ScopeKind::Locals, ScopeKind::Statics];
    let read = |program: &str| look(c(program), &["circle area", "shadow inner"], &kinds);
    expected.assert_eq(&read("types-o0.wasm"));
    for program in [
        "types-o0-dwarf4.wasm",
        "types-split.wasm",
        "types-packed.wasm",
        "types-beside.wasm",
        "types-external.wasm",
        "types-relative.wasm",
    ] {
        assert_eq!(read(program), read("types-o0.wasm"), "{program}");
    }
}

#[test]
fn rust_reads_the_same_in_both_versions_of_dwarf() {
    let rust = |program: &str| {
        let mut given = spec(&format!("rust/inventory/{program}"));
        given.args = vec!["flow".to_owned()];
        let scene = launch("rust/inventory/src", given);
        look(scene, &["closures", "inner inlined"], &[ScopeKind::Arguments, ScopeKind::Locals])
    };
    let expected = expect![[r#"
        Breakpoint inventory::flow::closures flow.rs:57 | counters::count(40); // BREAK: closures
        inventory::flow::closures flow.rs:57 | counters::count(40); // BREAK: closures
        inventory::flow::tour flow.rs:9 | closures(black_box(3));
        inventory::main main.rs:38 | "flow" => flow::tour(),
        Arguments
        factor: i32 = 3
        Locals
        boxed: Box<dyn Fn(i32) -> i32> (inventory::flow::closures::{closure#3}) = {closure#3} { factor: 3 }
        owner: inventory::flow::closures::{closure#2} = {closure#2} { names: ["a", "b"] }
        second: i32 = 62
        first: i32 = 31
        record: inventory::flow::closures::{closure#1} = {closure#1} { calls: 2 }
        scale: inventory::flow::closures::{closure#0} = {closure#0} { factor: 3 }
        calls: i32 = 2
        names: Vec<String> = ["a", "b"]
        Breakpoint inventory::flow::inner (inlined) flow.rs:98 | counters::count(45); // BREAK: inner inlined
        inventory::flow::inner (inlined) flow.rs:98 | counters::count(45); // BREAK: inner inlined
        inventory::flow::outer (inlined) flow.rs:90 | let result = inner(doubled);
        inventory::flow::inlined flow.rs:76 | let sum = outer(product, a);
        inventory::flow::tour flow.rs:11 | println!("inlined {}", inlined(black_box(6), black_box(7)));
        inventory::main main.rs:38 | "flow" => flow::tour(),
        Arguments
        value: i32 = 84
        Locals
        shifted: i32 = 184
    "#]];
    expected.assert_eq(&rust("inventory-o0.wasm"));
    assert_eq!(rust("inventory-o0-dwarf5.wasm"), rust("inventory-o0.wasm"));
}

#[test]
fn without_its_dwo_files_a_program_has_lines_and_names() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("types-split.wasm");
    copy(&fixtures().join("c/types/types-split.wasm"), &program);
    let sources = fixtures().join("c/types/src").display().to_string();
    // Only the sources are where they are said to be, the other files of the build are not.
    let source_map = vec![("/wrtd/fixtures/c/types/src".to_owned(), sources)];
    let given = LaunchSpec { program, source_map, ..spec("") };
    let mut scene = launch("c/types/src", given);
    scene.session.add_function_breakpoint("apply");
    let mut transcript = scene.walk(Motion::Continue, 1) + &scene.stack();
    assert_eq!(scene.scope(0, ScopeKind::Arguments), "no such scope");
    assert_eq!(scene.scope(0, ScopeKind::Locals), "");
    transcript += &scene.walk(Motion::StepOver, 3);
    scene.break_at("recursion bottom");
    scene.session.remove_breakpoint(wrtd_debug::BreakpointId(1));
    transcript += &scene.walk(Motion::Continue, 2);
    transcript += &scene.log.take(OutputCategory::Console);
    let expected = expect![[r#"
        Breakpoint apply shapes.c:22 | int apply(operation op, int left, int right) {
        apply shapes.c:22 | int apply(operation op, int left, int right) {
        pointers main.c:144 | printf("%d %d %d %d %d\n", apply(plus, 20, 3), apply(table[1], 20, 3), no_operation == NULL,
        main main.c:210 | pointers();
        Step apply shapes.c:23 | int result = op(left, right); // BREAK: apply
        Step apply shapes.c:24 | return result;                // BREAK: apply return
        Breakpoint apply shapes.c:22 | int apply(operation op, int left, int right) {
        Breakpoint factorial shapes.c:29 | count_calls(); // BREAK: recursion bottom
        exited 0
        types-split.wasm: The debug information of /wrtd/fixtures/c/types is missing: types-split-main.dwo was not found, nor a .dwp package beside the program. Types, variables and inlined calls of that source are unknown.
        types-split.wasm: The debug information of /wrtd/fixtures/c/types is missing: types-split-shapes.dwo was not found, nor a .dwp package beside the program. Types, variables and inlined calls of that source are unknown.
    "#]];
    expected.assert_eq(&transcript);
}

#[test]
fn without_dwarf_there_are_names_or_indices() {
    let mut scene = c("types-names.wasm");
    scene.session.add_function_breakpoint("factorial");
    scene.go(Motion::Continue);
    let stack = |scene: &mut Scene| {
        let frames = scene.session.stack(0, 2).unwrap().frames;
        let lines = frames.iter().map(|frame| {
            assert!(!frame.subtle && frame.line > 1, "{frame:?}");
            let source = frame.source.as_ref().unwrap();
            assert!(source.reference.is_some() && source.path.is_none());
            format!("{} in {}: {:?}\n", frame.function, source.name, source.origin)
        });
        lines.collect::<String>()
    };
    let expected = expect![[r#"
        factorial in factorial: Some("disassembly of types-names.wasm")
        main in main: Some("disassembly of types-names.wasm")
    "#]];
    expected.assert_eq(&stack(&mut scene));
    // The argument is the first local of the machine.
    assert_eq!(scene.value("$local0"), "5");
    let kinds: Vec<_> = scene.session.scopes(0).unwrap().iter().map(|scope| scope.kind).collect();
    assert_eq!(kinds, [ScopeKind::Wasm, ScopeKind::Module, ScopeKind::Budget]);
    let reference = scene.session.disassembly(0).unwrap().source.reference.unwrap();
    let text = scene.session.source(reference).unwrap().text;
    let (index, _) = text.split_once(" <factorial> (i32) -> (i32)\n").unwrap();

    let mut scene = c("types-stripped.wasm");
    assert!(!scene.session.add_function_breakpoint("factorial").verified);
    assert!(scene.session.add_function_breakpoint(index).verified);
    scene.go(Motion::Continue);
    let stack = stack(&mut scene);
    let first = format!("{index} in {index}: Some(\"disassembly of types-stripped.wasm\")\nfunc[");
    assert!(stack.starts_with(&first), "{stack}");
    assert_eq!(scene.value("$local0"), "5");
}

#[test]
fn a_source_that_changed_is_flagged_by_its_md5() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["main.c", "shapes.c", "shapes.h"] {
        copy(&fixtures().join("c/types/src").join(name), &folder.path().join(name));
    }
    let map = [("/wrtd/fixtures/c/types/src", folder.path())];
    // Copies of the same text, newer than the program.
    let mut scene = mapped("types-o0.wasm", &map);
    assert_eq!(scene.frame(0), "count_calls shapes.c:56 | calls++;");
    assert_eq!((origin(&mut scene, 0), origin(&mut scene, 1)), (None, None));
    assert_eq!(scene.log.take(OutputCategory::Console), "");
    let shapes = folder.path().join("shapes.c");
    let text = fs::read_to_string(&shapes).unwrap().replace("calls++;", "calls += 1;");
    fs::write(&shapes, text).unwrap();
    let mut scene = mapped("types-o0.wasm", &map);
    assert_eq!(scene.frame(0), "count_calls shapes.c:56 | calls += 1;");
    let flag = "changed since the program was built".to_owned();
    assert_eq!((origin(&mut scene, 0), origin(&mut scene, 1)), (Some(flag), None));
    let console = scene.log.take(OutputCategory::Console);
    let console = console.replace(&folder.path().display().to_string(), "FOLDER");
    let expected = expect![[r#"
        FOLDER/shapes.c has changed since the program was built: lines may be wrong. Build it again.
    "#]];
    expected.assert_eq(&console);
    // Said once, and at a breakpoint as soon as it is set.
    scene.go(Motion::StepOver);
    scene.stack();
    assert_eq!(scene.log.take(OutputCategory::Console), "");
    // DWARF 4 has no MD5, and the time of a copy says nothing.
    let mut scene = mapped("types-o0-dwarf4.wasm", &map);
    assert_eq!(origin(&mut scene, 0), None);
}

#[test]
fn sources_are_found_by_the_longest_prefix_that_is_mapped() {
    let sources = fixtures();
    let nowhere = Path::new("/nonexistent");
    let (file, _) = marker("c/types/src", "static local");
    let found = |map: &[(&str, &Path)]| {
        let mut scene = mapped("types-o0.wasm", map);
        let frame = scene.session.stack(0, 1).unwrap().frames.remove(0);
        (frame.source.unwrap().path, scene.log.take(OutputCategory::Console))
    };
    let here = (Some(file), String::new());
    assert_eq!(found(&[("/wrtd/fixtures", &sources)]), here);
    assert_eq!(found(&[("/wrtd/fixtures/", &sources)]), here);
    assert_eq!(found(&[("/wrtd", nowhere), ("/wrtd/fixtures/c", &sources.join("c"))]), here);
    assert_eq!(found(&[("/wrtd/fixtures/c", &sources.join("c")), ("/wrtd", nowhere)]), here);
    let (path, console) = found(&[("/wrtd/fix", &sources)]);
    assert_eq!(path, None, "a prefix is made of whole parts");
    let expected = expect![[r#"
        /wrtd/fixtures/c/types/src/shapes.c is not on this machine; if the program was built elsewhere, map its folder to yours (`sourceMap`, --source-map).
    "#]];
    expected.assert_eq(&console);
    assert_eq!(found(&[("/wrtd/fixtures", nowhere)]).0, None);
    // Lines are bound by the last parts of a path even where the source is not found.
    let mut scene = mapped("types-o0.wasm", &[]);
    let (_, line) = marker("c/types/src", "static local");
    assert!(scene.session.add_line_breakpoint("/home/me/types/src/shapes.c", line).verified);
    let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
    assert_eq!(
        stop.description,
        format!("breakpoint 2 at /wrtd/fixtures/c/types/src/shapes.c:{line}")
    );
}
