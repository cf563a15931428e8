//! Patterns with `*`, `**` and `?` for paths.

/// What only `**` passes.
const SEPARATOR: char = '/';

/// Whether `pattern` fits all of `text`. `?` is one character and `*` any number of them, but for the separator, which
/// only `**` passes; `**` between separators is also no folder at all. Takes time in proportion to both lengths.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    let (mut at, mut from) = (0, 0);
    // Where to go on in the pattern and in the text if what follows a star turns out not to fit.
    let mut star: Option<(usize, usize)> = None;
    let mut double: Option<(usize, usize)> = None;
    loop {
        match pattern.get(at) {
            Some('*') if pattern.get(at + 1) == Some(&'*') => {
                at += 2;
                // `a/**/b` is also `a/b`.
                let may_be_none = pattern.get(at) == Some(&SEPARATOR);
                let begins = at == 2 || pattern.get(at - 3) == Some(&SEPARATOR);
                if may_be_none && begins {
                    at += 1;
                }
                (star, double) = (None, Some((at, from)));
                continue;
            }
            Some('*') => {
                at += 1;
                star = Some((at, from));
                continue;
            }
            Some(&wanted) if from < text.len() => {
                let is_separator = text[from] == SEPARATOR;
                if wanted == text[from] || wanted == '?' && !is_separator {
                    (at, from) = (at + 1, from + 1);
                    continue;
                }
            }
            None if from == text.len() => return true,
            _ => {}
        }
        // The innermost star takes one character more.
        if let Some((next, taken)) = star
            && text.get(taken).is_some_and(|taken| *taken != SEPARATOR)
        {
            star = Some((next, taken + 1));
            (at, from) = (next, taken + 1);
        } else if let Some((next, taken)) = double
            && let Some(further) = further(&pattern, &text, next, taken)
        {
            (star, double) = (None, Some((next, further)));
            (at, from) = (next, further);
        } else {
            return false;
        }
    }
}

/// Where what follows a `**` may begin next: behind the next separator where the pattern had one there.
fn further(pattern: &[char], text: &[char], next: usize, taken: usize) -> Option<usize> {
    let whole_parts = pattern.get(next - 1) == Some(&SEPARATOR);
    if !whole_parts {
        return (taken < text.len()).then_some(taken + 1);
    }
    let found = text[taken..].iter().position(|character| *character == SEPARATOR)?;
    Some(taken + found + 1)
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn stars_pass_folders_only_where_they_are_two() {
        for (pattern, text) in [
            ("src/*.rs", "src/list.rs"),
            ("**/vendor/**", "/work/vendor/list.rs"),
            ("**/vendor/**", "vendor/a/b.rs"),
            ("/work/**/list.rs", "/work/list.rs"),
            ("/work/**/list.rs", "/work/a/b/list.rs"),
            ("/work/**", "/work/a/b.rs"),
            ("a?c", "abc"),
            ("*", ""),
            ("**", "/any/thing"),
            ("src/*_*.rs", "src/a_b_c.rs"),
            ("**/*.h", "/usr/include/c++/x.h"),
            ("**a*b", "/x/aa/a/acb"),
        ] {
            assert!(fits(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [
            ("src/*.rs", "src/a/list.rs"),
            ("a?c", "a/c"),
            ("**/vendor/**", "/work/vendored/list.rs"),
            ("/work/**/list.rs", "/work/a/mylist.rs"),
            ("list.rs", "/work/list.rs"),
            ("*", "a/b"),
            ("abc", "ab"),
            ("ab", "abc"),
        ] {
            assert!(!fits(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn many_stars_take_no_long_time() {
        let pattern = "*a".repeat(200) + "b";
        assert!(!fits(&pattern, &"a".repeat(4000)));
        let pattern = "**/a*".repeat(200) + "b";
        assert!(!fits(&pattern, &"a/a".repeat(2000)));
    }
}
