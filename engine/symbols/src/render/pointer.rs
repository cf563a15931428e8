//! Thin pointers: addresses, C strings, functions, references.

use super::{
    Object, Problem, Renderer, ValueKind, View,
    layout::Style,
    names::base_path,
    text::Text,
    view::{AddressView, Wrapper},
};
use crate::{Encoding, Language, Place, TypeId, TypeKind};

impl Renderer<'_> {
    /// A pointer. Rust's references and boxes read as what they point to.
    pub(crate) fn pointer_view(&self, object: &Object) -> Result<View, Problem> {
        let pointer = self.pointer(object)?;
        let style = Style::of(object.ty.language);
        let Some(target) = pointer.target else {
            return Ok(View::Address(AddressView {
                address: pointer.address,
                target: None,
                style,
            }));
        };
        if let TypeKind::Function { .. } = self.bare(target).kind {
            return Ok(View::Leaf(self.function_text(pointer.address, style)));
        }
        if object.ty.language == Language::Rust && is_reference(&object.ty.name) {
            return self.target_view(pointer.address, target);
        }
        if style == Style::C && pointer.address != 0 && self.is_text_unit(target) {
            return Ok(View::Text(Text::terminated(pointer.address)));
        }
        Ok(View::Address(AddressView { address: pointer.address, target: Some(target), style }))
    }

    /// A C++ reference reads as what it refers to.
    pub(crate) fn reference_view(&self, object: &Object) -> Result<View, Problem> {
        let pointer = self.pointer(object)?;
        match pointer.target {
            Some(target) => self.target_view(pointer.address, target),
            None => Err(Problem::invalid("reference to void")),
        }
    }

    fn target_view(&self, address: u64, target: TypeId) -> Result<View, Problem> {
        let size = self.size_of(target).unwrap_or(0);
        if size > 0 {
            if address == 0 {
                return Err(Problem::invalid("reference: null"));
            }
            if !self.in_memory(address, size) {
                return Err(Problem::Outside(address));
            }
        }
        let target = ValueKind::Typed { ty: target, place: Place::Memory(address) };
        Ok(Wrapper::behind(target, address))
    }

    /// A pointer to a function is an index into table 0.
    fn function_text(&self, element: u64, style: Style) -> String {
        let index = u32::try_from(element).ok();
        let function = index.and_then(|index| self.program.table_function(index));
        let name = function.map(|index| {
            self.types.function_name(index).unwrap_or_else(|| format!("function {index}"))
        });
        match (name, style) {
            (Some(name), Style::Rust) => format!("fn {name}"),
            (Some(name), Style::C) => format!("{element:#x} <{name}>"),
            (None, _) if element == 0 => style.null().to_owned(),
            (None, _) => format!("{element:#x} <no function>"),
        }
    }

    /// Whether an element of C text: `char`, but no integer of a byte under another name
    /// (`uint8_t`).
    pub(crate) fn is_text_unit(&self, id: TypeId) -> bool {
        let ty = self.bare(id);
        ty.size == Some(1)
            && matches!(ty.kind, TypeKind::Base(Encoding::SignedChar | Encoding::UnsignedChar))
            && &*ty.name == "char"
            || ty.size == Some(1) && matches!(ty.kind, TypeKind::Base(Encoding::Utf))
    }

    /// Whether a value of type `target` can be read at `address`.
    pub(crate) fn is_readable(&self, address: u64, target: TypeId) -> bool {
        address != 0 && self.in_memory(address, self.size_of(target).unwrap_or(0))
    }
}

/// Whether a Rust pointer type always points to a value: `&T`, `&mut T`, `Box<T>`.
fn is_reference(name: &str) -> bool {
    name.starts_with('&') || base_path(name) == "alloc::boxed::Box"
}
