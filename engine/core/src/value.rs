//! Types and values of WebAssembly, and how a value sits in a 64-bit slot.
//!
//! Invariant: a slot holds exactly one value of 64 bits or less; integers of 32 bits and floats of 32
//! bits are zero-extended, references are stored as `id + 1` with 0 for null, those to exceptions with
//! the exception's serial number in the high half.

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
    /// Reference.
    Ref(RefType),
}

impl ValType {
    /// `funcref`: any function, or null.
    pub const FUNC_REF: Self = Self::Ref(RefType { nullable: true, heap: HeapType::Func });
    /// `externref`: something of the host, or null.
    pub const EXTERN_REF: Self = Self::Ref(RefType { nullable: true, heap: HeapType::Extern });
    /// `exnref`: a caught exception, or null.
    pub const EXN_REF: Self = Self::Ref(RefType { nullable: true, heap: HeapType::Exn });

    /// The same type, which names types by these numbers in place of their indices in a module.
    pub(crate) fn numbered(self, numbers: &[u32]) -> Self {
        match self {
            Self::Ref(RefType { nullable, heap: HeapType::Concrete(index) }) => {
                Self::Ref(RefType { nullable, heap: HeapType::Concrete(numbers[index as usize]) })
            }
            ty => ty,
        }
    }

    /// Whether references to exceptions have this type.
    pub(crate) const fn is_exception(self) -> bool {
        matches!(self, Self::Ref(RefType { heap: HeapType::Exn | HeapType::NoExn, .. }))
    }
}

/// Prints the type as the text format writes it.
impl fmt::Display for ValType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::F32 => "f32",
            Self::F64 => "f64",
            Self::V128 => "v128",
            Self::Ref(reference) => return reference.fmt(f),
        })
    }
}

/// A reference type (core specification, section 2.3.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RefType {
    /// Whether null has the type.
    pub nullable: bool,
    /// What is referred to.
    pub heap: HeapType,
}

impl RefType {
    /// Whether every reference of this type is one of type `wanted`.
    pub(crate) fn matches(self, wanted: Self) -> bool {
        let heap = self.heap == wanted.heap
            || matches!(
                (self.heap, wanted.heap),
                (HeapType::Concrete(_), HeapType::Func) | (HeapType::NoExn, HeapType::Exn)
            );
        heap && (wanted.nullable || !self.nullable)
    }
}

/// Prints the type as the text format writes it, with the short form where there is one.
impl fmt::Display for RefType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.nullable, self.heap) {
            (true, HeapType::Func) => f.write_str("funcref"),
            (true, HeapType::Extern) => f.write_str("externref"),
            (true, HeapType::Exn) => f.write_str("exnref"),
            (true, HeapType::NoExn) => f.write_str("nullexnref"),
            (true, heap) => write!(f, "(ref null {heap})"),
            (false, heap) => write!(f, "(ref {heap})"),
        }
    }
}

/// What a reference refers to (core specification, section 2.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HeapType {
    /// A function of any type.
    Func,
    /// Something of the host.
    Extern,
    /// An exception.
    Exn,
    /// Nothing: only null is a reference to it, among those to exceptions.
    NoExn,
    /// A function of one type. In the types of a [`Module`](crate::Module) the number is an index into
    /// [`Module::types`](crate::Module::types); in types that a [`Store`](crate::Store) gives and takes it
    /// is the number for [`Store::numbered_type`](crate::Store::numbered_type).
    Concrete(u32),
}

impl fmt::Display for HeapType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Func => f.write_str("func"),
            Self::Extern => f.write_str("extern"),
            Self::Exn => f.write_str("exn"),
            Self::NoExn => f.write_str("noexn"),
            Self::Concrete(number) => number.fmt(f),
        }
    }
}

/// A function of a [`Store`](crate::Store): an index into all functions of all instances.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FuncId(pub(crate) u32);

/// An exception of a [`Store`](crate::Store).
///
/// It does not keep the exception alive: see [`Store::exception`](crate::Store::exception).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ExnId {
    /// Place in the store's list.
    pub(crate) place: u32,
    /// Tells the exceptions that have this place one after the other apart; never 0.
    pub(crate) serial: u32,
}

impl ExnId {
    /// The slot that refers to it.
    pub(crate) fn to_slot(self) -> u64 {
        u64::from(self.serial) << 32 | (u64::from(self.place) + 1)
    }

    /// The exception that `slot` refers to, if it holds such a reference; `None` for null.
    pub(crate) fn from_slot(slot: u64) -> Option<Self> {
        let (serial, place) = ((slot >> 32) as u32, (slot as u32).checked_sub(1)?);
        (serial != 0).then_some(Self { place, serial })
    }
}

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
    /// An exception of the store, or null.
    ExnRef(Option<ExnId>),
}

impl Value {
    /// The value's type; of a reference the nullable one to anything of its kind.
    #[must_use]
    pub const fn ty(self) -> ValType {
        match self {
            Self::I32(_) => ValType::I32,
            Self::I64(_) => ValType::I64,
            Self::F32(_) => ValType::F32,
            Self::F64(_) => ValType::F64,
            Self::V128(_) => ValType::V128,
            Self::FuncRef(_) => ValType::FUNC_REF,
            Self::ExternRef(_) => ValType::EXTERN_REF,
            Self::ExnRef(_) => ValType::EXN_REF,
        }
    }

    /// Zero, or null, of type `ty`: what a declared local starts with, also one that the program must
    /// set first.
    #[must_use]
    pub const fn zero(ty: ValType) -> Self {
        match ty {
            ValType::I32 => Self::I32(0),
            ValType::I64 => Self::I64(0),
            ValType::F32 => Self::F32(0),
            ValType::F64 => Self::F64(0),
            ValType::V128 => Self::V128(0),
            ValType::Ref(reference) => match reference.heap {
                HeapType::Func | HeapType::Concrete(_) => Self::FuncRef(None),
                HeapType::Extern => Self::ExternRef(None),
                HeapType::Exn | HeapType::NoExn => Self::ExnRef(None),
            },
        }
    }

    /// Whether it is a reference that refers to nothing.
    #[must_use]
    pub const fn is_null(self) -> bool {
        matches!(self, Self::FuncRef(None) | Self::ExternRef(None) | Self::ExnRef(None))
    }

    /// The slot of a [`device::Machine`](crate::device::Machine) that holds this value; a vector has no slot of
    /// 64 bits and gives its low half.
    #[must_use]
    pub fn to_slot(self) -> u64 {
        match self {
            Self::I32(v) => u64::from(v.cast_unsigned()),
            Self::I64(v) => v.cast_unsigned(),
            Self::F32(bits) => u64::from(bits),
            Self::F64(bits) => bits,
            Self::V128(bits) => bits as u64,
            Self::FuncRef(func) => func.map_or(0, |FuncId(id)| u64::from(id) + 1),
            Self::ExternRef(id) => id.map_or(0, |id| u64::from(id) + 1),
            Self::ExnRef(id) => id.map_or(0, ExnId::to_slot),
        }
    }

    /// Reads `slot` as a value of type `ty`; of a vector, its low half.
    #[must_use]
    pub fn from_slot(ty: ValType, slot: u64) -> Self {
        let reference = || slot.checked_sub(1).map(|id| id as u32);
        match ty {
            ValType::I32 => Self::I32(slot as u32 as i32),
            ValType::I64 => Self::I64(slot.cast_signed()),
            ValType::F32 => Self::F32(slot as u32),
            ValType::F64 => Self::F64(slot),
            ValType::V128 => Self::V128(u128::from(slot)),
            ValType::Ref(RefType { heap, .. }) => match heap {
                HeapType::Func | HeapType::Concrete(_) => Self::FuncRef(reference().map(FuncId)),
                HeapType::Extern => Self::ExternRef(reference()),
                HeapType::Exn | HeapType::NoExn => Self::ExnRef(ExnId::from_slot(slot)),
            },
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
            Self::FuncRef(None) | Self::ExternRef(None) | Self::ExnRef(None) => f.write_str("null"),
            Self::FuncRef(Some(FuncId(id))) => write!(f, "func#{id}"),
            Self::ExternRef(Some(id)) => write!(f, "extern#{id}"),
            Self::ExnRef(Some(ExnId { serial, .. })) => write!(f, "exception#{serial}"),
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

    /// [`ValType::numbered`] of all its types.
    pub(crate) fn numbered(&self, numbers: &[u32]) -> Self {
        let list = |types: &[ValType]| -> Vec<ValType> {
            types.iter().map(|ty| ty.numbered(numbers)).collect()
        };
        Self { params: list(&self.params), results: list(&self.results) }
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
