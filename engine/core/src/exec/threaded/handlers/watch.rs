//! Looks at accesses of watched memories before they are made.

use core::marker::PhantomData;

use super::super::Flow;
use super::super::code::{Handler, Instruction};
use super::super::regs::Regs;
use super::form::{Accumulator, Fixed, InSlot};
use super::leave::leave;
use super::memory::Address;
use crate::exec::watch::Touch;
use crate::store::Store;

/// Looks at an access of memory 0 whose address is given as in `memory.rs`; the third word is its size in bytes. Where
/// somebody waits for it, the frame is given to the in-place tier, which makes the access and stops.
struct Look<A, const WRITE: bool>(PhantomData<A>);

const WORDS: usize = 3;

impl<A: Address, const WRITE: bool> Instruction for Look<A, WRITE> {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let hull = if WRITE { &cx.watches.writes } else { &cx.watches.reads };
        if hull.may_touch(start::<A>(r), r.wide::<2>()) {
            return Flow::Cold(look_closer::<A, WRITE>);
        }
        r.advance(WORDS);
        Flow::Next
    }
}

#[inline(always)]
fn start<A: Address>(r: &Regs) -> u64 {
    u64::from(A::take(r)) + u64::from(r.word())
}

fn look_closer<A: Address, const WRITE: bool>(r: &mut Regs, cx: &mut Store) -> bool {
    let memory = cx.current_instance().memories[0] as usize;
    let (start, len) = (start::<A>(r), r.wide::<2>());
    if cx.watches.wants(&Touch::Memory { memory, start, len, reads: !WRITE, writes: WRITE }) {
        return leave(r, cx);
    }
    r.advance(WORDS);
    true
}

/// The handlers that look at a load, or at a store, by where the address is: a slot, the accumulator, fixed.
pub(in super::super) fn look_forms(write: bool) -> [Handler; 3] {
    const fn forms<const WRITE: bool>() -> [Handler; 3] {
        [
            Handler::of::<Look<InSlot, WRITE>>(),
            Handler::of::<Look<Accumulator, WRITE>>(),
            Handler::of::<Look<Fixed, WRITE>>(),
        ]
    }
    if write { forms::<true>() } else { forms::<false>() }
}
