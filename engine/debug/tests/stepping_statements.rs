//! Steps from statement to statement of a line, and over instructions.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::fmt::Write;

use common::{Scene, stepped};
use expect_test::expect;
use wrtd_debug::Motion::{
    self, Continue, StepInStatement, StepInstruction, StepOut, StepOverInstruction,
    StepOverStatement,
};

/// Where each of the motions leads, with what is left of the line there.
fn steps(scene: &mut Scene, motions: &[Motion]) -> String {
    let mut text = String::new();
    for motion in motions {
        let stop = scene.go(*motion);
        let page = scene.session.stack(0, 1);
        let frame = page.ok().and_then(|page| page.frames.into_iter().next());
        let Some((place, line)) = stop.split_once(" | ") else {
            writeln!(text, "{stop}").unwrap();
            continue;
        };
        let frame = frame.unwrap();
        let source = std::fs::read_to_string(frame.source.unwrap().path.unwrap()).unwrap();
        let whole = source.lines().nth(frame.line as usize - 1).unwrap();
        let rest = whole.get(frame.column.max(1) as usize - 1..).unwrap_or(line);
        let (rest, _) = rest.split_once(" // ").unwrap_or((rest, ""));
        writeln!(text, "{place} | {rest}").unwrap();
    }
    text
}

#[test]
fn a_line_with_several_statements_is_stepped_through_in_c() {
    let mut scene = stepped("c", "o0", &[]).only_at("statements");
    let motions = [
        StepOverStatement, // over `twice(limit)`
        StepInStatement,
        StepOut,
        StepOverStatement,
        StepOverStatement,
        StepOverStatement,
        StepOverStatement,
        StepOverStatement,
        StepOverStatement,
        StepOverStatement,
        StepOverStatement,
        StepOverStatement,
        StepOverStatement,
        StepOverStatement,
        StepOverStatement,
    ];
    let expected = expect![[r#"
        Step statements steps.c:33 | limit); sum += thrice(limit);
        Step twice steps.c:11 | value;
        Step statements steps.c:33 | twice(limit); sum += thrice(limit);
        Step statements steps.c:33 | limit);
        Step statements steps.c:34 | i = 0; i < limit; i++) sum += twice(i);
        Step statements steps.c:34 | i < limit; i++) sum += twice(i);
        Step statements steps.c:34 | for (int i = 0; i < limit; i++) sum += twice(i);
        Step statements steps.c:34 | i);
        Step statements steps.c:34 | ++) sum += twice(i);
        Step statements steps.c:34 | for (int i = 0; i < limit; i++) sum += twice(i);
        Step statements steps.c:34 | i);
        Step statements steps.c:34 | ++) sum += twice(i);
        Step statements steps.c:34 | for (int i = 0; i < limit; i++) sum += twice(i);
        Step statements steps.c:35 | sum > sink) sum--; else sum++;
        Step statements steps.c:36 | sum;
    "#]];
    expected.assert_eq(&steps(&mut scene, &motions));
}

#[test]
fn a_line_with_several_statements_is_stepped_through_in_rust() {
    let mut scene = stepped("rust", "o0", &["lines"]).only_at("statements");
    let motions = [
        StepOverStatement,
        StepInStatement,
        StepOut,
        StepOverStatement,
        StepOverStatement,
        StepOverStatement,
        StepOverStatement,
        StepOverStatement,
    ];
    let expected = expect![[r#"
        Step steps::lines::statements lines.rs:37 | thrice(value); sum += twice(sum);
        Step steps::lines::thrice lines.rs:18 | black_box(value) * 3
        Step steps::lines::statements lines.rs:37 | thrice(value); sum += twice(sum);
        Step steps::lines::statements lines.rs:37 | sum);
        Step steps::lines::statements lines.rs:38 | sum > 10 { sum -= twice(1); } else { sum += twice(2); }
        Step steps::lines::statements lines.rs:39 | sum
        Step steps::lines::statements lines.rs:40 | 
        Step steps::lines::tour lines.rs:8 | black_box(5)));
    "#]];
    expected.assert_eq(&steps(&mut scene, &motions));
    // The two calls of a chain are one statement.
    let mut scene = stepped("rust", "o0", &["chains"]).only_at("lazy");
    let expected = expect![[r#"
        Step steps::chains::halves chains.rs:18 | map(|number| {
        Step steps::chains::halves chains.rs:22 | collect();
    "#]];
    expected.assert_eq(&steps(&mut scene, &[StepOverStatement; 2]));
}

#[test]
fn an_optimised_line_is_stepped_through_as_its_code_goes() {
    let mut scene = stepped("c", "o2", &[]).only_at("main");
    let expected = expect![[r#"
        Step main steps.c:83 | statements(2));
        Step main steps.c:84 | kept(5);
        Step main steps.c:85 | changed(6);
        Step main steps.c:87 | area(&shape);
        Step main steps.c:88 | name_of(first), split(4));
        Step main steps.c:89 | return 0;
        exited 0
    "#]];
    expected.assert_eq(&steps(&mut scene, &[StepOverStatement; 7]));
}

#[test]
fn a_step_over_an_instruction_passes_calls_only() {
    for build in ["o0", "o2"] {
        let mut scene = stepped("c", build, &[]).only_at("kept call");
        let depth = |scene: &mut Scene| scene.session.stack(0, 0).unwrap().frames.len();
        let here = depth(&mut scene);
        let mut offsets = Vec::new();
        while scene.frame(0).contains("BREAK: kept call") {
            offsets.push(scene.session.stack(0, 1).unwrap().frames[0].offset);
            assert!(scene.go(StepOverInstruction).starts_with("Step "));
            assert_eq!(depth(&mut scene), here);
        }
        assert!((1..60).contains(&offsets.len()) && offsets.is_sorted(), "{offsets:?}");
        // Into calls the same instructions lead deeper.
        let mut scene = stepped("c", build, &[]).only_at("kept call");
        while depth(&mut scene) == here {
            scene.go(StepInstruction);
        }
        assert!(scene.frame(0).starts_with("twice "));
    }
    // At the end of a function it comes to the caller, in the middle of its line.
    let mut scene = stepped("c", "o0", &[]).only_at("kept end");
    while scene.frame(0).starts_with("kept ") {
        scene.go(StepOverInstruction);
    }
    assert!(scene.frame(0).contains("BREAK: main kept"), "{}", scene.frame(0));
    assert!(scene.go(Continue).starts_with("exited"));
}
