//! Breakpoints that are judged where they are reached, by the target, without a stop.
//!
//! Such a judge only ever says that a condition does not hold, or that a hit is none of those that its rule means, which it
//! counts then. Where a condition has no value, or depends on what is not known before, and for each hit that somebody is
//! to hear of, the program stops and the session looks for itself (`hits.rs`): it counts and prints.

mod names;
mod place;
mod types;

use std::{
    cell::RefCell,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use wrtd_symbols::{
    ProgramAccess,
    render::{Formatters, Renderer},
};

use self::{
    names::{KnownNames, NamesNow},
    types::KeptTypes,
};
use crate::{
    BreakpointId, DebugSession, Format,
    breakpoints::{Behaviour, Hits},
    target::{BreakpointJudge, CodeAddress},
};

/// One breakpoint at one instruction.
struct Judged {
    behaviour: Arc<Behaviour>,
    hits: Hits,
    names: KnownNames,
    types: KeptTypes,
    formatters: Arc<Formatters>,
    /// What runs is a call of an expression, whose hits nobody counts.
    beside: Arc<AtomicBool>,
}

/// What a breakpoint does where it is reached.
#[derive(Clone, Copy, PartialEq)]
enum Verdict {
    /// Nothing, and it is no hit.
    Passes,
    /// Nothing, but it is a hit.
    Counts,
    /// Somebody has to look.
    Stops,
}

impl Judged {
    fn verdict(&self, program: &dyn ProgramAccess) -> Verdict {
        match self.holds(program) {
            Some(false) => Verdict::Passes,
            Some(true) if self.passes_hit() => Verdict::Counts,
            Some(true) | None => Verdict::Stops,
        }
    }

    /// Whether the condition holds, as far as that is certain.
    fn holds(&self, program: &dyn ProgramAccess) -> Option<bool> {
        let Some(condition) = &self.behaviour.condition else { return Some(true) };
        let renderer = Renderer::new(&self.types, program, Format::default());
        let renderer = renderer.with_formatters(&self.formatters);
        let names = NamesNow { names: &self.names, program, renderer: &renderer };
        condition.holds(&names, &renderer).ok()
    }

    /// Whether a hit now is none that the rule means.
    fn passes_hit(&self) -> bool {
        let next = self.hits.count() + 1;
        self.behaviour.hit_condition.is_some_and(|rule| !rule.holds(next))
            && !self.beside.load(Ordering::Relaxed)
    }
}

impl DebugSession {
    /// Lets the target judge the breakpoints that have changed since this was last done.
    pub(crate) fn judge_breakpoints(&mut self) {
        for (address, ids) in self.breakpoints.take_unjudged() {
            let judge = self.judge_of(address, &ids);
            self.target.judge_breakpoint(address, judge);
        }
    }

    /// A judge for the breakpoints at an address, where all of them have a condition or a rule for hits.
    fn judge_of(&self, address: CodeAddress, ids: &[BreakpointId]) -> Option<BreakpointJudge> {
        let judged: Option<Vec<Judged>> = ids.iter().map(|&id| self.judged(address, id)).collect();
        let judged = judged.filter(|judged| !judged.is_empty())?;
        let mut verdicts = Vec::with_capacity(judged.len());
        Some(Box::new(move |program: &dyn ProgramAccess| {
            verdicts.clear();
            verdicts.extend(judged.iter().map(|judged| judged.verdict(program)));
            // Who looks counts the hits of all of them.
            if verdicts.contains(&Verdict::Stops) {
                return true;
            }
            let all = judged.iter().zip(&verdicts);
            let counting = all.filter(|(_, verdict)| **verdict == Verdict::Counts);
            counting.for_each(|(judged, _)| judged.hits.add());
            false
        }))
    }

    fn judged(&self, address: CodeAddress, id: BreakpointId) -> Option<Judged> {
        let behaviour = self.breakpoints.behaviour(id)?;
        if behaviour.condition.is_none() && behaviour.hit_condition.is_none() {
            return None;
        }
        let hidden = self.hidden_at(address, &[id]);
        let symbols = self.program.symbols(address.module);
        Some(Judged {
            behaviour,
            hits: self.breakpoints.hits(id)?,
            names: KnownNames {
                symbols: Arc::clone(symbols),
                source: self.program.frames_at(address).get(hidden).cloned(),
                offset: address.offset,
                known: RefCell::new(Vec::new()),
            },
            types: KeptTypes::new(Arc::clone(symbols)),
            formatters: Arc::clone(self.program.formatters()),
            beside: Arc::clone(&self.beside),
        })
    }
}
