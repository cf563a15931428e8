//! A mutator that keeps the frame of a Wasm file.
//!
//! Bytes added or removed anywhere make the lengths before them wrong, so that most mutants of a
//! plain mutator end at their first section. This one changes what is inside one section, or inside
//! one function's body, and writes the lengths anew. Every fourth mutant is a plain one: lengths that
//! lie must be found as well.

use std::ops::Range;

use libfuzzer_sys::fuzzer_mutate;

use crate::section::{PREAMBLE, leb, sections, to_leb};

/// Identifier of custom sections, whose content begins with a name.
const CUSTOM: u8 = 0;
/// Identifier of the code section, which is a count and bodies with their lengths.
const CODE: u8 = 10;

/// Changes `data[..size]` in place, to at most `max_size` bytes; gives the new size.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let seed = usize::try_from(seed).unwrap_or(0);
    let changed = match seed % 4 {
        0 => None,
        _ => inside(&data[..size], seed / 4, max_size),
    };
    match changed {
        Some(changed) if changed.len() <= max_size => {
            data[..changed.len()].copy_from_slice(&changed);
            changed.len()
        }
        _ => fuzzer_mutate(data, size, max_size),
    }
}

/// The file with one section's content changed; `None` where it has no sections.
fn inside(file: &[u8], seed: usize, max_size: usize) -> Option<Vec<u8>> {
    let sections = sections(file);
    let (id, content) = pick(&sections, seed)?.clone();
    let seed = seed / sections.len();
    let section = &file[content.clone()];
    let room = max_size.saturating_sub(file.len());
    let changed = match id {
        CUSTOM => {
            let (length, start) = leb(section, 0)?;
            let start = start.checked_add(length).filter(|&start| start <= section.len())?;
            [&section[..start], &mutated(&section[start..], room)].concat()
        }
        CODE => {
            let (_, start) = leb(section, 0)?;
            let bodies = bodies(section, start);
            let body = pick(&bodies, seed)?.clone();
            // The length before the body is written anew, so that the body before it ends the head.
            let head = bodies.iter().rev().find(|other| other.end < body.start);
            let head = head.map_or(start, |before| before.end);
            let inner = mutated(&section[body.clone()], room);
            [&section[..head], &to_leb(inner.len()), &inner, &section[body.end..]].concat()
        }
        _ => mutated(section, room),
    };
    // The section's head: its identifier, and its length written anew.
    let before = sections.iter().rev().find(|other| other.1.end < content.start);
    let before = before.map_or(PREAMBLE, |before| before.1.end);
    Some([&file[..before], &[id], &to_leb(changed.len()), &changed, &file[content.end..]].concat())
}

/// Bytes as libFuzzer changes them, with `room` for more.
fn mutated(bytes: &[u8], room: usize) -> Vec<u8> {
    let mut buffer = bytes.to_vec();
    // Lengths may become longer as well; some bytes are enough for that.
    let most = bytes.len() + room.saturating_sub(16).max(1);
    buffer.resize(most, 0);
    let size = fuzzer_mutate(&mut buffer, bytes.len(), most);
    buffer.truncate(size);
    buffer
}

fn pick<T>(items: &[T], seed: usize) -> Option<&T> {
    items.get(seed.checked_rem(items.len())?)
}

/// Each function's body in the code section's content.
fn bodies(section: &[u8], mut at: usize) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    while let Some((length, start)) = leb(section, at) {
        let Some(end) = start.checked_add(length).filter(|&end| end <= section.len()) else {
            break;
        };
        found.push(start..end);
        at = end;
    }
    found
}
