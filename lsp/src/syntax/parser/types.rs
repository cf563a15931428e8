//! Types.

use super::{MOST_DEPTH, Parser, items::too_deep};
use crate::syntax::{
    SyntaxKind::{
        self, BoolKeyword, BorrowKeyword, CharKeyword, Comma, ErrorContextKeyword,
        ExplicitIdentifier, F32Keyword, F64Keyword, FutureKeyword, FutureType, GreaterThan,
        HandleType, Identifier, Integer, LessThan, ListKeyword, ListType, MapKeyword, MapType,
        NamedType, OptionKeyword, OptionType, OwnKeyword, PrimitiveType, ResultKeyword, ResultType,
        S8Keyword, S16Keyword, S32Keyword, S64Keyword, StreamKeyword, StreamType, StringKeyword,
        TupleKeyword, TupleType, U8Keyword, U16Keyword, U32Keyword, U64Keyword, Underscore,
    },
    error::Code,
};

impl Parser<'_> {
    pub(super) fn begins_type(&self) -> bool {
        self.peek().is_some_and(|kind| {
            matches!(
                kind,
                Identifier | ExplicitIdentifier | TupleKeyword | ListKeyword | MapKeyword
            ) || matches!(kind, OptionKeyword | ResultKeyword | FutureKeyword | StreamKeyword)
                || matches!(kind, OwnKeyword | BorrowKeyword)
                || is_primitive(kind)
        })
    }

    pub(super) fn type_expression(&mut self) {
        if self.depth >= MOST_DEPTH {
            self.error_here(Code::Nesting, too_deep("types"), None);
            // Brackets are passed over without going deeper.
            let close = |parser: &Self| {
                !parser.begins_type()
                    && !matches!(parser.peek(), Some(LessThan | Comma | GreaterThan))
            };
            self.skip_until(close);
            return;
        }
        self.depth += 1;
        match self.peek() {
            Some(kind) if is_primitive(kind) => self.single(PrimitiveType),
            Some(Identifier | ExplicitIdentifier) => {
                self.start(NamedType);
                self.name_ref("a type");
                self.finish();
            }
            Some(ListKeyword) => self.bracketed(ListType, |parser| {
                parser.type_expression();
                if parser.eat(Comma) {
                    parser.length();
                }
            }),
            Some(MapKeyword) => self.bracketed(MapType, |parser| {
                parser.type_expression();
                if parser.expect(Comma) {
                    parser.type_expression();
                }
            }),
            Some(OptionKeyword) => self.bracketed(OptionType, Self::type_expression),
            Some(OwnKeyword | BorrowKeyword) => self.bracketed(HandleType, |parser| {
                parser.name_ref("the name of a resource");
            }),
            Some(TupleKeyword) => {
                self.start(TupleType);
                self.bump();
                self.types();
                self.finish();
            }
            Some(ResultKeyword) if self.nth(1) == Some(LessThan) => {
                self.bracketed(ResultType, Self::result_parts);
            }
            Some(ResultKeyword) => self.single(ResultType),
            Some(FutureKeyword) => self.perhaps_bracketed(FutureType),
            Some(StreamKeyword) => self.perhaps_bracketed(StreamType),
            _ => self.expected("a type"),
        }
        self.depth -= 1;
    }

    fn single(&mut self, node: SyntaxKind) {
        self.start(node);
        self.bump();
        self.finish();
    }

    fn bracketed(&mut self, node: SyntaxKind, inside: impl FnOnce(&mut Self)) {
        self.start(node);
        self.bump();
        if self.expect(LessThan) {
            inside(self);
            self.expect(GreaterThan);
        }
        self.finish();
    }

    fn perhaps_bracketed(&mut self, node: SyntaxKind) {
        if self.nth(1) == Some(LessThan) {
            self.bracketed(node, Self::type_expression);
        } else {
            self.single(node);
        }
    }

    /// `a`, `a, b`, or `_, b`
    fn result_parts(&mut self) {
        if self.eat(Underscore) {
            if self.expect(Comma) {
                self.type_expression();
            }
        } else {
            self.type_expression();
            if self.eat(Comma) {
                self.type_expression();
            }
        }
    }

    /// `<a, b>` of a tuple: in the tree they are the tuple's own.
    fn types(&mut self) {
        if !self.expect(LessThan) {
            return;
        }
        while self.begins_type() {
            self.type_expression();
            if !self.eat(Comma) {
                break;
            }
        }
        self.expect(GreaterThan);
    }

    fn length(&mut self) {
        if !self.at(Integer) {
            self.expected("the length of the list");
            return;
        }
        if let Err(error) = self.next_text().parse::<u32>() {
            let message = format!("`{}` is no length of a list: {error}", self.next_text());
            self.error_here(
                Code::Expected,
                message,
                Some("write a number up to 4294967295".to_owned()),
            );
        }
        self.bump();
    }
}

pub(super) const fn is_primitive(kind: SyntaxKind) -> bool {
    matches!(
        kind,
        U8Keyword
            | U16Keyword
            | U32Keyword
            | U64Keyword
            | S8Keyword
            | S16Keyword
            | S32Keyword
            | S64Keyword
            | F32Keyword
            | F64Keyword
            | CharKeyword
            | BoolKeyword
            | StringKeyword
            | ErrorContextKeyword
    )
}
