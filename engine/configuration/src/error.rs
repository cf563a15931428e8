//! Why there is no plan. Each text ends in what to do.

use std::{io, path::PathBuf};

use wrtd_limits::{LimitName, PlanError, Provenance};

/// What is wrong with a configuration.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigurationError {
    /// A setting has a value that it cannot have.
    #[error("{provenance}: `{text}` cannot be {name}; {accepted}")]
    Value {
        /// The setting.
        name: &'static str,
        /// The value, or its beginning.
        text: String,
        /// Where it was set.
        provenance: Provenance,
        /// The accepted form: an imperative clause.
        accepted: String,
    },
    /// A variable has a value that is no text.
    #[error("the environment ({name}): the value is not valid Unicode; set another one")]
    NotUnicode {
        /// The variable.
        name: &'static str,
    },
    /// A file cannot be read.
    #[error(
        "the configuration {} cannot be read ({error}); make it readable or name another one with --config",
        path.display()
    )]
    Read {
        /// Its path.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A file has more bytes than are read.
    #[error("the configuration {} has more than {most} bytes; write only settings into it", path.display())]
    TooLong {
        /// Its path.
        path: PathBuf,
        /// Most bytes that are read.
        most: u64,
    },
    /// A file is no TOML.
    #[error("{provenance}: {message}; write settings as in `memory_limit = \"256MiB\"`")]
    Syntax {
        /// The file, and the line where it ceases to be.
        provenance: Provenance,
        /// What the parser says.
        message: String,
    },
    /// A file names a setting that there is not.
    #[error("{provenance}: there is no setting `{name}`; write one of {accepted}")]
    UnknownName {
        /// The file and the line.
        provenance: Provenance,
        /// The name.
        name: String,
        /// Those that there are.
        accepted: String,
    },
    /// A file sets what follows from other limits.
    #[error("{provenance}: {name} is what the other accounts leave; lower one of them instead")]
    Derived {
        /// The file and the line.
        provenance: Provenance,
        /// The setting.
        name: LimitName,
    },
    /// The limits that were set do not go together.
    #[error(transparent)]
    Plan(#[from] PlanError),
}
