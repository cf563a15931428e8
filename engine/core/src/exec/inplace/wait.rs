//! Waiting on an address, and notifying who waits there (proposal threads).
//!
//! A thread that waits gives its turn to others (`exec/threads`). In a program with one thread nobody waits when it
//! notifies, and nobody notifies when it waits: a wait ends when its time is over, and one without a time is a deadlock.

use alloc::vec::Vec;
use core::time::Duration;

use super::Flow;
use super::atomic::Access;
use super::general::MemArg;
use super::regs::Regs;
use super::trap::{interrupted, trap};
use crate::exec::TrapKind;
use crate::store::Store;

/// How long the embedder sleeps between two polls: half of what a pause may take.
const SLICE: Duration = Duration::from_millis(5);

/// What a wait answers.
const NOT_EQUAL: u32 = 1;
const TIMED_OUT: u32 = 2;

/// `memory.atomic.notify`.
pub(super) fn notify(at: &mut Regs, cx: &mut Store) -> Result<(), TrapKind> {
    let memarg = MemArg::read(at, cx);
    let most = at.pop::<u32>();
    let access = Access::pop(memarg, at, cx, 4)?;
    at.push(cx.wake(access.memory, access.address, most));
    Ok(())
}

/// `memory.atomic.wait32` and `memory.atomic.wait64`. An interrupt leaves the rest of the time in place of
/// the timeout, so that executing the instruction again waits for that long.
pub(super) fn wait(r: &mut Regs, mut at: Regs, cx: &mut Store, size: u64) -> Flow {
    let memarg = MemArg::read(&mut at, cx);
    let timeout = at.pop::<i64>();
    let expected = if size == 4 { at.pop::<u32>().into() } else { at.pop::<u64>() };
    let access = match Access::pop(memarg, &mut at, cx, size) {
        Ok(access) => access,
        Err(kind) => return trap(r, cx, kind),
    };
    if !cx.memories[access.memory].is_shared() {
        return trap(r, cx, TrapKind::WaitOnUnsharedMemory);
    }
    let answer = if let Some(answer) = cx.take_answer() {
        answer
    } else if access.load(cx) != expected {
        NOT_EQUAL
    } else if cx.has_other_threads() {
        let timeout = u64::try_from(timeout).ok().map(Duration::from_nanos);
        cx.park(access.memory, access.address, timeout);
        return Flow::Stop;
    } else if let Ok(nanoseconds) = u64::try_from(timeout) {
        let left = cx.sleep(Duration::from_nanos(nanoseconds));
        if !left.is_zero() {
            r.poke(0, left.as_nanos() as u64);
            return interrupted(r, cx);
        }
        TIMED_OUT
    } else {
        return trap(r, cx, TrapKind::Deadlock { address: access.address, waiting: Vec::new() });
    };
    at.push(answer);
    *r = at;
    Flow::Next
}

impl Store {
    /// Sleeps that long or until an interrupt, and gives how much of the time is left.
    fn sleep(&mut self, time: Duration) -> Duration {
        let mut left = time;
        let Some(sleep) = &mut self.sleep else { return Duration::ZERO };
        while !left.is_zero() && !self.interrupt.is_requested() {
            left = left.saturating_sub(sleep(left.min(SLICE)));
        }
        left
    }
}
