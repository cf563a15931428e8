//! The names of source files, for somebody who types one.

use std::collections::{BTreeMap, HashMap};

use crate::{DebugSession, SessionError, SourceRef, program::is_library};

impl DebugSession {
    /// The source that a path means, or the end of one, as for breakpoints.
    ///
    /// # Errors
    /// [`SessionError::Expression`] where no code of the program comes from it; [`SessionError::Cancelled`].
    pub fn source_named(&self, path: &str) -> Result<SourceRef, SessionError> {
        let found = self.program.ids().find_map(|id| {
            let file = self.program.symbols(id).file_like(path)?;
            Some(self.program.source_ref(&file, id))
        });
        self.program.flush_warnings();
        self.check_cancelled()?;
        found.ok_or_else(|| {
            SessionError::Expression(format!(
                "no code of the program comes from {}; `info sources` lists where it comes from",
                crate::number::shown(path)
            ))
        })
    }

    /// Names of source files of the program that begin with `typed`: the file's own, or where several files share that
    /// the shortest end of the path that one has alone. With a slash in it, `typed` is the beginning of such an end or of
    /// the path. Each name means that file for breakpoints. Those of libraries are the last; at most `most` are given.
    /// Reads the names of all source files.
    ///
    /// # Errors
    /// [`SessionError::Cancelled`].
    pub fn source_names(&self, typed: &str, most: usize) -> Result<Vec<String>, SessionError> {
        // By their paths, with whether they are of a library.
        let mut files: BTreeMap<String, bool> = BTreeMap::new();
        for id in self.program.ids() {
            self.check_cancelled()?;
            for file in self.program.symbols(id).source_files() {
                let recorded = file.recorded.replace('\\', "/");
                files.entry(recorded).or_insert_with(|| is_library(&file));
            }
        }
        self.program.flush_warnings();
        self.check_cancelled()?;
        let mut sharing: HashMap<&str, Vec<&str>> = HashMap::new();
        for path in files.keys() {
            sharing.entry(last(path)).or_default().push(path);
        }
        let depth = typed.matches('/').count();
        let mut found: Vec<(bool, String)> = Vec::new();
        for (path, library) in &files {
            let others = sharing.get(last(path)).map_or(&[][..], Vec::as_slice);
            let own = shortest_end(path, others);
            let candidates = [own, end(path, depth + 1), path.as_str()];
            if let Some(name) = candidates.into_iter().find(|name| name.starts_with(typed)) {
                found.push((*library, name.to_owned()));
            }
        }
        found.sort();
        found.dedup();
        Ok(found.into_iter().take(most).map(|(_, name)| name).collect())
    }
}

fn last(path: &str) -> &str {
    end(path, 1)
}

/// The last so many parts of a path.
fn end(path: &str, parts: usize) -> &str {
    let slash = path.rmatch_indices('/').nth(parts.saturating_sub(1));
    slash.map_or(path, |(at, _)| &path[at + 1..])
}

/// The shortest end of a path that no other of these paths has.
fn shortest_end<'a>(path: &'a str, all: &[&str]) -> &'a str {
    let parts = path.matches('/').count() + 1;
    let is_own = |end_of: &&str| {
        let has = |other: &&&str| other.ends_with(*end_of) && **other != path;
        !all.iter().any(|other| has(&other))
    };
    (1..=parts).map(|count| end(path, count)).find(is_own).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_one_name_are_told_apart_by_their_folders() {
        let all = ["/a/x/main.rs", "/a/y/main.rs", "/b/y/main.rs"];
        let names = all.map(|path| shortest_end(path, &all));
        assert_eq!(names, ["x/main.rs", "a/y/main.rs", "b/y/main.rs"]);
        assert_eq!(shortest_end("main.rs", &["main.rs"]), "main.rs");
        assert_eq!(end("/a/b.c", 9), "/a/b.c");
    }
}
