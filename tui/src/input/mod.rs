//! Keys and the mouse: which key means what, in one table from which the help is made as well.

mod bindings;
mod keys;

pub use bindings::{Action, BINDINGS, Binding, Scope};
pub use keys::{Chord, Key, Keymap};
