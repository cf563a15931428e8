//! What an input stands for: a module, and the numbers that everything else is drawn from.

use arbitrary::Unstructured;
use wasm_smith::{Config, MemoryOffsetChoices, Module};
use wrtd_core::{FuncId, ValType, Value};

use super::{environment, random::Random};
use crate::section;

/// Bytes before those that the module is made of.
const HEAD: usize = 9;
/// Name under which the module exports its fuel.
pub(super) const FUEL_EXPORT: &str = "fuel of the differential test";
/// Entries of functions and loops that the start function may use up.
pub(super) const START_FUEL: i32 = 200;
/// Largest memory, in bytes.
pub(super) const MEMORY_BYTES: u64 = 4 << 16;
/// Largest table, in elements.
pub(super) const TABLE_ELEMENTS: u32 = 200;

/// One module, and how to run it.
pub(super) struct Case {
    /// A valid module whose functions all end.
    pub(super) wasm: Vec<u8>,
    /// Entries of functions and loops that one call may use up.
    pub(super) fuel: i32,
    /// Whether wasmi may be wrong: see [`misread`].
    pub(super) misread: bool,
    /// Whether the module itself makes each NaN that it computes canonical. Where it does not, wasmi has others, so
    /// that only runs in wrtd are compared, while no instructions of the module hide what these differ in.
    pub(super) canonicalizes: bool,
    /// From which arguments, breakpoints and all else are drawn.
    pub(super) random: Random,
}

impl Case {
    /// `None` where the input is too short, or no module comes of it.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (head, rest) = bytes.split_at_checked(HEAD)?;
        let (&mode, seed) = head.split_first()?;
        let mut random = Random::new(u64::from_le_bytes(seed.try_into().ok()?));
        let canonicalizes = random.once_in(2);
        let config = config(mode, canonicalizes);
        let mut module = Module::new(config, &mut Unstructured::new(rest)).ok()?;
        let fuel = [20, 100, 400, 1500][usize::from(mode >> 6)];
        let global = module.ensure_termination(START_FUEL.cast_unsigned()).ok()?;
        let wasm = section::with_exported_global(&module.to_bytes(), FUEL_EXPORT, global)?;
        let misread = misread(&wasm);
        Some(Self { wasm, fuel, misread, canonicalizes, random })
    }
}

/// Whether the module has `memory.size`, `table.size`, or `select` right after `i32.eqz` or `i64.eqz`, or
/// bytes that look like these. Values that wait on the stack there are sometimes others in wasmi 2.0.0: with
/// 0 for `$x` it gives 0, not 20, in
///
/// ```wat
/// (func (param $x i32) (result i32) (local $y i32)
///     memory.size  local.get $x  local.set $y
///     i32.const 20  local.get $y  local.get $y  i32.eqz  select  return)
/// ```
fn misread(wasm: &[u8]) -> bool {
    wasm.windows(2).any(|pair| matches!(pair, [0x45 | 0x50, 0x1b] | [0x3f, 0x00] | [0xfc, 0x10]))
}

/// What both engines know, in sizes that leave room for many runs in a second; and what they need not agree on where
/// the module does not make its NaNs canonical, so that only one of them runs it.
fn config(mode: u8, canonicalizes: bool) -> Config {
    let flag = |bit: u8| mode >> bit & 1 == 1;
    Config {
        available_imports: flag(0).then(environment::imports),
        min_imports: 0,
        max_imports: if flag(0) { 12 } else { 0 },
        // Without this nearly all loads and stores are out of bounds.
        disallow_traps: flag(1),
        allow_floats: flag(2),
        simd_enabled: flag(3),
        relaxed_simd_enabled: flag(3) && !canonicalizes,
        allow_start_export: flag(4),
        canonicalize_nans: canonicalizes,
        export_everything: true,
        max_exports: 1000,
        min_funcs: 2,
        max_funcs: 12,
        max_instructions: if flag(5) { 400 } else { 120 },
        min_memories: 1,
        max_memories: 1,
        max_memory32_bytes: MEMORY_BYTES,
        memory_offset_choices: MemoryOffsetChoices(90, 9, 1),
        max_tables: 3,
        max_table_elements: u64::from(TABLE_ELEMENTS) / 2,
        max_globals: 12,
        max_types: 16,
        max_data_segments: 6,
        max_element_segments: 6,
        max_values: 60,
        compact_imports_enabled: false,
        exceptions_enabled: false,
        gc_enabled: false,
        custom_page_sizes_enabled: false,
        memory64_enabled: false,
        multibyte_array_access_enabled: false,
        shared_everything_threads_enabled: false,
        threads_enabled: false,
        wide_arithmetic_enabled: false,
        ..Config::default()
    }
}

/// A value of type `ty`: often a small or an extreme one. References to functions are of `funcs`.
pub(super) fn value(random: &mut Random, ty: ValType, funcs: &[FuncId]) -> Value {
    match ty {
        ValType::I32 => Value::I32(bits(random) as i32),
        ValType::I64 => Value::I64(bits(random).cast_signed()),
        ValType::F32 => Value::F32(float32(random)),
        ValType::F64 => Value::F64(float64(random)),
        ValType::V128 => Value::V128(u128::from(half(random)) << 64 | u128::from(half(random))),
        ValType::FUNC_REF => {
            let some = !random.once_in(3);
            Value::FuncRef(funcs.get(random.below(funcs.len())).copied().filter(|_| some))
        }
        // Modules with other references are not generated.
        ValType::Ref(_) => {
            let some = !random.once_in(3);
            Value::ExternRef(some.then_some(random.next() as u32 % 100))
        }
    }
}

fn bits(random: &mut Random) -> u64 {
    match random.below(6) {
        0 | 1 => random.next() % 64,
        2 => (random.next() % 16).wrapping_neg(),
        3 => 1 << random.below(64),
        4 => (1u64 << random.below(64)).wrapping_sub(1),
        _ => random.next(),
    }
}

/// Half of a vector, as lanes of some type.
fn half(random: &mut Random) -> u64 {
    match random.below(3) {
        0 => bits(random),
        1 => u64::from(float32(random)) << 32 | u64::from(float32(random)),
        _ => float64(random),
    }
}

fn float32(random: &mut Random) -> u32 {
    match random.below(7) {
        // A NaN, with any sign and payload.
        0 => random.next() as u32 | 0x7f80_0001,
        1 => random.next() as u32,
        _ => float(random).to_bits(),
    }
}

fn float64(random: &mut Random) -> u64 {
    match random.below(7) {
        0 => random.next() | 0x7ff0_0000_0000_0001,
        1 => random.next(),
        _ => f64::from(float(random)).to_bits(),
    }
}

fn float(random: &mut Random) -> f32 {
    match random.below(5) {
        0 => [0.0, -0.0, f32::INFINITY, f32::NEG_INFINITY, f32::NAN][random.below(5)],
        1 => [2147483648.0, 4294967296.0, -9.223372e18, 1.8446744e19][random.below(4)],
        2 => (random.below(200) as f32) - 100.0,
        3 => (random.below(200) as f32) * 0.25 - 10.0,
        _ => 1e-40,
    }
}
