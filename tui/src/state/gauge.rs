//! Gauges: how much of something is taken, as parts of a row.

use super::{Part, Role, Symbols, amount};

/// Percent of a capacity from which on a gauge is coloured as something to look at.
const BUSY: u64 = 75;
/// And as something that may be refused soon: where the session warns.
pub(crate) const NEARLY_FULL: u64 = 90;

/// How something that is so full looks.
#[must_use]
pub(crate) fn pressure(used: u64, capacity: u64) -> Role {
    match amount::percent(used, capacity) {
        // Nothing is refused of what nobody has asked for.
        _ if used == 0 => Role::Good,
        NEARLY_FULL.. => Role::Error,
        BUSY.. => Role::Warning,
        _ => Role::Good,
    }
}

/// What a gauge shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Gauge {
    /// What is taken.
    pub(crate) used: u64,
    /// The most that ever was, where somebody knows.
    pub(crate) high_water: Option<u64>,
    /// What the whole width stands for.
    pub(crate) whole: u64,
    /// How what is taken looks.
    pub(crate) role: Role,
    /// What is not taken is drawn as well: there is an end.
    pub(crate) track: bool,
}

impl Gauge {
    /// Of something that has a capacity.
    pub(crate) fn of(used: u64, high_water: Option<u64>, capacity: u64) -> Self {
        Self { used, high_water, whole: capacity, role: pressure(used, capacity), track: true }
    }

    /// Of something without one, beside others: as long as its share of the largest of them.
    pub(crate) const fn beside(used: u64, high_water: Option<u64>, largest: u64) -> Self {
        Self { used, high_water, whole: largest, role: Role::Name, track: false }
    }

    /// The gauge in so many columns.
    pub(crate) fn parts(&self, width: usize, symbols: &Symbols) -> Vec<Part> {
        let [full, half, empty, tick] = symbols.gauge;
        let halves = scaled(self.used, self.whole, 2 * width);
        let filled = halves / 2;
        // In ASCII there is no half of a cell.
        let rest = if halves % 2 == 1 { 1 } else { 0 };
        let mut cells: Vec<(&str, Role)> = Vec::with_capacity(width);
        cells.extend(std::iter::repeat_n((full, self.role), filled));
        cells.extend(std::iter::repeat_n((half, self.role), rest));
        let ground = if self.track { (empty, Role::Dim) } else { (" ", Role::Dim) };
        cells.resize(width, ground);
        if let Some(high) = self.high_water.filter(|&high| high > self.used) {
            let at = scaled(high, self.whole, width).clamp(1, width.max(1)) - 1;
            // A mark on what is taken would be read as its end.
            if at >= filled + rest
                && let Some(cell) = cells.get_mut(at)
            {
                *cell = (tick, pressure_of_mark(self, high));
            }
        }
        joined(cells)
    }
}

/// A mark stays in the colour of how full it was.
fn pressure_of_mark(gauge: &Gauge, high: u64) -> Role {
    if gauge.track { pressure(high, gauge.whole) } else { Role::Dim }
}

/// So many of `cells` as `value` is of `whole`, rounded up: what is there is seen, and only what is full fills all.
fn scaled(value: u64, whole: u64, cells: usize) -> usize {
    if value >= whole {
        return if value == 0 { 0 } else { cells };
    }
    let share = u128::from(value) * cells as u128;
    let up = share.div_ceil(u128::from(whole)) as usize;
    up.min(cells.saturating_sub(1))
}

/// Cells as parts, those that look the same as one.
pub(crate) fn joined<'a>(cells: impl IntoIterator<Item = (&'a str, Role)>) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for (text, role) in cells {
        match parts.last_mut() {
            Some(last) if last.role == role => last.text.push_str(text),
            _ => parts.push(Part { text: text.to_owned(), role }),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{ASCII, UNICODE};

    fn text(gauge: Gauge, width: usize, symbols: &Symbols) -> String {
        gauge.parts(width, symbols).into_iter().map(|part| part.text).collect()
    }

    #[test]
    fn what_is_there_is_seen_and_only_what_is_full_fills_all() {
        let of = |used| text(Gauge::of(used, None, 1000), 4, &ASCII);
        assert_eq!(
            [0, 1, 500, 999, 1000, 5000].map(of),
            ["....", "#...", "##..", "####", "####", "####"]
        );
        let of = |used| text(Gauge::of(used, None, 1000), 4, &UNICODE);
        assert_eq!([1, 500, 999, 1000].map(of), ["╸───", "━━──", "━━━╸", "━━━━"]);
        assert_eq!(text(Gauge::of(0, None, 0), 4, &UNICODE), "────");
        assert_eq!(text(Gauge::of(1, None, 0), 0, &UNICODE), "");
    }

    #[test]
    fn the_high_water_mark_stands_where_it_was() {
        let of = |used, high| text(Gauge::of(used, Some(high), 100), 10, &UNICODE);
        assert_eq!(of(20, 50), "━━──╂─────");
        assert_eq!(of(20, 100), "━━───────╂");
        assert_eq!(of(20, 20), "━━────────");
        assert_eq!(of(19, 20), "━━────────");
        let role = |used, high| Gauge::of(used, Some(high), 100).parts(10, &UNICODE)[2].role;
        assert_eq!(role(20, 95), Role::Error);
        assert_eq!(role(20, 50), Role::Good);
    }

    #[test]
    fn colours_tell_how_full_it_is() {
        let roles = [0, 74, 75, 89, 90, 100, 120].map(|used| pressure(used, 100));
        use Role::{Error, Good, Warning};
        assert_eq!(roles, [Good, Good, Warning, Warning, Error, Error, Error]);
        assert_eq!(pressure(0, 0), Good);
        assert_eq!(pressure(u64::MAX, u64::MAX - 1), Error);
    }

    #[test]
    fn without_a_capacity_it_is_a_share_of_the_largest() {
        let of = |used| text(Gauge::beside(used, Some(used), 100), 4, &UNICODE);
        assert_eq!([0, 30, 100].map(of), ["    ", "━╸  ", "━━━━"]);
    }
}
