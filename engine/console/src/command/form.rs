//! What stands behind a command's name and a slash: `x/16xb`, `print/t`.

use wrtd_debug::{Format, Notation};

/// How integers of a value are written: what `print/x` asks for; `None` for other letters.
pub(super) fn value_format(text: &str) -> Option<Format> {
    let notation = match text {
        "x" | "z" => return Some(Format { hex: true, ..Format::default() }),
        "d" | "u" => Notation::Decimal,
        "o" => Notation::Octal,
        "t" | "b" => Notation::Binary,
        "c" => Notation::Character,
        _ => return None,
    };
    Some(Format { notation, ..Format::default() })
}

/// How a unit of memory is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Letter {
    /// `x`
    Hexadecimal,
    /// `d`
    Signed,
    /// `u`
    Unsigned,
    /// `o`
    Octal,
    /// `t`
    Binary,
    /// `c`
    Character,
    /// `a`: with the variable that lies there.
    Address,
    /// `f`
    Float,
    /// `s`: text up to a zero.
    Text,
    /// `i`
    Instruction,
}

/// What a slash asks for of memory; none where it does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Form {
    /// How many units.
    pub(crate) count: Option<usize>,
    pub(crate) letter: Option<Letter>,
    /// Bytes of a unit: 1, 2, 4 or 8.
    pub(crate) size: Option<usize>,
}

impl Form {
    /// Reads a count, a letter and a size, of which each may be left out; the error is a clause.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let letters = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = &text[..text.len() - letters.len()];
        let mut form = Self::default();
        if !digits.is_empty() {
            let count = digits.parse().ok().filter(|&count| count > 0);
            form.count = Some(count.ok_or_else(|| format!("`{digits}` is no count from 1 on"))?);
        }
        for letter in letters.chars() {
            let (of, size) = match letter {
                'x' | 'z' => (Some(Letter::Hexadecimal), None),
                'd' => (Some(Letter::Signed), None),
                'u' => (Some(Letter::Unsigned), None),
                'o' => (Some(Letter::Octal), None),
                't' => (Some(Letter::Binary), None),
                'c' => (Some(Letter::Character), None),
                'a' => (Some(Letter::Address), None),
                'f' => (Some(Letter::Float), None),
                's' => (Some(Letter::Text), None),
                'i' => (Some(Letter::Instruction), None),
                'b' => (None, Some(1)),
                'h' => (None, Some(2)),
                'w' => (None, Some(4)),
                'g' => (None, Some(8)),
                _ => return Err(unknown(text)),
            };
            let twice =
                of.is_some() && form.letter.is_some() || size.is_some() && form.size.is_some();
            if twice {
                return Err(unknown(text));
            }
            form.letter = form.letter.or(of);
            form.size = form.size.or(size);
        }
        Ok(form)
    }
}

fn unknown(text: &str) -> String {
    format!(
        "`/{text}` is no format; write a count, one of x d u o t c a f s i, and a size of b (1 byte), h (2), w (4) or \
         g (8), as in /16xb"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_read_in_any_order() {
        let form = |count, letter, size| Ok(Form { count, letter, size });
        assert_eq!(Form::parse("16xb"), form(Some(16), Some(Letter::Hexadecimal), Some(1)));
        assert_eq!(Form::parse("gx"), form(None, Some(Letter::Hexadecimal), Some(8)));
        assert_eq!(Form::parse("3"), form(Some(3), None, None));
        assert_eq!(Form::parse("s"), form(None, Some(Letter::Text), None));
        assert_eq!(Form::parse(""), form(None, None, None));
        for text in ["0x", "xx", "bw", "y", "x3", "-1x", "99999999999999999999x", "ä"] {
            assert!(Form::parse(text).is_err(), "{text}");
        }
    }
}
