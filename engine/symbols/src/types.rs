//! Types as the debug information describes them, apart from DWARF's encoding.
//!
//! A [`Type`] refers to others by [`TypeId`], so that recursive types need no special care and each
//! is read only when it is looked at. Sizes and offsets are in bytes and come from the debug
//! information, never from what one compiler version does.

use std::sync::Arc;

use crate::Place;

/// Names one type of one module. Opaque; only the [`TypeSource`] that gave it can resolve it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub u64);

/// Source language of a unit, as far as rendering differs.
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
    /// Anything else: rendered generically.
    Other,
}

/// One type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Type {
    /// Its id.
    pub id: TypeId,
    /// The language of the unit that describes it.
    pub language: Language,
    /// Full name as a programmer writes it (`alloc::vec::Vec<u8>`, `struct point`, `char *`).
    pub name: Arc<str>,
    /// Size in bytes; `None` where the debug information does not say.
    pub size: Option<u64>,
    /// What it is.
    pub kind: TypeKind,
}

/// What a type is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeKind {
    /// C's `void` and types without a description.
    Void,
    /// A scalar.
    Base(Encoding),
    /// A pointer or reference; `target` is `None` for `void *`.
    Pointer {
        /// Which kind of pointer.
        kind: PointerKind,
        /// What it points to.
        target: Option<TypeId>,
    },
    /// A struct, class, tuple, union or Rust enum with data.
    Composite(Composite),
    /// A C-like enumeration.
    Enum(EnumType),
    /// An array; one entry of `counts` a dimension, outermost first, `None` where unknown.
    Array {
        /// Element type of the innermost dimension.
        element: TypeId,
        /// Elements in each dimension.
        counts: Vec<Option<u64>>,
    },
    /// A function type (what a function pointer points to).
    Function {
        /// Result; `None` for `void`.
        result: Option<TypeId>,
        /// Parameters in order.
        parameters: Vec<TypeId>,
    },
    /// A C++ pointer to a member of a class: an offset, or a function and what to add to `this`.
    MemberPointer {
        /// The class that has the member.
        class: Option<TypeId>,
        /// Whether the member is a function.
        function: bool,
    },
    /// Another type under a name or qualifier.
    Alias {
        /// Which kind.
        kind: AliasKind,
        /// The type behind it; `None` for `const void`.
        target: Option<TypeId>,
    },
}

/// How the bits of a scalar read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// Two's complement integer.
    Signed,
    /// Unsigned integer.
    Unsigned,
    /// IEEE float.
    Float,
    /// Boolean.
    Boolean,
    /// Signed character (C's `char`).
    SignedChar,
    /// Unsigned character.
    UnsignedChar,
    /// Unicode scalar value or code unit (Rust's `char`, `char16_t`).
    Utf,
    /// Complex float: real part, then imaginary part.
    ComplexFloat,
    /// Something else; shown as bytes.
    Other,
}

/// Kinds of pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PointerKind {
    /// `*const T`, `T *`, and Rust references (which DWARF calls pointers; see the type's name).
    Pointer,
    /// A C++ `T &`.
    Reference,
    /// A C++ `T &&`.
    RvalueReference,
}

/// Kinds of alias.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AliasKind {
    /// `typedef`, `using`.
    Typedef,
    /// `const`.
    Const,
    /// `volatile`.
    Volatile,
    /// `restrict`, `_Atomic` and other qualifiers.
    Other,
}

/// Keyword with which a composite was declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompositeKind {
    /// `struct` (Rust's structs, tuples, enums with data and closures as well).
    Struct,
    /// C++ `class`.
    Class,
    /// `union`.
    Union,
}

/// A type with members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composite {
    /// How it was declared.
    pub kind: CompositeKind,
    /// Only declared: its members are in another unit, or nowhere.
    pub declaration: bool,
    /// Base classes, as members without a name.
    pub bases: Vec<Member>,
    /// Base classes whose place only the object itself knows.
    pub virtual_bases: Vec<VirtualBase>,
    /// Members in the order of the debug information.
    pub members: Vec<Member>,
    /// The variants of a Rust enum (`DW_TAG_variant_part`).
    pub variant_part: Option<VariantPart>,
    /// Template or generic arguments that are types, those of a parameter pack one by one.
    pub template_parameters: Vec<TemplateParameter>,
    /// Template arguments that are integers.
    pub template_values: Vec<i128>,
    /// Of a Rust vtable, the concrete type it belongs to (`DW_AT_containing_type`).
    pub containing_type: Option<TypeId>,
}

/// A member of a composite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its name; `None` for anonymous members and bases.
    pub name: Option<Arc<str>>,
    /// Its type.
    pub ty: TypeId,
    /// Offset in bytes from the start of the composite.
    pub offset: u64,
    /// Set for a bit-field.
    pub bit_field: Option<BitField>,
    /// Made by the compiler, not by the programmer (`DW_AT_artificial`).
    pub artificial: bool,
}

/// A virtual base class of C++: where it lies in an object stands before the table of virtual
/// functions that the object points to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VirtualBase {
    /// The base class.
    pub ty: TypeId,
    /// How many bytes before the place that the object points to its offset stands.
    pub before: u64,
}

/// Where the bits of a bit-field are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BitField {
    /// First bit, counted from the least significant bit of the byte at the composite's start.
    pub bit_offset: u64,
    /// Number of bits.
    pub bit_size: u64,
}

/// The variants of a Rust enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariantPart {
    /// The tag; `None` where there is a single variant.
    pub discriminant: Option<Member>,
    /// The variants.
    pub variants: Vec<Variant>,
}

/// One variant of a Rust enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The tags that select it; empty for the variant that every other tag selects.
    pub discriminants: Discriminants,
    /// The line of the source where it is declared, where that is known: of a state of a coroutine, where
    /// the coroutine waits.
    pub line: Option<u32>,
    /// Its members; rustc gives one, whose type has the variant's name and holds the fields.
    pub members: Vec<Member>,
}

/// Inclusive ranges of tag values, in the tag's own width and signedness.
pub type Discriminants = Vec<(i128, i128)>;

/// A C-like enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EnumType {
    /// The integer type underneath, where it is described.
    pub underlying: Option<TypeId>,
    /// Its values.
    pub enumerators: Vec<Enumerator>,
}

/// One value of an enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enumerator {
    /// Its name.
    pub name: Arc<str>,
    /// Its value.
    pub value: i128,
}

/// A type argument of a generic or template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateParameter {
    /// The parameter's name (`T`).
    pub name: Option<Arc<str>>,
    /// The argument.
    pub ty: TypeId,
}

/// Resolves types, and what rendering needs of the symbols of a module.
pub trait TypeSource {
    /// The type behind an id. Broken debug information gives a `Void` type whose name says so.
    fn get(&self, id: TypeId) -> Arc<Type>;
    /// A type by its full name, as in [`Type::name`], preferring complete ones.
    fn find(&self, name: &str) -> Option<TypeId>;
    /// The one type whose full name ends in the whole parts of `name`, where [`TypeSource::find`] has none.
    fn find_by_tail(&self, name: &str) -> Option<TypeId> {
        let _ = name;
        None
    }
    /// The enumeration and value that a name of C or C++ stands for.
    fn enumerator(&self, name: &str) -> Option<(TypeId, i128)> {
        let _ = name;
        None
    }
    /// The type of a static member of a class, and its value where the debug information holds that.
    fn static_member(&self, class: TypeId, name: &str) -> Option<(TypeId, Place)> {
        let _ = (class, name);
        None
    }
    /// Whether addresses have 64 bits.
    fn has_wide_addresses(&self) -> bool {
        false
    }
    /// The concrete type whose trait-object vtable lies at `address` of linear memory.
    fn concrete_type_of_vtable(&self, address: u64) -> Option<TypeId>;
    /// The C++ class whose table of virtual functions holds `address` of linear memory, as far as the
    /// debug information describes such tables.
    fn class_of_vtable(&self, address: u64) -> Option<TypeId>;
    /// The template argument at position `argument` of function `index` of the module or, where it has
    /// none, of the class that it belongs to; only types count.
    fn function_argument(&self, index: u32, argument: usize) -> Option<TypeId>;
    /// The readable name of function `index` of the module.
    fn function_name(&self, index: u32) -> Option<String>;
    /// The name of the static variable that covers `address`, and the offset into it.
    fn static_at(&self, address: u64) -> Option<(String, u64)>;
}
