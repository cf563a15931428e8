//! The loop: keys and messages into the state, its effects to the session and the terminal, the screen drawn.

use std::{
    io,
    process::Command,
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread,
    time::{Duration, Instant},
};

use crossterm::{clipboard::CopyToClipboard, event::Event as Input, execute};

use crate::{
    connection::{Connection, Message},
    state::{Effect, Role, State},
    terminal::Screen,
    view,
};

/// Between two screens, where nobody has pressed a key: more often nobody could read it.
const FRAME: Duration = Duration::from_millis(50);
/// While the program runs, so often the budget is asked for.
const TICK: Duration = Duration::from_millis(250);
/// Messages that are taken before the screen is drawn.
const BATCH: usize = 256;

/// Something that has come.
pub(crate) enum Incoming {
    /// A key, a click, another size.
    Input(Input),
    /// From the session.
    Message(Message),
    /// The terminal is gone, or somebody ends us.
    End,
}

pub(crate) struct Application {
    state: State,
    connection: Connection,
    incoming: Receiver<Incoming>,
    /// Someone has pressed a key that is not drawn yet.
    urgent: bool,
    changed: bool,
    drawn: Instant,
    ticked: Instant,
    quit: bool,
}

impl Application {
    pub(crate) fn new(state: State, connection: Connection, incoming: Receiver<Incoming>) -> Self {
        let now = Instant::now();
        Self {
            state,
            connection,
            incoming,
            urgent: true,
            changed: true,
            drawn: now,
            ticked: now,
            quit: false,
        }
    }

    /// Runs until the user leaves; why the program could not be loaded, if so.
    pub(crate) fn run(mut self, screen: &mut Screen) -> io::Result<Option<String>> {
        while !self.quit {
            if self.changed && (self.urgent || self.drawn.elapsed() >= FRAME) {
                self.draw(screen)?;
            }
            match self.next() {
                Ok(incoming) => self.take(incoming, screen)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            for _ in 0..BATCH {
                let Ok(incoming) = self.incoming.try_recv() else { break };
                self.take(incoming, screen)?;
            }
            if self.state.known.runs() && self.ticked.elapsed() >= TICK {
                self.ticked = Instant::now();
                let effects = self.state.tick(self.ticked);
                self.changed = true;
                self.carry_out(effects, screen)?;
            }
        }
        Ok(self.state.failure().map(str::to_owned))
    }

    fn next(&self) -> Result<Incoming, RecvTimeoutError> {
        let frame = self.changed.then(|| FRAME.saturating_sub(self.drawn.elapsed()));
        let tick = self.state.known.runs().then(|| TICK.saturating_sub(self.ticked.elapsed()));
        match frame.into_iter().chain(tick).min() {
            Some(wait) => self.incoming.recv_timeout(wait),
            None => self.incoming.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    fn draw(&mut self, screen: &mut Screen) -> io::Result<()> {
        screen.terminal.draw(|frame| view::draw(frame, &self.state))?;
        (self.changed, self.urgent, self.drawn) = (false, false, Instant::now());
        Ok(())
    }

    fn take(&mut self, incoming: Incoming, screen: &mut Screen) -> io::Result<()> {
        let now = Instant::now();
        self.changed = true;
        let effects = match incoming {
            Incoming::End => {
                self.quit = true;
                Vec::new()
            }
            Incoming::Message(message) => self.state.receive(message, now),
            Incoming::Input(input) => {
                self.urgent = true;
                match input {
                    Input::Key(key) => self.state.key(key, now),
                    Input::Mouse(mouse) => self.state.mouse(mouse, now),
                    Input::Paste(text) => self.state.paste(&text),
                    Input::Resize(width, height) => self.state.resize(width, height),
                    Input::FocusGained | Input::FocusLost => Vec::new(),
                }
            }
        };
        self.carry_out(effects, screen)
    }

    fn carry_out(&mut self, effects: Vec<Effect>, screen: &mut Screen) -> io::Result<()> {
        for effect in effects {
            match effect {
                Effect::Request(request) => self.connection.send(request),
                Effect::Pause => self.connection.pause(),
                Effect::Cancel => self.connection.cancel(),
                Effect::Feed(text) => {
                    if let Err(error) = self.connection.feed(text.as_bytes()) {
                        self.state.said = Some((Role::Error, error.to_string()));
                    }
                }
                Effect::CloseInput => self.connection.close_input(),
                Effect::Copy(text) => {
                    execute!(io::stdout(), CopyToClipboard::to_clipboard_from(text))?;
                }
                Effect::Edit { path, line } => self.edit(&path, line, screen)?,
                Effect::Suspend => suspend(screen)?,
                Effect::Quit => self.quit = true,
                // These the state has carried out itself.
                Effect::Show(_)
                | Effect::Open { .. }
                | Effect::Examine(_)
                | Effect::Detail { .. }
                | Effect::Select(_)
                | Effect::Prompt(_)
                | Effect::Say(..) => {}
            }
        }
        Ok(())
    }

    fn edit(&mut self, path: &std::path::Path, line: u32, screen: &mut Screen) -> io::Result<()> {
        let wanted = ["VISUAL", "EDITOR"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()));
        let editor = wanted.unwrap_or_else(|| "vi".to_owned());
        let mut words = editor.split_whitespace();
        let mut command = Command::new(words.next().unwrap_or("vi"));
        command.args(words).arg(format!("+{line}")).arg(path);
        let ended = screen.lend(|| command.status())?;
        if let Err(error) = ended {
            let text = format!("{editor} cannot be started: {error}; set EDITOR to one that can");
            self.state.said = Some((Role::Error, text));
        }
        Ok(())
    }
}

#[cfg(unix)]
fn suspend(screen: &mut Screen) -> io::Result<()> {
    screen.lend(|| signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGTSTP))?
}

#[cfg(not(unix))]
fn suspend(_screen: &mut Screen) -> io::Result<()> {
    Ok(())
}

/// Reads keys and clicks on a thread of its own, until the terminal is gone.
pub(crate) fn read_input(incoming: Sender<Incoming>) -> io::Result<()> {
    thread::Builder::new().name("keys".to_owned()).spawn(move || {
        loop {
            let next = match crossterm::event::read() {
                Ok(input) => Incoming::Input(input),
                Err(_) => Incoming::End,
            };
            let ends = matches!(next, Incoming::End);
            if incoming.send(next).is_err() || ends {
                return;
            }
        }
    })?;
    Ok(())
}

/// A way for messages to the loop.
pub(crate) fn channel() -> (Sender<Incoming>, Receiver<Incoming>) {
    mpsc::channel()
}
