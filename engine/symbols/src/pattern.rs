//! Which functions a user means: one name, or all that a glob or a regular expression matches.

use regex::{Regex, RegexBuilder};

use crate::names::{is_instance, names_function, recorded_word, tails};

/// Bytes that a compiled expression may take: far more than one that somebody types.
const LARGEST: usize = 1 << 20;

/// What a user typed to name functions.
///
/// - `/REGEX/`: all functions in whose readable name the expression matches somewhere, or in their symbol.
/// - A text with `*` (any characters, none included) or `?` (one): all whose readable name matches it wholly,
///   or from any part of its path on, or whose symbol does.
/// - Anything else is a name as [`names_function`] takes it, or a symbol; one with arguments of generics means the
///   instance with these, where the debug information tells them apart.
#[derive(Clone, Debug)]
pub struct FunctionPattern {
    typed: String,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Name,
    /// Of the whole name or of an end of its path.
    Glob(Regex),
    Regex(Regex),
}

impl FunctionPattern {
    /// Reads what was typed.
    ///
    /// # Errors
    /// Why a regular expression is none, as a clause.
    pub fn parse(typed: &str) -> Result<Self, String> {
        let inner = typed.strip_prefix('/').and_then(|rest| rest.strip_suffix('/'));
        let kind = match inner {
            Some(expression) => Kind::Regex(compile(expression)?),
            None if typed.contains(['*', '?']) => Kind::Glob(compile(&glob(typed))?),
            None => Kind::Name,
        };
        Ok(Self { typed: typed.to_owned(), kind })
    }

    /// The same text as a name, whatever characters it has: `operator*`.
    #[must_use]
    pub fn name(typed: &str) -> Self {
        Self { typed: typed.to_owned(), kind: Kind::Name }
    }

    /// What was typed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.typed
    }

    /// Whether it may mean several functions of different names.
    #[must_use]
    pub fn is_pattern(&self) -> bool {
        !matches!(self.kind, Kind::Name)
    }

    /// Whether it means a function by its readable name and, where it has one, its symbol.
    #[must_use]
    pub fn matches(&self, readable: &str, symbol: Option<&str>) -> bool {
        match &self.kind {
            Kind::Name => names_function(readable, &self.typed) || symbol == Some(&self.typed),
            Kind::Regex(expression) => {
                expression.is_match(readable) || symbol.is_some_and(|it| expression.is_match(it))
            }
            Kind::Glob(expression) => {
                tails(readable).any(|tail| expression.is_match(tail))
                    || symbol.is_some_and(|it| expression.is_match(it))
            }
        }
    }

    /// A word without which no recorded name is that of a function that it means, where there is one.
    pub(crate) fn word(&self) -> Option<String> {
        matches!(self.kind, Kind::Name).then(|| recorded_word(&self.typed)).flatten()
    }

    /// Whether it means this instance of a generic function, not only the function: `max<int>` and `max<int>`. Of
    /// a text without arguments there is no instance.
    #[must_use]
    pub fn is_instance(&self, readable: &str) -> bool {
        matches!(self.kind, Kind::Name) && is_instance(readable, &self.typed)
    }
}

fn compile(expression: &str) -> Result<Regex, String> {
    let built = RegexBuilder::new(expression).size_limit(LARGEST).nest_limit(64).build();
    built.map_err(|error| {
        // The last line says what is wrong; those before it draw the place.
        let text = error.to_string();
        let reason = text.lines().last().unwrap_or_default().trim_start_matches("error: ");
        format!("the regular expression cannot be used: {reason}")
    })
}

/// A glob as a regular expression.
fn glob(typed: &str) -> String {
    let mut expression = String::from("^(?s:");
    for c in typed.chars() {
        match c {
            '*' => expression.push_str(".*"),
            '?' => expression.push('.'),
            c => expression.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    expression.push_str(")$");
    expression
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_match_a_name_from_any_part_of_its_path_on() {
        let readable = "inventory::stock::Stock::add";
        for typed in
            ["stock::*", "Stock::*", "*add", "*::a?d", "inventory::*::add", "add*", "_ZN9*"]
        {
            let pattern = FunctionPattern::parse(typed).unwrap();
            assert!(pattern.matches(readable, Some("_ZN9inventory5stock")), "{typed}");
            assert!(pattern.is_pattern());
        }
        for typed in ["tock::*", "*ad", "stock::?", "inventory::?::add"] {
            assert!(!FunctionPattern::parse(typed).unwrap().matches(readable, None), "{typed}");
        }
    }

    #[test]
    fn regular_expressions_match_anywhere() {
        let matches =
            |typed: &str, name| FunctionPattern::parse(typed).unwrap().matches(name, None);
        assert!(matches("/^area|total$/", "shapes::total"));
        assert!(matches("/Circle.*area/", "<shapes::Circle as shapes::Shape>::area"));
        assert!(!matches("/^area|total$/", "shapes::totals"));
    }

    #[test]
    fn what_is_no_expression_is_refused_with_the_reason() {
        let error = FunctionPattern::parse("/(/").unwrap_err();
        assert_eq!(error, "the regular expression cannot be used: unclosed group");
        assert!(FunctionPattern::parse(&format!("/{}/", "a{1000}".repeat(1000))).is_err());
        assert!(FunctionPattern::parse(&format!("/{}/", "(".repeat(100_000))).is_err());
    }

    #[test]
    fn an_instance_is_told_from_another() {
        let means = |typed: &str, readable| {
            let pattern = FunctionPattern::parse(typed).unwrap();
            (pattern.matches(readable, None), pattern.is_instance(readable))
        };
        assert_eq!(means("max<int>", "max<int>"), (true, true));
        assert_eq!(means("max<int>", "max<double>"), (true, false));
        assert_eq!(means("Vec<u8>::push", "<alloc::vec::Vec<u8>>::push"), (true, true));
        assert_eq!(
            means("vec::Vec<alloc::string::String>::push", "<alloc::vec::Vec<String>>::push"),
            (true, true)
        );
        assert_eq!(means("Vec<u8>::push", "<alloc::vec::Vec<u16>>::push"), (true, false));
        assert_eq!(means("max", "max<int>"), (true, false));
        assert_eq!(means("area::<f32>", "geo::area::<f32>"), (true, true));
    }
}
