//! From opcodes to handlers.

use super::regs::Regs;
use super::{Cold, Flow, touch};
use crate::opcode::for_each_opcode;
use crate::store::Store;

/// All handlers under one roof, for the macros that name them.
pub(super) mod handlers {
    pub(in super::super) use super::super::atomic::*;
    pub(in super::super) use super::super::bulk::*;
    pub(in super::super) use super::super::call::*;
    pub(in super::super) use super::super::control::*;
    pub(in super::super) use super::super::exception::*;
    pub(in super::super) use super::super::general::*;
    pub(in super::super) use super::super::memory::*;
    pub(in super::super) use super::super::numeric::*;
    pub(in super::super) use super::super::reference::*;
    pub(in super::super) use super::super::table::*;
    pub(in super::super) use super::super::variable::*;
    pub(in super::super) use super::super::vector::*;
}

/// The opcode that replaces another one where a breakpoint is; no valid code holds it.
pub(crate) const BREAKPOINT: u8 = 0xff;

/// Executes the instruction whose opcode is `op`, with `ip` after the opcode.
macro_rules! define_execute {
    ($($code:literal $handler:ident,)*) => {
        #[inline(always)]
        fn execute(op: u8, r: &mut Regs, cx: &mut Store) -> Flow {
            match op {
                $($code => handlers::$handler(r, cx),)*
                // Validation lets no other opcode through.
                _ => Flow::Cold(super::trap::breakpoint),
            }
        }
    };
}

for_each_opcode!(define_execute);

/// Executes an instruction by its cold routine; whether it completed. If not, `r` stays as it is.
pub(super) fn execute_cold(cold: Cold, r: &mut Regs, cx: &mut Store) -> bool {
    matches!(cold(r, cx), Flow::Next)
}

/// Executes the instruction at `r` as if its opcode were `op`; whether it completed and the program goes on. What it
/// accesses is compared with what is watched.
pub(in crate::exec) fn step_once(op: u8, r: &mut Regs, cx: &mut Store) -> bool {
    if cx.watches.is_empty() { step(op, r, cx) } else { touch::step(op, r, cx) }
}

/// Executes the instruction at `r` as if its opcode were `op`; whether it completed.
pub(super) fn step(op: u8, r: &mut Regs, cx: &mut Store) -> bool {
    let start = *r;
    r.next_byte();
    match execute(op, r, cx) {
        Flow::Next => true,
        Flow::Stop => false,
        Flow::Cold(cold) => {
            *r = start;
            execute_cold(cold, r, cx)
        }
    }
}

/// Executes until something stops the program, and saves its state.
pub(in crate::exec) fn run(r: Regs, cx: &mut Store) {
    if !cx.watches.is_empty() {
        return touch::run(r, cx);
    }
    #[cfg(tail_dispatch)]
    if cx.hot.jumping {
        return super::tail::run(r, cx);
    }
    run_loop(r, cx);
}

fn run_loop(mut r: Regs, cx: &mut Store) {
    loop {
        let op = r.opcode();
        if !step(op, &mut r, cx) {
            return cx.save_regs(&r);
        }
    }
}
