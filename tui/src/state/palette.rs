//! The command palette: everything that can be done, found by some of its letters.

use std::cmp::Reverse;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::{Position, Rect};

use super::{
    Effect, LineEdit, OWN_COMMANDS, PaneId, Preset, Prompt, Purpose, Role, State,
    keys::{control, edit},
};
use crate::{
    connection::{Hit, Listing, Place, Request},
    fuzzy,
    input::{Action, BINDINGS, Key, Scope},
    theme,
};

/// Commands of the history that are offered.
const RECENT: usize = 20;
/// Rows of what is found that are seen at once, and columns of all of it.
const ROWS: u16 = 14;
const COLUMNS: u16 = 76;
/// Columns beside it that are worth leaving.
const MARGINS: u16 = 16;

/// What happens when an entry is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Choice {
    /// As if its key were pressed.
    Act(Action),
    /// As if the command were typed.
    Run(String),
    /// The command is typed as far as it is known.
    Begin(String),
    /// The place is shown.
    Show(Place),
}

/// Something that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is.
    pub title: String,
    /// What it is for, or what more there is to say.
    pub detail: String,
    /// Its keys, or a word for what it is.
    pub keys: String,
    choice: Choice,
}

/// An entry that fits what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// Its index.
    pub entry: usize,
    /// Characters of its title that were typed.
    pub places: Vec<usize>,
}

/// The palette while it is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Palette {
    /// What is typed.
    pub line: LineEdit,
    /// What can be chosen without the program.
    own: Vec<Entry>,
    /// Of the program: functions or sources.
    program: Vec<Entry>,
    /// How many of these there are in all, if they are not all here; why there are none.
    pub remark: String,
    /// What fits, the best first.
    pub fits: Vec<Fit>,
    /// Index of the selected one among these.
    pub selected: usize,
    /// The first that is seen.
    pub top: usize,
    /// What was asked of the session and has not come.
    asked: Option<(Listing, String)>,
    /// Where it was drawn last, from which on fits are seen.
    area: Rect,
}

impl Palette {
    /// All that can be done in a state.
    pub(crate) fn new(state: &State) -> Self {
        let mut palette = Self { own: entries(state), area: area(state.screen), ..Self::default() };
        palette.find();
        palette
    }

    /// The entries that what is typed is about.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        if self.listing().is_some() { &self.program } else { &self.own }
    }

    /// Where it lies.
    #[must_use]
    pub const fn area(&self) -> Rect {
        self.area
    }

    /// What of the program is looked for, and by which letters.
    fn listing(&self) -> Option<(Listing, &str)> {
        let text = self.line.text();
        if let Some(pattern) = text.strip_prefix('@') {
            return Some((Listing::Functions, pattern));
        }
        text.strip_prefix('#').map(|pattern| (Listing::Sources, pattern))
    }

    /// Finds what fits.
    fn find(&mut self) {
        let pattern = match self.listing() {
            Some((_, pattern)) => pattern.to_owned(),
            None => self.line.text().to_owned(),
        };
        let entries = self.entries();
        let mut fits: Vec<(i32, Fit)> = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            let title = fuzzy::find(&pattern, &entry.title);
            // What it is for counts less than what it is.
            let other = || {
                let score = fuzzy::score(&pattern, &entry.detail)? - 24;
                Some((score, Vec::new()))
            };
            let keys = (!pattern.is_empty() && entry.keys.split(' ').any(|key| key == pattern))
                .then_some((1000, Vec::new()));
            if let Some((score, places)) = keys.or(title).or_else(other) {
                fits.push((score, Fit { entry: index, places }));
            }
        }
        // Where nothing tells them apart they stay in their order.
        fits.sort_by_key(|(score, fit)| (Reverse(*score), fit.entry));
        self.fits = fits.into_iter().map(|(_, fit)| fit).collect();
        (self.selected, self.top) = (0, 0);
    }

    /// Selects another one.
    pub(crate) fn step(&mut self, by: isize) {
        let last = self.fits.len().saturating_sub(1);
        self.selected = self.selected.saturating_add_signed(by).min(last);
        let height = usize::from(self.area.height.saturating_sub(2)).max(1);
        self.top = self.top.min(self.selected).max((self.selected + 1).saturating_sub(height));
    }

    /// A click: `Some(true)` on what is selected now, `None` outside.
    pub(crate) fn click(&mut self, at: Position) -> Option<bool> {
        if !self.area.contains(at) {
            return None;
        }
        let row = at.y.checked_sub(self.area.y + 1).map(usize::from);
        let clicked = row.map(|row| self.top + row).filter(|&row| row < self.fits.len());
        if let Some(row) = clicked {
            self.selected = row;
        }
        Some(clicked.is_some())
    }

    fn chosen(&self) -> Option<&Entry> {
        self.entries().get(self.fits.get(self.selected)?.entry)
    }
}

/// Where it lies on a screen.
fn area(screen: Rect) -> Rect {
    // A margin of a few columns shows nothing that can be read.
    let width = if screen.width < COLUMNS + MARGINS { screen.width } else { COLUMNS };
    let height = screen.height.saturating_sub(2).min(ROWS + 2);
    let y = screen.height.saturating_sub(height).min(2);
    Rect { x: (screen.width - width) / 2, y, width, height }
}

fn entries(state: &State) -> Vec<Entry> {
    let mut all = Vec::new();
    let entry = |title: &str, detail: &str, keys: &str, choice| Entry {
        title: title.to_owned(),
        detail: detail.to_owned(),
        keys: keys.to_owned(),
        choice,
    };
    for line in state.assist.history.recent().take(RECENT) {
        all.push(entry(line, "", "recent", Choice::Run(line.to_owned())));
    }
    for binding in BINDINGS {
        let here = match binding.scope {
            Scope::Everywhere => true,
            Scope::Pane(panes) => panes.contains(&state.focus),
        };
        if here && binding.action != Action::Palette {
            let keys = binding.keys.join(" ");
            all.push(entry(binding.help, "", &keys, Choice::Act(binding.action)));
        }
    }
    for pane in PaneId::ALL {
        let title = format!("Show {}", pane.title());
        all.push(entry(&title, "", "pane", Choice::Act(Action::Show(pane))));
    }
    for preset in Preset::ALL {
        let line = format!("layout {}", preset.name());
        all.push(entry(&line, "", "layout", Choice::Run(line.clone())));
    }
    for palette in theme::Palette::ALL {
        let line = format!("theme {}", palette.name());
        all.push(entry(&line, "", "theme", Choice::Run(line.clone())));
    }
    let of = |name: &str, usage: &str| match usage.contains(' ') {
        true => Choice::Begin(format!("{name} ")),
        false => Choice::Run(name.to_owned()),
    };
    for command in OWN_COMMANDS {
        let choice = of(command.name, command.usage);
        all.push(entry(command.usage, command.summary, "command", choice));
    }
    for command in wrtd_console::COMMANDS {
        let choice = of(command.name, command.usage);
        all.push(entry(command.usage, command.summary, "command", choice));
    }
    all
}

impl State {
    fn palette(&mut self) -> Option<&mut Palette> {
        match &mut self.overlay {
            Some(super::Overlay::Palette(palette)) => Some(palette),
            _ => None,
        }
    }

    /// A key while the palette is open.
    pub(super) fn palette_key(&mut self, event: KeyEvent, key: Key) -> Vec<Effect> {
        let Some(palette) = self.palette() else { return Vec::new() };
        let page = isize::from(ROWS as i16);
        match event.code {
            KeyCode::Enter => return self.choose(),
            KeyCode::Esc => self.overlay = None,
            KeyCode::Char('c' | 'p') if key == control('c') => self.overlay = None,
            KeyCode::Backspace if palette.line.text().is_empty() => self.overlay = None,
            KeyCode::Up | KeyCode::BackTab => palette.step(-1),
            KeyCode::Down | KeyCode::Tab => palette.step(1),
            KeyCode::Char('p') if key == control('p') => palette.step(-1),
            KeyCode::Char('n') if key == control('n') => palette.step(1),
            KeyCode::PageUp => palette.step(-page),
            KeyCode::PageDown => palette.step(page),
            _ => {
                edit(&mut palette.line, event, key);
                return self.palette_typed();
            }
        }
        Vec::new()
    }

    /// Something else is typed in the palette now.
    pub(super) fn palette_typed(&mut self) -> Vec<Effect> {
        if let Some(palette) = self.palette() {
            palette.find();
        }
        self.ask_program()
    }

    /// Asks for functions or sources, if they are wanted and nothing is asked already.
    fn ask_program(&mut self) -> Vec<Effect> {
        let Some(palette) = self.palette() else { return Vec::new() };
        let Some((listing, pattern)) = palette.listing() else { return Vec::new() };
        let wanted = (listing, pattern.to_owned());
        if palette.asked.is_some() {
            return Vec::new();
        }
        palette.asked = Some(wanted.clone());
        let (listing, pattern) = wanted;
        vec![Effect::Request(Request::Find { listing, pattern })]
    }

    /// Functions or sources have come.
    pub(super) fn found(
        &mut self,
        listing: Listing,
        pattern: &str,
        found: Result<(Vec<Hit>, usize), String>,
    ) -> Vec<Effect> {
        let Some(palette) = self.palette() else { return Vec::new() };
        palette.asked = None;
        match palette.listing() {
            Some((of, now)) if of == listing && now == pattern => {}
            // Something else is wanted by now.
            Some(_) => return self.ask_program(),
            None => return Vec::new(),
        }
        let kind = match listing {
            Listing::Functions => "function",
            Listing::Sources => "source",
        };
        match found {
            Ok((hits, all)) => {
                let more = all > hits.len();
                palette.remark = if more { format!("the best of {all}") } else { String::new() };
                let entry = |hit: Hit| Entry {
                    title: super::clean(&hit.name),
                    detail: String::new(),
                    keys: kind.to_owned(),
                    choice: Choice::Show(hit.place),
                };
                palette.program = hits.into_iter().map(entry).collect();
            }
            Err(why) => {
                palette.program.clear();
                palette.remark = super::clean(&why);
            }
        }
        palette.find();
        Vec::new()
    }

    /// Does what is selected in the palette.
    pub(super) fn choose(&mut self) -> Vec<Effect> {
        let chosen = self.palette().and_then(|palette| palette.chosen().cloned());
        let Some(entry) = chosen else { return Vec::new() };
        self.overlay = None;
        match entry.choice {
            Choice::Act(action) => self.act(action, 1),
            Choice::Run(line) => self.command(line),
            Choice::Begin(line) => {
                vec![Effect::Prompt(Prompt::new(Purpose::Command, ":", line))]
            }
            Choice::Show(place) => vec![Effect::locate(place)],
        }
    }

    /// A place was found, or not.
    pub(super) fn located(
        &mut self,
        found: Result<(crate::connection::SourceKey, String, u32), String>,
    ) -> Vec<Effect> {
        match found {
            Ok((source, name, line)) => vec![Effect::Open { source, name, line }],
            Err(why) => vec![Effect::Say(Role::Warning, why)],
        }
    }
}
