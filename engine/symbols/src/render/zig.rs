//! Zig: slices, optionals, error unions and tagged unions, which the compiler describes as structs of
//! agreed member names, and the hash maps of its library.
//!
//! What a type is its name says (`[]const u8`, `?u32`, `error{Denied}!u8`), and its members where the
//! parts are.

use super::{
    Object, Problem, Renderer, Value, ValueKind, View,
    layout::{Brackets, Style},
    sequence::{Map, MapStorage},
    text::{Extent, Text},
    view::{AddressView, Record, Wrapper},
};
use crate::{Composite, CompositeKind, Encoding, Place, TypeId, TypeKind};

/// Slots of a hash map that are looked at.
const SLOT_LIMIT: u64 = 1 << 26;
/// Bytes that say which slots are used that are read at once.
const PORTION: u64 = 16 * 1024;
/// Set in that byte of a slot with an entry.
const USED: u8 = 0x80;

/// What a formatter says of an object: its view, or that its type has not the expected members.
type Formatted = Result<Option<View>, Problem>;

/// The slots of a hash map.
#[derive(Clone, Debug)]
pub(crate) struct Slots {
    /// Address of a byte for each slot.
    metadata: u64,
    capacity: u64,
    entries: u64,
    keys: (u64, TypeId),
    values: (u64, TypeId),
}

/// Whether a type is an array of bytes that ends in a zero: a string literal.
pub(crate) fn is_sentinel_bytes(name: &str) -> bool {
    name.strip_prefix('[').is_some_and(|rest| {
        rest.ends_with(":0]u8") && rest[..rest.len() - 5].bytes().all(|byte| byte.is_ascii_digit())
    })
}

impl Renderer<'_> {
    /// A composite of a Zig unit.
    pub(crate) fn zig_view(&self, object: &Object, composite: &Composite) -> Result<View, Problem> {
        if let Some(view) = self.zig_special(object)? {
            return Ok(view);
        }
        Ok(self.composite_view(object, composite))
    }

    fn zig_special(&self, object: &Object) -> Formatted {
        let name = &*object.ty.name;
        let [first, second] = object.members() else {
            return if name.contains("hash_map.HashMapUnmanaged(") && !name.ends_with("Header") {
                self.zig_hash_map(object)
            } else {
                Ok(None)
            };
        };
        let names = (first.name.as_deref(), second.name.as_deref());
        let part = |name| self.member(object, name);
        match names {
            (Some("ptr"), Some("len")) => self.zig_slice(object),
            _ if name.starts_with('?') => match (part("some"), part("payload")) {
                (Some(some), Some(payload)) => self.zig_optional(&some, &payload).map(Some),
                _ => Ok(None),
            },
            _ if name.contains('!') => match (part("error"), part("payload")) {
                (Some(error), Some(payload)) => self.zig_result(&error, &payload).map(Some),
                _ => Ok(None),
            },
            (Some("payload"), Some("tag")) | (Some("tag"), Some("payload")) => {
                match (part("tag"), part("payload")) {
                    (Some(tag), Some(payload)) => self.zig_union(&tag, &payload),
                    _ => Ok(None),
                }
            }
            _ => Ok(None),
        }
    }

    /// A struct or union without a meaning of its own: `.{ .x = 1 }`, a tuple as `.{ 1, 2 }`.
    pub(crate) fn zig_record(&self, fields: Vec<Value>) -> View {
        let numbered = |field: &Value| field.name.bytes().all(|byte| byte.is_ascii_digit());
        if fields.is_empty() {
            return View::Leaf(".{}".to_owned());
        }
        let is_tuple = fields.iter().all(numbered);
        View::Record(Record {
            head: if is_tuple { ".".to_owned() } else { String::new() },
            brackets: if is_tuple { Brackets::C } else { Brackets::Zig },
            fields,
            reads_as_first: None,
        })
    }

    /// `[]T`, and `?[]T`; bytes are text.
    fn zig_slice(&self, object: &Object) -> Formatted {
        let (Some(pointer), Some(length)) =
            (self.member(object, "ptr"), self.member(object, "len"))
        else {
            return Ok(None);
        };
        let pointer = self.pointer(&pointer)?;
        let Some(element) = pointer.target else { return Ok(None) };
        // No slice is at 0: this is a `?[]T`, whose own name the slice does not have.
        if pointer.address == 0 {
            return Ok(Some(View::Leaf("null".to_owned())));
        }
        let length = self.unsigned(&length)?;
        let place = Place::Memory(pointer.address);
        let stride = self.size_of(element).unwrap_or(0);
        self.check_extent("slice", pointer.address, length, stride)?;
        if self.is_zig_byte(element) {
            let extent = Extent::Bytes(length);
            return Ok(Some(View::Text(Text { place, extent, style: Style::Zig, prefix: None })));
        }
        Ok(Some(View::Sequence(self.rows(element, &[length], place))))
    }

    fn is_zig_byte(&self, id: TypeId) -> bool {
        let ty = self.bare(id);
        matches!(ty.kind, TypeKind::Base(Encoding::Unsigned | Encoding::UnsignedChar))
            && &*ty.name == "u8"
    }

    /// A pointer that is more than an address: to bytes that end in a zero, or to something without a
    /// description.
    pub(crate) fn zig_pointer(
        &self,
        object: &Object,
        address: u64,
        target: TypeId,
    ) -> Option<View> {
        let prefix = Some(format!("{address:#x} "));
        let place = Place::Memory(address);
        if address != 0 && object.ty.name.contains(":0]") && self.is_zig_byte(target) {
            let extent = Extent::Terminated(u64::MAX);
            return Some(View::Text(Text { place, extent, style: Style::Zig, prefix }));
        }
        let is_opaque = &*self.bare(target).name == "anyopaque";
        is_opaque.then_some(View::Address(AddressView {
            address,
            target: None,
            dynamic: None,
            style: Style::Zig,
        }))
    }

    /// `?T` reads as what it holds.
    fn zig_optional(&self, some: &Object, payload: &Object) -> Result<View, Problem> {
        match self.unsigned(some)? {
            0 => Ok(View::Leaf("null".to_owned())),
            1 => Ok(Wrapper::inside(payload)),
            other => Err(Problem::invalid(format!("optional: bool {other:#x}"))),
        }
    }

    /// `E!T` reads as the value or the error.
    fn zig_result(&self, error: &Object, payload: &Object) -> Result<View, Problem> {
        Ok(Wrapper::inside(if self.unsigned(error)? == 0 { payload } else { error }))
    }

    /// `union(enum)`: the field that its tag names.
    fn zig_union(&self, tag: &Object, payload: &Object) -> Formatted {
        let TypeKind::Enum(description) = &tag.ty.kind else { return Ok(None) };
        if payload.composite().is_none_or(|composite| composite.kind != CompositeKind::Union) {
            return Ok(None);
        }
        let number = self.integer(tag)?;
        let Some(active) =
            description.enumerators.iter().find(|entry| number.same_bits(entry.value))
        else {
            return Err(Problem::invalid(format!("union: tag {}", number.bits)));
        };
        let Some(member) = payload.named(&active.name) else {
            return Ok(Some(View::Leaf(format!(".{}", active.name))));
        };
        if self.size_of(member.ty).is_none_or(|size| size == 0) {
            return Ok(Some(View::Leaf(format!(".{}", active.name))));
        }
        let field =
            Value { name: active.name.to_string(), kind: self.member_kind(payload, member) };
        Ok(Some(self.zig_record(vec![field])))
    }

    /// `std.HashMapUnmanaged`: what its header before the slots' bytes says.
    fn zig_hash_map(&self, object: &Object) -> Formatted {
        let (Some(metadata), Some(size)) =
            (self.member(object, "metadata"), self.member(object, "size"))
        else {
            return Ok(None);
        };
        let (metadata, entries) = (self.pointer(&metadata)?.address, self.unsigned(&size)?);
        let header = self.types.find(&format!("{}.Header", object.ty.name));
        let Some(header) = header.map(|header| self.bare(header)) else { return Ok(None) };
        if metadata == 0 {
            let map = Map { length: 0, storage: MapStorage::Slots(empty_slots()) };
            return Ok(Some(View::Map(map)));
        }
        let start = metadata.saturating_sub(self.size(&header).unwrap_or(0));
        let header = Object::new(header, Place::Memory(start));
        let (Some(keys), Some(values), Some(capacity)) = (
            self.member(&header, "keys"),
            self.member(&header, "values"),
            self.member(&header, "capacity"),
        ) else {
            return Ok(None);
        };
        let (keys, values) = (self.pointer(&keys)?, self.pointer(&values)?);
        let capacity = self.unsigned(&capacity)?;
        let (Some(key), Some(value)) = (keys.target, values.target) else { return Ok(None) };
        if capacity > SLOT_LIMIT || entries > capacity || !self.in_memory(metadata, capacity) {
            let message = format!("hash map: {entries} entries in {capacity} slots");
            return Err(Problem::invalid(message));
        }
        let slots = Slots {
            metadata,
            capacity,
            entries,
            keys: (keys.address, key),
            values: (values.address, value),
        };
        Ok(Some(View::Map(Map { length: entries, storage: MapStorage::Slots(slots) })))
    }

    /// Entries `start .. start + count` in the order of the slots.
    pub(crate) fn slot_entries(
        &self,
        slots: &Slots,
        start: u64,
        count: u64,
    ) -> Vec<(ValueKind, ValueKind)> {
        let stop = start.saturating_add(count).min(slots.entries);
        let (mut found, mut met, mut slot) = (Vec::new(), 0, 0);
        while slot < slots.capacity && met < stop {
            let step = (slots.capacity - slot).min(PORTION);
            let place = Place::Memory(slots.metadata.saturating_add(slot));
            let Ok(bytes) = self.read(&place, step) else { break };
            for (position, byte) in (slot..).zip(bytes) {
                if byte & USED == 0 || met >= stop {
                    continue;
                }
                if met >= start {
                    found
                        .push((self.slot(slots.keys, position), self.slot(slots.values, position)));
                }
                met += 1;
            }
            slot += step;
        }
        found
    }

    fn slot(&self, (first, ty): (u64, TypeId), position: u64) -> ValueKind {
        let stride = self.size_of(ty).unwrap_or(0);
        let address = first.saturating_add(position.saturating_mul(stride));
        ValueKind::Typed { ty, place: Place::Memory(address) }
    }
}

fn empty_slots() -> Slots {
    let nothing = (0, TypeId(0));
    Slots { metadata: 0, capacity: 0, entries: 0, keys: nothing, values: nothing }
}
