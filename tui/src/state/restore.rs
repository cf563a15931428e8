//! What a user has set up for a program, to have it again the next time.

use std::path::PathBuf;

use super::{Effect, Layout, Node, Preset, Role, State};
use crate::{
    connection::{Kept, Request, Restored, SourceKey},
    theme::Palette,
};

/// What a user has set up for a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Setup {
    /// Breakpoints, and the events that stop.
    pub kept: Kept,
    /// Expressions that are watched.
    pub watches: Vec<String>,
    /// The layout that was seen last.
    pub layout: Preset,
    /// Layouts that the user has changed.
    pub layouts: Vec<(Preset, Node)>,
    /// The colours, if the user has chosen some.
    pub palette: Option<Palette>,
    /// The source that was seen last, and the line in it from 1.
    pub source: Option<(PathBuf, u32)>,
    /// Breakpoints of another build of the program that mean nothing in this one.
    pub left_out: usize,
}

impl Setup {
    /// Whether there is nothing worth a file: where one looked last is not.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        Self { source: None, left_out: 0, ..self.clone() } == Self::default()
    }
}

impl State {
    /// What the user has set up.
    #[must_use]
    pub fn setup(&self) -> Setup {
        let layouts = self.layouts.values().chain([&self.layout]).filter(|it| it.is_changed());
        let mut layouts: Vec<(Preset, Node)> =
            layouts.map(|layout| (layout.preset(), layout.root().clone())).collect();
        layouts.sort_by_key(|(preset, _)| preset.name());
        let source = self.panes.source.place();
        Setup {
            kept: self.kept.clone(),
            watches: self.panes.variables.watched.clone(),
            layout: self.layout.preset(),
            layouts,
            palette: self.chosen_palette,
            source: source.map(|(path, line)| (path.to_owned(), line)),
            left_out: 0,
        }
    }

    /// Sets up what was set up the last time, in colours of its own where `colours` allows that.
    pub fn restore(&mut self, setup: Setup, colours: bool) -> Vec<Effect> {
        for (preset, root) in setup.layouts {
            self.layouts.insert(preset, Layout::restored(root, preset));
        }
        let body = self.body();
        let kept = self.layouts.remove(&setup.layout);
        self.layout = kept.unwrap_or_else(|| Layout::new(setup.layout, body));
        self.focus = self.layout.seen().first().copied().unwrap_or(self.focus);
        if let Some(palette) = setup.palette.filter(|_| colours) {
            self.theme.palette = palette;
            self.chosen_palette = Some(palette);
        }
        self.panes.variables.watched = setup.watches;
        self.last_source = setup.source;
        self.left_out = setup.left_out;
        self.kept = setup.kept.clone();
        let mut effects = Vec::new();
        if setup.kept != Kept::default() {
            effects.push(Effect::Request(Request::Restore(Box::new(setup.kept))));
        }
        self.carry_out(effects)
    }

    /// Begins with a layout, whatever was set up.
    pub fn begin_layout(&mut self, preset: Preset) {
        if self.layout.preset() != preset {
            let at = Preset::ALL.iter().position(|&other| other == preset);
            self.choose_layout(at.unwrap_or(0));
        }
    }

    /// The user has had the sources in an editor: what is shown of them is read anew.
    pub fn edited(&mut self) -> Vec<Effect> {
        self.known.forget_sources();
        self.panes.source.read_anew();
        self.carry_out(vec![Effect::Request(Request::SourcesChanged)])
    }

    /// The program stands before its first instruction, where one looks at what one looked at the last time.
    pub(super) fn show_last_source(&mut self) {
        if let Some((path, line)) = self.last_source.take() {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            self.panes.source.open(SourceKey::File(path), name, line);
        }
    }

    /// The breakpoints were set.
    pub(super) fn restored(&mut self, restored: Restored) {
        let Restored { set, unbound, problems } = restored;
        let mut said = match set {
            0 => "stops as in the last session".to_owned(),
            1 => "1 breakpoint of the last session".to_owned(),
            set => format!("{set} breakpoints of the last session"),
        };
        if unbound > 0 {
            said += &format!(", {unbound} of them bound to no code");
        }
        if self.left_out > 0 {
            let left_out = self.left_out;
            said += &format!("; without {left_out} at instructions, as the program was built anew");
        }
        for problem in &problems {
            said += &format!("; {problem}");
        }
        said += "; :session forget";
        let warns = unbound > 0 || self.left_out > 0 || !problems.is_empty();
        let role = if warns { Role::Warning } else { Role::Plain };
        self.panes.console.answer(&said, role);
        self.said = Some((role, super::clean(&said)));
    }
}
