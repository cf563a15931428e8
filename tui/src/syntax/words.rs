//! The languages, and the words that each knows.

/// A language whose words are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// Rust.
    Rust,
    /// C.
    C,
    /// C++.
    Cpp,
    /// Zig.
    Zig,
    /// TypeScript, AssemblyScript, JavaScript.
    TypeScript,
    /// The text format of WebAssembly.
    Wat,
    /// A listing of instructions, as the session makes it.
    Listing,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 7] =
        [Self::Rust, Self::C, Self::Cpp, Self::Zig, Self::TypeScript, Self::Wat, Self::Listing];

    /// The language of a file by its name.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let Some((_, extension)) = file.rsplit_once('.') else {
            // Headers of C++'s library are called `vector` and `string`.
            let word = !file.is_empty()
                && file.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            return word.then_some(Self::Cpp);
        };
        Some(match extension.to_ascii_lowercase().as_str() {
            "rs" => Self::Rust,
            "c" if extension == "C" => Self::Cpp,
            "c" => Self::C,
            // Most headers are of both; those that are of C alone seldom use words of C++ as names.
            "h" | "cc" | "cpp" | "cxx" | "c++" | "hh" | "hpp" | "hxx" | "ipp" | "inl" | "tcc" => {
                Self::Cpp
            }
            "zig" => Self::Zig,
            "ts" | "mts" | "cts" | "js" | "mjs" => Self::TypeScript,
            "wat" | "wast" => Self::Wat,
            _ => return None,
        })
    }

    /// Whether a word is one of its keywords.
    pub(super) fn is_keyword(self, word: &str) -> bool {
        let words = match self {
            Self::Rust => RUST,
            Self::C => C,
            Self::Cpp => return C.binary_search(&word).is_ok() || CPP.binary_search(&word).is_ok(),
            Self::Zig => ZIG,
            Self::TypeScript => TYPESCRIPT,
            Self::Wat | Self::Listing => return false,
        };
        words.binary_search(&word).is_ok()
    }

    /// Whether a word is a type that the language has of its own.
    pub(super) fn is_type(self, word: &str) -> bool {
        let words = match self {
            Self::Rust => RUST_TYPES,
            Self::C | Self::Cpp => {
                return C_TYPES.binary_search(&word).is_ok() || word.ends_with("_t");
            }
            Self::Zig => return ZIG_TYPES.binary_search(&word).is_ok() || is_zig_integer(word),
            Self::TypeScript => TYPESCRIPT_TYPES,
            Self::Wat | Self::Listing => WASM_TYPES,
        };
        words.binary_search(&word).is_ok()
    }

    /// Whether a word is a value that the language has of its own.
    pub(super) fn is_constant(self, word: &str) -> bool {
        match self {
            Self::Rust => matches!(word, "true" | "false" | "None"),
            Self::C => matches!(word, "true" | "false" | "NULL" | "nullptr"),
            Self::Cpp => matches!(word, "true" | "false" | "NULL" | "nullptr"),
            Self::Zig => matches!(word, "true" | "false" | "null" | "undefined"),
            Self::TypeScript => {
                matches!(word, "true" | "false" | "null" | "undefined" | "NaN" | "Infinity")
            }
            Self::Wat | Self::Listing => matches!(word, "inf" | "nan"),
        }
    }
}

/// `u7`, `i128`.
fn is_zig_integer(word: &str) -> bool {
    let digits = word.strip_prefix(['u', 'i']).unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Words behind which a type is named.
pub(super) const NAMES_A_TYPE: &[&str] = &[
    "class",
    "concept",
    "enum",
    "extends",
    "implements",
    "interface",
    "struct",
    "trait",
    "typename",
    "union",
];

const RUST: &[&str] = &[
    "Self", "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum",
    "extern", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut",
    "pub", "ref", "return", "self", "static", "struct", "super", "trait", "type", "union",
    "unsafe", "use", "where", "while", "yield",
];

const RUST_TYPES: &[&str] = &[
    "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "str", "u128", "u16",
    "u32", "u64", "u8", "usize",
];

const C: &[&str] = &[
    "_Alignas",
    "_Alignof",
    "_Atomic",
    "_Generic",
    "_Noreturn",
    "_Static_assert",
    "_Thread_local",
    "__asm__",
    "__attribute__",
    "__builtin_va_arg",
    "__inline",
    "__inline__",
    "__restrict",
    "alignas",
    "alignof",
    "asm",
    "auto",
    "break",
    "case",
    "const",
    "constexpr",
    "continue",
    "default",
    "do",
    "else",
    "enum",
    "extern",
    "for",
    "goto",
    "if",
    "inline",
    "register",
    "restrict",
    "return",
    "sizeof",
    "static",
    "static_assert",
    "struct",
    "switch",
    "thread_local",
    "typedef",
    "typeof",
    "union",
    "volatile",
    "while",
];

const C_TYPES: &[&str] = &[
    "FILE", "_Bool", "_Complex", "bool", "char", "char16_t", "char32_t", "char8_t", "double",
    "float", "int", "long", "short", "signed", "unsigned", "va_list", "void", "wchar_t",
];

/// What C++ has beside the words of C.
const CPP: &[&str] = &[
    "and",
    "catch",
    "class",
    "co_await",
    "co_return",
    "co_yield",
    "concept",
    "const_cast",
    "consteval",
    "constinit",
    "decltype",
    "delete",
    "dynamic_cast",
    "explicit",
    "export",
    "final",
    "friend",
    "import",
    "module",
    "mutable",
    "namespace",
    "new",
    "noexcept",
    "not",
    "operator",
    "or",
    "override",
    "private",
    "protected",
    "public",
    "reinterpret_cast",
    "requires",
    "static_cast",
    "template",
    "this",
    "throw",
    "try",
    "typeid",
    "typename",
    "using",
    "virtual",
    "xor",
];

const ZIG: &[&str] = &[
    "addrspace",
    "align",
    "allowzero",
    "and",
    "anyframe",
    "asm",
    "async",
    "await",
    "break",
    "callconv",
    "catch",
    "comptime",
    "const",
    "continue",
    "defer",
    "else",
    "enum",
    "errdefer",
    "error",
    "export",
    "extern",
    "fn",
    "for",
    "if",
    "inline",
    "linksection",
    "noalias",
    "noinline",
    "nosuspend",
    "opaque",
    "or",
    "orelse",
    "packed",
    "pub",
    "resume",
    "return",
    "struct",
    "suspend",
    "switch",
    "test",
    "threadlocal",
    "try",
    "union",
    "unreachable",
    "usingnamespace",
    "var",
    "volatile",
    "while",
];

const ZIG_TYPES: &[&str] = &[
    "anyerror",
    "anyopaque",
    "anytype",
    "bool",
    "c_char",
    "c_int",
    "c_long",
    "c_longlong",
    "c_short",
    "c_uint",
    "c_ulong",
    "c_ulonglong",
    "c_ushort",
    "comptime_float",
    "comptime_int",
    "f128",
    "f16",
    "f32",
    "f64",
    "f80",
    "isize",
    "noreturn",
    "type",
    "usize",
    "void",
];

const TYPESCRIPT: &[&str] = &[
    "abstract",
    "as",
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "declare",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "export",
    "extends",
    "finally",
    "for",
    "from",
    "function",
    "get",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "is",
    "keyof",
    "let",
    "namespace",
    "new",
    "of",
    "operator",
    "override",
    "private",
    "protected",
    "public",
    "readonly",
    "return",
    "set",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "try",
    "type",
    "typeof",
    "var",
    "while",
    "yield",
];

const TYPESCRIPT_TYPES: &[&str] = &[
    "any", "anyref", "bigint", "bool", "boolean", "f32", "f64", "i16", "i32", "i64", "i8", "isize",
    "never", "number", "object", "string", "symbol", "u16", "u32", "u64", "u8", "unknown", "usize",
    "v128", "void",
];

const WASM_TYPES: &[&str] = &[
    "anyref",
    "arrayref",
    "eqref",
    "exn",
    "exnref",
    "extern",
    "externref",
    "f32",
    "f64",
    "funcref",
    "i31ref",
    "i32",
    "i64",
    "mut",
    "structref",
    "v128",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted_so_that_they_are_found() {
        let all = [
            RUST,
            RUST_TYPES,
            C,
            C_TYPES,
            CPP,
            ZIG,
            ZIG_TYPES,
            TYPESCRIPT,
            TYPESCRIPT_TYPES,
            WASM_TYPES,
            NAMES_A_TYPE,
        ];
        for words in all {
            assert!(words.is_sorted(), "{words:?}");
        }
    }

    #[test]
    fn files_are_known_by_their_names() {
        let of = Language::of;
        assert_eq!(of("/a/b.c/main.rs"), Some(Language::Rust));
        assert_eq!(
            (of("x.c"), of("x.C"), of("x.hpp")),
            (Some(Language::C), Some(Language::Cpp), Some(Language::Cpp))
        );
        assert_eq!((of("/usr/include/c++/v1/vector"), of("Makefile")), (Some(Language::Cpp), None));
        assert_eq!(
            (of("boxes.ts"), of("a.wat"), of("notes.txt")),
            (Some(Language::TypeScript), Some(Language::Wat), None)
        );
    }
}
