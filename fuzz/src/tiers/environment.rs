//! What the generated modules may import: functions of the host, and another instance.

/// Module name of the host's functions.
pub(super) const HOST: &str = "host";
/// Module name of the other instance.
pub(super) const PROVIDER: &str = "provider";
/// Name of the host's function that gives its argument, changed.
pub(super) const CHANGE: &str = "change";
/// Name of the host's function that takes and gives two values.
pub(super) const SWAP: &str = "swap";
/// Name of the host's function that traps on some arguments.
pub(super) const REFUSE: &str = "refuse";

/// The other instance. Its own functions call no others but through its table, and have no loops, so that
/// what uses fuel is in the generated module.
const PROVIDER_TEXT: &str = r#"(module
    (type $unary (func (param i32) (result i32)))
    (memory (export "memory") 1 4)
    (table $table (export "table") 6 20 funcref)
    (elem (i32.const 0) $load $store $load)
    (data (i32.const 0) "\01\02\03\04\05\06\07\08 some bytes to begin with")
    (global $counter (export "counter") (mut i32) (i32.const 7))
    (global (export "wide") (mut i64) (i64.const -9))
    (global (export "constant") i32 (i32.const 12))
    (global (export "reference") (mut externref) (ref.null extern))
    (func $load (export "load") (type $unary) (i32.load offset=4 (i32.and (local.get 0) (i32.const 0xfff))))
    (func $store (export "store") (type $unary) (local i32)
        (local.set 1 (i32.and (local.get 0) (i32.const 0xfff)))
        (i32.store (local.get 1) (i32.add (global.get $counter) (local.get 0)))
        (global.set $counter (i32.add (global.get $counter) (i32.const 1)))
        (i32.load8_s (local.get 1)))
    (func (export "indirect") (param i32) (result i32)
        (call_indirect $table (type $unary)
            (i32.const 3) (i32.rem_u (local.get 0) (i32.const 6))))
    (func (export "exchange") (param i64 f64) (result f64 i64) (local.get 1) (local.get 0))
    (func (export "vector") (param v128 i32) (result v128)
        (i32x4.replace_lane 2 (local.get 0) (local.get 1)))
    (func (export "tail") (param i32) (result i32)
        (return_call $store (i32.xor (local.get 0) (i32.const 5)))))"#;

/// What there is to import, as imports of a module.
const IMPORTS_TEXT: &str = r#"(module
    (import "host" "change" (func (param i32) (result i32)))
    (import "host" "swap" (func (param i64 f32) (result f32 i64)))
    (import "host" "refuse" (func (param i32)))
    (import "provider" "load" (func (param i32) (result i32)))
    (import "provider" "store" (func (param i32) (result i32)))
    (import "provider" "indirect" (func (param i32) (result i32)))
    (import "provider" "exchange" (func (param i64 f64) (result f64 i64)))
    (import "provider" "vector" (func (param v128 i32) (result v128)))
    (import "provider" "tail" (func (param i32) (result i32)))
    (import "provider" "memory" (memory 1 4))
    (import "provider" "table" (table 6 20 funcref))
    (import "provider" "counter" (global (mut i32)))
    (import "provider" "wide" (global (mut i64)))
    (import "provider" "constant" (global i32))
    (import "provider" "reference" (global (mut externref))))"#;

/// The module of the other instance.
pub(super) fn provider() -> Vec<u8> {
    assemble(PROVIDER_TEXT)
}

/// A module whose imports are all that there is to import.
pub(super) fn imports() -> Vec<u8> {
    assemble(IMPORTS_TEXT)
}

fn assemble(text: &str) -> Vec<u8> {
    wat::parse_str(text).unwrap_or_else(|error| panic!("{error}"))
}

/// What [`CHANGE`] gives.
pub(super) const fn changed(value: i32) -> i32 {
    value.wrapping_mul(3) ^ 0x55
}

/// Whether [`REFUSE`] traps.
pub(super) const fn refused(value: i32) -> bool {
    value & 15 == 9
}
