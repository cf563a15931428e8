//! The threads of the program: which one is looked at, and which ones run.
//!
//! All of them stand at a stop. Everything that names a frame means one of the thread that is selected; after a stop
//! that is the one that has stopped. A motion is of the thread that was selected when it began: the others run
//! meanwhile, unless it is to run alone.

use std::{collections::BTreeMap, fmt::Write};

use wrtd_limits::LimitName;

use crate::{
    DebugSession, Event, SessionError, ThreadView, VariablesRef,
    stack::Frames,
    stand::Stand,
    target::{MAIN_THREAD, Target},
};

/// Threads that are named in one message; the rest are counted.
const NAMED: usize = 8;

/// What was worked out at this stop of the stacks of threads that are not selected.
#[derive(Debug, Default)]
pub(crate) struct OtherStacks(BTreeMap<u32, (Frames, Stand)>);

impl OtherStacks {
    /// Forgets it.
    pub(crate) fn clear(&mut self, target: &mut dyn Target) {
        for (mut frames, _) in std::mem::take(&mut self.0).into_values() {
            frames.clear(target);
        }
    }
}

/// The name of a thread.
pub(crate) fn name(thread: u32) -> String {
    match thread {
        MAIN_THREAD => "main".to_owned(),
        thread => format!("thread {thread}"),
    }
}

impl DebugSession {
    /// The threads, the main one first; none once the program has ended.
    #[must_use]
    pub fn threads(&self) -> Vec<ThreadView> {
        if self.exit_code.is_some() {
            return Vec::new();
        }
        let view = |thread: crate::target::TargetThread| ThreadView {
            id: thread.id,
            name: name(thread.id),
            state: thread.state,
        };
        self.target.threads().into_iter().map(view).collect()
    }

    /// The name of a thread.
    #[must_use]
    pub fn thread_name(&self, thread: u32) -> String {
        name(thread)
    }

    /// The thread whose frames are meant: the one that stopped last, until another one is selected.
    #[must_use]
    pub fn selected_thread(&self) -> u32 {
        self.target.thread()
    }

    /// Selects the thread whose frames are meant from now on, up to the next stop.
    ///
    /// # Errors
    /// [`SessionError::NoSuchThread`], [`SessionError::NotAlive`].
    pub fn select_thread(&mut self, thread: u32) -> Result<(), SessionError> {
        let before = self.target.thread();
        if thread == before {
            return Ok(());
        }
        if self.exit_code.is_some() {
            return Err(SessionError::NotAlive);
        }
        if !self.target.show_thread(thread) {
            return Err(SessionError::NoSuchThread(thread));
        }
        let limit = self.spec.plan.count(LimitName::StackFrames);
        let known = self.other_stacks.0.remove(&thread);
        let (frames, stand) = known.unwrap_or_else(|| (Frames::new(limit), Stand::default()));
        let frames = std::mem::replace(&mut self.frames, frames);
        let stand = std::mem::replace(&mut self.stand, stand);
        self.other_stacks.0.insert(before, (frames, stand));
        Ok(())
    }

    /// The innermost frame of the selected thread that is in a source of the program's own; 0 where none is close by.
    pub fn innermost_own_frame(&mut self) -> u32 {
        self.own_frame().unwrap_or(0)
    }

    /// Selects the thread of the frame in which a reference was given out.
    pub(crate) fn select_thread_of(&mut self, reference: VariablesRef) -> Result<(), SessionError> {
        let thread = self.references.thread_of(reference)?;
        self.select_thread(thread)
    }

    /// Whether the next motion runs the selected thread alone, while the others stand. Where that one needs what
    /// another one does, or ends, the program stops.
    pub fn run_alone(&mut self, alone: bool) {
        self.alone = alone;
    }

    /// Lets the next motion, where it is a step, be made so many times, at least once. What stops the program before
    /// ends it.
    pub fn repeat_step(&mut self, count: u32) {
        self.repeats = count.max(1);
    }

    /// Ends threads wherever they are; with the main one ends the program. What they have locked stays locked, and
    /// who waits for their end waits on.
    ///
    /// # Errors
    /// [`SessionError::NoSuchThread`], and nothing has changed; [`SessionError::ReadOnly`] where the safety level forbids
    /// to change what the program does; [`SessionError::NotAlive`].
    pub fn terminate_threads(&mut self, threads: &[u32]) -> Result<(), SessionError> {
        self.alive()?;
        self.may_write()?;
        let there: Vec<u32> = self.target.threads().iter().map(|thread| thread.id).collect();
        if let Some(&missing) = threads.iter().find(|thread| !there.contains(thread)) {
            return Err(SessionError::NoSuchThread(missing));
        }
        if threads.contains(&MAIN_THREAD) {
            self.end_now();
            return Ok(());
        }
        self.forget_frames();
        for &thread in threads {
            self.target.end_thread(thread);
        }
        self.stand = Stand::default();
        self.emit(Event::ThreadsTerminated);
        Ok(())
    }

    /// Where the threads wait, for a message in one line.
    pub(crate) fn places_of_threads(&mut self) -> String {
        let (selected, threads) = (self.target.thread(), self.target.threads());
        let mut text = String::new();
        for thread in threads.iter().take(NAMED) {
            if self.select_thread(thread.id).is_ok() {
                let separator = if text.is_empty() { "" } else { ", " };
                let _ = write!(text, "{separator}{} at {}", name(thread.id), self.own_place_text());
            }
        }
        if threads.len() > NAMED {
            let _ = write!(text, " and {} more", threads.len() - NAMED);
        }
        // The thread was there a moment ago.
        let _ = self.select_thread(selected);
        text
    }
}
