//! Values as a tree that is read as it is opened, a page at a time.
//!
//! What is open is remembered by names, as the session's references end with each stop. Rows stay as they were until
//! all that is open has been read anew, so that nothing flickers.

use std::collections::{HashMap, HashSet};

use wrtd_debug::{Format, VariableFilter, VariableView, VariablesRef};

use super::history::{Change, History};
use crate::{
    connection::{Answer, Query, Selection},
    state::{Known, Role, Row, columns},
};

/// Children that are read at once.
pub(super) const PAGE: u64 = 100;
/// Children of one value that are shown at once.
const MOST_SHOWN: u64 = 5_000;
/// Columns of what a value was.
const BEFORE: usize = 24;
/// Columns of a type from which on it says something.
const LEAST_TYPE: usize = 8;

/// Names from a root to a value.
pub(super) type Path = Vec<String>;

/// Something at the top of a tree.
#[derive(Clone, Debug)]
pub(super) enum Root {
    /// A heading with values below it.
    Heading {
        name: String,
        of: VariablesRef,
        /// How many values.
        count: u64,
        /// Whether it is open if nobody has said so.
        open: bool,
    },
    /// A value of its own.
    Value(VariableView),
    /// Why there is none.
    Missing { name: String, why: String },
}

impl Root {
    /// The path of a root of that name; those of headings are others.
    pub(super) fn path(name: &str) -> Path {
        vec![name.to_owned()]
    }

    fn heading_path(name: &str) -> Path {
        vec![format!("scope {name}")]
    }
}

/// A row of the tree.
#[derive(Clone, Debug)]
pub(super) struct TreeRow {
    pub(super) path: Path,
    pub(super) kind: Kind,
    /// Whether it is open; `None` where nothing is in it.
    pub(super) open: Option<bool>,
    pub(super) change: Change,
    /// What it is a child of.
    pub(super) of: Option<VariablesRef>,
    format: Format,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Heading(String),
    Value(Box<VariableView>),
    Missing(String, String),
    /// So many children before those that are shown.
    Before(u64),
    /// So many behind them.
    More(u64),
}

/// Children that are shown of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Window {
    start: u64,
    count: u64,
}

impl Default for Window {
    fn default() -> Self {
        Self { start: 0, count: PAGE }
    }
}

impl Window {
    /// One with more behind its end; what is at its beginning goes where it would be too many.
    const fn grown(self) -> Self {
        let more = if self.count < 10 * PAGE { self.count } else { 10 * PAGE };
        let count = self.count + more;
        if count <= MOST_SHOWN {
            return Self { start: self.start, count };
        }
        Self { start: self.start + more, count: self.count }
    }

    /// One with more before its beginning.
    const fn grown_back(self) -> Self {
        let more = if self.start < PAGE { self.start } else { PAGE };
        let count = self.count + more;
        let count = if count <= MOST_SHOWN { count } else { MOST_SHOWN };
        Self { start: self.start - more, count }
    }
}

/// The state of a tree.
#[derive(Debug, Default)]
pub(super) struct Tree {
    rows: Vec<TreeRow>,
    wanted: Vec<Query>,
    /// What the user has opened or closed.
    toggled: HashMap<Path, bool>,
    /// What is shown of children that are too many.
    windows: HashMap<Path, Window>,
    /// Notations of single values, and what is in them.
    formats: HashMap<Path, Format>,
    history: History,
    /// The notation of all others.
    pub(super) format: Format,
    /// For which state of everything the rows were made.
    made: Option<(u64, Selection)>,
    width: usize,
}

/// What a walk over a tree finds.
#[derive(Default)]
struct Walk {
    rows: Vec<TreeRow>,
    queries: Vec<Query>,
    /// Something that is open is not known.
    incomplete: bool,
}

/// Children on a walk.
struct Children<'a> {
    of: VariablesRef,
    path: &'a Path,
    total: u64,
    format: Format,
}

impl Tree {
    /// What must be known for all that is open.
    pub(super) fn needs(&self) -> Vec<Query> {
        self.wanted.clone()
    }

    /// Takes what has become known. Where the selected row, which was `row`, is now.
    pub(super) fn refresh(
        &mut self,
        known: &Known,
        roots: &[Root],
        width: usize,
        row: usize,
    ) -> usize {
        self.width = width;
        let state = (known.revision, known.selection);
        if self.made == Some(state) {
            return row;
        }
        let walk = self.walk(known, roots);
        self.wanted = walk.queries;
        if walk.incomplete {
            return row;
        }
        self.made = Some(state);
        // Somebody who has selected nothing sees the beginning.
        let selected =
            self.rows.get(row).filter(|_| row > 0).map(|row| (row.path.clone(), row.kind.is_end()));
        self.rows = walk.rows;
        if self.history.turn(known) {
            for row in &mut self.rows {
                if let Kind::Value(view) = &row.kind {
                    row.change = self.history.note(&row.path, &view.value, row.format);
                }
            }
        }
        let is_selected = |row: &TreeRow| {
            selected
                .as_ref()
                .is_some_and(|(path, end)| row.path == *path && row.kind.is_end() == *end)
        };
        self.rows.iter().position(is_selected).unwrap_or(row)
    }

    /// Shows these rows and nothing that was read: the program has ended.
    pub(super) fn clear(&mut self, names: &[String], why: &str) {
        self.made = None;
        self.wanted.clear();
        let row = |name: &String| TreeRow {
            path: Root::path(name),
            kind: Kind::Missing(name.clone(), why.to_owned()),
            open: None,
            change: Change::default(),
            of: None,
            format: self.format,
        };
        self.rows = names.iter().map(row).collect();
    }

    /// What is to be shown is another thing now.
    pub(super) const fn touch(&mut self) {
        self.made = None;
    }

    /// Whether the rows are what is to be shown, and nothing is waited for.
    pub(super) const fn is_read(&self) -> bool {
        self.made.is_some()
    }

    /// Whether the end of a row is seen from a column on.
    pub(super) fn fits(&self, known: &Known, index: usize, left: usize) -> bool {
        self.row(known, index).width() <= left + self.width
    }

    pub(super) const fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<&TreeRow> {
        self.rows.get(index)
    }

    /// The notation of a value by its path.
    pub(super) fn format_of(&self, path: &Path) -> Format {
        self.formats.get(path).copied().unwrap_or(self.format)
    }

    fn walk(&self, known: &Known, roots: &[Root]) -> Walk {
        let mut walk = Walk::default();
        let mut names = HashSet::new();
        for root in roots {
            let (path, kind) = match root {
                Root::Heading { name, .. } => {
                    (Root::heading_path(name), Kind::Heading(name.clone()))
                }
                Root::Value(view) => {
                    let path = Root::path(&view.name);
                    let format = self.format_of(&path);
                    self.value(known, path, view, None, format, &mut walk);
                    continue;
                }
                Root::Missing { name, why } => {
                    (Root::path(name), Kind::Missing(name.clone(), why.clone()))
                }
            };
            if !names.insert(path.clone()) {
                continue;
            }
            let (mut open, format) = (None, self.format);
            if let Root::Heading { open: usually, .. } = root {
                open = Some(self.toggled.get(&path).copied().unwrap_or(*usually));
            }
            let of = None;
            let change = Change::default();
            walk.rows.push(TreeRow { path: path.clone(), kind, open, change, of, format });
            if let (Root::Heading { of, count, .. }, Some(true)) = (root, open) {
                let children = Children { of: *of, path: &path, total: *count, format };
                self.children(known, &children, &mut walk);
            }
        }
        walk
    }

    fn value(
        &self,
        known: &Known,
        path: Path,
        view: &VariableView,
        of: Option<VariablesRef>,
        format: Format,
        walk: &mut Walk,
    ) {
        let open = view.children.map(|_| self.toggled.get(&path).copied().unwrap_or(false));
        let kind = Kind::Value(Box::new(view.clone()));
        let change = Change::default();
        walk.rows.push(TreeRow { path: path.clone(), kind, open, change, of, format });
        if let (Some(of), Some(true)) = (view.children, open) {
            let total = view.named.saturating_add(view.indexed);
            self.children(known, &Children { of, path: &path, total, format }, walk);
        }
    }

    fn children(&self, known: &Known, children: &Children<'_>, walk: &mut Walk) {
        let Children { of, path, total, format } = *children;
        let window = self.windows.get(path).copied().unwrap_or_default();
        let start = window.start.min(total.saturating_sub(1));
        let end = window.start.saturating_add(window.count).min(total);
        let end_row = |kind| TreeRow {
            path: path.clone(),
            kind,
            open: None,
            change: Change::default(),
            of: None,
            format,
        };
        if start > 0 {
            walk.rows.push(end_row(Kind::Before(start)));
        }
        let mut names = HashSet::new();
        let mut at = start;
        while at < end {
            // Pages begin where they always do, so that a larger window asks for nothing that is known.
            let page = at - at % PAGE;
            let (skip, count) = ((at - page) as usize, (end.min(page + PAGE) - at) as usize);
            let query = Query::Children {
                of,
                filter: VariableFilter::All,
                start: page,
                count: PAGE,
                format,
            };
            match known.answer(&query) {
                Some(Ok(Answer::Children(views))) => {
                    for (index, view) in views.iter().enumerate().skip(skip).take(count) {
                        self.child(known, children, view, page + index as u64, &mut names, walk);
                    }
                }
                Some(Err(why)) => {
                    walk.rows.push(end_row(Kind::Missing(String::new(), why.to_owned())));
                    return;
                }
                _ => {
                    walk.incomplete = true;
                    walk.queries.push(query);
                }
            }
            at = page + PAGE;
        }
        if end < total {
            walk.rows.push(end_row(Kind::More(total - end)));
        }
    }

    fn child(
        &self,
        known: &Known,
        children: &Children<'_>,
        view: &VariableView,
        index: u64,
        names: &mut HashSet<String>,
        walk: &mut Walk,
    ) {
        let Children { of, path, format, .. } = *children;
        // A variable may hide another one of its name.
        let mut name = view.name.clone();
        while !names.insert(name.clone()) {
            name.push('\'');
        }
        let mut path = path.clone();
        path.push(name);
        let own = self.formats.get(&path).copied().unwrap_or(format);
        if own != format {
            let (filter, start) = (VariableFilter::All, index);
            let query = Query::Children { of, filter, start, count: 1, format: own };
            match known.answer(&query) {
                Some(Ok(Answer::Children(views))) if views.len() == 1 => {
                    return self.value(known, path, &views[0], Some(of), own, walk);
                }
                Some(_) => {}
                None => {
                    walk.incomplete = true;
                    walk.queries.push(query);
                }
            }
        }
        self.value(known, path, view, Some(of), own, walk);
    }

    /// Opens or closes a row, or reads more of what it stands for.
    pub(super) fn toggle(&mut self, index: usize) {
        let Some(row) = self.rows.get(index) else { return };
        match (&row.kind, row.open) {
            (Kind::More(_), _) => {
                let window = self.windows.entry(row.path.clone()).or_default();
                *window = window.grown();
            }
            (Kind::Before(_), _) => {
                let window = self.windows.entry(row.path.clone()).or_default();
                *window = window.grown_back();
            }
            (_, Some(open)) => {
                self.toggled.insert(row.path.clone(), !open);
            }
            _ => return,
        }
        self.touch();
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
        let row = self.rows.get(index)?;
        let depth = if row.kind.is_end() { row.path.len() + 1 } else { row.path.len() };
        self.rows[..index].iter().rposition(|row| row.path.len() < depth && !row.kind.is_end())
    }

    /// The value whose elements the row is one of, or is about: its row, and how many it has.
    pub(super) fn sequence(&self, index: usize) -> Option<(usize, u64)> {
        let at = match &self.rows.get(index)?.kind {
            Kind::Value(view) if view.indexed > 0 => index,
            _ => self.parent(index)?,
        };
        match &self.rows.get(at)?.kind {
            Kind::Value(view) if view.indexed > 0 => Some((at, view.indexed)),
            _ => None,
        }
    }

    /// Shows the children of a row from an element on, and opens it.
    pub(super) fn jump(&mut self, index: usize, element: u64) {
        let Some(row) = self.rows.get(index) else { return };
        let Kind::Value(view) = &row.kind else { return };
        let start = view.named.saturating_add(element);
        let path = row.path.clone();
        // Where all before it are few, nothing needs to go.
        let window = match start < PAGE {
            true => Window::default(),
            false => Window { start, count: PAGE },
        };
        self.windows.insert(path.clone(), window);
        self.toggled.insert(path, true);
        self.touch();
    }

    /// The row of an element of the value in a row, if it is shown.
    pub(super) fn element(&self, index: usize, element: u64) -> Option<usize> {
        let depth = self.rows.get(index)?.path.len();
        let name = format!("[{element}]");
        let inside = self.rows.iter().enumerate().skip(index + 1);
        let mut inside = inside.take_while(|(_, row)| row.path.len() > depth || row.kind.is_end());
        let is_it = |row: &TreeRow| row.path.len() == depth + 1 && row.path.last() == Some(&name);
        inside.find(|(_, row)| is_it(row)).map(|(at, _)| at)
    }

    /// Writes the numbers of a row in the next notation, and of what is in it.
    pub(super) fn next_notation(&mut self, index: usize) -> Option<Format> {
        let row = self.rows.get(index).filter(|row| !row.kind.is_end())?;
        if matches!(row.kind, Kind::Heading(_)) {
            return Some(self.next_notation_of_all());
        }
        let format = next(row.format);
        let path = row.path.clone();
        self.formats.retain(|other, _| !other.starts_with(&path));
        self.formats.insert(path, format);
        self.touch();
        Some(format)
    }

    /// Writes all numbers in the next notation.
    pub(super) fn next_notation_of_all(&mut self) -> Format {
        self.format = next(self.format);
        self.formats.clear();
        self.touch();
        self.format
    }

    /// A row as it is shown.
    pub(super) fn row(&self, known: &Known, index: usize) -> Row {
        let Some(row) = self.rows.get(index) else { return Row::default() };
        let symbols = known.symbols;
        let sign = match row.open {
            Some(true) => symbols.open,
            Some(false) => symbols.closed,
            None => " ",
        };
        let depth = row.path.len().saturating_sub(usize::from(!row.kind.is_end()));
        let indent = "  ".repeat(depth.min(20));
        let shown = Row::of(format!("{indent}{sign} "), Role::Dim);
        match &row.kind {
            Kind::Heading(name) => shown.with(name, Role::Title),
            Kind::Missing(name, why) if name.is_empty() => shown.with(why, Role::Dim),
            Kind::Missing(name, why) => {
                shown.with(name, Role::Name).with("  ", Role::Plain).with(why, Role::Dim)
            }
            Kind::Before(count) => {
                shown.with(format!("{} {count} before", symbols.more), Role::Dim)
            }
            Kind::More(count) => shown
                .with(format!("{} {count} more", symbols.more), Role::Dim)
                .with("   Enter shows them, # goes to one", Role::Dim),
            Kind::Value(view) => self.value_row(known, row, view, shown),
        }
    }

    fn value_row(&self, known: &Known, row: &TreeRow, view: &VariableView, shown: Row) -> Row {
        let role = if row.change.changed { Role::Changed } else { role_of(&view.value) };
        let mut shown =
            shown.with(&view.name, Role::Name).with(" = ", Role::Dim).with(&view.value, role);
        if let Some(before) = &row.change.before {
            let before = crate::state::clean(before);
            let short = columns(&before, 0, BEFORE);
            let more = if short == before { "" } else { known.symbols.more };
            shown.push(format!("  {} {short}{more}", known.symbols.from), Role::Dim);
        }
        let room = self.width.saturating_sub(shown.width() + 2);
        let ty = crate::state::clean(&view.type_name);
        let short = columns(&ty, 0, room);
        if short == ty {
            shown.with_tail(ty, Role::Type)
        } else if room > LEAST_TYPE {
            let short = columns(&ty, 0, room - 1);
            shown.with_tail(short, Role::Type).with_tail(known.symbols.more, Role::Dim)
        } else {
            shown
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

impl Kind {
    /// Whether it is about children that are not shown, and has the path of what they are in.
    const fn is_end(&self) -> bool {
        match self {
            Self::Before(_) | Self::More(_) => true,
            Self::Missing(name, _) => name.is_empty(),
            Self::Heading(_) | Self::Value(_) => false,
        }
    }
}

/// What the text of a value looks like.
fn role_of(value: &str) -> Role {
    match value.as_bytes() {
        [b'"' | b'\'', ..] => Role::Text,
        [b'0'..=b'9', ..] | [b'-', b'0'..=b'9', ..] => Role::Number,
        [b'<', ..] => Role::Dim,
        _ => Role::Value,
    }
}

/// The next notation of numbers.
const fn next(format: Format) -> Format {
    use wrtd_debug::Notation::{Binary, Character, Decimal, Hexadecimal, Octal, Usual};
    let notation = match format.notation {
        Usual | Decimal => Hexadecimal,
        Hexadecimal => Octal,
        Octal => Binary,
        Binary => Character,
        Character => Usual,
    };
    Format { hex: false, notation }
}

/// A notation in words.
pub(super) const fn notation_name(format: Format) -> &'static str {
    use wrtd_debug::Notation::{Binary, Character, Decimal, Hexadecimal, Octal, Usual};
    match format.notation {
        Usual => "as usual",
        Decimal => "in decimal",
        Hexadecimal => "in hexadecimal",
        Octal => "in octal",
        Binary => "in binary",
        Character => "with characters",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_grows_at_both_ends_and_never_past_its_bound() {
        let window = Window { start: 50_030, count: 100 };
        assert_eq!(window.grown(), Window { start: 50_030, count: 200 });
        assert_eq!(window.grown_back(), Window { start: 49_930, count: 200 });
        assert_eq!(Window { start: 30, count: 100 }.grown_back(), Window { start: 0, count: 130 });
        let mut window = Window::default();
        for _ in 0..100 {
            window = window.grown();
            assert!(window.count <= MOST_SHOWN, "{window:?}");
        }
        // It goes on behind what it has shown.
        assert!(window.start + window.count > 90_000, "{window:?}");
        for _ in 0..1000 {
            window = window.grown_back();
            assert!(window.count <= MOST_SHOWN, "{window:?}");
        }
        assert_eq!(window.start, 0);
    }

    #[test]
    fn notations_come_round() {
        let mut format = Format::default();
        let mut seen = vec![notation_name(format)];
        for _ in 0..5 {
            format = next(format);
            seen.push(notation_name(format));
        }
        let around =
            ["as usual", "in hexadecimal", "in octal", "in binary", "with characters", "as usual"];
        assert_eq!(seen, around);
    }
}
