//! The name section (core specification, appendix "Custom Sections").
//!
//! Invariant: the section is not validated, so every range kept here is checked when it is read, and
//! what cannot be read counts as having no name.

use alloc::vec::Vec;
use core::ops::Range;
use core::str;

use crate::leb::read_u32;

/// An index and where its name lies in the file, from the name's length on.
#[derive(Clone, Copy, Debug)]
struct Entry {
    index: u32,
    at: u32,
}

/// Where each name lies in the file. Names of locals are looked for when they are asked for.
#[derive(Debug, Default)]
pub(crate) struct Names {
    module: Option<Range<usize>>,
    functions: Vec<Entry>,
    globals: Vec<Entry>,
    tags: Vec<Entry>,
    locals: Range<usize>,
}

const MODULE: u8 = 0;
const FUNCTIONS: u8 = 1;
const LOCALS: u8 = 2;
const GLOBALS: u8 = 7;
const TAGS: u8 = 11;

impl Names {
    /// Reads the section whose contents are `section` of the file `bytes`.
    pub(super) fn parse(bytes: &[u8], section: Range<usize>) -> Self {
        let mut names = Self::default();
        let Some(bytes) = bytes.get(..section.end) else { return names };
        let mut pos = section.start;
        while let Some(&id) = bytes.get(pos) {
            pos += 1;
            let Some(size) = read_u32(bytes, &mut pos) else { break };
            let end = pos.saturating_add(size as usize);
            let Some(subsection) = bytes.get(..end) else { break };
            match id {
                MODULE => names.module = read_name(subsection, &mut { pos }),
                FUNCTIONS => names.functions = name_map(subsection, pos),
                GLOBALS => names.globals = name_map(subsection, pos),
                TAGS => names.tags = name_map(subsection, pos),
                LOCALS => names.locals = pos..end,
                _ => {}
            }
            pos = end;
        }
        names
    }

    /// Bytes that are kept of the section.
    pub(super) fn size(&self) -> usize {
        [&self.functions, &self.globals, &self.tags]
            .map(|entries| size_of_val(&**entries))
            .iter()
            .sum()
    }

    pub(super) fn module<'a>(&self, bytes: &'a [u8]) -> Option<&'a str> {
        text(bytes, self.module.clone()?)
    }

    pub(super) fn function<'a>(&self, bytes: &'a [u8], func: u32) -> Option<&'a str> {
        find(bytes, &self.functions, func)
    }

    pub(super) fn global<'a>(&self, bytes: &'a [u8], global: u32) -> Option<&'a str> {
        find(bytes, &self.globals, global)
    }

    pub(super) fn tag<'a>(&self, bytes: &'a [u8], tag: u32) -> Option<&'a str> {
        find(bytes, &self.tags, tag)
    }

    /// Walks the indirect name map from its start: programs rarely have one, and a debugger asks
    /// for few functions.
    pub(super) fn local<'a>(&self, bytes: &'a [u8], func: u32, local: u32) -> Option<&'a str> {
        let section = bytes.get(..self.locals.end)?;
        let mut pos = self.locals.start;
        for _ in 0..read_u32(section, &mut pos)? {
            let index = read_u32(section, &mut pos)?;
            for _ in 0..read_u32(section, &mut pos)? {
                let entry = read_u32(section, &mut pos)?;
                let name = read_name(section, &mut pos)?;
                if (index, entry) == (func, local) {
                    return text(bytes, name);
                }
            }
        }
        None
    }
}

/// The range of the name at `*pos`; moves `*pos` past it.
fn read_name(bytes: &[u8], pos: &mut usize) -> Option<Range<usize>> {
    let len = read_u32(bytes, pos)? as usize;
    let end = pos.checked_add(len).filter(|end| *end <= bytes.len())?;
    let range = *pos..end;
    *pos = end;
    Some(range)
}

/// Reads a name map up to its end or its first fault, sorted by index.
fn name_map(bytes: &[u8], mut pos: usize) -> Vec<Entry> {
    let mut entries = Vec::new();
    let Some(count) = read_u32(bytes, &mut pos) else { return entries };
    // The least that an entry takes is an index and a length.
    entries.reserve_exact((count as usize).min((bytes.len() - pos) / 2));
    for _ in 0..count {
        let Some(index) = read_u32(bytes, &mut pos) else { break };
        let at = pos as u32;
        if read_name(bytes, &mut pos).is_none() {
            break;
        }
        entries.push(Entry { index, at });
    }
    entries.sort_by_key(|entry| entry.index);
    entries
}

fn find<'a>(bytes: &'a [u8], entries: &[Entry], index: u32) -> Option<&'a str> {
    let place = entries.binary_search_by_key(&index, |entry| entry.index).ok()?;
    let name = read_name(bytes, &mut { entries[place].at as usize })?;
    text(bytes, name)
}

fn text(bytes: &[u8], range: Range<usize>) -> Option<&str> {
    str::from_utf8(bytes.get(range)?).ok().filter(|name| !name.is_empty())
}
