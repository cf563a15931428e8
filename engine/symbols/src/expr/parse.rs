//! Syntax trees, by precedence climbing.

use super::{
    Failure,
    lex::{Token, TokenKind},
    operator::{Binary, Unary},
};

/// Expressions within expressions.
const DEPTH_LIMIT: usize = 64;

/// An expression and the bytes of the source it was read from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Expr {
    pub(super) kind: ExprKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum ExprKind {
    /// A variable, perhaps with its path (`a::B`).
    Name(String),
    Integer(u128),
    Float(f64),
    Text(Vec<u8>),
    Char(char),
    Boolean(bool),
    /// `base.name`, `base->name`, `base.0`.
    Member {
        base: Box<Expr>,
        name: String,
    },
    /// `base[index]`.
    Index {
        base: Box<Expr>,
        index: Box<Expr>,
    },
    /// `base[from..to]`.
    Slice {
        base: Box<Expr>,
        from: Option<Box<Expr>>,
        to: Option<Box<Expr>>,
        inclusive: bool,
    },
    /// `*base`, `base.*`.
    Dereference(Box<Expr>),
    /// `&base`.
    AddressOf(Box<Expr>),
    Unary(Unary, Box<Expr>),
    Binary(Binary, Box<Expr>, Box<Expr>),
    /// `base as T`, `(T)base`.
    Cast {
        base: Box<Expr>,
        ty: TypeName,
    },
}

/// A type as an expression names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TypeName {
    /// The name without pointers.
    pub(super) name: String,
    /// How many pointers there are before it is reached.
    pub(super) pointers: usize,
}

/// Parses a whole expression.
pub(super) fn parse(source: &str, tokens: &[Token]) -> Result<Expr, Failure> {
    let mut parser = Parser { source, tokens, at: 0, depth: 0 };
    let expr = parser.expression(0)?;
    match parser.tokens.get(parser.at) {
        None => Ok(expr),
        Some(token) => {
            let text = &source[token.start..token.end];
            Err((format!("`{text}` is not expected here; an operator would be"), token.start))
        }
    }
}

struct Parser<'a> {
    source: &'a str,
    tokens: &'a [Token],
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&TokenKind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    fn symbol(&self) -> Option<&'static str> {
        match self.peek() {
            Some(TokenKind::Symbol(symbol)) => Some(symbol),
            _ => None,
        }
    }

    fn start(&self) -> usize {
        self.tokens.get(self.at).map_or(self.source.len(), |token| token.start)
    }

    /// End of the token before the current one.
    fn end(&self) -> usize {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(0, |token| token.end)
    }

    fn eat(&mut self, symbol: &str) -> bool {
        let found = self.symbol() == Some(symbol);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, symbol: &str) -> Result<(), Failure> {
        if self.eat(symbol) {
            Ok(())
        } else {
            Err((format!("`{symbol}` is missing"), self.start()))
        }
    }

    fn node(&self, kind: ExprKind, start: usize) -> Expr {
        Expr { kind, start, end: self.end() }
    }

    /// An expression of operators that bind at least as strongly as `least`.
    fn expression(&mut self, least: u8) -> Result<Expr, Failure> {
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return Err(("the expression is nested too deeply".to_owned(), self.start()));
        }
        let mut left = self.unary()?;
        loop {
            if matches!(self.peek(), Some(TokenKind::Name(name)) if name == "as") {
                self.at += 1;
                let ty = self.type_name()?;
                let start = left.start;
                left = self.node(ExprKind::Cast { base: Box::new(left), ty }, start);
                continue;
            }
            let Some(operator) = self.symbol().and_then(Binary::of) else { break };
            let strength = operator.strength();
            if strength < least {
                break;
            }
            self.at += 1;
            let right = self.expression(strength + 1)?;
            let start = left.start;
            let kind = ExprKind::Binary(operator, Box::new(left), Box::new(right));
            left = self.node(kind, start);
        }
        self.depth -= 1;
        Ok(left)
    }

    fn unary(&mut self) -> Result<Expr, Failure> {
        let start = self.start();
        // A chain of prefixes is a list here, not a recursion.
        let mut prefixes = Vec::new();
        loop {
            match self.symbol() {
                Some(symbol @ ("*" | "&" | "-" | "!" | "~" | "&&")) => {
                    prefixes.push((Prefix::Symbol(symbol), self.start()));
                    self.at += 1;
                }
                Some("(") => match self.cast() {
                    Some(ty) => prefixes.push((Prefix::Cast(ty), start)),
                    None => break,
                },
                _ => break,
            }
            if let (Some(Prefix::Symbol("&")), Some(TokenKind::Name(name))) =
                (prefixes.last().map(|prefix| prefix.0.clone()), self.peek())
                && name == "mut"
            {
                self.at += 1;
            }
        }
        if prefixes.len() > DEPTH_LIMIT {
            return Err(("the expression is nested too deeply".to_owned(), start));
        }
        let mut expr = self.postfix()?;
        for (prefix, start) in prefixes.into_iter().rev() {
            let base = Box::new(expr);
            let kind = match prefix {
                Prefix::Symbol("*") => ExprKind::Dereference(base),
                Prefix::Symbol("&") => ExprKind::AddressOf(base),
                Prefix::Symbol("-") => ExprKind::Unary(Unary::Negate, base),
                Prefix::Symbol("~" | "!") => ExprKind::Unary(Unary::Not, base),
                Prefix::Symbol(_) => {
                    return Err(("`&&` has no value on its left".to_owned(), start));
                }
                Prefix::Cast(ty) => ExprKind::Cast { base, ty },
            };
            expr = self.node(kind, start);
        }
        Ok(expr)
    }

    fn postfix(&mut self) -> Result<Expr, Failure> {
        let start = self.start();
        let mut expr = self.primary()?;
        for _ in 0..DEPTH_LIMIT {
            let kind = match self.symbol() {
                Some("." | "->") => {
                    self.at += 1;
                    if self.eat("*") {
                        ExprKind::Dereference(Box::new(expr))
                    } else {
                        ExprKind::Member { name: self.member_name()?, base: Box::new(expr) }
                    }
                }
                Some("[") => {
                    self.at += 1;
                    let kind = self.index(expr)?;
                    self.expect("]")?;
                    kind
                }
                Some("(") => {
                    let message = "functions of the program cannot be called here";
                    return Err((message.to_owned(), self.start()));
                }
                _ => return Ok(expr),
            };
            expr = self.node(kind, start);
        }
        Err(("the path is too long".to_owned(), self.start()))
    }

    fn member_name(&mut self) -> Result<String, Failure> {
        let name = match self.peek() {
            // The part of an object that is a base class goes by the name of that: `square.geo::Shape`.
            Some(TokenKind::Name(_)) => return self.path(),
            Some(TokenKind::Integer(number)) => number.to_string(),
            _ => return Err(("the name of a member is missing".to_owned(), self.start())),
        };
        self.at += 1;
        Ok(name)
    }

    fn index(&mut self, base: Expr) -> Result<ExprKind, Failure> {
        let base = Box::new(base);
        let from = match self.symbol() {
            Some(".." | "..=") => None,
            _ => Some(Box::new(self.expression(0)?)),
        };
        let inclusive = match self.symbol() {
            Some("..") => false,
            Some("..=") => true,
            _ => {
                let Some(index) = from else {
                    return Err(("an index is missing".to_owned(), self.start()));
                };
                return Ok(ExprKind::Index { base, index });
            }
        };
        self.at += 1;
        let to = match self.symbol() {
            Some("]") => None,
            _ => Some(Box::new(self.expression(0)?)),
        };
        Ok(ExprKind::Slice { base, from, to, inclusive })
    }

    fn primary(&mut self) -> Result<Expr, Failure> {
        let start = self.start();
        let Some(token) = self.tokens.get(self.at) else {
            return Err(("a value is missing".to_owned(), start));
        };
        self.at += 1;
        let kind = match &token.kind {
            TokenKind::Name(name) if name == "true" => ExprKind::Boolean(true),
            TokenKind::Name(name) if name == "false" => ExprKind::Boolean(false),
            TokenKind::Name(_) | TokenKind::Symbol("::") => {
                self.at -= 1;
                ExprKind::Name(self.path()?)
            }
            TokenKind::Integer(value) => ExprKind::Integer(*value),
            TokenKind::Float(value) => ExprKind::Float(*value),
            TokenKind::Text(bytes) => ExprKind::Text(bytes.clone()),
            TokenKind::Char(value) => ExprKind::Char(*value),
            TokenKind::Symbol("(") => {
                let inner = self.expression(0)?;
                self.expect(")")?;
                inner.kind
            }
            TokenKind::Symbol(symbol) => {
                return Err((format!("`{symbol}` is not expected here; a value would be"), start));
            }
        };
        Ok(self.node(kind, start))
    }

    /// Names joined by `::`.
    fn path(&mut self) -> Result<String, Failure> {
        self.eat("::");
        let mut path = String::new();
        loop {
            let Some(TokenKind::Name(name)) = self.peek() else {
                return Err(("a name is missing".to_owned(), self.start()));
            };
            path.push_str(name);
            self.at += 1;
            if !self.eat("::") {
                return Ok(path);
            }
            path.push_str("::");
        }
    }

    /// The type after `as`: pointers as Rust writes them, then a name with its arguments.
    fn type_name(&mut self) -> Result<TypeName, Failure> {
        let mut pointers = 0;
        loop {
            if self.eat("*") {
                pointers += 1;
                if matches!(self.peek(), Some(TokenKind::Name(n)) if n == "const" || n == "mut") {
                    self.at += 1;
                }
            } else if self.eat("&") {
                pointers += 1;
            } else {
                break;
            }
        }
        let start = self.start();
        self.path()?;
        let mut brackets = 0usize;
        while let Some(symbol) = self.symbol() {
            match symbol {
                "<" => brackets += 1,
                ">" if brackets > 0 => brackets -= 1,
                ">>" if brackets > 1 => brackets -= 2,
                _ if brackets > 0 => {}
                _ => break,
            }
            self.at += 1;
            while brackets > 0 && matches!(self.peek(), Some(TokenKind::Name(_))) {
                self.at += 1;
            }
        }
        Ok(TypeName { name: self.source[start..self.end()].to_owned(), pointers })
    }

    /// The type of a cast as C writes it, `(struct node *)` or `(unsigned int)`, if here is one.
    fn cast(&mut self) -> Option<TypeName> {
        let mut at = self.at + 1;
        let mut words: Vec<&str> = Vec::new();
        let mut pointers = 0;
        loop {
            match &self.tokens.get(at)?.kind {
                TokenKind::Name(word) if pointers == 0 => match word.as_str() {
                    "const" | "volatile" => {}
                    word => words.push(word),
                },
                TokenKind::Symbol("*") if !words.is_empty() => pointers += 1,
                TokenKind::Symbol(")") => break,
                _ => return None,
            }
            at += 1;
        }
        let keyword = words.first().is_some_and(|word| C_TYPE_WORDS.contains(word));
        // A value follows a cast; after `(a * )` nothing else could.
        if words.is_empty() || !(keyword || (pointers > 0 && words.len() == 1)) {
            return None;
        }
        let name = words.join(" ");
        self.at = at + 1;
        Some(TypeName { name, pointers })
    }
}

/// Words that begin the name of a type in C.
const C_TYPE_WORDS: [&str; 14] = [
    "struct", "union", "enum", "unsigned", "signed", "char", "short", "int", "long", "float",
    "double", "_Bool", "bool", "void",
];

#[derive(Clone, Debug)]
enum Prefix {
    Symbol(&'static str),
    Cast(TypeName),
}
