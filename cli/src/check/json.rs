//! What was found, for scripts: one JSON object. README.md documents the keys.

use std::collections::BTreeMap;

use serde::Serialize;
use wrtd_debug::check::{
    AddressType, CheckError, Excess, Format, MemoryType, Named, Refusal, RefusalReason, Report,
    Sized, StackNeed, TableType,
};
use wrtd_limits::{Account, Plan};

use super::Checked;

#[derive(Serialize)]
struct Root<'a> {
    fits: bool,
    files: Vec<FileObject<'a>>,
}

#[derive(Serialize)]
struct FileObject<'a> {
    file: String,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorObject>,
    #[serde(flatten)]
    report: Option<ReportObject<'a>>,
}

#[derive(Serialize)]
struct ErrorObject {
    message: String,
    offset: Option<u64>,
    #[serde(flatten)]
    limit: Option<ExcessObject>,
}

#[derive(Serialize)]
struct ExcessObject {
    what: String,
    asked: u64,
    limit: &'static str,
    allowed: u64,
    from: String,
    remedy: &'static str,
}

#[derive(Serialize)]
struct ReportObject<'a> {
    format: &'static str,
    bytes: u64,
    code_bytes: u64,
    data_bytes: u64,
    counts: BTreeMap<&'static str, u64>,
    imports: BTreeMap<&'a str, u64>,
    memories: Vec<MemoryObject>,
    tables: Vec<TableObject>,
    stack: Option<StackObject<'a>>,
    thread_bytes: Option<BTreeMap<&'static str, u64>>,
    first_function: u32,
    frame_bytes: &'a [u64],
    breakpoint_bytes: u64,
    custom_sections: BTreeMap<&'a str, u64>,
    other_custom_bytes: u64,
    accounts: BTreeMap<&'static str, AccountObject>,
    warnings: Vec<ExcessObject>,
}

#[derive(Serialize)]
struct MemoryObject {
    pages: u64,
    most_pages: Option<u64>,
    page_bytes: u32,
    address_bits: u32,
    shared: bool,
    imported: bool,
    grown: bool,
}

#[derive(Serialize)]
struct TableObject {
    elements: u64,
    most_elements: Option<u64>,
    element: String,
    address_bits: u32,
    imported: bool,
    grown: bool,
}

#[derive(Serialize)]
struct StackObject<'a> {
    bounded: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    calls: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<Vec<FunctionObject<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recursion: Option<Vec<FunctionObject<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    indirect: Option<IndirectObject<'a>>,
}

#[derive(Serialize)]
struct FunctionObject<'a> {
    index: u32,
    export: Option<&'a str>,
}

#[derive(Serialize)]
struct IndirectObject<'a> {
    function: FunctionObject<'a>,
    offset: u64,
}

#[derive(Serialize)]
struct AccountObject {
    instantiated: u64,
    most: u64,
    capacity: u64,
    from: String,
}

/// The object as a text.
pub(super) fn text(checked: &[Checked], plan: &Plan) -> serde_json::Result<String> {
    let root = Root {
        fits: checked.iter().all(|checked| checked.result.is_ok()),
        files: checked.iter().map(|checked| file(checked, plan)).collect(),
    };
    Ok(serde_json::to_string_pretty(&root)? + "\n")
}

fn file<'a>(checked: &'a Checked, plan: &Plan) -> FileObject<'a> {
    let (error, report) = match &checked.result {
        Ok(found) => (None, Some(report(found, plan))),
        Err(refused) => (Some(error(refused)), None),
    };
    let verdict = checked.verdict().0;
    FileObject { file: checked.file.display().to_string(), verdict, error, report }
}

fn error(error: &CheckError) -> ErrorObject {
    let message = error.to_string();
    match error {
        CheckError::Read(_) => ErrorObject { message, offset: None, limit: None },
        CheckError::Refused(Refusal { offset, reason }) => ErrorObject {
            message,
            offset: Some(*offset),
            limit: match reason {
                RefusalReason::Fault(_) | RefusalReason::Device(_) => None,
                RefusalReason::Limit(limit) => Some(excess(limit)),
            },
        },
    }
}

fn excess(excess: &Excess) -> ExcessObject {
    ExcessObject {
        what: excess.subject.to_string(),
        asked: excess.asked,
        limit: excess.name.name(),
        allowed: excess.limit,
        from: excess.provenance.to_string(),
        remedy: excess.remedy(),
    }
}

fn report<'a>(report: &'a Report, plan: &Plan) -> ReportObject<'a> {
    let counts = &report.counts;
    ReportObject {
        format: match report.format {
            Format::Module => "module",
            Format::Component => "component",
        },
        bytes: report.sizes.file,
        code_bytes: report.sizes.code,
        data_bytes: report.sizes.data,
        counts: BTreeMap::from([
            ("types", counts.types),
            ("imports", counts.imports),
            ("exports", counts.exports),
            ("functions", counts.functions),
            ("tables", counts.tables),
            ("memories", counts.memories),
            ("globals", counts.globals),
            ("tags", counts.tags),
            ("element_segments", counts.element_segments),
            ("data_segments", counts.data_segments),
            ("components", counts.components),
            ("modules", counts.modules),
            ("instances", counts.instances),
            ("nesting", counts.nesting),
        ]),
        imports: report.imports.iter().map(|(module, count)| (module.as_str(), *count)).collect(),
        memories: report.memories.iter().map(memory).collect(),
        tables: report.tables.iter().map(table).collect(),
        stack: report.stack.as_ref().map(stack),
        thread_bytes: report.threads.map(|each| {
            [Account::Components, Account::Runtime]
                .map(Account::name)
                .into_iter()
                .zip([each.components, each.runtime])
                .collect()
        }),
        first_function: report.first_function,
        frame_bytes: &report.frames,
        breakpoint_bytes: report.breakpoint_bytes,
        custom_sections: report.customs.iter().map(|(name, size)| (name.as_str(), *size)).collect(),
        other_custom_bytes: report.other_customs,
        accounts: report
            .accounts
            .iter()
            .map(|account| {
                let name = account.account.limit();
                let object = AccountObject {
                    instantiated: account.instantiated,
                    most: account.most,
                    capacity: account.capacity,
                    from: plan.provenance(name).to_string(),
                };
                (name.name(), object)
            })
            .collect(),
        warnings: report.warnings.iter().map(excess).collect(),
    }
}

fn memory(memory: &Sized<MemoryType>) -> MemoryObject {
    MemoryObject {
        pages: memory.ty.limits.min,
        most_pages: memory.ty.limits.max,
        page_bytes: memory.ty.page_size,
        address_bits: bits(memory.ty.address),
        shared: memory.ty.shared,
        imported: memory.is_imported,
        grown: memory.is_grown,
    }
}

fn table(table: &Sized<TableType>) -> TableObject {
    TableObject {
        elements: table.ty.limits.min,
        most_elements: table.ty.limits.max,
        element: table.ty.element.to_string(),
        address_bits: bits(table.ty.address),
        imported: table.is_imported,
        grown: table.is_grown,
    }
}

fn bits(address: AddressType) -> u32 {
    match address {
        AddressType::I32 => 32,
        AddressType::I64 => 64,
    }
}

fn stack(stack: &StackNeed) -> StackObject<'_> {
    let none = StackObject {
        bounded: true,
        bytes: None,
        calls: None,
        path: None,
        recursion: None,
        indirect: None,
    };
    match stack {
        StackNeed::Bounded { bytes, path, calls } => StackObject {
            bytes: Some(*bytes),
            calls: Some(*calls),
            path: Some(functions(path)),
            ..none
        },
        StackNeed::Unbounded { recursion, indirect } => StackObject {
            bounded: false,
            recursion: recursion.as_ref().map(|cycle| functions(cycle)),
            indirect: indirect
                .as_ref()
                .map(|(func, offset)| IndirectObject { function: function(func), offset: *offset }),
            ..none
        },
    }
}

fn functions(functions: &[Named]) -> Vec<FunctionObject<'_>> {
    functions.iter().map(function).collect()
}

fn function(named: &Named) -> FunctionObject<'_> {
    FunctionObject { index: named.index, export: named.export.as_deref() }
}
