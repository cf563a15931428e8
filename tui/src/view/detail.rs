//! All of what a row has no room for, over the panes.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    widgets::{Clear, Widget},
};
use unicode_segmentation::UnicodeSegmentation;

use super::rows::{self, width};
use crate::state::{Overlay, Part, Row, State};

/// Columns that it has at most, where text is still easy to read.
const WIDEST: u16 = 100;

/// Draws it if it is open.
pub(super) fn draw(buffer: &mut Buffer, state: &State) {
    let Some(Overlay::Detail { title, rows, top }) = &state.overlay else { return };
    let body = state.body();
    let wide = body.width.min(WIDEST);
    let room = usize::from(wide.saturating_sub(2)).max(1);
    let lines: Vec<Row> = rows.iter().flat_map(|row| wrapped(row, room)).collect();
    let height = body.height.min(u16::try_from(lines.len() + 1).unwrap_or(u16::MAX));
    let x = body.x + (body.width - wide) / 2;
    let y = body.y + (body.height - height) / 2;
    let area = Rect { x, y, width: wide, height };
    Clear.render(area, buffer);
    buffer.set_style(area, state.theme.ground());
    let shown = usize::from(height).saturating_sub(1);
    let top = (*top).min(lines.len().saturating_sub(shown));
    let more =
        if lines.len() > shown { "j k scroll, any other key closes" } else { "any key closes" };
    buffer.set_style(Rect { height: height.min(1), ..area }, state.theme.bar(true));
    let heading = format!(" {} ({more}) ", crate::state::clean(title));
    rows::put(buffer, area, area.y, 0, &heading, state.theme.bar(true), state);
    for (row, y) in lines.iter().skip(top).zip(area.top() + 1..area.bottom()) {
        let inside = Rect { x: area.x + 1, y, width: area.width.saturating_sub(2), height: 1 };
        rows::row_at(buffer, state, inside, row, 0);
    }
}

/// A row in rows of so many columns; those behind the first begin where its second part does.
fn wrapped(row: &Row, room: usize) -> Vec<Row> {
    let first = row.parts.first().map_or(0, |part| width(&part.text));
    let indent = if row.parts.len() > 1 && 2 * first <= room { first } else { 0 };
    let mut lines = vec![Row::default()];
    let mut column = 0;
    for part in &row.parts {
        let mut text = String::new();
        for grapheme in part.text.graphemes(true) {
            if column + width(grapheme) > room {
                push(&mut lines, std::mem::take(&mut text), part);
                let blanks = Part { text: " ".repeat(indent), role: part.role };
                lines.push(Row { parts: vec![blanks], ..Row::default() });
                column = indent;
            }
            text.push_str(grapheme);
            column += width(grapheme);
        }
        push(&mut lines, text, part);
    }
    lines
}

fn push(lines: &mut [Row], text: String, of: &Part) {
    if let Some(line) = lines.last_mut() {
        line.parts.push(Part { text, role: of.role });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Role;

    #[test]
    fn a_long_value_is_broken_where_its_column_ends() {
        let row = Row::of("value ", Role::Dim).with("日本語 text", Role::Value);
        let lines: Vec<String> = wrapped(&row, 13).iter().map(Row::text).collect();
        assert_eq!(lines, ["value 日本語 ", "      text"]);
        let row = Row::of("0123456789", Role::Plain);
        let lines: Vec<String> = wrapped(&row, 4).iter().map(Row::text).collect();
        assert_eq!(lines, ["0123", "4567", "89"]);
    }
}
