//! The names in a line of source that may be variables, and where a function begins.

/// Languages, as far as their names and comments differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Rust,
    /// C and those who write as it does.
    C,
}

impl Language {
    /// That of a file, by its name.
    pub(super) fn of(file: &str) -> Self {
        if file.ends_with(".rs") { Self::Rust } else { Self::C }
    }
}

/// What a line begins in, as the one before has left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    Code,
    /// So many comments in each other.
    Comment(u32),
    Text,
    /// A text that ends with so many `#` behind its quote.
    Raw(usize),
}

/// Finds names line by line; what begins in one line may go on in the next.
#[derive(Debug)]
pub(super) struct Lexer {
    language: Language,
    inside: Inside,
}

/// A part of a line that is neither comment nor text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    Name(&'a str),
    Sign(char),
}

impl Lexer {
    pub(super) const fn new(language: Language) -> Self {
        Self { language, inside: Inside::Code }
    }

    /// The names of a line that may be variables (no fields, no paths, no macros), and the comment at its end.
    pub(super) fn line<'a>(&mut self, line: &'a str) -> (Vec<&'a str>, &'a str) {
        let (tokens, comment) = self.tokens(line);
        let sign = |at: Option<usize>| match at.and_then(|at| tokens.get(at)) {
            Some(Token::Sign(sign)) => Some(*sign),
            _ => None,
        };
        let mut names = Vec::new();
        for (at, token) in tokens.iter().enumerate() {
            let Token::Name(name) = token else { continue };
            let before = [1, 2].map(|distance| sign(at.checked_sub(distance)));
            let behind = [1, 2].map(|distance| sign(Some(at + distance)));
            let is_part = match before {
                [Some('.'), Some('.')] => false,
                [Some('.'), _] | [Some(':'), Some(':')] => true,
                [Some('>'), Some('-')] => self.language == Language::C,
                _ => false,
            };
            let is_path = behind == [Some(':'), Some(':')];
            let is_macro =
                self.language == Language::Rust && behind[0] == Some('!') && behind[1] != Some('=');
            if !is_part && !is_path && !is_macro {
                names.push(*name);
            }
        }
        (names, comment)
    }

    /// The curly brackets of a line.
    fn brackets(&mut self, line: &str) -> Vec<char> {
        let tokens = self.tokens(line).0.into_iter();
        let bracket = |token| match token {
            Token::Sign(sign @ ('{' | '}')) => Some(sign),
            _ => None,
        };
        tokens.filter_map(bracket).collect()
    }

    /// The tokens of a line, and the comment at its end.
    fn tokens<'a>(&mut self, line: &'a str) -> (Vec<Token<'a>>, &'a str) {
        let (mut tokens, mut comment) = (Vec::new(), "");
        if self.inside == Inside::Code
            && self.language == Language::C
            && line.trim_start().starts_with('#')
        {
            return (tokens, comment);
        }
        let mut rest = line;
        while !rest.is_empty() {
            rest = match self.inside {
                Inside::Comment(depth) => self.comment(rest, depth),
                Inside::Text => self.text(rest),
                Inside::Raw(signs) => {
                    let end = format!("\"{}", "#".repeat(signs));
                    match rest.find(&end) {
                        Some(at) => {
                            self.inside = Inside::Code;
                            &rest[at + end.len()..]
                        }
                        None => "",
                    }
                }
                Inside::Code if rest.starts_with("//") => {
                    comment = rest;
                    ""
                }
                Inside::Code => self.code(rest, &mut tokens),
            };
        }
        // A text of C ends with its line, unless that is continued.
        if self.inside == Inside::Text && self.language == Language::C && !line.ends_with('\\') {
            self.inside = Inside::Code;
        }
        (tokens, comment)
    }

    fn comment<'a>(&mut self, rest: &'a str, depth: u32) -> &'a str {
        let end = rest.find("*/");
        let nested = rest.find("/*").filter(|_| self.language == Language::Rust);
        match (end, nested) {
            (Some(end), Some(nested)) if nested < end => {
                self.inside = Inside::Comment(depth + 1);
                &rest[nested + 2..]
            }
            (Some(end), _) => {
                self.inside = match depth {
                    0 | 1 => Inside::Code,
                    depth => Inside::Comment(depth - 1),
                };
                &rest[end + 2..]
            }
            (None, Some(nested)) => {
                self.inside = Inside::Comment(depth + 1);
                &rest[nested + 2..]
            }
            (None, None) => "",
        }
    }

    fn text<'a>(&mut self, rest: &'a str) -> &'a str {
        match quoted(rest, '"') {
            Some(end) => {
                self.inside = Inside::Code;
                &rest[end..]
            }
            None => "",
        }
    }

    /// The first token of what is code, or what is begun there.
    fn code<'a>(&mut self, rest: &'a str, tokens: &mut Vec<Token<'a>>) -> &'a str {
        let Some(first) = rest.chars().next() else { return "" };
        if let Some(inside) = rest.strip_prefix("/*") {
            self.inside = Inside::Comment(1);
            return inside;
        }
        if first == '"' {
            self.inside = Inside::Text;
            return &rest[1..];
        }
        if first == '\'' {
            return self.quote(&rest[1..]);
        }
        if first.is_ascii_digit() {
            let end = rest.find(|c: char| !is_of_number(c)).unwrap_or(rest.len());
            return &rest[end..];
        }
        if is_of_name(first) {
            let end = rest.find(|c: char| !is_of_name(c)).unwrap_or(rest.len());
            let (name, behind) = rest.split_at(end);
            if let Some(signs) = self.raw(name, behind) {
                self.inside = Inside::Raw(signs);
                return &behind[signs + 1..];
            }
            // The prefix of a text is no name.
            if !behind.starts_with('"') {
                tokens.push(Token::Name(name));
            }
            return behind;
        }
        if !first.is_whitespace() {
            tokens.push(Token::Sign(first));
        }
        &rest[first.len_utf8()..]
    }

    /// Whether a text without escapes begins behind a name, and how many `#` it has.
    fn raw(&self, name: &str, behind: &str) -> Option<usize> {
        let is_raw = self.language == Language::Rust && matches!(name, "r" | "br" | "cr");
        let signs = behind.bytes().take_while(|&byte| byte == b'#').count();
        (is_raw && behind[signs..].starts_with('"')).then_some(signs)
    }

    /// What is behind a character in quotes, or behind the quote of a lifetime or label.
    fn quote<'a>(&self, rest: &'a str) -> &'a str {
        if self.language == Language::Rust {
            let mut characters = rest.chars();
            let (first, second) = (characters.next(), characters.next());
            if first.is_some_and(is_of_name) && second != Some('\'') {
                let end = rest.find(|c: char| !is_of_name(c)).unwrap_or(rest.len());
                return &rest[end..];
            }
        }
        quoted(rest, '\'').map_or("", |end| &rest[end..])
    }
}

/// Where the text ends that `rest` is inside of, behind its quote.
fn quoted(rest: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in rest.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
}

/// Digits, also between quotes as in C++, and what may follow them.
const fn is_of_number(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '\''
}

/// Words with which a line begins that opens a block inside of a function.
const STATEMENTS: [&str; 18] = [
    "if", "else", "for", "while", "do", "switch", "case", "default", "match", "loop", "unsafe",
    "try", "catch", "return", "let", "const", "async", "move",
];

/// The first line of the function that a line is in. `first` is the first line that its code has, which may be one of
/// another function that was inlined into it.
pub(super) fn function_start<'a>(
    line: impl Fn(u32) -> Option<&'a str>,
    first: u32,
    here: u32,
    language: Language,
) -> u32 {
    let mut lexer = Lexer::new(language);
    let mut start = first;
    let mut open: Vec<u32> = Vec::new();
    for number in first..=here {
        let Some(code) = line(number) else { break };
        for bracket in lexer.brackets(code) {
            match bracket {
                '{' => open.push(number),
                // It ends something that has begun before: another function.
                _ if open.pop().is_none() && number < here => start = number + 1,
                _ => {}
            }
        }
        // What has both of its ends in one piece of the file is no part of a function around it.
        if open.is_empty() && number < here {
            let ended = code.trim_end();
            if ended.starts_with('}') {
                start = number + 1;
            }
        }
    }
    match open.first() {
        Some(&brace) if is_header(&line, brace, start, language) => header(&line, brace, start),
        _ => start.min(here),
    }
}

/// Whether a function begins with the bracket of a line.
fn is_header<'a>(
    line: &impl Fn(u32) -> Option<&'a str>,
    brace: u32,
    start: u32,
    language: Language,
) -> bool {
    let begin = header(line, brace, start);
    let text: Vec<&str> = (begin..=brace).filter_map(line).collect();
    let text = text.join(" ");
    let first = text.split(|c: char| !is_of_name(c)).find(|word| !word.is_empty());
    match language {
        Language::Rust => text.split(|c: char| !is_of_name(c)).any(|word| word == "fn"),
        Language::C => {
            text.contains('(') && !first.is_some_and(|first| STATEMENTS.contains(&first))
        }
    }
}

/// The first line of what is before a bracket.
fn header<'a>(line: &impl Fn(u32) -> Option<&'a str>, brace: u32, start: u32) -> u32 {
    let mut begin = brace;
    while begin > start {
        let above = line(begin - 1).unwrap_or_default().trim_end();
        if above.trim().is_empty() || above.ends_with(['}', ';', '{']) {
            break;
        }
        begin -= 1;
    }
    begin
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(language: Language, lines: &[&'static str]) -> Vec<Vec<&'static str>> {
        let mut lexer = Lexer::new(language);
        lines.iter().map(|line| lexer.line(line).0).collect()
    }

    #[test]
    fn names_of_rust() {
        let found = names(
            Language::Rust,
            &[
                r#"let area = shape.area(); // no comment"#,
                r#"println!("{} {x}", name, std::mem::size_of::<T>());"#,
                "fn f<'a>(s: &'a str, c: char) -> bool { c == 'q' || c == '\\'' }",
                r##"let raw = r#"a " b"# + tail; if x != y {}"##,
                "a /* b /* c */ d",
                "e */ f",
                "for i in 0..n { v[i] += 0x1f_u8 }",
            ],
        );
        assert_eq!(found[0], ["let", "area", "shape"]);
        assert_eq!(found[1], ["name", "T"]);
        assert_eq!(
            found[2],
            ["fn", "f", "s", "str", "c", "char", "bool", "c", "c"],
            "lifetimes and characters are no names"
        );
        assert_eq!(found[3], ["let", "raw", "tail", "if", "x", "y"]);
        assert_eq!(found[4], ["a"]);
        assert_eq!(found[5], ["f"]);
        let mut lexer = Lexer::new(Language::Rust);
        assert_eq!(lexer.line("let a = \"//\"; // note").1, "// note");
        assert_eq!(found[6], ["for", "i", "in", "n", "v", "i"]);
    }

    #[test]
    fn names_of_c() {
        let found = names(
            Language::C,
            &[
                "#define x y",
                "p->next.prev = std::max(a, *b) ? 'x' : L\"y\"; /* z",
                "still */ int n = 1'000u;",
                "char *s = \"a\\\"b\" c;",
            ],
        );
        assert!(found[0].is_empty());
        assert_eq!(found[1], ["p", "a", "b"]);
        assert_eq!(found[2], ["int", "n"]);
        assert_eq!(found[3], ["char", "s", "c"]);
    }

    fn start(language: Language, text: &str, first: u32, here: u32) -> u32 {
        let lines: Vec<&str> = text.lines().collect();
        function_start(|line| lines.get(line as usize - 1).copied(), first, here, language)
    }

    const RUST: &str = "\
impl S {
    fn inlined(&self) -> u32 {
        self.x
    }

    fn long(
        &self,
    ) -> u32 {
        let y = 1;
        for i in 0..3 {
            y += i;
        }
        match y {
            0 => 1,
            _ => self.inlined(),
        }
    }
}";

    #[test]
    fn a_function_begins_where_its_header_does() {
        // Its code begins in its own header, in a function that was inlined, or behind its header.
        for first in [6, 3, 2] {
            assert_eq!(start(Language::Rust, RUST, first, 11), 6, "from {first}");
            assert_eq!(start(Language::Rust, RUST, first, 14), 6, "from {first}");
        }
        assert_eq!(start(Language::Rust, RUST, 2, 3), 2);
        let c = "int f(int a)\n{\n  return a;\n}\n\nstatic int\ng(int b)\n{\n  if (b) {\n    b++;\n  }\n  return b;\n}";
        assert_eq!(start(Language::C, c, 1, 10), 6);
        assert_eq!(start(Language::C, c, 6, 12), 6);
        assert_eq!(start(Language::C, c, 3, 10), 6);
        // Optimised code may have no line of the header.
        assert_eq!(start(Language::C, c, 9, 10), 9);
    }
}
