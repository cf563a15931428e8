//! C++: the standard library, classes and what only their objects know, at both levels of
//! optimisation.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod common;

use common::{Scene, launch, round_trip, spec, tree};
use expect_test::{Expect, expect};
use wrtd_debug::{Format, Motion, ScopeKind};

/// A program in one of its builds at a marked line.
fn at(program: &str, build: &str, marker: &str) -> Scene {
    let spec = spec(&format!("cpp/{program}/{program}-{build}.wasm"));
    launch(&format!("cpp/{program}/src"), spec).stopped_at(marker)
}

fn locals(program: &str, build: &str, marker: &str, expected: &Expect) {
    expected.assert_eq(&at(program, build, marker).scope(0, ScopeKind::Locals));
}

fn values(scene: &mut Scene, expressions: &[&str]) -> String {
    expressions.iter().map(|text| format!("{text} = {}\n", scene.value(text))).collect()
}

#[test]
fn texts() {
    locals(
        "standard",
        "o0",
        "texts",
        &expect![[r#"
        empty: std::string = ""
        short_text: std::string = "anvil"
        long_text: std::string = "a text that is too long for the short form of a string"
        with_zero: std::string = "a\000b"
        view: std::string_view = "text"
        wide: std::wstring = "wïde"
        sixteen: std::u16string = "sechßehn"
        eight: std::u8string = "über"
        reference: const std::string & = "anvil"
        pointer: std::string * = 0xffbc → "a text that is too long for the short form of a string"
    "#]],
    );
    locals(
        "standard",
        "o2",
        "texts",
        &expect![[r#"
        empty: std::string = ""
        short_text: std::string = "anvil"
        long_text: std::string = "a text that is too long for the short form of a string"
        with_zero: std::string = "a\000b"
        view: std::string_view = "text"
        wide: std::wstring = "wïde"
        sixteen: std::u16string = "sechßehn"
        eight: std::u8string = "über"
        pointer: std::string * = 0xffc8 → "a text that is too long for the short form of a string"
        reference: const std::string & = <optimized out>
    "#]],
    );
}

#[test]
fn sequences() {
    locals(
        "standard",
        "o0",
        "sequences",
        &expect![[r#"
        numbers: std::vector<int> = {3, 1, 4, 1, 5}
        none: std::vector<int> = {}
        items: std::vector<shop::Item> = {{name = "anvil", cents = 1999}, {name = "rope", cents = 350}}
        flags: std::vector<bool> = {true, false, true, true}
        nested: std::vector<std::vector<int>> = {{1}, {}, {2, 3}}
        array: std::array<short, 3> = {7, 8, 9}
        nothing: std::array<int, 0> = {}
        span: std::span<int> = {1, 4, 1}
        fixed: std::span<short, 3> = {7, 8, 9}
        list: std::list<int> = {10, 20, 30}
        forward: std::forward_list<int> = {11, 22}
        deque: std::deque<int> = {-1, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 1015, …} (1001 elements)
        stack: std::stack<int> = {1, 2, 3}
        queue: std::queue<int> = {4, 5}
        heap: std::priority_queue<int> = {9, 6}
        bits: std::bitset<10> = {true, false, true, false, false, false, false, false, false, true}
        listed: std::initializer_list<int> = {6, 7}
        iterator: std::__wrap_iter<int *> = 0x11a48 → 4
    "#]],
    );
    locals(
        "standard",
        "o2",
        "sequences",
        &expect![[r#"
        none: std::vector<int> = {}
        flags: std::vector<bool> = {true, false, true, true}
        array: std::array<short, 3> = {7, 8, 9}
        nothing: std::array<int, 0> = {}
        span: std::span<int> = {1, 4, 1}
        fixed: std::span<short, 3> = {7, 8, 9}
        deque: std::deque<int> = {-1, 1000, 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 1015, …} (1001 elements)
        stack: std::stack<int> = {1, 2, 3}
        queue: std::queue<int> = {4, 5}
        bits: std::bitset<10> = {true, false, true, false, false, false, false, false, false, true}
        listed: std::initializer_list<int> = {6, 7}
        iterator: std::__wrap_iter<int *> = 0x11978 → 4
        numbers: std::vector<int> = <optimized out>
        items: std::vector<shop::Item> = <optimized out>
        nested: std::vector<std::vector<int>> = <optimized out>
        list: std::list<int> = <optimized out>
        forward: std::forward_list<int> = <optimized out>
        heap: std::priority_queue<int> = <optimized out>
    "#]],
    );
}

#[test]
fn maps() {
    locals(
        "standard",
        "o0",
        "maps",
        &expect![[r#"
        prices: std::map<std::string, int> = {"anvil": 1999, "crate": 425, "rope": 350}
        squares: std::map<int, int> = {0: 0, 1: 1, 2: 4, 3: 9, 4: 16, 5: 25, 6: 36, 7: 49, 8: 64, 9: 81, 10: 100, 11: 121, 12: 144, 13: 169, …} (300 entries)
        empty: std::map<int, int> = {}
        set: std::set<int> = {1, 2, 3}
        several: std::multimap<int, char> = {1: 97 'a', 1: 98 'b'}
        ordered: std::map<std::string, std::vector<int>, shop::Less> = {"even": {2}, "odd": {1, 3}}
        hashed: std::unordered_map<std::string, int> = {"one": 1}
        cubes: std::unordered_map<int, int> = {49: 117649, 48: 110592, 47: 103823, 46: 97336, 45: 91125, 44: 85184, 43: 79507, 42: 74088, 41: 68921, …} (50 entries)
        names: std::unordered_set<std::string> = {"rope"}
        pair: std::pair<int, std::string> = {first = 1, second = "one"}
        tuple: std::tuple<int, double, std::string> = (2, 2.5, "two")
        unit: std::tuple<> = ()
        found: std::map<int, int>::iterator = {__i_ = {__ptr_ = 0x11bb0}}
    "#]],
    );
    locals(
        "standard",
        "o2",
        "maps",
        &expect![[r#"
        prices: std::map<std::string, int> = {"anvil": 1999, "crate": 425, "rope": 350}
        squares: std::map<int, int> = {0: 0, 1: 1, 2: 4, 3: 9, 4: 16, 5: 25, 6: 36, 7: 49, 8: 64, 9: 81, 10: 100, 11: 121, 12: 144, 13: 169, …} (300 entries)
        empty: std::map<int, int> = {}
        several: std::multimap<int, char> = {1: 97 'a', 1: 98 'b'}
        ordered: std::map<std::string, std::vector<int>, shop::Less> = {"even": {2}, "odd": {1, 3}}
        hashed: std::unordered_map<std::string, int> = {"one": 1}
        cubes: std::unordered_map<int, int> = {49: 117649, 48: 110592, 47: 103823, 46: 97336, 45: 91125, 44: 85184, 43: 79507, 42: 74088, 41: 68921, …} (50 entries)
        names: std::unordered_set<std::string> = {"rope"}
        pair: std::pair<int, std::string> = {first = 1, second = "one"}
        tuple: std::tuple<int, double, std::string> = (2, 2.5, "two")
        unit: std::tuple<> = ()
        found: std::map<int, int>::iterator = {__i_ = {__ptr_ = 0x11ae0}}
        set: std::set<int> = <optimized out>
    "#]],
    );
}

#[test]
fn owners() {
    locals(
        "standard",
        "o0",
        "owners",
        &expect![[r#"
        unique: std::unique_ptr<shop::Item> = {name = "unique", cents = 1}
        gone: std::unique_ptr<shop::Item> = NULL
        array: std::unique_ptr<int[]> = 0x11a60 → 1
        counted: std::unique_ptr<shop::Item, shop::Counted> = {name = "counted", cents = 2}
        shared: std::shared_ptr<shop::Item> = {name = "shared", cents = 3} (strong 2, weak 1)
        other: std::shared_ptr<shop::Item> = {name = "shared", cents = 3} (strong 2, weak 1)
        weak: std::weak_ptr<shop::Item> = weak (strong 2, weak 1)
        expired: std::weak_ptr<int> = expired
        null_shared: std::shared_ptr<int> = NULL
        some: std::optional<int> = 42
        no: std::optional<int> = nullopt
        some_text: std::optional<std::string> = "in an optional"
        first: std::variant<int, std::string, double> (int) = 7
        second: std::variant<int, std::string, double> (std::string) = "in a variant"
        third: std::variant<std::monostate, int> (std::monostate) = {}
        captured: int = 5
        function: std::function<int (int)> (int (*)(int)) = 0x1 <twice>
        lambda: std::function<int (int)> ((lambda at main.cpp:159)) = {captured = 5}
        no_function: std::function<void ()> = empty
        atomic: std::atomic<int> = 9
        flag: std::atomic<bool> = true
        duration: std::chrono::milliseconds = 1500ms
        hours: std::chrono::hours = 3h
        seconds: std::chrono::duration<double> = 0.25s
        moment: std::chrono::steady_clock::time_point = 250ns
        complex: std::complex<double> = 1.5 - 2i
        wrapped: std::reference_wrapper<int> = 5
    "#]],
    );
    locals(
        "standard",
        "o2",
        "owners",
        &expect![[r#"
        unique: std::unique_ptr<shop::Item> = {name = "unique", cents = 1}
        gone: std::unique_ptr<shop::Item> = NULL
        array: std::unique_ptr<int[]> = 0x11990 → 1
        counted: std::unique_ptr<shop::Item, shop::Counted> = {name = "counted", cents = 2}
        shared: std::shared_ptr<shop::Item> = {name = "shared", cents = 3} (strong 2, weak 1)
        other: std::shared_ptr<shop::Item> = {name = "shared", cents = 3} (strong 2, weak 1)
        weak: std::weak_ptr<shop::Item> = weak (strong 2, weak 1)
        null_shared: std::shared_ptr<int> = NULL
        some: std::optional<int> = 42
        no: std::optional<int> = nullopt
        some_text: std::optional<std::string> = "in an optional"
        third: std::variant<std::monostate, int> (std::monostate) = {}
        captured: int = 5
        lambda: std::function<int (int)> ((lambda at main.cpp:159)) = {captured = 5}
        no_function: std::function<void ()> = empty
        atomic: std::atomic<int> = 9
        flag: std::atomic<bool> = true
        duration: std::chrono::milliseconds = 1500ms
        hours: std::chrono::hours = 3h
        seconds: std::chrono::duration<double> = 0.25s
        moment: std::chrono::steady_clock::time_point = 250ns
        complex: std::complex<double> = 1.5 - 2i
        wrapped: std::reference_wrapper<int> = 5
        expired: std::weak_ptr<int> = <optimized out>
        first: std::variant<int, std::string, double> = <optimized out>
        second: std::variant<int, std::string, double> = <optimized out>
        function: std::function<int (int)> = <optimized out>
    "#]],
    );
}

/// Lengths without end, nodes that lead to themselves, an end before the beginning.
#[test]
fn memory_that_no_library_would_leave_behind() {
    let mut spec = spec("cpp/standard/standard-o0.wasm");
    spec.args = vec!["broken".to_owned()];
    let mut scene = launch("cpp/standard/src", spec).stopped_at("broken");
    expect![[r#"
        circle = {…: <invalid map: the node at 0x11a60 leads to itself>, …} (3 entries)
        ring = <invalid list: length 4294967280, more than memory holds>
        reversed = <invalid vector: from 0x11adc to 0x11ad0>
        huge = <invalid unordered_map: length 4294967280, more than memory holds>
        torn = <invalid deque: length 2 in blocks at 0xfffffff0>
        wild = <invalid string: length 54 at 0xfffffff0 is outside memory>
        outside = <invalid variant: alternative 77 of 2>
        circle[2] = error: `circle` has no key 2 (column 8)
        huge[1] = error: `huge` has no value: <invalid unordered_map: length 4294967280, more than memory holds> (column 1)
    "#]].assert_eq(&values(
        &mut scene,
        &["circle", "ring", "reversed", "huge", "torn", "wild", "outside", "circle[2]", "huge[1]"],
    ));
}

#[test]
fn paths_into_the_library() {
    let mut scene = at("standard", "o0", "maps");
    expect![[r#"
        prices["rope"] = 350
        prices["gold"] = error: `prices` has no key "gold" (column 8)
        squares[299] = 89401
        ordered["odd"][1] = 3
        hashed["one"] + 1 = 2
        pair.second = "one"
        tuple.1 = 2.5
        set[2] = 3
    "#]]
    .assert_eq(&values(
        &mut scene,
        &[
            "prices[\"rope\"]",
            "prices[\"gold\"]",
            "squares[299]",
            "ordered[\"odd\"][1]",
            "hashed[\"one\"] + 1",
            "pair.second",
            "tuple.1",
            "set[2]",
        ],
    ));
    scene.break_at("owners");
    scene.go(Motion::Continue);
    expect![[r#"
        unique->name = "unique"
        (*unique).cents = 1
        shared->name = "shared"
        shared.strong = 2
        weak.value.cents = 3
        *gone = error: `gone` is NULL, which is no pointer (column 2)
        some + 1 = 43
        *some_text = "in an optional"
        second == "in a variant" = true
        lambda.captured = 5
        duration.count / 100 = 15
        atomic == 9 = true
        wrapped = 5
        array[2] = 3
    "#]]
    .assert_eq(&values(
        &mut scene,
        &[
            "unique->name",
            "(*unique).cents",
            "shared->name",
            "shared.strong",
            "weak.value.cents",
            "*gone",
            "some + 1",
            "*some_text",
            "second == \"in a variant\"",
            "lambda.captured",
            "duration.count / 100",
            "atomic == 9",
            "wrapped",
            "array[2]",
        ],
    ));
}

#[test]
fn paths_into_texts_and_sequences() {
    let mut scene = at("standard", "o0", "texts");
    expect![[r#"
        short_text == "anvil" = true
        short_text[0] = 97 'a'
        short_text[5] = error: the index 5 is outside `short_text`, which has 5 elements (column 12)
        long_text[2..6] = "text"
        *pointer = "a text that is too long for the short form of a string"
        wide = "wïde"
    "#]]
    .assert_eq(&values(
        &mut scene,
        &[
            "short_text == \"anvil\"",
            "short_text[0]",
            "short_text[5]",
            "long_text[2..6]",
            "*pointer",
            "wide",
        ],
    ));
    scene.break_at("sequences");
    scene.go(Motion::Continue);
    expect![[r#"
        numbers[2] * 10 = 40
        numbers[1..3] = {1, 4}
        numbers[5] = error: the index 5 is outside `numbers`, which has 5 elements (column 9)
        items[1].name = "rope"
        flags[2] = true
        nested[2][1] = 3
        deque[1000] = 1999
        list[1] = 20
        stack[0] = 1
        bits[9] = true
        *iterator = 0x11a48 → 4
    "#]]
    .assert_eq(&values(
        &mut scene,
        &[
            "numbers[2] * 10",
            "numbers[1..3]",
            "numbers[5]",
            "items[1].name",
            "flags[2]",
            "nested[2][1]",
            "deque[1000]",
            "list[1]",
            "stack[0]",
            "bits[9]",
            "*iterator",
        ],
    ));
}

#[test]
fn classes() {
    locals(
        "objects",
        "o0",
        "classes",
        &expect![[r#"
        circle: geo::Circle = {geo::Shape = {id_ = 1}, radius_ = 2}
        square: geo::Square = {geo::Shape = {id_ = 2}, geo::Named = {label_ = 0x10087 "square"}, side_ = 3}
        shape: geo::Shape * (geo::Circle) = 0xffe0 → {geo::Shape = {id_ = 1}, radius_ = 2}
        reference: geo::Shape & (geo::Square) = {geo::Shape = {id_ = 2}, geo::Named = {label_ = 0x10087 "square"}, side_ = 3}
        second: geo::Named * (geo::Square) = 0xffd0 → {geo::Shape = {id_ = 2}, geo::Named = {label_ = 0x10087 "square"}, side_ = 3}
        shapes: geo::Shape *[2] = {0xffe0, 0xffc8}
        nobody: geo::Shape * = NULL
        hidden: (anonymous)::Hidden = {geo::Named = {label_ = 0x10078 "hidden"}, secret = 99}
        named: geo::Named & ((anonymous)::Hidden) = {geo::Named = {label_ = 0x10078 "hidden"}, secret = 99}
        scale: (anonymous)::Scale<3> = {(anonymous)::Plugin = {calls = 1}, factor = 3}
        plugin: (anonymous)::Plugin * ((anonymous)::Scale<3>) = 0xff94 → {(anonymous)::Plugin = {calls = 1}, factor = 3}
        otter: Otter = {Swimmer = {Animal = {legs = 4}, depth = 10}, Walker = {Animal = {legs = 4}, speed = 20}, age = 2}
        animal: Animal * (Otter) = 0xff88 → {Swimmer = {Animal = {legs = 4}, depth = 10}, Walker = {Animal = {legs = 4}, speed = 20}, age = 2}
        constant: const geo::Circle *const = 0xffe0 → {geo::Shape = {id_ = 1}, radius_ = 2}
    "#]],
    );
    locals(
        "objects",
        "o2",
        "classes",
        &expect![[r#"
        circle: geo::Circle = {geo::Shape = {id_ = 1}, radius_ = 2}
        square: geo::Square = {geo::Shape = {id_ = 2}, geo::Named = {label_ = 0x10087 "square"}, side_ = 3}
        shape: geo::Shape * (geo::Circle) = 0xfff0 → {geo::Shape = {id_ = 1}, radius_ = 2}
        second: geo::Named * (geo::Square) = 0xffe0 → {geo::Shape = {id_ = 2}, geo::Named = {label_ = 0x10087 "square"}, side_ = 3}
        shapes: geo::Shape *[2] = {0xfff0, 0xffd8}
        nobody: geo::Shape * = NULL
        hidden: (anonymous)::Hidden = {geo::Named = {label_ = 0x10078 "hidden"}, secret = 99}
        plugin: (anonymous)::Plugin * ((anonymous)::Scale<3>) = 0xffac → {(anonymous)::Plugin = {calls = 1}, factor = 3}
        otter: Otter = {Swimmer = {Animal = {legs = 4}, depth = 10}, Walker = {Animal = {legs = 4}, speed = 20}, age = 2}
        animal: Animal * (Otter) = 0xffa0 → {Swimmer = {Animal = {legs = 4}, depth = 10}, Walker = {Animal = {legs = 4}, speed = 20}, age = 2}
        constant: const geo::Circle *const = 0xfff0 → {geo::Shape = {id_ = 1}, radius_ = 2}
        scale: (anonymous)::Scale<3> = <optimized out>
        reference: geo::Shape & = <optimized out>
        named: geo::Named & = <optimized out>
    "#]],
    );
}

/// Without the program's own type information the debug information's tables say what an object is.
#[test]
fn classes_of_a_program_without_type_information() {
    let scope = |build| at("objects", build, "classes").scope(0, ScopeKind::Locals);
    let without_addresses = |text: String| {
        let parts = text.split("0x").enumerate();
        let plain = |(index, part): (usize, &str)| {
            if index == 0 {
                return part.to_owned();
            }
            part.trim_start_matches(|c: char| c.is_ascii_hexdigit()).to_owned()
        };
        parts.map(plain).collect::<String>()
    };
    assert_eq!(without_addresses(scope("no-rtti")), without_addresses(scope("o0")));
}

#[test]
fn kinds() {
    locals(
        "objects",
        "o0",
        "kinds",
        &expect![[r#"
        colour: geo::Colour = Green (5)
        no_colour: geo::Colour = 77
        flags: geo::Flags = READ | EXECUTE (5)
        packet: Packet = {version = 5, kind = 17, delta = -3, last = true, colour = Blue (6)}
        variant: Variant = {tag = REAL (1), integer = 0, real = 1.5, left = -1, right = 2}
        bits: Bits = {number = 1, bits = 1065353216}
        number: int = 7
        lvalue: int & = 7
        rvalue: int && = 7
        point: geo::Point = {x = 3, y = 4}
        member: int geo::Point::* = &geo::Point::y
        method: double (geo::Shape::*)() = virtual function 2 of geo::Shape
        plain: int (Counter::*)(int) = 0x1 <Counter::add>
        function: int (*)(int) = 0x2 <add_one>
        function_reference: int (&)(int) = 0x2 <add_one>
        lambda: (lambda at main.cpp:194) = {number = 7, point = {x = 3, y = 4}}
        empty: (lambda at main.cpp:195) = {}
        null: decltype(nullptr) = nullptr
        ring: Ring<geo::Point, 2> = {slots = {{x = 1, y = 2}, {x = 3, y = 4}}, head = 0}
        list: Node<Node<int> *> * = 0x11630 → {value = 0x11640, next = NULL}
        counter: Counter = {id = 8}
        sixteen: char16_t = 233 'é'
        thirty_two: char32_t = 129408 '🦀'
        eight: char8_t = 101 'e'
        wide: wchar_t = 119 'w'
        yes: bool = true
        local: Local = {inside = 12}
        inside: (lambda at main.cpp:217) = {number = 66356, counter = {id = 66396}}
    "#]],
    );
    locals(
        "objects",
        "o2",
        "kinds",
        &expect![[r#"
        colour: geo::Colour = Green (5)
        no_colour: geo::Colour = 77
        flags: geo::Flags = READ | EXECUTE (5)
        packet: Packet = {version = 5, kind = 17, delta = -3, last = true, colour = Blue (6)}
        variant: Variant = {tag = REAL (1), integer = 0, real = 1.5, left = -1, right = 2}
        bits: Bits = {number = 1, bits = 1065353216}
        number: int = 7
        point: geo::Point = {x = 3, y = 4}
        member: int geo::Point::* = &geo::Point::y
        function: int (*)(int) = 0x2 <add_one>
        lambda: (lambda at main.cpp:194) = {number = 7, point = {x = 3, y = 4}}
        null: decltype(nullptr) = nullptr
        ring: Ring<geo::Point, 2> = {slots = {{x = 1, y = 2}, {x = 3, y = 4}}, head = 0}
        list: Node<Node<int> *> * = 0x114f0 → {value = 0x11500, next = NULL}
        counter: Counter = {id = 8}
        sixteen: char16_t = 233 'é'
        thirty_two: char32_t = 129408 '🦀'
        eight: char8_t = 101 'e'
        wide: wchar_t = 119 'w'
        yes: bool = true
        local: Local = {inside = 12}
        method: double (geo::Shape::*)() = <optimized out>
        plain: int (Counter::*)(int) = <optimized out>
        empty: (lambda at main.cpp:195) = <optimized out>
        lvalue: int & = <optimized out>
        rvalue: int && = <optimized out>
        inside: (lambda at main.cpp:217) = {number = 7, counter = {id = 8}}
        function_reference: int (&)(int) = <optimized out>
    "#]],
    );
}

#[test]
fn members_through_bases_and_dynamic_types() {
    let mut scene = at("objects", "o0", "classes");
    expect![[r#"
        circle.id_ = 1
        shape->radius_ = 2
        *shape = {geo::Shape = {id_ = 1}, radius_ = 2}
        second->side_ = 3
        reference.side_ = 3
        shapes[1]->label_ = 0x10087 "square"
        plugin->factor = 3
        otter.legs = 4
        animal->age = 2
        animal->legs = 4
        nobody->id_ = error: `nobody` is NULL, which has no members (column 9)
        geo::Square::count = 3
        Square::count + 1 = 4
    "#]]
    .assert_eq(&values(
        &mut scene,
        &[
            "circle.id_",
            "shape->radius_",
            "*shape",
            "second->side_",
            "reference.side_",
            "shapes[1]->label_",
            "plugin->factor",
            "otter.legs",
            "animal->age",
            "animal->legs",
            "nobody->id_",
            "geo::Square::count",
            "Square::count + 1",
        ],
    ));
}

/// A constant of a class is in no memory; a variable of it is found by the object, too.
#[test]
fn static_members_of_classes() {
    let mut scene = at("objects", "o0", "method");
    let expressions = ["LIMIT", "this->LIMIT", "(*this).LIMIT * 2", "made"];
    expect![[r#"
        LIMIT = 16
        this->LIMIT = 16
        (*this).LIMIT * 2 = 32
        made = 2
    "#]]
    .assert_eq(&values(&mut scene, &expressions));
    for build in ["o0", "o2"] {
        let mut scene = at("objects", build, "classes");
        let expressions = ["Counter::LIMIT", "Counter::made", "Counter::missing"];
        expect![[r#"
            Counter::LIMIT = 16
            Counter::made = 2
            Counter::missing = error: no variable `Counter::missing` is visible here (column 1)
        "#]]
        .assert_eq(&values(&mut scene, &expressions));
    }
}

/// `this` goes without saying, in methods and in lambdas.
#[test]
fn names_inside_methods_and_lambdas() {
    let mut scene = at("objects", "o0", "ring");
    let mut transcript = values(&mut scene, &["head", "slots[1]", "this->head"]);
    scene.break_at("method");
    scene.break_at("lambda");
    scene.go(Motion::Continue);
    transcript += &values(&mut scene, &["id", "made", "more"]);
    scene.go(Motion::Continue);
    transcript += &values(&mut scene, &["number", "counter.id", "sum", "unknown"]);
    expect![[r#"
        head = 0
        slots[1] = {x = 3, y = 4}
        this->head = 0
        id = 8
        made = 2
        more = 2
        number = 7
        counter.id = 8
        sum = 8
        unknown = error: no variable `unknown` is visible here (column 1)
    "#]]
    .assert_eq(&transcript);
}

/// What a client offers as the expression of a child gives the child again.
#[test]
fn children_of_objects() {
    let mut scene = at("objects", "o0", "classes");
    let mut transcript = String::new();
    for name in ["square", "shape", "otter"] {
        transcript += &tree(&mut scene, name, 2);
        let view = scene.session.evaluate(0, name, Format::default()).unwrap();
        assert!(round_trip(&mut scene, &view, 3) > 1, "{name}");
    }
    expect![[r#"
        square: geo::Square = {geo::Shape = {id_ = 2}, geo::Named = {label_ = 0x10087 "square"}, side_ = 3}
          geo::Shape: geo::Shape = {id_ = 2}
            id_: int = 2
          geo::Named: geo::Named = {label_ = 0x10087 "square"}
            label_: const char * = 0x10087 "square"
          side_: double = 3
        shape: geo::Shape * (geo::Circle) = 0xffe0 → {geo::Shape = {id_ = 1}, radius_ = 2}
          geo::Shape: geo::Shape = {id_ = 1}
            id_: int = 1
          radius_: double = 2
        otter: Otter = {Swimmer = {Animal = {legs = 4}, depth = 10}, Walker = {Animal = {legs = 4}, speed = 20}, age = 2}
          Swimmer: Swimmer = {Animal = {legs = 4}, depth = 10}
            Animal: Animal = {legs = 4}
            depth: int = 10
          Walker: Walker = {Animal = {legs = 4}, speed = 20}
            Animal: Animal = {legs = 4}
            speed: int = 20
          age: int = 2
    "#]].assert_eq(&transcript);
}
