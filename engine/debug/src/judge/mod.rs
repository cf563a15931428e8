//! Conditions that are judged where their breakpoints are reached, by the target, without a stop.
//!
//! Such a judge only ever says that a condition does not hold. Where it holds, has no value, or depends on what is not
//! known before, the program stops and the session looks for itself (`hits.rs`), which also counts hits and prints.

mod names;
mod place;

use std::{cell::RefCell, collections::HashMap, sync::Arc};

use wrtd_symbols::{ModuleSymbols, ProgramAccess, render::Renderer};

use self::names::{KnownNames, NamesNow};
use crate::{
    BreakpointId, DebugSession, Format,
    breakpoints::Behaviour,
    target::{BreakpointJudge, CodeAddress},
};

/// The condition of one breakpoint at one instruction.
struct Judged {
    behaviour: Arc<Behaviour>,
    names: KnownNames,
}

impl Judged {
    /// Whether the program has to stop for somebody to look.
    fn stops(&self, program: &dyn ProgramAccess) -> bool {
        let Some(condition) = &self.behaviour.condition else { return true };
        let symbols: &ModuleSymbols = &self.names.symbols;
        let names = NamesNow { names: &self.names, program };
        condition.holds(&names, &Renderer::new(symbols, program, Format::default())).unwrap_or(true)
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

    /// A judge for the breakpoints at an address, where all of them have a condition.
    fn judge_of(&self, address: CodeAddress, ids: &[BreakpointId]) -> Option<BreakpointJudge> {
        let judged: Option<Vec<Judged>> = ids
            .iter()
            .map(|&id| {
                let behaviour = self.breakpoints.behaviour(id)?;
                behaviour.condition.as_ref()?;
                let hidden = self.hidden_at(address, &[id]);
                Some(Judged {
                    behaviour,
                    names: KnownNames {
                        symbols: Arc::clone(self.program.symbols(address.module)),
                        source: self.program.frames_at(address).get(hidden).cloned(),
                        offset: address.offset,
                        known: RefCell::new(HashMap::new()),
                    },
                })
            })
            .collect();
        let judged = judged.filter(|judged| !judged.is_empty())?;
        Some(Box::new(move |program: &dyn ProgramAccess| {
            judged.iter().any(|judged| judged.stops(program))
        }))
    }
}
