//! Syntax trees, by precedence climbing.

use super::{
    Failure, Rules,
    lex::{Notation, Token, TokenKind},
    operator::{Binary, Unary},
    scalar::FloatType,
    suffix::{self, Suffix},
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
    /// A variable, perhaps with its path (`a::B`), or a value of the machine (`$local0`).
    Name(String),
    Integer(u128, Notation),
    Float(f64, FloatType),
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
    Binary {
        operator: Binary,
        /// Where the operator stands.
        at: usize,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// `condition ? yes : no`.
    Choice {
        condition: Box<Expr>,
        yes: Box<Expr>,
        no: Box<Expr>,
    },
    /// `target = value`, `target += value`.
    Assign {
        operator: Option<Binary>,
        at: usize,
        target: Box<Expr>,
        value: Box<Expr>,
    },
    /// `function(arguments)`, `len(value)`, `T(value)`.
    Call {
        function: Box<Expr>,
        arguments: Vec<Expr>,
    },
    /// `sizeof(T)`, `sizeof value`.
    SizeOf(Box<SizeOf>),
    /// `base as T`, `(T)base`.
    Cast {
        base: Box<Expr>,
        ty: TypeName,
    },
}

/// What `sizeof` is asked about.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum SizeOf {
    /// A value or, where a lone name names none, a type.
    Value(Expr),
    Type(TypeName),
}

/// A type as an expression names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TypeName {
    /// The name without pointers.
    pub(super) name: String,
    /// How many pointers there are before it is reached.
    pub(super) pointers: usize,
}

/// Parses a whole expression, with what it says of how its value is shown.
pub(super) fn parse(
    source: &str,
    tokens: &[Token],
    rules: Rules,
) -> Result<(Expr, Vec<Suffix>), Failure> {
    let mut parser = Parser { source, tokens, at: 0, depth: 0, rules };
    let expr = parser.assignment()?;
    let suffixes = suffix::parse(source, &tokens[parser.at..])?;
    Ok((expr, suffixes))
}

struct Parser<'a> {
    source: &'a str,
    tokens: &'a [Token],
    at: usize,
    depth: usize,
    rules: Rules,
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

    /// An expression of any kind.
    fn assignment(&mut self) -> Result<Expr, Failure> {
        let target = self.choice()?;
        let at = self.start();
        let operator = match self.symbol() {
            Some("=") => None,
            Some(symbol) => match Binary::of_assignment(symbol) {
                Some(operator) => Some(operator),
                None => return Ok(target),
            },
            None => return Ok(target),
        };
        self.at += 1;
        let value = self.choice()?;
        let start = target.start;
        let (target, value) = (Box::new(target), Box::new(value));
        Ok(self.node(ExprKind::Assign { operator, at, target, value }, start))
    }

    /// Operators, and behind them perhaps `? :`.
    fn choice(&mut self) -> Result<Expr, Failure> {
        let condition = self.expression(0)?;
        if !self.eat("?") {
            return Ok(condition);
        }
        self.deeper()?;
        let yes = Box::new(self.choice()?);
        self.expect(":")?;
        let no = Box::new(self.choice()?);
        self.depth -= 1;
        let start = condition.start;
        let condition = Box::new(condition);
        Ok(self.node(ExprKind::Choice { condition, yes, no }, start))
    }

    fn deeper(&mut self) -> Result<(), Failure> {
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return Err(("the expression is nested too deeply".to_owned(), self.start()));
        }
        Ok(())
    }

    /// An expression of operators that bind at least as strongly as `least`.
    fn expression(&mut self, least: u8) -> Result<Expr, Failure> {
        self.deeper()?;
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
            let strength = operator.strength(self.rules);
            if strength < least {
                break;
            }
            let at = self.start();
            self.at += 1;
            let right = Box::new(self.expression(strength + 1)?);
            let start = left.start;
            let kind = ExprKind::Binary { operator, at, left: Box::new(left), right };
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
                Some(symbol @ ("*" | "&" | "-" | "+" | "!" | "~" | "&&")) => {
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
        let mut expr = match self.size_of()? {
            Some(expr) => expr,
            None => self.postfix()?,
        };
        for (prefix, start) in prefixes.into_iter().rev() {
            let base = Box::new(expr);
            let kind = match prefix {
                Prefix::Symbol("*") => ExprKind::Dereference(base),
                Prefix::Symbol("&") => ExprKind::AddressOf(base),
                Prefix::Symbol("-") => ExprKind::Unary(Unary::Negate, base),
                Prefix::Symbol("+") => ExprKind::Unary(Unary::Plus, base),
                Prefix::Symbol("!") => ExprKind::Unary(Unary::Not, base),
                Prefix::Symbol("~") => ExprKind::Unary(Unary::Complement, base),
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
                    self.at += 1;
                    ExprKind::Call { arguments: self.arguments()?, function: Box::new(expr) }
                }
                _ => return Ok(expr),
            };
            expr = self.node(kind, start);
        }
        Err(("the path is too long".to_owned(), self.start()))
    }

    /// What is in the parentheses of a call, behind the first one.
    fn arguments(&mut self) -> Result<Vec<Expr>, Failure> {
        self.deeper()?;
        let mut arguments = Vec::new();
        while !self.eat(")") {
            if !arguments.is_empty() {
                self.expect(",")?;
            }
            if arguments.len() >= ARGUMENTS {
                return Err(("there are too many arguments".to_owned(), self.start()));
            }
            arguments.push(self.choice()?);
        }
        self.depth -= 1;
        Ok(arguments)
    }

    /// `sizeof`, if here is one.
    fn size_of(&mut self) -> Result<Option<Expr>, Failure> {
        let start = self.start();
        if !matches!(self.peek(), Some(TokenKind::Name(name)) if name == "sizeof") {
            return Ok(None);
        }
        self.at += 1;
        self.deeper()?;
        let operand = if self.symbol() == Some("(") {
            let (from, depth) = (self.at, self.depth);
            if let Some(ty) = self.cast() {
                SizeOf::Type(ty)
            } else {
                self.at += 1;
                match self.choice().and_then(|value| self.expect(")").map(|()| value)) {
                    Ok(value) => SizeOf::Value(value),
                    Err(failure) => {
                        // `Vec<u8>` and the like are no values.
                        (self.at, self.depth) = (from + 1, depth);
                        let ty = self.type_name().map_err(|_| failure.clone())?;
                        self.expect(")").map_err(|_| failure)?;
                        SizeOf::Type(ty)
                    }
                }
            }
        } else {
            SizeOf::Value(self.unary()?)
        };
        self.depth -= 1;
        Ok(Some(self.node(ExprKind::SizeOf(Box::new(operand)), start)))
    }

    fn member_name(&mut self) -> Result<String, Failure> {
        let name = match self.peek() {
            // The part of an object that is a base class goes by the name of that: `square.geo::Shape`.
            Some(TokenKind::Name(_)) => return self.path(),
            Some(TokenKind::Integer(number, _)) => number.to_string(),
            _ => return Err(("the name of a member is missing".to_owned(), self.start())),
        };
        self.at += 1;
        Ok(name)
    }

    fn index(&mut self, base: Expr) -> Result<ExprKind, Failure> {
        let base = Box::new(base);
        let from = match self.symbol() {
            Some(".." | "..=") => None,
            _ => Some(Box::new(self.choice()?)),
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
            _ => Some(Box::new(self.choice()?)),
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
            TokenKind::Name(name) if CPP_CASTS.contains(&name.as_str()) && self.eat("<") => {
                let ty = self.template_argument()?;
                self.expect("(")?;
                self.deeper()?;
                let base = Box::new(self.choice()?);
                self.depth -= 1;
                self.expect(")")?;
                ExprKind::Cast { base, ty }
            }
            TokenKind::Name(_) | TokenKind::Symbol("::") => {
                self.at -= 1;
                ExprKind::Name(self.path()?)
            }
            TokenKind::Integer(value, notation) => ExprKind::Integer(*value, *notation),
            TokenKind::Float(value, ty) => ExprKind::Float(*value, *ty),
            TokenKind::Text(bytes) => ExprKind::Text(bytes.clone()),
            TokenKind::Char(value) => ExprKind::Char(*value),
            TokenKind::Symbol("(") => {
                let inner = self.choice()?;
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
        self.type_path()?;
        Ok(TypeName { name: self.source[start..self.end()].to_owned(), pointers })
    }

    /// A path with the arguments of a generic or template.
    fn type_path(&mut self) -> Result<(), Failure> {
        self.path()?;
        let end = self.at;
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
            let is_word =
                |kind: &TokenKind| matches!(kind, TokenKind::Name(_) | TokenKind::Integer(..));
            while brackets > 0 && self.peek().is_some_and(is_word) {
                self.at += 1;
            }
        }
        // What is not closed was no bracket: `x as u32 < y`.
        if brackets > 0 {
            self.at = end;
        }
        Ok(())
    }

    /// The type of a cast as C writes it, `(struct node *)` or `(unsigned int)`, if here is one.
    fn cast(&mut self) -> Option<TypeName> {
        let from = self.at;
        let ty = self.cast_type();
        if ty.is_none() {
            self.at = from;
        }
        ty
    }

    fn cast_type(&mut self) -> Option<TypeName> {
        self.at += 1;
        let mut words: Vec<&str> = Vec::new();
        let mut pointers = 0;
        let mut has_keyword = false;
        loop {
            match self.peek()? {
                TokenKind::Name(word) if word == "const" || word == "volatile" => self.at += 1,
                TokenKind::Name(word) if pointers == 0 => {
                    has_keyword |= C_TYPE_WORDS.contains(&word.as_str());
                    let start = self.start();
                    self.type_path().ok()?;
                    words.push(&self.source[start..self.end()]);
                }
                TokenKind::Symbol("*" | "&") if !words.is_empty() => {
                    pointers += 1;
                    self.at += 1;
                }
                TokenKind::Symbol(")") => break,
                _ => return None,
            }
        }
        self.at += 1;
        // `(a) - b` is a difference, but a value follows a cast in `(a)b`, `(a*)b` and `(int)-b`.
        let is_cast = has_keyword || (words.len() == 1 && (pointers > 0 || self.begins_a_value()));
        is_cast.then(|| TypeName { name: words.join(" "), pointers })
    }

    /// The type in the angle brackets of `static_cast<T>`, behind the first one.
    fn template_argument(&mut self) -> Result<TypeName, Failure> {
        let start = self.start();
        let mut end = start;
        while let Some(TokenKind::Name(_)) = self.peek() {
            self.type_path()?;
            end = self.end();
        }
        let mut pointers = 0;
        while self.eat("*") || self.eat("&") {
            pointers += 1;
        }
        self.expect(">")?;
        let name = self.source[start..end].trim_start_matches("const ").to_owned();
        Ok(TypeName { name, pointers })
    }

    /// Whether a value begins here that could not follow another one.
    fn begins_a_value(&self) -> bool {
        match self.peek() {
            Some(TokenKind::Name(name)) => name != "as",
            Some(TokenKind::Symbol(symbol)) => *symbol == "~" || *symbol == "!",
            Some(_) => true,
            None => false,
        }
    }
}

/// C++'s casts, which all read alike here.
const CPP_CASTS: [&str; 4] = ["static_cast", "reinterpret_cast", "const_cast", "dynamic_cast"];

/// Arguments of a call.
const ARGUMENTS: usize = 64;

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
