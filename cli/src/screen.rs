//! `wrtd debug` on the full screen.

use std::process::ExitCode;

use anyhow::Result;
use wrtd_debug::LaunchSpec;
use wrtd_tui::Options;
use wrtd_tui::theme::{Palette, Theme};

use crate::report;

/// Debugs until the user leaves.
pub(crate) fn debug(spec: LaunchSpec) -> Result<ExitCode> {
    let palette = if report::stdout_colours() { Palette::Dark } else { Palette::Plain };
    let options = Options { theme: Theme { palette, ascii: !speaks_unicode() } };
    wrtd_tui::run(spec, options)?;
    Ok(ExitCode::SUCCESS)
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
