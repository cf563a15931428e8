//! Commands of the screen itself, beside those of the command language: layouts, themes, panes, sessions.

use super::{Candidate, Effect, Layout, Overlay, PaneId, Preset, Role, Row, SessionRequest, State};
use crate::{connection::Place, theme::Palette};

/// A command of the screen.
#[derive(Debug)]
pub struct OwnCommand {
    /// Its name, which is always written in full.
    pub name: &'static str,
    /// How it is written.
    pub usage: &'static str,
    /// What it does: an imperative clause without a full stop.
    pub summary: &'static str,
    words: fn() -> Vec<&'static str>,
    run: fn(&mut State, &str) -> Vec<Effect>,
}

/// All of them.
pub const OWN_COMMANDS: &[OwnCommand] = &[
    OwnCommand {
        name: "layout",
        usage: "layout [source | machine | budget | output]",
        summary: "Share the screen out in another way; the same once more as it was at first",
        words: || Preset::ALL.iter().map(|preset| preset.name()).collect(),
        run: layout,
    },
    OwnCommand {
        name: "theme",
        usage: "theme [dark | light | high-contrast | plain]",
        summary: "Draw in other colours",
        words: || Palette::ALL.iter().map(|palette| palette.name()).collect(),
        run: theme,
    },
    OwnCommand {
        name: "pane",
        usage: "pane NAME",
        summary: "Show a pane and give it the keys",
        words: || PaneId::ALL.iter().map(|pane| pane.word()).collect(),
        run: pane,
    },
    OwnCommand {
        name: "open",
        usage: "open FILE[:LINE]",
        summary: "Show a source of the program, or any other file",
        words: Vec::new,
        run: open,
    },
    OwnCommand {
        name: "session",
        usage: "session save | forget | off",
        summary: "Write breakpoints, watches and layout for the next time now, remove what was written, or write no more",
        words: || vec!["save", "forget", "off"],
        run: session,
    },
    OwnCommand {
        name: "mouse",
        usage: "mouse on | off",
        summary: "Let the mouse work here, or leave it to the terminal, as Shift does for a while",
        words: || vec!["on", "off"],
        run: mouse,
    },
];

/// Ways of leaving that need no answer of the session.
const LEAVE: &[&str] = &["q", "quit", "exit", "q!", "qa", "qa!"];

/// Whether a line is one of these.
pub(super) fn leaves(line: &str) -> bool {
    LEAVE.contains(&line.trim())
}

fn split(line: &str) -> (&str, &str) {
    let line = line.trim();
    line.split_once(char::is_whitespace).map_or((line, ""), |(word, rest)| (word, rest.trim()))
}

fn named(word: &str) -> Option<&'static OwnCommand> {
    OWN_COMMANDS.iter().find(|command| command.name == word)
}

impl State {
    /// Carries out a line if it is a command of the screen.
    pub(crate) fn run_own(&mut self, line: &str) -> Option<Vec<Effect>> {
        let (word, rest) = split(line);
        if leaves(line) {
            return Some(vec![Effect::Quit]);
        }
        if let ("help", Some(command)) = (word, named(rest)) {
            let rows = vec![
                Row::of(command.usage, Role::Title),
                Row::of(format!("  {}.", command.summary), Role::Plain),
            ];
            self.overlay = Some(Overlay::Answer { rows, top: 0 });
            return Some(Vec::new());
        }
        if let (Ok(line), "") = (word.parse::<usize>(), rest) {
            // In a source one can go back from there.
            let place = u32::try_from(line.max(1)).unwrap_or(u32::MAX);
            if self.focus != PaneId::Source || !self.panes.source.go_to_line(place) {
                self.go_to_row(line.saturating_sub(1));
            }
            return Some(Vec::new());
        }
        let command = named(word)?;
        Some((command.run)(self, rest))
    }
}

/// Words of these commands that could stand where `before` ends.
pub(crate) fn complete(before: &str) -> Vec<Candidate> {
    let (words, kind): (Vec<&str>, _) = match before.trim_start().split_once(' ') {
        None => (OWN_COMMANDS.iter().map(|command| command.name).collect(), "screen"),
        Some((word, _)) => (named(word).map_or_else(Vec::new, |it| (it.words)()), ""),
    };
    let typed = before.rsplit(' ').next().unwrap_or_default();
    let end = before.chars().count();
    let replaces = end - typed.chars().count()..end;
    let fitting = words.into_iter().filter(|word| word.starts_with(typed));
    fitting
        .map(|label| Candidate { label: label.to_owned(), replaces: replaces.clone(), kind })
        .collect()
}

fn usage(name: &str) -> Vec<Effect> {
    let usage = named(name).map_or(name, |command| command.usage);
    vec![Effect::Say(Role::Error, format!("write :{usage}"))]
}

fn layout(state: &mut State, name: &str) -> Vec<Effect> {
    if name.is_empty() {
        let text = format!("the layout is {}", state.layout.preset().name());
        return vec![Effect::Say(Role::Plain, text)];
    }
    match Preset::ALL.iter().position(|preset| preset.name().starts_with(name)) {
        Some(number) => {
            state.choose_layout(number);
            Vec::new()
        }
        None => usage("layout"),
    }
}

fn theme(state: &mut State, name: &str) -> Vec<Effect> {
    if name.is_empty() {
        let text = format!("the theme is {}", state.theme.palette.name());
        return vec![Effect::Say(Role::Plain, text)];
    }
    match Palette::ALL.into_iter().find(|palette| palette.name().starts_with(name)) {
        Some(palette) => {
            state.set_palette(palette);
            Vec::new()
        }
        None => usage("theme"),
    }
}

fn pane(_state: &mut State, name: &str) -> Vec<Effect> {
    match PaneId::named(name) {
        Some(pane) => vec![Effect::Show(pane)],
        None => {
            let names: Vec<&str> = PaneId::ALL.iter().map(|pane| pane.word()).collect();
            let text = format!("there is no pane `{name}`; the panes are {}", names.join(", "));
            vec![Effect::Say(Role::Error, text)]
        }
    }
}

fn open(_state: &mut State, text: &str) -> Vec<Effect> {
    if text.is_empty() {
        return usage("open");
    }
    let numbered = text.rsplit_once(':').and_then(|(file, line)| Some((file, line.parse().ok()?)));
    let (file, line) = numbered.unwrap_or((text, 1));
    vec![Effect::locate(Place::Source { name: file.to_owned(), line })]
}

fn session(_state: &mut State, word: &str) -> Vec<Effect> {
    match word {
        "save" => vec![Effect::Session(SessionRequest::Save)],
        "forget" => vec![Effect::Session(SessionRequest::Forget)],
        "off" => vec![Effect::Session(SessionRequest::Off)],
        _ => usage("session"),
    }
}

fn mouse(_state: &mut State, word: &str) -> Vec<Effect> {
    match word {
        "on" => vec![Effect::Mouse(true)],
        "off" => vec![
            Effect::Mouse(false),
            Effect::Say(Role::Plain, "the mouse is the terminal's; :mouse on takes it back".into()),
        ],
        _ => usage("mouse"),
    }
}

impl State {
    /// Chooses a layout: as it was left, or where it is the present one as it was at first.
    pub(crate) fn choose_layout(&mut self, number: usize) {
        let Some(&preset) = Preset::ALL.get(number) else { return };
        let body = self.body();
        let kept = self.layouts.remove(&preset);
        let next = if preset == self.layout.preset() { None } else { kept };
        let mut next = next.unwrap_or_else(|| Layout::new(preset, body));
        next.resize(body);
        let left = std::mem::replace(&mut self.layout, next);
        if left.is_changed() && left.preset() != preset {
            self.layouts.insert(left.preset(), left);
        }
        let seen = self.layout.seen();
        self.focus = seen.first().copied().unwrap_or(PaneId::Source);
    }

    /// Draws in the colours of a palette.
    pub(crate) fn set_palette(&mut self, palette: Palette) {
        self.theme.palette = palette;
        self.chosen_palette = Some(palette);
        self.known.symbols = self.theme.symbols();
        self.said = Some((Role::Dim, format!("theme {}", palette.name())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_completed_where_they_stand() {
        let labels = |before: &str| {
            complete(before).into_iter().map(|it| (it.label, it.replaces)).collect::<Vec<_>>()
        };
        assert_eq!(labels("lay"), [("layout".to_owned(), 0..3)]);
        assert_eq!(labels("layout ma"), [("machine".to_owned(), 7..9)]);
        assert_eq!(labels("mouse o").len(), 2);
        assert_eq!(labels("print x"), []);
    }

    #[test]
    fn the_language_has_no_commands_of_these_names() {
        for own in OWN_COMMANDS {
            let taken = wrtd_console::COMMANDS
                .iter()
                .find(|command| command.name == own.name || command.aliases.contains(&own.name));
            assert!(taken.is_none(), "{}", own.name);
        }
    }
}
