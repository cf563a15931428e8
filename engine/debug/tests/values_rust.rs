//! Rust values as a user sees them at a breakpoint: every variable of the marked lines, at both
//! levels of optimisation, its children, and the expressions that lead to them.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod common;

use common::{Scene, inventory, round_trip, tree};
use expect_test::{Expect, expect};
use wrtd_debug::{Format, ScopeKind, VariableFilter};

/// The inventory program at a marked line.
fn at(build: &str, part: &str, marker: &str) -> Scene {
    inventory(build, &[part]).stopped_at(marker)
}

/// All locals.
fn locals(build: &str, part: &str, marker: &str, expected: &Expect) {
    expected.assert_eq(&at(build, part, marker).scope(0, ScopeKind::Locals));
}

#[test]
fn integers() {
    locals(
        "o0",
        "values",
        "integers",
        &expect![[r#"
        no: bool = false
        yes: bool = true
        usize_: usize = 4096
        size: isize = -5
        uhuge: u128 = 340282366920938463463374607431768211455
        huge: i128 = -170141183460469231731687303715884105728
        ulong: u64 = 18000000000000000000
        long: i64 = -9000000000000000000
        uint: u32 = 4000000000
        int: i32 = -2000000000
        word: u16 = 60000
        short: i16 = -30000
        byte: u8 = 200
        small: i8 = -8
    "#]],
    );
    locals(
        "o2",
        "values",
        "integers",
        &expect![[r#"
        no: bool = false
        yes: bool = true
        usize_: usize = 4096
        size: isize = -5
        uhuge: u128 = 340282366920938463463374607431768211455
        huge: i128 = -170141183460469231731687303715884105728
        ulong: u64 = 18000000000000000000
        long: i64 = -9000000000000000000
        uint: u32 = 4000000000
        int: i32 = -2000000000
        word: u16 = 60000
        short: i16 = -30000
        byte: u8 = 200
        small: i8 = -8
    "#]],
    );
}

#[test]
fn reals_and_text() {
    locals(
        "o0",
        "values",
        "text",
        &expect![[r#"
        bytes: &[u8; 9] = [114, 97, 119, 0, 98, 121, 116, 101, 115]
        slice: &str = "\"quoted\""
        owned: String = "naïve \"quoted\"\tstring"
        empty: &str = ""
        text: &str = "forty-two"
        newline: char = '\n'
        crab: char = '🦀'
        letter: char = 'ß'
        not_a_number: f32 = NaN
        infinite: f64 = -inf
        third: f64 = -0.3333333333333333
        half: f32 = 0.5
    "#]],
    );
    locals(
        "o2",
        "values",
        "text",
        &expect![[r#"
        bytes: &[u8; 9] = [114, 97, 119, 0, 98, 121, 116, 101, 115]
        slice: &str = "\"quoted\""
        owned: String = "naïve \"quoted\"\tstring"
        empty: &str = ""
        text: &str = "forty-two"
        newline: char = '\n'
        crab: char = '🦀'
        letter: char = 'ß'
        not_a_number: f32 = NaN
        infinite: f64 = -inf
        third: f64 = -0.3333333333333333
        half: f32 = 0.5
    "#]],
    );
}

#[test]
fn compounds() {
    locals(
        "o0",
        "values",
        "compounds",
        &expect![[r#"
        bits: inventory::values::Bits = Bits { word: 1065353216, float: 1.0 }
        boxed_slice: Box<[u16]> = [7, 8, 9]
        middle: &[i32] = [20, 30]
        points: [inventory::values::Point; 2] = [Point { x: 1, y: 2 }, Point { x: 3, y: 4 }]
        grid: [[u8; 3]; 2] = [[1, 2, 3], [4, 5, 6]]
        array: [i32; 4] = [10, 20, 30, 40]
        marker: inventory::values::Marker = Marker
        length: inventory::values::Meters = Meters(12.75)
        point: inventory::values::Point = Point { x: 3, y: -4 }
        tuple: (i32, f64, &str) = (1, 2.5, "three")
        unit: () = ()
    "#]],
    );
    locals(
        "o2",
        "values",
        "compounds",
        &expect![[r#"
        bits: inventory::values::Bits = Bits { word: 1065353216, float: 1.0 }
        boxed_slice: Box<[u16]> = [7, 8, 9]
        middle: &[i32] = <optimized out>
        points: [inventory::values::Point; 2] = [Point { x: 1, y: 2 }, Point { x: 3, y: 4 }]
        grid: [[u8; 3]; 2] = [[1, 2, 3], [4, 5, 6]]
        array: [i32; 4] = [10, 20, 30, 40]
        marker: inventory::values::Marker = Marker
        length: inventory::values::Meters = Meters(12.75)
        point: inventory::values::Point = Point { x: 3, y: -4 }
        tuple: (i32, f64, &str) = (1, 2.5, "three")
        unit: () = ()
    "#]],
    );
}

#[test]
fn pointers() {
    locals(
        "o0",
        "values",
        "pointers",
        &expect![[r#"
        through: i32 = 30
        function: fn(i32) -> i32 = fn inventory::values::triple
        reference_to_reference: &&inventory::values::Point = Point { x: 30, y: 40 }
        dangling: *const i32 = 0x7ffffff0 (outside memory)
        null: *const inventory::values::Point = null
        raw: *const inventory::values::Point = 0xffd38 → Point { x: 30, y: 40 }
        shared: &inventory::values::Point = Point { x: 30, y: 40 }
        point: inventory::values::Point = Point { x: 30, y: 40 }
    "#]],
    );
    let mut scene = at("o0", "values", "pointers");
    let mut show = |expression: &str| format!("{expression} = {}\n", scene.value(expression));
    let transcript: String = [
        "*raw",
        "(*raw).x",
        "raw.x",
        "raw->y",
        "*shared",
        "shared.y",
        "**reference_to_reference",
        "reference_to_reference.x",
        "*null",
        "*dangling",
        "&point",
        "*&point.y",
        "point.x + point.y * 2",
        "point.x == 30 && point.y > 39",
        "point.z",
        "poin",
        "raw as usize as u8",
    ]
    .map(&mut show)
    .concat();
    expect![[r#"
        *raw = Point { x: 30, y: 40 }
        (*raw).x = 30
        raw.x = 30
        raw->y = 40
        *shared = Point { x: 30, y: 40 }
        shared.y = 40
        **reference_to_reference = Point { x: 30, y: 40 }
        reference_to_reference.x = 30
        *null = error: `null` is a null pointer (column 2)
        *dangling = error: `dangling` points outside memory, to 0x7ffffff0 (column 2)
        &point = 0xffd38 → Point { x: 30, y: 40 }
        *&point.y = 40
        point.x + point.y * 2 = 110
        point.x == 30 && point.y > 39 = true
        point.z = error: `point` has no member `z`; it has x, y (column 7)
        poin = error: no variable `poin` is visible here; there is `point` (column 1)
        raw as usize as u8 = 56
    "#]]
    .assert_eq(&transcript);
}

#[test]
fn sequences() {
    locals(
        "o0",
        "collections",
        "sequences",
        &expect![[r#"
        ring: VecDeque<i32> = [3, 4, 5]
        (ring): VecDeque<i32> = [3, 4, 5]
        units: Vec<()> = [(), (), ()]
        thousand: Vec<u32> = [0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121, 144, 169, 196, 225, 256, 289, 324, 361, 400, 441, 484, …] (1000 elements)
        nested: Vec<Vec<u8>> = [[1], [], [2, 3]]
        words: Vec<String> = ["anvil", "bolt"]
        numbers: Vec<i32> = [2, 3, 5, 7, 11]
        empty: Vec<u8> = []
    "#]],
    );
    locals(
        "o2",
        "collections",
        "sequences",
        &expect![[r#"
        ring: VecDeque<i32> = [3, 4, 5]
        (ring): VecDeque<i32> = <optimized out>
        units: Vec<()> = [(), (), ()]
        thousand: Vec<u32> = [0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121, 144, 169, 196, 225, 256, 289, 324, 361, 400, 441, 484, …] (1000 elements)
        nested: Vec<Vec<u8>> = [[1], [], [2, 3]]
        words: Vec<String> = ["anvil", "bolt"]
        numbers: Vec<i32> = [2, 3, 5, 7, 11]
        empty: Vec<u8> = []
    "#]],
    );
    let mut scene = at("o0", "collections", "sequences");
    let mut show = |expression: &str| format!("{expression} = {}\n", scene.value(expression));
    let transcript: String = [
        "numbers[4]",
        "numbers[5]",
        "numbers[-1]",
        "numbers[1..4]",
        "numbers[3..]",
        "numbers[..=1]",
        "numbers[2..9]",
        "numbers.len",
        "words[1]",
        "words[1][1..3]",
        "nested[2][1]",
        "thousand[999]",
        "ring[2]",
        "ring[3]",
        "units[2]",
        "empty[0]",
    ]
    .map(&mut show)
    .concat();
    expect![[r#"
        numbers[4] = 11
        numbers[5] = error: the index 5 is outside `numbers`, which has 5 elements (column 9)
        numbers[-1] = error: the index -1 is negative; elements count from 0 (column 9)
        numbers[1..4] = [3, 5, 7]
        numbers[3..] = [7, 11]
        numbers[..=1] = [2, 3]
        numbers[2..9] = error: 2..9 is outside `numbers`, which has 5 elements (column 8)
        numbers.len = 5
        words[1] = "bolt"
        words[1][1..3] = "ol"
        nested[2][1] = 3
        thousand[999] = 998001
        ring[2] = 5
        ring[3] = error: the index 3 is outside `ring`, which has 3 elements (column 6)
        units[2] = ()
        empty[0] = error: the index 0 is outside `empty`, which has 0 elements (column 7)
    "#]]
    .assert_eq(&transcript);
    expect![[r#"
        nested: Vec<Vec<u8>> = [[1], [], [2, 3]]
          [0]: Vec<u8> = [1]
            [0]: u8 = 1
          [1]: Vec<u8> = []
          [2]: Vec<u8> = [2, 3]
            [0]: u8 = 2
            [1]: u8 = 3
    "#]]
    .assert_eq(&tree(&mut scene, "nested", 2));
    expect![[r#"
        ring: VecDeque<i32> = [3, 4, 5]
          [0]: i32 = 3
          [1]: i32 = 4
          [2]: i32 = 5
    "#]]
    .assert_eq(&tree(&mut scene, "ring", 1));
}

#[test]
fn maps() {
    locals(
        "o0",
        "collections",
        "maps",
        &expect![[r#"
            empty_tree: BTreeMap<u8, u8> = {}
            letters: BTreeSet<char> = {'e', 'h', 'l', 'o'}
            deep: BTreeMap<u32, u64> = {0: 0, 1: 10, 2: 20, 3: 30, 4: 40, 5: 50, 6: 60, 7: 70, 8: 80, 9: 90, 10: 100, 11: 110, 12: 120, 13: 130, …} (200 entries)
            ordered: BTreeMap<i32, &str> = {1: "one", 2: "two", 3: "three"}
            empty_map: HashMap<i32, i32> = {}
            codes: HashSet<u16> = {404, 200, 500}
            prices: HashMap<String, u32> = {"bolt": 3, "crate": 150, "anvil": 4200}
        "#]],
    );
    locals(
        "o2",
        "collections",
        "maps",
        &expect![[r#"
            empty_tree: BTreeMap<u8, u8> = {}
            letters: BTreeSet<char> = {'e', 'h', 'l', 'o'}
            deep: BTreeMap<u32, u64> = <optimized out>
            ordered: BTreeMap<i32, &str> = {1: "one", 2: "two", 3: "three"}
            empty_map: HashMap<i32, i32> = <optimized out>
            codes: HashSet<u16> = {404, 200, 500}
            prices: HashMap<String, u32> = {"bolt": 3, "crate": 150, "anvil": 4200}
        "#]],
    );
    let mut scene = at("o0", "collections", "maps");
    let mut show = |expression: &str| format!("{expression} = {}\n", scene.value(expression));
    let transcript: String = [
        "prices[\"bolt\"]",
        "prices[\"nut\"]",
        "ordered[2]",
        "ordered[4]",
        "deep[199]",
        "letters[1]",
    ]
    .map(&mut show)
    .concat();
    expect![[r#"
        prices["bolt"] = 3
        prices["nut"] = error: `prices` has no key "nut" (column 8)
        ordered[2] = "two"
        ordered[4] = error: `ordered` has no key 4 (column 9)
        deep[199] = 1990
        letters[1] = 'h'
    "#]]
    .assert_eq(&transcript);
    expect![[r#"
        ordered: BTreeMap<i32, &str> = {1: "one", 2: "two", 3: "three"}
          [1]: &str = "one"
          [2]: &str = "two"
          [3]: &str = "three"
    "#]]
    .assert_eq(&tree(&mut scene, "ordered", 1));
    let deep = scene.session.evaluate(0, "deep", Format::default()).unwrap();
    assert_eq!(deep.indexed, 200);
    let children = scene
        .session
        .variables(
            deep.children.unwrap(),
            VariableFilter::Indexed,
            97,
            3,
            Format { hex: true, ..Format::default() },
        )
        .unwrap();
    expect![[r#"
        [0x61]: u64 = 0x3ca
        [0x62]: u64 = 0x3d4
        [0x63]: u64 = 0x3de
    "#]]
    .assert_eq(&common::lines(&children));
}

#[test]
fn ownership() {
    locals(
        "o0",
        "collections",
        "ownership",
        &expect![[r#"
        lock: Mutex<i64> = Mutex { data: 99 }
        ref_cell: RefCell<Vec<u8>> = RefCell { value: [1, 2] }
        cell: Cell<u32> = Cell { value: 8 }
        counted_slice: Arc<[i32]> = [1, 2, 3] (strong 1, weak 0)
        text: Rc<str> = "counted text" (strong 1, weak 0)
        atomic: Arc<(u8, u16)> = (1, 2) (strong 1, weak 0)
        weak: Weak<String> = Weak (strong 2, weak 1)
        second: Rc<String> = "shared" (strong 2, weak 1)
        shared: Rc<String> = "shared" (strong 2, weak 1)
        boxed: Box<i32> = 41
    "#]],
    );
    locals(
        "o2",
        "collections",
        "ownership",
        &expect![[r#"
        lock: Mutex<i64> = Mutex { data: 99 }
        ref_cell: RefCell<Vec<u8>> = RefCell { value: [1, 2] }
        cell: Cell<u32> = Cell { value: 8 }
        counted_slice: Arc<[i32]> = [1, 2, 3] (strong 1, weak 0)
        text: Rc<str> = "counted text" (strong 1, weak 0)
        atomic: Arc<(u8, u16)> = (1, 2) (strong 1, weak 0)
        weak: Weak<String> = <optimized out>
        second: Rc<String> = "shared" (strong 2, weak 1)
        shared: Rc<String> = "shared" (strong 2, weak 1)
        boxed: Box<i32> = 41
    "#]],
    );
    let mut scene = at("o0", "collections", "borrowed");
    let trees: String = ["shared", "weak", "text", "counted_slice", "ref_cell", "lock", "borrowed"]
        .map(|name| tree(&mut scene, name, 1))
        .concat();
    expect![[r#"
        shared: Rc<String> = "shared" (strong 2, weak 1)
          *shared: String = "shared"
          strong: usize = 2
          weak: usize = 1
        weak: Weak<String> = Weak (strong 2, weak 1)
          value: String = "shared"
        text: Rc<str> = "counted text" (strong 1, weak 0)
          *text: str = "counted text"
          strong: usize = 1
          weak: usize = 0
        counted_slice: Arc<[i32]> = [1, 2, 3] (strong 1, weak 0)
          *counted_slice: [i32] = [1, 2, 3]
          strong: usize = 1
          weak: usize = 0
        ref_cell: RefCell<Vec<u8>> = RefCell { value: [1, 2], borrowed: mutably }
          value: Vec<u8> = [1, 2]
          borrowed:  = mutably
        lock: Mutex<i64> = Mutex { data: 99 }
          data: i64 = 99
        borrowed: RefMut<Vec<u8>> = [1, 2]
          [0]: u8 = 1
          [1]: u8 = 2
    "#]]
    .assert_eq(&trees);
}

#[test]
fn a_cycle_opens_one_step_at_a_time() {
    let mut scene = at("o0", "collections", "cycle");
    expect![[r#"
        root: Rc<inventory::collections::Node> = Node { name: "root", children: RefCell { value: [Node { … }] }, parent: RefCell { value: Weak (never pointed to a value) } } (strong 1, weak 1)
          *root: inventory::collections::Node = Node { name: "root", children: RefCell { value: [Node { name: "leaf", children: RefCell { … }, parent: RefCell { … } }] }, … }
            name: String = "root"
            children: RefCell<Vec<Rc<inventory::collections::Node>>> = RefCell { value: [Node { name: "leaf", children: RefCell { value: [] }, parent: RefCell { value: Weak (strong 1, weak 1) } }] }
              value: Vec<Rc<inventory::collections::Node>> = [Node { name: "leaf", children: RefCell { value: [] }, parent: RefCell { value: Weak (strong 1, weak 1) } }]
                [0]: Rc<inventory::collections::Node> = Node { name: "leaf", children: RefCell { value: [] }, parent: RefCell { value: Weak (strong 1, weak 1) } } (strong 2, weak 0)
                  *[0]: inventory::collections::Node = Node { name: "leaf", children: RefCell { value: [] }, parent: RefCell { value: Weak (strong 1, weak 1) } }
                    name: String = "leaf"
                    children: RefCell<Vec<Rc<inventory::collections::Node>>> = RefCell { value: [] }
                    parent: RefCell<Weak<inventory::collections::Node>> = RefCell { value: Weak (strong 1, weak 1) }
                  strong: usize = 2
                  weak: usize = 0
            parent: RefCell<Weak<inventory::collections::Node>> = RefCell { value: Weak (never pointed to a value) }
              value: Weak<inventory::collections::Node> = Weak (never pointed to a value)
          strong: usize = 1
          weak: usize = 1
    "#]].assert_eq(&tree(&mut scene, "root", 6));
}

#[test]
fn every_offered_expression_gives_its_value_again() {
    let mut checked = 0;
    for (part, marker) in [
        ("values", "compounds"),
        ("values", "pointers"),
        ("collections", "sequences"),
        ("collections", "maps"),
        ("collections", "borrowed"),
        ("collections", "cycle"),
        ("stock", "enums"),
        ("stock", "options"),
        ("stock", "results"),
        ("shapes", "dyn"),
        ("flow", "closures"),
    ] {
        let mut scene = at("o0", part, marker);
        let scopes = scene.session.scopes(0).unwrap();
        for scope in scopes.iter().filter(|scope| scope.kind == ScopeKind::Locals) {
            for variable in scene.children(scope.variables) {
                checked += round_trip(&mut scene, &variable, 4);
            }
        }
    }
    assert!(checked > 1000, "{checked}");
}
