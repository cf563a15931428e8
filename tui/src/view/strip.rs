//! The stops so far on one row, above the last row of a high screen.

use ratatui::{buffer::Buffer, layout::Rect, style::Modifier};

use super::rows::{put, row_at, width};
use crate::state::{Role, State};

/// Columns of the description at least, where it is shown.
const LEAST: usize = 60;

/// Draws the strip where the screen has a row for it.
pub(super) fn draw(buffer: &mut Buffer, state: &State) {
    let area = state.strip_row();
    if area.height == 0 {
        return;
    }
    let symbols = state.known.symbols;
    let timeline = &state.panes.timeline;
    let title = " Stops ";
    put(buffer, area, area.y, 0, title, state.theme.style(Role::Dim), state);
    let room = usize::from(area.width).saturating_sub(width(title) + LEAST);
    let mut x = width(title);
    for (sign, current) in timeline.strip(room, symbols) {
        let mut style = state.theme.style(sign.role);
        if current {
            style = style.add_modifier(Modifier::REVERSED);
        }
        put(buffer, area, area.y, x, &sign.text, style, state);
        x += width(&sign.text);
    }
    let rest = usize::from(area.width).saturating_sub(x + 2);
    let row = timeline.described(symbols);
    let at = Rect { x: area.x + x as u16 + 2, width: rest as u16, ..area };
    row_at(buffer, state, at, &row, 0);
}
