//! The machine: one program, its state, and the calls from outside.

use wrtd_limits::bounded::BoundedVec;

use super::format::{FunctionRecord, TypeRecord};
use super::registers::Registers;
use super::{CallError, Frame, Image, Space, Trap};

/// A program on a device.
///
/// Invariant: nothing here is trusted to agree with the image. What is outside a slice reads as zero, is
/// not written, and makes the machine faulty: it stops with
/// [`Trap::BadImage`] before the next instruction.
#[derive(Debug)]
pub struct Machine<'m> {
    pub(super) image: Image<'m>,
    pub(super) memory: &'m mut [u8],
    /// Bytes of memory that the program has now.
    pub(super) memory_size: usize,
    pub(super) stack: &'m mut [u64],
    pub(super) high: &'m mut [u64],
    pub(super) frames: BoundedVec<Frame, &'m mut [Frame]>,
    pub(super) globals: &'m mut [u64],
    pub(super) global_high: &'m mut [u64],
    pub(super) tables: &'m mut [u32],
    pub(super) dropped: &'m mut [bool],
    pub(super) breakpoints: BoundedVec<u32, &'m mut [u32]>,
    pub(super) registers: Registers,
    pub(super) is_faulty: bool,
    /// Slots of the results of the call that ended last.
    pub(super) results: u32,
}

/// Why an instruction did not complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// The program traps; the registers are to be as before the instruction.
    Trap(Trap),
    /// The imported function is to be called; the registers are behind the instruction, the arguments
    /// topmost. Where the flag is set, the caller returns what it gives.
    Host { import: u32, tail: bool },
    /// The outermost function has returned.
    Finished,
}

impl From<Trap> for Stop {
    fn from(trap: Trap) -> Self {
        Self::Trap(trap)
    }
}

/// Whether an instruction completed.
pub(super) type Flow = Result<(), Stop>;

impl<'m> Machine<'m> {
    /// Pushes the first frame of a call of `func`; nothing runs until [`Machine::run`]. Slots of integers and
    /// floats of 32 bits must have zeros above them.
    ///
    /// # Errors
    /// [`CallError`]; no call is active then.
    pub fn begin_call(&mut self, func: u32, args: &[u64]) -> Result<(), CallError> {
        if self.is_active() {
            return Err(CallError::Busy);
        }
        let (function, ty) = self.image.callee(func).ok_or(CallError::NoSuchFunction)?;
        if is_import(&function) {
            return Err(CallError::NoSuchFunction);
        }
        if args.len() != usize::from(ty.params) {
            return Err(CallError::Arguments { expected: ty.params.into() });
        }
        let place = self.stack.get_mut(..args.len()).ok_or(CallError::Stack)?;
        place.copy_from_slice(args);
        self.is_faulty = false;
        self.results = 0;
        self.registers = Registers { sp: args.len() as u32, ..Registers::default() };
        self.enter(func, &function, ty).map_err(|_| CallError::Stack)
    }

    /// Whether a call has begun and not ended.
    #[must_use]
    pub fn is_active(&self) -> bool {
        !self.frames.is_empty()
    }

    /// Ends the active call without results.
    pub fn abandon(&mut self) {
        self.frames.clear();
        self.results = 0;
    }

    /// Slots of the results of the call that ended last.
    #[must_use]
    pub fn results(&self) -> &[u64] {
        self.stack.get(..self.results as usize).unwrap_or_default()
    }

    /// High halves of those results that are vectors, slot by slot; empty where the program has none.
    #[must_use]
    pub fn result_high(&self) -> &[u64] {
        self.high.get(..self.results as usize).unwrap_or_default()
    }

    /// Gives the memory back, to be used for another machine.
    #[must_use]
    pub fn into_space(self) -> Space<'m> {
        Space {
            memory: self.memory,
            stack: self.stack,
            high: self.high,
            frames: self.frames.into_storage(),
            globals: self.globals,
            global_high: self.global_high,
            tables: self.tables,
            dropped: self.dropped,
            breakpoints: self.breakpoints.into_storage(),
        }
    }

    /// The image that the machine runs.
    #[must_use]
    pub fn image(&self) -> &Image<'m> {
        &self.image
    }

    /// Enters a function with code, whose arguments are topmost. The innermost frame, where there is one,
    /// is to know its call instruction already.
    pub(super) fn enter(
        &mut self,
        func: u32,
        function: &FunctionRecord,
        ty: TypeRecord,
    ) -> Result<(), Trap> {
        let sp = self.registers.sp as usize;
        let fp = sp.checked_sub(ty.params.into()).ok_or(Trap::BadImage)?;
        let locals = fp + usize::from(function.locals);
        if locals + usize::from(function.operands) > self.stack.len() {
            return Err(Trap::StackExhausted);
        }
        let frame = Frame { func, fp: fp as u32, pc: function.code, entry: function.branch };
        self.frames.push(frame).map_err(|_| Trap::FramesExhausted)?;
        self.stack.get_mut(sp..locals).ok_or(Trap::BadImage)?.fill(0);
        if let Some(high) = self.high.get_mut(sp..locals) {
            high.fill(0);
        }
        self.registers = Registers {
            pc: function.code,
            entry: function.branch,
            sp: locals as u32,
            fp: fp as u32,
            end: function.end.wrapping_sub(1),
            results: ty.results.into(),
        };
        Ok(())
    }
}

/// Whether a function has no code.
pub(super) fn is_import(function: &FunctionRecord) -> bool {
    function.end == 0
}
