//! Types, by what they are made of: their names are written in many ways.

use std::{collections::HashSet, sync::Arc};

use wrtd_symbols::{Composite, Member, ModuleSymbols, Type, TypeId, TypeKind, TypeSource as _};

use super::answer::{self, Answer};

/// The types of a program in LLDB and here.
pub(crate) struct TypeComparison<'a> {
    symbols: &'a ModuleSymbols,
    theirs: &'a [answer::Type],
    unparsed: &'a HashSet<String>,
    /// Pairs that were compared, or are about to be.
    seen: HashSet<(usize, TypeId)>,
    waiting: Vec<(usize, TypeId)>,
    differences: Vec<String>,
}

impl<'a> TypeComparison<'a> {
    pub(crate) fn new(symbols: &'a ModuleSymbols, answer: &'a Answer) -> Self {
        Self {
            symbols,
            theirs: &answer.types,
            unparsed: &answer.unparsed,
            seen: HashSet::new(),
            waiting: Vec::new(),
            differences: Vec::new(),
        }
    }

    /// How many were compared.
    pub(crate) fn compared(&self) -> usize {
        self.seen.len()
    }

    pub(crate) fn differences(&self) -> &[String] {
        &self.differences
    }

    /// Compares two types, and all types that they lead to.
    pub(crate) fn compare(&mut self, theirs: usize, ours: TypeId) {
        self.want(theirs, ours);
        while let Some((theirs, ours)) = self.waiting.pop() {
            self.pair(theirs, ours);
        }
    }

    fn want(&mut self, theirs: usize, ours: TypeId) {
        let theirs = self.their_own(theirs);
        let ours = self.own(ours);
        if self.seen.insert((theirs, ours.id)) {
            self.waiting.push((theirs, ours.id));
        }
    }

    /// A type behind its aliases.
    fn their_own(&self, mut number: usize) -> usize {
        while let Some(target) = self.theirs[number].alias {
            number = target;
        }
        number
    }

    /// A type behind its aliases and qualifiers.
    fn own(&self, id: TypeId) -> Arc<Type> {
        let mut ty = self.symbols.get(id);
        while let TypeKind::Alias { target: Some(target), .. } = ty.kind {
            ty = self.symbols.get(target);
        }
        ty
    }

    fn differ(&mut self, ours: &Type, what: &str) {
        self.differences.push(format!("type {}: {what}", ours.name));
    }

    fn pair(&mut self, theirs: usize, ours: TypeId) {
        let theirs = &self.theirs[theirs];
        let ours = self.symbols.get(ours);
        if theirs.size == 0 && matches!(&*theirs.name, "" | "void") && !self.unparsed.is_empty() {
            // One that LLDB says it cannot read.
            return;
        }
        if theirs.size != ours.size.unwrap_or(0) && !has_no_size(&ours) {
            self.differ(
                &ours,
                &format!(
                    "{} ({}) has size {}, here {:?}",
                    theirs.name, ours.name, theirs.size, ours.size
                ),
            );
        }
        match &ours.kind {
            TypeKind::Pointer { target, .. } => match (theirs.pointer, target) {
                (Some(theirs), Some(target)) => self.want(theirs, *target),
                (Some(_), None) => {}
                (None, _) => self.differ(&ours, &format!("{} is no pointer", theirs.name)),
            },
            TypeKind::Array { element, counts } => match theirs.element {
                // Of an array with several dimensions LLDB makes arrays of arrays.
                Some(theirs) if counts.len() == 1 => self.want(theirs, *element),
                Some(_) => {}
                None => self.differ(&ours, &format!("{} is no array", theirs.name)),
            },
            TypeKind::Enum(enumeration) => {
                let ours_values: Vec<_> =
                    enumeration.enumerators.iter().map(|one| (&*one.name, one.value)).collect();
                let values = theirs.values.as_deref().unwrap_or_default();
                let same = values.len() == ours_values.len()
                    && values.iter().zip(&ours_values).all(|((name, signed, unsigned), ours)| {
                        name == ours.0
                            && (ours.1 == i128::from(*signed) || ours.1 == i128::from(*unsigned))
                    });
                if !same {
                    self.differ(&ours, &format!("values {values:?}, here {ours_values:?}"));
                }
            }
            TypeKind::Composite(composite) => self.composite(theirs, &ours, composite),
            _ => {}
        }
    }

    fn variants(&mut self, theirs: Option<usize>, ours: &Type, composite: &Composite) {
        let all = self.theirs;
        let theirs = theirs.and_then(|number| all[number].members.as_deref()).unwrap_or_default();
        let ours_variants = composite.variant_part.iter().flat_map(|part| &part.variants);
        let ours_variants: Vec<_> = ours_variants.collect();
        if theirs.len() != ours_variants.len() {
            let what = format!("{} variants, here {}", theirs.len(), ours_variants.len());
            return self.differ(ours, &what);
        }
        for (theirs, ours_variant) in theirs.iter().zip(ours_variants) {
            let parts = all[self.their_own(theirs.ty)].members.as_deref().unwrap_or_default();
            let value = parts.iter().find(|part| part.name.as_deref() == Some("value"));
            match (value, ours_variant.members.as_slice()) {
                // Its place is nobody's: LLDB puts it as a bit-field behind the tag, wherever both are.
                (Some(theirs), [own]) => self.want(theirs.ty, own.ty),
                (None, _) if !self.unparsed.is_empty() => {}
                _ => self.differ(ours, "a variant has another value"),
            }
        }
    }

    fn composite(&mut self, theirs: &answer::Type, ours: &Type, composite: &Composite) {
        let Some(members) = &theirs.members else {
            // Of types that it cannot read LLDB may have no more than their names.
            if !composite.declaration && self.unparsed.is_empty() {
                self.differ(ours, &format!("{} has no members", theirs.name));
            }
            return;
        };
        let described = |member: &Member| {
            let bits = member.bit_field.map(|field| field.bit_size);
            let bit = member.bit_field.map_or(member.offset * 8, |field| field.bit_offset);
            (member.name.as_deref().unwrap_or_default().to_owned(), bit, bits)
        };
        // The pointer to a class's table of virtual functions LLDB hides.
        let shown = |member: &&Member| {
            !(member.artificial
                && member.name.as_deref().is_some_and(|name| name.starts_with("_vptr")))
        };
        let theirs_of =
            |name: &str| members.iter().find(|member| member.name.as_deref() == Some(name));
        // And members whose types it says it cannot read.
        let is_read = |member: &&Member| {
            let name = member.name.as_deref().unwrap_or_default();
            theirs_of(name).is_some() || !self.unparsed.contains(name)
        };
        let own: Vec<&Member> = composite.members.iter().filter(shown).filter(is_read).collect();
        let variants = theirs_of(VARIANTS).map(|member| self.their_own(member.ty));
        // LLDB fills what is between bit-fields with ones that have no name.
        let members: Vec<_> = members
            .iter()
            .filter(|member| member.name.is_some() || member.bits.is_none())
            .filter(|member| member.name.as_deref() != Some(VARIANTS))
            .collect();
        let ours_members: Vec<_> = own.iter().map(|member| described(member)).collect();
        let theirs_members: Vec<_> = members
            .iter()
            .map(|member| (member.name.clone().unwrap_or_default(), member.bit, member.bits))
            .collect();
        if ours_members != theirs_members {
            return self.differ(
                ours,
                &format!("{} has {theirs_members:?}, here {ours_members:?}", theirs.name),
            );
        }
        for (theirs, ours) in members.iter().zip(own) {
            self.want(theirs.ty, ours.ty);
        }
        self.variants(variants, ours, composite);
        let bases = theirs.bases.as_deref().unwrap_or_default();
        let ours_bases: Vec<u64> = composite.bases.iter().map(|base| base.offset).collect();
        let theirs_bases: Vec<u64> = bases.iter().map(|(_, offset)| *offset).collect();
        if !theirs.virtual_bases && ours_bases != theirs_bases {
            return self.differ(ours, &format!("bases at {theirs_bases:?}, here {ours_bases:?}"));
        }
        for ((theirs, _), ours) in bases.iter().zip(&composite.bases) {
            self.want(*theirs, ours.ty);
        }
    }
}

/// The member that LLDB makes of the variants of an enumeration of Rust: a union with a member for each of them, which is
/// a structure whose member `value` is the variant.
const VARIANTS: &str = "$variants$";

/// Arrays without a length and the type of `nullptr` have no size in the debug information; LLDB takes one element, or
/// what the language says.
fn has_no_size(ty: &Type) -> bool {
    let unknown = match &ty.kind {
        TypeKind::Array { counts, .. } => counts.iter().any(Option::is_none),
        _ => &*ty.name == "decltype(nullptr)",
    };
    ty.size.is_none() && unknown
}
