//! Values whose size or shape only the running program knows: structs that end in a trait object or
//! a slice, variants that no value can be, futures in each of their states.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod common;

use common::{Scene, launch, round_trip, spec, tree};
use expect_test::{Expect, expect};
use wrtd_debug::{Motion, ScopeKind};

/// The values program at a marked line.
fn at(build: &str, marker: &str) -> Scene {
    let spec = spec(&format!("rust/values/values-{build}.wasm"));
    launch("rust/values/src", spec).stopped_at(marker)
}

fn locals(build: &str, marker: &str, expected: &Expect) {
    expected.assert_eq(&at(build, marker).scope(0, ScopeKind::Locals));
}

#[test]
fn structs_that_end_in_a_trait_object_or_a_slice() {
    locals(
        "o0",
        "dynamic",
        &expect![[r#"
        slice_guard: RefMut<[i32]> = [1, 2, 3]
        guard: MutexGuard<dyn values::Speak> (values::Dog) = Dog { age: 9 }
        borrowed: Ref<dyn values::Speak> (values::Dog) = Dog { age: 6 }
        sendable: &(dyn values::Speak + Send) (values::Dog) = Dog { age: 19 }
        parse: Box<dyn Fn(&str) -> Option<i32> + Send + Sync> (values::dynamic::{closure#0}) = {closure#0}
        any: Box<dyn Any + Send> (u16) = 18
        io_error: Error = Error { repr: Repr(Custom(Custom { kind: Other, error: Failure { code: 8 } })) }
        error: Box<dyn Error + Send + Sync> (values::Failure) = Failure { code: 7 }
        path: Rc<Path> = "/tmp/rc" (strong 1, weak 0)
        dogs: Rc<values::Ends<[values::Dog]>> = Ends { tag: 4, last: [Dog { age: 17 }] } (strong 1, weak 0)
        units: Rc<RefCell<[()]>> = RefCell { value: [(), ()] } (strong 1, weak 0)
        bytes: Arc<Mutex<[u8]>> = Mutex { data: [4, 5] } (strong 1, weak 0)
        numbers: Rc<RefCell<[i32]>> = RefCell { value: [1, 2, 3], borrowed: mutably } (strong 1, weak 0)
        nested: Rc<values::Ends<values::Ends<dyn values::Speak>>> = Ends { tag: 2, last: Ends { tag: 3, last: Whale { weight: 15, age: 16 } } } (strong 1, weak 0)
        tagged: Box<values::Ends<dyn values::Speak>> = Ends { tag: 1, last: Whale { weight: 13, age: 14 } }
        boxed_cell: Box<RefCell<dyn values::Speak>> = RefCell { value: Dog { age: 12 } }
        weak_cell: Weak<RefCell<dyn values::Speak>> = Weak (strong 1, weak 1)
        some_cell: Option<Rc<RefCell<dyn values::Speak>>> = Some(RefCell { value: Dog { age: 6 }, borrowed: shared, 1 times })
        rw_lock: Arc<RwLock<dyn values::Speak>> = RwLock { data: Whale { weight: 10, age: 11 } } (strong 1, weak 0)
        mutex: Arc<Mutex<dyn values::Speak>> = Mutex { data: Dog { age: 9 }, locked: true } (strong 1, weak 0)
        whale_cell: Rc<RefCell<dyn values::Speak>> = RefCell { value: Whale { weight: 77, age: 8 } } (strong 1, weak 1)
        dog_cell: Rc<RefCell<dyn values::Speak>> = RefCell { value: Dog { age: 6 }, borrowed: shared, 1 times } (strong 2, weak 0)
    "#]],
    );
    locals(
        "o2",
        "dynamic",
        &expect![[r#"
        slice_guard: RefMut<[i32]> = <optimized out>
        guard: MutexGuard<dyn values::Speak> = <optimized out>
        borrowed: Ref<dyn values::Speak> = <optimized out>
        sendable: &(dyn values::Speak + Send) (values::Dog) = Dog { age: 19 }
        parse: Box<dyn Fn(&str) -> Option<i32> + Send + Sync> (values::dynamic::{closure#0}) = {closure#0}
        any: Box<dyn Any + Send> (u16) = 18
        io_error: Error = Error { repr: Repr(Custom(Custom { kind: Other, error: Failure { code: 8 } })) }
        error: Box<dyn Error + Send + Sync> (values::Failure) = Failure { code: 7 }
        path: Rc<Path> = "/tmp/rc" (strong 1, weak 0)
        dogs: Rc<values::Ends<[values::Dog]>> = Ends { tag: 4, last: [Dog { age: 17 }] } (strong 1, weak 0)
        units: Rc<RefCell<[()]>> = RefCell { value: [(), ()] } (strong 1, weak 0)
        bytes: Arc<Mutex<[u8]>> = Mutex { data: [4, 5] } (strong 1, weak 0)
        numbers: Rc<RefCell<[i32]>> = RefCell { value: [1, 2, 3], borrowed: mutably } (strong 1, weak 0)
        nested: Rc<values::Ends<values::Ends<dyn values::Speak>>> = Ends { tag: 2, last: Ends { tag: 3, last: Whale { weight: 15, age: 16 } } } (strong 1, weak 0)
        tagged: Box<values::Ends<dyn values::Speak>> = Ends { tag: 1, last: Whale { weight: 13, age: 14 } }
        boxed_cell: Box<RefCell<dyn values::Speak>> = RefCell { value: Dog { age: 12 } }
        weak_cell: Weak<RefCell<dyn values::Speak>> = Weak (strong 1, weak 1)
        some_cell: Option<Rc<RefCell<dyn values::Speak>>> = Some(RefCell { value: Dog { age: 6 }, borrowed: shared, 1 times })
        rw_lock: Arc<RwLock<dyn values::Speak>> = RwLock { data: Whale { weight: 10, age: 11 } } (strong 1, weak 0)
        mutex: Arc<Mutex<dyn values::Speak>> = Mutex { data: Dog { age: 9 }, locked: true } (strong 1, weak 0)
        whale_cell: Rc<RefCell<dyn values::Speak>> = RefCell { value: Whale { weight: 77, age: 8 } } (strong 1, weak 1)
        dog_cell: Rc<RefCell<dyn values::Speak>> = RefCell { value: Dog { age: 6 }, borrowed: shared, 1 times } (strong 2, weak 0)
    "#]],
    );
}

#[test]
fn paths_into_them() {
    let mut scene = at("o0", "dynamic");
    let mut show = |expression: &str| format!("{expression} = {}\n", scene.value(expression));
    let transcript: String = [
        "dog_cell.value",
        "dog_cell.value.age",
        "(*dog_cell).value.age",
        "*whale_cell",
        "whale_cell.value.weight",
        "whale_cell.strong",
        "mutex.data.age",
        "rw_lock.data.weight",
        "some_cell.0.value.age",
        "weak_cell.value.value.weight",
        "tagged.last.weight",
        "nested.last.tag",
        "nested.last.last.age",
        "numbers.value[1]",
        "numbers.value[1..]",
        "numbers.value.1",
        "bytes.data[1]",
        "dogs.last[0].age",
        "path[1..4]",
        "error.code",
        "*error",
        "borrowed.age",
        "guard.age",
        "slice_guard[2]",
        "&dog_cell.value",
        "dog_cell.value.wool",
    ]
    .map(&mut show)
    .concat();
    expect![[r#"
        dog_cell.value = Dog { age: 6 }
        dog_cell.value.age = 6
        (*dog_cell).value.age = 6
        *whale_cell = RefCell { value: Whale { weight: 77, age: 8 } }
        whale_cell.value.weight = 77
        whale_cell.strong = 1
        mutex.data.age = 9
        rw_lock.data.weight = 10
        some_cell.0.value.age = 6
        weak_cell.value.value.weight = 77
        tagged.last.weight = 13
        nested.last.tag = 3
        nested.last.last.age = 16
        numbers.value[1] = 2
        numbers.value[1..] = [2, 3]
        numbers.value.1 = error: `numbers.value` has elements, no members: write `numbers.value[1]` (column 15)
        bytes.data[1] = 5
        dogs.last[0].age = 17
        path[1..4] = "tmp"
        error.code = 7
        *error = Failure { code: 7 }
        borrowed.age = 6
        guard.age = 9
        slice_guard[2] = 3
        &dog_cell.value = 0x10b85c
        dog_cell.value.wool = error: `dog_cell.value` has no member `wool`; it has age (column 16)
    "#]].assert_eq(&transcript);
}

#[test]
fn what_is_inside() {
    let mut scene = at("o0", "dynamic");
    let transcript: String =
        ["dog_cell", "tagged", "nested", "numbers", "weak_cell", "error", "borrowed"]
            .map(|name| tree(&mut scene, name, 4))
            .concat();
    expect![[r#"
        dog_cell: Rc<RefCell<dyn values::Speak>> = RefCell { value: Dog { age: 6 }, borrowed: shared, 1 times } (strong 2, weak 0)
          *dog_cell: RefCell<dyn values::Speak> = RefCell { value: Dog { age: 6 }, borrowed: shared, 1 times }
            value: dyn values::Speak (values::Dog) = Dog { age: 6 }
              age: u8 = 6
            borrowed:  = shared, 1 times
          strong: usize = 2
          weak: usize = 0
        tagged: Box<values::Ends<dyn values::Speak>> = Ends { tag: 1, last: Whale { weight: 13, age: 14 } }
          tag: u8 = 1
          last: dyn values::Speak (values::Whale) = Whale { weight: 13, age: 14 }
            weight: u64 = 13
            age: u8 = 14
        nested: Rc<values::Ends<values::Ends<dyn values::Speak>>> = Ends { tag: 2, last: Ends { tag: 3, last: Whale { weight: 15, age: 16 } } } (strong 1, weak 0)
          *nested: values::Ends<values::Ends<dyn values::Speak>> = Ends { tag: 2, last: Ends { tag: 3, last: Whale { weight: 15, age: 16 } } }
            tag: u8 = 2
            last: values::Ends<dyn values::Speak> = Ends { tag: 3, last: Whale { weight: 15, age: 16 } }
              tag: u8 = 3
              last: dyn values::Speak (values::Whale) = Whale { weight: 15, age: 16 }
                weight: u64 = 15
                age: u8 = 16
          strong: usize = 1
          weak: usize = 0
        numbers: Rc<RefCell<[i32]>> = RefCell { value: [1, 2, 3], borrowed: mutably } (strong 1, weak 0)
          *numbers: RefCell<[i32]> = RefCell { value: [1, 2, 3], borrowed: mutably }
            value: [i32] = [1, 2, 3]
              [0]: i32 = 1
              [1]: i32 = 2
              [2]: i32 = 3
            borrowed:  = mutably
          strong: usize = 1
          weak: usize = 0
        weak_cell: Weak<RefCell<dyn values::Speak>> = Weak (strong 1, weak 1)
          value: RefCell<dyn values::Speak> = RefCell { value: Whale { weight: 77, age: 8 } }
            value: dyn values::Speak (values::Whale) = Whale { weight: 77, age: 8 }
              weight: u64 = 77
              age: u8 = 8
        error: Box<dyn Error + Send + Sync> (values::Failure) = Failure { code: 7 }
          code: i32 = 7
        borrowed: Ref<dyn values::Speak> (values::Dog) = Dog { age: 6 }
          age: u8 = 6
    "#]].assert_eq(&transcript);
}

#[test]
fn every_offered_expression_gives_its_value_again() {
    let mut checked = 0;
    for marker in ["dynamic", "impossible", "suspended"] {
        let mut scene = at("o0", marker);
        let scopes = scene.session.scopes(0).unwrap();
        for scope in scopes.iter().filter(|scope| scope.kind == ScopeKind::Locals) {
            for variable in scene.children(scope.variables) {
                checked += round_trip(&mut scene, &variable, 6);
            }
        }
    }
    assert!(checked > 100, "{checked}");
}

#[test]
fn variants_that_no_value_can_be() {
    locals(
        "o0",
        "impossible",
        &expect![[r#"
        empty: Option<[values::Never; 0]> = Some([])
        array: Option<[values::Never; 2]> = None
        twice: Result<Result<u8, Infallible>, values::Never> = Ok(Ok(6))
        inside: Result<(u8, values::Never), u32> = Err(5)
        nothing: Option<values::Never> = None
        failed: Result<values::Never, String> = Err("certainly")
        certain: Result<u8, values::Never> = Ok(4)
    "#]],
    );
    locals(
        "o2",
        "impossible",
        &expect![[r#"
        empty: Option<[values::Never; 0]> = Some([])
        array: Option<[values::Never; 2]> = None
        twice: Result<Result<u8, Infallible>, values::Never> = <optimized out>
        inside: Result<(u8, values::Never), u32> = Err(5)
        nothing: Option<values::Never> = None
        failed: Result<values::Never, String> = Err("certainly")
        certain: Result<u8, values::Never> = <optimized out>
    "#]],
    );
}

#[test]
fn states_of_a_future() {
    for build in ["o0", "o2"] {
        let mut scene = at(build, "unresumed");
        let mut transcript = String::new();
        for marker in ["unresumed", "suspended", "again", "returned"] {
            if marker != "unresumed" {
                scene.break_at(marker);
                scene.go(Motion::Continue);
            }
            transcript += &format!("{}, lazy {}\n", scene.value("future"), scene.value("lazy"));
        }
        expect![[r#"
            Unresumed { name: "abc" }, lazy LazyLock(<uninit>)
            Suspend0 at line 371 { name: "abc", __awaitee: Suspend0 at line 367 { 0: 6, __awaitee: Later(true), … } }, lazy LazyLock(22)
            Suspend1 at line 372 { name: "abc", first: 27, __awaitee: Suspend0 at line 367 { 0: 8, __awaitee: Later(…), … } }, lazy LazyLock(22)
            Returned, lazy LazyLock(22)
        "#]]
        .assert_eq(&transcript);
    }
}
