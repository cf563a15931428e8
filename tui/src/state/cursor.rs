//! Where somebody looks in a list of rows.

/// The selected row and the part of the rows that is seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The selected row, from 0.
    pub row: usize,
    /// The first row that is seen.
    pub top: usize,
    /// The first column that is seen.
    pub left: usize,
}

/// Columns that one step sideways goes.
const STEP: usize = 8;

impl Cursor {
    /// Selects a row, which is seen afterwards.
    pub fn select(&mut self, row: usize, len: usize, height: usize) {
        self.row = row.min(len.saturating_sub(1));
        self.keep_in_sight(len, height);
    }

    /// Selects the row so many further on.
    pub fn step(&mut self, rows: isize, len: usize, height: usize) {
        self.select(self.row.saturating_add_signed(rows), len, height);
    }

    /// Moves what is seen, and the selection only as far as it must.
    pub fn scroll(&mut self, rows: isize, len: usize, height: usize) {
        let last = len.saturating_sub(height);
        self.top = self.top.saturating_add_signed(rows).min(last);
        let bottom = (self.top + height).min(len).saturating_sub(1);
        self.row = self.row.clamp(self.top.min(bottom), bottom);
    }

    /// Moves what is seen sideways.
    pub fn shift(&mut self, right: bool) {
        self.left = if right { self.left + STEP } else { self.left.saturating_sub(STEP) };
    }

    /// Selects a row and shows it with as much around it as there is room for.
    pub fn centre(&mut self, row: usize, len: usize, height: usize) {
        self.row = row.min(len.saturating_sub(1));
        let seen = self.top..self.top + height;
        // What is well in sight stays where it is: the eye need not search.
        let margin = (height / 5).min(3);
        let comfortable = seen.start + margin..seen.end.saturating_sub(margin);
        let at_beginning = self.row < margin && self.top == 0;
        if !comfortable.contains(&self.row) && !at_beginning {
            self.top = self.row.saturating_sub(height / 2);
        }
        self.keep_in_sight(len, height);
    }

    /// What is seen has the selection in it, and no empty rows at its end that need not be.
    pub fn keep_in_sight(&mut self, len: usize, height: usize) {
        let height = height.max(1);
        self.row = self.row.min(len.saturating_sub(1));
        self.top = self.top.min(self.row).min(len.saturating_sub(height));
        if self.row >= self.top + height {
            self.top = self.row + 1 - height;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selection_stays_in_sight() {
        let mut cursor = Cursor::default();
        cursor.step(7, 10, 4);
        assert_eq!((cursor.row, cursor.top), (7, 4));
        cursor.step(100, 10, 4);
        assert_eq!((cursor.row, cursor.top), (9, 6));
        cursor.scroll(-3, 10, 4);
        assert_eq!((cursor.row, cursor.top), (6, 3));
        cursor.keep_in_sight(2, 4);
        assert_eq!((cursor.row, cursor.top), (1, 0));
        cursor.step(-5, 0, 4);
        assert_eq!((cursor.row, cursor.top), (0, 0));
    }

    #[test]
    fn a_place_in_sight_is_not_moved() {
        let mut cursor = Cursor::default();
        cursor.centre(50, 100, 20);
        assert_eq!(cursor.top, 40);
        cursor.centre(52, 100, 20);
        assert_eq!(cursor.top, 40);
        cursor.centre(59, 100, 20);
        assert_eq!(cursor.top, 49);
        cursor.centre(0, 100, 20);
        assert_eq!(cursor.top, 0);
    }
}
