//! Readable names: what compilers made of a symbol turned back into what was written.

use std::fmt::{self, Write};

use crate::cpp_names::cpp_function_name;

/// Names grow no longer than this: a few bytes of a mangled name can stand for gigabytes.
const MAX_NAME: usize = 16 << 10;

/// How deep a mangled C++ name may nest.
const MAX_NESTING: u32 = 128;

/// The readable form of a symbol: Rust's without its hash, C++'s without its parameters.
/// `None` where it is not mangled.
pub(crate) fn demangle(symbol: &str) -> Option<String> {
    demangle_rust(symbol).or_else(|| demangle_cpp(symbol))
}

fn demangle_rust(symbol: &str) -> Option<String> {
    let name = rustc_demangle::try_demangle(symbol).ok()?;
    bounded(|text| write!(text, "{name:#}"))
}

fn demangle_cpp(symbol: &str) -> Option<String> {
    let readable = recorded_cpp(symbol)?;
    Some(cpp_function_name(without_qualifiers(&thunk(&readable).unwrap_or(readable))))
}

/// A name without what stood behind its parameters: of `shape::area() const` that are `const`, `&` and the like.
fn without_qualifiers(name: &str) -> &str {
    let mut name = name;
    while let Some(shorter) =
        [" const", " volatile", " &&", " &"].iter().find_map(|word| name.strip_suffix(word))
    {
        name = shorter;
    }
    name
}

/// A function that a compiler makes to change `this` before it goes on to another one, as other tools call it: of
/// `{virtual override thunk({offset(-8)}, Square::~Square)}`, `non-virtual thunk to Square::~Square`.
fn thunk(name: &str) -> Option<String> {
    let (offset, target) = name.strip_prefix("{virtual override thunk({")?.split_once("}, ")?;
    // Of a result that changes as well there are two offsets.
    let (covariant, target) =
        target.rsplit_once("}, ").map_or((false, target), |(_, target)| (true, target));
    let target = without_qualifiers(target.strip_suffix(")}")?);
    let kind = match offset.starts_with("virtual") {
        _ if covariant => "covariant return",
        true => "virtual",
        false => "non-virtual",
    };
    Some(format!("{kind} thunk to {target}"))
}

/// The readable form of a symbol of C++ as debug information has names, with all that goes without saying.
pub(crate) fn recorded_cpp(symbol: &str) -> Option<String> {
    if !symbol.starts_with("_Z") {
        return None;
    }
    let options = cpp_demangle::ParseOptions::default().recursion_limit(MAX_NESTING);
    let name = cpp_demangle::Symbol::new_with_options(symbol, &options).ok()?;
    let options = cpp_demangle::DemangleOptions::default()
        .no_params()
        .no_return_type()
        .recursion_limit(MAX_NESTING);
    bounded(|text| name.structured_demangle(text, &options))
}

/// What `write` writes, unless that is longer than any name that somebody reads.
fn bounded(write: impl FnOnce(&mut Bounded) -> fmt::Result) -> Option<String> {
    let mut text = Bounded(String::new());
    write(&mut text).ok()?;
    Some(text.0)
}

struct Bounded(String);

impl Write for Bounded {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.0.len() + text.len() > MAX_NAME {
            return Err(fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

/// The last part of a qualified name, without what is in angle brackets inside the path before it:
/// `push` of `alloc::vec::Vec<T, A>::push`, `Vec<u8>` of `alloc::vec::Vec<u8>`.
pub(crate) fn last_part(name: &str) -> &str {
    tails(name).last().unwrap_or(name)
}

/// Whether `part` is a qualified name or what remains of it without its first parts: `Vec<T>::push`
/// and `push` of `alloc::vec::Vec<T>::push`.
pub(crate) fn is_tail(part: &str, name: &str) -> bool {
    // Most names end in another way, which is quickly seen.
    name.ends_with(part) && tails(name).any(|tail| tail == part)
}

/// Whether a function with this readable name is meant by what a user typed: its name or the end of it,
/// with or without arguments of generics, a method by its type or by its trait. `Adder::apply` and
/// `Plugin::apply` mean `<geo::Adder as geo::Plugin>::apply`.
#[must_use]
pub fn names_function(readable: &str, typed: &str) -> bool {
    let plain = without_arguments(typed);
    let last = last_part(&plain);
    // Most names do not have it, which is quickly seen.
    if last.is_empty() || !readable.contains(last) {
        return false;
    }
    is_tail(typed, readable) || paths(readable).iter().any(|path| is_tail(&plain, path))
}

/// An identifier that is part of every recorded name, mangled or not, of a function that `typed` means; `None` where it ends
/// in something else, such as an operator, a destructor or letters that symbols spell in another way.
pub(crate) fn recorded_word(typed: &str) -> Option<String> {
    let plain = without_arguments(typed);
    let last = last_part(&plain);
    let is_identifier = last.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && !last.starts_with(|c: char| c.is_ascii_digit());
    (is_identifier && !last.is_empty()).then(|| last.to_owned())
}

/// Whether a readable name is the instance of a generic function that `typed` has the arguments of, wherever
/// paths inside the brackets begin.
pub(crate) fn is_instance(readable: &str, typed: &str) -> bool {
    if !typed.contains('<') {
        return false;
    }
    let (readable, typed) = (short_arguments(readable), short_arguments(typed));
    if is_tail(&typed, &readable) {
        return true;
    }
    // `<Vec<u8>>::push` is what a user calls `Vec<u8>::push`.
    let owner = readable.strip_prefix('<').and_then(|_| closing(&readable));
    owner.is_some_and(|close| {
        let (owner, method) = (&readable[1..close], &readable[close + 1..]);
        owner.split(" as ").any(|part| is_tail(&typed, &format!("{part}{method}")))
    })
}

/// A name without the paths, blanks and colons of generics that people leave out: `Vec<String>` of
/// `Vec::<alloc::string::String>`. An owner in brackets keeps its path.
fn short_arguments(name: &str) -> String {
    let mut short = String::with_capacity(name.len());
    let mut depth = 0_usize;
    // Where the last path inside brackets begins.
    let mut path = 0;
    let owner = usize::from(name.starts_with('<'));
    for c in name.chars() {
        match c {
            '<' => {
                if short.ends_with("::") {
                    short.truncate(short.len() - 2);
                }
                depth += 1;
            }
            '>' if !short.ends_with('-') => depth = depth.saturating_sub(1),
            ' ' if !short.ends_with(char::is_alphanumeric) => continue,
            _ => {}
        }
        short.push(c);
        if depth > owner && short.ends_with("::") {
            short.truncate(path);
        } else if !(c.is_alphanumeric() || c == '_' || c == ':') {
            path = short.len();
        }
    }
    short
}

/// The paths by which a function may be called, without arguments of generics.
fn paths(readable: &str) -> Vec<String> {
    let owner = readable
        .starts_with('<')
        .then(|| closing(readable))
        .flatten()
        .map(|close| (&readable[1..close], &readable[close + 1..]));
    let Some((owner, method)) = owner else { return vec![without_arguments(readable)] };
    let method = without_arguments(method);
    let (ty, of) = owner.split_once(" as ").map_or((owner, None), |(ty, of)| (ty, Some(of)));
    [Some(ty), of]
        .into_iter()
        .flatten()
        .map(|part| format!("{}{method}", without_arguments(part.trim_start_matches(['&', '*']))))
        .collect()
}

/// Bytes from the bracket at the start of `text` to the one that closes it.
pub(crate) fn closing(text: &str) -> Option<usize> {
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

/// A path without what is in angle brackets behind its parts.
fn without_arguments(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(open) = rest.find('<') {
        let (before, inside) = rest.split_at(open);
        let Some(close) = closing(inside) else { break };
        // `f::<u8>`: the colons belong to the brackets.
        plain.push_str(before.strip_suffix("::").unwrap_or(before));
        rest = &inside[close + 1..];
    }
    plain.push_str(rest);
    plain
}

/// A qualified name without its first 0, 1, 2 ... parts.
pub(crate) fn tails(name: &str) -> impl Iterator<Item = &str> {
    let bytes = name.as_bytes();
    let mut depth = 0_u32;
    let starts = bytes.iter().enumerate().filter_map(move |(index, byte)| {
        match byte {
            b'<' | b'(' | b'[' | b'{' => depth += 1,
            // Not the arrow of a function type.
            b'>' if index > 0 && bytes.get(index - 1) == Some(&b'-') => {}
            b'>' | b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            // Paths of AssemblyScript: `assembly/index/add`. C++ has an operator of that name.
            b'/' if depth == 0 && index + 1 < bytes.len() => return Some(index + 1),
            b':' if depth == 0 && bytes.get(index + 1) == Some(&b':') => return Some(index + 2),
            _ => {}
        }
        None
    });
    std::iter::once(0).chain(starts).filter_map(|start| name.get(start..))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_become_readable() {
        let cases = [
            (
                "_ZN9inventory5stock5Stock3add17h0123456789abcdefE",
                Some("inventory::stock::Stock::add"),
            ),
            (
                "_ZN5alloc3vec16Vec$LT$T$C$A$GT$4push17h0123456789abcdefE",
                Some("alloc::vec::Vec<T,A>::push"),
            ),
            ("_RNvCsdHhIpgkcIfN_4core3num", Some("core::num")),
            ("_ZN5shape6Circle4areaEv", Some("shape::Circle::area")),
            ("_Z3maxIiET_S0_S0_", Some("max<int>")),
            ("_ZNK5shape6Circle4areaEv", Some("shape::Circle::area")),
            ("_ZNKR3BoxIiE4baseEv", Some("Box<int>::base")),
            ("_ZThn8_N3geo6SquareD0Ev", Some("non-virtual thunk to geo::Square::~Square")),
            ("_ZTv0_n12_N5OtterD1Ev", Some("virtual thunk to Otter::~Otter")),
            ("_ZTch0_h4_N5Otter5cloneEv", Some("covariant return thunk to Otter::clone")),
            ("main", None),
            ("_Z", None),
        ];
        for (symbol, expected) in cases {
            assert_eq!(demangle(symbol).as_deref(), expected, "{symbol}");
        }
    }

    #[test]
    fn a_word_of_a_name_is_one_of_its_symbol() {
        let cases = [
            ("alloc::vec::Vec<u8>::push", Some("push")),
            ("push::<u8>", Some("push")),
            ("main", Some("main")),
            ("_ZN5shape6Circle4areaEv", Some("_ZN5shape6Circle4areaEv")),
            ("geo::operator/", None),
            ("operator new", None),
            ("Square::~Square", None),
            ("run::{closure#0}", None),
            ("gr\u{f6}\u{df}e", None),
            ("func[3]", None),
            ("", None),
        ];
        for (typed, word) in cases {
            assert_eq!(recorded_word(typed).as_deref(), word, "{typed}");
        }
    }

    #[test]
    fn names_answer_to_their_last_parts() {
        for part in
            ["alloc::vec::Vec<a::T>::push", "vec::Vec<a::T>::push", "Vec<a::T>::push", "push"]
        {
            assert!(is_tail(part, "alloc::vec::Vec<a::T>::push"), "{part}");
        }
        for part in ["ush", "ec<a::T>::push", "T>::push", "alloc::vec", "", "my::alloc::vec"] {
            assert!(!is_tail(part, "alloc::vec::Vec<a::T>::push"), "{part}");
        }
        assert!(!is_tail("T>", "alloc::vec::Vec<a::T>"));
    }

    #[test]
    fn functions_answer_to_what_a_programmer_would_type() {
        let cases: [(&str, &[&str]); 7] = [
            (
                "<geo::Adder as geo::Plugin>::apply",
                &[
                    "apply",
                    "Adder::apply",
                    "geo::Adder::apply",
                    "Plugin::apply",
                    "<geo::Adder as geo::Plugin>::apply",
                ],
            ),
            (
                "<geo::Matrix<N>>::sum",
                &["sum", "Matrix::sum", "geo::Matrix::sum", "Matrix<N>::sum"],
            ),
            ("geo::Matrix<3>::sum::<u8>", &["sum", "Matrix::sum", "sum::<u8>", "Matrix<3>::sum"]),
            ("app::run::{closure#0}", &["{closure#0}", "run::{closure#0}"]),
            ("a::apply::<fn() -> b::C>", &["apply", "a::apply"]),
            ("assembly/index/add", &["add", "index/add", "assembly/index/add"]),
            ("geo::operator/", &["operator/", "geo::operator/"]),
        ];
        for (readable, typed) in cases {
            for name in typed {
                assert!(names_function(readable, name), "{name} means {readable}");
            }
        }
        for name in ["", "pply", "dder::apply", "Other::apply", "apply::x", "<", "Adder"] {
            assert!(!names_function("<geo::Adder as geo::Plugin>::apply", name), "{name}");
        }
    }

    #[test]
    fn the_last_part_ignores_paths_in_brackets() {
        assert_eq!(last_part("alloc::vec::Vec<T,A>::push"), "push");
        assert_eq!(
            last_part("alloc::vec::Vec<core::num::Wrapping<u8>>"),
            "Vec<core::num::Wrapping<u8>>"
        );
        assert_eq!(last_part("<a::B as c::D>::e"), "e");
        assert_eq!(last_part("main"), "main");
        assert_eq!(last_part("a::{impl#0}::f<fn() -> b::C>"), "f<fn() -> b::C>");
    }
}
