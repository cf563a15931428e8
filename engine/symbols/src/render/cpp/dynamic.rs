//! The class that an object behind a pointer to one of its bases really is.
//!
//! An object with virtual functions begins with a pointer into the table of its class. Which class
//! that is says, in this order, the debug information's description of the table, the type
//! information that the program itself has, and the name of a destructor in the table. A program may
//! hold anything where an object should be, so whatever says it is believed only where that class has
//! the pointer's own class as a base, at just that place.

use crate::{
    Place, TypeId,
    names::demangle,
    render::{Object, Renderer},
};

/// Base classes of base classes that are searched.
const DEPTH_LIMIT: u8 = 16;
/// Base classes that one search looks at.
const BASE_LIMIT: u32 = 256;
/// Bytes from the start of an object to a base that are believed.
const LARGEST_DISTANCE: u64 = 1 << 24;
/// Longest name of a type that is read from the program, in bytes.
const NAME_LIMIT: u64 = 2048;
/// Functions of a table that are looked at for a destructor.
const TABLE_LIMIT: u64 = 16;

/// A whole object of which a pointer leads to a base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dynamic {
    /// Its class.
    pub(crate) ty: TypeId,
    /// Its address.
    pub(crate) address: u64,
}

impl Renderer<'_> {
    /// The whole object of which the one of class `target` at `address` is a base; `None` where it is
    /// the whole one itself or has no virtual functions.
    pub(crate) fn dynamic(&self, target: TypeId, address: u64) -> Option<Dynamic> {
        let object = self.object(target, Place::Memory(address));
        let mut left = BASE_LIMIT;
        let (distance, size) = self.table_pointer(&object, DEPTH_LIMIT, &mut left)?;
        let table = self.word(address.checked_add(distance)?, size).ok()?;
        let to_top = self.word(table.checked_sub(2 * size)?, size).ok()?;
        // The distance to the start of the whole object, a negative number.
        let back = if size == 4 {
            u64::from((to_top as u32).wrapping_neg())
        } else {
            to_top.wrapping_neg()
        };
        if back > LARGEST_DISTANCE {
            return None;
        }
        let start = address.checked_add(distance)?.checked_sub(back)?;
        let candidates: [&dyn Fn() -> Option<TypeId>; 3] = [
            &|| self.types.class_of_vtable(table),
            &|| self.types.find(&self.type_information(table, size)?),
            &|| self.types.find(&self.class_by_destructor(table, size, &object.ty.name)?),
        ];
        for candidate in candidates {
            let Some(ty) = candidate() else { continue };
            let whole = self.object(ty, Place::Memory(start));
            if whole.ty.name == object.ty.name && start == address {
                return None;
            }
            let extent = self.size(&whole.ty).unwrap_or(0);
            let mut left = BASE_LIMIT;
            if self.in_memory(start, extent)
                && self.has_base(&whole, &object, DEPTH_LIMIT, &mut left)
            {
                return Some(Dynamic { ty, address: start });
            }
        }
        None
    }

    /// Where in an object the pointer to its table is, and its size, which is that of an address.
    fn table_pointer(&self, object: &Object, depth: u8, left: &mut u32) -> Option<(u64, u64)> {
        *left = left.checked_sub(1)?;
        let composite = object.composite()?;
        let is_table = |member: &&crate::Member| {
            member.name.as_deref().is_some_and(|name| name.starts_with("_vptr"))
        };
        if let Some(member) = composite.members.iter().find(is_table) {
            let size = self.size_of(member.ty).unwrap_or(4);
            return matches!(size, 4 | 8).then_some((member.offset, size));
        }
        let depth = depth.checked_sub(1)?;
        composite.bases.iter().find_map(|base| {
            let inner = Object::new(self.bare(base.ty), Place::Memory(0));
            let (offset, size) = self.table_pointer(&inner, depth, left)?;
            Some((base.offset.checked_add(offset)?, size))
        })
    }

    /// Whether an object has another one as a base.
    fn has_base(&self, whole: &Object, wanted: &Object, depth: u8, left: &mut u32) -> bool {
        let (Some(depth), Some(fewer)) = (depth.checked_sub(1), left.checked_sub(1)) else {
            return false;
        };
        *left = fewer;
        self.bases(whole).iter().any(|base| {
            (base.place == wanted.place && base.ty.name == wanted.ty.name)
                || self.has_base(base, wanted, depth, left)
        })
    }

    /// The class by the type information before the table: a pointer to it, which has a pointer to the
    /// mangled name as its second word.
    fn type_information(&self, table: u64, size: u64) -> Option<String> {
        let information = self.word(table.checked_sub(size)?, size).ok().filter(|at| *at != 0)?;
        let name = self.word(information.checked_add(size)?, size).ok()?;
        let room = self.program.memory_size().checked_sub(name)?.min(NAME_LIMIT);
        let bytes = self.read(&Place::Memory(name), room).ok()?;
        let end = bytes.iter().position(|byte| *byte == 0)?;
        let mangled = std::str::from_utf8(&bytes[..end]).ok()?;
        let readable = demangle(&format!("_ZTS{}", mangled.trim_start_matches('*')))?;
        let name = readable.strip_prefix("typeinfo name for ")?;
        Some(name.replace("(anonymous namespace)", "(anonymous)"))
    }

    /// The class by its destructor in the table, where that is not the one of the base itself.
    fn class_by_destructor(&self, table: u64, size: u64, base: &str) -> Option<String> {
        (0..TABLE_LIMIT).find_map(|index| {
            let entry = self.word(table.checked_add(index * size)?, size).ok()?;
            let function = self.program.table_function(u32::try_from(entry).ok()?)?;
            let name = self.types.function_name(function)?;
            let (class, _) = name.rsplit_once("::~")?;
            let class = class.replace("(anonymous namespace)", "(anonymous)");
            (class != base).then_some(class)
        })
    }
}
