//! Which tier runs a frame, and how control goes from one to the other.
//!
//! While the program is stopped, the innermost frame is one of the in-place tier, so that stepping and
//! inspecting know one tier only. A running program goes over to the threaded tier at calls and at loops;
//! the in-place tier learns that it is to look out for these by the flag that it polls for interrupts.

#[cfg(tail_dispatch)]
use core::sync::atomic::{AtomicU8, Ordering};

#[cfg(threaded_tier)]
use super::{Exit, Stop};
use crate::store::Store;

/// How guest code is executed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tier {
    /// The module's own bytes are interpreted.
    InPlace,
    /// Functions are translated when they are first called, to code that runs several times faster. Where
    /// this build has no such tier, or a function has what it does not know, code runs in place all the
    /// same; nothing else tells the two apart.
    #[default]
    Threaded,
}

impl Store {
    /// Runs the innermost frame, and all that is called, until something stops the program.
    #[cfg(threaded_tier)]
    pub(super) fn drive(&mut self) {
        self.interrupt.set_switching(self.threaded.enabled);
        while self.stop.is_none() {
            match self.frames.last() {
                Some(frame) if frame.is_threaded() => {
                    self.run_threaded();
                    self.step_away();
                }
                Some(_) => self.run_in_place(),
                None => break,
            }
        }
        self.interrupt.set_switching(false);
        self.stand_in_place();
    }

    /// Gives the innermost frame to the in-place tier, where it is threaded and at the return of a call.
    #[cfg(threaded_tier)]
    pub(super) fn stand_in_place(&mut self) {
        if self.frames.last().is_some_and(|frame| frame.is_threaded()) {
            self.leave_threaded_frame();
        }
    }

    /// There is no other tier.
    #[cfg(not(threaded_tier))]
    pub(super) fn stand_in_place(&mut self) {}

    /// Runs the innermost frame, and all that is called, until something stops the program.
    #[cfg(not(threaded_tier))]
    pub(super) fn drive(&mut self) {
        if self.stop.is_none() {
            self.run_in_place();
        }
    }

    /// After the threaded tier has given a frame away: the frame's next instruction is executed before that
    /// tier may have it again, as it may be the loop at which it was given away.
    #[cfg(threaded_tier)]
    fn step_away(&mut self) {
        let threaded = self.frames.last().is_none_or(|frame| frame.is_threaded());
        if self.stop.is_some() || threaded {
            return;
        }
        if self.at_breakpoint() && self.stops_here() {
            self.stop = Some(Stop::Exit(Exit::Breakpoint));
            return;
        }
        self.interrupt.set_switching(false);
        self.step_in_place();
        self.interrupt.set_switching(self.threaded.enabled);
    }

    /// Takes the innermost frame to the threaded tier where it has just been called; whether it did.
    #[cfg(threaded_tier)]
    pub(super) fn starts_threaded(&mut self) -> bool {
        let Some(frame) = self.frames.last() else { return false };
        let start = self.prepared[frame.prepared as usize].code.start;
        frame.pc == start && !self.at_breakpoint() && self.enter_threaded()
    }

    /// There is no other tier.
    #[cfg(not(threaded_tier))]
    pub(super) fn starts_threaded(&mut self) -> bool {
        false
    }

    fn run_in_place(&mut self) {
        if let Some(r) = self.load_regs() {
            super::inplace::run(r, self);
        }
    }

    /// Takes the innermost frame to the threaded tier, where that can run it from here; whether it did.
    #[cfg(threaded_tier)]
    pub(super) fn switch_tier(&mut self) -> bool {
        self.interrupt.is_switching() && self.enter_threaded()
    }

    /// The breakpoint at the loop at `pc` has let the program pass: where its frame goes to the other tier before it executes
    /// the `loop`, that begins with it.
    #[cfg(threaded_tier)]
    pub(super) fn carry_passed(&mut self, pc: u32) {
        if self.frames.last().is_some_and(|frame| frame.is_threaded()) {
            self.passed_in_place(pc);
        }
    }

    /// There is no other tier.
    #[cfg(not(threaded_tier))]
    pub(super) fn carry_passed(&mut self, _: u32) {}

    /// There is no other tier.
    #[cfg(not(threaded_tier))]
    pub(super) fn switch_tier(&mut self) -> bool {
        false
    }

    /// Chooses how one instruction leads to the next: by jumps, where a measurement shows that this build makes
    /// them, or by a loop, which is slower and works anywhere. A store begins with jumps where it can. Gives
    /// whether that is how code runs now; nothing changes while a call is active.
    pub fn set_jumping(&mut self, jumping: bool) -> bool {
        if self.is_call_active() {
            return self.hot.is_jumping();
        }
        #[cfg(tail_dispatch)]
        self.choose_dispatch(|store| jumping && store.can_jump());
        #[cfg(not(tail_dispatch))]
        let _ = jumping;
        self.hot.is_jumping()
    }

    /// Lets code run by jumps, where it can by the answer of `can_jump`, or by a loop. No call is active.
    #[cfg(tail_dispatch)]
    fn choose_dispatch(&mut self, can_jump: impl FnOnce(&mut Self) -> bool) {
        self.hot.jumping = can_jump(self);
        #[cfg(threaded_tier)]
        self.forget_translations();
    }

    /// Whether handlers really call each other by jumps, which depends on how they were compiled: measured once for
    /// all stores. Debug assertions, which an optimising build may have as well, give handlers more to do than
    /// a jump allows.
    #[cfg(tail_dispatch)]
    fn can_jump(&mut self) -> bool {
        const UNKNOWN: u8 = 0;
        const NO: u8 = 1;
        const YES: u8 = 2;
        static KNOWN: AtomicU8 = AtomicU8::new(UNKNOWN);
        // Several threads may measure it at the same time, and find the same.
        if KNOWN.load(Ordering::Relaxed) == UNKNOWN {
            let found = if self.measure_jumps() { YES } else { NO };
            KNOWN.store(found, Ordering::Relaxed);
        }
        KNOWN.load(Ordering::Relaxed) == YES
    }

    #[cfg(tail_dispatch)]
    fn measure_jumps(&mut self) -> bool {
        #[cfg(threaded_tier)]
        let translated = super::threaded::is_jumping;
        #[cfg(not(threaded_tier))]
        let translated = |_: &mut Self| true;
        !cfg!(debug_assertions) && super::inplace::tail::is_jumping(self) && translated(self)
    }

    /// Sets how guest code is executed from now on; a call that is active goes on as it began, function by
    /// function.
    pub fn set_tier(&mut self, tier: Tier) {
        #[cfg(threaded_tier)]
        {
            self.threaded.enabled = tier == Tier::Threaded;
        }
        #[cfg(not(threaded_tier))]
        let _ = tier;
    }
}

#[cfg(all(test, tail_dispatch, threaded_tier))]
mod tests {
    use alloc::vec;

    use wrtd_limits::Ledger;

    use super::*;
    use crate::{Exit, InstantiateOptions, Module, Resume, StoreLimits, Value};

    /// Calls, branches and memory; `$place` is where the test stops.
    const SUM: &str = r#"(module (memory 1)
        (func $square (param i32) (result i32) (i32.mul (local.get 0) (local.get 0)))
        (func (export "sum") (param $n i32) (result i32) (local $sum i32)
            (loop $again
                (i32.store (i32.const 8) (call $square (local.get $n)))
                (local.set $sum (i32.add (local.get $sum) (i32.load (i32.const 8))))
                (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
            (local.get $sum)))"#;

    #[test]
    fn where_calls_are_no_jumps_code_runs_by_a_loop() {
        for tier in [Tier::InPlace, Tier::Threaded] {
            let mut store = Store::new(StoreLimits::default(), Ledger::unlimited()).unwrap();
            store.choose_dispatch(|_| false);
            assert!(!store.hot.is_jumping());
            store.set_tier(tier);
            let module = Module::decode(wat::parse_str(SUM).unwrap().into()).unwrap();
            let square = module.instruction_offsets(0).unwrap()[2];
            let id = store.instantiate(module, InstantiateOptions::default()).unwrap();
            let sum = store.export_func(id, "sum").unwrap();
            // More calls than the host's stack has room for.
            store.begin_call(sum, &[Value::I32(1_000_000)]).unwrap();
            assert!(matches!(store.resume(Resume::Run), Exit::Finished(_)), "{tier:?}");
            store.set_breakpoint(id, square).unwrap();
            store.begin_call(sum, &[Value::I32(3)]).unwrap();
            for n in [3, 2, 1] {
                assert_eq!(store.resume(Resume::Run), Exit::Breakpoint, "{tier:?}");
                assert_eq!(store.local(0, 0), Ok(Value::I32(n)), "{tier:?}");
                assert_eq!(store.frame(0).unwrap().pc, square, "{tier:?}");
            }
            assert_eq!(store.resume(Resume::Run), Exit::Finished(vec![Value::I32(14)]), "{tier:?}");
        }
    }
}
