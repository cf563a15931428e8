//! Owning pointers: `Rc`, `Arc`, `Weak`, and a `Box` with an allocator of its own.

use super::{Formatted, fat::FatPointer};
use crate::{
    Place, TypeKind,
    render::{
        Object, Problem, Renderer, Value, ValueKind, View,
        layout::Brackets,
        names::pointee_name,
        view::{Record, Wrapper},
    },
};

/// The shared allocation of an `Rc` or `Arc`.
struct Shared {
    value: ValueKind,
    strong: Object,
    weak: Object,
}

impl Renderer<'_> {
    /// `Rc<T>` and `Arc<T>`: the value, then the counts.
    pub(super) fn counted(&self, object: &Object) -> Formatted {
        let Some(target) = self.counted_target(object)? else { return Ok(None) };
        let Some(shared) = self.shared(&target) else { return Ok(None) };
        let (strong, weak) = (self.unsigned(&shared.strong)?, self.weak_count(&shared)?);
        let counter = self.unwrapped(&shared.strong);
        let strong_count = ValueKind::Typed { ty: counter.ty.id, place: counter.place };
        let size = usize::try_from(counter.ty.size.unwrap_or(8)).map_or(8, |size| size.min(8));
        let weak_bytes = Place::Bytes(weak.to_le_bytes()[..size].to_vec());
        Ok(Some(View::Record(Record {
            head: String::new(),
            brackets: Brackets::Braces,
            fields: vec![
                Value { name: "*".to_owned(), kind: shared.value },
                Value { name: "strong".to_owned(), kind: strong_count },
                Value {
                    name: "weak".to_owned(),
                    kind: ValueKind::Typed { ty: counter.ty.id, place: weak_bytes },
                },
            ],
            reads_as_first: Some(format!(" (strong {strong}, weak {weak})")),
        })))
    }

    /// `Weak<T>`: the value only while something else keeps it.
    pub(super) fn weak(&self, object: &Object) -> Formatted {
        let Some(pointer) = self.inner_pointer(object) else { return Ok(None) };
        let address = self.pointer(&pointer)?.address;
        let width = self.size(&pointer.ty).unwrap_or(8).clamp(1, 8) * 8;
        if address == u64::MAX >> (64 - width) {
            return Ok(Some(View::Leaf("Weak (never pointed to a value)".to_owned())));
        }
        let Some(target) = self.counted_target(object)? else { return Ok(None) };
        let Some(shared) = self.shared(&target) else { return Ok(None) };
        let (strong, weak) = (self.unsigned(&shared.strong)?, self.weak_count(&shared)?);
        if strong == 0 {
            return Ok(Some(View::Leaf("Weak (the value is gone)".to_owned())));
        }
        Ok(Some(View::Record(Record {
            head: format!("Weak (strong {strong}, weak {weak})"),
            brackets: Brackets::Hidden,
            fields: vec![Value { name: "value".to_owned(), kind: shared.value }],
            reads_as_first: None,
        })))
    }

    /// Weak pointers, without the one that all strong pointers hold together.
    fn weak_count(&self, shared: &Shared) -> Result<u64, Problem> {
        Ok(self.unsigned(&shared.weak)?.saturating_sub(1))
    }

    /// The allocation that an `Rc`, `Arc` or `Weak` points to.
    fn counted_target(&self, object: &Object) -> Result<Option<Object>, Problem> {
        let Some(holder) = self.member(object, "ptr") else { return Ok(None) };
        let holder = self.unwrapped(&holder);
        if let Some(fat) = self.fat_pointer(&holder) {
            let FatPointer { address, target, metadata } = fat?;
            return Ok(self.object_of(&ValueKind::Unsized { ty: target, address, metadata }));
        }
        let Some(pointer) = self.inner_pointer(&holder) else { return Ok(None) };
        let pointer = self.pointer(&pointer)?;
        Ok(pointer.target.map(|target| self.object(target, Place::Memory(pointer.address))))
    }

    /// The counts and the value of an allocation: the value is the member that is no count.
    fn shared(&self, object: &Object) -> Option<Shared> {
        let (Some(composite), Some(strong), Some(weak)) =
            (object.composite(), self.member(object, "strong"), self.member(object, "weak"))
        else {
            return None;
        };
        let value = composite
            .members
            .iter()
            .find(|member| !matches!(member.name.as_deref(), Some("strong" | "weak") | None))?;
        Some(Shared { value: self.member_kind(object, value), strong, weak })
    }

    /// A `Box<T, A>` that is described as a struct because its allocator takes space.
    pub(super) fn boxed(&self, object: &Object) -> Formatted {
        let Some(first) = self.member(object, "__0") else { return Ok(None) };
        let first = self.unwrapped(&first);
        if let Some(fat) = self.fat_pointer(&first) {
            return self.fat_view(pointee_name(&object.ty.name), &fat?).map(Some);
        }
        let TypeKind::Pointer { target: Some(target), .. } = first.ty.kind else {
            return Ok(None);
        };
        let address = self.pointer(&first)?.address;
        if !self.in_memory(address, self.size_of(target).unwrap_or(0)) {
            return Err(Problem::Outside(address));
        }
        let target = ValueKind::Typed { ty: target, place: Place::Memory(address) };
        Ok(Some(Wrapper::behind(target, address)))
    }
}
