//! The sources that the session holds itself, by the references that were handed out for them.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::target::ModuleId;

/// A source of the session's own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Text {
    /// A function as text.
    Function(ModuleId, u32),
    /// A file, by the path that the compiler recorded, whose text is in the debug information.
    Embedded(ModuleId, String),
}

/// References, from 1 on; they are valid for the life of the session.
#[derive(Debug, Default)]
pub(crate) struct Texts(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    given: Vec<Text>,
    references: HashMap<Text, u32>,
    /// Whether the debug information has the text of a file, by its recorded path, of those that were asked for.
    embedded: HashMap<String, Option<ModuleId>>,
}

impl Texts {
    /// What is held is never left half changed.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The reference of a text.
    pub(crate) fn reference(&self, text: Text) -> u32 {
        let state = &mut *self.lock();
        *state.references.entry(text).or_insert_with_key(|text| {
            state.given.push(text.clone());
            state.given.len() as u32
        })
    }

    /// The text behind a reference that was handed out.
    pub(crate) fn text(&self, reference: u32) -> Option<Text> {
        self.lock().given.get(reference.checked_sub(1)? as usize).cloned()
    }

    /// How many were handed out.
    pub(crate) fn count(&self) -> u32 {
        self.lock().given.len() as u32
    }

    /// The module whose debug information has the text of a file; `look` says it once.
    pub(crate) fn embedded_in(
        &self,
        recorded: &str,
        look: impl FnOnce() -> Option<ModuleId>,
    ) -> Option<ModuleId> {
        if let Some(known) = self.lock().embedded.get(recorded) {
            return *known;
        }
        let found = look();
        self.lock().embedded.insert(recorded.to_owned(), found);
        found
    }

    /// The program's files may have changed.
    pub(super) fn forget_embedded(&self) {
        self.lock().embedded.clear();
    }
}
