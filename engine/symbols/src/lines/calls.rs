//! Lines whose code was inlined: where a call was written of which nothing but the body is left.
//!
//! The line table knows such a line only by what is done around the call, if by anything. For a
//! breakpoint the line begins where the inlined code does.

use std::collections::BTreeMap;

use super::LineTable;
use crate::{
    code::Body,
    debug_info::DebugInfo,
    inline::{CallSite, FunctionTree, ScopeKind},
    units::DieRef,
};

/// A call that was inlined.
pub(super) struct InlinedCall {
    /// Where its code begins, as a Wasm offset.
    pub(super) offset: u32,
    pub(super) site: CallSite,
    /// The Wasm function that holds the code.
    pub(super) body: Body,
    /// The function, itself perhaps inlined, that the call was written in.
    pub(super) caller: DieRef,
}

impl DebugInfo {
    /// The inlined calls that are written in a file (its numbers in the unit's table). Read are only functions with
    /// code from that file.
    pub(super) fn inlined_calls(
        &self,
        unit: u32,
        numbers: &[u32],
        lines: &LineTable,
    ) -> Vec<InlinedCall> {
        let rows = lines.rows.iter().filter(|row| row.line != 0 && numbers.contains(&row.file));
        let bodies: BTreeMap<u32, Body> = rows
            .filter_map(|row| self.code.body_at(row.start))
            .map(|(_, body)| (body.start, body))
            .collect();
        let mut calls = Vec::new();
        for body in bodies.into_values() {
            let Some(function) = self.function_die_at(body.start) else { continue };
            if function.die.unit != unit {
                continue;
            }
            let tree = self.tree(function);
            for scope in &tree.scopes {
                let ScopeKind::Inlined(site) = scope.kind else { continue };
                let is_file = u32::try_from(site.file).is_ok_and(|file| numbers.contains(&file));
                if !is_file || site.line == 0 {
                    continue;
                }
                let Some(start) = scope.ranges.first().map(|range| range.start) else { continue };
                // A function that begins with the call begins before its first instruction.
                let offset = start.max(self.code.first_instruction(body));
                let caller = DieRef { unit, offset: caller(&tree, scope.parent) };
                calls.push(InlinedCall { offset, site, body, caller });
            }
        }
        calls
    }
}

/// The DIE of the function that a scope belongs to.
fn caller(tree: &FunctionTree, mut scope: usize) -> u32 {
    loop {
        let Some(found) = tree.scopes.get(scope) else { return 0 };
        if found.kind != ScopeKind::Block || found.parent >= scope {
            return found.die;
        }
        scope = found.parent;
    }
}
