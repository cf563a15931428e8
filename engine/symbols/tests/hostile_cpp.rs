//! C++ and Zig whose memory and debug information lie: nodes that lead to themselves, lengths of
//! gigabytes, classes that are their own bases. Nothing may panic, hang, or take more than its share.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod world;

use std::time::{Duration, Instant};

use expect_test::expect;
use proptest::prelude::*;
use world::World;
use wrtd_symbols::{
    Composite, CompositeKind, Encoding, EnumType, Enumerator, Language, Member, Place, PointerKind,
    TemplateParameter, TypeId, TypeKind, VirtualBase,
    render::{FormatterSpec, Formatters, Renderer, Value, ValueKind},
};

const NAMES: [&str; 34] = [
    "std::__2::basic_string<char>",
    "std::string_view",
    "std::__2::basic_string_view<char16_t>",
    "std::__2::vector<int>",
    "std::__2::vector<bool>",
    "std::__2::array<int, 3UL>",
    "std::__2::span<int>",
    "std::__2::bitset<10UL>",
    "std::__2::deque<int>",
    "std::__2::list<int>",
    "std::__2::forward_list<int>",
    "std::__2::map<int, int>",
    "std::__2::set<int>",
    "std::__2::unordered_map<int, int>",
    "std::__2::unordered_set<int>",
    "std::__2::tuple<int, int>",
    "std::__2::unique_ptr<int>",
    "std::__2::shared_ptr<int>",
    "std::__2::weak_ptr<int>",
    "std::__2::optional<int>",
    "std::__2::expected<int, int>",
    "std::__2::variant<int, int>",
    "std::__2::function<int (int)>",
    "std::__2::atomic<int>",
    "std::__2::complex<double>",
    "std::__2::chrono::duration<int>",
    "std::__2::reference_wrapper<int>",
    "std::__2::__tuple_leaf<0, int>",
    "a::Shape",
    "bool",
    "[]const u8",
    "?u32",
    "a!u32",
    "hash_map.HashMapUnmanaged(u32,u32)",
];

const MEMBERS: [&str; 58] = [
    "__s",
    "__l",
    "__is_long_",
    "__size_",
    "__data_",
    "_M_p",
    "_M_string_length",
    "__begin_",
    "__end_",
    "_M_start",
    "_M_finish",
    "_M_offset",
    "__first_",
    "__elems_",
    "__map_",
    "__start_",
    "_M_cur",
    "_M_first",
    "_M_last",
    "_M_node",
    "__next_",
    "__value_",
    "__before_begin_",
    "__tree_",
    "__end_node_",
    "__left_",
    "__right_",
    "__node_alloc_",
    "__table_",
    "__first_node_",
    "_M_h",
    "_M_element_count",
    "_M_storage",
    "__base_",
    "__ptr_",
    "__cntrl_",
    "__shared_owners_",
    "__shared_weak_owners_",
    "__engaged_",
    "__val_",
    "__has_val_",
    "__unex_",
    "__index",
    "__data",
    "__head",
    "__tail",
    "__buf_",
    "__func_",
    "__policy_",
    "__f_",
    "__rep_",
    "_vptr$Shape",
    "first",
    "second",
    "ptr",
    "len",
    "payload",
    "some",
];

fn any_type_id() -> impl Strategy<Value = TypeId> {
    (0..40u64).prop_map(TypeId)
}

fn any_member() -> impl Strategy<Value = Member> {
    let offset = prop_oneof![8 => 0..24u64, 1 => any::<u64>()];
    (prop::option::weighted(0.95, prop::sample::select(&MEMBERS[..])), any_type_id(), offset)
        .prop_map(|(name, ty, offset)| Member {
            name: name.map(Into::into),
            ty,
            offset,
            bit_field: None,
            artificial: false,
        })
}

fn any_composite() -> impl Strategy<Value = TypeKind> {
    (
        prop::collection::vec(any_member(), 0..6),
        prop::collection::vec(any_member(), 0..3),
        prop::collection::vec((any_type_id(), prop_oneof![0..40u64, any::<u64>()]), 0..2),
        prop::collection::vec(any_type_id(), 0..3),
        prop::collection::vec(prop_oneof![0..20i128, any::<i128>()], 0..2),
    )
        .prop_map(|(members, bases, virtual_bases, arguments, values)| {
            TypeKind::Composite(Composite {
                kind: CompositeKind::Struct,
                declaration: false,
                bases,
                virtual_bases: virtual_bases
                    .into_iter()
                    .map(|(ty, before)| VirtualBase { ty, before })
                    .collect(),
                members,
                variant_part: None,
                template_parameters: arguments
                    .into_iter()
                    .map(|ty| TemplateParameter { name: None, ty })
                    .collect(),
                template_values: values,
                containing_type: None,
            })
        })
}

fn any_kind() -> impl Strategy<Value = TypeKind> {
    let encoding = prop::sample::select(
        &[
            Encoding::Signed,
            Encoding::Unsigned,
            Encoding::Float,
            Encoding::Boolean,
            Encoding::SignedChar,
        ][..],
    );
    let kind = prop::sample::select(&[PointerKind::Pointer, PointerKind::Reference][..]);
    prop_oneof![
        6 => encoding.prop_map(TypeKind::Base),
        6 => (kind, any_type_id())
            .prop_map(|(kind, target)| TypeKind::Pointer { kind, target: Some(target) }),
        14 => any_composite(),
        1 => (prop::option::of(any_type_id()), any::<bool>())
            .prop_map(|(class, function)| TypeKind::MemberPointer { class, function }),
        1 => Just(TypeKind::Enum(EnumType {
            underlying: None,
            enumerators: vec![Enumerator { name: "payload".into(), value: 1 }],
        })),
        1 => Just(TypeKind::Function { result: None, parameters: Vec::new() }),
    ]
}

fn any_world() -> impl Strategy<Value = World> {
    let language = prop_oneof![4 => Just(Language::Cpp), 1 => Just(Language::Zig)];
    let size = prop_oneof![8 => (0..24u64).prop_map(Some), 1 => any::<u64>().prop_map(Some), 1 => Just(None)];
    let ty = (language, prop::sample::select(&NAMES[..]), size, any_kind());
    let types = prop::collection::vec(ty, 40);
    let word = prop_oneof![6 => 0..300u32, 1 => any::<u32>()];
    (types, prop::collection::vec(word, 80)).prop_map(|(types, words)| {
        let mut world = World::new(320);
        for (language, name, size, kind) in types {
            world.add(language, name, size, kind);
        }
        world.put_u32(0, &words);
        for word in &words[..8] {
            world.vtables.insert(u64::from(*word), TypeId(u64::from(*word % 40)));
        }
        world
    })
}

fn visit(renderer: &Renderer<'_>, value: &Value, depth: usize) {
    let rendered = renderer.render(value);
    assert!(rendered.text.chars().count() < 4000, "{}", rendered.text);
    let total = rendered.named.saturating_add(rendered.indexed);
    let children = renderer.children(value, 0, 4);
    // Where nodes lead astray the reason is one more.
    assert!(children.len() as u64 <= total.min(4) + 1);
    let _ = renderer.children(value, total.saturating_sub(1), u64::from(u16::MAX));
    if depth > 0 {
        for child in &children {
            visit(renderer, child, depth - 1);
        }
    }
}

fn formatters() -> Formatters {
    let spec =
        |pattern: &str| FormatterSpec { pattern: pattern.to_owned(), ..FormatterSpec::default() };
    let specs = [
        FormatterSpec {
            summary: Some("{first} {second} {*__ptr_}".to_owned()),
            ..spec("std::*tuple<*>")
        },
        FormatterSpec {
            array: Some(["__ptr_".to_owned(), "__size_".to_owned()]),
            summary: Some("{__value_}".to_owned()),
            ..spec("a::Shape")
        },
        FormatterSpec {
            map: Some(["ptr", "len", "first", "second"].map(str::to_owned)),
            ..spec("std::span<*>")
        },
    ];
    let (formatters, problems) = Formatters::new(&specs);
    assert_eq!(problems, Vec::<String>::new());
    formatters
}

proptest! {
    #![proptest_config(world::seeded(500))]

    #[test]
    fn any_program_renders(world in any_world(), ty in any_type_id(), address in 0..400u64) {
        let kind = ValueKind::Typed { ty, place: Place::Memory(address) };
        let value = Value { name: "v".into(), kind };
        visit(&world.renderer(), &value, 3);
        let formatters = formatters();
        visit(&world.renderer().with_formatters(&formatters), &value, 3);
    }

    #[test]
    fn any_path_evaluates(
        mut world in any_world(),
        ty in any_type_id(),
        address in 0..400u64,
        suffixes in prop::collection::vec(
            prop::sample::select(&[".first", ".0", ".*", "[0]", "[1..2]", ".__value_", "->__ptr_", "[\"a\"]"][..]),
            0..4,
        ),
    ) {
        world.variable("v", ty, address);
        for prefix in ["", "*", "&"] {
            if let Ok(value) = world.evaluate(&format!("{prefix}v{}", suffixes.concat())) {
                visit(&world.renderer(), &value, 1);
            }
        }
    }
}

/// `std::list<int>` as libc++ lays it out.
fn list_type(world: &mut World) -> TypeId {
    let cpp = Language::Cpp;
    let int = world.base(cpp, "int", 4, Encoding::Signed);
    let word = world.base(cpp, "unsigned long", 4, Encoding::Unsigned);
    let link = world.pointer(cpp, "node *", None);
    let node = world.structure(
        cpp,
        "std::__2::__list_node<int>",
        12,
        &[("__prev_", link, 0), ("__next_", link, 4), ("__value_", int, 8)],
        &[],
    );
    let allocator = world.structure(cpp, "std::__2::allocator<node>", 1, &[], &[("T", node)]);
    let end = world.structure(cpp, "end", 8, &[("__prev_", link, 0), ("__next_", link, 4)], &[]);
    world.structure(
        cpp,
        "std::__2::list<int>",
        16,
        &[("__end_", end, 0), ("__size_", word, 8), ("__node_alloc_", allocator, 12)],
        &[("T", int)],
    )
}

#[test]
fn lists_that_lie() {
    let mut world = World::new(4096);
    let list = list_type(&mut world);
    // Two nodes that lead to each other.
    world.put_u32(100, &[0, 112, 7, 100, 100, 8]);
    world.put_u32(0, &[0, 100, 2]);
    world.variable("circle_of_two", list, 0);
    world.put_u32(16, &[0, 100, 5]);
    world.variable("circle_of_five", list, 16);
    world.put_u32(32, &[0, 100, u32::MAX]);
    world.variable("billions", list, 32);
    world.put_u32(48, &[0, 0, 3]);
    world.variable("nothing", list, 48);
    world.put_u32(64, &[0, 5000, 1]);
    world.variable("outside", list, 64);
    expect![[r#"
        circle_of_two = {7, 8}
        circle_of_five = {7, 8, <invalid list: the node at 0x64 leads to itself>, …} (5 elements)
        circle_of_five[1] = 8
        circle_of_five[4] = <invalid list: the node at 0x64 leads to itself>
        billions = <invalid list: length 4294967295, more than memory holds>
        nothing = {<invalid list: fewer elements than its length, 3>, …} (3 elements)
        outside = {<invalid list: a node at 0x1388, outside memory>}
    "#]]
    .assert_eq(&world.transcript(&[
        "circle_of_two",
        "circle_of_five",
        "circle_of_five[1]",
        "circle_of_five[4]",
        "billions",
        "nothing",
        "outside",
    ]));
}

/// A class that is its own base, and whose objects point to themselves.
#[test]
fn classes_that_are_their_own_bases() {
    let mut world = World::new(256);
    let table = world.pointer(Language::Cpp, "int (**)()", None);
    let class = TypeId(world.types.len() as u64);
    let itself = Member { name: None, ty: class, offset: 0, bit_field: None, artificial: false };
    let kind = TypeKind::Composite(Composite {
        kind: CompositeKind::Class,
        declaration: false,
        bases: vec![itself.clone(), itself],
        virtual_bases: vec![VirtualBase { ty: class, before: 4 }],
        members: vec![Member {
            name: Some("_vptr$A".into()),
            ty: table,
            offset: 0,
            bit_field: None,
            artificial: true,
        }],
        variant_part: None,
        template_parameters: Vec::new(),
        template_values: Vec::new(),
        containing_type: None,
    });
    world.add(Language::Cpp, "A", Some(8), kind);
    let pointer = world.pointer(Language::Cpp, "A *", Some(class));
    let bytes: Vec<u32> = (0..64).map(|word| word * 4).collect();
    world.put_u32(0, &bytes);
    for address in 0..64 {
        world.vtables.insert(address * 4, class);
    }
    world.variable("a", class, 16);
    world.variable("p", pointer, 32);
    let started = Instant::now();
    for expression in ["a", "p", "*p", "p->missing", "a.missing"] {
        let _ = world.show(expression);
    }
    assert!(started.elapsed() < Duration::from_secs(5));
}

/// A pointer to a table of virtual functions whose type is as large as all addresses, or takes no room.
#[test]
fn tables_behind_what_is_no_address() {
    for size in [0, 1, 3, 16, 1 << 63, u64::MAX] {
        let mut world = World::new(64);
        let cpp = Language::Cpp;
        let odd = world.base(cpp, "odd", size, Encoding::Unsigned);
        let int = world.base(cpp, "int", 4, Encoding::Signed);
        let class =
            world.structure(cpp, "a::Shape", 8, &[("_vptr$Shape", odd, 0), ("first", int, 4)], &[]);
        let pointer = world.pointer(cpp, "a::Shape *", Some(class));
        world.put_u32(0, &[16, 7, 0, 0, 8, 9]);
        world.vtables.insert(16, class);
        world.variable("p", pointer, 0);
        assert_eq!(world.show("p->first"), "9", "{size}");
    }
}

/// Formatters that lead to themselves through other values, and to too many of them.
#[test]
fn formatters_that_lead_to_themselves() {
    let mut world = World::new(256);
    let int = world.base(Language::Cpp, "int", 4, Encoding::Signed);
    let node = TypeId(world.types.len() as u64 + 1);
    let link = world.pointer(Language::Cpp, "Node *", Some(node));
    world.structure(
        Language::Cpp,
        "Node",
        12,
        &[("value", int, 0), ("left", link, 4), ("right", link, 8)],
        &[],
    );
    world.put_u32(16, &[7, 16, 16]);
    world.variable("node", node, 16);
    let all = "{left} {right} ".repeat(8);
    let spec = |summary: &str| FormatterSpec {
        pattern: "Node".to_owned(),
        summary: Some(summary.to_owned()),
        ..FormatterSpec::default()
    };
    let show = |summary: &str| {
        let (formatters, problems) = Formatters::new(&[spec(summary)]);
        assert_eq!(problems, Vec::<String>::new());
        let value = world.evaluate("node").unwrap();
        world.renderer().with_formatters(&formatters).render(&value).text
    };
    expect![
        "7 then 0x10 → 7 then 0x10 → 7 then 0x10 → 7 then 0x10 → 7 then 0x10 → 7 then 0x10 → …"
    ]
    .assert_eq(&show("{value} then {left}"));
    let started = Instant::now();
    assert!(show(&all).chars().count() < 1000);
    assert!(started.elapsed() < Duration::from_secs(5));
}
