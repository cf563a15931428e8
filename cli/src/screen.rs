//! `wrtd debug` on the full screen.

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use anyhow::Result;
use wrtd_debug::LaunchSpec;
use wrtd_tui::theme::{Palette, Theme};
use wrtd_tui::{Ended, Options};

use crate::report;

/// Debugs until the user leaves.
pub(crate) fn debug(spec: LaunchSpec) -> Result<ExitCode> {
    let palette = if report::stdout_colours() { Palette::Dark } else { Palette::Plain };
    let theme = Theme { palette, ascii: !speaks_unicode() };
    let options = Options { theme, notices: Some(report::divert()) };
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
