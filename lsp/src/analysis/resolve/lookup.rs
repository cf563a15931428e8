//! Where names lead, through any number of packages and `use`s.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashSet},
};

use crate::{
    analysis::{
        DefinitionKind, OutlineItem, OutlineMember, PackageKey, Symbol, Universe, outline::Members,
    },
    facts::{Item, Member, Type, TypeDefinition, TypeExpression, TypeKind, UsePath, WorldMember},
};

/// `use`s that lead to one another before it is given up: as many as anybody would write.
const MOST_STEPS: usize = 64;

/// An interface or world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ItemTarget {
    pub(crate) package: usize,
    pub(crate) item: OutlineItem,
    pub(crate) symbol: Symbol,
    /// The name that the file gives it, where that is another one.
    pub(crate) alias: Option<Symbol>,
}

/// Why a path leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    /// No package has this name.
    Package(PackageKey),
    /// A package has no such interface or world.
    Item(usize),
}

/// A type, or what stands where one is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TypeTarget {
    pub(crate) symbol: Symbol,
    pub(crate) kind: DefinitionKind,
    pub(crate) package: usize,
    pub(crate) item: OutlineItem,
    /// Its name where it is defined.
    pub(crate) name: Box<str>,
}

/// Looks names up, and remembers in which packages.
pub(crate) struct Lookup<'a> {
    pub(crate) universe: &'a Universe,
    consulted: RefCell<BTreeMap<PackageKey, Option<u64>>>,
}

impl<'a> Lookup<'a> {
    pub(crate) fn new(universe: &'a Universe) -> Self {
        Self { universe, consulted: RefCell::default() }
    }

    /// The packages that were looked into or for, with the shapes that they had.
    pub(crate) fn into_consulted(self) -> BTreeMap<PackageKey, Option<u64>> {
        self.consulted.into_inner()
    }

    fn package(&self, key: &PackageKey) -> Option<usize> {
        let found = self.universe.find(key);
        let shape = found.map(|index| self.universe.outline(index).shape);
        self.consulted.borrow_mut().insert(key.clone(), shape);
        found
    }

    /// The interface or world that a path in a section of a package means.
    pub(crate) fn path(
        &self,
        package: usize,
        section: usize,
        path: &UsePath,
    ) -> Result<ItemTarget, Lost> {
        self.path_within(package, section, path, MOST_STEPS)
    }

    fn path_within(
        &self,
        package: usize,
        section: usize,
        path: &UsePath,
        steps: usize,
    ) -> Result<ItemTarget, Lost> {
        if let Some(name) = &path.package {
            let key = PackageKey::from(name);
            let found = self.package(&key).ok_or(Lost::Package(key))?;
            return self.item(found, &path.name.name).ok_or(Lost::Item(found));
        }
        let outline = self.universe.outline(package);
        let used = outline.uses.get(section).and_then(|uses| uses.get(&path.name.name));
        match used.filter(|_| steps > 0) {
            Some((path, alias)) => {
                // A `use` of a name of the package itself does not mean itself.
                let target = match &path.package {
                    None => self.item(package, &path.name.name).ok_or(Lost::Item(package)),
                    Some(_) => self.path_within(package, section, path, steps - 1),
                }?;
                Ok(ItemTarget { alias: alias.clone(), ..target })
            }
            None => self.item(package, &path.name.name).ok_or(Lost::Item(package)),
        }
    }

    fn item(&self, package: usize, name: &str) -> Option<ItemTarget> {
        let outline = self.universe.outline(package);
        let item = *outline.items.get(name)?;
        Some(ItemTarget { package, item, symbol: outline.item_symbol(name), alias: None })
    }

    /// The type that a name means among some members of a section.
    pub(crate) fn member(
        &self,
        package: usize,
        section: usize,
        members: &Members,
        at: OutlineItem,
        name: &str,
    ) -> Option<TypeTarget> {
        match members.get(name)? {
            OutlineMember::Type(kind, symbol) => Some(TypeTarget {
                symbol: symbol.clone(),
                kind: *kind,
                package,
                item: at,
                name: name.into(),
            }),
            OutlineMember::Function(symbol) => Some(TypeTarget {
                symbol: symbol.clone(),
                kind: DefinitionKind::Function,
                package,
                item: at,
                name: name.into(),
            }),
            OutlineMember::Used { path, name, alias } => {
                let target = self.used(package, section, path, name, MOST_STEPS)?;
                Some(match alias {
                    Some(alias) => TypeTarget { symbol: alias.clone(), ..target },
                    None => target,
                })
            }
        }
    }

    /// The type that a `use` of a name of an interface means.
    pub(crate) fn used(
        &self,
        package: usize,
        section: usize,
        path: &UsePath,
        name: &str,
        steps: usize,
    ) -> Option<TypeTarget> {
        let target = self.path(package, section, path).ok()?;
        let outline = self.universe.outline(target.package);
        let members = outline.members(target.item)?;
        match members.get(name)? {
            OutlineMember::Used { path, name, alias } if steps > 0 => {
                let found =
                    self.used(target.package, target.item.section, path, name, steps - 1)?;
                Some(match alias {
                    Some(alias) => TypeTarget { symbol: alias.clone(), ..found },
                    None => found,
                })
            }
            OutlineMember::Used { .. } => None,
            _ => self.member(target.package, target.item.section, members, target.item, name),
        }
    }

    /// Whether a type holds a borrowed handle, or one of the types that it is made of does. `seen` are the definitions
    /// that have been looked at.
    pub(crate) fn borrows(
        &self,
        package: usize,
        section: usize,
        members: &Members,
        at: OutlineItem,
        ty: &Type,
        seen: &mut HashSet<Symbol>,
    ) -> bool {
        if let TypeExpression::Borrow(_) = ty.kind {
            return true;
        }
        if let TypeExpression::Named(name) = &ty.kind {
            let Some(target) = self.member(package, section, members, at, &name.name) else {
                return false;
            };
            if !seen.insert(target.symbol.clone()) {
                return false;
            }
            let outline = self.universe.outline(target.package);
            let (Some(item), Some(members)) =
                (outline.item(target.item), outline.members(target.item))
            else {
                return false;
            };
            let types = definition_of(item, &target.name).map_or_else(Vec::new, types_of);
            let section = target.item.section;
            return types
                .into_iter()
                .any(|ty| self.borrows(target.package, section, members, target.item, ty, seen));
        }
        inner_types(ty).into_iter().any(|ty| self.borrows(package, section, members, at, ty, seen))
    }

    /// What a type is behind all its names; `None` where that is not known.
    pub(crate) fn kind_at_end(&self, target: &TypeTarget) -> Option<DefinitionKind> {
        let mut target = target.clone();
        for _ in 0..MOST_STEPS {
            if target.kind != DefinitionKind::Alias {
                return Some(target.kind);
            }
            let outline = self.universe.outline(target.package);
            let members = outline.members(target.item)?;
            let definition = definition_of(outline.item(target.item)?, &target.name)?;
            let TypeKind::Alias(ty) = &definition.kind else { return Some(target.kind) };
            let TypeExpression::Named(name) = &ty.kind else { return Some(target.kind) };
            let (package, section) = (target.package, target.item.section);
            target = self.member(package, section, members, target.item, &name.name)?;
        }
        None
    }
}

/// The types in a type.
fn inner_types(ty: &Type) -> Vec<&Type> {
    match &ty.kind {
        TypeExpression::List(ty, _) | TypeExpression::Option(ty) => vec![ty],
        TypeExpression::Map(key, value) => vec![key, value],
        TypeExpression::Result(ok, error) => ok.iter().chain(error).map(AsRef::as_ref).collect(),
        TypeExpression::Tuple(types) => types.iter().collect(),
        TypeExpression::Future(ty) | TypeExpression::Stream(ty) => {
            ty.iter().map(AsRef::as_ref).collect()
        }
        TypeExpression::Primitive(_)
        | TypeExpression::Named(_)
        | TypeExpression::Own(_)
        | TypeExpression::Borrow(_)
        | TypeExpression::Missing => Vec::new(),
    }
}

/// The types that a type definition is made of.
pub(crate) fn types_of(definition: &TypeDefinition) -> Vec<&Type> {
    match &definition.kind {
        TypeKind::Alias(ty) => vec![ty],
        TypeKind::Record(parts) | TypeKind::Variant(parts) => {
            parts.iter().filter_map(|part| part.ty.as_ref()).collect()
        }
        TypeKind::Flags(_) | TypeKind::Enum(_) | TypeKind::Resource(_) => Vec::new(),
    }
}

/// The definition of a type of an interface or world.
pub(crate) fn definition_of<'i>(item: &'i Item, name: &str) -> Option<&'i TypeDefinition> {
    let is_it = |ty: &&TypeDefinition| *ty.header.name.name == *name;
    match item {
        Item::Interface(interface) => {
            let types = interface.members.iter().filter_map(|member| match member {
                Member::Type(ty) => Some(ty),
                Member::Function(_) | Member::Use(_) => None,
            });
            types.into_iter().find(is_it)
        }
        Item::World(world) => {
            let types = world.members.iter().filter_map(|member| match member {
                WorldMember::Type(ty) => Some(ty),
                _ => None,
            });
            types.into_iter().find(is_it)
        }
        Item::Use(_) => None,
    }
}
