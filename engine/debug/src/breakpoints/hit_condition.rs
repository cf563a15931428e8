//! At which of its hits a breakpoint stops.

use std::cmp::Ordering;

/// Whether a comparison came out as wanted.
type Rule = fn(Ordering) -> bool;

/// A rule over the number of hits, from 1.
#[derive(Clone, Copy, Debug)]
pub(crate) enum HitCondition {
    /// `5`, `== 5`, `>= 3`, `< 10` ..
    Compare { holds: Rule, with: u64 },
    /// `% 10`, `% 10 == 3`.
    Each { period: u64, rest: u64 },
}

/// Longer operators first, as a shorter one begins them.
const COMPARISONS: [(&str, Rule); 7] = [
    ("==", Ordering::is_eq),
    ("!=", Ordering::is_ne),
    (">=", Ordering::is_ge),
    ("<=", Ordering::is_le),
    (">", Ordering::is_gt),
    ("<", Ordering::is_lt),
    ("=", Ordering::is_eq),
];

impl HitCondition {
    /// Reads a rule; the error says what is right.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        Self::read(text.trim()).ok_or_else(|| {
            format!(
                "`{}` is no rule for hits; write `5` or `== 5` (the fifth), `>= 3`, `< 10`, `% 10` (each \
                 tenth) or `% 10 == 1`",
                text.trim()
            )
        })
    }

    fn read(text: &str) -> Option<Self> {
        if let Some(rest) = text.strip_prefix('%') {
            let (period, rest) = rest.split_once("==").unwrap_or((rest, "0"));
            let (period, rest) = (number(period)?, number(rest)?);
            return (rest < period).then_some(Self::Each { period, rest });
        }
        for (operator, holds) in COMPARISONS {
            if let Some(with) = text.strip_prefix(operator) {
                return Some(Self::Compare { holds, with: number(with)? });
            }
        }
        Some(Self::Compare { holds: Ordering::is_eq, with: number(text)? })
    }

    /// Whether hit `count` is one of those that stop.
    pub(crate) fn holds(self, count: u64) -> bool {
        match self {
            Self::Compare { holds, with } => holds(count.cmp(&with)),
            Self::Each { period, rest } => count % period == rest,
        }
    }
}

fn number(text: &str) -> Option<u64> {
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stops(rule: &str) -> Vec<u64> {
        let rule = HitCondition::parse(rule).unwrap();
        (1..=12).filter(|&count| rule.holds(count)).collect()
    }

    #[test]
    fn rules_are_read_as_people_write_them() {
        assert_eq!(stops("5"), [5]);
        assert_eq!(stops("== 5"), [5]);
        assert_eq!(stops("=5"), [5]);
        assert_eq!(stops(">= 11"), [11, 12]);
        assert_eq!(stops(" > 11 "), [12]);
        assert_eq!(stops("<3"), [1, 2]);
        assert_eq!(stops("<= 2"), [1, 2]);
        assert_eq!(stops("!= 1"), (2..=12).collect::<Vec<_>>());
        assert_eq!(stops("% 5"), [5, 10]);
        assert_eq!(stops("%10 == 1"), [1, 11]);
    }

    #[test]
    fn what_is_no_rule_is_refused_with_what_is() {
        for text in ["", "x", "% 0", "% 3 == 3", ">=", "5 5", "-1", "99999999999999999999"] {
            let message = HitCondition::parse(text).unwrap_err();
            assert!(message.contains("is no rule for hits; write `5`"), "{message}");
        }
    }
}
