//! From tokens to a tree. Each file of this folder has the rules of one part of the grammar.
//!
//! A rule that does not find what it wants says so once, at the place where that should be, and goes on: what is
//! missing is left out of the tree, and what fits nowhere becomes a node of its own up to where something begins that
//! fits again. Each rule that loops takes a token in each turn or ends.

mod attributes;
mod functions;
mod items;
mod lists;
mod names;
mod paths;
mod types;

use rowan::{Checkpoint, GreenNodeBuilder};

use super::{
    Parse, SyntaxError, SyntaxKind,
    SyntaxKind::SourceFile,
    error::Code,
    lexer::{self, Token},
};

/// Depth of types and of packages, as in `wit-parser`.
const MOST_DEPTH: usize = 100;
/// Errors that are told of one text.
const MOST_ERRORS: usize = 1000;

pub(super) fn parse(text: &str) -> Parse {
    let (tokens, mut errors) = lexer::tokens(text);
    let mut parser = Parser {
        text,
        tokens,
        at: 0,
        written: 0,
        builder: GreenNodeBuilder::new(),
        errors: Vec::new(),
        depth: 0,
    };
    parser.skip_trivia();
    parser.builder.start_node(SourceFile.into());
    parser.file();
    parser.write_to(parser.tokens.len());
    parser.builder.finish_node();
    errors.append(&mut parser.errors);
    errors.sort_by_key(|error| (error.range.start(), error.range.end()));
    errors.truncate(MOST_ERRORS);
    Parse { green: parser.builder.finish(), errors }
}

pub(super) struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    /// The next token that has a meaning.
    at: usize,
    /// The next token that is to be put into the tree.
    written: usize,
    builder: GreenNodeBuilder<'static>,
    errors: Vec<SyntaxError>,
    /// Types or packages that are open.
    depth: usize,
}

impl Parser<'_> {
    fn skip_trivia(&mut self) {
        while self.tokens.get(self.at).is_some_and(|token| token.kind.is_trivia()) {
            self.at += 1;
        }
    }

    /// The kind of the next token; `None` at the end.
    fn peek(&self) -> Option<SyntaxKind> {
        self.tokens.get(self.at).map(|token| token.kind)
    }

    /// The kind of the token so many further on, counting what has a meaning.
    fn nth(&self, count: usize) -> Option<SyntaxKind> {
        let rest = self.tokens.get(self.at..).unwrap_or_default();
        rest.iter().filter(|token| !token.kind.is_trivia()).nth(count).map(|token| token.kind)
    }

    fn at(&self, kind: SyntaxKind) -> bool {
        self.peek() == Some(kind)
    }

    fn text_of(&self, index: usize) -> &str {
        self.tokens
            .get(index)
            .map_or("", |token| &self.text[token.start as usize..token.end as usize])
    }

    /// The next token as it is written.
    fn next_text(&self) -> &str {
        self.text_of(self.at)
    }

    /// Takes the next token.
    fn bump(&mut self) {
        if self.at < self.tokens.len() {
            self.write_to(self.at + 1);
            self.at += 1;
            self.skip_trivia();
        }
    }

    fn eat(&mut self, kind: SyntaxKind) -> bool {
        let there = self.at(kind);
        if there {
            self.bump();
        }
        there
    }

    /// Takes a token of a kind, or says that it is missing.
    fn expect(&mut self, kind: SyntaxKind) -> bool {
        let there = self.eat(kind);
        if !there {
            self.expected(kind.describe());
        }
        there
    }

    /// Says what should stand where the last token ends.
    fn expected(&mut self, what: &str) {
        let found = match self.peek() {
            None => "the file ends".to_owned(),
            Some(_) => format!("`{}` stands here", self.next_text()),
        };
        let (start, end) = self.missing_place();
        self.error_once(start, end, Code::Expected, format!("{what} is missing; {found}"), None);
    }

    /// Behind the last token where that ends a line, else the next token.
    fn missing_place(&self) -> (usize, usize) {
        let last = self.tokens[..self.at].iter().rev().find(|token| !token.kind.is_trivia());
        let last = last.map_or(0, |token| token.end as usize);
        match self.tokens.get(self.at) {
            Some(next) if !self.text[last..next.start as usize].contains('\n') => {
                (next.start as usize, next.end as usize)
            }
            _ => (last, last),
        }
    }

    /// Says that something is wrong, unless something else is there already.
    fn error_once(
        &mut self,
        start: usize,
        end: usize,
        code: Code,
        message: String,
        hint: Option<String>,
    ) {
        let start_of = |error: &SyntaxError| usize::from(error.range.start());
        if self.errors.len() < MOST_ERRORS && self.errors.last().map(start_of) != Some(start) {
            self.errors.push(SyntaxError::new(start, end, code, message, hint));
        }
    }

    /// Says that something is wrong with the next token.
    fn error_here(&mut self, code: Code, message: String, hint: Option<String>) {
        let (start, end) = match self.tokens.get(self.at) {
            Some(token) => (token.start as usize, token.end as usize),
            None => (self.text.len(), self.text.len()),
        };
        self.error_once(start, end, code, message, hint);
    }

    /// Puts tokens up to one into the tree.
    fn write_to(&mut self, end: usize) {
        for index in self.written..end {
            let kind = self.tokens[index].kind;
            let token = self.tokens[index];
            self.builder.token(kind.into(), &self.text[token.start as usize..token.end as usize]);
        }
        self.written = self.written.max(end);
    }

    /// Begins a node. What is between tokens stays before it, but for comments that stand above it or, with
    /// `documented` false, none.
    fn start(&mut self, kind: SyntaxKind) {
        self.write_to(self.at);
        self.builder.start_node(kind.into());
    }

    /// Where a node may begin whose kind is not known yet, with the comments that stand above it.
    fn begin_documented(&mut self) -> Checkpoint {
        self.write_to(self.first_comment());
        self.builder.checkpoint()
    }

    fn begin(&mut self) -> Checkpoint {
        self.write_to(self.at);
        self.builder.checkpoint()
    }

    fn start_at(&mut self, checkpoint: Checkpoint, kind: SyntaxKind) {
        self.builder.start_node_at(checkpoint, kind.into());
    }

    fn finish(&mut self) {
        self.builder.finish_node();
    }

    /// The first of the comments that stand above the next token without an empty line between, and not behind
    /// something else on its line.
    fn first_comment(&self) -> usize {
        let mut first = self.at;
        for index in (self.written..self.at).rev() {
            let kind = self.tokens[index].kind;
            if kind.is_comment() {
                let own_line = index == 0
                    || (index > self.written
                        && (self.text_of(index - 1).contains('\n')
                            || self.tokens[index - 1].kind.is_comment()))
                    || self.written == 0;
                if !own_line {
                    break;
                }
                first = index;
            } else if self.text_of(index).matches('\n').count() > 1 {
                break;
            }
        }
        first
    }

    /// Takes tokens that fit nowhere, up to one at which `ends` says that something fits again. A closing brace
    /// of something that has been opened meanwhile does not count.
    fn skip_until(&mut self, ends: impl Fn(&Self) -> bool) {
        if self.peek().is_none() || ends(self) {
            return;
        }
        self.start(SyntaxKind::Error);
        let mut open = 0_usize;
        while let Some(kind) = self.peek() {
            if open == 0 && ends(self) {
                break;
            }
            match kind {
                SyntaxKind::LeftBrace => open += 1,
                SyntaxKind::RightBrace => open = open.saturating_sub(1),
                _ => {}
            }
            self.bump();
        }
        self.finish();
    }
}
