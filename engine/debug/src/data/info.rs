//! What could be watched of something.

use super::{DataPlace, DataSource};
use crate::{
    DebugSession, Format, MemoryRef, SessionError, VariableFilter, VariablesRef,
    target::{DataAccess, TargetWatched},
};

/// What is known of something that could be watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataInfo {
    /// What it is, in a few words.
    pub description: String,
    /// The accesses that can be watched; the first is what most want.
    pub accesses: &'static [DataAccess],
    /// How to ask for it: by itself, where it lives as long as the program.
    pub source: DataSource,
}

/// Of memory and globals.
const ALL: &[DataAccess] =
    &[DataAccess::Change, DataAccess::Read, DataAccess::ReadWrite, DataAccess::Write];

/// Of Wasm locals.
const WRITES: &[DataAccess] = &[DataAccess::Change, DataAccess::Write];

impl DebugSession {
    /// What could be watched of an expression's value in a frame, or, without one, of something that lives as long as the
    /// program; with `bytes`, of so many bytes of memory from there on.
    ///
    /// # Errors
    /// [`SessionError::Expression`] where it has no value, or one that is kept nowhere; with the reason.
    pub fn data_info(
        &mut self,
        frame: Option<u32>,
        text: &str,
        bytes: Option<u64>,
    ) -> Result<DataInfo, SessionError> {
        self.alive()?;
        let text = text.trim();
        let found = match frame {
            Some(frame) => self.data_place_of(frame, text)?,
            None => self.static_place(text)?,
        };
        let mut place = found.clone();
        if let Some(bytes) = bytes {
            extend(&mut place, text, bytes)?;
        }
        // By its name what is found again is as long as the value, and not what a frame calls so.
        let lasting = place.watched == found.watched
            && place.depth.is_none()
            && (frame.is_none()
                || self.static_place(text).is_ok_and(|again| again.watched == place.watched));
        let source = if lasting {
            DataSource::Static(text.to_owned())
        } else {
            let number = self.data_found.add(place.clone());
            DataSource::Found { number, text: text.to_owned() }
        };
        Ok(DataInfo { description: describe(text, &place), accesses: accesses(&place), source })
    }

    /// [`DebugSession::data_info`] of the child of that name of a reference.
    ///
    /// # Errors
    /// As for [`DebugSession::data_info`]; [`SessionError::StaleReference`].
    pub fn data_info_of_child(
        &mut self,
        reference: VariablesRef,
        name: &str,
        bytes: Option<u64>,
    ) -> Result<DataInfo, SessionError> {
        self.alive()?;
        let frame = self.references.get(reference)?.frame();
        let children = self.variables(reference, VariableFilter::All, 0, 0, Format::default())?;
        let child = children.into_iter().find(|child| child.name == name);
        let expression = child.and_then(|child| child.evaluate_name).ok_or_else(|| {
            SessionError::Expression(format!(
                "`{name}` cannot be watched: no expression reaches it here"
            ))
        })?;
        self.data_info(Some(frame), &expression, bytes)
    }

    /// [`DebugSession::data_info`] of bytes of memory.
    ///
    /// # Errors
    /// [`SessionError::Expression`] where they do not all lie in memory.
    pub fn data_info_at(&self, memory: MemoryRef, bytes: u64) -> Result<DataInfo, SessionError> {
        self.alive()?;
        let size = self.target.memory_size(memory.module);
        if bytes == 0 || memory.address.checked_add(bytes).is_none_or(|end| end > size) {
            return Err(SessionError::Expression(format!(
                "{bytes} bytes at {:#x} cannot be watched; memory has {size} bytes",
                memory.address
            )));
        }
        let source = DataSource::Memory { memory, length: bytes };
        Ok(DataInfo { description: source.text(), accesses: ALL, source })
    }
}

/// Lets a place have another length.
fn extend(place: &mut DataPlace, text: &str, bytes: u64) -> Result<(), SessionError> {
    let TargetWatched::Memory { length, .. } = &mut place.watched else {
        return Err(SessionError::Expression(format!(
            "`{text}` does not lie in memory; watch it without a number of bytes"
        )));
    };
    *length = bytes;
    place.shown = None;
    place.within = (0, usize::try_from(bytes).unwrap_or(usize::MAX));
    Ok(())
}

fn accesses(place: &DataPlace) -> &'static [DataAccess] {
    match place.watched {
        TargetWatched::Memory { .. } | TargetWatched::Global { .. } => ALL,
        TargetWatched::Local { .. } => WRITES,
    }
}

fn describe(text: &str, place: &DataPlace) -> String {
    let lies = match &place.watched {
        TargetWatched::Memory { address, length: 1, .. } => format!("1 byte at {address:#x}"),
        TargetWatched::Memory { address, length, .. } => format!("{length} bytes at {address:#x}"),
        TargetWatched::Global { index, .. } => format!("$global{index}"),
        TargetWatched::Local { index, .. } => format!("$local{index}"),
    };
    let until = if place.depth.is_some() { ", until its frame returns" } else { "" };
    match text == lies {
        true => format!("{text}{until}"),
        false => format!("{text}: {lies}{until}"),
    }
}
