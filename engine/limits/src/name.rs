//! The limits by name, so that files, tables and messages call each the same.

use core::fmt;
use core::str::FromStr;

use crate::{ComprehensivePlatformLimits, PlatformId};

/// One figure of [`ComprehensivePlatformLimits`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LimitName {
    /// Bytes in all.
    Total,
    /// Bytes of linear memories.
    WasmLinear,
    /// Bytes of component instances, their tables and resources.
    ComponentBytes,
    /// Bytes of what is held for a debugger.
    Debug,
    /// Bytes of the engine itself.
    Runtime,
    /// Bytes that no account may take.
    Reserve,
    /// Components that are loaded.
    Components,
    /// Instances of modules and components.
    Instances,
    /// Imports of one module.
    Imports,
    /// Exports of one module.
    Exports,
    /// Handles of resources.
    Resources,
    /// Nested calls.
    CallDepth,
    /// Bytes of locals and operands.
    StackBytes,
    /// Breakpoints.
    Breakpoints,
    /// Watchpoints.
    Watchpoints,
    /// Symbols that are resident.
    Symbols,
    /// Source files whose lines are resident.
    SourceFiles,
    /// Frames of a stopped program's stack that are kept.
    StackFrames,
}

/// What a limit counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes of memory.
    Bytes,
    /// Things.
    Count,
}

impl LimitName {
    /// Every limit, in the order in which they are listed.
    pub const ALL: [Self; 18] = [
        Self::Total,
        Self::WasmLinear,
        Self::ComponentBytes,
        Self::Debug,
        Self::Runtime,
        Self::Reserve,
        Self::Components,
        Self::Instances,
        Self::Imports,
        Self::Exports,
        Self::Resources,
        Self::CallDepth,
        Self::StackBytes,
        Self::Breakpoints,
        Self::Watchpoints,
        Self::Symbols,
        Self::SourceFiles,
        Self::StackFrames,
    ];

    /// The name in configuration files and in what scripts read.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Total => "memory_limit",
            Self::WasmLinear => "wasm_linear",
            Self::ComponentBytes => "component_bytes",
            Self::Debug => "debug",
            Self::Runtime => "runtime",
            Self::Reserve => "reserve",
            Self::Components => "components",
            Self::Instances => "instances",
            Self::Imports => "imports",
            Self::Exports => "exports",
            Self::Resources => "resources",
            Self::CallDepth => "call_depth",
            Self::StackBytes => "stack_bytes",
            Self::Breakpoints => "breakpoints",
            Self::Watchpoints => "watchpoints",
            Self::Symbols => "symbols",
            Self::SourceFiles => "source_files",
            Self::StackFrames => "stack_frames",
        }
    }

    /// What it bounds, in messages.
    #[must_use]
    pub const fn things(self) -> &'static str {
        match self {
            Self::Total => "bytes of memory",
            Self::WasmLinear => "bytes of linear memory",
            Self::ComponentBytes => "bytes of components",
            Self::Debug => "bytes for debugging",
            Self::Runtime => "bytes of the engine",
            Self::Reserve => "bytes of reserve",
            Self::Components => "components",
            Self::Instances => "instances",
            Self::Imports => "imports",
            Self::Exports => "exports",
            Self::Resources => "handles of resources",
            Self::CallDepth => "nested calls",
            Self::StackBytes => "bytes of stack",
            Self::Breakpoints => "breakpoints",
            Self::Watchpoints => "watchpoints",
            Self::Symbols => "symbols",
            Self::SourceFiles => "source files",
            Self::StackFrames => "stack frames",
        }
    }

    /// What happens on a platform where it is reached, for users: a clause without a full stop.
    /// `engine/debug/tests/at_limits.rs` says where each is shown to be true.
    #[must_use]
    pub const fn at_limit(self, platform: PlatformId) -> &'static str {
        match self {
            Self::ComponentBytes
            | Self::Debug
            | Self::Runtime
            | Self::Instances
            | Self::Resources
                if platform.is_device() =>
            {
                self.at_limit_of_device()
            }
            Self::Total => {
                "each account refuses what is more than its own part, and the parts add up to this"
            }
            Self::WasmLinear => {
                "`memory.grow` gives -1, and a program that needs more at its start is refused"
            }
            Self::ComponentBytes => {
                "`table.grow` gives -1, WASI gives an error number and says why, and a program that needs more at \
                 its start is refused"
            }
            Self::Debug => {
                "a further breakpoint stays unverified, a value does not open, outer frames are left out, and each \
                 says why"
            }
            Self::Runtime => {
                "functions that are called for the first time run untranslated, which is slower, or trap and say \
                 why; a program that needs more at its start is refused"
            }
            Self::Reserve => "nothing is charged to it, so that it is never used up",
            Self::Components => "`wrtd check` refuses a file with more",
            Self::Instances => {
                "a program of more modules is refused, and a thread, which takes an instance, is not started: the \
                 program gets an error number"
            }
            Self::Imports | Self::Exports => "a module with more is refused when it is loaded",
            Self::Resources => "WASI opens no more and gives the program the error number EMFILE",
            Self::CallDepth | Self::StackBytes => "the call that is one too many traps",
            Self::Breakpoints | Self::Watchpoints => "a further one stays unverified and says why",
            Self::Symbols | Self::SourceFiles => {
                "what was looked at longest ago is dropped, and read again when it is wanted"
            }
            Self::StackFrames => "outer frames are left out, and the stack says how many and why",
        }
    }

    /// The same of a device, which sets everything aside when its program starts, where that is not what a host does.
    const fn at_limit_of_device(self) -> &'static str {
        match self {
            Self::ComponentBytes => {
                "nothing is charged to it, as tables are the engine's on a device"
            }
            Self::Debug => {
                "room for breakpoints is set aside when the program starts, which is refused where it does not fit"
            }
            Self::Instances => "a device runs one module, which has no threads",
            Self::Resources => "a device opens none",
            _ => {
                "all of it is set aside when the program starts, which is refused where it does not fit"
            }
        }
    }

    /// What it counts.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Self::Total
            | Self::WasmLinear
            | Self::ComponentBytes
            | Self::Debug
            | Self::Runtime
            | Self::Reserve
            | Self::StackBytes => Unit::Bytes,
            _ => Unit::Count,
        }
    }

    /// Whether it is for a debugger, so that a level without debugging has none of it.
    pub(crate) const fn is_for_debugging(self) -> bool {
        matches!(
            self,
            Self::Debug
                | Self::Breakpoints
                | Self::Watchpoints
                | Self::Symbols
                | Self::SourceFiles
                | Self::StackFrames
        )
    }

    /// The place in [`LimitName::ALL`].
    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for LimitName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownLimit;

impl fmt::Display for UnknownLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no such limit; write one of")?;
        LimitName::ALL.iter().enumerate().try_for_each(|(i, name)| {
            let comma = if i == 0 { "" } else { "," };
            write!(f, "{comma} {name}")
        })
    }
}

impl core::error::Error for UnknownLimit {}

/// By the name, in small letters.
impl FromStr for LimitName {
    type Err = UnknownLimit;

    fn from_str(text: &str) -> Result<Self, UnknownLimit> {
        Self::ALL.iter().find(|limit| limit.name() == text).copied().ok_or(UnknownLimit)
    }
}

impl ComprehensivePlatformLimits {
    /// One figure, in bytes or things ([`LimitName::unit`]).
    #[must_use]
    pub const fn get(&self, name: LimitName) -> u64 {
        let counts = &self.counts;
        match name {
            LimitName::Total => self.total,
            LimitName::WasmLinear => self.wasm_linear,
            LimitName::ComponentBytes => self.component_bytes,
            LimitName::Debug => self.debug,
            LimitName::Runtime => self.runtime,
            LimitName::Reserve => self.reserve,
            LimitName::Components => counts.components,
            LimitName::Instances => counts.instances,
            LimitName::Imports => counts.imports,
            LimitName::Exports => counts.exports,
            LimitName::Resources => counts.resources,
            LimitName::CallDepth => counts.call_depth,
            LimitName::StackBytes => counts.stack_bytes,
            LimitName::Breakpoints => counts.breakpoints,
            LimitName::Watchpoints => counts.watchpoints,
            LimitName::Symbols => counts.symbols,
            LimitName::SourceFiles => counts.source_files,
            LimitName::StackFrames => counts.stack_frames,
        }
    }

    /// The place of a figure that may be set by itself; `None` for the total and the reserve, which depend on the
    /// accounts.
    pub(crate) fn place(&mut self, name: LimitName) -> Option<&mut u64> {
        let counts = &mut self.counts;
        Some(match name {
            LimitName::Total | LimitName::Reserve => return None,
            LimitName::WasmLinear => &mut self.wasm_linear,
            LimitName::ComponentBytes => &mut self.component_bytes,
            LimitName::Debug => &mut self.debug,
            LimitName::Runtime => &mut self.runtime,
            LimitName::Components => &mut counts.components,
            LimitName::Instances => &mut counts.instances,
            LimitName::Imports => &mut counts.imports,
            LimitName::Exports => &mut counts.exports,
            LimitName::Resources => &mut counts.resources,
            LimitName::CallDepth => &mut counts.call_depth,
            LimitName::StackBytes => &mut counts.stack_bytes,
            LimitName::Breakpoints => &mut counts.breakpoints,
            LimitName::Watchpoints => &mut counts.watchpoints,
            LimitName::Symbols => &mut counts.symbols,
            LimitName::SourceFiles => &mut counts.source_files,
            LimitName::StackFrames => &mut counts.stack_frames,
        })
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::string::ToString;

    use super::*;
    use crate::{AsilLevel, PlatformId};

    #[test]
    fn each_name_is_read_as_it_is_written_and_has_a_place_of_its_own() {
        let mut limits =
            ComprehensivePlatformLimits::new(PlatformId::Linux, 1 << 30, AsilLevel::Qm);
        for (i, name) in LimitName::ALL.into_iter().enumerate() {
            assert_eq!(name.index(), i);
            assert_eq!(name.to_string().parse(), Ok(name));
            if let Some(place) = limits.place(name) {
                *place = 1000 + i as u64;
                assert_eq!(limits.get(name), 1000 + i as u64);
            }
        }
        assert_eq!("Total".parse::<LimitName>(), Err(UnknownLimit));
    }
}
