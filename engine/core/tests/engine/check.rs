//! The check of a file as it comes: the same verdicts as `wasmparser`'s, however the file is cut, and refusals before
//! anything is read that does not fit.

use std::fs;
use std::path::{Path, PathBuf};

use wasmparser::{
    BinaryReaderError, FuncValidatorAllocations, Parser, ValidPayload, Validator, WasmFeatures,
};
use wast::WastDirective;
use wrtd_core::check::{Checker, Format, Refusal, RefusalReason, Report};
use wrtd_core::{DecodeError, Exit, InstantiateOptions, Module, Resume, Store, StoreLimits, Value};
use wrtd_limits::{
    Account, AsilLevel, ComprehensivePlatformLimits, Ledger, Plan, PlatformId, Provenance,
};

use crate::mutants::{self, mutants_of};
use crate::suite_files;

/// What the engine runs, and components, which it only checks.
const FEATURES: WasmFeatures = WasmFeatures::WASM2
    .union(WasmFeatures::RELAXED_SIMD)
    .union(WasmFeatures::EXTENDED_CONST)
    .union(WasmFeatures::TAIL_CALL)
    .union(WasmFeatures::FUNCTION_REFERENCES)
    .union(WasmFeatures::EXCEPTIONS)
    .union(WasmFeatures::LEGACY_EXCEPTIONS)
    .union(WasmFeatures::MULTI_MEMORY)
    .union(WasmFeatures::MEMORY64)
    .union(WasmFeatures::CUSTOM_PAGE_SIZES)
    .union(WasmFeatures::THREADS);

const OPTION: Provenance = Provenance::CommandLine("--max-memory");

/// As much of everything as can be counted.
fn unlimited() -> Plan {
    let limits = ComprehensivePlatformLimits::new(PlatformId::Linux, u64::MAX, AsilLevel::Qm);
    Plan::new(limits, OPTION, OPTION)
}

/// What `wasmparser` says, with each body validated where it lies.
fn validate(bytes: &[u8]) -> Result<(), BinaryReaderError> {
    let is_component = bytes.get(4..8) == Some(&[0x0d, 0, 1, 0]);
    let features =
        FEATURES | if is_component { WasmFeatures::COMPONENT_MODEL } else { WasmFeatures::empty() };
    let mut parser = Parser::new(0);
    parser.set_features(features);
    let mut validator = Validator::new_with_features(features);
    let mut allocations = FuncValidatorAllocations::default();
    for payload in parser.parse_all(bytes) {
        if let ValidPayload::Func(function, body) = validator.payload(&payload?)? {
            let mut function = function.into_validator(allocations);
            function.validate(&body)?;
            allocations = function.into_allocations();
        }
    }
    Ok(())
}

fn check(bytes: &[u8], plan: &Plan, sizes: &mut dyn FnMut() -> usize) -> Result<Report, Refusal> {
    let mut checker = Checker::new(plan);
    let mut rest = bytes;
    while !rest.is_empty() {
        let chunk = rest.split_off(..sizes().clamp(1, rest.len())).unwrap();
        if let Err(refusal) = checker.feed(chunk) {
            assert_eq!(checker.feed(b"more"), Err(refusal.clone()), "a refusal is final");
            return Err(refusal);
        }
    }
    checker.finish()
}

/// Checks the file cut in many ways, and gives what all of them gave.
fn check_in_pieces(bytes: &[u8]) -> Result<Report, Refusal> {
    let plan = unlimited();
    let whole = check(bytes, &plan, &mut || usize::MAX);
    for size in [1, 7, 4096] {
        assert_eq!(check(bytes, &plan, &mut || size), whole, "in pieces of {size} bytes");
    }
    let mut seed = bytes.len() as u64;
    let mut random = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) as usize % 50
    };
    assert_eq!(check(bytes, &plan, &mut random), whole, "in pieces of random sizes");
    whole
}

/// Compares the verdict on a file with `wasmparser`'s; whether it is valid.
fn compare(name: &str, bytes: &[u8]) -> bool {
    let expected = validate(bytes);
    let found = check_in_pieces(bytes);
    match (expected, found) {
        (Ok(()), Ok(_)) => true,
        (Err(error), Err(refusal)) => {
            let message = match &refusal.reason {
                RefusalReason::Fault(
                    DecodeError::Invalid { message, .. }
                    | DecodeError::GarbageCollection { message, .. }
                    | DecodeError::Unsupported { feature: message, .. },
                ) => message.as_str(),
                RefusalReason::Fault(DecodeError::NotWasm) => error.message(),
                other => panic!("{name}: {other:?}"),
            };
            // Where bytes are missing `wasmparser` looks at nothing of their section.
            if error.message() != "unexpected end-of-file" {
                assert_eq!((message, refusal.offset), (error.message(), error.offset()), "{name}");
            }
            false
        }
        (expected, found) => panic!("{name}: {found:?} and not {expected:?}"),
    }
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "wasm") {
            found.push(path);
        }
    }
}

fn fixtures() -> Vec<(String, Vec<u8>)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut paths = Vec::new();
    files_below(&root.join("fixtures"), &mut paths);
    files_below(&root.join("bench/workloads"), &mut paths);
    paths.sort();
    paths.iter().map(|path| (path.display().to_string(), fs::read(path).unwrap())).collect()
}

#[test]
fn fixtures_are_valid_in_pieces_of_any_size() {
    let mut valid = 0;
    for (name, bytes) in fixtures() {
        valid += usize::from(compare(&name, &bytes));
    }
    assert!(valid > 60, "only {valid} fixtures are valid");
}

#[test]
fn the_official_suites_modules_are_accepted_and_refused_alike() {
    let (mut valid, mut invalid) = (0, 0);
    for file in suite_files::all() {
        let Ok(buffer) = suite_files::buffer(&file) else { continue };
        let Ok(wast) = suite_files::parse(&buffer) else { continue };
        for (i, directive) in wast.directives.into_iter().enumerate() {
            let (WastDirective::Module(mut module)
            | WastDirective::AssertMalformed { mut module, .. }
            | WastDirective::AssertInvalid { mut module, .. }) = directive
            else {
                continue;
            };
            let Ok(bytes) = module.encode() else { continue };
            match compare(&format!("{}, directive {i}", file.name), &bytes) {
                true => valid += 1,
                false => invalid += 1,
            }
        }
    }
    assert!(valid > 2000 && invalid > 2000, "{valid} valid, {invalid} invalid");
}

#[test]
fn mutants_are_accepted_and_refused_alike() {
    const ROUNDS: usize = 3000;
    for seed in mutants::SEEDS {
        let bytes = wat::parse_str(seed).unwrap();
        let mutants = mutants_of(&bytes).take(ROUNDS).enumerate();
        let valid = mutants.filter(|(i, mutant)| compare(&format!("mutant {i}"), mutant)).count();
        assert!(valid > ROUNDS / 50 && valid < ROUNDS, "{valid} mutants are valid");
    }
}

#[test]
fn mutants_of_a_component_are_accepted_and_refused_alike() {
    let text = r#"(component
        (import "log" (func $log (param "line" string)))
        (core module $m
            (import "host" "log" (func $log (param i32 i32)))
            (memory (export "memory") 1)
            (data (i32.const 3) "abc")
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable)
            (func (export "run") (call $log (i32.const 3) (i32.const 3))))
        (core module $memory (memory (export "memory") 1))
        (core instance $memory (instantiate $memory))
        (alias core export $memory "memory" (core memory $mem))
        (core func $lowered (canon lower (func $log) (memory $mem)))
        (core instance $main (instantiate $m
            (with "host" (instance (export "log" (func $lowered))))))
        (component $inner
            (core module (func))
            (type (func (result u32)))
            (export "t" (type 0)))
        (instance $i (instantiate $inner))
        (func (export "run") (canon lift (core func $main "run"))))"#;
    let bytes = wat::parse_str(text).unwrap();
    assert!(compare("the component", &bytes));
    let report = check_in_pieces(&bytes).unwrap();
    assert_eq!(report.format, Format::Component);
    let counts = report.counts;
    assert_eq!((counts.components, counts.modules, counts.nesting), (2, 3, 2));
    assert_eq!(counts.instances, 4);
    for length in 0..bytes.len() {
        compare(&format!("the first {length} bytes"), &bytes[..length]);
    }
    let valid = mutants_of(&bytes).take(5000).filter(|mutant| compare("a mutant", mutant)).count();
    assert!(valid > 50, "{valid} mutants are valid");
}

#[test]
fn files_that_end_too_soon_are_refused() {
    for seed in mutants::SEEDS {
        let bytes = wat::parse_str(seed).unwrap();
        for length in 0..bytes.len() {
            compare(&format!("the first {length} bytes"), &bytes[..length]);
        }
    }
}

/// Grows its memory and its table until that is refused, throws, and has vectors.
const GREEDY: &str = r#"(module
    (tag $stop (param i32))
    (memory 1 50)
    (table $t 2 300 funcref)
    (global $v (mut v128) (v128.const i64x2 1 2))
    (func $grow (result i32) (local v128)
        (local.set 0 (global.get $v))
        (loop $more
            (br_if $more (i32.ne (memory.grow (i32.const 7)) (i32.const -1))))
        (loop $more
            (br_if $more (i32.ne (table.grow $t (ref.null func) (i32.const 90)) (i32.const -1))))
        (i32x4.extract_lane 0 (local.get 0)))
    (func (export "run") (result i32)
        (block $caught (result i32)
            (try_table (catch $stop $caught) (throw $stop (call $grow)))
            unreachable)))"#;

#[test]
fn no_account_holds_more_than_was_stated() {
    let bytes = wat::parse_str(GREEDY).unwrap();
    let limits = ComprehensivePlatformLimits::new(PlatformId::Linux, 512 << 20, AsilLevel::A);
    let plan = Plan::new(limits, OPTION, OPTION);
    let report = check(&bytes, &plan, &mut || usize::MAX).unwrap();
    for breakpoints in [false, true] {
        let mut store = Store::new(StoreLimits::of(&plan), Ledger::of(&plan)).unwrap();
        let module = Module::decode(bytes.clone().into()).unwrap();
        let id = store.instantiate(module.clone(), InstantiateOptions::default()).unwrap();
        for account in report.accounts {
            let used = store.ledger().state(account.account).used;
            assert_eq!(used, account.instantiated, "{}", account.account);
        }
        for func in (0..module.func_count()).filter(|_| breakpoints) {
            for pc in module.instruction_offsets(func).unwrap() {
                store.set_breakpoint(id, pc).unwrap();
            }
        }
        let func = store.export_func(id, "run").unwrap();
        store.begin_call(func, &[]).unwrap();
        let exit = loop {
            match store.resume(Resume::Run) {
                Exit::Breakpoint => {}
                exit => break exit,
            }
        };
        assert_eq!(exit, Exit::Finished(vec![Value::I32(1)]));
        for account in report.accounts {
            let held = store.ledger().state(account.account).high_water;
            assert!(held <= account.most, "{}: {held} of {}", account.account, account.most);
        }
        let held = |account| store.ledger().state(account).high_water;
        assert_eq!(held(Account::WasmLinear), 50 << 16);
        assert_eq!(report.accounts[0].most, 50 << 16);
        let copy = if breakpoints { report.breakpoint_bytes } else { 0 };
        assert_eq!(held(Account::Debug), copy);
    }
}
