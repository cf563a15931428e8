//! Type names as a reader wants them, and member names as expressions want them.

use crate::{Language, Type, TypeKind};

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
        _ => shorten(&ty.name),
    }
}

/// A Rust type's name without the paths and default arguments of the standard library.
pub(crate) fn short_name(name: &str) -> String {
    shorten(&with_call_syntax(rust_name(name)))
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

/// Bytes from the bracket at the start of `text` to the one that closes it.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match c {
            '(' | '<' | '[' => depth += 1,
            // Not the arrow of a result.
            ')' | ']' => depth = depth.checked_sub(1)?,
            '>' if before != '-' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
        before = c;
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
    } else if is_identifier(name) || (!name.is_empty() && name.bytes().all(|b| b.is_ascii_digit()))
    {
        Some(format!(".{name}"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
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
            // Not what a compiler writes.
            ("Fn<(", "Fn<("),
            ("Fn<(i32", "Fn<(i32"),
            ("Fn<(>", "Fn<(>"),
            ("Fn<()", "Fn<()"),
        ] {
            assert_eq!(short_name(recorded), written);
        }
    }
}
