//! A user at a screen of memory: keys in, screen out, over the real session and real programs.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, reason = "each test uses a part of it")]

use std::{
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{self, Receiver},
    },
    time::{Duration, Instant},
};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::{Terminal, backend::TestBackend, layout::Rect};
use wrtd_debug::{LaunchSpec, StdinFeed, StdinSource};
use wrtd_tui::{
    connection::{Connection, Message},
    input::Key,
    state::{Effect, State},
    theme::{Palette, Theme},
    view,
};

/// A launch of a program of `fixtures`, with its sources found. Its paths are relative to this crate, where tests run, so
/// that screens are the same wherever that is.
pub fn fixture(name: &str) -> LaunchSpec {
    LaunchSpec {
        program: PathBuf::from("../fixtures").join(name),
        source_map: vec![("/wrtd".to_owned(), "..".to_owned())],
        // Without the library's sources, which are not everywhere; the order of a `HashMap` is random.
        rust_source: Some(PathBuf::from("/nonexistent")),
        random_seed: Some(1),
        ..LaunchSpec::default()
    }
}

/// Somebody who debugs on a screen.
pub struct User {
    pub state: State,
    pub connection: Connection,
    messages: Receiver<Message>,
    pub terminal: Terminal<TestBackend>,
    /// What went outside and is not the session's: copied texts and the like.
    pub outside: Vec<Effect>,
    /// The time, which stands still: screens are the same however long something takes.
    now: Instant,
}

impl User {
    /// Opens a program on a screen of a size, and waits until it stands before its first instruction.
    pub fn open(mut spec: LaunchSpec, width: u16, height: u16) -> Self {
        let (sender, messages) = mpsc::channel();
        let feed = StdinFeed::default();
        if spec.stdin == StdinSource::None && !spec.plan.limits().platform.is_device() {
            spec.stdin = StdinSource::Fed(feed.clone());
        }
        let program = spec.program.clone();
        let sink = Arc::new(move |message| {
            let _ = sender.send(message);
        });
        let connection = Connection::start(spec, feed, sink).unwrap();
        let theme = Theme { palette: Palette::Dark, ..Theme::default() };
        let screen = Rect { x: 0, y: 0, width, height };
        let state = State::new(program, connection.scrollback().clone(), theme, screen);
        let terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let mut user = Self {
            state,
            connection,
            messages,
            terminal,
            outside: Vec::new(),
            now: Instant::now(),
        };
        user.settle();
        user
    }

    /// Presses keys by their names, or types texts, and waits until the program stands and all has been read.
    pub fn press(&mut self, keys: &[&str]) {
        for key in keys {
            match Key::parse(key) {
                Some(key) => self.event(key.event()),
                None => key.chars().for_each(|c| {
                    self.event(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE));
                }),
            }
            self.settle();
        }
    }

    /// Carries out a command.
    pub fn command(&mut self, line: &str) {
        self.press(&[":"]);
        line.chars().for_each(|c| self.event(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE)));
        self.press(&["Enter"]);
    }

    /// Presses a key and does not wait.
    pub fn event(&mut self, event: KeyEvent) {
        let effects = self.state.key(event, self.now);
        self.carry_out(effects);
    }

    pub fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Request(request) => self.connection.send(request),
                Effect::Pause => self.connection.pause(),
                Effect::Cancel => self.connection.cancel(),
                Effect::Withdraw(queries) => self.connection.withdraw(&queries),
                Effect::Feed(text) => self.connection.feed(text.as_bytes()).unwrap(),
                Effect::CloseInput => self.connection.close_input(),
                other => self.outside.push(other),
            }
        }
    }

    /// Takes messages until `done` says so.
    pub fn wait_until(&mut self, what: &str, done: impl Fn(&State) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !done(&self.state) {
            let left = deadline.saturating_duration_since(Instant::now());
            let message = self.messages.recv_timeout(left);
            let message =
                message.unwrap_or_else(|_| panic!("{what} never came:\n{}", self.screen()));
            let effects = self.state.receive(message, self.now);
            self.carry_out(effects);
        }
    }

    /// Waits until the program stands and all that is seen has been read.
    pub fn settle(&mut self) {
        self.wait_until("a stop", |state| state.is_settled() || state.failure().is_some());
        // What was only to be told.
        while let Ok(message) = self.messages.try_recv() {
            let effects = self.state.receive(message, self.now);
            self.carry_out(effects);
        }
        if !self.state.is_settled() && self.state.failure().is_none() {
            self.settle();
        }
    }

    /// The screen gets another size.
    pub fn resize(&mut self, width: u16, height: u16) {
        self.terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
        let effects = self.state.resize(width, height);
        self.carry_out(effects);
        self.settle();
    }

    /// The screen without its first row, where there are sizes that differ between machines.
    pub fn panes(&mut self) -> String {
        self.screen().lines().skip(1).map(|line| format!("{line}\n")).collect()
    }

    /// The screen as text, without blanks at the ends of lines.
    pub fn screen(&mut self) -> String {
        self.terminal.draw(|frame| view::draw(frame, &self.state)).unwrap();
        let buffer = self.terminal.backend().buffer();
        let area = buffer.area;
        let mut text = String::new();
        for y in area.top()..area.bottom() {
            let mut line = String::new();
            let mut skip = 0;
            for x in area.left()..area.right() {
                let symbol = buffer[(x, y)].symbol();
                if skip == 0 {
                    line.push_str(symbol);
                    skip = unicode_width::UnicodeWidthStr::width(symbol).max(1);
                }
                skip -= 1;
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}
