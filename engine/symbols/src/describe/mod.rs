//! Types: from DIEs to [`Type`].
//!
//! Sizes and offsets are read, never computed from what a compiler is known to do. A type that is
//! only declared is replaced by its definition in another unit, where there is one.

mod composite;
mod enumeration;
mod find;
mod names;
mod variants;

pub(crate) use find::TypeNames;

use std::sync::Arc;

use gimli::AttributeValue;

use crate::{
    AliasKind, CompositeKind, Encoding, Language, PointerKind, Type, TypeId, TypeKind,
    debug_info::DebugInfo,
    units::{DieRef, Entry, Unit, unsigned},
};

/// The id of no type: of `void`, and of variables without one.
pub(crate) const NO_TYPE: TypeId = TypeId(u64::MAX);

/// How many qualifiers, typedefs and array dimensions a type may be wrapped in.
const MAX_WRAPPINGS: u32 = 32;

impl DebugInfo {
    /// See [`crate::TypeSource::get`].
    pub(crate) fn ty(&self, id: TypeId) -> Arc<Type> {
        if id == NO_TYPE {
            return Arc::new(void(id, Language::Other, "void"));
        }
        let die = DieRef::unpack(id.0);
        self.types.get_or_make(die, || {
            let ty = self.describe(self.complete(die));
            let weight = weight(&ty);
            (ty, weight)
        })
    }

    fn describe(&self, die: DieRef) -> Type {
        let id = TypeId(die.pack());
        let unit = self.unit(die.unit);
        let broken = || void(id, Language::Other, "<broken debug information>");
        let Some(unit) = unit.as_ref() else { return broken() };
        let Some(entry) = unit.entry(die.offset) else { return broken() };
        let Some(kind) = self.kind(unit, &entry) else {
            let name = format!("<{}>", entry.tag());
            return void(id, unit.root.language, &name);
        };
        Type {
            id,
            language: unit.root.language,
            name: self.type_name(die).into(),
            size: self.size_of(die),
            kind,
        }
    }

    fn kind(&self, unit: &Unit, entry: &Entry) -> Option<TypeKind> {
        let target = || self.target(unit, entry);
        let pointer = |kind| TypeKind::Pointer { kind, target: target() };
        let alias = |kind| TypeKind::Alias { kind, target: target() };
        Some(match entry.tag() {
            gimli::DW_TAG_base_type => TypeKind::Base(encoding(entry)),
            gimli::DW_TAG_unspecified_type => TypeKind::Void,
            gimli::DW_TAG_pointer_type => pointer(PointerKind::Pointer),
            gimli::DW_TAG_reference_type => pointer(PointerKind::Reference),
            gimli::DW_TAG_rvalue_reference_type => pointer(PointerKind::RvalueReference),
            gimli::DW_TAG_typedef | gimli::DW_TAG_template_alias => alias(AliasKind::Typedef),
            gimli::DW_TAG_const_type => alias(AliasKind::Const),
            gimli::DW_TAG_volatile_type => alias(AliasKind::Volatile),
            gimli::DW_TAG_restrict_type
            | gimli::DW_TAG_atomic_type
            | gimli::DW_TAG_packed_type
            | gimli::DW_TAG_shared_type
            | gimli::DW_TAG_immutable_type => alias(AliasKind::Other),
            gimli::DW_TAG_structure_type => {
                TypeKind::Composite(self.composite(unit, entry, CompositeKind::Struct))
            }
            gimli::DW_TAG_class_type | gimli::DW_TAG_interface_type => {
                TypeKind::Composite(self.composite(unit, entry, CompositeKind::Class))
            }
            gimli::DW_TAG_union_type => {
                TypeKind::Composite(self.composite(unit, entry, CompositeKind::Union))
            }
            gimli::DW_TAG_enumeration_type => TypeKind::Enum(self.enumeration(unit, entry)),
            gimli::DW_TAG_array_type => TypeKind::Array {
                element: target().unwrap_or(NO_TYPE),
                counts: self.dimensions(unit, entry),
            },
            gimli::DW_TAG_subroutine_type => {
                TypeKind::Function { result: target(), parameters: self.parameters(unit, entry) }
            }
            // A pointer to a member of a class is a number or a pair of them.
            gimli::DW_TAG_ptr_to_member_type => TypeKind::Base(Encoding::Other),
            _ => return None,
        })
    }

    /// The type that `DW_AT_type` names.
    fn target(&self, unit: &Unit, entry: &Entry) -> Option<TypeId> {
        self.follow(unit, entry, gimli::DW_AT_type).map(|die| TypeId(die.pack()))
    }

    fn parameters(&self, unit: &Unit, entry: &Entry) -> Vec<TypeId> {
        let children = children(unit, entry).into_iter();
        let parameters = children.filter(|child| child.tag() == gimli::DW_TAG_formal_parameter);
        parameters.map(|child| self.target(unit, &child).unwrap_or(NO_TYPE)).collect()
    }

    /// Elements of each dimension of an array, outermost first.
    fn dimensions(&self, unit: &Unit, entry: &Entry) -> Vec<Option<u64>> {
        let children = children(unit, entry).into_iter();
        let ranges = children.filter(|child| child.tag() == gimli::DW_TAG_subrange_type);
        let counts: Vec<Option<u64>> = ranges.map(|range| count(&range)).collect();
        if counts.is_empty() { vec![None] } else { counts }
    }

    /// Size of a type in bytes.
    pub(crate) fn size_of(&self, die: DieRef) -> Option<u64> {
        let mut factor = 1_u64;
        let mut at = self.complete(die);
        for _ in 0..MAX_WRAPPINGS {
            let unit = self.unit(at.unit);
            let unit = unit.as_ref().as_ref()?;
            let entry = unit.entry(at.offset)?;
            if let Some(size) = unsigned(&entry, gimli::DW_AT_byte_size) {
                return size.checked_mul(factor);
            }
            match entry.tag() {
                gimli::DW_TAG_array_type => {
                    for count in self.dimensions(unit, &entry) {
                        factor = factor.checked_mul(count?)?;
                    }
                }
                gimli::DW_TAG_pointer_type
                | gimli::DW_TAG_reference_type
                | gimli::DW_TAG_rvalue_reference_type => {
                    return u64::from(unit.unit.encoding().address_size).checked_mul(factor);
                }
                gimli::DW_TAG_typedef
                | gimli::DW_TAG_template_alias
                | gimli::DW_TAG_const_type
                | gimli::DW_TAG_volatile_type
                | gimli::DW_TAG_restrict_type
                | gimli::DW_TAG_atomic_type
                | gimli::DW_TAG_packed_type
                | gimli::DW_TAG_shared_type
                | gimli::DW_TAG_immutable_type
                | gimli::DW_TAG_enumeration_type => {}
                _ => return None,
            }
            at = self.complete(self.follow(unit, &entry, gimli::DW_AT_type)?);
        }
        None
    }
}

/// A type without a description.
fn void(id: TypeId, language: Language, name: &str) -> Type {
    Type { id, language, name: name.into(), size: None, kind: TypeKind::Void }
}

/// The DIEs directly inside another; up to the first broken one.
fn children(unit: &Unit, entry: &Entry) -> Vec<Entry> {
    let mut found = Vec::new();
    if !entry.has_children() {
        return found;
    }
    let Ok(mut entries) = unit.unit.entries_at_offset(entry.offset()) else { return found };
    if !matches!(entries.next_entry(), Ok(true)) || entries.next_entry().is_err() {
        return found;
    }
    while let Some(child) = entries.current().filter(|child| !child.is_null()) {
        found.push(child.clone());
        if !matches!(entries.next_sibling(), Ok(Some(_))) {
            break;
        }
    }
    found
}

/// Elements of a dimension; `None` for `[]` and for arrays whose length the program computes.
fn count(range: &Entry) -> Option<u64> {
    if let Some(count) = unsigned(range, gimli::DW_AT_count) {
        return Some(count);
    }
    let upper = range.attr(gimli::DW_AT_upper_bound)?;
    let lower = range.attr(gimli::DW_AT_lower_bound).and_then(|lower| lower.sdata_value());
    let upper = upper.sdata_value().or_else(|| i64::try_from(upper.udata_value()?).ok())?;
    u64::try_from(upper.checked_sub(lower.unwrap_or(0))?.checked_add(1)?).ok()
}

fn encoding(entry: &Entry) -> Encoding {
    let Some(AttributeValue::Encoding(encoding)) = entry.attr_value(gimli::DW_AT_encoding) else {
        return Encoding::Other;
    };
    match encoding {
        gimli::DW_ATE_signed => Encoding::Signed,
        gimli::DW_ATE_unsigned | gimli::DW_ATE_address => Encoding::Unsigned,
        gimli::DW_ATE_float => Encoding::Float,
        gimli::DW_ATE_boolean => Encoding::Boolean,
        gimli::DW_ATE_signed_char => Encoding::SignedChar,
        gimli::DW_ATE_unsigned_char => Encoding::UnsignedChar,
        gimli::DW_ATE_UTF | gimli::DW_ATE_UCS | gimli::DW_ATE_ASCII => Encoding::Utf,
        gimli::DW_ATE_complex_float => Encoding::ComplexFloat,
        _ => Encoding::Other,
    }
}

/// About how many bytes of memory a type takes.
fn weight(ty: &Type) -> usize {
    let parts = match &ty.kind {
        TypeKind::Composite(composite) => {
            let variants = composite.variant_part.as_ref().map_or(0, |part| part.variants.len());
            composite.members.len() + composite.bases.len() + 2 * variants
        }
        TypeKind::Enum(enumeration) => enumeration.enumerators.len(),
        TypeKind::Function { parameters, .. } => parameters.len(),
        _ => 0,
    };
    size_of::<Type>() + ty.name.len() + parts * 96
}
