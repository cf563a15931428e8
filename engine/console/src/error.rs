//! Why a command could not be carried out. Each message is one or two clauses that name the command
//! and the remedy.

use thiserror::Error;
use wrtd_debug::SessionError;

/// Why a command could not be carried out.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CommandError {
    /// No command has this name.
    #[error("there is no command `{typed}`; {}", remedy(.nearest.as_deref()))]
    Unknown {
        /// What was typed.
        typed: String,
        /// The command that was probably meant.
        nearest: Option<String>,
    },
    /// Several commands begin like this.
    #[error("`{typed}` could be {}; type more of it", .candidates.join(", "))]
    Ambiguous {
        /// What was typed.
        typed: String,
        /// The commands that begin so.
        candidates: Vec<&'static str>,
    },
    /// The arguments are not what the command takes.
    #[error("{command}: {problem}; usage: {usage}")]
    Usage {
        /// The command.
        command: &'static str,
        /// What is wrong with them.
        problem: String,
        /// What would be right.
        usage: &'static str,
    },
    /// The session could not do it.
    #[error("{command}: {error}")]
    Session {
        /// The command.
        command: &'static str,
        /// Why not.
        error: SessionError,
    },
    /// The command is right, but not now; the text says why and what to do.
    #[error("{command}: {reason}")]
    Refused {
        /// The command.
        command: &'static str,
        /// Why not, and the remedy.
        reason: String,
    },
    /// An `expect` whose text does not occur in the last answer, or does though it should not.
    #[error("expect: `{expected}` {} in the answer before it", if *.unwanted { "occurs" } else { "does not occur" })]
    NotMet {
        /// The text.
        expected: String,
        /// It should not occur.
        unwanted: bool,
    },
}

/// What is wrong with a regular expression, in a clause.
pub(crate) fn no_regex(pattern: &str, error: &regex::Error) -> String {
    // The lines before the last one draw the place.
    let text = error.to_string();
    let reason = text.lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
    format!("`{pattern}` is no regular expression: {reason}")
}

fn remedy(nearest: Option<&str>) -> String {
    nearest.map_or_else(
        || "`help` lists the commands".to_owned(),
        |name| format!("did you mean `{name}`?"),
    )
}
