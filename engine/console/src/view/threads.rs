//! Threads as lines.

use std::fmt::Write;

use wrtd_debug::{DebugSession, ThreadView, target::ThreadState};

use super::{clean, place};

/// All threads, with `→` at the selected one, and where each stands in the program's own sources.
pub(crate) fn table(session: &mut DebugSession) -> String {
    let selected = session.selected_thread();
    let threads = session.threads();
    if threads.is_empty() {
        return "The program has ended.\n".to_owned();
    }
    threads.iter().map(|thread| line(session, thread.id, thread.id == selected)).collect()
}

/// One thread. The selected one stays so.
pub(crate) fn line(session: &mut DebugSession, thread: u32, marked: bool) -> String {
    let selected = session.selected_thread();
    let threads = session.threads();
    let Some(view) = threads.iter().find(|view| view.id == thread) else {
        return format!("There is no thread {thread} now.\n");
    };
    let width = threads.iter().map(|view| view.name.len()).max().unwrap_or(0);
    let mark = if marked { '→' } else { ' ' };
    let mut text = format!("{mark} {:>3}  {:<width$}  {}", view.id, view.name, state(view.state));
    if session.select_thread(thread).is_ok() {
        let index = session.innermost_own_frame();
        if let Ok(Some(frame)) = place::frame(session, index) {
            let _ = write!(text, " in {}", clean(&frame.function));
            if let Some(location) = place::location(&frame) {
                let _ = write!(text, " at {location}");
            }
        }
        // It was there a moment ago.
        let _ = session.select_thread(selected);
    }
    text.push('\n');
    text
}

/// A line before the stack of a thread.
pub(crate) fn heading(threads: &[ThreadView], thread: u32) -> String {
    let view = threads.iter().find(|view| view.id == thread);
    view.map_or_else(String::new, |view| {
        format!("Thread {} ({}), {}:\n", view.id, view.name, state(view.state))
    })
}

fn state(state: ThreadState) -> String {
    match state {
        ThreadState::Ready => "stands".to_owned(),
        ThreadState::Waiting { address, timed: false } => format!("waits on {address:#x}"),
        ThreadState::Waiting { address, timed: true } => {
            format!("waits on {address:#x} for some time")
        }
        ThreadState::InHost => "waits in a call of the host".to_owned(),
    }
}
