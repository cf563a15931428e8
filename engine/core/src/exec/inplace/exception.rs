//! Exceptions: blocks that catch, in both encodings, and instructions that throw (core specification,
//! section 4.4.8, and the legacy proposal for exception handling).

use super::Flow;
use super::regs::Regs;
use super::trap::{interrupted, trap};
use crate::exec::unwind::Raised;
use crate::exec::{Exit, Stop};
use crate::store::Store;

/// Goes to its first instruction: its handlers are in the side table.
#[inline(always)]
pub(super) fn try_table(r: &mut Regs, _: &mut Store) -> Flow {
    let op = r.opcode_address();
    r.jump(op);
    Flow::Next
}

/// `catch` and `catch_all`, reached from the end of what is before them in the `try`.
#[inline(always)]
pub(super) fn catch(r: &mut Regs, _: &mut Store) -> Flow {
    let op = r.opcode_address();
    r.jump(op);
    Flow::Next
}

/// Reached from the end of its `try`.
#[inline(always)]
pub(super) fn delegate(r: &mut Regs, _: &mut Store) -> Flow {
    r.skip_leb();
    Flow::Next
}

/// `throw`, `throw_ref` and `rethrow`.
#[inline(always)]
pub(super) fn throw(_: &mut Regs, _: &mut Store) -> Flow {
    Flow::Cold(raise)
}

fn raise(r: &mut Regs, cx: &mut Store) -> Flow {
    cx.save_regs(r);
    let stop = match cx.raise() {
        Err(kind) => return trap(r, cx, kind),
        Ok(Raised::Interrupted) => return interrupted(r, cx),
        Ok(Raised::Before) => {
            cx.stop = Some(Stop::Exit(Exit::Throw));
            return Flow::Stop;
        }
        Ok(Raised::Caught) => None,
        Ok(Raised::Stopped(stop)) => Some(stop),
    };
    if let Some(regs) = cx.load_regs() {
        *r = regs;
    }
    match stop {
        None => Flow::Next,
        stop => {
            cx.stop = stop;
            Flow::Stop
        }
    }
}
