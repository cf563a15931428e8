//! What is around the panes: titles, and lines between them.

use ratatui::{buffer::Buffer, layout::Position};

use super::rows::{put, width};
use crate::state::{Border, Direction, Placed, Role, State, clean};

/// A column between two parts; a row between two is the title of the lower one.
pub(super) fn border(buffer: &mut Buffer, state: &State, border: &Border) {
    if border.direction == Direction::Beside {
        let style = state.theme.style(Role::Dim);
        for y in border.area.top()..border.area.bottom() {
            put(buffer, border.area, y, 0, state.known.symbols.vertical, style, state);
        }
    }
}

/// The title row of a group: its panes, and what the one that is seen has to say.
pub(super) fn title(buffer: &mut Buffer, state: &State, group: &Placed) {
    let area = group.title;
    if area.height == 0 {
        return;
    }
    let focused = group.shown == state.focus;
    buffer.set_style(area, state.theme.bar(false));
    let mut x = 0;
    for &pane in &group.panes {
        let text = format!(" {} ", pane.title());
        let shown = pane == group.shown;
        let style = if shown { state.theme.bar(focused) } else { state.theme.bar(false) };
        let style = if shown { style.add_modifier(ratatui::style::Modifier::BOLD) } else { style };
        put(buffer, area, area.y, x, &text, style, state);
        x += width(&text);
    }
    let remark = clean(&state.panes.get(group.shown).remark(&state.known));
    let room = usize::from(area.width).saturating_sub(x + 2);
    let wide = width(&remark);
    if wide > 0 && room > 8 {
        // The end of a path says more than its beginning.
        let text = if wide > room {
            let tail: String =
                remark.chars().rev().take(room - 1).collect::<Vec<_>>().into_iter().rev().collect();
            format!("{}{tail}", state.known.symbols.more)
        } else {
            remark
        };
        let at = usize::from(area.width).saturating_sub(width(&text) + 1);
        put(buffer, area, area.y, at, &text, state.theme.bar(false), state);
    }
}

impl State {
    /// The pane whose name in a title row is at a place.
    pub(crate) fn tab_at(&self, group: &Placed, at: Position) -> Option<crate::state::PaneId> {
        let mut x = usize::from(group.title.x);
        let column = usize::from(at.x);
        group.panes.iter().copied().find(|pane| {
            let start = x;
            x += width(pane.title()) + 2;
            (start..x).contains(&column)
        })
    }
}
