//! The Debug Adapter Protocol server of wrtd: the only crate that knows the protocol's JSON.
//!
//! [`serve_stdio`] and [`Server`] bring messages in ([`framing`]); an adapter answers each by a table
//! of requests and drives a `wrtd_debug::DebugSession`; everything to be written goes through one
//! queue that keeps the protocol's order. Whatever a client sends, the answer is an error response or
//! the end of its own session, never of the server.

mod adapter;
mod base64;
mod breakpoints;
mod budget;
mod client;
mod collections;
mod connect;
mod data_id;
mod error;
mod frames;
pub mod framing;
mod hosted;
mod inbox;
mod locations;
mod modules;
mod outbox;
mod output;
mod progress;
pub mod protocol;
mod proxy;
mod refusal;
mod relay;
mod requests;
mod seat;
mod server;
mod shared;
mod sources;
mod state;
mod terminal;
mod text;
mod threads;
mod trace;

pub use connect::ConnectError;
pub use hosted::{Ending, HostedProgram, Streams};
pub use proxy::proxy_stdio;
pub use server::{Clients, Notice, Options, ServeError, Server, serve_stdio};
pub use terminal::{LendError, lend_terminal};
