//! Types, and functions, which are made of them.

use std::collections::HashSet;

use super::{Resolver, Scope, packages::nearest};
use crate::{
    analysis::{DefinitionKind, DiagnosticCode, OutlineMember, Role, Symbol, outline::kind_of},
    facts::{
        Accessor, Function, FunctionType, Method, MethodKind, Part, Primitive, Spelled, Type,
        TypeDefinition, TypeExpression, TypeKind,
    },
    syntax::TextRange,
};

/// Other languages' names of types, and what they are here.
const FOREIGN: &[(&str, &str)] = &[
    ("int", "s32"),
    ("uint", "u32"),
    ("i8", "s8"),
    ("i16", "s16"),
    ("i32", "s32"),
    ("i64", "s64"),
    ("float32", "f32"),
    ("float64", "f64"),
    ("float", "f32"),
    ("double", "f64"),
    ("str", "string"),
    ("boolean", "bool"),
    ("bytes", "list<u8>"),
    ("byte", "u8"),
    ("usize", "u32"),
    ("vec", "list"),
    ("array", "list"),
];

/// Flags that a type may have at most.
const MOST_FLAGS: usize = 32;

impl Resolver<'_> {
    pub(super) fn type_definition(&mut self, ty: &TypeDefinition, scope: &Scope) {
        let header = &ty.header;
        let symbol = scope.symbol.child('#', &header.name.name);
        self.define(kind_of(ty), &symbol, Some(&scope.symbol), &header.name, header.range);
        self.attributes(&header.attributes);
        match &ty.kind {
            TypeKind::Alias(ty) => self.ty(ty, scope),
            TypeKind::Record(parts) => {
                self.parts(parts, "fields", DefinitionKind::Field, &symbol, &header.name, scope);
            }
            TypeKind::Flags(parts) => {
                self.parts(parts, "flags", DefinitionKind::Flag, &symbol, &header.name, scope);
                if let Some(part) = parts.get(MOST_FLAGS) {
                    let message = format!("there are more than {MOST_FLAGS} flags");
                    self.error(part.name.range, DiagnosticCode::TooMany, message);
                }
            }
            TypeKind::Variant(parts) => {
                self.parts(parts, "cases", DefinitionKind::Case, &symbol, &header.name, scope);
            }
            TypeKind::Enum(parts) => {
                self.parts(parts, "cases", DefinitionKind::EnumCase, &symbol, &header.name, scope);
            }
            TypeKind::Resource(methods) => self.methods(methods, &symbol, scope),
        }
    }

    fn parts(
        &mut self,
        parts: &[Part],
        what: &str,
        kind: DefinitionKind,
        symbol: &Symbol,
        name: &Spelled,
        scope: &Scope,
    ) {
        if parts.is_empty() {
            let message = format!("`{}` has no {what}", name.name);
            self.error(name.range, DiagnosticCode::Empty, message);
        }
        self.unique(what, parts.iter().map(|part| &part.name));
        for part in parts {
            let member = symbol.child('.', &part.name.name);
            self.define(kind, &member, Some(symbol), &part.name, part.range);
            if let Some(ty) = &part.ty {
                self.ty(ty, scope);
            }
        }
    }

    fn methods(&mut self, methods: &[Method], symbol: &Symbol, scope: &Scope) {
        for method in methods {
            let header = &method.header;
            let kind = match method.kind {
                MethodKind::Constructor => DefinitionKind::Constructor,
                MethodKind::Method => DefinitionKind::Method,
                MethodKind::Static => DefinitionKind::StaticMethod,
            };
            let member = symbol.child('.', &accessor_name(&header.name.name, method.ty.accessor));
            self.define(kind, &member, Some(symbol), &header.name, header.range);
            self.attributes(&header.attributes);
            self.function_type(&method.ty, &member, scope, method.kind == MethodKind::Method);
            if method.kind == MethodKind::Constructor {
                self.constructed(&method.ty, symbol, scope);
            }
        }
    }

    /// A constructor gives its resource, and need not say so, or a `result` of it.
    fn constructed(&mut self, ty: &FunctionType, symbol: &Symbol, scope: &Scope) {
        let Some(result) = &ty.result else { return };
        let ok = match &result.kind {
            TypeExpression::Result(ok, _) => ok.as_deref(),
            TypeExpression::Missing => return,
            _ => {
                let message =
                    "a constructor gives its resource, which is not said, or a `result` of it";
                self.error(result.range, DiagnosticCode::WrongKind, message);
                return;
            }
        };
        let gives = ok.and_then(|ty| match &ty.kind {
            TypeExpression::Named(name) | TypeExpression::Own(name) => self.target(name, scope),
            _ => None,
        });
        if gives.is_none_or(|target| target.symbol != *symbol) {
            let message = "the first type of a constructor's `result` is its resource";
            self.error(result.range, DiagnosticCode::WrongKind, message);
        }
    }

    pub(super) fn function(&mut self, function: &Function, scope: &Scope) {
        let header = &function.header;
        let name = accessor_name(&header.name.name, function.ty.accessor);
        let symbol = scope.symbol.child('#', &name);
        let kind = DefinitionKind::Function;
        self.define(kind, &symbol, Some(&scope.symbol), &header.name, header.range);
        self.attributes(&header.attributes);
        self.function_type(&function.ty, &symbol, scope, false);
    }

    /// `has_self`: the first parameter is the resource, whose name no other one has.
    pub(super) fn function_type(
        &mut self,
        ty: &FunctionType,
        symbol: &Symbol,
        scope: &Scope,
        has_self: bool,
    ) {
        self.unique("parameters", ty.parameters.iter().map(|(name, _)| name));
        for (name, parameter) in &ty.parameters {
            if has_self && &*name.name == "self" {
                let message = "a method has a parameter `self` already, which is the resource";
                self.error(name.range, DiagnosticCode::Duplicate, message);
            }
            let range = TextRange::new(name.range.start(), parameter.range.end());
            let member = Symbol::new(&format!("{symbol}({})", name.name));
            self.define(DefinitionKind::Parameter, &member, Some(symbol), name, range);
            self.ty(parameter, scope);
        }
        if let Some(result) = &ty.result {
            self.ty(result, scope);
            if self.lookup.borrows(
                self.package,
                self.section,
                &scope.members,
                scope.item,
                result,
                &mut HashSet::new(),
            ) {
                let message = "a function cannot give back what it has borrowed";
                self.error(result.range, DiagnosticCode::WrongKind, message);
            }
        }
        self.accessor(ty);
    }

    fn accessor(&mut self, ty: &FunctionType) {
        match ty.accessor {
            Some(Accessor::Getter) => {
                if let Some((name, _)) = ty.parameters.first() {
                    let message = "a getter has no parameters";
                    self.error(name.range, DiagnosticCode::Accessor, message);
                }
                if ty.result.is_none() {
                    let message = "a getter gives something back";
                    self.error(ty.range, DiagnosticCode::Accessor, message);
                }
            }
            Some(Accessor::Setter) => {
                if ty.parameters.len() != 1 {
                    let range = ty.parameters.get(1).map_or(ty.range, |(name, _)| name.range);
                    self.error(range, DiagnosticCode::Accessor, "a setter has one parameter");
                }
                let bad = |it: &&Type| {
                    !matches!(it.kind, TypeExpression::Result(None, _) | TypeExpression::Missing)
                };
                if let Some(result) = ty.result.as_ref().filter(bad) {
                    let message = "a setter gives nothing, or a `result` without a first type";
                    let hint = Some("write `result<_, ..>`".to_owned());
                    self.error_with_hint(result.range, DiagnosticCode::Accessor, message, hint);
                }
            }
            None => {}
        }
    }

    pub(super) fn ty(&mut self, ty: &Type, scope: &Scope) {
        match &ty.kind {
            TypeExpression::Primitive(_) | TypeExpression::Missing => {}
            TypeExpression::Named(name) => {
                self.type_name(name, scope);
            }
            TypeExpression::Own(name) | TypeExpression::Borrow(name) => {
                if self.type_name(name, scope) && !self.is_resource(name, scope) {
                    let message = format!("`{}` is no resource, and has no handles", name.name);
                    self.error(name.range, DiagnosticCode::NotAResource, message);
                }
            }
            TypeExpression::List(inner, length) => {
                self.ty(inner, scope);
                if *length == Some(0) {
                    self.error(ty.range, DiagnosticCode::Empty, "a list of length 0 holds nothing");
                }
            }
            TypeExpression::Option(inner) => self.ty(inner, scope),
            TypeExpression::Map(key, value) => {
                self.ty(key, scope);
                self.ty(value, scope);
                if !self.is_key(key, scope) {
                    let message = "keys of maps are booleans, integers, characters or strings";
                    self.error(key.range, DiagnosticCode::MapKey, message);
                }
            }
            TypeExpression::Result(ok, error) => {
                ok.iter().chain(error).for_each(|inner| self.ty(inner, scope));
            }
            TypeExpression::Tuple(types) => {
                if types.is_empty() {
                    self.error(ty.range, DiagnosticCode::Empty, "a tuple has at least one type");
                }
                types.iter().for_each(|inner| self.ty(inner, scope));
            }
            TypeExpression::Future(inner) | TypeExpression::Stream(inner) => {
                if let Some(inner) = inner {
                    self.ty(inner, scope);
                }
            }
        }
    }

    /// A name where a type is meant; whether it is one.
    fn type_name(&mut self, name: &Spelled, scope: &Scope) -> bool {
        let found = self.target(name, scope);
        match found {
            Some(found) if found.kind.is_type() => {
                self.occurs(name.range, found.symbol, Role::Reference);
                true
            }
            Some(found) => {
                self.occurs(name.range, found.symbol, Role::Reference);
                let message = format!("`{}` is a {} and no type", name.name, found.kind.name());
                self.error(name.range, DiagnosticCode::WrongKind, message);
                false
            }
            // What a `use` cannot find has been told there.
            None if matches!(scope.members.get(&name.name), Some(OutlineMember::Used { .. })) => {
                false
            }
            None => {
                let foreign = FOREIGN.iter().find(|(other, _)| **other == *name.name);
                let is_type =
                    |member: &OutlineMember| !matches!(member, OutlineMember::Function(_));
                let types = scope.members.iter().filter(|(_, member)| is_type(member));
                let mut known: Vec<&str> = types.map(|(name, _)| &**name).collect();
                known.extend(Primitive::ALL.map(Primitive::name));
                let meant = match foreign {
                    Some((_, ours)) => Some(*ours),
                    None => nearest(known.into_iter(), &name.name),
                };
                let hint = meant.map(|meant| format!("write `{meant}`"));
                let message = format!("there is no type `{}` here", name.name);
                self.error_with_hint(name.range, DiagnosticCode::UnknownName, message, hint);
                false
            }
        }
    }

    fn target(&self, name: &Spelled, scope: &Scope) -> Option<super::TypeTarget> {
        self.lookup.member(self.package, self.section, &scope.members, scope.item, &name.name)
    }

    fn is_resource(&self, name: &Spelled, scope: &Scope) -> bool {
        let Some(target) = self.target(name, scope) else { return true };
        self.lookup.kind_at_end(&target).is_none_or(|kind| kind == DefinitionKind::Resource)
    }

    fn is_key(&self, ty: &Type, scope: &Scope) -> bool {
        let allowed = |primitive: Primitive| {
            !matches!(primitive, Primitive::F32 | Primitive::F64 | Primitive::ErrorContext)
        };
        match &ty.kind {
            TypeExpression::Primitive(primitive) => allowed(*primitive),
            TypeExpression::Missing => true,
            // A name is another type's, whatever that is: so `wit-parser` has it.
            TypeExpression::Named(name) => self.target(name, scope).is_none(),
            _ => false,
        }
    }
}

/// A getter and a setter of one name are two functions.
fn accessor_name(name: &str, accessor: Option<Accessor>) -> String {
    match accessor {
        None => name.to_owned(),
        Some(Accessor::Getter) => format!("{name}=get"),
        Some(Accessor::Setter) => format!("{name}=set"),
    }
}
