//! Scalars: integers, floats, booleans, characters, and C-like enums.

use super::{
    Object, Problem, Renderer,
    float::{float_text, quad_text},
    layout::Style,
    text::{Character, char_literal, escape},
};
use crate::{Encoding, EnumType, Enumerator, Language, Type, TypeKind};

/// An integer of up to 128 bits, by its bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Integer {
    /// The bits, zero-extended.
    pub(crate) bits: u128,
    /// Number of bits, at most 128.
    pub(crate) width: u32,
    /// Two's complement.
    pub(crate) signed: bool,
}

impl Integer {
    /// Reads at most 16 bytes.
    pub(crate) fn from_le_bytes(bytes: &[u8], signed: bool) -> Self {
        let width = u32::try_from(bytes.len().min(16)).unwrap_or(16) * 8;
        Self { bits: sign_extend(bytes, false), width, signed }
    }

    /// The value of a signed one; of an unsigned one where it fits.
    pub(crate) fn value(self) -> Option<i128> {
        if self.signed { Some(self.sign_extended()) } else { i128::try_from(self.bits).ok() }
    }

    fn sign_extended(self) -> i128 {
        let shift = 128 - self.width.clamp(1, 128);
        (self.bits << shift).cast_signed() >> shift
    }

    /// Whether `other`, a number of the debug information, has the same bits in this width.
    pub(crate) fn same_bits(self, other: i128) -> bool {
        let shift = 128 - self.width.clamp(1, 128);
        other.cast_unsigned() << shift == self.bits << shift
    }

    /// Whether it is within the inclusive range, in its own width and signedness.
    pub(crate) fn within(self, (low, high): (i128, i128)) -> bool {
        if low == high {
            return self.same_bits(low);
        }
        match self.value() {
            Some(value) => {
                (low..=high).contains(&value) || (low..=high).contains(&self.sign_extended())
            }
            None => false,
        }
    }

    /// In decimal, or in hexadecimal of its width.
    pub(crate) fn text(self, hex: bool) -> String {
        if hex {
            format!("{:#x}", self.bits)
        } else if self.signed {
            self.sign_extended().to_string()
        } else {
            self.bits.to_string()
        }
    }
}

/// An integer of a type. Zig's may have any number of bits, and the others of its bytes say nothing.
pub(crate) fn integer_of(ty: &Type, bytes: &[u8], signed: bool) -> Integer {
    let integer = Integer::from_le_bytes(bytes, signed);
    let digits = ty.name.strip_prefix(['i', 'u']).filter(|_| ty.language == Language::Zig);
    match digits.and_then(|digits| digits.parse::<u32>().ok()) {
        Some(width) if (1..integer.width).contains(&width) => {
            Integer { bits: integer.bits & (u128::MAX >> (128 - width)), width, signed }
        }
        _ => integer,
    }
}

/// Little-endian bytes (at most 16 of them) as a number.
pub(crate) fn sign_extend(bytes: &[u8], signed: bool) -> u128 {
    let negative = signed && bytes.last().is_some_and(|byte| byte & 0x80 != 0);
    let mut wide = if negative { [0xff; 16] } else { [0; 16] };
    let length = bytes.len().min(16);
    wide[..length].copy_from_slice(&bytes[..length]);
    u128::from_le_bytes(wide)
}

impl Renderer<'_> {
    /// A scalar as text.
    pub(crate) fn scalar(&self, object: &Object, encoding: Encoding) -> Result<String, Problem> {
        let ty = &*object.ty;
        let size = self.size(ty).unwrap_or(0);
        if size == 0 {
            return Ok(match Style::of(ty.language) {
                Style::Rust => "()",
                Style::Zig => "{}",
                Style::C => "",
            }
            .to_owned());
        }
        let bytes = self.read(&object.place, size)?;
        self.scalar_bytes(ty, encoding, &bytes)
    }

    /// The bytes of a scalar as text.
    pub(crate) fn scalar_bytes(
        &self,
        ty: &Type,
        encoding: Encoding,
        bytes: &[u8],
    ) -> Result<String, Problem> {
        let style = Style::of(ty.language);
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if size > 16 && encoding != Encoding::ComplexFloat {
            return Ok(dump(bytes));
        }
        match encoding {
            Encoding::Signed | Encoding::Unsigned if &*ty.name == "wchar_t" => {
                self.unicode(ty, bytes)
            }
            Encoding::Signed | Encoding::Unsigned => {
                Ok(self.integer_text(integer_of(ty, bytes, encoding == Encoding::Signed)))
            }
            Encoding::Boolean => self.boolean(bytes, style),
            Encoding::SignedChar | Encoding::UnsignedChar => {
                let integer = Integer::from_le_bytes(bytes, encoding == Encoding::SignedChar);
                Ok(self.c_char(integer, &*ty.name == "char"))
            }
            Encoding::Utf => self.unicode(ty, bytes),
            Encoding::Float => Ok(float(bytes, style)),
            Encoding::ComplexFloat => {
                let (real, imaginary) = bytes.split_at(bytes.len() / 2);
                let imaginary = float(imaginary, style);
                Ok(match imaginary.strip_prefix('-') {
                    Some(magnitude) => format!("{} - {magnitude}i", float(real, style)),
                    None => format!("{} + {imaginary}i", float(real, style)),
                })
            }
            Encoding::Other => Ok(dump(bytes)),
        }
    }

    /// An integer in the format asked for.
    pub(crate) fn integer_text(&self, integer: Integer) -> String {
        integer.text(self.format.hex)
    }

    fn boolean(&self, bytes: &[u8], style: Style) -> Result<String, Problem> {
        match (sign_extend(bytes, false), style) {
            (0, _) => Ok("false".to_owned()),
            (1, _) => Ok("true".to_owned()),
            // A constant of one bit is written as -1.
            (0xff, Style::Zig) => Ok("true".to_owned()),
            (other, Style::Rust | Style::Zig) => Err(Problem::invalid(format!("bool {other:#x}"))),
            (other, Style::C) => Ok(format!("true ({other:#x})")),
        }
    }

    /// C's `97 'a'`; a `signed char` or `unsigned char` is a character only where it can be read.
    fn c_char(&self, integer: Integer, is_text: bool) -> String {
        let number = self.integer_text(integer);
        match u8::try_from(integer.bits) {
            Ok(byte) if !(is_text || byte.is_ascii_graphic() || byte == b' ') => number,
            Ok(byte) if byte.is_ascii() => {
                format!("{number} {}", char_literal(char::from(byte), Style::C))
            }
            Ok(byte) => {
                let mut escaped = String::new();
                escape(Character::Byte(byte), '\'', Style::C, &mut escaped);
                format!("{number} '{escaped}'")
            }
            Err(_) => number,
        }
    }

    fn unicode(&self, ty: &Type, bytes: &[u8]) -> Result<String, Problem> {
        let code = sign_extend(bytes, false);
        let style = Style::of(ty.language);
        let scalar = u32::try_from(code).ok().and_then(char::from_u32);
        match (scalar, style) {
            (Some(scalar), Style::Rust | Style::Zig) => Ok(char_literal(scalar, style)),
            (None, Style::Rust | Style::Zig) => Err(Problem::invalid(format!("char {code:#x}"))),
            // A code unit may be half of a character.
            (None, Style::C) => Ok(self.integer_text(Integer::from_le_bytes(bytes, false))),
            (Some(scalar), Style::C) => Ok(format!(
                "{} {}",
                self.integer_text(Integer::from_le_bytes(bytes, false)),
                char_literal(scalar, style)
            )),
        }
    }

    /// A C-like enum's value by name: `Winter`, `RED (0)`, `READ | WRITE (3)`.
    pub(crate) fn enumerator(
        &self,
        ty: &Type,
        description: &EnumType,
        integer: Integer,
    ) -> Result<String, Problem> {
        let style = Style::of(ty.language);
        let number = self.integer_text(integer);
        let named = description.enumerators.iter().find(|entry| integer.same_bits(entry.value));
        match (named, style) {
            (Some(entry), Style::Rust) => Ok(entry.name.to_string()),
            // The members of error sets have their dot already.
            (Some(entry), Style::Zig) if entry.name.contains('.') => Ok(entry.name.to_string()),
            (Some(entry), Style::Zig) => Ok(format!(".{}", entry.name)),
            (None, Style::Zig) => Ok(number),
            (Some(entry), Style::C) => Ok(format!("{} ({number})", entry.name)),
            (None, Style::Rust) => {
                Err(Problem::invalid(format!("{} {number}", super::names::last_segment(&ty.name))))
            }
            (None, Style::C) => Ok(match flags(description, integer.bits) {
                Some(names) => format!("{names} ({number})"),
                None => number,
            }),
        }
    }

    /// Whether an enum's values are signed: by its underlying type, else by its values.
    pub(crate) fn is_signed_enum(&self, description: &EnumType) -> bool {
        if let Some(underlying) = description.underlying {
            match self.bare(underlying).kind {
                TypeKind::Base(Encoding::Signed | Encoding::SignedChar) => return true,
                TypeKind::Base(_) => return false,
                _ => {}
            }
        }
        description.enumerators.iter().any(|entry| entry.value < 0)
    }
}

/// A combination of flags that covers all of `bits`, where the enum is one of flags: its values are
/// disjoint bits, and names for combinations of these (`ALL`), unless they only count.
fn flags(description: &EnumType, bits: u128) -> Option<String> {
    let value = |entry: &Enumerator| u128::try_from(entry.value).ok();
    let mut entries: Vec<(u128, usize)> = Vec::new();
    for (index, entry) in description.enumerators.iter().enumerate() {
        entries.push((value(entry)?, index));
    }
    entries.sort_unstable_by_key(|(value, _)| value.count_ones());
    let (mut all, mut left): (u128, u128) = (0, bits);
    let mut shown: Vec<usize> = Vec::new();
    let mut combined = false;
    for &(flag, index) in entries.iter().filter(|(flag, _)| *flag != 0) {
        match flag & all {
            0 if bits & flag == flag => {
                left &= !flag;
                shown.push(index);
            }
            0 => {}
            shared if shared == flag => combined = true,
            _ => return None,
        }
        all |= flag;
    }
    let values = || entries.iter().map(|(value, _)| *value);
    let span = values().max()?.saturating_sub(values().min()?);
    let counts = u128::try_from(entries.len()).is_ok_and(|count| span + 1 == count);
    if left != 0 || shown.len() < 2 || (combined && counts) {
        return None;
    }
    shown.sort_unstable();
    let names: Vec<&str> =
        shown.iter().map(|index| &*description.enumerators[*index].name).collect();
    Some(names.join(" | "))
}

fn float(bytes: &[u8], style: Style) -> String {
    let bits = sign_extend(bytes, false);
    let size = u64::try_from(bytes.len()).unwrap_or(0);
    if size == 16 {
        return quad_text(bits, style);
    }
    u64::try_from(bits)
        .ok()
        .and_then(|bits| float_text(bits, size, style))
        .unwrap_or_else(|| dump(bytes))
}

/// Bytes of no known meaning.
fn dump(bytes: &[u8]) -> String {
    const SHOWN: usize = 32;
    let mut text = String::from("0x");
    for byte in bytes.iter().take(SHOWN) {
        text.push_str(&format!("{byte:02x}"));
    }
    if bytes.len() > SHOWN {
        text.push('…');
    }
    text
}
