//! Lines with expressions in braces.

use super::compile::Code;

/// Longest line that is filled in, in characters.
const LINE_LIMIT: usize = 400;
/// Expressions of a line.
const EXPRESSION_LIMIT: usize = 16;

/// A line: texts and expressions in turn.
#[derive(Debug)]
pub(super) struct Template {
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Text(String),
    Code(Code),
}

impl Template {
    /// Reads a line; `{{` and `}}` are braces.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            plain.push_str(&rest[..at]);
            let brace = &rest[at..=at];
            let after = &rest[at + 1..];
            if after.starts_with(brace) {
                plain.push_str(brace);
                rest = &after[1..];
                continue;
            }
            let end = match (brace, after.find('}')) {
                ("{", Some(end)) => end,
                ("{", None) => return Err(format!("a brace of `{text}` is not closed")),
                _ => return Err(format!("a brace of `{text}` closes nothing; write it twice")),
            };
            if !plain.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut plain)));
            }
            parts.push(Part::Code(Code::parse(&after[..end])?));
            rest = &after[end + 1..];
        }
        plain.push_str(rest);
        parts.push(Part::Text(plain));
        let expressions = parts.iter().filter(|part| matches!(part, Part::Code(_))).count();
        if expressions > EXPRESSION_LIMIT {
            return Err(format!("its summary has more than {EXPRESSION_LIMIT} expressions"));
        }
        Ok(Self { parts })
    }

    /// The line with a text for each expression; what is too long is cut.
    pub(super) fn fill(&self, mut value: impl FnMut(&Code) -> String) -> String {
        let mut line = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => line.push_str(text),
                Part::Code(code) => line.push_str(&value(code)),
            }
            if let Some((end, _)) = line.char_indices().nth(LINE_LIMIT) {
                line.truncate(end);
                line.push('…');
                break;
            }
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_hold_expressions() {
        let fill = |text: &str| {
            Template::parse(text).map(|line| line.fill(|code| code.text().to_uppercase()))
        };
        for (text, expected) in [
            ("({x}, {y.z})", Ok("(X, Y.Z)")),
            ("{{{x}}}", Ok("{X}")),
            ("plain", Ok("plain")),
            ("", Ok("")),
            ("{x", Err("a brace of `{x` is not closed")),
            ("x}", Err("a brace of `x}` closes nothing; write it twice")),
        ] {
            let found = fill(text);
            assert_eq!(found.as_deref().map_err(String::as_str), expected, "{text}");
        }
        assert!(fill("{x +}").is_err());
        assert!(fill(&"{x}".repeat(17)).is_err());
    }
}
