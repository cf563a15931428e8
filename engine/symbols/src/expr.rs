//! Expressions over the variables of a frame: paths such as `p.x`, `v[3]`, `*ptr`, `m["key"]`.

use thiserror::Error;

use crate::render::{Renderer, Value};

/// Why an expression has no value.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message} (column {column})")]
pub struct ExprError {
    /// What is wrong and what would be right.
    pub message: String,
    /// Where in the expression, from 1.
    pub column: usize,
}

/// Names that an expression may begin with.
pub trait Names {
    /// The variable of that name that the innermost scope shows.
    fn lookup(&self, name: &str) -> Option<Value>;
    /// Names near `name`, for the error message.
    fn similar(&self, name: &str) -> Vec<String>;
}

/// Evaluates `text`; the value's name is the text.
///
/// # Errors
/// [`ExprError`] for syntax errors, unknown names, members that do not exist, null pointers.
pub fn evaluate(
    _text: &str,
    _names: &dyn Names,
    _renderer: &Renderer<'_>,
) -> Result<Value, ExprError> {
    todo!()
}
