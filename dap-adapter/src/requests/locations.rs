//! `locations`: where a variable is declared, or the function that a value points to.

use super::Handle;
use crate::{
    adapter::Adapter,
    error::RequestError,
    locations::Located,
    protocol::generated::{LocationsArguments, LocationsRequest, LocationsResponseBody},
    sources,
    state::When,
};

impl Handle for LocationsRequest {
    const WHEN: When = When::Stopped;

    fn handle(
        adapter: &mut Adapter,
        arguments: LocationsArguments,
    ) -> Result<LocationsResponseBody, RequestError> {
        let number = arguments.location_reference;
        let (client, stop) = {
            let run = adapter.shared.run();
            (run.client.clone(), run.stops)
        };
        let located = adapter.locations.get(stop, number).ok_or_else(|| {
            RequestError::Reference(format!(
                "there is no location {number} at this stop; ask for the variables again, locations end at each resume"
            ))
        })?;
        let place = adapter.with(move |session| match located {
            Located::Declaration { frame, name } => session.declaration(frame, &name),
            Located::Function { frame, expression } => {
                session.function_of_value(frame, &expression)
            }
        })??;
        let place = place.ok_or_else(|| {
            RequestError::Reference(
                "the debug information does not say where it is declared".to_owned(),
            )
        })?;
        Ok(LocationsResponseBody {
            source: sources::view(&client, &place.source),
            line: client.line(place.line),
            column: (place.column > 0).then(|| client.column(place.column)),
            ..LocationsResponseBody::default()
        })
    }
}
