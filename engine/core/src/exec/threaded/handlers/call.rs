//! Calls and returns.

use core::marker::PhantomData;

use super::super::Flow;
use super::super::code::Instruction;
use super::super::regs::{Regs, Scalar};
use super::form::Source;
use super::leave::{escape, exit, leave};
use super::variable::copy_vector;
use super::{CALL_WORDS, ENTER_WORDS};
use crate::store::Store;

/// A call of a function of the same instance: the first slot of the arguments in field 0, the Wasm offset in
/// the upper half of the second word, the function's number in the third.
pub(in super::super) struct Call;

impl Instruction for Call {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let func = r.wide::<2>() as u32;
        r.call(cx, func, r.half::<0>(), r.word(), CALL_WORDS);
        Flow::Next
    }
}

/// `call_indirect`: the first slot of the arguments in field 0, the index's in field 1, the Wasm offset in the
/// upper half of the second word; in the third the store's number of the type, above it that of the table; the
/// fourth is as in [`super::leave::Escape`].
pub(in super::super) struct CallIndirect;

impl Instruction for CallIndirect {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let index: u32 = r.get(r.half::<1>());
        match callee(cx, r.wide::<2>(), index) {
            Some(func) => {
                r.call(cx, func, r.half::<0>(), r.word(), CALL_WORDS);
                Flow::Next
            }
            None => Flow::Cold(escape::<CALL_WORDS>),
        }
    }
}

/// `return_call` of a function of the same instance: fields and words as of [`Call`], in the fourth word as in
/// [`super::leave::Escape`]; `VECTORS` says whether vectors are among the arguments, `COUNTING` as of [`Enter`]. The callee takes the frame's
/// place once it is translated, or the call is made in place.
pub(in super::super) struct ReturnCall<const VECTORS: bool, const COUNTING: bool>;

impl<const VECTORS: bool, const COUNTING: bool> Instruction for ReturnCall<VECTORS, COUNTING> {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let func = r.wide::<2>() as u32;
        if r.replace::<VECTORS, COUNTING>(cx, func, r.half::<0>()) {
            Flow::Next
        } else {
            Flow::Cold(return_call_slow)
        }
    }
}

fn return_call_slow(r: &mut Regs, cx: &mut Store) -> bool {
    cx.translate_new(r.wide::<2>() as u32) || exit::<CALL_WORDS>(r, cx)
}

/// `return_call_indirect`: fields and words as of [`CallIndirect`], the rest as of [`ReturnCall`].
pub(in super::super) struct ReturnCallIndirect<const VECTORS: bool, const COUNTING: bool>;

impl<const VECTORS: bool, const COUNTING: bool> Instruction
    for ReturnCallIndirect<VECTORS, COUNTING>
{
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let index: u32 = r.get(r.half::<1>());
        match callee(cx, r.wide::<2>(), index) {
            Some(func) if r.replace::<VECTORS, COUNTING>(cx, func, r.half::<0>()) => Flow::Next,
            _ => Flow::Cold(return_call_indirect_slow),
        }
    }
}

fn return_call_indirect_slow(r: &mut Regs, cx: &mut Store) -> bool {
    let func = callee(cx, r.wide::<2>(), r.get(r.half::<1>()));
    func.is_some_and(|func| cx.translate_new(func)) || exit::<CALL_WORDS>(r, cx)
}

/// The function in the table, where it is of this type and instance.
#[inline(always)]
fn callee(cx: &Store, type_and_table: u64, index: u32) -> Option<u32> {
    let table = cx.tables.get((type_and_table >> 32) as usize)?;
    let slot = *table.elements().get(index as usize)?;
    // Of a null element this makes a number that no function has.
    let func = slot.wrapping_sub(1);
    let target = cx.funcs.get(func as usize)?;
    (target.ty == type_and_table as u32 && target.instance == cx.hot.instance())
        .then_some(func as u32)
}

/// The first instruction of a translation: makes the frame. The number of parameters in field 0, that of
/// declared locals in field 1, the frame's slots in the upper half of the second word; in the third the
/// function's number, above it the instance's; in the fourth the place of what was prepared of it. Where it is
/// `COUNTING`, it counts the event.
pub(in super::super) struct Enter<const COUNTING: bool>;

impl<const COUNTING: bool> Instruction for Enter<COUNTING> {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        enter::<COUNTING, false>(r, cx)
    }
}

/// [`Enter`] of a function that declares vectors.
pub(in super::super) struct EnterVectors<const COUNTING: bool>;

impl<const COUNTING: bool> Instruction for EnterVectors<COUNTING> {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        enter::<COUNTING, true>(r, cx)
    }
}

#[inline(always)]
fn enter<const COUNTING: bool, const VECTORS: bool>(r: &mut Regs, cx: &mut Store) -> Flow {
    if !r.can_enter(cx) {
        return Flow::Cold(refused);
    }
    if COUNTING && !cx.hot.events.take() {
        return Flow::Cold(counted_out);
    }
    r.enter(cx);
    if VECTORS {
        r.clear_high_halves(cx, r.half::<0>(), r.half::<1>());
    }
    r.advance(ENTER_WORDS);
    Flow::Next
}

/// The call is made again in place, which does or refuses what is out of the ordinary.
fn refused(r: &mut Regs, cx: &mut Store) -> bool {
    r.leave_callee(cx, CALL_WORDS);
    leave(r, cx)
}

/// [`refused`] because no event is left.
fn counted_out(r: &mut Regs, cx: &mut Store) -> bool {
    cx.hot.events.take_back();
    refused(r, cx)
}

/// Returns; the results lie in slots from that of field 0 on, their number is in field 1.
pub(in super::super) struct Return;

impl Instruction for Return {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let (from, count) = (r.half::<0>(), r.half::<1>());
        for i in 0..count {
            let value: u64 = r.get(from + i);
            r.set(i, value);
        }
        if r.leave(cx) { Flow::Next } else { Flow::Cold(return_elsewhere) }
    }
}

/// Returns one result, also in the accumulator; the operand's slot is named by field 0, an immediate is the
/// third word.
pub(in super::super) struct ReturnValue<T, S>(PhantomData<(T, S)>);

impl<T: Scalar, S: Source> Instruction for ReturnValue<T, S> {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let value = S::take::<T, 0>(r);
        r.set(0, value);
        r.set_accumulator(value);
        if r.leave(cx) { Flow::Next } else { Flow::Cold(return_elsewhere) }
    }
}

/// [`Return`] where vectors are among the results.
pub(in super::super) struct ReturnVectors;

impl Instruction for ReturnVectors {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let (from, count) = (r.half::<0>(), r.half::<1>());
        for i in 0..count {
            copy_vector(r, cx, from + i, i);
        }
        if r.leave(cx) { Flow::Next } else { Flow::Cold(return_elsewhere) }
    }
}

/// Returns the vector in the slot of field 0.
pub(in super::super) struct ReturnVector;

impl Instruction for ReturnVector {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        copy_vector(r, cx, r.half::<0>(), 0);
        if r.leave(cx) { Flow::Next } else { Flow::Cold(return_elsewhere) }
    }
}

/// Returns to a caller in another tier or instance, or stops at the return.
fn return_elsewhere(_: &mut Regs, cx: &mut Store) -> bool {
    let Some(frame) = cx.frames.last() else { return false };
    let results = cx.prepared[frame.prepared as usize].results;
    cx.sp = frame.fp + results;
    cx.finish_return();
    false
}
