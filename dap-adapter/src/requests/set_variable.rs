//! `setVariable`: another value for a child of a scope or value.

use wrtd_debug::VariablesRef;

use super::{
    Handle,
    variables::{format, memory, reference},
};
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::generated::{SetVariableArguments, SetVariableRequest, SetVariableResponseBody},
    state::When,
};

impl Handle for SetVariableRequest {
    const WHEN: When = When::Stopped;

    fn handle(
        adapter: &mut Adapter,
        arguments: SetVariableArguments,
    ) -> Result<SetVariableResponseBody, RequestError> {
        let number = arguments.variables_reference;
        let parent = u32::try_from(number).map(VariablesRef).map_err(|_| {
            RequestError::Reference(format!(
                "{number} is no variables reference; ask for scopes first"
            ))
        })?;
        let (name, text) = (arguments.name, arguments.value);
        let format = format(arguments.format.and_then(|format| format.hex));
        let value =
            adapter.with(move |session| session.set_variable(parent, &name, &text, format))??;
        let types = adapter.shared.run().client.variable_types;
        Ok(SetVariableResponseBody {
            variables_reference: Some(reference(value.children)),
            memory_reference: memory(value.memory),
            type_: types.then_some(value.type_name),
            value: value.value,
            ..SetVariableResponseBody::default()
        })
    }
}
