//! Where the function is that covers an offset, for a unit whose outline is larger than the budget: a pass
//! over the unit that keeps nothing but the answer.

use std::ops::Range;

use super::{
    FunctionCode, Scope, StaticDie,
    pass::{Findings, pass},
};
use crate::{code::Code, units::Unit};

/// See [`Outline::function_at`](super::Outline::function_at).
pub(crate) fn find_function(
    unit: &Unit,
    code: &Code,
    length: u64,
    offset: u32,
) -> Option<FunctionCode> {
    let mut search = FunctionSearch { offset, seen: 0, best: None };
    pass(unit, code, length, &mut search);
    let (_, function) = search.best?;
    function.range.contains(&offset).then_some(function)
}

/// The function that begins last before or at an offset.
struct FunctionSearch {
    offset: u32,
    /// How many functions there were.
    seen: usize,
    /// With its place among them.
    best: Option<(usize, FunctionCode)>,
}

impl Findings for FunctionSearch {
    const VARIABLES: bool = false;

    fn functions(&self) -> usize {
        self.seen
    }

    fn function(&mut self, function: FunctionCode) {
        let place = |function: &FunctionCode| (function.range.start, function.range.end);
        let is_later = |(_, best): &(usize, FunctionCode)| place(best) <= place(&function);
        if function.range.start <= self.offset && self.best.as_ref().is_none_or(is_later) {
            self.best = Some((self.seen, function));
        }
        self.seen += 1;
    }

    fn end_functions(&mut self, which: Range<usize>, end: u32) {
        if let Some((position, best)) = &mut self.best
            && which.contains(position)
        {
            best.end = end;
        }
    }

    fn inlined(&mut self, _: u32) {}

    fn variable(&mut self, _: StaticDie) {}

    fn scopes(&self) -> usize {
        0
    }

    fn scope(&mut self, _: Scope) {}

    fn end_scope(&mut self, _: usize, _: u32) {}
}
