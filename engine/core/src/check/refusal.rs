//! Why a file does not fit, or is no module.

use core::fmt;

use wasmparser::{BinaryReaderError, WasmFeatures};
use wrtd_limits::{LimitName, Plan, Provenance, Unit};

use alloc::string::{String, ToString};

use crate::device::WriteError;
use crate::module::DecodeError;

/// What passes a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Imports of the module.
    Imports,
    /// Exports of the module.
    Exports,
    /// Components in the file, that itself among them.
    Components,
    /// Instances of modules and components.
    Instances,
    /// The least sizes of all linear memories together.
    Memories,
    /// What the engine keeps of the module: as far as it was read, and what is next by its size.
    Runtime,
    /// The module's instance with its tables: as far as it was read, and what is next by its number.
    Instance,
    /// The section or function body that begins here, which is read as a whole.
    Section,
    /// Locals and operands of one call of an entry, by the index of the function.
    Entry(u32),
    /// Locals and operands of one call of a function, on a device that is to be able to call all.
    Frame(u32),
    /// Locals and operands of all calls on the deepest path.
    DeepestPath,
    /// Calls on the deepest path.
    PathLength,
    /// What a device sets aside for breakpoints.
    DeviceBreakpoints,
    /// The copy of the code that has the breakpoints in it.
    Breakpoints,
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Imports => "the module's imports",
            Self::Exports => "the module's exports",
            Self::Components => "the file's components",
            Self::Instances => "the file's instances",
            Self::Memories => "the linear memories",
            Self::Runtime => "what the engine keeps of the module",
            Self::Instance => "the module's instance and its tables",
            Self::Section => "the next section or function",
            Self::Entry(func) => {
                return write!(f, "the frame of function {func}, at which the program is entered");
            }
            Self::Frame(func) => return write!(f, "the frame of function {func}"),
            Self::DeviceBreakpoints => "the places of breakpoints on a device",
            Self::DeepestPath => "the deepest path of calls",
            Self::PathLength => "the longest path of calls",
            Self::Breakpoints => "the copy of the code for breakpoints",
        })
    }
}

/// A limit of the plan that is passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Excess {
    /// What passes it.
    pub subject: Subject,
    /// How much that is, in the limit's unit; it may be more, where not all of the file was read.
    pub asked: u64,
    /// The limit.
    pub name: LimitName,
    /// What it allows.
    pub limit: u64,
    /// Where it comes from.
    pub provenance: Provenance,
}

impl Excess {
    /// What a user can do: an imperative clause without a full stop.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        self.provenance.remedy()
    }

    /// An excess, where `asked` is more than `plan` allows.
    pub(super) fn of(plan: &Plan, subject: Subject, name: LimitName, asked: u64) -> Option<Self> {
        let limit = plan.limits().get(name);
        let provenance = plan.provenance(name);
        (asked > limit).then_some(Self { subject, asked, name, limit, provenance })
    }
}

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.name.unit() {
            Unit::Bytes => " bytes",
            Unit::Count => "",
        };
        write!(
            f,
            "{}: {}{unit}, and {} allows {} (from {}); {}",
            self.subject,
            self.asked,
            self.name,
            self.limit,
            self.provenance,
            self.remedy()
        )
    }
}

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefusalReason {
    /// It is no valid module or component, or one that the engine does not run.
    Fault(DecodeError),
    /// It has what no device of the plan's platform runs.
    Device(WriteError),
    /// It passes a limit.
    Limit(Excess),
}

/// A file was refused. Nothing behind the place is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Byte of the file at which it was found out.
    pub offset: u64,
    /// What is wrong.
    pub reason: RefusalReason,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.reason {
            RefusalReason::Fault(error) => error.fmt(f),
            RefusalReason::Device(error) => error.fmt(f),
            RefusalReason::Limit(excess) => {
                write!(f, "at offset {:#x}: {excess}", self.offset)
            }
        }
    }
}

impl core::error::Error for Refusal {}

impl Refusal {
    pub(super) fn limit(offset: u64, excess: Excess) -> Self {
        Self { offset, reason: RefusalReason::Limit(excess) }
    }

    /// The file is malformed or invalid.
    pub(super) fn invalid(offset: u64, message: impl Into<String>) -> Self {
        Self::fault(offset, DecodeError::Invalid { message: message.into(), offset: offset as u32 })
    }

    /// The module has something that devices have not; `func` is the function with it.
    pub(super) fn device(offset: u64, what: &'static str, func: Option<u32>) -> Self {
        let place = func.map(|func| (func, offset as u32));
        Self { offset, reason: RefusalReason::Device(WriteError::Unsupported { what, place }) }
    }

    /// There are more of something than an image can hold; `func` is the function with them.
    pub(super) fn too_large(offset: u64, what: &'static str, func: Option<u32>) -> Self {
        Self { offset, reason: RefusalReason::Device(WriteError::TooLarge { what, func }) }
    }

    /// The module imports a global, which nobody gives on a device.
    pub(super) fn imported_global(offset: u64, module: &str, name: &str) -> Self {
        let (module, name) = (module.into(), name.into());
        Self { offset, reason: RefusalReason::Device(WriteError::ImportedGlobal { module, name }) }
    }

    pub(super) fn fault(offset: u64, error: DecodeError) -> Self {
        Self { offset, reason: RefusalReason::Fault(error) }
    }
}

impl From<BinaryReaderError> for Refusal {
    fn from(error: BinaryReaderError) -> Self {
        let offset = error.offset();
        let (message, at) = (error.message().to_string(), offset as u32);
        Self::fault(
            offset,
            match error.missing_wasm_feature() {
                None => DecodeError::Invalid { message, offset: at },
                Some(feature) if feature.intersects(GARBAGE_COLLECTION) => {
                    DecodeError::GarbageCollection { message, offset: at }
                }
                Some(_) => DecodeError::Unsupported { feature: message, offset: at },
            },
        )
    }
}

const GARBAGE_COLLECTION: WasmFeatures = WasmFeatures::GC;
