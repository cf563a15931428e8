//! C++: classes with their bases and their dynamic types, and the standard library by what its types
//! mean.
//!
//! A type of the library is recognised by its name in `std`, whatever the inline namespaces of a
//! version are called. Inside it members are found by the names that libc++ and libstdc++ give
//! them, through base classes and wrappers, so that layouts may differ. Where a type has none of
//! them it is shown as the plain record it is.

mod class;
mod dynamic;
mod function;
mod nodes;
mod number;
mod owner;
mod sequence;
mod text;

pub(crate) use dynamic::Dynamic;
pub(crate) use sequence::Blocks;

use super::{
    Object, Problem, Renderer, View,
    layout::Brackets,
    view::{Record, Wrapper},
};
use crate::{Composite, cpp_names::standard_name};

/// What a formatter says of an object: its view, or that its type has not the expected members.
type Formatted = Result<Option<View>, Problem>;

impl Renderer<'_> {
    /// A composite of a C++ unit.
    pub(crate) fn cpp_view(&self, object: &Object, composite: &Composite) -> Result<View, Problem> {
        if let Some(name) = standard_name(&object.ty.name)
            && let Some(view) = self.cpp_standard_view(&name, object)?
        {
            return Ok(view);
        }
        Ok(self.composite_view(object, composite))
    }

    fn cpp_standard_view(&self, name: &str, object: &Object) -> Formatted {
        match name {
            "basic_string" => self.cpp_string(object),
            "basic_string_view" => self.cpp_string_view(object),
            "vector" => self.cpp_vector(object),
            "array" => self.cpp_array(object),
            "span" => self.cpp_span(object),
            "initializer_list" => self.cpp_initializer_list(object),
            "bitset" => self.cpp_bitset(object),
            "deque" => self.cpp_deque(object),
            "stack" | "queue" | "priority_queue" => Ok(self.inside(object, &["c"])),
            "list" => self.cpp_list(object),
            "forward_list" => self.cpp_forward_list(object),
            "map" | "multimap" => self.cpp_tree(object, true),
            "set" | "multiset" => self.cpp_tree(object, false),
            "unordered_map" | "unordered_multimap" => self.cpp_hash_table(object, true),
            "unordered_set" | "unordered_multiset" => self.cpp_hash_table(object, false),
            "tuple" => Ok(self.cpp_tuple(object)),
            "unique_ptr" => self.cpp_unique(object),
            "shared_ptr" => self.cpp_shared(object),
            "weak_ptr" => self.cpp_weak(object),
            "reference_wrapper" => self.cpp_reference_wrapper(object),
            "optional" => self.cpp_optional(object),
            "expected" => self.cpp_expected(object),
            "variant" => self.cpp_variant(object),
            "function" => self.cpp_function(object),
            "atomic" => Ok(self.cpp_atomic(object)),
            "complex" => self.cpp_complex(object),
            "chrono::duration" => Ok(self.cpp_duration(object)),
            "chrono::time_point" => Ok(self.inside(object, &["__d_", "__d"])),
            "filesystem::path" => Ok(self.inside(object, &["__pn_", "_M_pathname"])),
            "__wrap_iter" | "__bounded_iter" => Ok(self.inside(object, &["__i_", "__current_"])),
            "__normal_iterator" => Ok(self.inside(object, &["_M_current"])),
            _ => Ok(None),
        }
    }

    /// The nearest member with one of the names: those of different libraries or versions.
    fn any_of(&self, object: &Object, names: &[&str]) -> Option<Object> {
        names.iter().find_map(|name| self.search(object, name))
    }

    /// A wrapper that reads as the nearest member of one of the names.
    fn inside(&self, object: &Object, names: &[&str]) -> Option<View> {
        Some(Wrapper::inside(&self.any_of(object, names)?))
    }

    /// The address that the nearest pointer of one of the names holds.
    fn address_of(&self, object: &Object, names: &[&str]) -> Option<Result<u64, Problem>> {
        let pointer = self.inner_pointer(&self.any_of(object, names)?)?;
        Some(self.pointer(&pointer).map(|pointer| pointer.address))
    }

    /// A word that stands for the whole value.
    fn word_view(&self, word: &str) -> View {
        View::Record(Record {
            head: word.to_owned(),
            brackets: Brackets::Hidden,
            fields: Vec::new(),
            reads_as_first: None,
        })
    }
}
