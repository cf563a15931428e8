//! Files, packages, interfaces, worlds, and what is in them.

use rowan::Checkpoint;

use super::{MOST_DEPTH, Parser};
use crate::syntax::{
    SyntaxKind::{
        self, AsKeyword, AsyncKeyword, Body, Case, Colon, ConstructorKeyword, Enum, EnumCase,
        EnumKeyword, Equals, Export, ExportKeyword, Field, Flag, Flags, FlagsKeyword, FuncKeyword,
        Function, Import, ImportKeyword, Include, IncludeKeyword, Interface, InterfaceKeyword,
        LeftBrace, LeftParen, MemberList, NameList, NestedPackage, PackageDeclaration,
        PackageKeyword, Period, Record, RecordKeyword, Resource, ResourceKeyword, RightBrace,
        RightParen, Semicolon, TopLevelUse, TypeAlias, TypeKeyword, Use, UseKeyword, UsedName,
        Variant, VariantKeyword, WithKeyword, World, WorldKeyword,
    },
    error::Code,
};

/// What holds items.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// A file or a package.
    Package,
    Interface,
    World,
    Resource,
}

impl Place {
    /// What may stand there, for a message.
    const fn wants(self) -> &'static str {
        match self {
            Self::Package => "`interface`, `world`, `use` or `package`",
            Self::Interface => "a type, a function or `use`",
            Self::World => "`import`, `export`, `include`, `use` or a type",
            Self::Resource => "a method or `constructor`",
        }
    }
}

impl Parser<'_> {
    pub(super) fn file(&mut self) {
        while self.peek().is_some() {
            self.item(Place::Package);
        }
    }

    /// An item with its attributes and the comments above it.
    fn item(&mut self, place: Place) {
        let begin = self.begin_documented();
        self.attributes();
        let fits = match place {
            Place::Package => self.package_item(begin),
            Place::Interface => self.interface_item(begin),
            Place::World => self.world_item(begin),
            Place::Resource => self.resource_item(begin),
        };
        if !fits {
            self.start_at(begin, SyntaxKind::Error);
            self.unfit(place);
            self.finish();
        }
    }

    /// Says what should stand here, and takes what does up to where something begins that fits.
    fn unfit(&mut self, place: Place) {
        self.expected(place.wants());
        if place == Place::Package && self.at(RightBrace) {
            self.bump();
            return;
        }
        let here = self.at;
        self.skip_until(|parser| {
            parser.at != here && (parser.begins_item() || parser.begins_item_of(place))
                || parser.at(Semicolon)
                || parser.at(RightBrace) && (place != Place::Package || parser.depth > 0)
        });
        self.eat(Semicolon);
    }

    /// Whether a keyword stands next that begins an item wherever it may be, so that what is open has not been closed.
    pub(super) fn begins_item(&self) -> bool {
        let next = self.nth(1);
        let named = matches!(next, Some(SyntaxKind::Identifier | SyntaxKind::ExplicitIdentifier));
        match self.peek() {
            Some(
                InterfaceKeyword | WorldKeyword | PackageKeyword | ImportKeyword | ExportKeyword
                | IncludeKeyword | UseKeyword | TypeKeyword | RecordKeyword | VariantKeyword
                | EnumKeyword | FlagsKeyword | ResourceKeyword,
            ) => named,
            _ => false,
        }
    }

    fn begins_item_of(&self, place: Place) -> bool {
        match place {
            Place::Interface => self.at_name() && self.nth(1) == Some(Colon),
            Place::Resource => {
                self.at_name() && self.nth(1) == Some(Colon) || self.at(ConstructorKeyword)
            }
            Place::World | Place::Package => self.at(SyntaxKind::At),
        }
    }

    fn package_item(&mut self, begin: Checkpoint) -> bool {
        match self.peek() {
            Some(InterfaceKeyword) => self.interface(begin),
            Some(WorldKeyword) => self.world(begin),
            Some(UseKeyword) => self.top_level_use(begin),
            Some(PackageKeyword) => self.package(begin),
            _ => return false,
        }
        true
    }

    /// A declaration at the beginning of a file, or a package in it.
    fn package(&mut self, begin: Checkpoint) {
        let first = self.tokens[..self.at].iter().all(|token| token.kind.is_trivia());
        let at = self.at;
        // Which one it is shows behind its name only.
        self.start_at(begin, if self.opens_body() { NestedPackage } else { PackageDeclaration });
        self.bump();
        self.package_id();
        if self.at(LeftBrace) {
            if self.depth >= MOST_DEPTH {
                self.error_here(Code::Nesting, too_deep("packages"), None);
                self.skip_until(|parser| parser.peek().is_none());
            } else {
                self.depth += 1;
                self.body(Place::Package);
                self.depth -= 1;
            }
        } else {
            if !first || self.depth > 0 {
                let token = self.tokens[at];
                let message = "only the first line of a file says which package it is of";
                let hint = "write `{ .. }` around what is in another package";
                self.error_once(
                    token.start as usize,
                    token.end as usize,
                    Code::Expected,
                    message.to_owned(),
                    Some(hint.to_owned()),
                );
            }
            self.expect(Semicolon);
        }
        self.finish();
    }

    /// Whether a `{` comes before the next `;` or another item.
    fn opens_body(&self) -> bool {
        let rest = self.tokens.get(self.at + 1..).unwrap_or_default();
        let stop = rest.iter().find(|token| {
            matches!(token.kind, LeftBrace | RightBrace | Semicolon)
                || matches!(
                    token.kind,
                    InterfaceKeyword | WorldKeyword | UseKeyword | PackageKeyword
                )
        });
        stop.is_some_and(|token| token.kind == LeftBrace)
    }

    fn body(&mut self, place: Place) {
        self.start(Body);
        if self.expect(LeftBrace) {
            while let Some(kind) = self.peek().filter(|&kind| kind != RightBrace) {
                // What only a package has was opened behind a brace that is missing.
                if place != Place::Package
                    && matches!(kind, InterfaceKeyword | WorldKeyword)
                    && self.begins_item()
                {
                    break;
                }
                self.item(place);
            }
            self.expect(RightBrace);
        }
        self.finish();
    }

    fn top_level_use(&mut self, begin: Checkpoint) {
        self.start_at(begin, TopLevelUse);
        self.bump();
        self.use_path();
        if self.eat(AsKeyword) {
            self.name("another name");
        }
        self.expect(Semicolon);
        self.finish();
    }

    fn interface(&mut self, begin: Checkpoint) {
        self.start_at(begin, Interface);
        self.bump();
        self.name_unless("the name of the interface", |next| next == Some(LeftBrace));
        self.body(Place::Interface);
        self.finish();
    }

    fn world(&mut self, begin: Checkpoint) {
        self.start_at(begin, World);
        self.bump();
        self.name_unless("the name of the world", |next| next == Some(LeftBrace));
        self.body(Place::World);
        self.finish();
    }

    fn interface_item(&mut self, begin: Checkpoint) -> bool {
        if self.at(UseKeyword) {
            self.use_names(begin);
        } else if self.at_name() || self.is_keyword_label() {
            self.function(begin, Function);
        } else {
            return self.type_definition(begin);
        }
        true
    }

    fn world_item(&mut self, begin: Checkpoint) -> bool {
        match self.peek() {
            Some(ImportKeyword) => self.extern_item(begin, Import),
            Some(ExportKeyword) => self.extern_item(begin, Export),
            Some(IncludeKeyword) => self.include(begin),
            Some(UseKeyword) => self.use_names(begin),
            _ => return self.type_definition(begin),
        }
        true
    }

    fn resource_item(&mut self, begin: Checkpoint) -> bool {
        if self.at(ConstructorKeyword) && self.nth(1) == Some(LeftParen) {
            self.constructor(begin);
        } else if self.at_name() || self.is_keyword_label() {
            self.function(begin, Function);
        } else {
            return false;
        }
        true
    }

    /// A keyword where a name with a colon should stand.
    fn is_keyword_label(&self) -> bool {
        self.peek().is_some_and(SyntaxKind::is_keyword) && self.nth(1) == Some(Colon)
    }

    /// `use a.{b, c as d};`
    fn use_names(&mut self, begin: Checkpoint) {
        self.start_at(begin, Use);
        self.bump();
        self.use_path();
        if self.expect(Period) {
            let name = |parser: &mut Self| {
                parser.start(UsedName);
                parser.name_ref("the name of a type");
                if parser.eat(AsKeyword) {
                    parser.name("another name");
                }
                parser.finish();
            };
            self.list(NameList, (LeftBrace, RightBrace), Self::at_name, "the name of a type", name);
        }
        self.expect(Semicolon);
        self.finish();
    }

    /// `include a with { b as c }`
    fn include(&mut self, begin: Checkpoint) {
        self.start_at(begin, Include);
        self.bump();
        self.use_path();
        if self.eat(WithKeyword) {
            let name = |parser: &mut Self| {
                parser.start(UsedName);
                parser.name_ref("a name of the world");
                if parser.expect(AsKeyword) {
                    parser.name("another name");
                }
                parser.finish();
            };
            self.list(
                NameList,
                (LeftBrace, RightBrace),
                Self::at_name,
                "a name of the world",
                name,
            );
            // None belongs here, and one is easily written.
            if self.at(Semicolon) {
                let message = "no `;` belongs behind the names of an `include`".to_owned();
                self.error_here(Code::Expected, message, Some("remove it".to_owned()));
                self.bump();
            }
        } else {
            self.expect(Semicolon);
        }
        self.finish();
    }

    /// `import a: func();`, `import a: interface { .. }`, `import a: b;`, `import a:b/c;`
    fn extern_item(&mut self, begin: Checkpoint, node: SyntaxKind) {
        self.start_at(begin, node);
        self.bump();
        if self.nth(1) == Some(Colon)
            && (self.at_name() || self.is_keyword_label())
            && !self.is_package_path()
        {
            self.name_unless("a name", |next| next == Some(Colon));
            self.expect(Colon);
            if self.at(InterfaceKeyword) {
                self.bump();
                self.body(Place::Interface);
                self.finish();
                return;
            }
            if matches!(self.peek(), Some(FuncKeyword | AsyncKeyword)) || self.at_accessor() {
                self.function_type();
            } else {
                self.use_path();
            }
        } else {
            self.use_path();
        }
        self.expect(Semicolon);
        self.finish();
    }

    fn type_definition(&mut self, begin: Checkpoint) -> bool {
        match self.peek() {
            Some(TypeKeyword) => self.type_alias(begin),
            Some(RecordKeyword) => {
                self.members(begin, Record, Field, |parser| {
                    parser.expect(Colon);
                    parser.type_expression();
                });
            }
            Some(FlagsKeyword) => self.members(begin, Flags, Flag, |_| ()),
            Some(EnumKeyword) => self.members(begin, Enum, EnumCase, |_| ()),
            Some(VariantKeyword) => self.members(begin, Variant, Case, |parser| {
                if parser.eat(LeftParen) {
                    parser.type_expression();
                    parser.expect(RightParen);
                }
            }),
            Some(ResourceKeyword) => self.resource(begin),
            _ => return false,
        }
        true
    }

    fn type_alias(&mut self, begin: Checkpoint) {
        self.start_at(begin, TypeAlias);
        self.bump();
        self.name_unless("the name of the type", |next| next == Some(Equals));
        if self.expect(Equals) {
            self.type_expression();
        }
        self.expect(Semicolon);
        self.finish();
    }

    /// A type with members in braces; `rest` is what stands behind the name of each.
    fn members(
        &mut self,
        begin: Checkpoint,
        node: SyntaxKind,
        member: SyntaxKind,
        rest: impl Fn(&mut Self),
    ) {
        self.start_at(begin, node);
        self.bump();
        self.name_unless("the name of the type", |next| next == Some(LeftBrace));
        let begins = |parser: &Self| {
            parser.at_name()
                || parser.peek().is_some_and(SyntaxKind::is_keyword)
                    && matches!(
                        parser.nth(1),
                        Some(Colon | SyntaxKind::Comma | RightBrace | LeftParen)
                    )
        };
        let element = |parser: &mut Self| {
            let begin = parser.begin_documented();
            parser.start_at(begin, member);
            parser.name_unless("a name", |_| true);
            rest(parser);
            parser.finish();
        };
        self.list(MemberList, (LeftBrace, RightBrace), begins, "a name", element);
        self.finish();
    }

    fn resource(&mut self, begin: Checkpoint) {
        self.start_at(begin, Resource);
        self.bump();
        self.name_unless("the name of the resource", |next| {
            matches!(next, Some(LeftBrace | Semicolon))
        });
        if self.at(LeftBrace) {
            self.body(Place::Resource);
        } else {
            self.expect(Semicolon);
        }
        self.finish();
    }
}

pub(super) fn too_deep(what: &str) -> String {
    format!("{what} lie more than {MOST_DEPTH} deep in one another")
}
