//! What is on the screen, without a screen: states that change by keys and messages alone.
//!
//! Invariant: nothing here waits, reads a clock or asks the session. Whatever must happen outside comes out as
//! [`Effect`]s, so that the same keys and messages always give the same screen.

mod amount;
mod assist;
mod cursor;
mod effect;
mod gauge;
mod history;
mod keys;
mod known;
mod layout;
mod motion;
mod mouse;
mod own;
mod palette;
mod pane;
mod panes;
mod partial;
mod prompt;
mod receive;
mod restore;
mod row;
mod search;
mod symbols;
mod typing;

use std::{
    collections::HashMap,
    path::PathBuf,
    time::{Duration, Instant},
};

use ratatui::layout::{Position, Rect};

pub(crate) use amount::{percent, short_size, size};
pub use assist::{Assist, Candidate, Candidates, Recall};
pub use cursor::Cursor;
pub use effect::{Effect, SessionRequest};
pub(crate) use gauge::{Gauge, pressure};
pub use history::History;
pub use keys::Question;
pub use known::{Known, Status};
pub use layout::{Border, Direction, Layout, Node, Placed, Preset};
use motion::Motions;
pub use own::{OWN_COMMANDS, OwnCommand};
pub use palette::{Entry, Fit, Palette};
pub(crate) use pane::Pane;
pub use pane::{PaneId, Size};
pub use panes::Panes;
pub(crate) use panes::is_set_aside;
pub use partial::Partial;
pub use prompt::{LineEdit, Prompt, Purpose};
pub use restore::Setup;
pub use row::{Part, Role, Row, clean, columns};
pub use search::Search;
use search::SearchStart;
pub use symbols::{ASCII, Symbols, UNICODE};

use crate::{
    connection::{Kept, Query, Request, Scrollback},
    input::Keymap,
    theme::{self, Theme},
};

/// Rows of the screen that are no pane's: the status above, and the line below.
const ABOVE: u16 = 1;
const BELOW: u16 = 1;
/// Rows of a screen from which on there is one for the strip of stops.
const HIGH: u16 = 40;

/// What lies over the panes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Overlay {
    /// What the keys of the focused pane mean.
    Help {
        /// The first row that is seen.
        top: usize,
    },
    /// What a command has answered, where the console is not seen.
    Answer {
        /// The answer.
        rows: Vec<Row>,
        /// The first row that is seen.
        top: usize,
    },
    /// All of what a row has no room for.
    Detail {
        /// What it is about.
        title: String,
        /// The rows, which are wrapped.
        rows: Vec<Row>,
        /// The first row that is seen.
        top: usize,
    },
    /// Everything that can be done.
    Palette(Palette),
}

/// All of the screen's state.
#[derive(Debug)]
pub struct State {
    /// What is known of the program.
    pub known: Known,
    /// The panes.
    pub panes: Panes,
    /// Where they are.
    pub layout: Layout,
    /// The pane that has the keys.
    pub focus: PaneId,
    /// A line that is being typed.
    pub prompt: Option<Prompt>,
    /// What lies over the panes.
    pub overlay: Option<Overlay>,
    /// What was searched for.
    pub search: Search,
    /// What the last line of the screen says.
    pub said: Option<(Role, String)>,
    /// What is waited for.
    pub busy: Option<String>,
    /// For how long already.
    pub waited: Duration,
    /// What is asked before it is done.
    pub question: Option<Question>,
    /// When the last key or click came.
    latest: Option<Instant>,
    /// Keys that wait for others.
    pub partial: Partial,
    /// What helps whoever types.
    pub assist: Assist,
    /// How roles look.
    pub theme: Theme,
    /// The screen.
    pub screen: Rect,
    keymap: Keymap,
    /// Since when something is waited for.
    busy_since: Option<Instant>,
    /// What keys have set the program to do.
    motions: Motions,
    /// The program is to be loaded again.
    restarting: bool,
    /// Requests that are not done.
    pending: usize,
    /// A border that is being dragged.
    dragged: Option<Border>,
    /// The last click.
    clicked: Option<(Position, Instant)>,
    /// The search that is being typed.
    searching: SearchStart,
    /// Layouts that the user has changed and left.
    layouts: HashMap<Preset, Layout>,
    /// What the session knows that is worth keeping.
    kept: Kept,
    /// Breakpoints of the last session that mean nothing now.
    left_out: usize,
    /// The source that was seen last in the last session, and its line.
    last_source: Option<(PathBuf, u32)>,
    /// The colours that the user has chosen.
    chosen_palette: Option<theme::Palette>,
    /// Why the program cannot be debugged at all.
    failure: Option<String>,
}

impl State {
    /// The screen at the beginning, of a size.
    #[must_use]
    pub fn new(program: PathBuf, output: Scrollback, theme: Theme, screen: Rect) -> Self {
        let mut known = Known::new(program, output);
        known.symbols = theme.symbols();
        Self {
            known,
            panes: Panes::default(),
            layout: Layout::new(Preset::default(), body_of(screen)),
            focus: PaneId::Source,
            prompt: None,
            overlay: None,
            search: Search::default(),
            said: None,
            busy: None,
            waited: Duration::ZERO,
            busy_since: None,
            motions: Motions::default(),
            restarting: false,
            question: None,
            latest: None,
            partial: Partial::default(),
            assist: Assist::default(),
            theme,
            screen,
            keymap: Keymap::default(),
            pending: 0,
            dragged: None,
            clicked: None,
            searching: SearchStart::default(),
            layouts: HashMap::new(),
            kept: Kept::default(),
            left_out: 0,
            last_source: None,
            chosen_palette: None,
            failure: None,
        }
    }

    /// The part of the screen that panes have.
    #[must_use]
    pub fn body(&self) -> Rect {
        body_of(self.screen)
    }

    /// The row of the status.
    #[must_use]
    pub fn status_row(&self) -> Rect {
        Rect { height: self.screen.height.min(ABOVE), ..self.screen }
    }

    /// The row of the strip of stops; none on a screen that is not high.
    #[must_use]
    pub fn strip_row(&self) -> Rect {
        let body = self.body();
        Rect { y: body.bottom(), height: strip(self.screen), ..self.screen }
    }

    /// The last row: what is typed, or said.
    #[must_use]
    pub fn last_row(&self) -> Rect {
        let y = self.screen.height.saturating_sub(BELOW);
        Rect { y, height: self.screen.height - y, ..self.screen }
    }

    /// Room for the rows of a pane: all that it has, but for the rows at its foot.
    #[must_use]
    pub fn size_of(&self, pane: PaneId) -> Size {
        let (placed, _) = self.layout.place(self.body());
        let placed = placed.into_iter().find(|placed| placed.shown == pane);
        placed.map_or_else(Size::default, |placed| self.rows_within(pane, placed.inner))
    }

    /// The same of a pane that has `area`.
    pub(crate) fn rows_within(&self, pane: PaneId, area: Rect) -> Size {
        let size = Size { width: area.width.into(), height: area.height.into() };
        let foot = self.panes.get(pane).foot(size);
        Size { height: size.height.saturating_sub(foot), ..size }
    }

    /// Why there is nothing to debug, if so.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        self.failure.as_deref()
    }

    /// Whether all that was asked for has come, and the program does not run.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.pending == 0 && !self.known.runs() && self.known.status != Status::Loading
    }

    /// Effects for outside: those that change this state are carried out here. `now` is the time.
    fn carry_out(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        let mut outside = Vec::new();
        for effect in effects {
            match effect {
                Effect::Show(pane) => self.show(pane),
                Effect::Prompt(prompt) => self.prompt = Some(prompt),
                Effect::Say(role, text) => self.said = Some((role, clean(&text))),
                Effect::Open { source, name, line } => {
                    self.show(PaneId::Source);
                    self.panes.source.open(source, name, line);
                }
                Effect::Detail { title, rows } => {
                    self.overlay = Some(Overlay::Detail { title, rows, top: 0 });
                }
                Effect::Examine(text) => {
                    self.show(PaneId::Memory);
                    self.panes.memory.examine(text);
                }
                Effect::Select(selection) => {
                    self.known.selection = selection;
                    self.panes.source.follow();
                    self.panes.disassembly.follow();
                    outside.push(Effect::Request(Request::Select(selection)));
                }
                Effect::Request(_)
                | Effect::Withdraw(_)
                | Effect::Pause
                | Effect::Cancel
                | Effect::Feed(_)
                | Effect::CloseInput
                | Effect::Copy(_)
                | Effect::Edit { .. }
                | Effect::Suspend
                | Effect::Redraw
                | Effect::Mouse(_)
                | Effect::Session(_)
                | Effect::Quit => outside.push(effect),
            }
        }
        self.refresh();
        self.ask(&mut outside);
        let requests = outside.iter().filter(|effect| matches!(effect, Effect::Request(_)));
        self.pending += requests.count();
        outside
    }

    /// Shows a pane and gives it the keys.
    pub(crate) fn show(&mut self, pane: PaneId) {
        self.layout.show(pane, self.focus);
        self.focus = pane;
    }

    /// Lets the panes take what has become known.
    fn refresh(&mut self) {
        self.panes.timeline.learn(&self.known);
        for pane in self.layout.seen() {
            let size = self.size_of(pane);
            self.panes.get_mut(pane).refresh(&self.known, size);
            let len = self.panes.get(pane).len(&self.known);
            self.panes.get_mut(pane).cursor_mut().keep_in_sight(len, size.height);
        }
    }

    /// Asks what the panes that are seen must know and is neither known nor asked, and takes back what was asked for rows
    /// that nobody sees any more.
    fn ask(&mut self, outside: &mut Vec<Effect>) {
        let mut wanted: Vec<Query> = Vec::new();
        for pane in self.layout.seen() {
            wanted.extend(self.panes.get(pane).needs(&self.known, self.size_of(pane)));
        }
        wanted.extend(self.panes.timeline.wanted(&self.known));
        let unwanted = self.known.forget_asked(|query| wanted.contains(query));
        if !unwanted.is_empty() {
            outside.push(Effect::Withdraw(unwanted));
        }
        let known = &mut self.known;
        let request = |query: Query| Some((known.request(&query)?, query));
        let wanted: Vec<_> = wanted.into_iter().filter_map(request).collect();
        let begun = wanted.into_iter().filter(|(_, query)| known.begin(query));
        outside.extend(begun.map(|(request, _)| Effect::Request(request)));
    }

    /// Whether something on the screen changes as time passes, and [`State::tick`] is to be called now and then.
    #[must_use]
    pub fn changes_with_time(&self) -> bool {
        self.known.runs() || self.busy.is_some()
    }

    /// Time has passed: what changes by that alone is computed, or asked for while the program runs.
    pub fn tick(&mut self, now: Instant) -> Vec<Effect> {
        if let Some(since) = self.busy_since {
            self.waited = now.saturating_duration_since(since);
        }
        let mut effects = Vec::new();
        if self.known.runs() && self.known.begin(&Query::Budget) {
            let epoch = self.known.epoch;
            effects.push(Effect::Request(Request::Ask { epoch, query: Query::Budget }));
        }
        if self.known.runs()
            && self.panes.budget.tick()
            && self.layout.seen().contains(&PaneId::Budget)
        {
            // What was told is asked for anew by the pane.
            self.known.forget(&Query::is_residency);
        }
        self.carry_out(effects)
    }
}

fn strip(screen: Rect) -> u16 {
    u16::from(screen.height >= HIGH)
}

fn body_of(screen: Rect) -> Rect {
    let above = screen.height.min(ABOVE);
    let below = (screen.height - above).min(BELOW + strip(screen));
    Rect { y: screen.y + above, height: screen.height - above - below, ..screen }
}
