//! The budget pane.

use ratatui::{buffer::Buffer, layout::Rect};

use super::rows;
use crate::state::{PaneId, State};

/// Draws the budget.
pub(super) fn draw(buffer: &mut Buffer, state: &State, area: Rect) {
    rows::draw(buffer, state, PaneId::Budget, area);
}
