//! Whole programs come to the same moment at the same position, in whichever way they run.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use wrtd_core::{Exit, InstantiateOptions, Module, Position, Resume, Store, StoreLimits, Tier};
use wrtd_limits::Ledger;
use wrtd_wasi::{Clock, Clocks, SeededRandom, WasiConfig};

/// Programs of the fixtures with their argument: exceptions, pointers to functions, vectors, the standard
/// library of Rust.
const PROGRAMS: [(&str, &str); 5] = [
    ("c/jump/jump-o2.wasm", ""),
    ("c/sheet/sheet-o2.wasm", "demo"),
    ("c/vectors/vectors-o2.wasm", ""),
    ("c/loops/loops-o0.wasm", ""),
    ("rust/inventory/inventory-o2.wasm", ""),
];

/// The tier, and whether one instruction jumps to the next; the first is the reference.
const WAYS: [(Tier, bool); 4] = [
    (Tier::InPlace, false),
    (Tier::InPlace, true),
    (Tier::Threaded, false),
    (Tier::Threaded, true),
];

/// Moments of a run that are looked at, at the least, and instructions that are stepped to each.
const LEAST_MOMENTS: u64 = 20;
const MOST_INSTRUCTIONS: u64 = 40;

/// Clocks that stand still.
struct NoTime;

impl Clocks for NoTime {
    fn resolution(&mut self, _: Clock) -> Option<u64> {
        Some(1)
    }

    fn now(&mut self, _: Clock) -> Option<u64> {
        Some(0)
    }

    fn pass(&mut self, _: Duration) {}
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

/// A program with its argument.
struct Program {
    module: Arc<Module>,
    argument: &'static str,
}

impl Program {
    fn read(file: &str, argument: &'static str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(file);
        let module = Module::decode(std::fs::read(path).unwrap().into()).unwrap();
        Self { module, argument }
    }
}

/// A store that counts, and in which the call of `_start` has begun.
fn start(program: &Program, (tier, jumping): (Tier, bool)) -> Store {
    let mut store = Store::new(StoreLimits::default(), Ledger::unlimited()).unwrap();
    store.set_tier(tier);
    store.set_jumping(jumping);
    store.set_counting(true);
    let mut config = WasiConfig::new().arg("program");
    if !program.argument.is_empty() {
        config = config.arg(program.argument);
    }
    config.random = Box::new(SeededRandom::new(1));
    config.clocks = Box::new(NoTime);
    wrtd_wasi::define(&mut store, config).unwrap();
    let instance =
        store.instantiate(program.module.clone(), InstantiateOptions::default()).unwrap();
    let start = store.export_func(instance, "_start").unwrap();
    store.begin_call(start, &[]).unwrap();
    store
}

/// A number for all that is to be seen of the stopped program.
fn digest(store: &Store) -> u64 {
    let mut hasher = DefaultHasher::new();
    for frame in 0..store.depth() {
        let info = store.frame(frame).unwrap();
        (info.func, info.pc).hash(&mut hasher);
        let locals = (0..store.local_count(frame)).map(|index| store.local(frame, index));
        let operands = (0..store.operand_count(frame)).map(|index| store.operand(frame, index));
        for value in locals.chain(operands) {
            format!("{value:?}").hash(&mut hasher);
        }
    }
    for instance in store.instances() {
        for global in 0..store.global_count(instance) {
            format!("{:?}", store.global(instance, global)).hash(&mut hasher);
        }
        store.memory(instance, 0).hash(&mut hasher);
    }
    hasher.finish()
}

/// Random moments of a run, and how it ends.
fn moments(program: &Program, random: &mut Random) -> (Vec<(Position, u64)>, Exit) {
    let mut store = start(program, WAYS[3]);
    store.resume(Resume::Run);
    let most_events = store.event_count() / LEAST_MOMENTS;
    let mut store = start(program, WAYS[0]);
    let mut moments = Vec::new();
    loop {
        let here = store.position().unwrap();
        // No instruction is there, so that the program stops behind it, at the next event.
        let behind = Position { count: here.count + random.below(most_events), depth: 0, pc: 0 };
        let exit = store.resume(Resume::UntilPosition(behind));
        if exit != Exit::PositionMissed {
            return (moments, exit);
        }
        for _ in 0..random.below(MOST_INSTRUCTIONS) {
            let exit = store.resume(Resume::Instruction);
            if exit != Exit::Stepped {
                return (moments, exit);
            }
        }
        moments.push((store.position().unwrap(), digest(&store)));
    }
}

#[test]
fn random_moments_of_whole_programs_are_reached_in_each_way() {
    for (file, argument) in PROGRAMS {
        let program = Program::read(file, argument);
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        let (moments, end) = moments(&program, &mut random);
        assert!(moments.len() > LEAST_MOMENTS as usize / 2, "{file} {}", moments.len());
        for way in WAYS {
            let reach = |store: &mut Store, (position, then): (Position, u64)| {
                let exit = store.resume(Resume::UntilPosition(position));
                assert_eq!(exit, Exit::Position, "{file} {way:?} {position:?}");
                assert_eq!(digest(store), then, "{file} {way:?} {position:?}");
            };
            let mut store = start(&program, way);
            for &moment in &moments {
                reach(&mut store, moment);
            }
            assert_eq!(store.resume(Resume::Run), end, "{file} {way:?}");
            for _ in 0..4 {
                let moment = moments[random.below(moments.len() as u64) as usize];
                reach(&mut start(&program, way), moment);
            }
        }
    }
}
