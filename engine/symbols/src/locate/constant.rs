//! Values that the debug information itself holds (`DW_AT_const_value`).

use gimli::AttributeValue;

use crate::{
    Place,
    units::{Unit, Value},
};

/// Constants longer than this are broken.
const MAX_CONSTANT: u64 = 1 << 20;

/// The bytes of a constant of a type of `size` bytes.
pub(crate) fn place(unit: &Unit, value: &Value, size: Option<u64>) -> Place {
    let number = |value: u64| Place::Bytes(fit(value.to_le_bytes().to_vec(), 0, size));
    match value {
        AttributeValue::Data1(value) => number(u64::from(*value)),
        AttributeValue::Data2(value) => number(u64::from(*value)),
        AttributeValue::Data4(value) => number(u64::from(*value)),
        AttributeValue::Data8(value) | AttributeValue::Udata(value) => number(*value),
        AttributeValue::Data16(value) => Place::Bytes(fit(value.to_le_bytes().to_vec(), 0, size)),
        AttributeValue::Sdata(value) => {
            let fill = if *value < 0 { 0xff } else { 0 };
            Place::Bytes(fit(value.to_le_bytes().to_vec(), fill, size))
        }
        AttributeValue::Block(bytes) => Place::Bytes(fit(bytes.bytes().to_vec(), 0, size)),
        AttributeValue::String(_)
        | AttributeValue::DebugStrRef(_)
        | AttributeValue::DebugStrOffsetsIndex(_) => {
            let text = unit.dwarf.attr_string(&unit.unit, value.clone());
            text.map_or_else(
                |error| Place::Unknown(format!("its constant cannot be read: {error}")),
                |text| Place::Bytes([text.bytes(), b"\0"].concat()),
            )
        }
        _ => Place::Unknown("the form of its constant is not known".into()),
    }
}

/// `bytes` in the size of the type, where that is known.
pub(super) fn fit(mut bytes: Vec<u8>, fill: u8, size: Option<u64>) -> Vec<u8> {
    if let Some(size) = size.filter(|size| (1..=MAX_CONSTANT).contains(size))
        && let Ok(size) = usize::try_from(size)
    {
        bytes.resize(size, fill);
    }
    bytes
}
