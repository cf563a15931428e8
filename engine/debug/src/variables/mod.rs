//! Scopes, variables and expressions of a stopped program.

mod access;
mod evaluate;
mod module_scope;
mod names;
mod references;
mod scopes;
mod show;
mod statics;
mod types;
mod wasm;
mod write;

pub(crate) use access::FrameAccess;
pub(crate) use names::{FrameSymbols, StaticNames, variables_at};
pub(crate) use references::{Node, References};
pub(crate) use statics::find_static;
pub use types::TypeView;
pub(crate) use wasm::WasmGroup;
