//! Locals, globals, `drop` and `select`.

use alloc::boxed::Box;

use wasmparser::Operator;

use super::super::code::Handler;
use super::super::handlers::{
    Accumulator, GlobalGet, GlobalGetVector, GlobalSet, GlobalSetConstant, GlobalSetVector, InSlot,
    Select, SelectFloat, SelectVector,
};
use super::super::regs::Kind;
use super::emit::{Destination, Encoded};
use super::operand::{Operand, Place, Source};
use super::{Translator, Unsupported, kind_of};

impl Translator<'_> {
    /// Translates an instruction that moves values; whether `op` is one.
    pub(super) fn variable(&mut self, op: &Operator<'_>) -> Result<bool, Unsupported> {
        match *op {
            Operator::LocalGet { local_index } => {
                self.push(self.locals[local_index as usize], Place::Local(local_index as u16));
            }
            Operator::LocalSet { local_index } if self.is_watched(local_index) => {
                self.escape(1, None)?;
            }
            Operator::LocalTee { local_index } if self.is_watched(local_index) => {
                self.escape(1, Some(self.locals[local_index as usize]))?;
            }
            Operator::LocalSet { local_index } => {
                self.set_local(local_index as u16, None);
            }
            Operator::LocalTee { local_index } => {
                let local = local_index as u16;
                self.set_local(local, Some(local));
            }
            Operator::GlobalGet { global_index } => self.get_global(global_index)?,
            Operator::GlobalSet { global_index } => self.set_global(global_index)?,
            Operator::Drop => {
                self.settle();
                self.pop();
            }
            Operator::Select | Operator::TypedSelect { .. } => self.select(),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Whether somebody watches a local of the function.
    fn is_watched(&self, local: u32) -> bool {
        self.site.instrumentation.locals.contains(&(self.site.func, local))
    }

    /// Sets a local to the topmost operand, which is taken off, or, for `tee`, stays.
    fn set_local(&mut self, local: u16, tee: Option<u16>) {
        let (index, operand) = self.pop();
        let Operand { kind, place } = operand;
        self.settle_others(index);
        self.preserve(local);
        let emitted = if place == Place::Pending {
            self.emit_pending(Destination::Local(local));
            true
        } else {
            let own = self.slot(index);
            self.copy(operand, own, local)
        };
        if let Some(local) = tee {
            let constant = matches!(place, Place::Constant(_));
            self.push(kind, if constant { place } else { Place::Local(local) });
        }
        // A local set to itself belongs to the window of the next instruction.
        if emitted {
            self.cut();
        }
    }

    fn get_global(&mut self, index: u32) -> Result<(), Unsupported> {
        let place = self.instance.globals[index as usize];
        let ty = self.module.globals.get(index as usize).ok_or(Unsupported)?;
        let kind = kind_of(ty.content);
        if self.site.instrumentation.globals.contains(&place) {
            return self.escape(0, Some(kind));
        }
        self.settle();
        let handlers = if kind == Kind::V128 {
            [Handler::of::<GlobalGetVector>(); 2]
        } else if kind.is_float() {
            [Handler::of::<GlobalGet<f64, Accumulator>>(), Handler::of::<GlobalGet<f64, InSlot>>()]
        } else {
            [Handler::of::<GlobalGet<u64, Accumulator>>(), Handler::of::<GlobalGet<u64, InSlot>>()]
        };
        let fields = u64::from(place) << 32;
        let encoded = Encoded { handlers, fields, destination: 1, words: Box::default() };
        self.push_pending(kind, encoded, None);
        Ok(())
    }

    fn set_global(&mut self, index: u32) -> Result<(), Unsupported> {
        let place = self.instance.globals[index as usize];
        if self.site.instrumentation.globals.contains(&place) {
            return self.escape(1, None);
        }
        let place = u64::from(place) << 32;
        let (kind, source) = self.take();
        self.observe();
        match (source, kind.is_float()) {
            (Source::Fixed(constant), _) => {
                self.emit(Handler::of::<GlobalSetConstant>(), place, &[constant])
            }
            (Source::Slot(slot), _) if kind == Kind::V128 => {
                self.emit(Handler::of::<GlobalSetVector>(), place | u64::from(slot), &[])
            }
            (Source::Slot(slot), _) => {
                self.emit(Handler::of::<GlobalSet<u64, InSlot>>(), place | u64::from(slot), &[])
            }
            (Source::Accumulator, true) => {
                self.emit(Handler::of::<GlobalSet<f64, Accumulator>>(), place, &[])
            }
            (Source::Accumulator, false) => {
                self.emit(Handler::of::<GlobalSet<u64, Accumulator>>(), place, &[])
            }
        };
        self.cut();
        Ok(())
    }

    fn select(&mut self) {
        let (_, condition) = self.take_variable();
        // Only the condition can have been pending from here on.
        self.settle();
        let (b_index, b) = self.pop();
        let (a_index, a) = self.pop();
        let (a_slot, b_slot) = (self.in_slot(a_index, a), self.in_slot(b_index, b));
        let mut fields = u64::from(a_slot) | u64::from(b_slot) << 16;
        let in_slot = match condition {
            Source::Slot(slot) => {
                fields |= u64::from(slot) << 32;
                true
            }
            Source::Accumulator | Source::Fixed(_) => false,
        };
        let handlers = match (in_slot, a.kind.is_float()) {
            (true, _) if a.kind == Kind::V128 => [Handler::of::<SelectVector<InSlot>>(); 2],
            (false, _) if a.kind == Kind::V128 => [Handler::of::<SelectVector<Accumulator>>(); 2],
            (true, false) => [
                Handler::of::<Select<InSlot, Accumulator>>(),
                Handler::of::<Select<InSlot, InSlot>>(),
            ],
            (true, true) => [
                Handler::of::<SelectFloat<InSlot, Accumulator>>(),
                Handler::of::<Select<InSlot, InSlot>>(),
            ],
            (false, false) => [
                Handler::of::<Select<Accumulator, Accumulator>>(),
                Handler::of::<Select<Accumulator, InSlot>>(),
            ],
            (false, true) => [
                Handler::of::<SelectFloat<Accumulator, Accumulator>>(),
                Handler::of::<Select<Accumulator, InSlot>>(),
            ],
        };
        let encoded = Encoded { handlers, fields, destination: 3, words: Box::default() };
        self.push_pending(a.kind, encoded, None);
    }

    /// The slot in which an operand is found that has been taken off the stack, a constant after putting it
    /// there.
    fn in_slot(&mut self, index: usize, operand: Operand) -> u16 {
        let own = self.slot(index);
        match operand.place {
            Place::Local(local) => local,
            Place::Constant(_) => {
                self.copy(operand, own, own);
                own
            }
            Place::Slot | Place::Returned | Place::Accumulator | Place::Pending => own,
        }
    }
}
