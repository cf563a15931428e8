//! Breakpoints: where lines, functions and columns lead, and what is said of those that lead nowhere.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fmt::Write;

use common::{Scene, inventory, launch, marker, show, spec, types};
use expect_test::expect;
use wrtd_debug::{Motion, ScopeKind, StopReason};

/// What is said of breakpoints at those lines of a source of the fixture.
fn at_lines(scene: &mut Scene, file: &str, lines: &[u32]) -> String {
    lines.iter().map(|&line| show(&scene.session.add_line_breakpoint(file, line))).collect()
}

fn at_functions(scene: &mut Scene, names: &[&str]) -> String {
    names.iter().map(|name| show(&scene.session.add_function_breakpoint(name))).collect()
}

#[test]
fn a_line_is_bound_before_the_program_runs() {
    for build in ["o0", "o2"] {
        let mut scene = inventory(build, &["flow"]);
        let breakpoint = scene.break_at("recursion bottom");
        assert_eq!(show(&breakpoint), "1 flow.rs:19\n");
        assert!(breakpoint.verified);
        let (path, _) = marker("rust/inventory/src", "recursion bottom");
        assert_eq!(breakpoint.source.unwrap().path, Some(path));
        let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
        assert_eq!(stop.reason, StopReason::Breakpoint(vec![breakpoint.id]));
        assert_eq!(
            stop.description,
            "breakpoint 1 at /wrtd/fixtures/rust/inventory/src/flow.rs:19"
        );
        assert_eq!(scene.hits("n"), "exited 0");
    }
}

#[test]
fn a_line_without_code_moves_to_the_next_with_code() {
    let mut scene = inventory("o0", &[]);
    let expected = expect![[r#"
        1 flow.rs:29: line 26 has no code; moved to line 29
        2 flow.rs:29: line 27 has no code; moved to line 29
        3 flow.rs:29: line 28 begins a function; moved to line 29
        4 flow.rs:32: line 31 has no code; moved to line 32
        5 flow.rs:37: line 34 has no code; moved to line 37
        6 flow.rs:37: line 35 has no code; moved to line 37
    "#]];
    // A comment, an attribute, the head of a function, a closing brace and lines between functions.
    expected.assert_eq(&at_lines(&mut scene, "src/flow.rs", &[26, 27, 28, 31, 34, 35]));
    let mut scene = types("o0", &[]);
    let expected = expect![[r#"
        1 shapes.c:15: line 1 has no code; moved to line 15
        2 shapes.c:15: line 12 has no code; moved to line 15
        3 shapes.c:15: line 14 begins a function; moved to line 15
        4 shapes.c:32: line 31 has no code; moved to line 32
        5 shapes.c:37 in 2 places: line 35 has no code; moved to line 37
        6 shapes.c:51: line 49 has no code; moved to line 51
        7 shapes.c:51: line 50 has no code; moved to line 51
    "#]];
    expected.assert_eq(&at_lines(&mut scene, "types/src/shapes.c", &[1, 12, 14, 31, 35, 49, 50]));
    let mut scene = types("o2", &[]);
    let expected = expect![[r#"
        1 shapes.c:15: line 1 has no code; moved to line 15
        2 shapes.c:15: line 12 has no code; moved to line 15
        3 shapes.c:15: line 14 begins a function; moved to line 15
        4 shapes.c:33 in 2 places: line 31 has no code; moved to line 33
        5 shapes.c:62: line 60 has no code; moved to line 62
    "#]];
    expected.assert_eq(&at_lines(&mut scene, "types/src/shapes.c", &[1, 12, 14, 31, 60]));
}

#[test]
fn what_cannot_be_bound_says_why() {
    let mut scene = inventory("o0", &[]);
    let transcript = at_lines(&mut scene, "src/flow.rs", &[133])
        + &at_lines(&mut scene, "src/flows.rs", &[1])
        + &at_functions(&mut scene, &["flow::factorials", "func[99999]"]);
    let expected = expect![[r#"
        1 nowhere unverified: no code comes from line 133 or a later one of this file
        2 nowhere unverified: no code of the program comes from src/flows.rs; if it was built elsewhere, map its folder to yours (`sourceMap`, --source-map)
        3 nowhere unverified: no function is called flow::factorials; give its name with or without its path, or func[INDEX]
        4 nowhere unverified: no function is called func[99999]; give its name with or without its path, or func[INDEX]
    "#]];
    expected.assert_eq(&transcript);
    assert_eq!(scene.session.breakpoints().len(), 4, "they are kept");
    let mut scene = launch("c/types/src", spec("c/types/types-names.wasm"));
    let expected = expect![[r#"
        1 nowhere unverified: the program has no debug information; build it with debug information (rustc -g, clang -g, `debug = true` in the Cargo profile)
    "#]];
    expected.assert_eq(&at_lines(&mut scene, "main.c", &[191]));
}

#[test]
fn a_function_is_found_by_its_names() {
    for build in ["o0", "o2"] {
        let mut scene = inventory(build, &["flow"]);
        let names =
            ["factorial", "inventory::flow::factorial", "flow::factorial", "inventory::main"];
        let expected = expect![[r#"
            1 flow.rs:18
            2 flow.rs:18
            3 flow.rs:18
            4 main.rs:22
        "#]];
        expected.assert_eq(&at_functions(&mut scene, &names));
        let mut scene = types(build, &[]);
        let expected = expect![[r#"
            1 shapes.c:28
            2 main.c:191
            3 shapes.c:15
        "#]];
        expected.assert_eq(&at_functions(&mut scene, &["factorial", "main", "add"]));
        assert!(scene.go(Motion::Continue).starts_with("Breakpoint main main.c:191"));
    }
}

#[test]
fn an_inlined_function_has_a_place_in_each_caller() {
    for build in ["o0", "o2"] {
        for by_name in [false, true] {
            let mut scene = types(build, &[]);
            let breakpoint = match by_name {
                false => scene.break_at("inlined"),
                true => scene.session.add_function_breakpoint("squared"),
            };
            assert_eq!(breakpoint.offsets.len(), 2, "{build} {breakpoint:?}");
            scene.go(Motion::Continue);
            let first = scene.stack();
            scene.go(Motion::Continue);
            let call = "squared (inlined) shapes.c:38 | count_calls(); // BREAK: inlined\n";
            let start = "squared (inlined) shapes.c:37 | double result = value * value;\n";
            // Optimised, the copy in the circle's case multiplies after the call.
            let (in_circle, in_square) = match (by_name, build) {
                (false, _) => (call, call),
                (true, "o0") => (start, start),
                (true, _) => (call, start),
            };
            let main = "main main.c:209 | aggregates();\n";
            let outer = "aggregates main.c:106 | printf(\"%d %d %g %g %g\\n\", point.x, point.y, \
                        shape_area(&circle), shape_area(&square),\n";
            assert!(first.starts_with(in_circle), "{build} {first}");
            assert!(first.contains("\nshape_area shapes.c:45 | return 3.0 * squared("), "{first}");
            assert!(first.ends_with(&format!("{outer}{main}")), "{first}");
            let second = scene.stack();
            assert!(second.starts_with(in_square), "{build} {second}");
            assert!(second.contains("\nshape_area shapes.c:47 | return squared("), "{second}");
            assert_eq!(scene.go(Motion::Continue), "exited 0");
        }
    }
}

#[test]
fn a_generic_function_has_a_place_in_each_instance() {
    let generic = |build: &str, by_name: bool| {
        let mut scene = inventory(build, &["values"]);
        let breakpoint = match by_name {
            false => scene.break_at("generic"),
            true => scene.session.add_function_breakpoint("describe"),
        };
        let mut text = show(&breakpoint);
        for _ in 0..2 {
            writeln!(text, "{}", scene.go(Motion::Continue)).unwrap();
            text += &scene.scope(0, ScopeKind::Arguments);
        }
        text + &scene.go(Motion::Continue)
    };
    let expected = expect![[r#"
        1 values.rs:128 in 2 places
        Breakpoint inventory::values::describe values.rs:128 | println!("{} of {size} bytes: {:?}", item.label, item.value); // BREAK: generic
        item: &inventory::values::Labelled<(u8, char)> = Labelled { label: "pair", value: (1, 'q') }
        Breakpoint inventory::values::describe values.rs:128 | println!("{} of {size} bytes: {:?}", item.label, item.value); // BREAK: generic
        item: &inventory::values::Labelled<inventory::values::Labelled<(u8, char)>> = Labelled { label: "nested", value: Labelled { label: "pair", value: (1, 'q') } }
        exited 0"#]];
    expected.assert_eq(&generic("o0", false));
    let expected = expect![[r#"
        1 values.rs:127 in 2 places
        Breakpoint inventory::values::describe values.rs:127 | let size = std::mem::size_of::<T>();
        item: &inventory::values::Labelled<(u8, char)> = Labelled { label: "pair", value: (1, 'q') }
        Breakpoint inventory::values::describe values.rs:127 | let size = std::mem::size_of::<T>();
        item: &inventory::values::Labelled<inventory::values::Labelled<(u8, char)>> = Labelled { label: "nested", value: Labelled { label: "pair", value: (1, 'q') } }
        exited 0"#]];
    expected.assert_eq(&generic("o0", true));
    let expected = expect![[r#"
        1 values.rs:128 in 2 places
        Breakpoint inventory::values::describe values.rs:128 | println!("{} of {size} bytes: {:?}", item.label, item.value); // BREAK: generic
        item: &inventory::values::Labelled<(u8, char)> = Labelled { label: "pair", value: (1, 'q') }
        Breakpoint inventory::values::describe values.rs:128 | println!("{} of {size} bytes: {:?}", item.label, item.value); // BREAK: generic
        item: &inventory::values::Labelled<inventory::values::Labelled<(u8, char)>> = Labelled { label: "nested", value: Labelled { label: "pair", value: (1, 'q') } }
        exited 0"#]];
    expected.assert_eq(&generic("o2", false));
    let mut scene = inventory("o0", &["shapes"]);
    scene.break_at("largest");
    let expected = expect![[r#"
        Breakpoint inventory::shapes::largest shapes.rs:108: item = 9.25
        Breakpoint inventory::shapes::largest shapes.rs:108: item = 200
        exited 0"#]];
    expected.assert_eq(&scene.hits("item"));
}

#[test]
fn columns_tell_the_calls_of_a_line_apart() {
    let mut scene = inventory("o0", &["flow"]);
    let (flow, line) = marker("rust/inventory/src", "before move");
    // `    let first = record(scale(10));`: the inner call comes first.
    let lines = [24, 17].map(|column| common::at_line(line - 2, Some(column))).to_vec();
    let set = scene.session.set_line_breakpoints(flow.to_str().unwrap(), lines);
    assert_eq!(set.iter().map(|set| set.column).collect::<Vec<_>>(), [Some(24), Some(17)]);
    for breakpoint in set {
        let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
        assert_eq!(stop.reason, StopReason::Breakpoint(vec![breakpoint.id]));
    }
    assert_eq!(scene.session.resume(Motion::Continue), Ok(None));
}

/// Library sources are not here, but their names and lines are in the program.
#[test]
fn a_line_of_a_library_is_bound_by_its_name() {
    let mut scene = inventory("o0", &["flow"]);
    scene.break_at("in map");
    scene.go(Motion::Continue);
    let frames = scene.session.stack(1, 1).unwrap().frames;
    let caller = &frames[0];
    let source = caller.source.clone().unwrap();
    assert_eq!((source.name.as_str(), source.path), ("map.rs", None));
    assert!(caller.subtle && caller.library);
    scene.session.remove_breakpoint(wrtd_debug::BreakpointId(1));
    scene.session.restart().unwrap();
    let set = scene.session.add_line_breakpoint("core/src/iter/adapters/map.rs", caller.line);
    assert!(set.verified, "{set:?}");
    assert_eq!(set.line, Some(caller.line));
    let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
    assert_eq!(stop.reason, StopReason::Breakpoint(vec![set.id]));
    let frame = scene.session.stack(0, 1).unwrap().frames.remove(0);
    assert_eq!((frame.function, frame.line), (caller.function.clone(), caller.line));
}
