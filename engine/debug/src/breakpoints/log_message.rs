//! Messages that a breakpoint prints instead of stopping.

use wrtd_symbols::expr::{ExprError, Expression};

/// A piece of a message.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    Text(String),
    Value(Expression),
}

/// Reads a message: text with expressions in braces. `{{` and `}}`, and `\{` and `\}`, are braces.
pub(crate) fn parse(message: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut rest = message;
    while let Some(first) = rest.chars().next() {
        if let Some(brace) = escaped(rest) {
            text.push(brace);
            rest = rest.get(2..).unwrap_or_default();
        } else if first == '{' {
            let length = expression_length(&rest[1..]).ok_or_else(|| {
                format!("`{}` is not closed; a brace as such is `{{{{`", shortened(rest))
            })?;
            if !text.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut text)));
            }
            let (expression, after) = rest[1..].split_at(length);
            let wrong = |error: ExprError| format!("in `{{{expression}}}`: {error}");
            pieces.push(Piece::Value(Expression::parse_pure(expression).map_err(wrong)?));
            rest = after.get(1..).unwrap_or_default();
        } else {
            text.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    if !text.is_empty() {
        pieces.push(Piece::Text(text));
    }
    Ok(pieces)
}

fn escaped(text: &str) -> Option<char> {
    match text.as_bytes() {
        [b'{' | b'\\', b'{', ..] => Some('{'),
        [b'}' | b'\\', b'}', ..] => Some('}'),
        _ => None,
    }
}

/// Bytes up to the brace that closes, which is none inside of quotes.
fn expression_length(text: &str) -> Option<usize> {
    let mut quoted = false;
    let mut depth = 0_u32;
    let mut bytes = text.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'\\' if quoted => _ = bytes.next(),
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(message: &str) -> String {
        let show = |piece: Piece| match piece {
            Piece::Text(text) => format!("[{text}]"),
            Piece::Value(expression) => format!("<{}>", expression.text()),
        };
        parse(message).unwrap().into_iter().map(show).collect()
    }

    #[test]
    fn expressions_stand_in_braces() {
        assert_eq!(read("x is {x}, {y.z + 1}"), "[x is ]<x>[, ]<y.z + 1>");
        assert_eq!(read("{{x}} \\{y\\} {m[\"}\"]}"), "[{x} {y} ]<m[\"}\"]>");
        assert_eq!(read("no end } ä"), "[no end } ä]");
        assert_eq!(read(""), "");
    }

    #[test]
    fn what_is_wrong_is_told() {
        assert_eq!(parse("a {x").unwrap_err(), "`{x` is not closed; a brace as such is `{{`");
        let message = parse("a {x +}").unwrap_err();
        assert!(message.starts_with("in `{x +}`: "), "{message}");
    }
}
