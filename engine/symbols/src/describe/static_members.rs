//! Static members of classes whose values the debug information holds.

use super::{children, part_name};
use crate::{
    Place, TypeId,
    debug_info::DebugInfo,
    locate::constant,
    units::{DieRef, Entry},
};

impl DebugInfo {
    /// See [`crate::TypeSource::static_member`].
    pub(crate) fn static_member(&self, class: DieRef, name: &str) -> Option<(TypeId, Place)> {
        let unit = self.unit(class.unit);
        let unit = unit.as_ref().as_ref()?;
        // DWARF 5 calls it a variable of the class, earlier ones a member.
        let is_it = |child: &Entry| {
            matches!(child.tag(), gimli::DW_TAG_member | gimli::DW_TAG_variable)
                && part_name(unit, child).as_deref() == Some(name)
        };
        let member = children(unit, &unit.entry(class.offset)?).into_iter().find(is_it)?;
        let value = member.attr_value(gimli::DW_AT_const_value)?;
        let ty = self.follow(unit, &member, gimli::DW_AT_type)?;
        Some((TypeId(ty.pack()), constant::place(unit, &value, self.size_of(ty))))
    }
}
