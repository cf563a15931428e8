//! Numbers of bytes as people write and read them: units are powers of 1024.

use core::fmt;

/// A text that is no size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("write a number of bytes, or one with KiB, MiB, GiB or TiB, as in `256MiB`")]
pub struct SizeError;

/// Digits behind the point that count; more would name parts of bytes of any size that a machine has.
const MOST_DECIMALS: usize = 12;

/// Bytes of a text such as `4096`, `64k`, `256MiB`, `1.5 GiB`: `K`, `M`, `G` and `T` alone or as `KB` or `KiB`, in
/// capitals or not. What a fraction leaves of a byte is dropped.
///
/// # Errors
/// [`SizeError`] for anything else, and for more than a `u64` holds.
pub fn parse_size(text: &str) -> Result<u64, SizeError> {
    let text = text.trim();
    let number = text.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let unit = text.get(number.len()..).unwrap_or_default();
    let shift = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 0,
        "k" | "kb" | "kib" => 10,
        "m" | "mb" | "mib" => 20,
        "g" | "gb" | "gib" => 30,
        "t" | "tb" | "tib" => 40,
        _ => return Err(SizeError),
    };
    let number = number.trim_end();
    let (whole, decimals) = match number.split_once('.') {
        // A part of a byte is a mistake.
        Some(_) if shift == 0 => return Err(SizeError),
        Some((whole, decimals)) => (whole, decimals),
        None => (number, "0"),
    };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(decimals) || decimals.len() > MOST_DECIMALS {
        return Err(SizeError);
    }
    let whole: u64 = whole.parse().map_err(|_| SizeError)?;
    let fraction: u128 = decimals.parse().map_err(|_| SizeError)?;
    let scale = 10_u128.pow(u32::try_from(decimals.len()).map_err(|_| SizeError)?);
    let bytes = (u128::from(whole) << shift) + (fraction << shift) / scale;
    u64::try_from(bytes).map_err(|_| SizeError)
}

/// A number of bytes for readers: `512 MiB`, `15.9 GiB` (rounded down), `1000 bytes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(
    /// Bytes.
    pub u64,
);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const UNITS: [(u32, &str); 5] =
            [(60, "EiB"), (40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")];
        let Some((shift, unit)) = UNITS.into_iter().find(|(shift, _)| self.0 >> shift > 0) else {
            return write!(f, "{} bytes", self.0);
        };
        let (whole, rest) = (self.0 >> shift, self.0 & ((1 << shift) - 1));
        match (u128::from(rest) * 10) >> shift {
            0 if rest == 0 => write!(f, "{whole} {unit}"),
            tenth => write!(f, "{whole}.{tenth} {unit}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_powers_of_1024() {
        let right = [
            ("0", 0),
            ("4096", 4096),
            ("4096B", 4096),
            ("64k", 65_536),
            ("64KiB", 65_536),
            ("16 M", 16 << 20),
            (" 256MiB ", 256 << 20),
            ("2gb", 2 << 30),
            ("1.5GiB", 1536 << 20),
            ("0.1k", 102),
            ("12TiB", 12 << 40),
            ("18446744073709551615", u64::MAX),
        ];
        for (text, bytes) in right {
            assert_eq!(parse_size(text), Ok(bytes), "{text}");
        }
        let wrong = [
            "",
            "KiB",
            "12PiB",
            "-1",
            "+1",
            "1.5",
            "1.M",
            ".5M",
            "1.5.5M",
            "1e6",
            "0x10",
            "17179869184G",
            "99999999999999999999",
            "0.1234567890123M",
            "٣MiB",
            "lots",
        ];
        for text in wrong {
            assert_eq!(parse_size(text), Err(SizeError), "{text}");
        }
    }

    #[test]
    fn sizes_are_shown_in_the_largest_unit_that_fits() {
        let shown = [
            (0, "0 bytes"),
            (1023, "1023 bytes"),
            (1024, "1 KiB"),
            (1025, "1.0 KiB"),
            (512 << 20, "512 MiB"),
            ((16 << 30) - 1, "15.9 GiB"),
            (1 << 50, "1024 TiB"),
            (u64::MAX, "15.9 EiB"),
        ];
        for (bytes, text) in shown {
            assert_eq!(Size(bytes).to_string(), text);
        }
    }
}
