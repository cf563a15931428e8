//! The functions and sources of the program, searched for whoever picks one.

use std::path::Path;

use wrtd_debug::{DebugSession, SessionError, SourceRef};

use super::query::SourceKey;
use crate::fuzzy;

/// What is picked from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Listing {
    /// Functions.
    Functions,
    /// Source files.
    Sources,
}

/// Somewhere in the program, as it is named.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Where a function begins.
    Function(String),
    /// A line of a source.
    Source {
        /// The file: its path, or the end of it.
        name: String,
        /// From 1.
        line: u32,
    },
}

/// Something that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub place: Place,
}

/// Hits that are given at most; nobody reads more.
const MOST_HITS: usize = 100;
/// Bytes of names that are kept; a program of more functions is searched as far as that goes.
const MOST_BYTES: usize = 12 << 20;

/// Names, read once for each load of the program.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    functions: Option<Vec<String>>,
    sources: Option<Vec<SourceRef>>,
}

impl Catalogue {
    /// The best hits for a pattern, and how many there are in all.
    pub(super) fn search(
        &mut self,
        session: &DebugSession,
        listing: Listing,
        pattern: &str,
    ) -> Result<(Vec<Hit>, usize), SessionError> {
        let hits = match listing {
            Listing::Functions => {
                let names = self.functions(session)?;
                best(pattern, names.iter().map(|name| (name.as_str(), name)))
                    .map(|name| Hit { name: name.clone(), place: Place::Function(name.clone()) })
            }
            Listing::Sources => {
                let sources = self.sources(session)?;
                best(pattern, sources.iter().map(|source| (path_of(source), source))).map(
                    |source| {
                        let name = path_of(source).to_owned();
                        Hit { name: name.clone(), place: Place::Source { name, line: 1 } }
                    },
                )
            }
        };
        Ok((hits.hits, hits.all))
    }

    fn functions(&mut self, session: &DebugSession) -> Result<&[String], SessionError> {
        if self.functions.is_none() {
            let mut room = MOST_BYTES;
            let all = session.functions("")?.into_iter().map(|function| function.name);
            let mut names: Vec<String> = all
                .take_while(|name| {
                    room = room.saturating_sub(name.len() + size_of::<String>());
                    room > 0
                })
                .collect();
            names.dedup();
            self.functions = Some(names);
        }
        Ok(self.functions.as_deref().unwrap_or_default())
    }

    fn sources(&mut self, session: &DebugSession) -> Result<&[SourceRef], SessionError> {
        if self.sources.is_none() {
            let (sources, _) = session.loaded_sources()?;
            self.sources =
                Some(sources.into_iter().filter(|source| source.reference.is_none()).collect());
        }
        Ok(self.sources.as_deref().unwrap_or_default())
    }

    /// Finds a place: the source, what it is called, the line from 1.
    ///
    /// # Errors
    /// In a sentence for the user.
    pub(super) fn locate(
        &mut self,
        session: &mut DebugSession,
        place: &Place,
    ) -> Result<(SourceKey, String, u32), String> {
        match place {
            Place::Function(name) => {
                let found = super::query::first_line(session, name);
                let (source, line) = found.ok_or_else(|| {
                    format!("{name} has no lines in the debug information; :disassemble {name} shows its code")
                })?;
                Ok((SourceKey::from(&source), source.name, line))
            }
            Place::Source { name, line } => {
                let sources = self.sources(session).map_err(|error| error.to_string())?;
                let same = |source: &&SourceRef| path_of(source) == name;
                let ends = |source: &&SourceRef| Path::new(path_of(source)).ends_with(name);
                let found = sources.iter().find(same).or_else(|| sources.iter().find(ends));
                if let Some(source) = found {
                    return Ok((SourceKey::from(source), source.name.clone(), *line));
                }
                let path = Path::new(name);
                if path.is_file() {
                    let called = path.file_name().unwrap_or_default().to_string_lossy();
                    return Ok((SourceKey::File(path.to_owned()), called.into_owned(), *line));
                }
                Err(format!(
                    "no source of the program ends with `{name}`, and no file is there; Ctrl-P and # list the sources"
                ))
            }
        }
    }
}

fn path_of(source: &SourceRef) -> &str {
    let path = source.path.as_deref().and_then(Path::to_str);
    path.or(source.recorded.as_deref()).unwrap_or(&source.name)
}

struct Best<'a, T> {
    items: Vec<&'a T>,
    all: usize,
}

struct Hits {
    hits: Vec<Hit>,
    all: usize,
}

impl<T> Best<'_, T> {
    fn map(self, hit: impl Fn(&T) -> Hit) -> Hits {
        Hits { hits: self.items.into_iter().map(hit).collect(), all: self.all }
    }
}

/// The items whose names fit best, the best first.
fn best<'a, T>(pattern: &str, items: impl Iterator<Item = (&'a str, &'a T)>) -> Best<'a, T> {
    let scored = items.filter_map(|(name, item)| Some((-fuzzy::score(pattern, name)?, name, item)));
    let mut scored: Vec<_> = scored.collect();
    let all = scored.len();
    if all > MOST_HITS {
        scored.select_nth_unstable_by(MOST_HITS, |a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        scored.truncate(MOST_HITS);
    }
    scored.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
    Best { items: scored.into_iter().map(|(_, _, item)| item).collect(), all }
}
