//! The Debug Adapter Protocol server of wrtd: the only crate that knows the protocol's JSON.
//!
//! [`serve_stdio`] and [`listen`] bring messages in ([`framing`]); an adapter answers each by a table
//! of requests and drives a `wrtd_debug::DebugSession`; everything to be written goes through one
//! queue that keeps the protocol's order. Whatever a client sends, the answer is an error response or
//! the end of its own session, never of the server.

mod adapter;
mod base64;
mod breakpoints;
mod budget;
mod client;
mod collections;
mod error;
mod frames;
pub mod framing;
mod outbox;
mod output;
pub mod protocol;
mod requests;
mod server;
mod shared;
mod sources;
mod state;
mod text;
mod threads;
mod trace;

pub use server::{Notice, Options, ServeError, listen, serve_stdio};
