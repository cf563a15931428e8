//! The source-level frames at a position: the function and the calls inlined into it.

use std::ops::Range;

use crate::{
    SourceFrame, SourceLocation,
    debug_info::DebugInfo,
    inline::{Scope, ScopeKind},
    lines::files::Files,
    units::DieRef,
};

impl DebugInfo {
    /// See [`crate::ModuleSymbols::frames_at`].
    pub(crate) fn frames_at(&self, offset: u32) -> Vec<SourceFrame> {
        let Some(function) = self.function_die_at(offset) else { return Vec::new() };
        let unit = function.die.unit;
        let language = match self.unit(unit).as_ref() {
            Some(unit) => unit.root.language,
            None => return Vec::new(),
        };
        let tree = self.tree(function);
        let files = self.numbered_files(unit);
        let scopes = tree.path(offset).into_iter().rev();
        let scopes = scopes.filter_map(|position| tree.scopes.get(position));
        let lines = self.lines_around(unit, offset);
        let mut location = lines.at(offset).and_then(|row| row.location(&files));
        let body = self.code.body_at(offset).map(|(_, body)| body);
        let instruction = body.map_or(0, |body| self.code.first_instruction(body));
        let mut frames = Vec::new();
        for scope in scopes.filter(|scope| scope.kind != ScopeKind::Block) {
            let die = DieRef { unit, offset: scope.die };
            frames.push(SourceFrame {
                function: self.function_names(die).readable,
                location: location.take(),
                inlined: scope.kind != ScopeKind::Function,
                ranges: instructions(scope, instruction),
                language,
                scope: die.pack(),
            });
            location = call_site(scope, &files);
        }
        frames
    }
}

/// The ranges of a scope. An inlined call with which a function begins is entered at the function's
/// first instruction, not at the declaration of its locals.
fn instructions(scope: &Scope, first: u32) -> Vec<Range<u32>> {
    let first = if scope.kind == ScopeKind::Function { 0 } else { first };
    scope.ranges.iter().map(|range| range.start.max(first)..range.end).collect()
}

/// Where an inlined call was written.
fn call_site(scope: &Scope, files: &Files<'_>) -> Option<SourceLocation> {
    let ScopeKind::Inlined(call) = &scope.kind else { return None };
    let file = files.get(call.file)?;
    Some(SourceLocation { file, line: call.line, column: call.column })
}
