//! Listings of instructions, as the session makes them.

use super::{Painting, Token, words::Language};

/// Bytes of a name at most, as far as it is looked for its end.
const NAME: usize = 256;
/// Digits of an address at least, so that `add` is none.
const DIGITS: usize = 4;

pub(super) fn scan(line: &str, painting: &mut Painting<'_>) {
    let (code, comment) = line.split_at(line.find(" ;").unwrap_or(line.len()));
    let mut mnemonic = true;
    let mut at = 0;
    while at < code.len() {
        let rest = &code[at..];
        let blanks = rest.len() - rest.trim_start_matches(' ').len();
        painting.upto(at + blanks, Token::Plain);
        at += blanks;
        let rest = &code[at..];
        // A name in angle brackets may have blanks in it.
        let length = match name(rest) {
            Some(length) => length,
            None => rest.find(' ').unwrap_or(rest.len()),
        };
        let word = &rest[..length];
        let token = match word.as_bytes() {
            [] => break,
            [b'<', ..] => Token::Function,
            _ if is_address(word) && mnemonic => Token::Address,
            _ if mnemonic => {
                mnemonic = false;
                Token::Keyword
            }
            _ if word.trim_start_matches(['-', '+']).starts_with(|c: char| c.is_ascii_digit()) => {
                Token::Number
            }
            _ if word.contains('=') => Token::Macro,
            _ if Language::Listing.is_type(word.trim_matches(['(', ')', ','])) => Token::Type,
            _ => Token::Plain,
        };
        at += length;
        painting.upto(at, token);
    }
    painting.upto(line.len(), if comment.is_empty() { Token::Plain } else { Token::Comment });
}

/// Bytes of a name in angle brackets, which may have such in it: `<Vec<u8>::push>`.
fn name(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.starts_with('<').then_some(())?;
    for (at, byte) in text.bytes().enumerate().take(NAME) {
        match byte {
            b'<' => depth += 1,
            b'>' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

fn is_address(word: &str) -> bool {
    let digits = word.strip_suffix(':').unwrap_or_default();
    digits.len() >= DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}
