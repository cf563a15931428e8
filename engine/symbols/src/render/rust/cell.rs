//! Interior mutability: `Cell`, `RefCell`, locks and what guards them.

use super::Formatted;
use crate::{
    Place, TypeKind,
    render::{
        Object, Renderer, Value, ValueKind, View,
        layout::Brackets,
        names::pointee_name,
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
        let Some(value) = object.named("value") else { return Ok(None) };
        let kind = self.contents(object, value);
        Ok(Some(braces("Cell", vec![Value { name: "value".to_owned(), kind }])))
    }

    /// `RefCell<T>`: the value, and who has borrowed it.
    pub(super) fn ref_cell(&self, object: &Object) -> Formatted {
        let (Some(value), Some(borrow)) = (object.named("value"), self.member(object, "borrow"))
        else {
            return Ok(None);
        };
        let kind = self.contents(object, value);
        let mut fields = vec![Value { name: "value".to_owned(), kind }];
        match self.integer(&borrow)?.value() {
            Some(0) => {}
            Some(count @ 1..) => fields.push(note("borrowed", &format!("shared, {count} times"))),
            _ => fields.push(note("borrowed", "mutably")),
        }
        Ok(Some(braces("RefCell", fields)))
    }

    /// `Mutex<T>` and `RwLock<T>`: the data, and whether it is locked or poisoned.
    pub(super) fn lock(&self, name: &str, object: &Object) -> Formatted {
        let Some(data) = object.named("data") else { return Ok(None) };
        let kind = self.contents(object, data);
        let mut fields = vec![Value { name: "data".to_owned(), kind }];
        let is_set = |flag: Object| self.unsigned(&flag).is_ok_and(|flag| flag != 0);
        let state = |names: &[&str]| {
            let inner = self.member(object, "inner")?;
            names.iter().find_map(|name| self.search(&inner, name))
        };
        // A lock for readers counts them, and has -1 for one who writes.
        let mode = state(&["mode"]).and_then(|mode| self.integer(&mode).ok()?.value());
        match mode {
            Some(0) => {}
            Some(readers @ 1..) => {
                fields.push(note("locked", &format!("for reading, by {readers}")));
            }
            Some(_) => fields.push(note("locked", "for writing")),
            None if state(&["locked", "futex", "state"]).is_some_and(is_set) => {
                fields.push(note("locked", "true"));
            }
            None => {}
        }
        let poison = self.member(object, "poison").and_then(|flag| self.search(&flag, "failed"));
        if poison.is_some_and(is_set) {
            fields.push(note("poisoned", "true"));
        }
        Ok(Some(braces(name, fields)))
    }

    /// `OnceLock<T>` and `LazyLock<T>`: the value, once the state is the one called `Complete`. It
    /// lies at the start of what holds it: a `MaybeUninit`, or a union with the function.
    pub(super) fn once_lock(&self, name: &str, object: &Object, holder: &str) -> Formatted {
        let (Some(once), Some(holder), Some(ty)) =
            (self.member(object, "once"), object.named(holder), object.argument("T"))
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
            match self.contents(object, holder) {
                ValueKind::Typed { place, .. } => ValueKind::Typed { ty, place },
                other => other,
            }
        } else {
            ValueKind::Text("<uninit>".to_owned())
        };
        Ok(Some(View::Record(Record {
            head: name.to_owned(),
            brackets: Brackets::Parentheses,
            fields: vec![Value { name: "0".to_owned(), kind }],
            reads_as_first: None,
        })))
    }

    /// `Ref`, `RefMut` and lock guards read as what they give access to.
    pub(super) fn guard(&self, object: &Object) -> Formatted {
        if let Some(lock) = self.member(object, "lock")
            && let Some(View::Wrapper(Wrapper { target, memory: Some(address), .. })) =
                self.pointee(&lock)?
            && let Some(lock) = self.object_of(&target)
            && let Some(data) = lock.named("data")
        {
            return Ok(Some(Wrapper::behind(self.contents(&lock, data), address)));
        }
        let holder = self.member(object, "value").or_else(|| self.member(object, "data"));
        match holder {
            Some(holder) => self.pointee(&holder),
            None => Ok(None),
        }
    }

    /// What the pointer inside wrappers points to.
    fn pointee(&self, holder: &Object) -> Formatted {
        let holder = self.unwrapped(holder);
        if let Some(fat) = self.fat_pointer(&holder) {
            return self.fat_view(pointee_name(&holder.ty.name), &fat?).map(Some);
        }
        let Some(pointer) = self.inner_pointer(&holder) else { return Ok(None) };
        let pointer = self.pointer(&pointer)?;
        Ok(pointer.target.map(|ty| {
            let target = ValueKind::Typed { ty, place: Place::Memory(pointer.address) };
            Wrapper::behind(target, pointer.address)
        }))
    }
}
