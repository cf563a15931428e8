//! What keys and the mouse change.

use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::layout::Rect;

use super::{Direction, Effect, Overlay, Palette, PaneId, Prompt, Purpose, Role, State, Status};
use crate::{
    connection::{Request, Selection},
    input::{Action, Key},
};

/// Thousandths of a part that a key makes it larger by.
const GROWTH: i16 = 50;
/// A motion that takes longer is one that its user knows of, and no step that is about to end.
const A_WHILE: Duration = Duration::from_millis(400);
/// Steps that a count before a key asks for at most.
const MOST_STEPS: usize = 100_000;

/// Something that is asked before it is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The question.
    pub text: String,
}

impl State {
    /// Takes a key.
    pub fn key(&mut self, event: KeyEvent, now: Instant) -> Vec<Effect> {
        self.latest = Some(now);
        if event.kind == KeyEventKind::Release {
            return Vec::new();
        }
        let key = Key::of(event);
        let effects = if self.question.take().is_some() {
            Self::answer(key)
        } else if self.prompt.is_some() {
            self.type_key(event, key)
        } else {
            match self.overlay_key(event, key) {
                Some(effects) => effects,
                None => match self.console_key(event, key) {
                    Some(effects) => effects,
                    None => self.press(key),
                },
            }
        };
        self.carry_out(effects)
    }

    /// A key that is no part of a text: a count, one of two letters, or something to do.
    fn press(&mut self, key: Key) -> Vec<Effect> {
        if self.partial.digit(key) {
            return Vec::new();
        }
        let action = match self.partial.take_first() {
            Some(first) => self.keymap.pair(first, key),
            None if self.keymap.begins(key) => {
                self.partial.begin(key);
                return Vec::new();
            }
            None => self.keymap.action(self.focus, key),
        };
        let count = self.partial.take_count();
        match (action, count) {
            (Some(Action::Top | Action::Bottom), Some(row)) => {
                self.go_to_row(row.saturating_sub(1));
                Vec::new()
            }
            (Some(Action::Cancel), Some(_)) | (None, _) => Vec::new(),
            (Some(action), count) => self.act(action, count.unwrap_or(1).max(1)),
        }
    }

    /// Selects a row of the focused pane, from 0.
    pub(crate) fn go_to_row(&mut self, row: usize) {
        let (size, len) = (self.size_of(self.focus), self.panes.get(self.focus).len(&self.known));
        let pane = self.panes.get_mut(self.focus);
        pane.cursor_mut().centre(row, len, size.height);
        pane.scrolled(&self.known);
    }

    /// The question was answered: whether to leave.
    fn answer(key: Key) -> Vec<Effect> {
        match key.letter() {
            Some('q' | 'y' | 'Y') => vec![Effect::Quit],
            _ => Vec::new(),
        }
    }

    /// Leaves, or asks before where a program would be ended.
    fn leave(&mut self) -> Vec<Effect> {
        let doing = match self.known.status {
            Status::Loading | Status::Ended { .. } => return vec![Effect::Quit],
            Status::Running { .. } => "runs",
            Status::Stopped(_) => "has not ended",
        };
        let text = format!("the program {doing}: q or y ends it and leaves, any other key stays");
        self.question = Some(Question { text });
        Vec::new()
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> Vec<Effect> {
        let mut effects = Vec::new();
        if let Some(prompt) = &mut self.prompt {
            prompt.line.insert(text);
            if prompt.purpose == Purpose::Search {
                let text = prompt.line.text().to_owned();
                self.search_for(&text);
            }
        } else if let Some(Overlay::Palette(palette)) = &mut self.overlay {
            palette.line.insert(text);
            effects = self.palette_typed();
        } else if self.focus == PaneId::Console {
            self.panes.console.line.insert(text);
        }
        self.assist.leave();
        self.carry_out(effects)
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

    /// A key for what lies over the panes; `None` if that takes none of it.
    fn overlay_key(&mut self, event: KeyEvent, key: Key) -> Option<Vec<Effect>> {
        let action = self.keymap.action(PaneId::Source, key);
        match self.overlay.as_mut()? {
            Overlay::Palette(_) => return Some(self.palette_key(event, key)),
            Overlay::Help { top } | Overlay::Answer { top, .. } | Overlay::Detail { top, .. } => {
                match (action, event.code) {
                    (Some(Action::Down), _) => *top += 1,
                    (Some(Action::Up), _) => *top = top.saturating_sub(1),
                    (Some(Action::PageDown | Action::HalfDown), _) => *top += 10,
                    (Some(Action::PageUp | Action::HalfUp), _) => *top = top.saturating_sub(10),
                    // These only close it; what does something does that as well.
                    (
                        Some(Action::Cancel | Action::Quit | Action::Help | Action::Open) | None,
                        _,
                    )
                    | (_, KeyCode::Char(' ')) => self.overlay = None,
                    (Some(_), _) => {
                        self.overlay = None;
                        return None;
                    }
                }
            }
        }
        Some(Vec::new())
    }

    /// Does what a key asks for, so many times where that means something.
    pub(crate) fn act(&mut self, action: Action, times: usize) -> Vec<Effect> {
        let focus = self.focus;
        let own = self.panes.get_mut(focus).act(action, &self.known);
        match (own, action) {
            // Steps of a pane of its own, such as one by instructions.
            (Some(effects), Action::Next | Action::Step) => {
                let counted = |effect| match effect {
                    Effect::Request(Request::Command(line)) => {
                        Effect::command(counted(&line, times))
                    }
                    other => other,
                };
                return effects.into_iter().map(counted).collect();
            }
            (Some(effects), _) => return effects,
            (None, _) => {}
        }
        let rows = isize::try_from(times).unwrap_or(isize::MAX);
        let size = self.size_of(focus);
        let len = self.panes.get(focus).len(&self.known);
        let half = (size.height / 2).max(1) as isize;
        let page = size.height.saturating_sub(1).max(1) as isize;
        let mut step = |by: isize| {
            let cursor = self.panes.get_mut(focus).cursor_mut();
            cursor.step(by.saturating_mul(rows), len, size.height);
        };
        match action {
            Action::Up => step(-1),
            Action::Down => step(1),
            Action::HalfUp => step(-half),
            Action::HalfDown => step(half),
            Action::PageUp => step(-page),
            Action::PageDown => step(page),
            Action::Top => step(isize::MIN),
            Action::Bottom => step(isize::MAX),
            Action::RowStart => self.panes.get_mut(focus).cursor_mut().left = 0,
            Action::RowEnd => {
                let pane = self.panes.get(focus);
                let row = pane.row(&self.known, pane.cursor().row);
                let room = size.width.saturating_sub(row.head_width());
                self.panes.get_mut(focus).cursor_mut().left = row.width().saturating_sub(room);
            }
            Action::Left => self.panes.get_mut(focus).cursor_mut().shift(false),
            Action::Right => self.panes.get_mut(focus).cursor_mut().shift(true),
            Action::Continue => return self.go("continue", times),
            Action::Next => return self.go("next", times),
            Action::Step => return self.go("step", times),
            Action::Finish => return self.go("finish", 1),
            Action::StepInstruction => return self.go("stepi", times),
            Action::NextInstruction => return self.go("nexti", times),
            Action::Restart => return self.restart(),
            Action::Kill => return vec![Effect::command("kill")],
            Action::Pause => return self.pause(),
            Action::FrameUp => return self.frame(rows as i32),
            Action::FrameDown => return self.frame(-(rows as i32)),
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
            Action::Layout(number) => self.choose_layout(number.into()),
            Action::Wider => self.layout.grow(focus, Direction::Beside, GROWTH),
            Action::Narrower => self.layout.grow(focus, Direction::Beside, -GROWTH),
            Action::Higher => self.layout.grow(focus, Direction::Above, GROWTH),
            Action::Lower => self.layout.grow(focus, Direction::Above, -GROWTH),
            Action::MovePane => self.layout.move_on(focus),
            Action::SplitBeside => self.layout.split_off(focus, Direction::Beside),
            Action::SplitBelow => self.layout.split_off(focus, Direction::Above),
            Action::Command => {
                return vec![Effect::Prompt(Prompt::new(Purpose::Command, ":", ""))];
            }
            Action::Search => {
                self.begin_search();
                return vec![Effect::Prompt(Prompt::new(Purpose::Search, "/", ""))];
            }
            Action::SearchNext => self.search_on(true),
            Action::SearchPrevious => self.search_on(false),
            Action::Palette => self.overlay = Some(Overlay::Palette(Palette::new(self))),
            Action::Help => self.overlay = Some(Overlay::Help { top: 0 }),
            Action::Copy => return self.copy(),
            Action::OpenEditor => return self.panes.source.edit(),
            Action::Theme => self.set_palette(self.theme.next().palette),
            Action::Redraw => return vec![Effect::Redraw],
            Action::Cancel => return self.cancel(),
            Action::Suspend => return vec![Effect::Suspend],
            Action::Quit => return self.leave(),
            Action::Show(pane) => self.show(pane),
            // What remains means something in some panes only, and those have said that it does not now.
            _ => {}
        }
        Vec::new()
    }

    /// Lets the program go on, or starts it where it does not run.
    fn go(&mut self, command: &'static str, times: usize) -> Vec<Effect> {
        let command = match self.known.status {
            Status::Stopped(_) => counted(command, times),
            Status::Ended { .. } if command == "continue" => "run".to_owned(),
            // Whoever steps past the end does not want to begin anew by that.
            Status::Ended { .. } => {
                let text = "the program has ended; c starts it again".to_owned();
                return vec![Effect::Say(Role::Warning, text)];
            }
            Status::Running { since } => {
                let ran = self.latest.map(|now| now.saturating_duration_since(since));
                if ran.is_some_and(|ran| ran >= A_WHILE) {
                    self.motions.forget_ahead();
                    let text = "the program runs; Ctrl-C pauses it".to_owned();
                    return vec![Effect::Say(Role::Warning, text)];
                }
                counted(command, times)
            }
            Status::Loading => {
                let text = "the program is being loaded".to_owned();
                return vec![Effect::Say(Role::Warning, text)];
            }
        };
        if self.motions.ask(&command) { vec![Effect::command(command)] } else { Vec::new() }
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
        // A count that is too large goes to the end.
        let last = i64::from(known).saturating_sub(1);
        let there = (i64::from(frame) + i64::from(by)).clamp(0, last.max(0));
        match u32::try_from(there).ok().filter(|&there| there != frame) {
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

    fn copy(&self) -> Vec<Effect> {
        let text = self.panes.get(self.focus).copied(&self.known);
        if text.is_empty() {
            return Vec::new();
        }
        let said = format!("copied: {text}");
        vec![Effect::Copy(text), Effect::Say(Role::Dim, said)]
    }
}

/// A command with the count that was typed before its key.
fn counted(command: &str, times: usize) -> String {
    match times {
        1 => command.to_owned(),
        times => format!("{command} {}", times.min(MOST_STEPS)),
    }
}

pub(super) fn control(letter: char) -> Key {
    Key::of(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL))
}

/// Edits a line as shells do; `false` if the key means nothing there.
pub(super) fn edit(line: &mut super::LineEdit, event: KeyEvent, key: Key) -> bool {
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
