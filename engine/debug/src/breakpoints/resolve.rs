//! From a request to code positions.

use wrtd_symbols::{FunctionPattern, SourceLocation};

use super::{Ground, Request, SourceLines};
use crate::{
    SourceRef, code_ref,
    disassembly::{Disassemblies, Text, is_instruction},
    program::Program,
    target::{CodeAddress, ModuleId},
};

/// Places of one breakpoint: a pattern for functions may match all of a program.
const MOST_PLACES: usize = 10_000;

/// Where a breakpoint belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Resolved {
    pub(super) addresses: Vec<CodeAddress>,
    pub(super) source: Option<SourceRef>,
    pub(super) line: Option<u32>,
    pub(super) column: Option<u32>,
    /// It is not quite where it was asked for.
    pub(super) message: Option<String>,
}

/// Finds the code of `request`; the reason where there is none.
pub(super) fn resolve(request: &Request, ground: &mut Ground<'_>) -> Result<Resolved, String> {
    let (program, disassemblies) = (ground.program, ground.disassemblies);
    match request {
        Request::Line { path, line, column } => {
            resolve_line(program, &mut ground.lines, path, *line, *column)
        }
        Request::Reference { reference, line } => {
            // A file whose text is in the debug information.
            if let Some(Text::Embedded(_, recorded)) = disassemblies.texts().text(*reference) {
                return resolve_line(program, &mut ground.lines, &recorded, *line, None);
            }
            resolve_reference(program, disassemblies, *reference, *line)
        }
        Request::Instruction { place, offset } => {
            let address = code_ref::parse(place, *offset, program.module_count())?;
            resolve_instruction(program, disassemblies, address)
        }
        Request::Function { name } => resolve_function(program, disassemblies, name),
        Request::Data(_) => Err("data is in no place of the code".to_owned()),
    }
}

fn resolve_line(
    program: &Program,
    lines: &mut SourceLines<'_>,
    path: &str,
    line: u32,
    column: Option<u32>,
) -> Result<Resolved, String> {
    let of_file = lines.of(path);
    let is_known = !of_file.is_empty();
    let bound: Vec<_> =
        of_file.iter().filter_map(|(id, lines)| Some((*id, lines.bind(line, column)?))).collect();
    let Some((module, first)) = bound.iter().min_by_key(|(_, bound)| bound.location.line) else {
        return Err(why_unbound(program, path, line, is_known));
    };
    let location = &first.location;
    let addresses = bound
        .iter()
        .filter(|(_, bound)| bound.location.line == location.line)
        .flat_map(|(id, bound)| bound.offsets.iter().map(|&offset| address(*id, offset)))
        .collect();
    if location.line != line
        && let Some(declared) = first.function_line
        && lines.closes_before(&location.file, line, declared)
    {
        return Err(format!(
            "line {line} has no code in this build, and line {}, the next that has, belongs to another \
             function; optimisation may have removed it",
            location.line
        ));
    }
    let why = if first.function_line == Some(line) { "begins a function" } else { "has no code" };
    let message = (location.line != line)
        .then(|| format!("line {line} {why}; moved to line {}", location.line));
    Ok(at_location(program, *module, location, addresses, message))
}

fn at_location(
    program: &Program,
    module: ModuleId,
    location: &SourceLocation,
    addresses: Vec<CodeAddress>,
    message: Option<String>,
) -> Resolved {
    Resolved {
        addresses,
        source: Some(program.source_ref(&location.file, module)),
        line: Some(location.line),
        column: Some(location.column).filter(|&column| column != 0),
        message,
    }
}

fn address(module: ModuleId, offset: u32) -> CodeAddress {
    CodeAddress { module, offset }
}

/// Why a line has no code: no debug information, an unknown file, or the end of the file.
fn why_unbound(program: &Program, path: &str, line: u32, is_known: bool) -> String {
    if !program.has_debug_info() {
        return "the program has no debug information; build it with debug information (rustc -g, \
                clang -g, `debug = true` in the Cargo profile)"
            .to_owned();
    }
    if is_known {
        format!("no code comes from line {line} or a later one of this file")
    } else {
        format!(
            "no code of the program comes from {path}; if it was built elsewhere, map its folder to \
             yours (`sourceMap`, --source-map)"
        )
    }
}

fn resolve_reference(
    program: &Program,
    disassemblies: &Disassemblies,
    reference: u32,
    line: u32,
) -> Result<Resolved, String> {
    let unknown = || format!("there is no source {reference}; ask for the stack again");
    let (module, _) = disassemblies.function(reference).ok_or_else(unknown)?;
    let listing = disassemblies.listing(program, reference).ok_or_else(unknown)?;
    let (landed, offset) = listing
        .instruction_at(line)
        .ok_or_else(|| format!("there is no instruction at line {line} or after it"))?;
    Ok(Resolved {
        addresses: vec![address(module, offset)],
        source: disassemblies.source_ref(program, reference),
        line: Some(landed),
        column: None,
        message: None,
    })
}

fn resolve_function(
    program: &Program,
    disassemblies: &Disassemblies,
    name: &str,
) -> Result<Resolved, String> {
    // A name may have characters of a pattern in it, such as `operator*`.
    let mut pattern = FunctionPattern::name(name);
    let mut found = functions(program, &pattern);
    if found.is_empty() {
        pattern = FunctionPattern::parse(name)?;
        if pattern.is_pattern() {
            found = functions(program, &pattern);
        }
    }
    let Some(&first) = found.first() else {
        return Err(match pattern.is_pattern() {
            true => format!("no function matches {name}; `*` and `?` stand for what may be there"),
            false => format!(
                "no function is called {name}; give its name with or without its path, or func[INDEX]"
            ),
        });
    };
    if found.len() > MOST_PLACES {
        return Err(format!(
            "{name} means {} places, and a breakpoint has at most {MOST_PLACES}; narrow it down",
            found.len()
        ));
    }
    let frames = program.frames_at(first);
    let own = frames.iter().find(|frame| pattern.matches(&frame.function, None));
    if let Some(frame) = own.or(frames.first())
        && let Some(location) = frame.location.as_ref().filter(|location| location.line != 0)
    {
        return Ok(at_location(program, first.module, location, found, None));
    }
    Ok(in_disassembly(program, disassemblies, found, first))
}

/// A breakpoint whose place is shown in the code, as no source is known.
fn in_disassembly(
    program: &Program,
    disassemblies: &Disassemblies,
    addresses: Vec<CodeAddress>,
    first: CodeAddress,
) -> Resolved {
    let function = program.code(first.module).function_at(first.offset);
    let reference = function.map(|index| disassemblies.reference(first.module, index));
    let listing = reference.and_then(|reference| disassemblies.listing(program, reference));
    Resolved {
        addresses,
        source: reference.and_then(|reference| disassemblies.source_ref(program, reference)),
        line: listing.map(|listing| listing.line_of(first.offset)),
        column: None,
        message: None,
    }
}

fn resolve_instruction(
    program: &Program,
    disassemblies: &Disassemblies,
    address: CodeAddress,
) -> Result<Resolved, String> {
    if !is_instruction(program, address) {
        return Err(format!(
            "no instruction begins at {:#x} of {}; `disassemble` shows where they do",
            address.offset,
            program.module(address.module).name
        ));
    }
    let frames = program.frames_at(address);
    match frames.first().and_then(|frame| frame.location.as_ref()) {
        Some(location) if location.line != 0 => {
            Ok(at_location(program, address.module, location, vec![address], None))
        }
        _ => Ok(in_disassembly(program, disassemblies, vec![address], address)),
    }
}

/// Where the functions begin that are meant, after their prologues and wherever they are inlined.
fn functions(program: &Program, pattern: &FunctionPattern) -> Vec<CodeAddress> {
    let mut found = Vec::new();
    for id in program.ids() {
        for function in program.symbols(id).functions_like(pattern) {
            found.push(address(id, function.body));
        }
        let copies = program.symbols(id).inlined_copies_like(pattern);
        found.extend(copies.into_iter().map(|offset| address(id, offset)));
        if found.is_empty()
            && let Some(start) = indexed_function(program, id, pattern.text())
        {
            found.push(address(id, start));
        }
    }
    found
}

/// First instruction of the function that `func[INDEX]` names.
fn indexed_function(program: &Program, module: ModuleId, name: &str) -> Option<u32> {
    let index = name.strip_prefix("func[")?.strip_suffix(']')?.parse().ok()?;
    let bytes = &program.module(module).bytes;
    program.code(module).instructions(bytes, index).map(|range| range.start)
}
