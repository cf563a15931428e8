//! Dispatch by sibling calls: each handler ends by calling the next one in tail position.
//!
//! The registers travel as arguments of one signature, so that an optimising build makes a jump of
//! each such call and keeps them in machine registers throughout. Rust does not promise that, so
//! [`is_jumping`] measures it before the first store runs anything, and the loop runs where it does not hold.

use core::hint::black_box;

use super::Flow;
use super::dispatch::{BREAKPOINT, execute_cold};
use super::regs::Regs;
use crate::side_table::Branch;
use crate::store::Store;

/// A handler gets the registers one by one, in the order of [`Regs`].
type Handler = fn(*const u8, *mut u64, *mut u64, *const Branch, *mut u8, &mut Store);

macro_rules! define_table {
    ($($code:literal $handler:ident,)*) => {
        static TABLE: [Handler; 256] = {
            let mut table: [Handler; 256] = [stop_here; 256];
            $(table[$code] = {
                fn handler(
                    ip: *const u8,
                    sp: *mut u64,
                    fp: *mut u64,
                    st: *const Branch,
                    mem: *mut u8,
                    cx: &mut Store,
                ) {
                    let mut r = Regs { ip, sp, fp, st, mem };
                    r.next_byte();
                    match super::dispatch::handlers::$handler(&mut r, cx) {
                        Flow::Next => next(r, cx),
                        Flow::Cold(cold) => {
                            cx.hot.cold = cold;
                            run_cold(ip, sp, fp, st, mem, cx)
                        }
                        Flow::Stop => cx.save_regs(&r),
                    }
                }
                handler
            };)*
            table
        };
    };
}

crate::opcode::for_each_opcode!(define_table);

/// Goes on with the instruction at `r`.
#[inline(always)]
fn next(r: Regs, cx: &mut Store) {
    TABLE[usize::from(r.opcode())](r.ip, r.sp, r.fp, r.st, r.mem, cx)
}

/// The handler of a breakpoint, and of all opcodes that validation refuses.
fn stop_here(
    ip: *const u8,
    sp: *mut u64,
    fp: *mut u64,
    st: *const Branch,
    mem: *mut u8,
    cx: &mut Store,
) {
    cx.hot.cold = super::trap::breakpoint;
    run_cold(ip, sp, fp, st, mem, cx)
}

/// Executes the instruction by its cold routine. The registers go through the store: the address of
/// a local variable given to a routine would keep the call that follows from being a jump.
#[inline(never)]
fn run_cold(
    ip: *const u8,
    sp: *mut u64,
    fp: *mut u64,
    st: *const Branch,
    mem: *mut u8,
    cx: &mut Store,
) {
    cx.hot.regs = Regs { ip, sp, fp, st, mem };
    if cold_step(cx) {
        next(cx.hot.regs, cx)
    }
}

/// Whether the program goes on; if not, its state is saved.
#[inline(never)]
fn cold_step(cx: &mut Store) -> bool {
    let mut r = cx.hot.regs;
    cx.hot.stack_mark = stack_mark();
    let completed = execute_cold(cx.hot.cold, &mut r, cx);
    if !completed {
        cx.save_regs(&r);
    }
    cx.hot.regs = r;
    completed
}

/// Executes until something stops the program, and saves its state.
pub(super) fn run(r: Regs, cx: &mut Store) {
    next(r, cx)
}

/// An address in the present frame of the host's stack.
#[inline(never)]
pub(in crate::exec) fn stack_mark() -> usize {
    let local = 0u8;
    (&raw const *black_box(&local)).addr()
}

/// Instructions of a measurement.
pub(in crate::exec) const PROBED: usize = 2000;

/// Whether the host's stack stays where it is over some thousand dispatches.
pub(in crate::exec) fn is_jumping(cx: &mut Store) -> bool {
    keeps_the_stack(run, cx)
}

/// Whether `run` executes [`PROBED`] instructions without taking more of the host's stack for each.
fn keeps_the_stack(run: fn(Regs, &mut Store), cx: &mut Store) -> bool {
    const NOP: u8 = 0x01;
    let mut code = [NOP; PROBED + 1];
    code[PROBED] = BREAKPOINT;
    let before = stack_mark();
    run(Regs::at(&code), cx);
    cx.stop = None;
    is_near(before, cx.hot.stack_mark)
}

/// Whether less than [`PROBED`] real calls lie between two places of the host's stack: each takes an address at the
/// very least.
pub(in crate::exec) fn is_near(before: usize, after: usize) -> bool {
    before.abs_diff(after) < PROBED * size_of::<usize>()
}

#[cfg(all(test, not(debug_assertions)))]
mod tests {
    use wrtd_limits::Ledger;

    use super::*;
    use crate::StoreLimits;

    /// Executes by calls that cannot become jumps.
    fn run_by_calls(r: Regs, cx: &mut Store) {
        let mut next = r;
        if next.opcode() == BREAKPOINT {
            return run(r, cx);
        }
        next.next_byte();
        run_by_calls(next, cx);
        black_box(&next);
    }

    #[test]
    fn calls_that_are_no_jumps_are_found_out() {
        let mut store = Store::new(StoreLimits::default(), Ledger::unlimited()).unwrap();
        assert!(keeps_the_stack(run, &mut store));
        assert!(!keeps_the_stack(run_by_calls, &mut store));
    }
}
