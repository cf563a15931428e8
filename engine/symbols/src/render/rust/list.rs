//! `LinkedList`: nodes that point to the next one.

use super::Formatted;
use crate::{
    Place, TypeId,
    render::{
        Object, Problem, Renderer, ValueKind, View,
        layout::Style,
        sequence::{Sequence, Storage},
    },
};

/// A linked list in linear memory.
#[derive(Clone, Debug)]
pub(crate) struct List {
    /// What holds the pointer to the first node: an `Option` of a pointer.
    head: ValueKind,
    /// Number of elements.
    length: u64,
}

impl Renderer<'_> {
    /// `LinkedList<T>`.
    pub(super) fn linked_list(&self, object: &Object) -> Formatted {
        let (Some(element), Some(length), Some(head)) =
            (object.argument("T"), self.member(object, "len"), self.member(object, "head"))
        else {
            return Ok(None);
        };
        let length = self.unsigned(&length)?;
        // A node holds two pointers beside its element.
        if length > self.program.memory_size() {
            return Err(Problem::invalid(format!("LinkedList: length {length}")));
        }
        let head = ValueKind::Typed { ty: head.ty.id, place: head.place };
        Ok(Some(View::Sequence(Sequence {
            element,
            inner: Vec::new(),
            stride: 0,
            length: Some(length),
            storage: Storage::List(List { head, length }),
            brackets: Style::Rust.sequence(),
        })))
    }

    /// Elements `start .. start + count`, fewer where the chain breaks.
    pub(crate) fn list_elements(&self, list: &List, start: u64, count: u64) -> Vec<ValueKind> {
        let mut elements = Vec::new();
        let mut link = match &list.head {
            ValueKind::Typed { ty, place } => self.object(*ty, place.clone()),
            _ => return elements,
        };
        for index in 0..start.saturating_add(count).min(list.length) {
            let Some((element, next)) = self.list_node(&link) else { break };
            if index >= start {
                elements.push(element);
            }
            link = next;
        }
        elements
    }

    /// The element of the node that a link leads to, and its own link.
    fn list_node(&self, link: &Object) -> Option<(ValueKind, Object)> {
        let holder = self.some(link).ok()??;
        let pointer = self.pointer(&self.inner_pointer(&holder)?).ok()?;
        let target: TypeId = pointer.target?;
        let node = self.object(target, Place::Memory(pointer.address));
        let element = self.member(&node, "element")?;
        let element = ValueKind::Typed { ty: element.ty.id, place: element.place };
        Some((element, self.member(&node, "next")?))
    }
}
