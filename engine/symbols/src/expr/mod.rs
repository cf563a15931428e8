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

/// An expression that was read once, to be evaluated any number of times.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    text: String,
    root: parse::Expr,
}

impl Expression {
    /// Reads an expression.
    ///
    /// # Errors
    /// [`ExprError`] for what is no expression.
    pub fn parse(text: &str) -> Result<Self, ExprError> {
        if text.len() > LENGTH_LIMIT {
            let message = format!("the expression is longer than {LENGTH_LIMIT} bytes; shorten it");
            return Err(ExprError { message, column: LENGTH_LIMIT });
        }
        let read = || parse::parse(text, &lex::lex(text)?);
        let root = read().map_err(|failure| error(text, failure))?;
        Ok(Self { text: text.to_owned(), root })
    }

    /// As it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its value, whose name is the text.
    ///
    /// # Errors
    /// [`ExprError`] for unknown names, members that do not exist, null pointers.
    pub fn evaluate(&self, names: &dyn Names, renderer: &Renderer<'_>) -> Result<Value, ExprError> {
        let evaluator = eval::Evaluator { source: &self.text, names, renderer };
        let kind = evaluator.value(&self.root).map_err(|failure| error(&self.text, failure))?;
        Ok(Value { name: self.text.trim().to_owned(), kind })
    }

    /// Whether it holds: it is `true`, or a number, character or address other than 0.
    ///
    /// # Errors
    /// As [`Expression::evaluate`], and where its value is neither true nor false.
    pub fn holds(&self, names: &dyn Names, renderer: &Renderer<'_>) -> Result<bool, ExprError> {
        let evaluator = eval::Evaluator { source: &self.text, names, renderer };
        let constant = evaluator.constant(&self.root).and_then(|constant| {
            constant.truth().ok_or_else(|| {
                let message = format!("{} is neither true nor false; compare it", constant.kind());
                (message, self.root.start)
            })
        });
        constant.map_err(|failure| error(&self.text, failure))
    }
}

/// Evaluates `text`; the value's name is the text.
///
/// # Errors
/// As [`Expression::parse`] and [`Expression::evaluate`].
pub fn evaluate(
    text: &str,
    names: &dyn Names,
    renderer: &Renderer<'_>,
) -> Result<Value, ExprError> {
    Expression::parse(text)?.evaluate(names, renderer)
}

fn error(text: &str, (message, at): Failure) -> ExprError {
    ExprError { message, column: text.get(..at).unwrap_or(text).chars().count() + 1 }
}

/// What is wrong, and at which byte of the expression.
type Failure = (String, usize);
