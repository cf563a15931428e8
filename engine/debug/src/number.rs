//! Numbers and vectors of the WebAssembly machine by the texts that users type.

use std::fmt;

use wrtd_symbols::WasmValue;

/// A type of number, or the vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberType {
    /// Integers of 32 bits.
    I32,
    /// Integers of 64 bits.
    I64,
    /// Floats of 32 bits.
    F32,
    /// Floats of 64 bits.
    F64,
    /// Vectors, as integers of 128 bits.
    V128,
}

impl NumberType {
    /// The type of a value.
    pub(crate) const fn of(value: WasmValue) -> Self {
        match value {
            WasmValue::I32(_) => Self::I32,
            WasmValue::I64(_) => Self::I64,
            WasmValue::F32(_) => Self::F32,
            WasmValue::F64(_) => Self::F64,
            WasmValue::V128(_) => Self::V128,
        }
    }

    const fn example(self) -> &'static str {
        match self {
            Self::I32 => "42, -1 or 0x2a, of 32 bits",
            Self::I64 => "42, -1 or 0x2a, of 64 bits",
            Self::F32 | Self::F64 => "1.5, -2e10, inf or nan",
            Self::V128 => "0x000102030405060708090a0b0c0d0e0f",
        }
    }
}

impl fmt::Display for NumberType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::F32 => "f32",
            Self::F64 => "f64",
            Self::V128 => "v128",
        })
    }
}

/// The value that `text` spells, or why it spells none of this type.
pub(crate) fn parse(ty: NumberType, text: &str) -> Result<WasmValue, String> {
    let float = || text.replace('_', "");
    let value = match ty {
        NumberType::I32 => integer(text, 32).map(|v| WasmValue::I32(v as u32)),
        NumberType::I64 => integer(text, 64).map(|v| WasmValue::I64(v as u64)),
        NumberType::F32 => float().parse::<f32>().ok().map(|v| WasmValue::F32(v.to_bits())),
        NumberType::F64 => float().parse::<f64>().ok().map(|v| WasmValue::F64(v.to_bits())),
        NumberType::V128 => integer(text, 128).map(|v| WasmValue::V128(v.cast_unsigned())),
    };
    value.ok_or_else(|| {
        format!("`{}` is no {ty}; write a number such as {}", shown(text), ty.example())
    })
}

/// Characters of a wrong text that a message repeats: more than any right one has.
const SHOWN: usize = 60;

/// A text that is wrong, in a message about it.
pub(crate) fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A decimal or hexadecimal integer that fits `bits` bits, signed or unsigned.
fn integer(text: &str, bits: u32) -> Option<i128> {
    let text = text.replace('_', "");
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let magnitude = match digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        Some(hex) if !hex.starts_with(['+', '-']) => u128::from_str_radix(hex, 16).ok()?,
        Some(_) => return None,
        None => digits.parse().ok()?,
    };
    if negative {
        let least = 1u128 << (bits - 1);
        (magnitude <= least).then(|| (magnitude as i128).wrapping_neg())
    } else {
        (bits == 128 || magnitude < 1 << bits).then_some(magnitude as i128)
    }
}

/// An address: a decimal or hexadecimal number.
pub(crate) fn address(text: &str) -> Option<u64> {
    integer(text, 64).filter(|_| !text.starts_with('-')).map(|address| address as u64)
}

#[cfg(test)]
mod tests {
    use super::{NumberType::*, *};

    #[test]
    fn numbers_are_read_by_their_type() {
        assert_eq!(parse(I32, "0xffff_ffff"), Ok(WasmValue::I32(u32::MAX)));
        assert_eq!(parse(I32, "-2147483648"), Ok(WasmValue::I32(1 << 31)));
        assert_eq!(parse(I64, "18446744073709551615"), Ok(WasmValue::I64(u64::MAX)));
        assert_eq!(parse(F64, "-1.5"), Ok(WasmValue::F64((-1.5f64).to_bits())));
        assert!(matches!(parse(F32, "nan"), Ok(WasmValue::F32(b)) if f32::from_bits(b).is_nan()));
        let vector = |text| parse(V128, text);
        assert_eq!(
            vector("0x0f000000_00000000_00000000_00000001"),
            Ok(WasmValue::V128(0xf << 120 | 1))
        );
        assert_eq!(vector("-1"), Ok(WasmValue::V128(u128::MAX)));
        assert_eq!(vector(&u128::MAX.to_string()), Ok(WasmValue::V128(u128::MAX)));
        for (ty, text) in [
            (V128, "340282366920938463463374607431768211456"),
            (V128, "1.5"),
            (I32, "4294967296"),
            (I32, "-2147483649"),
            (I32, "four"),
            (I32, ""),
            (I32, "0x-1"),
            (I64, "--1"),
            (F64, "1.5.2"),
        ] {
            assert!(parse(ty, text).is_err(), "{ty} {text}");
        }
    }

    #[test]
    fn a_wrong_text_is_repeated_in_part_only() {
        let error = parse(I32, &"ä".repeat(1 << 20)).unwrap_err();
        assert!(error.starts_with(&format!("`{}…` is no i32; ", "ä".repeat(SHOWN))), "{error}");
    }

    #[test]
    fn addresses_are_not_negative() {
        assert_eq!(address("0x1_0000"), Some(65536));
        assert_eq!(address("18446744073709551615"), Some(u64::MAX));
        assert_eq!((address("-1"), address("x"), address("-0")), (None, None, None));
    }
}
