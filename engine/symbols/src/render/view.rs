//! What a value is to a reader, apart from language and layout.

use std::sync::Arc;

use super::{
    Object, Problem, Renderer, Value, ValueKind,
    cpp::Dynamic,
    layout::{Brackets, Style},
    names::{c_array, c_pointer, type_name},
    read::part,
    scalar::{Integer, sign_extend},
    sequence::{Map, Sequence},
    text::{Extent, Text},
};
use crate::{AliasKind, Encoding, Language, Member, Place, PointerKind, Type, TypeId, TypeKind};

/// Wrappers around wrappers that are looked through.
const WRAPPER_DEPTH: u8 = 16;

/// A value as a reader understands it.
#[derive(Clone, Debug)]
pub(crate) enum View {
    /// Nothing to open.
    Leaf(String),
    /// It cannot be shown.
    Broken(Problem),
    /// Text.
    Text(Text),
    /// Named or numbered fields.
    Record(Record),
    /// Elements by position.
    Sequence(Sequence),
    /// Values by key.
    Map(Map),
    /// An address that is shown as such.
    Address(AddressView),
    /// Something that reads as another value (a reference, a `Box`, an atomic).
    Wrapper(Wrapper),
}

/// Fields.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    /// What is written before them (`Point`, `Some`).
    pub(crate) head: String,
    /// How they are joined.
    pub(crate) brackets: Brackets,
    /// The fields.
    pub(crate) fields: Vec<Value>,
    /// Reads as its first field, followed, where it stands alone, by this note.
    pub(crate) reads_as_first: Option<String>,
}

/// An address and what it points to.
#[derive(Clone, Debug)]
pub(crate) struct AddressView {
    /// The address.
    pub(crate) address: u64,
    /// What is there; `None` for `void *`.
    pub(crate) target: Option<TypeId>,
    /// The whole object, where it is one of a derived class.
    pub(crate) dynamic: Option<Dynamic>,
    /// How it is written.
    pub(crate) style: Style,
}

impl AddressView {
    /// Type and address of what is there.
    pub(crate) fn pointee(&self) -> Option<(TypeId, u64)> {
        let whole = self.dynamic.map(|whole| (whole.ty, whole.address));
        whole.or_else(|| Some((self.target?, self.address)))
    }
}

/// What a wrapper reads as.
#[derive(Clone, Debug)]
pub(crate) struct Wrapper {
    /// The other value.
    pub(crate) target: ValueKind,
    /// The address the wrapper holds, where it is a pointer.
    pub(crate) memory: Option<u64>,
    /// The type that is really there, where the wrapper's own type does not say (`dyn Trait`).
    pub(crate) concrete: Option<TypeId>,
}

impl Wrapper {
    /// Reads as bytes inside itself.
    pub(crate) fn inside(object: &Object) -> View {
        View::Wrapper(Self { target: object.kind(), memory: None, concrete: None })
    }

    /// Reads as what is at an address.
    pub(crate) fn behind(target: ValueKind, address: u64) -> View {
        View::Wrapper(Self { target, memory: Some(address), concrete: None })
    }
}

/// A value behind all its wrappers.
pub(crate) struct Settled {
    /// The view; never a wrapper.
    pub(crate) view: View,
    /// The address that the outermost pointer holds.
    pub(crate) memory: Option<u64>,
    /// The concrete type behind a trait object.
    pub(crate) concrete: Option<Arc<Type>>,
    /// What a formatter of the user's makes of it.
    pub(crate) line: Option<String>,
}

impl Renderer<'_> {
    /// Looks through wrappers.
    pub(crate) fn settle(&self, kind: &ValueKind) -> Settled {
        let mut settled = Settled {
            view: self.view(kind),
            memory: None,
            concrete: None,
            line: self.formatted_line(kind),
        };
        for _ in 0..WRAPPER_DEPTH {
            match settled.view {
                View::Wrapper(wrapper) => {
                    settled.memory = settled.memory.or(wrapper.memory);
                    if settled.concrete.is_none() {
                        settled.concrete = wrapper.concrete.map(|id| self.types.get(id));
                    }
                    settled.line = settled.line.or_else(|| self.formatted_line(&wrapper.target));
                    settled.view = self.view(&wrapper.target);
                }
                View::Text(ref text) => {
                    if let (None, Place::Memory(address)) = (settled.memory, &text.place) {
                        settled.memory = Some(*address);
                    }
                    return settled;
                }
                View::Sequence(ref sequence) => {
                    settled.memory = settled.memory.or(sequence.memory());
                    return settled;
                }
                View::Address(ref view) => {
                    settled.memory = settled.memory.or(Some(view.address));
                    if settled.concrete.is_none() {
                        settled.concrete = view.dynamic.map(|whole| self.types.get(whole.ty));
                    }
                    return settled;
                }
                _ => return settled,
            }
        }
        settled.view = View::Broken(Problem::Unavailable("wrappers without an end".to_owned()));
        settled
    }

    /// What a value is; perhaps a wrapper.
    pub(crate) fn view(&self, kind: &ValueKind) -> View {
        self.formatted_view(kind).unwrap_or_else(|| self.plain_view(kind))
    }

    /// What a value is without formatters of the user's.
    fn plain_view(&self, kind: &ValueKind) -> View {
        let view = match kind {
            ValueKind::Typed { ty, place } => {
                let object = self.object(*ty, place.clone());
                match object.ty.kind {
                    // `int8_t` and `uint8_t` are numbers, though C makes them of characters.
                    TypeKind::Base(Encoding::SignedChar | Encoding::UnsignedChar)
                        if self.is_number_name(*ty) =>
                    {
                        self.integer(&object).map(|number| View::Leaf(self.integer_text(number)))
                    }
                    _ => self.object_view(&object),
                }
            }
            ValueKind::Unsized { ty, address, metadata } => {
                self.unsized_object_view(*ty, *address, *metadata)
            }
            ValueKind::Bits { ty, place, offset, size } => {
                self.bit_field(*ty, place, *offset, *size).map(View::Leaf)
            }
            ValueKind::Row { element, counts, place } => {
                Ok(View::Sequence(self.rows(*element, counts, place.clone())))
            }
            ValueKind::Elements { element, address, count } => {
                Ok(View::Sequence(self.rows(*element, &[*count], Place::Memory(*address))))
            }
            ValueKind::Utf8 { address, length } => Ok(View::Text(Text {
                place: Place::Memory(*address),
                extent: Extent::Bytes(*length),
                style: Style::Rust,
                prefix: None,
            })),
            ValueKind::Address { target, address } => Ok(View::Address(AddressView {
                address: *address,
                target: Some(*target),
                dynamic: None,
                style: Style::of(self.types.get(*target).language),
            })),
            ValueKind::Text(text) => Ok(View::Leaf(text.clone())),
        };
        view.unwrap_or_else(View::Broken)
    }

    /// Whether a typedef's name says that it is a number: `uint8_t`, `u8`, but not `gchar`.
    fn is_number_name(&self, id: TypeId) -> bool {
        let ty = self.types.get(id);
        match ty.kind {
            TypeKind::Alias { kind: AliasKind::Typedef, .. } => {
                ty.name.contains('8') && !ty.name.contains("char")
            }
            TypeKind::Alias { target: Some(target), .. } if target != id => {
                let inner = self.types.get(target);
                matches!(inner.kind, TypeKind::Alias { kind: AliasKind::Typedef, .. })
                    && inner.name.contains('8')
                    && !inner.name.contains("char")
            }
            _ => false,
        }
    }

    pub(crate) fn object_view(&self, object: &Object) -> Result<View, Problem> {
        let ty = &*object.ty;
        // A value without bytes can be shown wherever it is.
        if ty.size != Some(0)
            && let Some(problem) = Problem::of_place(&object.place)
        {
            return Err(problem);
        }
        match &ty.kind {
            TypeKind::Void if ty.name.contains("nullptr") => Ok(View::Leaf("nullptr".to_owned())),
            TypeKind::Void | TypeKind::Alias { .. } => Ok(View::Leaf("void".to_owned())),
            TypeKind::Base(encoding) => self.scalar(object, *encoding).map(View::Leaf),
            TypeKind::Enum(description) => {
                let size = self.size(ty).unwrap_or(0);
                let bytes = self.read(&object.place, size.min(16))?;
                let signed = self.is_signed_enum(description);
                let integer = Integer::from_le_bytes(&bytes, signed);
                self.enumerator(ty, description, integer).map(View::Leaf)
            }
            TypeKind::Pointer { kind, .. } => match kind {
                PointerKind::Pointer => self.pointer_view(object),
                PointerKind::Reference | PointerKind::RvalueReference => {
                    self.reference_view(object)
                }
            },
            TypeKind::Array { element, counts } => Ok(self.array_view(object, *element, counts)),
            TypeKind::Function { .. } => Ok(View::Leaf(type_name(ty))),
            TypeKind::MemberPointer { class, function } => {
                self.member_pointer(object, *class, *function).map(View::Leaf)
            }
            TypeKind::Composite(composite) if composite.declaration => {
                Ok(View::Leaf("<incomplete type>".to_owned()))
            }
            TypeKind::Composite(composite) => match ty.language {
                Language::Rust => self.rust_view(object, composite),
                Language::Cpp => self.cpp_view(object, composite),
                Language::Zig => self.zig_view(object, composite),
                _ => self.generic_view(object, composite),
            },
        }
    }

    /// The value of a bit-field, zero-extended.
    fn bits(&self, place: &Place, from: u64, size: u64) -> Result<u128, Problem> {
        if size == 0 || size > 128 {
            return Err(Problem::invalid(format!("bit-field of {size} bits")));
        }
        let first = from / 8;
        let shift = from % 8;
        let bytes = (shift + size).div_ceil(8);
        let bytes = self.read(&part(place, first, bytes), bytes)?;
        // At most 128 bits from a shift of at most 7: 17 bytes, read in two halves.
        let low = sign_extend(&bytes, false) >> shift;
        let high = match bytes.get(16) {
            Some(&byte) if shift > 0 => u128::from(byte) << (128 - shift),
            _ => 0,
        };
        let mask = u128::MAX >> (128 - size);
        Ok((low | high) & mask)
    }

    /// The unsigned number that a member holds, which may be a bit-field.
    pub(crate) fn member_number(&self, object: &Object, member: &Member) -> Result<u64, Problem> {
        match member.bit_field {
            Some(field) => {
                let bits = self.bits(&object.place, field.bit_offset, field.bit_size)?;
                Ok(u64::try_from(bits).unwrap_or(u64::MAX))
            }
            None => self.unsigned(&self.field(object, member)),
        }
    }

    fn bit_field(
        &self,
        ty: TypeId,
        place: &Place,
        from: u64,
        size: u64,
    ) -> Result<String, Problem> {
        let ty = self.bare(ty);
        let bits = self.bits(place, from, size)?;
        let width = u32::try_from(size).unwrap_or(128);
        match &ty.kind {
            TypeKind::Enum(description) => {
                let signed = self.is_signed_enum(description);
                self.enumerator(&ty, description, Integer { bits, width, signed })
            }
            TypeKind::Base(Encoding::Boolean) => {
                self.scalar_bytes(&ty, Encoding::Boolean, &bits.to_le_bytes())
            }
            kind => {
                let signed =
                    matches!(kind, TypeKind::Base(Encoding::Signed | Encoding::SignedChar));
                Ok(self.integer_text(Integer { bits, width, signed }))
            }
        }
    }

    /// The type of a value, as shown.
    pub(crate) fn kind_name(&self, kind: &ValueKind, concrete: Option<&Type>) -> String {
        let name = |id: &TypeId| type_name(&self.types.get(*id));
        match kind {
            ValueKind::Typed { ty, .. } | ValueKind::Unsized { ty, .. } => match concrete {
                Some(concrete) => format!("{} ({})", name(ty), type_name(concrete)),
                None => name(ty),
            },
            ValueKind::Bits { ty, size, .. } => format!("{} : {size}", name(ty)),
            ValueKind::Row { element, counts, .. } => {
                let ty = self.types.get(*element);
                array_name(&type_name(&ty), counts, Style::of(ty.language))
            }
            ValueKind::Elements { element, count, .. } => {
                let ty = self.types.get(*element);
                match Style::of(ty.language) {
                    Style::Rust => format!("[{}]", type_name(&ty)),
                    Style::Zig => format!("[{count}]{}", type_name(&ty)),
                    Style::C => c_array(&type_name(&ty), &format!("[{count}]")),
                }
            }
            ValueKind::Utf8 { .. } => "str".to_owned(),
            ValueKind::Address { target, .. } => {
                let ty = self.types.get(*target);
                match Style::of(ty.language) {
                    Style::Rust => format!("*const {}", type_name(&ty)),
                    Style::Zig => format!("*{}", type_name(&ty)),
                    Style::C => c_pointer(&type_name(&ty)),
                }
            }
            ValueKind::Text(_) => String::new(),
        }
    }
}

fn array_name(element: &str, counts: &[u64], style: Style) -> String {
    match style {
        Style::Rust => counts
            .iter()
            .rev()
            .fold(element.to_owned(), |inner, count| format!("[{inner}; {count}]")),
        Style::Zig => {
            let dimensions: String = counts.iter().map(|count| format!("[{count}]")).collect();
            format!("{dimensions}{element}")
        }
        Style::C => {
            let dimensions: String = counts.iter().map(|count| format!("[{count}]")).collect();
            c_array(element, &dimensions)
        }
    }
}
