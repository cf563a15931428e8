//! Where a limit comes from, so that a message can name the place to change it.
//!
//! Texts are `'static`: a device has them in its code, and a host keeps those that it reads for as long as it runs.

use core::fmt;

use crate::AsilLevel;

/// Where a limit comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// Built into wrtd because nothing else was said.
    Default,
    /// In proportion to the total, as in a profile, by its name (`Linux container`).
    Profile(&'static str),
    /// An option on the command line, by its name (`--max-memory`).
    CommandLine(&'static str),
    /// An attribute of a launch request, by its name (`limits.memory`).
    LaunchAttribute(&'static str),
    /// A variable of the environment, by its name (`WRTD_MAX_MEM`).
    Environment(&'static str),
    /// A configuration file.
    ConfigFile {
        /// Its path.
        path: &'static str,
        /// The line, from 1.
        line: u32,
    },
    /// Found on the machine, in the detector's words (`memory.max of /kubepods/pod1`).
    Detected(&'static str),
    /// A safety level that allows no more.
    SafetyLevel(AsilLevel),
    /// Asked for while the program ran.
    RunTime,
}

impl Provenance {
    /// What a user can do to get more: an imperative clause without a full stop.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Default | Self::Profile(_) => "configure a higher limit",
            Self::CommandLine(_) => "raise the option",
            Self::LaunchAttribute(_) => "raise the attribute",
            Self::Environment(_) => "raise the variable",
            Self::ConfigFile { .. } => "raise the value there",
            Self::Detected(_) => "give the container or the machine more memory",
            Self::SafetyLevel(_) => "free what is no longer needed, as the level allows no more",
            Self::RunTime => "ask for a higher limit",
        }
    }
}

impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("the default"),
            Self::Profile(name) => write!(f, "the {name} profile"),
            Self::CommandLine(option) => write!(f, "the command line ({option})"),
            Self::LaunchAttribute(name) => write!(f, "the launch attribute `{name}`"),
            Self::Environment(variable) => write!(f, "the environment ({variable})"),
            Self::ConfigFile { path, line } => write!(f, "{path}, line {line}"),
            Self::Detected(source) => f.write_str(source),
            Self::SafetyLevel(level) => write!(f, "{level}"),
            Self::RunTime => f.write_str("a request at run time"),
        }
    }
}
