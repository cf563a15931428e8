//! What stands behind an expression and a comma: how its value is to be shown.

use super::{
    Failure,
    eval::Evaluator,
    lex::{Token, TokenKind},
    load,
    parse::Expr,
};
use crate::{
    Place, TypeId,
    render::{Extent, Format, Notation, Text, ValueKind, View},
};

/// Elements that a pointer is opened to at most.
const ELEMENTS: u128 = 1 << 20;

/// How a value is to be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Suffix {
    /// `,x`, `,d`, `,o`, `,b`, `,c`: how integers are written.
    Notation(Notation),
    /// `,s`: bytes are text.
    Text,
    /// `,10`: so many elements from a pointer on.
    Elements(u64),
}

/// Reads what is left of an expression as suffixes.
pub(super) fn parse(source: &str, mut tokens: &[Token]) -> Result<Vec<Suffix>, Failure> {
    let mut suffixes = Vec::new();
    while let [first, rest @ ..] = tokens {
        if first.kind != TokenKind::Symbol(",") || suffixes.len() >= 2 {
            let text = &source[first.start..first.end];
            return Err((
                format!("`{text}` is not expected here; an operator would be"),
                first.start,
            ));
        }
        let [suffix, rest @ ..] = rest else {
            return Err((missing(), first.end));
        };
        suffixes.push(read(&suffix.kind).ok_or_else(|| (missing(), suffix.start))?);
        tokens = rest;
    }
    Ok(suffixes)
}

fn missing() -> String {
    "behind a comma stands how to show the value: x, d, o, b, c, s, or a number of elements"
        .to_owned()
}

fn read(kind: &TokenKind) -> Option<Suffix> {
    match kind {
        TokenKind::Integer(count, _) if *count <= ELEMENTS => {
            u64::try_from(*count).ok().map(Suffix::Elements)
        }
        TokenKind::Name(name) => Some(Suffix::Notation(match name.as_str() {
            "x" | "h" => Notation::Hexadecimal,
            "d" | "u" => Notation::Decimal,
            "o" => Notation::Octal,
            "b" | "t" => Notation::Binary,
            "c" => Notation::Character,
            "s" => return Some(Suffix::Text),
            _ => return None,
        })),
        _ => None,
    }
}

/// The format that suffixes leave of another one.
pub(super) fn format(suffixes: &[Suffix], format: Format) -> Format {
    let notation = suffixes.iter().find_map(|suffix| match suffix {
        Suffix::Notation(notation) => Some(*notation),
        Suffix::Text | Suffix::Elements(_) => None,
    });
    Format { notation: notation.unwrap_or(format.notation), ..format }
}

impl Evaluator<'_, '_> {
    /// The value of an expression as its suffixes want it.
    pub(super) fn suffixed(&self, expr: &Expr, suffixes: &[Suffix]) -> Result<ValueKind, Failure> {
        let mut kind = self.value(expr)?;
        for suffix in suffixes {
            kind = match suffix {
                Suffix::Notation(_) => kind,
                Suffix::Elements(count) => self.first_elements(expr, *count)?,
                Suffix::Text => self.as_text(&kind).ok_or_else(|| {
                    let text = self.text(expr);
                    (format!("`{text}` is {}, and no bytes of text", self.shown(&kind)), expr.start)
                })?,
            };
        }
        Ok(kind)
    }

    /// Bytes of memory as text: up to a zero where only that ends them.
    fn as_text(&self, kind: &ValueKind) -> Option<ValueKind> {
        let kind = load::settled(self.renderer, kind);
        let is_byte = |ty: TypeId| self.renderer.size_of(ty) == Some(1);
        match self.renderer.view(&kind) {
            View::Text(_) => Some(kind),
            View::Sequence(sequence) if is_byte(sequence.element) && sequence.inner.is_empty() => {
                let length = sequence.length?;
                match sequence.place_of_run(0, length)? {
                    Place::Memory(address) => Some(ValueKind::Utf8 { address, length }),
                    _ => None,
                }
            }
            View::Address(view) if view.target.is_some_and(is_byte) => {
                let text = Text {
                    place: Place::Memory(view.address),
                    extent: Extent::Terminated(u64::MAX),
                    style: view.style,
                    prefix: None,
                };
                let length = self.renderer.whole_text(&text)?.len() as u64;
                Some(ValueKind::Utf8 { address: view.address, length })
            }
            _ => None,
        }
    }
}
