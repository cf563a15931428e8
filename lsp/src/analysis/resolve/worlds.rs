//! Worlds: what they import, export and include.

use std::collections::HashSet;

use super::{Resolver, Scope, names::ComponentName};
use crate::{
    analysis::{DefinitionKind, DiagnosticCode, OutlineItem, Role, Symbol},
    facts::{Extern, ExternKind, Include, Item, Spelled, World, WorldMember},
};

impl Resolver<'_> {
    pub(super) fn world(&mut self, world: &World, at: OutlineItem) {
        let package = self.package_symbol();
        let header = &world.header;
        let symbol = package.child('/', &header.name.name);
        self.define(DefinitionKind::World, &symbol, Some(&package), &header.name, header.range);
        self.attributes(&header.attributes);
        self.no_external_id(&header.attributes, "a world");
        let outline = self.lookup.universe.outline(self.package).clone();
        let members = outline.members(at).cloned().unwrap_or_default();
        let scope = Scope { members, symbol, item: at };
        self.world_names(world);
        for member in &world.members {
            match member {
                WorldMember::Type(ty) => self.type_definition(ty, &scope),
                WorldMember::Use(used) => self.used(used, &scope),
                WorldMember::Include(include) => self.include(include),
                WorldMember::Import(external) => self.external(external, '<', &scope),
                WorldMember::Export(external) => self.external(external, '>', &scope),
            }
        }
        let types = world.members.iter().filter_map(|member| match member {
            WorldMember::Type(ty) => Some(ty),
            _ => None,
        });
        self.type_cycles(types);
    }

    /// Imports and types of a world have one set of names, exports another one; no interface is in either twice.
    fn world_names(&mut self, world: &World) {
        for exports in [false, true] {
            let own = |member| component_names_of(member, exports);
            let names: Vec<ComponentName<'_>> = world.members.iter().flat_map(own).collect();
            self.component_names(if exports { "exports" } else { "imports" }, &names);
            // What the other half of a pair is may come from a world that is included.
            if !world.members.iter().any(|member| matches!(member, WorldMember::Include(_))) {
                self.lonely_setters(&names);
            }
            let mut seen = HashSet::new();
            for member in &world.members {
                let path =
                    match member {
                        WorldMember::Import(Extern {
                            kind: ExternKind::Path(None, path), ..
                        }) if !exports => path,
                        WorldMember::Export(Extern {
                            kind: ExternKind::Path(None, path), ..
                        }) if exports => path,
                        _ => continue,
                    };
                let Ok(target) = self.lookup.path(self.package, self.section, path) else {
                    continue;
                };
                if !seen.insert(target.symbol) {
                    let verb = if exports { "exported" } else { "imported" };
                    let message = format!("`{}` is {verb} twice", path.name.name);
                    self.error(path.range, DiagnosticCode::Duplicate, message);
                }
            }
        }
    }

    fn external(&mut self, external: &Extern, sign: char, scope: &Scope) {
        self.attributes(&external.attributes);
        match &external.kind {
            ExternKind::Function(name, ty) => {
                let symbol = scope.symbol.child(sign, &name.name);
                let kind = DefinitionKind::Function;
                self.define(kind, &symbol, Some(&scope.symbol), name, external.range);
                self.function_type(ty, &symbol, scope, false);
            }
            ExternKind::Inline(name, members) => {
                let symbol = scope.symbol.child(sign, &name.name);
                let kind = DefinitionKind::Interface;
                self.define(kind, &symbol, Some(&scope.symbol), name, external.range);
                // It sees nothing of the world around it.
                self.members(members, symbol, scope.item);
            }
            ExternKind::Path(label, path) => {
                if let Some(name) = label {
                    let symbol = scope.symbol.child(sign, &name.name);
                    let kind = DefinitionKind::Extern;
                    self.define(kind, &symbol, Some(&scope.symbol), name, external.range);
                }
                self.path(path, Some(false));
            }
        }
    }

    fn include(&mut self, include: &Include) {
        self.attributes(&include.attributes);
        self.no_external_id(&include.attributes, "an `include`");
        let Some(target) = self.path(&include.path, Some(true)) else { return };
        let universe = self.lookup.universe;
        let Some(Item::World(world)) = universe.outline(target.package).item(target.item) else {
            return;
        };
        for name in &include.names {
            match exported(world, &target.symbol, &name.name.name) {
                Some(symbol) => self.occurs(name.name.range, symbol, Role::Reference),
                // It may come from what that world includes itself.
                None if world.members.iter().any(|it| matches!(it, WorldMember::Include(_))) => {}
                None => {
                    let (path, name) = (&include.path.name.name, &name.name);
                    let message = format!("`{path}` neither imports nor exports `{}`", name.name);
                    self.error(name.range, DiagnosticCode::UnknownName, message);
                }
            }
        }
        self.unique("names", include.names.iter().map(|name| &name.name));
    }
}

/// Names of a member of a world among its imports or its exports.
fn component_names_of(member: &WorldMember, exports: bool) -> Vec<ComponentName<'_>> {
    match member {
        WorldMember::Type(ty) if !exports => ComponentName::of_type(ty),
        WorldMember::Use(used) if !exports => {
            used.names.iter().map(|name| ComponentName::plain(name.known_as())).collect()
        }
        WorldMember::Import(external) if !exports => named(external),
        WorldMember::Export(external) if exports => named(external),
        _ => Vec::new(),
    }
}

fn named(external: &Extern) -> Vec<ComponentName<'_>> {
    match &external.kind {
        ExternKind::Function(name, ty) => vec![ComponentName::function(name, ty)],
        ExternKind::Inline(name, _) | ExternKind::Path(Some(name), _) => {
            vec![ComponentName::plain(name)]
        }
        ExternKind::Path(None, _) => Vec::new(),
    }
}

/// The name that a world's import or export has, if it is not an interface's own.
fn name_of(external: &Extern) -> Option<&Spelled> {
    match &external.kind {
        ExternKind::Function(name, _) | ExternKind::Inline(name, _) => Some(name),
        ExternKind::Path(label, _) => label.as_ref(),
    }
}

/// The symbol of an import, an export or a type of a world by its name.
fn exported(world: &World, symbol: &Symbol, name: &str) -> Option<Symbol> {
    world.members.iter().find_map(|member| match member {
        WorldMember::Import(external) => {
            let own = name_of(external)?;
            (*own.name == *name).then(|| symbol.child('<', name))
        }
        WorldMember::Export(external) => {
            let own = name_of(external)?;
            (*own.name == *name).then(|| symbol.child('>', name))
        }
        WorldMember::Type(ty) => (*ty.header.name.name == *name).then(|| symbol.child('#', name)),
        WorldMember::Use(_) | WorldMember::Include(_) => None,
    })
}
