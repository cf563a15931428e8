//! `stackTrace`: the call stack, inlined frames included, in as many pages as the client likes.

use std::fmt::Write;

use wrtd_debug::FrameView;

use super::Handle;
use crate::{
    adapter::Adapter,
    client::Client,
    error::RequestError,
    protocol::{
        IntegerOrString,
        generated::{
            SourcePresentationHint, StackFrame, StackFrameFormat, StackFramePresentationHint,
            StackTraceArguments, StackTraceRequest, StackTraceResponseBody,
        },
    },
    sources,
    state::When,
};

/// Frames of one response. `totalFrames` makes a client ask on, and a recursion has millions.
const MOST_FRAMES: u32 = 10_000;

impl Handle for StackTraceRequest {
    const WHEN: When = When::Stopped;

    fn handle(
        adapter: &mut Adapter,
        arguments: StackTraceArguments,
    ) -> Result<StackTraceResponseBody, RequestError> {
        let thread = adapter.select_thread(arguments.thread_id)?;
        let start = arguments.start_frame.unwrap_or(0);
        let levels = match arguments.levels {
            // All of them, says the protocol.
            None | Some(0) => MOST_FRAMES,
            Some(levels) => levels.min(MOST_FRAMES),
        };
        let page = adapter.with(move |session| session.stack(start, levels))??;
        let (client, stop) = {
            let run = adapter.shared.run();
            (run.client.clone(), run.stops)
        };
        let format = arguments.format.unwrap_or_default();
        let shown = u32::try_from(page.frames.len()).unwrap_or(u32::MAX);
        // Where the stack goes on beyond what is known, one more makes the client ask for it.
        let total = if page.complete {
            // The line that says what is not kept is one more.
            page.total.saturating_add(u32::from(page.cut.is_some()))
        } else {
            page.total.max(start.saturating_add(shown).saturating_add(1))
        };
        let mut stack_frames: Vec<StackFrame> = page
            .frames
            .iter()
            .map(|frame| {
                view(&client, adapter.frames.id(stop, thread, frame.index), frame, &format)
            })
            .collect();
        if let Some(cut) = page.cut.filter(|_| start.saturating_add(shown) == page.total) {
            stack_frames.push(StackFrame {
                id: adapter.frames.id(stop, thread, page.total),
                name: cut.to_string(),
                presentation_hint: Some(StackFramePresentationHint::Label),
                ..StackFrame::default()
            });
        }
        Ok(StackTraceResponseBody { stack_frames, total_frames: Some(total) })
    }
}

fn view(client: &Client, id: i32, frame: &FrameView, format: &StackFrameFormat) -> StackFrame {
    let source = frame.source.as_ref().map(|source| {
        let mut source = sources::view(client, source);
        if frame.subtle {
            source.presentation_hint = Some(SourcePresentationHint::Deemphasize);
        }
        source
    });
    // A frame without a source has no position either.
    let known = source.is_some();
    StackFrame {
        id,
        name: name(frame, format),
        line: if known { client.line(frame.line) } else { 0 },
        column: if known { client.column(frame.column) } else { 0 },
        source,
        module_id: Some(IntegerOrString::Integer((frame.code.number() >> 32).cast_signed())),
        instruction_pointer_reference: Some(frame.code.to_string()),
        presentation_hint: frame.subtle.then_some(StackFramePresentationHint::Subtle),
        // What is inlined has no beginning of its own.
        can_restart: frame.inlined.then_some(false),
        ..StackFrame::default()
    }
}

fn name(frame: &FrameView, format: &StackFrameFormat) -> String {
    let mut name = frame.function.clone();
    if frame.inlined {
        name.push_str(" [inlined]");
    }
    // Writing to a string cannot fail.
    if format.line == Some(true) && frame.line > 0 {
        let _ = write!(name, ", line {}", frame.line);
    }
    if format.module == Some(true) {
        let _ = write!(name, " ({})", frame.module);
    }
    name
}
