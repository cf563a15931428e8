//! Static members of C++ classes, which no object has: by the class, through an object, and in methods by themselves.

use super::{eval::Evaluator, parse::TypeName, path::POINTER_DEPTH};
use crate::{Language, TypeId, TypeKind, render::ValueKind};

/// Classes that are looked through: a class and its bases.
const MOST_CLASSES: usize = 100;

impl Evaluator<'_, '_> {
    /// `Class::name`.
    pub(super) fn static_of_path(&self, path: &str) -> Option<ValueKind> {
        if self.names.language() != Language::Cpp {
            return None;
        }
        let (class, name) = path.rsplit_once("::")?;
        let class = self.find_type(&TypeName { name: class.to_owned(), pointers: 0 })?;
        self.static_of(class, name)
    }

    /// The static member of the class of an object, or of what a pointer points to.
    pub(super) fn static_of_value(&self, object: &ValueKind, name: &str) -> Option<ValueKind> {
        if self.names.language() != Language::Cpp {
            return None;
        }
        let mut kind = object.clone();
        for _ in 0..POINTER_DEPTH {
            if let ValueKind::Typed { ty, .. } = &kind
                && let Some(found) = self.static_of(*ty, name)
            {
                return Some(found);
            }
            kind = self.renderer.dereferenced(&kind)?;
        }
        None
    }

    /// The static member of a class or one of its bases, the nearest first: a constant of the debug information, or a
    /// variable.
    fn static_of(&self, class: TypeId, name: &str) -> Option<ValueKind> {
        let mut classes = vec![class];
        let mut next = 0;
        while let Some(&class) = classes.get(next).filter(|_| next < MOST_CLASSES) {
            next += 1;
            let class = self.renderer.bare(class);
            let TypeKind::Composite(composite) = &class.kind else { continue };
            if let Some((ty, place)) = self.renderer.types.static_member(class.id, name) {
                return Some(ValueKind::Typed { ty, place });
            }
            if let Ok(Some(variable)) = self.names.lookup(&format!("{}::{name}", class.name)) {
                return Some(variable.kind);
            }
            classes.extend(composite.bases.iter().map(|base| base.ty));
        }
        None
    }
}
