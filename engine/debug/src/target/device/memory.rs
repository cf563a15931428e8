//! The memory of a device, as its layout divides it.

use thiserror::Error;
use wrtd_core::device::{Frame, Image, ImageError, Layout, Machine, Needs, Space, StartError};

/// What the program of an image needs.
pub(super) fn needs(image: &[u8]) -> Result<Needs, ImageError> {
    Image::check(image).map(|image| image.needs())
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
    /// Room for all of a layout; `None` where this machine has no memory left.
    pub(super) fn of(layout: &Layout, image: Vec<u8>) -> Option<Self> {
        let needs = layout.needs;
        let (stack, globals) = (layout.stack, needs.globals.into());
        let high = |slots: u64| if needs.vectors { slots } else { 0 };
        Some(Self {
            image,
            memory: filled(layout.memory, 0)?,
            stack: filled(stack, 0)?,
            high: filled(high(stack), 0)?,
            frames: filled(layout.frames, Frame::EMPTY)?,
            globals: filled(globals, 0)?,
            global_high: filled(high(globals), 0)?,
            tables: filled(needs.tables.into(), 0)?,
            dropped: filled(needs.dropped.into(), false)?,
            breakpoints: filled(layout.breakpoints, 0)?,
        })
    }

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
