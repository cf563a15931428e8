//! `wrtd debug` on the full screen.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use wrtd_debug::LaunchSpec;
use wrtd_tui::state::Preset;
use wrtd_tui::theme::{Depth, Palette, Theme};
use wrtd_tui::{Ended, Options};

use crate::arguments::ScreenArguments;
use crate::report;

/// Debugs until the user leaves.
pub(crate) fn debug(spec: LaunchSpec, arguments: &ScreenArguments) -> Result<ExitCode> {
    let options = options(arguments);
    Ok(match wrtd_tui::run(spec, options)? {
        Ended::Left => ExitCode::SUCCESS,
        Ended::Signal(signal) => {
            let name = SIGNALS.iter().find(|(number, _)| *number == signal);
            let name =
                name.map_or_else(|| format!("signal {signal}"), |(_, name)| (*name).to_owned());
            report::line(&format!("{name} has ended wrtd, and the program with it"));
            ended_by(signal)
        }
        Ended::Hangup => ended_by(SIGHUP),
    })
}

const SIGHUP: i32 = 1;
/// The signals that end wrtd in order.
const SIGNALS: [(i32, &str); 3] = [(SIGHUP, "SIGHUP"), (3, "SIGQUIT"), (15, "SIGTERM")];

/// What a shell reports for somebody whom a signal has ended.
fn ended_by(signal: i32) -> ExitCode {
    ExitCode::from(u8::try_from(signal + 128).unwrap_or(report::EXIT_FAILURE))
}

/// Whether the terminal can show more than lines.
pub(crate) fn can_be_shown() -> bool {
    let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    io::stdin().is_terminal() && io::stdout().is_terminal() && !is_dumb
}

/// How the screen is to be, by the options and the environment. From here on warnings are its own.
fn options(arguments: &ScreenArguments) -> Options {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let term = variable("TERM");
    let on_light = is_light(variable("COLORFGBG").as_deref());
    let colours = report::stdout_colours();
    let palette = match arguments.theme {
        Some(palette) => palette,
        None if !colours => Palette::Plain,
        None if on_light => Palette::Light,
        None => Palette::Dark,
    };
    // The fonts of a console have no circles and arrows.
    let ascii = arguments.ascii || !speaks_unicode() || term.as_deref() == Some("linux");
    let depth = Depth::of(variable("COLORTERM").as_deref(), term.as_deref());
    Options {
        theme: Theme { palette, ascii, depth, on_light },
        notices: Some(report::divert()),
        fixed_theme: arguments.theme.is_some() || !colours,
        layout: arguments.layout,
        folder: if arguments.no_session { None } else { state_folder() },
    }
}

/// Whether a terminal that says its colours, as `FOREGROUND;GROUND`, is a light one.
fn is_light(colours: Option<&str>) -> bool {
    let ground = colours.and_then(|colours| colours.rsplit(';').next()?.parse::<u8>().ok());
    matches!(ground, Some(7 | 9..=15))
}

/// Where the user's programs keep what is no configuration; `None` where no home is known.
fn state_folder() -> Option<PathBuf> {
    let folder = |name: &str| {
        let path = PathBuf::from(std::env::var_os(name)?);
        path.is_absolute().then_some(path)
    };
    let state = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else {
        folder("XDG_STATE_HOME").or_else(|| Some(folder("HOME")?.join(".local/state")))
    };
    Some(state?.join("wrtd"))
}

/// Whether the locale says that the terminal shows more than ASCII, by the first variable that says anything.
fn speaks_unicode() -> bool {
    let said = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    said.is_none_or(|locale| {
        let locale = locale.to_ascii_lowercase();
        locale.contains("utf-8") || locale.contains("utf8")
    })
}

/// A theme by its name.
pub(crate) fn parse_theme(text: &str) -> std::result::Result<Palette, String> {
    let names = || Palette::ALL.map(Palette::name).join(", ");
    Palette::named(text).ok_or_else(|| format!("there is no such theme; choose one of {}", names()))
}

/// A layout by its name.
pub(crate) fn parse_layout(text: &str) -> std::result::Result<Preset, String> {
    let names = || Preset::ALL.map(Preset::name).join(", ");
    Preset::named(text).ok_or_else(|| format!("there is no such layout; choose one of {}", names()))
}
