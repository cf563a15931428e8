//! The screen: what the state holds, drawn. Nothing here changes anything or asks anybody.

mod answer;
mod candidates;
mod chrome;
mod detail;
mod gauges;
mod help;
mod palette;
mod rows;
mod status;
mod strip;

use ratatui::{Frame, layout::Position};

use crate::state::{PaneId, State};

/// Draws everything.
pub fn draw(frame: &mut Frame<'_>, state: &State) {
    let area = frame.area();
    frame.buffer_mut().set_style(area, state.theme.ground());
    status::draw(frame.buffer_mut(), state);
    let (groups, borders) = state.layout.place(state.body());
    for border in &borders {
        chrome::border(frame.buffer_mut(), state, border);
    }
    for group in &groups {
        chrome::title(frame.buffer_mut(), state, group);
        rows::draw(frame.buffer_mut(), state, group.shown, group.inner);
    }
    strip::draw(frame.buffer_mut(), state);
    let cursor = status::last(frame.buffer_mut(), state).or_else(|| console_cursor(state, &groups));
    help::draw(frame.buffer_mut(), state);
    detail::draw(frame.buffer_mut(), state);
    answer::draw(frame.buffer_mut(), state);
    if let Some(cursor) = cursor {
        candidates::draw(frame.buffer_mut(), state, cursor);
    }
    let cursor = palette::draw(frame.buffer_mut(), state).or(cursor);
    state.theme.adapt(frame.buffer_mut());
    if let Some(cursor) = cursor.filter(|at| area.contains(*at)) {
        frame.set_cursor_position(cursor);
    }
}

/// Where one types in the console.
fn console_cursor(state: &State, groups: &[crate::state::Placed]) -> Option<Position> {
    if state.focus != PaneId::Console || state.overlay.is_some() {
        return None;
    }
    let inner = groups.iter().find(|group| group.shown == PaneId::Console)?.inner;
    let pane = crate::state::Pane::cursor(&state.panes.console);
    let last = crate::state::Pane::len(&state.panes.console, &state.known) - 1;
    let row = last.checked_sub(pane.top).filter(|&row| row < usize::from(inner.height))?;
    let typed = rows::width("(wrtd) ") + rows::width(state.panes.console.line.before());
    let column = typed.saturating_sub(pane.left).min(usize::from(inner.width.saturating_sub(1)));
    Some(Position { x: inner.x + column as u16, y: inner.y + row as u16 })
}
