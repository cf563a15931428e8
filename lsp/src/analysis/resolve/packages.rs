//! Packages and their interfaces.

use std::{collections::HashMap, sync::Arc};

use super::{ItemTarget, Lost, Resolver, Scope, names::ComponentName};
use crate::{
    analysis::{
        DefinitionKind, Diagnostic, DiagnosticCode, OutlineItem, OutlineMember, PackageKey, Role,
        Section, Symbol, outline::members_of,
    },
    facts::{Interface, Item, Member, PackageName, TopLevelUse, Use, UsePath},
};

impl Resolver<'_> {
    pub(super) fn package(&mut self) {
        let outline = Arc::clone(self.lookup.universe.outline(self.package));
        self.names(&outline.sections, &outline.key);
        for (index, section) in outline.sections.iter().enumerate() {
            (self.section, self.file) = (index, section.file);
            self.duplicates(&outline, index);
            for (at, item) in section.items().iter().enumerate() {
                let at = |is_world| OutlineItem { section: index, item: at, is_world };
                match item {
                    Item::Interface(interface) => self.interface(interface, at(false)),
                    Item::World(world) => self.world(world, at(true)),
                    Item::Use(used) => self.top_level_use(used),
                }
            }
        }
        self.interface_cycles(&outline);
    }

    /// What files say which package they are of: at least one must, and all that do must agree.
    fn names(&mut self, sections: &[Section], key: &PackageKey) {
        let symbol = Symbol::new(&key.to_string());
        let mut first: Option<&PackageName> = None;
        for section in sections {
            self.file = section.file;
            let Some(name) = section.name() else { continue };
            let other = PackageKey::from(name);
            if other != *key {
                let message = format!("the other files of this package say that it is `{key}`");
                self.error(name.range, DiagnosticCode::PackageName, message);
            } else {
                self.define(DefinitionKind::Package, &symbol, None, &name.name, name.range);
                if first.is_some_and(|first| first.docs.is_some()) && name.docs.is_some() {
                    let message = "the package is documented in another file as well";
                    self.error(name.range, DiagnosticCode::Duplicate, message);
                }
            }
            first = first.filter(|first| first.docs.is_some()).or(Some(name));
            if section.path.len() > 1 {
                let message = "a package in braces must not be in another one";
                self.error(name.range, DiagnosticCode::Placement, message);
            }
        }
        if first.is_none()
            && let Some(section) = sections.first()
        {
            self.file = section.file;
            let message = "no file of this package says which package it is";
            let hint = Some("write `package NAMESPACE:NAME;` in the first line".to_owned());
            let start = crate::syntax::TextRange::empty(0.into());
            self.error_with_hint(start, DiagnosticCode::PackageName, message, hint);
        }
    }

    /// Interfaces, worlds and `use`s of one name.
    fn duplicates(&mut self, outline: &crate::analysis::Outline, index: usize) {
        let mut here: HashMap<&str, crate::syntax::TextRange> = HashMap::new();
        for (at, item) in outline.sections[index].items().iter().enumerate() {
            let name = match item {
                Item::Interface(interface) => &interface.header.name,
                Item::World(world) => &world.header.name,
                Item::Use(used) => used.alias.as_ref().unwrap_or(&used.path.name),
            };
            let elsewhere = outline.items.get(&name.name).filter(|first| {
                (first.section, first.item) != (index, at) && !matches!(item, Item::Use(_))
            });
            let local = here.insert(&name.name, name.range);
            let clashes = elsewhere.is_some() || local.is_some();
            if clashes {
                let message =
                    format!("`{}` is the name of something else in this package", name.name);
                let mut diagnostic =
                    Diagnostic::error(self.file, name.range, DiagnosticCode::Duplicate, message);
                if let Some(range) = local {
                    diagnostic = diagnostic.with_related(self.file, range, "it is here");
                }
                self.found.diagnostics.push(diagnostic);
            }
        }
    }

    fn interface(&mut self, interface: &Interface, at: OutlineItem) {
        let package = self.package_symbol();
        let symbol = package.child('/', &interface.header.name.name);
        let header = &interface.header;
        self.define(DefinitionKind::Interface, &symbol, Some(&package), &header.name, header.range);
        self.attributes(&header.attributes);
        self.no_external_id(&header.attributes, "an interface");
        self.members(&interface.members, symbol, at);
    }

    pub(super) fn package_symbol(&self) -> Symbol {
        self.lookup.universe.outline(self.package).symbol.clone()
    }

    /// The members of an interface, which stands by itself or in a world.
    pub(super) fn members(&mut self, members: &[Member], symbol: Symbol, item: OutlineItem) {
        let names: Vec<_> = members.iter().flat_map(ComponentName::of_member).collect();
        self.component_names("things", &names);
        self.lonely_setters(&names);
        let scope = Scope { members: members_of(members, &symbol), symbol, item };
        for member in members {
            match member {
                Member::Type(ty) => self.type_definition(ty, &scope),
                Member::Function(function) => self.function(function, &scope),
                Member::Use(used) => self.used(used, &scope),
            }
        }
        let types = members.iter().filter_map(|member| match member {
            Member::Type(ty) => Some(ty),
            Member::Function(_) | Member::Use(_) => None,
        });
        self.type_cycles(types);
    }

    fn top_level_use(&mut self, used: &TopLevelUse) {
        if let Some(attribute) = used.attributes.first() {
            let message = "a `use` at the top of a file has no attributes";
            self.error(attribute.range, DiagnosticCode::Gate, message);
        }
        let target = self.path(&used.path, None);
        if let (Some(alias), Some(_)) = (&used.alias, target) {
            let package = self.package_symbol();
            let symbol = Symbol::new(&format!("{package}!{}/{}", self.file.0, alias.name));
            self.define(DefinitionKind::UsedItem, &symbol, Some(&package), alias, used.range);
        }
    }

    /// `use a.{b, c as d};` of an interface or world.
    pub(super) fn used(&mut self, used: &Use, scope: &Scope) {
        self.attributes(&used.attributes);
        let Some(target) = self.path(&used.path, Some(false)) else { return };
        for name in &used.names {
            let found =
                self.lookup.used(self.package, self.section, &used.path, &name.name.name, 64);
            match found {
                Some(found) if found.kind.is_type() => {
                    self.occurs(name.name.range, found.symbol, Role::Reference);
                }
                Some(found) => {
                    self.occurs(name.name.range, found.symbol, Role::Reference);
                    let message =
                        format!("`{}` is a {} and no type", name.name.name, found.kind.name());
                    self.error(name.name.range, DiagnosticCode::WrongKind, message);
                }
                None => self.no_such_type(&used.path, &target, name),
            }
            if let Some(alias) = &name.alias {
                let symbol = scope.symbol.child('#', &alias.name);
                let kind = DefinitionKind::UsedType;
                self.define(kind, &symbol, Some(&scope.symbol), alias, alias.range);
            }
        }
    }

    fn no_such_type(&mut self, path: &UsePath, target: &ItemTarget, name: &crate::facts::UsedName) {
        let members = self.lookup.universe.outline(target.package).members(target.item);
        let known = members.into_iter().flatten().filter_map(|(known, member)| {
            matches!(member, OutlineMember::Type(..) | OutlineMember::Used { .. })
                .then_some(known.as_ref())
        });
        let hint = nearest(known, &name.name.name).map(|near| format!("write `{near}`"));
        let message = format!("`{}` has no type `{}`", path.name.name, name.name.name);
        self.error_with_hint(name.name.range, DiagnosticCode::UnknownName, message, hint);
    }

    /// The interface or world that a path means. `world`: whether it must be one, or must be none.
    pub(super) fn path(&mut self, path: &UsePath, world: Option<bool>) -> Option<ItemTarget> {
        if let Some(package) = &path.package {
            let key = PackageKey::from(package);
            if self.lookup.universe.find(&key).is_some() {
                self.occurs(package.range, Symbol::new(&key.to_string()), Role::Reference);
            }
        }
        match self.lookup.path(self.package, self.section, path) {
            Ok(target) => {
                let symbol = target.alias.clone().unwrap_or_else(|| target.symbol.clone());
                self.occurs(path.name.range, symbol, Role::Reference);
                if let Some(wanted) = world.filter(|&wanted| wanted != target.item.is_world) {
                    let (is, not) =
                        if wanted { ("an interface", "world") } else { ("a world", "interface") };
                    let message = format!("`{}` is {is} and no {not}", path.name.name);
                    self.error(path.name.range, DiagnosticCode::WrongKind, message);
                    return None;
                }
                Some(target)
            }
            Err(Lost::Package(key)) => {
                self.no_such_package(path, &key);
                None
            }
            Err(Lost::Item(package)) => {
                self.no_such_item(path, package, world);
                None
            }
        }
    }

    fn no_such_package(&mut self, path: &UsePath, key: &PackageKey) {
        let known: Vec<String> = self
            .lookup
            .universe
            .keys()
            .filter(|known| (&known.namespace, &known.name) == (&key.namespace, &key.name))
            .map(ToString::to_string)
            .collect();
        let hint = match known.as_slice() {
            [] => {
                let all: Vec<String> =
                    self.lookup.universe.keys().map(ToString::to_string).collect();
                nearest(all.iter().map(String::as_str), &key.to_string())
                    .map(|near| format!("write `{near}`, or put the package into `deps`"))
                    .or_else(|| Some("put the package into the folder `deps`".to_owned()))
            }
            versions => Some(format!("there is {}", versions.join(", "))),
        };
        let range = path.package.as_ref().map_or(path.range, |package| {
            // The version stands behind the name of the interface.
            package.version.as_ref().map_or(package.range, |_| path.range)
        });
        let message = format!("there is no package `{key}` here");
        self.error_with_hint(range, DiagnosticCode::UnknownPackage, message, hint);
    }

    fn no_such_item(&mut self, path: &UsePath, package: usize, world: Option<bool>) {
        let outline = self.lookup.universe.outline(package);
        let what = match world {
            Some(true) => "world",
            Some(false) => "interface",
            None => "interface or world",
        };
        let known = outline.items.keys().map(AsRef::as_ref);
        let hint = nearest(known, &path.name.name).map(|near| format!("write `{near}`"));
        let message = match &path.package {
            Some(_) => format!("`{}` has no {what} `{}`", outline.key, path.name.name),
            None => format!("this package has no {what} `{}`", path.name.name),
        };
        self.error_with_hint(path.name.range, DiagnosticCode::UnknownInterface, message, hint);
    }
}

/// The name that was probably meant.
pub(super) fn nearest<'a>(known: impl Iterator<Item = &'a str>, typed: &str) -> Option<&'a str> {
    let close = |name: &str| {
        let distance = distance(name, typed);
        (distance <= 1 + typed.len() / 4).then_some(distance)
    };
    known.filter_map(|name| Some((close(name)?, name))).min().map(|(_, name)| name)
}

/// Letters to insert, remove or replace to make one text of the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(64).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(64).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
