//! Which known name a mistyped one was probably meant to be.

/// The known name that differs least, where it differs by no more than a third of its letters.
pub(super) fn nearest<'a>(typed: &str, known: &[&'a str]) -> Option<&'a str> {
    // Names are short; a long one is no typing error, and would take long to compare.
    if typed.len() > 40 {
        return None;
    }
    known
        .iter()
        .map(|name| (distance(&typed.to_lowercase(), &name.to_lowercase()), *name))
        .filter(|(distance, name)| *distance <= (name.len() / 3).max(1))
        .min()
        .map(|(_, name)| name)
}

/// Levenshtein distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
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
    fn typing_errors_are_recognised() {
        let known = ["program", "args", "stopOnEntry", "env"];
        assert_eq!(nearest("stoponentry", &known), Some("stopOnEntry"));
        assert_eq!(nearest("programm", &known), Some("program"));
        assert_eq!(nearest("arg", &known), Some("args"));
        assert_eq!(nearest("colour", &known), None);
        assert_eq!(nearest(&"x".repeat(1000), &known), None);
    }
}
