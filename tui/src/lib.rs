//! The terminal UI of wrtd.
//!
//! [`connection`] asks the session on a thread of its own, [`state`] is what is on the screen without a screen, and
//! [`view`] draws it; [`input`] says what keys mean. Keys and messages go into the state, and what it asks for comes out
//! as effects: so whoever draws never waits, and the same keys always give the same screen.

mod application;
pub mod connection;
pub mod editor;
mod fuzzy;
pub mod input;
mod keyboard;
pub mod sessions;
mod signals;
pub mod state;
pub mod syntax;

mod terminal;
pub mod theme;
pub mod view;

use std::{
    io,
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{Receiver, Sender},
    },
    thread,
};

use ratatui::layout::Rect;
use thiserror::Error;
use wrtd_debug::{LaunchSpec, StdinFeed, StdinSource};

pub use application::Ended;
use application::{Application, Incoming};
use connection::Connection;
use keyboard::Keyboard;
use sessions::{Keeper, Sessions};
use state::{Preset, Role, Setup, State};
use terminal::Screen;
use theme::Theme;

/// Why the UI has ended before its user did.
#[derive(Debug, Error)]
pub enum TuiError {
    /// The program cannot be loaded; why, and what to do.
    #[error("{0}")]
    Launch(String),
    /// The terminal is none, or is gone.
    #[error("the terminal cannot be used: {0}; `wrtd debug --batch` needs none")]
    Terminal(#[from] io::Error),
}

/// How the UI begins.
#[derive(Debug, Default)]
pub struct Options {
    /// How it looks.
    pub theme: Theme,
    /// What its user is to know while it has the terminal, from elsewhere.
    pub notices: Option<Receiver<String>>,
    /// These colours are meant, whatever the last session had.
    pub fixed_theme: bool,
    /// The layout to begin with, whatever the last session had.
    pub layout: Option<Preset>,
    /// The folder of what is kept between sessions; nothing is kept without one.
    pub folder: Option<PathBuf>,
}

/// Debugs a program on the terminal until the user leaves, or somebody ends that.
///
/// # Errors
/// [`TuiError`]; the terminal is given back before.
pub fn run(mut spec: LaunchSpec, options: Options) -> Result<Ended, TuiError> {
    let (sender, receiver) = application::channel();
    let feed = StdinFeed::default();
    // A device has no input that could be typed.
    if spec.stdin == StdinSource::None && !spec.plan.limits().platform.is_device() {
        spec.stdin = StdinSource::Fed(feed.clone());
    }
    let program = spec.program.clone();
    let name = program.file_name().unwrap_or_default().to_string_lossy();
    let (name, mut options) = (state::clean(&format!("wrtd {name}")), options);
    let mut screen = Screen::take(name)?;
    signals::watch(sender.clone())?;
    if let Some(notices) = options.notices.take() {
        forward(notices, sender.clone())?;
    }
    let keyboard = Keyboard::start(sender.clone())?;
    let told = sender.clone();
    let messages = Arc::new(move |message| {
        // Nobody listens any more at the very end.
        let _ = told.send(Incoming::Message(message));
    });
    let connection = Connection::start(spec, feed, messages)?;
    let size = screen.terminal.size()?;
    let area = Rect { x: 0, y: 0, width: size.width, height: size.height };
    let sessions = options.folder.as_ref().map(|folder| Sessions::of(folder, &program));
    let mut state = State::new(program, connection.scrollback().clone(), options.theme, area);
    let keeper = match sessions {
        Some(sessions) => Some(resume(&mut state, &connection, sessions, &options, sender)?),
        None => None,
    };
    if let Some(preset) = options.layout {
        state.begin_layout(preset);
    }
    let mut application = Application::new(state, connection, keyboard, receiver, keeper);
    let ended = application.run(&mut screen);
    // First of all, as ending the program may take a while.
    drop(screen);
    ended?.map_err(TuiError::Launch)
}

/// Hands on what comes, until nobody can send more.
fn forward(notices: Receiver<String>, incoming: Sender<Incoming>) -> io::Result<()> {
    thread::Builder::new().name("notices".to_owned()).spawn(move || {
        for text in notices {
            if incoming.send(Incoming::Notice(text)).is_err() {
                return;
            }
        }
    })?;
    Ok(())
}

/// Sets up what the last session with the program has left, and keeps what comes.
fn resume(
    state: &mut State,
    connection: &Connection,
    sessions: Sessions,
    options: &Options,
    sender: Sender<Incoming>,
) -> io::Result<Keeper> {
    match sessions.read_history() {
        Ok(commands) => state.assist.load_history(commands),
        Err(error) => state.said = Some((Role::Warning, state::clean(&error.to_string()))),
    }
    let (setup, on) = match sessions.read() {
        Ok(setup) => (setup.unwrap_or_default(), true),
        Err(error) => {
            state.said = Some((Role::Warning, state::clean(&error.to_string())));
            (Setup::default(), false)
        }
    };
    for effect in state.restore(setup.clone(), !options.fixed_theme) {
        if let state::Effect::Request(request) = effect {
            connection.send(request);
        }
    }
    let complain = Box::new(move |error| {
        // At the very end nobody is told.
        let _ = sender.send(Incoming::NotKept(error));
    });
    Keeper::start(sessions, setup, on, complain)
}
