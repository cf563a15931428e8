//! Places in memory and code: what lies there, and what lies beside it.

use wrtd_debug::{
    CodeRef, DebugSession, Format, MemoryPattern, MemoryRef, ScopeKind, SessionError,
    VariableFilter,
};

use super::query::FunctionCode;

/// A linear memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoryExtent {
    /// Its first byte.
    pub start: MemoryRef,
    /// Name of the module whose instance has it.
    pub name: String,
    /// Its size in bytes now.
    pub size: u64,
    /// Bytes of a pointer into it.
    pub pointer: usize,
}

/// Bytes that a variable stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedBytes {
    /// The variable.
    pub name: String,
    /// Where they begin.
    pub start: MemoryRef,
    /// How many they are; 1 where no type says it.
    pub size: u64,
    /// They are not the variable itself, but what it points to.
    pub pointed: bool,
}

/// Variables of a frame that are looked at.
const MOST_VARIABLES: u64 = 100;
/// Bytes that are searched at once where the last place of several is wanted.
const PIECE: u64 = 64 << 10;
/// Instructions of a function that are given at once.
const MOST_BESIDE: usize = 500;

/// All memories that are not empty, the program's own first.
pub(super) fn memories(session: &DebugSession) -> Result<Vec<MemoryExtent>, SessionError> {
    let modules = session.modules()?;
    let mut memories = Vec::new();
    for number in (0..modules.len()).rev() {
        let start = session.memory_ref(&format!("{number}:0"))?;
        let size = session.memory_size(start.module);
        // The program itself was loaded last, and its number among the views is 0.
        let id = if number + 1 == modules.len() { 0 } else { number + 1 };
        let module = modules.iter().find(|module| module.id as usize == id);
        let name = module.map_or_else(String::new, |module| module.name.clone());
        if size > 0 {
            let pointer = session.pointer_size(start.module);
            memories.push(MemoryExtent { start, name, size, pointer });
        }
    }
    Ok(memories)
}

/// The next place with these bytes behind or before another one, which wraps around the ends of memory.
pub(super) fn find(
    session: &DebugSession,
    from: MemoryRef,
    bytes: &[u8],
    forward: bool,
) -> Result<Option<MemoryRef>, SessionError> {
    let pattern = MemoryPattern::bytes(bytes).map_err(SessionError::Expression)?;
    let size = session.memory_size(from.module);
    let overlap = pattern.len() as u64 - 1;
    let first = |start: u64, end: u64| {
        let place = MemoryRef { address: start, ..from };
        let length = end.saturating_sub(start).saturating_add(overlap);
        Ok::<_, SessionError>(
            session.find_memory(place, length, &pattern, 1)?.addresses.first().copied(),
        )
    };
    let last = |start: u64, mut end: u64| {
        while end > start {
            let begin = end.saturating_sub(PIECE).max(start);
            let place = MemoryRef { address: begin, ..from };
            let length = (end - begin).saturating_add(overlap);
            let found = session.find_memory(place, length, &pattern, usize::MAX)?;
            if let Some(&address) = found.addresses.last() {
                return Ok::<_, SessionError>(Some(address));
            }
            end = begin;
        }
        Ok(None)
    };
    let next = from.address.saturating_add(1);
    let found = match forward {
        true => match first(next, size)? {
            Some(address) => Some(address),
            None => first(0, next)?,
        },
        false => match last(0, from.address)? {
            Some(address) => Some(address),
            None => last(from.address, size)?,
        },
    };
    Ok(found.map(|address| MemoryRef { address, ..from }))
}

/// Where the variables of a frame lie that are in memory, and what the pointers among them point to.
pub(super) fn named(
    session: &mut DebugSession,
    frame: u32,
) -> Result<Vec<NamedBytes>, SessionError> {
    let mut all = Vec::new();
    for scope in session.scopes(frame)? {
        if !matches!(scope.kind, ScopeKind::Arguments | ScopeKind::Locals) {
            continue;
        }
        let (filter, count) = (VariableFilter::All, MOST_VARIABLES);
        for view in session.variables(scope.variables, filter, 0, count, Format::default())? {
            let Some(expression) = view.evaluate_name else { continue };
            let own = session.memory_place(frame, &format!("&({expression})")).ok();
            if let Some(own) = own {
                let size = own.unit.unwrap_or(1);
                let name = expression.clone();
                all.push(NamedBytes { name, start: own.place, size, pointed: false });
            }
            if let Some(start) = view.memory.filter(|at| own.is_none_or(|own| own.place != *at)) {
                let target = session.memory_place(frame, &expression).ok();
                let unit = target.filter(|it| it.place == start).and_then(|it| it.unit);
                let size = unit.unwrap_or(1);
                all.push(NamedBytes { name: expression, start, size, pointed: true });
            }
        }
    }
    Ok(all)
}

/// The instructions of the function that lies before or behind a place, as far as they are not too many: those
/// that are next to the place.
pub(super) fn beside(
    session: &DebugSession,
    at: CodeRef,
    forward: bool,
) -> Result<FunctionCode, SessionError> {
    let skip = if forward { 1 } else { -(MOST_BESIDE as i64) };
    let mut instructions = session.instructions(at, skip, MOST_BESIDE)?;
    let end = if forward { instructions.first() } else { instructions.last() };
    let Some(end) = end.filter(|it| it.valid).map(|it| it.code) else {
        return Ok(FunctionCode::default());
    };
    let Some((first, count)) = session.function_extent(end) else {
        return Ok(FunctionCode::default());
    };
    let position = |code| instructions.iter().position(|it| it.code == code && it.valid);
    if forward {
        let left = match position(first) {
            Some(_) => count,
            // It goes on behind the place, in the same function.
            None => usize::MAX,
        };
        let other = instructions.iter().position(|it| {
            !it.valid || session.function_extent(it.code).is_none_or(|(of, _)| of != first)
        });
        instructions.truncate(left.min(other.unwrap_or(usize::MAX)));
    } else {
        let start = position(first).unwrap_or(0);
        instructions.drain(..start);
    }
    let cut = instructions.len() < count;
    Ok(FunctionCode { instructions, cut })
}
