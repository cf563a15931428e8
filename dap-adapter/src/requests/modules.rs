//! `modules`: the modules of the program and where their debug information is, in pages.

use super::Handle;
use crate::{
    adapter::Adapter,
    error::RequestError,
    modules,
    protocol::generated::{ModulesArguments, ModulesRequest, ModulesResponseBody},
    state::When,
};

impl Handle for ModulesRequest {
    const WHEN: When = When::AfterLaunch;

    fn handle(
        adapter: &mut Adapter,
        arguments: ModulesArguments,
    ) -> Result<ModulesResponseBody, RequestError> {
        let all = adapter.with(|session| session.modules())??;
        let client = adapter.shared.run().client.clone();
        let start = usize::try_from(arguments.start_module.unwrap_or(0)).unwrap_or(usize::MAX);
        let count = match arguments.module_count {
            // All of them, says the protocol.
            None | Some(0) => usize::MAX,
            Some(count) => usize::try_from(count).unwrap_or(usize::MAX),
        };
        let page = all.iter().skip(start).take(count);
        Ok(ModulesResponseBody {
            modules: page.map(|module| modules::view(&client, module)).collect(),
            total_modules: Some(all.len() as u64),
        })
    }
}
