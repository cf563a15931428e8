//! Pointers with a length or a vtable: `&str`, `&[T]`, `Box<dyn Trait>`, `*const RcInner<str>`.

use super::text::utf8;
use crate::{
    Composite, Place, TypeId, TypeKind,
    render::{
        Object, Problem, Renderer, Value, ValueKind, View,
        composite::brackets_of,
        names::{last_segment, pointee_name, short_name, standard_name},
        view::{Record, Wrapper},
    },
};

/// Size of a function pointer in a vtable: a table index of 32 bits.
const VTABLE_WORD: u64 = 4;
/// Words of a vtable that are looked at for the names of functions.
const VTABLE_WORDS: u64 = 8;
/// Structs that end in a struct that ends in ... that are followed to the unsized end.
const TAIL_DEPTH: u8 = 8;

/// A pointer to something whose size its type does not say.
#[derive(Clone, Debug)]
pub(crate) struct FatPointer {
    /// Address of the value.
    pub(super) address: u64,
    /// What it points to, as far as the type says.
    pub(super) target: TypeId,
    /// What the type does not say.
    pub(super) metadata: Metadata,
}

/// The second half of a fat pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Metadata {
    /// Number of elements, or of bytes of text.
    Length(u64),
    /// Address of the concrete type's vtable.
    Vtable(u64),
}

/// The type whose drop glue or trait method a function is.
fn implementor(function: &str) -> Option<String> {
    if let Some((_, rest)) = function.split_once("drop_in_place") {
        let argument = rest.strip_prefix("::").unwrap_or(rest).strip_prefix('<')?;
        return Some(argument.strip_suffix('>').unwrap_or(argument).to_owned());
    }
    let (ty, _) = function.strip_prefix('<')?.split_once(" as ")?;
    Some(ty.to_owned())
}

impl FatPointer {
    /// Text that ends in a zero byte, which is not shown.
    pub(super) fn c_text(&self) -> Option<View> {
        match self.metadata {
            Metadata::Length(length) => Some(utf8(self.address, length.saturating_sub(1))),
            Metadata::Vtable(_) => None,
        }
    }
}

impl Renderer<'_> {
    /// Reads a fat pointer; `None` for what is none: a fat pointer has two members, of which one
    /// is a pointer and the other is called a length or a vtable.
    pub(super) fn fat_pointer(&self, object: &Object) -> Option<Result<FatPointer, Problem>> {
        let members = &object.composite()?.members;
        let [first, second] = &members[..] else { return None };
        let name = second.name.as_deref()?;
        let vtable = name == "vtable";
        if !matches!(first.name.as_deref(), Some("data_ptr" | "pointer"))
            || !(vtable || name == "length")
        {
            return None;
        }
        let (first, second) = (self.field(object, first), self.field(object, second));
        let TypeKind::Pointer { target: Some(target), .. } = first.ty.kind else { return None };
        Some(self.read_fat_pointer(&first, &second, target, vtable))
    }

    fn read_fat_pointer(
        &self,
        pointer: &Object,
        metadata: &Object,
        target: TypeId,
        vtable: bool,
    ) -> Result<FatPointer, Problem> {
        let address = self.pointer(pointer)?.address;
        let metadata = self.unsigned(metadata)?;
        let metadata = if vtable { Metadata::Vtable(metadata) } else { Metadata::Length(metadata) };
        Ok(FatPointer { address, target, metadata })
    }

    /// A fat pointer reads as what it points to.
    pub(super) fn fat_view(&self, object: &Object, fat: &FatPointer) -> Result<View, Problem> {
        if fat.address == 0 {
            return Ok(View::Leaf("null".to_owned()));
        }
        let pointee = pointee_name(&object.ty.name);
        match fat.metadata {
            Metadata::Length(length) if pointee == "str" => self.checked_utf8(fat.address, length),
            Metadata::Length(_) if pointee.starts_with('[') => self.unsized_view(fat, pointee),
            Metadata::Vtable(_) if pointee.starts_with("dyn ") => self.unsized_view(fat, pointee),
            _ => self.unsized_struct(fat, pointee),
        }
    }

    /// The slice or trait object that a pointer points to.
    pub(super) fn unsized_view(&self, fat: &FatPointer, name: &str) -> Result<View, Problem> {
        let target = self.unsized_kind(name, fat.target, fat.address, fat.metadata)?;
        let concrete = match (&target, fat.metadata) {
            (ValueKind::Typed { ty, .. }, Metadata::Vtable(_)) => Some(*ty),
            _ => None,
        };
        Ok(View::Wrapper(Wrapper { target, memory: Some(fat.address), concrete }))
    }

    /// The value of type `name` (`str`, `[T]`, `dyn Trait`) at an address; `target` is the type of
    /// an element, or the trait.
    pub(super) fn unsized_kind(
        &self,
        name: &str,
        target: TypeId,
        address: u64,
        metadata: Metadata,
    ) -> Result<ValueKind, Problem> {
        match metadata {
            Metadata::Length(length) if name == "str" => {
                self.check_extent("str", address, length, 1)?;
                Ok(ValueKind::Utf8 { address, length })
            }
            Metadata::Length(count) => {
                let stride = self.size_of(target).unwrap_or(0);
                self.check_extent("slice", address, count, stride)?;
                Ok(ValueKind::Elements { element: target, address, count })
            }
            Metadata::Vtable(vtable) => Ok(self.concrete_value(name, address, vtable)),
        }
    }

    /// What is behind a trait object: by the description of its vtable, else by the symbols of the
    /// functions in it.
    fn concrete_value(&self, name: &str, address: u64, vtable: u64) -> ValueKind {
        let symbol = || self.name_by_symbols(vtable);
        let described = self.types.concrete_type_of_vtable(vtable);
        let named = match described {
            Some(_) => None,
            None => symbol(),
        };
        let found = described.or_else(|| self.types.find(named.as_deref()?));
        match (found, named) {
            (Some(ty), _) => ValueKind::Typed { ty, place: Place::Memory(address) },
            (None, Some(concrete)) => ValueKind::Text(format!(
                "{} at {address:#x}, not described by the debug information",
                short_name(&concrete)
            )),
            (None, None) => ValueKind::Text(format!(
                "{} at {address:#x} of an unknown type, vtable {vtable:#x}",
                short_name(name)
            )),
        }
    }

    /// The concrete type of a vtable by the names of its functions: `drop_in_place<T>` or a method
    /// `<T as Trait>::method`, wherever in the vtable they are.
    fn name_by_symbols(&self, vtable: u64) -> Option<String> {
        let words = self.program.memory_size().saturating_sub(vtable) / VTABLE_WORD;
        let words = words.min(VTABLE_WORDS);
        let bytes = self.read(&Place::Memory(vtable), words * VTABLE_WORD).ok()?;
        bytes.chunks_exact(4).find_map(|word| {
            let element = u32::from_le_bytes(word.try_into().ok()?);
            let function = self.types.function_name(self.program.table_function(element)?)?;
            implementor(&function)
        })
    }

    /// A struct whose last field is unsized: `Path`, `RcInner<str>`, one of the program's own.
    fn unsized_struct(&self, fat: &FatPointer, name: &str) -> Result<View, Problem> {
        let object = self.object(fat.target, Place::Memory(fat.address));
        let standard = standard_name(&object.ty);
        if let (Some("CStr"), Some(text)) = (standard, fat.c_text()) {
            return Ok(text);
        }
        if let (Some("Path" | "OsStr"), Metadata::Length(length)) = (standard, fat.metadata) {
            return self.checked_utf8(fat.address, length);
        }
        let Some(composite) = object.composite() else {
            return Err(Problem::Unavailable(format!("{name} has no known layout")));
        };
        let fields = self.unsized_fields(&object, composite, fat, TAIL_DEPTH)?;
        Ok(View::Record(Record {
            head: last_segment(&object.ty.name),
            brackets: brackets_of(false, &fields),
            fields,
            reads_as_first: None,
        }))
    }

    /// The fields of a struct behind a fat pointer, the last one of its real size.
    pub(super) fn unsized_fields(
        &self,
        object: &Object,
        composite: &Composite,
        fat: &FatPointer,
        depth: u8,
    ) -> Result<Vec<Value>, Problem> {
        let mut fields = self.fields(object, composite);
        let tail = composite.members.iter().max_by_key(|member| member.offset);
        if let (Some(tail), Some(last)) = (tail, fields.last_mut())
            && depth > 0
        {
            // The debug information knows the tail's type only as element, so the name decides.
            let argument = pointee_name(&object.ty.name);
            let mut address = fat.address.saturating_add(tail.offset);
            if let Metadata::Vtable(vtable) = fat.metadata {
                let align = self.vtable_align(vtable).unwrap_or(1).clamp(1, 1 << 16);
                address = address.saturating_add(align - 1) / align * align;
            }
            last.kind = self.unsized_kind(argument, tail.ty, address, fat.metadata)?;
        }
        Ok(fields)
    }

    /// The alignment of a trait object's concrete type: a field of its vtable, which the debug
    /// information describes under the vtable's name.
    fn vtable_align(&self, vtable: u64) -> Option<u64> {
        let (name, 0) = self.types.static_at(vtable)? else { return None };
        let described = self.types.find(&name.replace("{vtable}", "{vtable_type}"))?;
        let object = self.object(described, Place::Memory(vtable));
        let align = self.unsigned(&self.member(&object, "align")?).ok()?;
        align.is_power_of_two().then_some(align)
    }
}
