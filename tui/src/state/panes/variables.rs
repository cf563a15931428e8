//! The variables of the selected frame, and expressions that are watched.

use wrtd_debug::{Format, ScopeKind};

use super::tree::{Kind, Root, Tree};
use crate::{
    connection::{Answer, Query},
    input::Action,
    state::{Cursor, Effect, Known, Pane, PaneId, Prompt, Purpose, Role, Row, Size},
};

/// The variable pane.
#[derive(Debug, Default)]
pub(crate) struct Variables {
    cursor: Cursor,
    tree: Tree,
    /// Expressions that are watched.
    pub(crate) watched: Vec<String>,
    /// The value that is being set.
    edited: Option<String>,
}

impl Variables {
    fn value_of(&self, known: &Known, expression: &str) -> Query {
        let expression = expression.to_owned();
        Query::Value { selection: known.selection, expression, format: self.tree.format }
    }

    fn roots(&self, known: &Known) -> Option<Vec<Root>> {
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
            open: scope.kind != ScopeKind::Statics,
        }));
        Some(roots)
    }

    /// The watched expression of the selected row.
    fn watched_at(&self, row: usize) -> Option<usize> {
        let name = match &self.tree.get(row)?.kind {
            Kind::Value(view) => &view.name,
            Kind::Missing(name, _) => name,
            Kind::Heading(_) | Kind::More(_) => return None,
        };
        if self.tree.get(row)?.path.len() > 1 {
            return None;
        }
        self.watched.iter().position(|expression| expression == name)
    }
}

impl Pane for Variables {
    fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn needs(&self, known: &Known, _size: Size) -> Vec<Query> {
        let mut needs = vec![Query::Scopes(known.selection)];
        needs.extend(self.watched.iter().map(|expression| self.value_of(known, expression)));
        if let Some(roots) = self.roots(known) {
            needs.extend(self.tree.needs(known, &roots));
        }
        needs
    }

    fn refresh(&mut self, known: &Known, _size: Size) {
        if let Some(roots) = self.roots(known) {
            let of = known.frame().map(|frame| frame.function.clone()).unwrap_or_default();
            self.tree.refresh(known, &roots, &of);
        }
    }

    fn len(&self, _known: &Known) -> usize {
        self.tree.len()
    }

    fn row(&self, known: &Known, index: usize) -> Row {
        let mut row = self.tree.row(known, index);
        if self.watched_at(index).is_some() {
            row = row.with_head("w", Role::Key);
        } else if !self.watched.is_empty() {
            row = row.with_head(" ", Role::Plain);
        }
        row
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
        let row = self.cursor.row;
        match action {
            Action::Watch => {
                let purpose = Purpose::Pane(PaneId::Variables, "watch");
                Some(vec![Effect::Prompt(Prompt::new(purpose, "watch ", ""))])
            }
            Action::Remove => {
                let at = self.watched_at(row)?;
                self.watched.remove(at);
                Some(Vec::new())
            }
            Action::Pin => {
                match self.watched_at(row) {
                    Some(at) => {
                        self.watched.remove(at);
                    }
                    None => self.watched.extend(self.tree.view(row)?.evaluate_name.clone()),
                }
                Some(Vec::new())
            }
            _ => act(
                &mut self.tree,
                &mut self.cursor,
                PaneId::Variables,
                &mut self.edited,
                action,
                known,
            ),
        }
    }

    fn entered(&mut self, purpose: &Purpose, text: &str, _known: &Known) -> Vec<Effect> {
        let text = text.trim();
        match purpose {
            Purpose::Pane(_, "watch") => {
                if !text.is_empty() && !self.watched.iter().any(|other| other == text) {
                    self.watched.push(text.to_owned());
                }
                Vec::new()
            }
            _ => set(self.edited.take(), text),
        }
    }
}

/// What keys do in a tree of values.
pub(super) fn act(
    tree: &mut Tree,
    cursor: &mut Cursor,
    pane: PaneId,
    edited: &mut Option<String>,
    action: Action,
    _known: &Known,
) -> Option<Vec<Effect>> {
    let row = cursor.row;
    match action {
        Action::Open => tree.toggle(row),
        Action::Right if tree.set_open(row, true) => {}
        Action::Left if tree.set_open(row, false) => {}
        Action::Left => cursor.row = tree.parent(row)?,
        Action::Notation => tree.format = next(tree.format),
        Action::Edit => {
            let view = tree.view(row)?;
            let Some(name) = view.evaluate_name.clone() else {
                let text = format!("{} cannot be set", view.name);
                return Some(vec![Effect::Say(Role::Warning, text)]);
            };
            let prompt =
                Prompt::new(Purpose::Pane(pane, "set"), format!("{name} = "), view.value.clone());
            *edited = Some(name);
            return Some(vec![Effect::Prompt(prompt)]);
        }
        Action::Follow => {
            let view = tree.view(row)?;
            let text =
                view.evaluate_name.clone().or_else(|| Some(tree.memory(row)?.to_string()))?;
            return Some(vec![Effect::Examine(text)]);
        }
        _ => return None,
    }
    Some(Vec::new())
}

/// Sets a value.
pub(super) fn set(name: Option<String>, text: &str) -> Vec<Effect> {
    match name {
        Some(name) if !text.is_empty() => {
            vec![Effect::command(format!("set var {name} = {text}"))]
        }
        _ => Vec::new(),
    }
}

/// The next notation of numbers.
fn next(format: Format) -> Format {
    use wrtd_debug::Notation::{Binary, Character, Decimal, Hexadecimal, Octal, Usual};
    let notation = match format.notation {
        Usual | Decimal => Hexadecimal,
        Hexadecimal => Octal,
        Octal => Binary,
        Binary => Character,
        Character => Usual,
    };
    Format { hex: false, notation }
}
