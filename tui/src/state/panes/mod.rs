//! The panes, one a file.

mod breakpoints;
mod budget;
mod code;
mod console;
mod disassembly;
mod history;
mod inline;
mod machine;
mod memory;
mod output;
mod place;
mod said;
mod source;
mod source_list;
mod stack;
mod threads;
mod timeline;
mod trail;
mod tree;
mod values;
mod variables;

use breakpoints::Breakpoints;
use budget::Budget;
pub(crate) use budget::is_set_aside;
use console::Console;
use disassembly::Disassembly;
use machine::Machine;
use memory::Memory;
use output::Output;
use source::Source;
use stack::Stack;
use threads::Threads;
use timeline::Timeline;
use variables::Variables;

use super::{Pane, PaneId};

/// All panes, seen or not.
#[derive(Debug, Default)]
pub struct Panes {
    pub(crate) source: Source,
    pub(crate) disassembly: Disassembly,
    pub(crate) stack: Stack,
    pub(crate) threads: Threads,
    pub(crate) variables: Variables,
    pub(crate) machine: Machine,
    pub(crate) memory: Memory,
    pub(crate) breakpoints: Breakpoints,
    pub(crate) output: Output,
    pub(crate) console: Console,
    pub(crate) timeline: Timeline,
    pub(crate) budget: Budget,
}

impl Panes {
    pub(crate) fn get(&self, id: PaneId) -> &dyn Pane {
        match id {
            PaneId::Source => &self.source,
            PaneId::Disassembly => &self.disassembly,
            PaneId::Stack => &self.stack,
            PaneId::Threads => &self.threads,
            PaneId::Variables => &self.variables,
            PaneId::Machine => &self.machine,
            PaneId::Memory => &self.memory,
            PaneId::Breakpoints => &self.breakpoints,
            PaneId::Output => &self.output,
            PaneId::Console => &self.console,
            PaneId::Timeline => &self.timeline,
            PaneId::Budget => &self.budget,
        }
    }

    pub(crate) fn get_mut(&mut self, id: PaneId) -> &mut dyn Pane {
        match id {
            PaneId::Source => &mut self.source,
            PaneId::Disassembly => &mut self.disassembly,
            PaneId::Stack => &mut self.stack,
            PaneId::Threads => &mut self.threads,
            PaneId::Variables => &mut self.variables,
            PaneId::Machine => &mut self.machine,
            PaneId::Memory => &mut self.memory,
            PaneId::Breakpoints => &mut self.breakpoints,
            PaneId::Output => &mut self.output,
            PaneId::Console => &mut self.console,
            PaneId::Timeline => &mut self.timeline,
            PaneId::Budget => &mut self.budget,
        }
    }
}
