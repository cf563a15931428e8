//! The scopes of a frame.

use wrtd_symbols::VariableKind;

use super::{module_scope, names::FrameSymbols, references::Node, wasm::WasmGroup};
use crate::{DebugSession, ScopeKind, ScopeView, SessionError};

impl DebugSession {
    pub(crate) fn scopes_of(&mut self, index: u32) -> Result<Vec<ScopeView>, SessionError> {
        let frame = self.frame(index)?;
        let of = FrameSymbols::new(&self.program, &*self.target, &frame);
        let counts = [
            (ScopeKind::Arguments, of.listed(VariableKind::Parameter).len()),
            (ScopeKind::Locals, of.listed(VariableKind::Local).len()),
            (ScopeKind::Statics, of.statics().len()),
            (ScopeKind::Wasm, WasmGroup::ALL.len()),
            (ScopeKind::Module, module_scope::module_count(&of)),
            (ScopeKind::Budget, module_scope::ACCOUNTS),
        ];
        let has_source = frame.source().is_some();
        self.program.flush_warnings();
        let wanted =
            |&(kind, count): &(_, usize)| count > 0 || (kind == ScopeKind::Locals && has_source);
        counts
            .into_iter()
            .filter(wanted)
            .map(|(kind, count)| {
                let node = Node::Scope { frame: index, kind };
                Ok(ScopeView {
                    kind,
                    name: title(kind).to_owned(),
                    variables: self.references.give(&mut *self.target, node)?,
                    count: count as u64,
                    expensive: !matches!(kind, ScopeKind::Arguments | ScopeKind::Locals),
                })
            })
            .collect()
    }
}

fn title(kind: ScopeKind) -> &'static str {
    match kind {
        ScopeKind::Arguments => "Arguments",
        ScopeKind::Locals => "Locals",
        ScopeKind::Statics => "Statics",
        ScopeKind::Wasm => "Wasm",
        ScopeKind::Module => "Module",
        ScopeKind::Budget => "Budget",
    }
}
