//! Names of functions and files, as far as two debuggers write them the same way.

use wrtd_symbols::Language;

/// The last part of a function's name, without arguments and result: those of templates and generics are written in
/// many ways.
pub(crate) fn own_name(name: &str, language: Language) -> String {
    match language {
        // LLDB's are linkage names, whose parts have dots between them.
        Language::Zig => last(name, "."),
        // LLDB reads the older ones of Rust's linkage names as those of C++: with a hash, and with words for characters.
        Language::Rust => {
            let plain = name.rsplit_once("::h").filter(|(_, hash)| is_hash(hash));
            let words = [
                ("$u7b$", "{"),
                ("$u7d$", "}"),
                ("$LT$", "<"),
                ("$GT$", ">"),
                ("{{", "{"),
                ("}}", "}"),
            ];
            let plain = plain.map_or(name, |(name, _)| name).to_owned();
            let text = words.iter().fold(plain, |text, (word, c)| text.replace(word, c));
            last(&text, "::").trim_start_matches('_').to_owned()
        }
        _ => cpp_name(name),
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Without the tags of a library's version, the kind of a thunk, and how lambdas are counted.
fn cpp_name(name: &str) -> String {
    let mut plain = name.to_owned();
    while let Some(open) = plain.find("[abi:")
        && let Some(length) = plain[open..].find(']')
    {
        plain.replace_range(open..=open + length, "");
    }
    last(&plain, "::")
}

/// What is behind the last separator that stands in no brackets, up to brackets, after blanks.
fn last(name: &str, separator: &str) -> String {
    if let Some(at) = operator(name) {
        return operator_sign(&name[at..]);
    }
    let (mut depth, mut start, mut end) = (0_i32, 0, None);
    let mut previous = ' ';
    for (at, character) in name.char_indices() {
        match character {
            '<' | '(' | '{' | '[' => {
                if depth == 0 && at > start && character != '{' {
                    end.get_or_insert(at);
                }
                depth += 1;
            }
            '>' if previous == '-' => {}
            '>' | ')' | '}' | ']' => depth -= 1,
            _ if depth == 0 && name[at..].starts_with(separator) => {
                (start, end) = (at + separator.len(), None);
            }
            // After the result; what follows the arguments says no more.
            ' ' if depth == 0 && end.is_none() => start = at + 1,
            _ => {}
        }
        previous = character;
    }
    name[start..end.unwrap_or(name.len()).max(start)].to_owned()
}

/// What an operator is called; of a conversion not the type, which is written in many ways.
fn operator_sign(name: &str) -> String {
    let rest = &name["operator".len()..];
    let length = match rest {
        _ if rest.starts_with("()") => 2,
        _ if rest.starts_with(" new") || rest.starts_with(" delete") => 4,
        _ => rest.find(|c| !"+-*/%^&|~!=<>[],".contains(c)).unwrap_or(rest.len()),
    };
    name[.."operator".len() + length].to_owned()
}

/// Where an operator's name begins.
fn operator(name: &str) -> Option<usize> {
    let mut depth = 0_i32;
    let mut found = None;
    for (at, character) in name.char_indices() {
        if depth == 0
            && name[at..].starts_with("operator")
            && !name[..at].ends_with(char::is_alphanumeric)
        {
            let after = name[at + "operator".len()..].chars().next();
            if after.is_some_and(|c| !c.is_alphanumeric() && c != '_') {
                found = Some(at);
                break;
            }
        }
        match character {
            '<' | '(' | '{' | '[' => depth += 1,
            '>' | ')' | '}' | ']' => depth -= 1,
            _ => {}
        }
    }
    found
}

/// A path without `.` and `..`, as LLDB writes all paths.
pub(crate) fn plain_path(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "." => {}
            // The second slash of `scheme://`.
            "" if !parts.is_empty() => {}
            ".." if parts.last().is_some_and(|last| !last.is_empty() && *last != "..") => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.join("/")
}
