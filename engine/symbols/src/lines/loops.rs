//! Loops against line tables.
//!
//! A loop's turn begins at its `loop` instruction, wherever the compiler's line table has its rows: a
//! row may begin before it, with what is done once or with the blocks around the loop, and a branch
//! back then leads into the middle of the row. Each turn is a new arrival at the line.

use wasmparser::{Operator, OperatorsReader};

use super::Row;
use crate::code::{Body, Code};

/// The rows of a function, in which those that a `loop` lies in the middle of are divided there.
pub(super) fn divided(code: &Code, body: Body, rows: &[Row]) -> Vec<Row> {
    let mut heads = heads(code, body).into_iter().peekable();
    let mut divided = Vec::with_capacity(rows.len());
    for row in rows {
        let mut row = row.clone();
        while let Some(head) = heads.next_if(|head| *head < row.end) {
            if head > row.start {
                divided.push(Row { end: head, ..row.clone() });
                row = Row { start: head, prologue_end: false, ..row };
            }
        }
        divided.push(row);
    }
    divided
}

/// Where a stop at `offset` is one of each turn of the loops that begin there: at the innermost
/// `loop` to which nothing but openings of blocks leads.
pub(super) fn inside(code: &Code, body: Body, offset: u32) -> u32 {
    let mut inside = offset;
    for (operator, position) in code.operators_from(body, offset).into_iter().flat_map(each) {
        match operator {
            Operator::Loop { .. } => inside = position,
            Operator::Block { .. } | Operator::Nop => {}
            _ => break,
        }
    }
    inside
}

/// Wasm offsets of all `loop` instructions of a function.
fn heads(code: &Code, body: Body) -> Vec<u32> {
    let reader = operators(code, body).into_iter().flat_map(each);
    let loops = reader.filter(|(operator, _)| matches!(operator, Operator::Loop { .. }));
    loops.map(|(_, position)| position).collect()
}

fn operators(code: &Code, body: Body) -> Option<OperatorsReader<'_>> {
    code.function(body)?.get_operators_reader().ok()
}

/// Instructions with their Wasm offsets, up to the first broken one.
fn each(mut reader: OperatorsReader<'_>) -> impl Iterator<Item = (Operator<'_>, u32)> {
    std::iter::from_fn(move || {
        let (operator, position) = reader.read_with_offset().ok()?;
        Some((operator, u32::try_from(position).ok()?))
    })
}
