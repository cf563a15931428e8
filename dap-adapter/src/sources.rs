//! Sources as the protocol writes them.

use wrtd_debug::SourceRef;

use crate::{client::Client, protocol::generated::Source};

/// A source as the protocol writes it.
pub(crate) fn view(client: &Client, source: &SourceRef) -> Source {
    Source {
        name: Some(source.name.clone()),
        path: source.path.as_ref().map(|path| client.path(path)),
        source_reference: source.reference.and_then(|reference| i32::try_from(reference).ok()),
        origin: source.origin.clone(),
        ..Source::default()
    }
}
