//! `std::string` and its kin: text in the object itself or behind a pointer.

use super::Formatted;
use crate::{
    Place, TypeId,
    render::{
        Object, Problem, Renderer, View,
        layout::Style,
        text::{Extent, Text},
    },
};

/// Units of a text of wider characters that are decoded.
const WIDE_LIMIT: u64 = 16 * 1024;

impl Renderer<'_> {
    /// `std::basic_string`.
    pub(super) fn cpp_string(&self, object: &Object) -> Formatted {
        let Some(unit) = object.type_argument(0) else { return Ok(None) };
        if let Some(length) = self.search(object, "_M_string_length") {
            let length = self.unsigned(&length)?;
            return match self.address_of(object, &["_M_p"]) {
                Some(address) => self.cpp_text(unit, Place::Memory(address?), length).map(Some),
                None => Ok(None),
            };
        }
        let (Some(short), Some(long)) = (self.search(object, "__s"), self.search(object, "__l"))
        else {
            return Ok(None);
        };
        let Some(is_long) = self.part_number(&short, "__is_long_") else { return Ok(None) };
        let form = if is_long? != 0 { &long } else { &short };
        let (Some(length), Some(data)) =
            (self.part_number(form, "__size_"), self.member(form, "__data_"))
        else {
            return Ok(None);
        };
        let length = length?;
        let place = match self.inner_pointer(&data) {
            Some(pointer) => Place::Memory(self.pointer(&pointer)?.address),
            None => {
                let room = self.size(&data.ty).unwrap_or(0);
                let size = self.size_of(unit).unwrap_or(1).max(1);
                if length.saturating_mul(size) > room {
                    let message = format!("string: {length} characters in {room} bytes");
                    return Err(Problem::invalid(message));
                }
                data.place
            }
        };
        self.cpp_text(unit, place, length).map(Some)
    }

    /// The number in a member of an object or of one of its anonymous members.
    fn part_number(&self, object: &Object, name: &str) -> Option<Result<u64, Problem>> {
        if let Some(member) = object.named(name) {
            return Some(self.member_number(object, member));
        }
        let anonymous = object.members().iter().filter(|member| member.name.is_none());
        anonymous.map(|member| self.field(object, member)).find_map(|part| {
            let member = part.named(name)?;
            Some(self.member_number(&part, member))
        })
    }

    /// `std::basic_string_view`.
    pub(super) fn cpp_string_view(&self, object: &Object) -> Formatted {
        let (Some(unit), Some(length), Some(address)) = (
            object.type_argument(0),
            self.any_of(object, &["__size_", "_M_len"]),
            self.address_of(object, &["__data_", "_M_str"]),
        ) else {
            return Ok(None);
        };
        self.cpp_text(unit, Place::Memory(address?), self.unsigned(&length)?).map(Some)
    }

    /// So many characters of a type at a place.
    fn cpp_text(&self, unit: TypeId, place: Place, length: u64) -> Result<View, Problem> {
        let size = self.size_of(unit).unwrap_or(1).max(1);
        if let Place::Memory(address) = place {
            self.check_extent("string", address, length, size)?;
        }
        let (place, length) =
            if size == 1 { (place, length) } else { self.decoded(&place, length, size)? };
        Ok(View::Text(Text { place, extent: Extent::Bytes(length), style: Style::C, prefix: None }))
    }

    /// Text of UTF-16 or UTF-32 as UTF-8, the first part of a long one.
    fn decoded(&self, place: &Place, length: u64, size: u64) -> Result<(Place, u64), Problem> {
        let shown = length.min(WIDE_LIMIT);
        let bytes = self.read(place, shown * size)?;
        let mut text: String = if size == 2 {
            let units =
                bytes.chunks_exact(2).map(|unit| u16::from(unit[0]) | u16::from(unit[1]) << 8);
            char::decode_utf16(units)
                .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        } else {
            let units = bytes.chunks_exact(4);
            units
                .map(|unit| u32::from_le_bytes([unit[0], unit[1], unit[2], unit[3]]))
                .map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        };
        if shown < length {
            text.push('…');
        }
        let bytes = text.into_bytes();
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok((Place::Bytes(bytes), length))
    }
}
