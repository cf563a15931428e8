//! Rust's enums, options, trait objects, closures and statics as a user sees them at a breakpoint, at both
//! levels of optimisation.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{Scene, inventory, tree};
use expect_test::{Expect, expect};
use wrtd_debug::ScopeKind;

/// The inventory program at a marked line.
fn at(build: &str, part: &str, marker: &str) -> Scene {
    inventory(build, &[part]).stopped_at(marker)
}

/// All locals.
fn locals(build: &str, part: &str, marker: &str, expected: &Expect) {
    expected.assert_eq(&at(build, part, marker).scope(0, ScopeKind::Locals));
}

#[test]
fn enums() {
    locals(
        "o0",
        "stock",
        "enums",
        &expect![[r#"
        list: inventory::stock::Link = Link { value: 1, next: Some(Link { value: 2, next: None }) }
        single: inventory::stock::Single = Only(5)
        broken: inventory::stock::Slot = Broken
        reserved: inventory::stock::Slot = Reserved
        slot: inventory::stock::Slot = Full { id: 77, checked: true, weight: 12 }
        relocate: inventory::stock::Movement = Relocate(Point { x: 1, y: -1 })
        ship: inventory::stock::Movement = Ship("bolt", 500)
        receive: inventory::stock::Movement = Receive { item: "anvil", count: 3 }
        idle: inventory::stock::Movement = Idle
        full: inventory::stock::Level = Full
        debt: inventory::stock::Level = Debt
        season: inventory::stock::Season = Autumn
    "#]],
    );
    locals(
        "o2",
        "stock",
        "enums",
        &expect![[r#"
        list: inventory::stock::Link = Link { value: 1, next: Some(Link { value: 2, next: None }) }
        single: inventory::stock::Single = Only(5)
        broken: inventory::stock::Slot = Broken
        reserved: inventory::stock::Slot = Reserved
        slot: inventory::stock::Slot = Full { id: 77, checked: true, weight: 12 }
        relocate: inventory::stock::Movement = Relocate(Point { x: 1, y: -1 })
        ship: inventory::stock::Movement = Ship("bolt", 500)
        receive: inventory::stock::Movement = Receive { item: "anvil", count: 3 }
        idle: inventory::stock::Movement = Idle
        full: inventory::stock::Level = Full
        debt: inventory::stock::Level = Debt
        season: inventory::stock::Season = Autumn
    "#]],
    );
    let mut scene = at("o0", "stock", "enums");
    expect![[r#"
        receive: inventory::stock::Movement = Receive { item: "anvil", count: 3 }
          item: String = "anvil"
          count: u32 = 3
    "#]]
    .assert_eq(&tree(&mut scene, "receive", 1));
    expect![[r#"
        list: inventory::stock::Link = Link { value: 1, next: Some(Link { value: 2, next: None }) }
          value: i32 = 1
          next: Option<Box<inventory::stock::Link>> = Some(Link { value: 2, next: None })
            0: Box<inventory::stock::Link> = Link { value: 2, next: None }
              value: i32 = 2
              next: Option<Box<inventory::stock::Link>> = None
    "#]]
    .assert_eq(&tree(&mut scene, "list", 3));
    expect!["2"].assert_eq(&scene.value("list.next.0.value"));
}

#[test]
fn options_and_results() {
    locals(
        "o0",
        "stock",
        "options",
        &expect![[r#"
            wide: Option<u128> = Some(1267650600228229401496703205376)
            some_vec: Option<Vec<u8>> = Some([1, 2])
            outer_none: Option<Option<bool>> = None
            nested_none: Option<Option<bool>> = Some(None)
            nested: Option<Option<bool>> = Some(Some(true))
            none_season: Option<inventory::stock::Season> = None
            some_season: Option<inventory::stock::Season> = Some(Winter)
            zero: Option<NonZero<u32>> = None
            non_zero: Option<NonZero<u32>> = Some(8)
            none_char: Option<char> = None
            some_char: Option<char> = Some('x')
            none_bool: Option<bool> = None
            some_bool: Option<bool> = Some(false)
            none_string: Option<String> = None
            some_string: Option<String> = Some("owned")
            none_text: Option<&str> = None
            some_text: Option<&str> = Some("text")
            none_box: Option<Box<u8>> = None
            some_box: Option<Box<u8>> = Some(13)
            none: Option<i32> = None
            some: Option<i32> = Some(12)
        "#]],
    );
    locals(
        "o2",
        "stock",
        "options",
        &expect![[r#"
            wide: Option<u128> = Some(1267650600228229401496703205376)
            some_vec: Option<Vec<u8>> = Some([1, 2])
            outer_none: Option<Option<bool>> = None
            nested_none: Option<Option<bool>> = Some(None)
            nested: Option<Option<bool>> = Some(Some(true))
            none_season: Option<inventory::stock::Season> = None
            some_season: Option<inventory::stock::Season> = Some(Winter)
            zero: Option<NonZero<u32>> = None
            non_zero: Option<NonZero<u32>> = Some(8)
            none_char: Option<char> = None
            some_char: Option<char> = Some('x')
            none_bool: Option<bool> = None
            some_bool: Option<bool> = Some(false)
            none_string: Option<String> = None
            some_string: Option<String> = Some("owned")
            none_text: Option<&str> = None
            some_text: Option<&str> = Some("text")
            none_box: Option<Box<u8>> = None
            some_box: Option<Box<u8>> = Some(13)
            none: Option<i32> = None
            some: Option<i32> = Some(12)
        "#]],
    );
    locals(
        "o0",
        "stock",
        "results",
        &expect![[r#"
        parsed: Result<i32, ParseIntError> = Err(ParseIntError { kind: InvalidDigit })
        unit: Result<(), String> = Ok(())
        unknown: Result<u32, inventory::stock::StockError> = Err(UnknownItem("unicorn"))
        short: Result<u32, inventory::stock::StockError> = Err(NotEnough { wanted: 20, left: 5 })
        fine: Result<u32, inventory::stock::StockError> = Ok(3)
    "#]],
    );
    locals(
        "o2",
        "stock",
        "results",
        &expect![[r#"
        parsed: Result<i32, ParseIntError> = Err(ParseIntError { kind: InvalidDigit })
        unit: Result<(), String> = Ok(())
        unknown: Result<u32, inventory::stock::StockError> = Err(UnknownItem("unicorn"))
        short: Result<u32, inventory::stock::StockError> = Err(NotEnough { wanted: 20, left: 5 })
        fine: Result<u32, inventory::stock::StockError> = Ok(3)
    "#]],
    );
}

#[test]
fn trait_objects() {
    locals(
        "o0",
        "shapes",
        "dyn",
        &expect![[r#"
            boxed_error: Box<dyn Error> = <Box<dyn Error + Sync + Send> as From<String>>::from::StringError at 0x109a00, not described by the debug information
            shown: &dyn Display (inventory::shapes::Circle) = Circle { radius: 2.0 }
            borrowed: &dyn inventory::shapes::Shape (inventory::shapes::Circle) = Circle { radius: 2.0 }
            shapes: Vec<Box<dyn inventory::shapes::Shape>> = [Circle { radius: 1.0 }, Rectangle { width: 3.0, height: 4.0 }]
            circle: inventory::shapes::Circle = Circle { radius: 2.0 }
        "#]],
    );
    locals(
        "o2",
        "shapes",
        "dyn",
        &expect![[r#"
            boxed_error: Box<dyn Error> = <Box<dyn Error + Sync + Send> as From<String>>::from::StringError at 0x106190, not described by the debug information
            shown: &dyn Display (inventory::shapes::Circle) = Circle { radius: 2.0 }
            borrowed: &dyn inventory::shapes::Shape = <optimized out>
            shapes: Vec<Box<dyn inventory::shapes::Shape>> = <optimized out>
            circle: inventory::shapes::Circle = Circle { radius: 2.0 }
        "#]],
    );
    let mut scene = at("o0", "shapes", "dyn");
    expect![[r#"
        shapes: Vec<Box<dyn inventory::shapes::Shape>> = [Circle { radius: 1.0 }, Rectangle { width: 3.0, height: 4.0 }]
          [0]: Box<dyn inventory::shapes::Shape> (inventory::shapes::Circle) = Circle { radius: 1.0 }
            radius: f64 = 1.0
          [1]: Box<dyn inventory::shapes::Shape> (inventory::shapes::Rectangle) = Rectangle { width: 3.0, height: 4.0 }
            width: f64 = 3.0
            height: f64 = 4.0
    "#]].assert_eq(&tree(&mut scene, "shapes", 2));
    expect!["3.0"].assert_eq(&scene.value("shapes[1].width"));
    locals(
        "o0",
        "shapes",
        "stack",
        &expect![[r#"
            stack: inventory::shapes::Stack<i32, 3> = Stack { items: [Some(5), Some(6), Some(7)], len: 3 }
            boxed_error: Box<dyn Error> = <Box<dyn Error + Sync + Send> as From<String>>::from::StringError at 0x109a00, not described by the debug information
            shown: &dyn Display (inventory::shapes::Circle) = Circle { radius: 2.0 }
            borrowed: &dyn inventory::shapes::Shape (inventory::shapes::Circle) = Circle { radius: 2.0 }
            shapes: Vec<Box<dyn inventory::shapes::Shape>> = [Circle { radius: 1.0 }, Rectangle { width: 3.0, height: 4.0 }]
            circle: inventory::shapes::Circle = Circle { radius: 2.0 }
        "#]],
    );
}

#[test]
fn closures() {
    locals(
        "o0",
        "flow",
        "closures",
        &expect![[r#"
            boxed: Box<dyn Fn(i32) -> i32> (inventory::flow::closures::{closure#3}) = {closure#3} { factor: 3 }
            owner: inventory::flow::closures::{closure#2} = {closure#2} { names: ["a", "b"] }
            second: i32 = 62
            first: i32 = 31
            record: inventory::flow::closures::{closure#1} = {closure#1} { calls: 2 }
            scale: inventory::flow::closures::{closure#0} = {closure#0} { factor: 3 }
            calls: i32 = 2
            names: Vec<String> = ["a", "b"]
        "#]],
    );
    let mut scene = at("o0", "flow", "closures");
    expect![[r#"
        owner: inventory::flow::closures::{closure#2} = {closure#2} { names: ["a", "b"] }
          names: Vec<String> = ["a", "b"]
            [0]: String = "a"
            [1]: String = "b"
    "#]]
    .assert_eq(&tree(&mut scene, "owner", 2));
    expect![[r#"
        boxed: Box<dyn Fn(i32) -> i32> (inventory::flow::closures::{closure#3}) = {closure#3} { factor: 3 }
          factor: i32 = 3
    "#]].assert_eq(&tree(&mut scene, "boxed", 2));
}

#[test]
fn statics() {
    let mut scene = at("o0", "values", "statics");
    expect![[r#"
        inventory::counters::LAST_EVENT: i64 = -1
        inventory::counters::LOCAL_EVENTS: EagerStorage<Cell<u32>> = Cell { value: 1 }
        inventory::counters::SHELF_HEIGHTS: [u16; 4] = [40, 60, 80, 120]
        inventory::counters::EVENTS: AtomicU32 = 1
        inventory::counters::WAREHOUSE: &str = "Rotterdam"
    "#]]
    .assert_eq(&scene.scope(0, ScopeKind::Statics));
    expect!["80"].assert_eq(&scene.value("counters::SHELF_HEIGHTS[2]"));
}
