//! Who may reach wrtd from other machines.
//!
//! A server that others can reach asks for a [`Token`], a secret that both sides have. The [`handshake`] proves to each
//! side that the other one has it, without sending it; [`Admission`] bounds what those can do who have not. What
//! follows the handshake is not encrypted: `ssh -L` is for networks that others listen to.

pub mod admission;
pub mod handshake;
mod keep_alive;
mod timed;
mod token;

pub use admission::{Admission, Pending, Refused};
pub use keep_alive::keep_alive;
pub use timed::Timed;
pub use token::{Token, TokenError};
