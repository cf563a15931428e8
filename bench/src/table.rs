//! Tables for a terminal or for a page.

use std::fmt::Write;

/// A table of texts: the first column to the left, all others to the right.
#[derive(Debug)]
pub struct Table {
    title: String,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table without rows.
    pub fn new(title: impl Into<String>, headings: impl IntoIterator<Item = String>) -> Self {
        Self { title: title.into(), rows: vec![headings.into_iter().collect()] }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The table as text, as Markdown where `markdown` says so.
    #[must_use]
    pub fn render(&self, markdown: bool) -> String {
        let widths = self.widths();
        let mut text = format!("{}\n\n", self.title);
        for (place, row) in self.rows.iter().enumerate() {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .enumerate()
                .map(|(column, (cell, &width))| match column {
                    0 => format!("{cell:<width$}"),
                    _ => format!("{cell:>width$}"),
                })
                .collect();
            if markdown {
                let _ = writeln!(text, "| {} |", cells.join(" | "));
            } else {
                let _ = writeln!(text, "{}", cells.join("  ").trim_end());
            }
            if place == 0 && markdown {
                let _ = writeln!(text, "|---{}|", "|--:".repeat(widths.len() - 1));
            }
        }
        text
    }

    fn widths(&self) -> Vec<usize> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(1).max(1);
        let width = |column: usize| {
            let cells = self.rows.iter().filter_map(move |row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        (0..columns).map(width).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms() {
        let mut table = Table::new("Times", ["what", "ms"].map(String::from));
        table.row(["fib", "12.5"].map(String::from));
        assert_eq!(table.render(false), "Times\n\nwhat    ms\nfib   12.5\n");
        assert_eq!(table.render(true), "Times\n\n| what |   ms |\n|---|--:|\n| fib  | 12.5 |\n");
    }
}
