//! What keys and the mouse change.

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

use super::{
    Direction, Effect, Layout, Overlay, PaneId, Preset, Prompt, Purpose, Role, State, Status,
};
use crate::{
    connection::Selection,
    input::{Action, Key},
};

/// Thousandths of a part that a key makes it larger by.
const GROWTH: i16 = 50;
/// A motion that takes longer is one that its user knows of, and no step that is about to end.
const A_WHILE: Duration = Duration::from_millis(400);
/// Rows that one turn of the wheel scrolls.
const WHEEL: isize = 3;

impl State {
    /// Takes a key.
    pub fn key(&mut self, event: KeyEvent, now: Instant) -> Vec<Effect> {
        if event.kind == KeyEventKind::Release {
            return Vec::new();
        }
        let key = Key::of(event);
        let effects = if self.prompt.is_some() {
            self.type_key(event, key)
        } else if self.overlay.is_some() {
            self.overlay_key(key);
            Vec::new()
        } else if let Some(effects) = self.console_key(event, key) {
            effects
        } else {
            match self.keymap.action(self.focus, key) {
                Some(action) => self.act(action, now),
                None => Vec::new(),
            }
        };
        self.carry_out(effects)
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> Vec<Effect> {
        if let Some(prompt) = &mut self.prompt {
            prompt.line.insert(text);
        } else if self.focus == PaneId::Console {
            self.panes.console.line.insert(text);
        }
        self.carry_out(Vec::new())
    }

    /// The screen has another size now.
    pub fn resize(&mut self, width: u16, height: u16) -> Vec<Effect> {
        self.screen = Rect { x: 0, y: 0, width, height };
        self.layout.resize(self.body());
        if !self.layout.seen().contains(&self.focus) {
            self.layout.show(self.focus, PaneId::Source);
        }
        self.carry_out(Vec::new())
    }

    /// In the console letters are typed, so that it feels like a shell of the debugger; other keys mean what they mean
    /// everywhere.
    fn console_key(&mut self, event: KeyEvent, key: Key) -> Option<Vec<Effect>> {
        if self.focus != PaneId::Console {
            return None;
        }
        let console = &mut self.panes.console;
        match (event.code, key.letter()) {
            (KeyCode::Enter, _) => {
                let line = console.enter();
                return Some(self.command(line));
            }
            (KeyCode::Up, _) => console.earlier(),
            (KeyCode::Down, _) => console.later(),
            _ if edit(&mut console.line, event, key) => {}
            _ => return None,
        }
        Some(Vec::new())
    }

    fn command(&mut self, line: String) -> Vec<Effect> {
        if line.trim().is_empty() {
            return Vec::new();
        }
        // As in vi.
        if let Some(line) = line.trim().parse().ok().filter(|&line| line > 0)
            && self.panes.source.go_to_line(line)
        {
            return vec![Effect::Show(PaneId::Source)];
        }
        self.panes.console.asked(&line);
        vec![Effect::command(line)]
    }

    fn type_key(&mut self, event: KeyEvent, key: Key) -> Vec<Effect> {
        let Some(prompt) = &mut self.prompt else { return Vec::new() };
        match event.code {
            KeyCode::Esc => self.prompt = None,
            KeyCode::Enter => return self.enter(),
            KeyCode::Char('c') if key == control('c') => self.prompt = None,
            KeyCode::Backspace if prompt.line.text().is_empty() => self.prompt = None,
            _ => {
                edit(&mut prompt.line, event, key);
                if prompt.purpose == Purpose::Search {
                    let text = prompt.line.text().to_owned();
                    self.search_for(&text);
                }
            }
        }
        Vec::new()
    }

    fn enter(&mut self) -> Vec<Effect> {
        let Some(prompt) = self.prompt.take() else { return Vec::new() };
        let text = prompt.line.text().to_owned();
        match &prompt.purpose {
            Purpose::Command => {
                self.panes.console.remember(&text);
                self.command(text)
            }
            Purpose::Search => Vec::new(),
            Purpose::Input => vec![Effect::Feed(format!("{text}\n"))],
            Purpose::Pane(pane, _) => {
                self.panes.get_mut(*pane).entered(&prompt.purpose, &text, &self.known)
            }
        }
    }

    fn overlay_key(&mut self, key: Key) {
        let Some(Overlay::Help { top } | Overlay::Detail { top, .. }) = &mut self.overlay else {
            return;
        };
        match self.keymap.action(PaneId::Source, key) {
            Some(Action::Down) => *top += 1,
            Some(Action::Up) => *top = top.saturating_sub(1),
            Some(Action::PageDown | Action::HalfDown) => *top += 10,
            Some(Action::PageUp | Action::HalfUp) => *top = top.saturating_sub(10),
            _ => self.overlay = None,
        }
    }

    /// Does what a key asks for.
    pub(crate) fn act(&mut self, action: Action, now: Instant) -> Vec<Effect> {
        let focus = self.focus;
        let own = self.panes.get_mut(focus).act(action, &self.known);
        if let Some(effects) = own {
            return effects;
        }
        let size = self.size_of(focus);
        let len = self.panes.get(focus).len(&self.known);
        let half = (size.height / 2).max(1) as isize;
        let page = size.height.saturating_sub(1).max(1) as isize;
        let mut step = |rows| self.panes.get_mut(focus).cursor_mut().step(rows, len, size.height);
        match action {
            Action::Up => step(-1),
            Action::Down => step(1),
            Action::HalfUp => step(-half),
            Action::HalfDown => step(half),
            Action::PageUp => step(-page),
            Action::PageDown => step(page),
            Action::Top => step(isize::MIN),
            Action::Bottom => step(isize::MAX),
            Action::Left => self.panes.get_mut(focus).cursor_mut().shift(false),
            Action::Right => self.panes.get_mut(focus).cursor_mut().shift(true),
            Action::Continue => return self.go("continue", now),
            Action::Next => return self.go("next", now),
            Action::Step => return self.go("step", now),
            Action::Finish => return self.go("finish", now),
            Action::StepInstruction => return self.go("stepi", now),
            Action::NextInstruction => return self.go("nexti", now),
            Action::Restart => return self.restart(),
            Action::Kill => return vec![Effect::command("kill")],
            Action::Pause => return self.pause(),
            Action::FrameUp => return self.frame(1),
            Action::FrameDown => return self.frame(-1),
            Action::Home => {
                self.panes.source.follow();
                self.panes.disassembly.follow();
            }
            Action::NextPane => self.turn(1),
            Action::PreviousPane => self.turn(-1),
            Action::NextTab => self.turn_tab(1),
            Action::PreviousTab => self.turn_tab(-1),
            Action::Zoom => {
                self.layout.zoomed = self.layout.zoomed.is_none().then_some(focus);
            }
            Action::Layout(number) => self.choose_layout(number),
            Action::Wider => self.layout.grow(focus, Direction::Beside, GROWTH),
            Action::Narrower => self.layout.grow(focus, Direction::Beside, -GROWTH),
            Action::Higher => self.layout.grow(focus, Direction::Above, GROWTH),
            Action::Lower => self.layout.grow(focus, Direction::Above, -GROWTH),
            Action::Command => {
                return vec![Effect::Prompt(Prompt::new(Purpose::Command, ":", ""))];
            }
            Action::Search => return vec![Effect::Prompt(Prompt::new(Purpose::Search, "/", ""))],
            Action::SearchNext => self.search_on(true),
            Action::SearchPrevious => self.search_on(false),
            Action::Help => self.overlay = Some(Overlay::Help { top: 0 }),
            Action::Copy => return self.copy(),
            Action::OpenEditor => return self.panes.source.edit(),
            Action::Theme => {
                self.theme = self.theme.next();
                self.known.symbols = self.theme.symbols();
            }
            Action::Cancel => return self.cancel(),
            Action::Suspend => return vec![Effect::Suspend],
            Action::Quit => return vec![Effect::Quit],
            Action::Show(pane) => self.show(pane),
            // What remains means something in some panes only, and those have said that it does not now.
            _ => {}
        }
        Vec::new()
    }

    /// Lets the program go on, or starts it where it does not run.
    fn go(&mut self, command: &'static str, now: Instant) -> Vec<Effect> {
        let command = match self.known.status {
            Status::Stopped(_) => command,
            Status::Ended { .. } => "run",
            Status::Running { since } => {
                if now.saturating_duration_since(since) >= A_WHILE {
                    self.motions.forget_ahead();
                    let text = "the program runs; Ctrl-C pauses it".to_owned();
                    return vec![Effect::Say(Role::Warning, text)];
                }
                command
            }
            Status::Loading => {
                let text = "the program is being loaded".to_owned();
                return vec![Effect::Say(Role::Warning, text)];
            }
        };
        if self.motions.ask(command) { vec![Effect::command(command)] } else { Vec::new() }
    }

    /// Loads the program again, once at a time.
    fn restart(&mut self) -> Vec<Effect> {
        self.motions.forget();
        if std::mem::replace(&mut self.restarting, true) {
            return Vec::new();
        }
        vec![Effect::command("restart")]
    }

    /// What Ctrl-C means, wherever the keys are.
    pub(crate) fn interrupt(&mut self) -> Vec<Effect> {
        let effects = self.pause();
        self.carry_out(effects)
    }

    fn pause(&mut self) -> Vec<Effect> {
        self.motions.forget_ahead();
        match self.known.status {
            Status::Running { .. } => vec![Effect::Pause],
            // Nothing remains where the program is not loaded.
            Status::Loading => vec![Effect::Quit],
            _ if self.busy.is_some() => vec![Effect::Cancel],
            _ => {
                vec![Effect::Say(Role::Dim, "the program does not run; q leaves wrtd".to_owned())]
            }
        }
    }

    fn cancel(&mut self) -> Vec<Effect> {
        if self.known.status == Status::Loading {
            return vec![Effect::Quit];
        }
        if self.busy.is_some() {
            return vec![Effect::Cancel];
        }
        self.said = None;
        if !self.search.text.is_empty() {
            self.search = super::Search::default();
        } else if self.layout.zoomed.is_some() {
            self.layout.zoomed = None;
        } else {
            self.show(PaneId::Source);
        }
        Vec::new()
    }

    fn frame(&self, by: i32) -> Vec<Effect> {
        let Selection { thread, frame } = self.known.selection;
        let known = self.known.stack().map_or(0, |stack| stack.frames.len() as u32);
        match frame.checked_add_signed(by).filter(|&frame| frame < known) {
            Some(frame) => vec![Effect::Select(Selection { thread, frame })],
            None => {
                let end = if by > 0 { "outermost" } else { "innermost" };
                vec![Effect::Say(Role::Dim, format!("this is the {end} frame"))]
            }
        }
    }

    fn turn(&mut self, by: isize) {
        let seen = self.layout.seen();
        if let Some(at) = seen.iter().position(|&pane| pane == self.focus) {
            let len = seen.len() as isize;
            self.focus = seen[(at as isize + by).rem_euclid(len) as usize];
        }
    }

    fn turn_tab(&mut self, by: isize) {
        let (placed, _) = self.layout.place(self.body());
        let Some(group) = placed.iter().find(|placed| placed.shown == self.focus) else { return };
        let Some(at) = group.panes.iter().position(|&pane| pane == self.focus) else { return };
        let len = group.panes.len() as isize;
        self.show(group.panes[(at as isize + by).rem_euclid(len) as usize]);
    }

    fn choose_layout(&mut self, number: u8) {
        let Some(&preset) = Preset::ALL.get(usize::from(number)) else { return };
        self.layout = Layout::new(preset, self.body());
        let seen = self.layout.seen();
        self.focus = seen.first().copied().unwrap_or(PaneId::Source);
    }

    fn copy(&self) -> Vec<Effect> {
        let text = self.panes.get(self.focus).copied(&self.known);
        if text.is_empty() {
            return Vec::new();
        }
        let said = format!("copied: {text}");
        vec![Effect::Copy(text), Effect::Say(Role::Dim, said)]
    }

    /// Takes what the mouse did.
    pub fn mouse(&mut self, event: MouseEvent, now: Instant) -> Vec<Effect> {
        let effects = self.mouse_effects(event, now);
        self.carry_out(effects)
    }

    fn mouse_effects(&mut self, event: MouseEvent, now: Instant) -> Vec<Effect> {
        let at = Position { x: event.column, y: event.row };
        let (groups, borders) = self.layout.place(self.body());
        match event.kind {
            MouseEventKind::Down(MouseButton::Left) => {
                self.overlay = None;
                let tab = groups.iter().find(|group| group.title.contains(at));
                if let Some(pane) = tab.and_then(|group| self.tab_at(group, at)) {
                    self.show(pane);
                    return Vec::new();
                }
                self.dragged = borders.into_iter().find(|border| border.area.contains(at));
                let group = groups.into_iter().find(|group| group.inner.contains(at));
                match group {
                    Some(group) if self.dragged.is_none() => {
                        self.click(group.shown, group.inner, at, now)
                    }
                    _ => Vec::new(),
                }
            }
            MouseEventKind::Drag(MouseButton::Left) => {
                if let Some(border) = self.dragged.clone() {
                    self.layout.drag(&border, at.x, at.y);
                }
                Vec::new()
            }
            MouseEventKind::Up(_) => {
                self.dragged = None;
                Vec::new()
            }
            MouseEventKind::ScrollUp | MouseEventKind::ScrollDown => {
                if let Some(group) = groups.iter().find(|group| group.inner.contains(at)) {
                    let rows = if event.kind == MouseEventKind::ScrollUp { -WHEEL } else { WHEEL };
                    let len = self.panes.get(group.shown).len(&self.known);
                    let height = self.rows_within(group.shown, group.inner).height;
                    self.panes.get_mut(group.shown).cursor_mut().scroll(rows, len, height);
                }
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn click(&mut self, pane: PaneId, inner: Rect, at: Position, now: Instant) -> Vec<Effect> {
        self.focus = pane;
        let size = self.size_of(pane);
        let len = self.panes.get(pane).len(&self.known);
        let row = self.panes.get(pane).cursor().top + usize::from(at.y - inner.y);
        if row >= len || usize::from(at.y - inner.y) >= size.height {
            return Vec::new();
        }
        let again = self.panes.get(pane).cursor().row == row;
        self.panes.get_mut(pane).cursor_mut().select(row, len, size.height);
        let gutter: usize = {
            let row = self.panes.get(pane).row(&self.known, row);
            row.head
                .iter()
                .map(|part| unicode_width::UnicodeWidthStr::width(part.text.as_str()))
                .sum()
        };
        let column = usize::from(at.x - inner.x);
        if column < gutter {
            return self.act(Action::ToggleBreakpoint, now);
        }
        let column = column - gutter + self.panes.get(pane).cursor().left;
        self.panes.get_mut(pane).clicked(column);
        if again { self.act(Action::Open, now) } else { Vec::new() }
    }
}

fn control(letter: char) -> Key {
    Key::of(KeyEvent::new(KeyCode::Char(letter), crossterm::event::KeyModifiers::CONTROL))
}

/// Edits a line as shells do; `false` if the key means nothing there.
fn edit(line: &mut super::LineEdit, event: KeyEvent, key: Key) -> bool {
    if let Some(letter) = key.letter() {
        line.insert(letter.encode_utf8(&mut [0; 4]));
        return true;
    }
    let is = |letter| key == control(letter);
    match event.code {
        KeyCode::Backspace => {
            line.backspace();
        }
        KeyCode::Delete => line.delete(),
        KeyCode::Left => line.left(),
        KeyCode::Right => line.right(),
        KeyCode::Home => line.home(),
        KeyCode::End => line.end(),
        _ if is('a') => line.home(),
        _ if is('e') => line.end(),
        _ if is('w') => line.delete_word(),
        _ if is('u') => line.delete_before(),
        _ if is('k') => line.delete_behind(),
        _ => return false,
    }
    true
}
