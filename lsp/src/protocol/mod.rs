//! The Language Server Protocol: its types, what this server can, and each request as a call of a feature.

mod capabilities;
mod convert;
mod requests;

pub use capabilities::{Negotiated, capabilities, negotiate};
pub(crate) use convert::diagnostic;
pub use convert::{Context, path_of, uri_of};
pub use requests::router;
