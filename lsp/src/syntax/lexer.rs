//! A text as tokens. Every byte is in one, whatever the text.

use unicode_ident::{is_xid_continue, is_xid_start};

use super::{SyntaxError, SyntaxKind, error::Code};

/// A token: its kind, and where it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: SyntaxKind,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// All tokens of a text, and what is wrong with them.
pub(super) fn tokens(text: &str) -> (Vec<Token>, Vec<SyntaxError>) {
    let mut lexer = Lexer { text, at: 0, errors: Vec::new() };
    let mut tokens = Vec::with_capacity(text.len() / 4);
    while lexer.at < text.len() {
        let start = lexer.at;
        let kind = lexer.next();
        tokens.push(Token { kind, start: start as u32, end: lexer.at as u32 });
    }
    lexer.forbidden();
    (tokens, lexer.errors)
}

struct Lexer<'a> {
    text: &'a str,
    at: usize,
    errors: Vec<SyntaxError>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn eat(&mut self, wanted: impl Fn(char) -> bool) -> bool {
        match self.peek().filter(|&c| wanted(c)) {
            Some(c) => {
                self.at += c.len_utf8();
                true
            }
            None => false,
        }
    }

    fn eat_while(&mut self, wanted: impl Fn(char) -> bool) {
        while self.eat(&wanted) {}
    }

    /// The next token. A file may begin with a byte order mark, and lines may end as on Windows.
    fn next(&mut self) -> SyntaxKind {
        let start = self.at;
        let Some(first) = self.peek() else { return SyntaxKind::Unknown };
        self.at += first.len_utf8();
        match first {
            '\u{feff}' if start == 0 => SyntaxKind::ByteOrderMark,
            ' ' | '\t' | '\n' => self.whitespace(),
            '\r' if self.peek() == Some('\n') => self.whitespace(),
            '/' if self.eat(|c| c == '/') => {
                self.eat_while(|c| c != '\n');
                // A line end of Windows belongs to what comes then.
                if self.text[..self.at].ends_with('\r') && self.peek() == Some('\n') {
                    self.at -= 1;
                }
                SyntaxKind::LineComment
            }
            '/' if self.eat(|c| c == '*') => self.block_comment(start),
            '-' if self.eat(|c| c == '>') => SyntaxKind::Arrow,
            '%' => {
                if self.eat(is_start) {
                    self.eat_while(is_continue);
                }
                SyntaxKind::ExplicitIdentifier
            }
            '"' => self.string(start),
            c if is_start(c) => {
                self.eat_while(is_continue);
                SyntaxKind::keyword(&self.text[start..self.at]).unwrap_or(SyntaxKind::Identifier)
            }
            c if c.is_ascii_digit() => {
                self.eat_while(|c| c.is_ascii_digit());
                SyntaxKind::Integer
            }
            c => sign(c).unwrap_or_else(|| {
                // A run of what means nothing is one token and one message.
                self.eat_while(|c| {
                    sign(c).is_none()
                        && !is_start(c)
                        && !c.is_ascii_digit()
                        && !matches!(c, ' ' | '\t' | '\r' | '\n' | '/' | '%' | '"')
                });
                let message = format!("`{}` means nothing here", shown(&self.text[start..self.at]));
                self.error(start, self.at, Code::Character, message, None);
                SyntaxKind::Unknown
            }),
        }
    }

    fn whitespace(&mut self) -> SyntaxKind {
        loop {
            self.eat_while(|c| matches!(c, ' ' | '\t' | '\n'));
            if self.rest().starts_with("\r\n") {
                self.at += 2;
            } else {
                return SyntaxKind::Whitespace;
            }
        }
    }

    /// Comments may lie in comments.
    fn block_comment(&mut self, start: usize) -> SyntaxKind {
        let mut depth = 1_usize;
        while depth > 0 {
            let bytes = self.text.as_bytes();
            match (bytes.get(self.at), bytes.get(self.at + 1)) {
                (Some(b'/'), Some(b'*')) => {
                    depth += 1;
                    self.at += 2;
                }
                (Some(b'*'), Some(b'/')) => {
                    depth -= 1;
                    self.at += 2;
                }
                (Some(_), _) => self.at += 1,
                (None, _) => {
                    let message = "this comment has no end".to_owned();
                    self.error(start, start + 2, Code::Comment, message, Some("write `*/`"));
                    break;
                }
            }
        }
        SyntaxKind::BlockComment
    }

    /// A text ends at its quote, or else with its line.
    fn string(&mut self, start: usize) -> SyntaxKind {
        loop {
            match self.peek() {
                Some('"') => {
                    self.at += 1;
                    return SyntaxKind::StringLiteral;
                }
                Some('\n') | None => {
                    let message = "this text has no end".to_owned();
                    self.error(start, self.at, Code::Text, message, Some("write `\"`"));
                    return SyntaxKind::StringLiteral;
                }
                Some('\\') => {
                    let escape = self.at;
                    self.at += 1;
                    self.escape(escape);
                }
                Some(c) => {
                    if c.is_control() {
                        let message = "a text has no control characters".to_owned();
                        self.error(self.at, self.at + c.len_utf8(), Code::Text, message, None);
                    }
                    self.at += c.len_utf8();
                }
            }
        }
    }

    fn escape(&mut self, start: usize) {
        let hexadecimal = |c: char| c.is_ascii_hexdigit();
        let good = match self.peek() {
            Some('"' | '\'' | 't' | 'n' | 'r' | '\\') => {
                self.at += 1;
                true
            }
            Some('u') => {
                self.at += 1;
                let digits = self.at + 1;
                let opened = self.eat(|c| c == '{');
                self.eat_while(|c| c.is_ascii_hexdigit() || c == '_');
                let number = self.text.get(digits..self.at).unwrap_or_default().replace('_', "");
                let scalar = u32::from_str_radix(&number, 16).ok().and_then(char::from_u32);
                opened && self.eat(|c| c == '}') && scalar.is_some()
            }
            Some(c) if hexadecimal(c) => {
                self.at += 1;
                self.eat(hexadecimal)
            }
            _ => false,
        };
        if !good {
            let message = format!("`{}` is no escape", shown(&self.text[start..self.at]));
            let hint = "there are `\\n`, `\\t`, `\\r`, `\\\\`, `\\\"`, `\\'`, `\\7f` and `\\u{7f}`";
            self.error(start, self.at, Code::Text, message, Some(hint));
        }
    }

    /// Characters that no file may have, wherever they are: those that make a text look like another one.
    fn forbidden(&mut self) {
        if self.text.bytes().all(|byte| (b' '..0x7f).contains(&byte) || byte == b'\n') {
            return;
        }
        for (at, c) in self.text.char_indices() {
            let why = match c {
                '\n' | '\r' | '\t' => continue,
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                    "turns the direction of writing"
                }
                '\u{149}' | '\u{673}' | '\u{f77}' | '\u{f79}' | '\u{17a3}' | '\u{17a4}'
                | '\u{17b4}' | '\u{17b5}' => "is deprecated by Unicode",
                c if c.is_control() => "is a control character",
                _ => continue,
            };
            let message = format!("U+{:04X} {why}, which no WIT file may have", u32::from(c));
            self.error(at, at + c.len_utf8(), Code::Character, message, Some("remove it"));
        }
    }

    fn error(&mut self, start: usize, end: usize, code: Code, message: String, hint: Option<&str>) {
        self.errors.push(SyntaxError::new(start, end, code, message, hint.map(str::to_owned)));
    }
}

const fn sign(c: char) -> Option<SyntaxKind> {
    Some(match c {
        '=' => SyntaxKind::Equals,
        ',' => SyntaxKind::Comma,
        ':' => SyntaxKind::Colon,
        '.' => SyntaxKind::Period,
        ';' => SyntaxKind::Semicolon,
        '(' => SyntaxKind::LeftParen,
        ')' => SyntaxKind::RightParen,
        '{' => SyntaxKind::LeftBrace,
        '}' => SyntaxKind::RightBrace,
        '<' => SyntaxKind::LessThan,
        '>' => SyntaxKind::GreaterThan,
        '*' => SyntaxKind::Star,
        '@' => SyntaxKind::At,
        '/' => SyntaxKind::Slash,
        '+' => SyntaxKind::Plus,
        '-' => SyntaxKind::Minus,
        _ => return None,
    })
}

/// Not all that this lets begin a name may be in one: that is told once the whole of it is known.
fn is_start(c: char) -> bool {
    is_xid_start(c) || c == '_'
}

fn is_continue(c: char) -> bool {
    is_xid_continue(c) || c == '-'
}

/// A piece of a file for a message.
fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(20).flat_map(char::escape_debug).collect();
    if text.chars().nth(20).is_some() {
        short.push('…');
    }
    short
}
