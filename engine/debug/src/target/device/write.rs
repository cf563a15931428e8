//! Writing to a device's machine that does not run.

use wrtd_symbols::WasmValue;

use super::{DeviceTarget, MODULE};
use crate::{
    number::NumberType,
    target::{ModuleId, Target, TargetError, TargetValue, memory_range, no_memory, values},
};

fn no_value() -> TargetError {
    TargetError::NotFound("the value".to_owned())
}

/// Whether a place that holds `present` takes `value`.
fn check(present: Option<&TargetValue>, value: WasmValue) -> Result<(), TargetError> {
    let ty = NumberType::of(value);
    match present {
        Some(TargetValue::Number(present)) if NumberType::of(*present) == ty => Ok(()),
        Some(_) => {
            Err(TargetError::Failed(format!("the value is {ty}, and the place holds another type")))
        }
        None => Err(no_value()),
    }
}

/// Low half and, of a vector, all of it.
fn parts(value: WasmValue) -> (u64, Option<u128>) {
    match value {
        WasmValue::V128(bits) => (bits as u64, Some(bits)),
        number => (values::of_number(number).to_slot(), None),
    }
}

impl DeviceTarget {
    pub(super) fn write_local(
        &mut self,
        frame: u32,
        index: u32,
        value: WasmValue,
    ) -> Result<(), TargetError> {
        check(self.local(frame, index).as_ref(), value)?;
        let place = frame as usize;
        let written = self.device.with_dependent_mut(|_, machine| match parts(value) {
            (_, Some(vector)) => machine.set_local_vector(place, index, vector),
            (slot, None) => machine.set_local_slot(place, index, slot),
        });
        written.then_some(()).ok_or_else(no_value)
    }

    pub(super) fn write_operand(
        &mut self,
        frame: u32,
        index: u32,
        value: WasmValue,
    ) -> Result<(), TargetError> {
        check(self.operand(frame, index).as_ref(), value)?;
        let place = frame as usize;
        let written = self.device.with_dependent_mut(|_, machine| match parts(value) {
            (_, Some(vector)) => machine.set_operand_vector(place, index, vector),
            (slot, None) => machine.set_operand_slot(place, index, slot),
        });
        written.then_some(()).ok_or_else(no_value)
    }

    pub(super) fn write_global(
        &mut self,
        frame: u32,
        index: u32,
        value: WasmValue,
    ) -> Result<(), TargetError> {
        check(self.global(frame, index).as_ref(), value)?;
        let written = self.device.with_dependent_mut(|_, machine| match parts(value) {
            (_, Some(vector)) => machine.set_global_vector(index, vector),
            (slot, None) => machine.set_global_slot(index, slot),
        });
        written.then_some(()).ok_or_else(no_value)
    }

    pub(super) fn write_bytes(
        &mut self,
        module: ModuleId,
        address: u64,
        bytes: &[u8],
    ) -> Result<(), TargetError> {
        let range = memory_range(address, bytes.len()).filter(|_| module == MODULE);
        let written = self.device.with_dependent_mut(|_, machine| {
            let place = machine.memory_mut().get_mut(range?)?;
            place.copy_from_slice(bytes);
            Some(())
        });
        written.ok_or_else(|| no_memory(address))
    }
}
