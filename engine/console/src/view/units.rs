//! Memory as units of some size, each written in some way: what `x/16xb` shows.

use std::fmt::Write;

use wrtd_debug::{DebugSession, MemoryRef};

use super::clean;
use crate::command::Letter;

/// Bytes of text that are shown before it is cut.
const TEXT: usize = 200;

/// How memory is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Units {
    pub(crate) letter: Letter,
    /// Bytes of one: 1, 2, 4 or 8.
    pub(crate) size: usize,
}

impl Units {
    /// Units of a line.
    const fn in_line(self) -> usize {
        match (self.letter, self.size) {
            (Letter::Address, _) => 2,
            (Letter::Binary, 4) => 2,
            (Letter::Binary, 8) => 1,
            (_, 1 | 2) => 8,
            (_, 4) => 4,
            _ => 2,
        }
    }

    fn write(self, session: &DebugSession, place: MemoryRef, bytes: &[u8]) -> String {
        let mut wide = [0; 8];
        for (to, from) in wide.iter_mut().zip(bytes) {
            *to = *from;
        }
        let bits = u64::from_le_bytes(wide);
        let unused = 64 - 8 * self.size as u32;
        let signed = (bits << unused).cast_signed() >> unused;
        let digits = 2 * self.size;
        match self.letter {
            Letter::Signed => signed.to_string(),
            Letter::Unsigned => bits.to_string(),
            Letter::Octal => format!("{bits:#o}"),
            Letter::Binary => format!("{bits:0width$b}", width = 8 * self.size),
            Letter::Character => match character(bits).filter(|_| self.size == 4 || bits < 0x80) {
                Some(character) => format!("{signed} {character}"),
                None => signed.to_string(),
            },
            Letter::Float if self.size == 4 => {
                let value = f32::from_bits(bits as u32);
                if is_plain(value.into()) { value.to_string() } else { format!("{value:e}") }
            }
            Letter::Float if self.size == 8 => {
                let value = f64::from_bits(bits);
                if is_plain(value) { value.to_string() } else { format!("{value:e}") }
            }
            Letter::Address => match name(session, MemoryRef { address: bits, ..place }) {
                Some(name) => format!("{bits:#0width$x} {name}", width = digits + 2),
                None => format!("{bits:#0width$x}", width = digits + 2),
            },
            _ => format!("{bits:#0width$x}", width = digits + 2),
        }
    }
}

/// The character that a number is, between quotes.
fn character(bits: u64) -> Option<String> {
    let character = char::from_u32(u32::try_from(bits).ok()?)?;
    Some(match character {
        '\0' => "'\\0'".to_owned(),
        '\t' | '\n' | '\r' | '\'' | '\\' => format!("{character:?}"),
        control if control.is_control() => format!("'\\x{bits:02x}'"),
        plain => format!("'{plain}'"),
    })
}

/// Whether a float reads well without an exponent.
fn is_plain(value: f64) -> bool {
    value == 0.0 || !value.is_finite() || (1e-5..1e16).contains(&value.abs())
}

/// `<counter+4>`, where a static variable lies there.
pub(crate) fn name(session: &DebugSession, place: MemoryRef) -> Option<String> {
    let (name, inside) = session.static_at(place)?;
    Some(match inside {
        0 => format!("<{}>", clean(&name)),
        inside => format!("<{}+{inside}>", clean(&name)),
    })
}

/// `0x00001040 <counter>:`
fn place_text(session: &DebugSession, place: MemoryRef) -> String {
    match name(session, place) {
        Some(name) => format!("{:#010x} {name}:", place.address),
        None => format!("{:#010x}:", place.address),
    }
}

/// Bytes from a place on as units, the last of which may be left out where the bytes end in it.
pub(crate) fn table(
    session: &DebugSession,
    place: MemoryRef,
    units: Units,
    bytes: &[u8],
) -> String {
    let cells: Vec<String> = (place.address..)
        .step_by(units.size)
        .zip(bytes.chunks_exact(units.size))
        .map(|(address, bytes)| units.write(session, MemoryRef { address, ..place }, bytes))
        .collect();
    let width = cells.iter().map(|cell| cell.chars().count()).max().unwrap_or(0);
    let lines = cells.chunks(units.in_line());
    let addresses = (place.address..).step_by(units.size * units.in_line());
    let places: Vec<String> = addresses
        .take(lines.len())
        .map(|address| place_text(session, MemoryRef { address, ..place }))
        .collect();
    let margin = places.iter().map(|place| place.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for (place, cells) in places.iter().zip(lines) {
        let _ = write!(text, "{place:<margin$}");
        for cell in cells {
            let _ = write!(text, "  {cell:>width$}");
        }
        text.push('\n');
    }
    text
}

/// One text that ends in a zero or, where it is `whole`, with the bytes that are there; and how many of them it takes, its
/// zero included.
pub(crate) fn line_of_text(
    session: &DebugSession,
    place: MemoryRef,
    bytes: &[u8],
    whole: bool,
) -> (String, usize) {
    let shown = &bytes[..bytes.len().min(TEXT)];
    let zero = shown.iter().position(|&byte| byte == 0);
    let (shown, taken, cut) = match zero.filter(|_| !whole) {
        Some(end) => (&shown[..end], end + 1, ""),
        None if whole => (shown, shown.len(), ""),
        None => (shown, shown.len(), "…"),
    };
    let mut quoted = String::new();
    for chunk in shown.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\t' | '\n' | '\r' | '"' | '\\' => quoted.extend(c.escape_debug()),
                c if c.is_ascii_control() => _ = write!(quoted, "\\x{:02x}", u32::from(c)),
                c if c.is_control() => quoted.extend(c.escape_unicode()),
                c => quoted.push(c),
            }
        }
        for byte in chunk.invalid() {
            let _ = write!(quoted, "\\x{byte:02x}");
        }
    }
    (format!("{}  \"{quoted}\"{cut}\n", place_text(session, place)), taken)
}

/// Bytes that [`line_of_text`] looks at.
pub(crate) const LONGEST_TEXT: usize = TEXT + 1;
