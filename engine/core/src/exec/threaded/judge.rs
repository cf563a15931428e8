//! Breakpoints that are judged, in translated code.

use alloc::sync::Arc;

use super::Flow;
use super::code::Operation;
use super::regs::Regs;
use crate::store::Store;

/// The operation with which the program goes on at a word where breakpoints are judged: to leave, where one of them stops
/// it, or what was there before.
pub(super) fn judged(r: &Regs, cx: &mut Store) -> Operation {
    let leave = cx.threaded.leave;
    let Some(func) = cx.frames.last().map(|frame| frame.func) else { return leave };
    let place = |translation: &super::code::Translation| {
        let word = translation.offset_of(r.address())?;
        Some((*translation.patched.get(&word)?, Arc::clone(translation.judged.get(&word)?)))
    };
    let Some((operation, pcs)) = cx.threaded.translations.get(&func).and_then(place) else {
        return leave;
    };
    let stopped = pcs.iter().position(|&pc| cx.stops_at(pc, false));
    cx.passed_translated(r.address(), &pcs[..stopped.unwrap_or(pcs.len())]);
    if stopped.is_some() { leave } else { operation }
}

/// Asks, and goes on so, in the loop.
pub(super) fn judge(r: &mut Regs, cx: &mut Store) -> Flow {
    let operation = judged(r, cx);
    Regs::looped_of(&operation)(r, cx)
}
