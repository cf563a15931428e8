//! Two stores that are stopped in the same places: breakpoints that come and go, steps, and values that
//! are changed at stops.

use wrtd_core::{Exit, FuncId, Resume, Value};

use super::case;
use super::random::Random;
use super::subject::Subject;

/// Stops of one call, after which it runs to its end.
const STOPS: usize = 60;
/// Instructions in a row that get breakpoints.
const STRETCH: usize = 50;

/// Two stores in the same state, one of which is the reference.
pub(super) struct Pair {
    pub(super) reference: Subject,
    pub(super) subject: Subject,
    /// All instructions of the module.
    pub(super) instructions: Vec<u32>,
    /// Those with a breakpoint.
    set: Vec<u32>,
    /// Whether values are changed at stops.
    pub(super) edits: bool,
}

impl Pair {
    /// Both are new; `instructions` are all of the module.
    pub(super) fn new(
        reference: Subject,
        subject: Subject,
        instructions: Vec<u32>,
        edits: bool,
    ) -> Self {
        Self { reference, subject, instructions, set: Vec::new(), edits }
    }

    /// Runs a call in both; gives how the reference ended and at how many stops both were compared.
    pub(super) fn call(
        &mut self,
        random: &mut Random,
        func: FuncId,
        args: &[Value],
        fuel: i32,
    ) -> Result<Option<(Exit, u64)>, String> {
        let early = random.once_in(2);
        if early {
            self.set_some(random);
        }
        let begun = (self.reference.begin(func, args, fuel), self.subject.begin(func, args, fuel));
        self.reference.same(&self.subject, begun, || "whether the call begins".into())?;
        if !begun.0 {
            return Ok(None);
        }
        if !early {
            self.set_some(random);
        }
        let mut stops = 0;
        let exit = loop {
            let how = random.below(12);
            let exit = self.resume(how)?;
            if matches!(exit, Exit::Finished(_) | Exit::Trap(_)) {
                break exit;
            }
            stops += 1;
            if stops == STOPS {
                self.clear(|_| true);
                self.reference.store.clear_stop_on_return();
                self.subject.store.clear_stop_on_return();
                if self.edits {
                    self.both(|subject| subject.refuel(fuel));
                }
                break self.resume(usize::MAX)?;
            }
            self.change(random);
        };
        assert!(matches!(exit, Exit::Finished(_) | Exit::Trap(_)), "{exit:?} without a breakpoint");
        self.clear(|_| true);
        self.both(|subject| subject.store.abort_call());
        Ok(Some((exit, stops as u64)))
    }

    fn both(&mut self, mut act: impl FnMut(&mut Subject)) {
        act(&mut self.reference);
        act(&mut self.subject);
    }

    /// Goes on in both and compares where that leads.
    fn resume(&mut self, how: usize) -> Result<Exit, String> {
        let depth = self.reference.store.depth();
        let range = self.reference.store.frame(0).and_then(|frame| {
            let module = self.reference.store.module(frame.instance);
            Some(frame.pc..module.code_range(frame.func)?.end)
        });
        let ranges = range.as_slice();
        let resume = match how {
            0 | 1 => Resume::Instruction,
            2 | 3 if depth > 0 => Resume::Range { frame: depth - 1, ranges, enter_calls: how == 2 },
            4 if depth > 1 => Resume::Range { frame: depth - 2, ranges: &[], enter_calls: false },
            _ => Resume::Run,
        };
        let exits = (
            self.reference.store.resume(resume.clone()),
            self.subject.store.resume(resume.clone()),
        );
        let exit = exits.0.clone();
        self.reference.same(&self.subject, exits, || format!("the exit of {resume:?}"))?;
        self.reference
            .compare(&self.subject)
            .map_err(|text| format!("{text}\nafter {resume:?} that ended with {exit:?}"))?;
        Ok(exit)
    }

    /// Breakpoints on some instructions, or on all in some stretch of the code.
    fn set_some(&mut self, random: &mut Random) {
        if random.once_in(3) {
            let from = random.below(self.instructions.len());
            let to = self.instructions.len().min(from + STRETCH);
            for at in from..to {
                self.set(self.instructions[at]);
            }
            return;
        }
        for _ in 0..[1, 3, 10, 30][random.below(4)] {
            self.set_one(random);
        }
    }

    fn set_one(&mut self, random: &mut Random) {
        if let Some(&pc) = self.instructions.get(random.below(self.instructions.len())) {
            self.set(pc);
        }
    }

    fn set(&mut self, pc: u32) {
        self.both(|subject| {
            let set = subject.store.set_breakpoint(subject.instance, pc);
            set.unwrap_or_else(|error| panic!("no breakpoint on {pc:#x}: {error}"));
        });
        self.set.push(pc);
    }

    fn clear(&mut self, mut which: impl FnMut(usize) -> bool) {
        let set = std::mem::take(&mut self.set);
        for (place, pc) in set.into_iter().enumerate() {
            if which(place) {
                self.both(|subject| {
                    subject.store.clear_breakpoint(subject.instance, pc);
                });
            } else {
                self.set.push(pc);
            }
        }
    }

    /// What a user may do at a stop.
    fn change(&mut self, random: &mut Random) {
        match random.below(10) {
            0 | 1 => {
                let mut some = random.clone();
                self.clear(|_| some.once_in(3));
            }
            2 | 3 => {
                for _ in 0..1 + random.below(4) {
                    self.set_one(random);
                }
            }
            4 => self.clear(|_| true),
            5 => {
                let frame = random.below(self.reference.store.depth());
                self.both(|subject| {
                    subject.store.stop_on_return(frame);
                });
            }
            6 | 7 if self.edits => self.edit(random),
            _ => {}
        }
    }

    /// Changes locals of any frame, and operands that wait below a call. Operands of the innermost frame
    /// stay as they are: they may be the fuel, without which there may be no end.
    fn edit(&mut self, random: &mut Random) {
        let frame = random.below(self.reference.store.depth());
        let locals = self.reference.store.local_count(frame);
        if locals > 0 {
            let index = random.below(locals as usize) as u32;
            if let Ok(old) = self.reference.store.local(frame, index) {
                let new = case::value(random, old.ty(), &[]);
                self.both(|subject| {
                    let set = subject.store.set_local(frame, index, new);
                    set.unwrap_or_else(|error| panic!("local {index} of frame {frame}: {error}"));
                });
            }
        }
        let operands = self.reference.store.operand_count(frame);
        if frame > 0 && operands > 0 {
            let index = random.below(operands as usize) as u32;
            // A place of a reference may not take a null one.
            if let Ok(old) = self.reference.store.operand(frame, index)
                && !matches!(old, Value::FuncRef(_))
            {
                let new = case::value(random, old.ty(), &[]);
                self.both(|subject| {
                    let set = subject.store.set_operand(frame, index, new);
                    set.unwrap_or_else(|error| panic!("operand {index} of frame {frame}: {error}"));
                });
            }
        }
    }
}
