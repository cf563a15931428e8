//! The call stack as source-level frames.
//!
//! Frames are worked out from the innermost on and only as far as they are asked for, so that a
//! deep recursion costs no more than the page that is shown.

use std::{fmt::Write, sync::Arc};

use wrtd_limits::CountLimit;
use wrtd_symbols::{SourceFile, SourceFrame};

use crate::{
    CodeRef, DebugSession, FrameView, SessionError, StackCut, StackPage, StopReason,
    disassembly::Disassemblies,
    program::{Program, is_library},
    stand::{Position, Stand, position},
    target::Target,
};

/// Frames at each end of a backtrace that is too long to be printed whole.
const BACKTRACE_ENDS: usize = 50;

/// Frames of a library in which a program may fail before the one that called it: those of a panic
/// are a dozen.
const FOCUS_REACH: u32 = 64;

/// Frames among which one of the program's own sources is looked for: interpreters have a hundred
/// between what a script does and `main`.
const OWN_REACH: u32 = 256;

/// One source-level frame.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    /// Index of its physical frame, 0 the innermost.
    pub(crate) physical: u32,
    /// Where the physical frame stands.
    pub(crate) position: Position,
    /// All source-level frames there; empty without debug information.
    frames: Arc<Vec<SourceFrame>>,
    /// Which of them it is.
    level: usize,
}

impl Frame {
    /// What the debug information says of it.
    pub(crate) fn source(&self) -> Option<&SourceFrame> {
        self.frames.get(self.level)
    }

    /// How many frames are inlined into it where it stands.
    pub(crate) fn level(&self) -> usize {
        self.level
    }

    /// Whether it is not of one of the program's own sources that can be shown, while there may be such.
    fn is_aside(&self, program: &Program) -> bool {
        let Some(file) = self.file() else { return true };
        is_library(file)
            || self.source().is_some_and(|source| program.is_skipped(source))
            || !program.has_source(file) && program.has_sources()
    }

    /// The source that it comes from, where that is known.
    fn file(&self) -> Option<&SourceFile> {
        let location = self.source()?.location.as_ref()?;
        (location.line != 0).then_some(&location.file)
    }
}

/// The frames of the present stop that were looked at.
#[derive(Debug)]
pub(crate) struct Frames {
    known: Vec<Frame>,
    /// The first physical frame that was not looked at.
    next: u32,
    /// How many are kept at most.
    limit: CountLimit,
    /// Bytes of the debug account that they take.
    held: u64,
    /// Why no more of them are kept.
    full: Option<String>,
}

impl Frames {
    /// None yet.
    pub(crate) fn new(limit: CountLimit) -> Self {
        Self { known: Vec::new(), next: 0, limit, held: 0, full: None }
    }

    /// Forgets the frames of the last stop.
    pub(crate) fn clear(&mut self, target: &mut dyn Target) {
        self.known.clear();
        self.next = 0;
        self.full = None;
        target.let_go(std::mem::take(&mut self.held));
    }

    /// Sets how many are kept at most.
    pub(crate) fn keep_to(&mut self, limit: CountLimit) {
        self.limit = limit;
        self.full = None;
    }

    /// How many are kept.
    pub(crate) fn kept_count(&self) -> u64 {
        self.known.len() as u64
    }

    /// Frame `index`, where the stack is that deep.
    pub(crate) fn get(
        &mut self,
        program: &Program,
        target: &mut dyn Target,
        stand: Stand,
        index: u32,
    ) -> Option<&Frame> {
        let index = index as usize;
        while self.known.len() <= index && self.expand(program, target, stand) {}
        self.known.get(index)
    }

    /// Whether a source of the program's own is on the stack, be it here or not. What else is there is
    /// not what somebody debugs only if there is one: the debug information of a program may be that of
    /// a library alone.
    fn has_own(&mut self, program: &Program, target: &mut dyn Target, stand: Stand) -> bool {
        program.has_debug_info()
            && (0..OWN_REACH)
                .map_while(|index| {
                    let frame = self.get(program, target, stand, index)?;
                    Some(frame.file().is_some_and(|file| !is_library(file)))
                })
                .any(|is_own| is_own)
    }

    /// Looks at one more physical frame; `false` at the end of the stack.
    fn expand(&mut self, program: &Program, target: &mut dyn Target, stand: Stand) -> bool {
        if self.full.is_some() {
            return false;
        }
        let physical = self.next;
        let Some(position) = position(target, stand, physical) else { return false };
        let frames = program.frames_at(position.lookup);
        let hidden = if physical == 0 { stand.hidden } else { 0 };
        let levels = hidden..frames.len().max(1);
        if let Err(full) = self.hold(target, levels.len()) {
            self.full = Some(full);
            return false;
        }
        self.next += 1;
        for level in levels {
            self.known.push(Frame { physical, position, frames: frames.clone(), level });
        }
        true
    }

    /// Makes room for `count` more frames, or says why there is none.
    fn hold(&mut self, target: &mut dyn Target, count: usize) -> Result<(), String> {
        self.limit.check((self.known.len() + count) as u64).map_err(|full| full.to_string())?;
        let bytes = (count * size_of::<Frame>()) as u64;
        target.hold(bytes).map_err(|full| full.to_string())?;
        self.held += bytes;
        Ok(())
    }

    /// What is not kept of the stack, where something is not.
    fn cut(&self, target: &dyn Target) -> Option<StackCut> {
        let reason = self.full.clone()?;
        Some(StackCut { frames: target.depth().saturating_sub(self.next), reason })
    }

    /// Number of frames known, and whether there are no more.
    fn total(&self, target: &dyn Target) -> (u32, bool) {
        if self.full.is_some() {
            return (self.known.len() as u32, true);
        }
        let rest = target.depth().saturating_sub(self.next);
        (self.known.len() as u32 + rest, rest == 0)
    }
}

impl DebugSession {
    pub(crate) fn stack_page(&mut self, start: u32, count: u32) -> StackPage {
        let last = match count {
            0 => u32::MAX,
            count => start.saturating_add(count - 1),
        };
        let focus = self.focus_frame();
        let (program, target) = (&self.program, &mut *self.target);
        let has_own = self.frames.has_own(program, target, self.stand);
        self.frames.get(program, target, self.stand, last);
        let (total, complete) = self.frames.total(target);
        let cut = self.frames.cut(target);
        let end = self.frames.known.len().min((last as usize).saturating_add(1));
        let asked = self.frames.known.get(start as usize..end).unwrap_or_default();
        let frames = asked
            .iter()
            .zip(start..)
            .map(|(frame, index)| {
                let mut view = view(program, &self.disassemblies, frame, index, has_own);
                view.subtle |= index < focus;
                view
            })
            .collect();
        program.flush_warnings();
        StackPage { frames, total, complete, cut }
    }

    /// See [`DebugSession::focus`].
    pub(crate) fn focus_frame(&mut self) -> u32 {
        let reason = self.stop.as_ref().map(|stop| &stop.reason);
        if reason.and_then(StopReason::exception).is_none() {
            return 0;
        }
        self.own_frame().unwrap_or(0)
    }

    /// The innermost frame of the program's own sources, where there is one close by.
    pub(crate) fn own_frame(&mut self) -> Option<u32> {
        (0..FOCUS_REACH).find(|&index| {
            let frame = self.frames.get(&self.program, &mut *self.target, self.stand, index);
            frame.is_some_and(|frame| !frame.is_aside(&self.program))
        })
    }

    /// Frame `index` of the present stop.
    pub(crate) fn frame(&mut self, index: u32) -> Result<Frame, SessionError> {
        self.frames
            .get(&self.program, &mut *self.target, self.stand, index)
            .cloned()
            .ok_or(SessionError::NoSuchFrame(index))
    }

    pub(crate) fn backtrace_text(&mut self, whole: bool) -> String {
        let depth = self.target.depth() as usize;
        let mut text = String::new();
        if whole || depth <= 2 * BACKTRACE_ENDS {
            let page = self.stack_page(0, 0);
            write_frames(&mut text, &page.frames, whole);
            write_cut(&mut text, page.cut.as_ref());
            return text;
        }
        let page = self.stack_page(0, BACKTRACE_ENDS as u32);
        write_frames(&mut text, &page.frames, whole);
        let all = self.stack_page(0, 0);
        let rest = all.frames.len().saturating_sub(BACKTRACE_ENDS).max(page.frames.len());
        if rest < all.frames.len() {
            let _ = writeln!(text, "      … {} frames", rest - page.frames.len());
        }
        write_frames(&mut text, &all.frames[rest..], whole);
        write_cut(&mut text, all.cut.as_ref());
        text
    }
}

/// Frames as lines. A library calls `main` and ends a program that panicked through many functions
/// that say nothing of it: a run of them is one line, the innermost frame apart.
fn write_frames(text: &mut String, frames: &[FrameView], whole: bool) {
    let mut rest = frames;
    while let Some((frame, after)) = rest.split_first() {
        let aside = |frame: &&FrameView| !whole && frame.index > 0 && frame.is_aside();
        let hidden = rest.iter().take_while(aside).count();
        if hidden > 1 {
            let _ = writeln!(text, "      … {hidden} frames of library code");
            rest = &rest[hidden..];
        } else {
            write_frame(text, frame);
            rest = after;
        }
    }
}

fn write_cut(text: &mut String, cut: Option<&StackCut>) {
    if let Some(cut) = cut {
        let _ = writeln!(text, "      … {cut}");
    }
}

fn view(
    program: &Program,
    disassemblies: &Disassemblies,
    frame: &Frame,
    index: u32,
    has_own: bool,
) -> FrameView {
    let at = frame.position.address;
    let source = frame.source();
    let mut view = FrameView {
        index,
        function: source.map_or_else(
            || program.function_name(at.module, frame.position.function),
            |source| source.function.clone(),
        ),
        inlined: source.is_some_and(|source| source.inlined),
        source: None,
        line: 0,
        column: 0,
        module: program.module(at.module).name.clone(),
        offset: at.offset,
        code: CodeRef::new(at, program.module_count()),
        subtle: has_own,
        library: false,
    };
    if let Some(source) = source
        && let Some(location) = &source.location
        && location.line != 0
    {
        let shown = program.source_ref(&location.file, at.module);
        let missing = shown.path.is_none() && shown.reference.is_none();
        view.library = is_library(&location.file);
        let is_skipped = view.library || program.is_skipped(source);
        view.subtle = if is_skipped { index > 0 } else { missing && program.has_sources() };
        if missing && index == 0 {
            program.miss_source(&location.file);
        }
        view.source = Some(shown);
        view.line = location.line;
        view.column = location.column;
        return view;
    }
    let reference = disassemblies.reference(at.module, frame.position.function);
    if let Some(listing) = disassemblies.listing(program, reference) {
        view.source = disassemblies.source_ref(program, reference);
        view.line = listing.line_of(at.offset);
    }
    view
}

fn write_frame(text: &mut String, frame: &FrameView) {
    let inlined = if frame.inlined { " (inlined)" } else { "" };
    let _ = writeln!(text, "{:>4}: {}{inlined}", frame.index, frame.function);
    let _ = match &frame.source {
        Some(source) if source.recorded.is_some() => {
            let local = source.path.as_ref().map(|path| path.display().to_string());
            let path = local.as_ref().or(source.recorded.as_ref()).unwrap_or(&source.name);
            match frame.column {
                0 => writeln!(text, "          at {path}:{}", frame.line),
                column => writeln!(text, "          at {path}:{}:{column}", frame.line),
            }
        }
        _ => writeln!(text, "          at {}+{:#x}", frame.module, frame.offset),
    };
}
