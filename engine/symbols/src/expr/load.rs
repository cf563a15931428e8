//! What a value of the program is to arithmetic: a scalar, an address, text; through wrappers.

use super::{
    Rules,
    eval::Evaluator,
    scalar::{FloatType, Integer, IntegerType, Scalar, ScalarType},
};
use crate::{
    Language, Place, Type, TypeId, TypeKind,
    render::{Object, Renderer, ValueKind, View},
};

/// Wrappers that are looked through.
const WRAPPER_DEPTH: u8 = 16;

/// What stands behind the wrappers of a value.
pub(super) fn settled(renderer: &Renderer<'_>, kind: &ValueKind) -> ValueKind {
    let mut kind = kind.clone();
    for _ in 0..WRAPPER_DEPTH {
        kind = match renderer.view(&kind) {
            View::Wrapper(wrapper) => wrapper.target,
            View::Record(record) if record.reads_as_first.is_some() => {
                match record.fields.into_iter().next() {
                    Some(first) => first.kind,
                    None => return kind,
                }
            }
            _ => return kind,
        };
    }
    kind
}

impl Renderer<'_> {
    /// What the values of a bare type are to arithmetic.
    pub(super) fn scalar_type(&self, ty: &Type) -> Option<ScalarType> {
        if let TypeKind::Enum(description) = &ty.kind {
            let signed = self.is_signed_enum(description);
            let underlying = description.underlying.map(|id| self.bare(id));
            let size = self.size(ty)?;
            let integer = underlying.as_deref().and_then(|of| ScalarType::of(of, size, signed));
            return integer.or_else(|| ScalarType::of(ty, size, signed));
        }
        ScalarType::of(ty, self.size(ty)?, false)
    }
}

/// The scalar that a value is; `None` where it is none or cannot be read.
pub(super) fn scalar(renderer: &Renderer<'_>, rules: Rules, kind: &ValueKind) -> Option<Scalar> {
    let kind = settled(renderer, kind);
    match &kind {
        ValueKind::Bits { ty, place, offset, size } => {
            return bits(renderer, *ty, place, *offset, *size);
        }
        ValueKind::Address { target, address } => {
            let size = renderer.address_size();
            return Some(Scalar::Pointer { address: *address, target: Some(*target), size });
        }
        ValueKind::Typed { ty, place } => {
            let object = renderer.object(*ty, place.clone());
            if let Some(scalar) = of_object(renderer, &object) {
                return Some(scalar);
            }
            // C's arrays are pointers to their first element.
            if let (TypeKind::Array { element, .. }, Place::Memory(address), Rules::C) =
                (&object.ty.kind, &object.place, rules)
            {
                let size = renderer.address_size();
                return Some(Scalar::Pointer { address: *address, target: Some(*element), size });
            }
        }
        _ => {}
    }
    text(renderer, &kind).map(Scalar::Text)
}

/// The text that a value is.
pub(super) fn text(renderer: &Renderer<'_>, kind: &ValueKind) -> Option<Vec<u8>> {
    match renderer.view(&settled(renderer, kind)) {
        View::Text(text) => renderer.whole_text(&text),
        _ => None,
    }
}

fn of_object(renderer: &Renderer<'_>, object: &Object) -> Option<Scalar> {
    let ty = renderer.scalar_type(&object.ty)?;
    let size = renderer.size(&object.ty)?;
    let bytes = renderer.read(&object.place, size).ok()?;
    of_bytes(ty, &bytes)
}

/// A scalar of some type by its bytes; `None` where these are no value of it.
pub(super) fn of_bytes(ty: ScalarType, bytes: &[u8]) -> Option<Scalar> {
    let mut wide = [0; 16];
    wide.get_mut(..bytes.len())?.copy_from_slice(bytes);
    let bits = u128::from_le_bytes(wide);
    let narrow = || u32::try_from(bits).ok();
    Some(match ty {
        ScalarType::Integer(ty) => Scalar::Integer(Integer::new(bits, ty)),
        ScalarType::Float(FloatType::Single) => {
            Scalar::Float(f64::from(f32::from_bits(narrow()?)), FloatType::Single)
        }
        ScalarType::Float(ty) => Scalar::Float(f64::from_bits(u64::try_from(bits).ok()?), ty),
        ScalarType::Quad => Scalar::Float(crate::render::quad_to_double(bits), FloatType::Double),
        ScalarType::Boolean => Scalar::Boolean(bits != 0),
        ScalarType::Char => Scalar::Char(char::from_u32(narrow()?)?),
        ScalarType::Pointer(target) => {
            Scalar::Pointer { address: u64::try_from(bits).ok()?, target, size: bytes.len() as u64 }
        }
    })
}

fn bits(
    renderer: &Renderer<'_>,
    ty: TypeId,
    place: &Place,
    offset: u64,
    size: u64,
) -> Option<Scalar> {
    let width = u32::try_from(size).ok().filter(|width| (1..=128).contains(width))?;
    let value = renderer.bits(place, offset, size).ok()?;
    let ty = renderer.bare(ty);
    Some(match renderer.scalar_type(&ty)? {
        ScalarType::Boolean => Scalar::Boolean(value != 0),
        ScalarType::Integer(of) => {
            Scalar::Integer(Integer::new(value, IntegerType { bits: width, ..of }))
        }
        _ => return None,
    })
}

impl Evaluator<'_, '_> {
    /// The scalar that a value is, in the language of the frame.
    pub(super) fn load(&self, kind: &ValueKind) -> Option<Scalar> {
        scalar(self.renderer, self.rules, kind)
    }

    /// The language whose names types have here.
    pub(super) fn type_language(&self) -> Language {
        match self.rules {
            Rules::Rust => Language::Rust,
            Rules::C => Language::C,
        }
    }
}

impl Renderer<'_> {
    /// Type and address of the elements that a pointer, or something that holds one, leads to.
    pub(crate) fn pointed(&self, kind: &ValueKind) -> Option<(TypeId, u64)> {
        let mut kind = kind.clone();
        for _ in 0..WRAPPER_DEPTH {
            if let Some(pointer) =
                self.object_of(&kind).and_then(|object| self.inner_pointer(&object))
            {
                let pointer = self.pointer(&pointer).ok()?;
                return Some((pointer.target?, pointer.address));
            }
            match self.view(&kind) {
                View::Address(view) => return Some((view.target?, view.address)),
                View::Sequence(sequence) => return Some((sequence.element, sequence.memory()?)),
                View::Wrapper(wrapper) => kind = wrapper.target,
                _ => return None,
            }
        }
        None
    }

    /// A number of things.
    pub(crate) fn count(&self, kind: &ValueKind) -> Option<u64> {
        let count = scalar(self, Rules::C, kind)?.to_integer()?;
        u64::try_from(count.value()?).ok()
    }
}
