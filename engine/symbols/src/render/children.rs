//! Opening values.

use super::{
    Renderer, Value, ValueKind, View, layout::Style, line::Line, sequence::CHILD_LIMIT,
    view::AddressView,
};
use crate::{Place, TypeKind};

/// Longest key that names a child, in characters.
const KEY_LIMIT: usize = 80;

/// What opening a pointer shows.
enum Target {
    /// The children of the value it points to.
    Inside(View),
    /// The value it points to.
    Whole(ValueKind),
}

impl Renderer<'_> {
    /// How many named and indexed children a settled view has.
    pub(crate) fn count_children(&self, view: &View) -> (u64, u64) {
        match view {
            View::Leaf(_) | View::Broken(_) | View::Wrapper(_) | View::Text(_) => (0, 0),
            View::Record(record) => (u64::try_from(record.fields.len()).unwrap_or(u64::MAX), 0),
            View::Sequence(sequence) => (0, sequence.length.unwrap_or(0)),
            View::Map(map) => (0, map.length),
            View::Address(address) => match self.target(address) {
                None => (0, 0),
                Some(Target::Whole(_)) => (1, 0),
                Some(Target::Inside(view)) => self.count_children(&view),
            },
        }
    }

    /// Children of a settled view of a value called `name`.
    pub(crate) fn children_of(
        &self,
        view: &View,
        name: &str,
        start: u64,
        count: u64,
    ) -> Vec<Value> {
        let count = count.min(CHILD_LIMIT);
        match view {
            View::Leaf(_) | View::Broken(_) | View::Wrapper(_) | View::Text(_) => Vec::new(),
            View::Record(record) => {
                let skip = usize::try_from(start).unwrap_or(usize::MAX);
                let take = usize::try_from(count).unwrap_or(usize::MAX);
                let fields = record.fields.iter().skip(skip).take(take).cloned();
                fields.map(|field| named_target(field, name)).collect()
            }
            View::Sequence(sequence) => {
                let elements = self.elements(sequence, start, count);
                let indices = start..;
                let child = |(index, kind)| Value { name: format!("[{index}]"), kind };
                indices.zip(elements).map(child).collect()
            }
            View::Map(map) => {
                let entries = self.entries(map, start, count);
                entries.into_iter().map(|entry| self.entry_child(entry)).collect()
            }
            View::Address(address) => match self.target(address) {
                Some(Target::Whole(kind)) if start == 0 && count > 0 => {
                    vec![Value { name: format!("*{name}"), kind }]
                }
                Some(Target::Inside(view)) => self.children_of(&view, name, start, count),
                _ => Vec::new(),
            },
        }
    }

    /// What opening a pointer shows: the fields of a record at once, anything else as a child of
    /// its own. Nothing where there is nothing to read.
    fn target(&self, view: &AddressView) -> Option<Target> {
        let (target, address) = view.pointee()?;
        if !self.is_readable(address, target) {
            return None;
        }
        let ty = self.bare(target);
        let kind = ValueKind::Typed { ty: target, place: Place::Memory(address) };
        match &ty.kind {
            TypeKind::Void | TypeKind::Function { .. } | TypeKind::Alias { .. } => None,
            TypeKind::Composite(composite) if composite.declaration => None,
            TypeKind::Composite(_) => match self.settle(&kind).view {
                inside @ View::Record(_) => Some(Target::Inside(inside)),
                _ => Some(Target::Whole(kind)),
            },
            _ => Some(Target::Whole(kind)),
        }
    }

    /// A map's key as its entry is named: a literal, so that it can be evaluated again.
    pub(crate) fn key_text(&self, key: &ValueKind) -> String {
        let mut line = Line::new(KEY_LIMIT);
        self.write_kind(key, 0, &mut line);
        line.finish()
    }

    /// The value that `*value` names, where it is a pointer or a wrapper around one value.
    pub(crate) fn dereferenced(&self, kind: &ValueKind) -> Option<ValueKind> {
        match self.view(kind) {
            View::Wrapper(wrapper) => Some(wrapper.target),
            View::Address(view) => {
                let (target, address) = view.pointee()?;
                let readable = self.is_readable(address, target);
                let place = Place::Memory(address);
                readable.then_some(ValueKind::Typed { ty: target, place })
            }
            View::Record(record) if record.reads_as_first.is_some() => {
                record.fields.into_iter().next().map(|field| field.kind)
            }
            View::Text(text) if text.style == Style::C && text.prefix.is_some() => {
                let ValueKind::Typed { ty, .. } = kind else { return None };
                let TypeKind::Pointer { target, .. } = self.bare(*ty).kind else { return None };
                let Place::Memory(address) = text.place else { return None };
                self.is_readable(address, target?)
                    .then_some(ValueKind::Typed { ty: target?, place: text.place })
            }
            _ => None,
        }
    }
}

/// A field called `*` is what its parent points to.
fn named_target(mut field: Value, parent: &str) -> Value {
    if field.name == "*" {
        field.name.push_str(parent);
    }
    field
}
