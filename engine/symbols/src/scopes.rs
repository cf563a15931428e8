//! The variables that are visible at a position.

use std::collections::{HashMap, HashSet};

use crate::{
    BlockVariables, SourceFrame, TypeId, Variable, VariableKind, VariableLocation,
    debug_info::{DebugInfo, MAX_REFERENCES},
    describe::NO_TYPE,
    inline::{FunctionTree, ScopeKind},
    units::{DieRef, Entry, Unit, unsigned},
};

impl DebugInfo {
    /// See [`crate::ModuleSymbols::variables`].
    pub(crate) fn variables(&self, frame: &SourceFrame, offset: u32) -> Vec<BlockVariables> {
        let wanted = DieRef::unpack(frame.scope);
        let Some(function) = self.function_die_at(offset) else { return Vec::new() };
        let unit = function.die.unit;
        if unit != wanted.unit {
            return Vec::new();
        }
        let tree = self.tree(function);
        let path = tree.path(offset);
        let is_frame = |position: &usize| {
            tree.scopes.get(*position).is_some_and(|scope| scope.die == wanted.offset)
        };
        let Some(start) = path.iter().position(is_frame) else { return Vec::new() };
        let own = path.iter().skip(start).enumerate();
        // Blocks of this frame end where the next inlined call begins.
        let own = own.take_while(|(depth, position)| {
            let kind = tree.scopes.get(**position).map(|scope| &scope.kind);
            *depth == 0 || kind == Some(&ScopeKind::Block)
        });
        let mut blocks: Vec<BlockVariables> =
            own.map(|(_, scope)| self.block(&tree, unit, *scope)).collect();
        blocks.reverse();
        blocks
    }

    fn block(&self, tree: &FunctionTree, unit: u32, scope: usize) -> BlockVariables {
        let of_scope = tree.variables.iter().filter(|variable| variable.scope == scope);
        let mut present: Vec<_> = of_scope
            .map(|variable| {
                let die = DieRef { unit, offset: variable.die };
                (die, variable.kind, self.describe_variable(die))
            })
            .collect();
        let die = tree.scopes.get(scope).map(|scope| DieRef { unit, offset: scope.die });
        let original = die.map(|die| self.original_variables(die)).unwrap_or_default();
        if !original.is_empty() {
            self.in_order_of_source(&mut present, &original);
        }
        let variables = present.into_iter();
        let variables = variables.filter_map(|(die, kind, found)| found.variable(kind, die));
        BlockVariables { variables: variables.collect() }
    }

    /// Puts the parameters of a copy of a scope into the order of the original, and adds what the compiler left out of
    /// this copy, which is described there only: parameters in their places, locals at the end.
    fn in_order_of_source(
        &self,
        present: &mut Vec<Described>,
        original: &[(DieRef, VariableKind)],
    ) {
        let places: HashMap<DieRef, usize> =
            original.iter().enumerate().map(|(place, (die, _))| (*die, place)).collect();
        let place =
            |found: &Description| found.origin.and_then(|origin| places.get(&origin)).copied();
        let there: HashSet<usize> =
            present.iter().filter_map(|(_, _, found)| place(found)).collect();
        for (number, (die, kind)) in original.iter().enumerate() {
            if !there.contains(&number) {
                let found = Description { origin: Some(*die), ..self.describe_variable(*die) };
                present.push((*die, *kind, found));
            }
        }
        present.sort_by_key(|(_, kind, found)| match kind {
            VariableKind::Parameter => (0, place(found).unwrap_or(usize::MAX)),
            VariableKind::Local => (1, 0),
        });
    }

    /// The variables of the scope that a scope is a copy of.
    fn original_variables(&self, scope: DieRef) -> Vec<(DieRef, VariableKind)> {
        let unit = self.unit(scope.unit);
        let origin = unit.as_ref().as_ref().and_then(|unit| {
            let entry = unit.entry(scope.offset)?;
            self.follow(unit, &entry, gimli::DW_AT_abstract_origin)
        });
        origin.map(|origin| self.tree_of_origin(origin)).unwrap_or_default()
    }

    /// The variables directly inside a scope of an abstract instance.
    fn tree_of_origin(&self, scope: DieRef) -> Vec<(DieRef, VariableKind)> {
        let unit = self.unit(scope.unit);
        let Some(unit) = unit.as_ref() else { return Vec::new() };
        let mut found = Vec::new();
        let offset = gimli::UnitOffset(usize::try_from(scope.offset).unwrap_or(usize::MAX));
        let Ok(mut entries) = unit.unit.entries_at_offset(offset) else { return found };
        let Ok(Some(parent)) = entries.next_dfs() else { return found };
        if !parent.has_children() {
            return found;
        }
        let _ = entries.next_entry();
        while let Some(entry) = entries.current().filter(|entry| !entry.is_null()) {
            let kind = match entry.tag() {
                gimli::DW_TAG_formal_parameter => Some(VariableKind::Parameter),
                gimli::DW_TAG_variable => Some(VariableKind::Local),
                _ => None,
            };
            let declared = entry.attr(gimli::DW_AT_declaration).is_some();
            let die = unit.die(entry.offset());
            found.extend(kind.filter(|_| !declared).map(|kind| (die, kind)));
            match entries.next_sibling() {
                Ok(Some(_)) => {}
                _ => break,
            }
        }
        found
    }

    /// What the DIEs of a variable say: the one in this copy, and the one it was copied from.
    fn describe_variable(&self, die: DieRef) -> Description {
        let mut description = Description::default();
        let mut at = Some(die);
        for _ in 0..MAX_REFERENCES {
            let Some(die) = at else { break };
            let unit = self.unit(die.unit);
            let Some(unit) = unit.as_ref() else { break };
            let Some(entry) = unit.entry(die.offset) else { break };
            at = self.note(&mut description, unit, &entry);
            description.origin = description.origin.or(at);
        }
        description
    }

    fn note(&self, found: &mut Description, unit: &Unit, entry: &Entry) -> Option<DieRef> {
        found.name = found.name.take().or_else(|| unit.text(entry, gimli::DW_AT_name));
        found.ty = found.ty.or_else(|| {
            let ty = self.follow(unit, entry, gimli::DW_AT_type)?;
            Some(TypeId(ty.pack()))
        });
        found.line =
            found.line.or_else(|| u32::try_from(unsigned(entry, gimli::DW_AT_decl_line)?).ok());
        self.follow(unit, entry, gimli::DW_AT_abstract_origin)
            .or_else(|| self.follow(unit, entry, gimli::DW_AT_specification))
    }
}

/// A variable of a scope with its DIE there, and what its DIEs say.
type Described = (DieRef, VariableKind, Description);

/// A variable, gathered from its DIEs.
#[derive(Default)]
struct Description {
    name: Option<String>,
    ty: Option<TypeId>,
    line: Option<u32>,
    /// The DIE that it was copied from.
    origin: Option<DieRef>,
}

impl Description {
    /// `None` for what has no name: a parameter that is not used.
    fn variable(self, kind: VariableKind, die: DieRef) -> Option<Variable> {
        Some(Variable {
            name: self.name?.into(),
            kind,
            ty: self.ty.unwrap_or(NO_TYPE),
            line: self.line.unwrap_or(0),
            location: VariableLocation(die.pack()),
        })
    }
}
