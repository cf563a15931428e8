//! Formatters of users: lines, children, elements and entries of a map by expressions.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod world;

use expect_test::expect;
use world::World;
use wrtd_symbols::{
    Encoding, Language, TypeId,
    render::{FormatterSpec, Formatters, Value},
};

fn spec(pattern: &str) -> FormatterSpec {
    let origin = "wrtd.toml:1".to_owned();
    FormatterSpec { origin, pattern: pattern.to_owned(), ..FormatterSpec::default() }
}

/// The line and the children of a variable with these formatters.
fn show(world: &World, specs: &[FormatterSpec], variable: &str) -> String {
    let (formatters, problems) = Formatters::new(specs);
    let renderer = world.renderer().with_formatters(&formatters);
    let value = world.evaluate(variable).unwrap();
    let mut text = problems.iter().map(|problem| format!("! {problem}\n")).collect::<String>();
    let mut line = |value: &Value, indent: &str| {
        let rendered = renderer.render(value);
        text += &format!("{indent}{}: {} = {}\n", value.name, rendered.type_name, rendered.text);
    };
    line(&value, "");
    for child in renderer.children(&value, 0, 100) {
        line(&child, "  ");
    }
    text
}

/// A program with `raw_vector<int>`, which has elements behind a `void *`, and a table of pairs.
fn world() -> World {
    let mut world = World::new(256);
    let c = Language::C;
    let int = world.base(c, "int", 4, Encoding::Signed);
    let void = world.pointer(c, "void *", None);
    let vector =
        world.structure(c, "raw_vector<int>", 8, &[("data", void, 0), ("count", int, 4)], &[]);
    let pair = world.structure(c, "struct pair", 8, &[("k", int, 0), ("v", int, 4)], &[]);
    let pairs: TypeId = world.pointer(c, "struct pair *", Some(pair));
    let table =
        world.structure(c, "struct table", 8, &[("pairs", pairs, 0), ("used", int, 4)], &[]);
    world.put_u32(0, &[100, 3, 120, 2]);
    world.put_u32(100, &[10, 20, 30, 0, 0, 1, 11, 2, 22]);
    world.variable("numbers", vector, 0);
    world.variable("table", table, 8);
    world.variable("pair", pair, 120);
    world
}

#[test]
fn what_a_star_stood_for_is_part_of_expressions() {
    let formatter = FormatterSpec {
        summary: Some("{count} of $1, first {*(($1 *)data)}".replace("$1,", "them,")),
        array: Some(["($1 *)data".to_owned(), "count".to_owned()]),
        ..spec("raw_vector<*>")
    };
    expect![[r#"
        numbers: raw_vector<int> = 3 of them, first 10
          [0]: int = 10
          [1]: int = 20
          [2]: int = 30
    "#]]
    .assert_eq(&show(&world(), &[formatter], "numbers"));
}

#[test]
fn elements_can_be_entries() {
    let formatter = FormatterSpec {
        map: Some(["pairs", "used", "k", "v * 2"].map(str::to_owned)),
        ..spec("struct table")
    };
    let inside = FormatterSpec { summary: Some("{k}→{v}".to_owned()), ..spec("struct pair") };
    expect![[r#"
        table: struct table = {1: 22, 2: 44}
          [1]: int = 22
          [2]: int = 44
    "#]]
    .assert_eq(&show(&world(), &[formatter], "table"));
    expect![[r#"
        pair: struct pair = 1→11
          k: int = 1
          v: int = 11
    "#]]
    .assert_eq(&show(&world(), &[inside], "pair"));
}

#[test]
fn what_cannot_be_is_told() {
    let text = |text: &str| Some(text.to_owned());
    let wrong = [
        spec("struct pair"),
        FormatterSpec { summary: text("{k"), ..spec("struct pair") },
        FormatterSpec { summary: text("{k +}"), ..spec("struct pair") },
        FormatterSpec { summary: text("a"), ..spec("") },
        FormatterSpec { summary: text("a"), ..spec("**********") },
        FormatterSpec {
            children: Some(Vec::new()),
            array: Some(["k".to_owned(), "v".to_owned()]),
            ..spec("struct pair")
        },
        FormatterSpec {
            array: Some(["k".to_owned(), "v".to_owned()]),
            hide: vec!["k".to_owned()],
            ..spec("struct pair")
        },
        // These can be read, and have no value.
        FormatterSpec { array: Some(["k".to_owned(), "v".to_owned()]), ..spec("struct pair") },
    ];
    expect![[r#"
        ! wrtd.toml:1: the formatter for `struct pair` is left out: it changes nothing; give it a `summary` or `children`
        ! wrtd.toml:1: the formatter for `struct pair` is left out: a brace of `{k` is not closed
        ! wrtd.toml:1: the formatter for `struct pair` is left out: `k +`: a value is missing (column 4)
        ! wrtd.toml:1: the formatter for `` is left out: its type has 0 bytes; give 1 to 512
        ! wrtd.toml:1: the formatter for `**********` is left out: its type has more than 9 stars
        ! wrtd.toml:1: the formatter for `struct pair` is left out: it has several of `children`, `array` and `map`; keep one
        ! wrtd.toml:1: the formatter for `struct pair` is left out: it hides members, of which it shows none; take `hide` out
        pair: struct pair = <unavailable: `k` is no pointer to elements>
    "#]].assert_eq(&show(&world(), &wrong, "pair"));
    let endless = FormatterSpec {
        array: Some(["pairs".to_owned(), "used * 100000".to_owned()]),
        ..spec("struct table")
    };
    expect![[r#"
        table: struct table = <invalid array: length 200000 at 0x78 is outside memory>
    "#]]
    .assert_eq(&show(&world(), &[endless], "table"));
}
