//! A generated module run in every way that the engine has, and in another engine: all must agree.
//!
//! After each call the results or the trap, all memories, globals and tables are compared; between runs in
//! wrtd also every local and operand at each stop.

mod case;
mod environment;
mod outcome;
mod random;
mod reference;
mod stops;
mod subject;
mod wander;

pub use random::Random;

use std::ops::AddAssign;

use wrtd_core::{Exit, ExternKind, FuncId, Tier, Value};

use case::{Case, START_FUEL};
use outcome::{Ending, Seen, TrapClass};
use reference::{Reference, Refusal};
use stops::Pair;
use subject::{Modules, Subject, Way};
use wander::Wander;

/// Calls of one module: its functions in turn, with other arguments each time.
const CALLS: usize = 24;
/// The ways without stops; the first is what the others are compared with.
const WAYS: [(&str, Way); 4] = [
    ("in place by a loop", (Tier::InPlace, false)),
    ("in place by jumps", (Tier::InPlace, true)),
    ("threaded by a loop", (Tier::Threaded, false)),
    ("threaded by jumps", (Tier::Threaded, true)),
];

/// How much was compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Modules that were generated and instantiated.
    pub modules: u64,
    /// Calls that ran in all ways of wrtd.
    pub calls: u64,
    /// Of these, calls that returned.
    pub returned: u64,
    /// Of these, calls that ended with `unreachable`, which is also how fuel ends.
    pub unreachable: u64,
    /// Calls that ran in the other engine as well, of modules that make their NaNs canonical.
    pub referenced: u64,
    /// Modules in which the other engine does otherwise and is known to be wrong at times.
    pub doubted: u64,
    /// Stops at which two runs were compared.
    pub stops: u64,
    /// Entries of functions and loops in the calls.
    pub fuel: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.modules += other.modules;
        self.calls += other.calls;
        self.returned += other.returned;
        self.unreachable += other.unreachable;
        self.referenced += other.referenced;
        self.doubted += other.doubted;
        self.stops += other.stops;
        self.fuel += other.fuel;
    }
}

/// The module that `bytes` stands for; `None` where it stands for none.
#[must_use]
pub fn module(bytes: &[u8]) -> Option<Vec<u8>> {
    Case::from_bytes(bytes).map(|case| case.wasm)
}

/// Runs what `bytes` stands for in all ways, and gives how much that was.
///
/// # Panics
/// Where two ways differ, with what differs and the module's text.
#[must_use]
pub fn check(bytes: &[u8]) -> Counts {
    let mut counts = Counts::default();
    let Some(case) = Case::from_bytes(bytes) else { return counts };
    if let Err(difference) = Run::all(&case, &mut counts) {
        let text = wasmprinter::print_bytes(&case.wasm).unwrap_or_else(|error| error.to_string());
        panic!("{difference}\nin the module\n{text}");
    }
    counts
}

/// All stores with one module.
struct Run {
    plain: Vec<Subject>,
    pair: Pair,
    wander: Wander,
    /// `None` once what happens there cannot be compared.
    reference: Option<Reference>,
    exports: Vec<(String, FuncId)>,
    random: Random,
    fuel: i32,
    misread: bool,
}

impl Run {
    fn all(case: &Case, counts: &mut Counts) -> Result<(), String> {
        let modules = Modules::new(&case.wasm);
        let reference = case.canonicalizes.then(|| Reference::new(&case.wasm));
        let Some(mut run) = Self::new(case, &modules)? else {
            // In wasmi, segments that do not fit end like a start function that traps.
            return match reference {
                Some(Ok(_)) => Err("wrtd alone makes no instance".into()),
                _ => Ok(()),
            };
        };
        counts.modules += 1;
        run.start(reference, counts)?;
        for turn in 0..CALLS {
            if run.exports.is_empty() {
                break;
            }
            // Each function once, then some again, when all may be translated.
            let at =
                if turn < run.exports.len() { turn } else { run.random.below(run.exports.len()) };
            let (name, func) = run.exports[at].clone();
            run.call(Some(&name), func, counts)
                .map_err(|text| format!("{text}\nin call {turn}, of export {name:?}"))?;
        }
        Ok(())
    }

    /// Stores with instances that have not started; `None` where there can be none.
    fn new(case: &Case, modules: &Modules) -> Result<Option<Self>, String> {
        let mut random = case.random.clone();
        let mut plain = Vec::new();
        for (name, way) in WAYS {
            match (Subject::new(modules, name, way), plain.is_empty()) {
                (Ok(subject), _) => plain.push(subject),
                (Err(_), true) => return Ok(None),
                (Err(error), false) => return Err(format!("{name} makes no instance: {error}")),
            }
        }
        let make = |name, way| Subject::new(modules, name, way).map_err(|error| error.to_string());
        let functions = modules.module.imported_func_count()..modules.module.func_count();
        let instructions: Vec<u32> = functions
            .filter_map(|func| modules.module.instruction_offsets(func))
            .flatten()
            .collect();
        let jumping = !random.once_in(3);
        let reference = make("stopped in place", (Tier::InPlace, random.once_in(3)))?;
        let subject = make("stopped threaded", (Tier::Threaded, jumping))?;
        let pair = Pair::new(reference, subject, instructions.clone(), random.once_in(3));
        let wander = Wander {
            wanderer: make("stopped anyhow", (Tier::Threaded, jumping))?,
            follower: make("stepped", (Tier::InPlace, false))?,
            instructions,
        };
        let exports = plain[0].functions();
        let (fuel, misread) = (case.fuel, case.misread);
        Ok(Some(Self { plain, pair, wander, reference: None, exports, random, fuel, misread }))
    }

    /// Runs the start function where there is one; afterwards the reference is at the same point.
    fn start(
        &mut self,
        reference: Option<Result<Reference, Refusal>>,
        counts: &mut Counts,
    ) -> Result<(), String> {
        let start = self.plain[0].store.start_function(self.plain[0].instance);
        let fuel = std::mem::replace(&mut self.fuel, START_FUEL);
        let ending = match start {
            Some(func) => {
                self.call(None, func, counts).map_err(|text| format!("{text}\nat the start"))?
            }
            None => Some(Ending::Values(Vec::new())),
        };
        self.fuel = fuel;
        let Some(reference) = reference else { return Ok(()) };
        let compared = self.start_reference(ending, reference);
        self.doubt(compared, counts)
    }

    fn start_reference(
        &mut self,
        ending: Option<Ending>,
        reference: Result<Reference, Refusal>,
    ) -> Result<(), String> {
        match (ending, reference) {
            (Some(Ending::Trap(TrapClass::Exhausted)) | None, _)
            | (_, Err(Refusal::Start(Ending::Trap(TrapClass::Exhausted)))) => Ok(()),
            (Some(Ending::Values(_)), Ok(reference)) => {
                self.reference = Some(reference);
                self.compare_reference()
            }
            (Some(ending), Err(Refusal::Start(other))) if ending == other => Ok(()),
            (ending, Err(Refusal::Start(other))) => {
                Err(format!("the start ended with {ending:?} and in wasmi with {other:?}"))
            }
            (_, Err(Refusal::Other(error))) => {
                Err(format!("wasmi alone makes no instance: {error}"))
            }
            (ending, Ok(_)) => Err(format!("the start ended with {ending:?}, in wasmi well")),
        }
    }

    /// One call in all ways. That of an export runs in the reference as well.
    fn call(
        &mut self,
        export: Option<&str>,
        func: FuncId,
        counts: &mut Counts,
    ) -> Result<Option<Ending>, String> {
        let args = self.arguments(func);
        let Some(exit) = self.call_plain(func, &args)? else { return Ok(None) };
        let ending = Ending::of(&exit);
        let said = format!("with arguments {args:?}, which ended with {exit:?}");
        counts.calls += 1;
        counts.returned += u64::from(matches!(exit, Exit::Finished(_)));
        counts.unreachable += u64::from(ending == Some(Ending::Trap(TrapClass::Unreachable)));
        if let Some(Value::I32(left)) = self.plain[0].fuel() {
            counts.fuel += u64::from(self.fuel.abs_diff(left));
        }
        let stopped = self
            .pair
            .call(&mut self.random, func, &args, self.fuel)
            .map_err(|text| format!("{text}\n{said}"))?;
        let wandered = self
            .wander
            .call(&mut self.random, func, &args, self.fuel)
            .map_err(|text| format!("{text}\n{said}"))?;
        counts.stops += stopped.iter().chain(&wandered).map(|(_, stops)| stops).sum::<u64>();
        self.compare_stopped(&exit, stopped, wandered).map_err(|text| format!("{text}\n{said}"))?;
        for subject in &mut self.plain {
            subject.store.abort_call();
        }
        if let (Some(name), Some(ending)) = (export, &ending) {
            counts.referenced += u64::from(self.reference.is_some());
            let compared = self.call_reference(name, &args, ending);
            self.doubt(compared, counts).map_err(|text| format!("{text}\n{said}"))?;
        }
        Ok(ending)
    }

    fn arguments(&mut self, func: FuncId) -> Vec<Value> {
        let Some(ty) = self.plain[0].store.func_type(func) else { return Vec::new() };
        let funcs: Vec<FuncId> = self.exports.iter().map(|export| export.1).collect();
        ty.params.iter().map(|&ty| case::value(&mut self.random, ty, &funcs)).collect()
    }

    /// Runs a call without stops in each way; its frames stay where it trapped.
    fn call_plain(&mut self, func: FuncId, args: &[Value]) -> Result<Option<Exit>, String> {
        let mut exits = Vec::new();
        for subject in &mut self.plain {
            exits.push(subject.begin(func, args, self.fuel).then(|| subject.finish()));
        }
        for (subject, exit) in self.plain.iter().zip(&exits).skip(1) {
            let first = &self.plain[0];
            first.same(subject, (&exits[0], exit), || "the end of the call".into())?;
            first.compare(subject)?;
        }
        Ok(exits.swap_remove(0))
    }

    /// Compares runs with stops to one without, unless values were changed in them.
    fn compare_stopped(
        &self,
        exit: &Exit,
        stopped: Option<(Exit, u64)>,
        wandered: Option<(Exit, u64)>,
    ) -> Result<(), String> {
        let first = &self.plain[0];
        let wandered = wandered.map(|(exit, _)| exit);
        first.same(&self.wander.follower, (Some(exit), wandered.as_ref()), || "the end".into())?;
        if let (false, Some((stopped, _))) = (self.pair.edits, stopped) {
            first.same(&self.pair.subject, (exit, &stopped), || "the end".into())?;
        }
        Ok(())
    }

    /// A difference is none where the reference is known to be wrong at times; it is asked no more then.
    fn doubt(&mut self, compared: Result<(), String>, counts: &mut Counts) -> Result<(), String> {
        if self.misread && compared.is_err() {
            self.reference = None;
            counts.doubted += 1;
            return Ok(());
        }
        compared
    }

    fn call_reference(
        &mut self,
        name: &str,
        args: &[Value],
        ending: &Ending,
    ) -> Result<(), String> {
        let Some(reference) = &mut self.reference else { return Ok(()) };
        let other = reference.call(name, args, &self.exports, self.fuel);
        if [ending, &other].contains(&&Ending::Trap(TrapClass::Exhausted)) {
            self.reference = None;
            return Ok(());
        }
        if *ending != other {
            return Err(format!("wrtd and wasmi differ in the end: {ending:?} and {other:?}"));
        }
        self.compare_reference()
    }

    /// Compares all that the module exports, which is all that it has.
    fn compare_reference(&self) -> Result<(), String> {
        let Some(reference) = &self.reference else { return Ok(()) };
        let Subject { store, instance, .. } = &self.plain[0];
        for export in store.module(*instance).exports() {
            let (name, index) = (&export.name, export.index);
            let differ = |text: String| format!("wrtd and wasmi differ in export {name:?}: {text}");
            match export.kind {
                ExternKind::Memory => {
                    let memory = store.memory(*instance, index).unwrap_or_default();
                    subject::compare_memories(memory, reference.memory(name)).map_err(differ)?;
                }
                ExternKind::Global => {
                    let value =
                        store.global(*instance, index).map_err(|error| error.to_string())?;
                    let values = (Seen::of(value), reference.global(name));
                    if values.0 != values.1 {
                        return Err(differ(format!("{values:?}")));
                    }
                }
                ExternKind::Table => {
                    let elements = subject::elements(store, *instance, index);
                    let elements: Vec<_> = elements.into_iter().map(Seen::of).collect();
                    let tables = (elements, reference.table(name));
                    if tables.0 != tables.1 {
                        return Err(differ(format!("{tables:?}")));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }
}
