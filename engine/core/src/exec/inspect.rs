//! Frames, locals and operands of a stopped program.

use super::frame::Frame;
use super::{AccessError, FrameInfo};
use crate::store::{InstanceId, Store};
use crate::value::{ValType, Value};

impl Store {
    /// Number of frames.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.frames.len()
    }

    fn place(&self, frame: usize) -> Option<usize> {
        self.frames.len().checked_sub(frame.checked_add(1)?)
    }

    fn frame_at(&self, frame: usize) -> Result<&Frame, AccessError> {
        self.place(frame).map(|place| &self.frames[place]).ok_or(AccessError::NoFrame)
    }

    /// Frame `frame`; 0 is the innermost.
    #[must_use]
    pub fn frame(&self, frame: usize) -> Option<FrameInfo> {
        let frame = self.frame_at(frame).ok()?;
        let func = self.guest_index(frame.func);
        Some(FrameInfo { instance: InstanceId(frame.instance), func, pc: frame.pc })
    }

    /// Number of locals of a frame, parameters first; 0 where there is no such frame.
    #[must_use]
    pub fn local_count(&self, frame: usize) -> u32 {
        self.frame_at(frame).map_or(0, |frame| {
            let prepared = &self.prepared[frame.prepared as usize];
            prepared.locals - prepared.kept
        })
    }

    fn local_place(&self, frame: usize, index: u32) -> Result<(usize, ValType), AccessError> {
        let frame = self.frame_at(frame)?;
        let module = self.module(InstanceId(frame.instance));
        let types = module.local_types(self.guest_index(frame.func)).unwrap_or_default();
        let ty = *types.get(index as usize).ok_or(AccessError::NoSuchItem)?;
        let ty = self.instances[frame.instance as usize].store_type(ty);
        Ok((frame.fp as usize + index as usize, ty))
    }

    /// Reads a local.
    ///
    /// # Errors
    /// [`AccessError`]
    pub fn local(&self, frame: usize, index: u32) -> Result<Value, AccessError> {
        let (slot, ty) = self.local_place(frame, index)?;
        Ok(self.slot(ty, slot))
    }

    /// Writes a local.
    ///
    /// # Errors
    /// [`AccessError`]
    pub fn set_local(&mut self, frame: usize, index: u32, value: Value) -> Result<(), AccessError> {
        let (slot, ty) = self.local_place(frame, index)?;
        self.checked_slot(value, ty)?;
        self.set_slot(slot, value);
        Ok(())
    }

    /// Number of operands of a frame; 0 where there is no such frame. In an outer frame the
    /// arguments of its call are not counted: they have become the callee's parameters.
    #[must_use]
    pub fn operand_count(&self, frame: usize) -> u32 {
        let Some(place) = self.place(frame) else { return 0 };
        let end = self.frames.get(place + 1).map_or(self.sp, |callee| callee.fp);
        let frame = &self.frames[place];
        end - frame.fp - self.prepared[frame.prepared as usize].locals
    }

    fn operand_place(&self, frame: usize, index: u32) -> Result<(usize, ValType), AccessError> {
        let count = self.operand_count(frame);
        let info = self.frame_at(frame)?;
        if index >= count {
            return Err(AccessError::NoSuchItem);
        }
        let ty = self.operand_type(info, index).ok_or(AccessError::Unreachable)?;
        let locals = self.prepared[info.prepared as usize].locals;
        Ok(((info.fp + locals + index) as usize, ty))
    }

    /// Type of an operand, from validating the function again up to the frame's pc.
    fn operand_type(&self, frame: &Frame, index: u32) -> Option<ValType> {
        let module = self.module(InstanceId(frame.instance));
        let func = self.guest_index(frame.func);
        let ty = crate::validate::operand_type(module, func, frame.pc, index)?;
        Some(self.instances[frame.instance as usize].store_type(ty))
    }

    /// Reads an operand; 0 is the bottom of the frame's operand stack, as in `DW_OP_WASM_location`.
    ///
    /// # Errors
    /// [`AccessError`]
    pub fn operand(&self, frame: usize, index: u32) -> Result<Value, AccessError> {
        let (slot, ty) = self.operand_place(frame, index)?;
        Ok(self.slot(ty, slot))
    }

    /// Writes an operand.
    ///
    /// # Errors
    /// [`AccessError`]
    pub fn set_operand(
        &mut self,
        frame: usize,
        index: u32,
        value: Value,
    ) -> Result<(), AccessError> {
        let (slot, ty) = self.operand_place(frame, index)?;
        self.checked_slot(value, ty)?;
        self.set_slot(slot, value);
        Ok(())
    }
}
