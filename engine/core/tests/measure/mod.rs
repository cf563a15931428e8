//! What modules take, counted by the allocator: for tests and for the table of predictions.
#![allow(dead_code, reason = "each of them uses a part of it")]

use std::alloc::System;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arbitrary::Unstructured;
use cap::Cap;
use wasm_smith::Config;
use wrtd_core::check::{Checker, Report};
use wrtd_core::{
    FuncType, HeapType, Import, ImportType, InstantiateOptions, Module, RefType, Store,
    StoreLimits, ValType,
};
use wrtd_limits::{
    Account, AsilLevel, ComprehensivePlatformLimits, Ledger, LimitName, Plan, PlatformId,
    Provenance,
};

#[global_allocator]
pub static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

/// Bytes of the guest's stack: so few that they do not hide what else is wrong in the account.
const STACK: u64 = 1024;

/// Modules that are generated.
pub const GENERATED: u64 = 50;

/// All modules of the fixtures and of the benchmark's workloads.
pub fn fixtures() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut paths = Vec::new();
    modules_below(&root.join("fixtures"), &mut paths);
    modules_below(&root.join("bench/workloads"), &mut paths);
    paths.sort();
    let named = |path: &PathBuf| {
        let name = path.strip_prefix(&root).unwrap_or(path).display().to_string();
        fs::read(path).ok().map(|bytes| (name, bytes))
    };
    paths.iter().filter_map(named).collect()
}

fn modules_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            modules_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "wasm") {
            found.push(path);
        }
    }
}

/// Modules made of pseudo-random bytes, the same in each run.
pub fn generated() -> Vec<(String, Vec<u8>)> {
    let mut modules = Vec::new();
    let mut seed = 0u64;
    while modules.len() < GENERATED as usize {
        seed += 1;
        if let Some(bytes) = generate(seed) {
            modules.push((format!("generated {seed}"), bytes));
        }
    }
    modules
}

/// What generated modules may import: functions, as what another instance owns is not theirs.
const IMPORTS: &str = r#"(module
    (import "host" "nothing" (func))
    (import "host" "read" (func (param i32) (result i32)))
    (import "host" "write" (func (param i32 i32)))
    (import "other" "mix" (func (param i64 f32 f64) (result f64)))
    (import "other" "pair" (func (param i32) (result i32 i64)))
    (import "other" "vector" (func (param v128) (result v128))))"#;

/// A module that the engine runs, if this seed gives one.
fn generate(seed: u64) -> Option<Vec<u8>> {
    let mut state = seed;
    let mut entropy = vec![0; 2000 + (seed as usize % 20) * 3000];
    for byte in &mut entropy {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        *byte = (state >> 56) as u8;
    }
    let config = Config {
        available_imports: Some(wat::parse_str(IMPORTS).ok()?),
        min_funcs: 1,
        max_funcs: 10 + (seed as usize % 7) * 30,
        max_instructions: 300,
        max_imports: 20,
        max_types: 40,
        max_memories: 3,
        max_memory32_bytes: 1 << 20,
        max_memory64_bytes: 1 << 20,
        max_table_elements: 1000,
        compact_imports_enabled: false,
        gc_enabled: false,
        multibyte_array_access_enabled: false,
        shared_everything_threads_enabled: false,
        wide_arithmetic_enabled: false,
        ..Config::default()
    };
    let module = wasm_smith::Module::new(config, &mut Unstructured::new(&entropy)).ok()?;
    let bytes = module.to_bytes();
    Module::decode(bytes.clone().into()).ok().map(|_| bytes)
}

/// A plan with room for everything and a small stack.
pub fn plan() -> Plan {
    let option = Provenance::CommandLine("--max-memory");
    let limits = ComprehensivePlatformLimits::new(PlatformId::Linux, 1 << 40, AsilLevel::Qm);
    let mut plan = Plan::new(limits, option, option);
    let stack = Provenance::CommandLine("--limit stack_bytes");
    // A level with debugging takes nothing away, and no account changes.
    let _ = plan.set([(LimitName::StackBytes, STACK, stack)]);
    plan
}

/// What the check says of a module under a plan.
pub fn check(bytes: &[u8], plan: &Plan) -> Option<Report> {
    let mut checker = Checker::new(plan);
    checker.feed(bytes).ok()?;
    checker.finish().ok()
}

/// The file without its custom sections.
pub fn without_custom_sections(file: &[u8]) -> Vec<u8> {
    let mut kept = file.get(..8).unwrap_or_default().to_vec();
    let mut at = kept.len();
    while let Some(&id) = file.get(at) {
        let (mut size, mut end) = (0, at + 1);
        for shift in (0..35).step_by(7) {
            let Some(&byte) = file.get(end) else { return kept };
            size |= usize::from(byte & 0x7f) << shift;
            end += 1;
            if byte & 0x80 == 0 {
                break;
            }
        }
        end += size;
        if id != 0 {
            kept.extend_from_slice(&file[at..end]);
        }
        at = end;
    }
    kept
}

/// What an instantiated module takes, in bytes.
pub struct Measured {
    /// Its linear memories by their pages.
    pub linear: u64,
    /// What the allocator gave for the instance without these.
    pub components: u64,
    /// What it gave for the module and for the store.
    pub runtime: u64,
    /// What the store has charged to the accounts of these two.
    pub charged: [u64; 2],
}

/// How far a prediction is off, in percent.
pub fn off(predicted: u64, counted: u64) -> f64 {
    if predicted == counted { 0.0 } else { predicted as f64 / counted as f64 * 100.0 - 100.0 }
}

/// Makes an instance of a module without custom sections, whose imported functions the host has defined; `None`
/// where it cannot be made.
pub fn measure(bytes: &[u8]) -> Option<Measured> {
    let report = check(bytes, &plan())?;
    let functions = imported_functions(bytes)?;
    let linear = report.accounts[0].instantiated;
    let mut ledger = Ledger::unlimited();
    // So that no memory has more room than the program asks for.
    ledger.set_capacity(Account::WasmLinear, linear, Provenance::Default, "");
    let start = ALLOCATOR.allocated();
    let mut store = Store::new(StoreLimits::of(&plan()), ledger).ok()?;
    let empty = ALLOCATOR.allocated();
    // So many that the store's lists have no room left when the instance comes.
    let rounded = functions.len().next_power_of_two().max(4);
    for (i, (module, name, ty)) in functions.iter().cycle().take(rounded).enumerate() {
        let name = if i < functions.len() { name.clone() } else { format!("{name} {i}") };
        store.define_host(module, &name, ty.clone(), Box::new(|_, _, _| Ok(())));
    }
    for (name, exporter) in exporters(bytes)? {
        let exporter = store.instantiate(exporter, InstantiateOptions::default()).ok()?;
        store.define_instance_exports(&name, exporter);
    }
    let before = store.ledger().clone();
    let linked = ALLOCATOR.allocated();
    let module = Module::decode(Arc::from(bytes)).ok()?;
    let decoded = ALLOCATOR.allocated();
    let options = InstantiateOptions { stub_missing: true, ..InstantiateOptions::default() };
    store.instantiate(module, options).ok()?;
    let instance = (ALLOCATOR.allocated() - decoded) as u64;
    let own = report.memories.iter().filter(|memory| !memory.is_imported);
    let left = linear - before.state(Account::WasmLinear).used;
    let rooms = own.fold((left, 0), |(left, rooms), memory| {
        let page = u64::from(memory.ty.page_size);
        let most = memory.ty.max_pages().saturating_mul(page).min(left);
        (left - memory.ty.limits.min * page, rooms + most)
    });
    let used = |account| store.ledger().state(account).used;
    let charged = |account| used(account) - before.state(account).used;
    Some(Measured {
        linear: used(Account::WasmLinear),
        components: instance - rooms.1,
        runtime: (decoded - linked + empty - start) as u64,
        // The store itself was charged before.
        charged: [charged(Account::Components), charged(Account::Runtime) + STACK],
    })
}

/// For each imported memory a module that exports it, and the name under which it is imported.
fn exporters(bytes: &[u8]) -> Option<Vec<(String, Arc<Module>)>> {
    let module = Module::decode(Arc::from(bytes)).ok()?;
    let exporter = |import: &Import| {
        let ImportType::Memory(ty) = import.ty else { return None };
        let (name, least) = (&import.name, ty.limits.min);
        let most = ty.limits.max.map_or(String::new(), |most| most.to_string());
        let text = format!("(module (memory (export {name:?}) {least} {most}))");
        let exporter = Module::decode(wat::parse_str(text).ok()?.into()).ok()?;
        Some((import.module.clone(), exporter))
    };
    Some(module.imports().iter().filter_map(exporter).collect())
}

/// Imported functions whose types name no others: those a host can define.
fn imported_functions(bytes: &[u8]) -> Option<Vec<(String, String, FuncType)>> {
    let module = Module::decode(Arc::from(bytes)).ok()?;
    let is_plain =
        |ty: &ValType| !matches!(ty, ValType::Ref(RefType { heap: HeapType::Concrete(_), .. }));
    let functions = module.imports().iter().filter_map(|import| {
        let ImportType::Func(index) = import.ty else { return None };
        let ty = &module.types()[index as usize];
        let plain = ty.params.iter().chain(&ty.results).all(is_plain);
        plain.then(|| (import.module.clone(), import.name.clone(), ty.clone()))
    });
    Some(functions.collect())
}
