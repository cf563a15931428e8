//! Modules and functions as lines.

use std::fmt::Write;

use wrtd_debug::{DebugSession, SessionError};

use super::clean;

/// Functions shown at once.
const FUNCTION_LIMIT: usize = 200;

/// The modules of the program.
pub(crate) fn modules(session: &DebugSession) -> Result<String, SessionError> {
    let mut text = String::new();
    for module in session.modules()? {
        let debug_info =
            if module.has_debug_info { "debug information" } else { "no debug information" };
        let _ = writeln!(
            text,
            "{}: {} functions, {} bytes, {debug_info}",
            clean(&module.name),
            module.functions,
            module.size
        );
        if let Some(path) = &module.path {
            let _ = writeln!(text, "  {}", clean(&path.display().to_string()));
        }
    }
    Ok(text)
}

/// The functions that have `part` in their names.
pub(crate) fn functions(session: &DebugSession, part: &str) -> Result<String, SessionError> {
    let functions = session.functions(part)?;
    if functions.is_empty() {
        return Ok(format!("No function has `{}` in its name.\n", clean(part)));
    }
    let mut text = String::new();
    for function in functions.iter().take(FUNCTION_LIMIT) {
        let _ = writeln!(text, "{:#08x}  {}", function.offset, clean(&function.name));
    }
    if functions.len() > FUNCTION_LIMIT {
        let left = functions.len() - FUNCTION_LIMIT;
        let _ =
            writeln!(text, "… {left} more; `info functions TEXT` shows those with TEXT in them");
    }
    Ok(text)
}
