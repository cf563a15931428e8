//! What a file says, as data: its tree without trivia and without what is missing.
//!
//! Facts depend on the text of one file alone, have no references into trees, and may be compared: where an edit leaves
//! them as they are but for their places, nothing else has to be looked at again. What is broken in a file is simply not
//! in its facts.

mod lower;

pub use lower::lower;
use semver::Version;

use crate::syntax::TextRange;

/// A name where it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelled {
    /// The name, without a `%` before it.
    pub name: Box<str>,
    /// Where it is, with that.
    pub range: TextRange,
}

/// A file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileFacts {
    /// The package that the file is of, by its first line, if that says so.
    pub declaration: Option<PackageName>,
    /// What is in it, outside of packages in braces.
    pub items: Vec<Item>,
    /// Packages in braces.
    pub nested: Vec<NestedPackage>,
}

/// A package in braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NestedPackage {
    /// Its name.
    pub name: PackageName,
    /// All of it.
    pub range: TextRange,
    /// What is in it.
    pub items: Vec<Item>,
    /// Packages in it.
    pub nested: Vec<Self>,
}

/// `a:b@1.0.0`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageName {
    /// What documents it, if it is a declaration.
    pub docs: Option<Box<str>>,
    /// `a`
    pub namespace: Spelled,
    /// `b`
    pub name: Spelled,
    /// `1.0.0`
    pub version: Option<(Version, TextRange)>,
    /// All of it.
    pub range: TextRange,
}

/// What a package has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// An interface.
    Interface(Interface),
    /// A world.
    World(World),
    /// `use a:b/c as d;`
    Use(TopLevelUse),
}

/// What stands before and around a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// What documents it, without the signs of comments.
    pub docs: Option<Box<str>>,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// Its name.
    pub name: Spelled,
    /// All of it, with comments and attributes.
    pub range: TextRange,
}

/// `@since(version = 1.0.0)`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// What it says.
    pub kind: AttributeKind,
    /// All of it.
    pub range: TextRange,
}

/// What an attribute says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttributeKind {
    /// There since a version.
    Since(Version),
    /// There only for who has a feature.
    Unstable(Spelled),
    /// Deprecated since a version.
    Deprecated(Version),
    /// Another name outside.
    ExternalId(Box<str>),
}

/// An interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interface {
    /// What stands before it.
    pub header: Header,
    /// What is in it.
    pub members: Vec<Member>,
}

/// What an interface has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Member {
    /// A type.
    Type(TypeDefinition),
    /// A function.
    Function(Function),
    /// Types of other interfaces.
    Use(Use),
}

/// A world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct World {
    /// What stands before it.
    pub header: Header,
    /// What is in it.
    pub members: Vec<WorldMember>,
}

/// What a world has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorldMember {
    /// What it needs.
    Import(Extern),
    /// What it gives.
    Export(Extern),
    /// All of another world.
    Include(Include),
    /// Types of interfaces.
    Use(Use),
    /// A type.
    Type(TypeDefinition),
}

/// What a world imports or exports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extern {
    /// What documents it.
    pub docs: Option<Box<str>>,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// What it is.
    pub kind: ExternKind,
    /// All of it.
    pub range: TextRange,
}

/// What is imported or exported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExternKind {
    /// A function.
    Function(Spelled, FunctionType),
    /// An interface that stands there.
    Inline(Spelled, Vec<Member>),
    /// An interface that stands elsewhere, perhaps under another name.
    Path(Option<Spelled>, UsePath),
}

/// `use a:b/c as d;` of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopLevelUse {
    /// What is used.
    pub path: UsePath,
    /// Under which name.
    pub alias: Option<Spelled>,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// All of it.
    pub range: TextRange,
}

/// `use a.{b, c as d};`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// The interface.
    pub path: UsePath,
    /// Its types.
    pub names: Vec<UsedName>,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// All of it.
    pub range: TextRange,
}

/// `b as c`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedName {
    /// `b`
    pub name: Spelled,
    /// `c`
    pub alias: Option<Spelled>,
}

impl UsedName {
    /// The name under which it is known afterwards.
    #[must_use]
    pub fn known_as(&self) -> &Spelled {
        self.alias.as_ref().unwrap_or(&self.name)
    }
}

/// `include a with { b as c }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Include {
    /// The world.
    pub path: UsePath,
    /// What is renamed.
    pub names: Vec<UsedName>,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// All of it.
    pub range: TextRange,
}

/// `a:b/c@1.0.0`, or `c`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsePath {
    /// `a:b@1.0.0`; none for what the package itself has, or the file uses.
    pub package: Option<PackageName>,
    /// `c`
    pub name: Spelled,
    /// All of it.
    pub range: TextRange,
}

/// A type with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeDefinition {
    /// What stands before it.
    pub header: Header,
    /// What it is.
    pub kind: TypeKind,
}

/// What a type with a name is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeKind {
    /// Another type.
    Alias(Type),
    /// Fields.
    Record(Vec<Part>),
    /// Bits.
    Flags(Vec<Part>),
    /// One of several cases, which may have a type.
    Variant(Vec<Part>),
    /// One of several cases.
    Enum(Vec<Part>),
    /// Something that is somewhere else.
    Resource(Vec<Method>),
}

/// A field, flag or case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What documents it.
    pub docs: Option<Box<str>>,
    /// Its name.
    pub name: Spelled,
    /// Its type, if it has one.
    pub ty: Option<Type>,
    /// All of it.
    pub range: TextRange,
}

/// A function of an interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// What stands before it.
    pub header: Header,
    /// What it takes and gives.
    pub ty: FunctionType,
}

/// A function of a resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Method {
    /// What stands before it; the name of a constructor is `constructor`.
    pub header: Header,
    /// Its kind.
    pub kind: MethodKind,
    /// What it takes, without the resource, and gives.
    pub ty: FunctionType,
}

/// A kind of function of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MethodKind {
    /// It makes one.
    Constructor,
    /// It belongs to one.
    Method,
    /// It belongs to all.
    Static,
}

/// What a function takes and gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionType {
    /// It may wait.
    pub is_async: bool,
    /// It reads or writes a value.
    pub accessor: Option<Accessor>,
    /// What it takes.
    pub parameters: Vec<(Spelled, Type)>,
    /// What it gives.
    pub result: Option<Type>,
    /// All of it.
    pub range: TextRange,
}

/// What `get` and `set` are in the place of `func`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Accessor {
    /// It reads.
    Getter,
    /// It writes.
    Setter,
}

/// A type where it is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Type {
    /// What it is.
    pub kind: TypeExpression,
    /// All of it.
    pub range: TextRange,
}

/// What a type is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeExpression {
    /// One of those without a definition.
    Primitive(Primitive),
    /// One that has a name.
    Named(Spelled),
    /// `list<a>`, `list<a, 4>`
    List(Box<Type>, Option<u32>),
    /// `map<a, b>`
    Map(Box<Type>, Box<Type>),
    /// `option<a>`
    Option(Box<Type>),
    /// `result<a, b>`
    Result(Option<Box<Type>>, Option<Box<Type>>),
    /// `tuple<a, b>`
    Tuple(Vec<Type>),
    /// `future<a>`
    Future(Option<Box<Type>>),
    /// `stream<a>`
    Stream(Option<Box<Type>>),
    /// `own<a>`
    Own(Spelled),
    /// `borrow<a>`
    Borrow(Spelled),
    /// It is missing.
    Missing,
}

/// A type without a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is written in small letters")]
pub enum Primitive {
    Bool,
    U8,
    U16,
    U32,
    U64,
    S8,
    S16,
    S32,
    S64,
    F32,
    F64,
    Char,
    String,
    ErrorContext,
}

impl Primitive {
    /// Every one.
    pub const ALL: [Self; 14] = [
        Self::Bool,
        Self::U8,
        Self::U16,
        Self::U32,
        Self::U64,
        Self::S8,
        Self::S16,
        Self::S32,
        Self::S64,
        Self::F32,
        Self::F64,
        Self::Char,
        Self::String,
        Self::ErrorContext,
    ];

    /// As it is written.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::U8 => "u8",
            Self::U16 => "u16",
            Self::U32 => "u32",
            Self::U64 => "u64",
            Self::S8 => "s8",
            Self::S16 => "s16",
            Self::S32 => "s32",
            Self::S64 => "s64",
            Self::F32 => "f32",
            Self::F64 => "f64",
            Self::Char => "char",
            Self::String => "string",
            Self::ErrorContext => "error-context",
        }
    }

    /// The one that is written so.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|primitive| primitive.name() == name)
    }
}
