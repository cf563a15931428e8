//! What the engine's own memory is used for, in bytes.

use core::ops::AddAssign;

use wrtd_limits::Account;

/// What a piece of the engine's memory is used for.
///
/// Two things are in none of them: the bytes of the modules' files, which whoever loaded them holds, and linear
/// memories, which are the account `WasmLinear` of the ledger. Nor is what the embedder gives: host functions
/// themselves, and instances' names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FootprintPart {
    /// Types, imports, exports and custom sections of modules.
    Interface,
    /// Types of functions, and where their bodies are.
    Functions,
    /// Where the contents and the offsets of segments are, indices in element segments, and initial values of
    /// globals.
    Segments,
    /// Where the names in the name section are: for whoever explains the program, not for running it.
    Names,
    /// What the validator keeps of modules for the first call of each function: an estimate.
    Validation,
    /// What instances have for each function, import and global.
    Instances,
    /// Elements of tables.
    Tables,
    /// The guest's stack. The host commits a page of it only when it is first used.
    Stack,
    /// Side tables of the functions that were called.
    SideTables,
    /// Translations of the functions that were called.
    TranslatedCode,
    /// Copies of the code with other opcodes in them than the modules'.
    CodeCopies,
    /// Copies of the code with breakpoints in them.
    Breakpoints,
    /// Exceptions that the program refers to.
    Exceptions,
    /// What host functions keep, by what they charge for it.
    HostFunctions,
}

impl FootprintPart {
    /// Every part: first what loading takes, then what running adds.
    pub const ALL: [Self; 14] = [
        Self::Interface,
        Self::Functions,
        Self::Segments,
        Self::Names,
        Self::Validation,
        Self::Instances,
        Self::Tables,
        Self::Stack,
        Self::SideTables,
        Self::TranslatedCode,
        Self::CodeCopies,
        Self::Exceptions,
        Self::HostFunctions,
        Self::Breakpoints,
    ];

    /// The account that it is charged to.
    #[must_use]
    pub const fn account(self) -> Account {
        match self {
            Self::Instances | Self::Tables | Self::HostFunctions => Account::Components,
            Self::Breakpoints => Account::Debug,
            _ => Account::Runtime,
        }
    }

    /// The name used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Interface => "types, imports, exports",
            Self::Functions => "functions",
            Self::Segments => "segments",
            Self::Names => "names",
            Self::Validation => "validation (estimated)",
            Self::Instances => "instances",
            Self::Tables => "tables",
            Self::Stack => "stack (reserved)",
            Self::SideTables => "side tables",
            Self::TranslatedCode => "translated code",
            Self::CodeCopies => "copies of code",
            Self::Breakpoints => "code with breakpoints",
            Self::Exceptions => "exceptions",
            Self::HostFunctions => "host functions",
        }
    }
}

/// The engine's own memory by what it is used for; see [`FootprintPart`] for what is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Footprint {
    bytes: [u64; FootprintPart::ALL.len()],
}

impl Footprint {
    /// Bytes of one part.
    #[must_use]
    pub const fn of(&self, part: FootprintPart) -> u64 {
        self.bytes[part as usize]
    }

    /// Bytes of all parts together.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.bytes.iter().sum()
    }

    /// Bytes of the parts that are charged to an account.
    #[must_use]
    pub fn charged_to(&self, account: Account) -> u64 {
        let parts = FootprintPart::ALL.into_iter().filter(|part| part.account() == account);
        parts.map(|part| self.of(part)).sum()
    }

    pub(crate) fn add(&mut self, part: FootprintPart, bytes: u64) {
        self.bytes[part as usize] += bytes;
    }
}

impl AddAssign for Footprint {
    fn add_assign(&mut self, other: Self) {
        for part in FootprintPart::ALL {
            self.add(part, other.of(part));
        }
    }
}
