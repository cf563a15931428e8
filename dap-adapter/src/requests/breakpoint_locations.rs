//! `breakpointLocations`: the places of some lines at which breakpoints can be set.

use super::{Handle, set_breakpoints::key};
use crate::{
    adapter::Adapter,
    breakpoints::SourceKey,
    error::RequestError,
    protocol::generated::{
        BreakpointLocation, BreakpointLocationsArguments, BreakpointLocationsRequest,
        BreakpointLocationsResponseBody,
    },
    state::When,
};

/// Places of one answer: a client asks for the lines that it shows.
const MOST: usize = 10_000;

impl Handle for BreakpointLocationsRequest {
    const WHEN: When = When::AfterLaunch;

    fn handle(
        adapter: &mut Adapter,
        arguments: BreakpointLocationsArguments,
    ) -> Result<BreakpointLocationsResponseBody, RequestError> {
        let client = adapter.shared.run().client.clone();
        let source = key(adapter, "breakpointLocations", &arguments.source)?;
        // What lies beyond any file has no places.
        let line = |line| client.our_line(line).unwrap_or(u32::MAX);
        let column = |column| client.our_column(column).unwrap_or(u32::MAX);
        let first = line(arguments.line);
        let last = arguments.end_line.map_or(first, line);
        let places = adapter.with(move |session| match source {
            SourceKey::Path(path) => session.breakpoint_places(&path, first, last, MOST),
            SourceKey::Reference(reference) => {
                session.reference_places(reference, first, last, MOST)
            }
            SourceKey::Functions | SourceKey::Instructions | SourceKey::Data => Ok(Vec::new()),
        })??;
        let begin = (first, arguments.column.map_or(0, column));
        let end = (last, arguments.end_column.map_or(u32::MAX, column));
        let breakpoints = places.into_iter().filter(|place| (begin..=end).contains(place));
        let view = |(line, column): (u32, u32)| BreakpointLocation {
            line: client.line(line),
            column: (column > 0).then(|| client.column(column)),
            ..BreakpointLocation::default()
        };
        Ok(BreakpointLocationsResponseBody { breakpoints: breakpoints.map(view).collect() })
    }
}
