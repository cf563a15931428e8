//! Ways out of translated code.

use super::super::Flow;
use super::super::code::Instruction;
use super::super::regs::Regs;
use crate::store::Store;

/// Gives the innermost frame to the in-place tier, at the start of the present instruction's window.
pub(in crate::exec) fn leave(r: &mut Regs, cx: &mut Store) -> bool {
    cx.leave_threaded(r);
    false
}

/// Leaves.
pub(in super::super) struct Leave;

impl Instruction for Leave {
    #[inline(always)]
    fn execute(_: &mut Regs, _: &mut Store) -> Flow {
        Flow::Cold(leave)
    }
}

/// Executes one Wasm instruction in place, with all operands in their slots: its Wasm offset is the upper
/// half of the second word; in the last word the number of the frame's slots in use, above it the index of
/// the first branch in the side table.
pub(in super::super) struct Escape;

impl Escape {
    pub(in super::super) const WORDS: usize = 3;
}

impl Instruction for Escape {
    #[inline(always)]
    fn execute(_: &mut Regs, _: &mut Store) -> Flow {
        Flow::Cold(escape::<{ Self::WORDS }>)
    }
}

/// Does as [`Escape`] says, for an instruction of so many words.
pub(super) fn escape<const WORDS: usize>(r: &mut Regs, cx: &mut Store) -> bool {
    let marks = cx.frames.last().map_or(0, |frame| frame.marks);
    give_away::<WORDS>(r, cx);
    cx.step_for_threaded(r, WORDS, marks)
}

/// Leaves for good with all operands in their slots; the words are those of [`Escape`].
pub(in super::super) struct Exit;

impl Instruction for Exit {
    #[inline(always)]
    fn execute(_: &mut Regs, _: &mut Store) -> Flow {
        Flow::Cold(exit::<{ Escape::WORDS }>)
    }
}

/// Does as [`Exit`] says, for an instruction of so many words.
pub(super) fn exit<const WORDS: usize>(r: &mut Regs, cx: &mut Store) -> bool {
    cx.passed_begins_at(r.word());
    give_away::<WORDS>(r, cx);
    false
}

/// Gives the innermost frame to the in-place tier.
fn give_away<const WORDS: usize>(r: &Regs, cx: &mut Store) {
    let place = match WORDS {
        Escape::WORDS => r.wide::<2>(),
        _ => r.wide::<3>(),
    };
    cx.frame_in_place(r.word(), (place >> 32) as u32, place as u32);
}

/// Stands for a function that was not called yet: translates it.
pub(in super::super) struct Untranslated;

impl Instruction for Untranslated {
    #[inline(always)]
    fn execute(_: &mut Regs, _: &mut Store) -> Flow {
        Flow::Cold(translate)
    }
}

fn translate(r: &mut Regs, cx: &mut Store) -> bool {
    let address = cx.translate_called(r.acc as u32);
    r.go_to(address);
    true
}

/// Stands for a function that has no translation: calls it in place.
pub(in super::super) struct RunInPlace;

impl Instruction for RunInPlace {
    #[inline(always)]
    fn execute(_: &mut Regs, _: &mut Store) -> Flow {
        Flow::Cold(run_in_place)
    }
}

fn run_in_place(r: &mut Regs, cx: &mut Store) -> bool {
    r.leave_callee(cx, super::CALL_WORDS);
    let func = r.acc as u32;
    if !cx.call_in_place(func, r.half::<0>() as u32) {
        // In place, the call is made again and refused.
        return leave(r, cx);
    }
    false
}
