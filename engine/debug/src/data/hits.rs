//! What breakpoints at data say of an access.

use std::fmt::Write;

use wrtd_symbols::render::Renderer;

use super::DataPlace;
use crate::{
    BreakpointId, DebugSession, Event, Format, OutputCategory, StopEvent, StopReason,
    stand::Stand,
    target::{TargetHit, TargetWatched},
    variables::FrameAccess,
};

/// Source-level frames of one physical frame in which a local is looked for.
const MOST_INLINED: u32 = 64;

/// An access that a user wants to stop at.
pub(crate) struct DataHit {
    id: BreakpointId,
    /// What was accessed and how, in one line.
    text: String,
}

impl DebugSession {
    /// The accesses that stop the program. Counts the hits of their breakpoints, and prints what these print; to be
    /// asked once for each stop of the target.
    pub(crate) fn data_hits(&mut self, hits: &[TargetHit]) -> Vec<DataHit> {
        let mut stopping = Vec::new();
        for hit in hits {
            let Some((id, name, place)) = self.breakpoints.watching(hit.watch) else { continue };
            if self.is_still_there(&name, &place) && self.stops(id) {
                stopping.push(DataHit { id, text: self.access_text(&name, &place, hit) });
            }
        }
        stopping
    }

    /// Whether a Wasm local is still what the debug information says the variable lies in: compilers use a local for
    /// one variable after the other.
    fn is_still_there(&mut self, name: &str, place: &DataPlace) -> bool {
        let TargetWatched::Local { depth, .. } = place.watched else { return true };
        if place.shown.is_none() {
            return true;
        }
        let Some(physical) = self.target.depth().checked_sub(depth) else { return false };
        self.forget_frames();
        let mut index = 0;
        let mut levels = 0;
        while let Ok(frame) = self.frame(index) {
            index += 1;
            if frame.physical < physical {
                continue;
            }
            levels += 1;
            if frame.physical > physical || levels > MOST_INLINED {
                return false;
            }
            let found = self.find_data(&super::DataSource::Expression {
                frame: index - 1,
                text: name.to_owned(),
            });
            if found.is_ok_and(|found| found.watched == place.watched) {
                return true;
            }
        }
        false
    }

    fn access_text(&self, name: &str, place: &DataPlace, hit: &TargetHit) -> String {
        let (old, new) = (self.bytes_text(place, &hit.old), self.bytes_text(place, &hit.new));
        let mut text = match hit.written {
            true if old == new => format!("{name} was written and stays {new}"),
            true => format!("{name} changed from {old} to {new}"),
            false => format!("{name} was read: {new}"),
        };
        if let Some(host) = &hit.host {
            let _ = write!(text, " (by {host})");
        }
        text
    }

    /// The bytes of what is watched as its value; as a number, or byte by byte, where it has no type.
    fn bytes_text(&self, place: &DataPlace, bytes: &[u8]) -> String {
        let (start, length) = place.within;
        let end = start.saturating_add(length).min(bytes.len());
        let value = bytes.get(start..end).unwrap_or(bytes);
        let Some((module, shown)) = &place.shown else { return untyped(value) };
        let access = FrameAccess { target: &*self.target, frame: 0, module: *module };
        let symbols = self.program.symbols(*module);
        let renderer = Renderer::new(&**symbols, &access, Format::default())
            .with_formatters(self.program.formatters());
        let then = renderer.with_bytes(shown, value);
        then.map_or_else(|| untyped(value), |then| renderer.render(&then).text)
    }

    /// Ends the motion at these accesses. The line that is shown is the one that made them.
    pub(crate) fn stop_at_data(&mut self, hits: &[DataHit]) -> StopEvent {
        self.stand = Stand { hidden: 0, after_call: true };
        self.forget_frames();
        let ids: Vec<BreakpointId> = hits.iter().map(|hit| hit.id).collect();
        let texts: Vec<&str> = hits.iter().map(|hit| hit.text.as_str()).collect();
        let description = format!("{} at {}", texts.join(", "), self.place_text());
        self.stop_with(StopReason::DataBreakpoint(ids), description, Some(texts.join("\n")))
    }

    /// Tells of breakpoints that have ended with their frame.
    pub(crate) fn tell_ended_data(&mut self) {
        for watch in self.target.take_ended_watchpoints() {
            let Some(ended) = self.breakpoints.end_watch(&mut *self.target, watch) else {
                continue;
            };
            if let Some(message) = &ended.message {
                let text = format!("Data breakpoint {}: {message}.", ended.id.0);
                self.outlet.notice(OutputCategory::Console, &text);
            }
            self.emit(Event::BreakpointChanged(ended));
        }
    }
}

/// Bytes that nobody knows the type of.
fn untyped(bytes: &[u8]) -> String {
    const SHOWN: usize = 16;
    if let 1 | 2 | 4 | 8 = bytes.len() {
        let mut all = [0; 8];
        all[..bytes.len()].copy_from_slice(bytes);
        return format!("{:#x}", u64::from_le_bytes(all));
    }
    let shown: Vec<String> = bytes.iter().take(SHOWN).map(|byte| format!("{byte:02x}")).collect();
    let more = if bytes.len() > SHOWN { " …" } else { "" };
    format!("{}{more}", shown.join(" "))
}
