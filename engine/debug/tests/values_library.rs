//! Rarer layouts and library types of Rust, at both levels of optimisation.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod common;

use common::{Scene, launch, spec};
use expect_test::{Expect, expect};
use wrtd_debug::{Format, Motion, ScopeKind};

/// The values program at a marked line.
fn at(build: &str, marker: &str) -> Scene {
    let spec = spec(&format!("rust/values/values-{build}.wasm"));
    launch("rust/values/src", spec).stopped_at(marker)
}

fn locals(build: &str, marker: &str, expected: &Expect) {
    expected.assert_eq(&at(build, marker).scope(0, ScopeKind::Locals));
}

#[test]
fn layouts() {
    locals(
        "o0",
        "layouts",
        &expect![[r#"
            limit: u16 = 500
            static_text: &str = "static text"
            option_array: [Option<u8>; 3] = [Some(1), None, Some(3)]
            text_array: [&str; 2] = ["un", "deux"]
            empty_array: [u8; 0] = []
            function_item: fn(i32) -> i32 = 0x3050000 <no function>
            typed: values::Typed<u8, String> = Typed { first: 8 }
            json: values::Json = Object({"name": Text("anvil"), "parts": List([Number(1.5), Bool(true), Null])})
            some_unit: Option<()> = Some(())
            result_text: Result<String, u8> = Ok("fine")
            result_box: Result<Box<i32>, ()> = Err(())
            some_rc: Option<Rc<u8>> = Some(1)
            deep: Option<Option<Option<bool>>> = Some(Some(None))
            some_tuple: Option<(bool, u8)> = Some((false, 1))
            no_function: Option<fn(i32) -> i32> = None
            some_function: Option<fn(i32) -> i32> = Some(fn values::pass)
            no_reference: Option<&i32> = None
            some_reference: Option<&i32> = Some(42)
            ordering: Ordering = Less
            certain: Result<u8, values::Never> = Ok(5)
            plus: values::Signed = Plus
            minus: values::Signed = Minus
            high: values::Wide = High
            low: values::Wide = Low
            bare: values::Tagged = Bare
            word: values::Tagged = Word { value: 70000 }
            byte: values::Tagged = Byte(7)
            no_middle: Option<values::Middle> = None
            some_middle: Option<values::Middle> = Some(Middle { before: 1, flag: true, after: 3 })
            nothing: values::SharedNiche = Nothing
            small: values::SharedNiche = Small(10)
            big: values::SharedNiche = Big(true, 9)
        "#]],
    );
    locals(
        "o2",
        "layouts",
        &expect![[r#"
        limit: u16 = 500
        static_text: &str = "static text"
        option_array: [Option<u8>; 3] = [Some(1), None, Some(3)]
        text_array: [&str; 2] = ["un", "deux"]
        empty_array: [u8; 0] = []
        function_item: fn(i32) -> i32 = <optimized out>
        typed: values::Typed<u8, String> = Typed { first: 8 }
        json: values::Json = Object({"name": Text("anvil"), "parts": List([Number(1.5), Bool(true), Null])})
        some_unit: Option<()> = Some(())
        result_text: Result<String, u8> = Ok("fine")
        result_box: Result<Box<i32>, ()> = Err(())
        some_rc: Option<Rc<u8>> = Some(1)
        deep: Option<Option<Option<bool>>> = Some(Some(None))
        some_tuple: Option<(bool, u8)> = Some((false, 1))
        no_function: Option<fn(i32) -> i32> = None
        some_function: Option<fn(i32) -> i32> = Some(fn values::pass)
        no_reference: Option<&i32> = None
        some_reference: Option<&i32> = Some(42)
        ordering: Ordering = Less
        certain: Result<u8, values::Never> = <optimized out>
        plus: values::Signed = Plus
        minus: values::Signed = Minus
        high: values::Wide = High
        low: values::Wide = Low
        bare: values::Tagged = Bare
        word: values::Tagged = Word { value: 70000 }
        byte: values::Tagged = Byte(7)
        no_middle: Option<values::Middle> = None
        some_middle: Option<values::Middle> = Some(Middle { before: 1, flag: true, after: 3 })
        nothing: values::SharedNiche = Nothing
        small: values::SharedNiche = Small(10)
        big: values::SharedNiche = Big(true, 9)
    "#]],
    );
}

#[test]
fn library() {
    locals(
        "o0",
        "library",
        &expect![[r#"
            inner_closure: values::library::{closure#1}::{closure#0} = {closure#0} { a: 4 }
            nested_closure: values::library::{closure#1} = {closure#1}
            text_with_room: String = ""
            boxes: Vec<Option<Box<i32>>> = [Some(1), None]
            cells: [Cell<u8>; 2] = [Cell { value: 1 }, Cell { value: 2 }]
            dyn_pointer: *const dyn values::Speak (values::Dog) = Dog { age: 4 }
            slice_pointer: *const [i32] = [1, 2, 3]
            tree_of_trees: BTreeMap<u8, BTreeMap<u8, char>> = {1: {2: 'z'}}
            big_map: HashMap<u32, u32> = {39: 1521, 98: 9604, 33: 1089, 5: 25, 36: 1296, 73: 5329, 70: 4900, 26: 676, 34: 1156, 99: 9801, 63: 3969, …} (100 entries)
            map: HashMap<&str, Vec<u8>> = {"one": [1]}
            wrapped: VecDeque<char> = ['a', 'b', 'c', 'd']
            dogs: Vec<Box<dyn values::Speak>> = [Dog { age: 1 }, Loud(Dog { age: 2 })]
            loud: Box<dyn values::Speak> (values::Loud<values::Loud<values::Dog>>) = Loud(Loud(Dog { age: 5 }))
            dog: Rc<dyn values::Speak> = Dog { age: 4 } (strong 1, weak 0)
            any: Box<dyn Any> (u32) = 13
            pinned: Pin<Box<u16>> = 12
            non_null: NonNull<i64> = 0xffa00 → 11
            target: i64 = 11
            uninit: MaybeUninit<u32> = 77
            manual: ManuallyDrop<i32> = 5
            atomic: AtomicBool = true
            lock: RwLock<u8> = RwLock { data: 4 }
            arc_mutex: Arc<Mutex<String>> = Mutex { data: "guarded" } (strong 1, weak 0)
            rc_cell: Rc<RefCell<Vec<i32>>> = RefCell { value: [1, 2] } (strong 1, weak 0)
            once_set: OnceCell<u32> = Some(6)
            once: OnceCell<u32> = None
            list: LinkedList<u8> = [1, 2, 3]
            top: Option<i32> = Some(9)
            heap: BinaryHeap<i32> = [4, 3]
            path: PathBuf = "/tmp/file.txt"
            address: IpAddr = V4(127.0.0.1)
            wrapping: Wrapping<u8> = 250
            duration: Duration = 1.5s
            inclusive: RangeInclusive<u8> = 1..=9
            range: Range<i32> = 2..7
            owned_cow: Cow<str> = Owned("owned")
            borrowed_cow: Cow<str> = Borrowed("borrowed")
        "#]],
    );
    locals(
        "o2",
        "library",
        &expect![[r#"
            inner_closure: values::library::{closure#1}::{closure#0} = {closure#0} { a: 4 }
            nested_closure: values::library::{closure#1} = {closure#1}
            text_with_room: String = <optimized out>
            boxes: Vec<Option<Box<i32>>> = [Some(1), None]
            cells: [Cell<u8>; 2] = [Cell { value: 1 }, Cell { value: 2 }]
            dyn_pointer: *const dyn values::Speak = <optimized out>
            slice_pointer: *const [i32] = <optimized out>
            tree_of_trees: BTreeMap<u8, BTreeMap<u8, char>> = {1: {2: 'z'}}
            big_map: HashMap<u32, u32> = {39: 1521, 98: 9604, 33: 1089, 5: 25, 36: 1296, 73: 5329, 70: 4900, 26: 676, 34: 1156, 99: 9801, 63: 3969, …} (100 entries)
            map: HashMap<&str, Vec<u8>> = {"one": [1]}
            wrapped: VecDeque<char> = ['a', 'b', 'c', 'd']
            dogs: Vec<Box<dyn values::Speak>> = [Dog { age: 1 }, Loud(Dog { age: 2 })]
            loud: Box<dyn values::Speak> (values::Loud<values::Loud<values::Dog>>) = Loud(Loud(Dog { age: 5 }))
            dog: Rc<dyn values::Speak> = Dog { age: 4 } (strong 1, weak 0)
            any: Box<dyn Any> (u32) = 13
            pinned: Pin<Box<u16>> = 12
            non_null: NonNull<i64> = <optimized out>
            target: i64 = 11
            uninit: MaybeUninit<u32> = 77
            manual: ManuallyDrop<i32> = 5
            atomic: AtomicBool = true
            lock: RwLock<u8> = RwLock { data: 4 }
            arc_mutex: Arc<Mutex<String>> = Mutex { data: "guarded" } (strong 1, weak 0)
            rc_cell: Rc<RefCell<Vec<i32>>> = RefCell { value: [1, 2] } (strong 1, weak 0)
            once_set: OnceCell<u32> = Some(6)
            once: OnceCell<u32> = None
            list: LinkedList<u8> = [1, 2, 3]
            top: Option<i32> = Some(9)
            heap: BinaryHeap<i32> = <optimized out>
            path: PathBuf = "/tmp/file.txt"
            address: IpAddr = V4(127.0.0.1)
            wrapping: Wrapping<u8> = 250
            duration: Duration = 1.5s
            inclusive: RangeInclusive<u8> = 1..=9
            range: Range<i32> = 2..7
            owned_cow: Cow<str> = Owned("owned")
            borrowed_cow: Cow<str> = Borrowed("borrowed")
        "#]],
    );
}

#[test]
fn paths_into_library_types() {
    let mut scene = at("o0", "library");
    let mut show = |expression: &str| format!("{expression} = {}\n", scene.value(expression));
    let transcript: String = [
        "heap[1]",
        "list[2]",
        "list[3]",
        "range.start",
        "rc_cell.value[1]",
        "(*rc_cell).value",
        "rc_cell.strong + 1",
        "arc_mutex.data",
        "*pinned",
        "*non_null",
        "wrapped[0]",
        "map[\"one\"][0]",
        "big_map[64] == 64 * 64",
        "tree_of_trees[1][2]",
        "slice_pointer[1..]",
        "dog.age",
        "loud.0.0.age",
        "dogs[1].0.age",
        "boxes[0].0",
        "*boxes[0].0",
        "path[1..4]",
        "address.0",
        "owned_cow.0",
        "inner_closure.a",
    ]
    .map(&mut show)
    .concat();
    expect![[r#"
        heap[1] = 3
        list[2] = 3
        list[3] = error: the index 3 is outside `list`, which has 3 elements (column 6)
        range.start = 2
        rc_cell.value[1] = 2
        (*rc_cell).value = [1, 2]
        rc_cell.strong + 1 = 2
        arc_mutex.data = "guarded"
        *pinned = 12
        *non_null = 0xffa00 → 11
        wrapped[0] = 'a'
        map["one"][0] = 1
        big_map[64] == 64 * 64 = true
        tree_of_trees[1][2] = 'z'
        slice_pointer[1..] = [2, 3]
        dog.age = 4
        loud.0.0.age = 5
        dogs[1].0.age = 2
        boxes[0].0 = 1
        *boxes[0].0 = 1
        path[1..4] = "tmp"
        address.0 = 127.0.0.1
        owned_cow.0 = "owned"
        inner_closure.a = 4
    "#]]
    .assert_eq(&transcript);
}

#[test]
fn hexadecimal_reaches_everything_inside() {
    let mut scene = at("o0", "library");
    let mut show = |expression: &str| {
        let view = scene.session.evaluate(0, expression, Format { hex: true }).unwrap();
        format!("{expression} = {}\n", view.value)
    };
    let transcript: String =
        ["range", "heap", "rc_cell", "map", "tree_of_trees", "boxes", "target", "range.end + 10"]
            .map(&mut show)
            .concat();
    expect![[r#"
        range = 0x2..0x7
        heap = [0x4, 0x3]
        rc_cell = RefCell { value: [0x1, 0x2] } (strong 1, weak 0)
        map = {"one": [0x1]}
        tree_of_trees = {0x1: {0x2: 'z'}}
        boxes = [Some(0x1), None]
        target = 0xb
        range.end + 10 = 0x11
    "#]]
    .assert_eq(&transcript);
}

#[test]
fn a_changing_value() {
    let mut scene = at("o0", "first");
    let mut transcript = String::new();
    for marker in ["first", "second", "third"] {
        if marker != "first" {
            scene.break_at(marker);
            scene.go(Motion::Continue);
        }
        transcript += &format!("{} {}\n", scene.value("numbers"), scene.value("state"));
    }
    expect![[r#"
        [3] Null
        [3, 4] Bool(true)
        [13, 4] Text("Bool(true)")
    "#]]
    .assert_eq(&transcript);
}
