//! Assignments: from a place and a value to what is to be written where.
//!
//! Nothing is written here. Either all of an assignment can be written, or it is refused with the reason.

use super::{
    Failure, Rules, arithmetic, convert,
    eval::Evaluator,
    load,
    operator::Binary,
    parse::{Expr, ExprKind},
    scalar::{Integer, Scalar, ScalarType},
};
use crate::{
    Language, Piece, Place, Type, TypeKind, WasmPlace, WasmValue,
    render::{Extent, Renderer, Text, ValueKind, View, part},
};

/// Something to be written into the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Store {
    /// Bytes of linear memory; they lie inside it.
    Memory {
        /// Where the first one goes.
        address: u64,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// A Wasm local, global or operand of the frame, of the type that it has.
    Wasm {
        /// Which one.
        place: WasmPlace,
        /// What it is to hold.
        value: WasmValue,
    },
}

impl Evaluator<'_, '_> {
    /// What `target = value` writes, or `target += value` with that operator.
    pub(super) fn assign(
        &self,
        target: &ValueKind,
        name: &str,
        operator: Option<Binary>,
        value: &Expr,
    ) -> Result<Vec<Store>, Failure> {
        let target = load::settled(self.renderer, target);
        let fail = |message: String| (message, value.start);
        if let Some(reason) = unstored(&target) {
            return Err((format!("`{name}` cannot be set: {reason}"), value.start));
        }
        if let ValueKind::Bits { ty, place, offset, size } = &target {
            let bare = self.renderer.bare(*ty);
            let new = self.new_value(&target, Some(*ty), operator, value)?;
            let bits = self.bits_of(&bare, *size, &new).map_err(fail)?;
            return self.store_bits(place, *offset, *size, bits).map_err(fail);
        }
        if let ExprKind::Text(bytes) = &value.kind
            && let View::Text(text) = self.renderer.view(&target)
        {
            let is_array = matches!(&target, ValueKind::Typed { ty, .. }
                if matches!(self.renderer.bare(*ty).kind, TypeKind::Array { .. }));
            return self.store_text(&text, name, bytes, is_array).map_err(fail);
        }
        let ValueKind::Typed { ty, place } = &target else {
            return Err(fail(self.unsettable(&target, name)));
        };
        let bare = self.renderer.bare(*ty);
        let Some(scalar) = self.renderer.scalar_type(&bare) else {
            return self.copy(&bare, place, name, value, &target);
        };
        let new = self.new_value(&target, Some(*ty), operator, value)?;
        let new = convert::assigned(&new, scalar, self.rules).map_err(fail)?;
        self.check_enumeration(&bare, &new).map_err(fail)?;
        let size = self.renderer.size(&bare).and_then(|size| usize::try_from(size).ok());
        let bytes = size.and_then(|size| convert::bytes(&new, size));
        let Some(bytes) = bytes else {
            return Err(fail(format!("the value does not fit `{}`", self.type_text(*ty))));
        };
        let negative = matches!(&new, Scalar::Integer(integer) if integer.is_negative());
        self.renderer.stores(place, &bytes, Some(negative)).map_err(fail)
    }

    /// The value of the right side, with a compound assignment's operator applied.
    fn new_value(
        &self,
        target: &ValueKind,
        ty: Option<crate::TypeId>,
        operator: Option<Binary>,
        value: &Expr,
    ) -> Result<Scalar, Failure> {
        let right = self.contextual(value, ty)?;
        let Some(operator) = operator else { return Ok(right) };
        let Some(left) = self.load(target) else {
            return Err(("what is to be changed cannot be read".to_owned(), value.start));
        };
        let result = self
            .pointers(operator, &left, &right)
            .unwrap_or_else(|| arithmetic::binary(operator, &left, &right, self.rules));
        let result = result.map_err(|message| (message, value.start))?;
        // In C a compound assignment converts its result back, cutting off what is too much.
        let back = ty.filter(|_| self.rules == Rules::C).and_then(|ty| {
            let scalar = self.renderer.scalar_type(&self.renderer.bare(ty))?;
            convert::cast(&result, scalar, self.rules)
        });
        Ok(back.unwrap_or(result))
    }

    /// Rust has no values of an enum but those that it names.
    fn check_enumeration(&self, ty: &Type, value: &Scalar) -> Result<(), String> {
        let (TypeKind::Enum(description), Language::Rust, Scalar::Integer(integer)) =
            (&ty.kind, ty.language, value)
        else {
            return Ok(());
        };
        let known = description
            .enumerators
            .iter()
            .any(|it| Integer::new(it.value.cast_unsigned(), integer.ty).bits == integer.bits);
        if known {
            return Ok(());
        }
        let names: Vec<&str> =
            description.enumerators.iter().map(|it| &*it.name).take(12).collect();
        Err(format!(
            "{} is no value of the enum; write one of {}",
            integer.text(),
            names.join(", ")
        ))
    }

    fn bits_of(&self, ty: &Type, size: u64, value: &Scalar) -> Result<u128, String> {
        let width = u32::try_from(size).ok().filter(|width| (1..=128).contains(width));
        let Some(width) = width else { return Err("the bit-field is broken".to_owned()) };
        match self.renderer.scalar_type(ty) {
            Some(ScalarType::Integer(of)) => {
                let of = super::scalar::IntegerType { bits: width, ..of };
                let value = convert::assigned(value, ScalarType::Integer(of), self.rules)?;
                Ok(value.to_integer().map_or(0, |integer| integer.bits))
            }
            Some(scalar @ ScalarType::Boolean) => {
                let value = convert::assigned(value, scalar, self.rules)?;
                Ok(u128::from(value.truth() == Some(true)))
            }
            _ => Err("the bit-field is of a type that cannot be set".to_owned()),
        }
    }

    fn store_bits(
        &self,
        place: &Place,
        offset: u64,
        size: u64,
        bits: u128,
    ) -> Result<Vec<Store>, String> {
        let (first, shift) = (offset / 8, offset % 8);
        let count = (shift + size).div_ceil(8);
        let place = part(place, first, count);
        let mut bytes = self.renderer.read(&place, count).map_err(|problem| problem.to_string())?;
        for bit in 0..size {
            let at = usize::try_from((shift + bit) / 8).unwrap_or(usize::MAX);
            let Some(byte) = bytes.get_mut(at) else { break };
            let mask = 1_u8 << ((shift + bit) % 8);
            if bits >> bit & 1 == 1 { *byte |= mask } else { *byte &= !mask }
        }
        self.renderer.stores(&place, &bytes, None)
    }

    /// Text in the place of other text of the same length; an array of characters takes a shorter one.
    fn store_text(
        &self,
        text: &Text,
        name: &str,
        bytes: &[u8],
        is_array: bool,
    ) -> Result<Vec<Store>, String> {
        let mut bytes = bytes.to_vec();
        let length = match text.extent {
            Extent::Terminated(room) if is_array => {
                let room = usize::try_from(room).unwrap_or(0);
                if bytes.len() > room {
                    return Err(format!(
                        "the text has {}, and `{name}` has room for {room}",
                        count(bytes.len())
                    ));
                }
                bytes.resize(room, 0);
                room
            }
            Extent::Bytes(length) => usize::try_from(length).unwrap_or(usize::MAX),
            Extent::Terminated(_) => {
                let whole = self.renderer.whole_text(text);
                whole.ok_or_else(|| format!("`{name}` is no text that can be read"))?.len()
            }
        };
        if bytes.len() != length {
            return Err(format!(
                "the text has {}, and `{name}` has {length}; only text of the same length can take its place",
                count(bytes.len())
            ));
        }
        if text.prefix.is_none() && !is_array && std::str::from_utf8(&bytes).is_err() {
            return Err("the text is no UTF-8, which Rust's text always is".to_owned());
        }
        self.renderer.stores(&text.place, &bytes, None)
    }

    /// A structure of C as a whole, from another one of the same type.
    fn copy(
        &self,
        ty: &Type,
        place: &Place,
        name: &str,
        value: &Expr,
        target: &ValueKind,
    ) -> Result<Vec<Store>, Failure> {
        let refused = || (self.unsettable(target, name), value.start);
        if self.rules != Rules::C || matches!(value.kind, ExprKind::Text(_)) {
            return Err(refused());
        }
        let ValueKind::Typed { ty: other, place: from } = self.value(value)? else {
            return Err(refused());
        };
        let size = self.renderer.size(ty);
        if !matches!(ty.kind, TypeKind::Composite(_)) || self.renderer.bare(other).id != ty.id {
            return Err(refused());
        }
        let Some(size) = size else { return Err(refused()) };
        let bytes = self.renderer.read(&from, size);
        let bytes = bytes.map_err(|problem| (problem.to_string(), value.start))?;
        self.renderer.stores(place, &bytes, None).map_err(|message| (message, value.start))
    }

    fn unsettable(&self, kind: &ValueKind, name: &str) -> String {
        format!(
            "`{name}` is {}, which cannot be set as a whole; set a number, text or pointer in it",
            self.shown(kind)
        )
    }
}

fn count(bytes: usize) -> String {
    if bytes == 1 { "1 byte".to_owned() } else { format!("{bytes} bytes") }
}

/// Why a value is not stored anywhere.
fn unstored(kind: &ValueKind) -> Option<String> {
    match kind {
        ValueKind::Typed { place, .. }
        | ValueKind::Bits { place, .. }
        | ValueKind::Row { place, .. } => unstored_place(place),
        ValueKind::Address { .. } | ValueKind::Text(_) => {
            Some("it is the result of a computation, and stored nowhere".to_owned())
        }
        ValueKind::Elements { .. } | ValueKind::Utf8 { .. } | ValueKind::Unsized { .. } => None,
    }
}

fn unstored_place(place: &Place) -> Option<String> {
    match place {
        Place::Memory(_) | Place::Wasm { .. } => None,
        Place::Bytes(_) => Some(
            "the program stores it nowhere: it is a constant or computed from other values; set those".to_owned(),
        ),
        Place::OptimizedOut => Some("it is optimized out here, and has no place".to_owned()),
        Place::Unknown(reason) => Some(reason.clone()),
        Place::Pieces(pieces) => pieces.iter().find_map(|piece| unstored_place(&piece.place)),
    }
}

impl Renderer<'_> {
    /// Whether an assignment to a value can be made: a scalar, an enum, a pointer or text that is stored somewhere.
    #[must_use]
    pub fn is_settable(&self, kind: &ValueKind) -> bool {
        let kind = load::settled(self, kind);
        if unstored(&kind).is_some() {
            return false;
        }
        match &kind {
            ValueKind::Bits { .. } => true,
            ValueKind::Typed { ty, place } => {
                let bare = self.bare(*ty);
                match self.scalar_type(&bare) {
                    Some(ScalarType::Quad) => false,
                    Some(_) => self.size(&bare).is_some_and(|size| self.read(place, size).is_ok()),
                    None => self.is_settable_text(&kind),
                }
            }
            _ => self.is_settable_text(&kind),
        }
    }

    fn is_settable_text(&self, kind: &ValueKind) -> bool {
        match self.view(kind) {
            View::Text(text) => {
                text.known_length() != Some(0) && unstored_place(&text.place).is_none()
            }
            _ => false,
        }
    }

    /// What puts bytes into a place. `negative`: of a number, for what its Wasm local has above it.
    pub(super) fn stores(
        &self,
        place: &Place,
        bytes: &[u8],
        negative: Option<bool>,
    ) -> Result<Vec<Store>, String> {
        let mut stores = Vec::new();
        self.add_stores(place, bytes, negative, &mut stores)?;
        Ok(stores)
    }

    fn add_stores(
        &self,
        place: &Place,
        bytes: &[u8],
        negative: Option<bool>,
        stores: &mut Vec<Store>,
    ) -> Result<(), String> {
        if let Some(reason) = unstored_place(place) {
            return Err(format!("it cannot be set: {reason}"));
        }
        match place {
            Place::Memory(address) => {
                if !self.in_memory(*address, bytes.len() as u64) {
                    return Err(format!("{address:#x} is outside memory"));
                }
                stores.push(Store::Memory { address: *address, bytes: bytes.to_vec() });
                Ok(())
            }
            Place::Wasm { place, offset } => {
                self.add_wasm_store(*place, usize::from(*offset), bytes, negative, stores)
            }
            Place::Pieces(pieces) => self.add_pieces(pieces, bytes, stores),
            Place::Bytes(_) | Place::OptimizedOut | Place::Unknown(_) => Ok(()),
        }
    }

    fn add_wasm_store(
        &self,
        place: WasmPlace,
        offset: usize,
        bytes: &[u8],
        negative: Option<bool>,
        stores: &mut Vec<Store>,
    ) -> Result<(), String> {
        let earlier = stores
            .iter()
            .position(|store| matches!(store, Store::Wasm { place: known, .. } if *known == place));
        let present = match earlier.and_then(|at| stores.get(at)) {
            Some(Store::Wasm { value, .. }) => Some(*value),
            _ => match place {
                WasmPlace::Local(index) => self.program.wasm_local(index),
                WasmPlace::Global(index) => self.program.wasm_global(index),
                WasmPlace::Operand(index) => self.program.wasm_operand(index),
            },
        };
        let present = present.ok_or("the frame does not have its Wasm value any more")?;
        let mut whole = present.to_le_bytes();
        let end = offset + bytes.len();
        let Some(target) = whole.get_mut(offset..end) else {
            return Err("its place is narrower than its type".to_owned());
        };
        target.copy_from_slice(bytes);
        // A number that is narrower than its local is kept in it extended.
        let above = whole.get_mut(end..).unwrap_or_default();
        let extended =
            above.iter().all(|&byte| byte == 0) || above.iter().all(|&byte| byte == 0xff);
        if let (Some(negative), 0, true) = (negative, offset, extended) {
            above.fill(if negative { 0xff } else { 0 });
        }
        let mut wide = [0; 16];
        wide[..whole.len()].copy_from_slice(&whole);
        let wide = u128::from_le_bytes(wide);
        #[expect(clippy::cast_possible_truncation, reason = "as many bytes as the type has")]
        let value = match present {
            WasmValue::I32(_) => WasmValue::I32(wide as u32),
            WasmValue::I64(_) => WasmValue::I64(wide as u64),
            WasmValue::F32(_) => WasmValue::F32(wide as u32),
            WasmValue::F64(_) => WasmValue::F64(wide as u64),
            WasmValue::V128(_) => WasmValue::V128(wide),
        };
        match earlier {
            Some(at) => stores[at] = Store::Wasm { place, value },
            None => stores.push(Store::Wasm { place, value }),
        }
        Ok(())
    }

    fn add_pieces(
        &self,
        pieces: &[Piece],
        mut bytes: &[u8],
        stores: &mut Vec<Store>,
    ) -> Result<(), String> {
        for piece in pieces {
            if bytes.is_empty() {
                return Ok(());
            }
            if !piece.bits.is_multiple_of(8) || matches!(piece.place, Place::Pieces(_)) {
                return Err("it is scattered over bits of several places".to_owned());
            }
            let count = usize::try_from(piece.bits / 8).unwrap_or(usize::MAX).min(bytes.len());
            let (own, rest) = bytes.split_at(count);
            self.add_stores(&piece.place, own, None, stores)?;
            bytes = rest;
        }
        if bytes.is_empty() { Ok(()) } else { Err("a part of it is optimized out".to_owned()) }
    }
}
