//! C values as a user sees them at a breakpoint: every type of the language, at both levels of
//! optimisation and in both versions of DWARF.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod common;

use common::{Scene, tree, types};
use expect_test::{Expect, expect};
use wrtd_debug::ScopeKind;

/// The types program at a marked line.
fn at(build: &str, marker: &str) -> Scene {
    types(build, &[]).stopped_at(marker)
}

fn locals(build: &str, marker: &str, expected: &Expect) {
    expected.assert_eq(&at(build, marker).scope(0, ScopeKind::Locals));
}

#[test]
fn scalars() {
    locals(
        "o0",
        "scalars",
        &expect![[r#"
            letter: char = 65 'A'
            negative: signed char = -100
            byte: unsigned char = 250
            small: short = -30000
            usmall: unsigned short = 60000
            number: int = -2000000000
            unumber: unsigned int = 4000000000
            word: long = -5
            uword: unsigned long = 4294967295
            large: long long = -9000000000000000000
            ularge: unsigned long long = 18000000000000000000
            huge: __int128 = -1267650600228229401496703205376
            uhuge: unsigned __int128 = 340282366920938463463374607431768211455
            yes: _Bool = true
            no: _Bool = false
            half: float = 0.5
            third: double = -0.3333333333333333
            quad: long double = 1.5
            complex: complex = 1 - 2i
            size: size_t = 32
            eight: uint8_t = 8
            minus: int64_t = -9223372036854775808
        "#]],
    );
    locals(
        "o2",
        "scalars",
        &expect![[r#"
            letter: char = 65 'A'
            huge: __int128 = -1267650600228229401496703205376
            uhuge: unsigned __int128 = 340282366920938463463374607431768211455
            quad: long double = 1.5
            complex: complex = 1 - 2i
            negative: signed char = -100
            byte: unsigned char = 250
            small: short = -30000
            usmall: unsigned short = 60000
            number: int = -2000000000
            unumber: unsigned int = 4000000000
            word: long = -5
            uword: unsigned long = 4294967295
            large: long long = -9000000000000000000
            ularge: unsigned long long = 18000000000000000000
            yes: _Bool = true
            no: _Bool = false
            half: float = 0.5
            third: double = -0.3333333333333333
            size: size_t = 32
            eight: uint8_t = 8
            minus: int64_t = -9223372036854775808
        "#]],
    );
}

#[test]
fn aggregates() {
    locals(
        "o0",
        "aggregates",
        &expect![[r#"
            point: struct point = {x = 3, y = -4}
            circle: struct shape = {kind = KIND_CIRCLE (0), as = {circle = {radius = 2}, square = {side = 0, corner = {x = 1073741824, …}}}, …}
            square: struct shape = {kind = KIND_SQUARE (10), as = {circle = {radius = 1.5382397223e-313}, square = {side = 1.5, corner = {…}}}, …}
            empty: struct shape = {kind = KIND_EMPTY (-1), as = {circle = {radius = 0}, square = {side = 0, corner = {x = 0, y = 0}}}, …}
            bits: struct bits = {low = 5, middle = -7, wide = 1000000, flag = true, far = 1094624909430}
            word: union word = {whole = 1065353216, real = 1, bytes = {0, 0, 128, 63}}
            packed: struct packed = {tag = 127, value = 16909060}
            numbers: int [5] = {2, 3, 5, 7, 11}
            grid: int [2][3] = {{1, 2, 3}, {4, 5, 6}}
            cube: int8_t [2][2][2] = {{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}}
            corners: struct point [2] = {{x = 0, y = 0}, {x = 9, y = 9}}
            kind: enum kind = KIND_SQUARE (10)
            strange: enum kind = 77
            flags: enum flags = FLAG_READ | FLAG_EXEC (5)
            anonymous: struct {…} = {hidden = 13}
        "#]],
    );
    locals(
        "o2",
        "aggregates",
        &expect![[r#"
            circle: struct shape = {kind = KIND_CIRCLE (0), as = {circle = {radius = 2}, square = {side = 0, corner = {x = 1073741824, …}}}, …}
            square: struct shape = {kind = KIND_SQUARE (10), as = {circle = {radius = 1.5382397223e-313}, square = {side = 1.5, corner = {…}}}, …}
            empty: struct shape = {kind = KIND_EMPTY (-1), as = {circle = {radius = 0}, square = {side = 0, corner = {x = 0, y = 0}}}, …}
            bits: struct bits = {low = 5, middle = -7, wide = 1000000, flag = true, far = 1094624909430}
            word: union word = {whole = 1065353216, real = 1, bytes = {0, 0, 128, 63}}
            packed: struct packed = {tag = 127, value = 16909060}
            grid: int [2][3] = {{1, 2, 3}, {4, 5, 6}}
            cube: int8_t [2][2][2] = {{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}}
            point: struct point = {x = 3, y = -4}
            numbers: int [5] = {<optimized out>, <optimized out>, <optimized out>, <optimized out>, 11}
            corners: struct point [2] = {<optimized out>, {x = 9, y = <optimized out>}}
            kind: enum kind = KIND_SQUARE (10)
            strange: enum kind = 77
            flags: enum flags = FLAG_READ | FLAG_EXEC (5)
            anonymous: struct {…} = {hidden = 13}
        "#]],
    );
    let mut scene = at("o0", "aggregates");
    let trees: String = ["circle", "bits", "word", "grid", "cube[1]"]
        .map(|name| tree(&mut scene, name, 2))
        .concat();
    expect![[r#"
        circle: struct shape = {kind = KIND_CIRCLE (0), as = {circle = {radius = 2}, square = {side = 0, corner = {x = 1073741824, …}}}, …}
          kind: enum kind = KIND_CIRCLE (0)
          as: union {…} = {circle = {radius = 2}, square = {side = 0, corner = {x = 1073741824, y = 0}}}
            circle: struct {…} = {radius = 2}
            square: struct {…} = {side = 0, corner = {x = 1073741824, y = 0}}
          name: const char * = 0x10076 "circle"
        bits: struct bits = {low = 5, middle = -7, wide = 1000000, flag = true, far = 1094624909430}
          low: unsigned int : 3 = 5
          middle: int : 5 = -7
          wide: unsigned int : 20 = 1000000
          flag: _Bool : 1 = true
          far: uint64_t : 40 = 1094624909430
        word: union word = {whole = 1065353216, real = 1, bytes = {0, 0, 128, 63}}
          whole: uint32_t = 1065353216
          real: float = 1
          bytes: uint8_t [4] = {0, 0, 128, 63}
            [0]: uint8_t = 0
            [1]: uint8_t = 0
            [2]: uint8_t = 128
            [3]: uint8_t = 63
        grid: int [2][3] = {{1, 2, 3}, {4, 5, 6}}
          [0]: int [3] = {1, 2, 3}
            [0]: int = 1
            [1]: int = 2
            [2]: int = 3
          [1]: int [3] = {4, 5, 6}
            [0]: int = 4
            [1]: int = 5
            [2]: int = 6
        cube[1]: int8_t [2][2] = {{5, 6}, {7, 8}}
          [0]: int8_t [2] = {5, 6}
            [0]: int8_t = 5
            [1]: int8_t = 6
          [1]: int8_t [2] = {7, 8}
            [0]: int8_t = 7
            [1]: int8_t = 8
    "#]].assert_eq(&trees);
    let mut show = |expression: &str| format!("{expression} = {}\n", scene.value(expression));
    let transcript: String = [
        "grid[1][2]",
        "grid[2]",
        "cube[1][0][1]",
        "corners[1].x",
        "circle.as.circle.radius",
        "bits.middle",
        "bits.middle + 1",
        "bits.flag == true",
        "kind == 10",
        "numbers[1..3]",
        "&numbers[3]",
        "*(&numbers[3])",
        "(char)65",
        "numbers[0] as unsigned",
    ]
    .map(&mut show)
    .concat();
    expect![[r#"
        grid[1][2] = 6
        grid[2] = error: the index 2 is outside `grid`, which has 2 elements (column 6)
        cube[1][0][1] = 6
        corners[1].x = 9
        circle.as.circle.radius = 2
        bits.middle = -7
        bits.middle + 1 = -6
        bits.flag == true = true
        kind == 10 = true
        numbers[1..3] = {3, 5}
        &numbers[3] = 0xfe5c → 7
        *(&numbers[3]) = 7
        (char)65 = 65 'A'
        numbers[0] as unsigned = 2
    "#]]
    .assert_eq(&transcript);
}

#[test]
fn pointers() {
    locals(
        "o0",
        "pointers",
        &expect![[r#"
        target: int = 42
        to_int: int * = 0xfeec → 42
        to_pointer: int ** = 0xfee8 → 0xfeec
        null: int * = NULL
        dangling: int * = 0xdeadbeef (outside memory)
        untyped: void * = 0xfeec
        nothing: const void * = NULL
        opaque: struct incomplete * = 0xfeec → <incomplete type>
        plus: operation = 0x1 <add>
        table: operation [2] = {0x1 <add>, 0x2 <subtract>}
        no_operation: int (*)(int, int) = NULL
        numbers: int [4] = {1, 2, 3, 4}
        row: int (*)[4] = 0xfea0 → {1, 2, 3, 4}
        inside: int * = 0xfea8 → 3
        ring: struct node [3] = {{value = 1, next = 0xfe88}, {value = 2, next = 0xfe90}, {value = 3, next = 0xfe80}}
        head: struct node * = 0xfe80 → {value = 1, next = 0xfe88}
        last: struct node = {value = 9, next = NULL}
        tail: struct tail * = 0x11870 → {length = 3, items = {…}}
    "#]],
    );
    locals(
        "o2",
        "pointers",
        &expect![[r#"
        target: int = 42
        to_int: int * = 0xfefc → 42
        numbers: int [4] = {1, 2, 3, 4}
        ring: struct node [3] = {{value = 1, next = 0xfec8}, {value = 2, next = 0xfed0}, {value = 3, next = 0xfec0}}
        last: struct node = {value = 9, next = NULL}
        to_pointer: int ** = <optimized out>
        untyped: void * = <optimized out>
        opaque: struct incomplete * = <optimized out>
        row: int (*)[4] = <optimized out>
        head: struct node * = <optimized out>
        null: int * = NULL
        dangling: int * = 0xdeadbeef (outside memory)
        nothing: const void * = NULL
        no_operation: int (*)(int, int) = NULL
        table: operation [2] = <optimized out>
        plus: operation = <optimized out>
        inside: int * = <optimized out>
        tail: struct tail * = <optimized out>
    "#]],
    );
    let mut scene = at("o0", "pointers");
    let trees: String = ["to_int", "to_pointer", "head", "row", "tail", "null", "dangling"]
        .map(|name| tree(&mut scene, name, 3))
        .concat();
    expect![[r#"
        to_int: int * = 0xfeec → 42
          *to_int: int = 42
        to_pointer: int ** = 0xfee8 → 0xfeec
          *to_pointer: int * = 0xfeec → 42
            **to_pointer: int = 42
        head: struct node * = 0xfe80 → {value = 1, next = 0xfe88}
          value: int = 1
          next: struct node * = 0xfe88 → {value = 2, next = 0xfe90}
            value: int = 2
            next: struct node * = 0xfe90 → {value = 3, next = 0xfe80}
              value: int = 3
              next: struct node * = 0xfe80 → {value = 1, next = 0xfe88}
        row: int (*)[4] = 0xfea0 → {1, 2, 3, 4}
          *row: int [4] = {1, 2, 3, 4}
            [0]: int = 1
            [1]: int = 2
            [2]: int = 3
            [3]: int = 4
        tail: struct tail * = 0x11870 → {length = 3, items = {…}}
          length: int = 3
          items: short [] = {…}
        null: int * = NULL
        dangling: int * = 0xdeadbeef (outside memory)
    "#]]
    .assert_eq(&trees);
    let mut show = |expression: &str| format!("{expression} = {}\n", scene.value(expression));
    let transcript: String = [
        "*to_int",
        "**to_pointer",
        "head->next->next->value",
        "head.next.next.next.value",
        "(*row)[3]",
        "inside[1]",
        "inside[0..2]",
        "inside[-1]",
        "inside[-1000000000]",
        "tail->items[2]",
        "tail->items[0..3]",
        "*null",
        "*dangling",
        "*untyped",
        "*(int *)untyped",
        "*opaque",
        "*plus",
        "(struct point *)to_int",
        "table[1]",
        "table[-1]",
        "table.1",
        "&table",
        "&*row",
    ]
    .map(&mut show)
    .concat();
    expect![[r#"
        *to_int = 42
        **to_pointer = 42
        head->next->next->value = 3
        head.next.next.next.value = 1
        (*row)[3] = 4
        inside[1] = 4
        inside[0..2] = {3, 4}
        inside[-1] = 2
        inside[-1000000000] = error: element -1000000000 of `inside` is outside memory (column 8)
        tail->items[2] = 300
        tail->items[0..3] = {100, 200, 300}
        *null = error: `null` is a null pointer (column 2)
        *dangling = error: `dangling` points outside memory, to 0xdeadbeef (column 2)
        *untyped = error: `untyped` points to no type; cast it first (column 2)
        *(int *)untyped = 42
        *opaque = <incomplete type>
        *plus = error: `plus` is 0x1 <add>, and code has no value (column 2)
        (struct point *)to_int = 0xfeec → {x = 42, y = 0}
        table[1] = 0x2 <subtract>
        table[-1] = error: the index -1 is negative; elements count from 0 (column 7)
        table.1 = error: `table` has elements, no members: write `table[1]` (column 7)
        &table = 0xfec0 → {0x1 <add>, 0x2 <subtract>}
        &*row = 0xfea0 → {1, 2, 3, 4}
    "#]]
    .assert_eq(&transcript);
}

#[test]
fn text() {
    locals(
        "o0",
        "text",
        &expect![[r#"
        greeting: const char * = 0x10096 "hello, world"
        buffer: char [16] = "buffer"
        full: char [4] = "full"
        empty: const char * = 0x10271 ""
        null: const char * = NULL
        escapes: const char * = 0x10257 "tab\t quote\" newline\n bell\a"
        utf8: const char * = 0x1005a "naïve"
        bad_utf8: const char * = 0x10000 "bad\377\376"
        words: const char *[3] = {0x10072 "one", 0x10044 "two", NULL}
        wild: char * = 0xfffffff0 (outside memory)
        long_text: char * = 0x11870 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz…"
    "#]],
    );
    locals(
        "o2",
        "text",
        &expect![[r#"
        buffer: char [16] = "buffer"
        full: char [4] = "full"
        words: const char *[3] = {0x1006c "one", 0x1003e "two", NULL}
        null: const char * = NULL
        wild: char * = 0xfffffff0 (outside memory)
        long_text: char * = 0x11800 "zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz…"
        utf8: const char * = <optimized out>
        greeting: const char * = <optimized out>
        empty: const char * = <optimized out>
        escapes: const char * = <optimized out>
        bad_utf8: const char * = <optimized out>
    "#]],
    );
    let mut scene = at("o0", "text");
    let mut show = |expression: &str| format!("{expression} = {}\n", scene.value(expression));
    let transcript: String =
        ["greeting[4]", "buffer[0]", "buffer[16]", "*greeting", "words[1]", "words[1][0]", "*wild"]
            .map(&mut show)
            .concat();
    expect![[r#"
        greeting[4] = 111 'o'
        buffer[0] = 98 'b'
        buffer[16] = error: the index 16 is outside `buffer`, which has 16 elements (column 8)
        *greeting = 104 'h'
        words[1] = 0x10044 "two"
        words[1][0] = 116 't'
        *wild = error: `wild` points outside memory (column 2)
    "#]]
    .assert_eq(&transcript);
}

#[test]
fn globals() {
    let mut scene = at("o0", "globals");
    expect![[r#"
        file_level: int = 12
    "#]]
    .assert_eq(&scene.scope(0, ScopeKind::Statics));
    let mut show = |expression: &str| format!("{expression} = {}\n", scene.value(expression));
    let transcript: String =
        ["global_points[2].y", "global_quarter", "global_name", "file_level", "file_static"]
            .map(&mut show)
            .concat();
    expect![[r#"
        global_points[2].y = 6
        global_quarter = -0.5
        global_name = 0x10090 "globe"
        file_level = 12
        file_static = 165
    "#]]
    .assert_eq(&transcript);
}
