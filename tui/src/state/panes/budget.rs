//! Budgets and limits.

use crate::state::{Cursor, Known, Pane, Role, Row};

/// The budget pane.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    cursor: Cursor,
}

impl Pane for Budget {
    fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn len(&self, known: &Known) -> usize {
        known.budget.as_ref().map_or(0, |report| report.accounts.len())
    }

    fn row(&self, known: &Known, index: usize) -> Row {
        let account = known.budget.as_ref().and_then(|report| report.accounts.get(index));
        let Some(account) = account else { return Row::default() };
        Row::of(account.account.name(), Role::Name)
            .with(format!(" {}", account.used), Role::Value)
            .with_tail(account.provenance.to_string(), Role::Dim)
    }
}
