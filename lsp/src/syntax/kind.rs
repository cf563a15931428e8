//! Kinds of tokens and nodes of a WIT tree.

macro_rules! kinds {
    ($($(#[$attribute:meta])* $kind:ident,)*) => {
        /// A kind of token or node.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u16)]
        #[allow(missing_docs, reason = "tokens are named by what they are written as")]
        pub enum SyntaxKind {
            $($(#[$attribute])* $kind,)*
        }

        /// All kinds in the order of their numbers.
        const ALL: &[SyntaxKind] = &[$(SyntaxKind::$kind,)*];
    };
}

kinds! {
    // What has no meaning of its own.
    ByteOrderMark,
    Whitespace,
    LineComment,
    BlockComment,

    // Signs.
    Equals,
    Comma,
    Colon,
    Period,
    Semicolon,
    LeftParen,
    RightParen,
    LeftBrace,
    RightBrace,
    LessThan,
    GreaterThan,
    Arrow,
    Star,
    At,
    Slash,
    Plus,
    Minus,

    // Words and numbers.
    Identifier,
    ExplicitIdentifier,
    Integer,
    StringLiteral,
    /// What no token begins with.
    Unknown,

    // Keywords.
    UseKeyword,
    TypeKeyword,
    FuncKeyword,
    U8Keyword,
    U16Keyword,
    U32Keyword,
    U64Keyword,
    S8Keyword,
    S16Keyword,
    S32Keyword,
    S64Keyword,
    F32Keyword,
    F64Keyword,
    CharKeyword,
    RecordKeyword,
    ResourceKeyword,
    OwnKeyword,
    BorrowKeyword,
    FlagsKeyword,
    VariantKeyword,
    EnumKeyword,
    BoolKeyword,
    StringKeyword,
    OptionKeyword,
    ResultKeyword,
    FutureKeyword,
    StreamKeyword,
    ErrorContextKeyword,
    ListKeyword,
    MapKeyword,
    Underscore,
    AsKeyword,
    FromKeyword,
    StaticKeyword,
    InterfaceKeyword,
    TupleKeyword,
    ImportKeyword,
    ExportKeyword,
    WorldKeyword,
    PackageKeyword,
    ConstructorKeyword,
    AsyncKeyword,
    IncludeKeyword,
    WithKeyword,

    // Nodes.
    /// A whole file.
    SourceFile,
    /// Tokens that fit nowhere.
    Error,
    /// `package a:b@1.0.0;`
    PackageDeclaration,
    /// `package a:b { .. }`
    NestedPackage,
    /// `a:b@1.0.0`
    PackageId,
    /// `1.0.0-rc.1`
    Version,
    /// The `{ .. }` of a package, interface, world or resource.
    Body,
    /// `use a:b/c as d;` of a file.
    TopLevelUse,
    /// `a:b/c@1.0.0`, or `c`
    UsePath,
    /// `interface a { .. }`
    Interface,
    /// `world a { .. }`
    World,
    /// `use a.{b, c as d};`
    Use,
    /// The `{ .. }` of a `use` or of an `include`.
    NameList,
    /// `b as c` there.
    UsedName,
    /// `include a with { b as c }`
    Include,
    /// `import ..;`
    Import,
    /// `export ..;`
    Export,
    /// `a: func();` of an interface or a resource.
    Function,
    /// `constructor();`
    Constructor,
    /// `async func(a: b) -> c`
    FunctionType,
    /// `(a: b)`
    ParameterList,
    /// `a: b`
    Parameter,
    /// `-> c`
    FunctionResult,
    /// `type a = b;`
    TypeAlias,
    /// `record a { .. }`
    Record,
    /// `flags a { .. }`
    Flags,
    /// `variant a { .. }`
    Variant,
    /// `enum a { .. }`
    Enum,
    /// `resource a { .. }`
    Resource,
    /// The `{ .. }` of a record, flags, variant or enum.
    MemberList,
    /// `a: b` of a record.
    Field,
    /// `a` of flags.
    Flag,
    /// `a(b)` of a variant.
    Case,
    /// `a` of an enum.
    EnumCase,
    /// `@since(version = 1.0.0)`
    Attribute,
    /// A name where it is given.
    Name,
    /// A name where it is meant.
    NameRef,
    /// `u8`, `string`, `error-context`
    PrimitiveType,
    /// `a`
    NamedType,
    /// `list<a>`, `list<a, 4>`
    ListType,
    /// `map<a, b>`
    MapType,
    /// `option<a>`
    OptionType,
    /// `result<a, b>`
    ResultType,
    /// `tuple<a, b>`
    TupleType,
    /// `future<a>`
    FutureType,
    /// `stream<a>`
    StreamType,
    /// `own<a>`, `borrow<a>`
    HandleType,
}

use SyntaxKind::{
    AsKeyword, AsyncKeyword, BlockComment, BoolKeyword, BorrowKeyword, ByteOrderMark, CharKeyword,
    ConstructorKeyword, EnumKeyword, ErrorContextKeyword, ExportKeyword, F32Keyword, F64Keyword,
    FlagsKeyword, FromKeyword, FuncKeyword, FutureKeyword, ImportKeyword, IncludeKeyword,
    InterfaceKeyword, LineComment, ListKeyword, MapKeyword, OptionKeyword, OwnKeyword,
    PackageKeyword, RecordKeyword, ResourceKeyword, ResultKeyword, S8Keyword, S16Keyword,
    S32Keyword, S64Keyword, StaticKeyword, StreamKeyword, StringKeyword, TupleKeyword, TypeKeyword,
    U8Keyword, U16Keyword, U32Keyword, U64Keyword, Underscore, UseKeyword, VariantKeyword,
    Whitespace, WithKeyword, WorldKeyword,
};

/// Every keyword as it is written.
pub const KEYWORDS: &[(&str, SyntaxKind)] = &[
    ("use", UseKeyword),
    ("type", TypeKeyword),
    ("func", FuncKeyword),
    ("u8", U8Keyword),
    ("u16", U16Keyword),
    ("u32", U32Keyword),
    ("u64", U64Keyword),
    ("s8", S8Keyword),
    ("s16", S16Keyword),
    ("s32", S32Keyword),
    ("s64", S64Keyword),
    ("f32", F32Keyword),
    ("f64", F64Keyword),
    ("char", CharKeyword),
    ("record", RecordKeyword),
    ("resource", ResourceKeyword),
    ("own", OwnKeyword),
    ("borrow", BorrowKeyword),
    ("flags", FlagsKeyword),
    ("variant", VariantKeyword),
    ("enum", EnumKeyword),
    ("bool", BoolKeyword),
    ("string", StringKeyword),
    ("option", OptionKeyword),
    ("result", ResultKeyword),
    ("future", FutureKeyword),
    ("stream", StreamKeyword),
    ("error-context", ErrorContextKeyword),
    ("list", ListKeyword),
    ("map", MapKeyword),
    ("_", Underscore),
    ("as", AsKeyword),
    ("from", FromKeyword),
    ("static", StaticKeyword),
    ("interface", InterfaceKeyword),
    ("tuple", TupleKeyword),
    ("import", ImportKeyword),
    ("export", ExportKeyword),
    ("world", WorldKeyword),
    ("package", PackageKeyword),
    ("constructor", ConstructorKeyword),
    ("async", AsyncKeyword),
    ("include", IncludeKeyword),
    ("with", WithKeyword),
];

impl SyntaxKind {
    /// The keyword of a word.
    #[must_use]
    pub fn keyword(word: &str) -> Option<Self> {
        KEYWORDS.iter().find(|(text, _)| *text == word).map(|&(_, kind)| kind)
    }

    /// Whether it is a keyword, which is no name unless `%` stands before it.
    #[must_use]
    pub fn is_keyword(self) -> bool {
        (UseKeyword..=WithKeyword).contains(&self)
    }

    /// Whether it is between what has a meaning.
    #[must_use]
    pub const fn is_trivia(self) -> bool {
        matches!(self, ByteOrderMark | Whitespace | LineComment | BlockComment)
    }

    /// Whether it is a comment.
    #[must_use]
    pub const fn is_comment(self) -> bool {
        matches!(self, LineComment | BlockComment)
    }

    /// How it reads in a message.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::Equals => "`=`",
            Self::Comma => "`,`",
            Self::Colon => "`:`",
            Self::Period => "`.`",
            Self::Semicolon => "`;`",
            Self::LeftParen => "`(`",
            Self::RightParen => "`)`",
            Self::LeftBrace => "`{`",
            Self::RightBrace => "`}`",
            Self::LessThan => "`<`",
            Self::GreaterThan => "`>`",
            Self::Arrow => "`->`",
            Self::Star => "`*`",
            Self::At => "`@`",
            Self::Slash => "`/`",
            Self::Plus => "`+`",
            Self::Minus => "`-`",
            Self::Identifier | Self::ExplicitIdentifier => "a name",
            Self::Integer => "a number",
            Self::StringLiteral => "a text",
            Self::Unknown => "a character that means nothing",
            keyword if keyword.is_keyword() => "a keyword",
            _ => "something else",
        }
    }
}

impl From<SyntaxKind> for rowan::SyntaxKind {
    fn from(kind: SyntaxKind) -> Self {
        Self(kind as u16)
    }
}

/// The language of the trees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Wit {}

impl rowan::Language for Wit {
    type Kind = SyntaxKind;

    fn kind_from_raw(raw: rowan::SyntaxKind) -> SyntaxKind {
        // Only kinds of this language are put into its trees.
        ALL.get(usize::from(raw.0)).copied().unwrap_or(SyntaxKind::Error)
    }

    fn kind_to_raw(kind: SyntaxKind) -> rowan::SyntaxKind {
        kind.into()
    }
}
