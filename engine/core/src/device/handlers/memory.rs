//! Loads and stores (core specification, section 4.4.7).

use crate::device::machine::{Flow, Machine};

macro_rules! loads {
    ($($name:ident: $from:ty => $to:ty;)*) => {
        $(pub(in crate::device) fn $name(m: &mut Machine<'_>) -> Flow {
            let offset = m.memory_offset();
            let address = m.peek::<u32>();
            let value = <$from>::from_le_bytes(m.load(address, offset)?);
            m.poke(value as $to);
            Ok(())
        })*
    };
}

loads! {
    i32_load: u32 => u32;
    i64_load: u64 => u64;
    i32_load8_s: i8 => i32;
    i32_load8_u: u8 => u32;
    i32_load16_s: i16 => i32;
    i32_load16_u: u16 => u32;
    i64_load8_s: i8 => i64;
    i64_load16_s: i16 => i64;
    i64_load32_s: i32 => i64;
}

// A slot of 32 bits has zeros above.
pub(in crate::device) use i32_load as i64_load32_u;
pub(in crate::device) use i32_load8_u as i64_load8_u;
pub(in crate::device) use i32_load16_u as i64_load16_u;

macro_rules! stores {
    ($($name:ident: $ty:ty;)*) => {
        $(pub(in crate::device) fn $name(m: &mut Machine<'_>) -> Flow {
            let offset = m.memory_offset();
            let value = m.pop::<u64>();
            let address = m.pop::<u32>();
            m.store(address, offset, (value as $ty).to_le_bytes())?;
            Ok(())
        })*
    };
}

stores! {
    i32_store8: u8;
    i32_store16: u16;
    i32_store: u32;
    i64_store: u64;
}

pub(in crate::device) use i32_store as i64_store32;
pub(in crate::device) use i32_store8 as i64_store8;
pub(in crate::device) use i32_store16 as i64_store16;

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
