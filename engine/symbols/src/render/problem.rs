//! Why a value cannot be shown.

use std::fmt;

use crate::{AccessError, Place};

/// Why a value cannot be shown; reads as `<…>` in place of the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// The compiler dropped it.
    OptimizedOut,
    /// Its bytes cannot be had, for this reason.
    Unavailable(String),
    /// Its bytes would be outside linear memory.
    Outside(u64),
    /// Its bytes say something that no value of its type can be.
    Invalid(String),
}

impl Problem {
    /// Bytes that no value of the type has.
    pub(crate) fn invalid(what: impl Into<String>) -> Self {
        Self::Invalid(what.into())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OptimizedOut => f.write_str("<optimized out>"),
            Self::Unavailable(reason) => write!(f, "<unavailable: {reason}>"),
            Self::Outside(address) => write!(f, "<{address:#x} is outside memory>"),
            Self::Invalid(what) => write!(f, "<invalid {what}>"),
        }
    }
}

impl From<AccessError> for Problem {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::OutOfBounds { address, .. } => Self::Outside(address),
            AccessError::Unavailable(reason) => Self::Unavailable(reason),
        }
    }
}

impl Problem {
    /// Why nothing can be read from `place`, where that is certain without reading.
    pub(crate) fn of_place(place: &Place) -> Option<Self> {
        match place {
            Place::OptimizedOut => Some(Self::OptimizedOut),
            Place::Unknown(reason) => Some(Self::Unavailable(reason.clone())),
            _ => None,
        }
    }
}
