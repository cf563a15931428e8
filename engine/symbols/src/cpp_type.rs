//! Types of C++ by the names that a program itself has for them, in its `std::type_info`s.

use crate::{
    Language, Place, TypeId, TypeSource, builtin::builtin, cpp_names::cpp_name,
    names::recorded_cpp, render::ValueKind,
};

/// A type of C++ that a program has named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CppType {
    /// As it is written: `std::runtime_error`, `const char*`; the mangled name where it has no other.
    pub name: String,
    described: Option<Described>,
}

/// What the debug information knows of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Described {
    Type(TypeId),
    PointerTo(TypeId),
}

impl CppType {
    /// The object of this type at an address as a value; `word` reads the address at another one. `None` where the debug
    /// information does not describe the type.
    #[must_use]
    pub fn value(&self, address: u64, word: impl FnOnce(u64) -> Option<u64>) -> Option<ValueKind> {
        match self.described? {
            Described::Type(ty) => Some(ValueKind::Typed { ty, place: Place::Memory(address) }),
            // Debug information knows pointers without names.
            Described::PointerTo(target) => {
                Some(ValueKind::Address { target, address: word(address)? })
            }
        }
    }
}

/// The type of a mangled name, as `std::type_info::name` gives it.
#[must_use]
pub fn cpp_type(types: &dyn TypeSource, mangled: &str) -> CppType {
    if let Some(target) = mangled.strip_prefix('P') {
        let (is_const, target) =
            target.strip_prefix('K').map_or((false, target), |rest| (true, rest));
        let target = named(types, target);
        let name = format!("{}{}*", if is_const { "const " } else { "" }, target.name);
        let described = target.described.and_then(|described| match described {
            Described::Type(ty) => Some(Described::PointerTo(ty)),
            Described::PointerTo(_) => None,
        });
        return CppType { name, described };
    }
    named(types, mangled)
}

fn named(types: &dyn TypeSource, mangled: &str) -> CppType {
    let readable = recorded_cpp(&format!("_ZTS{mangled}"));
    let readable = readable.as_deref().and_then(|name| name.strip_prefix("typeinfo name for "));
    let Some(readable) = readable else {
        return CppType { name: mangled.to_owned(), described: None };
    };
    let recorded = readable.replace("(anonymous namespace)", "(anonymous)");
    let ty = types.find(&recorded).or_else(|| builtin(Language::C, readable, None));
    CppType { name: cpp_name(readable), described: ty.map(Described::Type) }
}
