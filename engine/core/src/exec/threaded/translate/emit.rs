//! Emitting instructions, and putting off those whose result nobody has asked for yet.

use alloc::boxed::Box;

use super::super::code::Handler;
use super::super::handlers::{BranchForms, Copy, CopyConstant, CopyVector};
use super::super::regs::Kind;
use super::Translator;
use super::operand::{Operand, Place, Point, Source};

/// An instruction that gives a value, without its destination.
pub(super) struct Encoded {
    /// With the result in the accumulator, and in a slot.
    pub(super) handlers: [Handler; 2],
    pub(super) fields: u64,
    /// Which of the four fields names the result's slot.
    pub(super) destination: u32,
    /// The words after the second.
    pub(super) words: Box<[u64]>,
}

/// A comparison that a branch may take in.
#[derive(Clone, Copy)]
pub(super) struct Comparison {
    pub(super) forms: &'static BranchForms,
    /// Which pair of places the operands are in.
    pub(super) pair: usize,
    pub(super) fields: u64,
    pub(super) third_word: Option<u64>,
}

/// An instruction that is yet to be emitted.
pub(super) struct Pending {
    encoded: Encoded,
    pub(super) comparison: Option<Comparison>,
    /// Its result, as an index of the operand stack.
    pub(super) operand: usize,
    /// The result is a vector, which has no accumulator.
    is_vector: bool,
    /// The place after it.
    after: Point,
}

/// Where a pending instruction's result goes.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Destination {
    Accumulator,
    /// The operand's own slot.
    Slot,
    Local(u16),
}

impl Translator<'_> {
    /// Appends an instruction and gives its word.
    pub(super) fn emit(&mut self, handler: Handler, fields: u64, words: &[u64]) -> u32 {
        let offset = self.code.len() as u32;
        self.code.push(handler.operation(self.jumping));
        self.code.push(fields);
        self.code.extend_from_slice(words);
        offset
    }

    /// Tells the observer what the next instruction stands for.
    pub(super) fn observe(&mut self) {
        if let Some(observer) = &mut self.observer {
            observer.instruction(self.code.len() as u32, &self.window);
        }
    }

    /// The place after the present instruction.
    pub(super) fn here(&mut self) -> Point {
        let operands =
            if self.observer.is_some() { self.stack.clone() } else { Default::default() };
        self.points += 1;
        Point { pc: self.next, entry: self.entry, number: self.points, operands }
    }

    /// The window of the last instruction emitted ends after the present Wasm instruction.
    pub(super) fn cut(&mut self) {
        self.window = self.here();
    }

    /// The slot of operand `index`.
    pub(super) fn slot(&self, index: usize) -> u16 {
        (self.locals.len() + index) as u16
    }

    pub(super) fn push(&mut self, kind: Kind, place: Place) {
        self.stack.push(Operand { kind, place });
        self.deepest = self.deepest.max(self.stack.len());
    }

    /// Takes the topmost operand off, and gives it with its index.
    pub(super) fn pop(&mut self) -> (usize, Operand) {
        // Validation has seen the operand.
        let operand = self.stack.pop().unwrap_or(Operand { kind: Kind::I32, place: Place::Slot });
        (self.stack.len(), operand)
    }

    /// Puts an instruction off that pushes a value.
    pub(super) fn push_pending(
        &mut self,
        kind: Kind,
        encoded: Encoded,
        comparison: Option<Comparison>,
    ) {
        self.push(kind, Place::Pending);
        let operand = self.stack.len() - 1;
        let (after, is_vector) = (self.here(), kind == Kind::V128);
        self.pending = Some(Pending { encoded, comparison, operand, is_vector, after });
    }

    /// Emits what is pending. A vector that is wanted in the accumulator goes to its slot.
    pub(super) fn emit_pending(&mut self, destination: Destination) {
        let Some(mut pending) = self.pending.take() else { return };
        let (place, slot) = match destination {
            Destination::Accumulator if pending.is_vector => {
                (Place::Slot, Some(self.slot(pending.operand)))
            }
            Destination::Accumulator => (Place::Accumulator, None),
            Destination::Slot => (Place::Slot, Some(self.slot(pending.operand))),
            Destination::Local(local) => (Place::Local(local), Some(local)),
        };
        self.observe();
        let Encoded { handlers, mut fields, destination, words } = pending.encoded;
        if let Some(slot) = slot {
            fields |= u64::from(slot) << (16 * destination);
        }
        self.emit(handlers[usize::from(slot.is_some())], fields, &words);
        self.forget_accumulator();
        for operands in [&mut self.stack, &mut pending.after.operands] {
            if let Some(operand) = operands.get_mut(pending.operand)
                && operand.place == Place::Pending
            {
                operand.place = place;
            }
        }
        self.window = pending.after;
    }

    /// The accumulator may be overwritten: who is in it has its slot as well.
    fn forget_accumulator(&mut self) {
        for operand in &mut self.stack {
            if operand.place == Place::Returned {
                operand.place = Place::Slot;
            }
        }
    }

    /// Emits what is pending, with its result in its slot.
    pub(super) fn settle(&mut self) {
        self.emit_pending(Destination::Slot);
    }

    /// Emits what is pending, where it is not the operand at `index`, which has been taken off the stack.
    pub(super) fn settle_others(&mut self, index: usize) {
        if self.pending.as_ref().is_some_and(|pending| pending.operand != index) {
            self.settle();
        }
    }

    /// Puts all operands into their slots.
    pub(super) fn flush(&mut self) {
        self.settle();
        for index in 0..self.stack.len() {
            self.store_operand(index);
        }
    }

    /// Puts an operand that is not pending into its slot.
    fn store_operand(&mut self, index: usize) {
        let slot = self.slot(index);
        self.copy(self.stack[index], slot, slot);
        self.stack[index].place = Place::Slot;
    }

    /// Writes the operand, which may be in `own` slot, to slot `to`; whether that took an instruction.
    pub(super) fn copy(&mut self, operand: Operand, own: u16, to: u16) -> bool {
        let destination = u64::from(to) << 16;
        let from = match operand.place {
            Place::Constant(constant) => {
                self.copy_constant(constant, to);
                return true;
            }
            Place::Local(local) => local,
            Place::Slot | Place::Returned | Place::Accumulator | Place::Pending => own,
        };
        if from == to {
            return false;
        }
        self.observe();
        let handler = match operand.kind {
            Kind::V128 => Handler::of::<CopyVector>(),
            _ => Handler::of::<Copy>(),
        };
        self.emit(handler, u64::from(from) | destination, &[]);
        true
    }

    /// Writes a constant to slot `to`.
    fn copy_constant(&mut self, constant: u64, to: u16) {
        self.observe();
        self.emit(Handler::of::<CopyConstant>(), u64::from(to) << 16, &[constant]);
    }

    /// Gives the operands that equal local `local`, which is about to change, their slots.
    pub(super) fn preserve(&mut self, local: u16) {
        for index in 0..self.stack.len() {
            if self.stack[index].place == Place::Local(local) {
                self.store_operand(index);
            }
        }
    }

    /// Where to take an operand from that has been taken off the stack; what is pending has been emitted.
    pub(super) fn source(&self, index: usize, place: Place) -> Source {
        match place {
            Place::Constant(constant) => Source::Fixed(constant),
            Place::Local(local) => Source::Slot(local),
            Place::Accumulator | Place::Returned => Source::Accumulator,
            Place::Slot | Place::Pending => Source::Slot(self.slot(index)),
        }
    }

    /// Takes the topmost operand for an instruction that is to be emitted next, or pending.
    pub(super) fn take(&mut self) -> (Kind, Source) {
        let (index, operand) = self.pop();
        self.settle_others(index);
        if operand.place == Place::Pending {
            self.emit_pending(Destination::Accumulator);
            let source = match operand.kind {
                Kind::V128 => Source::Slot(self.slot(index)),
                _ => Source::Accumulator,
            };
            return (operand.kind, source);
        }
        // What was settled may have overwritten the accumulator.
        (operand.kind, self.source(index, operand.place))
    }

    /// [`Translator::take`] for an instruction that has no form for a constant.
    pub(super) fn take_variable(&mut self) -> (Kind, Source) {
        let index = self.stack.len() - 1;
        let (kind, source) = self.take();
        (kind, self.variable_source(index, source))
    }

    /// The source of operand `index`, a constant put into its slot.
    pub(super) fn variable_source(&mut self, index: usize, source: Source) -> Source {
        match source {
            Source::Fixed(constant) => {
                let slot = self.slot(index);
                self.copy_constant(constant, slot);
                Source::Slot(slot)
            }
            source => source,
        }
    }

    /// Takes the two topmost operands; at most one of them is in the accumulator of its kind, and at most
    /// one is a constant.
    pub(super) fn take_two(&mut self) -> (Source, Source) {
        let (b_index, b) = self.pop();
        let (a_index, mut a) = self.pop();
        match self.pending.as_ref().map(|pending| pending.operand) {
            Some(index) if index == b_index => {
                if a.place == Place::Returned {
                    a.place = Place::Slot;
                }
                self.emit_pending(Destination::Accumulator);
                (self.source(a_index, a.place), Source::Accumulator)
            }
            Some(index) if index == a_index => {
                self.emit_pending(Destination::Accumulator);
                let b_place = if b.place == Place::Returned { Place::Slot } else { b.place };
                (Source::Accumulator, self.source(b_index, b_place))
            }
            _ => {
                self.settle();
                let a_source = self.source(a_index, a.place);
                let b_source = self.source(b_index, b.place);
                match (a_source, b_source) {
                    (Source::Fixed(_), Source::Fixed(_)) => {
                        (self.variable_source(a_index, a_source), b_source)
                    }
                    both => both,
                }
            }
        }
    }
}
