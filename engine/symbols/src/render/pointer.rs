//! Thin pointers: addresses, C strings, functions, references.

use super::{
    Object, Problem, Renderer, Value, ValueKind, View,
    cpp::Dynamic,
    layout::Style,
    names::base_path,
    text::{Extent, Text},
    view::{AddressView, Wrapper},
};
use crate::{Encoding, Language, Place, TypeId, TypeKind};

impl Renderer<'_> {
    /// A pointer. Rust's references and boxes read as what they point to.
    pub(crate) fn pointer_view(&self, object: &Object) -> Result<View, Problem> {
        let pointer = self.pointer(object)?;
        let style = Style::of(object.ty.language);
        let is_void = |target: &TypeId| {
            matches!(self.bare(*target).kind, TypeKind::Void | TypeKind::Alias { .. })
        };
        let Some(target) = pointer.target.filter(|target| !is_void(target)) else {
            return Ok(View::Address(AddressView {
                address: pointer.address,
                target: None,
                dynamic: None,
                style,
            }));
        };
        if let TypeKind::Function { .. } = self.bare(target).kind {
            return Ok(View::Leaf(self.function_text(pointer.address, style)));
        }
        if object.ty.language == Language::Rust && is_reference(&object.ty.name) {
            return self.target_view(pointer.address, target);
        }
        if style == Style::Zig
            && let Some(view) = self.zig_pointer(object, pointer.address, target)
        {
            return Ok(view);
        }
        if style == Style::C && pointer.address != 0 && self.is_text_unit(target) {
            return Ok(View::Text(Text {
                place: Place::Memory(pointer.address),
                extent: Extent::Terminated(u64::MAX),
                style,
                prefix: Some(format!("{:#x} ", pointer.address)),
            }));
        }
        Ok(View::Address(AddressView {
            address: pointer.address,
            target: Some(target),
            dynamic: self.whole_object(pointer.address, target),
            style,
        }))
    }

    /// A C++ reference reads as what it refers to.
    pub(crate) fn reference_view(&self, object: &Object) -> Result<View, Problem> {
        let pointer = self.pointer(object)?;
        match pointer.target {
            Some(target) => self.target_view(pointer.address, target),
            None => Err(Problem::invalid("reference to void")),
        }
    }

    /// What is at an address.
    pub(crate) fn target_view(&self, address: u64, target: TypeId) -> Result<View, Problem> {
        if let TypeKind::Function { .. } = self.bare(target).kind {
            let style = Style::of(self.types.get(target).language);
            return Ok(View::Leaf(self.function_text(address, style)));
        }
        let size = self.size_of(target).unwrap_or(0);
        if size > 0 {
            if address == 0 {
                return Err(Problem::invalid("reference: null"));
            }
            if !self.in_memory(address, size) {
                return Err(Problem::Outside(address));
            }
        }
        let whole = self.whole_object(address, target);
        let (ty, place) = whole.map_or((target, address), |whole| (whole.ty, whole.address));
        Ok(View::Wrapper(Wrapper {
            target: ValueKind::Typed { ty, place: Place::Memory(place) },
            memory: Some(address),
            concrete: whole.map(|whole| whole.ty),
        }))
    }

    /// The object of a derived class that a pointer to a base leads to.
    fn whole_object(&self, address: u64, target: TypeId) -> Option<Dynamic> {
        let is_class = self.types.get(target).language == Language::Cpp && address != 0;
        is_class.then(|| self.dynamic(target, address)).flatten()
    }

    /// Index of the function to which a value points; `None` where it is no pointer to a function.
    #[must_use]
    pub fn pointed_function(&self, value: &Value) -> Option<u32> {
        let object = self.object_of(&value.kind)?;
        let TypeKind::Pointer { target: Some(target), .. } = object.ty.kind else { return None };
        let TypeKind::Function { .. } = self.bare(target).kind else { return None };
        let pointer = self.pointer(&object).ok()?;
        self.program.table_function(u32::try_from(pointer.address).ok()?)
    }

    /// A pointer to a function is an index into table 0.
    pub(crate) fn function_text(&self, element: u64, style: Style) -> String {
        let index = u32::try_from(element).ok();
        let function = index.and_then(|index| self.program.table_function(index));
        let name = function.map(|index| {
            self.types.function_name(index).unwrap_or_else(|| format!("function {index}"))
        });
        match (name, style) {
            (Some(name), Style::Rust | Style::Zig) => format!("fn {name}"),
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
