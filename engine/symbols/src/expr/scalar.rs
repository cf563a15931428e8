//! Values to compute with, each of a type of its language.

use std::cmp::Ordering;

use super::Rules;
use crate::{
    Encoding, Language, Place, Type, TypeId, TypeKind, builtin::builtin, render::ValueKind,
};

/// How an integer type stands to others of its language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// A literal that takes the type of what it meets.
    Literal,
    /// One of Rust's, of a fixed width.
    Fixed,
    /// Rust's `usize` and `isize`.
    Size,
    /// C's `char`s.
    Char,
    Short,
    Int,
    Long,
    LongLong,
    /// C's `__int128`.
    Wide,
}

/// A type of integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct IntegerType {
    pub(super) rank: Rank,
    pub(super) bits: u32,
    pub(super) signed: bool,
}

impl IntegerType {
    pub(super) const LITERAL: Self = Self { rank: Rank::Literal, bits: 128, signed: true };
    pub(super) const INT: Self = Self { rank: Rank::Int, bits: 32, signed: true };
    pub(super) const LONG_LONG: Self = Self { rank: Rank::LongLong, bits: 64, signed: true };

    /// One of Rust's, or of the WebAssembly machine.
    pub(super) const fn fixed(bits: u32, signed: bool) -> Self {
        Self { rank: Rank::Fixed, bits, signed }
    }

    /// The type of the values of a described type.
    pub(super) fn of(ty: &Type, bits: u32, signed: bool) -> Self {
        let name = &*ty.name;
        let rank = match ty.language {
            Language::Rust | Language::Zig if name == "usize" || name == "isize" => Rank::Size,
            Language::Rust | Language::Zig => Rank::Fixed,
            _ if bits > 64 => Rank::Wide,
            _ if name.contains("long long") => Rank::LongLong,
            _ if name.contains("long") => Rank::Long,
            _ => match bits {
                0..=8 => Rank::Char,
                9..=16 => Rank::Short,
                17..=32 => Rank::Int,
                _ => Rank::LongLong,
            },
        };
        Self { rank, bits, signed }
    }

    /// As a programmer writes it.
    pub(super) fn name(self) -> String {
        let (bits, signed) = (self.bits, self.signed);
        let of_c = |name: &str| if signed { name.to_owned() } else { format!("unsigned {name}") };
        match self.rank {
            Rank::Literal => "integer".to_owned(),
            Rank::Fixed => format!("{}{bits}", if signed { 'i' } else { 'u' }),
            Rank::Size => if signed { "isize" } else { "usize" }.to_owned(),
            Rank::Char if signed => "signed char".to_owned(),
            Rank::Char => "unsigned char".to_owned(),
            Rank::Short => of_c("short"),
            Rank::Int => of_c("int"),
            Rank::Long => of_c("long"),
            Rank::LongLong => of_c("long long"),
            Rank::Wide => of_c("__int128"),
        }
    }

    /// The bits that a value of this type has.
    pub(super) fn mask(self) -> u128 {
        u128::MAX >> (128 - self.bits.clamp(1, 128))
    }
}

/// An integer by its bits, zero-extended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Integer {
    pub(super) bits: u128,
    pub(super) ty: IntegerType,
}

impl Integer {
    /// The bits of `value` that the type has.
    pub(super) fn new(value: u128, ty: IntegerType) -> Self {
        Self { bits: value & ty.mask(), ty }
    }

    pub(super) fn literal(value: i128) -> Self {
        Self { bits: value.cast_unsigned(), ty: IntegerType::LITERAL }
    }

    /// Sign-extended where the type is signed: the value, but for unsigned ones of more than 127 bits.
    pub(super) fn extended(self) -> i128 {
        let shift = if self.ty.signed { 128 - self.ty.bits.clamp(1, 128) } else { 0 };
        (self.bits << shift).cast_signed() >> shift
    }

    pub(super) fn is_negative(self) -> bool {
        self.ty.signed && self.extended() < 0
    }

    /// The value where it has at most 127 bits.
    pub(super) fn value(self) -> Option<i128> {
        let value = self.extended();
        (self.ty.signed || value >= 0).then_some(value)
    }

    /// The same value in another type, where that has it.
    pub(super) fn fit(self, ty: IntegerType) -> Option<Self> {
        let other = Self::new(self.extended().cast_unsigned(), ty);
        (other.compare(self) == Ordering::Equal).then_some(other)
    }

    /// By value, whatever the types are.
    pub(super) fn compare(self, other: Self) -> Ordering {
        match (self.is_negative(), other.is_negative()) {
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
            (true, true) => self.extended().cmp(&other.extended()),
            (false, false) => {
                self.extended().cast_unsigned().cmp(&other.extended().cast_unsigned())
            }
        }
    }

    /// The nearest float.
    #[expect(clippy::cast_precision_loss, reason = "as the languages convert")]
    pub(super) fn to_double(self) -> f64 {
        if self.ty.signed { self.extended() as f64 } else { self.bits as f64 }
    }

    /// The nearest float of 32 bits, rounded once.
    #[expect(clippy::cast_precision_loss, reason = "as the languages convert")]
    pub(super) fn to_single(self) -> f32 {
        if self.ty.signed { self.extended() as f32 } else { self.bits as f32 }
    }

    pub(super) fn text(self) -> String {
        if self.ty.signed { self.extended().to_string() } else { self.bits.to_string() }
    }
}

/// A type of float.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FloatType {
    /// A literal that takes the type of what it meets.
    Literal,
    /// 32 bits.
    Single,
    /// 64 bits.
    Double,
}

/// A value to compute with.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Scalar {
    Integer(Integer),
    /// One of 32 bits is kept exactly in 64.
    Float(f64, FloatType),
    Boolean(bool),
    Char(char),
    Text(Vec<u8>),
    Pointer {
        address: u64,
        /// `None` for one to nothing in particular.
        target: Option<TypeId>,
        /// Its own size in bytes.
        size: u64,
    },
}

impl Scalar {
    pub(super) fn literal(value: i128) -> Self {
        Self::Integer(Integer::literal(value))
    }

    /// What it is, for messages.
    pub(super) fn what(&self) -> &'static str {
        match self {
            Self::Integer(_) => "an integer",
            Self::Float(..) => "a float",
            Self::Boolean(_) => "a boolean",
            Self::Char(_) => "a character",
            Self::Text(_) => "text",
            Self::Pointer { .. } => "a pointer",
        }
    }

    /// As C reads a condition; `None` for text.
    pub(super) fn truth(&self) -> Option<bool> {
        Some(match self {
            Self::Boolean(value) => *value,
            Self::Integer(integer) => integer.bits != 0,
            Self::Float(value, _) => *value != 0.0,
            Self::Char(value) => *value != '\0',
            Self::Pointer { address, .. } => *address != 0,
            Self::Text(_) => return None,
        })
    }

    /// The integer that it is to C, where characters and booleans are some.
    pub(super) fn to_integer(&self) -> Option<Integer> {
        match self {
            Self::Integer(integer) => Some(*integer),
            Self::Boolean(value) => Some(Integer::new(u128::from(*value), IntegerType::INT)),
            Self::Char(value) => {
                Some(Integer::new(u128::from(u32::from(*value)), IntegerType::INT))
            }
            _ => None,
        }
    }

    /// A number as a float.
    pub(super) fn to_double(&self) -> Option<f64> {
        match self {
            Self::Float(value, _) => Some(*value),
            other => other.to_integer().map(Integer::to_double),
        }
    }

    /// Whether they are the same, whatever their types are: for keys of maps.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Text(left), Self::Text(right)) => left == right,
            (Self::Boolean(left), Self::Boolean(right)) => left == right,
            (Self::Pointer { address, .. }, Self::Pointer { address: other, .. }) => {
                address == other
            }
            _ => match (self.to_integer(), other.to_integer()) {
                (Some(left), Some(right)) => left.compare(right).is_eq(),
                _ => self.to_double().is_some_and(|value| other.to_double() == Some(value)),
            },
        }
    }

    /// As a value that stands alone.
    pub(super) fn into_kind(self, rules: Rules) -> ValueKind {
        let typed = |name: &str, size: Option<u64>, bytes: &[u8]| {
            let language = if rules == Rules::Rust { Language::Rust } else { Language::C };
            let language = match name {
                "char" | "bool" => language,
                _ if RUST_NAMES.contains(&name) => Language::Rust,
                _ => Language::C,
            };
            builtin(language, name, size)
                .map(|ty| ValueKind::Typed { ty, place: Place::Bytes(bytes.to_vec()) })
        };
        let kind = match &self {
            Self::Integer(integer) => {
                let integer = integer.settled(rules);
                let size = u64::from(integer.ty.bits / 8);
                let bytes = integer.bits.to_le_bytes();
                let length = usize::try_from(size).unwrap_or(16).min(16);
                typed(&integer.ty.name(), Some(size), &bytes[..length])
            }
            #[expect(clippy::cast_possible_truncation, reason = "it was one of 32 bits")]
            Self::Float(value, FloatType::Single) => {
                let name = if rules == Rules::Rust { "f32" } else { "float" };
                typed(name, None, &single_bits(*value as f32).to_le_bytes())
            }
            Self::Float(value, _) => {
                let name = if rules == Rules::Rust { "f64" } else { "double" };
                typed(name, None, &double_bits(*value).to_le_bytes())
            }
            Self::Boolean(value) => typed("bool", None, &[u8::from(*value)]),
            Self::Char(value) if rules == Rules::Rust => {
                typed("char", None, &u32::from(*value).to_le_bytes())
            }
            Self::Char(value) => match u8::try_from(u32::from(*value)) {
                Ok(byte) => typed("char", None, &[byte]),
                Err(_) => typed("int", None, &u32::from(*value).to_le_bytes()),
            },
            Self::Pointer { address, target: Some(target), .. } => {
                Some(ValueKind::Address { target: *target, address: *address })
            }
            Self::Pointer { address, target: None, size } => {
                let name = if rules == Rules::Rust { "*const ()" } else { "void *" };
                let length = usize::try_from(*size).unwrap_or(4).min(8);
                typed(name, Some(*size), &address.to_le_bytes()[..length])
            }
            Self::Text(bytes) => {
                Some(ValueKind::Text(format!("{:?}", String::from_utf8_lossy(bytes))))
            }
        };
        kind.unwrap_or_else(|| ValueKind::Text(String::new()))
    }
}

const RUST_NAMES: [&str; 15] = [
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "isize",
    "usize",
    "f32",
    "f64",
    "*const ()",
];

impl Integer {
    /// A literal in the type that the language gives one that stands alone.
    pub(super) fn settled(self, rules: Rules) -> Self {
        if self.ty.rank != Rank::Literal {
            return self;
        }
        let fixed = IntegerType::fixed;
        let choices = match rules {
            Rules::Rust => [fixed(32, true), fixed(64, true), fixed(64, false)],
            Rules::C => [
                IntegerType::INT,
                IntegerType::LONG_LONG,
                IntegerType { signed: false, ..IntegerType::LONG_LONG },
            ],
        };
        let wide = match rules {
            Rules::Rust => fixed(128, true),
            Rules::C => IntegerType { rank: Rank::Wide, bits: 128, signed: true },
        };
        choices.into_iter().find_map(|ty| self.fit(ty)).unwrap_or(Self { ty: wide, ..self })
    }
}

/// The bits of a computed float; a NaN is the one that programs compute here.
fn single_bits(value: f32) -> u32 {
    if value.is_nan() { 0x7fc0_0000 } else { value.to_bits() }
}

fn double_bits(value: f64) -> u64 {
    if value.is_nan() { 0x7ff8_0000_0000_0000 } else { value.to_bits() }
}

/// What a type's values are to arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScalarType {
    Integer(IntegerType),
    Float(FloatType),
    /// C's `long double`.
    Quad,
    Boolean,
    /// Rust's `char`.
    Char,
    Pointer(Option<TypeId>),
}

impl ScalarType {
    /// Of a type of that size in bytes; `None` for what is no scalar. `signed`: of an enum's values.
    pub(super) fn of(ty: &Type, size: u64, signed_enum: bool) -> Option<Self> {
        let bits = u32::try_from(size).ok()?.checked_mul(8).filter(|bits| (8..=128).contains(bits));
        let integer = |signed| bits.map(|bits| Self::Integer(IntegerType::of(ty, bits, signed)));
        match &ty.kind {
            TypeKind::Base(encoding) => match encoding {
                Encoding::Signed | Encoding::SignedChar => integer(true),
                Encoding::Unsigned | Encoding::UnsignedChar => integer(false),
                Encoding::Utf if ty.language == Language::Rust && size == 4 => Some(Self::Char),
                Encoding::Utf => integer(false),
                Encoding::Boolean => bits.map(|_| Self::Boolean),
                Encoding::Float => match size {
                    4 => Some(Self::Float(FloatType::Single)),
                    8 => Some(Self::Float(FloatType::Double)),
                    16 => Some(Self::Quad),
                    _ => None,
                },
                Encoding::ComplexFloat | Encoding::Other => None,
            },
            TypeKind::Enum(_) => integer(signed_enum),
            TypeKind::Pointer { target, .. } => Some(Self::Pointer(*target)),
            _ => None,
        }
    }
}
