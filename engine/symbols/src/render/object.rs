//! Typed bytes and the ways through them: members by name, the integer or the pointer inside
//! wrappers whose names differ from one compiler version to the next.

use std::sync::Arc;

use super::{
    Metadata, Problem, Renderer, ValueKind,
    read::part,
    scalar::{Integer, integer_of, sign_extend},
};
use crate::{Composite, Encoding, Language, Member, Place, Type, TypeId, TypeKind};

/// Aliases behind aliases that are followed.
const ALIAS_DEPTH: u8 = 32;
/// Wrappers within wrappers that are searched.
const WRAPPER_DEPTH: u8 = 12;
/// Types within an empty class that are looked at.
const EMPTY_LIMIT: u32 = 64;
/// Members that one search looks at.
const SEARCH_LIMIT: usize = 256;
/// Size of a pointer that the debug information does not give.
const POINTER_SIZE: u64 = 4;

/// A type without typedefs and qualifiers, and where its bytes are.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    /// The type.
    pub(crate) ty: Arc<Type>,
    /// The bytes.
    pub(crate) place: Place,
    /// Of a value whose size the type does not say, what says it.
    pub(crate) metadata: Option<Metadata>,
}

impl Object {
    /// Bytes of a type that is already bare.
    pub(crate) fn new(ty: Arc<Type>, place: Place) -> Self {
        Self { ty, place, metadata: None }
    }

    /// The object as a value.
    pub(crate) fn kind(&self) -> ValueKind {
        match (self.metadata, &self.place) {
            (Some(metadata), Place::Memory(address)) => {
                ValueKind::Unsized { ty: self.ty.id, address: *address, metadata }
            }
            _ => ValueKind::Typed { ty: self.ty.id, place: self.place.clone() },
        }
    }

    /// The members, where the type has any.
    pub(crate) fn composite(&self) -> Option<&Composite> {
        match &self.ty.kind {
            TypeKind::Composite(composite) => Some(composite),
            _ => None,
        }
    }

    /// Whether that member is the one in which a value of unknown size ends.
    pub(crate) fn ends_in(&self, member: &Member) -> bool {
        self.metadata.is_some() && self.members().last() == Some(member)
    }

    /// A generic argument by name.
    pub(crate) fn argument(&self, name: &str) -> Option<TypeId> {
        let parameters = &self.composite()?.template_parameters;
        parameters
            .iter()
            .find(|parameter| parameter.name.as_deref() == Some(name))
            .map(|parameter| parameter.ty)
    }

    /// The description of the direct member of that name.
    pub(crate) fn named(&self, name: &str) -> Option<&Member> {
        self.members().iter().find(|member| member.name.as_deref() == Some(name))
    }

    pub(crate) fn members(&self) -> &[Member] {
        self.composite().map_or(&[], |composite| &composite.members)
    }

    /// Base classes with a fixed place, then members.
    fn parts(&self) -> impl Iterator<Item = &Member> {
        let bases = self.composite().map_or(&[][..], |composite| &composite.bases);
        bases.iter().chain(self.members())
    }

    /// The template argument at a position, of those that are types.
    pub(crate) fn type_argument(&self, index: usize) -> Option<TypeId> {
        Some(self.composite()?.template_parameters.get(index)?.ty)
    }
}

/// A pointer's address and target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pointer {
    /// The address.
    pub(crate) address: u64,
    /// What is there; `None` for `void *`.
    pub(crate) target: Option<TypeId>,
}

impl Renderer<'_> {
    /// The bytes at `place` as type `id`.
    pub(crate) fn object(&self, id: TypeId, place: Place) -> Object {
        Object::new(self.bare(id), place)
    }

    /// A value as an object, where it is one of a type.
    pub(crate) fn object_of(&self, kind: &ValueKind) -> Option<Object> {
        match kind {
            ValueKind::Typed { ty, place } => Some(self.object(*ty, place.clone())),
            ValueKind::Unsized { ty, address, metadata } => {
                let object = self.object(*ty, Place::Memory(*address));
                Some(Object { metadata: Some(*metadata), ..object })
            }
            _ => None,
        }
    }

    /// The type behind typedefs and qualifiers; the complete one for a mere declaration.
    pub(crate) fn bare(&self, id: TypeId) -> Arc<Type> {
        let mut ty = self.types.get(id);
        for _ in 0..ALIAS_DEPTH {
            let next = match &ty.kind {
                TypeKind::Alias { target: Some(target), .. } => *target,
                TypeKind::Composite(composite) if composite.declaration => {
                    match self.types.find(&ty.name) {
                        Some(found) if found != ty.id => found,
                        _ => break,
                    }
                }
                _ => break,
            };
            ty = self.types.get(next);
        }
        ty
    }

    /// Size of a type in bytes; `None` where it has none or it overflows.
    pub(crate) fn size(&self, ty: &Type) -> Option<u64> {
        self.size_nested(ty, 0)
    }

    fn size_nested(&self, ty: &Type, depth: u8) -> Option<u64> {
        if ty.size.is_some() {
            return ty.size;
        }
        if depth > ALIAS_DEPTH {
            return None;
        }
        match &ty.kind {
            TypeKind::Pointer { .. } => Some(POINTER_SIZE),
            TypeKind::Array { element, counts } => {
                let element = self.size_nested(&self.types.get(*element), depth + 1)?;
                counts.iter().try_fold(element, |size, count| size.checked_mul((*count)?))
            }
            TypeKind::Alias { target: Some(id), .. } => {
                self.size_nested(&self.types.get(*id), depth + 1)
            }
            TypeKind::Enum(description) => {
                self.size_nested(&self.types.get(description.underlying?), depth + 1)
            }
            _ => None,
        }
    }

    /// Size of a type by its id.
    pub(crate) fn size_of(&self, id: TypeId) -> Option<u64> {
        self.size(&self.types.get(id))
    }

    /// A member's bytes.
    pub(crate) fn field(&self, object: &Object, member: &Member) -> Object {
        if let Some(tail @ ValueKind::Unsized { .. }) = self.tail(object, member)
            && let Some(tail) = self.object_of(&tail)
        {
            return tail;
        }
        let ty = self.bare(member.ty);
        let size = self.size(&ty).unwrap_or(0);
        Object::new(ty, part(&object.place, member.offset, size))
    }

    /// The direct member of that name.
    pub(crate) fn member(&self, object: &Object, name: &str) -> Option<Object> {
        Some(self.field(object, object.named(name)?))
    }

    /// The nearest member of that name, however deep inside wrappers and base classes.
    pub(crate) fn search(&self, object: &Object, name: &str) -> Option<Object> {
        let mut level = vec![object.clone()];
        let mut seen = 0;
        for _ in 0..WRAPPER_DEPTH {
            if let Some(found) = level.iter().find_map(|object| self.member(object, name)) {
                return Some(found);
            }
            let mut next = Vec::new();
            for object in &level {
                for part in object.parts() {
                    seen += 1;
                    if seen > SEARCH_LIMIT {
                        return None;
                    }
                    let field = self.field(object, part);
                    if field.parts().next().is_some() {
                        next.push(field);
                    }
                }
            }
            level = next;
        }
        None
    }

    /// The scalar, pointer or enum inside wrappers of one member that has a size (`Cell<usize>`,
    /// an atomic, a capacity with a niche, `MaybeUninit`).
    pub(crate) fn unwrapped(&self, object: &Object) -> Object {
        let mut object = object.clone();
        for _ in 0..WRAPPER_DEPTH {
            if object.composite().is_some_and(|composite| composite.variant_part.is_some()) {
                break;
            }
            let mut sized = object.parts().filter(|part| !self.holds_nothing(part.ty));
            let only = match (sized.next(), sized.next()) {
                (Some(only), None) => self.field(&object, only),
                _ => break,
            };
            drop(sized);
            object = only;
        }
        object
    }

    /// Whether a type has no bytes of its own: its size is 0, or that of C++'s empty classes.
    pub(crate) fn holds_nothing(&self, id: TypeId) -> bool {
        let mut left = EMPTY_LIMIT;
        self.holds_nothing_nested(id, WRAPPER_DEPTH, &mut left)
    }

    fn holds_nothing_nested(&self, id: TypeId, depth: u8, left: &mut u32) -> bool {
        let Some(fewer) = left.checked_sub(1) else { return false };
        *left = fewer;
        let ty = self.bare(id);
        match &ty.kind {
            TypeKind::Composite(composite) if ty.language == Language::Cpp => {
                // An empty class takes a byte, so that it has an address.
                depth > 0
                    && ty.size.is_some_and(|size| size <= 1)
                    && composite.virtual_bases.is_empty()
                    && composite
                        .bases
                        .iter()
                        .chain(&composite.members)
                        .all(|part| self.holds_nothing_nested(part.ty, depth - 1, left))
            }
            _ => self.size(&ty) == Some(0),
        }
    }

    /// The integer inside wrappers.
    pub(crate) fn integer(&self, object: &Object) -> Result<Integer, Problem> {
        let object = self.unwrapped(object);
        let signed = match &object.ty.kind {
            TypeKind::Base(Encoding::Signed | Encoding::SignedChar) => true,
            TypeKind::Base(Encoding::Float | Encoding::ComplexFloat) => {
                return Err(Problem::invalid(format!("{} for an integer", object.ty.name)));
            }
            TypeKind::Base(_) | TypeKind::Pointer { .. } => false,
            TypeKind::Enum(description) => self.is_signed_enum(description),
            _ => return Err(Problem::invalid(format!("{} for an integer", object.ty.name))),
        };
        let size = self.size(&object.ty).unwrap_or(0);
        if size == 0 || size > 16 {
            return Err(Problem::invalid(format!("integer of {size} bytes")));
        }
        Ok(integer_of(&object.ty, &self.read(&object.place, size)?, signed))
    }

    /// The integer inside wrappers, as an unsigned 64-bit number.
    pub(crate) fn unsigned(&self, object: &Object) -> Result<u64, Problem> {
        let integer = self.integer(object)?;
        u64::try_from(integer.bits)
            .map_err(|_| Problem::invalid(format!("number {:#x}", integer.bits)))
    }

    /// Reads a thin pointer.
    pub(crate) fn pointer(&self, object: &Object) -> Result<Pointer, Problem> {
        let TypeKind::Pointer { target, .. } = object.ty.kind else {
            return Err(Problem::invalid(format!("{} for a pointer", object.ty.name)));
        };
        let size = self.size(&object.ty).unwrap_or(POINTER_SIZE).clamp(1, 8);
        let bytes = self.read(&object.place, size)?;
        let address = u64::try_from(sign_extend(&bytes, false)).unwrap_or(u64::MAX);
        Ok(Pointer { address, target })
    }

    /// The first thin pointer inside wrappers (`Unique`, `NonNull`, `RawVec` and what they will be
    /// called next), with members that hold the allocator last.
    pub(crate) fn inner_pointer(&self, object: &Object) -> Option<Object> {
        let mut seen = 0;
        self.inner_pointer_nested(object, WRAPPER_DEPTH, &mut seen)
    }

    fn inner_pointer_nested(&self, object: &Object, depth: u8, seen: &mut usize) -> Option<Object> {
        *seen += 1;
        if depth == 0 || *seen > SEARCH_LIMIT {
            return None;
        }
        if let TypeKind::Pointer { .. } = object.ty.kind {
            return Some(object.clone());
        }
        let allocator = |member: &&Member| {
            member.name.as_deref().is_some_and(|name| name == "alloc" || name == "allocator")
        };
        let ordered =
            object.parts().filter(|m| !allocator(m)).chain(object.parts().filter(allocator));
        for member in ordered {
            let field = self.field(object, member);
            if let Some(found) = self.inner_pointer_nested(&field, depth - 1, seen) {
                return Some(found);
            }
        }
        None
    }
}
