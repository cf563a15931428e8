//! How much of everything a device sets aside for a program, as its plan says, and what that takes of which account.
//!
//! Sizes are those on the device, whatever they are here. The image lies in flash and takes nothing.

use thiserror::Error;
use wrtd_core::StoreLimits;
use wrtd_core::device::{
    Frame, INTERPRETER_RAM, INTERPRETER_RAM_WITH_VECTORS, Image, ImageError, Machine, Needs, Space,
    StartError,
};
use wrtd_limits::{
    Account, CountExceeded, CountLimit, Ledger, LimitExceeded, LimitName, Plan, Provenance,
};

const SLOT: u64 = 8;
const FRAME: u64 = 16;
const TABLE_WORD: u64 = 4;
const BREAKPOINT: u64 = 4;

/// What the program of an image needs.
pub(super) fn needs(image: &[u8]) -> Result<Needs, ImageError> {
    Image::check(image).map(|image| image.needs())
}

/// Elements of the parts of a [`Space`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    needs: Needs,
    memory: u64,
    stack: u64,
    frames: u64,
    breakpoints: u64,
}

impl Layout {
    /// The layout for a program with these needs.
    ///
    /// # Errors
    /// Where not even its largest frame fits the stack.
    pub(super) fn of(needs: Needs, plan: &Plan) -> Result<Self, CountExceeded> {
        let most = StoreLimits::new();
        let frames = bounded(plan.count(LimitName::CallDepth), most.max_call_depth.into());
        let slot = if needs.vectors { 2 * SLOT } else { SLOT };
        let bytes = plan.count(LimitName::StackBytes);
        let stack = bounded(bytes, u64::from(most.stack_slots) * slot) / slot;
        if u64::from(needs.frame_slots) > stack {
            bytes.check(u64::from(needs.frame_slots) * slot)?;
        }
        // One more than a user may set, where the session itself stops: at panics.
        let breakpoints = match plan.count(LimitName::Breakpoints).most {
            0 => 0,
            count => count.saturating_add(1),
        };
        let memory = plan.limits().wasm_linear.min(needs.max_memory);
        Ok(Self { needs, memory, stack, frames, breakpoints })
    }

    /// The parts of the engine's own memory, in bytes.
    pub(super) fn engine(&self) -> [(&'static str, u64); 6] {
        let halves = if self.needs.vectors { 2 } else { 1 };
        let interpreter = match self.needs.vectors {
            true => INTERPRETER_RAM_WITH_VECTORS,
            false => INTERPRETER_RAM,
        };
        [
            ("interpreter", interpreter.into()),
            ("stack", self.stack * SLOT * halves),
            ("frames", self.frames * FRAME),
            ("globals", u64::from(self.needs.globals) * SLOT * halves),
            ("tables", u64::from(self.needs.tables) * TABLE_WORD),
            ("segments", self.needs.dropped.into()),
        ]
    }

    /// Charges what is set aside when the program starts.
    ///
    /// # Errors
    /// [`LimitExceeded`] of the first account that has less.
    pub(super) fn charge(&self, ledger: &mut Ledger) -> Result<(), LimitExceeded> {
        ledger.charge(Account::WasmLinear, self.needs.memory)?;
        let engine = self.engine().into_iter().map(|(_, bytes)| bytes);
        ledger.charge(Account::Runtime, engine.fold(0, u64::saturating_add))?;
        ledger.charge(Account::Debug, self.breakpoints.saturating_mul(BREAKPOINT))
    }

    /// Room for so much; `None` where this machine has no memory left.
    pub(super) fn allocate(&self, image: Vec<u8>) -> Option<Memory> {
        let (stack, globals) = (self.stack, self.needs.globals.into());
        let high = |slots: u64| if self.needs.vectors { slots } else { 0 };
        Some(Memory {
            image,
            memory: filled(self.memory, 0)?,
            stack: filled(stack, 0)?,
            high: filled(high(stack), 0)?,
            frames: filled(self.frames, Frame::EMPTY)?,
            globals: filled(globals, 0)?,
            global_high: filled(high(globals), 0)?,
            tables: filled(self.needs.tables.into(), 0)?,
            dropped: filled(self.needs.dropped.into(), false)?,
            breakpoints: filled(self.breakpoints, 0)?,
        })
    }
}

/// A limit; where nobody has set it, no more than `most`, however much memory there is.
fn bounded(limit: CountLimit, most: u64) -> u64 {
    match limit.provenance {
        Provenance::Default | Provenance::Profile(_) => limit.most.min(most),
        _ => limit.most,
    }
}

fn filled<T: Clone>(count: u64, value: T) -> Option<Vec<T>> {
    let count = usize::try_from(count).ok()?;
    let mut elements = Vec::new();
    elements.try_reserve_exact(count).ok()?;
    elements.resize(count, value);
    Some(elements)
}

/// A device's memory, its flash included.
pub(super) struct Memory {
    image: Vec<u8>,
    memory: Vec<u8>,
    stack: Vec<u64>,
    high: Vec<u64>,
    frames: Vec<Frame>,
    globals: Vec<u64>,
    global_high: Vec<u64>,
    tables: Vec<u32>,
    dropped: Vec<bool>,
    breakpoints: Vec<u32>,
}

/// Why no machine can be made in a memory.
#[derive(Debug, Error)]
pub(super) enum NotStarted {
    #[error(transparent)]
    Image(#[from] ImageError),
    #[error(transparent)]
    Start(#[from] StartError),
}

impl Memory {
    /// The machine, at its start.
    pub(super) fn start(&mut self) -> Result<Machine<'_>, NotStarted> {
        let image = Image::check(&self.image)?;
        let space = Space {
            memory: &mut self.memory,
            stack: &mut self.stack,
            high: &mut self.high,
            frames: &mut self.frames,
            globals: &mut self.globals,
            global_high: &mut self.global_high,
            tables: &mut self.tables,
            dropped: &mut self.dropped,
            breakpoints: &mut self.breakpoints,
        };
        Ok(Machine::new(image, space)?)
    }
}
