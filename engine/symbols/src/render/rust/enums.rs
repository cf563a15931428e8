//! Enums with data, of every layout: a tag, a niche, or a single variant.

use crate::{
    Composite, Variant, VariantPart,
    render::{
        Object, Problem, Renderer, Value, ValueKind, View, composite::brackets_of,
        names::last_segment, view::Record,
    },
};

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
        let name = match &member.name {
            Some(name) => name.to_string(),
            None => last_segment(&body.ty.name),
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
        Ok(View::Record(Record {
            head: name,
            brackets: brackets_of(false, &fields),
            fields,
            reads_as_first: None,
        }))
    }

    fn variant<'p>(&self, object: &Object, part: &'p VariantPart) -> Result<&'p Variant, Problem> {
        let Some(tag) = &part.discriminant else {
            return match &part.variants[..] {
                [only] => Ok(only),
                [] => Err(Problem::invalid(format!(
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
