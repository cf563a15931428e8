//! The names in a line of source that may be variables, and where a function begins.

use crate::syntax::{Carry, Language, Span, Token, scan};

/// Finds names line by line; what begins in one line may go on in the next.
#[derive(Debug)]
pub(super) struct Names {
    language: Language,
    carry: Carry,
    spans: Vec<Span>,
}

/// A part of a line that is neither comment nor text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'a> {
    Name(&'a str),
    Sign(char),
}

impl Names {
    pub(super) fn new(language: Language) -> Self {
        Self { language, carry: Carry::default(), spans: Vec::new() }
    }

    /// The names of a line that may be variables (no fields, no paths, no macros), and the comment at its end.
    pub(super) fn line<'a>(&mut self, line: &'a str) -> (Vec<&'a str>, &'a str) {
        let (parts, comment) = self.parts(line);
        let sign = |at: Option<usize>| match at.and_then(|at| parts.get(at)) {
            Some(Part::Sign(sign)) => Some(*sign),
            _ => None,
        };
        let mut names = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            let Part::Name(name) = part else { continue };
            let before = [1, 2].map(|distance| sign(at.checked_sub(distance)));
            let behind = [1, 2].map(|distance| sign(Some(at + distance)));
            let is_part = match before {
                [Some('.'), Some('.')] => false,
                [Some('.'), _] | [Some(':'), Some(':')] => true,
                [Some('>'), Some('-')] => matches!(self.language, Language::C | Language::Cpp),
                _ => false,
            };
            let is_path = behind == [Some(':'), Some(':')];
            if !is_part && !is_path {
                names.push(*name);
            }
        }
        (names, comment)
    }

    /// The curly brackets of a line.
    fn brackets(&mut self, line: &str) -> Vec<char> {
        let parts = self.parts(line).0.into_iter();
        let bracket = |part| match part {
            Part::Sign(sign @ ('{' | '}')) => Some(sign),
            _ => None,
        };
        parts.filter_map(bracket).collect()
    }

    /// The parts of a line, and the comment at its end.
    fn parts<'a>(&mut self, line: &'a str) -> (Vec<Part<'a>>, &'a str) {
        let is_c = matches!(self.language, Language::C | Language::Cpp);
        let is_directive = is_c && self.carry == Carry::Code && line.trim_start().starts_with('#');
        self.spans.clear();
        scan(self.language, &mut self.carry, line, line.len(), &mut self.spans);
        let (mut parts, mut comment, mut at) = (Vec::new(), "", 0);
        if is_directive {
            return (parts, comment);
        }
        for span in &self.spans {
            let text = line.get(at..at + span.length as usize).unwrap_or_default();
            at += span.length as usize;
            match span.token {
                Token::Comment if at == line.len() && text.starts_with("//") => comment = text,
                Token::Comment | Token::Text | Token::Number | Token::Macro | Token::Address => {}
                _ => split(text, &mut parts),
            }
        }
        (parts, comment)
    }
}

/// Words and signs of a piece of code.
fn split<'a>(text: &'a str, parts: &mut Vec<Part<'a>>) {
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match is_of_name(first) {
            true => rest.find(|c: char| !is_of_name(c)).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        let (part, behind) = rest.split_at(end);
        match is_of_name(first) {
            true => parts.push(Part::Name(part)),
            false => parts.push(Part::Sign(first)),
        }
        rest = behind.trim_start();
    }
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '$'
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
    let mut names_of = Names::new(language);
    let mut start = first;
    let mut open: Vec<u32> = Vec::new();
    for number in first..=here {
        let Some(code) = line(number) else { break };
        for bracket in names_of.brackets(code) {
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
        Language::Rust | Language::Zig => {
            text.split(|c: char| !is_of_name(c)).any(|word| word == "fn")
        }
        _ => text.contains('(') && !first.is_some_and(|first| STATEMENTS.contains(&first)),
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
        let mut names_of = Names::new(language);
        lines.iter().map(|line| names_of.line(line).0).collect()
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
        let mut names_of = Names::new(Language::Rust);
        assert_eq!(names_of.line("let a = \"//\"; // note").1, "// note");
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
