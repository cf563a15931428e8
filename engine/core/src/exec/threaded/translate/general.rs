//! Instructions on other memories and tables than most programs have (see
//! [`crate::exec::general_opcode`]), and atomic ones: the in-place tier executes them.

use wasmparser::Operator;

use super::super::code::Handler;
use super::super::handlers::{Escape, load_forms, store_forms};
use super::super::regs::Kind;
use super::{Translator, Unsupported, kinds};
use crate::module::AddressType;

impl Translator<'_> {
    /// Translates an instruction that is rewritten in place.
    pub(super) fn general(&mut self, op: &Operator<'_>) -> Result<(), Unsupported> {
        if let Some((forms, _)) = load_forms(op) {
            return self.escape(1, Some(forms.result));
        }
        if store_forms(op).is_some() {
            return self.escape(2, None);
        }
        match *op {
            Operator::CallIndirect { type_index, .. } => self.indirect_call_in_place(type_index),
            Operator::ReturnCallIndirect { .. } => {
                self.exit();
                Ok(())
            }
            _ => self.call(op),
        }
    }

    fn indirect_call_in_place(&mut self, ty: u32) -> Result<(), Unsupported> {
        let ty = self.module.types.get(ty as usize).ok_or(Unsupported)?;
        let (params, results) = (ty.params.len(), kinds(&ty.results));
        self.flush();
        self.in_place(Handler::of::<Escape>());
        self.pop();
        self.push_results(params, &results);
        Ok(())
    }

    /// The kind of a number of pages of a memory.
    pub(super) fn page_count(&self, memory: u32) -> Result<Kind, Unsupported> {
        let memory = self.module.memories.get(memory as usize).ok_or(Unsupported)?;
        Ok(address_kind(memory.address))
    }

    /// The kind of a number of elements of a table.
    pub(super) fn element_count(&self, table: u32) -> Result<Kind, Unsupported> {
        let table = self.module.tables.get(table as usize).ok_or(Unsupported)?;
        Ok(address_kind(table.address))
    }
}

fn address_kind(ty: AddressType) -> Kind {
    match ty {
        AddressType::I32 => Kind::I32,
        AddressType::I64 => Kind::I64,
    }
}
