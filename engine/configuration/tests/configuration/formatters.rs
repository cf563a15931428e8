//! `[[formatter]]`: what is read of it, and that a wrong one costs nobody anything but itself.

use expect_test::expect;

use crate::support::{MIB, Sources, workstation};

const FILE: &str = r#"
memory_limit = "64MiB"

[[formatter]]
type = "geo::Point"
summary = "({x}, {y})"

[[formatter]]
type = "Ring<*>"
array = { pointer = "slots", length = "count" }
hide = ["padding"]

[[formatter]]
type = "Table"
map = { pointer = "pairs", length = "used", key = "k", value = "v" }

[[formatter]]
type = "Counter"
children = ["id", { name = "next", value = "id + 1" }]
"#;

#[test]
fn all_settings_are_read() {
    let sources = Sources { file: Some(FILE), ..Sources::default() };
    let read = sources.read().unwrap();
    let found: Vec<_> = read.formatters().collect();
    expect![[r#"
        [
            Formatter {
                origin: "wrtd.toml:4",
                pattern: "geo::Point",
                summary: Some(
                    "({x}, {y})",
                ),
                children: None,
                array: None,
                map: None,
                hide: [],
            },
            Formatter {
                origin: "wrtd.toml:8",
                pattern: "Ring<*>",
                summary: None,
                children: None,
                array: Some(
                    [
                        "slots",
                        "count",
                    ],
                ),
                map: None,
                hide: [
                    "padding",
                ],
            },
            Formatter {
                origin: "wrtd.toml:13",
                pattern: "Table",
                summary: None,
                children: None,
                array: None,
                map: Some(
                    [
                        "pairs",
                        "used",
                        "k",
                        "v",
                    ],
                ),
                hide: [],
            },
            Formatter {
                origin: "wrtd.toml:17",
                pattern: "Counter",
                summary: None,
                children: Some(
                    [
                        (
                            "id",
                            "id",
                        ),
                        (
                            "next",
                            "id + 1",
                        ),
                    ],
                ),
                array: None,
                map: None,
                hide: [],
            },
        ]
    "#]]
    .assert_debug_eq(&found);
}

#[test]
fn what_is_wrong_is_left_out_and_told() {
    let sources = Sources {
        file: Some(
            r#"
[[formatter]]
type = "A"
summary = "{a}"

[[formatter]]
summary = "no type"

[[formatter]]
type = 3

[[formatter]]
type = "B"
colour = "red"

[[formatter]]
type = "B"
children = "a"

[[formatter]]
type = "B"
children = [{ name = "a" }]

[[formatter]]
type = "B"
array = { pointer = "a" }

[[formatter]]
type = "B"
map = { pointer = "a", length = "b", key = "c", values = "d" }

[[formatter]]
type = "B"
hide = "a"
"#,
        ),
        ..Sources::default()
    };
    let read = sources.read().unwrap();
    let mut transcript = format!("{} is read\n", read.formatters().count());
    for notice in read.plan(&workstation(64 * MIB)).unwrap().notices {
        transcript += &format!("{notice}\n");
    }
    expect![[r#"
        1 is read
        the formatter in wrtd.toml, line 6 is left out: it needs a `type`: a name, in which `*` stands for anything
        the formatter in wrtd.toml, line 10 is left out: `type` is a text in quotation marks
        the formatter in wrtd.toml, line 14 is left out: there is no setting `colour`; there are type, summary, children, array, map and hide
        the formatter in wrtd.toml, line 18 is left out: `children` is an array of expressions and of tables like { name = "area", value = "x * y" }
        the formatter in wrtd.toml, line 22 is left out: `children` is an array of expressions and of tables like { name = "area", value = "x * y" }
        the formatter in wrtd.toml, line 26 is left out: `array` is a table with pointer, length
        the formatter in wrtd.toml, line 30 is left out: `map` is a table with pointer, length, key, value
        the formatter in wrtd.toml, line 34 is left out: `hide` is an array of names, such as ["padding"]
    "#]].assert_eq(&transcript);
}

#[test]
fn other_forms_are_told_too() {
    let said = |file| {
        let sources = Sources { file: Some(file), ..Sources::default() };
        let notices = sources.read().unwrap().plan(&workstation(64 * MIB)).unwrap().notices;
        notices.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    expect!["the formatter in wrtd.toml, line 1 is left out: write it as a table, `[[formatter]]`"]
        .assert_eq(&said("formatter = 1"));
    expect!["the formatter in wrtd.toml, line 1 is left out: write it as a table, `[[formatter]]`"]
        .assert_eq(&said("formatter = [1]"));
}
