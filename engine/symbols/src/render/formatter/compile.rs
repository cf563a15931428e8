//! From what users write to formatters.

use std::sync::Arc;

use super::{Children, Formatter, FormatterSpec, Inside, pattern::Pattern, template::Template};
use crate::{
    expr::{ExprError, Expression},
    render::{Renderer, Value},
};

/// Children of a formatter.
const CHILD_LIMIT: usize = 256;

/// An expression in which `$1`, `$2`... stand for parts of the type's name.
#[derive(Debug)]
pub(super) struct Code {
    text: String,
    /// Read once, where nothing stands for anything else.
    expression: Option<Expression>,
}

impl Code {
    /// Reads an expression.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        // A capture may be any part of a name, so that only an example can be read now.
        let has_captures = text.as_bytes().windows(2).any(is_capture);
        let example =
            if has_captures { replaced(text, |_| "int".to_owned()) } else { text.to_owned() };
        let read = Expression::parse(&example);
        let expression = read.map_err(|error| format!("`{}`: {error}", text.trim()))?;
        Ok(Self { text: text.trim().to_owned(), expression: (!has_captures).then_some(expression) })
    }

    /// As it was written.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn evaluate(
        &self,
        names: &Inside<'_, '_>,
        renderer: &Renderer<'_>,
        captures: &[String],
    ) -> Result<Value, ExprError> {
        if let Some(expression) = &self.expression {
            return expression.evaluate(names, renderer);
        }
        let text = replaced(&self.text, |index| captures.get(index).cloned().unwrap_or_default());
        Expression::parse(&text)?.evaluate(names, renderer)
    }
}

fn is_capture(pair: &[u8]) -> bool {
    matches!(pair, [b'$', b'1'..=b'9'])
}

/// The text with something else for each `$1`, `$2`...
fn replaced(text: &str, capture: impl Fn(usize) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        match rest.as_bytes().get(at + 1) {
            Some(digit @ b'1'..=b'9') => {
                out.push_str(&capture(usize::from(digit - b'1')));
                rest = &rest[at + 2..];
            }
            _ => {
                out.push('$');
                rest = &rest[at + 1..];
            }
        }
    }
    out.push_str(rest);
    out
}

impl Formatter {
    /// Reads a formatter.
    pub(super) fn compile(spec: &FormatterSpec) -> Result<Self, String> {
        let children = match (&spec.children, &spec.array, &spec.map) {
            (None, None, None) => Children::Members,
            (Some(children), None, None) => {
                if children.len() > CHILD_LIMIT {
                    return Err(format!("it has more than {CHILD_LIMIT} children"));
                }
                let read = |(name, text): &(String, String)| Ok((name.clone(), Code::parse(text)?));
                Children::Named(children.iter().map(read).collect::<Result<_, String>>()?)
            }
            (None, Some([pointer, length]), None) => {
                Children::Array { pointer: Code::parse(pointer)?, length: Code::parse(length)? }
            }
            (None, None, Some([pointer, length, key, value])) => Children::Map {
                pointer: Code::parse(pointer)?,
                length: Code::parse(length)?,
                key: Arc::new(Code::parse(key)?),
                value: Arc::new(Code::parse(value)?),
            },
            _ => return Err("it has several of `children`, `array` and `map`; keep one".to_owned()),
        };
        if !spec.hide.is_empty() && !matches!(children, Children::Members) {
            return Err("it hides members, of which it shows none; take `hide` out".to_owned());
        }
        let summary = spec.summary.as_deref().map(Template::parse).transpose()?;
        if summary.is_none() && spec.hide.is_empty() && matches!(children, Children::Members) {
            return Err("it changes nothing; give it a `summary` or `children`".to_owned());
        }
        let pattern = Pattern::parse(&spec.pattern)?;
        Ok(Self { pattern, summary, children, hide: spec.hide.clone() })
    }
}
