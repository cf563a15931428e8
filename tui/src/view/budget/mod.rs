//! The budget: its pane, and the strip of small gauges in the status row.

mod strip;

use ratatui::{buffer::Buffer, layout::Rect};

use super::rows;
use crate::state::{PaneId, State};

pub(super) use strip::draw as strip;

/// Draws the pane: its rows, and what the selected one means below them.
pub(super) fn draw(buffer: &mut Buffer, state: &State, area: Rect) {
    let height = state.rows_within(PaneId::Budget, area).height as u16;
    rows::draw(buffer, state, PaneId::Budget, Rect { height, ..area });
    if height == area.height {
        return;
    }
    let explained = state.panes.budget.foot_rows(&state.known, area.width.into());
    for (row, y) in explained.iter().zip(area.y + height..area.bottom()) {
        rows::row_at(buffer, state, Rect { y, height: 1, ..area }, row, 0);
    }
}
