//! Each limit with what happens where it is reached, as two lines.

use std::fmt::Write;

use wrtd_debug::{DebugSession, SessionLimit};
use wrtd_limits::PlatformId;

use super::clean;

/// The limits whose name has `text` in it.
#[must_use]
pub(crate) fn list(session: &DebugSession, text: &str) -> String {
    let wanted = |limit: &SessionLimit| {
        limit.name.name().contains(text) || limit.name.things().contains(text)
    };
    let mut lines = String::new();
    let platform = session.plan().limits().platform;
    for limit in session.limits().iter().filter(|limit| wanted(limit)) {
        write(&mut lines, limit, platform);
    }
    if lines.is_empty() {
        return "No limit has that in its name; `info limits` lists all.\n".to_owned();
    }
    lines
}

fn write(lines: &mut String, limit: &SessionLimit, platform: PlatformId) {
    let SessionLimit { name, most, provenance } = *limit;
    let things = name.things();
    // Writing to a string cannot fail.
    let _ = match most {
        Some(most) => {
            let (source, remedy) = (clean(&provenance.to_string()), provenance.remedy());
            writeln!(lines, "{name}: {most} {things}, from {source}; to have more, {remedy}.")
        }
        None => writeln!(lines, "{name}: no limit on {things}, as nobody has set one."),
    };
    let _ = writeln!(lines, "  At the limit: {}.", name.at_limit(platform));
}
