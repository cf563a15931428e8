//! Types as expressions name them, and casts to them.

use std::cell::RefCell;

use super::{
    Failure, Names, Rules,
    eval::Evaluator,
    parse::{Expr, TypeName},
    scalar::Scalar,
};
use crate::{
    Language, Place, TypeId,
    builtin::builtin,
    render::{Renderer, ValueKind, type_name},
};

impl Evaluator<'_, '_> {
    /// The type of that name: as the debug information has it, or one of the language itself.
    pub(super) fn find_type(&self, ty: &TypeName) -> Option<TypeId> {
        let types = self.renderer.types;
        let name = ty.name.as_str();
        let of_program = spellings(name).find_map(|name| types.find(&name));
        let of_language =
            || spellings(name).find_map(|name| builtin(self.type_language(), &name, None));
        of_program.or_else(of_language).or_else(|| {
            let name = name.strip_prefix("crate::").unwrap_or(name);
            types.find_by_tail(name)
        })
    }

    pub(super) fn is_type(&self, ty: &TypeName) -> bool {
        self.find_type(ty).is_some()
    }

    /// A type's name, for messages.
    pub(super) fn type_text(&self, ty: TypeId) -> String {
        type_name(&self.renderer.types.get(ty))
    }

    /// `base as T`, `(T)base`.
    pub(super) fn cast(&self, base: &Expr, ty: &TypeName, at: usize) -> Result<ValueKind, Failure> {
        let fail = |message| Err((message, at));
        if ty.pointers > 1 {
            return fail("a cast goes to one pointer at most; follow pointers with `*`".to_owned());
        }
        let is_void = ty.name == "void" || ty.name == "c_void" || ty.name == "()";
        let found = self.find_type(ty);
        if found.is_none() && !(is_void && ty.pointers == 1) {
            return fail(format!("the debug information has no type `{}`", ty.name));
        }
        let number = self.contextual(base, found)?;
        if ty.pointers == 1 {
            let address = match &number {
                Scalar::Pointer { address, .. } => Some(*address),
                Scalar::Integer(integer) => {
                    // A negative number has the bits of a high address.
                    u64::try_from(integer.value().unwrap_or(-1)).ok().or_else(|| {
                        let bits = integer.extended().cast_unsigned();
                        u64::try_from(bits & 0xffff_ffff).ok()
                    })
                }
                _ => None,
            };
            return match (address, found.filter(|_| !is_void)) {
                (Some(address), Some(target)) => Ok(ValueKind::Address { target, address }),
                (Some(address), None) => {
                    let size = self.renderer.address_size();
                    Ok(Scalar::Pointer { address, target: None, size }.into_kind(self.rules))
                }
                (None, _) => fail(format!("{} is no address", number.what())),
            };
        }
        let Some(target) = found else { return fail(format!("nothing becomes `{}`", ty.name)) };
        let bare = self.renderer.bare(target);
        let bytes = self.renderer.scalar_type(&bare).and_then(|scalar| {
            let size = self.renderer.size(&bare)?;
            self.cast_bytes(&number, scalar, size)
        });
        match bytes {
            Some(bytes) => Ok(ValueKind::Typed { ty: target, place: Place::Bytes(bytes) }),
            None if self.rules == Rules::Rust && ty.name == "bool" => {
                fail(format!("{} cannot become `bool` in Rust; compare it: `!= 0`", number.what()))
            }
            None => fail(format!("{} cannot become `{}`", number.what(), ty.name)),
        }
    }
}

/// The type that a text names in a frame: as the debug information has it, or one of the language itself, perhaps with
/// `*`, `&` or a keyword around it, which count for nothing.
#[must_use]
pub fn type_named(text: &str, names: &dyn Names, renderer: &Renderer<'_>) -> Option<TypeId> {
    let text = text.trim().trim_end_matches(['*', '&', ' ']);
    let text = text.trim_start_matches(['*', '&']).trim();
    let evaluator = Evaluator {
        source: text,
        names,
        renderer,
        rules: rules(names.language()),
        results: None,
        wanted: RefCell::new(None),
    };
    let found = |name: &str| evaluator.find_type(&TypeName { name: name.to_owned(), pointers: 0 });
    found(text).or_else(|| {
        let keywords = ["struct ", "union ", "enum ", "class "];
        found(keywords.iter().find_map(|keyword| text.strip_prefix(keyword))?.trim())
    })
}

/// The names under which compilers describe a type: as written, C's integers by all their
/// spellings, a struct without its keyword.
fn spellings(name: &str) -> impl Iterator<Item = String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    let count = |wanted: &str| words.iter().filter(|word| **word == wanted).count();
    let is_integer = !words.is_empty()
        && words
            .iter()
            .all(|word| ["unsigned", "signed", "char", "short", "int", "long"].contains(word));
    let mut all = vec![name.to_owned()];
    if is_integer && count("char") == 0 {
        let (sign, gnu) = if count("unsigned") > 0 { ("unsigned ", " unsigned") } else { ("", "") };
        let size = match (count("short"), count("long")) {
            (0, 0) => "int",
            (0, 1) => "long",
            (0, _) => "long long",
            _ => "short",
        };
        all.push(format!("{sign}{size}"));
        all.push(format!("{size}{gnu} int"));
    } else if let [only] = &words[..] {
        all.extend(["struct", "union", "enum"].map(|keyword| format!("{keyword} {only}")));
    }
    all.into_iter()
}

/// The rules of a language's expressions.
pub(super) fn rules(language: Language) -> Rules {
    match language {
        Language::Rust | Language::Zig => Rules::Rust,
        Language::C | Language::Cpp | Language::Other => Rules::C,
    }
}
