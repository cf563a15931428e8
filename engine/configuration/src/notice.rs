//! What a user should know of a plan that is not as it was asked for. Each text ends in what to do.

use core::fmt;

use wrtd_limits::{AsilLevel, LEAST_TOTAL, LimitName, Provenance, Unit};

use crate::layer::Setting;
use crate::{Size, configuration::ALLOW_MORE};

/// A setting that was not taken, or has a consequence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// The machine grants less memory than was asked for.
    Lowered {
        /// What was asked for, in bytes.
        asked: Setting<u64>,
        /// What the machine grants, in bytes.
        granted: Setting<u64>,
    },
    /// More memory than the machine grants was asked for and allowed.
    MoreThanDetected {
        /// What was asked for, in bytes.
        asked: Setting<u64>,
        /// What the machine grants, in bytes.
        granted: Setting<u64>,
    },
    /// A source asks for a lower safety level than another one.
    StricterLevel {
        /// The level that is not taken.
        asked: Setting<AsilLevel>,
        /// The one that is.
        taken: Setting<AsilLevel>,
    },
    /// The safety level allows less than was set.
    CutByLevel {
        /// The limit.
        name: LimitName,
        /// What was set, in bytes or things.
        asked: Setting<u64>,
        /// What there is of it.
        value: u64,
        /// The level.
        level: AsilLevel,
    },
    /// A formatter of the configuration file cannot be read, and is left out.
    Formatter {
        /// Where it stands.
        provenance: Provenance,
        /// What is wrong.
        message: String,
    },
    /// There is less memory than any program needs.
    TooLittle {
        /// How much, in bytes.
        total: Setting<u64>,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lowered { asked, granted } => write!(
                f,
                "{} from {} is more than the {} from {}, which counts; set less, or give {ALLOW_MORE} to have it \
                 all the same",
                Size(asked.value),
                asked.provenance,
                Size(granted.value),
                granted.provenance,
            ),
            Self::MoreThanDetected { asked, granted } => write!(
                f,
                "{} from {} is more than the {} from {}, past which the system may end the process; leave \
                 {ALLOW_MORE} away to stay below",
                Size(asked.value),
                asked.provenance,
                Size(granted.value),
                granted.provenance,
            ),
            Self::StricterLevel { asked, taken } => write!(
                f,
                "{} from {} is not taken, as {} from {} is stricter; change it there",
                asked.value, asked.provenance, taken.value, taken.provenance,
            ),
            Self::CutByLevel { name, asked, value, level } => {
                let shown = |value: u64| match name.unit() {
                    Unit::Bytes => Size(value).to_string(),
                    Unit::Count => value.to_string(),
                };
                let (asked, from, value) = (shown(asked.value), asked.provenance, shown(*value));
                write!(
                    f,
                    "{name} is {value} and not {asked} from {from}, as {level} allows no more; set less"
                )
            }
            Self::Formatter { provenance, message } => {
                write!(f, "the formatter in {provenance} is left out: {message}")
            }
            Self::TooLittle { total } => write!(
                f,
                "{} from {} is less than the {} that a program needs; {}",
                Size(total.value),
                total.provenance,
                Size(LEAST_TOTAL),
                total.provenance.remedy(),
            ),
        }
    }
}
