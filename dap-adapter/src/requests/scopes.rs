//! `scopes`: the groups of variables of a frame.

use wrtd_debug::{ScopeKind, ScopeView};

use super::Handle;
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::generated::{
        Scope, ScopePresentationHint, ScopesArguments, ScopesRequest, ScopesResponseBody,
    },
    state::When,
};

impl Handle for ScopesRequest {
    const WHEN: When = When::Stopped;

    fn handle(
        adapter: &mut Adapter,
        arguments: ScopesArguments,
    ) -> Result<ScopesResponseBody, RequestError> {
        let frame = adapter.frame(Some(arguments.frame_id))?;
        let scopes = adapter.with(move |session| session.scopes(frame))??;
        let stop = adapter.shared.run().stops;
        for scope in &scopes {
            adapter.collections.learn(stop, Some(scope.variables), scope.count, 0);
        }
        Ok(ScopesResponseBody { scopes: scopes.iter().map(view).collect() })
    }
}

fn view(scope: &ScopeView) -> Scope {
    Scope {
        name: scope.name.clone(),
        presentation_hint: match scope.kind {
            ScopeKind::Arguments => Some(ScopePresentationHint::Arguments),
            ScopeKind::Locals => Some(ScopePresentationHint::Locals),
            ScopeKind::Wasm => Some(ScopePresentationHint::Registers),
            ScopeKind::Statics | ScopeKind::Module | ScopeKind::Budget => None,
        },
        variables_reference: super::variables::reference(Some(scope.variables)),
        named_variables: u32::try_from(scope.count)
            .ok()
            .and_then(|count| i32::try_from(count).ok()),
        expensive: scope.expensive,
        ..Scope::default()
    }
}
