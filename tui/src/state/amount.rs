//! Sizes and numbers as people read them.

const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

/// A size of at most eight columns, with three figures that count: `24.0 MiB`, `1023 KiB`, `12 B`.
#[must_use]
pub(crate) fn size(bytes: u64) -> String {
    match scaled(bytes) {
        (figures, Some(unit)) => format!("{figures} {unit}"),
        (figures, None) => format!("{figures} B"),
    }
}

/// The same in at most five columns, where there is little room: `24.0M`, `1023K`, `12`.
#[must_use]
pub(crate) fn short_size(bytes: u64) -> String {
    match scaled(bytes) {
        (figures, Some(unit)) => format!("{figures}{}", &unit[..1]),
        (figures, None) => figures,
    }
}

/// The figures in the largest unit of which there is one, and the unit; `None` for bytes.
fn scaled(bytes: u64) -> (String, Option<&'static str>) {
    let mut value = bytes as f64;
    let mut unit = None;
    for next in UNITS {
        if value < 1023.5 {
            break;
        }
        value /= 1024.0;
        unit = Some(next);
    }
    let decimals = match (unit, value) {
        (None, _) => 0,
        (Some(_), value) if value < 9.995 => 2,
        (Some(_), value) if value < 99.95 => 1,
        _ => 0,
    };
    (format!("{value:.decimals$}"), unit)
}

/// A number with its digits in groups of three: `367,001,600`.
#[must_use]
pub(crate) fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A number in at most eight columns: `10,000`, `1.05M`.
#[must_use]
pub(crate) fn count(value: u64) -> String {
    if value < 1_000_000 { number(value) } else { short_count(value) }
}

/// A number in at most five columns: `10000`, `105k`, `1.05M`.
#[must_use]
pub(crate) fn short_count(value: u64) -> String {
    let mut scaled = value as f64;
    if value < 100_000 {
        return value.to_string();
    }
    for unit in ["k", "M", "G", "T", "P", "E"] {
        scaled /= 1000.0;
        if scaled < 999.5 {
            let decimals = if scaled < 9.995 {
                2
            } else if scaled < 99.95 {
                1
            } else {
                0
            };
            return format!("{scaled:.decimals$}{unit}");
        }
    }
    // Nothing that has 64 bits comes here.
    value.to_string()
}

/// A share in whole percent, rounded down, so that only what is full reads as 100; of nothing all is taken.
#[must_use]
pub(crate) fn percent(used: u64, most: u64) -> u64 {
    match most {
        0 => 100,
        most => u64::try_from(u128::from(used) * 100 / u128::from(most)).unwrap_or(u64::MAX),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_three_figures_that_count_and_fit_their_columns() {
        let read = |bytes| (size(bytes), short_size(bytes));
        for (bytes, long, short) in [
            (0, "0 B", "0"),
            (1023, "1023 B", "1023"),
            (1024, "1.00 KiB", "1.00K"),
            (88_268, "86.2 KiB", "86.2K"),
            (1_114_112, "1.06 MiB", "1.06M"),
            ((1 << 20) - 1, "1.00 MiB", "1.00M"),
            (1023 << 10, "1023 KiB", "1023K"),
            (350 << 20, "350 MiB", "350M"),
            (u64::MAX, "16.0 EiB", "16.0E"),
        ] {
            assert_eq!(read(bytes), (long.to_owned(), short.to_owned()));
        }
        for shift in 0..64 {
            for bytes in [1 << shift, (1 << shift) - 1, u64::MAX >> shift] {
                assert!(size(bytes).len() <= 8 && short_size(bytes).len() <= 5, "{bytes}");
            }
        }
    }

    #[test]
    fn digits_are_in_groups() {
        assert_eq!([0, 999, 1000, 1_234_567].map(number), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn large_numbers_fit_their_columns() {
        let read = [0, 99_999, 100_000, 999_999, 1_048_576, u64::MAX].map(short_count);
        assert_eq!(read, ["0", "99999", "100k", "1.00M", "1.05M", "18.4E"]);
        assert_eq!([10_000, 999_999, 1_048_576].map(count), ["10,000", "999,999", "1.05M"]);
        for shift in 0..64 {
            for value in [1 << shift, (1 << shift) - 1, u64::MAX >> shift] {
                assert!(count(value).len() <= 8 && short_count(value).len() <= 5, "{value}");
            }
        }
    }

    #[test]
    fn only_what_is_full_is_a_hundred_percent() {
        assert_eq!(percent(999, 1000), 99);
        assert_eq!(percent(1000, 1000), 100);
        assert_eq!(percent(u64::MAX, 1), u64::MAX);
        assert_eq!(percent(0, 0), 100);
    }
}
