//! Why a program trapped, and where.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::exec::{GrowRefusal, ThreadId};
use crate::store::{InstanceId, TagId};
use crate::value::{FuncType, Value};

/// The reason of a trap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrapKind {
    /// The instruction `unreachable`.
    Unreachable,
    /// A load, store or bulk operation outside linear memory.
    MemoryOutOfBounds {
        /// Effective address: the operand plus the instruction's offset, or `u64::MAX` where the sum is
        /// greater.
        address: u64,
        /// Bytes of the access.
        size: u64,
        /// Size of the memory in bytes.
        memory_size: u64,
    },
    /// A bulk operation reads outside its data segment.
    DataSegmentOutOfBounds {
        /// First byte read in the segment.
        offset: u64,
        /// Bytes read.
        size: u64,
        /// Size of the segment; 0 after `data.drop`.
        segment_size: u64,
    },
    /// An atomic access at an address that is not a multiple of its size.
    UnalignedAtomic {
        /// Effective address.
        address: u64,
        /// Bytes of the access.
        size: u64,
    },
    /// A wait on a memory that is not shared.
    WaitOnUnsharedMemory,
    /// A wait without a timeout, which no thread is there to end.
    Deadlock {
        /// Effective address that it waits on.
        address: u64,
        /// All threads, where there are several; each of them waits.
        waiting: Vec<Waiter>,
    },
    /// Integer division by zero.
    DivideByZero,
    /// The quotient of the smallest integer and -1.
    IntegerOverflow,
    /// A float that does not fit the integer type it is converted to, or NaN (the latter where the
    /// flag is set).
    InvalidConversion {
        /// Whether the float was NaN.
        nan: bool,
    },
    /// A function called through a table has another type than the caller says.
    IndirectCallTypeMismatch {
        /// The type at the call.
        expected: FuncType,
        /// The type of the function in the table.
        actual: FuncType,
    },
    /// A call through a table's element that lies outside the table.
    UndefinedElement {
        /// Index of the element.
        index: u64,
        /// Size of the table in elements.
        table_size: u64,
    },
    /// A call through a table's element that is null.
    UninitializedElement {
        /// Index of the element.
        index: u64,
    },
    /// A call through a reference that is null.
    NullFunctionReference,
    /// `ref.as_non_null` of a reference that is null.
    NullReference,
    /// `throw_ref` of a reference that is null.
    NullExceptionReference,
    /// An exception that no handler catches. The stack is that of the instruction that throws it.
    UncaughtException {
        /// Its tag.
        tag: TagId,
        /// The tag's name, as [`Store::tag_name`](crate::Store::tag_name) gives it.
        name: String,
        /// Its values, of the tag's parameter types.
        values: Vec<Value>,
    },
    /// There is no room for another exception that something refers to.
    ExceptionsExhausted {
        /// Why.
        reason: GrowRefusal,
    },
    /// A table operation outside its table or its element segment.
    TableOutOfBounds {
        /// First element.
        index: u64,
        /// Number of elements.
        count: u64,
        /// Size of the table, or of the segment, in elements.
        size: u64,
    },
    /// Calls are nested too deeply, or their locals and operands do not fit the guest's stack.
    CallStackExhausted {
        /// The limit that was reached: frames, or slots of 8 bytes where `slots` is set.
        limit: u64,
        /// Whether slots of the stack, not frames, ran out.
        slots: bool,
    },
    /// A host function failed with this message.
    Host(String),
    /// An import that was replaced by a stub was called.
    MissingImport {
        /// Module name of the import.
        module: String,
        /// Name of the import.
        name: String,
    },
}

impl fmt::Display for TrapKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable => f.write_str("unreachable executed"),
            Self::MemoryOutOfBounds { address, size, memory_size } => write!(
                f,
                "out of bounds memory access: {size} bytes at address {address:#x}, memory has \
                 {memory_size:#x} bytes"
            ),
            Self::DataSegmentOutOfBounds { offset, size, segment_size } => write!(
                f,
                "out of bounds memory access: {size} bytes at {offset:#x} of a data segment of \
                 {segment_size:#x} bytes"
            ),
            Self::UnalignedAtomic { address, size } => write!(
                f,
                "unaligned atomic: {size} bytes at address {address:#x}, which is no multiple of {size}"
            ),
            Self::WaitOnUnsharedMemory => f.write_str(
                "expected shared memory: a wait needs one, and this memory is declared without `shared`",
            ),
            Self::Deadlock { address, waiting } if waiting.len() < 2 => write!(
                f,
                "deadlock: the program waits on address {address:#x} without a timeout, and there is no \
                 other thread that could notify it"
            ),
            Self::Deadlock { waiting, .. } => write_deadlock(f, waiting),
            Self::DivideByZero => f.write_str("integer divide by zero"),
            Self::IntegerOverflow => f.write_str("integer overflow"),
            Self::InvalidConversion { nan: true } => {
                f.write_str("invalid conversion to integer: the float is not a number")
            }
            Self::InvalidConversion { nan: false } => {
                f.write_str("integer overflow: the float does not fit the integer type")
            }
            Self::IndirectCallTypeMismatch { expected, actual } => write!(
                f,
                "indirect call type mismatch: the call expects {expected}, the function is \
                 {actual}"
            ),
            Self::UndefinedElement { index, table_size } => {
                write!(f, "undefined element: index {index} in a table of {table_size}")
            }
            Self::UninitializedElement { index } => {
                write!(f, "uninitialized element: element {index} of the table is null")
            }
            Self::NullFunctionReference => {
                f.write_str("null function reference: the call is through a reference to nothing")
            }
            Self::NullReference => f.write_str("null reference: the program said that it is none"),
            Self::NullExceptionReference => {
                f.write_str("null exception reference: there is nothing to throw")
            }
            Self::UncaughtException { name, values, .. } => {
                write!(f, "uncaught exception: {name}")?;
                write_values(f, values)
            }
            Self::ExceptionsExhausted { reason } => write!(
                f,
                "exceptions exhausted: the program refers to so many that there is no room for \
                 another ({reason}); let it drop the references"
            ),
            Self::TableOutOfBounds { index, count, size } => {
                write!(f, "out of bounds table access: {count} elements at {index}, size is {size}")
            }
            Self::CallStackExhausted { limit, slots: false } => {
                write!(f, "call stack exhausted: more than {limit} nested calls")
            }
            Self::CallStackExhausted { limit, slots: true } => {
                write!(f, "call stack exhausted: locals and operands need more than {limit} slots")
            }
            Self::Host(message) => f.write_str(message),
            Self::MissingImport { module, name } => write!(
                f,
                "the missing import {module}.{name} was called; provide the module {module} with \
                 --preload {module}=FILE"
            ),
        }
    }
}

/// Threads that are named in one message; the rest are counted.
const NAMED_THREADS: usize = 8;

fn write_deadlock(f: &mut fmt::Formatter<'_>, waiting: &[Waiter]) -> fmt::Result {
    write!(f, "deadlock: all {} threads wait without a timeout", waiting.len())?;
    for (i, Waiter { thread, address, func, pc }) in waiting.iter().take(NAMED_THREADS).enumerate()
    {
        let thread = thread.number();
        write!(f, "{} thread {thread} on address {address:#x}", if i == 0 { ":" } else { "," })?;
        write!(f, " in function {func} at Wasm offset {pc:#x}")?;
    }
    match waiting.len() {
        n if n > NAMED_THREADS => write!(f, " and {} more", n - NAMED_THREADS),
        _ => Ok(()),
    }
}

/// Values of an exception named in one message; the rest are counted.
const NAMED_VALUES: usize = 8;

fn write_values(f: &mut fmt::Formatter<'_>, values: &[Value]) -> fmt::Result {
    for (i, value) in values.iter().take(NAMED_VALUES).enumerate() {
        write!(f, "{}{value}", if i == 0 { " (" } else { ", " })?;
    }
    match values.len() {
        0 => Ok(()),
        n if n > NAMED_VALUES => write!(f, " and {} more)", n - NAMED_VALUES),
        _ => f.write_str(")"),
    }
}

/// A thread that waits for others, which wait as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiter {
    /// The thread.
    pub thread: ThreadId,
    /// Effective address that it waits on.
    pub address: u64,
    /// Index of the function in its module.
    pub func: u32,
    /// Wasm offset of the instruction.
    pub pc: u32,
}

/// A trap: its reason and the instruction that trapped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trap {
    /// The reason.
    pub kind: TrapKind,
    /// Instance whose code trapped; `None` where no guest code ran.
    pub instance: Option<InstanceId>,
    /// Index of the function in its module.
    pub func: u32,
    /// Wasm offset of the instruction.
    pub pc: u32,
}

/// Prints the reason and the Wasm offset.
impl fmt::Display for Trap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.instance {
            Some(_) => write!(f, "{} (at Wasm offset {:#x})", self.kind, self.pc),
            None => self.kind.fmt(f),
        }
    }
}

impl core::error::Error for Trap {}
