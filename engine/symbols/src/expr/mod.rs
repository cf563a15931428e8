//! Expressions over the variables of a frame: paths such as `p.x`, `v[3]`, `*ptr`, `m["key"]`, arithmetic by the rules
//! of the frame's language, assignments and calls. `docs/expressions.md` specifies them.
//!
//! The syntax is the common part of Rust's and C's: `.` and `->` are the same and look through
//! pointers, `p.*` is another spelling of `*p`, `v[1..4]` is a slice, `x as T` and `(T)x` are casts. Where they differ,
//! in what operators bind and give, an expression means what it means in the language of the frame in which it is
//! evaluated; it is read for both at once.
//!
//! Nothing of the program is run or changed here: an assignment gives what is to be written, a call asks for it to be
//! made.

mod address;
mod arithmetic;
mod assign;
mod call;
mod convert;
mod eval;
mod lex;
mod load;
mod names;
mod operator;
mod parse;
mod path;
mod scalar;
mod static_members;
mod suffix;
mod types;

use std::cell::RefCell;

use thiserror::Error;

pub(crate) use lex::is_literal;
pub use {
    address::Pointed,
    assign::Store,
    call::{Call, Results},
    names::{Callable, MachineValue, Names},
    types::type_named,
};

use crate::render::{Format, Renderer, Value, ValueKind};
use parse::{Expr, ExprKind};
use suffix::Suffix;

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

/// Whose rules an expression follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rules {
    C,
    Rust,
}

/// An expression that was read once, to be evaluated any number of times.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    text: String,
    /// As Rust reads it.
    rust: Expr,
    /// As C reads it, where that is something else.
    c: Option<Expr>,
    suffixes: Vec<Suffix>,
}

/// What evaluating an expression that may change the program has come to.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The value.
    Value(Value),
    /// A call has to be made first, and its result added to those that are there.
    Call(Call),
    /// What is to be written; afterwards the value is that of the place.
    Assign {
        /// All of it.
        stores: Vec<Store>,
        /// What was assigned to.
        target: Value,
    },
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
        let read = || {
            let tokens = lex::lex(text)?;
            let (rust, suffixes) = parse::parse(text, &tokens, Rules::Rust)?;
            let (c, _) = parse::parse(text, &tokens, Rules::C)?;
            Ok((rust, c, suffixes))
        };
        let (rust, c, suffixes) = read().map_err(|failure| error(text, failure))?;
        let c = (c != rust).then_some(c);
        Ok(Self { text: text.to_owned(), rust, c, suffixes })
    }

    /// Reads an expression that is evaluated where nothing may be changed: in a condition, say.
    ///
    /// # Errors
    /// As [`Expression::parse`], and for an assignment.
    pub fn parse_pure(text: &str) -> Result<Self, ExprError> {
        let expression = Self::parse(text)?;
        match &expression.rust.kind {
            ExprKind::Assign { at, .. } => {
                let message = "an assignment is not made here; `==` compares".to_owned();
                Err(error(text, (message, *at)))
            }
            _ => Ok(expression),
        }
    }

    /// As it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text without what it says behind a comma of how to show the value, and that.
    #[must_use]
    pub fn split_suffix(&self) -> (&str, &str) {
        self.text.split_at_checked(self.rust.end).unwrap_or((&self.text, ""))
    }

    /// How its value is to be shown, where `format` would be without what it says itself.
    #[must_use]
    pub fn format(&self, format: Format) -> Format {
        suffix::format(&self.suffixes, format)
    }

    /// Its value, whose name is the text. Nothing is called or changed.
    ///
    /// # Errors
    /// [`ExprError`] for unknown names, members that do not exist, null pointers, assignments and calls.
    pub fn evaluate(&self, names: &dyn Names, renderer: &Renderer<'_>) -> Result<Value, ExprError> {
        let evaluator = self.evaluator(names, renderer, None);
        let kind = evaluator.suffixed(self.root(names), &self.suffixes);
        let kind = kind.map_err(|failure| error(&self.text, failure))?;
        Ok(Value { name: self.text.trim().to_owned(), kind })
    }

    /// Its value, an assignment, or a call that has to be made before either is known: then it is asked again, with
    /// the result of that call added.
    ///
    /// # Errors
    /// As [`Expression::evaluate`]; an assignment to what cannot be set.
    pub fn step(
        &self,
        names: &dyn Names,
        renderer: &Renderer<'_>,
        results: &Results,
    ) -> Result<Step, ExprError> {
        let evaluator = self.evaluator(names, renderer, Some(results));
        let root = self.root(names);
        let step = match &root.kind {
            ExprKind::Assign { operator, target, value, .. } => {
                evaluator.value(target).and_then(|kind| {
                    let name = evaluator.text(target);
                    let stores = evaluator.assign(&kind, name, *operator, value)?;
                    Ok(Step::Assign { stores, target: Value { name: name.to_owned(), kind } })
                })
            }
            _ => evaluator
                .suffixed(root, &self.suffixes)
                .map(|kind| Step::Value(Value { name: self.text.trim().to_owned(), kind })),
        };
        match evaluator.wanted.take() {
            Some(call) => Ok(Step::Call(call)),
            None => step.map_err(|failure| error(&self.text, failure)),
        }
    }

    /// Assigns its value to what `target` is, called `name`.
    ///
    /// # Errors
    /// As [`Expression::step`].
    pub fn assign_to(
        &self,
        target: &ValueKind,
        name: &str,
        names: &dyn Names,
        renderer: &Renderer<'_>,
        results: &Results,
    ) -> Result<Step, ExprError> {
        let evaluator = self.evaluator(names, renderer, Some(results));
        let stores = evaluator.assign(target, name, None, self.root(names));
        if let Some(call) = evaluator.wanted.take() {
            return Ok(Step::Call(call));
        }
        let stores = stores.map_err(|failure| error(&self.text, failure))?;
        let target = Value { name: name.to_owned(), kind: target.clone() };
        Ok(Step::Assign { stores, target })
    }

    /// Whether it holds: it is `true`, or a number, character or address other than 0.
    ///
    /// # Errors
    /// As [`Expression::evaluate`], and where its value is neither true nor false.
    pub fn holds(&self, names: &dyn Names, renderer: &Renderer<'_>) -> Result<bool, ExprError> {
        let evaluator = self.evaluator(names, renderer, None);
        evaluator.truth(self.root(names)).map_err(|failure| error(&self.text, failure))
    }

    fn root(&self, names: &dyn Names) -> &Expr {
        match (types::rules(names.language()), &self.c) {
            (Rules::C, Some(c)) => c,
            _ => &self.rust,
        }
    }

    fn evaluator<'a, 'r>(
        &'a self,
        names: &'a dyn Names,
        renderer: &'a Renderer<'r>,
        results: Option<&'a Results>,
    ) -> eval::Evaluator<'a, 'r> {
        let rules = types::rules(names.language());
        let wanted = RefCell::new(None);
        eval::Evaluator { source: &self.text, names, renderer, rules, results, wanted }
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
