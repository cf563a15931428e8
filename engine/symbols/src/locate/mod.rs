//! Where a variable is when the program stands at a position.
//!
//! A variable's DIE has one location for all of its scope, a list of them by code range, or a
//! constant value. Between the ranges of a list the compiler has dropped the variable.

pub(crate) mod constant;
mod entry;
mod evaluate;

use gimli::{AttributeValue, Expression};

use crate::{
    Place, ProgramAccess,
    debug_info::{DebugInfo, MAX_REFERENCES},
    units::{DieRef, Entry, Reader, Unit, Value},
};
use evaluate::{Context, FrameBase};

impl DebugInfo {
    /// See [`crate::ModuleSymbols::locate`].
    pub(crate) fn locate(
        &self,
        variable: DieRef,
        offset: u32,
        program: &dyn ProgramAccess,
    ) -> Place {
        let mut size = None;
        let mut at = Some(variable);
        for _ in 0..MAX_REFERENCES {
            let Some(die) = at else { break };
            let unit = self.unit(die.unit);
            let Some(unit) = unit.as_ref() else { break };
            let Some(entry) = unit.entry(die.offset) else {
                return Place::Unknown("the debug information of this variable is broken".into());
            };
            let ty = self.follow(unit, &entry, gimli::DW_AT_type);
            size = size.or_else(|| ty.and_then(|ty| self.size_of(ty)));
            let size = size.or_else(|| self.size_through_origin(unit, &entry));
            if let Some(value) = entry.attr_value(gimli::DW_AT_location) {
                return self.at_location(unit, value, size, offset, program);
            }
            if let Some(value) = entry.attr_value(gimli::DW_AT_const_value) {
                return constant::place(unit, &value, size);
            }
            at = self
                .follow(unit, &entry, gimli::DW_AT_abstract_origin)
                .or_else(|| self.follow(unit, &entry, gimli::DW_AT_specification));
        }
        Place::OptimizedOut
    }

    /// The size of a variable whose type is described where it was copied from.
    fn size_through_origin(&self, unit: &Unit, entry: &Entry) -> Option<u64> {
        let origin = self
            .follow(unit, entry, gimli::DW_AT_abstract_origin)
            .or_else(|| self.follow(unit, entry, gimli::DW_AT_specification))?;
        let unit = self.unit(origin.unit);
        let unit = unit.as_ref().as_ref()?;
        let entry = unit.entry(origin.offset)?;
        self.size_of(self.follow(unit, &entry, gimli::DW_AT_type)?)
    }

    fn at_location(
        &self,
        unit: &Unit,
        value: Value,
        size: Option<u64>,
        offset: u32,
        program: &dyn ProgramAccess,
    ) -> Place {
        let Some(expression) = self.expression_at(unit, value, offset) else {
            return Place::OptimizedOut;
        };
        let frame = self.function_die_at(offset).map(|function| function.die);
        let context = Context { info: self, unit, program, offset, size };
        context.place(&expression, FrameBase::Of(frame))
    }

    /// The location expression that holds at `offset`: a list has one for each range of code.
    fn expression_at(&self, unit: &Unit, value: Value, offset: u32) -> Option<Expression<Reader>> {
        if let AttributeValue::Exprloc(expression) = value {
            return Some(expression);
        }
        let address = u64::from(self.code.address(offset)?);
        let mut list = unit.dwarf.attr_locations(&unit.unit, value).ok()??;
        let mut default = None;
        while let Ok(Some(entry)) = list.next() {
            if entry.range.begin <= address && address < entry.range.end {
                // Of a default entry (whole address space) any other is the better one.
                if entry.range.begin == 0 && entry.range.end == u64::MAX {
                    default = Some(entry.data);
                } else {
                    return Some(entry.data);
                }
            }
        }
        default
    }
}
