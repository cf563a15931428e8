//! Calls from outside, and how they run, step and end.

use alloc::string::ToString;
use alloc::vec::Vec;
use core::ops::Range;

use wrtd_limits::Account;

use super::frame::Frame;
use super::inplace::{self, BREAKPOINT, Regs};
use super::{Announced, CallError, Exit, Resume, Stop, ThreadId, Trap, TrapKind};
use crate::host::HostError;
use crate::side_table::Prepared;
use crate::store::{Func, FuncCode, Store, UNPREPARED};
use crate::value::{FuncId, ValType, Value};

impl Store {
    /// Pushes the first frame of a call of `func`; nothing runs until [`Store::resume`].
    ///
    /// # Errors
    /// [`CallError`]; no call is active then.
    pub fn begin_call(&mut self, func: FuncId, args: &[Value]) -> Result<(), CallError> {
        self.show_thread(ThreadId::MAIN);
        if self.is_call_active() {
            return Err(CallError::Busy);
        }
        #[cfg(threaded_tier)]
        if !self.has_other_threads() {
            self.free_retired();
        }
        let ty = self.func_type(func).ok_or(CallError::NoSuchFunction)?;
        let fit = args.iter().zip(&ty.params).all(|(&value, &ty)| self.fits(value, ty));
        if args.len() != ty.params.len() || !fit {
            return Err(CallError::Arguments { expected: ty.clone() });
        }
        if !matches!(self.funcs[func.0 as usize].code, FuncCode::Guest(_)) {
            self.host_call = Some((func, args.into()));
            return Ok(());
        }
        if args.len() > self.stack.len() {
            return Err(CallError::StackExhausted);
        }
        if ty.params.contains(&ValType::V128) {
            self.reserve_high_halves().map_err(|kind| CallError::Refused(kind.to_string()))?;
        }
        for (slot, &value) in args.iter().enumerate() {
            self.set_slot(slot, value);
        }
        self.sp = args.len() as u32;
        self.push_frame(func.0, Frame::BASE).map_err(|kind| match kind {
            TrapKind::Host(message) => CallError::Refused(message),
            _ => CallError::StackExhausted,
        })
    }

    /// Whether a call has begun and is not over: it can be resumed, or has trapped.
    #[must_use]
    pub fn is_call_active(&self) -> bool {
        !self.frames.is_empty() || self.host_call.is_some()
    }

    /// Unwinds all frames, and ends all threads but the main one: the call is over. Memories, tables and globals stay as
    /// they are.
    pub fn abort_call(&mut self) {
        self.end_threads();
        self.frames.clear();
        self.end_watchpoints(0);
        self.host_call = None;
        self.interrupted_host = None;
        self.announced = Announced::Nothing;
        self.forget_passed();
        self.trap = None;
        self.sp = 0;
    }

    /// Runs guest code until an [`Exit`]. Without an active call that is `Finished` at once, with
    /// no values.
    ///
    /// A breakpoint on the instruction at which execution goes on does not stop again before that
    /// instruction has been executed.
    pub fn resume(&mut self, how: Resume<'_>) -> Exit {
        if let Some(trap) = &self.trap {
            return Exit::Trap(trap.clone());
        }
        if let Some((func, args)) = self.host_call.take() {
            return self.resume_host(func, args);
        }
        self.unmark_frames(Frame::STEP);
        let exit = match how {
            Resume::Run => self.run(),
            Resume::Instruction => self.step_instruction(),
            Resume::Range { frame, ranges, enter_calls } => {
                self.step_range(frame, ranges, enter_calls)
            }
            Resume::UntilPosition(position) => self.run_to_position(position),
        };
        self.take_note_of_stop();
        if exit == Exit::Interrupted {
            self.interrupt.clear();
        }
        exit
    }

    /// Calls a host function that has no guest code around it.
    fn resume_host(&mut self, func: FuncId, args: Vec<Value>) -> Exit {
        let outcome = match &self.funcs[func.0 as usize].code {
            FuncCode::Stub(names) => {
                Err(TrapKind::MissingImport { module: names.0.clone(), name: names.1.clone() })
            }
            _ => match self.run_host(func.0, None, &args) {
                Ok(results) => {
                    // No instruction did it.
                    self.refresh_watchpoints();
                    Ok(Exit::Finished(results))
                }
                Err(HostError::Exit(code)) => Ok(Exit::HostExit(code)),
                Err(HostError::Interrupted) => {
                    self.host_call = Some((func, args));
                    self.interrupt.clear();
                    Ok(Exit::Interrupted)
                }
                Err(HostError::Trap(message)) => Err(TrapKind::Host(message)),
            },
        };
        outcome.unwrap_or_else(|kind| Exit::Trap(Trap { kind, instance: None, func: 0, pc: 0 }))
    }

    /// Runs at full speed. The first instruction is executed by its own opcode, whatever
    /// breakpoint may be there.
    pub(super) fn run(&mut self) -> Exit {
        match self.run_to_stop() {
            Some(Stop::Exit(exit)) => exit,
            Some(_) => Exit::Stepped,
            None => Exit::Finished(Vec::new()),
        }
    }

    /// Executes the next instruction by its own opcode; `false` where there is nothing to run. Where it did
    /// not complete, the reason is in [`Store::stop`](crate::Store).
    pub(super) fn step_in_place(&mut self) -> bool {
        let Some(mut r) = self.load_regs() else { return false };
        let op = self.opcode(&r);
        // Its breakpoint has been dealt with.
        let _ = self.has_passed(r.pc(&self.hot));
        inplace::step_once(op, &mut r, self);
        self.save_regs(&r);
        self.stand_in_place();
        true
    }

    fn step_instruction(&mut self) -> Exit {
        match self.step_thread(self.thread()) {
            Some(Stop::Exit(exit)) => exit,
            Some(_) | None => Exit::Stepped,
        }
    }

    /// Runs until the pc of the frame at `index` (0 is the outermost) of the thread that is shown leaves `ranges`.
    fn step_range(&mut self, index: usize, ranges: &[Range<u32>], enter_calls: bool) -> Exit {
        let thread = self.thread();
        let mut first = true;
        loop {
            let depth = self.frames.len();
            let in_callee = depth > index + 1;
            // An exception may leave it, which is not for a frame outside it to miss.
            if let Some(frame) = self.frames.get_mut(index) {
                frame.marks |= Frame::STEP;
            }
            let stop = if in_callee {
                self.frames[index + 1].marks |= Frame::STEP;
                self.run_to_stop()
            } else if !first && self.comes_to_breakpoint() {
                return Exit::Breakpoint;
            } else {
                self.step_thread(thread)
            };
            first = false;
            let left = match stop {
                Some(Stop::Exit(exit)) => return exit,
                Some(Stop::StepCaught) => Exit::Caught,
                Some(_) | None => Exit::Returned,
            };
            let now = self.frames.len();
            if now <= index {
                return left;
            }
            if now > index + 1 {
                if enter_calls && !in_callee {
                    return Exit::Entered;
                }
                if self.comes_to_breakpoint() {
                    return Exit::Breakpoint;
                }
                continue;
            }
            let pc = self.frames[index].pc;
            if !ranges.iter().any(|range| range.contains(&pc)) {
                return Exit::Stepped;
            }
        }
    }

    /// Whether a breakpoint is on the next instruction.
    pub(super) fn at_breakpoint(&self) -> bool {
        let Some(frame) = self.frames.last() else { return false };
        let loaded = self.instances[frame.instance as usize].loaded;
        self.loaded[loaded as usize].code().get(frame.pc as usize) == Some(&BREAKPOINT)
    }

    /// The opcode at `r`, as it is without breakpoints.
    pub(super) fn opcode(&self, r: &Regs) -> u8 {
        let loaded = self.current_instance().loaded;
        self.loaded[loaded as usize].whole_code()[r.pc(&self.hot) as usize]
    }

    /// Pushes a frame for the guest function `func`, whose arguments are the topmost operands
    /// below `sp`, and makes it the innermost. The program may enter it ([`Store::is_counted_out`]).
    pub(super) fn push_frame(&mut self, func: u32, marks: u32) -> Result<(), TrapKind> {
        self.make_frame(func, marks)?;
        self.pass_event();
        Ok(())
    }

    /// [`Store::push_frame`] where that is no event.
    pub(super) fn make_frame(&mut self, func: u32, marks: u32) -> Result<(), TrapKind> {
        let (instance, prepared) = self.prepare(func)?;
        let callee = &self.prepared[prepared as usize];
        let depth = self.limits.max_call_depth;
        if self.frames.len() >= depth as usize || self.frames.try_reserve(1).is_err() {
            return Err(TrapKind::CallStackExhausted { limit: depth.into(), slots: false });
        }
        let fp = self.sp as usize - callee.params as usize;
        let (locals, sp) = (self.sp as usize, fp + callee.locals as usize);
        if sp + callee.max_operands as usize > self.stack.len() {
            let limit = self.stack.len() as u64;
            return Err(TrapKind::CallStackExhausted { limit, slots: true });
        }
        let marks = marks | if callee.vector_results { Frame::VECTORS } else { 0 };
        let (pc, fp, vectors) = (callee.code.start, fp as u32, callee.vectors);
        self.stack.as_mut_slice()[locals..sp].fill(0);
        if vectors {
            self.high.as_mut_slice()[locals..sp].fill(0);
        }
        let resume = Frame::position(pc, 0);
        self.frames.push(Frame { func, instance, prepared, fp, pc, marks, resume });
        self.sp = sp as u32;
        Ok(())
    }

    /// Gives the innermost frame to the guest function `func`, whose arguments are the topmost operands
    /// below `sp`. What a return of the frame does stays; on an error so does the frame. The program may enter
    /// the function ([`Store::is_counted_out`]).
    pub(super) fn replace_frame(&mut self, func: u32) -> Result<(), TrapKind> {
        let (instance, prepared) = self.prepare(func)?;
        let callee = &self.prepared[prepared as usize];
        let (params, locals) = (callee.params as usize, callee.locals as usize);
        let Some(frame) = self.frames.last_mut() else { return Ok(()) };
        let fp = frame.fp as usize;
        if fp + locals + callee.max_operands as usize > self.stack.len() {
            let limit = self.stack.len() as u64;
            return Err(TrapKind::CallStackExhausted { limit, slots: true });
        }
        let (pc, marks) = (callee.code.start, frame.marks & !Frame::WATCHED);
        let watched = frame.marks & Frame::WATCHED != 0;
        let resume = Frame::position(pc, 0);
        *frame = Frame { func, instance, prepared, fp: fp as u32, pc, marks, resume };
        let arguments = self.sp as usize - params;
        let (vectors, halves) = (callee.vectors, [&mut self.stack, &mut self.high]);
        for half in halves.into_iter().take(if vectors { 2 } else { 1 }) {
            let half = half.as_mut_slice();
            half.copy_within(arguments..arguments + params, fp);
            half[fp + params..fp + locals].fill(0);
        }
        self.sp = (fp + locals) as u32;
        if watched {
            self.end_watchpoints(self.frames.len() - 1);
        }
        self.pass_event();
        Ok(())
    }

    /// The instance of a guest function and the place of its side table, which is made for its
    /// first call.
    pub(super) fn prepare(&mut self, func: u32) -> Result<(u32, u32), TrapKind> {
        let Func { instance, prepared, code: FuncCode::Guest(index), .. } =
            self.funcs[func as usize]
        else {
            return Err(TrapKind::Host("the function has no code of its own".into()));
        };
        if prepared != UNPREPARED {
            return Ok((instance, prepared));
        }
        let loaded = self.instances[instance as usize].loaded as usize;
        let place = match self.loaded[loaded].prepared.get(&index) {
            Some(&place) => place,
            None => {
                let place = self.prepared.len() as u32;
                let prepared = self.build(loaded, index)?;
                self.prepared.push(prepared);
                self.loaded[loaded].prepared.insert(index, place);
                place
            }
        };
        // The fast path of a call knows nothing of vectors.
        if !self.prepared[place as usize].vectors {
            self.funcs[func as usize].prepared = place;
        }
        Ok((instance, place))
    }

    /// Makes the side table of a function.
    fn build(&mut self, loaded: usize, index: u32) -> Result<Prepared, TrapKind> {
        let built = Prepared::build(&self.loaded[loaded].module, index).ok_or_else(|| {
            TrapKind::Host(alloc::format!("function {index} has no side table in this build"))
        })?;
        if built.prepared.vectors {
            self.reserve_high_halves()?;
        }
        self.rewrite(loaded, &built.rewritten)?;
        self.ledger
            .charge(Account::Runtime, built.prepared.size())
            .map_err(|limit| TrapKind::Host(limit.to_string()))?;
        Ok(built.prepared)
    }

    /// The results of `func`, which lie from slot `from` on.
    pub(super) fn slots_as_results(&self, func: u32, from: usize) -> Vec<Value> {
        let ty = &self.types[self.funcs[func as usize].ty as usize];
        ty.results.iter().zip(from..).map(|(&ty, slot)| self.slot(ty, slot)).collect()
    }

    /// Makes the return of frame `frame` (0 is the innermost) stop with [`Exit::Returned`], once, or with
    /// [`Exit::Caught`] an exception that leaves it for a handler outside. Gives whether there is such a frame; the outermost one ends with [`Exit::Finished`] all the
    /// same.
    pub fn stop_on_return(&mut self, frame: usize) -> bool {
        let Some(index) = self.frames.len().checked_sub(frame + 1) else { return false };
        self.frames[index].marks |= Frame::STOP;
        true
    }

    /// Takes all [`Store::stop_on_return`] marks back.
    pub fn clear_stop_on_return(&mut self) {
        self.unmark_frames(Frame::STOP);
    }
}
