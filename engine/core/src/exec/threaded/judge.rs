//! Breakpoints that are judged, in translated code.

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
        Some((word, *translation.patched.get(&word)?, translation.judged.get(&word)?.len()))
    };
    let Some((word, operation, count)) = cx.threaded.translations.get(&func).and_then(place) else {
        return leave;
    };
    for index in 0..count {
        let translation = cx.threaded.translations.get(&func);
        let pcs = translation.and_then(|translation| translation.judged.get(&word));
        let Some(&pc) = pcs.and_then(|pcs| pcs.get(index)) else { return leave };
        if cx.stops_at(pc) {
            return leave;
        }
    }
    operation
}

/// Asks, and goes on so, in the loop.
pub(super) fn judge(r: &mut Regs, cx: &mut Store) -> Flow {
    let operation = judged(r, cx);
    Regs::looped_of(&operation)(r, cx)
}
