//! Interior mutability: `Cell`, `RefCell`, locks and what guards them.

use super::Formatted;
use crate::{
    Place, TypeKind,
    render::{
        Object, Renderer, Value, ValueKind, View,
        layout::Brackets,
        view::{Record, Wrapper},
    },
};

fn braces(head: &str, fields: Vec<Value>) -> View {
    View::Record(Record {
        head: head.to_owned(),
        brackets: Brackets::Braces,
        fields,
        reads_as_first: None,
    })
}

fn note(name: &str, text: &str) -> Value {
    Value { name: name.to_owned(), kind: ValueKind::Text(text.to_owned()) }
}

impl Renderer<'_> {
    /// `Cell<T>`.
    pub(super) fn cell(&self, object: &Object) -> Formatted {
        let Some(value) = self.member(object, "value") else { return Ok(None) };
        let kind = self.contents(&value);
        Ok(Some(braces("Cell", vec![Value { name: "value".to_owned(), kind }])))
    }

    /// `RefCell<T>`: the value, and who has borrowed it.
    pub(super) fn ref_cell(&self, object: &Object) -> Formatted {
        let (Some(value), Some(borrow)) =
            (self.member(object, "value"), self.member(object, "borrow"))
        else {
            return Ok(None);
        };
        let mut fields = vec![Value { name: "value".to_owned(), kind: self.contents(&value) }];
        match self.integer(&borrow)?.value() {
            Some(0) => {}
            Some(count @ 1..) => fields.push(note("borrowed", &format!("shared, {count} times"))),
            _ => fields.push(note("borrowed", "mutably")),
        }
        Ok(Some(braces("RefCell", fields)))
    }

    /// `Mutex<T>` and `RwLock<T>`: the data, and whether it is locked or poisoned.
    pub(super) fn lock(&self, name: &str, object: &Object) -> Formatted {
        let Some(data) = self.member(object, "data") else { return Ok(None) };
        let mut fields = vec![Value { name: "data".to_owned(), kind: self.contents(&data) }];
        let is_set = |flag: Object| self.unsigned(&flag).is_ok_and(|flag| flag != 0);
        let state = |names: &[&str]| {
            let inner = self.member(object, "inner")?;
            names.iter().find_map(|name| self.search(&inner, name))
        };
        if state(&["locked", "futex", "state", "mode"]).is_some_and(is_set) {
            fields.push(note("locked", "true"));
        }
        let poison = self.member(object, "poison").and_then(|flag| self.search(&flag, "failed"));
        if poison.is_some_and(is_set) {
            fields.push(note("poisoned", "true"));
        }
        Ok(Some(braces(name, fields)))
    }

    /// `OnceLock<T>`: its value, once the state is the one called `Complete`.
    pub(super) fn once_lock(&self, object: &Object) -> Formatted {
        let (Some(once), Some(value)) = (self.member(object, "once"), self.member(object, "value"))
        else {
            return Ok(None);
        };
        let state = self.unwrapped(&once);
        let TypeKind::Enum(description) = &state.ty.kind else { return Ok(None) };
        let bits = self.integer(&state)?;
        let complete = description
            .enumerators
            .iter()
            .any(|entry| &*entry.name == "Complete" && bits.same_bits(entry.value));
        let kind = if complete {
            let inner = self.contents(&value);
            match &inner {
                ValueKind::Typed { ty, place } => {
                    let inner = self.unwrapped_uninit(&self.object(*ty, place.clone()));
                    ValueKind::Typed { ty: inner.ty.id, place: inner.place }
                }
                _ => inner,
            }
        } else {
            ValueKind::Text("<uninit>".to_owned())
        };
        Ok(Some(View::Record(Record {
            head: "OnceLock".to_owned(),
            brackets: Brackets::Parentheses,
            fields: vec![Value { name: "0".to_owned(), kind }],
            reads_as_first: None,
        })))
    }

    /// The `T` of a `MaybeUninit<T>`: behind members until the type is the generic argument.
    pub(super) fn unwrapped_uninit(&self, object: &Object) -> Object {
        let Some(wanted) = object.argument("T") else { return object.clone() };
        let wanted = self.bare(wanted);
        let place = object.place.clone();
        // `MaybeUninit` and all its parts are transparent: they begin where the value begins.
        Object { ty: wanted, place }
    }

    /// `Ref`, `RefMut` and lock guards read as what they give access to.
    pub(super) fn guard(&self, object: &Object) -> Formatted {
        if let Some(lock) = self.member(object, "lock")
            && let TypeKind::Pointer { target: Some(target), .. } = lock.ty.kind
        {
            let address = self.pointer(&lock)?.address;
            let lock = self.object(target, Place::Memory(address));
            if let Some(data) = self.member(&lock, "data") {
                return Ok(Some(Wrapper::behind(self.contents(&data), address)));
            }
        }
        let holder = self.member(object, "value").or_else(|| self.member(object, "data"));
        let Some(pointer) = holder.and_then(|holder| self.inner_pointer(&holder)) else {
            return Ok(None);
        };
        let pointer = self.pointer(&pointer)?;
        Ok(pointer.target.map(|ty| {
            let target = ValueKind::Typed { ty, place: Place::Memory(pointer.address) };
            Wrapper::behind(target, pointer.address)
        }))
    }
}
