//! Wasm values by the texts that users type.

use wrtd_core::{ValType, Value};

/// The argument that `text` spells, for a parameter of type `ty`.
pub(super) fn parse(ty: ValType, text: &str) -> Result<Value, String> {
    let wrong = |example: &str| {
        format!("the argument `{text}` is no {ty}; write a number such as {example}")
    };
    match ty {
        ValType::I32 => integer(text, 32)
            .map(|v| Value::I32(v as i32))
            .ok_or_else(|| wrong("42, -1 or 0x2a, of 32 bits")),
        ValType::I64 => integer(text, 64)
            .map(|v| Value::I64(v as i64))
            .ok_or_else(|| wrong("42, -1 or 0x2a, of 64 bits")),
        ValType::F32 => float_text(text)
            .parse::<f32>()
            .map(|v| Value::F32(v.to_bits()))
            .map_err(|_| wrong("1.5, -2e10, inf or nan")),
        ValType::F64 => float_text(text)
            .parse::<f64>()
            .map(|v| Value::F64(v.to_bits()))
            .map_err(|_| wrong("1.5, -2e10, inf or nan")),
        ValType::V128 => integer(text, 128)
            .map(|v| Value::V128(v.cast_unsigned()))
            .ok_or_else(|| wrong("0x000102030405060708090a0b0c0d0e0f")),
        ValType::Ref(reference) => match text {
            "null" if reference.nullable => Ok(Value::zero(ty)),
            _ => Err(format!("the argument `{text}` is no {ty}; only null can be given")),
        },
    }
}

fn float_text(text: &str) -> String {
    text.replace('_', "")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_read_by_the_type_of_their_parameter() {
        assert_eq!(parse(ValType::I32, "0xffff_ffff"), Ok(Value::I32(-1)));
        assert_eq!(parse(ValType::I32, "-2147483648"), Ok(Value::I32(i32::MIN)));
        assert_eq!(parse(ValType::I64, "18446744073709551615"), Ok(Value::I64(-1)));
        assert_eq!(parse(ValType::F64, "-1.5"), Ok(Value::F64((-1.5f64).to_bits())));
        assert!(
            matches!(parse(ValType::F32, "nan"), Ok(Value::F32(b)) if f32::from_bits(b).is_nan())
        );
        let vector = |text| parse(ValType::V128, text);
        assert_eq!(
            vector("0x0f000000_00000000_00000000_00000001"),
            Ok(Value::V128(0xf << 120 | 1))
        );
        assert_eq!(vector("-1"), Ok(Value::V128(u128::MAX)));
        assert_eq!(vector(&u128::MAX.to_string()), Ok(Value::V128(u128::MAX)));
        for (ty, text) in [
            (ValType::V128, "340282366920938463463374607431768211456"),
            (ValType::V128, "1.5"),
            (ValType::I32, "4294967296"),
            (ValType::I32, "-2147483649"),
            (ValType::I32, "four"),
            (ValType::I32, ""),
            (ValType::I32, "0x-1"),
            (ValType::I64, "--1"),
            (ValType::F64, "1.5.2"),
        ] {
            assert!(parse(ty, text).is_err(), "{ty} {text}");
        }
    }
}
