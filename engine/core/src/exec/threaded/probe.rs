//! Whether translated code leads from one instruction to the next by jumps, which a store measures before it
//! relies on it.

use core::hint::black_box;

use super::code::{Handler, Instruction};
use super::regs::Regs;
use super::{Flow, dispatch};
use crate::exec::inplace::tail::{PROBED, is_near, stack_mark};
use crate::store::Store;

/// Executes itself as often as the accumulator says, then what follows.
struct CountDown;

impl Instruction for CountDown {
    #[inline(always)]
    fn execute(r: &mut Regs, _: &mut Store) -> Flow {
        r.acc = r.acc.wrapping_sub(1);
        if r.acc != 0 {
            return Flow::Taken;
        }
        r.advance(2);
        Flow::Next
    }
}

/// Says where the host's stack is, and ends.
struct Mark;

impl Instruction for Mark {
    #[inline(always)]
    fn execute(_: &mut Regs, _: &mut Store) -> Flow {
        Flow::Cold(mark)
    }
}

fn mark(_: &mut Regs, cx: &mut Store) -> bool {
    cx.hot.stack_mark = stack_mark();
    false
}

/// Whether the host's stack stays where it is over some thousand dispatches.
pub(in crate::exec) fn is_jumping(cx: &mut Store) -> bool {
    keeps_the_stack::<CountDown>(cx)
}

/// Whether [`PROBED`] instructions, which `C` counts down, take no more of the host's stack each.
fn keeps_the_stack<C: Instruction>(cx: &mut Store) -> bool {
    let (count, mark) = (Handler::of::<C>(), Handler::of::<Mark>());
    let code = [count.operation(true), 0, mark.operation(true), 0];
    let before = stack_mark();
    // Not known to the compiler, which would inline the measurement.
    let ip = black_box(&code).as_ptr();
    dispatch::next(Regs { ip, acc: PROBED as u64, ..Regs::new() }, cx);
    is_near(before, cx.hot.stack_mark)
}

#[cfg(all(test, not(debug_assertions)))]
mod tests {
    use wrtd_limits::Ledger;

    use super::*;
    use crate::StoreLimits;

    /// [`CountDown`] that does the rest of the measurement by a call within itself.
    struct Calls;

    impl Instruction for Calls {
        fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
            let Flow::Taken = CountDown::execute(r, cx) else { return Flow::Next };
            dispatch::next(*r, cx);
            black_box(&r);
            Flow::Cold(|_, _| false)
        }
    }

    #[test]
    fn calls_that_are_no_jumps_are_found_out() {
        let mut store = Store::new(StoreLimits::default(), Ledger::unlimited()).unwrap();
        assert!(keeps_the_stack::<CountDown>(&mut store));
        assert!(!keeps_the_stack::<Calls>(&mut store));
    }
}
