//! Enums with data, of every layout: a tag, a niche, or a single variant.

use std::{collections::HashSet, sync::Arc};

use crate::{
    Composite, CompositeKind, Member, TypeId, TypeKind, Variant, VariantPart,
    render::{
        Object, Problem, Renderer, Value, ValueKind, View, composite::brackets_of,
        names::last_segment, view::Record,
    },
};

/// States in which a coroutine holds nothing.
const ENDED: [&str; 2] = ["Returned", "Panicked"];
/// What states in which a coroutine waits are called, before their number.
const SUSPENDED: &str = "Suspend";
/// Types within types that are searched for one without values.
const EMPTY_DEPTH: u8 = 8;
/// Types that one such search looks at.
const TYPES_SEARCHED: u32 = 256;

impl Renderer<'_> {
    /// The variant that is there, with its fields.
    pub(super) fn variant_view(
        &self,
        object: &Object,
        composite: &Composite,
        part: &VariantPart,
    ) -> Result<View, Problem> {
        let variant = self.variant(object, part)?;
        let Some(member) = variant.members.first() else {
            return Ok(self.composite_view(object, composite));
        };
        let body = self.field(object, member);
        // The states of a coroutine are numbered; their types have the names.
        let number = |name: &&Arc<str>| name.bytes().all(|byte| byte.is_ascii_digit());
        let is_coroutine = member.name.as_ref().filter(number).is_some();
        let mut name = match &member.name {
            Some(name) if !is_coroutine => name.to_string(),
            _ => last_segment(&body.ty.name),
        };
        let mut fields = match body.composite() {
            Some(inner) => self.fields(&body, inner),
            None => vec![Value {
                name: "0".to_owned(),
                kind: ValueKind::Typed { ty: member.ty, place: body.place.clone() },
            }],
        };
        // A coroutine's captures are beside its states.
        if !composite.members.is_empty() {
            fields.extend(self.fields(object, composite));
        }
        if is_coroutine {
            // What it captured is described in every state: after the variables that it was moved
            // to, and even when it is gone.
            let mut seen = HashSet::new();
            fields.retain(|field| seen.insert(field.name.clone()));
            if ENDED.contains(&&*name) {
                fields.clear();
            }
            if let Some(line) = variant.line.filter(|_| name.starts_with(SUSPENDED)) {
                name = format!("{name} at line {line}");
            }
        }
        Ok(View::Record(Record {
            head: name,
            brackets: brackets_of(false, &fields),
            fields,
            reads_as_first: None,
        }))
    }

    /// The variant whose tag is there.
    pub(super) fn variant<'p>(
        &self,
        object: &Object,
        part: &'p VariantPart,
    ) -> Result<&'p Variant, Problem> {
        let Some(tag) = &part.discriminant else {
            // Without a tag there is one variant that a value can be.
            let mut possible = part.variants.iter().filter(|variant| !self.is_impossible(variant));
            return match (&part.variants[..], possible.next(), possible.next()) {
                ([only], _, _) | (_, Some(only), None) => Ok(only),
                (_, None, _) => Err(Problem::invalid(format!(
                    "{}: no value of it exists",
                    last_segment(&object.ty.name)
                ))),
                _ => Err(Problem::Unavailable("the enum has no tag".to_owned())),
            };
        };
        let tag = self.integer(&self.field(object, tag))?;
        let selected = part
            .variants
            .iter()
            .find(|variant| variant.discriminants.iter().any(|range| tag.within(*range)));
        selected
            .or_else(|| part.variants.iter().find(|variant| variant.discriminants.is_empty()))
            .ok_or_else(|| {
                Problem::invalid(format!("{}: tag {:#x}", last_segment(&object.ty.name), tag.bits))
            })
    }

    /// Whether no value can be of a variant, for a part of it is of a type without values.
    fn is_impossible(&self, variant: &Variant) -> bool {
        let mut left = TYPES_SEARCHED;
        variant.members.iter().any(|member| self.has_no_value(member.ty, EMPTY_DEPTH, &mut left))
    }

    fn has_no_value(&self, id: TypeId, depth: u8, left: &mut u32) -> bool {
        let (Some(depth), Some(fewer)) = (depth.checked_sub(1), left.checked_sub(1)) else {
            return false;
        };
        *left = fewer;
        let ty = self.bare(id);
        match &ty.kind {
            TypeKind::Base(_) => &*ty.name == "!",
            TypeKind::Composite(composite) if composite.kind != CompositeKind::Union => {
                let mut none = |member: &Member| self.has_no_value(member.ty, depth, left);
                composite.members.iter().any(&mut none)
                    || composite.variant_part.as_ref().is_some_and(|part| {
                        part.variants.iter().all(|variant| variant.members.iter().any(&mut none))
                    })
            }
            TypeKind::Array { element, counts } => {
                counts.iter().all(|count| count.is_some_and(|count| count > 0))
                    && self.has_no_value(*element, depth, left)
            }
            _ => false,
        }
    }

    /// What an `Option` holds.
    pub(super) fn some(&self, object: &Object) -> Result<Option<Object>, Problem> {
        let view = self.view(&ValueKind::Typed { ty: object.ty.id, place: object.place.clone() });
        match view {
            View::Record(record) => {
                Ok(record.fields.into_iter().next().and_then(|field| match field.kind {
                    ValueKind::Typed { ty, place } => Some(self.object(ty, place)),
                    _ => None,
                }))
            }
            View::Broken(problem) => Err(problem),
            _ => Ok(None),
        }
    }
}
