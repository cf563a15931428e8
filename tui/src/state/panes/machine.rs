//! The WebAssembly machine in the selected frame: its locals, operands and globals, the memories and tables of its instance.

use wrtd_debug::{Format, ScopeKind, VariableFilter};

use super::{
    tree::{PAGE, Root},
    values::Values,
};
use crate::{
    connection::{Answer, Query},
    input::Action,
    state::{Cursor, Effect, Known, Pane, PaneId, Purpose, Row, Size, Status, known::FRAMES},
};

/// The machine pane.
#[derive(Debug, Default)]
pub(crate) struct Machine {
    values: Values,
}

impl Machine {
    /// The groups of values: what the query for them is.
    fn groups(known: &Known) -> Option<Query> {
        let Ok(Answer::Scopes(scopes)) = known.answer(&Query::Scopes(known.selection))? else {
            return None;
        };
        let scope = scopes.iter().find(|scope| scope.kind == ScopeKind::Wasm)?;
        Some(Query::Children {
            of: scope.variables,
            filter: VariableFilter::All,
            start: 0,
            count: PAGE,
            format: Format::default(),
        })
    }

    /// What is at the top of the tree; `None` until all of it is known.
    fn roots(known: &Known) -> Option<Vec<Root>> {
        known.stack()?;
        let Ok(Answer::Scopes(scopes)) = known.answer(&Query::Scopes(known.selection))? else {
            return Some(Vec::new());
        };
        let mut roots = Vec::new();
        if let Some(query) = Self::groups(known)
            && let Ok(Answer::Children(groups)) = known.answer(&query)?
        {
            roots.extend(groups.iter().filter_map(|group| {
                let (name, of, count) = (group.name.clone(), group.children?, group.named);
                Some(Root::Heading { name, of, count, open: true })
            }));
        }
        let module =
            scopes.iter().filter(|scope| scope.kind == ScopeKind::Module && scope.count > 0);
        roots.extend(module.map(|scope| Root::Heading {
            name: scope.name.clone(),
            of: scope.variables,
            count: scope.count,
            open: true,
        }));
        Some(roots)
    }
}

impl Pane for Machine {
    fn cursor(&self) -> &Cursor {
        &self.values.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.values.cursor
    }

    fn needs(&self, known: &Known, _size: Size) -> Vec<Query> {
        let stack = Query::Stack { thread: known.selection.thread, count: FRAMES };
        let mut needs = vec![stack, Query::Scopes(known.selection)];
        needs.extend(Self::groups(known));
        if Self::roots(known).is_some() {
            needs.extend(self.values.tree.needs());
        }
        needs
    }

    fn refresh(&mut self, known: &Known, size: Size) {
        if matches!(known.status, Status::Ended { .. }) {
            self.values.tree.clear(&[], "");
        } else if let Some(roots) = Self::roots(known) {
            self.values.refresh(known, &roots, size, 0);
        }
    }

    fn len(&self, _known: &Known) -> usize {
        self.values.tree.len()
    }

    fn row(&self, known: &Known, index: usize) -> Row {
        self.values.tree.row(known, index)
    }

    fn act(&mut self, action: Action, known: &Known) -> Option<Vec<Effect>> {
        self.values.act(action, PaneId::Machine, known)
    }

    fn copied(&self, known: &Known) -> String {
        self.values.copied(known)
    }

    fn entered(&mut self, purpose: &Purpose, text: &str, _known: &Known) -> Vec<Effect> {
        self.values.entered(purpose, text)
    }
}
