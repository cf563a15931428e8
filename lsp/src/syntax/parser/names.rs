//! Names, where they are given and where they are meant.

use super::Parser;
use crate::syntax::{SyntaxKind, error::Code};

/// What is wrong with a name, and what it could be, if it is no name as WIT has them: words of one case, joined by `-`.
fn fault(name: &str) -> Option<(String, Option<String>)> {
    let hint = || {
        let better = kebab(name);
        (better != name && fault_of(&better).is_none()).then(|| format!("write `{better}`"))
    };
    fault_of(name).map(|message| (message, hint()))
}

fn fault_of(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("a name is missing behind `%`".to_owned());
    }
    for (index, word) in name.split('-').enumerate() {
        let Some(first) = word.chars().next() else {
            return Some(format!("`{name}` has a `-` without a word on both sides"));
        };
        if index == 0 && !first.is_ascii_alphabetic() {
            return Some(format!("`{name}` does not begin with a letter"));
        }
        if let Some(wrong) = word.chars().find(|c| !c.is_ascii_alphanumeric()) {
            return Some(format!(
                "`{name}` has `{wrong}` in it; names have letters, digits and `-`"
            ));
        }
        let (upper, lower) = (|c: char| c.is_ascii_uppercase(), |c: char| c.is_ascii_lowercase());
        if word.contains(upper) && word.contains(lower) {
            return Some(format!("`{name}` mixes capital and small letters in one word"));
        }
    }
    None
}

/// A name as WIT would have it: `fooBar_baz` as `foo-bar-baz`.
pub(crate) fn kebab(name: &str) -> String {
    let mut words: Vec<String> = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        let begins = c.is_uppercase() && before.is_lowercase();
        if !c.is_ascii_alphanumeric() || begins {
            words.push(String::new());
        }
        if c.is_ascii_alphanumeric()
            && let Some(word) = words.last_mut()
        {
            word.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    words.retain(|word| !word.is_empty());
    words.join("-")
}

impl Parser<'_> {
    /// Whether a name stands next, or a keyword in the place of one.
    pub(super) fn at_name(&self) -> bool {
        self.peek().is_some_and(|kind| {
            matches!(kind, SyntaxKind::Identifier | SyntaxKind::ExplicitIdentifier)
        })
    }

    /// A name that is given.
    pub(super) fn name(&mut self, what: &str) -> bool {
        self.any_name(SyntaxKind::Name, what, |_| true)
    }

    /// A name that is given, where a keyword that stands there means something else if what follows says so.
    pub(super) fn name_unless(
        &mut self,
        what: &str,
        is_name: impl Fn(Option<SyntaxKind>) -> bool,
    ) -> bool {
        self.any_name(SyntaxKind::Name, what, is_name)
    }

    /// A name that is meant.
    pub(super) fn name_ref(&mut self, what: &str) -> bool {
        self.any_name(SyntaxKind::NameRef, what, |_| false)
    }

    fn any_name(
        &mut self,
        node: SyntaxKind,
        what: &str,
        keyword_is_name: impl Fn(Option<SyntaxKind>) -> bool,
    ) -> bool {
        match self.peek() {
            Some(SyntaxKind::Identifier | SyntaxKind::ExplicitIdentifier) => {
                let text = self.next_text();
                if let Some((message, hint)) = fault(text.strip_prefix('%').unwrap_or(text)) {
                    self.error_here(Code::Name, message, hint);
                }
            }
            Some(kind) if kind.is_keyword() && keyword_is_name(self.nth(1)) => {
                let text = self.next_text().to_owned();
                let message = format!("`{text}` is a keyword and no name");
                self.error_here(Code::Name, message, Some(format!("write `%{text}`")));
            }
            _ => {
                self.expected(what);
                return false;
            }
        }
        self.start(node);
        self.bump();
        self.finish();
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words_of_one_case() {
        for good in ["a", "foo-bar", "HTTP-2", "a1-2b", "f32x4"] {
            assert_eq!(fault(good), None, "{good}");
        }
        for (wrong, better) in [
            ("fooBar", Some("write `foo-bar`")),
            ("foo_bar", Some("write `foo-bar`")),
            ("a--b", Some("write `a-b`")),
            ("foo-", Some("write `foo`")),
            ("é", None),
            ("", None),
        ] {
            let (_, hint) = fault(wrong).expect(wrong);
            assert_eq!(hint.as_deref(), better, "{wrong}");
        }
    }
}
