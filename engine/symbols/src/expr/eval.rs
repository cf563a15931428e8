//! Evaluation: names, operators, choices; paths are in [`super::path`].

use std::cell::RefCell;

use super::{
    Failure, Names, Rules, arithmetic,
    call::{Call, Results},
    convert,
    lex::Notation,
    load,
    names::MachineValue,
    operator::{Binary, Unary},
    parse::{Expr, ExprKind, SizeOf, TypeName},
    scalar::{FloatType, Integer, IntegerType, Rank, Scalar, ScalarType},
};
use crate::{
    Language, Place, TypeId, TypeKind, WasmValue,
    builtin::machine_type,
    render::{Renderer, ValueKind, View},
};

/// Evaluates the expressions of one source text.
pub(super) struct Evaluator<'a, 'r> {
    pub(super) source: &'a str,
    pub(super) names: &'a dyn Names,
    pub(super) renderer: &'a Renderer<'r>,
    pub(super) rules: Rules,
    /// The results of calls so far; `None` where nothing may be called.
    pub(super) results: Option<&'a Results>,
    /// The call that is needed to go on.
    pub(super) wanted: RefCell<Option<Call>>,
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
            ExprKind::Choice { condition, yes, no } => {
                let holds = self.truth(condition)?;
                let (chosen, other) = if holds { (yes, no) } else { (no, yes) };
                let kind = self.value(chosen)?;
                Ok(self.in_common_type(&kind, other).unwrap_or(kind))
            }
            ExprKind::Call { function, arguments } => self.call(function, arguments, expr),
            ExprKind::Assign { at, .. } => {
                let message = "an assignment stands alone, and only where something may be changed; `==` compares";
                Err((message.to_owned(), *at))
            }
            _ => Ok(self.scalar(expr)?.into_kind(self.rules)),
        }
    }

    /// The scalar that an expression is.
    pub(super) fn scalar(&self, expr: &Expr) -> Result<Scalar, Failure> {
        match &expr.kind {
            ExprKind::Integer(value, notation) => {
                Ok(integer_literal(*value, *notation, self.rules))
            }
            ExprKind::Float(value, ty) => Ok(float_literal(*value, *ty, self.rules)),
            ExprKind::Text(bytes) => Ok(Scalar::Text(bytes.clone())),
            // In C, and not in C++, an `int`.
            ExprKind::Char(value) if self.names.language() == Language::C => {
                let code = Integer::new(u128::from(u32::from(*value)), IntegerType::INT);
                Ok(Scalar::Integer(code))
            }
            ExprKind::Char(value) => Ok(Scalar::Char(*value)),
            ExprKind::Boolean(value) => Ok(Scalar::Boolean(*value)),
            ExprKind::Unary(operator, base) => {
                let operand = self.scalar(base)?;
                arithmetic::unary(*operator, &operand, self.rules)
                    .map_err(|message| (message, expr.start))
            }
            ExprKind::Binary { operator, at, left, right } => {
                self.binary(*operator, *at, left, right)
            }
            ExprKind::SizeOf(of) => self.size_of(of, expr.start),
            _ => {
                let kind = self.value(expr)?;
                self.load(&kind).ok_or_else(|| (self.no_scalar(expr, &kind), expr.start))
            }
        }
    }

    /// The number that was chosen in C, in the type that it has in common with the other one.
    fn in_common_type(&self, chosen: &ValueKind, other: &Expr) -> Option<ValueKind> {
        if self.rules == Rules::Rust {
            return None;
        }
        // What is not chosen is looked at for its type only: nothing is called for it, and it may well have no value.
        let idle = Evaluator { results: None, wanted: RefCell::new(None), ..*self };
        let common = arithmetic::in_common_type(&self.load(chosen)?, &idle.scalar(other).ok()?)?;
        Some(common.into_kind(self.rules))
    }

    fn no_scalar(&self, expr: &Expr, kind: &ValueKind) -> String {
        let text = self.text(expr);
        let settled = load::settled(self.renderer, kind);
        match self.renderer.view(&settled) {
            View::Broken(problem) => format!("`{text}` is {problem}"),
            _ => format!(
                "`{text}` is {}, which is no number, text, character or boolean",
                self.shown(kind)
            ),
        }
    }

    /// Whether an expression is true, as C reads it.
    pub(super) fn truth(&self, expr: &Expr) -> Result<bool, Failure> {
        let scalar = self.scalar(expr)?;
        scalar.truth().ok_or_else(|| {
            let message = format!("{} is neither true nor false; compare it", what(&scalar));
            (message, expr.start)
        })
    }

    fn binary(
        &self,
        operator: Binary,
        at: usize,
        left: &Expr,
        right: &Expr,
    ) -> Result<Scalar, Failure> {
        if matches!(operator, Binary::Or | Binary::And) {
            // The right side of a decided condition may well have no value.
            let is_or = operator == Binary::Or;
            let decided = self.truth(left)? == is_or;
            return Ok(Scalar::Boolean(if decided { is_or } else { self.truth(right)? }));
        }
        if let Some(cast) = self.cast_of_sign(operator, left, right)? {
            return Ok(cast);
        }
        let (first, second) = self.operands(left, right)?;
        let result = match self.pointers(operator, &first, &second) {
            Some(result) => result,
            None => arithmetic::binary(operator, &first, &second, self.rules),
        };
        result.map_err(|message| (message, at))
    }

    /// `(T)-x`, which reads like a difference, where `T` is a type and no variable.
    fn cast_of_sign(
        &self,
        operator: Binary,
        left: &Expr,
        right: &Expr,
    ) -> Result<Option<Scalar>, Failure> {
        let ExprKind::Name(name) = &left.kind else { return Ok(None) };
        let in_parentheses = self.source.get(left.start..).is_some_and(|it| it.starts_with('('));
        if !in_parentheses || matches!(self.names.lookup(name), Ok(Some(_)) | Err(_)) {
            return Ok(None);
        }
        let base = || Box::new(right.clone());
        let kind = match operator {
            Binary::Subtract => ExprKind::Unary(Unary::Negate, base()),
            Binary::Add => ExprKind::Unary(Unary::Plus, base()),
            Binary::Multiply => ExprKind::Dereference(base()),
            Binary::BitAnd => ExprKind::AddressOf(base()),
            _ => return Ok(None),
        };
        let ty = TypeName { name: name.clone(), pointers: 0 };
        if !self.is_type(&ty) {
            return Ok(None);
        }
        let operand = Expr { kind, start: left.end, end: right.end };
        let cast = self.cast(&operand, &ty, left.start)?;
        Ok(self.load(&cast))
    }

    /// Both operands; a name that stands for nothing may be a value of the other's enumeration.
    fn operands(&self, left: &Expr, right: &Expr) -> Result<(Scalar, Scalar), Failure> {
        let enumeration = |expr: &Expr| match &expr.kind {
            ExprKind::Name(_) | ExprKind::Member { .. } | ExprKind::Index { .. } => {
                let ValueKind::Typed { ty, .. } =
                    load::settled(self.renderer, &self.value(expr).ok()?)
                else {
                    return None;
                };
                matches!(self.renderer.bare(ty).kind, TypeKind::Enum(_)).then_some(ty)
            }
            _ => None,
        };
        let is_name = |expr: &Expr| matches!(expr.kind, ExprKind::Name(_));
        let (first, second) = match (is_name(left), is_name(right)) {
            (_, true) => (self.scalar(left)?, self.contextual(right, enumeration(left))?),
            (true, false) => (self.contextual(left, enumeration(right))?, self.scalar(right)?),
            (false, false) => (self.scalar(left)?, self.scalar(right)?),
        };
        // Where one side is text, an address of text is that text.
        let as_text = |scalar: Scalar, expr: &Expr| match scalar {
            Scalar::Pointer { .. } => {
                let kind = self.value(expr)?;
                Ok(load::text(self.renderer, &kind).map_or(scalar, Scalar::Text))
            }
            other => Ok::<_, Failure>(other),
        };
        Ok(match (&first, &second) {
            (Scalar::Text(_), Scalar::Pointer { .. }) => (first, as_text(second, right)?),
            (Scalar::Pointer { .. }, Scalar::Text(_)) => (as_text(first, left)?, second),
            _ => (first, second),
        })
    }

    /// A value where one of a type is expected: the values of an enumeration have their names.
    pub(super) fn contextual(&self, expr: &Expr, ty: Option<TypeId>) -> Result<Scalar, Failure> {
        if let (ExprKind::Name(name), Some(ty)) = (&expr.kind, ty)
            && !matches!(self.names.lookup(name), Ok(Some(_)))
            && let Some(value) = self.enumerator_of(ty, name)
            && let Some(scalar) = self.load(&value)
        {
            return Ok(scalar);
        }
        self.scalar(expr)
    }

    /// Pointers count elements: `p + 1`, `p - q`. `None` where no pointer is counted with.
    pub(super) fn pointers(
        &self,
        operator: Binary,
        left: &Scalar,
        right: &Scalar,
    ) -> Option<Result<Scalar, String>> {
        let step =
            |target: &Option<TypeId>| match target {
                // As GNU C has it.
                None => Ok(1),
                Some(ty) if matches!(self.renderer.bare(*ty).kind, TypeKind::Void) => Ok(1),
                Some(ty) => self.renderer.size_of(*ty).filter(|size| *size > 0).ok_or_else(|| {
                    "what the pointer points to has no size to count with".to_owned()
                }),
            };
        let moved = |address: u64, size: u64, target: &Option<TypeId>, by: i128| {
            let distance = by.checked_mul(i128::from(step(target)?));
            let moved = distance.and_then(|distance| distance.checked_add(i128::from(address)));
            // Addresses wrap, as the machine computes them.
            let mask = if size >= 8 { i128::from(u64::MAX) } else { 0xffff_ffff };
            let moved = moved.ok_or_else(|| "the address is too large".to_owned())? & mask;
            let address = u64::try_from(moved).unwrap_or(0);
            Ok(Scalar::Pointer { address, target: *target, size })
        };
        match (operator, left, right) {
            (Binary::Add, Scalar::Pointer { address, target, size }, other)
            | (Binary::Add, other, Scalar::Pointer { address, target, size }) => {
                let by = other.to_integer()?.extended();
                Some(moved(*address, *size, target, by))
            }
            (
                Binary::Subtract,
                Scalar::Pointer { address, target, .. },
                Scalar::Pointer { address: other, .. },
            ) => {
                let step = match step(target) {
                    Ok(step) => i128::from(step),
                    Err(message) => return Some(Err(message)),
                };
                let distance = i128::from(*address) - i128::from(*other);
                Some(match distance % step {
                    0 => Ok(Scalar::Integer(Integer::new(
                        (distance / step).cast_unsigned(),
                        self.size_type(true),
                    ))),
                    _ => Err(format!(
                        "the pointers are {distance} bytes apart, no whole number of elements"
                    )),
                })
            }
            (Binary::Subtract, Scalar::Pointer { address, target, size }, other) => {
                let by = other.to_integer()?.extended();
                Some(match by.checked_neg() {
                    Some(by) => moved(*address, *size, target, by),
                    None => Err("the address is too large".to_owned()),
                })
            }
            _ => None,
        }
    }

    fn size_of(&self, of: &SizeOf, at: usize) -> Result<Scalar, Failure> {
        let no_type = |name: &str| (format!("the debug information has no type `{name}`"), at);
        let size = match of {
            SizeOf::Type(ty) if ty.pointers > 0 => Some(self.renderer.address_size()),
            SizeOf::Type(ty) => {
                let found = self.find_type(ty).ok_or_else(|| no_type(&ty.name))?;
                self.renderer.size_of(found)
            }
            SizeOf::Value(expr) => {
                if let ExprKind::Name(name) = &expr.kind
                    && !matches!(self.names.lookup(name), Ok(Some(_)))
                    && let Some(found) =
                        self.find_type(&TypeName { name: name.clone(), pointers: 0 })
                {
                    self.renderer.size_of(found)
                } else {
                    self.size_of_value(expr)?
                }
            }
        };
        match size {
            Some(size) => {
                Ok(Scalar::Integer(Integer::new(u128::from(size), self.size_type(false))))
            }
            None => Err(("the debug information does not say its size".to_owned(), at)),
        }
    }

    fn size_of_value(&self, expr: &Expr) -> Result<Option<u64>, Failure> {
        // What C computes with is an `int` at least; a comparison is one.
        let is_comparison = |operator: Binary| {
            operator.comparison().is_some() || matches!(operator, Binary::And | Binary::Or)
        };
        match &expr.kind {
            ExprKind::Binary { operator, .. }
                if is_comparison(*operator) && self.names.language() == Language::C =>
            {
                return Ok(Some(4));
            }
            ExprKind::Text(bytes) => return Ok(Some(bytes.len() as u64 + 1)),
            _ => {}
        }
        Ok(match self.value(expr)? {
            ValueKind::Typed { ty, .. } => self.renderer.size_of(ty),
            ValueKind::Row { element, counts, .. } => {
                let size = self.renderer.size_of(element);
                size.and_then(|size| counts.iter().try_fold(size, |all, n| all.checked_mul(*n)))
            }
            ValueKind::Elements { element, count, .. } => {
                self.renderer.size_of(element).and_then(|size| size.checked_mul(count))
            }
            ValueKind::Utf8 { length, .. } => Some(length),
            ValueKind::Address { .. } => Some(self.renderer.address_size()),
            ValueKind::Bits { .. } => {
                return Err(("a bit-field has no size in bytes".to_owned(), expr.start));
            }
            ValueKind::Unsized { .. } | ValueKind::Text(_) => None,
        })
    }

    /// The type of sizes, or of differences of pointers.
    fn size_type(&self, signed: bool) -> IntegerType {
        let rank = if self.rules == Rules::Rust { Rank::Size } else { Rank::Long };
        let bits = if self.renderer.address_size() == 8 { 64 } else { 32 };
        IntegerType { rank, bits, signed }
    }

    /// A size as a value.
    pub(super) fn size_value(&self, size: u64) -> ValueKind {
        Scalar::Integer(Integer::new(u128::from(size), self.size_type(false))).into_kind(self.rules)
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
        if name.starts_with('$') {
            let found = self.names.machine(name).map_err(|message| (message, at))?;
            return Ok(self.machine(found));
        }
        if let Some(value) = self.names.lookup(name).map_err(|message| (message, at))? {
            return Ok(value.kind);
        }
        let implied = self.enumerator(name).or_else(|| self.of_this(name));
        if let Some(kind) = implied.or_else(|| self.static_of_path(name)) {
            return Ok(kind);
        }
        if matches!(name, "NULL" | "nullptr" | "null") {
            let size = self.renderer.address_size();
            return Ok(Scalar::Pointer { address: 0, target: None, size }.into_kind(self.rules));
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

    /// A member of the object whose method it is, as C++ finds it.
    fn of_this(&self, name: &str) -> Option<ValueKind> {
        if self.names.language() != Language::Cpp || name.contains("::") {
            return None;
        }
        let this = self.names.lookup("this").ok()??;
        self.member_named(&this.kind, name).or_else(|| self.static_of_value(&this.kind, name))
    }

    fn machine(&self, value: MachineValue) -> ValueKind {
        let (place, value) = match value {
            MachineValue::Number(place, value) => (place, value),
            MachineValue::Offset(offset) => {
                let offset = Integer::new(u128::from(offset), self.size_type(false));
                return Scalar::Integer(offset).into_kind(self.rules);
            }
        };
        let name = match value {
            WasmValue::I32(_) => "i32",
            WasmValue::I64(_) => "i64",
            WasmValue::F32(_) => "f32",
            WasmValue::F64(_) => "f64",
            WasmValue::V128(_) => "v128",
        };
        match machine_type(self.type_language(), name) {
            Some(ty) => ValueKind::Typed { ty, place: Place::Wasm { place, offset: 0 } },
            None => ValueKind::Text(String::new()),
        }
    }

    /// The value of an enumeration that a path names, or in C and C++ a name alone.
    fn enumerator(&self, name: &str) -> Option<ValueKind> {
        if let Some((path, last)) = name.rsplit_once("::") {
            let ty = TypeName { name: path.to_owned(), pointers: 0 };
            if let Some(found) = self.find_type(&ty)
                && let Some(value) = self.enumerator_of(found, last)
            {
                return Some(value);
            }
        }
        if self.rules == Rules::Rust {
            return None;
        }
        let (ty, value) = self.renderer.types.enumerator(name)?;
        self.enumerator_value(ty, value)
    }

    /// The value of that name of an enumeration.
    pub(super) fn enumerator_of(&self, ty: TypeId, name: &str) -> Option<ValueKind> {
        let bare = self.renderer.bare(ty);
        let TypeKind::Enum(description) = &bare.kind else { return None };
        let last = name.rsplit("::").next().unwrap_or(name);
        let found = description.enumerators.iter().find(|it| &*it.name == last)?;
        self.enumerator_value(ty, found.value)
    }

    fn enumerator_value(&self, ty: TypeId, value: i128) -> Option<ValueKind> {
        let size = self.renderer.size_of(ty).and_then(|size| usize::try_from(size).ok())?;
        let bytes = value.to_le_bytes().get(..size)?.to_vec();
        Some(ValueKind::Typed { ty, place: Place::Bytes(bytes) })
    }
}

/// What a scalar is, as a condition is told about it.
fn what(scalar: &Scalar) -> &'static str {
    match scalar {
        Scalar::Text(_) => "text",
        other => other.what(),
    }
}

/// An integer literal in the type that its language gives it.
fn integer_literal(value: u128, notation: Notation, rules: Rules) -> Scalar {
    let untyped = || match i128::try_from(value) {
        Ok(value) => Scalar::literal(value),
        Err(_) => Scalar::Integer(Integer::new(value, IntegerType::fixed(128, false))),
    };
    if let Some(ty) = notation.ty {
        let typed = Integer { bits: value, ty: IntegerType { bits: 128, signed: false, ..ty } };
        return typed.fit(ty).map_or_else(untyped, Scalar::Integer);
    }
    if rules == Rules::Rust {
        return untyped();
    }
    let ranks = [(Rank::Int, 32), (Rank::Long, 32), (Rank::LongLong, 64), (Rank::Wide, 128)];
    for (rank, bits) in ranks.into_iter().skip(usize::from(notation.long)) {
        for signed in [true, false] {
            let may_be =
                if signed { !notation.unsigned } else { notation.unsigned || !notation.decimal };
            let ty = IntegerType { rank, bits, signed };
            let typed = Integer { bits: value, ty: IntegerType::fixed(128, false) }.fit(ty);
            if let (true, Some(typed)) = (may_be, typed) {
                return Scalar::Integer(typed);
            }
        }
    }
    untyped()
}

fn float_literal(value: f64, ty: FloatType, rules: Rules) -> Scalar {
    match (ty, rules) {
        #[expect(clippy::cast_possible_truncation, reason = "a literal of 32 bits")]
        (FloatType::Single, _) => Scalar::Float(f64::from(value as f32), FloatType::Single),
        (FloatType::Literal, Rules::Rust) => Scalar::Float(value, FloatType::Literal),
        _ => Scalar::Float(value, FloatType::Double),
    }
}

impl Evaluator<'_, '_> {
    /// The bytes of a scalar in another type, as the language's own casts give them.
    pub(super) fn cast_bytes(&self, value: &Scalar, ty: ScalarType, size: u64) -> Option<Vec<u8>> {
        let value = convert::cast(value, ty, self.rules)?;
        convert::bytes(&value, usize::try_from(size).ok()?)
    }
}
