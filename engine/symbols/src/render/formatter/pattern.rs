//! Patterns of type names: text in which `*` stands for anything.

/// Longest pattern, in bytes.
const LENGTH_LIMIT: usize = 512;
/// Stars of a pattern.
const STAR_LIMIT: usize = 9;

/// A pattern.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// What stands between the stars.
    parts: Vec<String>,
}

impl Pattern {
    /// Reads a pattern.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() || text.len() > LENGTH_LIMIT {
            return Err(format!("its type has {} bytes; give 1 to {LENGTH_LIMIT}", text.len()));
        }
        let parts: Vec<String> = text.split('*').map(str::to_owned).collect();
        // A C pointer ends in a star of its own: `int *`, written as `int \*`.
        let parts = joined(parts);
        if parts.len() > STAR_LIMIT + 1 {
            return Err(format!("its type has more than {STAR_LIMIT} stars"));
        }
        Ok(Self { parts })
    }

    /// What the stars stand for in a name that matches. Each stands for as little as it can, with all
    /// its brackets closed.
    pub(super) fn matches(&self, name: &str) -> Option<Vec<String>> {
        let (first, rest) = self.parts.split_first()?;
        let mut left = name.strip_prefix(first.as_str())?;
        let Some((last, middle)) = rest.split_last() else {
            return left.is_empty().then(Vec::new);
        };
        let mut captures = Vec::with_capacity(rest.len());
        for part in middle {
            let at = places(left, part).find(|at| is_balanced(&left[..*at]))?;
            captures.push(left[..at].to_owned());
            left = &left[at + part.len()..];
        }
        let capture = left.strip_suffix(last.as_str()).filter(|capture| is_balanced(capture))?;
        captures.push(capture.to_owned());
        Some(captures)
    }
}

/// Joins what a star with a backslash before it has split.
fn joined(parts: Vec<String>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::with_capacity(parts.len());
    for part in parts {
        match joined.last_mut() {
            Some(last) if last.ends_with('\\') => {
                last.pop();
                last.push('*');
                last.push_str(&part);
            }
            _ => joined.push(part),
        }
    }
    joined
}

/// Where a part stands in a text.
fn places<'a>(text: &'a str, part: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.char_indices().map(|(at, _)| at).filter(move |at| text[*at..].starts_with(part))
}

fn is_balanced(text: &str) -> bool {
    let mut depth = 0_i32;
    let mut previous = ' ';
    for c in text.chars() {
        match c {
            '<' | '(' | '[' => depth += 1,
            // The arrow of a function type closes nothing.
            '>' if previous == '-' => {}
            '>' | ')' | ']' => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
        previous = c;
    }
    depth == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_anything_with_closed_brackets() {
        let cases: [(&str, &str, Option<&[&str]>); 10] = [
            ("geo::Point", "geo::Point", Some(&[])),
            ("geo::Point", "geo::Points", None),
            ("Vec<*>", "Vec<Vec<u8>>", Some(&["Vec<u8>"])),
            ("Map<*, *>", "Map<(a, b), Vec<c, d>>", Some(&["(a, b)", "Vec<c, d>"])),
            ("Map<*, *>", "Map<a>", None),
            ("*", "anything", Some(&["anything"])),
            ("*::Point", "a::b::Point", Some(&["a::b"])),
            ("Box<*>", "Box<fn() -> u8>", Some(&["fn() -> u8"])),
            (r"char \*", "char *", Some(&[])),
            ("a*b", "ab", Some(&[""])),
        ];
        for (pattern, name, expected) in cases {
            let found = Pattern::parse(pattern).unwrap().matches(name);
            let found: Option<Vec<&str>> =
                found.as_ref().map(|found| found.iter().map(String::as_str).collect());
            assert_eq!(found.as_deref(), expected, "{pattern} {name}");
        }
        assert!(Pattern::parse("").is_err());
        assert!(Pattern::parse("**********").is_err());
    }
}
