//! Memory and debug information that lie: lengths of gigabytes, cycles, types of themselves.
//! Nothing may panic, hang, or take more than its share of memory.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod world;

use std::time::{Duration, Instant};

use expect_test::expect;
use proptest::prelude::*;
use world::World;
use wrtd_symbols::{
    AliasKind, BitField, Composite, CompositeKind, Encoding, EnumType, Enumerator, Language,
    LoadOptions, Member, ModuleSymbols, Piece, Place, PointerKind, TemplateParameter, TypeId,
    TypeKind, Variant, VariantPart, WasmPlace, WasmValue,
    render::{Metadata, Value, ValueKind},
};

/// `Vec<u32>` as rustc 1.95 lays it out.
fn vec_type(world: &mut World) -> TypeId {
    let rust = Language::Rust;
    let word = world.base(rust, "u32", 4, Encoding::Unsigned);
    let size = world.base(rust, "usize", 4, Encoding::Unsigned);
    let byte = world.base(rust, "u8", 1, Encoding::Unsigned);
    let raw = world.pointer(rust, "*const u8", Some(byte));
    let non_null = world.structure(rust, "core::ptr::NonNull<u8>", 4, &[("pointer", raw, 0)], &[]);
    let buffer = world.structure(
        rust,
        "alloc::raw_vec::RawVec<u32>",
        8,
        &[("cap", size, 0), ("ptr", non_null, 4)],
        &[],
    );
    world.structure(
        rust,
        "alloc::vec::Vec<u32>",
        12,
        &[("buf", buffer, 0), ("len", size, 8)],
        &[("T", word)],
    )
}

#[test]
fn lengths_that_lie() {
    let mut world = World::new(4096);
    let vec = vec_type(&mut world);
    world.put_u32(0, &[4, 100, u32::MAX]);
    world.variable("billions", vec, 0);
    world.put_u32(16, &[4, 0xffff_fff0, 3]);
    world.variable("nowhere", vec, 16);
    world.put_u32(32, &[4, 4092, 2]);
    world.variable("over_the_end", vec, 32);
    world.put_u32(48, &[4, 4088, 2]);
    world.variable("to_the_end", vec, 48);
    world.variable("itself_outside", vec, 4090);
    expect![[r#"
        billions = <invalid Vec: length 4294967295 at 0x64 is outside memory>
        billions[0] = error: `billions` has no value: <invalid Vec: length 4294967295 at 0x64 is outside memory> (column 1)
        nowhere = <invalid Vec: length 3 at 0xfffffff0 is outside memory>
        over_the_end = <invalid Vec: length 2 at 0xffc is outside memory>
        to_the_end = [0, 0]
        itself_outside = <0x1002 is outside memory>
    "#]]
    .assert_eq(&world.transcript(&[
        "billions",
        "billions[0]",
        "nowhere",
        "over_the_end",
        "to_the_end",
        "itself_outside",
    ]));
}

#[test]
fn huge_arrays_cost_what_is_looked_at() {
    let mut world = World::new(64);
    let byte = world.base(Language::C, "int", 4, Encoding::Signed);
    let array = world.array(Language::C, "int[]", byte, &[u64::MAX, u64::MAX]);
    world.variable("a", array, 0);
    let value = world.evaluate("a").unwrap();
    let renderer = world.renderer();
    let started = Instant::now();
    assert_eq!(renderer.render(&value).indexed, u64::MAX);
    assert_eq!(renderer.children(&value, u64::MAX - 2, 10).len(), 0, "the address overflows");
    assert!(renderer.children(&value, 0, u64::MAX).len() <= 65_536);
    assert!(started.elapsed() < Duration::from_secs(5));
}

/// A struct that ends in a trait object, behind vtables that are described nowhere.
#[test]
fn vtables_that_lie() {
    let mut world = World::new(256);
    let byte = world.base(Language::Rust, "u8", 1, Encoding::Unsigned);
    let word = world.base(Language::Rust, "usize", 4, Encoding::Unsigned);
    let dynamic = world.structure(Language::Rust, "dyn a::T", 0, &[], &[]);
    let inner = world.structure(
        Language::Rust,
        "a::W<dyn a::T>",
        1,
        &[("a", byte, 0), ("t", dynamic, 1)],
        &[],
    );
    let outer = world.structure(
        Language::Rust,
        "a::W<a::W<dyn a::T>>",
        2,
        &[("b", byte, 0), ("w", inner, 1)],
        &[],
    );
    let target = world.pointer(Language::Rust, "*const a::W<a::W<dyn a::T>>", Some(outer));
    let fat = world.structure(
        Language::Rust,
        "&a::W<a::W<dyn a::T>>",
        8,
        &[("data_ptr", target, 0), ("vtable", word, 4)],
        &[],
    );
    let bytes: Vec<u8> = (0..64).collect();
    world.put(0, &bytes);
    for (index, (name, align)) in
        [("of_1", 1), ("of_4", 4), ("of_8", 8), ("of_3", 3), ("of_0", 0), ("huge", 1 << 31)]
            .iter()
            .enumerate()
    {
        let vtable = 64 + 16 * index as u32;
        world.put_u32(vtable as usize, &[0, 1, *align, 0]);
        world.vtables.insert(u64::from(vtable), byte);
        let pointer = 200 + 8 * index;
        world.put_u32(pointer, &[16, vtable]);
        world.variable(name, fat, pointer as u64);
    }
    world.put_u32(192, &[16, 252]);
    world.variable("at_the_end", fat, 192);
    expect![[r#"
        of_1 = W { b: 16, w: W { a: 17, t: 18 } }
        of_4 = W { b: 16, w: W { a: 20, t: 24 } }
        of_8 = W { b: 16, w: W { a: 24, t: 32 } }
        of_3 = W { b: 16, w: W { a: 17, t: 18 } }
        of_0 = W { b: 16, w: W { a: 17, t: 18 } }
        huge = W { b: 16, w: W { a: 17, t: 18 } }
        at_the_end = W { b: 16, w: W { a: 17, t: dyn a::T at 0x12 of an unknown type, vtable 0xfc } }
        of_8.w.t = 32
        of_8.w.t.x = error: `of_8.w.t` is 32, which has no members (column 10)
    "#]].assert_eq(&world.transcript(&[
        "of_1",
        "of_4",
        "of_8",
        "of_3",
        "of_0",
        "huge",
        "at_the_end",
        "of_8.w.t",
        "of_8.w.t.x",
    ]));
}

#[test]
fn a_pointer_to_itself_opens_lazily() {
    let mut world = World::new(64);
    let node = TypeId(1);
    let pointer = world.pointer(Language::C, "struct node *", Some(node));
    world.structure(Language::C, "struct node", 4, &[("next", pointer, 0)], &[]);
    world.put_u32(16, &[16]);
    world.variable("head", node, 16);
    expect![[r#"
        head: struct node = {next = 0x10}
          next: struct node * = 0x10 → {next = 0x10}
            next: struct node * = 0x10 → {next = 0x10}
    "#]]
    .assert_eq(&world.tree("head", 2));
}

#[test]
fn types_of_themselves_end() {
    let mut world = World::new(64);
    // A struct that contains itself, a box of itself, a typedef of itself.
    let own = TypeId(0);
    world.structure(Language::Rust, "a::Own", 4, &[("own", own, 0), ("again", own, 0)], &[]);
    let boxed = TypeId(1);
    world.pointer(Language::Rust, "&a::Boxed", Some(boxed));
    let alias = TypeId(2);
    let kind = TypeKind::Alias { kind: AliasKind::Typedef, target: Some(alias) };
    world.add(Language::C, "t", None, kind);
    let cell = TypeId(3);
    world.structure(
        Language::Rust,
        "core::cell::Cell<a>",
        4,
        &[("value", cell, 0)],
        &[("T", cell)],
    );
    let array = TypeId(4);
    world.array(Language::Rust, "[a; 2]", array, &[2]);
    world.put_u32(4, &[4]);
    for (name, ty) in
        [("own", own), ("boxed", boxed), ("alias", alias), ("cell", cell), ("array", array)]
    {
        world.variable(name, ty, 4);
        let text = world.show(name);
        assert!(text.chars().count() < 1000, "{name}: {text}");
    }
    expect![[r#"
        boxed = <unavailable: wrappers without an end>
        alias = void
    "#]]
    .assert_eq(&world.transcript(&["boxed", "alias"]));
}

const NAMES: [&str; 42] = [
    "alloc::vec::Vec<u8>",
    "alloc::string::String",
    "alloc::collections::VecDeque<u8>",
    "std::collections::HashMap<K, V>",
    "std::collections::HashSet<T>",
    "alloc::collections::btree::map::BTreeMap<K, V>",
    "alloc::collections::btree::set::BTreeSet<T>",
    "alloc::rc::Rc<str>",
    "alloc::rc::Rc<dyn a::T>",
    "alloc::sync::Arc<[u8]>",
    "alloc::rc::Weak<u8>",
    "core::cell::Cell<u8>",
    "core::cell::RefCell<u8>",
    "core::cell::UnsafeCell<u8>",
    "core::cell::Ref<u8>",
    "std::sync::Mutex<u8>",
    "std::sync::MutexGuard<u8>",
    "std::sync::OnceLock<u8>",
    "core::time::Duration",
    "core::sync::atomic::AtomicBool",
    "alloc::boxed::Box<u8>",
    "alloc::boxed::Box<dyn a::T>",
    "core::ops::Range<u8>",
    "core::ops::RangeInclusive<u8>",
    "&str",
    "&[u8]",
    "&std::path::Path",
    "&dyn a::T",
    "*const u8",
    "a::{closure_env#0}",
    "(u8, u8)",
    "char",
    "alloc::ffi::CString",
    "a::Own",
    "a::W<[u8]>",
    "a::W<str>",
    "a::W<dyn a::T>",
    "&a::W<dyn a::T>",
    "core::cell::RefCell<dyn a::T>",
    "std::sync::LazyLock<u8>",
    "dyn a::T",
    "(dyn a::T + a::S)",
];

const MEMBERS: [&str; 34] = [
    "len",
    "buf",
    "cap",
    "ptr",
    "pointer",
    "head",
    "data_ptr",
    "length",
    "vtable",
    "table",
    "ctrl",
    "bucket_mask",
    "items",
    "root",
    "height",
    "node",
    "keys",
    "vals",
    "parent",
    "edges",
    "strong",
    "weak",
    "value",
    "data",
    "borrow",
    "inner",
    "once",
    "secs",
    "nanos",
    "__0",
    "__1",
    "start",
    "end",
    "map",
];

fn any_type_id() -> impl Strategy<Value = TypeId> {
    (0..40u64).prop_map(TypeId)
}

fn any_member() -> impl Strategy<Value = Member> {
    (
        prop::option::weighted(0.95, prop::sample::select(&MEMBERS[..])),
        any_type_id(),
        prop_oneof![8 => 0..24u64, 1 => any::<u64>()],
        prop::option::weighted(0.1, (any::<u64>(), 0..200u64)),
        prop::bool::weighted(0.05),
    )
        .prop_map(|(name, ty, offset, bits, artificial)| Member {
            name: name.map(Into::into),
            ty,
            offset,
            bit_field: bits.map(|(bit_offset, bit_size)| BitField { bit_offset, bit_size }),
            artificial,
        })
}

fn any_composite() -> impl Strategy<Value = TypeKind> {
    let variant = (
        prop::collection::vec((-2..3i128, -2..300i128), 0..2),
        prop::collection::vec(any_member(), 0..2),
    );
    let part = (prop::option::of(any_member()), prop::collection::vec(variant, 0..3));
    (
        prop::bool::weighted(0.05),
        prop::collection::vec(any_member(), 0..5),
        prop::collection::vec(any_member(), 0..2),
        prop::option::weighted(0.3, part),
        prop::collection::vec((prop::sample::select(&["T", "K", "V"][..]), any_type_id()), 0..3),
    )
        .prop_map(|(declaration, members, bases, part, arguments)| {
            TypeKind::Composite(Composite {
                kind: CompositeKind::Struct,
                declaration,
                bases,
                virtual_bases: Vec::new(),
                members,
                variant_part: part.map(|(discriminant, variants)| VariantPart {
                    discriminant,
                    variants: variants
                        .into_iter()
                        .map(|(discriminants, members)| Variant {
                            discriminants,
                            line: None,
                            members,
                        })
                        .collect(),
                }),
                template_parameters: arguments
                    .into_iter()
                    .map(|(name, ty)| TemplateParameter { name: Some(name.into()), ty })
                    .collect(),
                template_values: Vec::new(),
                containing_type: None,
            })
        })
}

fn any_encoding() -> impl Strategy<Value = Encoding> {
    prop::sample::select(
        &[
            Encoding::Signed,
            Encoding::Unsigned,
            Encoding::Float,
            Encoding::Boolean,
            Encoding::SignedChar,
            Encoding::UnsignedChar,
            Encoding::Utf,
            Encoding::ComplexFloat,
            Encoding::Other,
        ][..],
    )
}

fn any_kind() -> impl Strategy<Value = TypeKind> {
    let pointer = (
        prop::sample::select(
            &[PointerKind::Pointer, PointerKind::Reference, PointerKind::RvalueReference][..],
        ),
        prop::option::of(any_type_id()),
    );
    let array = (any_type_id(), prop::collection::vec(prop::option::of(any::<u64>()), 0..3));
    prop_oneof![
        1 => Just(TypeKind::Void),
        6 => any_encoding().prop_map(TypeKind::Base),
        4 => pointer.prop_map(|(kind, target)| TypeKind::Pointer { kind, target }),
        12 => any_composite(),
        2 => (any_type_id(), prop::collection::vec(any::<i8>(), 0..4)).prop_map(|(ty, values)| {
            TypeKind::Enum(EnumType {
                underlying: Some(ty),
                enumerators: values
                    .into_iter()
                    .map(|value| Enumerator { name: "E".into(), value: i128::from(value) })
                    .collect(),
            })
        }),
        2 => array.prop_map(|(element, counts)| TypeKind::Array { element, counts }),
        1 => Just(TypeKind::Function { result: None, parameters: Vec::new() }),
        2 => prop::option::of(any_type_id())
            .prop_map(|target| TypeKind::Alias { kind: AliasKind::Typedef, target }),
    ]
}

fn any_place() -> impl Strategy<Value = Place> {
    let simple = prop_oneof![
        10 => (0..256u64).prop_map(Place::Memory),
        1 => any::<u64>().prop_map(Place::Memory),
        2 => (0..4u32, any::<u8>())
            .prop_map(|(index, offset)| Place::Wasm { place: WasmPlace::Local(index), offset }),
        2 => prop::collection::vec(any::<u8>(), 0..40).prop_map(Place::Bytes),
        1 => Just(Place::OptimizedOut),
        1 => Just(Place::Unknown("reason".into())),
    ];
    simple.prop_recursive(2, 6, 3, |inner| {
        prop::collection::vec((prop_oneof![0..100u64, any::<u64>()], inner), 0..3).prop_map(
            |pieces| {
                Place::Pieces(
                    pieces.into_iter().map(|(bits, place)| Piece { bits, place }).collect(),
                )
            },
        )
    })
}

fn any_world() -> impl Strategy<Value = World> {
    let language = prop_oneof![3 => Just(Language::Rust), 1 => Just(Language::C)];
    let size = prop_oneof![
        8 => (0..24u64).prop_map(Some),
        1 => any::<u64>().prop_map(Some),
        1 => Just(None)
    ];
    let ty = (language, prop::sample::select(&NAMES[..]), size, any_kind());
    let types = prop::collection::vec(ty, 40);
    // Small numbers are addresses and lengths; large ones are what broken programs have.
    let word = prop_oneof![6 => 0..300u32, 1 => any::<u32>()];
    (types, prop::collection::vec(word, 80)).prop_map(|(types, words)| {
        let mut world = World::new(320);
        for (language, name, size, kind) in types {
            world.add(language, name, size, kind);
        }
        world.put_u32(0, &words);
        world.locals = vec![WasmValue::I32(words[0]), WasmValue::I64(u64::MAX), WasmValue::F32(0)];
        world.vtables.insert(u64::from(words[1]), TypeId(3));
        world
    })
}

/// Renders a value and what is inside it, to some depth; every child renders, and every path that
/// is offered parses.
fn visit(world: &World, value: &Value, depth: usize) {
    let renderer = world.renderer();
    let rendered = renderer.render(value);
    assert!(rendered.text.chars().count() < 4000, "{}", rendered.text);
    assert!(rendered.type_name.chars().count() < 1000, "{}", rendered.type_name);
    let total = rendered.named.saturating_add(rendered.indexed);
    let children = renderer.children(value, 0, 4);
    assert!(children.len() as u64 <= total.min(4));
    let _ = renderer.children(value, total.saturating_sub(1), u64::from(u16::MAX));
    if depth > 0 {
        for child in &children {
            visit(world, child, depth - 1);
        }
    }
}

proptest! {
    #![proptest_config(world::seeded(400))]

    #[test]
    fn any_program_renders(world in any_world(), ty in any_type_id(), place in any_place()) {
        let value = Value { name: "v".into(), kind: ValueKind::Typed { ty, place } };
        visit(&world, &value, 3);
    }

    #[test]
    fn any_unsized_value_renders(
        world in any_world(),
        ty in any_type_id(),
        address in 0..400u64,
        metadata in prop_oneof![
            (0..400u64).prop_map(Metadata::Vtable),
            (0..20u64).prop_map(Metadata::Length),
            any::<u64>().prop_map(Metadata::Vtable),
            any::<u64>().prop_map(Metadata::Length),
        ],
    ) {
        let value = Value { name: "v".into(), kind: ValueKind::Unsized { ty, address, metadata } };
        visit(&world, &value, 3);
    }

    #[test]
    fn any_path_evaluates(
        mut world in any_world(),
        ty in any_type_id(),
        place in any_place(),
        suffixes in prop::collection::vec(
            prop::sample::select(&[".len", ".0", ".*", "[0]", "[1..2]", ".value", "->ptr", "[\"a\"]"][..]),
            0..4,
        ),
    ) {
        world.placed("v", ty, place);
        for prefix in ["", "*", "&", "-"] {
            let text = format!("{prefix}v{}", suffixes.concat());
            if let Ok(value) = world.evaluate(&text) {
                visit(&world, &value, 1);
            }
        }
    }

    #[test]
    fn any_text_is_an_expression_or_an_error(text in "[a-z0-9_ .*&()\\[\\]\"'\\\\<>=!|+:-]{0,40}|\\PC{0,40}") {
        let mut world = World::new(16);
        let word = world.base(Language::C, "int", 4, Encoding::Signed);
        world.variable("a", word, 0);
        let _ = world.evaluate(&text);
    }
}

/// A program that names a device without an end as the file with its debug information: reading that
/// took all memory.
#[cfg(unix)]
#[test]
fn debug_information_is_not_looked_for_in_devices() {
    let name = "external_debug_info";
    let path = "/dev/zero";
    let mut wasm = b"\0asm\x01\0\0\0\0".to_vec();
    wasm.push((1 + name.len() + 1 + path.len()) as u8);
    for text in [name, path] {
        wasm.push(text.len() as u8);
        wasm.extend(text.bytes());
    }
    let (_, warnings) = ModuleSymbols::load(wasm.into(), LoadOptions::default());
    expect![[r#"
        [
            Warning(
                "The debug information in /dev/zero cannot be read: it is not a WebAssembly module. Put the file that was built with the program there.",
            ),
        ]
    "#]]
    .assert_debug_eq(&warnings);
}
