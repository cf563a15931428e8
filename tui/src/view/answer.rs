//! What a command has answered, over the last rows of the panes.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    widgets::{Clear, Widget},
};

use super::rows;
use crate::state::{Overlay, State};

/// Draws the answer if there is one.
pub(super) fn draw(buffer: &mut Buffer, state: &State) {
    let Some(Overlay::Answer { rows, top }) = &state.overlay else { return };
    let body = state.body();
    // A part of what is below stays in sight, wherever there is room for it.
    let most = if body.height > 12 { body.height - 4 } else { body.height };
    let height = u16::try_from(rows.len() + 1).unwrap_or(u16::MAX).min(most);
    let area = Rect { y: body.bottom() - height, height, ..body };
    Clear.render(area, buffer);
    buffer.set_style(area, state.theme.ground());
    let seen = usize::from(height).saturating_sub(1);
    let top = (*top).min(rows.len().saturating_sub(seen));
    let heading = match rows.len() > seen {
        true => {
            format!(" {} to {} of {}: j k scroll, Esc closes ", top + 1, top + seen, rows.len())
        }
        false => " Esc closes ".to_owned(),
    };
    let bar = state.theme.bar(true);
    buffer.set_style(Rect { height: height.min(1), ..area }, bar);
    rows::put(buffer, area, area.y, 0, &heading, bar, state);
    for (row, y) in rows.iter().skip(top).zip(area.top() + 1..area.bottom()) {
        rows::row_at(
            buffer,
            state,
            Rect { x: area.x + 1, y, width: area.width.saturating_sub(1), height: 1 },
            row,
            0,
        );
    }
}
