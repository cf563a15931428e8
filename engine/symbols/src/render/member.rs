//! Members as the debug information describes them, by name.

use super::{Object, Renderer, Value, ValueKind};
use crate::{Member, Place};

/// Base classes of base classes that are searched.
const BASE_DEPTH: u8 = 8;
/// Base classes and anonymous members that one search looks at.
const BASE_LIMIT: u32 = 1024;
/// Lambdas within methods within lambdas that are searched.
const CAPTURE_DEPTH: u8 = 4;

impl Renderer<'_> {
    /// A member of a composite or of its base classes.
    pub(crate) fn described_member(&self, object: &Object, name: &str) -> Option<ValueKind> {
        let mut left = BASE_LIMIT;
        self.member_nested(object, name, BASE_DEPTH, &mut left)
    }

    fn member_nested(
        &self,
        object: &Object,
        name: &str,
        depth: u8,
        left: &mut u32,
    ) -> Option<ValueKind> {
        *left = left.checked_sub(1)?;
        let composite = object.composite()?;
        let named = |member: &&Member| {
            member
                .name
                .as_deref()
                .is_some_and(|member| member == name || member.strip_prefix("__") == Some(name))
        };
        if let Some(member) = composite.members.iter().find(named) {
            return Some(self.member_kind(object, member));
        }
        let depth = depth.checked_sub(1)?;
        let anonymous = composite.members.iter().filter(|member| member.name.is_none());
        let inside = anonymous.map(|member| self.field(object, member));
        let inside = inside.chain(self.bases(object));
        inside.into_iter().find_map(|part| self.member_nested(&part, name, depth, left))
    }

    /// What a name means inside a method or lambda that has `this`: a member of what that points to, a
    /// captured variable, or what a captured `this` leads to.
    #[must_use]
    pub fn implied_member(&self, this: &Value, name: &str) -> Option<Value> {
        let mut this = this.kind.clone();
        for _ in 0..CAPTURE_DEPTH {
            let pointer = self.pointer(&self.object_of(&this)?).ok()?;
            let object = self.object(pointer.target?, Place::Memory(pointer.address));
            if let Some(kind) = self.described_member(&object, name) {
                return Some(Value { name: name.to_owned(), kind });
            }
            this = self.described_member(&object, "this")?;
        }
        None
    }
}
