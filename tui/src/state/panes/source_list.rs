//! The sources of the program, to open one: a list in place of the source that is shown.

use std::sync::Arc;

use wrtd_debug::SourceRef;

use crate::{
    connection::{Answer, Query, SourceKey},
    state::{Cursor, Known, Role, Row},
};

/// Columns that names have at most before their folders.
const NAMES: usize = 32;

/// The list, while it is open.
#[derive(Debug, Default)]
pub(super) struct SourceList {
    pub(super) cursor: Cursor,
    /// What the session has told.
    told: Option<Arc<Vec<SourceRef>>>,
    /// Files first, then texts of the session, then what is not here; each by its path.
    sources: Vec<SourceRef>,
}

impl SourceList {
    pub(super) fn refresh(&mut self, known: &Known) {
        let Some(Ok(Answer::Sources(told))) = known.answer(&Query::Sources) else { return };
        if self.told.as_ref().is_some_and(|before| Arc::ptr_eq(before, told)) {
            return;
        }
        self.told = Some(Arc::clone(told));
        self.sources.clone_from(told);
        self.sources
            .sort_by_cached_key(|source| (rank(source), folder(source), source.name.clone()));
    }

    pub(super) const fn len(&self) -> usize {
        self.sources.len()
    }

    pub(super) fn row(&self, index: usize) -> Row {
        let Some(source) = self.sources.get(index) else { return Row::default() };
        let longest = self.sources.iter().map(|source| source.name.len()).max().unwrap_or_default();
        let width = longest.min(NAMES);
        let name = if is_here(source) { Role::Name } else { Role::Dim };
        let mut row =
            Row::of(format!(" {:<width$}  ", source.name), name).with(folder(source), Role::Dim);
        if let Some(origin) = &source.origin {
            // Of a file that is a warning.
            let role = if source.path.is_some() { Role::Warning } else { Role::Dim };
            row = row.with_tail(origin, role);
        } else if !is_here(source) {
            row = row.with_tail("not here", Role::Dim);
        }
        row
    }

    /// The source of the selected row.
    pub(super) fn selected(&self) -> Option<(SourceKey, String)> {
        let source = self.sources.get(self.cursor.row)?;
        Some((SourceKey::from(source), source.name.clone()))
    }

    pub(super) fn remark(&self) -> String {
        let here = self.sources.iter().filter(|source| is_here(source)).count();
        let of = self.sources.len();
        format!("{here} of {of} sources are here; Enter opens, / searches")
    }

    pub(super) fn placeholder(&self, known: &Known) -> String {
        match known.answer(&Query::Sources) {
            None => format!("reading the list of sources{}", known.symbols.more),
            Some(Err(why)) => why.to_owned(),
            Some(Ok(_)) => "the program has no debug information, and so no sources".to_owned(),
        }
    }
}

const fn rank(source: &SourceRef) -> u8 {
    match (&source.path, source.reference) {
        (Some(_), None) => 0,
        (_, Some(_)) => 1,
        (None, None) => 2,
    }
}

const fn is_here(source: &SourceRef) -> bool {
    source.path.is_some() || source.reference.is_some()
}

fn folder(source: &SourceRef) -> String {
    let path = source.path.as_ref().map(|path| path.to_string_lossy().into_owned());
    let path = path.or_else(|| source.recorded.clone()).unwrap_or_default();
    path.strip_suffix(&source.name).unwrap_or(&path).to_owned()
}
