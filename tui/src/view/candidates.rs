//! Words that could stand in the line that is typed, in a box at it.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    widgets::{Clear, Widget},
};

use super::rows::{put, width};
use crate::state::{Role, State, clean};

/// Rows of the box, and columns of a word in it.
const ROWS: usize = 8;
const COLUMNS: usize = 48;

/// Draws the words, if there are some, above the place where one types or below it.
pub(super) fn draw(buffer: &mut Buffer, state: &State, at: Position) {
    let Some(candidates) = &state.assist.candidates else { return };
    let list = &candidates.list;
    let body = state.body();
    let above = usize::from(at.y.saturating_sub(body.y));
    let below = usize::from(body.bottom().saturating_sub(at.y + 1));
    let room = if above >= ROWS.min(list.len()) { above } else { above.max(below) };
    let rows = list.len().min(ROWS).min(room);
    let selected = candidates.selected.unwrap_or(0);
    let top = (selected + 1).saturating_sub(rows);
    let labels: Vec<String> =
        list.iter().skip(top).take(rows).map(|candidate| clean(&candidate.label)).collect();
    let label = labels.iter().map(|label| width(label)).max().unwrap_or(0).min(COLUMNS);
    let kinds = list.iter().skip(top).take(rows).map(|candidate| candidate.kind);
    let kind = kinds.clone().map(width).max().unwrap_or(0);
    let wide = (label + kind + if kind > 0 { 4 } else { 2 }).min(body.width.into());
    let x = at.x.min(body.right().saturating_sub(wide as u16));
    let y = if room == above { at.y - rows as u16 } else { at.y + 1 };
    let area = Rect { x, y, width: wide as u16, height: rows as u16 };
    Clear.render(area, buffer);
    for (row, (text, kind)) in labels.iter().zip(kinds).enumerate() {
        let y = area.y + row as u16;
        let line = Rect { y, height: 1, ..area };
        let here = candidates.selected == Some(top + row);
        let bar = state.theme.bar(here);
        buffer.set_style(line, bar);
        let text = crate::state::columns(text, 0, COLUMNS);
        put(buffer, line, y, 1, &text, bar, state);
        let style = if here { bar } else { bar.patch(state.theme.style(Role::Dim)) };
        put(buffer, line, y, label + 3, kind, style, state);
    }
    // How many there are beside those that are seen.
    let more = list.len() - rows;
    if let (true, Some(last)) = (more > 0, area.height.checked_sub(1)) {
        let text = format!("{} more ", more);
        let at = usize::from(area.width).saturating_sub(width(&text));
        if at > label.min(width(labels.last().map_or("", String::as_str))) + 1 {
            let style = state.theme.bar(false).patch(state.theme.style(Role::Dim));
            put(buffer, area, area.y + last, at, &text, style, state);
        }
    }
}
