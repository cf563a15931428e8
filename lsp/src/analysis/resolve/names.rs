//! Names of what a component imports or exports together, which must differ by more than case and hyphens.

use std::collections::HashMap;

use super::Resolver;
use crate::{
    analysis::{Diagnostic, DiagnosticCode},
    facts::{
        Accessor, FunctionType, Member, Method, MethodKind, Spelled, TypeDefinition, TypeKind,
    },
};

/// What a name is of; two that may share one are told apart by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    Plain,
    Constructor,
    Getter,
    Setter,
}

/// A name among those of a component.
pub(super) struct ComponentName<'a> {
    /// The resource that it belongs to.
    resource: Option<&'a str>,
    name: &'a Spelled,
    sort: Sort,
    /// Of a function of a resource that needs none.
    is_static: bool,
}

impl<'a> ComponentName<'a> {
    pub(super) const fn plain(name: &'a Spelled) -> Self {
        Self { resource: None, name, sort: Sort::Plain, is_static: false }
    }

    pub(super) fn function(name: &'a Spelled, ty: &FunctionType) -> Self {
        Self { sort: sort(ty), ..Self::plain(name) }
    }

    fn method(resource: &'a Spelled, method: &'a Method) -> Self {
        let sort = match method.kind {
            MethodKind::Constructor => Sort::Constructor,
            MethodKind::Method | MethodKind::Static => sort(&method.ty),
        };
        Self {
            resource: Some(&resource.name),
            name: &method.header.name,
            sort,
            is_static: method.kind == MethodKind::Static,
        }
    }

    /// The name and those of a resource's functions.
    pub(super) fn of_type(ty: &'a TypeDefinition) -> Vec<Self> {
        let mut names = vec![Self::plain(&ty.header.name)];
        if let TypeKind::Resource(methods) = &ty.kind {
            names.extend(methods.iter().map(|method| Self::method(&ty.header.name, method)));
        }
        names
    }

    pub(super) fn of_member(member: &'a Member) -> Vec<Self> {
        match member {
            Member::Type(ty) => Self::of_type(ty),
            Member::Use(used) => {
                used.names.iter().map(|name| Self::plain(name.known_as())).collect()
            }
            Member::Function(function) => {
                vec![Self::function(&function.header.name, &function.ty)]
            }
        }
    }

    /// What must differ: a method of the name of its resource counts as that.
    fn canonical(&self) -> String {
        let name = canonical(&self.name.name);
        match (self.resource.map(canonical), self.sort) {
            (Some(resource), Sort::Constructor) => resource,
            (Some(resource), _) if resource == name => resource,
            (Some(resource), _) => format!("{resource}.{name}"),
            (None, _) => name,
        }
    }

    fn clashes(&self, other: Sort) -> bool {
        match (self.sort, other) {
            (Sort::Getter, Sort::Setter) | (Sort::Setter, Sort::Getter) => false,
            (Sort::Constructor, other) => other == Sort::Constructor,
            (_, other) => other != Sort::Constructor,
        }
    }
}

const fn sort(ty: &FunctionType) -> Sort {
    match ty.accessor {
        None => Sort::Plain,
        Some(Accessor::Getter) => Sort::Getter,
        Some(Accessor::Setter) => Sort::Setter,
    }
}

/// A name as it is compared.
pub(super) fn canonical(name: &str) -> String {
    name.chars().filter(|&c| c != '-').map(|c| c.to_ascii_lowercase()).collect()
}

impl Resolver<'_> {
    /// Names that are seen together: each that clashes with an earlier one is told.
    pub(super) fn component_names(&mut self, what: &str, names: &[ComponentName<'_>]) {
        let mut seen: HashMap<String, Vec<&ComponentName<'_>>> = HashMap::new();
        for name in names {
            let earlier = seen.entry(name.canonical()).or_default();
            if let Some(first) = earlier.iter().find(|first| name.clashes(first.sort)) {
                let message = match *first.name.name == *name.name.name {
                    true => format!("there are two {what} called `{}`", name.name.name),
                    false => format!(
                        "`{}` and `{}` are one name for a component",
                        name.name.name, first.name.name
                    ),
                };
                let diagnostic = Diagnostic::error(
                    self.file,
                    name.name.range,
                    DiagnosticCode::Duplicate,
                    message,
                )
                .with_related(self.file, first.name.range, "the first one is here");
                self.found.diagnostics.push(diagnostic);
            }
            earlier.push(name);
        }
    }

    /// Setters without a getter.
    pub(super) fn lonely_setters(&mut self, names: &[ComponentName<'_>]) {
        for setter in names.iter().filter(|name| name.sort == Sort::Setter) {
            let has_getter = names.iter().any(|name| {
                name.sort == Sort::Getter
                    && (&name.name.name, name.resource, name.is_static)
                        == (&setter.name.name, setter.resource, setter.is_static)
            });
            if !has_getter {
                let message = format!("`{}` can be set and not be read", setter.name.name);
                let hint = Some(format!("write `{}: get() -> ..;` as well", setter.name.name));
                self.error_with_hint(setter.name.range, DiagnosticCode::Accessor, message, hint);
            }
        }
    }
}
