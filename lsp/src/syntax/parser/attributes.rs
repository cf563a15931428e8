//! Attributes: since when, until when and under which feature something is there.

use super::Parser;
use crate::syntax::{
    SyntaxKind::{At, Attribute, Equals, LeftParen, RightParen, StringLiteral},
    error::Code,
};

/// Every attribute, and how it is written.
pub(crate) const ATTRIBUTES: &[(&str, &str)] = &[
    ("since", "@since(version = 1.0.0)"),
    ("unstable", "@unstable(feature = name)"),
    ("deprecated", "@deprecated(version = 1.0.0)"),
    ("external-id", "@external-id(\"name\")"),
];

impl Parser<'_> {
    pub(super) fn attributes(&mut self) {
        while self.at(At) {
            self.attribute();
        }
    }

    fn attribute(&mut self) {
        self.start(Attribute);
        self.bump();
        let word = self.next_text();
        let word = word.strip_prefix('%').unwrap_or(word).to_owned();
        let known = ATTRIBUTES.iter().find(|(name, _)| *name == word);
        if self.at_name() && known.is_none() {
            let names: Vec<&str> = ATTRIBUTES.iter().map(|(name, _)| *name).collect();
            let hint = format!("there are {}", names.join(", "));
            self.error_here(Code::Attribute, format!("there is no attribute `{word}`"), Some(hint));
        }
        if self.name_ref("an attribute, as in `@since(version = 1.0.0)`") {
            self.arguments(&word);
        }
        self.finish();
    }

    fn arguments(&mut self, word: &str) {
        if !self.expect(LeftParen) {
            return;
        }
        match word {
            "since" | "deprecated" => {
                if self.argument("version") {
                    self.version();
                }
            }
            "unstable" => {
                if self.argument("feature") {
                    self.name_ref("the name of a feature");
                }
            }
            "external-id" => {
                self.expect(StringLiteral);
            }
            _ => self.skip_until(|parser| parser.at(RightParen) || parser.begins_item()),
        }
        self.expect(RightParen);
    }

    /// `version =`
    fn argument(&mut self, name: &str) -> bool {
        if self.next_text() != name && self.at_name() {
            let message = format!("`{name}` is missing; `{}` stands here", self.next_text());
            self.error_here(Code::Attribute, message, Some(format!("write `{name} = ..`")));
        }
        self.name_ref(&format!("`{name} = ..`")) && self.expect(Equals)
    }
}
