//! `configurationDone`: all breakpoints are there, the program may start.

use super::Handle;
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::{
        NoBody,
        generated::{ConfigurationDoneArguments, ConfigurationDoneRequest},
    },
    state::When,
};

impl Handle for ConfigurationDoneRequest {
    const WHEN: When = When::BeforeStart;

    fn handle(
        adapter: &mut Adapter,
        _: ConfigurationDoneArguments,
    ) -> Result<NoBody, RequestError> {
        adapter.configured = true;
        adapter.start_if_configured()?;
        Ok(NoBody)
    }
}
