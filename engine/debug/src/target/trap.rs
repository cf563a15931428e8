//! Traps: what kind they are of, whatever runs the program.

use wrtd_core::{TrapKind, device};

/// A trap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetTrap {
    /// What went wrong, for people.
    pub message: String,
    /// Its kind.
    pub cause: TrapCause,
}

/// The kinds of traps that a user tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TrapCause {
    /// The instruction `unreachable`: how Rust panics and C's `abort` end.
    Unreachable,
    /// An access outside linear memory or a data segment.
    Memory,
    /// An atomic access that is not aligned, or a wait on memory that no thread shares.
    Atomic,
    /// All threads wait for each other.
    Deadlock,
    /// An integer division by zero.
    DivideByZero,
    /// A quotient that its type cannot hold.
    Overflow,
    /// A float that its integer type cannot hold, or that is no number.
    Conversion,
    /// A function called with another type than it has.
    CallType,
    /// An element outside its table.
    Table,
    /// A reference that is null where there has to be something.
    Null,
    /// An exception that nobody catches.
    Exception,
    /// Too many nested calls, or too many locals and operands.
    Stack,
    /// No more room for what the program asks of the engine.
    Limit,
    /// A function of the host failed.
    Host,
    /// A function was called that nobody gives.
    MissingImport,
}

impl TrapCause {
    /// Every kind.
    pub const ALL: [Self; 15] = [
        Self::Unreachable,
        Self::Memory,
        Self::Atomic,
        Self::Deadlock,
        Self::DivideByZero,
        Self::Overflow,
        Self::Conversion,
        Self::CallType,
        Self::Table,
        Self::Null,
        Self::Exception,
        Self::Stack,
        Self::Limit,
        Self::Host,
        Self::MissingImport,
    ];

    /// What users call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Memory => "memory",
            Self::Atomic => "atomic",
            Self::Deadlock => "deadlock",
            Self::DivideByZero => "divide-by-zero",
            Self::Overflow => "overflow",
            Self::Conversion => "conversion",
            Self::CallType => "call-type",
            Self::Table => "table",
            Self::Null => "null",
            Self::Exception => "exception",
            Self::Stack => "stack",
            Self::Limit => "limit",
            Self::Host => "host",
            Self::MissingImport => "missing-import",
        }
    }
}

impl From<&TrapKind> for TrapCause {
    fn from(kind: &TrapKind) -> Self {
        match kind {
            TrapKind::Unreachable => Self::Unreachable,
            TrapKind::MemoryOutOfBounds { .. } | TrapKind::DataSegmentOutOfBounds { .. } => {
                Self::Memory
            }
            TrapKind::UnalignedAtomic { .. } | TrapKind::WaitOnUnsharedMemory => Self::Atomic,
            TrapKind::Deadlock { .. } => Self::Deadlock,
            TrapKind::DivideByZero => Self::DivideByZero,
            TrapKind::IntegerOverflow => Self::Overflow,
            TrapKind::InvalidConversion { .. } => Self::Conversion,
            TrapKind::IndirectCallTypeMismatch { .. } => Self::CallType,
            TrapKind::UndefinedElement { .. } | TrapKind::TableOutOfBounds { .. } => Self::Table,
            TrapKind::UninitializedElement { .. }
            | TrapKind::NullFunctionReference
            | TrapKind::NullReference
            | TrapKind::NullExceptionReference => Self::Null,
            TrapKind::UncaughtException { .. } => Self::Exception,
            TrapKind::CallStackExhausted { .. } => Self::Stack,
            TrapKind::ExceptionsExhausted { .. } => Self::Limit,
            TrapKind::Host(_) => Self::Host,
            TrapKind::MissingImport { .. } => Self::MissingImport,
        }
    }
}

impl From<device::Trap> for TrapCause {
    fn from(trap: device::Trap) -> Self {
        match trap {
            device::Trap::Unreachable => Self::Unreachable,
            device::Trap::MemoryOutOfBounds => Self::Memory,
            device::Trap::TableOutOfBounds | device::Trap::UndefinedElement => Self::Table,
            device::Trap::DivideByZero => Self::DivideByZero,
            device::Trap::IntegerOverflow => Self::Overflow,
            device::Trap::InvalidConversion => Self::Conversion,
            device::Trap::UninitializedElement
            | device::Trap::NullFunction
            | device::Trap::NullReference => Self::Null,
            device::Trap::TypeMismatch => Self::CallType,
            device::Trap::FramesExhausted | device::Trap::StackExhausted => Self::Stack,
            device::Trap::Host | device::Trap::BadImage => Self::Host,
        }
    }
}
