//! Package names, versions, and paths to interfaces and worlds.

use super::Parser;
use crate::syntax::{
    SyntaxKind::{
        At, Colon, ExplicitIdentifier, Identifier, Integer, Minus, PackageId, Period, Plus, Slash,
        UsePath, Version,
    },
    error::Code,
};

impl Parser<'_> {
    /// `a:b@1.0.0` of a package that is declared.
    pub(super) fn package_id(&mut self) {
        self.start(PackageId);
        if self.name_ref("the namespace of a package") {
            self.expect(Colon);
            self.name_ref("the name of a package");
            self.optional_version();
        }
        self.finish();
    }

    fn optional_version(&mut self) {
        if self.eat(At) {
            self.version();
        }
    }

    /// `a:b/c@1.0.0`, or a name alone.
    pub(super) fn use_path(&mut self) {
        self.start(UsePath);
        let first = self.begin();
        if self.name_ref("the name of an interface or a world") && self.at(Colon) {
            self.start_at(first, PackageId);
            self.bump();
            self.name_ref("the name of a package");
            self.finish();
            self.expect(Slash);
            self.name_ref("the name of an interface or a world");
            self.optional_version();
        }
        self.finish();
    }

    /// `1.0.0-rc.1+build`: the tokens that a version has, which `semver` then reads. A period that no part of it follows
    /// is not its own, as in `use a:b/c@1.0.0.{d}`.
    pub(super) fn version(&mut self) {
        if !self.at(Integer) {
            self.expected("a version, as in `1.0.0`");
            return;
        }
        self.start(Version);
        let first = self.at;
        self.bump();
        let complete = self.expect(Period)
            && self.expect(Integer)
            && self.expect(Period)
            && self.expect(Integer);
        for sign in [Minus, Plus] {
            if self.eat(sign) {
                self.version_parts();
            }
        }
        let last = self.written;
        self.finish();
        let text: String = (first..last).map(|index| self.text_of(index)).collect();
        if complete && let Err(error) = semver::Version::parse(&text) {
            let (start, end) = (self.tokens[first].start, self.tokens[last - 1].end);
            let message = format!("`{text}` is no version: {error}");
            self.error_once(start as usize, end as usize, Code::Version, message, None);
        }
    }

    fn version_parts(&mut self) {
        let is_part = |kind| matches!(kind, Some(Identifier | Integer | Minus));
        loop {
            if is_part(self.peek()) {
                self.bump();
            } else if self.at(Period) && is_part(self.nth(1)) {
                self.bump();
                self.bump();
            } else {
                return;
            }
        }
    }

    /// A name behind a label: `a:b/c` goes on with a slash.
    pub(super) fn is_package_path(&self) -> bool {
        self.nth(1) == Some(Colon)
            && matches!(self.nth(2), Some(Identifier | ExplicitIdentifier))
            && self.nth(3) == Some(Slash)
    }
}
