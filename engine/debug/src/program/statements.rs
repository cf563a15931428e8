//! The statements of a source text, for lines that have several.
//!
//! A line table gives each expression a column, and a statement has many. What separates statements is
//! in the text alone, and the same in all languages with braces: `;`, the braces themselves, the arrow of an
//! arm, and the parentheses behind `if`, `while`, `for` and `switch`. Comments, strings and characters are
//! passed over. A text that is none of such a language gives some statements or none, and does no harm.

/// Where statements begin and go on, but for the first ones of their lines.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Statements {
    parts: Vec<Part>,
}

/// From a place on the text belongs to a statement, up to the next part or the end of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    /// Line and column, both from 1, the column in bytes. Parts are sorted by them.
    at: (u32, u32),
    /// 0 for the first statement of the line.
    statement: u32,
}

impl Statements {
    /// Finds the statements of a text.
    pub(super) fn of(text: &str) -> Self {
        let mut scan = Scan::default();
        for (line, number) in text.lines().zip(1..) {
            scan.line(line.as_bytes(), number);
        }
        scan.parts.shrink_to_fit();
        Self { parts: scan.parts }
    }

    /// Names the statement of its line that a place belongs to; 0 is the first one.
    pub(super) fn number(&self, line: u32, column: u32) -> u32 {
        let next = self.parts.partition_point(|part| part.at <= (line, column));
        let part = next.checked_sub(1).and_then(|last| self.parts.get(last));
        part.filter(|part| part.at.0 == line).map_or(0, |part| part.statement)
    }

    /// Bytes of memory that it takes.
    pub(super) fn size(&self) -> usize {
        size_of::<Self>() + size_of_val(self.parts.as_slice())
    }
}

/// What a text is in, that goes on over the ends of lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Inside {
    #[default]
    Code,
    Comment,
    /// A string; a raw one ends with a quote and so many `#`, and has no escapes.
    Text {
        raw: Option<usize>,
    },
}

/// Parentheses in each other are counted up to here.
const DEEPEST: usize = 1 << 10;

/// An open parenthesis.
struct Open {
    /// It stands behind the word of a condition.
    condition: bool,
    /// The line and the statement that it is part of.
    statement: (u32, u32),
}

#[derive(Default)]
struct Scan {
    parts: Vec<Part>,
    inside: Inside,
    open: Vec<Open>,
    /// The last word was one of a condition.
    condition: bool,
    /// The present line, its present statement and its last one.
    line: u32,
    statement: u32,
    last: u32,
}

impl Scan {
    fn line(&mut self, line: &[u8], number: u32) {
        (self.line, self.statement, self.last) = (number, 0, 0);
        // A line begins with a statement, or with the rest of one.
        let (mut begins, mut begun) = (false, false);
        let mut at = 0;
        while let Some(rest) = line.get(at..).filter(|rest| !rest.is_empty()) {
            let end = match self.inside {
                Inside::Code => None,
                Inside::Comment => Some(skip_to(line, at, b"*/")),
                Inside::Text { raw } => Some(end_of_text(line, at, raw)),
            };
            if let Some(end) = end {
                let Some(end) = end else { return };
                self.inside = Inside::Code;
                at = end;
            } else if rest.starts_with(b"//") {
                return;
            } else if rest.starts_with(b"/*") {
                self.inside = Inside::Comment;
                at += 2;
            } else if rest[0].is_ascii_whitespace() {
                at += 1;
            } else {
                // What stands in a block begins behind its brace, and a parenthesis ends what is in it.
                if begins && begun && !matches!(rest[0], b'{' | b';' | b')') {
                    self.last += 1;
                    self.go_on(at, self.last);
                    begins = false;
                }
                begun = true;
                let (behind, separates) = self.token(rest, at);
                begins = separates || begins && rest[0] != b')';
                at = behind;
            }
        }
    }

    /// From here on the text is of that statement.
    fn go_on(&mut self, at: usize, statement: u32) {
        self.statement = statement;
        self.parts.push(Part { at: (self.line, at as u32 + 1), statement });
    }

    /// Passes over what is at `at`; whether it ends a statement.
    fn token(&mut self, rest: &[u8], at: usize) -> (usize, bool) {
        let condition = std::mem::take(&mut self.condition);
        match rest[0] {
            b'"' => {
                self.inside = Inside::Text { raw: None };
                (at + 1, false)
            }
            b'\'' => (at + character(rest), false),
            b';' | b'{' | b'}' => (at + 1, true),
            b'=' if rest.starts_with(b"=>") => (at + 2, true),
            b'(' => {
                if self.open.len() < DEEPEST {
                    self.open.push(Open { condition, statement: (self.line, self.statement) });
                }
                (at + 1, false)
            }
            b')' => (at + 1, self.close(at)),
            b'r' if raw_text(rest).is_some() => {
                let hashes = raw_text(rest).unwrap_or(0);
                self.inside = Inside::Text { raw: Some(hashes) };
                (at + hashes + 2, false)
            }
            byte if is_word(byte) => {
                let length = rest.iter().take_while(|byte| is_word(**byte)).count();
                let word = &rest[..length];
                self.condition = matches!(word, b"if" | b"while" | b"for" | b"switch");
                (at + length, matches!(word, b"else" | b"do"))
            }
            _ => (at + 1, false),
        }
    }

    /// Behind a parenthesis the statement goes on in which it was opened, whatever blocks are in it; a
    /// condition ends there.
    fn close(&mut self, at: usize) -> bool {
        let Some(open) = self.open.pop() else { return false };
        let (line, statement) = open.statement;
        let statement = if line == self.line { statement } else { 0 };
        if statement != self.statement && !open.condition {
            self.go_on(at, statement);
        }
        open.condition
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

/// Behind the next `what`.
fn skip_to(line: &[u8], at: usize, what: &[u8]) -> Option<usize> {
    let found = line[at..].windows(what.len()).position(|window| window == what)?;
    Some(at + found + what.len())
}

/// Behind the end of a string.
fn end_of_text(line: &[u8], mut at: usize, raw: Option<usize>) -> Option<usize> {
    while at < line.len() {
        match (line[at], raw) {
            (b'\\', None) => at += 1,
            (b'"', None) => return Some(at + 1),
            (b'"', Some(hashes)) => {
                let behind = line[at + 1..].iter().take_while(|byte| **byte == b'#').count();
                if behind >= hashes {
                    return Some(at + 1 + hashes);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The number of `#` of a raw string that begins here.
fn raw_text(rest: &[u8]) -> Option<usize> {
    let hashes = rest[1..].iter().take_while(|byte| **byte == b'#').count();
    (rest.get(1 + hashes) == Some(&b'"')).then_some(hashes)
}

/// The length of a character, or of the quote of a lifetime.
fn character(rest: &[u8]) -> usize {
    let is_escaped = rest.get(1) == Some(&b'\\');
    let from = if is_escaped { 3 } else { 2 };
    // Four bytes are a character, ten an escaped one.
    let most = if is_escaped { 12 } else { 6 };
    let close = rest.iter().take(most).skip(from).position(|byte| *byte == b'\'');
    match close {
        Some(close) if is_escaped || close == 0 || rest[1] >= 0x80 => from + close + 1,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with a `|` before each part.
    fn marked(text: &str) -> String {
        let statements = Statements::of(text);
        let mut marked = String::new();
        for (line, number) in text.lines().zip(1..) {
            for (at, character) in line.char_indices() {
                if statements.parts.iter().any(|part| part.at == (number, at as u32 + 1)) {
                    marked.push('|');
                }
                marked.push(character);
            }
            marked.push('\n');
        }
        marked.trim_end().to_owned()
    }

    #[test]
    fn statements_end_with_semicolons_braces_arrows_and_conditions() {
        for expected in [
            "let a = 1; |let b = f(2, 3); // a; b",
            "for (int i = 0; |i < n; |i++) |sum += i;",
            "if (f(a)) |return 1; |else |g();",
            "if x > (1) { |f(x) } |else { |g(x) }",
            "match x { |Some(y) => |y, None => |0 }",
            "do |x++; |while (x < 3);",
            "let a = v.map(x -> { |f(x); |x }|).sum(g(1)); |h();",
            "char c = ';'; |char q = '\\''; |s = \"; \\\" ;\"; |g();",
            "fn f<'a>(x: &'a str) { |g(x); |h('é', '\\u{1f600}'); |}",
            "let s = r#\"a; \" b;\"#; |f(); /* ; */ |g();",
            "a(); /* over;\nseveral; lines */ b();\nc(); |d();",
        ] {
            assert_eq!(marked(&expected.replace('|', "")), expected);
        }
    }

    #[test]
    fn a_place_belongs_to_the_statement_that_begins_before_it() {
        let statements = Statements::of("one();\na(); b(); c();");
        assert_eq!(statements.number(1, 1), 0);
        let numbers = [1, 3, 6, 8, 11, 15, 0].map(|column| statements.number(2, column));
        assert_eq!(numbers, [0, 0, 1, 1, 2, 2, 0]);
        assert_eq!(statements.number(3, 1), 0);
        // A call goes on behind the closure that it is given.
        let statements = Statements::of("v.map(|x| { f(x); x }).sum(); g();");
        assert_eq!(
            [1, 3, 13, 19, 24, 31].map(|column| statements.number(1, column)),
            [0, 0, 1, 2, 0, 3]
        );
    }

    #[test]
    fn any_bytes_are_scanned_to_their_end() {
        for text in
            ["'", "'\\", "r#", "r", "\"", "/*", "((((", "))))", "'ab", "é'é'", "\\", "r##\"#"]
        {
            Statements::of(text);
            Statements::of(&text.repeat(5000));
        }
    }
}
