//! Bytes of memory as lines.

use std::fmt::Write;

/// Bytes of a line.
const LINE: usize = 16;

/// Bytes from an address on: 16 a line, in hexadecimal and as characters.
pub(crate) fn dump(address: u64, bytes: &[u8]) -> String {
    let mut text = String::new();
    for (line, bytes) in (0u64..).zip(bytes.chunks(LINE)) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{:#010x} ", address.saturating_add(line * LINE as u64));
        for index in 0..LINE {
            let gap = if index == LINE / 2 { "  " } else { " " };
            let _ = match bytes.get(index) {
                Some(byte) => write!(text, "{gap}{byte:02x}"),
                None => write!(text, "{gap}  "),
            };
        }
        let shown = bytes.iter().map(|&byte| match byte {
            b' '..=b'~' => char::from(byte),
            _ => '.',
        });
        let _ = writeln!(text, "  |{}|", shown.collect::<String>());
    }
    text
}
