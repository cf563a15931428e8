//! Types: from DIEs to [`Type`].
//!
//! Sizes and offsets are read, never computed from what a compiler is known to do. A type that is
//! only declared is replaced by its definition in another unit, where there is one.

mod composite;
mod enumeration;
mod enumerators;
mod find;
mod names;
mod static_members;
mod variants;

pub(crate) use find::TypeNames;

use std::sync::Arc;

use gimli::AttributeValue;

use crate::{
    AliasKind, CompositeKind, Encoding, Language, Member, PointerKind, SymbolCharge, Type, TypeId,
    TypeKind,
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
        self.types.get_or_make(die.pack(), || {
            let ty = self.describe(self.complete(die));
            let charge = SymbolCharge::symbols(1, size(&ty));
            (ty, charge)
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
            gimli::DW_TAG_ptr_to_member_type => TypeKind::MemberPointer {
                class: self
                    .follow(unit, entry, gimli::DW_AT_containing_type)
                    .map(|die| TypeId(die.pack())),
                function: self.is_function(unit, entry),
            },
            _ => return None,
        })
    }

    /// The type that `DW_AT_type` names.
    fn target(&self, unit: &Unit, entry: &Entry) -> Option<TypeId> {
        self.follow(unit, entry, gimli::DW_AT_type).map(|die| TypeId(die.pack()))
    }

    /// Whether what a pointer leads to is a function.
    fn is_function(&self, unit: &Unit, entry: &Entry) -> bool {
        let Some(target) = self.follow(unit, entry, gimli::DW_AT_type) else { return false };
        let unit = self.unit(target.unit);
        let entry = unit.as_ref().as_ref().and_then(|unit| unit.entry(target.offset));
        entry.is_some_and(|entry| entry.tag() == gimli::DW_TAG_subroutine_type)
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
                gimli::DW_TAG_ptr_to_member_type => {
                    // A function's has what to add to `this` beside it.
                    let words = if self.is_function(unit, &entry) { 2 } else { 1 };
                    let size = u64::from(unit.unit.encoding().address_size) * words;
                    return size.checked_mul(factor);
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

/// Parts of one type beyond this are left out: a broken unit may give it one for each of its bytes.
const MAX_PARTS: usize = 1 << 16;
/// Names of members and enumerators are no longer than this: many parts may name the same long text.
const MAX_PART_NAME: usize = 1 << 10;

/// The name of a part of a type.
fn part_name(unit: &Unit, entry: &Entry) -> Option<Arc<str>> {
    let value = entry.attr_value(gimli::DW_AT_name)?;
    let text = unit.dwarf.attr_string(&unit.unit, value).ok()?;
    let bytes = text.bytes();
    Some(String::from_utf8_lossy(bytes.get(..MAX_PART_NAME).unwrap_or(bytes)).into())
}

/// The DIEs directly inside another; up to the first broken one.
pub(crate) fn children(unit: &Unit, entry: &Entry) -> Vec<Entry> {
    let mut found = Vec::new();
    if !entry.has_children() {
        return found;
    }
    let Ok(mut entries) = unit.unit.entries_at_offset(entry.offset()) else { return found };
    if !matches!(entries.next_entry(), Ok(true)) || entries.next_entry().is_err() {
        return found;
    }
    while let Some(child) = entries.current().filter(|child| !child.is_null()) {
        if found.len() == MAX_PARTS {
            break;
        }
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

/// Bytes of memory that a type takes.
fn size(ty: &Type) -> usize {
    let name = |name: &Option<Arc<str>>| name.as_ref().map_or(0, |name| SHARED + name.len());
    let members = |members: &[Member]| {
        let names = members.iter().map(|member| name(&member.name));
        size_of_val(members) + names.sum::<usize>()
    };
    let parts = match &ty.kind {
        TypeKind::Composite(composite) => {
            let part = composite.variant_part.as_ref().map_or(0, |part| {
                let variants = part.variants.iter().map(|variant| {
                    size_of_val(variant.discriminants.as_slice()) + members(&variant.members)
                });
                size_of_val(part.variants.as_slice())
                    + variants.sum::<usize>()
                    + part.discriminant.as_ref().map_or(0, |member| name(&member.name))
            });
            let parameters = composite.template_parameters.iter();
            members(&composite.members)
                + members(&composite.bases)
                + size_of_val(composite.virtual_bases.as_slice())
                + size_of_val(composite.template_values.as_slice())
                + part
                + size_of_val(composite.template_parameters.as_slice())
                + parameters.map(|parameter| name(&parameter.name)).sum::<usize>()
        }
        TypeKind::Enum(enumeration) => {
            let names = enumeration.enumerators.iter();
            size_of_val(enumeration.enumerators.as_slice())
                + names.map(|enumerator| SHARED + enumerator.name.len()).sum::<usize>()
        }
        TypeKind::Function { parameters, .. } => size_of_val(parameters.as_slice()),
        TypeKind::Array { counts, .. } => size_of_val(counts.as_slice()),
        TypeKind::Void
        | TypeKind::Base(_)
        | TypeKind::Pointer { .. }
        | TypeKind::MemberPointer { .. }
        | TypeKind::Alias { .. } => 0,
    };
    size_of::<Type>() + SHARED + ty.name.len() + parts
}

/// Bytes that a shared text takes beside itself: two counters, and what the allocator adds.
const SHARED: usize = 32;
