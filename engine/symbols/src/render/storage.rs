//! Where the bytes of a value are.

use super::{Renderer, Value, ValueKind, read::part};
use crate::Place;

/// The bytes that a value consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Storage {
    /// Where they are.
    pub place: Place,
    /// How many.
    pub size: u64,
}

impl Renderer<'_> {
    /// Where the value's own bytes are: of a pointer those of the pointer, not of what it points to.
    ///
    /// # Errors
    /// A clause that says why it has none.
    pub fn storage(&self, value: &Value) -> Result<Storage, String> {
        let sized = |place: &Place, size: Option<u64>| {
            let size = size.ok_or_else(|| "its type has no size".to_owned())?;
            Ok(Storage { place: place.clone(), size })
        };
        let in_memory = |address: u64, size: Option<u64>| sized(&Place::Memory(address), size);
        match &value.kind {
            ValueKind::Typed { ty, place } => sized(place, self.size_of(*ty)),
            ValueKind::Bits { place, offset, size, .. } => {
                let first = offset / 8;
                let count = (offset % 8).saturating_add(*size).div_ceil(8);
                Ok(Storage { place: part(place, first, count), size: count })
            }
            ValueKind::Row { element, counts, place } => {
                let one = self.size_of(*element);
                let row = |size: u64, count: &u64| size.checked_mul(*count);
                sized(place, one.and_then(|one| counts.iter().try_fold(one, row)))
            }
            ValueKind::Elements { element, address, count } => {
                in_memory(*address, self.size_of(*element).and_then(|one| one.checked_mul(*count)))
            }
            ValueKind::Utf8 { address, length } => in_memory(*address, Some(*length)),
            ValueKind::Unsized { .. } => Err("its type has no size".to_owned()),
            ValueKind::Address { .. } | ValueKind::Text(_) => {
                Err("it is computed, and kept nowhere".to_owned())
            }
        }
    }

    /// The value with these bytes in place of those that it has.
    #[must_use]
    pub fn with_bytes(&self, value: &Value, bytes: &[u8]) -> Option<Value> {
        let bytes = Place::Bytes(bytes.to_vec());
        let kind = match &value.kind {
            ValueKind::Typed { ty, .. } => ValueKind::Typed { ty: *ty, place: bytes },
            ValueKind::Bits { ty, offset, size, .. } => {
                ValueKind::Bits { ty: *ty, place: bytes, offset: offset % 8, size: *size }
            }
            ValueKind::Row { element, counts, .. } => {
                ValueKind::Row { element: *element, counts: counts.clone(), place: bytes }
            }
            _ => return None,
        };
        Some(Value { name: value.name.clone(), kind })
    }
}
