//! Where whoever looks at a program has its sources, which may be on another machine than the program.

use crate::{DebugSession, Event};

impl DebugSession {
    /// Sets where sources are, in pairs of a folder that the compiler recorded and where that is now, beside those of
    /// the launch; of several the longest recorded one counts, and of two alike this one. A file below such a folder
    /// is taken to be there, on whatever machine that may be. Breakpoints are bound anew. Until
    /// [`DebugSession::detach`].
    pub fn map_sources(&mut self, map: Vec<(String, String)>) {
        if map == self.client_map {
            return;
        }
        self.client_map = map;
        self.forget_frames();
        self.program.map_sources(&self.client_map, &self.spec.source_map);
        self.disassemblies.refresh(self.program.budget());
        let (breakpoints, mut ground) = self.ground();
        for changed in breakpoints.rebind(&mut ground) {
            self.emit(Event::BreakpointChanged(changed));
        }
        self.outdate_sources();
    }
}
