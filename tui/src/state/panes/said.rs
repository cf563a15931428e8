//! What the command language answers, line by line: its listings, stacks and values look as they do in the panes.

use super::code;
use crate::{
    state::{Role, Row, symbols::Symbols},
    syntax::Language,
};

/// The language of the first source that a text names.
pub(super) fn language(text: &str) -> Option<Language> {
    let places = text.split_whitespace().filter_map(|word| word.rsplit_once(':'));
    let mut files = places.filter(|(_, line)| line.bytes().all(|byte| byte.is_ascii_digit()));
    files.find_map(|(file, _)| file.contains('.').then(|| Language::of(file))?)
}

/// A line of an answer. Its code, if it has some, is of a language.
pub(super) fn row(line: &str, language: Option<Language>, symbols: &Symbols) -> Row {
    if let Some(row) = listed(line, language, symbols) {
        return row;
    }
    match value(line) {
        Some((name, value)) => {
            Row::of(name, Role::Name).with(" = ", Role::Dim).with(value, Role::Value)
        }
        None => Row::of(line, Role::Plain),
    }
}

/// `→● 12  code`, `→  0x41de  call 5` and `→ 3  function at place`.
fn listed(line: &str, language: Option<Language>, symbols: &Symbols) -> Option<Row> {
    let rest = line.strip_prefix(['→', ' '])?;
    let arrow = if line.starts_with('→') { symbols.here } else { " " };
    let (dot, rest) = match rest.strip_prefix('●') {
        Some(rest) => (symbols.breakpoint, rest),
        None => (" ", rest.strip_prefix(' ')?),
    };
    let number = rest.trim_start_matches(' ');
    let blanks = &rest[..rest.len() - number.len()];
    let (number, behind) = number.split_at(number.find(' ').unwrap_or(number.len()));
    let is_address = number.strip_prefix("0x").is_some_and(|digits| {
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let text = behind.strip_prefix("  ").or(behind.is_empty().then_some(""))?;
    if !is_number && !is_address {
        return None;
    }
    let mut row =
        Row::of(arrow, Role::Current).with(dot, Role::Breakpoint).with(blanks, Role::Plain);
    row.push(number, if is_address { Role::Address } else { Role::Dim });
    row.push("  ", Role::Plain);
    match text.rfind(" at ").filter(|_| blanks.len() < 2 && ends_with_line(text)) {
        Some(at) => {
            row.push(&text[..at], Role::Function);
            row.push(" at ", Role::Dim);
            row.push(&text[at + " at ".len()..], Role::Place);
        }
        None => {
            match if is_address || is_listing(text) { Some(Language::Listing) } else { language } {
                Some(language) => code::push_alone(&mut row, text, language),
                None => code::push(&mut row, text, &[]),
            }
        }
    }
    Some(row)
}

/// Whether a text is a line of instructions: `000041de:   call 5`, `func[58] <_start> () -> ()`.
fn is_listing(text: &str) -> bool {
    let place = text.split_once(':').map_or("", |(place, _)| place);
    text.starts_with("func[")
        || (place.len() == 8 && place.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Whether a text ends as frames of a stack do: `shapes.rs:97`.
fn ends_with_line(text: &str) -> bool {
    text.rsplit_once(':')
        .is_some_and(|(_, line)| !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `name = value`, as `print` and `info locals` write it.
fn value(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once(" = ")?;
    let is_name = name.split_whitespace().count() == 1 && !name.contains(['"', '(', '{']);
    is_name.then_some((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::ASCII;

    fn roles(line: &str, language: Option<Language>) -> Vec<(String, Role)> {
        let row = row(line, language, &ASCII);
        let parts = row.parts.into_iter().filter(|part| !part.text.trim().is_empty());
        parts.map(|part| (part.text, part.role)).collect()
    }

    #[test]
    fn listings_stacks_and_values_are_told_apart() {
        let text = "Stopped at breakpoint 1: main at ../src/shapes.rs:97\n";
        assert_eq!(language(text), Some(Language::Rust));
        assert_eq!(language("Stopped: 3 of 4"), None);
        let of = |line| roles(line, Some(Language::Rust));
        let owned = |parts: &[(&str, Role)]| {
            parts.iter().map(|(text, role)| ((*text).to_owned(), *role)).collect::<Vec<_>>()
        };
        assert_eq!(
            of("→●  97  let"),
            owned(&[
                (">", Role::Current),
                ("*", Role::Breakpoint),
                ("97", Role::Dim),
                ("let", Role::Keyword)
            ])
        );
        assert_eq!(of("    98"), owned(&[("98", Role::Dim)]));
        assert_eq!(
            of("→ 0  main at a.rs:3"),
            owned(&[
                (">", Role::Current),
                ("0", Role::Dim),
                ("main", Role::Function),
                (" at ", Role::Dim),
                ("a.rs:3", Role::Place)
            ])
        );
        assert_eq!(
            of("x = 3"),
            owned(&[("x", Role::Name), (" = ", Role::Dim), ("3", Role::Value)])
        );
        assert_eq!(of("a b = c"), owned(&[("a b = c", Role::Plain)]));
        assert_eq!(of("    and on"), owned(&[("    and on", Role::Plain)]));
    }
}
