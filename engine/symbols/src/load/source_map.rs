//! Source maps: line tables of programs without DWARF, such as AssemblyScript's.
//!
//! The section `sourceMappingURL` names a map, in a file beside the program or in itself as a data URL.
//! Its columns are Wasm offsets. From the map's segments a line table is made in the form of DWARF, with
//! one entry for each function, so that all that knows lines knows these as well.

use std::{
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use gimli::{
    Encoding, Format, LineEncoding, LittleEndian, SectionId,
    write::{
        Address, AttributeValue, DwarfUnit, EndianVec, Expression, FileId, LineProgram, LineString,
        Sections, UnitEntryId,
    },
};
use serde_json::Value;
use wasmparser::{BinaryReader, Parser, Payload, TypeRef, ValType};

use super::WasmFile;
use crate::{Warning, code::Code, name_section::NameSection};

/// Longest map that is read, in bytes.
const LARGEST: u64 = 64 << 20;
/// Segments of a map that are taken.
const MOST_SEGMENTS: usize = 4 << 20;
/// Source files of a map that are taken.
const MOST_SOURCES: usize = 1 << 16;

/// A place in the program that comes from a place in a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Segment {
    /// Wasm offset.
    offset: u32,
    source: usize,
    /// From 0.
    line: u64,
    /// From 0.
    column: u64,
}

/// What a map says.
#[derive(Debug)]
struct SourceMap {
    /// Paths, as far as they are known.
    sources: Vec<String>,
    /// Sorted by their offset.
    segments: Vec<Segment>,
    /// Folder from which relative paths count.
    folder: PathBuf,
}

/// A file with the line table that a program's source map gives; `None` where it has none.
pub(crate) fn find(
    program: &WasmFile,
    path: Option<&Path>,
    code: &Code,
    names: &NameSection,
    warnings: &mut Vec<Warning>,
) -> Option<WasmFile> {
    let section = program.section("sourceMappingURL");
    let url = BinaryReader::new(section.bytes(), 0).read_string().ok()?.to_owned();
    let mut warn = |what: &str| {
        let shown: String = url.chars().take(80).collect();
        warnings.push(Warning(format!(
            "The source map {shown} is not used: {what}. Put the map that was built with the program there."
        )));
    };
    let map = match read(&url, path) {
        Ok(map) => map,
        Err(error) => {
            warn(&error.to_string());
            return None;
        }
    };
    let file = line_table(&map, program, code, names);
    if file.is_none() {
        warn("no part of it lies in the program's code");
    }
    file
}

fn read(url: &str, program: Option<&Path>) -> io::Result<SourceMap> {
    let wrong = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let folder = program.and_then(Path::parent).map(Path::to_owned).unwrap_or_default();
    if let Some(data) = url.strip_prefix("data:") {
        let (kind, text) = data.split_once(',').ok_or_else(|| wrong("its data URL has no data"))?;
        let bytes = if kind.ends_with(";base64") {
            base64(text).ok_or_else(|| wrong("its data is not base64"))?
        } else {
            text.as_bytes().to_vec()
        };
        return parse(&bytes, folder).map_err(wrong);
    }
    let local = url.strip_prefix("file://").unwrap_or(url);
    // Servers that serve the program serve the map beside it.
    let name = match local.split_once("://") {
        Some((_, rest)) => rest.rsplit('/').next().unwrap_or(rest),
        None => local,
    };
    let path = folder.join(name);
    let found = fs::metadata(&path)?;
    if !found.is_file() || found.len() > LARGEST {
        return Err(wrong("it is no file, or too large"));
    }
    let mut bytes = Vec::new();
    fs::File::open(&path)?.take(LARGEST).read_to_end(&mut bytes)?;
    parse(&bytes, path.parent().map(Path::to_owned).unwrap_or_default()).map_err(wrong)
}

fn parse(bytes: &[u8], folder: PathBuf) -> Result<SourceMap, &'static str> {
    let map: Value = serde_json::from_slice(bytes).map_err(|_| "it is no JSON")?;
    if map.get("version").and_then(Value::as_u64) != Some(3) {
        return Err("it is none of version 3");
    }
    let root = map.get("sourceRoot").and_then(Value::as_str).unwrap_or("").trim_end_matches('/');
    let named = map.get("sources").and_then(Value::as_array).ok_or("it names no sources")?;
    let sources = named.iter().take(MOST_SOURCES).map(|source| {
        let source = source.as_str().unwrap_or("");
        let rooted = format!("{root}/{source}");
        // AssemblyScript's root is a folder that only a browser knows.
        let is_here = !folder.join(&rooted).exists() && folder.join(source).exists();
        if root.is_empty() || Path::new(source).is_absolute() || is_here {
            source.to_owned()
        } else {
            rooted
        }
    });
    let sources: Vec<String> = sources.collect();
    let mappings = map.get("mappings").and_then(Value::as_str).ok_or("it has no mappings")?;
    let mut segments = segments(mappings, sources.len())?;
    segments.sort_by_key(|segment| segment.offset);
    Ok(SourceMap { sources, segments, folder })
}

/// The segments of the first line, which is all that a program of bytes has.
fn segments(mappings: &str, sources: usize) -> Result<Vec<Segment>, &'static str> {
    let (mut offset, mut source, mut line, mut column) = (0_i64, 0_i64, 0_i64, 0_i64);
    let mut found = Vec::new();
    let first = mappings.split(';').next().unwrap_or_default();
    for text in first.split(',').filter(|text| !text.is_empty()).take(MOST_SEGMENTS) {
        let fields = numbers(text).ok_or("its mappings cannot be read")?;
        let add = |sum: &mut i64, index: usize| {
            *sum = sum.saturating_add(fields.get(index).copied().unwrap_or(0));
        };
        add(&mut offset, 0);
        if fields.len() < 4 {
            continue;
        }
        add(&mut source, 1);
        add(&mut line, 2);
        add(&mut column, 3);
        let segment = || {
            let source = usize::try_from(source).ok().filter(|source| *source < sources)?;
            Some(Segment {
                offset: u32::try_from(offset).ok()?,
                source,
                line: u64::from(u32::try_from(line).ok()?),
                column: u64::from(u32::try_from(column).ok()?),
            })
        };
        found.extend(segment());
    }
    Ok(found)
}

/// The numbers of a segment: base64 digits of 5 bits and one that says that more follow, the lowest bit
/// of a number being its sign.
fn numbers(text: &str) -> Option<Vec<i64>> {
    let mut numbers = Vec::new();
    let (mut value, mut shift) = (0_u64, 0_u32);
    for byte in text.bytes() {
        let digit = u64::from(digit(byte)?);
        if shift > 60 {
            return None;
        }
        value |= (digit & 31) << shift;
        shift += 5;
        if digit & 32 == 0 {
            let magnitude = i64::try_from(value >> 1).ok()?;
            numbers.push(if value & 1 == 1 { -magnitude } else { magnitude });
            (value, shift) = (0, 0);
        }
    }
    (shift == 0).then_some(numbers)
}

fn digit(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        bits = bits << 6 | u32::from(digit(byte)?);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}

/// The map as a file with the sections of DWARF.
fn line_table(
    map: &SourceMap,
    program: &WasmFile,
    code: &Code,
    names: &NameSection,
) -> Option<WasmFile> {
    let encoding = Encoding { format: Format::Dwarf32, version: 5, address_size: 4 };
    let mut dwarf = DwarfUnit::new(encoding);
    let folder = std::path::absolute(&map.folder).unwrap_or_else(|_| map.folder.clone());
    let folder = folder.to_string_lossy().into_owned();
    let first = map.sources.first().cloned().unwrap_or_default();
    let string = |text: &str| LineString::String(text.replace('\0', "").into_bytes());
    dwarf.unit.line_program = LineProgram::new(
        encoding,
        LineEncoding::default(),
        string(&folder),
        None,
        string(&first),
        None,
    );
    let directory = dwarf.unit.line_program.default_directory();
    let add = |source: &String| dwarf.unit.line_program.add_file(string(source), directory, None);
    let files: Vec<FileId> = map.sources.iter().map(add).collect();
    let root = dwarf.unit.root();
    let unit = dwarf.unit.get_mut(root);
    let text = |text: &str| AttributeValue::String(text.replace('\0', "").into_bytes());
    unit.set(gimli::DW_AT_name, text(&first));
    unit.set(gimli::DW_AT_comp_dir, text(&folder));
    unit.set(gimli::DW_AT_producer, text("source map"));
    let locals = Locals::read(&program.bytes);
    let mut types = Types::default();
    let mut covered: Option<(u64, u64)> = None;
    for (index, body) in code.each_function() {
        let (Some(start), Some(end)) = (code.address(body.start), code.address(body.end)) else {
            continue;
        };
        let from = map.segments.partition_point(|segment| segment.offset < body.start);
        let to = map.segments.partition_point(|segment| segment.offset < body.end);
        let Some(segments) = map.segments.get(from..to).filter(|found| !found.is_empty()) else {
            continue;
        };
        let lines = &mut dwarf.unit.line_program;
        lines.begin_sequence(Some(Address::Constant(u64::from(start))));
        for segment in segments {
            let row = lines.row();
            row.address_offset = u64::from(segment.offset - body.start);
            row.file = files[segment.source];
            row.line = segment.line + 1;
            row.column = segment.column + 1;
            lines.generate_row();
        }
        lines.end_sequence(u64::from(end - start));
        let function = dwarf.unit.add(root, gimli::DW_TAG_subprogram);
        let entry = dwarf.unit.get_mut(function);
        let name = names.readable(index).unwrap_or_else(|| format!("func[{index}]"));
        entry.set(gimli::DW_AT_name, text(&name));
        entry
            .set(gimli::DW_AT_low_pc, AttributeValue::Address(Address::Constant(u64::from(start))));
        entry.set(gimli::DW_AT_high_pc, AttributeValue::Udata(u64::from(end - start)));
        let (parameters, types_of_locals) = locals.of(index);
        for (number, ty) in types_of_locals.iter().enumerate() {
            let Some(ty) = types.of(*ty, &mut dwarf) else { continue };
            let local = u32::try_from(number).unwrap_or(u32::MAX);
            let name = names.local(index, local).unwrap_or_else(|| format!("$local{number}"));
            let tag = if number < parameters {
                gimli::DW_TAG_formal_parameter
            } else {
                gimli::DW_TAG_variable
            };
            let variable = dwarf.unit.add(function, tag);
            let entry = dwarf.unit.get_mut(variable);
            entry.set(gimli::DW_AT_name, text(&name));
            entry.set(gimli::DW_AT_type, AttributeValue::UnitRef(ty));
            let mut place = Expression::new();
            place.op_wasm_local(local);
            place.op(gimli::DW_OP_stack_value);
            entry.set(gimli::DW_AT_location, AttributeValue::Exprloc(place));
        }
        let (low, high) = covered.unwrap_or((u64::from(start), 0));
        covered = Some((low.min(u64::from(start)), high.max(u64::from(end))));
    }
    let (low, high) = covered?;
    let unit = dwarf.unit.get_mut(root);
    unit.set(gimli::DW_AT_low_pc, AttributeValue::Address(Address::Constant(low)));
    unit.set(gimli::DW_AT_high_pc, AttributeValue::Udata(high - low));
    let mut sections = Sections::new(EndianVec::new(LittleEndian));
    dwarf.write(&mut sections).ok()?;
    Some(WasmFile::new(module_of(&sections)))
}

/// Types of the locals of functions, parameters first.
#[derive(Default)]
struct Locals {
    imported: usize,
    types: Vec<Vec<ValType>>,
    /// Number of parameters, and types of all.
    functions: Vec<(usize, Vec<ValType>)>,
}

/// Locals of a function that are described.
const MOST_LOCALS: usize = 512;

impl Locals {
    /// Reads a module, up to what is broken.
    fn read(module: &[u8]) -> Self {
        let mut locals = Self::default();
        let mut signatures = Vec::new();
        for payload in Parser::new(0).parse_all(module).map_while(Result::ok) {
            locals.note(payload, &mut signatures);
        }
        locals
    }

    fn note(&mut self, payload: Payload<'_>, signatures: &mut Vec<u32>) {
        match payload {
            Payload::TypeSection(types) => {
                let types = types.into_iter_err_on_gc_types().map_while(Result::ok);
                self.types = types.map(|ty| ty.params().to_vec()).collect();
            }
            Payload::ImportSection(imports) => {
                let imports = imports.into_imports().map_while(Result::ok);
                let functions = imports.filter(|import| matches!(import.ty, TypeRef::Func(_)));
                self.imported = functions.count();
            }
            Payload::FunctionSection(functions) => {
                signatures.extend(functions.into_iter().map_while(Result::ok));
            }
            Payload::CodeSectionEntry(body) => {
                let signature = signatures.get(self.functions.len()).copied();
                let parameters = signature.and_then(|index| self.types.get(index as usize));
                let mut all = parameters.cloned().unwrap_or_default();
                let parameters = all.len();
                let declared = body.get_locals_reader().into_iter().flatten().map_while(Result::ok);
                for (count, ty) in declared {
                    let room = MOST_LOCALS.saturating_sub(all.len());
                    all.extend(std::iter::repeat_n(ty, room.min(count as usize)));
                }
                self.functions.push((parameters, all));
            }
            _ => {}
        }
    }

    fn of(&self, function: u32) -> (usize, &[ValType]) {
        let position = (function as usize).checked_sub(self.imported);
        let found = position.and_then(|position| self.functions.get(position));
        found.map_or((0, &[]), |(parameters, all)| (*parameters, all.as_slice()))
    }
}

/// The entries of the types of numbers, made when they are wanted.
#[derive(Default)]
struct Types {
    made: Vec<(ValType, UnitEntryId)>,
}

impl Types {
    fn of(&mut self, ty: ValType, dwarf: &mut DwarfUnit) -> Option<UnitEntryId> {
        if let Some((_, entry)) = self.made.iter().find(|(made, _)| *made == ty) {
            return Some(*entry);
        }
        let (name, size, encoding) = match ty {
            ValType::I32 => ("i32", 4, gimli::DW_ATE_signed),
            ValType::I64 => ("i64", 8, gimli::DW_ATE_signed),
            ValType::F32 => ("f32", 4, gimli::DW_ATE_float),
            ValType::F64 => ("f64", 8, gimli::DW_ATE_float),
            ValType::V128 | ValType::Ref(_) => return None,
        };
        let root = dwarf.unit.root();
        let entry = dwarf.unit.add(root, gimli::DW_TAG_base_type);
        let described = dwarf.unit.get_mut(entry);
        described.set(gimli::DW_AT_name, AttributeValue::String(name.into()));
        described.set(gimli::DW_AT_byte_size, AttributeValue::Udata(size));
        described.set(gimli::DW_AT_encoding, AttributeValue::Encoding(encoding));
        self.made.push((ty, entry));
        Some(entry)
    }
}

/// A module of nothing but those sections.
fn module_of(sections: &Sections<EndianVec<LittleEndian>>) -> Arc<[u8]> {
    let mut module = b"\0asm\x01\0\0\0".to_vec();
    let each = sections.for_each(|id: SectionId, section: &EndianVec<LittleEndian>| {
        let name = id.name().as_bytes();
        let mut content = Vec::new();
        leb(name.len(), &mut content);
        content.extend_from_slice(name);
        content.extend_from_slice(section.slice());
        module.push(0);
        leb(content.len(), &mut module);
        module.extend_from_slice(&content);
        Ok::<(), gimli::write::Error>(())
    });
    debug_assert!(each.is_ok(), "the closure gives no error");
    module.into()
}

fn leb(mut value: usize, out: &mut Vec<u8>) {
    loop {
        let byte = (value & 0x7f) as u8;
        value >>= 7;
        if value == 0 {
            out.push(byte);
            return;
        }
        out.push(byte | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mappings_are_differences_in_base64() {
        assert_eq!(numbers("AAAA"), Some(vec![0, 0, 0, 0]));
        assert_eq!(numbers("gCAAgCD"), Some(vec![32, 0, 0, 32, -1]));
        assert_eq!(numbers("g"), None, "ends within a number");
        assert_eq!(numbers("!"), None);
        assert_eq!(numbers("gggggggggggggggggB"), None, "more than any offset");
        // A segment of one number belongs to no source, and so does one of a source that is not named.
        let segment = |offset, line, column| Segment { offset, source: 0, line, column };
        assert_eq!(
            segments("gBAAA,KACC,E,IAAD,ICAA;AAAA", 1),
            Ok(vec![segment(16, 0, 0), segment(21, 1, 1), segment(27, 1, 0)])
        );
        assert_eq!(base64("eyJ2Ijozf Q=="), None);
        assert_eq!(base64("eyJ2IjozfQ==").as_deref(), Some(&br#"{"v":3}"#[..]));
    }
}
