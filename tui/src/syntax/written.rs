//! Languages that people write: Rust, C, C++, Zig, TypeScript, and WebAssembly as text.

use super::{
    Carry, FENCE, Painting, Token,
    words::{Language, NAMES_A_TYPE},
};

/// Bytes of a character in quotes at most, as far as it is looked for its end: `'\u{10ffff}'`.
const CHARACTER: usize = 14;

/// Bytes of the name of a header at most, as far as it is looked for its end.
const FILE: usize = 256;

pub(super) fn scan(language: Language, carry: &mut Carry, line: &str, painting: &mut Painting<'_>) {
    let mut scanner =
        Scanner { language, line, bytes: line.as_bytes(), at: 0, painting, named: None };
    let mut open = std::mem::take(carry);
    loop {
        open = match open {
            Carry::Code if scanner.at >= line.len() => break,
            Carry::Code => scanner.code(),
            Carry::Comment(depth) => scanner.comment(depth),
            Carry::LineComment => scanner.line_comment(),
            Carry::Text(quote) => scanner.text(quote),
            Carry::Hashed(hashes) => {
                scanner.until(hashed(&[b'#'; 255][..hashes.into()]), Carry::Hashed(hashes))
            }
            Carry::Fenced(fence, length) => {
                scanner.until(fenced(&fence[..length.into()]), Carry::Fenced(fence, length))
            }
            Carry::Attribute(depth) => scanner.attribute(depth),
        };
        if scanner.at >= line.len() {
            *carry = open;
            break;
        }
    }
}

fn hashed(hashes: &[u8]) -> (u8, &[u8], &[u8]) {
    (b'"', hashes, b"")
}

fn fenced(fence: &[u8]) -> (u8, &[u8], &[u8]) {
    (b')', fence, b"\"")
}

struct Scanner<'a, 'b, 'c> {
    language: Language,
    line: &'a str,
    bytes: &'a [u8],
    at: usize,
    painting: &'b mut Painting<'c>,
    /// What the word before says that the next one is.
    named: Option<Token>,
}

impl Scanner<'_, '_, '_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or_default()
    }

    fn begins(&self, with: &str) -> bool {
        self.bytes[self.at..].starts_with(with.as_bytes())
    }

    /// The next `length` bytes are this.
    fn take(&mut self, length: usize, token: Token) {
        self.at = (self.at + length).min(self.bytes.len());
        self.painting.upto(self.at, token);
    }

    fn take_while(&mut self, from: usize, token: Token, belongs: impl Fn(u8) -> bool) {
        let rest = &self.bytes[(self.at + from).min(self.bytes.len())..];
        let length = rest.iter().position(|&byte| !belongs(byte)).unwrap_or(rest.len());
        self.take(from + length, token);
    }

    /// The next word of code, and what is open behind it.
    fn code(&mut self) -> Carry {
        let byte = self.peek(0);
        match byte {
            b' ' | b'\t' => self.take_while(1, Token::Plain, |byte| matches!(byte, b' ' | b'\t')),
            _ if self.begins_line_comment() => return self.line_comment(),
            _ if self.begins(self.block_comment().0) => {
                self.take(2, Token::Comment);
                return self.comment(1);
            }
            b'0'..=b'9' => self.number(),
            b'"' => return self.quoted(0, b'"'),
            b'`' if self.language == Language::TypeScript => return self.quoted(0, b'`'),
            b'\'' => return self.apostrophe(),
            _ if self.language == Language::Wat => self.webassembly(),
            _ if is_word(byte) => return self.word(),
            b'#' => return self.hash(),
            b'@' if matches!(self.language, Language::Zig | Language::TypeScript) => {
                self.take_while(1, Token::Macro, is_word);
            }
            b'\\' if self.language == Language::Zig && self.peek(1) == b'\\' => {
                self.take(self.bytes.len(), Token::Text);
            }
            b'[' if self.language == Language::Cpp && self.peek(1) == b'[' => {
                self.take(2, Token::Macro);
                return Carry::Attribute(2);
            }
            _ => {
                self.named = None;
                self.take(1, Token::Plain);
            }
        }
        Carry::Code
    }

    fn begins_line_comment(&self) -> bool {
        self.begins(if self.language == Language::Wat { ";;" } else { "//" })
    }

    /// How a comment of several lines begins and ends; nothing begins with what Zig has.
    const fn block_comment(&self) -> (&'static str, &'static str) {
        match self.language {
            Language::Wat => ("(;", ";)"),
            Language::Zig => ("\n", "\n"),
            _ => ("/*", "*/"),
        }
    }

    fn line_comment(&mut self) -> Carry {
        self.take(self.bytes.len(), Token::Comment);
        let goes_on = self.is_of_c() && self.line.ends_with('\\');
        if goes_on { Carry::LineComment } else { Carry::Code }
    }

    const fn is_of_c(&self) -> bool {
        matches!(self.language, Language::C | Language::Cpp)
    }

    fn comment(&mut self, mut depth: u32) -> Carry {
        let (begin, end) = self.block_comment();
        let nested = matches!(self.language, Language::Rust | Language::Wat);
        while self.at < self.bytes.len() {
            if self.begins(end) {
                self.take(2, Token::Comment);
                depth -= 1;
                if depth == 0 {
                    return Carry::Code;
                }
            } else if nested && self.begins(begin) {
                self.take(2, Token::Comment);
                depth = depth.saturating_add(1);
            } else {
                self.take(1, Token::Comment);
            }
        }
        Carry::Comment(depth)
    }

    /// A text whose quote is `before` bytes ahead.
    fn quoted(&mut self, before: usize, quote: u8) -> Carry {
        self.named = None;
        self.take(before + 1, Token::Text);
        self.text(quote)
    }

    /// The rest of a text.
    fn text(&mut self, quote: u8) -> Carry {
        while self.at < self.bytes.len() {
            match self.peek(0) {
                b'\\' if self.at + 1 == self.bytes.len() => {
                    self.take(1, Token::Text);
                    return Carry::Text(quote);
                }
                b'\\' if self.peek(1).is_ascii() => self.take(2, Token::Text),
                byte => {
                    self.take(1, Token::Text);
                    if byte == quote {
                        return Carry::Code;
                    }
                }
            }
        }
        // Elsewhere a text that does not end on its line is a mistake, or one that is being written.
        let goes_on = self.language == Language::Rust || quote == b'`';
        if goes_on { Carry::Text(quote) } else { Carry::Code }
    }

    /// The rest of a raw text, which ends with a byte, a mark behind it, and what ends that.
    fn until(&mut self, (first, mark, last): (u8, &[u8], &[u8]), open: Carry) -> Carry {
        while self.at < self.bytes.len() {
            let behind = &self.bytes[self.at + 1..];
            let ends = self.peek(0) == first
                && behind.strip_prefix(mark).is_some_and(|rest| rest.starts_with(last));
            if ends {
                self.take(1 + mark.len() + last.len(), Token::Text);
                return Carry::Code;
            }
            self.take(1, Token::Text);
        }
        open
    }

    /// A character, a text, or a lifetime.
    fn apostrophe(&mut self) -> Carry {
        if self.language == Language::TypeScript {
            return self.quoted(0, b'\'');
        }
        let rest = &self.line[self.at + 1..];
        let first = rest.chars().next();
        let length = match first {
            Some('\\') => {
                let near = &rest.as_bytes()[..rest.len().min(CHARACTER)];
                // The byte behind the backslash may be a quote.
                near.iter().skip(2).position(|&byte| byte == b'\'').map(|at| at + 3)
            }
            Some(c) => rest[c.len_utf8()..].starts_with('\'').then(|| c.len_utf8() + 1),
            None => None,
        };
        match length {
            Some(length) => self.take(1 + length, Token::Text),
            None if self.language == Language::Rust => self.take_while(1, Token::Macro, is_word),
            None if self.is_of_c() => return self.quoted(0, b'\''),
            None => self.take(1, Token::Plain),
        }
        Carry::Code
    }

    fn number(&mut self) {
        let hexadecimal = self.peek(0) == b'0' && matches!(self.peek(1), b'x' | b'X');
        let mut length = 1;
        loop {
            let (byte, before, next) =
                (self.peek(length), self.peek(length - 1), self.peek(length + 1));
            let exponent = match hexadecimal {
                true => matches!(before, b'p' | b'P'),
                false => matches!(before, b'e' | b'E'),
            };
            let belongs = byte.is_ascii_alphanumeric()
                || byte == b'_'
                || (byte == b'.' && next != b'.' && !is_word_begin(next))
                || (byte == b':' && self.language == Language::Wat)
                || (byte == b'\''
                    && self.language == Language::Cpp
                    && next.is_ascii_alphanumeric())
                || (matches!(byte, b'+' | b'-') && exponent);
            if !belongs {
                break;
            }
            length += 1;
        }
        self.take(length, Token::Number);
    }

    /// A name or a keyword, or a text with a letter before it.
    fn word(&mut self) -> Carry {
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|&byte| !is_word(byte)).unwrap_or(rest.len());
        let word = &self.line[self.at..self.at + length];
        let behind = self.peek(length);
        if let Some(open) = self.prefixed(word, behind) {
            return open;
        }
        if self.painting.is_full() {
            self.take(length, Token::Plain);
            return Carry::Code;
        }
        let token = self.token_of(word, length);
        self.named = match word {
            "fn" | "function" => Some(Token::Function),
            _ => NAMES_A_TYPE.binary_search(&word).is_ok().then_some(Token::Type),
        };
        let exclamation = usize::from(token == Token::Macro && behind == b'!');
        self.take(length + exclamation, token);
        Carry::Code
    }

    /// Where `word` is a letter of a text that begins behind it, that text.
    fn prefixed(&mut self, word: &str, behind: u8) -> Option<Carry> {
        let length = word.len();
        match (self.language, word, behind) {
            (Language::Rust, "r" | "br" | "cr", b'"' | b'#') => {
                let hashes = self.bytes[self.at + length..]
                    .iter()
                    .take(255)
                    .take_while(|&&byte| byte == b'#')
                    .count();
                if self.peek(length + hashes) != b'"' {
                    // A keyword as a name.
                    return None;
                }
                self.take(length + hashes + 1, Token::Text);
                let count = u8::try_from(hashes).unwrap_or(u8::MAX);
                Some(self.until(hashed(&[b'#'; 255][..hashes]), Carry::Hashed(count)))
            }
            (Language::Rust, "b" | "c", b'"') => Some(self.quoted(length, b'"')),
            (Language::Rust, "b", b'\'') => {
                self.take(length, Token::Text);
                Some(self.apostrophe())
            }
            (Language::Cpp, "R" | "LR" | "uR" | "UR" | "u8R", b'"') => {
                let inside = &self.bytes[self.at + length + 1..];
                let fence = inside.iter().take(FENCE + 1).position(|&byte| byte == b'(')?;
                let mut mark = [0; FENCE];
                mark[..fence].copy_from_slice(&inside[..fence]);
                self.take(length + 1 + fence + 1, Token::Text);
                let open = Carry::Fenced(mark, fence as u8);
                Some(self.until(fenced(&mark[..fence]), open))
            }
            (Language::C | Language::Cpp, "L" | "u" | "U" | "u8", b'"' | b'\'') => {
                Some(self.quoted(length, behind))
            }
            _ => None,
        }
    }

    fn token_of(&self, word: &str, length: usize) -> Token {
        let behind = self.peek(length);
        let is_macro =
            self.language == Language::Rust && behind == b'!' && self.peek(length + 1) != b'=';
        if self.language.is_keyword(word) {
            return Token::Keyword;
        }
        if self.language.is_type(word) {
            return Token::Type;
        }
        if self.language.is_constant(word) {
            return Token::Number;
        }
        if is_macro {
            return Token::Macro;
        }
        if let Some(named) = self.named {
            return named;
        }
        let called =
            self.bytes[self.at + length..].iter().find(|byte| **byte != b' ') == Some(&b'(');
        let (upper, lower) =
            (word.contains(|c: char| c.is_uppercase()), word.contains(|c: char| c.is_lowercase()));
        let begins_upper = word.starts_with(|c: char| c.is_uppercase());
        match (called, upper, lower) {
            (false, true, false) if word.len() > 1 => Token::Number,
            (_, true, false) if word.len() == 1 => Token::Type,
            // Constructors and variants are written like calls.
            (_, true, true) if begins_upper && (!called || self.language == Language::Rust) => {
                Token::Type
            }
            (true, ..) => Token::Function,
            _ => Token::Plain,
        }
    }

    /// An attribute of Rust, a directive of C.
    fn hash(&mut self) -> Carry {
        if self.language == Language::Rust {
            let length = if self.peek(1) == b'!' { 2 } else { 1 };
            if self.peek(length) == b'[' {
                self.take(length + 1, Token::Macro);
                return Carry::Attribute(1);
            }
        }
        if !self.is_of_c() {
            self.take(1, Token::Plain);
            return Carry::Code;
        }
        let blanks = self.bytes[self.at + 1..].iter().take_while(|&&byte| byte == b' ').count();
        let is_include = self.bytes[self.at + 1 + blanks..].starts_with(b"include");
        self.take_while(1 + blanks, Token::Macro, is_word);
        let mut near = self.bytes[self.at..].iter().take(FILE);
        if is_include && let Some(end) = near.position(|&byte| byte == b'>') {
            self.take(end + 1, Token::Text);
        }
        Carry::Code
    }

    /// The rest of an attribute, which is so many brackets deep.
    fn attribute(&mut self, mut depth: u32) -> Carry {
        while self.at < self.bytes.len() {
            match self.peek(0) {
                b'[' => depth = depth.saturating_add(1),
                b']' => depth -= 1,
                b'/' if self.begins_line_comment() => {
                    self.line_comment();
                    return Carry::Attribute(depth);
                }
                b'"' => {
                    // One that goes on in the next line is seen as its end, which is rare enough.
                    self.quoted(0, b'"');
                    continue;
                }
                _ => {}
            }
            self.take(1, Token::Macro);
            if depth == 0 {
                return Carry::Code;
            }
        }
        Carry::Attribute(depth)
    }

    /// A word of WebAssembly text.
    fn webassembly(&mut self) {
        let belongs = |byte: u8| !matches!(byte, b' ' | b'\t' | b'(' | b')' | b'"' | b';');
        let rest = &self.bytes[self.at..];
        let length = rest.iter().position(|&byte| !belongs(byte)).unwrap_or(rest.len());
        let word = &self.line[self.at..self.at + length];
        let token = match word.as_bytes() {
            [] => return self.take(1, Token::Plain),
            [b'$', ..] => Token::Name,
            [b'@', ..] => Token::Macro,
            [b'+' | b'-', ..] => Token::Number,
            _ if word.contains('=') => Token::Macro,
            _ if self.language.is_type(word) => Token::Type,
            _ if self.language.is_constant(word) || word.starts_with("nan:") => Token::Number,
            _ => Token::Keyword,
        };
        self.take(length, token);
    }
}

const fn is_word_begin(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte == b'$' || byte >= 0x80
}

const fn is_word(byte: u8) -> bool {
    is_word_begin(byte) || byte.is_ascii_digit()
}
