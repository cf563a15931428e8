//! Which breakpoints have let the program pass at the instruction that is next, so that a judge is asked once for each
//! arrival.
//!
//! An instruction whose judge has been asked may begin anew before it is executed: a cold routine starts it over, translated
//! code gives its frame to the in-place tier, which begins at the start of the window, and that tier gives a frame back at
//! a loop. None of these is an arrival.
//!
//! Invariant: an offset is here from the moment at which its judge has let the program pass until the instruction there is
//! executed by the tier that goes on.

use alloc::vec::Vec;

use crate::store::Store;

/// The breakpoints that have let the innermost frame of a thread pass.
#[derive(Default)]
pub(crate) struct Passed {
    /// How many frames there were.
    depth: usize,
    /// Wasm offsets.
    pcs: Vec<u32>,
    /// Address of the translated instruction that executes them, as long as it does not give its frame away.
    #[cfg(threaded_tier)]
    by: Option<u64>,
}

impl Passed {
    /// Whether the breakpoint at `pc` has let pass a frame that is now to execute the instruction there. It is executed then.
    fn take(&mut self, depth: usize, pc: u32) -> bool {
        if self.pcs.is_empty() || depth != self.depth || self.is_executed_elsewhere() {
            return false;
        }
        let place = self.pcs.iter().position(|&passed| passed == pc);
        place.map(|place| self.pcs.swap_remove(place)).is_some()
    }

    #[cfg(threaded_tier)]
    fn is_executed_elsewhere(&self) -> bool {
        self.by.is_some()
    }

    #[cfg(not(threaded_tier))]
    fn is_executed_elsewhere(&self) -> bool {
        false
    }
}

impl Store {
    /// Whether the breakpoint at `pc` of the innermost frame has let the program pass on this arrival already. To be asked
    /// once, where the instruction is executed next.
    pub(super) fn has_passed(&mut self, pc: u32) -> bool {
        self.passed.take(self.frames.len(), pc)
    }

    /// Whether the program comes to a breakpoint at the next instruction that has not let it pass.
    pub(super) fn comes_to_breakpoint(&mut self) -> bool {
        let pc = self.frames.last().map(|frame| frame.pc);
        self.at_breakpoint() && !pc.is_some_and(|pc| self.has_passed(pc))
    }

    /// The instruction at which the program stood is not the one that it goes on with.
    pub(super) fn forget_passed(&mut self) {
        self.passed = Passed::default();
    }
}

#[cfg(threaded_tier)]
impl Store {
    /// The breakpoint at `pc`, which is at a loop, has let the innermost frame pass, and translated code executes it.
    pub(super) fn passed_in_place(&mut self, pc: u32) {
        self.passed = Passed { depth: self.frames.len(), pcs: Vec::from([pc]), by: None };
    }

    /// The translated instruction at an address executes these, of which all breakpoints have let the innermost frame
    /// pass.
    pub(super) fn passed_translated(&mut self, by: u64, pcs: &[u32]) {
        self.passed.depth = self.frames.len();
        self.passed.by = Some(by);
        self.passed.pcs.clear();
        self.passed.pcs.extend_from_slice(pcs);
    }

    /// Address of the translated instruction for which breakpoints have let a frame of this depth pass.
    pub(super) fn passed_by(&self) -> Option<u64> {
        self.passed.by.filter(|_| self.passed.depth == self.frames.len())
    }

    /// The translated instruction at an address is executed from its start once more.
    pub(super) fn starts_over(&mut self, address: u64) {
        if self.passed_by() == Some(address) {
            self.passed_begin_anew(true);
        }
    }

    /// The innermost frame goes on in place with the last instruction that a translated one was to execute, at `pc`.
    pub(super) fn passed_begins_at(&mut self, pc: u32) {
        let is_frame = self.passed_by().is_some();
        self.passed_begin_anew(is_frame);
        self.passed.pcs.retain(|&passed| passed == pc);
    }

    /// The innermost frame does not go on with what translated code was to execute; `again`, where it begins that anew.
    pub(super) fn passed_begin_anew(&mut self, again: bool) {
        if self.passed.by.take().is_some() && !again {
            self.passed.pcs.clear();
        }
    }
}
