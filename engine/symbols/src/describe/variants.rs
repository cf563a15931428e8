//! The variants of Rust's enums (`DW_TAG_variant_part`), and which tags select each.

use gimli::{AttributeValue, Reader as _};

use crate::{
    Discriminants, Encoding, Member, Variant, VariantPart,
    debug_info::DebugInfo,
    units::{Entry, Reader, Unit, unsigned},
};

use super::{children, encoding, enumeration::constant};

/// How the number that selects a variant is stored.
#[derive(Clone, Copy)]
pub(super) struct Width {
    pub(super) bytes: u64,
    pub(super) signed: bool,
}

impl DebugInfo {
    pub(super) fn variant_part(&self, unit: &Unit, entry: &Entry) -> VariantPart {
        let tag = match entry.attr_value(gimli::DW_AT_discr) {
            Some(AttributeValue::UnitRef(offset)) => unit.entry(crate::units::narrow(offset)),
            _ => None,
        };
        let discriminant: Option<Member> = tag.as_ref().and_then(|tag| self.member(unit, tag));
        // Before DWARF 5 some producers put the tag's type on the variant part itself.
        let width = self.width(unit, tag.as_ref().unwrap_or(entry));
        let variants = children(unit, entry).into_iter();
        let variants = variants.filter(|child| child.tag() == gimli::DW_TAG_variant);
        let variants = variants.map(|variant| Variant {
            discriminants: discriminants(&variant, width),
            line: line(unit, &variant),
            members: children(unit, &variant)
                .iter()
                .filter(|child| child.tag() == gimli::DW_TAG_member)
                .filter_map(|child| self.member(unit, child))
                .collect(),
        });
        VariantPart { variants: variants.collect(), discriminant }
    }

    /// Width and signedness of the type of an entry; unsigned 64 bits where that is not described.
    pub(super) fn width(&self, unit: &Unit, entry: &Entry) -> Width {
        let fallback = Width { bytes: 8, signed: false };
        let Some(die) = self.follow(unit, entry, gimli::DW_AT_type) else { return fallback };
        let bytes = self.size_of(die).unwrap_or(8);
        let unit = self.unit(die.unit);
        let entry = unit.as_ref().as_ref().and_then(|unit| unit.entry(die.offset));
        let encoding = entry.map(|entry| encoding(&entry));
        let signed = matches!(encoding, Some(Encoding::Signed | Encoding::SignedChar));
        Width { bytes, signed }
    }
}

/// The line that the first member of a variant is declared on.
fn line(unit: &Unit, variant: &Entry) -> Option<u32> {
    let member = children(unit, variant).into_iter().next()?;
    u32::try_from(unsigned(&member, gimli::DW_AT_decl_line)?).ok().filter(|line| *line > 0)
}

fn discriminants(variant: &Entry, width: Width) -> Discriminants {
    if let Some(value) = variant.attr_value(gimli::DW_AT_discr_value) {
        return constant(&value, width).map(|value| (value, value)).into_iter().collect();
    }
    match variant.attr_value(gimli::DW_AT_discr_list) {
        Some(AttributeValue::Block(list)) => discriminant_list(list, width),
        _ => Vec::new(),
    }
}

/// Labels and ranges, up to the first broken one.
fn discriminant_list(mut list: Reader, width: Width) -> Discriminants {
    let mut found = Vec::new();
    while !list.is_empty() {
        let Ok(kind) = list.read_u8() else { break };
        let mut number = || {
            let value = if width.signed {
                list.read_sleb128().map(AttributeValue::Sdata)
            } else {
                list.read_uleb128().map(AttributeValue::Udata)
            };
            constant(&value.ok()?, width)
        };
        let range = match gimli::DwDsc(kind) {
            gimli::DW_DSC_label => number().map(|value| (value, value)),
            gimli::DW_DSC_range => number().zip(number()),
            _ => None,
        };
        let Some(range) = range else { break };
        found.push(range);
    }
    found
}
