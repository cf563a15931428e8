//! The table of requests, and each as a call of a feature.

use gen_lsp_types::{
    Contents, DefinitionParams, DefinitionRequest, DefinitionResponse, DocumentSymbol,
    DocumentSymbolParams, DocumentSymbolRequest, DocumentSymbolResponse, Hover, HoverParams,
    HoverRequest, Location, MarkupContent, MarkupKind, ReferenceParams, ReferencesRequest,
    SymbolKind,
};

use super::Context;
use crate::{
    analysis::DefinitionKind,
    features::{self, FileSymbol},
    server::Router,
};

/// All requests that are answered from a snapshot.
#[must_use]
pub fn router() -> Router {
    let mut router = Router::default();
    router.on::<DefinitionRequest>(definition);
    router.on::<ReferencesRequest>(references);
    router.on::<HoverRequest>(hover);
    router.on::<DocumentSymbolRequest>(document_symbol);
    router
}

fn definition(context: &Context, params: DefinitionParams) -> Option<DefinitionResponse> {
    let (file, offset) = context.place(&params.text_document_position_params)?;
    let (_, targets) = features::definition(&context.snapshot, file, offset)?;
    let locations: Vec<Location> =
        targets.into_iter().filter_map(|target| context.location(target)).collect();
    Some(DefinitionResponse::Definition(locations.into()))
}

fn references(context: &Context, params: ReferenceParams) -> Option<Vec<Location>> {
    let (file, offset) = context.place(&params.text_document_position_params)?;
    let with_definitions = params.context.include_declaration;
    let found = features::references(&context.snapshot, file, offset, with_definitions);
    Some(found.into_iter().filter_map(|place| context.location(place)).collect())
}

fn hover(context: &Context, params: HoverParams) -> Option<Hover> {
    let (file, offset) = context.place(&params.text_document_position_params)?;
    let hover = features::hover(&context.snapshot, file, offset)?;
    let contents = MarkupContent::new(MarkupKind::Markdown, hover.markdown);
    Some(Hover::new(
        Contents::MarkupContent(contents),
        context.range(hover.range.file, hover.range.range),
    ))
}

fn document_symbol(
    context: &Context,
    params: DocumentSymbolParams,
) -> Option<DocumentSymbolResponse> {
    let file = context.file(&params.text_document.uri)?;
    let symbols = features::document_symbols(&context.snapshot, file);
    let symbols: Vec<_> = symbols.iter().filter_map(|symbol| symbol_of(context, symbol)).collect();
    Some(DocumentSymbolResponse::DocumentSymbolList(symbols))
}

#[allow(deprecated, reason = "the protocol's own field, which is never set")]
fn symbol_of(context: &Context, symbol: &FileSymbol) -> Option<DocumentSymbol> {
    let definition = &symbol.definition;
    let children: Vec<_> =
        symbol.children.iter().filter_map(|child| symbol_of(context, child)).collect();
    Some(DocumentSymbol {
        name: definition.name.to_string(),
        detail: Some(definition.kind.name().to_owned()),
        kind: symbol_kind(definition.kind),
        tags: None,
        deprecated: None,
        range: context.range(definition.file, definition.range)?,
        selection_range: context.range(definition.file, definition.name_range)?,
        children: Some(children),
    })
}

/// The sort of symbol that editors know.
const fn symbol_kind(kind: DefinitionKind) -> SymbolKind {
    match kind {
        DefinitionKind::Package => SymbolKind::Package,
        DefinitionKind::Interface => SymbolKind::Interface,
        DefinitionKind::World => SymbolKind::Module,
        DefinitionKind::Alias | DefinitionKind::UsedType | DefinitionKind::UsedItem => {
            SymbolKind::TypeParameter
        }
        DefinitionKind::Record => SymbolKind::Struct,
        DefinitionKind::Flags | DefinitionKind::Variant | DefinitionKind::Enum => SymbolKind::Enum,
        DefinitionKind::Resource => SymbolKind::Class,
        DefinitionKind::Function | DefinitionKind::StaticMethod => SymbolKind::Function,
        DefinitionKind::Constructor => SymbolKind::Constructor,
        DefinitionKind::Method => SymbolKind::Method,
        DefinitionKind::Field => SymbolKind::Field,
        DefinitionKind::Flag | DefinitionKind::Case | DefinitionKind::EnumCase => {
            SymbolKind::EnumMember
        }
        DefinitionKind::Parameter => SymbolKind::Variable,
        DefinitionKind::Extern => SymbolKind::Namespace,
    }
}
