//! What two engines can be asked to agree on: endings of calls, and values without what is an engine's own.

use wrtd_core::{Exit, TrapKind, Value};

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// It returned these.
    Values(Vec<Seen>),
    /// It trapped.
    Trap(TrapClass),
}

/// Reasons of traps, as coarse as both engines have them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TrapClass {
    /// `unreachable`; also how the fuel ends.
    Unreachable,
    /// A memory or a data segment is too short.
    Memory,
    /// A table or an element segment is too short.
    Table,
    /// The element of the table is null.
    Null,
    /// Division by zero.
    DivideByZero,
    /// A quotient or a converted float that does not fit.
    IntegerOverflow,
    /// NaN as an integer.
    NotANumber,
    /// The function called has another type.
    Signature,
    /// A function of the host refused.
    Host,
    /// The engine's stack or memory; how much there is, is its own matter.
    Exhausted,
}

/// A value as both engines show it: all NaNs are one, and of a function it is known
/// only that it is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// An integer.
    I32(i32),
    /// An integer.
    I64(i64),
    /// Bits of a float.
    F32(u32),
    /// Bits of a float.
    F64(u64),
    /// A vector.
    V128(u128),
    /// Whether there is a function; else it is null.
    Func(bool),
    /// A number of the host, or null.
    Extern(Option<u32>),
}

impl Seen {
    /// The float of these bits.
    pub(super) fn f32(bits: u32) -> Self {
        Self::F32(if f32::from_bits(bits).is_nan() { f32::NAN.to_bits() } else { bits })
    }

    /// The float of these bits.
    pub(super) fn f64(bits: u64) -> Self {
        Self::F64(if f64::from_bits(bits).is_nan() { f64::NAN.to_bits() } else { bits })
    }

    /// A value of wrtd.
    pub(super) fn of(value: Value) -> Self {
        match value {
            Value::I32(value) => Self::I32(value),
            Value::I64(value) => Self::I64(value),
            Value::F32(bits) => Self::f32(bits),
            Value::F64(bits) => Self::f64(bits),
            Value::V128(bits) => Self::V128(bits),
            Value::FuncRef(func) => Self::Func(func.is_some()),
            Value::ExternRef(id) => Self::Extern(id),
            // Modules with exceptions are not generated.
            Value::ExnRef(_) => Self::Extern(None),
        }
    }
}

impl Ending {
    /// The end of a call in wrtd; `None` where `exit` is none.
    pub(super) fn of(exit: &Exit) -> Option<Self> {
        Some(match exit {
            Exit::Finished(values) => {
                Self::Values(values.iter().map(|&value| Seen::of(value)).collect())
            }
            Exit::Trap(trap) => Self::Trap(match trap.kind {
                TrapKind::Unreachable => TrapClass::Unreachable,
                TrapKind::MemoryOutOfBounds { .. } | TrapKind::DataSegmentOutOfBounds { .. } => {
                    TrapClass::Memory
                }
                TrapKind::UndefinedElement { .. } | TrapKind::TableOutOfBounds { .. } => {
                    TrapClass::Table
                }
                TrapKind::UninitializedElement { .. } => TrapClass::Null,
                TrapKind::DivideByZero => TrapClass::DivideByZero,
                TrapKind::IntegerOverflow | TrapKind::InvalidConversion { nan: false } => {
                    TrapClass::IntegerOverflow
                }
                TrapKind::InvalidConversion { nan: true } => TrapClass::NotANumber,
                TrapKind::IndirectCallTypeMismatch { .. } => TrapClass::Signature,
                TrapKind::CallStackExhausted { .. } => TrapClass::Exhausted,
                // Of the host, or of what generated modules do not have.
                _ => TrapClass::Host,
            }),
            _ => return None,
        })
    }
}
