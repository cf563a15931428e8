//! What the server can, by what the client can.

use gen_lsp_types::{
    InitializeParams, PositionEncodingKind, ServerCapabilities, TextDocumentSyncKind,
    TextDocumentSyncOptions, Uri,
};

use crate::workspace::Encoding;

/// What both sides have agreed on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Negotiated {
    /// How columns are counted.
    pub encoding: Encoding,
    /// Folders that are open.
    pub folders: Vec<std::path::PathBuf>,
}

/// Reads what a client says of itself.
#[must_use]
pub fn negotiate(params: &InitializeParams) -> Negotiated {
    let value = serde_json::to_value(params).unwrap_or_default();
    let encodings = value["capabilities"]["general"]["positionEncodings"].as_array();
    let utf8 = encodings.into_iter().flatten().any(|it| it.as_str() == Some("utf-8"));
    let listed = value["workspaceFolders"].as_array();
    let listed = listed.into_iter().flatten().filter_map(|it| it["uri"].as_str());
    let mut uris: Vec<String> = listed.map(str::to_owned).collect();
    if uris.is_empty() {
        uris.extend(value["rootUri"].as_str().map(str::to_owned));
    }
    let folders = uris.into_iter().filter_map(|uri| super::path_of(&Uri(uri))).collect();
    Negotiated { encoding: if utf8 { Encoding::Utf8 } else { Encoding::Utf16 }, folders }
}

/// What the server can.
#[must_use]
pub fn capabilities(negotiated: &Negotiated) -> ServerCapabilities {
    let encoding = match negotiated.encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
    };
    ServerCapabilities {
        position_encoding: Some(encoding),
        text_document_sync: Some(
            TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::Incremental),
                ..TextDocumentSyncOptions::default()
            }
            .into(),
        ),
        definition_provider: Some(true.into()),
        references_provider: Some(true.into()),
        hover_provider: Some(true.into()),
        document_symbol_provider: Some(true.into()),
        ..ServerCapabilities::default()
    }
}
