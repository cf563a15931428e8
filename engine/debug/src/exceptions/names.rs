//! What a filter is narrowed to: a list of names, of which some may be excluded.

use wrtd_symbols::FunctionPattern;

/// Most names of a list.
const MOST: usize = 64;

/// Names as a user lists them: `memory, stack`, `!unreachable`, `std::*`, `/^fd_/`.
#[derive(Clone, Debug)]
pub(super) struct Names {
    wanted: Vec<FunctionPattern>,
    excluded: Vec<FunctionPattern>,
}

impl Names {
    /// Reads a list; of one that only excludes all others are wanted.
    ///
    /// # Errors
    /// What is wrong, as a sentence.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (mut wanted, mut excluded) = (Vec::new(), Vec::new());
        for item in items(text) {
            let (list, name) = match item.strip_prefix('!') {
                Some(name) => (&mut excluded, name.trim_start()),
                None => (&mut wanted, item),
            };
            if name.is_empty() {
                return Err(format!("there is no name in `{item}`; write names between commas"));
            }
            list.push(FunctionPattern::parse(name)?);
        }
        if wanted.len() + excluded.len() > MOST {
            return Err(format!("a list has at most {MOST} names; use patterns such as `fd_*`"));
        }
        Ok(Self { wanted, excluded })
    }

    /// The names in it that are no patterns, excluded ones too.
    pub(super) fn plain(&self) -> impl Iterator<Item = &str> {
        let all = self.wanted.iter().chain(&self.excluded);
        all.filter(|name| !name.is_pattern()).map(FunctionPattern::text)
    }

    /// Whether something of this name is wanted, which may have another one too.
    pub(super) fn hold(&self, name: &str, other: Option<&str>) -> bool {
        let names = |list: &[FunctionPattern]| list.iter().any(|it| it.matches(name, other));
        (self.wanted.is_empty() || names(&self.wanted)) && !names(&self.excluded)
    }
}

/// What stands between commas, but for those in brackets and in a regular expression.
fn items(text: &str) -> Vec<&str> {
    let mut items = Vec::new();
    let (mut start, mut depth, mut in_expression) = (0, 0_u32, false);
    for (at, c) in text.char_indices() {
        let begins = text[start..at].trim_start_matches(['!', ' ']).is_empty();
        match c {
            '/' if begins => in_expression = true,
            '/' if in_expression => in_expression = !ends_item(&text[at + 1..]),
            '<' | '(' if !in_expression => depth += 1,
            '>' | ')' if !in_expression => depth = depth.saturating_sub(1),
            ',' if !in_expression && depth == 0 => {
                items.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    items.push(text[start..].trim());
    items.retain(|item| !item.is_empty());
    items
}

/// Whether an item ends here: at a comma or the end.
fn ends_item(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.is_empty() || rest.starts_with(',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_in_arguments_and_expressions_divide_nothing() {
        assert_eq!(items("a, !b ,,c"), ["a", "!b", "c"]);
        assert_eq!(items("std::map<int, char>, f(a, b)"), ["std::map<int, char>", "f(a, b)"]);
        assert_eq!(items("/a{1,2}/, ! /b/c,d/ , e"), ["/a{1,2}/", "! /b/c,d/", "e"]);
        assert_eq!(items("/a{1,2}"), ["/a{1,2}"]);
        assert!(items(" , ").is_empty());
    }

    #[test]
    fn a_list_that_only_excludes_wants_all_others() {
        let names = Names::parse("!unreachable, !std::*").unwrap();
        assert!(names.hold("memory", None) && !names.hold("unreachable", None));
        assert!(!names.hold("std::logic_error", None));
        let names = Names::parse("fd_*, !fd_write, wasi.clock").unwrap();
        assert!(names.hold("fd_read", None) && !names.hold("fd_write", None));
        assert!(names.hold("clock", Some("wasi.clock")) && !names.hold("clock", Some("b.clock")));
        let names = Names::parse("index out of bounds: the len is 3 *").unwrap();
        assert!(names.hold("index out of bounds: the len is 3 but the index is 5", None));
        assert!(Names::parse("").unwrap().hold("anything", None));
    }

    #[test]
    fn what_is_no_list_is_refused() {
        assert_eq!(
            Names::parse("a, !").unwrap_err(),
            "there is no name in `!`; write names between commas"
        );
        assert!(Names::parse("/(/").unwrap_err().contains("regular expression"));
        assert!(Names::parse(&"a,".repeat(65)).unwrap_err().contains("at most 64"));
    }
}
