//! `wrtd/budget`: what the program and its debugger hold, and how much they may. From then on the client is told where
//! that changes.

use super::Handle;
use crate::{
    adapter::Adapter,
    budget,
    error::RequestError,
    protocol::{
        NoArguments,
        budget::{Budget, BudgetRequest},
    },
    state::When,
};

impl Handle for BudgetRequest {
    const WHEN: When = When::AfterLaunch;

    fn handle(adapter: &mut Adapter, _: NoArguments) -> Result<Budget, RequestError> {
        adapter.watches_budget = true;
        Ok(budget::view(&adapter.watch_budget()?))
    }
}
