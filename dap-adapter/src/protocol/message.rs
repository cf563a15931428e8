//! The envelopes of all messages.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A request as it arrives. `type` has been looked at already.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct IncomingRequest {
    /// Number that the client gave it; echoed in the response. Some clients begin at 0.
    pub seq: i64,
    /// What is asked.
    pub command: String,
    /// The details; `null` where there are none.
    #[serde(default)]
    pub arguments: Value,
}

/// A message to be sent. The envelope's `seq` is given when it is queued.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Outgoing {
    /// The answer to a request.
    Response {
        /// `seq` of the request.
        request_seq: i64,
        /// Whether it worked.
        success: bool,
        /// The request's command.
        command: String,
        /// What went wrong, in short.
        #[serde(skip_serializing_if = "Option::is_none")]
        message: Option<String>,
        /// Result, or the error's details.
        #[serde(skip_serializing_if = "Value::is_null")]
        body: Value,
    },
    /// Something that happened.
    Event {
        /// Which event.
        event: &'static str,
        /// Its details.
        #[serde(skip_serializing_if = "Value::is_null")]
        body: Value,
    },
}

/// A message with its number, as it is written.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Numbered<'a> {
    /// From 1, growing by 1.
    pub seq: i64,
    /// The message.
    #[serde(flatten)]
    pub message: &'a Outgoing,
}
