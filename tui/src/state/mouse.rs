//! What the mouse changes.

use std::time::{Duration, Instant};

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use super::{Effect, Overlay, PaneId, State};
use crate::input::Action;

/// Rows that one turn of the wheel scrolls.
const WHEEL: isize = 3;
/// Two clicks within this are one with two.
const DOUBLE: Duration = Duration::from_millis(400);

impl State {
    /// Takes what the mouse did.
    pub fn mouse(&mut self, event: MouseEvent, now: Instant) -> Vec<Effect> {
        self.latest = Some(now);
        let effects = self.mouse_effects(event, now);
        self.carry_out(effects)
    }

    fn mouse_effects(&mut self, event: MouseEvent, now: Instant) -> Vec<Effect> {
        let at = Position { x: event.column, y: event.row };
        match event.kind {
            MouseEventKind::Down(MouseButton::Left) => return self.press_button(at, now),
            MouseEventKind::Drag(MouseButton::Left) => {
                if let Some(border) = self.dragged.clone() {
                    self.layout.drag(&border, at.x, at.y);
                }
            }
            MouseEventKind::Up(_) => self.dragged = None,
            MouseEventKind::ScrollUp => self.wheel(at, -WHEEL),
            MouseEventKind::ScrollDown => self.wheel(at, WHEEL),
            MouseEventKind::ScrollLeft => self.shift_at(at, false),
            MouseEventKind::ScrollRight => self.shift_at(at, true),
            MouseEventKind::Down(_) | MouseEventKind::Drag(_) | MouseEventKind::Moved => {}
        }
        Vec::new()
    }

    fn press_button(&mut self, at: Position, now: Instant) -> Vec<Effect> {
        let double = self.clicked.replace((at, now)).is_some_and(|(place, time)| {
            place == at && now.saturating_duration_since(time) < DOUBLE
        });
        if double {
            // A third click is none of a pair.
            self.clicked = None;
        }
        if let Some(Overlay::Palette(palette)) = &mut self.overlay {
            return match palette.click(at) {
                Some(true) => self.choose(),
                Some(false) => Vec::new(),
                None => {
                    self.overlay = None;
                    Vec::new()
                }
            };
        }
        if self.overlay.take().is_some() {
            return Vec::new();
        }
        let (groups, borders) = self.layout.place(self.body());
        let tab = groups.iter().find(|group| group.title.contains(at));
        let tab = tab.and_then(|group| self.tab_at(group, at));
        // A title is a border as well: a click on a name shows the pane, a drag from it moves the border.
        self.dragged = borders.into_iter().find(|border| border.area.contains(at));
        if let Some(pane) = tab {
            self.show(pane);
            if double {
                self.layout.zoomed = self.layout.zoomed.is_none().then_some(pane);
            }
            return Vec::new();
        }
        let group = groups.into_iter().find(|group| group.inner.contains(at));
        match group {
            Some(group) if self.dragged.is_none() => {
                self.click(group.shown, group.inner, at, double)
            }
            _ => Vec::new(),
        }
    }

    fn wheel(&mut self, at: Position, rows: isize) {
        match &mut self.overlay {
            Some(
                Overlay::Help { top } | Overlay::Answer { top, .. } | Overlay::Detail { top, .. },
            ) => {
                *top = top.saturating_add_signed(rows);
                return;
            }
            Some(Overlay::Palette(palette)) => return palette.step(rows.signum()),
            None => {}
        }
        let (groups, _) = self.layout.place(self.body());
        if let Some(group) = groups.iter().find(|group| group.inner.contains(at)) {
            let len = self.panes.get(group.shown).len(&self.known);
            let height = self.rows_within(group.shown, group.inner).height;
            let pane = self.panes.get_mut(group.shown);
            pane.cursor_mut().scroll(rows, len, height);
            pane.scrolled(&self.known);
        }
    }

    fn shift_at(&mut self, at: Position, right: bool) {
        let (groups, _) = self.layout.place(self.body());
        if let Some(group) = groups.iter().find(|group| group.inner.contains(at)) {
            self.panes.get_mut(group.shown).cursor_mut().shift(right);
        }
    }

    fn click(&mut self, pane: PaneId, inner: Rect, at: Position, double: bool) -> Vec<Effect> {
        self.focus = pane;
        let size = self.size_of(pane);
        let len = self.panes.get(pane).len(&self.known);
        let row = self.panes.get(pane).cursor().top + usize::from(at.y - inner.y);
        if row >= len || usize::from(at.y - inner.y) >= size.height {
            return Vec::new();
        }
        self.panes.get_mut(pane).cursor_mut().select(row, len, size.height);
        self.panes.get_mut(pane).scrolled(&self.known);
        let gutter = self.panes.get(pane).row(&self.known, row).head_width();
        let marks = matches!(pane, PaneId::Source | PaneId::Disassembly | PaneId::Breakpoints);
        let column = usize::from(at.x - inner.x);
        if column < gutter && marks {
            // The gutter of the list tells whether one works, that of code whether there is one.
            let action = match pane {
                PaneId::Breakpoints => Action::EnableBreakpoint,
                _ => Action::ToggleBreakpoint,
            };
            return self.act(action, 1);
        }
        if let Some(column) = column.checked_sub(gutter) {
            let column = column + self.panes.get(pane).cursor().left;
            self.panes.get_mut(pane).clicked(column);
        }
        if double { self.act(Action::Open, 1) } else { Vec::new() }
    }
}
