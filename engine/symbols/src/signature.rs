//! The types of a function's parameters and of its result, as the source has them.

use crate::{
    TypeId,
    debug_info::{DebugInfo, MAX_REFERENCES},
    describe::{NO_TYPE, children},
    units::{DieRef, Entry, Unit},
};

/// What a function takes and gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Types of the parameters, in order.
    pub parameters: Vec<TypeId>,
    /// Type of the result; `None` for none.
    pub result: Option<TypeId>,
}

impl DebugInfo {
    /// See [`crate::ModuleSymbols::signature`].
    pub(crate) fn signature(&self, offset: u32) -> Option<Signature> {
        let die = self.function_die_at(offset)?.die;
        let unit = self.unit(die.unit);
        let unit = unit.as_ref().as_ref()?;
        let entry = unit.entry(die.offset)?;
        let own = children(unit, &entry).into_iter();
        let parameters = own.filter(|child| child.tag() == gimli::DW_TAG_formal_parameter);
        let parameters = parameters.map(|child| self.typed(unit, &child).unwrap_or(NO_TYPE));
        Some(Signature { parameters: parameters.collect(), result: self.typed(unit, &entry) })
    }

    /// The type of a DIE, or of the one that it is a copy or the definition of.
    fn typed(&self, unit: &Unit, entry: &Entry) -> Option<TypeId> {
        if let Some(ty) = self.follow(unit, entry, gimli::DW_AT_type) {
            return Some(TypeId(ty.pack()));
        }
        let mut at = self.origin(unit, entry);
        for _ in 0..MAX_REFERENCES {
            let die: DieRef = at?;
            let unit = self.unit(die.unit);
            let unit = unit.as_ref().as_ref()?;
            let entry = unit.entry(die.offset)?;
            if let Some(ty) = self.follow(unit, &entry, gimli::DW_AT_type) {
                return Some(TypeId(ty.pack()));
            }
            at = self.origin(unit, &entry);
        }
        None
    }

    fn origin(&self, unit: &Unit, entry: &Entry) -> Option<DieRef> {
        self.follow(unit, entry, gimli::DW_AT_abstract_origin)
            .or_else(|| self.follow(unit, entry, gimli::DW_AT_specification))
    }
}
