//! The list of a program's sources, for a front end that shows it all the time: once it has asked for the list it is
//! told of each source that comes to it, goes from it, or has another text.

use std::{
    collections::BTreeMap,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    sync::Arc,
    time::SystemTime,
};

use wrtd_symbols::SourceFile;

use crate::{DebugSession, Event, SessionError, SourceRef, target::ModuleId};

/// Sources that are listed at once.
const MOST_SOURCES: usize = 10_000;

/// What has happened to a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SourceChange {
    /// It has come to the list.
    New,
    /// Its text is another one, or where that is.
    Changed,
    /// The program has it no more.
    Removed,
}

/// Names a source in all runs of a program.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    /// By the path that the compiler recorded.
    File(String),
    /// A text of the session's own, by its reference.
    Text(u32),
}

/// A source as it was told.
#[derive(Clone, Debug)]
struct Told {
    source: SourceRef,
    version: Version,
    /// Of a file: itself, and a module that names it.
    file: Option<(Arc<SourceFile>, ModuleId)>,
}

/// Tells one text of a source from another.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Version {
    /// Of a file: the hash that the compiler recorded, and when it was written last.
    File(Option<[u8; 16]>, Option<SystemTime>),
    /// Of a function as text: a hash of its code and of where that lies.
    Code(u64),
}

impl Told {
    fn is_same(&self, other: &Self) -> bool {
        self.version == other.version && self.source == other.source
    }
}

/// The list that a front end has.
#[derive(Clone, Debug, Default)]
pub struct SourceList {
    told: BTreeMap<Key, Told>,
    /// Texts of the session's own that were handed out when it was told.
    texts: u32,
    /// The program or a source may have changed since.
    outdated: bool,
}

impl DebugSession {
    /// The source files that the debug information names, by their paths, with what the session has shown of its own
    /// texts behind them; the first 10,000 of those, and how many are left out. Reads the names of all files.
    ///
    /// # Errors
    /// [`SessionError::Cancelled`].
    pub fn loaded_sources(&self) -> Result<(Vec<SourceRef>, usize), SessionError> {
        let (list, left) = self.list_sources()?;
        Ok((list.told.into_values().map(|told| told.source).collect(), left))
    }

    /// The same, and each [`DebugSession::tell_sources`] tells from now on what has changed.
    ///
    /// # Errors
    /// [`SessionError::Cancelled`]; then what was watched before still is.
    pub fn watch_sources(&mut self) -> Result<(Vec<SourceRef>, usize), SessionError> {
        let (list, left) = self.list_sources()?;
        let sources = list.told.values().map(|told| told.source.clone()).collect();
        self.sources_told = Some(list);
        Ok((sources, left))
    }

    /// The list that a front end has which watches it: for [`DebugSession::watch_sources_since`].
    #[must_use]
    pub fn source_list(&self) -> Option<SourceList> {
        self.sources_told.clone()
    }

    /// As [`DebugSession::watch_sources`], for a front end that has a list of another session.
    pub fn watch_sources_since(&mut self, list: SourceList) {
        self.sources_told = Some(SourceList { outdated: true, ..list });
    }

    /// Sends an [`Event::SourceChanged`] for each source that is not as it was told last, where that is watched.
    /// Takes no time where nothing can have changed.
    pub fn tell_sources(&mut self) {
        let texts = self.disassemblies.texts().count();
        let Some(before) = &mut self.sources_told else { return };
        if before.outdated {
            let before = std::mem::take(before);
            // Where somebody gives up it stays outdated.
            self.sources_told = Some(match self.list_sources() {
                Ok((now, _)) => {
                    self.tell_differences(&before, &now);
                    now
                }
                Err(_) => before,
            });
        } else if texts > before.texts {
            let first = std::mem::replace(&mut before.texts, texts) + 1;
            for (key, new) in self.listed_code(first) {
                self.emit(Event::SourceChanged(SourceChange::New, new.source.clone()));
                if let Some(list) = &mut self.sources_told {
                    list.told.insert(key, new);
                }
            }
        }
    }

    fn tell_differences(&mut self, before: &SourceList, now: &SourceList) {
        for (key, old) in &before.told {
            match now.told.get(key) {
                None => self.emit(Event::SourceChanged(SourceChange::Removed, old.source.clone())),
                Some(new) if !old.is_same(new) => {
                    let source = match &new.file {
                        // Whether it is what was compiled matters now.
                        Some((file, module)) => self.program.source_ref(file, *module),
                        None => new.source.clone(),
                    };
                    self.emit(Event::SourceChanged(SourceChange::Changed, source));
                }
                Some(_) => {}
            }
        }
        let added = now.told.iter().filter(|(key, _)| !before.told.contains_key(key));
        for (_, new) in added {
            self.emit(Event::SourceChanged(SourceChange::New, new.source.clone()));
        }
    }

    /// The list as it is now, and how many sources it leaves out.
    fn list_sources(&self) -> Result<(SourceList, usize), SessionError> {
        let mut files: BTreeMap<String, (Arc<SourceFile>, ModuleId)> = BTreeMap::new();
        for id in self.program.ids() {
            for file in self.program.symbols(id).source_files() {
                files.entry(file.recorded.to_string()).or_insert((file, id));
            }
        }
        self.program.flush_warnings();
        self.check_cancelled()?;
        let left = files.len().saturating_sub(MOST_SOURCES);
        let files = files.into_iter().take(MOST_SOURCES).map(|(recorded, (file, module))| {
            let source = self.program.listed_source(&file);
            let written =
                source.path.as_ref().and_then(|path| fs::metadata(path).ok()?.modified().ok());
            let version = Version::File(file.md5, written);
            (Key::File(recorded), Told { source, version, file: Some((file, module)) })
        });
        let mut told: BTreeMap<Key, Told> = files.collect();
        // Listing files whose text is in the debug information hands out references of theirs.
        let texts = self.disassemblies.texts().count();
        told.extend(self.listed_code(1));
        Ok((SourceList { told, texts, outdated: false }, left))
    }

    /// The functions that are shown as text, from a reference on.
    fn listed_code(&self, first: u32) -> Vec<(Key, Told)> {
        let told = |source: SourceRef| {
            let reference = source.reference?;
            let (module, function) = self.disassemblies.function(reference)?;
            let body = self.program.code(module).body(function).unwrap_or_default();
            let code =
                self.program.module(module).bytes.get(body.start as usize..body.end as usize);
            let mut hasher = DefaultHasher::new();
            (body.start, code).hash(&mut hasher);
            let version = Version::Code(hasher.finish());
            Some((Key::Text(reference), Told { source, version, file: None }))
        };
        let shown = self.disassemblies.shown(&self.program, first);
        shown.into_iter().filter_map(told).collect()
    }

    /// The program or a source may have changed since the list was told.
    pub(crate) fn outdate_sources(&mut self) {
        if let Some(list) = &mut self.sources_told {
            list.outdated = true;
        }
    }
}
