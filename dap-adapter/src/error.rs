//! Why a request is refused, and how that reads in a response.

use serde_json::{Value, json};
use thiserror::Error;
use wrtd_configuration::ConfigurationError;
use wrtd_debug::{LaunchError, SessionError};

use crate::{
    hosted::AttachError,
    state::{Phase, When},
    text::{shortened, shortened_to},
};

/// Characters of an error. Far more than any of ours has, for those that repeat what they were asked.
const LONGEST: usize = 4096;

/// Why a request is refused.
#[derive(Debug, Error)]
pub(crate) enum RequestError {
    /// The command is not one of the protocol's, or not one that wrtd has.
    #[error("wrtd has no request `{}`; what it can do is in the response to `initialize`", shortened(.0))]
    UnknownCommand(String),
    /// Arguments of a wrong type, or missing ones.
    #[error("the arguments of `{command}` are wrong at `{field}`: {problem}")]
    Arguments { command: &'static str, field: String, problem: String },
    /// An attribute of a launch configuration.
    #[error("launch attribute `{attribute}`: {problem}")]
    Attribute { attribute: String, problem: String },
    /// Not now.
    #[error("`{command}` is not possible while the session is {}; {}", .phase.describe(), .when.remedy(*.phase))]
    State { command: &'static str, when: When, phase: Phase },
    /// A request that needs a stopped program.
    #[error("the program is running; pause it first")]
    NotStopped,
    /// A thread, frame, variable or source that was not given out.
    #[error("{0}")]
    Reference(String),
    /// The limits that are set for a launch cannot be.
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    /// The program cannot be launched.
    #[error(transparent)]
    Launch(#[from] LaunchError),
    /// Nobody can attach to the program now.
    #[error(transparent)]
    Attach(#[from] AttachError),
    /// This client is served by nobody.
    #[error("{0}")]
    Unserved(String),
    /// The request is for another kind of session.
    #[error("{0}")]
    Seat(&'static str),
    /// The session refuses it.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// The debug console refuses a line.
    #[error("{0}")]
    Console(String),
    /// A file that the request names cannot be used.
    #[error("cannot write the trace to {path}: {error}; choose another path")]
    Trace { path: String, error: std::io::Error },
    /// A panic while the request was answered.
    #[error(
        "wrtd failed inside while it answered `{command}`: {problem}; the session goes on, but please report this with a trace (`wrtd dap --trace FILE`)"
    )]
    Internal { command: String, problem: String },
}

impl RequestError {
    /// The number of the kind of error; never reused.
    fn id(&self) -> i32 {
        match self {
            Self::UnknownCommand(_) => 1001,
            Self::Arguments { .. } => 1002,
            Self::Attribute { .. } => 1003,
            Self::State { .. } => 1004,
            Self::NotStopped => 1005,
            Self::Reference(_) => 1006,
            Self::Launch(_) => 1007,
            Self::Session(SessionError::Expression(_)) => 1008,
            Self::Session(SessionError::Write(_) | SessionError::ReadOnly { .. }) => 1013,
            Self::Session(SessionError::Cancelled) => 1014,
            Self::Session(_) => 1009,
            Self::Console(_) => 1010,
            Self::Trace { .. } => 1011,
            Self::Configuration(_) => 1012,
            Self::Attach(_) => 1020,
            Self::Seat(_) => 1021,
            Self::Unserved(_) => 1022,
            Self::Internal { .. } => 1099,
        }
    }

    /// Whether the user did something that must be answered visibly. The others are a client's slips and
    /// races, or shown where they were asked (a hover, a watch).
    fn show_user(&self) -> bool {
        matches!(
            self,
            Self::Attribute { .. }
                | Self::Configuration(_)
                | Self::Launch(_)
                | Self::Attach(_)
                | Self::Seat(_)
                | Self::Unserved(_)
                | Self::Trace { .. }
                | Self::Internal { .. }
        )
    }

    /// The short form, which clients may interpret: the protocol knows `notStopped` and `cancelled`.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::NotStopped => "notStopped".to_owned(),
            Self::Session(SessionError::Cancelled) => "cancelled".to_owned(),
            other => other.text(),
        }
    }

    fn text(&self) -> String {
        shortened_to(&self.to_string(), LONGEST)
    }

    /// The `body` of the error response.
    pub(crate) fn body(&self) -> Value {
        json!({
            "error": { "id": self.id(), "format": self.text(), "showUser": self.show_user() }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_client_sent_is_not_sent_back_in_full() {
        let long = "y".repeat(1 << 20);
        let unknown = RequestError::UnknownCommand(long.clone());
        assert!(unknown.message().len() < 300, "{}", unknown.message().len());
        let other = RequestError::Session(SessionError::Expression(long));
        assert!(other.message().len() < 5000);
        assert!(other.body().to_string().len() < 5000);
    }
}
