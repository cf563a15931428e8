//! Types that a language has without any debug information: those of what an expression computes.
//!
//! Their ids lie where no unit of a program has any, so that such a value is shown like every other one.

use std::sync::{Arc, OnceLock};

use crate::{Encoding, Language, PointerKind, Type, TypeId, TypeKind};

/// Of a unit that does not exist.
const FIRST: u64 = 0xffff_fffe << 32;

/// How the bits of such a type read; `None` for a pointer to nothing in particular.
type Row = (Language, &'static str, u64, Option<Encoding>);

const C: Language = Language::C;
const RUST: Language = Language::Rust;

/// Later rows of a name have the sizes of a memory with 64-bit addresses.
const ROWS: [Row; 44] = [
    (RUST, "i8", 1, Some(Encoding::Signed)),
    (RUST, "i16", 2, Some(Encoding::Signed)),
    (RUST, "i32", 4, Some(Encoding::Signed)),
    (RUST, "i64", 8, Some(Encoding::Signed)),
    (RUST, "i128", 16, Some(Encoding::Signed)),
    (RUST, "u8", 1, Some(Encoding::Unsigned)),
    (RUST, "u16", 2, Some(Encoding::Unsigned)),
    (RUST, "u32", 4, Some(Encoding::Unsigned)),
    (RUST, "u64", 8, Some(Encoding::Unsigned)),
    (RUST, "u128", 16, Some(Encoding::Unsigned)),
    (RUST, "isize", 4, Some(Encoding::Signed)),
    (RUST, "usize", 4, Some(Encoding::Unsigned)),
    (RUST, "isize", 8, Some(Encoding::Signed)),
    (RUST, "usize", 8, Some(Encoding::Unsigned)),
    (RUST, "f32", 4, Some(Encoding::Float)),
    (RUST, "f64", 8, Some(Encoding::Float)),
    (RUST, "bool", 1, Some(Encoding::Boolean)),
    (RUST, "char", 4, Some(Encoding::Utf)),
    (RUST, "*const ()", 4, None),
    (RUST, "*const ()", 8, None),
    (C, "char", 1, Some(Encoding::SignedChar)),
    (C, "signed char", 1, Some(Encoding::Signed)),
    (C, "unsigned char", 1, Some(Encoding::Unsigned)),
    (C, "short", 2, Some(Encoding::Signed)),
    (C, "unsigned short", 2, Some(Encoding::Unsigned)),
    (C, "int", 4, Some(Encoding::Signed)),
    (C, "unsigned int", 4, Some(Encoding::Unsigned)),
    (C, "long", 4, Some(Encoding::Signed)),
    (C, "unsigned long", 4, Some(Encoding::Unsigned)),
    (C, "long", 8, Some(Encoding::Signed)),
    (C, "unsigned long", 8, Some(Encoding::Unsigned)),
    (C, "long long", 8, Some(Encoding::Signed)),
    (C, "unsigned long long", 8, Some(Encoding::Unsigned)),
    (C, "__int128", 16, Some(Encoding::Signed)),
    (C, "unsigned __int128", 16, Some(Encoding::Unsigned)),
    (C, "float", 4, Some(Encoding::Float)),
    (C, "double", 8, Some(Encoding::Float)),
    (C, "bool", 1, Some(Encoding::Boolean)),
    (C, "_Bool", 1, Some(Encoding::Boolean)),
    (C, "void *", 4, None),
    (C, "void *", 8, None),
    // What the library of C calls its integers, where a program uses none of them.
    (C, "size_t", 4, Some(Encoding::Unsigned)),
    (C, "uint8_t", 1, Some(Encoding::Unsigned)),
    (C, "int8_t", 1, Some(Encoding::Signed)),
];

fn all() -> &'static [Arc<Type>] {
    static ALL: OnceLock<Vec<Arc<Type>>> = OnceLock::new();
    ALL.get_or_init(|| {
        let types = (FIRST..).zip(ROWS).map(|(id, (language, name, size, encoding))| {
            let pointer = TypeKind::Pointer { kind: PointerKind::Pointer, target: None };
            Arc::new(Type {
                id: TypeId(id),
                language,
                name: name.into(),
                size: Some(size),
                kind: encoding.map_or(pointer, TypeKind::Base),
            })
        });
        types.collect()
    })
}

/// The type behind an id that [`crate::TypeSource`]s do not know: one of the language itself, which what an
/// expression computes has. For implementations of [`crate::TypeSource::get`], which ask here first.
#[must_use]
pub fn builtin_type(id: TypeId) -> Option<Arc<Type>> {
    let index = id.0.checked_sub(FIRST)?;
    all().get(usize::try_from(index).ok()?).cloned()
}

/// The type that a language's programs have for a type of the WebAssembly machine, by the name that this has in the text
/// format; `None` for references.
#[must_use]
pub fn machine_type(language: Language, name: &str) -> Option<TypeId> {
    let is_rust = matches!(language, Language::Rust | Language::Zig);
    let (rust, c) = match name {
        "i32" => ("i32", "int"),
        "i64" => ("i64", "long long"),
        "f32" => ("f32", "float"),
        "f64" => ("f64", "double"),
        "v128" => ("u128", "unsigned __int128"),
        _ => return None,
    };
    if is_rust { builtin(RUST, rust, None) } else { builtin(C, c, None) }
}

/// A type of the language itself by its name, of that size where one is given.
pub(crate) fn builtin(language: Language, name: &str, size: Option<u64>) -> Option<TypeId> {
    let row =
        |row: &&Row| row.0 == language && row.1 == name && size.is_none_or(|size| size == row.2);
    let at = ROWS.iter().position(|it| row(&it))?;
    Some(TypeId(FIRST + at as u64))
}
