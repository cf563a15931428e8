//! Types as they are declared: their members, where these lie, and of which types they are.

use super::{
    Renderer, ValueKind, View,
    layout::Style,
    names::{c_member, last_segment, type_name},
};
use crate::{Composite, CompositeKind, EnumType, Member, Type, TypeId, TypeKind};

/// Members that are told at most.
const MOST_MEMBERS: usize = 1000;
/// Pointers and arrays that are looked through for the type whose members are told.
const DEPTH: usize = 8;

/// A type as it is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    /// Readable name, behind `struct`, `enum` and the like.
    pub name: String,
    /// Size in bytes, where it is known.
    pub size: Option<u64>,
    /// What it has.
    pub members: Vec<DeclaredMember>,
    /// How many members are left out, as there are so many.
    pub more: usize,
}

/// A member, variant or value of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredMember {
    /// Bytes from the beginning, and size in bytes, of what has a place there.
    pub place: Option<(u64, u64)>,
    /// As it is written in the language.
    pub text: String,
}

impl Renderer<'_> {
    /// Name of the type of a value, its size in bytes, and the declaration of what has the members: the type itself, or
    /// what it is a pointer to or an array of.
    #[must_use]
    pub fn type_of(&self, kind: &ValueKind) -> (String, Option<u64>, Option<Declaration>) {
        let name = self.kind_name(kind, None);
        let (size, members) = match kind {
            // A slice has the members of its elements, and not those of the pointer to it.
            ValueKind::Typed { ty, .. } if name.starts_with(['&', '[']) => {
                let members = match self.settle(kind).view {
                    View::Sequence(sequence) => sequence.element,
                    _ => *ty,
                };
                (self.size_of(*ty), Some(members))
            }
            ValueKind::Typed { ty, .. } => (self.size_of(*ty), Some(*ty)),
            ValueKind::Bits { ty, .. } | ValueKind::Unsized { ty, .. } => (None, Some(*ty)),
            ValueKind::Row { element, .. } | ValueKind::Elements { element, .. } => {
                (None, Some(*element))
            }
            ValueKind::Address { target, .. } => (Some(self.address_size()), Some(*target)),
            ValueKind::Utf8 { .. } | ValueKind::Text(_) => (None, None),
        };
        (name, size, members.and_then(|ty| self.declaration(ty)))
    }

    /// The same of a type itself.
    #[must_use]
    pub fn type_itself(&self, ty: TypeId) -> (String, Option<u64>, Option<Declaration>) {
        (type_name(&self.types.get(ty)), self.size_of(ty), self.declaration(ty))
    }

    fn declaration(&self, ty: TypeId) -> Option<Declaration> {
        let mut ty = self.bare(ty);
        for _ in 0..DEPTH {
            let inner = match &ty.kind {
                TypeKind::Pointer { target: Some(target), .. } => *target,
                TypeKind::Array { element, .. } => *element,
                _ => break,
            };
            ty = self.bare(inner);
        }
        let (keyword, mut members) = match &ty.kind {
            TypeKind::Composite(composite) => (keyword(composite), self.members(&ty, composite)),
            TypeKind::Enum(description) => ("enum", enumerators(description)),
            _ => return None,
        };
        let more = members.len().saturating_sub(MOST_MEMBERS);
        members.truncate(MOST_MEMBERS);
        let name = type_name(&ty);
        let name = match name.strip_prefix(keyword) {
            Some(rest) if rest.is_empty() || rest.starts_with(' ') => name,
            _ => format!("{keyword} {name}"),
        };
        Some(Declaration { name, size: self.size(&ty), members, more })
    }

    fn members(&self, of: &Type, composite: &Composite) -> Vec<DeclaredMember> {
        let style = Style::of(of.language);
        let bases = composite.bases.iter().map(|base| {
            let name = type_name(&self.types.get(base.ty));
            DeclaredMember { place: self.place(base), text: format!("{name} (base class)") }
        });
        let virtual_bases = composite.virtual_bases.iter().map(|base| {
            let name = type_name(&self.types.get(base.ty));
            DeclaredMember { place: None, text: format!("{name} (virtual base class)") }
        });
        let own = composite.members.iter().map(|member| self.member_line(member, style));
        let mut all: Vec<DeclaredMember> = bases.chain(virtual_bases).chain(own).collect();
        if let Some(part) = &composite.variant_part {
            let variants = part.variants.iter().filter_map(|variant| variant.members.first());
            all.extend(variants.map(|member| self.variant_line(member)));
        }
        all
    }

    fn member_line(&self, member: &Member, style: Style) -> DeclaredMember {
        let ty = type_name(&self.types.get(member.ty));
        let name = member.name.as_deref().unwrap_or_default();
        let text = match style {
            Style::C => {
                let bits = member.bit_field.map(|field| format!(" : {}", field.bit_size));
                format!("{}{};", c_member(&ty, name), bits.unwrap_or_default())
            }
            Style::Rust | Style::Zig => {
                // Those of tuples are numbers.
                let name = name.strip_prefix("__").filter(|it| is_number(it)).unwrap_or(name);
                format!("{name}: {ty}")
            }
        };
        DeclaredMember { place: self.place(member), text }
    }

    /// A variant of a Rust enum: `Circle { radius: f64 }`, `Some(u8)`, `None`.
    fn variant_line(&self, member: &Member) -> DeclaredMember {
        let body = self.bare(member.ty);
        let name = match &member.name {
            Some(name) if !is_number(name) => name.to_string(),
            _ => last_segment(&body.name),
        };
        let fields = match &body.kind {
            TypeKind::Composite(composite) => &composite.members[..],
            _ => &[],
        };
        let tuple =
            fields.iter().all(|field| field.name.as_deref().is_some_and(|it| it.starts_with("__")));
        let shown = fields.iter().take(MOST_MEMBERS).map(|field| {
            let ty = type_name(&self.types.get(field.ty));
            match (&field.name, tuple) {
                (Some(name), false) => format!("{name}: {ty}"),
                _ => ty,
            }
        });
        let shown = shown.collect::<Vec<_>>().join(", ");
        let text = match (shown.is_empty(), tuple) {
            (true, _) => name,
            (false, true) => format!("{name}({shown})"),
            (false, false) => format!("{name} {{ {shown} }}"),
        };
        DeclaredMember { place: None, text }
    }

    fn place(&self, member: &Member) -> Option<(u64, u64)> {
        match member.bit_field {
            Some(field) => Some((field.bit_offset / 8, field.bit_size.div_ceil(8))),
            None => Some((member.offset, self.size_of(member.ty)?)),
        }
    }
}

fn is_number(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit())
}

fn keyword(composite: &Composite) -> &'static str {
    match composite.kind {
        _ if composite.variant_part.is_some() => "enum",
        CompositeKind::Struct => "struct",
        CompositeKind::Class => "class",
        CompositeKind::Union => "union",
    }
}

fn enumerators(description: &EnumType) -> Vec<DeclaredMember> {
    let line = |value: &crate::Enumerator| DeclaredMember {
        place: None,
        text: format!("{} = {}", value.name, value.value),
    };
    description.enumerators.iter().map(line).collect()
}
