//! Attributes that say since when, until when and for whom something is there.

use super::Resolver;
use crate::{
    analysis::DiagnosticCode,
    facts::{Attribute, AttributeKind},
};

impl Resolver<'_> {
    pub(super) fn attributes(&mut self, attributes: &[Attribute]) {
        let of = |wanted: fn(&AttributeKind) -> bool| {
            attributes.iter().filter(move |attribute| wanted(&attribute.kind))
        };
        let since = || of(|kind| matches!(kind, AttributeKind::Since(_)));
        let unstable = || of(|kind| matches!(kind, AttributeKind::Unstable(_)));
        let deprecated = || of(|kind| matches!(kind, AttributeKind::Deprecated(_)));
        let named = || of(|kind| matches!(kind, AttributeKind::ExternalId(_)));
        let own = self.lookup.universe.outline(self.package).key.version.clone();
        for attribute in since() {
            if let (AttributeKind::Since(version), Some(own)) = (&attribute.kind, &own)
                && version > own
            {
                let message = format!("this package is {own}, which comes before {version}");
                self.error(attribute.range, DiagnosticCode::Gate, message);
            }
        }
        let twice = since().skip(1).chain(unstable().skip(1)).chain(deprecated().skip(1));
        for attribute in twice.chain(named().skip(1)) {
            self.error(attribute.range, DiagnosticCode::Gate, "this attribute is given twice");
        }
        if let (Some(since), Some(_)) = (since().next(), unstable().next()) {
            let message = "`@since` says that it is there for all, and `@unstable` that it is not";
            let hint = Some("remove one of both".to_owned());
            self.error_with_hint(since.range, DiagnosticCode::Gate, message, hint);
        }
        if let (Some(deprecated), None, None) =
            (deprecated().next(), since().next(), unstable().next())
        {
            let message = "`@deprecated` stands only beside `@since` or `@unstable`";
            let hint = Some("write `@since(version = ..)` before it".to_owned());
            self.error_with_hint(deprecated.range, DiagnosticCode::Gate, message, hint);
        }
    }

    /// An interface, a world and an `include` have no other name outside.
    pub(super) fn no_external_id(&mut self, attributes: &[Attribute], what: &str) {
        let named = attributes.iter().find(|it| matches!(it.kind, AttributeKind::ExternalId(_)));
        if let Some(attribute) = named {
            let message = format!("{what} has no `@external-id`");
            self.error(attribute.range, DiagnosticCode::Gate, message);
        }
    }
}
