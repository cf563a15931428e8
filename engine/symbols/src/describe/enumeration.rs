//! C-like enumerations, and constants in the width of their type.

use gimli::AttributeValue;

use crate::{
    EnumType, Enumerator,
    debug_info::DebugInfo,
    units::{Entry, Unit, Value, unsigned},
};

use super::{children, part_name, variants::Width};

impl DebugInfo {
    pub(super) fn enumeration(&self, unit: &Unit, entry: &Entry) -> EnumType {
        let underlying = self.target(unit, entry);
        let children = children(unit, entry);
        let enumerators =
            || children.iter().filter(|child| child.tag() == gimli::DW_TAG_enumerator);
        let width = if underlying.is_some() {
            self.width(unit, entry)
        } else {
            let values = enumerators().filter_map(|child| child.attr(gimli::DW_AT_const_value));
            let negative = |value: AttributeValue<_>| matches!(value, AttributeValue::Sdata(number) if number < 0);
            let signed = values.into_iter().any(|value| negative(value.value()));
            Width { bytes: unsigned(entry, gimli::DW_AT_byte_size).unwrap_or(8), signed }
        };
        let enumerators = enumerators().filter_map(|child| {
            let value = constant(&child.attr_value(gimli::DW_AT_const_value)?, width)?;
            Some(Enumerator { name: part_name(unit, child)?, value })
        });
        EnumType { enumerators: enumerators.collect(), underlying }
    }
}

/// A constant as its type reads it: producers write the same bits in several forms.
pub(super) fn constant(value: &Value, width: Width) -> Option<i128> {
    let bits: i128 = match value {
        AttributeValue::Data1(value) => i128::from(*value),
        AttributeValue::Data2(value) => i128::from(*value),
        AttributeValue::Data4(value) => i128::from(*value),
        AttributeValue::Data8(value) | AttributeValue::Udata(value) => i128::from(*value),
        AttributeValue::Sdata(value) => i128::from(*value),
        AttributeValue::Data16(value) => value.cast_signed(),
        AttributeValue::Block(bytes) => {
            let mut number = [0; 16];
            let bytes = bytes.bytes();
            number.get_mut(..bytes.len())?.copy_from_slice(bytes);
            i128::from_le_bytes(number)
        }
        _ => return None,
    };
    let width_bits = u32::try_from(width.bytes.checked_mul(8)?).ok()?;
    let Some(unused) = 128_u32.checked_sub(width_bits).filter(|unused| *unused < 128) else {
        return Some(bits);
    };
    let shifted = bits << unused;
    let unsigned = || (shifted.cast_unsigned() >> unused).cast_signed();
    Some(if width.signed { shifted >> unused } else { unsigned() })
}
