//! What the keys mean, over the panes.

use ratatui::{
    buffer::Buffer,
    layout::Rect,
    widgets::{Clear, Widget},
};

use super::rows;
use crate::{
    input::{BINDINGS, Binding, Scope},
    state::{OWN_COMMANDS, Overlay, Role, Row, State},
};

/// Columns of the help in one column and in two.
const ONE: u16 = 76;
const TWO: u16 = 150;
/// Columns beside it that are worth leaving.
const MARGINS: u16 = 24;
/// Columns of the keys.
const KEYS: usize = 16;

/// Draws the help if it is open.
pub(super) fn draw(buffer: &mut Buffer, state: &State) {
    let Some(Overlay::Help { top }) = &state.overlay else { return };
    let body = state.body();
    let rows = rows_of(state);
    let room = usize::from(body.height).saturating_sub(1);
    // Two columns read as one that goes on to the right, where that shows all of it or there is room for more.
    let two = body.width >= TWO && rows.len() > room;
    // A margin of a few columns shows nothing that can be read.
    let wanted = if two { TWO } else { ONE };
    let width = if body.width < wanted + MARGINS { body.width } else { wanted };
    let needed = if two { rows.len().div_ceil(2) } else { rows.len() };
    let height = body.height.min(u16::try_from(needed + 1).unwrap_or(u16::MAX));
    let area = Rect { x: body.x + (body.width - width) / 2, width, height, ..body };
    Clear.render(area, buffer);
    buffer.set_style(area, state.theme.ground());
    let seen = usize::from(height).saturating_sub(1);
    let pages = if two { 2 } else { 1 };
    let top = (*top).min(rows.len().saturating_sub(seen * pages));
    let scrolls = if rows.len() > seen * pages { "j k scroll, " } else { "" };
    let heading = format!(" Keys in {} ({scrolls}Esc closes) ", state.focus.title());
    buffer.set_style(Rect { height: area.height.min(1), ..area }, state.theme.bar(true));
    rows::put(buffer, area, area.y, 0, &heading, state.theme.bar(true), state);
    let column = area.width / pages as u16;
    for page in 0..pages {
        let x = area.x + column * page as u16;
        let part = rows.iter().skip(top + page * seen);
        for (row, y) in part.zip(area.top() + 1..area.bottom()) {
            rows::row_at(buffer, state, Rect { x, y, width: column, height: 1 }, row, 0);
        }
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
    rows.push(Row::of("  A number before a key does it so often: 10j 3n 2u", Role::Dim));
    rows.push(Row::default());
    rows.push(Row::of(" Commands of the screen, beside those that :help lists", Role::Title));
    for command in OWN_COMMANDS {
        rows.push(Row::of(format!("  :{}", command.usage), Role::Key));
        let words = rows::wrapped(command.summary, usize::from(ONE) - KEYS - 4);
        rows.extend(words.iter().map(|line| Row::of(format!("{:KEYS$}  {line}", ""), Role::Plain)));
    }
    rows.push(Row::default());
    rows.push(Row::of(" Mouse", Role::Title));
    for (what, does) in MOUSE {
        rows.push(Row::of(format!("  {what:<KEYS$}"), Role::Key).with(does, Role::Plain));
    }
    rows
}

const MOUSE: &[(&str, &str)] = &[
    ("click", "Select a row, show a pane by its name"),
    ("click the marks", "Set or remove a breakpoint, in the list enable or disable it"),
    ("double click", "Do what the row is for; on a name give that pane the screen"),
    ("drag a border", "Make panes larger and smaller"),
    ("wheel", "Scroll the pane under the pointer"),
    ("Shift and drag", "Select text for copying, as the terminal does it"),
];

fn is_of(binding: &Binding, state: &State) -> bool {
    matches!(binding.scope, Scope::Pane(panes) if panes.contains(&state.focus))
}

fn row_of(binding: &Binding) -> Row {
    Row::of(format!("  {:<KEYS$}", binding.keys.join(" ")), Role::Key)
        .with(binding.help, Role::Plain)
}
