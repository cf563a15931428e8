//! The parser against `wit-parser`, over that crate's own corpus, whole and damaged.

mod common;

use std::fs;

use common::{corpus, files};
use wit_parser::{ParseErrorKind, UnresolvedPackageGroup};
use wrtd_lsp::syntax::parse;

/// What `wit-parser` says of a file alone.
#[derive(Debug, PartialEq, Eq)]
enum Verdict {
    Valid,
    /// It cannot be read.
    Syntax(String),
    /// It can be read, and means nothing.
    Meaning,
    /// It means nothing, which is told before the rest of it is read.
    Unfinished,
}

/// Messages of errors of the form of a file; all others are about what it means.
const OF_SYNTAX: &[&str] = &[
    "expected ",
    "unknown attribute",
    "type nesting too deep",
    "package nesting too deep",
    "invalid list size",
    // A version that `semver` does not read.
    "unexpected character",
    "unexpected end of input",
    "invalid leading zero",
    "empty identifier segment",
    "value of ",
    "cannot place attributes on nested packages",
];

fn verdict(text: &str) -> Verdict {
    match UnresolvedPackageGroup::parse("test.wit", text) {
        Ok(_) => Verdict::Valid,
        Err((_, error)) => match error.kind() {
            ParseErrorKind::Lex(error) => Verdict::Syntax(error.to_string()),
            ParseErrorKind::Syntax { message, .. }
                if OF_SYNTAX.iter().any(|start| message.starts_with(start)) =>
            {
                Verdict::Syntax(message.clone())
            }
            ParseErrorKind::Syntax { message, .. } if message.starts_with("@external-id") => {
                Verdict::Unfinished
            }
            _ => Verdict::Meaning,
        },
    }
}

/// Compares the verdicts on a text; what is wrong with ours.
fn disagreement(text: &str) -> Option<String> {
    let parse = parse(text);
    assert_eq!(parse.root().text().to_string(), text, "the tree is the text");
    match (verdict(text), parse.errors()) {
        (Verdict::Syntax(message), []) => Some(format!("not noticed: {message}")),
        (Verdict::Valid | Verdict::Meaning, [error, ..]) => Some(format!("false: {error:?}")),
        _ => None,
    }
}

#[test]
fn verdicts_are_those_of_wit_parser() {
    let files = files(&corpus());
    assert!(files.len() > 300, "{} files", files.len());
    let mut wrong = Vec::new();
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        wrong.extend(disagreement(&text).map(|what| format!("{}: {what}", file.display())));
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), files.len(), wrong.join("\n"));
}

/// A generator of numbers that are the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

#[test]
fn damaged_files_are_judged_alike_and_never_lost() {
    let pieces = [
        "", "{", "}", "(", ")", "<", ">", ";", ",", ":", ".", "@", "/", "%", "->", "func", "use",
        "list<", "world", "%x", "1.0.0", "\"", "/*", "*/", "//", "\n", "\r", "\u{202e}", "é", "-",
        "_", "get",
    ];
    // More of them by hand: WIT_MUTANTS=500.
    let mutants = std::env::var("WIT_MUTANTS").ok().and_then(|count| count.parse().ok());
    let mutants = mutants.unwrap_or(12);
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let mut wrong = Vec::new();
    for file in files(&corpus()) {
        let text = fs::read_to_string(&file).unwrap();
        let places: Vec<usize> =
            text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        for _ in 0..mutants {
            let start = random.below(places.len());
            let end = (start + random.below(6)).min(places.len() - 1);
            let piece = pieces[random.below(pieces.len())];
            let damaged = format!("{}{piece}{}", &text[..places[start]], &text[places[end]..]);
            if let Some(what) = disagreement(&damaged) {
                let place = &damaged[places[start]..];
                let near: String = place.chars().take(40).collect();
                wrong
                    .push(format!("{}: {what} near {near:?}", file.file_name().unwrap().display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong[..wrong.len().min(40)].join("\n"));
}
