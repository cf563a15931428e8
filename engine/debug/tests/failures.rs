//! Programs that fail: traps and panics, with their stacks, and what can be done after them.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Scene, inventory, launch, plan, portable, spec, types};
use expect_test::{Expect, expect};
use wrtd_debug::{
    Entry, ExceptionFilter, ExceptionKind, LaunchSpec, Motion, OutputCategory, ScopeKind,
    SessionError, StopReason,
};
use wrtd_limits::LimitName;

/// Goes on to a stop that the program cannot avoid: its reason, what is said of it, and the stack.
fn fall(scene: &mut Scene) -> String {
    let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
    let stack = scene.stack();
    let text = stop.text.map_or_else(String::new, |text| text + "\n");
    format!("{:?}: {}\n{text}{stack}", stop.reason, stop.description)
}

/// How `types fail HOW` traps, in both builds.
fn trap(how: &str, expected: &Expect) {
    for build in ["o0", "o2"] {
        let mut scene = types(build, &["fail", how]);
        let fallen = fall(&mut scene);
        assert_eq!(scene.session.stop().unwrap().reason, StopReason::Trap);
        let refused = scene.session.resume(Motion::StepOver).unwrap_err();
        assert!(matches!(refused, SessionError::CannotResume(_)), "{refused}");
        assert_eq!(
            scene.log.take(OutputCategory::Stdout),
            format!("types with 2 arguments\nfailing by {how}\n")
        );
        scene.session.terminate();
        assert_eq!(scene.session.exit_code(), Some(134));
        expected.assert_eq(&fallen);
    }
}

#[test]
fn a_division_by_zero_traps() {
    trap(
        "divide",
        &expect![[r#"
        Trap: trap: integer divide by zero at /wrtd/fixtures/c/types/src/shapes.c:62
        integer divide by zero
        divide shapes.c:62 | return left / right; // BREAK: divide
        fail shapes.c:71 | printf("%d\n", divide(10, zero)); // BREAK: divide caller
        main main.c:193 | fail(argv[2]);
    "#]],
    );
    let mut scene = types("o0", &["fail", "divide"]);
    scene.session.resume(Motion::Continue).unwrap();
    assert_eq!(scene.scope(0, ScopeKind::Arguments), "left: int = 10\nright: int = 0\n");
    assert_eq!(scene.scope(1, ScopeKind::Locals), "zero: volatile int = 0\n");
}

#[test]
fn an_unreachable_instruction_traps() {
    trap(
        "unreachable",
        &expect![[r#"
        Trap: trap: unreachable executed at /wrtd/fixtures/c/types/src/shapes.c:73
        unreachable executed
        fail shapes.c:73 | __builtin_trap(); // BREAK: unreachable
        main main.c:193 | fail(argv[2]);
    "#]],
    );
}

#[test]
fn an_address_outside_memory_traps() {
    trap(
        "memory",
        &expect![[r#"
        Trap: trap: out of bounds memory access: 4 bytes at address 0xfffffff0, memory has 0x20000 bytes at /wrtd/fixtures/c/types/src/shapes.c:76
        out of bounds memory access: 4 bytes at address 0xfffffff0, memory has 0x20000 bytes
        fail shapes.c:76 | printf("%d\n", *far); // BREAK: memory
        main main.c:193 | fail(argv[2]);
    "#]],
    );
}

#[test]
fn a_wild_function_pointer_traps() {
    trap(
        "pointer",
        &expect![[r#"
        Trap: trap: undefined element: index 2147483647 in a table of 9 at /wrtd/fixtures/c/types/src/shapes.c:79
        undefined element: index 2147483647 in a table of 9
        fail shapes.c:79 | printf("%d\n", wrong(1, 2)); // BREAK: bad pointer
        main main.c:193 | fail(argv[2]);
    "#]],
    );
}

#[test]
fn a_function_pointer_of_another_type_traps() {
    trap(
        "signature",
        &expect![[r#"
        Trap: trap: indirect call type mismatch: the call expects (i32, i32) -> (i32), the function is () -> (i32) at /wrtd/fixtures/c/types/src/shapes.c:83
        indirect call type mismatch: the call expects (i32, i32) -> (i32), the function is () -> (i32)
        fail shapes.c:83 | printf("%d\n", wrong(1, 2)); // BREAK: bad signature
        main main.c:193 | fail(argv[2]);
    "#]],
    );
}

#[test]
fn an_abort_traps() {
    trap(
        "abort",
        &expect![[r#"
        Trap: trap: unreachable executed at libc-bottom-half/sources/abort.c:5
        unreachable executed
        fail shapes.c:85 | abort(); // BREAK: abort
        main main.c:193 | fail(argv[2]);
    "#]],
    );
}

#[test]
fn a_panic_stops_with_its_message_before_the_program_ends() {
    let panic = |build: &str, args: &[&str], expected: &Expect| {
        let mut scene = inventory(build, args);
        let fallen = fall(&mut scene);
        assert_eq!(scene.session.stop().unwrap().reason, StopReason::Panic);
        assert_eq!(scene.session.exit_code(), None);
        expected.assert_eq(&fallen);
        let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
        assert_eq!(stop.reason, StopReason::Trap, "a panic ends by a trap");
        let text = stop.text.unwrap();
        assert!(text.starts_with("unreachable") && text.contains(" panicked at "), "{text}");
        scene.session.terminate();
        assert_eq!(scene.session.exit_code(), Some(134));
    };
    panic(
        "o0",
        &["panic"],
        &expect![[r#"
        Panic: panic: index out of bounds: the len is 3 but the index is 9
        thread 'main' (1) panicked at rust/inventory/src/failures.rs:16:5:
        index out of bounds: the len is 3 but the index is 9
        inventory::failures::pick failures.rs:16 | shelf[index] // BREAK: panic
        inventory::failures::index_out_of_bounds failures.rs:10 | let item = pick(&shelf, index); // BREAK: panic caller
        inventory::main main.rs:47 | "panic" => failures::index_out_of_bounds(operand.map_or(9, str::len)),
    "#]],
    );
    panic(
        "o2",
        &["panic"],
        &expect![[r#"
        Panic: panic: index out of bounds: the len is 3 but the index is 9
        thread 'main' (1) panicked at rust/inventory/src/failures.rs:16:5:
        index out of bounds: the len is 3 but the index is 9
        inventory::failures::pick failures.rs:16 | shelf[index] // BREAK: panic
        inventory::failures::index_out_of_bounds failures.rs:10 | let item = pick(&shelf, index); // BREAK: panic caller
        inventory::main main.rs:47 | "panic" => failures::index_out_of_bounds(operand.map_or(9, str::len)),
    "#]],
    );
    panic(
        "o0",
        &["unwrap"],
        &expect![[r#"
        Panic: panic: called `Option::unwrap()` on a `None` value
        thread 'main' (1) panicked at rust/inventory/src/failures.rs:22:34:
        called `Option::unwrap()` on a `None` value
        inventory::failures::unwrap_none failures.rs:22 | println!("length {}", length.unwrap()); // BREAK: unwrap
        inventory::main main.rs:48 | "unwrap" => failures::unwrap_none(operand),
    "#]],
    );
    panic(
        "o2",
        &["unwrap"],
        &expect![[r#"
        Panic: panic: called `Option::unwrap()` on a `None` value
        thread 'main' (1) panicked at rust/inventory/src/failures.rs:22:34:
        called `Option::unwrap()` on a `None` value
        inventory::failures::unwrap_none failures.rs:22 | println!("length {}", length.unwrap()); // BREAK: unwrap
        inventory::main main.rs:48 | "unwrap" => failures::unwrap_none(operand),
    "#]],
    );
    panic(
        "o0",
        &["divide"],
        &expect![[r#"
        Panic: panic: attempt to divide by zero
        thread 'main' (1) panicked at rust/inventory/src/failures.rs:30:20:
        attempt to divide by zero
        inventory::failures::divide_by_zero failures.rs:30 | println!("{}", black_box(10i32) / divisor); // BREAK: divide
        inventory::main main.rs:49 | "divide" => failures::divide_by_zero(),
    "#]],
    );
    panic(
        "o2",
        &["divide"],
        &expect![[r#"
        Panic: panic: attempt to divide by zero
        thread 'main' (1) panicked at rust/inventory/src/failures.rs:30:20:
        attempt to divide by zero
        inventory::failures::divide_by_zero failures.rs:30 | println!("{}", black_box(10i32) / divisor); // BREAK: divide
        inventory::main main.rs:49 | "divide" => failures::divide_by_zero(),
    "#]],
    );
}

#[test]
fn an_abort_of_a_rust_program_is_no_panic() {
    for build in ["o0", "o2"] {
        let mut scene = inventory(build, &["abort"]);
        let expected = expect![[r#"
            Trap: trap: unreachable executed at wasisdk://v30.0/src/wasi-libc/libc-bottom-half/sources/abort.c:5
            unreachable executed
            inventory::failures::abort failures.rs:45 | std::process::abort(); // BREAK: abort
            inventory::main main.rs:51 | "abort" => failures::abort(),
        "#]];
        expected.assert_eq(&fall(&mut scene));
        assert_eq!(scene.log.take(OutputCategory::Stderr), "aborting\n");
    }
}

#[test]
fn without_filters_a_trap_ends_the_program() {
    for build in ["o0", "o2"] {
        let mut scene = inventory(build, &["panic"]);
        scene.session.set_exception_filters(&[]);
        assert_eq!(scene.go(Motion::Continue), "exited 134");
        let notice = portable(&scene.log.take(OutputCategory::Important));
        assert!(notice.starts_with("trap: unreachable executed\n   0: "), "{notice}");
        let frame = "inventory::main\n          at FIXTURES/rust/inventory/src/main.rs:47";
        assert!(notice.contains(frame), "{notice}");
        let mut scene = types(build, &["fail", "divide"]);
        scene.session.set_exception_filters(&[ExceptionFilter::new(ExceptionKind::RustPanic)]);
        assert_eq!(scene.go(Motion::Continue), "exited 134");
        // Only panics: the trap that ends the panicked program goes unseen.
        let mut scene = inventory(build, &["unwrap"]);
        scene.session.set_exception_filters(&[ExceptionFilter::new(ExceptionKind::RustPanic)]);
        assert!(scene.go(Motion::Continue).starts_with("Panic "));
        assert_eq!(scene.go(Motion::Continue), "exited 134");
        // Only traps.
        let mut scene = inventory(build, &["unwrap"]);
        scene.session.set_exception_filters(&[ExceptionFilter::new(ExceptionKind::Trap)]);
        assert!(scene.go(Motion::Continue).starts_with("Trap "));
    }
}

#[test]
fn endless_recursion_ends_at_the_call_depth() {
    for build in ["o0", "o2"] {
        let mut given = spec(&format!("rust/inventory/inventory-{build}.wasm"));
        given.args = vec!["overflow".to_owned()];
        given.plan = plan(&[(LimitName::CallDepth, 200)]);
        let mut scene = launch("rust/inventory/src", given);
        let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
        assert_eq!(stop.reason, StopReason::Trap);
        let expected = expect![
            "call stack exhausted: more than 200 nested calls (call_depth is from the launch attribute `limits`; raise the attribute)"
        ];
        expected.assert_eq(&stop.text.unwrap());
        let stack = scene.stack();
        let lines: Vec<&str> = stack.lines().collect();
        assert!(lines.len() > 180 && lines.len() <= 200, "{}", lines.len());
        let (outer, inner) = lines.split_last().unwrap();
        assert_eq!(
            *outer,
            "inventory::main main.rs:50 | \"overflow\" => failures::endless_recursion(1),"
        );
        let outermost = inner.last().unwrap();
        assert_eq!(
            *outermost,
            "inventory::failures::endless_recursion failures.rs:38 | \
             endless_recursion(frame[0] + 1); // BREAK: endless"
        );
        assert!(inner[1..].iter().all(|line| line == outermost), "{stack}");
    }
    // Without a limit of its own the engine has one.
    let args = vec!["0".to_owned()];
    let entry = Entry::Invoke { function: "deep".to_owned(), args };
    let mut scene = launch("wat", LaunchSpec { entry, ..spec("wat/plain.wasm") });
    let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
    assert_eq!(stop.reason, StopReason::Trap);
    assert!(scene.session.stack(0, 1).unwrap().total > 10_000);
    assert_eq!(scene.value("$local0"), (scene.session.stack(0, 1).unwrap().total - 1).to_string());
}

#[test]
fn a_stack_in_memory_that_overflows_is_named() {
    let mut launched = spec("rust/inventory/inventory-o0.wasm");
    launched.args = vec!["overflow".to_owned()];
    launched.plan = plan(&[(LimitName::CallDepth, 1_000_000)]);
    let mut scene = launch("rust/inventory/src", launched);
    let stop = scene.session.resume(Motion::Continue).unwrap().unwrap();
    assert!(stop.description.contains("out of bounds memory access"), "{}", stop.description);
    assert!(
        stop.description.contains("the program's stack has overflowed"),
        "{}",
        stop.description
    );
    // Nothing goes on after a trap but the program's end.
    assert_eq!(scene.go(Motion::Continue), "exited 134");
}
