//! From a tree to facts.

use semver::Version;

use super::{
    Accessor, Attribute, AttributeKind, Extern, ExternKind, FileFacts, Function, FunctionType,
    Header, Include, Interface, Item, Member, Method, MethodKind, NestedPackage, PackageName, Part,
    Primitive, Spelled, TopLevelUse, Type, TypeDefinition, TypeExpression, TypeKind, Use, UsePath,
    UsedName, World, WorldMember,
};
use crate::syntax::{SyntaxKind as Kind, SyntaxNode, TextRange};

/// The facts of a file, by the root of its tree.
#[must_use]
pub fn lower(root: &SyntaxNode) -> FileFacts {
    let declaration = child(root, Kind::PackageDeclaration)
        .and_then(|node| package_name(&child(&node, Kind::PackageId)?, docs(&node)));
    let (items, nested) = contents(root);
    FileFacts { declaration, items, nested }
}

fn child(node: &SyntaxNode, kind: Kind) -> Option<SyntaxNode> {
    node.children().find(|child| child.kind() == kind)
}

fn all(node: &SyntaxNode, kind: Kind) -> impl Iterator<Item = SyntaxNode> + use<> {
    node.children().filter(move |child| child.kind() == kind)
}

fn has(node: &SyntaxNode, kind: Kind) -> bool {
    node.children_with_tokens().any(|child| child.kind() == kind)
}

fn contents(node: &SyntaxNode) -> (Vec<Item>, Vec<NestedPackage>) {
    let (mut items, mut nested) = (Vec::new(), Vec::new());
    for node in node.children() {
        match node.kind() {
            Kind::Interface => {
                items.extend(interface(&node).map(Item::Interface));
            }
            Kind::World => items.extend(world(&node).map(Item::World)),
            Kind::TopLevelUse => items.extend(top_level_use(&node).map(Item::Use)),
            Kind::NestedPackage => nested.extend(nested_package(&node)),
            _ => {}
        }
    }
    (items, nested)
}

fn nested_package(node: &SyntaxNode) -> Option<NestedPackage> {
    let name = package_name(&child(node, Kind::PackageId)?, docs(node))?;
    let (items, nested) =
        child(node, Kind::Body).map_or_else(Default::default, |body| contents(&body));
    Some(NestedPackage { name, range: node.text_range(), items, nested })
}

/// A name where it is given.
fn name(node: &SyntaxNode) -> Option<Spelled> {
    spelled(&child(node, Kind::Name)?)
}

/// The first name in a node that is meant.
fn name_ref(node: &SyntaxNode) -> Option<Spelled> {
    spelled(&child(node, Kind::NameRef)?)
}

fn spelled(node: &SyntaxNode) -> Option<Spelled> {
    let token = node.first_token()?;
    let name = token.text().strip_prefix('%').unwrap_or(token.text());
    Some(Spelled { name: name.into(), range: token.text_range() })
}

fn package_name(node: &SyntaxNode, docs: Option<Box<str>>) -> Option<PackageName> {
    let mut names = all(node, Kind::NameRef).filter_map(|node| spelled(&node));
    let (namespace, name) = (names.next()?, names.next()?);
    Some(PackageName { docs, namespace, name, version: version(node), range: node.text_range() })
}

fn version(node: &SyntaxNode) -> Option<(Version, TextRange)> {
    let node = child(node, Kind::Version)?;
    Some((Version::parse(&node.text().to_string()).ok()?, node.text_range()))
}

fn use_path(node: &SyntaxNode) -> Option<UsePath> {
    let node = child(node, Kind::UsePath)?;
    let package = child(&node, Kind::PackageId).and_then(|id| package_name(&id, None));
    // The version stands behind the name, and is the package's.
    let package = package.map(|package| PackageName { version: version(&node), ..package });
    Some(UsePath { package, name: name_ref(&node)?, range: node.text_range() })
}

fn header(node: &SyntaxNode) -> Option<Header> {
    Some(Header {
        docs: docs(node),
        attributes: attributes(node),
        name: name(node)?,
        range: node.text_range(),
    })
}

/// What the comments with three slashes or two stars above a node say.
fn docs(node: &SyntaxNode) -> Option<Box<str>> {
    let mut text = String::new();
    for element in node.children_with_tokens() {
        match element.kind() {
            Kind::Whitespace | Kind::ByteOrderMark => {}
            Kind::LineComment | Kind::BlockComment => {
                let comment = element.to_string();
                if let Some(line) = comment.strip_prefix("///") {
                    text.push_str(line.strip_prefix(' ').unwrap_or(line).trim_end());
                    text.push('\n');
                } else if let Some(block) = comment.strip_prefix("/**") {
                    for line in block.strip_suffix("*/").unwrap_or(block).lines() {
                        let line = line.trim();
                        text.push_str(line.strip_prefix('*').unwrap_or(line).trim());
                        text.push('\n');
                    }
                }
            }
            _ => break,
        }
    }
    let text = text.trim_matches('\n');
    (!text.is_empty()).then(|| text.into())
}

fn attributes(node: &SyntaxNode) -> Vec<Attribute> {
    all(node, Kind::Attribute).filter_map(|node| attribute(&node)).collect()
}

fn attribute(node: &SyntaxNode) -> Option<Attribute> {
    let version = || Some(version(node)?.0);
    let kind = match &*name_ref(node)?.name {
        "since" => AttributeKind::Since(version()?),
        "deprecated" => AttributeKind::Deprecated(version()?),
        "unstable" => AttributeKind::Unstable(spelled(&all(node, Kind::NameRef).nth(2)?)?),
        "external-id" => {
            let text = node
                .children_with_tokens()
                .find(|it| it.kind() == Kind::StringLiteral)?
                .to_string();
            AttributeKind::ExternalId(text.trim_matches('"').into())
        }
        _ => return None,
    };
    Some(Attribute { kind, range: node.text_range() })
}

fn interface(node: &SyntaxNode) -> Option<Interface> {
    let members = child(node, Kind::Body).map_or_else(Vec::new, |body| members(&body));
    Some(Interface { header: header(node)?, members })
}

fn members(body: &SyntaxNode) -> Vec<Member> {
    let member = |node: SyntaxNode| match node.kind() {
        Kind::Function => function(&node).map(Member::Function),
        Kind::Use => used(&node).map(Member::Use),
        _ => type_definition(&node).map(Member::Type),
    };
    body.children().filter_map(member).collect()
}

fn world(node: &SyntaxNode) -> Option<World> {
    let member = |node: SyntaxNode| match node.kind() {
        Kind::Import => external(&node).map(WorldMember::Import),
        Kind::Export => external(&node).map(WorldMember::Export),
        Kind::Include => include(&node).map(WorldMember::Include),
        Kind::Use => used(&node).map(WorldMember::Use),
        _ => type_definition(&node).map(WorldMember::Type),
    };
    let members = child(node, Kind::Body)
        .map_or_else(Vec::new, |body| body.children().filter_map(member).collect());
    Some(World { header: header(node)?, members })
}

fn external(node: &SyntaxNode) -> Option<Extern> {
    let kind = match (name(node), child(node, Kind::FunctionType), child(node, Kind::Body)) {
        (Some(name), Some(ty), _) => ExternKind::Function(name, function_type(&ty)),
        (Some(name), None, Some(body)) => ExternKind::Inline(name, members(&body)),
        (label, None, None) => ExternKind::Path(label, use_path(node)?),
        (None, ..) => return None,
    };
    Some(Extern { docs: docs(node), attributes: attributes(node), kind, range: node.text_range() })
}

fn include(node: &SyntaxNode) -> Option<Include> {
    Some(Include {
        path: use_path(node)?,
        names: used_names(node),
        attributes: attributes(node),
        range: node.text_range(),
    })
}

fn top_level_use(node: &SyntaxNode) -> Option<TopLevelUse> {
    Some(TopLevelUse {
        path: use_path(node)?,
        alias: name(node),
        attributes: attributes(node),
        range: node.text_range(),
    })
}

fn used(node: &SyntaxNode) -> Option<Use> {
    Some(Use {
        path: use_path(node)?,
        names: used_names(node),
        attributes: attributes(node),
        range: node.text_range(),
    })
}

fn used_names(node: &SyntaxNode) -> Vec<UsedName> {
    let list = child(node, Kind::NameList);
    let names = list.iter().flat_map(|list| all(list, Kind::UsedName));
    names.filter_map(|node| Some(UsedName { name: name_ref(&node)?, alias: name(&node) })).collect()
}

fn function(node: &SyntaxNode) -> Option<Function> {
    let ty = child(node, Kind::FunctionType)
        .map_or_else(|| empty_function(node.text_range()), |node| function_type(&node));
    Some(Function { header: header(node)?, ty })
}

fn empty_function(range: TextRange) -> FunctionType {
    FunctionType { is_async: false, accessor: None, parameters: Vec::new(), result: None, range }
}

fn function_type(node: &SyntaxNode) -> FunctionType {
    let first = node.first_token();
    let accessor = first.and_then(|token| match token.text() {
        "get" => Some(Accessor::Getter),
        "set" => Some(Accessor::Setter),
        _ => None,
    });
    FunctionType {
        is_async: has(node, Kind::AsyncKeyword),
        accessor,
        parameters: parameters(node),
        result: child(node, Kind::FunctionResult).map(|node| type_of(&node)),
        range: node.text_range(),
    }
}

fn parameters(node: &SyntaxNode) -> Vec<(Spelled, Type)> {
    let list = child(node, Kind::ParameterList);
    let nodes = list.iter().flat_map(|list| all(list, Kind::Parameter));
    nodes.filter_map(|node| Some((name(&node)?, type_of(&node)))).collect()
}

fn type_definition(node: &SyntaxNode) -> Option<TypeDefinition> {
    let kind = match node.kind() {
        Kind::TypeAlias => TypeKind::Alias(type_of(node)),
        Kind::Record => TypeKind::Record(parts(node, true)),
        Kind::Flags => TypeKind::Flags(parts(node, false)),
        Kind::Variant => TypeKind::Variant(parts(node, false)),
        Kind::Enum => TypeKind::Enum(parts(node, false)),
        Kind::Resource => {
            let body = child(node, Kind::Body);
            TypeKind::Resource(
                body.iter().flat_map(SyntaxNode::children).filter_map(|it| method(&it)).collect(),
            )
        }
        _ => return None,
    };
    Some(TypeDefinition { header: header(node)?, kind })
}

/// Fields, flags or cases. A field has a type even where that is missing.
fn parts(node: &SyntaxNode, typed: bool) -> Vec<Part> {
    let list = child(node, Kind::MemberList);
    let nodes = list.iter().flat_map(SyntaxNode::children);
    let part = |node: SyntaxNode| {
        let ty = node.children().find_map(|child| type_expression(&child));
        let missing = || typed.then(|| type_of(&node));
        Some(Part {
            docs: docs(&node),
            name: name(&node)?,
            ty: ty.or_else(missing),
            range: node.text_range(),
        })
    };
    nodes.filter_map(part).collect()
}

fn method(node: &SyntaxNode) -> Option<Method> {
    match node.kind() {
        Kind::Function => {
            let Function { header, ty } = function(node)?;
            let kind = if has(node, Kind::StaticKeyword) {
                MethodKind::Static
            } else {
                MethodKind::Method
            };
            Some(Method { header, kind, ty })
        }
        Kind::Constructor => {
            let keyword = node
                .children_with_tokens()
                .find(|child| child.kind() == Kind::ConstructorKeyword)?;
            let ty = FunctionType {
                is_async: false,
                accessor: None,
                parameters: parameters(node),
                result: child(node, Kind::FunctionResult).map(|node| type_of(&node)),
                range: node.text_range(),
            };
            let name = Spelled { name: "constructor".into(), range: keyword.text_range() };
            let header = Header {
                docs: docs(node),
                attributes: attributes(node),
                name,
                range: node.text_range(),
            };
            Some(Method { header, kind: MethodKind::Constructor, ty })
        }
        _ => None,
    }
}

/// The type in a node.
fn type_of(node: &SyntaxNode) -> Type {
    let missing = || {
        let end = node.text_range().end();
        Type { kind: TypeExpression::Missing, range: TextRange::empty(end) }
    };
    node.children().find_map(|child| type_expression(&child)).unwrap_or_else(missing)
}

fn type_expression(node: &SyntaxNode) -> Option<Type> {
    let inner = |at: usize| types(node).nth(at).map(Box::new);
    let required = |at: usize| inner(at).unwrap_or_else(|| Box::new(type_of(node)));
    let kind = match node.kind() {
        Kind::PrimitiveType => {
            let token = node.first_token()?;
            TypeExpression::Primitive(Primitive::named(token.text())?)
        }
        Kind::NamedType => TypeExpression::Named(name_ref(node)?),
        Kind::ListType => {
            let length = node.children_with_tokens().find(|child| child.kind() == Kind::Integer);
            TypeExpression::List(required(0), length.and_then(|it| it.to_string().parse().ok()))
        }
        Kind::MapType => TypeExpression::Map(required(0), required(1)),
        Kind::OptionType => TypeExpression::Option(required(0)),
        Kind::ResultType if has(node, Kind::Underscore) => TypeExpression::Result(None, inner(0)),
        Kind::ResultType => TypeExpression::Result(inner(0), inner(1)),
        Kind::TupleType => TypeExpression::Tuple(types(node).collect()),
        Kind::FutureType => TypeExpression::Future(inner(0)),
        Kind::StreamType => TypeExpression::Stream(inner(0)),
        Kind::HandleType if has(node, Kind::OwnKeyword) => TypeExpression::Own(name_ref(node)?),
        Kind::HandleType => TypeExpression::Borrow(name_ref(node)?),
        _ => return None,
    };
    Some(Type { kind, range: node.text_range() })
}

fn types(node: &SyntaxNode) -> impl Iterator<Item = Type> + use<> {
    node.children().filter_map(|child| type_expression(&child))
}
