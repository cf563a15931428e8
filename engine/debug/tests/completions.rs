//! What is offered while an expression is typed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use common::{Scene, types};
use expect_test::expect;

/// The first completions of a text with the cursor at its end, one a line.
fn offered(scene: &mut Scene, text: &str, count: usize) -> String {
    let all = scene.session.completions(Some(0), text, text.chars().count()).unwrap();
    let lines = all.iter().take(count);
    let lines = lines.map(|it| format!("{:?} {} {}+{}\n", it.kind, it.text, it.start, it.length));
    lines.collect()
}

#[test]
fn names_and_members_are_offered() {
    let mut scene = types("o0", &[]).stopped_at("aggregates");
    expect![[r#"
        Variable point 0+0
        Variable circle 0+0
        Variable square 0+0
    "#]]
    .assert_eq(&offered(&mut scene, "", 3));
    expect![[r#"
        Function factorial 0+4
    "#]]
    .assert_eq(&offered(&mut scene, "fact", 5));
    expect![[r#"
        Machine $local0 4+3
        Machine $local1 4+3
    "#]]
    .assert_eq(&offered(&mut scene, "1 + $lo", 2));
    expect![[r#"
        Member x 15+0
        Member y 15+0
    "#]]
    .assert_eq(&offered(&mut scene, "1 + corners[1].", 9));
}
