//! Classes: where their bases are, tuples, and pointers to members.

use crate::{
    Place, TypeId,
    render::{
        Object, Problem, Renderer, Value, View,
        layout::{Brackets, Style},
        names::type_name,
        read::part,
        view::Record,
    },
};

/// Base classes that are gone through for the parts of a tuple.
const TUPLE_LIMIT: u32 = 1024;
/// Parts of a tuple within parts.
const TUPLE_DEPTH: u8 = 64;

impl Renderer<'_> {
    /// The base classes of an object with their places; of virtual ones as the object itself says.
    pub(crate) fn bases(&self, object: &Object) -> Vec<Object> {
        let Some(composite) = object.composite() else { return Vec::new() };
        let fixed = composite.bases.iter().map(|base| self.field(object, base));
        let moving = composite.virtual_bases.iter().filter_map(|base| {
            let offset = self.virtual_offset(object, base.before).ok()?;
            let Place::Memory(start) = object.place else { return None };
            Some(self.object(base.ty, Place::Memory(start.checked_add_signed(offset)?)))
        });
        fixed.chain(moving).collect()
    }

    /// How far a virtual base is from the start of an object.
    fn virtual_offset(&self, object: &Object, before: u64) -> Result<i64, Problem> {
        let (table, size) = self.vtable(object)?;
        let entry = table.saturating_sub(before);
        let offset = self.word(entry, size)?;
        Ok(if size == 4 { i64::from(offset as u32 as i32) } else { offset.cast_signed() })
    }

    /// The table of virtual functions that an object begins with, and the size of a pointer.
    pub(super) fn vtable(&self, object: &Object) -> Result<(u64, u64), Problem> {
        let Place::Memory(start) = object.place else {
            return Err(Problem::Unavailable("it is not in memory".to_owned()));
        };
        let size = self.search(object, "_vptr").and_then(|found| self.size(&found.ty)).unwrap_or(4);
        Ok((self.word(start, size)?, size))
    }

    /// `std::tuple`: its parts are base classes of what it holds.
    pub(super) fn cpp_tuple(&self, object: &Object) -> Option<View> {
        let holder = self.search(object, "__base_").unwrap_or_else(|| object.clone());
        let mut fields = Vec::new();
        let mut left = TUPLE_LIMIT;
        self.push_tuple(&holder, TUPLE_DEPTH, &mut left, &mut fields);
        let wanted = object.composite()?.template_parameters.len();
        if fields.len() != wanted {
            return None;
        }
        // libstdc++ derives each part from those behind it.
        if object.composite()?.bases.iter().any(|base| self.name_has(base.ty, "_Tuple_impl")) {
            fields.reverse();
        }
        let fields = fields
            .into_iter()
            .enumerate()
            .map(|(index, part)| Value { name: index.to_string(), kind: part.kind() })
            .collect();
        Some(View::Record(Record {
            head: String::new(),
            brackets: Brackets::Parentheses,
            fields,
            reads_as_first: None,
        }))
    }

    fn push_tuple(&self, object: &Object, depth: u8, left: &mut u32, parts: &mut Vec<Object>) {
        let (Some(depth), Some(fewer)) = (depth.checked_sub(1), left.checked_sub(1)) else {
            return;
        };
        *left = fewer;
        let Some(composite) = object.composite() else { return };
        for base in &composite.bases {
            let base = self.field(object, base);
            if base.ty.name.contains("__tuple_leaf<") || base.ty.name.contains("_Head_base<") {
                let value =
                    ["__value_", "_M_head_impl"].iter().find_map(|name| self.member(&base, name));
                // A part without bytes is the base of its own place.
                let empty = || {
                    let ty = base.type_argument(0)?;
                    Some(self.object(ty, base.place.clone()))
                };
                parts.extend(value.or_else(empty));
            } else {
                self.push_tuple(&base, depth, left, parts);
            }
        }
    }

    fn name_has(&self, id: TypeId, part: &str) -> bool {
        self.bare(id).name.contains(part)
    }

    /// A pointer to a member: the member's name, or what there is to say of it.
    pub(crate) fn member_pointer(
        &self,
        object: &Object,
        class: Option<TypeId>,
        function: bool,
    ) -> Result<String, Problem> {
        let size = self.size(&object.ty).unwrap_or(4);
        let class = class.map(|class| self.object(class, Place::Memory(0)));
        let name = class.as_ref().map_or_else(String::new, |class| type_name(&class.ty));
        if !function {
            let bytes = self.read(&object.place, size)?;
            // The first member is at 0, so that no member is at -1.
            if bytes.iter().all(|byte| *byte == 0xff) {
                return Ok(Style::C.null().to_owned());
            }
            let offset = crate::render::scalar::sign_extend(&bytes, false);
            let found = class.as_ref().and_then(|class| {
                let at = |member: &&crate::Member| u128::from(member.offset) == offset;
                class.members().iter().find(at)?.name.clone()
            });
            return Ok(match found {
                Some(member) => format!("&{name}::{member}"),
                None => format!("{offset} bytes into {name}"),
            });
        }
        let half = size / 2;
        let word = |index| {
            let bytes = self.read(&part(&object.place, index * half, half), half)?;
            Ok::<u64, Problem>(
                u64::try_from(crate::render::scalar::sign_extend(&bytes, false)).unwrap_or(0),
            )
        };
        let (function, adjustment) = (word(0)?, word(1)?);
        // As on ARM: the lowest bit of the second word says that the function is a virtual one.
        if adjustment & 1 == 1 {
            return Ok(format!("virtual function {} of {name}", function / half.max(1)));
        }
        Ok(self.function_text(function, Style::C))
    }
}
