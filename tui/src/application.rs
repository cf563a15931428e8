//! The loop: keys and messages into the state, its effects to the session and the terminal, the screen drawn.

use std::{
    io,
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    thread,
    time::{Duration, Instant},
};

use crossterm::{clipboard::CopyToClipboard, event::Event as Input, execute};
use wrtd_debug::OutputCategory;

use crate::{
    connection::{Connection, Message},
    editor,
    keyboard::Keyboard,
    sessions::{Keeper, SessionFileError},
    signals,
    state::{Effect, Role, SessionRequest, State},
    terminal::Screen,
    view,
};

/// Between two screens, where nobody has pressed a key: more often nobody could read it.
const FRAME: Duration = Duration::from_millis(50);
/// While the program runs, so often the budget is asked for.
const TICK: Duration = Duration::from_millis(250);
/// How long the system may take to stop all threads of a process.
const STOPPING: Duration = Duration::from_millis(50);
/// Messages that are taken before the screen is drawn.
const BATCH: usize = 256;

/// How the UI has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// Its user has left.
    Left,
    /// A signal has asked for it.
    Signal(i32),
    /// The terminal is gone.
    Hangup,
}

/// Something that has come.
pub(crate) enum Incoming {
    /// A key or a click.
    Input(Input),
    /// From the session.
    Message(Message),
    /// What the user is to know, from elsewhere.
    Notice(String),
    /// What the user has set up could not be written.
    NotKept(SessionFileError),
    /// What Ctrl-C means, by a signal.
    Interrupt,
    /// What Ctrl-Z means, by a signal.
    Suspend,
    /// wrtd was stopped and goes on: the terminal may be in any state.
    GoesOn,
    /// The screen has another size.
    Resized,
    /// It is over.
    End(Ended),
}

pub(crate) struct Application {
    state: State,
    connection: Connection,
    keyboard: Keyboard,
    incoming: Receiver<Incoming>,
    /// Keeps what the user has set up, if that is wanted.
    keeper: Option<Keeper>,
    /// Someone has pressed a key that is not drawn yet.
    urgent: bool,
    changed: bool,
    drawn: Instant,
    ticked: Instant,
    ended: Option<Ended>,
}

impl Application {
    pub(crate) fn new(
        state: State,
        connection: Connection,
        keyboard: Keyboard,
        incoming: Receiver<Incoming>,
        keeper: Option<Keeper>,
    ) -> Self {
        let now = Instant::now();
        Self {
            state,
            connection,
            keyboard,
            incoming,
            keeper,
            urgent: true,
            changed: true,
            drawn: now,
            ticked: now,
            ended: None,
        }
    }

    /// Runs until somebody ends it; how, or why the program could not be loaded.
    pub(crate) fn run(&mut self, screen: &mut Screen) -> io::Result<Result<Ended, String>> {
        loop {
            if self.changed && (self.urgent || self.drawn.elapsed() >= FRAME) {
                self.draw(screen)?;
            }
            match self.next() {
                Ok(incoming) => self.take(incoming, screen)?,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => self.ended = Some(Ended::Hangup),
            }
            for _ in 0..BATCH {
                let Ok(incoming) = self.incoming.try_recv() else { break };
                self.take(incoming, screen)?;
            }
            if self.state.changes_with_time() && self.ticked.elapsed() >= TICK {
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
            if let Some(why) = self.state.failure() {
                return Ok(Err(why.to_owned()));
            }
            if let Some(ended) = self.ended {
                if let Some(keeper) = self.keeper.take() {
                    keeper.end(self.state.setup(), self.state.assist.fresh_commands());
                }
                return Ok(Ok(ended));
            }
        }
    }

    fn next(&self) -> Result<Incoming, RecvTimeoutError> {
        let frame = self.changed.then(|| FRAME.saturating_sub(self.drawn.elapsed()));
        let tick =
            self.state.changes_with_time().then(|| TICK.saturating_sub(self.ticked.elapsed()));
        let due = self.keeper.as_ref().and_then(Keeper::due);
        let due = due.map(|due| due.saturating_duration_since(Instant::now()));
        match frame.into_iter().chain(tick).chain(due).min() {
            Some(wait) => self.incoming.recv_timeout(wait),
            None => self.incoming.recv().map_err(|_| RecvTimeoutError::Disconnected),
        }
    }

    fn draw(&mut self, screen: &mut Screen) -> io::Result<()> {
        let state = &mut self.state;
        let mut effects = Vec::new();
        screen.terminal.draw(|frame| {
            // What is drawn has the size that the terminal has now, whatever it was when it last said so.
            let area = frame.area();
            if state.screen != area {
                effects = state.resize(area.width, area.height);
            }
            view::draw(frame, state);
        })?;
        (self.changed, self.urgent, self.drawn) = (false, false, Instant::now());
        self.carry_out(effects, screen)
    }

    fn take(&mut self, incoming: Incoming, screen: &mut Screen) -> io::Result<()> {
        let now = Instant::now();
        self.changed = true;
        if let Some(keeper) = &mut self.keeper {
            keeper.touch(now);
        }
        let effects = match incoming {
            Incoming::End(ended) => {
                self.ended = self.ended.or(Some(ended));
                Vec::new()
            }
            Incoming::NotKept(error) => {
                self.state.said = Some((Role::Warning, crate::state::clean(&error.to_string())));
                Vec::new()
            }
            Incoming::Message(message) => self.state.receive(message, now),
            Incoming::Notice(text) => {
                self.state.receive(Message::Notice(OutputCategory::Important, text), now)
            }
            Incoming::Interrupt => self.state.interrupt(),
            Incoming::Suspend => vec![Effect::Suspend],
            Incoming::GoesOn => {
                self.urgent = true;
                screen.lend(&self.keyboard, || ())?;
                Vec::new()
            }
            Incoming::Resized => {
                self.urgent = true;
                Vec::new()
            }
            Incoming::Input(input) => {
                self.urgent = true;
                match input {
                    Input::Key(key) => self.state.key(key, now),
                    Input::Mouse(mouse) => self.state.mouse(mouse, now),
                    Input::Paste(text) => self.state.paste(&text),
                    Input::Resize(..) | Input::FocusGained | Input::FocusLost => Vec::new(),
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
                Effect::Withdraw(queries) => self.connection.withdraw(&queries),
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
                Effect::Suspend => self.suspend(screen)?,
                Effect::Redraw => screen.terminal.clear()?,
                Effect::Mouse(on) => screen.use_mouse(on)?,
                Effect::Session(request) => self.keep(request),
                Effect::Quit => self.ended = self.ended.or(Some(Ended::Left)),
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
        let ended = screen.lend(&self.keyboard, || editor::run(&wanted, path, line))?;
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

    fn suspend(&mut self, screen: &mut Screen) -> io::Result<()> {
        let stopped = screen.lend(&self.keyboard, || {
            let stopped = signals::suspend();
            if stopped {
                // The signal may reach another thread first: this one does nothing before it is stopped as well.
                thread::sleep(STOPPING);
            }
            stopped
        })?;
        if !stopped {
            let text = "no shell has started wrtd, so there is none to go back to".to_owned();
            self.state.said = Some((Role::Warning, text));
        }
        self.urgent = true;
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

/// A way for messages to the loop.
pub(crate) fn channel() -> (Sender<Incoming>, Receiver<Incoming>) {
    mpsc::channel()
}
