//! Statics by name.

use wrtd_symbols::{ModuleSymbols, Place, StaticVariable, TypeId, VariableLocation};

/// Statics told that one name may mean.
const MOST_TOLD: usize = 5;

/// The static that a name or the end of a path means, and where it lies: one of the unit's `own` or, where there is one only,
/// of any unit. The error says which there are.
pub(crate) fn find_static(
    symbols: &ModuleSymbols,
    own: &[StaticVariable],
    name: &str,
    locate: &dyn Fn(&VariableLocation) -> Place,
) -> Result<Option<(TypeId, Place)>, String> {
    let name = local_path(name);
    let exact = |all: &[StaticVariable]| all.iter().position(|it| *it.name == *name);
    let tail = |all: &[StaticVariable]| all.iter().position(|it| ends_with(&it.name, name));
    if let Some(index) = exact(own).or_else(|| tail(own)) {
        return Ok(Some((own[index].ty, locate(&own[index].location))));
    }
    let mut all = symbols.statics(None);
    let is_exact = exact(&all).is_some();
    all.retain(|it| if is_exact { *it.name == *name } else { ends_with(&it.name, name) });
    // Several units may describe one variable, and some one that the linker has dropped.
    let mut found: Vec<(Place, &StaticVariable)> = Vec::new();
    for variable in &all {
        let place = locate(&variable.location);
        if !found.iter().any(|(known, _)| *known == place) {
            found.push((place, variable));
        }
    }
    if found.len() > 1 {
        found.retain(|(place, _)| matches!(place, Place::Memory(_)));
    }
    if found.len() > 1 {
        let names: Vec<&str> = found.iter().map(|(_, it)| &*it.name).take(MOST_TOLD).collect();
        return Err(match is_exact {
            true => format!(
                "there are {} variables `{name}` in other units; select a frame of the one that is meant",
                found.len()
            ),
            false => format!("`{name}` may be {}; write more of the path", names.join(", ")),
        });
    }
    Ok(found.pop().map(|(place, variable)| (variable.ty, place)))
}

/// A path of Rust without what means the crate or module that it stands in.
pub(crate) fn local_path(name: &str) -> &str {
    let mut name = name;
    while let Some(rest) =
        ["crate::", "self::", "super::"].iter().find_map(|it| name.strip_prefix(it))
    {
        name = rest;
    }
    name
}

/// Whether `path` ends with the whole parts of `name`.
fn ends_with(path: &str, name: &str) -> bool {
    path.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with("::"))
}
