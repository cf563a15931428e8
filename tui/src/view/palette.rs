//! The command palette.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Modifier,
    widgets::{Clear, Widget},
};

use super::rows::{put, width};
use crate::state::{Entry, Fit, Overlay, Palette, Role, State, columns};

/// Draws the palette if it is open; where one types in it.
pub(super) fn draw(buffer: &mut Buffer, state: &State) -> Option<Position> {
    let Some(Overlay::Palette(palette)) = &state.overlay else { return None };
    let area = palette.area().intersection(buffer.area);
    if area.height < 2 {
        return None;
    }
    Clear.render(area, buffer);
    buffer.set_style(area, state.theme.ground());
    let bar = state.theme.bar(true);
    buffer.set_style(Rect { height: 1, ..area }, bar);
    let room = usize::from(area.width).saturating_sub(4);
    let before = width(palette.line.before());
    let left = before.saturating_sub(room);
    put(buffer, area, area.y, 1, ">", bar, state);
    put(buffer, area, area.y, 3, &columns(palette.line.text(), left, room), bar, state);
    let foot = Rect { y: area.bottom() - 1, height: 1, ..area };
    for (row, y) in (area.y + 1..foot.y).enumerate() {
        let at = palette.top + row;
        if let Some(fit) = palette.fits.get(at)
            && let Some(entry) = palette.entries().get(fit.entry)
        {
            let line = Rect { y, height: 1, ..area };
            draw_entry(buffer, state, line, entry, fit, at == palette.selected);
        }
    }
    buffer.set_style(foot, state.theme.bar(false));
    put(buffer, foot, foot.y, 1, &hint(palette), state.theme.bar(false), state);
    Some(Position { x: area.x + 3 + (before - left) as u16, y: area.y })
}

fn hint(palette: &Palette) -> String {
    if !palette.remark.is_empty() && palette.line.text().starts_with(['@', '#']) {
        return palette.remark.clone();
    }
    match palette.fits.is_empty() {
        true => "nothing has these letters   @ functions   # sources".to_owned(),
        false => "Enter does it   @ functions   # sources   Esc closes".to_owned(),
    }
}

fn draw_entry(
    buffer: &mut Buffer,
    state: &State,
    line: Rect,
    entry: &Entry,
    fit: &Fit,
    selected: bool,
) {
    let theme = state.theme;
    let keys = width(&entry.keys);
    let room = usize::from(line.width).saturating_sub(keys + 5);
    // What was typed stands out, letter by letter.
    let (plain, typed) =
        (theme.style(Role::Plain), theme.style(Role::Key).add_modifier(Modifier::BOLD));
    let mut x = 2;
    for (at, c) in entry.title.chars().enumerate() {
        let text = c.to_string();
        if x + width(&text) > room + 2 {
            put(buffer, line, line.y, x, state.known.symbols.more, plain, state);
            x += 1;
            break;
        }
        let style = if fit.places.contains(&at) { typed } else { plain };
        put(buffer, line, line.y, x, &text, style, state);
        x += width(&text);
    }
    let left = (room + 2).saturating_sub(x + 2);
    if !entry.detail.is_empty() && left > 8 {
        let detail = columns(&entry.detail, 0, left);
        put(buffer, line, line.y, x + 2, &detail, theme.style(Role::Dim), state);
    }
    let at = usize::from(line.width).saturating_sub(keys + 1);
    put(buffer, line, line.y, at, &entry.keys, theme.style(Role::Dim), state);
    if selected {
        buffer.set_style(line, theme.selected(true));
    }
}
