//! `variables`: the children of a scope or value, large collections in pages.

use wrtd_debug::{Format, VariableFilter, VariableView, VariablesRef};

use super::Handle;
use crate::{
    adapter::Adapter,
    client::Client,
    error::RequestError,
    protocol::generated::{
        Variable, VariablesArguments, VariablesArgumentsFilter, VariablesRequest,
        VariablesResponseBody,
    },
    state::When,
};

impl Handle for VariablesRequest {
    const WHEN: When = When::Stopped;

    fn handle(
        adapter: &mut Adapter,
        arguments: VariablesArguments,
    ) -> Result<VariablesResponseBody, RequestError> {
        let number = arguments.variables_reference;
        let reference = u32::try_from(number).ok().filter(|&number| number > 0).map(VariablesRef);
        let Some(reference) = reference else {
            return Err(RequestError::Reference(format!(
                "{number} is no variables reference; ask for scopes or variables first"
            )));
        };
        let filter = match arguments.filter {
            Some(VariablesArgumentsFilter::Named) => VariableFilter::Named,
            Some(VariablesArgumentsFilter::Indexed) => VariableFilter::Indexed,
            _ => VariableFilter::All,
        };
        let start = u64::from(arguments.start.unwrap_or(0));
        let count = u64::from(arguments.count.unwrap_or(0));
        let format = format(arguments.format.and_then(|format| format.hex));
        let variables = adapter
            .with(move |session| session.variables(reference, filter, start, count, format))??;
        let client = adapter.shared.run().client.clone();
        Ok(VariablesResponseBody {
            variables: variables.into_iter().map(|variable| view(&client, variable)).collect(),
        })
    }
}

/// The format that a request asks for.
pub(super) fn format(hex: Option<bool>) -> Format {
    Format { hex: hex.unwrap_or(false) }
}

/// A reference as the protocol writes it: 0 where there are no children.
pub(super) fn reference(reference: Option<VariablesRef>) -> i32 {
    reference.and_then(|reference| i32::try_from(reference.0).ok()).unwrap_or(0)
}

/// A number of children as the protocol writes it: absent where there are none, or the client does not
/// fetch in pages.
pub(super) fn children(client: &Client, count: u64) -> Option<i32> {
    (client.paging && count > 0).then(|| i32::try_from(count).unwrap_or(i32::MAX))
}

fn view(client: &Client, variable: VariableView) -> Variable {
    Variable {
        variables_reference: reference(variable.children),
        named_variables: children(client, variable.named),
        indexed_variables: children(client, variable.indexed),
        type_: (client.variable_types && !variable.type_name.is_empty())
            .then_some(variable.type_name),
        name: variable.name,
        value: variable.value,
        evaluate_name: variable.evaluate_name,
        ..Variable::default()
    }
}
