//! Instructions with their functions' names and source lines between them.

use std::{collections::HashMap, fmt::Write};

use wrtd_debug::{CodeRef, DebugSession, InstructionView, SessionError, SourceRef};

use super::{clean, place};

/// Characters shown of a source line.
const WIDEST_LINE: usize = 200;

/// Instructions asked for at once.
const PAGE: usize = 2000;

/// So many instructions, the first one `skip` behind that at a place, or before it; `→` marks the one at `current`.
pub(crate) fn show(
    session: &DebugSession,
    at: CodeRef,
    skip: i64,
    count: usize,
    current: Option<CodeRef>,
) -> Result<String, SessionError> {
    let mut text = String::new();
    let mut sources = Sources::default();
    let mut before: Option<InstructionView> = None;
    let breakpoints = session.breakpoints();
    let stops: Vec<u32> = breakpoints.iter().flat_map(|it| &it.offsets).copied().collect();
    let mut shown = 0;
    while shown < count {
        let size = PAGE.min(count - shown);
        let from = skip.saturating_add(i64::try_from(shown).unwrap_or(i64::MAX));
        let page = session.instructions(at, from, size)?;
        shown += page.len();
        for instruction in page.into_iter().filter(|instruction| instruction.valid) {
            heading(&mut text, session, &mut sources, before.as_ref(), &instruction);
            let arrow = if Some(instruction.code) == current { '→' } else { ' ' };
            let offset = instruction.code.offset();
            let dot = if stops.contains(&offset) { '●' } else { ' ' };
            let _ = writeln!(text, "{arrow}{dot} {offset:#010x}  {}", clean(&instruction.text));
            before = Some(instruction);
        }
    }
    Ok(text)
}

/// What is new at an instruction: its function, and its source line.
fn heading(
    text: &mut String,
    session: &DebugSession,
    sources: &mut Sources,
    before: Option<&InstructionView>,
    instruction: &InstructionView,
) {
    if before.map(|before| &before.function) != Some(&instruction.function)
        && let Some(function) = &instruction.function
    {
        let _ = writeln!(text, "{}:", clean(function));
    }
    let line = (&instruction.source, instruction.line);
    if before.map(|before| (&before.source, before.line)) == Some(line) {
        return;
    }
    if let (Some(source), line @ 1..) = line {
        let shown = sources.line(session, source, line);
        let _ = match shown {
            Some(shown) => writeln!(text, "   {}:{line}  {shown}", place::display(source)),
            None => writeln!(text, "   {}:{line}", place::display(source)),
        };
    }
}

/// The lines of the sources that were shown.
#[derive(Default)]
struct Sources(HashMap<SourceRef, Vec<String>>);

impl Sources {
    fn line(&mut self, session: &DebugSession, source: &SourceRef, line: u32) -> Option<&str> {
        if !self.0.contains_key(source) {
            let text = match (&source.path, source.reference) {
                (Some(path), _) => session.source_file(path).unwrap_or_default(),
                (None, Some(reference)) => {
                    session.source(reference).map(|content| content.text).unwrap_or_default()
                }
                (None, None) => String::new(),
            };
            let shown = |line: &str| clean(line.trim()).chars().take(WIDEST_LINE).collect();
            self.0.insert(source.clone(), text.lines().map(shown).collect());
        }
        let line = usize::try_from(line).ok()?.checked_sub(1)?;
        self.0.get(source)?.get(line).map(String::as_str).filter(|line| !line.is_empty())
    }
}
