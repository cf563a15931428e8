//! A tree of values with a cursor: what keys do in it, in whatever pane it is.

use wrtd_debug::{SessionError, VariableView};
use wrtd_limits::DebugRights;

use super::tree::{Kind, Path, Root, Tree, notation_name};
use crate::{
    connection::Request,
    input::Action,
    state::{Cursor, Effect, Known, PaneId, Prompt, Purpose, Role, Row, Size},
};

/// A tree of values with a cursor.
#[derive(Debug, Default)]
pub(super) struct Values {
    pub(super) cursor: Cursor,
    pub(super) tree: Tree,
    /// The value that is being set.
    edited: Option<Path>,
    /// An element of the value of a path that is to be selected once it is read.
    wanted: Option<(Path, u64)>,
}

impl Values {
    /// Takes what has become known.
    pub(super) fn refresh(&mut self, known: &Known, roots: &[Root], size: Size, margin: usize) {
        let room = size.width.saturating_sub(margin);
        self.cursor.row = self.tree.refresh(known, roots, room, self.cursor.row);
        if let Some((path, element)) = self.wanted.take() {
            let row = self.row_of(&path);
            match row.and_then(|row| self.tree.element(row, element)) {
                Some(row) => self.cursor.centre(row, self.tree.len(), size.height),
                None if !self.tree.is_read() => self.wanted = Some((path, element)),
                None => {}
            }
        }
    }

    fn row_of(&self, path: &Path) -> Option<usize> {
        (0..self.tree.len()).find(|&row| {
            self.tree
                .get(row)
                .is_some_and(|it| it.path == *path && matches!(it.kind, Kind::Value(_)))
        })
    }

    /// Does what a key asks for, in a pane.
    pub(super) fn act(
        &mut self,
        action: Action,
        pane: PaneId,
        known: &Known,
    ) -> Option<Vec<Effect>> {
        let row = self.cursor.row;
        match action {
            Action::Open => self.tree.toggle(row),
            Action::Right if self.tree.set_open(row, true) => {}
            Action::Right if self.tree.get(row)?.open == Some(true) => self.cursor.row += 1,
            Action::Right if self.tree.fits(known, row, self.cursor.left) => {}
            Action::Left if self.cursor.left > 0 => return None,
            Action::Left if self.tree.set_open(row, false) => {}
            Action::Left => self.cursor.row = self.tree.parent(row)?,
            Action::Notation => {
                let format = self.tree.next_notation(row)?;
                return Some(vec![say(format!("numbers {}", notation_name(format)))]);
            }
            Action::NotationOfAll => {
                let format = self.tree.next_notation_of_all();
                return Some(vec![say(format!("all numbers {}", notation_name(format)))]);
            }
            Action::Edit => return Some(self.edit(pane, known)),
            Action::Element => {
                let Some((_, count)) = self.tree.sequence(row) else {
                    return Some(vec![say("this is no sequence of elements".to_owned())]);
                };
                let purpose = Purpose::Pane(pane, "element");
                let label = format!("element (0 to {}): ", count - 1);
                return Some(vec![Effect::Prompt(Prompt::new(purpose, label, ""))]);
            }
            Action::Detail => return Some(self.detail(known)),
            Action::Follow => return Some(vec![self.follow()?]),
            _ => return None,
        }
        Some(Vec::new())
    }

    fn follow(&self) -> Option<Effect> {
        let view = self.tree.view(self.cursor.row)?;
        let lies = view.memory.map(|place| place.to_string());
        Some(match lies.or_else(|| view.evaluate_name.clone()) {
            Some(text) => Effect::Examine(text),
            None => Effect::Say(Role::Warning, format!("{} does not lie in memory", view.name)),
        })
    }

    fn edit(&mut self, pane: PaneId, known: &Known) -> Vec<Effect> {
        let row = self.cursor.row;
        let (Some(at), Some(view)) = (self.tree.get(row), self.tree.view(row)) else {
            return vec![say("there is no value in this row".to_owned())];
        };
        if !view.writable {
            return vec![Effect::Say(Role::Warning, why_not(view, known))];
        }
        let name = view.evaluate_name.as_ref().unwrap_or(&view.name);
        // What a pointer points to is no part of its value.
        let value = view.value.split(" → ").next().unwrap_or_default();
        let prompt = Prompt::new(Purpose::Pane(pane, "set"), format!("{name} = "), value);
        self.edited = Some(at.path.clone());
        vec![Effect::Prompt(prompt)]
    }

    /// Takes what was typed.
    pub(super) fn entered(&mut self, purpose: &Purpose, text: &str) -> Vec<Effect> {
        let text = text.trim();
        match purpose {
            Purpose::Pane(_, "element") => self.go_to(text),
            Purpose::Pane(_, "set") if !text.is_empty() => {
                let row = self.edited.take().and_then(|path| self.row_of(&path));
                row.map_or_else(Vec::new, |row| self.set(row, text))
            }
            _ => Vec::new(),
        }
    }

    fn set(&self, row: usize, value: &str) -> Vec<Effect> {
        let (Some(at), Some(view)) = (self.tree.get(row), self.tree.view(row)) else {
            return Vec::new();
        };
        // A name with the sign in it, of an element of a map, would be taken apart in a command.
        match (view.evaluate_name.as_ref().filter(|name| !name.contains('=')), at.of) {
            (Some(name), _) => vec![Effect::command(format!("set var {name} = {value}"))],
            (None, Some(of)) => {
                let (name, value) = (view.name.clone(), value.to_owned());
                vec![Effect::Request(Request::Set { of, name, value })]
            }
            (None, None) => {
                vec![Effect::Say(Role::Warning, format!("{} cannot be set by its name", view.name))]
            }
        }
    }

    fn go_to(&mut self, text: &str) -> Vec<Effect> {
        let Some((row, count)) = self.tree.sequence(self.cursor.row) else { return Vec::new() };
        let plain = text.trim_start_matches('[').trim_end_matches(']');
        match plain.parse::<u64>() {
            Ok(element) if element < count => {
                if self.tree.element(row, element).is_none() {
                    self.tree.jump(row, element);
                }
                self.wanted = self.tree.get(row).map(|at| (at.path.clone(), element));
                Vec::new()
            }
            Ok(_) => {
                let text = format!("there is no element {plain}; the last one is {}", count - 1);
                vec![Effect::Say(Role::Error, text)]
            }
            Err(_) if text.is_empty() => Vec::new(),
            Err(_) => {
                let text = format!("`{text}` is no index; write a number from 0 to {}", count - 1);
                vec![Effect::Say(Role::Error, text)]
            }
        }
    }

    fn detail(&self, known: &Known) -> Vec<Effect> {
        let Some(row) = self.tree.get(self.cursor.row) else { return Vec::new() };
        let line = |name: &str, text: &str, role| {
            Row::of(format!("{name:<12}"), Role::Dim).with(text, role)
        };
        match &row.kind {
            Kind::Value(view) => {
                let role = if row.change.changed { Role::Changed } else { Role::Value };
                let mut rows = vec![line("value", &view.value, role)];
                let before = row.change.before.as_deref();
                rows.extend(before.map(|before| line("was", before, Role::Plain)));
                if !view.type_name.is_empty() {
                    rows.push(line("type", &view.type_name, Role::Type));
                }
                let inside = view.named.saturating_add(view.indexed);
                if inside > 0 {
                    rows.push(line("holds", &format!("{inside} values"), Role::Plain));
                }
                if let Some(expression) = &view.evaluate_name {
                    rows.push(line("expression", expression, Role::Name));
                }
                if let Some(place) = view.memory {
                    let text = format!("{:#x}", place.address);
                    rows.push(line("memory", &text, Role::Address).with("  m shows it", Role::Dim));
                }
                if !view.writable {
                    rows.push(line("set", &why_not(view, known), Role::Plain));
                }
                vec![Effect::Detail { title: view.name.clone(), rows }]
            }
            Kind::Missing(name, why) => {
                vec![Effect::Detail {
                    title: name.clone(),
                    rows: vec![line("error", why, Role::Plain)],
                }]
            }
            Kind::Heading(_) | Kind::Before(_) | Kind::More(_) => Vec::new(),
        }
    }

    /// What is copied of the selected row: `name = value`.
    pub(super) fn copied(&self, known: &Known) -> String {
        match self.tree.view(self.cursor.row) {
            Some(view) => {
                let name = view.evaluate_name.as_ref().unwrap_or(&view.name);
                crate::state::clean(&format!("{name} = {}", view.value))
            }
            None => self.tree.row(known, self.cursor.row).text().trim().to_owned(),
        }
    }
}

fn say(text: String) -> Effect {
    Effect::Say(Role::Dim, text)
}

/// Why a value cannot be set, and what can be done.
fn why_not(view: &VariableView, known: &Known) -> String {
    if let Some(budget) = &known.budget
        && budget.level.debug_rights() != DebugRights::Full
    {
        let (level, provenance) = (budget.level, budget.level_provenance);
        return SessionError::ReadOnly { level, provenance }.to_string();
    }
    match view.children {
        Some(_) => format!("{} cannot be set as a whole; open it and set a part of it", view.name),
        None => format!("{} has no place of its own that could be written", view.name),
    }
}
