//! Floating-point numbers as text.

use super::layout::Style;

/// An `f32` or `f64` by its bits: shortest digits that give the same number back.
pub(crate) fn float_text(bits: u64, size: u64, style: Style) -> Option<String> {
    let (value, payload, quiet) = match size {
        2 => {
            let single = half_to_single(u16::try_from(bits & 0xffff).unwrap_or(0));
            (f64::from(single), bits & 0x3ff, 0x200)
        }
        4 => {
            let narrow = u32::try_from(bits & 0xffff_ffff).unwrap_or(0);
            let value = f32::from_bits(narrow);
            if value.is_finite() {
                return Some(finite_text(&value, f64::from(value), style));
            }
            (f64::from(value), bits & 0x7f_ffff, 0x40_0000)
        }
        8 => (f64::from_bits(bits), bits & 0xf_ffff_ffff_ffff, 0x8_0000_0000_0000),
        _ => return None,
    };
    let negative = bits >> (size * 8 - 1) & 1 == 1;
    Some(if value.is_nan() {
        nan_text(negative, payload, quiet, style)
    } else if value.is_infinite() {
        infinite_text(negative).to_owned()
    } else {
        finite_text(&value, value, style)
    })
}

fn nan_text(negative: bool, payload: u64, quiet: u64, style: Style) -> String {
    let sign = if negative { "-" } else { "" };
    let name = if style == Style::Rust { "NaN" } else { "nan" };
    if payload == quiet { format!("{sign}{name}") } else { format!("{sign}{name}({payload:#x})") }
}

fn infinite_text(negative: bool) -> &'static str {
    if negative { "-inf" } else { "inf" }
}

fn finite_text<T>(value: &T, wide: f64, style: Style) -> String
where
    T: std::fmt::Debug + std::fmt::Display + std::fmt::LowerExp,
{
    let magnitude = wide.abs();
    if style == Style::Rust {
        format!("{value:?}")
    } else if magnitude != 0.0 && !(1e-5..1e17).contains(&magnitude) {
        c_exponent(&format!("{value:e}"))
    } else {
        format!("{value}")
    }
}

/// `1.5e-7` as C writes it: `1.5e-07`.
fn c_exponent(text: &str) -> String {
    let Some((digits, exponent)) = text.split_once('e') else { return text.to_owned() };
    let (sign, exponent) = match exponent.strip_prefix('-') {
        Some(rest) => ('-', rest),
        None => ('+', exponent),
    };
    format!("{digits}e{sign}{exponent:0>2}")
}

fn half_to_single(bits: u16) -> f32 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let exponent = i32::from(bits >> 10 & 0x1f);
    let fraction = f32::from(bits & 0x3ff);
    match exponent {
        0 => sign * fraction * 2f32.powi(-24),
        31 if fraction == 0.0 => sign * f32::INFINITY,
        31 => f32::NAN,
        _ => sign * (1.0 + fraction / 1024.0) * 2f32.powi(exponent - 15),
    }
}

/// An IEEE quadruple (C's `long double` on Wasm) by its bits, to the precision of an `f64`.
pub(crate) fn quad_text(bits: u128, style: Style) -> String {
    const FRACTION: u128 = (1 << 112) - 1;
    let negative = bits >> 127 == 1;
    let sign = if negative { "-" } else { "" };
    let exponent = i32::try_from(bits >> 112 & 0x7fff).unwrap_or(0);
    let fraction = bits & FRACTION;
    match exponent {
        0x7fff if fraction == 0 => return infinite_text(negative).to_owned(),
        0x7fff => {
            let payload = u64::try_from(fraction >> 60).unwrap_or(0);
            return nan_text(negative, payload, 1 << 51, style);
        }
        0 if fraction == 0 => return format!("{sign}{}", finite_text(&0.0f64, 0.0, style)),
        _ => {}
    }
    let unbiased = exponent - 16383;
    if !(-1022..=1023).contains(&unbiased) {
        // Beyond f64: the exact number in hexadecimal, as C's %La would.
        let digits = format!("{fraction:028x}");
        let digits = digits.trim_end_matches('0');
        let point = if digits.is_empty() { "" } else { "." };
        return format!("{sign}0x1{point}{digits}p{unbiased:+}");
    }
    let value = f64_from_parts(unbiased, fraction);
    format!("{sign}{}", finite_text(&value, value, style))
}

/// The `f64` nearest to an IEEE quadruple.
pub(crate) fn quad_to_double(bits: u128) -> f64 {
    let fraction = bits & ((1 << 112) - 1);
    let exponent = i32::try_from(bits >> 112 & 0x7fff).unwrap_or(0);
    let magnitude = match exponent {
        0x7fff if fraction == 0 => f64::INFINITY,
        0x7fff => f64::NAN,
        exponent if exponent - 16383 > 1023 => f64::INFINITY,
        exponent if exponent - 16383 < -1022 => 0.0,
        exponent => f64_from_parts(exponent - 16383, fraction),
    };
    if bits >> 127 == 1 { -magnitude } else { magnitude }
}

/// Rounds a normal quadruple's fraction to the nearest `f64`, ties to even.
fn f64_from_parts(unbiased: i32, fraction: u128) -> f64 {
    const DROPPED: u32 = 60;
    let half = 1u128 << (DROPPED - 1);
    let rest = fraction & ((1 << DROPPED) - 1);
    let mut kept = u64::try_from(fraction >> DROPPED).unwrap_or(0);
    if rest > half || (rest == half && kept & 1 == 1) {
        // A carry out of the fraction moves into the exponent, which is what rounding up means.
        kept += 1;
    }
    let exponent = u64::try_from(unbiased + 1023).unwrap_or(0);
    f64::from_bits((exponent << 52) + kept)
}
