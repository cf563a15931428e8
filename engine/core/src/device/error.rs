//! What a device is told when something cannot be, in words short enough for its flash.

use core::fmt;

/// Why an image is not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageError {
    /// These are not the bytes of an image.
    NotAnImage,
    /// The image has another layout than this build reads.
    Version {
        /// The image's.
        found: u32,
        /// This build's.
        supported: u32,
    },
    /// Bytes are missing at the end.
    Truncated {
        /// Bytes of the whole image.
        length: u32,
        /// Bytes that are there.
        found: usize,
    },
    /// The bytes are not those that were written.
    Checksum {
        /// As written.
        expected: u32,
        /// Of the bytes that are there.
        found: u32,
    },
    /// A section lies outside the image.
    Section,
    /// The code computes with floats, which this build leaves out.
    NeedsFloats,
    /// The code has vectors, which this build leaves out.
    NeedsVectors,
}

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAnImage => f.write_str("this is no image; make one with `wrtd image`"),
            Self::Version { found, supported } => write!(
                f,
                "the image has layout {found}, this interpreter reads {supported}; make it anew"
            ),
            Self::Truncated { length, found } => {
                write!(f, "the image has {length} bytes, {found} are here; write it again")
            }
            Self::Checksum { expected, found } => write!(
                f,
                "the image's checksum is {expected:#010x}, its bytes give {found:#010x}; write it again"
            ),
            Self::Section => f.write_str("a section lies outside the image; make it anew"),
            Self::NeedsFloats => {
                f.write_str("the program has floats; build the interpreter with feature `float`")
            }
            Self::NeedsVectors => {
                f.write_str("the program has vectors; build the interpreter with feature `vector`")
            }
        }
    }
}

impl core::error::Error for ImageError {}

/// Why a machine cannot be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartError {
    /// A part of the [`Space`](super::Space) is too small.
    Space {
        /// Which field.
        part: &'static str,
        /// Elements that the program needs there.
        needed: u32,
        /// Elements that there are.
        found: usize,
    },
    /// A segment that is copied at the start lies outside its table or memory.
    Segment {
        /// Index of the segment.
        segment: u32,
        /// Whether it is one of data, or else of elements.
        data: bool,
    },
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Space { part, needed, found } => {
                write!(f, "the program needs {needed} elements of `{part}`, there are {found}")
            }
            Self::Segment { segment, data: true } => {
                write!(f, "data segment {segment} lies outside memory")
            }
            Self::Segment { segment, data: false } => {
                write!(f, "element segment {segment} lies outside its table")
            }
        }
    }
}

impl core::error::Error for StartError {}

/// Why a call cannot begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallError {
    /// Another call has not ended.
    Busy,
    /// There is no such function with code.
    NoSuchFunction,
    /// The function takes another number of arguments.
    Arguments {
        /// How many.
        expected: u32,
    },
    /// The function's frame does not fit the stack or the frames.
    Stack,
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy => f.write_str("a call is active; let it end or abandon it"),
            Self::NoSuchFunction => f.write_str("there is no such function with code"),
            Self::Arguments { expected } => write!(f, "the function takes {expected} arguments"),
            Self::Stack => f.write_str("the call does not fit; give more `stack` or `frames`"),
        }
    }
}

impl core::error::Error for CallError {}

/// Why a program trapped. The machine stays as it was before the instruction, so that a debugger finds the
/// operands that explain it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trap {
    /// The instruction `unreachable`.
    Unreachable,
    /// An access outside memory.
    MemoryOutOfBounds,
    /// An access outside a table.
    TableOutOfBounds,
    /// Integer division by zero.
    DivideByZero,
    /// A quotient, or a float to be converted, that its integer type cannot hold.
    IntegerOverflow,
    /// A conversion of what is no number to an integer.
    InvalidConversion,
    /// A call through an element outside its table.
    UndefinedElement,
    /// A call through an element that is null.
    UninitializedElement,
    /// A call through a reference that is null.
    NullFunction,
    /// A function called with another type than it has.
    TypeMismatch,
    /// A null reference where the program said that there is none.
    NullReference,
    /// More calls than there are frames.
    FramesExhausted,
    /// Locals and operands do not fit the stack.
    StackExhausted,
    /// The host said so of a function that it gives.
    Host,
    /// The image asks for what cannot be: it is damaged, or was not made from a validated module.
    BadImage,
}

impl Trap {
    /// What the trap is, for a device that formats nothing.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable executed",
            Self::MemoryOutOfBounds => "out of bounds memory access",
            Self::TableOutOfBounds => "out of bounds table access",
            Self::DivideByZero => "integer divide by zero",
            Self::IntegerOverflow => "integer overflow",
            Self::InvalidConversion => "invalid conversion to integer",
            Self::UndefinedElement => "undefined element",
            Self::UninitializedElement => "uninitialized element",
            Self::NullFunction => "null function reference",
            Self::TypeMismatch => "indirect call type mismatch",
            Self::NullReference => "null reference",
            Self::FramesExhausted => "call stack exhausted: no more frames; give more `frames`",
            Self::StackExhausted => "call stack exhausted: no more slots; give more `stack`",
            Self::Host => "a host function failed",
            Self::BadImage => "the image is damaged; write it again",
        }
    }
}

impl fmt::Display for Trap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.message())
    }
}

impl core::error::Error for Trap {}
