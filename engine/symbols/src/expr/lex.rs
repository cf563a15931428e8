//! Tokens.

use super::{
    Failure,
    scalar::{FloatType, IntegerType, Rank},
};

/// A token and where it begins and ends, in bytes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What a token is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum TokenKind {
    /// A name or keyword.
    Name(String),
    /// An integer literal, and what it says of its type.
    Integer(u128, Notation),
    /// A floating-point literal, and whether it says that it has 32 bits, or 64.
    Float(f64, FloatType),
    /// A string literal's bytes.
    Text(Vec<u8>),
    /// A character literal.
    Char(char),
    /// An operator or bracket.
    Symbol(&'static str),
}

/// What an integer literal says of its type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Notation {
    /// It is written in decimal, where C tries signed types only.
    pub(super) decimal: bool,
    /// Rust's type, as in `5u8`.
    pub(super) ty: Option<IntegerType>,
    /// C's `u`.
    pub(super) unsigned: bool,
    /// C's `l` (1) or `ll` (2).
    pub(super) long: u8,
}

/// Operators and brackets, longer ones first.
const SYMBOLS: [&str; 45] = [
    "..=", "<<=", ">>=", "..", "->", "::", "==", "!=", "<=", ">=", "<<", ">>", "&&", "||", "+=",
    "-=", "*=", "/=", "%=", "&=", "|=", "^=", ".", "[", "]", "(", ")", "*", "&", "!", "~", "-",
    "+", "/", "%", "<", ">", "|", "^", ",", "{", "}", "=", "?", ":",
];

/// Splits an expression into tokens.
pub(super) fn lex(source: &str) -> Result<Vec<Token>, Failure> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(first) = source[at..].chars().next() {
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        // `t.0.1` is a path, not a path and a float.
        let after_dot =
            tokens.last().is_some_and(|token| matches!(token.kind, TokenKind::Symbol("." | "->")));
        let (kind, length) = token(&source[at..], first, after_dot)
            .map_err(|(message, offset)| (message, at + offset))?;
        tokens.push(Token { kind, start: at, end: at + length });
        at += length;
    }
    Ok(tokens)
}

/// Whether `text` is one literal: an integer (perhaps negative), text, a character or a boolean,
/// none of them shortened.
pub(crate) fn is_literal(text: &str) -> bool {
    if text.contains('…') {
        return false;
    }
    let Ok(tokens) = lex(text) else { return false };
    let kinds: Vec<&TokenKind> = tokens.iter().map(|token| &token.kind).collect();
    match &kinds[..] {
        [TokenKind::Name(name)] => name == "true" || name == "false",
        [TokenKind::Integer(..) | TokenKind::Text(_) | TokenKind::Char(_)]
        | [TokenKind::Symbol("-"), TokenKind::Integer(..)] => true,
        _ => false,
    }
}

fn token(rest: &str, first: char, after_dot: bool) -> Result<(TokenKind, usize), Failure> {
    if first.is_ascii_digit() {
        return number(rest, after_dot);
    }
    if first == '"' {
        let (bytes, length) = quoted(rest, '"')?;
        return Ok((TokenKind::Text(bytes), length));
    }
    if first == '\'' {
        let (bytes, length) = quoted(rest, '\'')?;
        return Ok((TokenKind::Char(single(&bytes)?), length));
    }
    if first.is_alphabetic() || first == '_' || first == '$' {
        let length = name_length(rest);
        // Rust's raw identifiers are recorded without their prefix.
        if &rest[..length] == "r" && rest[length..].starts_with('#') {
            let raw = name_length(&rest[2..]);
            return Ok((TokenKind::Name(rest[2..2 + raw].to_owned()), 2 + raw));
        }
        return Ok((TokenKind::Name(rest[..length].to_owned()), length));
    }
    match SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
        Some(symbol) => Ok((TokenKind::Symbol(symbol), symbol.len())),
        None => Err((format!("`{first}` has no meaning in an expression"), 0)),
    }
}

fn name_length(text: &str) -> usize {
    text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$')).unwrap_or(text.len())
}

fn number(rest: &str, after_dot: bool) -> Result<(TokenKind, usize), Failure> {
    if after_dot {
        let length = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let value = integer(&rest[..length], 10)?;
        return Ok((TokenKind::Integer(value, Notation::default()), length));
    }
    for (prefix, radix) in [("0x", 16), ("0X", 16), ("0b", 2), ("0o", 8)] {
        if let Some(digits) = rest.strip_prefix(prefix) {
            let length = digits_length(digits, radix);
            let value = integer(&digits[..length], radix)?;
            let length = prefix.len() + length;
            return Ok(typed_integer(value, false, rest, length));
        }
    }
    let whole = digits_length(rest, 10);
    let fraction = rest[whole..]
        .strip_prefix('.')
        .filter(|after| after.starts_with(|c: char| c.is_ascii_digit()))
        .map_or(0, |after| 1 + digits_length(after, 10));
    let mantissa = whole + fraction;
    let exponent = exponent_length(&rest[mantissa..]);
    let length = mantissa + exponent;
    let suffix = suffix(&rest[length..]);
    let is_integer = fraction == 0 && exponent == 0;
    if is_integer && !suffix.starts_with(['f', 'F']) {
        return Ok(typed_integer(integer(&rest[..whole], 10)?, true, rest, whole));
    }
    let ty = match suffix {
        "f" | "F" | "f32" => FloatType::Single,
        "f64" => FloatType::Double,
        _ => FloatType::Literal,
    };
    let digits = rest[..length].replace('_', "");
    match digits.parse() {
        Ok(value) => Ok((TokenKind::Float(value, ty), length + suffix.len())),
        Err(_) => Err((format!("`{digits}` is no number"), 0)),
    }
}

/// An integer whose digits end at a byte of `rest`, with the type that may stand behind them.
fn typed_integer(value: u128, decimal: bool, rest: &str, end: usize) -> (TokenKind, usize) {
    let suffix = suffix(&rest[end..]);
    let mut notation = Notation { decimal, ..Notation::default() };
    let lower = suffix.to_ascii_lowercase();
    match lower.strip_prefix(['u', 'i']) {
        Some("size") => {
            let signed = lower.starts_with('i');
            notation.ty = Some(IntegerType { rank: Rank::Size, bits: 32, signed });
        }
        Some(bits) if bits.parse::<u32>().is_ok() => {
            let bits = bits.parse().unwrap_or(32);
            notation.ty = Some(IntegerType::fixed(bits, lower.starts_with('i')));
        }
        _ => {
            notation.unsigned = lower.contains('u');
            notation.long = u8::try_from(lower.matches('l').count()).unwrap_or(2);
        }
    }
    (TokenKind::Integer(value, notation), end + suffix.len())
}

fn digits_length(text: &str, radix: u32) -> usize {
    text.find(|c: char| !(c.is_digit(radix) || c == '_')).unwrap_or(text.len())
}

fn exponent_length(text: &str) -> usize {
    let Some(after) = text.strip_prefix(['e', 'E']) else { return 0 };
    let digits = after.strip_prefix(['+', '-']).unwrap_or(after);
    match digits_length(digits, 10) {
        0 => 0,
        length => text.len() - digits.len() + length,
    }
}

/// The type suffix at the start of a text, such as `u8`, `UL` or `f32`.
fn suffix(text: &str) -> &str {
    let length = name_length(text);
    let suffix = text[..length].to_ascii_lowercase();
    let widths: &[&str] = match suffix.chars().next() {
        Some('f') => &["32", "64"],
        _ => &["8", "16", "32", "64", "128", "size"],
    };
    let rust = suffix.strip_prefix(['u', 'i', 'f']).is_some_and(|width| widths.contains(&width));
    let c = ["u", "l", "ul", "lu", "ll", "ull", "llu", "f"].contains(&&*suffix);
    if rust || c { &text[..length] } else { "" }
}

fn integer(digits: &str, radix: u32) -> Result<u128, Failure> {
    u128::from_str_radix(&digits.replace('_', ""), radix)
        .map_err(|_| (format!("`{digits}` is no integer of at most 128 bits"), 0))
}

/// The bytes of a quoted literal at the start of `text`, and its length with the quotes.
fn quoted(text: &str, quote: char) -> Result<(Vec<u8>, usize), Failure> {
    let mut bytes = Vec::new();
    let mut characters = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = characters.next() {
        if c == quote {
            return Ok((bytes, at + 1));
        }
        if c != '\\' {
            bytes.extend(c.encode_utf8(&mut [0; 4]).bytes());
            continue;
        }
        let length = escape(&text[at + 1..], &mut bytes).map_err(|message| (message, at))?;
        let end = at + 1 + length;
        while characters.peek().is_some_and(|(next, _)| *next < end) {
            characters.next();
        }
    }
    Err((format!("the closing {quote} is missing"), 0))
}

/// Appends what an escape sequence (after its backslash) stands for; gives its length.
fn escape(text: &str, bytes: &mut Vec<u8>) -> Result<usize, String> {
    let unknown =
        || "an escape sequence is one of \\n \\t \\r \\0 \\\\ \\\" \\' \\xNN \\u{N}".to_owned();
    if let Some(octal) = text.get(..3).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
        && let Ok(byte) = u8::from_str_radix(octal, 8)
    {
        bytes.push(byte);
        return Ok(3);
    }
    let first = text.chars().next().ok_or_else(unknown)?;
    let byte = match first {
        'a' => 7,
        'b' => 8,
        't' => b'\t',
        'n' => b'\n',
        'v' => 11,
        'f' => 12,
        'r' => b'\r',
        'e' => 27,
        '0' => 0,
        '\\' | '"' | '\'' => u8::try_from(first).unwrap_or(b'\\'),
        'x' => {
            let digits = text.get(1..3).ok_or_else(unknown)?;
            bytes.push(u8::from_str_radix(digits, 16).map_err(|_| unknown())?);
            return Ok(3);
        }
        'u' => {
            let (digits, _) = text[1..]
                .strip_prefix('{')
                .and_then(|rest| rest.split_once('}'))
                .ok_or_else(unknown)?;
            let scalar = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
            let scalar = scalar.ok_or_else(unknown)?;
            bytes.extend(scalar.encode_utf8(&mut [0; 4]).bytes());
            return Ok(digits.len() + 3);
        }
        _ => return Err(unknown()),
    };
    bytes.push(byte);
    Ok(1)
}

fn single(bytes: &[u8]) -> Result<char, Failure> {
    let mut characters = std::str::from_utf8(bytes).unwrap_or("").chars();
    match (characters.next(), characters.next(), bytes) {
        (Some(only), None, _) => Ok(only),
        (None, _, [byte]) => Ok(char::from(*byte)),
        _ => Err(("a character literal holds one character; text is quoted with \"".to_owned(), 0)),
    }
}
