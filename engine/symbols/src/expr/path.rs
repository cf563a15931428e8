//! Paths through values: members, elements, slices, pointers.

use std::sync::Arc;

use super::{
    Failure,
    eval::Evaluator,
    load,
    parse::{Expr, ExprKind},
    scalar::Scalar,
};
use crate::{
    Language, Place, Type, TypeId, TypeKind,
    builtin::builtin,
    render::{Object, Sequence, ValueKind, View},
};

/// Pointers that `.` and `[]` look through.
pub(super) const POINTER_DEPTH: u8 = 16;
/// Entries of a map that are compared at once.
const PORTION: u64 = 65_536;
/// Members named in a message.
const NAMED_LIMIT: usize = 12;

impl Evaluator<'_, '_> {
    /// `base.name`: a field as it is shown, or a member as it is described.
    pub(super) fn member(
        &self,
        base: &Expr,
        name: &str,
        expr: &Expr,
    ) -> Result<ValueKind, Failure> {
        let first = self.value(base)?;
        let mut known: Vec<String> = Vec::new();
        // As in Rust, members of the value come before those of what owns it (an `Rc`'s counts).
        let mut of_owners = None;
        let mut kind = first.clone();
        for _ in 0..POINTER_DEPTH {
            if let View::Record(record) = self.renderer.view(&kind) {
                let field = record.fields.iter().find(|field| field.name == name);
                match (field, record.reads_as_first) {
                    (Some(field), None) => return Ok(field.kind.clone()),
                    (Some(field), Some(_)) => of_owners = of_owners.or(Some(field.kind.clone())),
                    (None, _) => {}
                }
                known.extend(record.fields.into_iter().map(|field| field.name));
            }
            match self.renderer.dereferenced(&kind) {
                Some(next) => kind = next,
                None => break,
            }
        }
        let described = of_owners.or_else(|| self.member_named(&first, name));
        if let Some(found) = described.or_else(|| self.static_of_value(&first, name)) {
            return Ok(found);
        }
        let text = self.text(base);
        let at = expr.end.saturating_sub(name.len());
        known.retain(|name| name != "*");
        let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
        if is_number && matches!(self.renderer.view(&kind), View::Sequence(_)) {
            return Err((format!("`{text}` has elements, no members: write `{text}[{name}]`"), at));
        }
        if known.is_empty() {
            return Err((format!("`{text}` is {}, which has no members", self.shown(&kind)), at));
        }
        known.truncate(NAMED_LIMIT);
        Err((format!("`{text}` has no member `{name}`; it has {}", known.join(", ")), at))
    }

    /// A member as it is described, whether it is shown or not, of a value or what it points to.
    pub(super) fn member_named(&self, kind: &ValueKind, name: &str) -> Option<ValueKind> {
        let mut kind = kind.clone();
        for _ in 0..POINTER_DEPTH {
            if let Some(object) = self.renderer.object_of(&kind)
                && let Some(found) = self.renderer.described_member(&object, name)
            {
                return Some(found);
            }
            kind = self.renderer.dereferenced(&kind)?;
        }
        None
    }

    /// `*base`.
    pub(super) fn dereference(&self, base: &Expr) -> Result<ValueKind, Failure> {
        let kind = self.value(base)?;
        if let Some(target) = self.renderer.dereferenced(&kind) {
            return Ok(target);
        }
        let text = self.text(base);
        let message = match self.renderer.view(&kind) {
            View::Address(view) if view.address == 0 => format!("`{text}` is a null pointer"),
            View::Address(view) if view.target.is_none() => {
                format!("`{text}` points to no type; cast it first")
            }
            View::Address(view) => {
                format!("`{text}` points outside memory, to {:#x}", view.address)
            }
            View::Broken(problem) => format!("`{text}` has no value: {problem}"),
            View::Text(view) if view.prefix.is_some() => {
                format!("`{text}` points outside memory")
            }
            View::Leaf(function) if self.is_pointer(&kind) => {
                format!("`{text}` is {function}, and code has no value")
            }
            _ => format!("`{text}` is {}, which is no pointer", self.shown(&kind)),
        };
        Err((message, base.start))
    }

    fn is_pointer(&self, kind: &ValueKind) -> bool {
        let ValueKind::Typed { ty, .. } = kind else { return false };
        matches!(self.renderer.bare(*ty).kind, TypeKind::Pointer { .. })
    }

    /// `&base`.
    pub(super) fn address_of(&self, base: &Expr) -> Result<ValueKind, Failure> {
        match self.value(base)? {
            ValueKind::Typed { ty, place: Place::Memory(address) } => {
                Ok(ValueKind::Address { target: ty, address })
            }
            ValueKind::Row { element, place: Place::Memory(address), .. }
            | ValueKind::Elements { element, address, .. } => {
                Ok(ValueKind::Address { target: element, address })
            }
            // No pointer without the second half leads there; the address is what there is to show.
            ValueKind::Unsized { address, .. } => Ok(ValueKind::Text(format!("{address:#x}"))),
            kind => {
                let why = match &kind {
                    ValueKind::Typed { place: Place::Unknown(reason), .. } => reason,
                    _ => "it is not in linear memory",
                };
                Err((format!("`{}` has no address: {why}", self.text(base)), base.start))
            }
        }
    }

    /// `base[index]`.
    pub(super) fn index(&self, base: &Expr, index: &Expr) -> Result<ValueKind, Failure> {
        let key = self.scalar(index)?;
        if is_memory(base) {
            return self.memory(unsigned(&key, index)?, None, base);
        }
        let (kind, view) = self.indexable(base)?;
        let fail = |message| Err((message, index.start));
        let text = self.text(base);
        if let View::Map(map) = view {
            let mut start = 0;
            while start < map.length {
                let entries = self.renderer.entries(&map, start, PORTION);
                if entries.is_empty() {
                    break;
                }
                let same = |entry: &ValueKind| {
                    let text = || load::text(self.renderer, entry).map(Scalar::Text);
                    let entry = match key {
                        Scalar::Text(_) => text(),
                        _ => self.load(entry),
                    };
                    entry.is_some_and(|entry| entry.is_same(&key))
                };
                if let Some((_, value)) = entries.into_iter().find(|(entry, _)| same(entry)) {
                    return Ok(value);
                }
                start += PORTION;
            }
            return fail(format!("`{text}` has no key {}", self.text(index)));
        }
        let at = match key.to_integer().map(|key| key.extended()) {
            Some(at) => match u64::try_from(at) {
                Ok(at) => at,
                Err(_) => {
                    let Some(run) = self.pointed_run(&kind, &view).filter(|_| at < 0) else {
                        return fail(bad_index(at));
                    };
                    return match before(&run, at.unsigned_abs()) {
                        Some(element) => Ok(element),
                        None => fail(format!("element {at} of `{text}` is outside memory")),
                    };
                }
            },
            None => return fail(format!("an index is an integer, not {}", key.what())),
        };
        if let Some(length) = self.length(&view)
            && at >= length
        {
            return fail(format!(
                "the index {at} is outside `{text}`, which has {length} elements"
            ));
        }
        if let View::Sequence(sequence) = &view {
            let element = sequence.at(at).or_else(|| self.renderer.elements(sequence, at, 1).pop());
            return match element {
                Some(element) => Ok(element),
                None => fail(format!("element {at} of `{text}` cannot be read")),
            };
        }
        match self.run(&kind, &view).and_then(|run| run.at(at)) {
            Some(element) => Ok(element),
            None => fail(format!("`{text}` is {}, which has no elements", self.shown(&kind))),
        }
    }

    /// `base[from..to]`.
    pub(super) fn slice(
        &self,
        base: &Expr,
        from: Option<&Expr>,
        to: Option<&Expr>,
        inclusive: bool,
    ) -> Result<ValueKind, Failure> {
        let bound = |expr: &Expr| unsigned(&self.scalar(expr)?, expr);
        if is_memory(base) {
            let from = from.map_or(Ok(0), bound)?;
            let end = to.map(bound).transpose()?.map(|to| to.saturating_add(u64::from(inclusive)));
            let end = end.unwrap_or_else(|| self.renderer.program.memory_size());
            return self.memory(from, Some(end), base);
        }
        let from = from.map_or(Ok(0), bound)?;
        let to = to.map(bound).transpose()?.map(|to| to.saturating_add(u64::from(inclusive)));
        self.elements_of(base, from, to)
    }

    /// So many elements of an array or from a pointer on.
    pub(super) fn first_elements(&self, base: &Expr, count: u64) -> Result<ValueKind, Failure> {
        self.elements_of(base, 0, Some(count))
    }

    fn elements_of(&self, base: &Expr, from: u64, to: Option<u64>) -> Result<ValueKind, Failure> {
        let (kind, view) = self.indexable(base)?;
        let length = self.length(&view);
        let to = match (to, length) {
            (Some(to), _) => to,
            (None, Some(length)) => length,
            (None, None) => {
                let message = "an end is needed: only the program knows the length";
                return Err((message.to_owned(), base.end));
            }
        };
        let text = self.text(base);
        if from > to || length.is_some_and(|length| to > length) {
            let length = length.unwrap_or(0);
            let message = format!("{from}..{to} is outside `{text}`, which has {length} elements");
            return Err((message, base.end));
        }
        let sliced = match &view {
            View::Text(slice) if slice.prefix.is_none() => match slice.place {
                Place::Memory(address) => Some(ValueKind::Utf8 {
                    address: address.saturating_add(from),
                    length: to - from,
                }),
                _ => None,
            },
            View::Sequence(sequence) => run_of(sequence, from, to),
            _ => self.run(&kind, &view).and_then(|run| run_of(&run, from, to)),
        };
        sliced.ok_or_else(|| (format!("`{text}` is no run of elements in memory"), base.start))
    }

    /// `$mem[from]`, a byte, or `$mem[from..to]`.
    fn memory(&self, from: u64, to: Option<u64>, base: &Expr) -> Result<ValueKind, Failure> {
        let size = self.renderer.program.memory_size();
        let end = to.unwrap_or(from.saturating_add(1));
        if from > end || end > size {
            let message =
                format!("{from:#x}..{end:#x} is outside memory, which has {size:#x} bytes");
            return Err((message, base.end));
        }
        let language = self.type_language();
        let name = if language == Language::Rust { "u8" } else { "unsigned char" };
        let Some(ty) = builtin(language, name, None) else {
            return Err(("bytes have no type".to_owned(), base.start));
        };
        Ok(match to {
            None => ValueKind::Typed { ty, place: Place::Memory(from) },
            Some(_) => ValueKind::Elements { element: ty, address: from, count: end - from },
        })
    }

    /// What `[]` applies to: a base behind its pointers.
    fn indexable(&self, base: &Expr) -> Result<(ValueKind, View), Failure> {
        let mut kind = self.value(base)?;
        for _ in 0..POINTER_DEPTH {
            let view = self.renderer.view(&kind);
            let next = match &view {
                View::Wrapper(_) => self.renderer.dereferenced(&kind),
                View::Record(record) if record.reads_as_first.is_some() => {
                    self.renderer.dereferenced(&kind)
                }
                View::Broken(problem) => {
                    let message = format!("`{}` has no value: {problem}", self.text(base));
                    return Err((message, base.start));
                }
                _ => None,
            };
            match next {
                Some(next) => kind = next,
                None => return Ok((kind, view)),
            }
        }
        Err((format!("`{}` has too many wrappers", self.text(base)), base.start))
    }

    fn length(&self, view: &View) -> Option<u64> {
        match view {
            View::Sequence(sequence) => sequence.length,
            View::Text(text) => text.known_length(),
            _ => None,
        }
    }

    /// The elements that a pointer, and no array, leads to: there may be some before its own.
    fn pointed_run(&self, kind: &ValueKind, view: &View) -> Option<Sequence> {
        match view {
            View::Address(_) => self.run(kind, view),
            View::Text(text) if text.prefix.is_some() => self.run(kind, view),
            _ => None,
        }
    }

    /// The type of the characters of a C++ string or of a Zig slice; Rust's texts have no elements.
    fn text_unit(&self, ty: &Arc<Type>) -> Option<TypeId> {
        let object = Object::new(Arc::clone(ty), Place::OptimizedOut);
        let unit = match ty.language {
            Language::Cpp => object.type_argument(0)?,
            Language::Zig => match self.renderer.bare(object.named("ptr")?.ty).kind {
                TypeKind::Pointer { target, .. } => target?,
                _ => return None,
            },
            _ => return None,
        };
        // What is wider was decoded.
        (self.renderer.size_of(unit) == Some(1)).then_some(unit)
    }

    /// The elements from a C pointer on, or those of an array of characters.
    fn run(&self, kind: &ValueKind, view: &View) -> Option<Sequence> {
        let (element, place) = match (kind, view) {
            (_, View::Address(address)) if address.address != 0 => {
                (address.target?, Place::Memory(address.address))
            }
            (ValueKind::Address { target, .. }, View::Text(text)) => (*target, text.place.clone()),
            (ValueKind::Typed { ty, .. }, View::Text(text)) => {
                let ty = self.renderer.bare(*ty);
                match &ty.kind {
                    TypeKind::Pointer { target, .. } => ((*target)?, text.place.clone()),
                    TypeKind::Array { element, .. } => (*element, text.place.clone()),
                    TypeKind::Composite(_) => (self.text_unit(&ty)?, text.place.clone()),
                    _ => return None,
                }
            }
            _ => return None,
        };
        Some(self.renderer.rows(element, &[u64::MAX], place))
    }
}

/// Whether an expression is linear memory as such.
fn is_memory(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Name(name) if name == "$mem")
}

/// An index that is no less than 0.
fn unsigned(scalar: &Scalar, expr: &Expr) -> Result<u64, Failure> {
    let at = match scalar {
        Scalar::Pointer { address, .. } => return Ok(*address),
        other => other.to_integer().map(|integer| integer.extended()),
    };
    match at {
        Some(at) => u64::try_from(at).map_err(|_| (bad_index(at), expr.start)),
        None => Err((format!("an index is an integer, not {}", scalar.what()), expr.start)),
    }
}

/// The element that is so many elements before the first one of a run.
fn before(run: &Sequence, count: u128) -> Option<ValueKind> {
    let Place::Memory(address) = run.place_of_run(0, 0)? else { return None };
    let distance = u64::try_from(count).ok()?.checked_mul(run.stride)?;
    let place = Place::Memory(address.checked_sub(distance)?);
    Some(ValueKind::Typed { ty: run.element, place })
}

fn bad_index(at: i128) -> String {
    if at < 0 {
        format!("the index {at} is negative; elements count from 0")
    } else {
        format!("the index {at} is too large")
    }
}

/// Elements `from .. to` of a sequence that is one run.
fn run_of(sequence: &Sequence, from: u64, to: u64) -> Option<ValueKind> {
    let count = to - from;
    let place = sequence.place_of_run(from, count)?;
    if let (Place::Memory(address), true) = (&place, sequence.inner.is_empty()) {
        return Some(ValueKind::Elements { element: sequence.element, address: *address, count });
    }
    let mut counts = vec![count];
    counts.extend(&sequence.inner);
    Some(ValueKind::Row { element: sequence.element, counts, place })
}
