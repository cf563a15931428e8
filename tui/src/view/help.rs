//! What the keys mean, over the panes.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    widgets::{Clear, Widget},
};

use super::rows;
use crate::{
    input::{BINDINGS, Binding, Scope},
    state::{Overlay, Role, Row, State},
};

/// Draws the help if it is open.
pub(super) fn draw(buffer: &mut Buffer, state: &State) {
    let Some(Overlay::Help { top }) = &state.overlay else { return };
    let body = state.body();
    let area =
        Rect { x: body.x + body.width.saturating_sub(74) / 2, width: body.width.min(74), ..body };
    Clear.render(area, buffer);
    buffer.set_style(area, state.theme.ground());
    let rows = rows_of(state);
    let height = usize::from(area.height).saturating_sub(1);
    let top = (*top).min(rows.len().saturating_sub(height));
    let heading = format!(" Keys of {} (j k scroll, any other key closes) ", state.focus.title());
    buffer.set_style(Rect { height: area.height.min(1), ..area }, state.theme.bar(true));
    rows::put(buffer, area, area.y, 0, &heading, state.theme.bar(true), state);
    for (row, y) in rows.iter().skip(top).zip(area.top() + 1..area.bottom()) {
        rows::row_at(buffer, state, Rect { y, height: 1, ..area }, row, 0);
    }
}

fn rows_of(state: &State) -> Vec<Row> {
    let own = BINDINGS.iter().filter(|binding| is_of(binding, state));
    let everywhere = BINDINGS.iter().filter(|binding| binding.scope == Scope::Everywhere);
    let mut rows: Vec<Row> = own.map(row_of).collect();
    if !rows.is_empty() {
        rows.insert(0, Row::of(format!(" In {}", state.focus.title()), Role::Title));
        rows.push(Row::default());
    }
    rows.push(Row::of(" Everywhere", Role::Title));
    rows.extend(everywhere.map(row_of));
    rows
}

fn is_of(binding: &Binding, state: &State) -> bool {
    matches!(binding.scope, Scope::Pane(panes) if panes.contains(&state.focus))
}

fn row_of(binding: &Binding) -> Row {
    Row::of(format!("  {:<16}", binding.keys.join(" ")), Role::Key).with(binding.help, Role::Plain)
}
