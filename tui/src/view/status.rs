//! The first row, which says what the program does, and the last one, in which one types.

use ratatui::{buffer::Buffer, layout::Position, style::Modifier};
use wrtd_debug::StopReason;

use super::rows::{put, width};
use crate::state::{Role, State, Status, clean};

/// Milliseconds that a sign of the spinner is shown.
const SPIN: u128 = 250;

/// Draws the first row.
pub(super) fn draw(buffer: &mut Buffer, state: &State) {
    let area = state.status_row();
    buffer.set_style(area, state.theme.bar(false));
    let name = state.known.program.file_name().unwrap_or_default().to_string_lossy();
    let (role, text) = doing(state);
    let mut x = 0;
    for (text, style) in [
        (format!(" wrtd {} ", clean(&name)), state.theme.bar(true).add_modifier(Modifier::BOLD)),
        (format!(" {text}"), state.theme.style(role).add_modifier(Modifier::BOLD)),
    ] {
        put(buffer, area, area.y, x, &text, style, state);
        x += width(&text);
    }
    super::gauges::draw(buffer, state, x);
}

fn doing(state: &State) -> (Role, String) {
    let symbols = state.known.symbols;
    match &state.known.status {
        Status::Loading => (Role::Warning, format!("loading{}", symbols.more)),
        Status::Running { .. } => (Role::Good, "running   Ctrl-C pauses".to_owned()),
        Status::Stopped(stop) => {
            let role = match stop.reason {
                StopReason::Trap | StopReason::Panic | StopReason::Uncaught => Role::Error,
                _ => Role::Current,
            };
            (role, clean(&stop.description))
        }
        Status::Ended { code, results } => {
            let results = results.join(" ");
            let results =
                if results.is_empty() { results } else { format!(": {}", clean(&results)) };
            (Role::Dim, format!("ended with exit code {code}{results}"))
        }
    }
}

/// Draws the last row; where one types in it, if one does.
pub(super) fn last(buffer: &mut Buffer, state: &State) -> Option<Position> {
    let area = state.last_row();
    if area.height == 0 {
        return None;
    }
    if let Some(question) = &state.question {
        let style = state.theme.style(Role::Warning);
        put(buffer, area, area.y, 0, &question.text, style, state);
        return None;
    }
    let recall = state.assist.recall.as_ref();
    let recalled = recall.map(|recall| {
        let found = if recall.missing { "nothing earlier has" } else { "earlier with" };
        clean(&format!("({found} `{}`) ", recall.part))
    });
    if let Some(prompt) = &state.prompt {
        let label = recalled.unwrap_or_else(|| clean(&prompt.label));
        let room = usize::from(area.width).saturating_sub(width(&label) + 1);
        let before = width(prompt.line.before());
        let left = before.saturating_sub(room);
        let text = crate::state::columns(prompt.line.text(), left, room + 1);
        put(buffer, area, area.y, 0, &label, state.theme.style(Role::Key), state);
        put(buffer, area, area.y, width(&label), &text, state.theme.style(Role::Plain), state);
        let x = width(&label) + before - left;
        return Some(Position { x: area.x + x as u16, y: area.y });
    }
    if let Some(text) = recalled {
        put(buffer, area, area.y, 0, &text, state.theme.style(Role::Key), state);
        return None;
    }
    let (role, text) = match (&state.busy, &state.said) {
        (Some(what), _) => (Role::Warning, waiting(state, what)),
        (None, Some((role, text))) => (*role, text.clone()),
        (None, None) => (Role::Dim, hints(state)),
    };
    put(buffer, area, area.y, 0, &text, state.theme.style(role), state);
    let partial = state.partial.text();
    if !partial.is_empty() {
        let at = usize::from(area.width).saturating_sub(width(&partial) + 2);
        let text = format!(" {partial} ");
        put(buffer, area, area.y, at, &text, state.theme.style(Role::Key), state);
    }
    None
}

/// What is waited for, and since when. What takes a second or two only is not counted.
fn waiting(state: &State, what: &str) -> String {
    let turns = state.known.symbols.spinner;
    let turn = turns[(state.waited.as_millis() / SPIN) as usize % turns.len()];
    let seconds = match state.waited.as_secs() {
        0 => String::new(),
        seconds => format!(" {seconds} s"),
    };
    let hint = match state.known.status {
        Status::Loading => "q leaves",
        _ => "Esc gives up",
    };
    format!("{turn} {}{}{seconds}   {hint}", clean(what), state.known.symbols.more)
}

fn hints(state: &State) -> String {
    let hints = match state.known.status {
        Status::Loading => ": command   ? keys   q quit",
        Status::Running { .. } => "Ctrl-C pause   Tab pane   ? keys   q quit",
        Status::Ended { .. } => "c run again   Tab pane   : command   ? keys   q quit",
        _ => {
            "c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys  q quit"
        }
    };
    const MORE: &str = "  / search  Ctrl-P find anything";
    let more = usize::from(state.screen.width) >= width(hints) + width(MORE) + 2;
    format!("{hints}{}", if more { MORE } else { "" })
}
