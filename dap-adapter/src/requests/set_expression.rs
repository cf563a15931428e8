//! `setExpression`: another value for what an expression names.

use super::{
    Handle,
    variables::{format, hint, memory, reference},
};
use crate::{
    adapter::Adapter,
    error::RequestError,
    protocol::generated::{
        SetExpressionArguments, SetExpressionRequest, SetExpressionResponseBody,
    },
    state::When,
};

impl Handle for SetExpressionRequest {
    const WHEN: When = When::Stopped;

    fn handle(
        adapter: &mut Adapter,
        arguments: SetExpressionArguments,
    ) -> Result<SetExpressionResponseBody, RequestError> {
        let frame = adapter.frame(arguments.frame_id)?;
        let (expression, text) = (arguments.expression, arguments.value);
        let format = format(arguments.format.and_then(|format| format.hex));
        let value = adapter
            .with(move |session| session.set_expression(frame, &expression, &text, format))??;
        let types = adapter.shared.run().client.variable_types;
        Ok(SetExpressionResponseBody {
            variables_reference: Some(reference(value.children)),
            memory_reference: memory(value.memory),
            presentation_hint: hint(&value),
            type_: types.then_some(value.type_name),
            value: value.value,
            ..SetExpressionResponseBody::default()
        })
    }
}
