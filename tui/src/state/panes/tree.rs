//! Values as a tree that is read as it is opened.
//!
//! What is open is remembered by names, as the session's references end with each stop. Rows stay as they were until
//! all that is open has been read anew, so that nothing flickers.

use std::collections::{HashMap, HashSet};

use wrtd_debug::{Format, MemoryRef, VariableFilter, VariableView, VariablesRef};

use crate::{
    connection::{Answer, Query},
    state::{Known, Role, Row},
};

/// Children that are read at once.
const PAGE: u64 = 100;

/// Names from a root to a value.
pub(super) type Path = Vec<String>;

/// Something at the top of a tree.
#[derive(Clone, Debug)]
pub(super) enum Root {
    /// A heading with values below it.
    Heading {
        name: String,
        of: VariablesRef,
        /// Whether it is open if nobody has said so.
        open: bool,
    },
    /// A value of its own.
    Value(VariableView),
    /// Why there is none.
    Missing { name: String, why: String },
}

/// A row of the tree.
#[derive(Clone, Debug)]
pub(super) struct TreeRow {
    pub(super) path: Path,
    pub(super) kind: Kind,
    /// Whether it is open; `None` where nothing is in it.
    pub(super) open: Option<bool>,
    /// The value is not what it was at the stop before.
    pub(super) changed: bool,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Heading(String),
    Value(Box<VariableView>),
    Missing(String, String),
    /// So many children are not read yet.
    More(u64),
}

/// The state of a tree.
#[derive(Debug, Default)]
pub(super) struct Tree {
    rows: Vec<TreeRow>,
    /// What the user has opened or closed.
    toggled: HashMap<Path, bool>,
    /// Pages of children that are read, where not one.
    pages: HashMap<Path, u64>,
    /// Values by their names, at this stop and at the one before.
    values: HashMap<Path, String>,
    before: HashMap<Path, String>,
    /// The stop whose values these are, and the function they are of.
    epoch: u64,
    of: String,
    pub(super) format: Format,
}

/// What a walk over a tree finds.
#[derive(Default)]
struct Walk {
    rows: Vec<TreeRow>,
    queries: Vec<Query>,
    /// Something that is open is not known.
    incomplete: bool,
}

impl Tree {
    /// What must be known for all that is open.
    pub(super) fn needs(&self, known: &Known, roots: &[Root]) -> Vec<Query> {
        self.walk(known, roots).queries
    }

    /// Takes what has become known of the values of a function.
    pub(super) fn refresh(&mut self, known: &Known, roots: &[Root], of: &str) {
        let walk = self.walk(known, roots);
        if walk.incomplete && self.epoch != known.epoch {
            return;
        }
        if self.epoch != known.epoch {
            let values = std::mem::take(&mut self.values);
            self.before = if self.of == of { values } else { HashMap::new() };
            self.epoch = known.epoch;
            of.clone_into(&mut self.of);
        }
        self.rows = walk.rows;
        for row in &mut self.rows {
            if let Kind::Value(view) = &row.kind {
                row.changed =
                    self.before.get(&row.path).is_some_and(|before| *before != view.value);
                self.values.insert(row.path.clone(), view.value.clone());
            }
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<&TreeRow> {
        self.rows.get(index)
    }

    fn walk(&self, known: &Known, roots: &[Root]) -> Walk {
        let mut walk = Walk::default();
        let mut names = HashSet::new();
        for root in roots {
            match root {
                Root::Heading { name, of, open } => {
                    let path = vec![name.clone()];
                    let open = self.toggled.get(&path).copied().unwrap_or(*open);
                    let kind = Kind::Heading(name.clone());
                    walk.rows.push(TreeRow {
                        path: path.clone(),
                        kind,
                        open: Some(open),
                        changed: false,
                    });
                    if open {
                        self.children(known, *of, &path, u64::MAX, &mut walk);
                    }
                }
                Root::Value(view) => self.value(known, Vec::new(), view, &mut names, &mut walk),
                Root::Missing { name, why } => {
                    let kind = Kind::Missing(name.clone(), why.clone());
                    let path = vec![name.clone()];
                    walk.rows.push(TreeRow { path, kind, open: None, changed: false });
                }
            }
        }
        walk
    }

    fn value(
        &self,
        known: &Known,
        mut path: Path,
        view: &VariableView,
        names: &mut HashSet<String>,
        walk: &mut Walk,
    ) {
        // A variable may hide another one of its name.
        let mut name = view.name.clone();
        while !names.insert(name.clone()) {
            name.push('\'');
        }
        path.push(name);
        let open = view.children.map(|_| self.toggled.get(&path).copied().unwrap_or(false));
        let kind = Kind::Value(Box::new(view.clone()));
        walk.rows.push(TreeRow { path: path.clone(), kind, open, changed: false });
        if let (Some(of), Some(true)) = (view.children, open) {
            self.children(known, of, &path, view.named + view.indexed, walk);
        }
    }

    fn children(&self, known: &Known, of: VariablesRef, path: &Path, total: u64, walk: &mut Walk) {
        let count = PAGE.saturating_mul(self.pages.get(path).copied().unwrap_or(1));
        let query = Query::Children {
            of,
            filter: VariableFilter::All,
            start: 0,
            count,
            format: self.format,
        };
        let answer = known.answer(&query);
        walk.queries.push(query.clone());
        match answer {
            Some(Ok(Answer::Children(children))) => {
                let mut names = HashSet::new();
                for child in children {
                    self.value(known, path.clone(), child, &mut names, walk);
                }
                let read = children.len() as u64;
                if read >= count && total > read {
                    let left = if total == u64::MAX { 0 } else { total - read };
                    let kind = Kind::More(left);
                    walk.rows.push(TreeRow {
                        path: path.clone(),
                        kind,
                        open: None,
                        changed: false,
                    });
                }
            }
            Some(Err(why)) => {
                let kind = Kind::Missing(String::new(), why.to_owned());
                walk.rows.push(TreeRow { path: path.clone(), kind, open: None, changed: false });
            }
            _ => walk.incomplete = true,
        }
    }

    /// Opens or closes a row, or reads more of what it stands for.
    pub(super) fn toggle(&mut self, index: usize) {
        let Some(row) = self.rows.get(index) else { return };
        match (&row.kind, row.open) {
            (Kind::More(_), _) => *self.pages.entry(row.path.clone()).or_insert(1) *= 4,
            (_, Some(open)) => {
                self.toggled.insert(row.path.clone(), !open);
            }
            _ => {}
        }
    }

    /// Opens or closes a row; `false` where it is so already, or cannot be.
    pub(super) fn set_open(&mut self, index: usize, open: bool) -> bool {
        let changes = self.rows.get(index).is_some_and(|row| row.open == Some(!open));
        if changes {
            self.toggle(index);
        }
        changes
    }

    /// The row that a row is in.
    pub(super) fn parent(&self, index: usize) -> Option<usize> {
        let depth = self.rows.get(index)?.path.len();
        self.rows[..index].iter().rposition(|row| row.path.len() < depth)
    }

    /// A row as it is shown.
    pub(super) fn row(&self, known: &Known, index: usize) -> Row {
        let Some(row) = self.rows.get(index) else { return Row::default() };
        let sign = match row.open {
            Some(true) => known.symbols.open,
            Some(false) => known.symbols.closed,
            None => " ",
        };
        let depth = row.path.len().saturating_sub(1);
        let indent = "  ".repeat(depth.min(20));
        let shown = Row::of(format!("{indent}{sign} "), Role::Dim);
        match &row.kind {
            Kind::Heading(name) => shown.with(name, Role::Title),
            Kind::Missing(name, why) if name.is_empty() => shown.with(why, Role::Dim),
            Kind::Missing(name, why) => {
                shown.with(name, Role::Name).with("  ", Role::Plain).with(why, Role::Dim)
            }
            Kind::More(0) => shown.with("more: Enter reads them", Role::Dim),
            Kind::More(left) => shown.with(format!("{left} more: Enter reads them"), Role::Dim),
            Kind::Value(view) => {
                let role = if row.changed { Role::Changed } else { Role::Value };
                let mut shown = shown
                    .with(&view.name, Role::Name)
                    .with(" = ", Role::Dim)
                    .with(&view.value, role);
                if row.changed
                    && let Some(before) = self.before.get(&row.path)
                {
                    let short: String = before.chars().take(24).collect();
                    shown.push(format!("  {} {short}", known.symbols.from), Role::Dim);
                }
                shown.with_tail(&view.type_name, Role::Type)
            }
        }
    }

    /// Where the value of a row lies.
    pub(super) fn memory(&self, index: usize) -> Option<MemoryRef> {
        match &self.rows.get(index)?.kind {
            Kind::Value(view) => view.memory,
            _ => None,
        }
    }

    /// The value of a row.
    pub(super) fn view(&self, index: usize) -> Option<&VariableView> {
        match &self.rows.get(index)?.kind {
            Kind::Value(view) => Some(view),
            _ => None,
        }
    }
}
