//! What expressions mean in frames of C and of Rust: names, arithmetic, casts, the machine's own values, suffixes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use common::{Scene, inventory, types};
use expect_test::expect;
use wrtd_debug::Format;

impl Scene {
    /// `expression: type = value` of each, or its error.
    fn evaluated(&mut self, expressions: &[&str]) -> String {
        let mut text = String::new();
        for expression in expressions {
            text += &match self.session.evaluate(0, expression, Format::default()) {
                Ok(view) => format!("{expression}: {} = {}\n", view.type_name, view.value),
                Err(error) => format!("{expression}: {error}\n"),
            };
        }
        text
    }
}

#[test]
fn c_computes_as_c_does() {
    let mut scene = types("o0", &[]).stopped_at("scalars");
    let found = scene.evaluated(&[
        "letter + 1",
        "byte + byte",
        "unumber - 1 > -1",
        "-1 < unumber",
        "number / 2",
        "-7 / 2",
        "-7 % 2",
        "unumber << 1",
        "0u - 1",
        "2147483647 + 1",
        "0xffffffff",
        "4294967295",
        "number & 1 == 1",
        "!number",
        "~0",
        "yes + yes",
        "half * 2",
        "third * 2",
        "1.0f / 3",
        "number ? 1 : 2",
        "1 << 32",
        "1 / 0",
        "sizeof number",
        "sizeof(long long)",
        "sizeof(struct shape) == size",
        "sizeof(letter + 1)",
        "(unsigned char)300",
        "(int)2.9",
        "(char)97",
        "(size_t)-1",
        "number +",
        "number + missing",
        "letter == 'A'",
    ]);
    expect![[r#"
        letter + 1: int = 66
        byte + byte: int = 500
        unumber - 1 > -1: bool = false
        -1 < unumber: bool = false
        number / 2: int = -1000000000
        -7 / 2: int = -3
        -7 % 2: int = -1
        unumber << 1: unsigned int = 3705032704
        0u - 1: unsigned int = 4294967295
        2147483647 + 1: int = -2147483648
        0xffffffff: unsigned int = 4294967295
        4294967295: long long = 4294967295
        number & 1 == 1: int = 0
        !number: bool = false
        ~0: int = -1
        yes + yes: int = 2
        half * 2: float = 1
        third * 2: double = -0.6666666666666666
        1.0f / 3: float = 0.33333334
        number ? 1 : 2: int = 1
        1 << 32: `int` has 32 bits, and can be shifted by 0 to 31 (column 3)
        1 / 0: division by zero (column 3)
        sizeof number: unsigned long = 4
        sizeof(long long): unsigned long = 8
        sizeof(struct shape) == size: bool = true
        sizeof(letter + 1): unsigned long = 4
        (unsigned char)300: unsigned char = 44 ','
        (int)2.9: int = 2
        (char)97: char = 97 'a'
        (size_t)-1: unsigned long = 4294967295
        number +: a value is missing (column 9)
        number + missing: no variable `missing` is visible here (column 10)
        letter == 'A': bool = true
    "#]]
    .assert_eq(&found);
}

#[test]
fn pointers_count_elements() {
    let mut scene = types("o0", &[]).stopped_at("pointers");
    let found = scene.evaluated(&[
        "*(inside - 2)",
        "*(numbers + 1)",
        "inside - numbers",
        "&numbers[3] - &numbers[0]",
        "inside == &numbers[2]",
        "inside > numbers",
        "null == 0",
        "null == NULL",
        "!null",
        "head->next->value",
        "(head + 1)->value",
        "*(int *)untyped",
        "((struct node *)head)->value",
        "sizeof *head",
        "numbers[1..3]",
        "inside,2",
        "inside,2,x",
        "untyped + 1 == untyped",
        "&target == to_int",
        "*null",
        "plus == table[0]",
        "table[0] == table[1]",
    ]);
    expect![[r#"
        *(inside - 2): int = 1
        *(numbers + 1): int = 2
        inside - numbers: long = 2
        &numbers[3] - &numbers[0]: long = 3
        inside == &numbers[2]: bool = true
        inside > numbers: bool = true
        null == 0: bool = true
        null == NULL: bool = true
        !null: bool = true
        head->next->value: int = 2
        (head + 1)->value: int = 2
        *(int *)untyped: int = 42
        ((struct node *)head)->value: int = 1
        sizeof *head: unsigned long = 8
        numbers[1..3]: int [2] = {2, 3}
        inside,2: int [2] = {3, 4}
        inside,2,x: int [2] = {0x3, 0x4}
        untyped + 1 == untyped: bool = false
        &target == to_int: bool = true
        *null: `null` is a null pointer (column 2)
        plus == table[0]: bool = true
        table[0] == table[1]: bool = false
    "#]]
    .assert_eq(&found);
}

#[test]
fn text_is_compared_by_its_characters() {
    let mut scene = types("o0", &[]).stopped_at("text");
    let found = scene.evaluated(&[
        "greeting == \"hello, world\"",
        "greeting != \"hello\"",
        "buffer == \"buffer\"",
        "\"one\" == words[0]",
        "greeting == greeting",
        "*greeting == 'h'",
        "greeting + 7",
        "len(greeting)",
        "len(buffer)",
        "len(words)",
        "full,s",
        "greeting[0],x",
        "greeting[0],d",
    ]);
    expect![[r#"
        greeting == "hello, world": bool = true
        greeting != "hello": bool = true
        buffer == "buffer": bool = true
        "one" == words[0]: bool = true
        greeting == greeting: bool = true
        *greeting == 'h': bool = true
        greeting + 7: const char * = 0x1009d "world"
        len(greeting): unsigned long = 12
        len(buffer): unsigned long = 16
        len(words): unsigned long = 3
        full,s: char [4] = "full"
        greeting[0],x: const char = 0x68 'h'
        greeting[0],d: const char = 104 'h'
    "#]]
    .assert_eq(&found);
}

#[test]
fn enumerations_have_their_names() {
    let found = ["o0", "o2"].map(|build| {
        let mut scene = types(build, &[]).stopped_at("circle area");
        scene.evaluated(&[
            "KIND_SQUARE",
            "(int)KIND_SQUARE",
            "KIND_CIRCLE | 1",
            "FLAG_READ | FLAG_EXEC",
            "file_level == 0",
            "(size_t)-1",
            "(size_t) - 1 == ~0u",
        ])
    });
    assert_eq!(found[0], found[1]);
    expect![[r#"
        KIND_SQUARE: enum kind = KIND_SQUARE (10)
        (int)KIND_SQUARE: int = 10
        KIND_CIRCLE | 1: int = 1
        FLAG_READ | FLAG_EXEC: unsigned int = 5
        file_level == 0: bool = false
        (size_t)-1: unsigned long = 4294967295
        (size_t) - 1 == ~0u: bool = true
    "#]]
    .assert_eq(&found[0]);
}

#[test]
fn rust_computes_as_a_debug_build_does() {
    let mut scene = inventory("o0", &["values"]).stopped_at("integers");
    let found = scene.evaluated(&[
        "small + 1",
        "byte + 50",
        "byte + 100",
        "byte - 201",
        "byte + 300",
        "byte + word",
        "byte as u32 + uint",
        "-small",
        "-byte",
        "!byte",
        "byte << 3",
        "byte << 8",
        "small >> 1",
        "byte & 1 == 0",
        "byte / 0",
        "int / -1",
        "int as u8",
        "uint as i32",
        "3.99 as u8",
        "300.0 as u8",
        "-1.0 as u8",
        "byte as char",
        "byte as f32",
        "yes && !no",
        "yes & no",
        "yes + 1",
        "small < byte",
        "byte == 200u8",
        "5",
        "3_000_000_000",
        "1.5",
        "len(\"abc\")",
        "sizeof(u64)",
        "huge - 1",
        "uhuge",
        "usize_ * 2",
        "size_of",
        "$local0 >= 0",
        "$mem[0] == 0",
        "$mem[usize_..usize_ + 2]",
        "$pc > 0",
        "byte,x",
        "byte,b",
        "byte,o",
        "byte,c",
        "byte,q",
        "byte,x,",
    ]);
    expect![[r#"
        small + 1: i8 = -7
        byte + 50: u8 = 250
        byte + 100: 200 + 100 overflows `u8` (column 6)
        byte - 201: 200 - 201 overflows `u8` (column 6)
        byte + 300: 300 is outside the values of `u8` (column 6)
        byte + word: Rust computes with one type, and these are `u8` and `u16`; cast one with `as` (column 6)
        byte as u32 + uint: u32 = 4000000200
        -small: i8 = 8
        -byte: `u8` has no negative values (column 1)
        !byte: u8 = 55
        byte << 3: u8 = 64
        byte << 8: `u8` has 8 bits, and can be shifted by 0 to 7 (column 6)
        small >> 1: i8 = -4
        byte & 1 == 0: bool = true
        byte / 0: division by zero (column 6)
        int / -1: i32 = 2000000000
        int as u8: u8 = 0
        uint as i32: i32 = -294967296
        3.99 as u8: u8 = 3
        300.0 as u8: u8 = 255
        -1.0 as u8: u8 = 0
        byte as char: char = 'È'
        byte as f32: f32 = 200.0
        yes && !no: bool = true
        yes & no: bool = false
        yes + 1: a boolean and an integer do not go together (column 5)
        small < byte: bool = true
        byte == 200u8: bool = true
        5: i32 = 5
        3_000_000_000: i64 = 3000000000
        1.5: f64 = 1.5
        len("abc"): `"abc"` is "abc", which has no length (column 5)
        sizeof(u64): usize = 8
        huge - 1: -170141183460469231731687303715884105728 - 1 overflows `i128` (column 6)
        uhuge: u128 = 340282366920938463463374607431768211455
        usize_ * 2: usize = 8192
        size_of: no variable `size_of` is visible here (column 1)
        $local0 >= 0: bool = true
        $mem[0] == 0: bool = true
        $mem[usize_..usize_ + 2]: [u8] = [0, 0]
        $pc > 0: bool = true
        byte,x: u8 = 0xc8
        byte,b: u8 = 0b11001000
        byte,o: u8 = 0o310
        byte,c: u8 = 200 'È'
        byte,q: behind a comma stands how to show the value: x, d, o, b, c, s, or a number of elements (column 6)
        byte,x,: behind a comma stands how to show the value: x, d, o, b, c, s, or a number of elements (column 8)
    "#]].assert_eq(&found);
}

#[test]
fn rust_names_are_found_by_their_paths() {
    let mut scene = inventory("o0", &["stock"]).stopped_at("enums");
    let found = scene.evaluated(&[
        "season == Season::Autumn",
        "season == Season::Winter",
        "Season::Winter as i32",
        "stock::Season::Winter",
        "crate::counters::EVENTS",
        "counters::EVENTS",
        "EVENTS > 0",
        "NOTHING",
    ]);
    expect![[r#"
        season == Season::Autumn: bool = true
        season == Season::Winter: bool = false
        Season::Winter as i32: i32 = 3
        stock::Season::Winter: inventory::stock::Season = Winter
        crate::counters::EVENTS: AtomicU32 = 0
        counters::EVENTS: AtomicU32 = 0
        EVENTS > 0: bool = false
        NOTHING: no variable `NOTHING` is visible here (column 1)
    "#]]
    .assert_eq(&found);
}
