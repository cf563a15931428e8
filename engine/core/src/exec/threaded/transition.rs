//! From one tier to the other, at exactly the same state of the program.

use core::ops::Range;

use wrtd_limits::Account;

use super::Regs;
use super::code::Translation;
use super::dispatch;
use super::instrumentation::Instrumentation;
use super::regs::Kind;
use super::translate::{Observer, Operand, Place, Point, Site, translate};
use crate::exec::{Frame, inplace};
use crate::store::Store;

/// How execution came to a word.
#[derive(Clone, Copy, PartialEq)]
enum Arrival {
    /// The frame runs.
    Running,
    /// A call that the frame made has returned.
    Returned,
}

/// Finds the point that the instruction at one word stands for, or to which a call returns there.
struct Finder {
    offset: u32,
    arrival: Arrival,
    point: Option<Point>,
}

impl Observer for Finder {
    fn instruction(&mut self, offset: u32, point: &Point) {
        if offset == self.offset && self.arrival == Arrival::Running {
            self.point = Some(point.clone());
        }
    }

    fn head(&mut self, offset: u32, point: &Point) {
        self.instruction(offset, point);
    }

    fn returned(&mut self, offset: u32, point: &Point) {
        if offset == self.offset && self.arrival == Arrival::Returned {
            self.point = Some(point.clone());
        }
    }

    fn uncovered(&mut self, _: Range<u32>) {}

    fn unreachable(&mut self, _: Range<u32>) {}
}

impl Store {
    /// Gives the innermost frame to the threaded tier, where its function has a translation and it is at the
    /// function's start or at a loop; whether the frame is threaded now.
    pub(in crate::exec) fn enter_threaded(&mut self) -> bool {
        let Some(&frame) = self.frames.last() else { return false };
        if frame.is_threaded() {
            return true;
        }
        if !self.translated(frame.func) {
            return false;
        }
        let start = self.prepared[frame.prepared as usize].code.start;
        let Some(translation) = self.threaded.translations.get(&frame.func) else { return false };
        let loops = &translation.loops;
        let word = match loops.binary_search_by_key(&frame.pc, |&(pc, _)| pc) {
            Ok(place) => loops[place].1,
            Err(_) if frame.pc == start => translation.body,
            Err(_) => return false,
        };
        let resume = translation.address(word);
        if let Some(frame) = self.frames.last_mut() {
            frame.resume = resume;
            frame.marks |= Frame::THREADED | Frame::ELSEWHERE;
        }
        true
    }

    /// Executes the innermost frame, which is threaded, until a frame is to be run in place or the program
    /// stops.
    pub(in crate::exec) fn run_threaded(&mut self) {
        if let Some(r) = self.load_threaded() {
            dispatch::run(r, self);
        }
    }

    /// Gives the innermost frame, which is threaded and at a call's return, to the in-place tier.
    pub(in crate::exec) fn leave_threaded_frame(&mut self) {
        if let Some(r) = self.load_threaded() {
            self.leave_at(&r, Arrival::Returned);
        }
    }

    /// Gives the innermost frame to the in-place tier, at the start of the present instruction's window.
    pub(super) fn leave_threaded(&mut self, r: &Regs) {
        self.leave_at(r, Arrival::Running);
    }

    fn leave_at(&mut self, r: &Regs, arrival: Arrival) {
        let Some(&frame) = self.frames.last() else { return };
        let Some(point) = self.point_left(&frame, r.address(), arrival) else { return };
        let again = self.passed_by().is_some_and(|by| {
            let passed = self.point_at(&frame, by, Arrival::Running);
            passed
                .is_some_and(|passed| arrival == Arrival::Running && passed.number == point.number)
        });
        self.passed_begin_anew(again);
        let locals = self.prepared[frame.prepared as usize].locals;
        let (fp, first) = (frame.fp as usize, (frame.fp + locals) as usize);
        let (stack, high) = (self.stack.as_mut_slice(), self.high.as_mut_slice());
        for (slot, Operand { kind, place }) in (first..).zip(&point.operands) {
            stack[slot] = match *place {
                Place::Constant(constant) => constant,
                Place::Local(local) => {
                    let from = fp + usize::from(local);
                    if *kind == Kind::V128 {
                        high[slot] = high[from];
                    }
                    stack[from]
                }
                Place::Accumulator if kind.is_float() => r.facc.to_bits(),
                Place::Accumulator => r.acc,
                Place::Slot | Place::Returned | Place::Pending => continue,
            };
        }
        self.frame_in_place(point.pc, point.entry, locals + point.operands.len() as u32);
    }

    /// [`Store::point_at`], which is kept for the next time that a frame leaves there.
    fn point_left(&mut self, frame: &Frame, address: u64, arrival: Arrival) -> Option<Point> {
        let current = self.threaded.translations.get(&frame.func);
        let is_current = current.is_some_and(|code| code.offset_of(address).is_some());
        if arrival != Arrival::Running || !is_current {
            return self.point_at(frame, address, arrival);
        }
        if let Some(point) = self.threaded.left.find(address) {
            return Some(point.clone());
        }
        let point = self.point_at(frame, address, arrival)?;
        self.threaded.left.keep(address, &point);
        Some(point)
    }

    /// What the instruction at `address` of the frame's translation stands for. A retired translation leaves
    /// at its first instruction that is executed, to which a call has returned.
    fn point_at(&self, frame: &Frame, address: u64, arrival: Arrival) -> Option<Point> {
        let current = self.threaded.translations.get(&frame.func);
        let current = current.into_iter().map(|code| (code, arrival));
        let retired = self.threaded.retired.iter().filter(|(func, _)| *func == frame.func);
        let retired = retired.map(|(_, code)| (code, Arrival::Returned));
        let (translation, offset, arrival) = current
            .chain(retired)
            .find_map(|(code, arrival)| Some((code, code.offset_of(address)?, arrival)))?;
        let mut finder = Finder { offset, arrival, point: None };
        let (explicit, instrumentation) = (&translation.explicit, &translation.instrumentation);
        let site = self.site(frame.func, frame.prepared, explicit, instrumentation);
        translate(site, Some(&mut finder)).ok()?;
        finder.point
    }

    pub(super) fn site<'a>(
        &'a self,
        func: u32,
        prepared: u32,
        explicit: &'a [u32],
        instrumentation: &'a Instrumentation,
    ) -> Site<'a> {
        let index = self.guest_index(func);
        Site { store: self, func, index, prepared, explicit, instrumentation }
    }

    /// Lets the innermost frame go on in the in-place tier, at Wasm offset `pc`, with all operands in their
    /// slots: `used` slots of the frame in all.
    pub(super) fn frame_in_place(&mut self, pc: u32, entry: u32, used: u32) {
        let Some(frame) = self.frames.last_mut() else { return };
        frame.pc = pc;
        frame.resume = Frame::position(pc, entry);
        frame.marks = frame.marks & !Frame::THREADED | Frame::ELSEWHERE;
        if self.prepared[frame.prepared as usize].vector_results {
            frame.marks |= Frame::VECTORS;
        }
        self.sp = frame.fp + used;
    }

    /// Executes one instruction of the innermost frame, just given to the in-place tier, and takes the frame
    /// back; whether it goes on in the threaded tier. The translated instruction has `words` words.
    pub(super) fn step_for_threaded(&mut self, r: &mut Regs, words: usize, marks: u32) -> bool {
        let depth = self.frames.len();
        let Some(mut at) = self.load_regs() else { return false };
        let op = self.opcode(&at);
        let completed = inplace::step_once(op, &mut at, self);
        self.save_regs(&at);
        if !completed || self.frames.len() != depth {
            return false;
        }
        if let Some(frame) = self.frames.last_mut() {
            frame.marks = marks;
        }
        r.after_step(self, words);
        true
    }

    /// Calls `func` in place, whose arguments begin at slot `arguments` of the innermost frame; `false`, and
    /// nothing has changed, where it cannot be called.
    pub(super) fn call_in_place(&mut self, func: u32, arguments: u32) -> bool {
        let Some(caller) = self.frames.last() else { return false };
        if self.is_counted_out() {
            return false;
        }
        let params = self.types[self.funcs[func as usize].ty as usize].params.len() as u32;
        self.sp = caller.fp + arguments + params;
        self.push_frame(func, Frame::ELSEWHERE).is_ok()
    }

    /// Address of the instruction to go on with after a call of `func`, which was not translated yet.
    pub(super) fn translate_called(&mut self, func: u32) -> u64 {
        if self.translated(func) { self.threaded.entry(func) } else { self.threaded.in_place() }
    }

    /// Translates `func`, which was called; whether it has a translation that it did not have before.
    pub(crate) fn translate_new(&mut self, func: u32) -> bool {
        !self.threaded.translations.contains_key(&func) && self.translated(func)
    }

    /// Whether `func` has a translation, which is made where there is none yet.
    fn translated(&mut self, func: u32) -> bool {
        if self.threaded.translations.contains_key(&func) {
            return true;
        }
        if !self.threaded.enabled || self.threaded.runs_in_place(func) {
            return false;
        }
        let Ok((_, prepared)) = self.prepare(func) else { return false };
        let translation = self.translate_with_breakpoints(func, prepared);
        let size = translation.as_ref().map_or(0, Translation::size);
        match translation {
            Some(translation) if self.ledger.charge(Account::Runtime, size).is_ok() => {
                self.threaded.install(func, translation);
                true
            }
            _ => {
                self.threaded.give_up(func);
                false
            }
        }
    }

    /// Frees the translations that nobody goes on in: there is no frame.
    pub(in crate::exec) fn free_retired(&mut self) {
        for (_, translation) in core::mem::take(&mut self.threaded.retired) {
            self.ledger.release(Account::Runtime, translation.size());
        }
    }

    /// Lets all functions be translated anew: there is no frame.
    #[cfg(tail_dispatch)]
    pub(in crate::exec) fn forget_translations(&mut self) {
        self.free_retired();
        let mut fresh = super::Threaded::new(self.hot.is_jumping());
        fresh.enabled = self.threaded.enabled;
        fresh.watched = core::mem::take(&mut self.threaded.watched);
        fresh.add_functions(self.funcs.len());
        for translation in core::mem::replace(&mut self.threaded, fresh).translations.values() {
            self.ledger.release(Account::Runtime, translation.size());
        }
    }
}
