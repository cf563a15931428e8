//! Setting variables of the source: in memory, in Wasm locals, in pieces of these, in inner and outer frames.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use common::{Scene, inventory, types};
use expect_test::expect;
use wrtd_debug::{Effects, Event, Format, Motion, VariableView};

impl Scene {
    /// What assignments come to, `expression: type = value` each.
    fn assigned(&mut self, frame: u32, expressions: &[&str]) -> String {
        let mut text = String::new();
        for expression in expressions {
            let shown = self.session.execute(frame, expression, Format::default(), Effects::All);
            text += &match shown {
                Ok(view) => format!("{expression}: {} = {}\n", view.type_name, view.value),
                Err(error) => format!("{expression}: {error}\n"),
            };
        }
        text
    }

    fn set(&mut self, expression: &str, value: &str) -> String {
        match self.session.set_expression(0, expression, value, Format::default()) {
            Ok(VariableView { name, type_name, value, .. }) => {
                format!("{name}: {type_name} = {value}\n")
            }
            Err(error) => format!("{expression} = {value}: {error}\n"),
        }
    }
}

#[test]
fn every_kind_of_value_of_c_is_set() {
    let mut scene = types("o0", &[]).stopped_at("aggregates");
    let found = scene.assigned(
        0,
        &[
            "point.x = 30",
            "point.y += 1",
            "point.y -= point.x",
            "bits.low = 6",
            "bits.low = 8",
            "bits.middle = -16",
            "bits.flag = false",
            "bits.far = 0x123456789",
            "bits",
            "numbers[4] = numbers[0] * 100",
            "grid[1][2] <<= 4",
            "cube[1][0][1] = -1",
            "corners[1].x = 'a'",
            "kind = KIND_CIRCLE",
            "kind = 20",
            "flags = FLAG_READ | FLAG_WRITE",
            "circle.as.circle.radius = 1.5",
            "circle = square",
            "packed.value = 0xffffffff",
            "anonymous.hidden = 7",
            "numbers = 3",
            "circle = 1",
            "point.x = 1.5",
            "point.x == 30",
            "(point.x = 3) + 1",
            "kind.missing = 1",
            "3 = 4",
            "point.x + 1 = 4",
        ],
    );
    expect![[r#"
        point.x = 30: int = 30
        point.y += 1: int = -3
        point.y -= point.x: int = -33
        bits.low = 6: unsigned int : 3 = 6
        bits.low = 8: 8 does not fit `unsigned int` of 3 bits: 0 to 7 (column 12)
        bits.middle = -16: int : 5 = -16
        bits.flag = false: _Bool : 1 = false
        bits.far = 0x123456789: uint64_t : 40 = 4886718345
        bits: struct bits = {low = 6, middle = -16, wide = 1000000, flag = false, far = 4886718345}
        numbers[4] = numbers[0] * 100: int = 200
        grid[1][2] <<= 4: int = 96
        cube[1][0][1] = -1: int8_t = -1
        corners[1].x = 'a': int = 97
        kind = KIND_CIRCLE: enum kind = KIND_CIRCLE (0)
        kind = 20: enum kind = 20
        flags = FLAG_READ | FLAG_WRITE: enum flags = FLAG_READ | FLAG_WRITE (3)
        circle.as.circle.radius = 1.5: double = 1.5
        circle = square: struct shape = {kind = KIND_SQUARE (10), as = {circle = {radius = 1.5382397223e-313}, square = {side = 1.5, corner = {…}}}, …}
        packed.value = 0xffffffff: uint32_t = 4294967295
        anonymous.hidden = 7: int = 7
        numbers = 3: `numbers` is {2, 3, 5, 7, 200}, which cannot be set as a whole; set a number, text or pointer in it (column 11)
        circle = 1: `circle` is {kind = KIND_SQUARE (10), as = {circle = {radius = 1.5382397…, which cannot be set as a whole; set a number, text or pointer in it (column 10)
        point.x = 1.5: 1.5 is no integer; cast it to cut it off (column 11)
        point.x == 30: bool = true
        (point.x = 3) + 1: `)` is missing (column 10)
        kind.missing = 1: `kind` is 20, which has no members (column 6)
        3 = 4: `3` cannot be set: the program stores it nowhere: it is a constant or computed from other values; set those (column 5)
        point.x + 1 = 4: `point.x + 1` cannot be set: the program stores it nowhere: it is a constant or computed from other values; set those (column 15)
    "#]].assert_eq(&found);
    let written = |event: &Event| matches!(event, Event::Written { memory: Some((_, 0, 1..)) });
    let written = scene.log.events().iter().filter(|event| written(event)).count();
    assert_eq!(written, 18, "each that was set is told");
    scene.go(Motion::Continue);
    let output = scene.log.output();
    let printed: Vec<&str> = output.lines().filter(|line| line.starts_with("Stdout: ")).collect();
    expect![[r#"
        Stdout: types with 0 arguments
        Stdout: A -100 250 -30000 60000 -2000000000 4000000000 -5 4294967295 -9000000000000000000 18000000000000000000
        Stdout: -68719476736 ffffffffffffffff 1 0 0.5 -0.333333 32 8 -9223372036854775808
        Stdout: 30 -33 2.25 2.25 0
        Stdout: 6 -16 1000000 0 123456789 3f800000 ffffffff
        Stdout: 200 96 -1 97 20 77 3 7
        Stdout: 42 1 1 42 1 1
        Stdout: 23 17 1 4 3
        Stdout: 1 9 300
        Stdout: hello, world buffer full 0 1 26 naïve 5 two 1 1000
        Stdout: control 10
        Stdout: factorial 120
        Stdout: globals -0.5 15 globe 6 12"#]].assert_eq(&printed.join("\n"));
}

#[test]
fn pointers_and_text_of_c_are_set() {
    let mut scene = types("o0", &[]).stopped_at("pointers");
    let found = scene.assigned(
        0,
        &[
            "to_int = &numbers[2]",
            "*to_int = 33",
            "inside = 0",
            "inside = NULL",
            "inside = numbers + 1",
            "head->next->value = 20",
            "head = &ring[2]",
            "plus = subtract",
            "to_int = -1",
            "to_int = 1.5",
            "*null = 3",
            "**to_pointer = 5",
        ],
    );
    expect![[r#"
        to_int = &numbers[2]: int * = 0xfea8 → 3
        *to_int = 33: int = 33
        inside = 0: int * = NULL
        inside = NULL: int * = NULL
        inside = numbers + 1: int * = 0xfea4 → 2
        head->next->value = 20: int = 20
        head = &ring[2]: struct node * = 0xfe90 → {value = 3, next = 0xfe80}
        plus = subtract: no variable `subtract` is visible here (column 8)
        to_int = -1: an address is not negative (column 10)
        to_int = 1.5: a float is no address; write a number, `&` and a variable, or null (column 10)
        *null = 3: `null` is a null pointer (column 2)
        **to_pointer = 5: int = 5
    "#]]
    .assert_eq(&found);
    let mut scene = types("o0", &[]).stopped_at("text");
    let mut found = scene.assigned(
        0,
        &[
            "buffer = \"other\"",
            "buffer[0] = 'O'",
            "full = \"FULL\"",
            "full = \"too long\"",
            "buffer = \"0123456789abcdef\"",
            "words[0] = words[1]",
            "greeting = \"HELLO, WORLD\"",
            "greeting = \"short\"",
            "null = \"text\"",
            "*(char *)greeting = 'J'",
        ],
    );
    found += &scene.set("full", "\"wxyz\"");
    found += &scene.set("full[0]", "65 'A'");
    expect![[r#"
        buffer = "other": char [16] = "other"
        buffer[0] = 'O': char = 79 'O'
        full = "FULL": char [4] = "FULL"
        full = "too long": the text has 8 bytes, and `full` has room for 4 (column 8)
        buffer = "0123456789abcdef": char [16] = "0123456789abcdef"
        words[0] = words[1]: const char * = 0x10044 "two"
        greeting = "HELLO, WORLD": const char * = 0x10096 "HELLO, WORLD"
        greeting = "short": the text has 5 bytes, and `greeting` has 12; only text of the same length can take its place (column 12)
        null = "text": text is no address; write a number, `&` and a variable, or null (column 8)
        *(char *)greeting = 'J': char = 74 'J'
        full: char [4] = "wxyz"
        full[0]: char = 65 'A'
    "#]].assert_eq(&found);
}

#[test]
fn every_kind_of_value_of_rust_is_set() {
    let mut scene = inventory("o0", &["values"]).stopped_at("integers");
    let mut found = scene.assigned(
        0,
        &[
            "small = -128",
            "small = 200",
            "byte = 255",
            "byte += 1",
            "byte = -1",
            "int = uint",
            "long = 5",
            "huge = 170141183460469231731687303715884105727",
            "uhuge = 0xffffffffffffffffffffffffffffffff",
            "uhuge -= 1",
            "usize_ = byte as usize * 2",
            "yes = false",
            "no = 1",
            "no = 2",
            "byte = true",
        ],
    );
    let mut scene = inventory("o0", &["values"]).stopped_at("text");
    for (expression, value) in
        [("letter", "'x'"), ("third", "2.5"), ("third", "3"), ("owned", "\"?\"")]
    {
        found += &scene.set(expression, value);
    }
    let mut scene = inventory("o0", &["stock"]).stopped_at("enums");
    for value in
        ["Winter", "Season::Spring", "inventory::stock::Season::Summer", "1", "77", "Nothing"]
    {
        found += &scene.set("season", value);
    }
    expect![[r#"
        small = -128: i8 = -128
        small = 200: 200 does not fit `i8` of 8 bits: -128 to 127 (column 9)
        byte = 255: u8 = 255
        byte += 1: 255 + 1 overflows `u8` (column 9)
        byte = -1: -1 does not fit `u8` of 8 bits: 0 to 255 (column 8)
        int = uint: 4000000000 does not fit `i32` of 32 bits: -2147483648 to 2147483647 (column 7)
        long = 5: i64 = 5
        huge = 170141183460469231731687303715884105727: i128 = 170141183460469231731687303715884105727
        uhuge = 0xffffffffffffffffffffffffffffffff: u128 = 340282366920938463463374607431768211455
        uhuge -= 1: u128 = 340282366920938463463374607431768211454
        usize_ = byte as usize * 2: usize = 510
        yes = false: bool = false
        no = 1: bool = true
        no = 2: an integer is no boolean; write true or false (column 6)
        byte = true: a boolean cannot become `u8` (column 8)
        letter: char = 'x'
        third: f64 = 2.5
        third: f64 = 3.0
        owned = "?": the text has 1 byte, and `owned` has 22; only text of the same length can take its place (column 1)
        season: inventory::stock::Season = Winter
        season: inventory::stock::Season = Spring
        season: inventory::stock::Season = Summer
        season: inventory::stock::Season = Summer
        season = 77: 77 is no value of the enum; write one of Spring, Summer, Autumn, Winter (column 1)
        season = Nothing: no variable `Nothing` is visible here (column 1)
    "#]].assert_eq(&found);
}

#[test]
fn references_and_boxes_are_looked_through() {
    let mut scene = inventory("o0", &["values"]).stopped_at("pointers");
    let found = scene.assigned(
        0,
        &[
            "shared.x = 31",
            "reference_to_reference.y = 41",
            "(*raw).x += 1",
            "point",
            "null = raw",
            "null.y = 5",
            "through = 9",
            "function = 1",
        ],
    );
    let mut scene = inventory("o0", &["collections"]).stopped_at("ownership");
    let found = found + &scene.assigned(0, &["boxed = 8", "boxed"]);
    expect![[r#"
        shared.x = 31: i32 = 31
        reference_to_reference.y = 41: i32 = 41
        (*raw).x += 1: i32 = 32
        point: inventory::values::Point = Point { x: 32, y: 41 }
        null = raw: *const inventory::values::Point = 0xffd38 → Point { x: 32, y: 41 }
        null.y = 5: i32 = 5
        through = 9: i32 = 9
        function = 1: fn(i32) -> i32 = fn <i32 as core::fmt::Display>::fmt
        boxed = 8: Box<i32> = 8
        boxed: Box<i32> = 8
    "#]]
    .assert_eq(&found);
}

#[test]
fn variables_in_wasm_locals_are_set_in_optimised_code() {
    let mut scene = inventory("o2", &["flow"]).stopped_at("recursion");
    let found = scene.assigned(0, &["n", "n = 3", "n += 300", "n = 70000", "n = 2"]);
    expect![[r#"
        n: u64 = 5
        n = 3: u64 = 3
        n += 300: u64 = 303
        n = 70000: u64 = 70000
        n = 2: u64 = 2
    "#]]
    .assert_eq(&found);
    let place = scene.session.evaluate(0, "n", Format::default()).unwrap();
    assert!(place.memory.is_none() && place.writable, "{place:?}");
    scene.session.remove_breakpoint(scene.session.breakpoints()[0].id);
    scene.log.output();
    assert_eq!(scene.go(Motion::Continue), "exited 0");
    let output = scene.log.output();
    let line = output.lines().find(|line| line.contains("factorial")).unwrap_or(&output);
    expect!["Stdout: factorial 48"].assert_eq(line);
}
