//! Segments of elements and data.

use alloc::vec::Vec;

use super::{WriteError, Writer, constant, narrow};
use crate::device::format::{DataRecord, ElementRecord, ItemRecord, NONE};
use crate::module::{ElementItems, SegmentMode};

impl Writer<'_> {
    pub(super) fn segments(&mut self) -> Result<(), WriteError> {
        self.elements()?;
        self.data()
    }

    fn elements(&mut self) -> Result<(), WriteError> {
        let (mut segments, mut items) = (Vec::new(), Vec::new());
        for segment in &self.module.elements {
            let first = narrow(items.len(), "elements", None)?;
            let (table, offset) = match &segment.mode {
                SegmentMode::Active { target, offset } => {
                    (*target, constant::value(self.module, *offset, &self.globals) as u32)
                }
                SegmentMode::Passive | SegmentMode::Declared => (NONE, 0),
            };
            match &segment.items {
                // It only says which functions the code may refer to.
                _ if matches!(segment.mode, SegmentMode::Declared) => {}
                ElementItems::Functions(functions) => {
                    items.extend(functions.iter().map(|func| ItemRecord { slot: func + 1 }));
                }
                ElementItems::Expressions(expressions) => {
                    items.extend(expressions.iter().map(|expression| ItemRecord {
                        slot: constant::value(self.module, *expression, &self.globals) as u32,
                    }));
                }
            }
            let count = narrow::<u32>(items.len(), "elements", None)? - first;
            segments.push(ElementRecord { table, offset, first, count });
        }
        self.header.elements = self.section(&segments)?;
        self.header.items = self.section(&items)?;
        Ok(())
    }

    fn data(&mut self) -> Result<(), WriteError> {
        let records: Vec<_> = self
            .module
            .data
            .iter()
            .map(|segment| {
                let (active, offset) = match &segment.mode {
                    SegmentMode::Active { offset, .. } => {
                        (1, constant::value(self.module, *offset, &self.globals) as u32)
                    }
                    SegmentMode::Passive | SegmentMode::Declared => (0, 0),
                };
                let (first, count) = (segment.bytes.start, segment.bytes.len() as u32);
                DataRecord { active, offset, first, count }
            })
            .collect();
        self.header.data = self.section(&records)?;
        Ok(())
    }
}
