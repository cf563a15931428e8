//! Names of C++ types as they are written: without the inline namespaces of a library's version and
//! without the arguments that templates of the library have by default.

use crate::names::closing;

/// Templates within templates whose names are made shorter.
const DEPTH_LIMIT: u8 = 24;
/// Namespaces that a library puts around its types for each version of itself.
const INLINE: [&str; 6] = ["__1::", "__2::", "__ndk1::", "__cxx11::", "__debug::", "__Cr::"];
/// Arguments of the library's templates that go without saying.
const DEFAULTS: [&str; 6] = [
    "std::allocator<",
    "std::char_traits<",
    "std::default_delete<",
    "std::less<",
    "std::hash<",
    "std::equal_to<",
];
/// Templates that are better known under another name.
const KNOWN_AS: [(&str, &str); 10] = [
    ("std::basic_string<char>", "std::string"),
    ("std::basic_string<wchar_t>", "std::wstring"),
    ("std::basic_string<char8_t>", "std::u8string"),
    ("std::basic_string<char16_t>", "std::u16string"),
    ("std::basic_string<char32_t>", "std::u32string"),
    ("std::basic_string_view<char>", "std::string_view"),
    ("std::basic_string_view<wchar_t>", "std::wstring_view"),
    ("std::basic_string_view<char8_t>", "std::u8string_view"),
    ("std::basic_string_view<char16_t>", "std::u16string_view"),
    ("std::basic_string_view<char32_t>", "std::u32string_view"),
];

/// A C++ type's name as it is written: `std::map<std::string, int>`.
pub(crate) fn cpp_name(name: &str) -> String {
    shortened(name, DEPTH_LIMIT)
}

fn shortened(name: &str, depth: u8) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let length = word_length(rest);
        if length == 0 {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (word, after) = rest.split_at(length);
        rest = after;
        let inline = INLINE.iter().any(|part| part.strip_suffix("::") == Some(word));
        if inline && rest.starts_with("::") && out.ends_with("std::") {
            rest = &rest[2..];
            continue;
        }
        out.push_str(without_suffix(word));
        if depth == 0 || !rest.starts_with('<') {
            continue;
        }
        let Some(close) = closing(rest) else { continue };
        let arguments: Vec<String> =
            split(&rest[1..close]).map(|argument| shortened(argument.trim(), depth - 1)).collect();
        rest = &rest[close + 1..];
        push_template(&mut out, &arguments);
    }
    out
}

/// Puts the arguments behind the template's name at the end of `out`.
fn push_template(out: &mut String, arguments: &[String]) {
    let start = path_start(out);
    let path = out[start..].to_owned();
    let mut kept = arguments.len();
    if path.starts_with("std::") {
        while kept > 1 && is_default(&path, arguments, kept - 1) {
            kept -= 1;
        }
    }
    let text = format!("{path}<{}>", arguments[..kept].join(", "));
    let known = KNOWN_AS.iter().find(|(long, _)| *long == text);
    out.truncate(start);
    out.push_str(known.map_or(&text, |(_, short)| short));
}

fn is_default(path: &str, arguments: &[String], index: usize) -> bool {
    let (Some(argument), Some(first)) = (arguments.get(index), arguments.first()) else {
        return false;
    };
    match path {
        "std::stack" | "std::queue" => *argument == format!("std::deque<{first}>"),
        "std::priority_queue" if index == 1 => *argument == format!("std::vector<{first}>"),
        // The time of a clock is in the clock's own unit.
        "std::chrono::duration" => argument == "std::ratio<1>",
        "std::ratio" => argument == "1",
        // A length that only the object knows: the largest number of 32 or 64 bits.
        "std::span" => argument == "4294967295" || argument == "18446744073709551615",
        _ => DEFAULTS.iter().any(|default| argument.starts_with(default)),
    }
}

/// Where the path at the end of `text` begins.
fn path_start(text: &str) -> usize {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == ':' || c == '~';
    text.char_indices()
        .rev()
        .take_while(|(_, c)| is_part(*c))
        .last()
        .map_or(text.len(), |(at, _)| at)
}

/// A number without the letters that say its type: `3` of `3UL`.
fn without_suffix(word: &str) -> &str {
    let digits = word.trim_end_matches(['U', 'L']);
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { digits } else { word }
}

/// A demangled function's name as it is written: also without the tags of the library's version.
pub(crate) fn cpp_function_name(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(open) = rest.find("[abi:") {
        let Some(close) = rest[open..].find(']') else { break };
        plain.push_str(&rest[..open]);
        rest = &rest[open + close + 1..];
    }
    plain.push_str(rest);
    cpp_name(&plain)
}

/// Bytes of the identifier at the start of `text`, 0 where there is none.
fn word_length(text: &str) -> usize {
    if text.starts_with(|c: char| c.is_ascii_digit()) {
        return text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len());
    }
    text.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len())
}

/// Arguments between commas that stand in no brackets.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text).filter(|text| !text.is_empty());
    std::iter::from_fn(move || {
        let text = rest?;
        let mut depth = 0usize;
        let mut previous = ' ';
        for (at, c) in text.char_indices() {
            match c {
                '<' | '(' | '[' | '{' => depth += 1,
                '>' if previous == '-' => {}
                '>' | ')' | ']' | '}' => depth = depth.saturating_sub(1),
                ',' if depth == 0 => {
                    rest = Some(&text[at + 1..]);
                    return Some(&text[..at]);
                }
                _ => {}
            }
            previous = c;
        }
        rest = None;
        Some(text)
    })
}

/// The name of a type of the standard library without `std`, inline namespaces and arguments
/// (`vector`, `chrono::duration`); `None` for all other types.
pub(crate) fn standard_name(name: &str) -> Option<String> {
    let mut rest = name.strip_prefix("std::")?;
    while let Some(inner) = INLINE.iter().find_map(|part| rest.strip_prefix(part)) {
        rest = inner;
    }
    let path = match rest.find('<') {
        Some(open) if closing(&rest[open..]) == Some(rest.len() - open - 1) => &rest[..open],
        Some(_) => return None,
        None => rest,
    };
    Some(path.replace("__cxx11::", ""))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_read_as_they_are_written() {
        for (recorded, written) in [
            ("int", "int"),
            ("std::__2::vector<int, std::__2::allocator<int> >", "std::vector<int>"),
            (
                "std::__1::basic_string<char, std::__1::char_traits<char>, std::__1::allocator<char> >",
                "std::string",
            ),
            (
                "const std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> > &",
                "const std::string &",
            ),
            (
                "std::__2::map<int, std::__2::vector<char *, std::__2::allocator<char *> >, \
                 std::__2::less<int>, std::__2::allocator<std::__2::pair<const int, \
                 std::__2::vector<char *, std::__2::allocator<char *> > > > >",
                "std::map<int, std::vector<char *>>",
            ),
            (
                "std::map<int, int, shop::Less, std::allocator<std::pair<const int, int> > >",
                "std::map<int, int, shop::Less>",
            ),
            (
                "std::__2::priority_queue<int, std::__2::vector<int, std::__2::allocator<int> >, \
              std::__2::less<int> >",
                "std::priority_queue<int>",
            ),
            (
                "std::__2::priority_queue<int, std::__2::vector<int, std::__2::allocator<int> >, \
              std::__2::greater<int> >",
                "std::priority_queue<int, std::vector<int>, std::greater<int>>",
            ),
            ("std::__2::set<std::__2::less<int> >", "std::set<std::less<int>>"),
            ("mine::less<std::__2::less<int> >", "mine::less<std::less<int>>"),
            (
                "std::__2::function<int (int, std::__2::allocator<int>)>",
                "std::function<int (int, std::allocator<int>)>",
            ),
            (
                "std::__2::chrono::duration<double, std::__2::ratio<1LL, 1LL> >",
                "std::chrono::duration<double>",
            ),
            ("std::__2::array<short, 3UL>", "std::array<short, 3>"),
            ("mine::__2::box", "mine::__2::box"),
            (
                "geo::Grid<geo::Cell (*)(int), 3>::Row<char>",
                "geo::Grid<geo::Cell (*)(int), 3>::Row<char>",
            ),
            // Not what a compiler writes.
            ("std::vector<int", "std::vector<int"),
            ("std::__2::", "std::"),
            ("<>><", "<>><"),
        ] {
            assert_eq!(cpp_name(recorded), written);
        }
        assert_eq!(
            cpp_function_name(
                "std::__2::vector<int, std::__2::allocator<int> >::push_back[abi:ne22](int&&)"
            ),
            "std::vector<int>::push_back(int&&)"
        );
        assert_eq!(standard_name("std::__2::vector<int, a<b> >").as_deref(), Some("vector"));
        assert_eq!(
            standard_name("std::__1::chrono::duration<int>").as_deref(),
            Some("chrono::duration")
        );
        for other in
            ["vector<int>", "std::__2::vector<int>::iterator", "std", "my::std::vector<int>"]
        {
            assert_eq!(standard_name(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn any_name_is_shown(name in "(std::|__2::|[a<>()\\[\\]*,:~é -]|less<|vector<|\\(\\*){0,24}") {
            let short = cpp_name(&name);
            assert!(short.len() <= name.len() + 8, "{short}");
            let _ = standard_name(&name);
        }
    }
}
