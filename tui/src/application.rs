//! The loop: keys and messages into the state, its effects to the session and the terminal, the screen drawn.

use std::{
    io,
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    time::{Duration, Instant},
};

use crossterm::{clipboard::CopyToClipboard, event::Event as Input, execute};

use crate::{
    connection::{Connection, Message},
    editor,
    sessions::{Keeper, SessionFileError},
    state::{Effect, Role, SessionRequest, State},
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
    /// What the user has set up could not be written.
    NotKept(SessionFileError),
    /// The terminal is gone, or somebody ends us.
    End,
}

pub(crate) struct Application {
    state: State,
    connection: Connection,
    incoming: Receiver<Incoming>,
    /// Keeps what the user has set up, if that is wanted.
    keeper: Option<Keeper>,
    /// Someone has pressed a key that is not drawn yet.
    urgent: bool,
    changed: bool,
    drawn: Instant,
    ticked: Instant,
    quit: bool,
}

impl Application {
    pub(crate) fn new(
        state: State,
        connection: Connection,
        incoming: Receiver<Incoming>,
        keeper: Option<Keeper>,
    ) -> Self {
        let now = Instant::now();
        Self {
            state,
            connection,
            incoming,
            keeper,
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
            if let Some(keeper) = &mut self.keeper
                && keeper.due().is_some_and(|due| due <= Instant::now())
            {
                keeper.keep(self.state.setup());
            }
        }
        let failure = self.state.failure().map(str::to_owned);
        if let Some(keeper) = self.keeper.take().filter(|_| failure.is_none()) {
            keeper.end(self.state.setup(), self.state.assist.fresh_commands());
        }
        Ok(failure)
    }

    fn next(&self) -> Result<Incoming, RecvTimeoutError> {
        let frame = self.changed.then(|| FRAME.saturating_sub(self.drawn.elapsed()));
        let tick = self.state.known.runs().then(|| TICK.saturating_sub(self.ticked.elapsed()));
        let due = self.keeper.as_ref().and_then(Keeper::due);
        let due = due.map(|due| due.saturating_duration_since(Instant::now()));
        match frame.into_iter().chain(tick).chain(due).min() {
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
        if let Some(keeper) = &mut self.keeper {
            keeper.touch(now);
        }
        let effects = match incoming {
            Incoming::End => {
                self.quit = true;
                Vec::new()
            }
            Incoming::NotKept(error) => {
                self.state.said = Some((Role::Warning, crate::state::clean(&error.to_string())));
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
                Effect::Redraw => screen.terminal.clear()?,
                Effect::Mouse(on) => screen.use_mouse(on)?,
                Effect::Session(request) => self.keep(request),
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
        let wanted = editor::wanted(|name| std::env::var(name).ok());
        let ended = screen.lend(|| editor::run(&wanted, path, line))?;
        if let Err(why) = ended {
            self.state.said = Some((Role::Error, crate::state::clean(&why)));
        }
        let effects = self.state.edited();
        for effect in effects {
            if let Effect::Request(request) = effect {
                self.connection.send(request);
            }
        }
        Ok(())
    }

    fn keep(&mut self, request: SessionRequest) {
        let Some(keeper) = &mut self.keeper else {
            let text = "this session is not kept; start wrtd without --no-session".to_owned();
            self.state.said = Some((Role::Warning, text));
            return;
        };
        let text = match request {
            SessionRequest::Save => {
                keeper.save(self.state.setup());
                "the session is kept for the next time"
            }
            SessionRequest::Forget => {
                keeper.forget();
                "forgotten: the next session begins with nothing, unless :session save"
            }
            SessionRequest::Off => {
                keeper.off();
                "nothing more of this session is kept, unless :session save"
            }
        };
        self.state.said = Some((Role::Plain, text.to_owned()));
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

/// A way for messages to the loop.
pub(crate) fn channel() -> (Sender<Incoming>, Receiver<Incoming>) {
    mpsc::channel()
}
