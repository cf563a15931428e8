//! The explanation of a row: a title, and labelled sentences that are never cut but by the room for all of them.

use unicode_width::UnicodeWidthStr;

use super::form::fitted;
use crate::state::{Role, Row, Symbols, amount, clean};

/// Columns of labels.
const LABEL: usize = 13;
/// Columns from which on there is room for labels.
const WIDE: usize = 48;

/// The explanation of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Detail {
    title: String,
    items: Vec<(&'static str, String)>,
}

impl Detail {
    pub(super) fn of(title: impl Into<String>) -> Self {
        Self { title: title.into(), items: Vec::new() }
    }

    /// With one more sentence.
    #[must_use]
    pub(super) fn with(mut self, label: &'static str, text: impl Into<String>) -> Self {
        self.items.push((label, text.into()));
        self
    }

    /// The rows: the title in a line that separates, and the sentences in columns.
    pub(super) fn rows(&self, width: usize, symbols: &Symbols) -> Vec<Row> {
        let mut rows = vec![self.title_row(width, symbols)];
        let indent = if width >= WIDE { LABEL } else { 2 };
        for (label, text) in &self.items {
            let text = clean(text);
            let mut lines = wrapped(&text, width.saturating_sub(indent)).into_iter();
            if width < WIDE {
                rows.push(Row::of(label, Role::Key));
            } else {
                let first = lines.next().unwrap_or_default();
                rows.push(Row::of(fitted(label, LABEL), Role::Key).with(first, Role::Plain));
            }
            rows.extend(
                lines.map(|line| Row::of(" ".repeat(indent), Role::Plain).with(line, Role::Plain)),
            );
        }
        rows
    }

    fn title_row(&self, width: usize, symbols: &Symbols) -> Row {
        let before = symbols.horizontal.repeat(2);
        let taken = before.width() + self.title.width() + 2;
        Row::of(before, Role::Dim)
            .with(format!(" {} ", self.title), Role::Title)
            .with(symbols.horizontal.repeat(width.saturating_sub(taken)), Role::Dim)
    }

    /// All of it as one line.
    pub(super) fn text(&self) -> String {
        let items = self.items.iter().map(|(label, text)| format!("{label}: {text}"));
        clean(&format!("{}. {}", self.title, items.collect::<Vec<_>>().join(". ")))
    }
}

/// A size to the byte: the rows have it as people read it.
pub(super) fn exact(bytes: u64) -> String {
    format!("{} bytes", amount::number(bytes))
}

/// The first letter as a capital one.
pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A text in lines of so many columns, broken between words; a word that is longer than a line goes on in the next.
fn wrapped(text: &str, room: usize) -> Vec<String> {
    let room = room.max(1);
    let mut lines = vec![String::new()];
    let mut taken = 0;
    for word in text.split_whitespace() {
        let wide = word.width();
        if taken > 0 && taken + 1 + wide <= room {
            if let Some(line) = lines.last_mut() {
                line.push(' ');
                line.push_str(word);
            }
            taken += 1 + wide;
            continue;
        }
        let mut at = 0;
        while at == 0 || at < wide {
            let piece = crate::state::columns(word, at, room);
            taken = piece.width();
            match lines.last_mut().filter(|line| line.is_empty()) {
                Some(line) => line.push_str(&piece),
                None => lines.push(piece),
            }
            at += room;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::UNICODE;

    #[test]
    fn long_sentences_stay_readable() {
        let detail = Detail::of("reserve")
            .with("limit", "from /a/very-long-path/wrtd.toml, line 3")
            .with("at the limit", "nothing");
        let text = |width| {
            let rows = detail.rows(width, &UNICODE);
            rows.iter().map(|row| row.text().trim_end().to_owned()).collect::<Vec<_>>()
        };
        let dashes = "─".repeat(37);
        assert_eq!(
            text(48),
            [
                format!("── reserve {dashes}"),
                "limit        from /a/very-long-path/wrtd.toml,".into(),
                "             line 3".into(),
                "at the limit nothing".into(),
            ]
        );
        assert_eq!(
            text(12),
            [
                "── reserve ─",
                "limit",
                "  from",
                "  /a/very-lo",
                "  ng-path/wr",
                "  td.toml,",
                "  line 3",
                "at the limit",
                "  nothing"
            ]
        );
        assert!(text(0).iter().all(|line| line.width() < 20));
    }
}
