//! What a package has, by its own files alone.

use std::{
    collections::{BTreeMap, HashMap},
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
};

use super::{DefinitionKind, FileId, PackageKey, PackageSource, Symbol};
use crate::facts::{
    FileFacts, Interface, Item, Member, NestedPackage, Spelled, TypeDefinition, TypeKind, UsePath,
    World, WorldMember,
};

/// A file of a package, or a package in braces of a file.
#[derive(Clone, Debug)]
pub struct Section {
    /// The file.
    pub file: FileId,
    /// Its facts.
    pub facts: Arc<FileFacts>,
    /// Which of the packages in braces, from the file on inwards; none: the file itself.
    pub path: Vec<usize>,
}

impl PartialEq for Section {
    /// Facts that are the same ones need not be compared.
    fn eq(&self, other: &Self) -> bool {
        self.file == other.file
            && self.path == other.path
            && (Arc::ptr_eq(&self.facts, &other.facts) || self.facts == other.facts)
    }
}

impl Eq for Section {}

impl Section {
    fn nested(&self) -> Option<&NestedPackage> {
        let (first, rest) = self.path.split_first()?;
        let start = self.facts.nested.get(*first);
        rest.iter().fold(start, |package, &index| package?.nested.get(index))
    }

    /// The items.
    #[must_use]
    pub fn items(&self) -> &[Item] {
        if self.path.is_empty() {
            return &self.facts.items;
        }
        self.nested().map_or(&[], |package| &package.items)
    }

    /// What it says which package it is of.
    #[must_use]
    pub fn name(&self) -> Option<&crate::facts::PackageName> {
        match self.path.as_slice() {
            [] => self.facts.declaration.as_ref(),
            _ => self.nested().map(|package| &package.name),
        }
    }
}

/// An interface or world by its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OutlineItem {
    /// Index of the section.
    pub section: usize,
    /// Index of the item there.
    pub item: usize,
    /// It is a world.
    pub is_world: bool,
}

/// A type or function of an interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutlineMember {
    /// A type that is defined there.
    Type(DefinitionKind, Symbol),
    /// A type of another interface.
    Used {
        /// The interface.
        path: UsePath,
        /// Its name there.
        name: Box<str>,
        /// The symbol of the name that it has here, if that is another one.
        alias: Option<Symbol>,
    },
    /// A function.
    Function(Symbol),
}

/// Members of an interface or world by their names; of those with one name the first.
pub(crate) type Members = HashMap<Box<str>, OutlineMember>;

/// What the `use`s at the top of a file give names to: the path, and the symbol of the name where that is another one.
pub(crate) type FileUses = HashMap<Box<str>, (UsePath, Option<Symbol>)>;

/// What a package has.
#[derive(Clone, Debug)]
pub struct Outline {
    /// Its name.
    pub key: PackageKey,
    /// Its symbol.
    pub symbol: Symbol,
    /// Its files.
    pub sections: Vec<Section>,
    /// Its interfaces and worlds; of those with one name the first.
    pub items: BTreeMap<Box<str>, OutlineItem>,
    /// What a `use` at the top of each section gives names to.
    pub(crate) uses: Vec<FileUses>,
    members: HashMap<OutlineItem, Members>,
    /// Equal for packages that look the same to others.
    pub shape: u64,
}

impl Outline {
    /// An interface or world of the package.
    #[must_use]
    pub fn item(&self, at: OutlineItem) -> Option<&Item> {
        self.sections.get(at.section)?.items().get(at.item)
    }

    /// Members of an interface or world.
    #[must_use]
    pub fn members(&self, at: OutlineItem) -> Option<&Members> {
        self.members.get(&at)
    }

    /// Symbol of an interface or world.
    #[must_use]
    pub fn item_symbol(&self, name: &str) -> Symbol {
        self.symbol.child('/', name)
    }
}

/// The outline of a package.
pub(super) fn of(source: &PackageSource) -> Outline {
    let sections = source.sections.clone();
    let name = sections.iter().find_map(|section| section.name());
    let key = name.map_or_else(
        || {
            // A package without a name is seen by nobody else, and must not be another one's.
            let file = sections.first().map_or(0, |section| section.file.0);
            PackageKey { namespace: String::new(), name: format!("file-{file}"), version: None }
        },
        PackageKey::from,
    );
    let symbol = Symbol::new(&key.to_string());
    let mut outline = Outline {
        key,
        symbol,
        sections: Vec::new(),
        items: BTreeMap::new(),
        uses: Vec::new(),
        members: HashMap::new(),
        shape: 0,
    };
    for (index, section) in sections.iter().enumerate() {
        let mut uses = HashMap::new();
        for (at, item) in section.items().iter().enumerate() {
            outline.add(index, at, item, section.file, &mut uses);
        }
        outline.uses.push(uses);
    }
    outline.sections = sections;
    outline.shape = shape(&outline);
    outline
}

impl Outline {
    fn add(
        &mut self,
        section: usize,
        item: usize,
        facts: &Item,
        file: FileId,
        uses: &mut FileUses,
    ) {
        let (name, is_world) = match facts {
            Item::Interface(interface) => (&interface.header.name, false),
            Item::World(world) => (&world.header.name, true),
            Item::Use(used) => {
                let symbol = used.alias.as_ref().map(|alias| {
                    Symbol::new(&format!("{}!{}/{}", self.symbol, file.0, alias.name))
                });
                let known_as = used.alias.as_ref().unwrap_or(&used.path.name).name.clone();
                uses.entry(known_as).or_insert((used.path.clone(), symbol));
                return;
            }
        };
        let at = OutlineItem { section, item, is_world };
        let symbol = self.item_symbol(&name.name);
        let members = match facts {
            Item::Interface(interface) => interface_members(interface, &symbol),
            Item::World(world) => world_members(world, &symbol),
            Item::Use(_) => HashMap::new(),
        };
        self.members.insert(at, members);
        self.items.entry(name.name.clone()).or_insert(at);
    }
}

/// Members of an interface that stands by itself.
fn interface_members(interface: &Interface, symbol: &Symbol) -> Members {
    members_of(&interface.members, symbol)
}

/// Members by their names; of those with one name the first.
pub(super) fn members_of(members: &[Member], symbol: &Symbol) -> Members {
    let mut found = HashMap::new();
    for member in members {
        match member {
            Member::Type(ty) => add_type(&mut found, ty, symbol),
            Member::Use(used) => add_used(&mut found, used, symbol),
            Member::Function(function) => {
                let name = &function.header.name.name;
                let member = OutlineMember::Function(symbol.child('#', name));
                found.entry(name.clone()).or_insert(member);
            }
        }
    }
    found
}

fn world_members(world: &World, symbol: &Symbol) -> Members {
    let mut found = HashMap::new();
    for member in &world.members {
        match member {
            WorldMember::Type(ty) => add_type(&mut found, ty, symbol),
            WorldMember::Use(used) => add_used(&mut found, used, symbol),
            WorldMember::Import(_) | WorldMember::Export(_) | WorldMember::Include(_) => {}
        }
    }
    found
}

fn add_type(found: &mut Members, ty: &TypeDefinition, symbol: &Symbol) {
    let name = &ty.header.name.name;
    let member = OutlineMember::Type(kind_of(ty), symbol.child('#', name));
    found.entry(name.clone()).or_insert(member);
}

fn add_used(found: &mut Members, used: &crate::facts::Use, symbol: &Symbol) {
    for name in &used.names {
        let known_as: &Spelled = name.known_as();
        let alias = name.alias.as_ref().map(|alias| symbol.child('#', &alias.name));
        let member =
            OutlineMember::Used { path: used.path.clone(), name: name.name.name.clone(), alias };
        found.entry(known_as.name.clone()).or_insert(member);
    }
}

/// What a type definition is.
pub(super) const fn kind_of(ty: &TypeDefinition) -> DefinitionKind {
    match ty.kind {
        TypeKind::Alias(_) => DefinitionKind::Alias,
        TypeKind::Record(_) => DefinitionKind::Record,
        TypeKind::Flags(_) => DefinitionKind::Flags,
        TypeKind::Variant(_) => DefinitionKind::Variant,
        TypeKind::Enum(_) => DefinitionKind::Enum,
        TypeKind::Resource(_) => DefinitionKind::Resource,
    }
}

/// A number of what others see of a package: names and kinds, and where they lead, without places in texts.
fn shape(outline: &Outline) -> u64 {
    let mut hasher = DefaultHasher::new();
    outline.key.hash(&mut hasher);
    for (name, item) in &outline.items {
        (name, item.is_world).hash(&mut hasher);
        let Some(members) = outline.members.get(item) else { continue };
        let mut sorted: Vec<_> = members.iter().collect();
        sorted.sort_by_key(|(name, _)| *name);
        for (name, member) in sorted {
            name.hash(&mut hasher);
            match member {
                OutlineMember::Type(kind, _) => {
                    kind.hash(&mut hasher);
                    hash_alias(outline, *item, name, &mut hasher);
                }
                OutlineMember::Function(_) => 1.hash(&mut hasher),
                OutlineMember::Used { path, name, alias } => {
                    (name, alias, &path.name.name).hash(&mut hasher);
                    path.package.as_ref().map(PackageKey::from).hash(&mut hasher);
                }
            }
        }
        hash_includes(outline, *item, &mut hasher);
    }
    for uses in &outline.uses {
        let mut sorted: Vec<_> = uses.iter().collect();
        sorted.sort_by_key(|(name, _)| *name);
        for (name, (path, _)) in sorted {
            (name, &path.name.name).hash(&mut hasher);
            path.package.as_ref().map(PackageKey::from).hash(&mut hasher);
        }
    }
    hasher.finish()
}

/// Where another name of a type leads matters to who asks whether that is a resource, or a key of a map.
fn hash_alias(outline: &Outline, item: OutlineItem, name: &str, hasher: &mut DefaultHasher) {
    let types: Vec<&TypeDefinition> = match outline.item(item) {
        Some(Item::Interface(interface)) => interface
            .members
            .iter()
            .filter_map(|member| match member {
                Member::Type(ty) => Some(ty),
                _ => None,
            })
            .collect(),
        Some(Item::World(world)) => world
            .members
            .iter()
            .filter_map(|member| match member {
                WorldMember::Type(ty) => Some(ty),
                _ => None,
            })
            .collect(),
        _ => return,
    };
    let ty = types.iter().find(|ty| *ty.header.name.name == *name);
    if let Some(TypeDefinition { kind: TypeKind::Alias(ty), .. }) = ty {
        std::mem::discriminant(&ty.kind).hash(hasher);
        if let crate::facts::TypeExpression::Named(name) = &ty.kind {
            name.name.hash(hasher);
        }
        if let crate::facts::TypeExpression::Primitive(primitive) = &ty.kind {
            primitive.hash(hasher);
        }
    }
}

fn hash_includes(outline: &Outline, item: OutlineItem, hasher: &mut DefaultHasher) {
    if let Some(Item::World(world)) = outline.item(item) {
        for member in &world.members {
            if let WorldMember::Include(include) = member {
                include.path.name.name.hash(hasher);
                include.path.package.as_ref().map(PackageKey::from).hash(hasher);
            }
        }
    }
}
