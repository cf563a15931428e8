//! The envelopes of all messages.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use thiserror::Error;

use crate::text::{shortened, shortened_to};

/// A request as it arrives.
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

/// Why a message of the client's cannot be read.
#[derive(Debug, Error)]
pub enum MessageError {
    /// It is no JSON.
    #[error("{0}")]
    Json(serde_json::Error),
    /// It has no `type`.
    #[error("it has no `type`")]
    NoType,
    /// Its `type` is none of the protocol's.
    #[error("`{}` is not a type of message", shortened(.0))]
    UnknownType(String),
    /// It is a request without what each request has.
    #[error("a request: {}", shortened_to(&.0.to_string(), 300))]
    Request(serde_json::Error),
}

impl IncomingRequest {
    /// The request in a message; `None` for messages of other types, which nothing waits for. The
    /// arguments are not looked at yet.
    ///
    /// # Errors
    /// [`MessageError`]; the stream can be read on.
    pub fn read(json: &[u8]) -> Result<Option<Self>, MessageError> {
        let value: Value = serde_json::from_slice(json).map_err(MessageError::Json)?;
        match value["type"].as_str() {
            Some("request") => {
                serde_json::from_value(value).map(Some).map_err(MessageError::Request)
            }
            Some("response" | "event") => Ok(None),
            Some(other) => Err(MessageError::UnknownType(other.to_owned())),
            None => Err(MessageError::NoType),
        }
    }
}

/// The client's answer to a request of ours, as far as we need it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct IncomingResponse {
    /// Of the request.
    pub command: String,
    /// Whether it did what it was asked to.
    pub success: bool,
    /// What went wrong, in short.
    pub message: Option<String>,
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
    /// Something that the client is asked to do.
    Request {
        /// What.
        command: &'static str,
        /// The details.
        arguments: Value,
    },
    /// A whole message of another session of wrtd's, but for its `seq`.
    #[serde(untagged)]
    Relayed(Map<String, Value>),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_requests_are_read_and_what_is_none_of_the_protocol_s_says_why() {
        let read = |json: &str| IncomingRequest::read(json.as_bytes());
        let request = read(r#"{"type":"request","seq":0,"command":"threads"}"#).unwrap().unwrap();
        assert_eq!((request.seq, &*request.command), (0, "threads"));
        assert_eq!(request.arguments, Value::Null);
        assert!(read(r#"{"type":"response","seq":1}"#).unwrap().is_none());
        let error = |json: &str| read(json).unwrap_err().to_string();
        assert_eq!(error("[]"), "it has no `type`");
        assert_eq!(error(r#"{"type":"query"}"#), "`query` is not a type of message");
        assert_eq!(error(r#"{"type":"request","seq":1}"#), "a request: missing field `command`");
        let long = error(&format!(r#"{{"type":"{}"}}"#, "x".repeat(1 << 20)));
        assert_eq!(long, format!("`{}…` is not a type of message", "x".repeat(100)));
        let long = error(&format!(r#"{{"type":"request","seq":"{}"}}"#, "x".repeat(1 << 20)));
        assert!(long.len() < 400, "{}", long.len());
        assert!(error("{").starts_with("EOF while parsing"));
        assert!(error(&"[".repeat(100_000)).starts_with("recursion limit exceeded"));
    }
}
