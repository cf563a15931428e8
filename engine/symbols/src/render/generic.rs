//! Languages of which nothing is known but their debug information: records as they are described, and
//! what nearly all of them have, a pointer to elements beside their number (slices of Go, arrays of D).

use super::{
    Object, Problem, Renderer, View,
    layout::Style,
    text::{Extent, Text},
};
use crate::{Composite, Encoding, Language, Place, TypeId, TypeKind};

/// What the pointer to the first element is called.
const POINTERS: [&str; 4] = ["ptr", "str", "array", "data"];
/// What the number of elements is called.
const LENGTHS: [&str; 2] = ["len", "length"];
/// What else there may be beside: how many have room.
const CAPACITIES: [&str; 2] = ["cap", "capacity"];

impl Renderer<'_> {
    /// A composite of a language without a meaning of its own here.
    pub(crate) fn generic_view(
        &self,
        object: &Object,
        composite: &Composite,
    ) -> Result<View, Problem> {
        if object.ty.language == Language::Other
            && let Some(view) = self.counted_run(object)?
        {
            return Ok(view);
        }
        Ok(self.composite_view(object, composite))
    }

    /// A pointer and a length, with nothing beside them but a capacity.
    fn counted_run(&self, object: &Object) -> Result<Option<View>, Problem> {
        let named = |names: &[&str]| names.iter().find_map(|name| self.member(object, name));
        let known = |name: &str| {
            POINTERS.contains(&name) || LENGTHS.contains(&name) || CAPACITIES.contains(&name)
        };
        let all = object.members();
        if !(2..=3).contains(&all.len())
            || !all.iter().all(|member| member.name.as_deref().is_some_and(known))
        {
            return Ok(None);
        }
        let (Some(pointer), Some(length)) = (named(&POINTERS), named(&LENGTHS)) else {
            return Ok(None);
        };
        let TypeKind::Pointer { target: Some(element), .. } = pointer.ty.kind else {
            return Ok(None);
        };
        let (address, length) = (self.pointer(&pointer)?.address, self.unsigned(&length)?);
        let stride = self.size_of(element).unwrap_or(0);
        self.check_extent("slice", address, length, stride)?;
        let place = Place::Memory(address);
        if object.ty.name.ends_with("string") && self.is_byte(element) {
            let extent = Extent::Bytes(length);
            return Ok(Some(View::Text(Text { place, extent, style: Style::C, prefix: None })));
        }
        Ok(Some(View::Sequence(self.rows(element, &[length], place))))
    }

    fn is_byte(&self, id: TypeId) -> bool {
        let ty = self.bare(id);
        let is_character = |encoding| {
            use Encoding::{SignedChar, Unsigned, UnsignedChar, Utf};
            matches!(encoding, Unsigned | UnsignedChar | SignedChar | Utf)
        };
        ty.size == Some(1) && matches!(ty.kind, TypeKind::Base(encoding) if is_character(encoding))
    }
}
