//! Types and interfaces that are made of themselves.

use std::collections::{HashMap, HashSet};

use super::Resolver;
use crate::{
    analysis::{DiagnosticCode, Outline, OutlineItem},
    facts::{
        ExternKind, Item, Member, Spelled, Type, TypeDefinition, TypeExpression, TypeKind, UsePath,
        WorldMember,
    },
};

impl Resolver<'_> {
    /// Types of one interface that are made of themselves: a value of such would have no end.
    pub(super) fn type_cycles<'t>(&mut self, types: impl Iterator<Item = &'t TypeDefinition>) {
        let mut made_of: HashMap<&str, (&Spelled, Vec<&str>)> = HashMap::new();
        for ty in types {
            let mut names = Vec::new();
            parts_of(ty, &mut names);
            made_of.entry(&ty.header.name.name).or_insert((&ty.header.name, names));
        }
        let graph = |name: &str| made_of.get(name).map_or(&[][..], |(_, names)| names);
        for name in cyclic(made_of.keys().copied(), graph) {
            let Some((spelled, _)) = made_of.get(name) else { continue };
            let message = format!("`{name}` is made of itself");
            let hint = Some("put a resource in between, or an index into a list".to_owned());
            self.error_with_hint(spelled.range, DiagnosticCode::Cycle, message, hint);
        }
    }

    /// Interfaces and worlds of a package that use themselves.
    pub(super) fn interface_cycles(&mut self, outline: &Outline) {
        let mut uses: HashMap<OutlineItem, Vec<OutlineItem>> = HashMap::new();
        let mut names: HashMap<OutlineItem, (&Spelled, usize)> = HashMap::new();
        for (index, section) in outline.sections.iter().enumerate() {
            for (at, item) in section.items().iter().enumerate() {
                let (name, is_world) = match item {
                    Item::Interface(interface) => (&interface.header.name, false),
                    Item::World(world) => (&world.header.name, true),
                    Item::Use(_) => continue,
                };
                let from = OutlineItem { section: index, item: at, is_world };
                names.insert(from, (name, index));
                let targets = paths_of(item).into_iter().filter_map(|path| {
                    let target = self.lookup.path(self.package, index, path).ok()?;
                    (target.package == self.package).then_some(target.item)
                });
                uses.insert(from, targets.collect());
            }
        }
        let graph = |item: OutlineItem| uses.get(&item).map_or(&[][..], Vec::as_slice);
        for item in cyclic(uses.keys().copied(), graph) {
            let Some((name, section)) = names.get(&item) else { continue };
            self.file = outline.sections[*section].file;
            let message = format!("`{}` uses itself through others", name.name);
            self.error(name.range, DiagnosticCode::Cycle, message);
        }
    }
}

/// All that can be reached from themselves.
fn cyclic<'g, N: Copy + Eq + std::hash::Hash + 'g>(
    nodes: impl Iterator<Item = N>,
    edges: impl Fn(N) -> &'g [N],
) -> Vec<N> {
    let reaches_itself = |start: N| {
        let mut seen = HashSet::new();
        let mut open: Vec<N> = edges(start).to_vec();
        while let Some(node) = open.pop() {
            if node == start {
                return true;
            }
            if seen.insert(node) {
                open.extend(edges(node));
            }
        }
        false
    };
    nodes.filter(|&node| reaches_itself(node)).collect()
}

/// Names of the types that a type is made of.
fn parts_of<'t>(definition: &'t TypeDefinition, names: &mut Vec<&'t str>) {
    match &definition.kind {
        TypeKind::Alias(ty) => names_in(ty, names),
        TypeKind::Record(parts) | TypeKind::Variant(parts) => {
            parts.iter().filter_map(|part| part.ty.as_ref()).for_each(|ty| names_in(ty, names));
        }
        TypeKind::Flags(_) | TypeKind::Enum(_) | TypeKind::Resource(_) => {}
    }
}

fn names_in<'t>(ty: &'t Type, names: &mut Vec<&'t str>) {
    match &ty.kind {
        TypeExpression::Named(name) | TypeExpression::Own(name) | TypeExpression::Borrow(name) => {
            names.push(&name.name);
        }
        TypeExpression::List(ty, _) | TypeExpression::Option(ty) => names_in(ty, names),
        TypeExpression::Map(key, value) => {
            names_in(key, names);
            names_in(value, names);
        }
        TypeExpression::Result(ok, error) => {
            ok.iter().chain(error).for_each(|ty| names_in(ty, names));
        }
        TypeExpression::Tuple(types) => types.iter().for_each(|ty| names_in(ty, names)),
        TypeExpression::Future(ty) | TypeExpression::Stream(ty) => {
            ty.iter().for_each(|ty| names_in(ty, names));
        }
        TypeExpression::Primitive(_) | TypeExpression::Missing => {}
    }
}

/// The paths that an interface or world needs to be there before it.
fn paths_of(item: &Item) -> Vec<&UsePath> {
    let mut paths = Vec::new();
    match item {
        Item::Interface(interface) => {
            paths.extend(used_paths(&interface.members));
        }
        Item::World(world) => {
            for member in &world.members {
                match member {
                    WorldMember::Use(used) => paths.push(&used.path),
                    WorldMember::Include(include) => paths.push(&include.path),
                    WorldMember::Import(external) | WorldMember::Export(external) => {
                        match &external.kind {
                            ExternKind::Path(_, path) => paths.push(path),
                            ExternKind::Inline(_, members) => {
                                paths.extend(used_paths(members));
                            }
                            ExternKind::Function(..) => {}
                        }
                    }
                    WorldMember::Type(_) => {}
                }
            }
        }
        Item::Use(_) => {}
    }
    paths
}

fn used_paths(members: &[Member]) -> impl Iterator<Item = &UsePath> {
    members.iter().filter_map(|member| match member {
        Member::Use(used) => Some(&used.path),
        Member::Type(_) | Member::Function(_) => None,
    })
}
