//! Output as text: a program writes bytes, in pieces that may end inside a character.

/// Category of an `output` event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Category {
    Stdout,
    Stderr,
    Console,
    Important,
}

impl Category {
    /// The protocol's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Stdout => "stdout",
            Self::Stderr => "stderr",
            Self::Console => "console",
            Self::Important => "important",
        }
    }
}

impl From<wrtd_debug::OutputCategory> for Category {
    fn from(category: wrtd_debug::OutputCategory) -> Self {
        match category {
            wrtd_debug::OutputCategory::Stdout => Self::Stdout,
            wrtd_debug::OutputCategory::Stderr => Self::Stderr,
            wrtd_debug::OutputCategory::Console => Self::Console,
            wrtd_debug::OutputCategory::Important => Self::Important,
        }
    }
}

/// Lines that the user must see, for a console that shows colours: in bold.
pub(crate) fn important(lines: &[u8]) -> Vec<u8> {
    let text = lines.strip_suffix(b"\n").unwrap_or(lines);
    [b"\x1b[1m", text, b"\x1b[0m\n"].concat()
}

/// The beginnings of characters that each stream of the program has not finished yet: at most three
/// bytes each.
#[derive(Debug, Default)]
pub(crate) struct Utf8Pieces {
    stdout: Vec<u8>,
    stderr: Vec<u8>,
}

impl Utf8Pieces {
    /// The text that `bytes` completes. Bytes that are no UTF-8 become U+FFFD.
    pub(crate) fn push(&mut self, category: Category, bytes: &[u8]) -> String {
        let held = match category {
            Category::Stdout => &mut self.stdout,
            Category::Stderr => &mut self.stderr,
            // The debugger writes whole lines.
            Category::Console | Category::Important => {
                return String::from_utf8_lossy(bytes).into_owned();
            }
        };
        held.extend_from_slice(bytes);
        let complete = held.len() - incomplete_suffix(held);
        let text = String::from_utf8_lossy(&held[..complete]).into_owned();
        held.drain(..complete);
        text
    }

    /// What is left at the end of the program.
    pub(crate) fn finish(&mut self) -> [(Category, String); 2] {
        let text = |held: &mut Vec<u8>| {
            let text = String::from_utf8_lossy(held).into_owned();
            held.clear();
            text
        };
        [(Category::Stdout, text(&mut self.stdout)), (Category::Stderr, text(&mut self.stderr))]
    }
}

/// Length of the unfinished but so far valid character at the end, 0 to 3.
fn incomplete_suffix(bytes: &[u8]) -> usize {
    let tail = &bytes[bytes.len().saturating_sub(3)..];
    (0..tail.len())
        .find(|&start| match std::str::from_utf8(&tail[start..]) {
            Err(error) => error.valid_up_to() == 0 && error.error_len().is_none(),
            Ok(_) => false,
        })
        .map_or(0, |start| tail.len() - start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_stay_whole_however_they_are_cut() {
        let text = "aä€🦀z";
        for size in 1..text.len() {
            let mut pieces = Utf8Pieces::default();
            let mut result = String::new();
            for chunk in text.as_bytes().chunks(size) {
                result.push_str(&pieces.push(Category::Stdout, chunk));
            }
            assert_eq!(result, text, "in pieces of {size}");
        }
    }

    #[test]
    fn the_streams_do_not_mix() {
        let mut pieces = Utf8Pieces::default();
        assert_eq!(pieces.push(Category::Stdout, b"\xc3"), "");
        assert_eq!(pieces.push(Category::Stderr, b"e"), "e");
        assert_eq!(pieces.push(Category::Stdout, b"\xa4"), "ä");
    }

    #[test]
    fn what_is_no_utf8_is_replaced_and_never_held() {
        let mut pieces = Utf8Pieces::default();
        assert_eq!(pieces.push(Category::Stdout, b"\xff\xfe!"), "\u{fffd}\u{fffd}!");
        assert_eq!(pieces.push(Category::Stdout, b"\xf0\x9f"), "");
        assert_eq!(pieces.finish()[0].1, "\u{fffd}");
        assert_eq!(pieces.finish()[0].1, "");
    }
}
