//! Pointers with a length or a vtable: `&str`, `&[T]`, `Box<dyn Trait>`, `*const RcInner<str>`.

use crate::{
    Composite, Member, Place, TypeId, TypeKind,
    render::{
        Metadata, Object, Problem, Renderer, ValueKind, View,
        names::{has_argument, short_name},
        view::Wrapper,
    },
};

/// Size of a function pointer in a vtable: a table index of 32 bits.
const VTABLE_WORD: u64 = 4;
/// Words of a vtable that are looked at for the names of functions.
const VTABLE_WORDS: u64 = 8;
/// The word of a vtable that is the alignment, in all versions of Rust so far.
const ALIGN_WORD: u64 = 2;
/// Largest alignment of a Rust type, in bytes.
const MAX_ALIGN: u64 = 1 << 29;
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

/// The type whose drop glue or trait method a function is.
fn implementor(function: &str) -> Option<String> {
    if let Some((_, rest)) = function.split_once("drop_in_place") {
        let argument = rest.strip_prefix("::").unwrap_or(rest).strip_prefix('<')?;
        return Some(argument.strip_suffix('>').unwrap_or(argument).to_owned());
    }
    let (ty, _) = function.strip_prefix('<')?.split_once(" as ")?;
    Some(ty.to_owned())
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

    /// A fat pointer reads as what it points to, which its type calls `name`.
    pub(super) fn fat_view(&self, name: &str, fat: &FatPointer) -> Result<View, Problem> {
        let FatPointer { address, target, metadata } = *fat;
        if address == 0 {
            return Ok(View::Leaf("null".to_owned()));
        }
        let target = match metadata {
            Metadata::Length(length) if name == "str" => return self.checked_utf8(address, length),
            // The debug information knows only what the elements are, so the name decides.
            Metadata::Length(count) if name.starts_with('[') => {
                self.slice(target, address, count)?
            }
            Metadata::Vtable(vtable) if is_trait_object(name) => {
                self.concrete_value(name, address, vtable)
            }
            _ => ValueKind::Unsized { ty: target, address, metadata },
        };
        let concrete = match (&target, metadata) {
            (ValueKind::Typed { ty, .. }, Metadata::Vtable(_)) => Some(*ty),
            _ => None,
        };
        Ok(View::Wrapper(Wrapper { target, memory: Some(address), concrete }))
    }

    /// A value of a size that its type does not say.
    pub(crate) fn unsized_object_view(
        &self,
        ty: TypeId,
        address: u64,
        metadata: Metadata,
    ) -> Result<View, Problem> {
        let object = Object { metadata: Some(metadata), ..self.object(ty, Place::Memory(address)) };
        match metadata {
            Metadata::Vtable(vtable) if is_trait_object(&object.ty.name) => {
                let target = self.concrete_value(&object.ty.name, address, vtable);
                let concrete = match &target {
                    ValueKind::Typed { ty, .. } => Some(*ty),
                    _ => None,
                };
                Ok(View::Wrapper(Wrapper { target, memory: None, concrete }))
            }
            _ if object.composite().is_some() => self.object_view(&object),
            _ => Err(Problem::Unavailable(format!("{} has no known layout", object.ty.name))),
        }
    }

    /// Elements of one type, inside memory.
    fn slice(&self, element: TypeId, address: u64, count: u64) -> Result<ValueKind, Problem> {
        let stride = self.size_of(element).unwrap_or(0);
        self.check_extent("slice", address, count, stride)?;
        Ok(ValueKind::Elements { element, address, count })
    }

    /// The field in which a struct of unknown size ends, where `member` is that one.
    pub(crate) fn tail(&self, object: &Object, member: &Member) -> Option<ValueKind> {
        let metadata = object.metadata?;
        let Place::Memory(start) = object.place else { return None };
        if !object.ends_in(member) {
            return None;
        }
        let align = match metadata {
            // The alignment of elements is known, and the recorded offset heeds it.
            Metadata::Length(_) => 1,
            Metadata::Vtable(vtable) => self.vtable_align(vtable).unwrap_or(1),
        };
        let address = start.saturating_add(align_up(member.offset, align));
        let unsized_tail = ValueKind::Unsized { ty: member.ty, address, metadata };
        Some(match metadata {
            Metadata::Length(length) if !self.ends_in_elements(member.ty) => {
                if has_argument(&object.ty.name, "str") {
                    ValueKind::Utf8 { address, length }
                } else {
                    let slice = self.slice(member.ty, address, length);
                    slice.unwrap_or_else(|problem| ValueKind::Text(problem.to_string()))
                }
            }
            _ => unsized_tail,
        })
    }

    /// Whether a type is a struct that ends in a slice or text. The last field of such a struct has
    /// the type of an element, which the struct's own size does not include.
    fn ends_in_elements(&self, id: TypeId) -> bool {
        let mut ty = self.bare(id);
        for _ in 0..TAIL_DEPTH {
            let TypeKind::Composite(Composite { members, variant_part: None, .. }) = &ty.kind
            else {
                return false;
            };
            let (Some(tail), Some(size)) = (members.last(), ty.size) else { return false };
            let last = self.bare(tail.ty);
            let tail_size = self.size(&last).unwrap_or(0);
            // Of elements without a size only the name tells.
            let is_named = || has_argument(&ty.name, &format!("[{}]", last.name));
            if tail.offset.saturating_add(tail_size) > size || (tail_size == 0 && is_named()) {
                return true;
            }
            ty = last;
        }
        false
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

    /// The alignment of a trait object's concrete type: a field of its vtable, which the debug
    /// information describes under the vtable's name; else the word that every compiler had there.
    fn vtable_align(&self, vtable: u64) -> Option<u64> {
        let described = || {
            let (name, 0) = self.types.static_at(vtable)? else { return None };
            let described = self.types.find(&name.replace("{vtable}", "{vtable_type}"))?;
            let object = self.object(described, Place::Memory(vtable));
            self.unsigned(&self.member(&object, "align")?).ok()
        };
        let word = || {
            let place = Place::Memory(vtable.checked_add(ALIGN_WORD * VTABLE_WORD)?);
            let bytes = self.read(&place, VTABLE_WORD).ok()?;
            Some(u64::from(u32::from_le_bytes(bytes.try_into().ok()?)))
        };
        let align = described().or_else(word)?;
        (align.is_power_of_two() && align <= MAX_ALIGN).then_some(align)
    }
}

/// Whether a type of that name is a trait object: `dyn A`, `(dyn A + Send)`.
fn is_trait_object(name: &str) -> bool {
    name.strip_prefix('(').unwrap_or(name).starts_with("dyn ")
}

/// `offset` where something of that alignment, a power of two, may begin.
fn align_up(offset: u64, align: u64) -> u64 {
    offset.saturating_add(align - 1) & !(align - 1)
}
