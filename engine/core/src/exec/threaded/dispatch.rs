//! From one instruction of translated code to the next: by sibling calls, or by a loop.
//!
//! As in the in-place tier, an optimising build makes jumps of the sibling calls, and a store relies on
//! that only after measuring it.
#![cfg_attr(
    tail_dispatch,
    allow(unsafe_code, reason = "an empty assembly statement, which does nothing")
)]

#[cfg(tail_dispatch)]
use super::code::Instruction;
use super::{Flow, Regs};
use crate::store::Store;

/// Executes an instruction and all that follow.
#[cfg(tail_dispatch)]
pub(super) fn jump<I: Instruction>(
    ip: *const u64,
    fp: *mut u64,
    mem: *mut u8,
    acc: u64,
    cx: &mut Store,
    mem_len: u64,
    facc: f64,
) {
    let mut r = Regs { ip, fp, mem, acc, mem_len, facc };
    match I::execute(&mut r, cx) {
        Flow::Next => next(r, cx),
        Flow::Taken => {
            // SAFETY: there is no instruction in it. It keeps the two dispatches apart, which would become
            // one that waits for the branch's condition.
            unsafe { core::arch::asm!("", options(nomem, nostack, preserves_flags)) };
            next(r, cx)
        }
        Flow::Cold(cold) => {
            cx.hot.threaded_cold = cold;
            run_cold(ip, fp, mem, acc, cx, mem_len, facc)
        }
    }
}

/// Asks the judges of breakpoints whether the instruction is to leave, and goes on so. As in [`run_cold`], the registers go
/// through the store.
#[cfg(tail_dispatch)]
pub(super) fn judge(
    ip: *const u64,
    fp: *mut u64,
    mem: *mut u8,
    acc: u64,
    cx: &mut Store,
    mem_len: u64,
    facc: f64,
) {
    cx.hot.threaded = Regs { ip, fp, mem, acc, mem_len, facc };
    let operation = judge_step(cx);
    let r = cx.hot.threaded;
    Regs::jump_of(&operation)(r.ip, r.fp, r.mem, r.acc, cx, r.mem_len, r.facc)
}

#[cfg(tail_dispatch)]
#[inline(never)]
fn judge_step(cx: &mut Store) -> super::code::Operation {
    let r = cx.hot.threaded;
    super::judge::judged(&r, cx)
}

/// Goes on with the instruction at `r`.
#[cfg(tail_dispatch)]
#[inline(always)]
pub(super) fn next(r: Regs, cx: &mut Store) {
    r.jump()(r.ip, r.fp, r.mem, r.acc, cx, r.mem_len, r.facc)
}

/// Executes the instruction by its cold routine. The registers go through the store: the address of a local
/// variable given to a routine would keep the call that follows from being a jump.
#[cfg(tail_dispatch)]
#[inline(never)]
fn run_cold(
    ip: *const u64,
    fp: *mut u64,
    mem: *mut u8,
    acc: u64,
    cx: &mut Store,
    mem_len: u64,
    facc: f64,
) {
    cx.hot.threaded = Regs { ip, fp, mem, acc, mem_len, facc };
    if cold_step(cx) {
        next(cx.hot.threaded, cx)
    }
}

#[cfg(tail_dispatch)]
#[inline(never)]
fn cold_step(cx: &mut Store) -> bool {
    let mut r = cx.hot.threaded;
    let start = r.address();
    let goes_on = (cx.hot.threaded_cold)(&mut r, cx);
    cx.hot.threaded = r;
    if goes_on && r.address() == start {
        cx.starts_over(start);
    }
    goes_on
}

/// Executes the innermost frame's translated code and all that it calls, until a frame is given to the
/// in-place tier or something stops the program.
pub(super) fn run(r: Regs, cx: &mut Store) {
    #[cfg(tail_dispatch)]
    if cx.hot.jumping {
        return next(r, cx);
    }
    run_loop(r, cx);
}

fn run_loop(mut r: Regs, cx: &mut Store) {
    loop {
        let start = r;
        match r.looped()(&mut r, cx) {
            Flow::Next | Flow::Taken => {}
            Flow::Cold(cold) => {
                r = start;
                if !cold(&mut r, cx) {
                    return;
                }
                if r.address() == start.address() {
                    cx.starts_over(start.address());
                }
            }
        }
    }
}
