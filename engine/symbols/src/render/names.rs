//! Type names as a reader wants them, and member names as expressions want them.

use crate::{Language, Type, TypeKind, cpp_names::cpp_name, names::closing};

/// Longest type name that is shown, in characters.
const NAME_LIMIT: usize = 200;
/// Crates whose paths go without saying.
const STANDARD: [&str; 4] = ["core", "alloc", "std", "hashbrown"];

/// The name of a type: Rust's without the paths and default arguments of the standard library
/// (`Vec<String>`, `inventory::stock::Season`), others as they are.
pub(crate) fn type_name(ty: &Type) -> String {
    match ty.kind {
        TypeKind::Void if ty.name.is_empty() => "void".to_owned(),
        _ if ty.language == Language::Rust => short_name(&ty.name),
        _ if ty.language == Language::Cpp => shorten(&cpp_name(&ty.name)),
        _ => shorten(&ty.name),
    }
}

/// A Rust type's name without the paths and default arguments of the standard library.
pub(crate) fn short_name(name: &str) -> String {
    shorten(&without_parentheses(with_call_syntax(rust_name(name))))
}

fn shorten(name: &str) -> String {
    match name.char_indices().nth(NAME_LIMIT) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

fn rust_name(name: &str) -> String {
    let mut out = String::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        if out.len() > NAME_LIMIT * 4 {
            break;
        }
        if is_path_start(first) {
            let (path, after) = rest.split_at(path_length(rest));
            rest = after;
            if is_default_argument(path) && out.ends_with(", ") {
                out.truncate(out.len() - 2);
            } else {
                push_path(path, &mut out);
            }
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

/// `Fn<(i32, u8), Output=bool>` as it is written: `Fn(i32, u8) -> bool`.
fn with_call_syntax(mut name: String) -> String {
    for callable in ["Fn<(", "FnMut<(", "FnOnce<("] {
        let mut from = 0;
        while let Some(found) = name[from..].find(callable) {
            let open = from + found + callable.len() - 2;
            from = open + 1;
            let Some(end) = closing(&name[open..]).map(|length| open + length) else { break };
            let Some(arguments) = closing(&name[open + 1..end]).map(|length| open + 1 + length)
            else {
                continue;
            };
            let result = match name[arguments + 1..end].strip_prefix(", Output=") {
                Some("()") | None => String::new(),
                Some(result) => format!(" -> {result}"),
            };
            let call = format!("{}{result}", &name[open + 1..=arguments]);
            name.replace_range(open..=end, &call);
        }
    }
    name
}

/// `Box<(dyn Any + Send)>` as it is written: without the parentheses, which only `&` needs.
fn without_parentheses(mut name: String) -> String {
    let mut from = 0;
    while let Some(found) = name[from..].find("(dyn ") {
        let open = from + found;
        from = open + 1;
        let Some(close) = closing(&name[open..]).map(|length| open + length) else { break };
        let before = &name[..open];
        let after = &name[close + 1..];
        if (before.is_empty() || before.ends_with(['<', '=']) || before.ends_with(", "))
            && (after.is_empty() || after.starts_with([',', '>']))
        {
            name.remove(close);
            name.remove(open);
        }
    }
    name
}

/// C's name of a pointer to a type: `int *`, `int (*)[5]`.
pub(crate) fn c_pointer(name: &str) -> String {
    let (before, after) = around_declarator(name);
    let stars = before.ends_with('*');
    if after.is_empty() || after.starts_with(')') {
        let space = if stars { "" } else { " " };
        return format!("{before}{space}*{after}");
    }
    let space = if before.ends_with(['*', ' ']) { "" } else { " " };
    format!("{before}{space}(*){after}")
}

/// C's name of an array of a type: `int [5]`, `int (*[5])(void)`; `counts` has the brackets.
pub(crate) fn c_array(name: &str, counts: &str) -> String {
    let (before, after) = around_declarator(name);
    let space = if before.ends_with(['*', ' ']) { "" } else { " " };
    format!("{before}{space}{counts}{after}")
}

/// C's declaration of a member of a type: `int x`, `int *p`, `int v[5]`.
pub(crate) fn c_member(name: &str, member: &str) -> String {
    let (before, after) = around_declarator(name);
    // The parenthesis belongs to what the member is: `int (*f)(void)`.
    let before = before.trim_end();
    let space = if before.ends_with('*') || member.is_empty() { "" } else { " " };
    format!("{before}{space}{member}{after}")
}

/// The two ends of a C type's name, between which a declarator stands: `int (*` and `)[5]`.
fn around_declarator(name: &str) -> (&str, &str) {
    let mut from = 0;
    // Where a star follows, the parenthesis holds the declarator, perhaps with more around it.
    while let Some(bracket) = outer_bracket(&name[from..]).map(|at| from + at) {
        if !name[bracket..].starts_with("(*") {
            return name.split_at(bracket);
        }
        from = bracket + 2;
    }
    (name, "")
}

/// The first bracket that is no part of a name (`(anonymous)::box<int (*)(int)>`).
fn outer_bracket(text: &str) -> Option<usize> {
    let mut inside_name = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '<' => inside_name += 1,
            '(' if inside_name > 0
                || at == 0 && !text.starts_with("(*")
                || text[..at].ends_with("::") =>
            {
                inside_name += 1;
            }
            '>' | ')' if inside_name > 0 => inside_name -= 1,
            '[' | '(' | ')' if inside_name == 0 => return Some(at),
            _ => {}
        }
    }
    None
}

fn is_path_start(c: char) -> bool {
    c.is_alphabetic() || c == '_' || c == '{'
}

/// Bytes of the path (`a::b::{closure_env#0}`) at the start of `text`; never 0 at a path start.
fn path_length(text: &str) -> usize {
    let mut end = 0;
    let mut braces = 0usize;
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let part = match c {
            '{' => {
                braces += 1;
                true
            }
            '}' if braces > 0 => {
                braces -= 1;
                true
            }
            ':' if text[at..].starts_with("::")
                && text[at + 2..].chars().next().is_some_and(is_path_start) =>
            {
                characters.next();
                end = at + 2;
                continue;
            }
            _ => braces > 0 || c.is_alphanumeric() || c == '_',
        };
        if !part {
            break;
        }
        end = at + c.len_utf8();
    }
    end.max(text.chars().next().map_or(0, char::len_utf8))
}

fn is_default_argument(path: &str) -> bool {
    path == "alloc::alloc::Global"
        || (path.ends_with("::RandomState") && STANDARD.contains(&crate_of(path)))
}

fn push_path(path: &str, out: &mut String) {
    let last = path.rsplit("::").next().unwrap_or(path);
    if STANDARD.contains(&crate_of(path)) && last != path && !last.contains('{') {
        out.push_str(last);
    } else {
        out.push_str(&path.replace("{closure_env#", "{closure#"));
    }
}

/// First segment of a path.
fn crate_of(path: &str) -> &str {
    path.split("::").next().unwrap_or(path)
}

/// A Rust type's path without its arguments: `alloc::vec::Vec` of `alloc::vec::Vec<u8>`.
pub(crate) fn base_path(name: &str) -> &str {
    name.split_once('<').map_or(name, |(base, _)| base)
}

/// Last segment of a path, without arguments: `Vec`, `{closure#0}`.
pub(crate) fn last_segment(name: &str) -> String {
    let base = match name.strip_prefix(['<', '&', '*', '(', '[']) {
        Some(_) => name,
        None => base_path(name),
    };
    let last = base.rsplit("::").next().unwrap_or(base);
    last.replace("{closure_env#", "{closure#")
}

/// The name of a standard type (`Vec`, `RefCell`) without its path and arguments; `None` for
/// types of other crates.
pub(crate) fn standard_name(ty: &Type) -> Option<&str> {
    if ty.language != Language::Rust {
        return None;
    }
    let base = base_path(&ty.name);
    let (first, _) = base.split_once("::")?;
    STANDARD.contains(&first).then(|| base.rsplit("::").next().unwrap_or(base))
}

/// What a Rust pointer type points to, by its name: `[T]` of `&mut [T]`, `str` of `Box<str>`.
pub(crate) fn pointee_name(name: &str) -> &str {
    for prefix in ["&mut ", "*const ", "*mut ", "&"] {
        if let Some(rest) = name.strip_prefix(prefix) {
            return rest;
        }
    }
    name.split_once('<').map_or(name, |(_, arguments)| first_argument(arguments))
}

/// Whether a generic type has that argument.
pub(crate) fn has_argument(name: &str, argument: &str) -> bool {
    let Some((_, mut rest)) = name.split_once('<') else { return false };
    while !rest.is_empty() {
        let first = first_argument(rest);
        if first == argument {
            return true;
        }
        rest = rest[first.len()..].strip_prefix(", ").unwrap_or_default();
    }
    false
}

/// The first generic argument of what follows a `<`.
fn first_argument(arguments: &str) -> &str {
    let mut depth = 0usize;
    let mut previous = ' ';
    for (at, c) in arguments.char_indices() {
        match c {
            '<' | '(' | '[' => depth += 1,
            // The arrow of a function type closes nothing.
            '>' if previous == '-' => {}
            '>' | ')' | ']' if depth > 0 => depth -= 1,
            '>' | ',' if depth == 0 => return &arguments[..at],
            _ => {}
        }
        previous = c;
    }
    arguments
}

/// Whether `name` is an identifier of an expression.
fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(|first| first.is_alphabetic() || first == '_')
        && characters.all(|c| c.is_alphanumeric() || c == '_')
}

/// The expression suffix that reaches a child of that name from its parent.
pub(crate) fn path_suffix(name: &str) -> Option<String> {
    let index = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    if name.starts_with('*') {
        Some(".*".to_owned())
    } else if let Some(index) = index {
        // A key that was shortened or has no literal reaches nothing.
        crate::expr::is_literal(index).then(|| name.to_owned())
    } else if name.split("::").all(is_identifier)
        || (!name.is_empty() && name.bytes().all(|b| b.is_ascii_digit()))
    {
        Some(format!(".{name}"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_read_as_they_are_written() {
        for (recorded, written) in [
            ("alloc::vec::Vec<u8, alloc::alloc::Global>", "Vec<u8>"),
            ("&dyn core::ops::function::Fn<(i32, u8), Output=bool>", "&dyn Fn(i32, u8) -> bool"),
            ("dyn core::ops::function::FnMut<(&app::Event), Output=()>", "dyn FnMut(&app::Event)"),
            (
                "dyn core::ops::function::FnOnce<(alloc::boxed::Box<dyn core::ops::function::Fn<(), \
                 Output=u8>, alloc::alloc::Global>), Output=alloc::vec::Vec<u8, alloc::alloc::Global>>",
                "dyn FnOnce(Box<dyn Fn() -> u8>) -> Vec<u8>",
            ),
            ("fn(i32) -> i32", "fn(i32) -> i32"),
            (
                "alloc::boxed::Box<(dyn core::any::Any + core::marker::Send), alloc::alloc::Global>",
                "Box<dyn Any + Send>",
            ),
            (
                "alloc::boxed::Box<(dyn core::ops::function::Fn<(&str), Output=core::option::Option<i32>> \
                 + core::marker::Send), alloc::alloc::Global>",
                "Box<dyn Fn(&str) -> Option<i32> + Send>",
            ),
            ("&(dyn app::Speak + core::marker::Send)", "&(dyn app::Speak + Send)"),
            ("(dyn app::Speak + core::marker::Send)", "dyn app::Speak + Send"),
            // Not what a compiler writes.
            ("Fn<(", "Fn<("),
            ("Fn<(i32", "Fn<(i32"),
            ("Fn<(>", "Fn<(>"),
            ("Fn<()", "Fn<()"),
            ("<(dyn ", "<(dyn "),
            ("(dyn )(dyn )", "(dyn )(dyn )"),
        ] {
            assert_eq!(short_name(recorded), written);
        }
    }

    #[test]
    fn declarators_go_inside_of_what_is_around_them() {
        for (ty, pointer) in [
            ("int", "int *"),
            ("char *", "char **"),
            ("int [5]", "int (*)[5]"),
            ("int [2][3]", "int (*)[2][3]"),
            ("char *[5]", "char *(*)[5]"),
            ("int (*)[5]", "int (**)[5]"),
            ("int (*const)[5]", "int (*const *)[5]"),
            ("int (int, void (*)(int))", "int (*)(int, void (*)(int))"),
            ("int (*(*)[4])(void (*)(int))", "int (*(**)[4])(void (*)(int))"),
            ("int (*[4])(void)", "int (*(*)[4])(void)"),
            ("box<int (*)(int)>", "box<int (*)(int)> *"),
            ("box<int (*)(int)> [2]", "box<int (*)(int)> (*)[2]"),
            ("(anonymous)::box", "(anonymous)::box *"),
            // Not what a compiler writes.
            ("int (", "int (*)("),
            ("int (*", "int (**"),
            ("a<[", "a<[ *"),
        ] {
            assert_eq!(c_pointer(ty), pointer);
        }
        assert_eq!(c_array("int", "[3]"), "int [3]");
        assert_eq!(c_array("char *", "[3]"), "char *[3]");
        assert_eq!(c_array("int (*)(int)", "[3]"), "int (*[3])(int)");
        assert_eq!(c_array("int [2]", "[3]"), "int [3][2]");
    }

    proptest! {
        #[test]
        fn any_name_is_shown(name in "([a<>()\\[\\]*,:+=é -]|dyn |Fn<|\\(\\*){0,24}") {
            assert!(short_name(&name).chars().count() <= NAME_LIMIT + 1);
            assert!(c_pointer(&name).contains('*'));
            assert!(c_array(&name, "[7]").contains("[7]"));
            assert!(name.contains(pointee_name(&name)));
            has_argument(&name, "str");
        }
    }
}
