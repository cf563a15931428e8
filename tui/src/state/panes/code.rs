//! A line of a source as parts of a row: tabs at their stops, words by what they are, not more than one can read.

use unicode_width::UnicodeWidthStr;

use crate::{
    state::{Part, Role, Row, clean},
    syntax::{Carry, Language, Span, Token, scan},
};

/// Columns between tab stops.
const TAB: usize = 4;
/// Bytes of a line that are shown.
const MOST: usize = 16 << 10;

impl From<Token> for Role {
    fn from(token: Token) -> Self {
        match token {
            Token::Plain => Self::Plain,
            Token::Keyword => Self::Keyword,
            Token::Type => Self::Type,
            Token::Function => Self::Function,
            Token::Name => Self::Name,
            Token::Text => Self::Text,
            Token::Number => Self::Number,
            Token::Comment => Self::Comment,
            Token::Macro => Self::Macro,
            Token::Address => Self::Address,
        }
    }
}

/// Adds a line to a row. What no span is of is plain.
pub(super) fn push(row: &mut Row, line: &str, spans: &[Span]) {
    let shown = &line[..line.floor_char_boundary(MOST)];
    let mut column = 0;
    let mut at = 0;
    for span in spans {
        let end = at + span.length as usize;
        // Spans of another text would be a mistake of ours; its line is shown all the same.
        let Some(word) = shown.get(at..end.min(shown.len())) else { break };
        push_part(row, word, span.token.into(), &mut column);
        at = end.min(shown.len());
    }
    push_part(row, &shown[at..], Role::Plain, &mut column);
    if shown.len() < line.len() {
        let more = line.len() - shown.len();
        row.push(format!(" ({more} bytes more on this line)"), Role::Dim);
    }
}

fn push_part(row: &mut Row, text: &str, role: Role, column: &mut usize) {
    if text.is_empty() {
        return;
    }
    let mut part = String::with_capacity(text.len());
    for (index, piece) in text.split('\t').enumerate() {
        if index > 0 {
            let blanks = TAB - *column % TAB;
            part.extend(std::iter::repeat_n(' ', blanks));
            *column += blanks;
        }
        let piece = clean(piece);
        *column += piece.width();
        part.push_str(&piece);
    }
    row.parts.push(Part { text: part, role });
}

/// Adds a line that stands alone, of whose text nothing before it is known.
pub(super) fn push_alone(row: &mut Row, line: &str, language: Language) {
    let mut spans = Vec::new();
    scan(language, &mut Carry::default(), line, MOST, &mut spans);
    push(row, line, &spans);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tabs_go_to_their_stops_and_words_have_roles() {
        let mut row = Row::default();
        push_alone(&mut row, "\tif\t(日\tx) // \x1b[31m", Language::C);
        assert_eq!(row.text(), "    if  (日 x) // ·[31m");
        let roles: Vec<_> = row.parts.iter().map(|part| (part.text.as_str(), part.role)).collect();
        assert_eq!(roles[1], ("if", Role::Keyword));
        assert_eq!(roles.last(), Some(&("// ·[31m", Role::Comment)));
    }

    #[test]
    fn a_very_long_line_is_cut_and_says_so() {
        let mut row = Row::default();
        push_alone(&mut row, &"é".repeat(MOST), Language::C);
        assert!(row.text().ends_with(&format!("é ({MOST} bytes more on this line)")));
    }
}
