//! The rows of a pane.

use ratatui::{
    buffer::Buffer,
    layout::{Position, Rect},
    style::Style,
};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::state::{PaneId, Part, Role, Row, Size, State, columns};

/// Columns of a text.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// Columns between a row's text and what is noted behind it.
const NOTE_GAP: usize = 3;

/// Draws the rows of a pane that are seen.
pub(super) fn draw(buffer: &mut Buffer, state: &State, id: PaneId, area: Rect) {
    let pane = state.panes.get(id);
    let len = pane.len(&state.known);
    let cursor = *pane.cursor();
    let focused = state.focus == id;
    let whole = area;
    let area = Rect { height: state.rows_within(id, area).height as u16, ..area };
    if area.height < whole.height {
        let size = Size { width: whole.width.into(), height: whole.height.into() };
        let foot = pane.foot_rows(&state.known, size);
        for (row, y) in foot.iter().zip(area.bottom()..whole.bottom()) {
            row_at(buffer, state, Rect { y, height: 1, ..whole }, row, 0);
        }
    }
    if len == 0 {
        let text = pane.placeholder(&state.known);
        let style = state.theme.style(Role::Dim);
        for (line, y) in
            wrapped(&text, area.width.into()).into_iter().zip(area.top()..area.bottom())
        {
            put(buffer, area, y, 0, &line, style, state);
        }
        return;
    }
    for y in area.top()..area.bottom() {
        let index = cursor.top + usize::from(y - area.y);
        if index >= len {
            break;
        }
        let row = pane.row(&state.known, index);
        row_at(buffer, state, Rect { y, height: 1, ..area }, &row, cursor.left);
        if row.current {
            buffer.set_style(Rect { y, height: 1, ..area }, state.theme.current_row());
        }
        if index == cursor.row && (focused || !row.current) {
            buffer.set_style(Rect { y, height: 1, ..area }, state.theme.selected(focused));
        }
        if focused && !state.search.text.is_empty() {
            let text = row.text();
            for found in state.search.places(&text) {
                highlight(buffer, state, Rect { y, height: 1, ..area }, &row, cursor.left, found);
            }
        }
    }
}

/// One row: its gutter, its text from a column on, and what is at the right end where that has room.
pub(super) fn row_at(buffer: &mut Buffer, state: &State, area: Rect, row: &Row, left: usize) {
    let mut x = 0;
    for part in &row.head {
        x += part_at(buffer, state, area, x, part);
    }
    let gutter = x;
    let mut skipped = left;
    for part in &row.parts {
        let wide = width(&part.text);
        if skipped >= wide {
            skipped -= wide;
            continue;
        }
        let room = usize::from(area.width).saturating_sub(x);
        if room == 0 {
            break;
        }
        let text = columns(&part.text, skipped, room);
        skipped = 0;
        put(buffer, area, area.y, x, &text, state.theme.style(part.role), state);
        x += width(&text);
    }
    let room = usize::from(area.width).saturating_sub(gutter);
    let mut cut = row.width().saturating_sub(left) > room;
    let whole = usize::from(area.width);
    if let Some(start) = note_start(row, gutter, left, whole) {
        x = start;
        put(buffer, area, area.y, x - NOTE_GAP.min(x), &" ".repeat(whole), Style::new(), state);
        for part in &row.note {
            x += part_at(buffer, state, area, x, part);
        }
        cut = x > whole;
    }
    if cut && area.width > 0 {
        let style = state.theme.style(Role::Dim);
        let last = usize::from(area.width) - 1;
        put(buffer, area, area.y, last, state.known.symbols.more, style, state);
    }
    let tail: usize = row.tail.iter().map(|part| width(&part.text)).sum();
    if tail > 0 && x + 2 + tail <= usize::from(area.width) {
        let mut x = usize::from(area.width) - tail;
        for part in &row.tail {
            x += part_at(buffer, state, area, x, part);
        }
    }
}

/// Where a note begins: behind the text, or over the end of it that may be covered; `None` where the rest of the text
/// leaves no room for it.
fn note_start(row: &Row, gutter: usize, left: usize, whole: usize) -> Option<usize> {
    let wide: usize = row.note.iter().map(|part| width(&part.text)).sum();
    let text = row.width().saturating_sub(left);
    let (end, needed) = (gutter + text, gutter + text.saturating_sub(row.spare));
    let start = (end + NOTE_GAP).min((needed + NOTE_GAP).max(whole.saturating_sub(wide)));
    (wide > 0 && start < whole).then_some(start)
}

fn part_at(buffer: &mut Buffer, state: &State, area: Rect, x: usize, part: &Part) -> usize {
    put(buffer, area, area.y, x, &part.text, state.theme.style(part.role), state);
    width(&part.text)
}

/// Writes a text from a column of an area on, cut where that ends; in ASCII where that is wanted.
pub(super) fn put(
    buffer: &mut Buffer,
    area: Rect,
    y: u16,
    x: usize,
    text: &str,
    style: Style,
    state: &State,
) {
    let Some(room) = usize::from(area.width).checked_sub(x).filter(|&room| room > 0) else {
        return;
    };
    // A screen may have no room for a row that every screen has.
    if !buffer.area.contains(Position { x: area.x.saturating_add(x as u16), y }) {
        return;
    }
    if state.theme.ascii && !text.is_ascii() {
        let replaced: String = text.graphemes(true).map(ascii).collect();
        buffer.set_stringn(area.x + x as u16, y, replaced, room, style);
    } else {
        buffer.set_stringn(area.x + x as u16, y, text, room, style);
    }
}

/// What stands for a character where only ASCII is drawn, as wide as that.
fn ascii(grapheme: &str) -> &str {
    match grapheme {
        plain if plain.is_ascii() => plain,
        "→" | "▶" | "▷" | "▸" | "›" => ">",
        "←" | "◀" | "‹" => "<",
        "●" => "*",
        "◆" => "?",
        "◇" => "!",
        "○" => "o",
        "◌" | "×" => "x",
        "▾" | "─" | "–" | "—" | "·" => "-",
        "│" => "|",
        "…" => "~",
        "‘" | "’" => "'",
        "“" | "”" => "\"",
        other => match width(other) {
            0 => "",
            1 => "?",
            _ => "??",
        },
    }
}

fn highlight(
    buffer: &mut Buffer,
    state: &State,
    area: Rect,
    row: &Row,
    left: usize,
    found: std::ops::Range<usize>,
) {
    let text = row.text();
    let gutter: usize = row.head.iter().map(|part| width(&part.text)).sum();
    let (Some(before), Some(inside)) = (text.get(..found.start), text.get(found)) else { return };
    let start = gutter + width(before).saturating_sub(left);
    let hidden = left.saturating_sub(width(before));
    let wide = width(inside).saturating_sub(hidden);
    if start < usize::from(area.width) {
        let wide = wide.min(usize::from(area.width) - start);
        let at = Rect { x: area.x + start as u16, width: wide as u16, ..area };
        buffer.set_style(at, state.theme.found());
    }
}

/// A text in lines of at most so many columns, broken between words.
pub(super) fn wrapped(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let Some(line) = lines.last_mut() else { break };
        if line.is_empty() {
            line.push_str(word);
        } else if width(line) + 1 + width(word) <= room {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_covers_what_may_be_covered_and_nothing_else() {
        let row = |code: &str, comment: &str| {
            let mut row = Row::of(code, Role::Plain).with(comment, Role::Comment);
            row.spare = comment.len();
            row.with_note("value = 1", Role::Dim)
        };
        // Behind all where there is room, over the comment where there is less.
        assert_eq!(note_start(&row("let a = 1;", " // one"), 4, 0, 40), Some(24));
        assert_eq!(note_start(&row("let a = 1;", " // one"), 4, 0, 27), Some(18));
        // Never over the code, however far the comment reaches beyond the edge.
        let long = "// and so on".repeat(9);
        assert_eq!(note_start(&row("let a = 1;", &long), 4, 0, 24), Some(17));
        assert_eq!(note_start(&row("let a = 1;", &long), 4, 0, 17), None);
        // Scrolled sideways.
        assert_eq!(note_start(&row("let a = 1;", &long), 4, 8, 24), Some(15));
    }
}
