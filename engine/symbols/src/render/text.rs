//! Strings and characters as text: quoted, escaped, shortened.

use super::{Problem, Renderer, layout::Style, read::part};
use crate::Place;

/// Bytes of text somewhere.
#[derive(Clone, Debug)]
pub(crate) struct Text {
    /// Where they are.
    pub(crate) place: Place,
    /// How many there are.
    pub(crate) extent: Extent,
    /// How they are escaped.
    pub(crate) style: Style,
    /// Shown before the text: the address of a C string.
    pub(crate) prefix: Option<String>,
}

/// Where a text ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// After this many bytes.
    Bytes(u64),
    /// At the first zero byte, or after this many bytes.
    Terminated(u64),
}

impl Text {
    /// Length in bytes, where it is known without looking for the end.
    pub(crate) fn known_length(&self) -> Option<u64> {
        match self.extent {
            Extent::Bytes(length) => Some(length),
            Extent::Terminated(limit) => (limit != u64::MAX).then_some(limit),
        }
    }
}

/// Bytes that one character may take, for knowing how much to read.
const WIDEST: u64 = 4;
/// Longest text that comparisons read.
const WHOLE_LIMIT: u64 = 1024 * 1024;
/// Bytes read at once while looking for the end of a text.
const PORTION: u64 = 256;

impl Renderer<'_> {
    /// The text quoted, with at most about `room` characters of it; `true` where it was shortened.
    pub(crate) fn quote(&self, text: &Text, room: usize) -> Result<(String, bool), Problem> {
        let wanted = u64::try_from(room).unwrap_or(u64::MAX).saturating_mul(WIDEST);
        let (bytes, complete) = self.text_bytes(text, wanted)?;
        let mut quoted = String::from("\"");
        let mut left = room;
        let mut shortened = !complete;
        for character in Characters(&bytes) {
            if left == 0 {
                shortened = true;
                break;
            }
            left -= 1;
            escape(character, '"', text.style, &mut quoted);
        }
        if shortened {
            quoted.push('…');
        }
        quoted.push('"');
        Ok((quoted, shortened))
    }

    /// The whole text for comparisons; `None` where it cannot be read or is too long.
    pub(crate) fn whole_text(&self, text: &Text) -> Option<Vec<u8>> {
        let (bytes, complete) = self.text_bytes(text, WHOLE_LIMIT).ok()?;
        complete.then_some(bytes)
    }

    /// At most `wanted` bytes of the text, and whether these are all.
    fn text_bytes(&self, text: &Text, wanted: u64) -> Result<(Vec<u8>, bool), Problem> {
        match text.extent {
            Extent::Bytes(length) => {
                if let Place::Memory(address) = text.place
                    && !self.in_memory(address, length)
                {
                    return Err(Problem::invalid(format!(
                        "length {length} at {address:#x}: outside memory"
                    )));
                }
                let taken = length.min(wanted);
                Ok((self.read_long(&text.place, taken)?, taken == length))
            }
            Extent::Terminated(limit) => self.terminated(&text.place, limit, wanted),
        }
    }

    fn read_long(&self, place: &Place, length: u64) -> Result<Vec<u8>, Problem> {
        let mut bytes = Vec::new();
        let mut at = 0;
        while at < length {
            let step = (length - at).min(PORTION * 64);
            bytes.extend(self.read(&part(place, at, step), step)?);
            at += step;
        }
        Ok(bytes)
    }

    fn terminated(
        &self,
        place: &Place,
        limit: u64,
        wanted: u64,
    ) -> Result<(Vec<u8>, bool), Problem> {
        let mut bytes = Vec::new();
        let end = limit.min(wanted);
        let mut at = 0;
        while at < end {
            let mut step = (end - at).min(PORTION);
            if let Place::Memory(address) = place {
                let left = self.program.memory_size().saturating_sub(address.saturating_add(at));
                step = step.min(left);
                if step == 0 {
                    return if bytes.is_empty() {
                        Err(Problem::Outside(*address))
                    } else {
                        // The text runs into the end of memory: what there is of it is shown.
                        Ok((bytes, false))
                    };
                }
            }
            let portion = self.read(&part(place, at, step), step)?;
            if let Some(zero) = portion.iter().position(|&byte| byte == 0) {
                bytes.extend_from_slice(&portion[..zero]);
                return Ok((bytes, true));
            }
            bytes.extend(portion);
            at += step;
        }
        Ok((bytes, end == limit))
    }
}

/// A character of a text, or a byte that belongs to none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Character {
    /// Valid UTF-8.
    Scalar(char),
    /// A byte that is not UTF-8.
    Byte(u8),
}

/// Decodes UTF-8, byte by byte where it is broken.
struct Characters<'a>(&'a [u8]);

impl Iterator for Characters<'_> {
    type Item = Character;

    fn next(&mut self) -> Option<Character> {
        let first = *self.0.first()?;
        let length = match first {
            0xf0.. => 4,
            0xe0.. => 3,
            0xc0.. => 2,
            _ => 1,
        };
        let scalar = self
            .0
            .get(..length)
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .and_then(|text| text.chars().next());
        let (character, taken) = match scalar {
            Some(scalar) => (Character::Scalar(scalar), length),
            None => (Character::Byte(first), 1),
        };
        self.0 = &self.0[taken..];
        Some(character)
    }
}

/// Appends one character, escaped for text between `quote` marks.
pub(crate) fn escape(character: Character, quote: char, style: Style, out: &mut String) {
    match (character, style) {
        (Character::Byte(byte), Style::Rust | Style::Zig) => {
            out.push_str(&format!("\\x{byte:02x}"))
        }
        (Character::Byte(byte), Style::C) => out.push_str(&format!("\\{byte:03o}")),
        (Character::Scalar(scalar), _) if scalar == quote => {
            out.push('\\');
            out.push(scalar);
        }
        (Character::Scalar('\'' | '"'), _) => {
            if let Character::Scalar(scalar) = character {
                out.push(scalar);
            }
        }
        (Character::Scalar(scalar), Style::Rust | Style::Zig) => out.extend(scalar.escape_debug()),
        (Character::Scalar(scalar), Style::C) => match c_escape(scalar) {
            Some(letter) => {
                out.push('\\');
                out.push(letter);
            }
            None if scalar.is_ascii_control() => {
                out.push_str(&format!("\\{:03o}", u32::from(scalar)));
            }
            None if scalar.is_control() => out.extend(scalar.escape_unicode()),
            None => out.push(scalar),
        },
    }
}

fn c_escape(scalar: char) -> Option<char> {
    Some(match scalar {
        '\x07' => 'a',
        '\x08' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\x0b' => 'v',
        '\x0c' => 'f',
        '\r' => 'r',
        '\x1b' => 'e',
        '\\' => '\\',
        _ => return None,
    })
}

/// A Rust `char` literal.
pub(crate) fn char_literal(scalar: char, style: Style) -> String {
    let mut text = String::from("'");
    escape(Character::Scalar(scalar), '\'', style, &mut text);
    text.push('\'');
    text
}
