//! Which known name somebody meant who has mistyped it.

/// Longest name that is compared, in characters: longer ones are no typing errors, and comparing takes the square of the
/// length.
const LONGEST: usize = 64;

/// The known name that differs least from what was typed, if it differs by a slip of the fingers only: a third of the
/// letters, whatever their case.
#[must_use]
pub fn nearest<'a>(known: impl IntoIterator<Item = &'a str>, typed: &str) -> Option<&'a str> {
    if typed.len() > LONGEST {
        return None;
    }
    let typed = typed.to_lowercase();
    let allowed = typed.chars().count().div_ceil(3);
    known
        .into_iter()
        .map(|name| (distance(&name.to_lowercase(), &typed), name))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, name)| name)
}

/// Characters to insert, remove or change, of the first 64 of each (Levenshtein); swapped neighbours count two.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(LONGEST).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().take(LONGEST).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_recognised_and_nonsense_is_not() {
        let known = ["program", "args", "stopOnEntry", "env"];
        assert_eq!(nearest(known, "stoponentry"), Some("stopOnEntry"));
        assert_eq!(nearest(known, "programm"), Some("program"));
        assert_eq!(nearest(known, "arg"), Some("args"));
        assert_eq!(nearest(known, "colour"), None);
        assert_eq!(nearest(known, &"x".repeat(100_000)), None);
        assert_eq!(distance("contineu", "continue"), 2);
    }
}
