//! What `thread_local!` keeps a variable in: its value, and whether that is there yet or still.

use super::Formatted;
use crate::{
    TypeKind,
    render::{Object, Problem, Renderer, ValueKind, View, names::last_segment, view::Wrapper},
};

impl Renderer<'_> {
    /// The storage of a thread-local variable reads as the value, as `with` gives it.
    pub(super) fn thread_local(&self, object: &Object) -> Formatted {
        // A value that is known when the program is compiled is there from the beginning.
        let eager = object.named("val");
        let (Some(holder), Some(ty)) =
            (eager.or_else(|| object.named("value")), object.argument("T"))
        else {
            return Ok(None);
        };
        let state = match self.member(object, "state") {
            Some(state) => Some(self.variant_name(&self.unwrapped(&state))?),
            None => None,
        };
        Ok(match state.flatten().as_deref() {
            Some("Uninitialized" | "Initial") if eager.is_none() => {
                Some(View::Leaf("<uninit>".to_owned()))
            }
            Some("Destroyed" | "Destroying") => Some(View::Leaf("<destroyed>".to_owned())),
            _ => {
                let target = match self.contents(object, holder) {
                    ValueKind::Typed { place, .. } => ValueKind::Typed { ty, place },
                    other => other,
                };
                Some(View::Wrapper(Wrapper { target, memory: None, concrete: None }))
            }
        })
    }

    /// The name of an enum's variant that is there; `None` where it is no enum.
    fn variant_name(&self, object: &Object) -> Result<Option<String>, Problem> {
        if let TypeKind::Enum(description) = &object.ty.kind {
            let bits = self.integer(object)?;
            let named = description.enumerators.iter().find(|entry| bits.same_bits(entry.value));
            return Ok(named.map(|entry| entry.name.to_string()));
        }
        let part = object.composite().and_then(|composite| composite.variant_part.as_ref());
        let Some(part) = part else { return Ok(None) };
        let member = self.variant(object, part)?.members.first();
        Ok(member.map(|member| match &member.name {
            Some(name) => name.to_string(),
            None => last_segment(&self.field(object, member).ty.name),
        }))
    }
}
