//! `variables`: the children of a scope or value, large collections in pages.

use wrtd_debug::{
    DebugSession, Format, MemoryRef, SessionError, VariableFilter, VariableView, VariablesRef,
};

use super::Handle;
use crate::{
    adapter::Adapter,
    client::Client,
    error::RequestError,
    locations::Located,
    protocol::generated::{
        Variable, VariablePresentationHint, VariablePresentationHintAttributes,
        VariablePresentationHintKind, VariablesArguments, VariablesArgumentsFilter,
        VariablesRequest, VariablesResponseBody,
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
        let (variables, located) = adapter.with(move |session| {
            let variables = session.variables(reference, filter, start, count, format)?;
            let frame = session.declaring_frame(reference);
            let located: Vec<_> =
                variables.iter().map(|variable| locate(session, frame?, variable)).collect();
            Ok::<_, SessionError>((variables, located))
        })??;
        let (client, stop) = {
            let run = adapter.shared.run();
            (run.client.clone(), run.stops)
        };
        for variable in &variables {
            adapter.collections.learn(stop, variable.children, variable.named, variable.indexed);
        }
        let rest = match adapter.collections.count(stop, reference, filter) {
            // A client that fetches in pages knows how many there are, and asks on.
            Some(total) if count == 0 && !client.paging => {
                let next = start.saturating_add(variables.len() as u64);
                rest(adapter, reference, filter, next, total)?
            }
            _ => None,
        };
        let locations = &mut adapter.locations;
        let shown = variables.into_iter().zip(located).map(|(variable, located)| {
            let mut give = |located: Option<Located>| locations.give(stop, located?);
            let (declaration, function) = located.unwrap_or_default();
            Variable {
                declaration_location_reference: give(declaration),
                value_location_reference: give(function),
                ..view(&client, variable)
            }
        });
        Ok(VariablesResponseBody { variables: shown.chain(rest).collect() })
    }
}

/// The last entry of a collection that is too large to be given whole: how many more there are from
/// `next` on, and how to see them.
fn rest(
    adapter: &Adapter,
    reference: VariablesRef,
    filter: VariableFilter,
    next: u64,
    total: u64,
) -> Result<Option<Variable>, RequestError> {
    let format = Format::default();
    let left = total.saturating_sub(next);
    if left == 0 {
        return Ok(None);
    }
    let first =
        adapter.with(move |session| session.variables(reference, filter, next, 1, format))??;
    Ok(first.into_iter().next().map(|first| {
        let how = match first.evaluate_name {
            Some(expression) => format!("evaluate one, such as `{expression}`"),
            None => "ask for pages with `start` and `count`".to_owned(),
        };
        Variable {
            name: "…".to_owned(),
            value: format!("{left} more are not shown; {how}"),
            presentation_hint: Some(VariablePresentationHint {
                kind: Some(VariablePresentationHintKind::Virtual),
                ..VariablePresentationHint::default()
            }),
            ..Variable::default()
        }
    }))
}

/// The format that a request asks for.
pub(super) fn format(hex: Option<bool>) -> Format {
    Format { hex: hex.unwrap_or(false) }
}

/// What can be located of a variable: where it is declared, and the function that it points to.
fn locate(
    session: &mut DebugSession,
    frame: u32,
    variable: &VariableView,
) -> Option<(Option<Located>, Option<Located>)> {
    let name = variable.evaluate_name.clone()?;
    let function = function(session, frame, variable);
    Some((Some(Located::Declaration { frame, name }), function))
}

/// The function to which a value points, where its text names one: `0x3 <add>`, `fn add`.
pub(super) fn function(
    session: &mut DebugSession,
    frame: u32,
    variable: &VariableView,
) -> Option<Located> {
    let VariableView { value, evaluate_name, .. } = variable;
    let expression = evaluate_name.clone()?;
    let names_one = value.starts_with("fn ") || value.starts_with("0x") && value.ends_with('>');
    let found = names_one.then(|| session.function_of_value(frame, &expression));
    found?.ok()?.map(|_| Located::Function { frame, expression })
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

/// A place in memory as the protocol writes it.
pub(super) fn memory(place: Option<MemoryRef>) -> Option<String> {
    place.map(|place| place.to_string())
}

/// What a client should know of a value: whether it can be set.
pub(super) fn hint(value: &VariableView) -> Option<VariablePresentationHint> {
    (!value.writable).then(|| VariablePresentationHint {
        attributes: Some(vec![VariablePresentationHintAttributes::ReadOnly]),
        ..VariablePresentationHint::default()
    })
}

fn view(client: &Client, variable: VariableView) -> Variable {
    Variable {
        presentation_hint: hint(&variable),
        memory_reference: memory(variable.memory),
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
