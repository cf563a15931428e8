//! `std::vector`, `array`, `span`, `deque` and other runs of elements, also of single bits.

use super::Formatted;
use crate::{
    Encoding, Place, TypeId, TypeKind,
    render::{
        Object, Problem, Renderer, View,
        layout::Style,
        sequence::{Sequence, Storage},
    },
};

/// Bytes of a block of libc++'s `deque`, which only its code says: as many elements as fit into it,
/// or 16 where they are large.
const BLOCK_BYTES: u64 = 4096;
/// Elements from this size on are large.
const LARGE_ELEMENT: u64 = 256;
/// Elements of a block then.
const LARGE_IN_BLOCK: u64 = 16;

impl Renderer<'_> {
    /// `std::vector`: two pointers, or one and a length.
    pub(super) fn cpp_vector(&self, object: &Object) -> Formatted {
        let Some(element) = object.type_argument(0) else { return Ok(None) };
        let is_bool = matches!(self.bare(element).kind, TypeKind::Base(Encoding::Boolean));
        if is_bool && let Some(bits) = self.cpp_bit_vector(object, element)? {
            return Ok(Some(bits));
        }
        let Some(begin) = self.address_of(object, &["__begin_", "_M_start"]) else {
            return Ok(None);
        };
        let begin = begin?;
        let stride = self.size_of(element).unwrap_or(0);
        let length = if let Some(length) = object.named("__size_") {
            self.unsigned(&self.field(object, length))?
        } else {
            let Some(end) = self.address_of(object, &["__end_", "_M_finish"]) else {
                return Ok(None);
            };
            distance("vector", begin, end?, stride)?
        };
        self.check_extent("vector", begin, length, stride)?;
        Ok(Some(View::Sequence(self.rows(element, &[length], Place::Memory(begin)))))
    }

    /// `std::vector<bool>`: bits in words.
    fn cpp_bit_vector(&self, object: &Object, element: TypeId) -> Formatted {
        let Some(begin) = self.address_of(object, &["__begin_", "_M_start"]) else {
            return Ok(None);
        };
        let begin = begin?;
        let length = if let Some(length) = object.named("__size_") {
            self.unsigned(&self.field(object, length))?
        } else {
            let Some(finish) = self.search(object, "_M_finish") else { return Ok(None) };
            let (Some(last), Some(rest)) =
                (self.inner_pointer(&finish), self.search(&finish, "_M_offset"))
            else {
                return Ok(None);
            };
            let bytes = distance("vector<bool>", begin, self.pointer(&last)?.address, 1)?;
            bytes.saturating_mul(8).saturating_add(self.unsigned(&rest)?)
        };
        self.check_extent("vector<bool>", begin, length.div_ceil(8), 1)?;
        Ok(Some(bits(element, Place::Memory(begin), length)))
    }

    /// `std::bitset`.
    pub(super) fn cpp_bitset(&self, object: &Object) -> Formatted {
        let (Some(&length), Some(words), Some(element)) = (
            object.composite().and_then(|composite| composite.template_values.first()),
            self.any_of(object, &["__first_", "_M_w"]),
            self.types.find("bool"),
        ) else {
            return Ok(None);
        };
        let length = u64::try_from(length).unwrap_or(0);
        if length > self.size(&words.ty).unwrap_or(0).saturating_mul(8) {
            return Err(Problem::invalid(format!("bitset: {length} bits in {}", words.ty.name)));
        }
        Ok(Some(bits(element, words.place, length)))
    }

    /// `std::array`.
    pub(super) fn cpp_array(&self, object: &Object) -> Formatted {
        let (Some(element), Some(&length), Some(elements)) = (
            object.type_argument(0),
            object.composite().and_then(|composite| composite.template_values.first()),
            self.any_of(object, &["__elems_", "_M_elems"]),
        ) else {
            return Ok(None);
        };
        let length = u64::try_from(length).unwrap_or(0);
        let stride = self.size_of(element).unwrap_or(0);
        let room = self.size(&object.ty).unwrap_or(0);
        if length.checked_mul(stride).is_none_or(|size| size > room) {
            return Err(Problem::invalid(format!("array: {length} elements in {room} bytes")));
        }
        Ok(Some(View::Sequence(self.rows(element, &[length], elements.place))))
    }

    /// `std::span`, whose length may be part of its type.
    pub(super) fn cpp_span(&self, object: &Object) -> Formatted {
        let (Some(element), Some(address)) =
            (object.type_argument(0), self.address_of(object, &["__data_", "_M_ptr"]))
        else {
            return Ok(None);
        };
        let length = match self.any_of(object, &["__size_", "_M_extent_value"]) {
            Some(length) => self.unsigned(&length)?,
            None => {
                let values = object.composite().map(|composite| &composite.template_values);
                let Some(&extent) = values.and_then(|values| values.first()) else {
                    return Ok(None);
                };
                u64::try_from(extent).unwrap_or(0)
            }
        };
        self.cpp_run("span", element, address?, length).map(Some)
    }

    /// `std::initializer_list`.
    pub(super) fn cpp_initializer_list(&self, object: &Object) -> Formatted {
        let (Some(element), Some(address), Some(length)) = (
            object.type_argument(0),
            self.address_of(object, &["__begin_", "_M_array"]),
            self.any_of(object, &["__size_", "_M_len"]),
        ) else {
            return Ok(None);
        };
        self.cpp_run("initializer_list", element, address?, self.unsigned(&length)?).map(Some)
    }

    fn cpp_run(
        &self,
        what: &str,
        element: TypeId,
        address: u64,
        length: u64,
    ) -> Result<View, Problem> {
        let sequence = self.rows(element, &[length], Place::Memory(address));
        self.check_extent(what, address, length, sequence.stride)?;
        Ok(View::Sequence(sequence))
    }

    /// `std::deque`: blocks of elements, and a row of pointers to them.
    pub(super) fn cpp_deque(&self, object: &Object) -> Formatted {
        let Some(element) = object.type_argument(0) else { return Ok(None) };
        let stride = self.size_of(element).unwrap_or(0).max(1);
        let blocks = match self.search(object, "__map_") {
            Some(map) => self.libcxx_blocks(object, &map, stride)?,
            None => self.libstdcxx_blocks(object, stride)?,
        };
        let Some((blocks, length)) = blocks else { return Ok(None) };
        let rows = blocks.first.saturating_add(length).div_ceil(blocks.size.max(1));
        let whole = self.in_memory(blocks.map, rows.saturating_mul(blocks.pointer));
        if length > 0 && (!whole || blocks.size == 0 || length > self.program.memory_size()) {
            let message = format!("deque: length {length} in blocks at {:#x}", blocks.map);
            return Err(Problem::invalid(message));
        }
        Ok(Some(View::Sequence(Sequence {
            element,
            inner: Vec::new(),
            stride,
            length: Some(length),
            storage: Storage::Blocks(blocks),
            brackets: Style::C.sequence(),
        })))
    }

    fn libcxx_blocks(
        &self,
        object: &Object,
        map: &Object,
        stride: u64,
    ) -> Result<Option<(Blocks, u64)>, Problem> {
        let (Some(begin), Some(first), Some(length)) = (
            self.any_of(map, &["__begin_"]),
            self.search(object, "__start_"),
            object.named("__size_").map(|length| self.field(object, length)),
        ) else {
            return Ok(None);
        };
        let pointer = self.size(&begin.ty).unwrap_or(4);
        let size = if stride < LARGE_ELEMENT { BLOCK_BYTES / stride } else { LARGE_IN_BLOCK };
        let (map, first) = (self.pointer(&begin)?.address, self.unsigned(&first)?);
        Ok(Some((Blocks { map, first, size, pointer }, self.unsigned(&length)?)))
    }

    fn libstdcxx_blocks(
        &self,
        object: &Object,
        stride: u64,
    ) -> Result<Option<(Blocks, u64)>, Problem> {
        let (Some(start), Some(finish)) =
            (self.search(object, "_M_start"), self.search(object, "_M_finish"))
        else {
            return Ok(None);
        };
        let part = |iterator: &Object, name| -> Result<Option<u64>, Problem> {
            match self.member(iterator, name) {
                Some(pointer) => Ok(Some(self.pointer(&pointer)?.address)),
                None => Ok(None),
            }
        };
        let (Some(current), Some(from), Some(to), Some(node)) = (
            part(&start, "_M_cur")?,
            part(&start, "_M_first")?,
            part(&start, "_M_last")?,
            part(&start, "_M_node")?,
        ) else {
            return Ok(None);
        };
        let (Some(end), Some(end_from), Some(end_node)) =
            (part(&finish, "_M_cur")?, part(&finish, "_M_first")?, part(&finish, "_M_node")?)
        else {
            return Ok(None);
        };
        let pointer =
            self.inner_pointer(&start).and_then(|found| self.size(&found.ty)).unwrap_or(4);
        let size = distance("deque", from, to, stride)?;
        let first = distance("deque", from, current, stride)?;
        let blocks = distance("deque", node, end_node, pointer)?;
        let last = distance("deque", end_from, end, stride)?;
        let length = blocks.saturating_mul(size).saturating_add(last).saturating_sub(first);
        Ok(Some((Blocks { map: node, first, size, pointer }, length)))
    }
}

/// The blocks of a `deque`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Blocks {
    /// Address of the first pointer to a block.
    pub(crate) map: u64,
    /// Position of the first element, counted from the start of the first block.
    pub(crate) first: u64,
    /// Elements in a block.
    pub(crate) size: u64,
    /// Size of a pointer in bytes.
    pub(crate) pointer: u64,
}

impl Renderer<'_> {
    /// Address of the element at `index`.
    pub(crate) fn block_element(&self, blocks: &Blocks, stride: u64, index: u64) -> Option<u64> {
        let position = blocks.first.checked_add(index)?;
        let block = position.checked_div(blocks.size)?;
        let pointer = blocks.map.checked_add(block.checked_mul(blocks.pointer)?)?;
        let start = self.word(pointer, blocks.pointer).ok()?;
        let address = start.checked_add((position % blocks.size).checked_mul(stride)?)?;
        self.in_memory(address, stride).then_some(address)
    }
}

/// Elements between two addresses.
fn distance(what: &str, begin: u64, end: u64, stride: u64) -> Result<u64, Problem> {
    match end.checked_sub(begin) {
        Some(bytes) if stride > 0 => Ok(bytes / stride),
        Some(0) => Ok(0),
        _ => Err(Problem::invalid(format!("{what}: from {begin:#x} to {end:#x}"))),
    }
}

fn bits(element: TypeId, place: Place, length: u64) -> View {
    View::Sequence(Sequence {
        element,
        inner: Vec::new(),
        stride: 0,
        length: Some(length),
        storage: Storage::Bits(place),
        brackets: Style::C.sequence(),
    })
}
