//! Functions, and what they take and give.

use rowan::Checkpoint;

use super::Parser;
use crate::syntax::SyntaxKind::{
    self, Arrow, AsyncKeyword, Colon, Constructor, FuncKeyword, FunctionResult, FunctionType,
    Identifier, LeftParen, Parameter, ParameterList, RightParen, Semicolon, StaticKeyword,
};

impl Parser<'_> {
    /// `a: func();`, and in a resource also `a: static func();`
    pub(super) fn function(&mut self, begin: Checkpoint, node: SyntaxKind) {
        self.start_at(begin, node);
        self.name_unless("a name", |next| next == Some(Colon));
        if self.expect(Colon) {
            self.eat(StaticKeyword);
            self.function_type();
        }
        self.expect(Semicolon);
        self.finish();
    }

    pub(super) fn constructor(&mut self, begin: Checkpoint) {
        self.start_at(begin, Constructor);
        self.bump();
        self.parameters();
        self.result();
        self.expect(Semicolon);
        self.finish();
    }

    /// Whether `get(` or `set(` stands next, which are names elsewhere.
    pub(super) fn at_accessor(&self) -> bool {
        self.at(Identifier)
            && matches!(self.next_text(), "get" | "set")
            && self.nth(1) == Some(LeftParen)
    }

    /// `async func(a: b) -> c`
    pub(super) fn function_type(&mut self) {
        self.start(FunctionType);
        if self.at_accessor() {
            self.bump();
        } else {
            self.eat(AsyncKeyword);
            if !self.expect(FuncKeyword) {
                self.finish();
                return;
            }
        }
        self.parameters();
        self.result();
        self.finish();
    }

    fn parameters(&mut self) {
        let begins = |parser: &Self| {
            parser.at_name()
                || parser.peek().is_some_and(SyntaxKind::is_keyword) && parser.nth(1) == Some(Colon)
        };
        let parameter = |parser: &mut Self| {
            parser.start(Parameter);
            parser.name_unless("the name of a parameter", |next| next == Some(Colon));
            if parser.expect(Colon) {
                parser.type_expression();
            }
            parser.finish();
        };
        let brackets = (LeftParen, RightParen);
        self.list(ParameterList, brackets, begins, "a parameter, as in `name: u32`", parameter);
    }

    fn result(&mut self) {
        if self.at(Arrow) {
            self.start(FunctionResult);
            self.bump();
            self.type_expression();
            self.finish();
        }
    }
}
