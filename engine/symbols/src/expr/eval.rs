//! Evaluation: names, operators and casts; paths are in [`super::path`].

use super::{
    Failure, Names,
    constant::{Constant, constant},
    operator::{Binary, binary, unary},
    parse::{Expr, ExprKind, TypeName},
};
use crate::{
    Encoding, Place, TypeKind,
    render::{Renderer, ValueKind, View},
};

/// Evaluates the expressions of one source text.
pub(super) struct Evaluator<'a, 'r> {
    pub(super) source: &'a str,
    pub(super) names: &'a dyn Names,
    pub(super) renderer: &'a Renderer<'r>,
}

impl Evaluator<'_, '_> {
    /// What an expression was in the source.
    pub(super) fn text(&self, expr: &Expr) -> &str {
        self.source.get(expr.start..expr.end).unwrap_or_default().trim()
    }

    /// The value of an expression.
    pub(super) fn value(&self, expr: &Expr) -> Result<ValueKind, Failure> {
        match &expr.kind {
            ExprKind::Name(name) => self.name(name, expr.start),
            ExprKind::Member { base, name } => self.member(base, name, expr),
            ExprKind::Index { base, index } => self.index(base, index),
            ExprKind::Slice { base, from, to, inclusive } => {
                self.slice(base, from.as_deref(), to.as_deref(), *inclusive)
            }
            ExprKind::Dereference(base) => self.dereference(base),
            ExprKind::AddressOf(base) => self.address_of(base),
            ExprKind::Cast { base, ty } => self.cast(base, ty, expr.start),
            _ => Ok(self.constant(expr)?.into_kind(self.renderer.format.hex)),
        }
    }

    /// The constant that an expression is.
    pub(super) fn constant(&self, expr: &Expr) -> Result<Constant, Failure> {
        let fail = |message| (message, expr.start);
        match &expr.kind {
            ExprKind::Integer(value) => i128::try_from(*value)
                .map(Constant::Integer)
                .map_err(|_| fail("the integer has more than 127 bits".to_owned())),
            ExprKind::Float(value) => Ok(Constant::Float(*value)),
            ExprKind::Text(bytes) => Ok(Constant::Text(bytes.clone())),
            ExprKind::Char(value) => Ok(Constant::Char(*value)),
            ExprKind::Boolean(value) => Ok(Constant::Boolean(*value)),
            ExprKind::Unary(operator, base) => {
                unary(*operator, &self.constant(base)?).map_err(fail)
            }
            ExprKind::Binary(operator, left, right) => {
                let left = self.constant(left)?;
                // The right side of a decided condition may well have no value.
                match (operator, &left) {
                    (Binary::And, Constant::Boolean(false))
                    | (Binary::Or, Constant::Boolean(true)) => return Ok(left),
                    _ => {}
                }
                binary(*operator, &left, &self.constant(right)?).map_err(fail)
            }
            _ => {
                let kind = self.value(expr)?;
                constant(self.renderer, &kind).ok_or_else(|| {
                    let text = self.text(expr);
                    fail(match self.renderer.view(&kind) {
                        View::Broken(problem) => format!("`{text}` is {problem}"),
                        _ => format!(
                            "`{text}` is {}, which is no number, text, character or boolean",
                            self.shown(&kind)
                        ),
                    })
                })
            }
        }
    }

    /// A value as text, for messages: the beginning of it.
    pub(super) fn shown(&self, kind: &ValueKind) -> String {
        const LIMIT: usize = 60;
        let text = self.renderer.line_of(kind);
        match text.char_indices().nth(LIMIT) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        }
    }

    fn name(&self, name: &str, at: usize) -> Result<ValueKind, Failure> {
        if let Some(value) = self.names.lookup(name) {
            return Ok(value.kind);
        }
        let similar = self.names.similar(name);
        let hint = match &similar[..] {
            [] => String::new(),
            [only] => format!("; there is `{only}`"),
            [several @ .., last] => {
                let several: Vec<String> = several.iter().map(|name| format!("`{name}`")).collect();
                format!("; there are {} and `{last}`", several.join(", "))
            }
        };
        Err((format!("no variable `{name}` is visible here{hint}"), at))
    }

    fn cast(&self, base: &Expr, ty: &TypeName, at: usize) -> Result<ValueKind, Failure> {
        let fail = |message| Err((message, at));
        let found = spellings(&ty.name).find_map(|name| self.renderer.types.find(&name));
        let Some(target) = found else {
            return fail(format!("the debug information has no type `{}`", ty.name));
        };
        let number = self.constant(base)?;
        if ty.pointers > 1 {
            return fail("a cast goes to one pointer at most; follow pointers with `*`".to_owned());
        }
        if ty.pointers == 1 {
            return match number {
                Constant::Integer(address) if u64::try_from(address).is_ok() => {
                    let address = u64::try_from(address).unwrap_or(0);
                    Ok(ValueKind::Address { target, address })
                }
                other => fail(format!("{} is no address", other.kind())),
            };
        }
        let object = self.renderer.object(target, Place::OptimizedOut);
        let size = self.renderer.size(&object.ty).and_then(|size| usize::try_from(size).ok());
        let bytes = match (&object.ty.kind, size) {
            (TypeKind::Base(encoding), Some(size @ 1..=16)) => convert(&number, *encoding, size),
            (TypeKind::Enum(_), Some(size @ 1..=16)) => convert(&number, Encoding::Signed, size),
            _ => None,
        };
        match bytes {
            Some(bytes) => Ok(ValueKind::Typed { ty: target, place: Place::Bytes(bytes) }),
            None => fail(format!("{} cannot become `{}`", number.kind(), ty.name)),
        }
    }
}

/// The names under which compilers describe a type: as written, C's integers by all their
/// spellings, a struct without its keyword.
fn spellings(name: &str) -> impl Iterator<Item = String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let count = |wanted: &str| words.iter().filter(|word| **word == wanted).count();
    let is_integer = !words.is_empty()
        && words
            .iter()
            .all(|word| ["unsigned", "signed", "char", "short", "int", "long"].contains(word));
    let mut all = vec![name.to_owned()];
    if is_integer && count("char") == 0 {
        let (sign, gnu) = if count("unsigned") > 0 { ("unsigned ", " unsigned") } else { ("", "") };
        let size = match (count("short"), count("long")) {
            (0, 0) => "int",
            (0, 1) => "long",
            (0, _) => "long long",
            _ => "short",
        };
        all.push(format!("{sign}{size}"));
        all.push(format!("{size}{gnu} int"));
    } else if let [only] = &words[..] {
        all.extend(["struct", "union", "enum"].map(|keyword| format!("{keyword} {only}")));
    }
    all.into_iter()
}

/// The bytes of a number in another type, as the languages' own casts give them.
fn convert(number: &Constant, encoding: Encoding, size: usize) -> Option<Vec<u8>> {
    if encoding == Encoding::Float {
        let value = number.to_float()?;
        return match size {
            #[expect(clippy::cast_possible_truncation, reason = "the cast asked for")]
            4 => Some((value as f32).to_le_bytes().to_vec()),
            8 => Some(value.to_le_bytes().to_vec()),
            _ => None,
        };
    }
    let integer = match number {
        Constant::Integer(value) => *value,
        #[expect(clippy::cast_possible_truncation, reason = "the cast asked for, saturating")]
        Constant::Float(value) => *value as i128,
        Constant::Boolean(value) => i128::from(*value),
        Constant::Char(value) => i128::from(u32::from(*value)),
        Constant::Text(_) => return None,
    };
    Some(integer.to_le_bytes()[..size].to_vec())
}
