//! Records of any language: structs, classes, unions.

use super::{
    Object, Renderer, Value, ValueKind, View,
    layout::{Brackets, Style},
    names::{base_path, last_segment, type_name},
    read::part,
    view::Record,
};
use crate::{Composite, Member, TypeId};

/// Anonymous members within anonymous members that are opened.
const ANONYMOUS_DEPTH: u8 = 8;
/// Most fields that are shown.
const FIELD_LIMIT: usize = 65_536;

impl Renderer<'_> {
    /// The members of a composite as they are described.
    pub(crate) fn composite_view(&self, object: &Object, composite: &Composite) -> View {
        let style = Style::of(object.ty.language);
        let fields = self.fields(object, composite);
        if style == Style::C {
            return View::Record(Record {
                head: String::new(),
                brackets: Brackets::C,
                fields,
                reads_as_first: None,
            });
        }
        if style == Style::Zig {
            return self.zig_record(fields);
        }
        let tuple = object.ty.name.starts_with('(');
        let head = if tuple { String::new() } else { last_segment(&object.ty.name) };
        View::Record(Record {
            brackets: brackets_of(tuple, &fields),
            head,
            fields,
            reads_as_first: None,
        })
    }

    /// The fields of a composite: base classes, then members; members of anonymous members as its
    /// own, and without markers that hold nothing.
    pub(crate) fn fields(&self, object: &Object, composite: &Composite) -> Vec<Value> {
        let mut fields = Vec::new();
        for base in self.bases(object) {
            if !self.holds_nothing(base.ty.id) {
                fields.push(Value { name: type_name(&base.ty), kind: base.kind() });
            }
        }
        self.push_members(object, composite, ANONYMOUS_DEPTH, &mut fields);
        fields
    }

    fn push_members(
        &self,
        object: &Object,
        composite: &Composite,
        depth: u8,
        fields: &mut Vec<Value>,
    ) {
        for member in &composite.members {
            if fields.len() >= FIELD_LIMIT {
                return;
            }
            if member.artificial {
                continue;
            }
            let kind = self.member_kind(object, member);
            match member.name.as_deref() {
                Some(_) if self.is_marker(member.ty) => {}
                Some(name) => fields.push(Value { name: field_name(name), kind }),
                None => {
                    let Some(part) = self.object_of(&kind) else { continue };
                    match part.composite() {
                        Some(inner) if depth > 0 => {
                            self.push_members(&part, inner, depth - 1, fields);
                        }
                        _ => {}
                    }
                }
            }
        }
    }

    /// A member as a value.
    pub(crate) fn member_kind(&self, object: &Object, member: &Member) -> ValueKind {
        if let Some(bits) = member.bit_field {
            return ValueKind::Bits {
                ty: member.ty,
                place: object.place.clone(),
                offset: bits.bit_offset,
                size: bits.bit_size,
            };
        }
        self.tail(object, member).unwrap_or_else(|| {
            let size = self.size_of(member.ty).unwrap_or(0);
            ValueKind::Typed { ty: member.ty, place: part(&object.place, member.offset, size) }
        })
    }

    /// Whether a type says something to the compiler only.
    fn is_marker(&self, id: TypeId) -> bool {
        let ty = self.types.get(id);
        ty.size == Some(0) && base_path(&ty.name).ends_with("::PhantomData")
    }
}

/// A member's name as the programmer wrote it: `0` for a tuple's `__0`, `names` for a capture by
/// reference.
fn field_name(name: &str) -> String {
    let number = name
        .strip_prefix("__")
        .filter(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    number.or_else(|| name.strip_prefix("_ref__")).unwrap_or(name).to_owned()
}

/// Parentheses around numbered fields, braces around named ones.
pub(crate) fn brackets_of(tuple: bool, fields: &[Value]) -> Brackets {
    let numbered = fields.iter().all(|field| field.name.bytes().all(|byte| byte.is_ascii_digit()));
    if tuple || (numbered && !fields.is_empty()) { Brackets::Parentheses } else { Brackets::Braces }
}
