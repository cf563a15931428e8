//! Scalars of Rust and C, in every place a value can be in.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod world;

use expect_test::expect;
use world::World;
use wrtd_symbols::{Encoding, Language, Piece, Place, WasmPlace, WasmValue};

#[test]
fn rust_scalars() {
    let mut world = World::new(0);
    let mut put = |name: &str, ty: &str, encoding, bytes: &[u8]| {
        let ty = world.base(Language::Rust, ty, bytes.len() as u64, encoding);
        world.placed(name, ty, Place::Bytes(bytes.to_vec()));
    };
    put("a_i8", "i8", Encoding::Signed, &(-8i8).to_le_bytes());
    put("b_u64", "u64", Encoding::Unsigned, &u64::MAX.to_le_bytes());
    put("c_i128", "i128", Encoding::Signed, &i128::MIN.to_le_bytes());
    put("d_u128", "u128", Encoding::Unsigned, &u128::MAX.to_le_bytes());
    put("e_bool", "bool", Encoding::Boolean, &[1]);
    put("f_bad_bool", "bool", Encoding::Boolean, &[7]);
    put("g_char", "char", Encoding::Utf, &('ß' as u32).to_le_bytes());
    put("h_newline", "char", Encoding::Utf, &('\n' as u32).to_le_bytes());
    put("i_bad_char", "char", Encoding::Utf, &0x11_0000u32.to_le_bytes());
    put("j_surrogate", "char", Encoding::Utf, &0xd800u32.to_le_bytes());
    put("k_half", "f32", Encoding::Float, &0.5f32.to_le_bytes());
    put("l_tenth", "f32", Encoding::Float, &0.1f32.to_le_bytes());
    put("m_negative_zero", "f64", Encoding::Float, &(-0.0f64).to_le_bytes());
    put("n_huge", "f64", Encoding::Float, &1e300f64.to_le_bytes());
    put("o_nan", "f64", Encoding::Float, &f64::NAN.to_le_bytes());
    put("p_payload", "f32", Encoding::Float, &0xffc0_1234u32.to_le_bytes());
    put("q_infinite", "f64", Encoding::Float, &f64::NEG_INFINITY.to_le_bytes());
    put("r_f16", "f16", Encoding::Float, &0x3c01u16.to_le_bytes());
    put("s_unit", "()", Encoding::Unsigned, &[]);
    let names: Vec<String> = world.variables.keys().cloned().collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    expect![[r#"
        a_i8 = -8
        b_u64 = 18446744073709551615
        c_i128 = -170141183460469231731687303715884105728
        d_u128 = 340282366920938463463374607431768211455
        e_bool = true
        f_bad_bool = <invalid bool 0x7>
        g_char = 'ß'
        h_newline = '\n'
        i_bad_char = <invalid char 0x110000>
        j_surrogate = <invalid char 0xd800>
        k_half = 0.5
        l_tenth = 0.1
        m_negative_zero = -0.0
        n_huge = 1e300
        o_nan = NaN
        p_payload = -NaN(0x401234)
        q_infinite = -inf
        r_f16 = 1.0009765625
        s_unit = ()
    "#]]
    .assert_eq(&world.transcript(&names));
    world.hex = true;
    expect![[r#"
        a_i8 = 0xf8
        b_u64 = 0xffffffffffffffff
        k_half = 0.5
    "#]]
    .assert_eq(&world.transcript(&["a_i8", "b_u64", "k_half"]));
}

#[test]
fn c_scalars() {
    let mut world = World::new(0);
    let mut put = |name: &str, ty: &str, encoding, bytes: &[u8]| {
        let ty = world.base(Language::C, ty, bytes.len() as u64, encoding);
        world.placed(name, ty, Place::Bytes(bytes.to_vec()));
        ty
    };
    put("a_char", "char", Encoding::SignedChar, b"a");
    put("b_escape", "char", Encoding::SignedChar, b"\n");
    put("c_negative", "signed char", Encoding::SignedChar, &[0x9c]);
    put("d_bool", "_Bool", Encoding::Boolean, &[2]);
    put("e_one", "double", Encoding::Float, &1.0f64.to_le_bytes());
    put("f_small", "double", Encoding::Float, &1.5e-7f64.to_le_bytes());
    put("g_nan", "float", Encoding::Float, &0x7fc0_0000u32.to_le_bytes());
    put("h_complex", "complex double", Encoding::ComplexFloat, &{
        let mut bytes = 1.0f64.to_le_bytes().to_vec();
        bytes.extend((-2.0f64).to_le_bytes());
        bytes
    });
    // 1.5, 0.1, and the largest quadruple.
    put("i_quad", "long double", Encoding::Float, &(0x0003_fff8_u128 << 108).to_le_bytes());
    let tenth = 0x3ffb_9999_9999_9999_9999_9999_9999_999au128;
    put("j_tenth", "long double", Encoding::Float, &tenth.to_le_bytes());
    let largest = 0x7ffe_ffff_ffff_ffff_ffff_ffff_ffff_ffffu128;
    put("k_largest", "long double", Encoding::Float, &largest.to_le_bytes());
    let unsigned = put("l_unsigned", "unsigned", Encoding::Unsigned, &3u32.to_le_bytes());
    put("m_code_unit", "char16_t", Encoding::Utf, &0xd83du16.to_le_bytes());
    let color = world.enumeration(Language::C, "enum color", unsigned, &[("RED", 0), ("BLUE", 10)]);
    let flags = world.enumeration(
        Language::C,
        "enum flags",
        unsigned,
        &[("READ", 1), ("WRITE", 2), ("EXEC", 4)],
    );
    for (name, ty, value) in [
        ("n_color", color, 10u32),
        ("o_strange", color, 7),
        ("p_flags", flags, 5),
        ("q_unknown_flag", flags, 9),
    ] {
        world.placed(name, ty, Place::Bytes(value.to_le_bytes().to_vec()));
    }
    let names: Vec<String> = world.variables.keys().cloned().collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    expect![[r#"
        a_char = 97 'a'
        b_escape = 10 '\n'
        c_negative = -100
        d_bool = true (0x2)
        e_one = 1
        f_small = 1.5e-07
        g_nan = nan
        h_complex = 1 - 2i
        i_quad = 1.5
        j_tenth = 0.1
        k_largest = 0x1.ffffffffffffffffffffffffffffp+16383
        l_unsigned = 3
        m_code_unit = 55357
        n_color = BLUE (10)
        o_strange = 7
        p_flags = READ | EXEC (5)
        q_unknown_flag = 9
    "#]]
    .assert_eq(&world.transcript(&names));
}

#[test]
fn c_flags() {
    let mut world = World::new(0);
    let word = world.base(Language::C, "unsigned int", 4, Encoding::Unsigned);
    let mut put = |name: &str, values: &[(&str, i128)], value: u32| {
        let ty = world.enumeration(Language::C, "enum flags", word, values);
        world.placed(name, ty, Place::Bytes(value.to_le_bytes().to_vec()));
    };
    let with_all = [("NONE", 0), ("READ", 1), ("WRITE", 2), ("EXEC", 4), ("ALL", 7)];
    put("a_combined", &with_all, 5);
    put("b_all", &with_all, 7);
    put("c_none", &with_all, 0);
    put("d_unknown_bit", &with_all, 13);
    put("e_all_first", &[("ALL", 3), ("WRITE", 2), ("READ", 1), ("EXEC", 8)], 10);
    put("f_alias", &[("READ", 1), ("R", 1), ("WRITE", 2)], 3);
    put("g_field", &[("MODE", 0x30), ("READ", 1)], 0x31);
    put("h_overlap", &[("A", 3), ("B", 6)], 7);
    put("i_counted", &[("ONE", 1), ("TWO", 2), ("THREE", 3), ("FOUR", 4)], 6);
    put("j_highest", &[("A", 1 << 31), ("B", 1)], 0x8000_0001);
    put("k_negative", &[("A", 1), ("B", 2), ("MINUS", -1)], 3);
    put("l_empty", &[], 3);
    let names: Vec<String> = world.variables.keys().cloned().collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    expect![[r#"
        a_combined = READ | EXEC (5)
        b_all = ALL (7)
        c_none = NONE (0)
        d_unknown_bit = 13
        e_all_first = WRITE | EXEC (10)
        f_alias = READ | WRITE (3)
        g_field = MODE | READ (49)
        h_overlap = 7
        i_counted = 6
        j_highest = A | B (2147483649)
        k_negative = 3
        l_empty = 3
    "#]]
    .assert_eq(&world.transcript(&names));
}

#[test]
fn places() {
    let mut world = World::new(8);
    world.put(0, &[1, 2, 3, 4, 5, 6, 7, 8]);
    world.locals = vec![WasmValue::I32(0x1122_3344), WasmValue::I64(0x0102_0304_0506_0708)];
    let short = world.base(Language::Rust, "u16", 2, Encoding::Unsigned);
    let wide = world.base(Language::Rust, "u64", 8, Encoding::Unsigned);
    let word = world.base(Language::Rust, "u32", 4, Encoding::Unsigned);
    let pair =
        world.structure(Language::Rust, "a::Pair", 8, &[("x", word, 0), ("y", word, 4)], &[]);
    let local = |index, offset| Place::Wasm { place: WasmPlace::Local(index), offset };
    world.hex = true;
    world.placed("low", short, local(0, 0));
    world.placed("high", short, local(0, 2));
    world.placed("too_wide", wide, local(0, 0));
    world.placed("in_i64", word, local(1, 4));
    world.placed("no_local", word, local(9, 0));
    world.placed("outside", word, Place::Memory(6));
    world.placed("gone", pair, Place::OptimizedOut);
    world.placed("broken", pair, Place::Unknown("the expression is broken".into()));
    let pieces = |places: Vec<(u64, Place)>| {
        Place::Pieces(places.into_iter().map(|(bits, place)| Piece { bits, place }).collect())
    };
    world.placed("scattered", pair, pieces(vec![(32, Place::Memory(0)), (32, local(0, 0))]));
    world.placed("half_gone", pair, pieces(vec![(32, Place::OptimizedOut), (32, local(0, 0))]));
    world.placed("across", word, pieces(vec![(12, Place::Memory(0)), (20, Place::Memory(4))]));
    world.placed("short", wide, pieces(vec![(32, Place::Memory(0))]));
    expect![[r#"
        low = 0x3344
        high = 0x1122
        too_wide = <unavailable: its place is narrower than its type>
        in_i64 = 0x1020304
        no_local = <unavailable: no Wasm local 9>
        outside = <0x6 is outside memory>
        gone = <optimized out>
        broken = <unavailable: the expression is broken>
        scattered = Pair { x: 0x4030201, y: 0x11223344 }
        half_gone = Pair { x: <optimized out>, y: 0x11223344 }
        half_gone.y = 0x11223344
        across = 0x70605201
        short = <optimized out>
    "#]]
    .assert_eq(&world.transcript(&[
        "low",
        "high",
        "too_wide",
        "in_i64",
        "no_local",
        "outside",
        "gone",
        "broken",
        "scattered",
        "half_gone",
        "half_gone.y",
        "across",
        "short",
    ]));
}
