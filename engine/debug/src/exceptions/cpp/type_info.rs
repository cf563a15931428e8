//! `std::type_info` in a program's memory: a type's name, its bases, and who catches its objects.
//!
//! Every object of these classes begins with the pointer to its table, before which the table says which class that is; its
//! second word is the mangled name of the type that it describes. What follows depends on the class: see the C++ ABI for
//! Itanium, 2.9.5, which all compilers for WebAssembly follow.

use super::memory::Memory;

/// Longest mangled name of a type that is read, in bytes.
const NAME_LIMIT: usize = 2048;
/// Base classes that one question looks at.
const BASES: u32 = 256;
/// Bytes from the start of an object to a base that are believed.
const LARGEST_OFFSET: u64 = 1 << 24;

/// Flags of a base class.
const VIRTUAL: u64 = 1;
const PUBLIC: u64 = 2;
/// `const`, `volatile` and `restrict` of a pointer's target.
const QUALIFIERS: u64 = 7;

/// A `std::type_info`.
#[derive(Clone, Copy)]
pub(super) struct TypeInfo<'a> {
    pub(super) memory: Memory<'a>,
    pub(super) address: u64,
}

/// A base class of a class.
struct Base<'a> {
    ty: TypeInfo<'a>,
    /// Bytes from the start of the object; `None` where the object says that itself.
    offset: Option<u64>,
    public: bool,
}

/// What a type is, by the class of its `std::type_info`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A class with one public base, at its start.
    Single,
    /// A class with other bases.
    Several,
    Pointer,
    Other,
}

impl<'a> TypeInfo<'a> {
    /// The mangled name of the type.
    pub(super) fn name(&self) -> Option<String> {
        let name = self.memory.text(self.memory.word_behind(self.address, 1)?, NAME_LIMIT)?;
        // One that is only known in its own unit is marked.
        Some(name.strip_prefix('*').map_or_else(|| name.clone(), str::to_owned))
    }

    fn kind(&self) -> Kind {
        let kind = || {
            let table = self.memory.word_at(self.address)?;
            let address = self.memory.word_at(table.checked_sub(self.memory.word)?)?;
            Self { address, ..*self }.name()
        };
        match kind().as_deref() {
            Some("N10__cxxabiv120__si_class_type_infoE") => Kind::Single,
            Some("N10__cxxabiv121__vmi_class_type_infoE") => Kind::Several,
            Some("N10__cxxabiv119__pointer_type_infoE") => Kind::Pointer,
            _ => Kind::Other,
        }
    }

    fn at(&self, address: u64) -> Self {
        Self { address, ..*self }
    }

    /// The base classes that are named where the class is defined, at most so many.
    fn bases(&self, most: u32) -> Vec<Base<'a>> {
        let word = |index| self.memory.word_behind(self.address, index);
        match self.kind() {
            Kind::Single => {
                let base =
                    word(2).map(|ty| Base { ty: self.at(ty), offset: Some(0), public: true });
                base.into_iter().collect()
            }
            // Flags and a number of 32 bits, then a word for each base's type and one for its place and flags.
            Kind::Several => {
                let start = self.address.saturating_add(2 * self.memory.word);
                let count = self.memory.number(start.saturating_add(4), 4).unwrap_or(0);
                let bases = (0..count.min(most.into())).map_while(|index| {
                    let at = start.checked_add(8 + 2 * index * self.memory.word)?;
                    let flags = self.memory.word_behind(at, 1)?;
                    let offset = Some(flags >> 8).filter(|_| flags & VIRTUAL == 0);
                    let ty = self.at(self.memory.word_at(at)?);
                    Some(Base { ty, offset, public: flags & PUBLIC != 0 })
                });
                bases.collect()
            }
            Kind::Pointer | Kind::Other => Vec::new(),
        }
    }

    /// Whether a handler for `caught` catches objects of this type. A base that a class has several times, which is none
    /// then, counts as one.
    pub(super) fn is_caught_by(&self, caught: &TypeInfo<'_>) -> bool {
        if self.is_same_as(caught) {
            return true;
        }
        match caught.kind() {
            Kind::Pointer => self.pointer_is_caught_by(caught),
            _ => self.has_public_base(caught),
        }
    }

    fn is_same_as(&self, other: &TypeInfo<'_>) -> bool {
        let same_memory = self.memory.module == other.memory.module;
        (same_memory && self.address == other.address)
            || self.name().is_some_and(|name| other.name() == Some(name))
    }

    fn has_public_base(&self, wanted: &TypeInfo<'_>) -> bool {
        self.find_base(|base| base.public, |ty| ty.is_same_as(wanted)).is_some()
    }

    /// A pointer is caught as one to a base, to the same with more qualifiers, and to `void`.
    fn pointer_is_caught_by(&self, caught: &TypeInfo<'_>) -> bool {
        // The type of `nullptr`.
        if self.name().as_deref() == Some("Dn") {
            return true;
        }
        let parts = |of: &TypeInfo<'_>| {
            let flags = of.memory.number(of.address.checked_add(2 * of.memory.word)?, 4)?;
            Some((flags & QUALIFIERS, of.memory.word_behind(of.address, 3)?))
        };
        if self.kind() != Kind::Pointer {
            return false;
        }
        let (Some((mine, target)), Some((theirs, wanted))) = (parts(self), parts(caught)) else {
            return false;
        };
        let (target, wanted) =
            (self.at(target), TypeInfo { address: wanted, memory: caught.memory });
        let is_function = |ty: &TypeInfo<'_>| ty.name().is_some_and(|name| name.starts_with('F'));
        mine & !theirs == 0
            && (target.is_same_as(&wanted)
                || wanted.name().as_deref() == Some("v") && !is_function(&target)
                || target.has_public_base(&wanted))
    }

    /// The first base of a base, in no order that anybody may rely on, that is wanted, with its place in the object where
    /// that is known. Only bases that are `followed` are looked at.
    fn find_base(
        &self,
        followed: impl Fn(&Base<'a>) -> bool,
        wanted: impl Fn(&TypeInfo<'a>) -> bool,
    ) -> Option<Option<u64>> {
        let mut left = BASES;
        let mut waiting = vec![(*self, Some(0_u64))];
        while let Some((ty, offset)) = waiting.pop() {
            for base in ty.bases(left) {
                left = left.checked_sub(1)?;
                if !followed(&base) {
                    continue;
                }
                let offset = offset.zip(base.offset).and_then(|(a, b)| a.checked_add(b));
                let offset = offset.filter(|offset| *offset <= LARGEST_OFFSET);
                if wanted(&base.ty) {
                    return Some(offset);
                }
                waiting.push((base.ty, offset));
            }
        }
        None
    }

    /// The text that an object was made with, of the standard's classes that have one, or of one derived from them. It is
    /// behind the pointer that follows the one to the table, in libc++ as in libstdc++.
    pub(super) fn text(&self, object: u64, limit: usize) -> Option<String> {
        let has_text = |ty: &TypeInfo<'_>| {
            ty.name().is_some_and(|name| name == "St13runtime_error" || name == "St11logic_error")
        };
        let offset = match has_text(self) {
            true => 0,
            false => self.find_base(|_| true, has_text)??,
        };
        let object = object.checked_add(offset)?;
        self.memory.text(self.memory.word_behind(object, 1)?, limit)
    }
}
