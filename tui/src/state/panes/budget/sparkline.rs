//! Figures over time, as one or several rows of small columns. What has hardly changed is a line at the bottom: a
//! block as high as the others would draw the eye to where nothing happens.

use crate::state::{Part, Role, Symbols};

/// What differs by less than this part of the largest figure has hardly changed.
const STILL: u64 = 32;

/// Figures as rows from the upper one to the lower one, each of `width` columns, where `top` fills all of them. What
/// is more than nothing is seen.
pub(super) fn rows(
    figures: &[u64],
    top: u64,
    (width, height): (usize, usize),
    role: Role,
    symbols: &Symbols,
) -> Vec<Part> {
    let steps = symbols.eighths.len() - 1;
    let most = steps * height;
    let level = |figure: u64| match (figure, top) {
        (0, _) | (_, 0) => 0,
        (figure, top) => {
            let share = u128::from(figure.min(top)) * most as u128 / u128::from(top);
            (share as usize).max(1)
        }
    };
    let figures = &figures[..figures.len().min(width)];
    let (least, most_held) = figures
        .iter()
        .fold((u64::MAX, 0), |(least, most), &figure| (least.min(figure), most.max(figure)));
    let still = most_held.saturating_sub(least) < most_held.div_ceil(STILL);
    let (levels, role): (Vec<usize>, Role) = match still {
        true => (vec![usize::from(most_held > 0); figures.len()], Role::Dim),
        false => (figures.iter().map(|&figure| level(figure)).collect(), role),
    };
    let row = |row: usize| {
        let below = steps * (height - 1 - row);
        let mut text: String = levels
            .iter()
            .map(|level| symbols.eighths[level.saturating_sub(below).min(steps)])
            .collect();
        text.extend(std::iter::repeat_n(' ', width - levels.len()));
        Part { text, role }
    };
    (0..height).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{ASCII, UNICODE};

    fn text(figures: &[u64], top: u64, size: (usize, usize), symbols: &Symbols) -> Vec<String> {
        let rows = rows(figures, top, size, Role::Plain, symbols);
        rows.into_iter().map(|part| part.text).collect()
    }

    #[test]
    fn columns_are_as_high_as_their_figures() {
        assert_eq!(text(&[0, 1, 50, 100], 100, (6, 1), &UNICODE), [" ▁▄█  "]);
        assert_eq!(text(&[0, 1, 50, 100], 100, (4, 2), &UNICODE), ["   █", " ▁██"]);
        assert_eq!(text(&[0, 25, 75, 100], 100, (4, 2), &UNICODE), ["  ▄█", " ▄██"]);
        assert_eq!(text(&[0, 1, 50, 100], 100, (4, 1), &ASCII), [" .:#"]);
    }

    #[test]
    fn what_has_hardly_changed_is_a_line() {
        assert_eq!(text(&[100, 99, 100], 100, (4, 2), &UNICODE), ["    ", "▁▁▁ "]);
        assert_eq!(text(&[0, 0, 0], 100, (4, 1), &UNICODE), ["    "]);
        assert_eq!(text(&[100, 90, 100], 100, (3, 1), &UNICODE), ["█▇█"]);
    }

    #[test]
    fn a_top_of_nothing_or_too_low_a_one_harms_nobody() {
        assert_eq!(text(&[0, 5], 0, (2, 1), &UNICODE), ["  "]);
        assert_eq!(text(&[7, u64::MAX], 5, (2, 1), &UNICODE), ["██"]);
        assert_eq!(text(&[1, 2, 3], 3, (2, 1), &UNICODE), ["▂▅"]);
        assert!(text(&[7], 7, (2, 0), &UNICODE).is_empty());
    }
}
