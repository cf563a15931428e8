//! The Debug Adapter Protocol's JSON as Rust types.
//!
//! [`generated`] holds every type of the official schema, [`budget`] what wrtd adds to it; this module and [`message`]
//! hold what the schema leaves to prose: the envelopes, and which request has which types. Reading is lenient:
//! unknown fields are ignored and unknown strings of an enumeration are kept, so that newer clients
//! can be served.

pub mod budget;
#[allow(
    clippy::doc_lazy_continuation,
    clippy::doc_overindented_list_items,
    clippy::too_long_first_doc_paragraph,
    rustdoc::bare_urls,
    rustdoc::broken_intra_doc_links,
    rustdoc::invalid_html_tags,
    reason = "the comments are the schema's"
)]
pub mod generated;
pub mod message;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// A request of the protocol: its name and its types.
pub trait Request {
    /// `command` of the message.
    const COMMAND: &'static str;
    /// `arguments` of the message.
    type Arguments: DeserializeOwned + Serialize;
    /// `body` of the response.
    type Body: DeserializeOwned + Serialize;
}

/// An event of the protocol: its name and the type of its body.
pub trait Event {
    /// `event` of the message.
    const EVENT: &'static str;
    /// `body` of the message.
    type Body: DeserializeOwned + Serialize;
}

/// Arguments of a request that has none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct NoArguments {}

/// Body of a message that has none; written as an absent `body`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct NoBody;

/// An identifier that may be a number or a string.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(untagged)]
pub enum IntegerOrString {
    /// A number.
    Integer(i64),
    /// A string.
    String(String),
}
