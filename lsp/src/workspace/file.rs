//! A file as the server knows it.

use std::{path::PathBuf, sync::Arc};

use super::lines::LineIndex;
use crate::{
    facts::{FileFacts, lower},
    syntax::{MOST_BYTES, Parse, parse},
};

/// A file: its text, and what follows from that alone.
#[derive(Clone, Debug)]
pub struct File {
    /// Where it is.
    pub path: PathBuf,
    /// Its text; of one that is too long nothing.
    pub text: Arc<str>,
    /// Where its lines begin.
    pub lines: Arc<LineIndex>,
    /// Its tree.
    pub parse: Arc<Parse>,
    /// What it says.
    pub facts: Arc<FileFacts>,
    /// The editor's number of its text, where it is open there.
    pub version: Option<i32>,
    /// Why it is not read, if so.
    pub unread: Option<String>,
}

impl File {
    /// A file with its text.
    #[must_use]
    pub fn new(path: PathBuf, text: &str, version: Option<i32>) -> Self {
        let too_long = text.len() > MOST_BYTES;
        let unread = too_long.then(|| {
            format!("the file has {} bytes, and no more than {MOST_BYTES} are read", text.len())
        });
        let text: Arc<str> = if too_long { Arc::from("") } else { Arc::from(text) };
        let parse = parse(&text);
        let facts = lower(&parse.root());
        Self {
            path,
            lines: Arc::new(LineIndex::new(&text)),
            text,
            parse: Arc::new(parse),
            facts: Arc::new(facts),
            version,
            unread,
        }
    }

    /// A file that cannot be read, and why.
    #[must_use]
    pub fn unreadable(path: PathBuf, why: String) -> Self {
        Self { unread: Some(why), ..Self::new(path, "", None) }
    }
}
