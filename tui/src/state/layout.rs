//! How the screen is shared out among the panes.
//!
//! A tree of splits has groups of panes as leaves; of a group one pane is seen. A group has a title row,
//! and between two groups side by side is one column.

use ratatui::layout::Rect;

use super::pane::PaneId;

/// Which way a split goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Side by side.
    Beside,
    /// One above the other.
    Above,
}

/// A part of the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Two parts.
    Split {
        /// Which way.
        direction: Direction,
        /// Share of the first part in thousandths.
        share: u16,
        /// The left or upper part.
        first: Box<Self>,
        /// The right or lower part.
        second: Box<Self>,
    },
    /// Panes, of which one is seen.
    Group {
        /// The panes; never none.
        panes: Vec<PaneId>,
        /// Index of the one that is seen.
        shown: usize,
    },
}

/// A layout to begin with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Preset {
    /// For those who read sources.
    #[default]
    Source,
    /// For those who read instructions and memory.
    Machine,
    /// For those who watch the budget.
    Budget,
    /// For those who read what the program writes.
    Output,
}

impl Preset {
    /// Every preset, by the digit that chooses it.
    pub const ALL: [Self; 4] = [Self::Source, Self::Machine, Self::Budget, Self::Output];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Machine => "machine",
            Self::Budget => "budget",
            Self::Output => "output",
        }
    }

    /// The preset of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.name() == name)
    }
}

/// Which child of a split, from the root on.
pub(crate) type Path = Vec<bool>;

/// A group where it lies on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Its panes.
    pub panes: Vec<PaneId>,
    /// The one that is seen.
    pub shown: PaneId,
    /// Its title row.
    pub title: Rect,
    /// The room for rows.
    pub inner: Rect,
}

/// A line between two parts, which can be dragged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Border {
    /// Which split.
    pub(crate) path: Path,
    /// Which way it goes.
    pub direction: Direction,
    /// The column between the parts, or the title row of the lower one.
    pub area: Rect,
    /// Both parts.
    pub whole: Rect,
}

/// Columns and rows from which on there is room for more panes at once.
const WIDE: (u16, u16) = (110, 30);
/// Rows and columns that a part has at least, where there are so many.
const LEAST: u16 = 3;

/// How the screen is shared out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    root: Node,
    preset: Preset,
    /// The user has moved something, so that it stays as it is when the screen changes its size.
    changed: bool,
    /// The pane that has the screen alone.
    pub zoomed: Option<PaneId>,
}

fn group(panes: &[PaneId]) -> Node {
    Node::Group { panes: panes.to_vec(), shown: 0 }
}

fn split(direction: Direction, share: u16, first: Node, second: Node) -> Node {
    Node::Split { direction, share, first: Box::new(first), second: Box::new(second) }
}

fn preset(preset: Preset, wide: bool) -> Node {
    use Direction::{Above, Beside};
    use PaneId::{
        Breakpoints, Budget, Console, Disassembly, Machine, Memory, Output, Source, Stack, Threads,
        Timeline, Variables,
    };
    match (preset, wide) {
        (Preset::Source, true) => split(
            Beside,
            600,
            split(
                Above,
                640,
                group(&[Source, Disassembly]),
                group(&[Console, Output, Timeline, Memory]),
            ),
            split(
                Above,
                450,
                group(&[Variables, Machine]),
                split(Above, 480, group(&[Stack, Threads]), group(&[Breakpoints, Budget])),
            ),
        ),
        (Preset::Source, false) => split(
            Above,
            560,
            group(&[Source, Disassembly, Memory]),
            split(
                Beside,
                500,
                group(&[Variables, Machine, Stack, Threads]),
                group(&[Console, Output, Breakpoints, Budget, Timeline]),
            ),
        ),
        (Preset::Machine, true) => split(
            Beside,
            560,
            split(Above, 600, group(&[Disassembly, Source]), group(&[Memory])),
            split(
                Above,
                400,
                group(&[Machine, Variables]),
                split(
                    Above,
                    450,
                    group(&[Stack, Threads, Breakpoints]),
                    group(&[Console, Output, Timeline, Budget]),
                ),
            ),
        ),
        (Preset::Machine, false) => split(
            Above,
            560,
            split(Beside, 580, group(&[Disassembly, Source]), group(&[Machine, Variables, Stack])),
            split(
                Beside,
                600,
                group(&[Memory]),
                group(&[Console, Output, Breakpoints, Threads, Budget, Timeline]),
            ),
        ),
        (Preset::Budget, true) => split(
            Beside,
            620,
            group(&[Budget]),
            split(
                Above,
                500,
                group(&[Source, Disassembly, Variables]),
                group(&[Console, Output, Stack, Breakpoints, Timeline]),
            ),
        ),
        (Preset::Budget, false) => split(
            Above,
            760,
            group(&[Budget]),
            group(&[Console, Output, Source, Variables, Stack, Breakpoints, Timeline]),
        ),
        (Preset::Output, _) => split(
            Above,
            620,
            group(&[Output]),
            split(
                Beside,
                520,
                group(&[Console, Timeline]),
                group(&[Variables, Source, Stack, Breakpoints, Budget]),
            ),
        ),
    }
}

impl Layout {
    /// A preset for a screen of a size.
    #[must_use]
    pub fn new(of: Preset, screen: Rect) -> Self {
        let root = preset(of, is_wide(screen));
        Self { root, preset: of, changed: false, zoomed: None }
    }

    /// A layout as it was, by its tree.
    #[must_use]
    pub const fn restored(root: Node, of: Preset) -> Self {
        Self { root, preset: of, changed: true, zoomed: None }
    }

    /// Its tree.
    #[must_use]
    pub const fn root(&self) -> &Node {
        &self.root
    }

    /// The preset that it began with.
    #[must_use]
    pub const fn preset(&self) -> Preset {
        self.preset
    }

    /// Whether the user has changed it.
    #[must_use]
    pub const fn is_changed(&self) -> bool {
        self.changed
    }

    /// The screen has another size now.
    pub fn resize(&mut self, screen: Rect) {
        if !self.changed {
            let seen = self.seen();
            self.root = preset(self.preset, is_wide(screen));
            for pane in seen {
                // What was seen stays in sight where its group has no other claim.
                self.root.show_if_first(pane);
            }
        }
    }

    /// The panes that are seen.
    #[must_use]
    pub fn seen(&self) -> Vec<PaneId> {
        self.zoomed.map_or_else(
            || {
                let mut seen = Vec::new();
                self.root.each_group(&mut |panes, shown| seen.extend(panes.get(shown)));
                seen
            },
            |pane| vec![pane],
        )
    }

    /// Shows a pane: in its group, or as a new one of the group of `beside`.
    pub fn show(&mut self, pane: PaneId, beside: PaneId) {
        if self.zoomed.is_some() {
            self.zoomed = Some(pane);
        }
        if !self.root.show(pane) {
            self.root.add(pane, beside);
        }
    }

    /// Where the groups lie in `area`, and what is between them.
    #[must_use]
    pub fn place(&self, area: Rect) -> (Vec<Placed>, Vec<Border>) {
        let (mut groups, mut borders) = (Vec::new(), Vec::new());
        match self.zoomed {
            Some(pane) => {
                let panes = self.root.group_of(pane).unwrap_or_else(|| vec![pane]);
                groups.push(placed(panes, pane, area));
            }
            None => self.root.place(area, &mut Vec::new(), &mut groups, &mut borders),
        }
        (groups, borders)
    }

    /// Moves a border to a column or row of the screen.
    pub fn drag(&mut self, border: &Border, column: u16, row: u16) {
        let Rect { x, y, width, height } = border.whole;
        let (at, length) = match border.direction {
            Direction::Beside => (column.saturating_sub(x), width),
            Direction::Above => (row.saturating_sub(y), height),
        };
        if length > 2 * LEAST
            && let Some(share) = self.root.share_of(&border.path)
        {
            let at = at.clamp(LEAST, length - LEAST);
            *share = (u32::from(at) * 1000).div_ceil(u32::from(length)) as u16;
            self.changed = true;
        }
    }

    /// Moves a pane into the next group.
    pub fn move_on(&mut self, pane: PaneId) {
        let mut groups = Vec::new();
        self.root.each_group(&mut |panes, _| groups.push(panes.to_vec()));
        let Some(at) = groups.iter().position(|panes| panes.contains(&pane)) else { return };
        let next = &groups[(at + 1) % groups.len()];
        if let (true, Some(&beside)) = (groups.len() > 1, next.first()) {
            self.root.remove(pane);
            self.root.add(pane, beside);
            self.changed = true;
        }
    }

    /// Gives a pane a place of its own, to the right of its group or below it. One that has its own already stays.
    pub fn split_off(&mut self, pane: PaneId, direction: Direction) {
        let group = self.root.group_of(pane).unwrap_or_default();
        if let Some(&other) = group.iter().find(|&&other| other != pane) {
            self.root.remove(pane);
            self.root.split_at(other, pane, direction);
            self.changed = true;
        }
    }

    /// Makes the group of a pane larger or smaller.
    pub fn grow(&mut self, pane: PaneId, direction: Direction, by: i16) {
        self.changed |= self.root.grow(pane, direction, by);
    }
}

fn is_wide(screen: Rect) -> bool {
    screen.width >= WIDE.0 && screen.height >= WIDE.1
}

fn placed(panes: Vec<PaneId>, shown: PaneId, area: Rect) -> Placed {
    let title = Rect { height: area.height.min(1), ..area };
    let inner = Rect { y: area.y + title.height, height: area.height - title.height, ..area };
    Placed { panes, shown, title, inner }
}

impl Node {
    fn each_group(&self, visit: &mut impl FnMut(&[PaneId], usize)) {
        match self {
            Self::Group { panes, shown } => visit(panes, *shown),
            Self::Split { first, second, .. } => {
                first.each_group(visit);
                second.each_group(visit);
            }
        }
    }

    fn group_of(&self, pane: PaneId) -> Option<Vec<PaneId>> {
        let mut found = None;
        self.each_group(&mut |panes, _| {
            if panes.contains(&pane) {
                found = Some(panes.to_vec());
            }
        });
        found
    }

    fn show(&mut self, pane: PaneId) -> bool {
        match self {
            Self::Group { panes, shown } => match panes.iter().position(|&other| other == pane) {
                Some(index) => {
                    *shown = index;
                    true
                }
                None => false,
            },
            Self::Split { first, second, .. } => first.show(pane) || second.show(pane),
        }
    }

    fn show_if_first(&mut self, pane: PaneId) {
        match self {
            Self::Group { panes, shown } => {
                if let Some(index) = panes.iter().position(|&other| other == pane)
                    && *shown == 0
                {
                    *shown = index;
                }
            }
            Self::Split { first, second, .. } => {
                first.show_if_first(pane);
                second.show_if_first(pane);
            }
        }
    }

    /// Adds a pane to the group of another one, and shows it.
    fn add(&mut self, pane: PaneId, beside: PaneId) -> bool {
        match self {
            Self::Group { panes, shown } => {
                if !panes.contains(&beside) {
                    return false;
                }
                panes.push(pane);
                *shown = panes.len() - 1;
                true
            }
            Self::Split { first, second, .. } => {
                first.add(pane, beside) || second.add(pane, beside)
            }
        }
    }

    /// Takes a pane away; a group that has none left goes.
    fn remove(&mut self, pane: PaneId) {
        match self {
            Self::Group { panes, shown } => {
                panes.retain(|&other| other != pane);
                *shown = (*shown).min(panes.len().saturating_sub(1));
            }
            Self::Split { first, second, .. } => {
                first.remove(pane);
                second.remove(pane);
                let empty =
                    |node: &Self| matches!(node, Self::Group { panes, .. } if panes.is_empty());
                let nothing = || Self::Group { panes: Vec::new(), shown: 0 };
                if empty(first) {
                    *self = std::mem::replace(second, nothing());
                } else if empty(second) {
                    *self = std::mem::replace(first, nothing());
                }
            }
        }
    }

    /// Splits the group of `at`, whose second part is `pane` then.
    fn split_at(&mut self, at: PaneId, pane: PaneId, direction: Direction) -> bool {
        match self {
            Self::Group { panes, .. } => {
                let here = panes.contains(&at);
                if here {
                    let nothing = Self::Group { panes: Vec::new(), shown: 0 };
                    let old = std::mem::replace(self, nothing);
                    *self = split(direction, 500, old, group(&[pane]));
                }
                here
            }
            Self::Split { first, second, .. } => {
                first.split_at(at, pane, direction) || second.split_at(at, pane, direction)
            }
        }
    }

    fn share_of(&mut self, path: &[bool]) -> Option<&mut u16> {
        match (self, path) {
            (Self::Split { share, .. }, []) => Some(share),
            (Self::Split { first, .. }, [false, rest @ ..]) => first.share_of(rest),
            (Self::Split { second, .. }, [true, rest @ ..]) => second.share_of(rest),
            (Self::Group { .. }, _) => None,
        }
    }

    fn has(&self, pane: PaneId) -> bool {
        match self {
            Self::Group { panes, .. } => panes.contains(&pane),
            Self::Split { first, second, .. } => first.has(pane) || second.has(pane),
        }
    }

    /// Changes the innermost split of that direction around a pane.
    fn grow(&mut self, pane: PaneId, wanted: Direction, by: i16) -> bool {
        let Self::Split { direction, share, first, second } = self else { return false };
        let in_first = first.has(pane);
        let child = if in_first { first } else { second };
        if child.grow(pane, wanted, by) {
            return true;
        }
        let here = *direction == wanted && child.has(pane);
        if here {
            let by = if in_first { by } else { -by };
            *share = share.saturating_add_signed(by).clamp(100, 900);
        }
        here
    }

    fn place(
        &self,
        area: Rect,
        path: &mut Path,
        groups: &mut Vec<Placed>,
        borders: &mut Vec<Border>,
    ) {
        let (direction, share, first, second) = match self {
            Self::Split { direction, share, first, second } => (*direction, *share, first, second),
            Self::Group { panes, shown } => {
                if let Some(&pane) = panes.get(*shown).or(panes.first()) {
                    groups.push(placed(panes.clone(), pane, area));
                }
                return;
            }
        };
        let part = |length: u16| {
            let part = (u32::from(length) * u32::from(share) / 1000) as u16;
            if length > 2 * LEAST { part.clamp(LEAST, length - LEAST) } else { part }
        };
        let (left, right, border) = match direction {
            Direction::Beside => {
                let width = part(area.width);
                let between = u16::from(area.width > width);
                let x = area.x + width + between;
                (
                    Rect { width, ..area },
                    Rect { x, width: area.width - width - between, ..area },
                    Rect { x: area.x + width, width: between, ..area },
                )
            }
            Direction::Above => {
                let height = part(area.height);
                let y = area.y + height;
                let lower = Rect { y, height: area.height - height, ..area };
                (Rect { height, ..area }, lower, Rect { height: lower.height.min(1), ..lower })
            }
        };
        borders.push(Border { path: path.clone(), direction, area: border, whole: area });
        for (child, area, second) in [(first, left, false), (second, right, true)] {
            path.push(second);
            child.place(area, path, groups, borders);
            path.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Rect = Rect { x: 0, y: 1, width: 80, height: 22 };
    const LARGE: Rect = Rect { x: 0, y: 1, width: 200, height: 58 };

    #[test]
    fn every_preset_covers_the_screen_once() {
        for (of, screen) in Preset::ALL.into_iter().flat_map(|p| [(p, SMALL), (p, LARGE)]) {
            let (groups, borders) = Layout::new(of, screen).place(screen);
            let beside = borders.iter().filter(|border| border.direction == Direction::Beside);
            let groups_area: u32 =
                groups.iter().map(|group| group.title.area() + group.inner.area()).sum();
            let between: u32 = beside.map(|border| border.area.area()).sum();
            assert_eq!(groups_area + between, screen.area(), "{of:?}");
        }
    }

    #[test]
    fn every_pane_has_a_place_in_the_first_preset() {
        for screen in [SMALL, LARGE] {
            let layout = Layout::new(Preset::Source, screen);
            for pane in PaneId::ALL {
                assert!(layout.root.has(pane), "{pane:?}");
            }
        }
    }

    #[test]
    fn borders_are_dragged_and_leave_room() {
        let mut layout = Layout::new(Preset::Source, LARGE);
        let border = layout.place(LARGE).1.remove(0);
        layout.drag(&border, 50, 10);
        assert_eq!(layout.place(LARGE).0[0].title.width, 50);
        layout.drag(&border, 0, 10);
        assert_eq!(layout.place(LARGE).0[0].title.width, LEAST);
        // A screen of next to nothing has room for nothing, which harms nobody.
        for (width, height) in [(0, 0), (1, 1), (5, 3), (300, 2)] {
            let _ = layout.place(Rect { x: 0, y: 0, width, height });
        }
    }

    #[test]
    fn a_pane_is_shown_where_it_is_or_beside_another() {
        let mut layout = Layout::new(Preset::Budget, LARGE);
        layout.show(PaneId::Memory, PaneId::Budget);
        assert!(layout.seen().contains(&PaneId::Memory));
        layout.show(PaneId::Variables, PaneId::Budget);
        assert!(layout.seen().contains(&PaneId::Variables));
        layout.zoomed = Some(PaneId::Source);
        layout.show(PaneId::Console, PaneId::Source);
        assert_eq!(layout.seen(), [PaneId::Console]);
    }

    #[test]
    fn panes_move_and_no_group_is_left_empty() {
        let mut layout = Layout::new(Preset::Output, LARGE);
        layout.move_on(PaneId::Output);
        let panes = |layout: &Layout| {
            layout.place(LARGE).0.into_iter().map(|group| group.panes).collect::<Vec<_>>()
        };
        assert_eq!(panes(&layout).len(), 2);
        assert_eq!(panes(&layout)[0], [PaneId::Console, PaneId::Timeline, PaneId::Output]);
        layout.split_off(PaneId::Timeline, Direction::Above);
        assert_eq!(panes(&layout).len(), 3);
        assert_eq!(panes(&layout)[1], [PaneId::Timeline]);
        // What is alone stays where it is.
        let before = layout.clone();
        layout.split_off(PaneId::Timeline, Direction::Beside);
        assert_eq!(layout, before);
        // As often as one likes, every pane is there once.
        for round in 0..100 {
            layout.move_on(PaneId::ALL[round % 12]);
            layout.split_off(PaneId::ALL[round * 7 % 12], Direction::Beside);
        }
        let mut all: Vec<PaneId> = panes(&layout).concat();
        all.sort();
        all.dedup();
        assert_eq!(panes(&layout).concat().len(), all.len());
    }
}
