//! Types and values of WebAssembly, and how a value sits in a 64-bit slot.
//!
//! Invariant: a slot holds exactly one value of 64 bits or less; integers of 32 bits and floats of 32
//! bits are zero-extended, references are stored as `id + 1` with 0 for null.

use alloc::vec::Vec;
use core::fmt;

/// A value type (core specification, section 2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ValType {
    /// 32-bit integer.
    I32,
    /// 64-bit integer.
    I64,
    /// 32-bit IEEE 754 float.
    F32,
    /// 64-bit IEEE 754 float.
    F64,
    /// 128-bit vector.
    V128,
    /// Nullable reference to a function.
    FuncRef,
    /// Nullable reference to something of the host.
    ExternRef,
}

impl ValType {
    /// The type's name in the text format.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::F32 => "f32",
            Self::F64 => "f64",
            Self::V128 => "v128",
            Self::FuncRef => "funcref",
            Self::ExternRef => "externref",
        }
    }
}

impl fmt::Display for ValType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A function of a [`Store`](crate::Store): an index into all functions of all instances.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FuncId(pub(crate) u32);

/// A value together with its type.
///
/// Floats are kept as bits, so that NaN payloads survive a look at them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// 32-bit integer; the sign is the reader's choice.
    I32(i32),
    /// 64-bit integer; the sign is the reader's choice.
    I64(i64),
    /// The bits of a 32-bit float.
    F32(u32),
    /// The bits of a 64-bit float.
    F64(u64),
    /// A vector, little endian.
    V128(u128),
    /// A function of the store, or null.
    FuncRef(Option<FuncId>),
    /// A number that the host gave out, or null.
    ExternRef(Option<u32>),
}

impl Value {
    /// The value's type.
    #[must_use]
    pub const fn ty(self) -> ValType {
        match self {
            Self::I32(_) => ValType::I32,
            Self::I64(_) => ValType::I64,
            Self::F32(_) => ValType::F32,
            Self::F64(_) => ValType::F64,
            Self::V128(_) => ValType::V128,
            Self::FuncRef(_) => ValType::FuncRef,
            Self::ExternRef(_) => ValType::ExternRef,
        }
    }

    /// Zero, or null, of type `ty`: what a declared local starts with.
    #[must_use]
    pub const fn zero(ty: ValType) -> Self {
        match ty {
            ValType::I32 => Self::I32(0),
            ValType::I64 => Self::I64(0),
            ValType::F32 => Self::F32(0),
            ValType::F64 => Self::F64(0),
            ValType::V128 => Self::V128(0),
            ValType::FuncRef => Self::FuncRef(None),
            ValType::ExternRef => Self::ExternRef(None),
        }
    }

    /// The slot that holds this value; a vector has no slot of 64 bits and gives its low half.
    pub(crate) fn to_slot(self) -> u64 {
        match self {
            Self::I32(v) => u64::from(v.cast_unsigned()),
            Self::I64(v) => v.cast_unsigned(),
            Self::F32(bits) => u64::from(bits),
            Self::F64(bits) => bits,
            Self::V128(bits) => bits as u64,
            Self::FuncRef(func) => func.map_or(0, |FuncId(id)| u64::from(id) + 1),
            Self::ExternRef(id) => id.map_or(0, |id| u64::from(id) + 1),
        }
    }

    /// Reads `slot` as a value of type `ty`.
    pub(crate) fn from_slot(ty: ValType, slot: u64) -> Self {
        let reference = || slot.checked_sub(1).map(|id| id as u32);
        match ty {
            ValType::I32 => Self::I32(slot as u32 as i32),
            ValType::I64 => Self::I64(slot.cast_signed()),
            ValType::F32 => Self::F32(slot as u32),
            ValType::F64 => Self::F64(slot),
            ValType::V128 => Self::V128(u128::from(slot)),
            ValType::FuncRef => Self::FuncRef(reference().map(FuncId)),
            ValType::ExternRef => Self::ExternRef(reference()),
        }
    }
}

/// Prints the value as a programmer writes it: signed integers, decimal floats, `null`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::I32(v) => v.fmt(f),
            Self::I64(v) => v.fmt(f),
            Self::F32(bits) => f32::from_bits(*bits).fmt(f),
            Self::F64(bits) => f64::from_bits(*bits).fmt(f),
            Self::V128(bits) => write!(f, "{bits:#034x}"),
            Self::FuncRef(None) | Self::ExternRef(None) => f.write_str("null"),
            Self::FuncRef(Some(FuncId(id))) => write!(f, "func#{id}"),
            Self::ExternRef(Some(id)) => write!(f, "extern#{id}"),
        }
    }
}

/// A function's parameters and results, in order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct FuncType {
    /// Types of the parameters.
    pub params: Vec<ValType>,
    /// Types of the results.
    pub results: Vec<ValType>,
}

impl FuncType {
    /// A type from its two lists.
    pub fn new(params: impl Into<Vec<ValType>>, results: impl Into<Vec<ValType>>) -> Self {
        Self { params: params.into(), results: results.into() }
    }
}

/// Prints `(i32, i64) -> (f32)`.
impl fmt::Display for FuncType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, types: &[ValType]| {
            f.write_str("(")?;
            for (i, ty) in types.iter().enumerate() {
                if i > 0 {
                    f.write_str(", ")?;
                }
                ty.fmt(f)?;
            }
            f.write_str(")")
        };
        list(f, &self.params)?;
        f.write_str(" -> ")?;
        list(f, &self.results)
    }
}
