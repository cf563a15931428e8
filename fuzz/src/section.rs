//! The frame of a Wasm file: its sections and the numbers in front of them.

use std::ops::Range;

/// Bytes of the magic number and the version.
pub(crate) const PREAMBLE: usize = 8;
/// Identifier of the export section, which is a count and entries.
const EXPORT: u8 = 7;
/// The kind of an export that is a global.
const GLOBAL: u8 = 3;

/// Identifier and content of each section, as far as they can be told apart.
pub(crate) fn sections(file: &[u8]) -> Vec<(u8, Range<usize>)> {
    let mut found = Vec::new();
    let mut at = PREAMBLE;
    while let Some(&id) = file.get(at) {
        let Some((length, start)) = leb(file, at + 1) else { break };
        let Some(end) = start.checked_add(length).filter(|&end| end <= file.len()) else { break };
        found.push((id, start..end));
        at = end;
    }
    found
}

/// An unsigned number at `at`, and where it ends.
pub(crate) fn leb(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let mut value = 0;
    for shift in (0..35).step_by(7) {
        let byte = *bytes.get(at)?;
        at += 1;
        value |= usize::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some((value, at));
        }
    }
    None
}

/// The number in as few bytes as it needs.
pub(crate) fn to_leb(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    loop {
        let low = value.to_le_bytes()[0] & 0x7f;
        value >>= 7;
        if value == 0 {
            bytes.push(low);
            return bytes;
        }
        bytes.push(low | 0x80);
    }
}

/// The file with one more export, of the global `index`; `None` where it has no export section.
pub(crate) fn with_exported_global(file: &[u8], name: &str, index: u32) -> Option<Vec<u8>> {
    let (_, content) = sections(file).into_iter().find(|&(id, _)| id == EXPORT)?;
    let before = sections(file).iter().rev().find(|other| other.1.end < content.start)?.1.end;
    let section = &file[content.clone()];
    let (count, start) = leb(section, 0)?;
    let mut changed = to_leb(count + 1);
    changed.extend_from_slice(&section[start..]);
    changed.extend(to_leb(name.len()));
    changed.extend_from_slice(name.as_bytes());
    changed.push(GLOBAL);
    changed.extend(to_leb(index as usize));
    Some(
        [&file[..before], &[EXPORT], &to_leb(changed.len()), &changed, &file[content.end..]]
            .concat(),
    )
}
