//! Structs, classes, unions, and Rust's tuples, closures and enums with data.

use gimli::{AttributeValue, Operation};

use crate::{
    BitField, Composite, CompositeKind, Member, TemplateParameter, TypeId, VirtualBase,
    debug_info::DebugInfo,
    units::{Entry, Unit, flag, unsigned},
};

use super::{MAX_PARTS, NO_TYPE, children, enumeration::constant, part_name};

impl DebugInfo {
    pub(super) fn composite(&self, unit: &Unit, entry: &Entry, kind: CompositeKind) -> Composite {
        let containing = self.follow(unit, entry, gimli::DW_AT_containing_type);
        let mut composite = Composite {
            kind,
            declaration: flag(entry, gimli::DW_AT_declaration),
            bases: Vec::new(),
            virtual_bases: Vec::new(),
            members: Vec::new(),
            variant_part: None,
            template_parameters: Vec::new(),
            template_values: Vec::new(),
            containing_type: containing.map(|die| TypeId(die.pack())),
        };
        for child in children(unit, entry) {
            match child.tag() {
                gimli::DW_TAG_member => composite.members.extend(self.member(unit, &child)),
                gimli::DW_TAG_inheritance => match virtual_base(unit, &child) {
                    Some(before) => {
                        let ty = self.target(unit, &child).unwrap_or(NO_TYPE);
                        composite.virtual_bases.push(VirtualBase { ty, before });
                    }
                    None => composite.bases.extend(self.member(unit, &child)),
                },
                gimli::DW_TAG_variant_part => {
                    composite.variant_part = Some(self.variant_part(unit, &child));
                }
                gimli::DW_TAG_GNU_template_parameter_pack => {
                    for argument in children(unit, &child) {
                        self.template_argument(unit, &argument, &mut composite);
                    }
                }
                _ => self.template_argument(unit, &child, &mut composite),
            }
        }
        composite
    }

    /// The template arguments of a function or class that are types.
    pub(crate) fn type_arguments(&self, unit: &Unit, entry: &Entry) -> Vec<TypeId> {
        let arguments = children(unit, entry).into_iter();
        let arguments =
            arguments.filter(|child| child.tag() == gimli::DW_TAG_template_type_parameter);
        arguments.map(|argument| self.target(unit, &argument).unwrap_or(NO_TYPE)).collect()
    }

    fn template_argument(&self, unit: &Unit, entry: &Entry, composite: &mut Composite) {
        match entry.tag() {
            gimli::DW_TAG_template_type_parameter
                if composite.template_parameters.len() < MAX_PARTS =>
            {
                let name = part_name(unit, entry);
                let ty = self.target(unit, entry).unwrap_or(NO_TYPE);
                composite.template_parameters.push(TemplateParameter { name, ty });
            }
            gimli::DW_TAG_template_value_parameter
                if composite.template_values.len() < MAX_PARTS =>
            {
                let value = entry.attr_value(gimli::DW_AT_const_value);
                let value = value.and_then(|value| constant(&value, self.width(unit, entry)));
                composite.template_values.extend(value);
            }
            _ => {}
        }
    }

    /// A member; `None` for what has no place in the composite (static members), or none that is
    /// known without a running program (virtual bases).
    pub(super) fn member(&self, unit: &Unit, entry: &Entry) -> Option<Member> {
        if flag(entry, gimli::DW_AT_declaration) || flag(entry, gimli::DW_AT_external) {
            return None;
        }
        let bit_field = bit_field(entry, || {
            self.follow(unit, entry, gimli::DW_AT_type).and_then(|ty| self.size_of(ty))
        });
        let offset = match (member_offset(unit, entry)?, &bit_field) {
            (0, Some(bits)) => bits.bit_offset / 8,
            (offset, _) => offset,
        };
        Some(Member {
            name: part_name(unit, entry).filter(|name| !name.is_empty()),
            ty: self.target(unit, entry).unwrap_or(NO_TYPE),
            offset,
            bit_field,
            artificial: flag(entry, gimli::DW_AT_artificial),
        })
    }
}

fn member_offset(unit: &Unit, entry: &Entry) -> Option<u64> {
    let Some(attribute) = entry.attr(gimli::DW_AT_data_member_location) else { return Some(0) };
    if let Some(offset) = attribute.udata_value() {
        return Some(offset);
    }
    let AttributeValue::Exprloc(expression) = attribute.value() else { return None };
    let mut operations = expression.operations(unit.unit.encoding());
    match (operations.next().ok()??, operations.next().ok()?) {
        (Operation::PlusConstant { value }, None) => Some(value),
        _ => None,
    }
}

/// How many bytes before the place in the table of virtual functions that an object points to the
/// offset of a virtual base stands; `None` for any other base. Compilers describe the place of such a
/// base as that one computation.
fn virtual_base(unit: &Unit, entry: &Entry) -> Option<u64> {
    let AttributeValue::Exprloc(expression) =
        entry.attr(gimli::DW_AT_data_member_location)?.value()
    else {
        return None;
    };
    let mut operations = expression.operations(unit.unit.encoding());
    let mut next = || operations.next().ok().flatten();
    let (Operation::Pick { index: 0 }, Operation::Deref { .. }) = (next()?, next()?) else {
        return None;
    };
    let distance = match next()? {
        Operation::UnsignedConstant { value } => i64::try_from(value).ok()?,
        Operation::SignedConstant { value } => value,
        _ => return None,
    };
    let before = match next()? {
        Operation::Minus => distance,
        Operation::Plus => distance.checked_neg()?,
        _ => return None,
    };
    let (Operation::Deref { .. }, Operation::Plus, None) = (next()?, next()?, next()) else {
        return None;
    };
    u64::try_from(before).ok()
}

/// Where the bits of a bit-field are. `storage` is the size of its type: before DWARF 4, bits were
/// counted from the most significant one of the storage unit.
fn bit_field(entry: &Entry, storage: impl FnOnce() -> Option<u64>) -> Option<BitField> {
    let bit_size = unsigned(entry, gimli::DW_AT_bit_size)?;
    let location = unsigned(entry, gimli::DW_AT_data_member_location).unwrap_or(0);
    let start = location.checked_mul(8)?;
    let bit_offset = if let Some(offset) = unsigned(entry, gimli::DW_AT_data_bit_offset) {
        start.checked_add(offset)?
    } else if let Some(from_top) = unsigned(entry, gimli::DW_AT_bit_offset) {
        let storage = unsigned(entry, gimli::DW_AT_byte_size).or_else(storage)?;
        let below = from_top.checked_add(bit_size)?;
        start.checked_add(storage.checked_mul(8)?)?.checked_sub(below)?
    } else {
        start
    };
    Some(BitField { bit_offset, bit_size })
}
