//! Setting breakpoints at data.

use super::{DataBreakpoint, DataRequest, DataSource};
use crate::{Breakpoint, DebugSession, breakpoints::Request, target::DataAccess};

impl DebugSession {
    /// Replaces all breakpoints at data; the answer has one entry for each, in order. Expressions are looked up in frames
    /// of the present stop, but for those that were set before and stay.
    pub fn set_data_breakpoints(&mut self, wanted: Vec<DataBreakpoint>) -> Vec<Breakpoint> {
        let requests: Vec<_> = wanted
            .into_iter()
            .map(|at| (self.data_request(at.source, at.access), at.options))
            .collect();
        let none = Request::Data(Box::new(DataRequest {
            source: DataSource::Static(String::new()),
            access: DataAccess::Change,
            place: Err(String::new()),
        }));
        let (breakpoints, mut ground) = self.ground();
        let set = breakpoints.replace(&mut ground, &none, requests);
        self.tell_budget();
        set
    }

    /// Adds one breakpoint at data.
    pub fn add_data_breakpoint(&mut self, wanted: DataBreakpoint) -> Breakpoint {
        let request = self.data_request(wanted.source, wanted.access);
        self.add_breakpoint(request, wanted.options)
    }

    fn data_request(&mut self, source: DataSource, access: DataAccess) -> Request {
        let place = self.find_data(&source);
        Request::Data(Box::new(DataRequest { source, access, place }))
    }

    /// In a program that was started anew: variables that live as long as it does are looked up again, others were in
    /// frames that are gone.
    pub(crate) fn find_data_again(&mut self) {
        for (id, source, in_frame) in self.breakpoints.data_sources() {
            let place = match source {
                DataSource::Expression { .. } | DataSource::Found { .. } if in_frame => {
                    Err(source.ended())
                }
                DataSource::Expression { .. } | DataSource::Found { .. } => continue,
                DataSource::Static(_) | DataSource::Memory { .. } => self.find_data(&source),
            };
            self.breakpoints.place_data(id, place);
        }
        self.forget_frames();
    }
}
