//! Lists with commas between their elements.

use super::Parser;
use crate::syntax::SyntaxKind::{
    self, Comma, GreaterThan, LeftBrace, LeftParen, LessThan, RightBrace, RightParen, Semicolon,
};

impl Parser<'_> {
    /// A list with its brackets, as a node of its own. Each element is a rule that takes something, or says what is
    /// missing and takes nothing; `begins` says whether one can begin here.
    pub(super) fn list(
        &mut self,
        node: SyntaxKind,
        (open, close): (SyntaxKind, SyntaxKind),
        begins: impl Fn(&Self) -> bool,
        what: &str,
        mut element: impl FnMut(&mut Self),
    ) {
        self.start(node);
        if !self.expect(open) {
            self.finish();
            return;
        }
        loop {
            if self.at(close) || self.peek().is_none() || self.is_beyond_list(close) {
                break;
            }
            if begins(self) {
                element(self);
            } else {
                self.expected(what);
                self.skip_until(|parser| {
                    parser.at(Comma)
                        || parser.at(close)
                        || parser.is_beyond_list(close)
                        || begins(parser)
                });
            }
            if self.eat(Comma) || self.at(close) {
                continue;
            }
            self.expected(if close == RightBrace {
                "`,` or `}`"
            } else {
                "`,` or the closing bracket"
            });
            // An element that begins at once has only its comma missing.
            if !begins(self) {
                self.skip_until(|parser| {
                    parser.at(Comma) || parser.at(close) || parser.is_beyond_list(close)
                });
                self.eat(Comma);
            }
        }
        self.expect(close);
        self.finish();
    }

    /// Whether the list has not been closed, and what comes is something else.
    fn is_beyond_list(&self, close: SyntaxKind) -> bool {
        match self.peek() {
            Some(Semicolon | LeftBrace) => true,
            Some(RightBrace) => close != RightBrace,
            Some(RightParen | GreaterThan) => false,
            Some(LeftParen | LessThan) => false,
            // A list of types may begin with many a keyword, one of members with none.
            Some(_) if close == RightBrace => self.begins_item(),
            _ => false,
        }
    }
}
