//! `Vec`, `VecDeque` and ranges.

use super::Formatted;
use crate::{
    Place,
    render::{
        Object, Problem, Renderer, View,
        composite::brackets_of,
        layout::{Brackets, Style},
        sequence::{Sequence, Storage},
        view::Record,
    },
};

impl Renderer<'_> {
    /// `Vec<T>`: a length, and a pointer somewhere inside its buffer.
    pub(super) fn vec(&self, object: &Object) -> Formatted {
        let (Some(element), Some(length), Some(buffer)) =
            (object.argument("T"), self.member(object, "len"), self.vec_pointer(object))
        else {
            return Ok(None);
        };
        let length = self.unsigned(&length)?;
        let address = self.pointer(&buffer)?.address;
        let sequence = self.rows(element, &[length], Place::Memory(address));
        self.check_extent("Vec", address, length, sequence.stride)?;
        Ok(Some(View::Sequence(sequence)))
    }

    /// The pointer of a `Vec` or `VecDeque`.
    pub(super) fn vec_pointer(&self, object: &Object) -> Option<Object> {
        let buffer = self.member(object, "buf").unwrap_or_else(|| object.clone());
        self.inner_pointer(&buffer)
    }

    /// `VecDeque<T>`: a ring; its capacity is the only integer inside its buffer.
    pub(super) fn vec_deque(&self, object: &Object) -> Formatted {
        let (Some(element), Some(length), Some(head), Some(buffer)) = (
            object.argument("T"),
            self.member(object, "len"),
            self.member(object, "head"),
            self.member(object, "buf"),
        ) else {
            return Ok(None);
        };
        let (Some(pointer), Some(capacity)) =
            (self.inner_pointer(&buffer), self.search(&buffer, "cap"))
        else {
            return Ok(None);
        };
        let (length, head) = (self.unsigned(&length)?, self.unsigned(&head)?);
        let address = self.pointer(&pointer)?.address;
        let stride = self.size_of(element).unwrap_or(0);
        // A buffer of elements without a size has no capacity of its own.
        let capacity = if stride == 0 { length } else { self.unsigned(&capacity)? };
        self.check_extent("VecDeque", address, capacity, stride)?;
        if length > capacity || (head >= capacity && capacity > 0 && stride > 0) {
            return Err(Problem::invalid(format!(
                "VecDeque: length {length} from {head} in a capacity of {capacity}"
            )));
        }
        Ok(Some(View::Sequence(Sequence {
            element,
            inner: Vec::new(),
            stride,
            length: Some(length),
            storage: Storage::Ring { address, head, capacity },
            brackets: Style::Rust.sequence(),
        })))
    }

    /// The types of `a..b`, `a..=b`, `a..`, `..b` and `..=b`.
    pub(super) fn range(&self, name: &str, object: &Object) -> Option<View> {
        let brackets = match name {
            "Range" => Brackets::Infix(".."),
            "RangeInclusive" => Brackets::Infix("..="),
            "RangeFrom" => Brackets::Suffix(".."),
            "RangeTo" => Brackets::Prefix(".."),
            "RangeToInclusive" => Brackets::Prefix("..="),
            _ => return None,
        };
        let mut fields = self.fields(object, object.composite()?);
        let exhausted = match self.member(object, "exhausted") {
            Some(flag) => self.unsigned(&flag).is_ok_and(|flag| flag != 0),
            None => false,
        };
        if !exhausted {
            fields.retain(|field| field.name == "start" || field.name == "end");
        }
        let brackets = if exhausted { brackets_of(false, &fields) } else { brackets };
        let head = if exhausted { name.to_owned() } else { String::new() };
        Some(View::Record(Record { head, brackets, fields, reads_as_first: None }))
    }
}
