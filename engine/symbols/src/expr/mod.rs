//! Expressions over the variables of a frame: paths such as `p.x`, `v[3]`, `*ptr`, `m["key"]`,
//! and the arithmetic and comparisons that conditions need.
//!
//! The syntax is the common part of Rust's and C's: `.` and `->` are the same and look through
//! pointers, `p.*` is another spelling of `*p`, `v[1..4]` is a slice, `x as T` and `(T)x` are casts.
//! Nothing is ever executed in the program.

mod constant;
mod eval;
mod lex;
mod operator;
mod parse;
mod path;

use thiserror::Error;

pub(crate) use lex::is_literal;

use crate::render::{Renderer, Value};

/// Longest expression, in bytes.
const LENGTH_LIMIT: usize = 4096;

/// Why an expression has no value.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message} (column {column})")]
pub struct ExprError {
    /// What is wrong and what would be right.
    pub message: String,
    /// Where in the expression, in characters from 1.
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
    text: &str,
    names: &dyn Names,
    renderer: &Renderer<'_>,
) -> Result<Value, ExprError> {
    let fail = |(message, at): (String, usize)| ExprError {
        message,
        column: text.get(..at).unwrap_or(text).chars().count() + 1,
    };
    if text.len() > LENGTH_LIMIT {
        let message = format!("the expression is longer than {LENGTH_LIMIT} bytes; shorten it");
        return Err(ExprError { message, column: LENGTH_LIMIT });
    }
    let tokens = lex::lex(text).map_err(fail)?;
    let expr = parse::parse(text, &tokens).map_err(fail)?;
    let evaluator = eval::Evaluator { source: text, names, renderer };
    let kind = evaluator.value(&expr).map_err(fail)?;
    Ok(Value { name: text.trim().to_owned(), kind })
}

/// What is wrong, and at which byte of the expression.
type Failure = (String, usize);
