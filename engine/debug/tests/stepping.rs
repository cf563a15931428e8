//! Steps at the granularity of lines in unoptimised programs: over, into and out of calls.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Scene, inventory, types};
use expect_test::expect;
use wrtd_debug::{
    Motion::{self, Continue, StepIn, StepInstruction, StepOut, StepOver},
    StopReason,
};

/// The scene at a function or, with a `:`, at a marker; nothing stops it there again.
fn at(mut scene: Scene, place: &str) -> Scene {
    let breakpoint = match place.strip_prefix(':') {
        Some(marker) => scene.break_at(marker),
        None => scene.session.add_function_breakpoint(place),
    };
    let stop = scene.go(Continue);
    assert!(stop.starts_with("Breakpoint "), "{stop}");
    scene.session.remove_breakpoint(breakpoint.id);
    scene
}

fn flow(place: &str) -> Scene {
    at(inventory("o0", &["flow"]), place)
}

fn steps(scene: &mut Scene, motions: &[Motion]) -> String {
    motions.iter().map(|&motion| scene.go(motion) + "\n").collect()
}

#[test]
fn a_step_over_goes_around_a_loop_and_back_to_the_caller() {
    let mut scene = flow("sum_to");
    let expected = expect![[r#"
        Step inventory::flow::sum_to flow.rs:38 | for i in 1..=limit {
        Step inventory::flow::sum_to flow.rs:39 | sum += black_box(i); // BREAK: loop body
        Step inventory::flow::sum_to flow.rs:38 | for i in 1..=limit {
        Step inventory::flow::sum_to flow.rs:39 | sum += black_box(i); // BREAK: loop body
        Step inventory::flow::sum_to flow.rs:38 | for i in 1..=limit {
        Step inventory::flow::sum_to flow.rs:39 | sum += black_box(i); // BREAK: loop body
        Step inventory::flow::sum_to flow.rs:38 | for i in 1..=limit {
        Step inventory::flow::sum_to flow.rs:39 | sum += black_box(i); // BREAK: loop body
        Step inventory::flow::sum_to flow.rs:38 | for i in 1..=limit {
        Step inventory::flow::sum_to flow.rs:41 | sum // BREAK: after loop
        Step inventory::flow::sum_to flow.rs:42 | }
        Step inventory::flow::tour flow.rs:9 | closures(black_box(3));
    "#]];
    expected.assert_eq(&scene.walk(StepOver, 12));
    let mut scene = at(types("o0", &[]), "control");
    let expected = expect![[r#"
        Step control main.c:176 | for (int i = 0; i < limit; i++) {
        Step control main.c:177 | sum += i; // BREAK: loop body
        Step control main.c:176 | for (int i = 0; i < limit; i++) {
        Step control main.c:177 | sum += i; // BREAK: loop body
        Step control main.c:176 | for (int i = 0; i < limit; i++) {
        Step control main.c:177 | sum += i; // BREAK: loop body
        Step control main.c:176 | for (int i = 0; i < limit; i++) {
        Step control main.c:177 | sum += i; // BREAK: loop body
        Step control main.c:176 | for (int i = 0; i < limit; i++) {
        Step control main.c:177 | sum += i; // BREAK: loop body
        Step control main.c:176 | for (int i = 0; i < limit; i++) {
        Step control main.c:180 | int sum = 1000;
        Step control main.c:181 | keep(&sum);
        Step control main.c:182 | count_calls(); // BREAK: shadow inner
        Step control main.c:184 | global_counter += sum;
        Step control main.c:185 | global_quarter *= 2;
        Step control main.c:186 | file_level++;
        Step control main.c:187 | return sum; // BREAK: control return
        Step main main.c:213 | printf("factorial %u\n", factorial(5));
        Step main main.c:214 | printf("globals %g %d %s %d %d\n", global_quarter, global_counter, global_name,
    "#]];
    expected.assert_eq(&scene.walk(StepOver, 20));
}

#[test]
fn a_step_over_stays_in_its_frame_of_a_recursion() {
    for mut scene in [flow(":recursion"), at(types("o0", &[]), ":recursion")] {
        assert_eq!(scene.value("n"), "5");
        let stop = scene.go(StepOver);
        assert!(stop.contains("BREAK: recursion return"), "{stop}");
        assert_eq!((scene.value("n"), scene.value("rest")), ("5".to_owned(), "24".to_owned()));
    }
}

#[test]
fn a_step_out_of_a_recursion_returns_to_the_right_caller() {
    for mut scene in [flow(":recursion bottom"), at(types("o0", &[]), ":recursion bottom")] {
        assert_eq!(scene.value("n"), "1");
        for n in 2..=5 {
            let stop = scene.go(StepOut);
            assert!(stop.starts_with("Step ") && stop.ends_with("BREAK: recursion"), "{stop}");
            assert_eq!(scene.value("n"), n.to_string());
        }
        let stop = scene.go(StepOut);
        assert!(stop.contains("tour flow.rs:7") || stop.contains("main main.c:213"), "{stop}");
    }
    let mut scene = flow(":mutual");
    let expected = expect![[r#"
        Step inventory::flow::is_odd flow.rs:109 | if n == 0 { false } else { is_even(n - 1) }
        Step inventory::flow::is_odd flow.rs:110 | }
        Step inventory::flow::is_even flow.rs:105 | }
        Step inventory::flow::tour flow.rs:13 | shadowing(black_box(2));
        Step inventory::flow::shadowing flow.rs:115 | let value = i64::from(value) * 10;
        Step inventory::flow::tour flow.rs:13 | shadowing(black_box(2));
        Step inventory::main main.rs:38 | "flow" => flow::tour(),
        exited 0
    "#]];
    expected.assert_eq(&steps(
        &mut scene,
        &[StepIn, StepOver, StepIn, StepOver, StepIn, StepOut, StepOut, StepOut],
    ));
}

#[test]
fn a_step_in_enters_the_calls_of_a_line_one_after_the_other() {
    let mut scene = flow("inventory::flow::closures");
    let expected = expect![[r#"
        Step inventory::flow::closures flow.rs:47 | let mut calls = 0;
        Step inventory::flow::closures flow.rs:48 | let scale = |value: i32| value * factor; // BREAK: closure body
        Step inventory::flow::closures flow.rs:49 | let mut record = |value: i32| {
        Step inventory::flow::closures flow.rs:53 | let first = record(scale(10));
        Step inventory::flow::closures::{{closure}} flow.rs:48 | let scale = |value: i32| value * factor; // BREAK: closure body
        Step inventory::flow::closures::{{closure}} flow.rs:50 | calls += 1;
        Step inventory::flow::closures::{{closure}} flow.rs:51 | value + calls // BREAK: capture
        Step inventory::flow::closures::{{closure}} flow.rs:52 | };
        Step inventory::flow::closures flow.rs:54 | let second = record(scale(20));
        Step inventory::flow::closures flow.rs:55 | let owner = move || names.len(); // BREAK: before move
    "#]];
    expected.assert_eq(&steps(
        &mut scene,
        &[
            StepOver, StepOver, StepOver, StepOver, // to `let first = record(scale(10));`
            StepIn, StepIn, // `scale`, and from its end into `record`
            StepOver, StepOver, StepOver, // through that and out of it by its end
            StepOver, // both calls of the next line in one step
        ],
    ));
    // The arguments of a call stand on two lines, and the call on the first one.
    let mut scene = at(types("o0", &[]), ":globals");
    let expected = expect![[r#"
        Step main main.c:214 | printf("globals %g %d %s %d %d\n", global_quarter, global_counter, global_name,
        Step main main.c:216 | return 0;                               // BREAK: main end
        Step main main.c:217 | }
    "#]];
    expected.assert_eq(&scene.walk(StepOver, 3));
}

#[test]
fn a_step_over_passes_all_calls_of_a_line() {
    let mut scene = at(inventory("o0", &["flow"]), "inventory::flow::tour");
    let expected = expect![[r#"
        Step inventory::flow::tour flow.rs:8 | println!("sum {}", sum_to(4));
        Step inventory::flow::tour flow.rs:9 | closures(black_box(3));
        Step inventory::flow::tour flow.rs:10 | println!("chain {}", chain(black_box(&[1, 2, 3, 4, 5, 6])));
        Step inventory::flow::tour flow.rs:11 | println!("inlined {}", inlined(black_box(6), black_box(7)));
        Step inventory::flow::tour flow.rs:12 | println!("even {} odd {}", is_even(7), is_odd(7));
        Step inventory::flow::tour flow.rs:13 | shadowing(black_box(2));
        Step inventory::flow::tour flow.rs:14 | }
        Step inventory::main main.rs:62 | ExitCode::SUCCESS // BREAK: main end
        Step inventory::main main.rs:63 | }
    "#]];
    expected.assert_eq(&scene.walk(StepOver, 9));
    let mut scene = at(types("o0", &[]), ":pointers");
    let expected = expect![[r#"
        Step pointers main.c:142 | printf("%d %d %d %d %d %d\n", **to_pointer, null == NULL, dangling != NULL, *(int *)untyped,
        Step pointers main.c:143 | nothing == NULL, opaque != NULL);
        Step pointers main.c:142 | printf("%d %d %d %d %d %d\n", **to_pointer, null == NULL, dangling != NULL, *(int *)untyped,
        Step pointers main.c:144 | printf("%d %d %d %d %d\n", apply(plus, 20, 3), apply(table[1], 20, 3), no_operation == NULL,
        Step pointers main.c:145 | (*row)[3], *inside);
    "#]];
    expected.assert_eq(&scene.walk(StepOver, 5));
}

#[test]
fn a_step_in_finds_the_target_of_a_dynamic_call() {
    let mut scene = at(inventory("o0", &["shapes"]), ":dynamic call");
    let expected = expect![[r#"
        Step <inventory::shapes::Circle as inventory::shapes::Shape>::area shapes.rs:25 | 3.0 * self.radius * self.radius // BREAK: circle area
        Step inventory::shapes::total_area shapes.rs:97 | let area = shape.area(); // BREAK: dynamic call
        Step inventory::shapes::total_area shapes.rs:98 | total += area;
        Step inventory::shapes::total_area shapes.rs:96 | for shape in shapes {
        Step inventory::shapes::total_area shapes.rs:97 | let area = shape.area(); // BREAK: dynamic call
        Step <inventory::shapes::Rectangle as inventory::shapes::Shape>::area shapes.rs:34 | self.width * self.height // BREAK: rectangle area
        Step <inventory::shapes::Rectangle as inventory::shapes::Shape>::area shapes.rs:35 | }
        Step inventory::shapes::total_area shapes.rs:98 | total += area;
    "#]];
    expected.assert_eq(&steps(
        &mut scene,
        &[StepIn, StepOut, StepOver, StepOver, StepOver, StepIn, StepOver, StepOver],
    ));
}

#[test]
fn a_step_in_finds_the_target_of_a_function_pointer() {
    let mut scene = at(types("o0", &[]), ":apply");
    let expected = expect![[r#"
        Step add shapes.c:15 | return left + right; // BREAK: add
        Step apply shapes.c:24 | return result;                // BREAK: apply return
        Step pointers main.c:145 | (*row)[3], *inside);
        Step main main.c:210 | pointers();
        Step main main.c:211 | text();
        Step text main.c:151 | const char *greeting = "hello, world";
        Step main main.c:211 | text();
    "#]];
    expected.assert_eq(&steps(
        &mut scene,
        &[StepIn, StepOver, StepOver, StepOut, StepIn, StepIn, StepOut],
    ));
    let mut scene = at(inventory("o0", &["values"]), "inventory::values::triple");
    let expected = expect![[r#"
        inventory::values::triple values.rs:121 | value * 3
        inventory::values::pointers values.rs:110 | println!("{} {}", function(14), dangling.is_null());
        inventory::values::tour values.rs:33 | pointers();
        inventory::main main.rs:35 | "values" => values::tour(),
        Step inventory::values::pointers values.rs:110 | println!("{} {}", function(14), dangling.is_null());"#]];
    expected.assert_eq(&(scene.stack() + &scene.go(StepOut)));
}

#[test]
fn a_step_in_skips_functions_without_sources() {
    let mut scene = at(types("o0", &["exit", "3"]), "main");
    let expected = expect![[r#"
        Step main main.c:192 | if (argc > 2 && strcmp(argv[1], "fail") == 0) {
        Step main main.c:196 | if (argc > 2 && strcmp(argv[1], "exit") == 0) {
        Step main main.c:197 | fprintf(stderr, "leaving with %s\n", argv[2]);
        Step main main.c:198 | exit(atoi(argv[2])); // BREAK: exit
        exited 3
    "#]];
    expected.assert_eq(&scene.walk(StepIn, 5));
    // A closure that a library calls is entered.
    let mut scene = flow("inventory::flow::chain");
    let expected = expect![[r#"
        Step inventory::flow::chain flow.rs:65 | .filter(|&&number| number % 2 == 0)
        Step inventory::flow::chain flow.rs:66 | .map(|number| {
        Step inventory::flow::chain flow.rs:70 | .sum()
        Step inventory::flow::chain::{{closure}} flow.rs:65 | .filter(|&&number| number % 2 == 0)
        Step inventory::flow::chain::{{closure}} flow.rs:65 | .filter(|&&number| number % 2 == 0)
        Step inventory::flow::chain::{{closure}} flow.rs:67 | let square = number * number;
    "#]];
    expected.assert_eq(&scene.walk(StepIn, 6));
}

#[test]
fn a_step_at_the_end_of_main_ends_the_program() {
    let mut scene = flow(":main end");
    let expected = expect![[r#"
        Step inventory::main main.rs:63 | }
        exited 0
    "#]];
    expected.assert_eq(&scene.walk(StepOver, 2));
    let mut scene = at(types("o0", &[]), ":main end");
    let expected = expect![[r#"
        Step main main.c:217 | }
        exited 0
    "#]];
    expected.assert_eq(&scene.walk(StepIn, 2));
    for motion in [StepOut, StepIn, StepOver] {
        let mut scene = flow(":main end");
        let mut left = 5;
        while scene.session.exit_code().is_none() && left > 0 {
            scene.go(motion);
            left -= 1;
        }
        assert_eq!(scene.session.exit_code(), Some(0), "{motion:?}");
    }
}

#[test]
fn a_step_of_one_instruction_enters_calls() {
    let mut scene = flow(":recursion");
    let place = |scene: &mut Scene| {
        let page = scene.session.stack(0, 1).unwrap();
        (page.total, page.frames[0].offset)
    };
    let (depth, _) = place(&mut scene);
    let mut offsets = Vec::new();
    loop {
        let (now, offset) = place(&mut scene);
        if now > depth {
            break;
        }
        offsets.push(offset);
        assert!(scene.go(StepInstruction).starts_with("Step "));
    }
    // Straight on to the call, and then at the beginning of what is called.
    assert!((2..40).contains(&offsets.len()) && offsets.is_sorted(), "{offsets:?}");
    assert!(scene.frame(0).starts_with("inventory::flow::factorial flow.rs:17"));
    let call = scene.frame(1);
    assert!(call.ends_with("BREAK: recursion"), "{call}");
}

#[test]
fn a_breakpoint_on_the_way_ends_a_step() {
    let mut scene = at(types("o0", &[]), ":recursion");
    let bottom = scene.break_at("recursion bottom");
    let stop = scene.session.resume(StepOver).unwrap().unwrap();
    assert_eq!(stop.reason, StopReason::Breakpoint(vec![bottom.id]));
    assert_eq!(scene.value("n"), "1");
    // The step of before is forgotten.
    let expected = expect![[r#"
        Step factorial shapes.c:30 | return 1;
        Step factorial shapes.c:34 | }
        Step factorial shapes.c:33 | return n * rest;                  // BREAK: recursion return
    "#]];
    expected.assert_eq(&scene.walk(StepOver, 3));
    let mut scene = at(types("o0", &[]), ":recursion bottom");
    let back = scene.break_at("recursion return");
    scene.go(StepOut);
    let stop = scene.session.resume(StepOut).unwrap().unwrap();
    assert_eq!(stop.reason, StopReason::Breakpoint(vec![back.id]));
    assert_eq!(scene.value("n"), "2");
}

#[test]
fn a_step_over_a_call_that_fails_stops_where_it_fails() {
    let mut scene = at(inventory("o0", &["panic"]), ":panic caller");
    let stop = scene.session.resume(StepOver).unwrap().unwrap();
    assert_eq!(stop.reason, StopReason::Panic);
    let stack = scene.stack();
    assert!(stack.starts_with("inventory::failures::pick failures.rs:16 "), "{stack}");
    let mut scene = at(types("o0", &["fail", "divide"]), ":divide caller");
    let stop = scene.session.resume(StepOut).unwrap().unwrap();
    assert_eq!(stop.reason, StopReason::Trap);
    assert!(scene.stack().starts_with("divide shapes.c:62 "));
    // A call that ends the program ends the step as well.
    let mut scene = at(types("o0", &["exit", "7"]), ":exit");
    assert_eq!(scene.go(StepOver), "exited 7");
}
