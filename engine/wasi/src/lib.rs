//! WASI preview 1: the system interface of programs built for `wasm32-wasip1` or `wasm32-wasi`.
//!
//! [`define`] gives a [`Store`](wrtd_core::Store) the functions of `wasi_snapshot_preview1` and
//! `wasi_unstable`, and `wasi.thread-spawn` for `wasm32-wasip1-threads`; a [`WasiConfig`] says what the program gets. The invariants of this crate:
//!
//! - Nothing of the host can be reached but what the configuration names; below a preopened
//!   directory cap-std resolves every path.
//! - Whatever a program passes, a function answers an error number: it does not panic or hang.
//! - What a function allocates has a size that is a constant with its reason (a path, a list of buffers,
//!   a piece of output), or is charged to the store's ledger for as long as it is kept: descriptors,
//!   directories that are being listed, subscriptions of a poll; arguments, environment and input that is
//!   given as bytes. What does not fit is `ENOMEM` or `EMFILE` to the program and a notice to its user.
//! - A function that waits gives way within a few milliseconds when the engine's interrupt is
//!   requested, and at once where other threads of the program can run; the repeated call goes on where it was: no byte is lost or moved twice, no
//!   sleep starts over.

mod abi;
mod args;
mod call;
mod clock;
mod config;
mod context;
mod define;
mod error;
mod fs;
mod guest;
mod output;
mod poll;
mod process;
mod random;
mod socket;
mod stdin;
mod table;
#[cfg(test)]
mod tests;
mod threads;

pub use clock::{Clock, Clocks, HostClocks};
pub use config::{Preopen, Stdin, Terminals, WasiConfig};
pub use define::define;
pub use error::WasiError;
pub use output::{OutputFn, OutputSink};
pub use random::{HostRandom, RandomSource, SeededRandom};
pub use stdin::StdinPipe;
