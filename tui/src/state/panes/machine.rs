//! Locals, operands and globals of the WebAssembly machine in the selected frame.

use wrtd_debug::ScopeKind;

use super::{
    tree::{Root, Tree},
    variables,
};
use crate::{
    connection::{Answer, Query},
    input::Action,
    state::{Cursor, Effect, Known, Pane, PaneId, Purpose, Row, Size},
};

/// The machine pane.
#[derive(Debug, Default)]
pub(crate) struct Machine {
    cursor: Cursor,
    tree: Tree,
    edited: Option<String>,
}

impl Machine {
    fn roots(known: &Known) -> Option<Vec<Root>> {
        let Ok(Answer::Scopes(scopes)) = known.answer(&Query::Scopes(known.selection))? else {
            return Some(Vec::new());
        };
        let shown = scopes.iter().filter(|scope| {
            matches!(scope.kind, ScopeKind::Wasm | ScopeKind::Module) && scope.count > 0
        });
        let heading = |scope: &wrtd_debug::ScopeView| Root::Heading {
            name: scope.name.clone(),
            of: scope.variables,
            open: true,
        };
        Some(shown.map(heading).collect())
    }
}

impl Pane for Machine {
    fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn needs(&self, known: &Known, _size: Size) -> Vec<Query> {
        let mut needs = vec![Query::Scopes(known.selection)];
        if let Some(roots) = Self::roots(known) {
            needs.extend(self.tree.needs(known, &roots));
        }
        needs
    }

    fn refresh(&mut self, known: &Known, _size: Size) {
        if let Some(roots) = Self::roots(known) {
            let of = known.frame().map(|frame| frame.function.clone()).unwrap_or_default();
            self.tree.refresh(known, &roots, &of);
        }
    }

    fn len(&self, _known: &Known) -> usize {
        self.tree.len()
    }

    fn row(&self, known: &Known, index: usize) -> Row {
        self.tree.row(known, index)
    }

    fn act(&mut self, action: Action, known: &Known) -> Option<Vec<Effect>> {
        variables::act(
            &mut self.tree,
            &mut self.cursor,
            PaneId::Machine,
            &mut self.edited,
            action,
            known,
        )
    }

    fn entered(&mut self, _purpose: &Purpose, text: &str, _known: &Known) -> Vec<Effect> {
        variables::set(self.edited.take(), text.trim())
    }
}
