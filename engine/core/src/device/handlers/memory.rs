//! Loads and stores (core specification, section 4.4.7).

use crate::arithmetic::access::{for_each_load, for_each_store};
use crate::device::machine::{Flow, Machine};

macro_rules! loads {
    ($($variant:ident $name:ident: $from:ty => $to:ty;)*) => {
        $(pub(in crate::device) fn $name(m: &mut Machine<'_>) -> Flow {
            let offset = m.memory_offset();
            let address = m.peek::<u32>();
            let value = <$from>::from_le_bytes(m.load(address, offset)?);
            m.poke(value as $to);
            Ok(())
        })*
    };
}

for_each_load!(loads);

macro_rules! stores {
    ($($variant:ident $name:ident: $from:ty => $to:ty;)*) => {
        $(pub(in crate::device) fn $name(m: &mut Machine<'_>) -> Flow {
            let offset = m.memory_offset();
            let value = m.pop::<$from>();
            let address = m.pop::<u32>();
            m.store(address, offset, (value as $to).to_le_bytes())?;
            Ok(())
        })*
    };
}

for_each_store!(stores);

/// In pages, of whatever size.
pub(in crate::device) fn memory_size(m: &mut Machine<'_>) -> Flow {
    m.skip_leb();
    let pages = m.pages();
    m.push(pages);
    Ok(())
}

pub(in crate::device) fn memory_grow(m: &mut Machine<'_>) -> Flow {
    m.skip_leb();
    let before = m.pages();
    let delta = m.peek::<u32>();
    let grown = m.grow(delta);
    m.poke(if grown { before } else { u32::MAX });
    Ok(())
}

impl Machine<'_> {
    fn pages(&self) -> u32 {
        (self.memory_size as u64 / u64::from(self.image.header.page_size.max(1))) as u32
    }

    /// Adds pages, all zero; `false` where the program or the space does not allow it.
    fn grow(&mut self, delta: u32) -> bool {
        let pages = u64::from(self.pages()) + u64::from(delta);
        let size = pages.saturating_mul(self.image.header.page_size.into());
        if pages > self.image.header.max_pages.into() || size > self.memory.len() as u64 {
            return false;
        }
        let size = size as usize;
        let Some(added) = self.memory.get_mut(self.memory_size..size) else { return false };
        added.fill(0);
        self.memory_size = size;
        true
    }
}
