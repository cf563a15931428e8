//! What the engine's own memory is used for, in bytes.

use core::ops::AddAssign;

use wrtd_limits::Account;

/// What a piece of the engine's memory is used for.
///
/// Linear memories are in none of them: they are the account `WasmLinear` of the ledger. Nor are the custom sections
/// of a file, which whoever explains the program keeps, nor what the embedder gives: host functions
/// themselves, and instances' names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FootprintPart {
    /// The modules' files but for their custom sections.
    File,
    /// Types, imports and exports of modules.
    Interface,
    /// Types of functions, and where their bodies are.
    Functions,
    /// Where the contents and the offsets of segments are, indices in element segments, and initial values of
    /// globals.
    Segments,
    /// Where custom sections and the names in the name section are: for whoever explains the program, not for
    /// running it.
    Names,
    /// What the validator keeps of modules for the first call of each function: an estimate.
    Validation,
    /// What instances have for each function, import and global, and types that no other has.
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
    pub const ALL: [Self; 15] = [
        Self::File,
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

    /// The name used in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::File => "files",
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

    /// The account that it is charged to. `None` for what serves whoever explains the program: that has a budget of
    /// its own with them.
    #[must_use]
    pub const fn account(self) -> Option<Account> {
        match self {
            Self::Names => None,
            Self::Instances | Self::Tables | Self::HostFunctions => Some(Account::Components),
            Self::Breakpoints => Some(Account::Debug),
            _ => Some(Account::Runtime),
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

    /// Bytes of the parts that are charged to an account.
    #[must_use]
    pub fn charged_to(&self, account: Account) -> u64 {
        let parts = FootprintPart::ALL.into_iter();
        parts.filter(|part| part.account() == Some(account)).map(|part| self.of(part)).sum()
    }

    /// Bytes of all parts together.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.bytes.iter().sum()
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

/// Bytes that a `BTreeMap` or `BTreeSet` of so many entries takes, with keys and values of these sizes: nodes with room
/// for 11 entries and two words, of which 8 are taken where there are several.
pub(crate) const fn tree_size(entries: u64, key: u64, value: u64) -> u64 {
    const ROOM: u64 = 11;
    const TAKEN: u64 = 8;
    let leaf = (ROOM * (key + value) + 12).next_multiple_of(8);
    if entries == 0 {
        return 0;
    }
    if entries <= ROOM {
        return leaf;
    }
    let leaves = entries.div_ceil(TAKEN);
    let others = leaves.div_ceil(TAKEN);
    leaves * leaf + others * (leaf + (ROOM + 1) * size_of::<usize>() as u64)
}
