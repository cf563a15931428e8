//! Constant expressions and the copying of segments.

use super::{InstanceId, Store};
use crate::exec::TrapKind;
use crate::module::{ConstExpr, ElementItems};

impl ElementItems {
    /// Number of elements.
    pub(crate) fn len(&self) -> u32 {
        match self {
            Self::Functions(functions) => functions.len() as u32,
            Self::Expressions(expressions) => expressions.len() as u32,
        }
    }
}

impl Store {
    /// The slot that a constant expression of `instance` gives, with the high half of a vector above it.
    /// It was validated: it has its operands and leaves one value.
    pub(super) fn constant(&self, instance: u32, expression: ConstExpr) -> u128 {
        let bytes = self.module(InstanceId(instance)).bytes();
        let instance = &self.instances[instance as usize];
        let func = |func: u32| instance.funcs[func as usize].0;
        let global = |global: u32| {
            let global = &self.globals[instance.globals[global as usize] as usize];
            u128::from(global.slot) | u128::from(global.high) << 64
        };
        expression.value(bytes, func, global)
    }

    /// Copies `count` elements of a segment from `from` on to `to` of a table of `instance`;
    /// writes nothing on an error.
    pub(crate) fn init_table(
        &mut self,
        instance: u32,
        table: u32,
        segment: u32,
        to: u64,
        from: u32,
        count: u32,
    ) -> Result<(), TrapKind> {
        let owner = &self.instances[instance as usize];
        let table = owner.tables[table as usize] as usize;
        let dropped = owner.dropped_elements[segment as usize];
        let module = self.module(InstanceId(instance)).clone();
        let items = &module.elements[segment as usize].items;
        let segment_size = if dropped { 0 } else { items.len() };
        let count = u64::from(count);
        for (index, size) in [(from.into(), segment_size), (to, self.tables[table].size())] {
            let size = u64::from(size);
            if index.checked_add(count).is_none_or(|end| end > size) {
                return Err(TrapKind::TableOutOfBounds { index, count, size });
            }
        }
        for i in 0..count as usize {
            let item = from as usize + i;
            let slot = match items {
                ElementItems::Functions(functions) => {
                    let func = self.instances[instance as usize].funcs[functions[item] as usize];
                    u64::from(func.0) + 1
                }
                ElementItems::Expressions(expressions) => {
                    self.constant(instance, expressions[item]) as u64
                }
            };
            self.tables[table].elements_mut()[to as usize + i] = slot;
        }
        Ok(())
    }

    /// Checks that `len` bytes of a data segment from `from` on fit at `to` of a memory of
    /// `instance`, and copies the first `chunk` of them; writes nothing on an error.
    #[expect(clippy::too_many_arguments, reason = "these are the instruction's own operands")]
    pub(crate) fn init_memory(
        &mut self,
        instance: u32,
        memory: u32,
        segment: u32,
        to: u64,
        from: u32,
        len: u32,
        chunk: u32,
    ) -> Result<(), TrapKind> {
        let owner = &self.instances[instance as usize];
        let memory = owner.memories[memory as usize] as usize;
        let dropped = owner.dropped_data[segment as usize];
        let module = self.module(InstanceId(instance)).clone();
        let range = &module.data[segment as usize].bytes;
        let segment_size = if dropped { 0 } else { range.len() as u64 };
        let (from, size) = (u64::from(from), u64::from(len));
        if from + size > segment_size {
            return Err(TrapKind::DataSegmentOutOfBounds { offset: from, size, segment_size });
        }
        let bytes = self.memories[memory].bytes_mut();
        let memory_size = bytes.len() as u64;
        if to.checked_add(size).is_none_or(|end| end > memory_size) {
            return Err(TrapKind::MemoryOutOfBounds { address: to, size, memory_size });
        }
        let (source, target) = (range.start as usize + from as usize, to as usize);
        let chunk = chunk as usize;
        bytes[target..target + chunk].copy_from_slice(&module.bytes[source..source + chunk]);
        Ok(())
    }
}
