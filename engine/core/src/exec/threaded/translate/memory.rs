//! Loads and stores.

use alloc::boxed::Box;

use wasmparser::{MemArg, MemArgTarget, Operator};

use super::super::handlers::{load_forms, look_forms, store_forms};
use super::emit::Encoded;
use super::operand::Source;
use super::{Translator, Unsupported};

impl Translator<'_> {
    /// Translates a load or a store; whether `op` is one.
    pub(super) fn memory(&mut self, op: &Operator<'_>) -> Result<bool, Unsupported> {
        if let Some((forms, memarg)) = load_forms(op) {
            let offset = self.offset(&memarg)?;
            let index = self.stack.len() - 1;
            let (_, address) = self.take();
            let (form, fields) = self.address(index, address, offset);
            self.look_at_load(form, fields, 1 << memarg.max_align);
            let encoded = Encoded {
                handlers: forms.handlers[form],
                fields,
                destination: 1,
                words: Box::default(),
            };
            self.push_pending(forms.result, encoded, None);
            return Ok(true);
        }
        let Some((forms, memarg)) = store_forms(op) else { return Ok(false) };
        let offset = self.offset(&memarg)?;
        let index = self.stack.len() - 2;
        let is_constant = |place| matches!(place, super::Place::Constant(_));
        // Unlike other instructions a store has a form for two constants.
        let (address, value) =
            if self.stack[index..].iter().all(|operand| is_constant(operand.place)) {
                self.settle();
                let ((value_index, value), (address_index, address)) = (self.pop(), self.pop());
                (self.source(address_index, address.place), self.source(value_index, value.place))
            } else {
                self.take_two()
            };
        let (form, mut fields) = self.address(index, address, offset);
        self.look_at_store(form, fields, 1 << memarg.max_align);
        let (value_form, third_word) = match value {
            Source::Slot(slot) => {
                fields |= u64::from(slot) << 16;
                (0, None)
            }
            Source::Accumulator => (1, None),
            Source::Fixed(constant) => (2, Some(constant)),
        };
        self.observe();
        self.emit(forms.handlers[form][value_form], fields, third_word.as_slice());
        self.cut();
        Ok(true)
    }

    /// Looks at a load of `size` bytes whose address has this form and fields, where loads are watched.
    pub(super) fn look_at_load(&mut self, form: usize, fields: u64, size: u64) {
        if self.site.instrumentation.loads {
            self.observe();
            self.emit(look_forms(false)[form], fields, &[size]);
        }
    }

    /// [`Translator::look_at_load`] of a store.
    pub(super) fn look_at_store(&mut self, form: usize, fields: u64, size: u64) {
        if self.site.instrumentation.stores {
            self.observe();
            self.emit(look_forms(true)[form], fields, &[size]);
        }
    }

    /// The offset of an access to memory 0.
    pub(super) fn offset(&self, memarg: &MemArg) -> Result<u32, Unsupported> {
        if memarg.target != MemArgTarget::Memory(0) {
            return Err(Unsupported);
        }
        u32::try_from(memarg.offset).map_err(|_| Unsupported)
    }

    /// The form of an address and the fields that say where it is.
    pub(super) fn address(&mut self, index: usize, address: Source, offset: u32) -> (usize, u64) {
        let address = match address {
            Source::Fixed(address) => match u32::try_from(address + u64::from(offset)) {
                Ok(effective) => return (2, u64::from(effective) << 32),
                Err(_) => self.variable_source(index, Source::Fixed(address)),
            },
            address => address,
        };
        let offset = u64::from(offset) << 32;
        match address {
            Source::Slot(slot) => (0, u64::from(slot) | offset),
            Source::Accumulator | Source::Fixed(_) => (1, offset),
        }
    }
}
