//! The variables of the selected frame, and expressions that are watched.

use wrtd_debug::ScopeKind;

use super::{
    tree::{Kind, Root},
    values::Values,
};
use crate::{
    connection::{Answer, Query},
    input::Action,
    state::{
        Cursor, Effect, Known, Pane, PaneId, Prompt, Purpose, Role, Row, Size, Status,
        known::FRAMES,
    },
};

/// The variable pane.
#[derive(Debug, Default)]
pub(crate) struct Variables {
    values: Values,
    /// Expressions that are watched. They are evaluated at each stop, in the selected frame.
    pub(crate) watched: Vec<String>,
}

impl Variables {
    fn value_of(&self, known: &Known, expression: &str) -> Query {
        let expression = expression.to_owned();
        let format = self.values.tree.format_of(&Root::path(&expression));
        Query::Value { selection: known.selection, expression, format }
    }

    /// What is at the top of the tree; `None` until all of it is known.
    fn roots(&self, known: &Known) -> Option<Vec<Root>> {
        // Which frame it is says what its values were.
        known.stack()?;
        let scopes = match known.answer(&Query::Scopes(known.selection))? {
            Ok(Answer::Scopes(scopes)) => scopes.as_slice(),
            _ => &[],
        };
        let mut roots = Vec::new();
        for expression in &self.watched {
            roots.push(match known.answer(&self.value_of(known, expression))? {
                Ok(Answer::Value(view)) => Root::Value(wrtd_debug::VariableView {
                    name: expression.clone(),
                    ..view.clone()
                }),
                Ok(_) => continue,
                Err(why) => Root::Missing { name: expression.clone(), why: why.to_owned() },
            });
        }
        let shown = scopes.iter().filter(|scope| {
            matches!(
                scope.kind,
                ScopeKind::Returned | ScopeKind::Arguments | ScopeKind::Locals | ScopeKind::Statics
            ) && scope.count > 0
        });
        roots.extend(shown.map(|scope| Root::Heading {
            name: scope.name.clone(),
            of: scope.variables,
            count: scope.count,
            open: scope.kind != ScopeKind::Statics,
        }));
        Some(roots)
    }

    /// The watched expression of a row.
    fn watched_at(&self, row: usize) -> Option<usize> {
        let row = self.values.tree.get(row)?;
        let name = match &row.kind {
            Kind::Value(view) if row.path.len() == 1 => &view.name,
            Kind::Missing(name, _) => name,
            _ => return None,
        };
        self.watched.iter().position(|expression| expression == name)
    }

    /// Columns before the tree.
    fn margin(&self) -> usize {
        usize::from(!self.watched.is_empty())
    }

    fn watch(&mut self, expression: &str) {
        if !expression.is_empty() && !self.watched.iter().any(|other| other == expression) {
            self.watched.push(expression.to_owned());
        }
    }
}

impl Pane for Variables {
    fn cursor(&self) -> &Cursor {
        &self.values.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.values.cursor
    }

    fn needs(&self, known: &Known, _size: Size) -> Vec<Query> {
        let stack = Query::Stack { thread: known.selection.thread, count: FRAMES };
        let mut needs = vec![stack, Query::Scopes(known.selection)];
        needs.extend(self.watched.iter().map(|expression| self.value_of(known, expression)));
        if self.roots(known).is_some() {
            needs.extend(self.values.tree.needs());
        }
        needs
    }

    fn refresh(&mut self, known: &Known, size: Size) {
        if matches!(known.status, Status::Ended { .. }) {
            self.values.tree.clear(&self.watched, "the program has ended");
        } else if let Some(roots) = self.roots(known) {
            self.values.refresh(known, &roots, size, self.margin());
        }
    }

    fn len(&self, _known: &Known) -> usize {
        self.values.tree.len()
    }

    fn row(&self, known: &Known, index: usize) -> Row {
        let row = self.values.tree.row(known, index);
        match (self.watched_at(index), self.margin()) {
            (Some(_), _) => row.with_head("w", Role::Key),
            (None, 0) => row,
            (None, _) => row.with_head(" ", Role::Plain),
        }
    }

    fn placeholder(&self, known: &Known) -> String {
        match known.frame() {
            Some(frame) => {
                format!("{} has no variables here; w watches an expression", frame.function)
            }
            None => String::new(),
        }
    }

    fn act(&mut self, action: Action, known: &Known) -> Option<Vec<Effect>> {
        let row = self.values.cursor.row;
        match action {
            Action::Watch => {
                let purpose = Purpose::Pane(PaneId::Variables, "watch");
                Some(vec![Effect::Prompt(Prompt::new(purpose, "watch ", ""))])
            }
            Action::Remove => {
                let Some(at) = self.watched_at(row) else {
                    let text = "this row is no watched expression".to_owned();
                    return Some(vec![Effect::Say(Role::Dim, text)]);
                };
                self.watched.remove(at);
                self.values.tree.touch();
                Some(Vec::new())
            }
            Action::Pin => {
                self.values.tree.touch();
                if let Some(at) = self.watched_at(row) {
                    self.watched.remove(at);
                    return Some(Vec::new());
                }
                let view = self.values.tree.view(row)?;
                match view.evaluate_name.clone() {
                    Some(expression) => {
                        self.watch(&expression);
                        Some(Vec::new())
                    }
                    None => {
                        let text = format!("no expression leads to {}", view.name);
                        Some(vec![Effect::Say(Role::Warning, text)])
                    }
                }
            }
            _ => self.values.act(action, PaneId::Variables, known),
        }
    }

    fn copied(&self, known: &Known) -> String {
        self.values.copied(known)
    }

    fn entered(&mut self, purpose: &Purpose, text: &str, _known: &Known) -> Vec<Effect> {
        match purpose {
            Purpose::Pane(_, "watch") => {
                self.watch(text.trim());
                self.values.tree.touch();
                Vec::new()
            }
            _ => self.values.entered(purpose, text),
        }
    }
}
