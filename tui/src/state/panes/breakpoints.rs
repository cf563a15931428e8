//! All breakpoints, and what became of them.

use wrtd_debug::Breakpoint;

use super::place;
use crate::{
    connection::SourceKey,
    input::Action,
    state::{Cursor, Effect, Known, Pane, PaneId, Prompt, Purpose, Role, Row},
};

/// The breakpoint pane.
#[derive(Debug, Default)]
pub(crate) struct Breakpoints {
    cursor: Cursor,
}

impl Breakpoints {
    fn selected<'a>(&self, known: &'a Known) -> Option<&'a Breakpoint> {
        known.breakpoints.get(self.cursor.row)
    }
}

impl Pane for Breakpoints {
    fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn len(&self, known: &Known) -> usize {
        known.breakpoints.len()
    }

    fn row(&self, known: &Known, index: usize) -> Row {
        let Some(breakpoint) = known.breakpoints.get(index) else { return Row::default() };
        let (mark, role) = place::mark(known, breakpoint);
        let mut row = Row::default()
            .with_head(mark, role)
            .with_head(format!("{:>3} ", breakpoint.id.0), Role::Dim);
        match (&breakpoint.data, &breakpoint.source) {
            (Some((what, access)), _) => {
                row.push(what, Role::Name);
                row.push(format!(" {access:?}").to_lowercase(), Role::Dim);
            }
            (None, Some(source)) => {
                row.push(place::short(source, breakpoint.line.unwrap_or(0)), Role::Place);
            }
            (None, None) => {
                let at = breakpoint.code.map(|code| format!("{:#x}", code.offset()));
                row.push(at.unwrap_or_else(|| "nowhere".to_owned()), Role::Address);
            }
        }
        let options = &breakpoint.options;
        for (word, text) in [
            (" if ", &options.condition),
            (" hits ", &options.hit_condition),
            (" prints ", &options.log_message),
        ] {
            if let Some(text) = text {
                row.push(word, Role::Keyword);
                row.push(text, Role::Plain);
            }
        }
        if let Some(message) = &breakpoint.message {
            row.push("  ", Role::Plain);
            row.push(message, Role::Warning);
        }
        match breakpoint.hits {
            0 => row,
            1 => row.with_tail("1 hit", Role::Dim),
            hits => row.with_tail(format!("{hits} hits"), Role::Dim),
        }
    }

    fn placeholder(&self, _known: &Known) -> String {
        "b in the source sets a breakpoint, :break FUNCTION at a function".to_owned()
    }

    fn act(&mut self, action: Action, known: &Known) -> Option<Vec<Effect>> {
        let breakpoint = self.selected(known)?;
        let id = breakpoint.id.0;
        match action {
            Action::Open => {
                let source = breakpoint.source.as_ref()?;
                Some(vec![Effect::Open {
                    source: SourceKey::from(source),
                    name: source.name.clone(),
                    line: breakpoint.line.unwrap_or(1),
                }])
            }
            Action::EnableBreakpoint => {
                let word = if breakpoint.enabled { "disable" } else { "enable" };
                Some(vec![Effect::command(format!("{word} {id}"))])
            }
            Action::Remove | Action::ToggleBreakpoint => {
                Some(vec![Effect::command(format!("delete {id}"))])
            }
            Action::Condition => {
                let text = breakpoint.options.condition.clone().unwrap_or_default();
                let purpose = Purpose::Pane(PaneId::Breakpoints, "condition");
                let label = format!("breakpoint {id} if ");
                Some(vec![Effect::Prompt(Prompt::new(purpose, label, text))])
            }
            _ => None,
        }
    }

    fn entered(&mut self, _purpose: &Purpose, text: &str, known: &Known) -> Vec<Effect> {
        let Some(breakpoint) = self.selected(known) else { return Vec::new() };
        vec![Effect::command(format!("condition {} {text}", breakpoint.id.0).trim())]
    }
}
