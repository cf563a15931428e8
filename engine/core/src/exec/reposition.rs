//! Letting a stopped program go on elsewhere than where it stands: at another instruction of the innermost
//! frame, or at the beginning of a frame.
//!
//! Invariant: a frame's pc, its place in the side table and its operands are what running code in place makes of them
//! ([`crate::Module::landing`]). Each of both is an event where events are counted, as control may come a second time
//! to an instruction: positions after it differ from all before.

use super::{Announced, Frame};
use crate::landing::{Landing, LandingError};
use crate::store::{InstanceId, Store};

impl Store {
    /// Lets the innermost frame go on at another instruction of its function. Operands that do not belong there
    /// are gone; nothing else changes.
    ///
    /// # Errors
    /// [`LandingError`]; nothing has changed then.
    pub fn jump(&mut self, pc: u32) -> Result<(), LandingError> {
        let frame = *self.frames.last().ok_or(LandingError::NoFrame)?;
        if self.trap.is_some() || frame.is_threaded() {
            return Err(LandingError::NoFrame);
        }
        let func = self.guest_index(frame.func);
        let module = self.module(InstanceId(frame.instance));
        let Landing { pc, entry, operands } = module.landing(func, frame.pc, pc)?;
        let locals = self.prepared[frame.prepared as usize].locals;
        if let Some(frame) = self.frames.last_mut() {
            frame.pc = pc;
            frame.resume = Frame::position(pc, entry);
        }
        self.sp = frame.fp + locals + operands;
        self.forget_instruction();
        Ok(())
    }

    /// Drops the frames that `frame` (0 is the innermost) has called, and lets it begin again. Its parameters are what
    /// they are now, its other locals 0 or null; globals, memories and tables stay. A program that has trapped is one
    /// that goes on then.
    ///
    /// # Errors
    /// [`LandingError::NoFrame`].
    pub fn restart_frame(&mut self, frame: usize) -> Result<(), LandingError> {
        let place = self.frames.len().checked_sub(frame + 1).ok_or(LandingError::NoFrame)?;
        // What is watched of them, and of the frame that begins with other locals, is over.
        self.end_watchpoints(place);
        self.frames.truncate(place + 1);
        let Some(frame) = self.frames.last_mut() else { return Err(LandingError::NoFrame) };
        let prepared = &self.prepared[frame.prepared as usize];
        let start = prepared.code.start;
        frame.pc = start;
        frame.resume = Frame::position(start, 0);
        frame.marks &= !(Frame::STOP | Frame::STEP | Frame::WATCHED);
        if frame.is_threaded() {
            frame.marks = frame.marks & !Frame::THREADED | Frame::ELSEWHERE;
            if prepared.vector_results {
                frame.marks |= Frame::VECTORS;
            }
        }
        let first = frame.fp as usize;
        let locals = first + prepared.params as usize..first + prepared.locals as usize;
        self.sp = locals.end as u32;
        self.stack.as_mut_slice()[locals.clone()].fill(0);
        if prepared.vectors {
            self.high.as_mut_slice()[locals].fill(0);
        }
        self.trap = None;
        self.forget_instruction();
        Ok(())
    }

    /// The instruction at which the program stood is not the one that it goes on with.
    fn forget_instruction(&mut self) {
        self.interrupted_host = None;
        self.announced = Announced::Nothing;
        self.forget_passed();
        self.pass_event();
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use wrtd_limits::Ledger;

    use crate::side_table::entry_at;
    use crate::{Exit, InstantiateOptions, Module, Resume, Store, StoreLimits, Value};

    /// Every kind of branch, in each other.
    const BRANCHES: &str = r#"(module
        (func (export "f") (param $n i32) (result i32) (local $sum i32)
            (loop $again
                (block $out
                    (block $two (block $one
                        (br_table $one $two $out (i32.and (local.get $n) (i32.const 3))))
                        (local.set $sum (i32.add (local.get $sum) (i32.const 1)))
                        (br $out))
                    (if (i32.gt_s (local.get $n) (i32.const 4))
                        (then (local.set $sum (i32.add (local.get $sum) (i32.const 10))))
                        (else (local.set $sum (i32.add (local.get $sum) (i32.const 100)))))
                    (br_if $out (i32.eqz (local.get $n)))
                    (local.set $sum (i32.mul (local.get $sum) (i32.const 2))))
                (local.set $n (i32.sub (local.get $n) (i32.const 1)))
                (br_if $again (i32.gt_s (local.get $n) (i32.const 0))))
            (local.get $sum)))"#;

    fn started() -> Store {
        let mut store = Store::new(StoreLimits::default(), Ledger::unlimited()).unwrap();
        let module = Module::decode(wat::parse_str(BRANCHES).unwrap().into()).unwrap();
        let id = store.instantiate(module, InstantiateOptions::default()).unwrap();
        let f = store.export_func(id, "f").unwrap();
        store.begin_call(f, &[Value::I32(7)]).unwrap();
        store
    }

    #[test]
    fn the_place_in_the_side_table_is_the_one_that_running_code_has() {
        let mut store = started();
        let module = Module::decode(wat::parse_str(BRANCHES).unwrap().into()).unwrap();
        let mut compared = 0;
        while store.resume(Resume::Instruction) == Exit::Stepped {
            let Some(frame) = store.frames.last() else { break };
            assert_eq!(Some(frame.entry()), entry_at(&module, 0, frame.pc), "{:#x}", frame.pc);
            compared += 1;
        }
        assert!(compared > 100, "{compared}");
    }

    #[test]
    fn a_jump_to_each_instruction_goes_on_as_code_does_that_came_there() {
        let mut visited = Vec::new();
        let mut store = started();
        let mut results = Vec::new();
        // What the function gives from each moment on, when it was stepped to.
        while let Some(frame) = store.frame(0) {
            let locals = [store.local(0, 0).unwrap(), store.local(0, 1).unwrap()];
            visited.push((frame.pc, locals));
            match store.resume(Resume::Instruction) {
                Exit::Finished(values) => {
                    results = values;
                    break;
                }
                exit => assert_eq!(exit, Exit::Stepped),
            }
        }
        let mut jumped = 0;
        for (pc, locals) in visited {
            let mut store = started();
            // Where operands are missing it is refused, and nothing has changed.
            if store.jump(pc).is_err() {
                assert_eq!(store.operand_count(0), 0);
                continue;
            }
            store.set_local(0, 0, locals[0]).unwrap();
            store.set_local(0, 1, locals[1]).unwrap();
            assert_eq!(store.resume(Resume::Run), Exit::Finished(results.clone()), "{pc:#x}");
            jumped += 1;
        }
        assert!(jumped > 50, "{jumped}");
    }
}
