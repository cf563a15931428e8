//! Automotive safety integrity levels (ISO 26262), and what each allows a debugger.
//!
//! Invariant: a higher level never allows more than a lower one.

use core::fmt;
use core::str::FromStr;

/// A level, from none to the strictest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AsilLevel {
    /// Quality management only: nothing depends on it.
    #[default]
    Qm,
    /// The lowest level.
    A,
    /// The second.
    B,
    /// The third: a debugger may look, and change nothing.
    C,
    /// The highest: no debugging.
    D,
}

/// What a debugger may do with a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DebugRights {
    /// Not even attach.
    None,
    /// Stop it and look, without writing to it or calling its functions.
    ReadOnly,
    /// Everything.
    Full,
}

impl DebugRights {
    /// The name in what scripts and clients read: `full`, `read-only` or `none`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ReadOnly => "read-only",
            Self::Full => "full",
        }
    }
}

/// A clause for users.
impl fmt::Display for DebugRights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "there is no debugging",
            Self::ReadOnly => "a debugger may look and change nothing",
            Self::Full => "a debugger may do everything",
        })
    }
}

impl AsilLevel {
    /// Every level, from the lowest.
    pub const ALL: [Self; 5] = [Self::Qm, Self::A, Self::B, Self::C, Self::D];

    /// Most bytes that the debug account may have; `None` where the level sets no cap.
    ///
    /// B: what a device with that level was seen to spare beside a program (a sixteenth of the generic profile's 256 MiB).
    /// C: what the QNX profile gives. D: there is no debugger.
    #[must_use]
    pub const fn debug_cap(self) -> Option<u64> {
        match self {
            Self::Qm | Self::A => None,
            Self::B => Some(16 << 20),
            Self::C => Some(2 << 20),
            Self::D => Some(0),
        }
    }

    /// What a debugger may do.
    #[must_use]
    pub const fn debug_rights(self) -> DebugRights {
        match self {
            Self::Qm | Self::A | Self::B => DebugRights::Full,
            Self::C => DebugRights::ReadOnly,
            Self::D => DebugRights::None,
        }
    }

    /// The name that users write: `QM`, `A` ..
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Qm => "QM",
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }
}

impl fmt::Display for AsilLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Qm => f.write_str("QM"),
            level => write!(f, "ASIL {}", level.name()),
        }
    }
}

/// A text that is no level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownLevel;

impl fmt::Display for UnknownLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no such level; write one of QM, A, B, C, D")
    }
}

impl core::error::Error for UnknownLevel {}

/// `B`, `b`, `ASIL-B`, `asil b`.
impl FromStr for AsilLevel {
    type Err = UnknownLevel;

    fn from_str(text: &str) -> Result<Self, UnknownLevel> {
        const PREFIX: &str = "asil";
        let bare = match text.split_at_checked(PREFIX.len()) {
            Some((prefix, rest)) if prefix.eq_ignore_ascii_case(PREFIX) => {
                rest.trim_start_matches(['-', '_', ' '])
            }
            _ => text,
        };
        let named = |level: &&Self| level.name().eq_ignore_ascii_case(bare);
        Self::ALL.iter().find(named).copied().ok_or(UnknownLevel)
    }
}
