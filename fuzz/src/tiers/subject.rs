//! The module in a store of wrtd, and the comparison of two such stores.

use std::sync::Arc;

use wrtd_core::{
    Exit, ExternKind, FuncId, FuncType, HostError, InstanceId, InstantiateError,
    InstantiateOptions, Module, Resume, Store, StoreLimits, Tier, ValType, Value,
};
use wrtd_limits::Ledger;

use super::case::{FUEL_EXPORT, MEMORY_BYTES, TABLE_ELEMENTS};
use super::environment::{self, CHANGE, HOST, PROVIDER, REFUSE, SWAP};

const LIMITS: StoreLimits = StoreLimits {
    max_call_depth: 200,
    stack_slots: 20_000,
    max_memory_bytes: MEMORY_BYTES,
    max_table_elements: TABLE_ELEMENTS,
    max_exception_bytes: 0,
    ..StoreLimits::new()
};
/// Innermost frames of which operands are compared: finding out their types takes the longest.
const FRAMES_WITH_OPERANDS: usize = 4;

/// How a store runs its code.
pub(super) type Way = (Tier, bool);

/// Both modules, decoded once for all stores.
pub(super) struct Modules {
    provider: Arc<Module>,
    /// The generated one.
    pub(super) module: Arc<Module>,
}

impl Modules {
    /// What the generator makes is valid, and so it must be for the engine.
    pub(super) fn new(wasm: &[u8]) -> Self {
        let decode = |bytes: &[u8]| {
            Module::decode(bytes.into()).unwrap_or_else(|error| panic!("no valid module: {error}"))
        };
        Self { provider: decode(&environment::provider()), module: decode(wasm) }
    }
}

/// A store with an instance of the generated module.
pub(super) struct Subject {
    pub(super) store: Store,
    pub(super) instance: InstanceId,
    /// For messages.
    pub(super) name: &'static str,
    fuel: u32,
}

impl Subject {
    /// The start function has not run yet.
    pub(super) fn new(
        modules: &Modules,
        name: &'static str,
        (tier, jumping): Way,
    ) -> Result<Self, InstantiateError> {
        let store = Store::new(LIMITS, Ledger::unlimited());
        let mut store = store.unwrap_or_else(|error| panic!("{error}"));
        store.set_tier(tier);
        store.set_jumping(jumping);
        define_host(&mut store);
        let provider =
            store.instantiate(modules.provider.clone(), InstantiateOptions::default())?;
        store.define_instance_exports(PROVIDER, provider);
        let instance = store.instantiate(modules.module.clone(), InstantiateOptions::default())?;
        let export = modules.module.export(FUEL_EXPORT);
        let fuel = export.unwrap_or_else(|| panic!("the module exports no fuel")).index;
        Ok(Self { store, instance, name, fuel })
    }

    /// The exported functions.
    pub(super) fn functions(&self) -> Vec<(String, FuncId)> {
        let module = self.store.module(self.instance);
        let functions = module.exports().iter().filter(|export| export.kind == ExternKind::Func);
        functions
            .filter_map(|export| {
                let func = self.store.export_func(self.instance, &export.name)?;
                Some((export.name.clone(), func))
            })
            .collect()
    }

    /// Begins a call with fuel for a while; `false` where it cannot.
    pub(super) fn begin(&mut self, func: FuncId, args: &[Value], fuel: i32) -> bool {
        self.refuel(fuel);
        self.store.begin_call(func, args).is_ok()
    }

    /// Sets how long the program runs at most.
    pub(super) fn refuel(&mut self, fuel: i32) {
        let set = self.store.set_global(self.instance, self.fuel, Value::I32(fuel));
        set.unwrap_or_else(|error| panic!("{error}"));
    }

    /// What is left.
    pub(super) fn fuel(&self) -> Option<Value> {
        self.store.global(self.instance, self.fuel).ok()
    }

    /// Runs to the end of the call.
    pub(super) fn finish(&mut self) -> Exit {
        let exit = self.store.resume(Resume::Run);
        assert!(matches!(exit, Exit::Finished(_) | Exit::Trap(_)), "{exit:?} at the end of a call");
        exit
    }

    /// Compares all that can be seen, with the sizes and contents of memories and tables.
    pub(super) fn compare(&self, other: &Self) -> Result<(), String> {
        self.compare_frames(other)?;
        let store = (&self.store, &other.store);
        for instance in self.store.instances() {
            for index in 0..self.store.global_count(instance) {
                let globals = (store.0.global(instance, index), store.1.global(instance, index));
                self.same(other, globals, || format!("global {index} of {instance:?}"))?;
            }
            for index in 0..self.store.memory_count(instance) {
                let memories = (store.0.memory(instance, index), store.1.memory(instance, index));
                if let (Some(one), Some(two)) = memories {
                    compare_memories(one, two).map_err(|text| {
                        self.versus(other, &format!("memory of {instance:?}: {text}"))
                    })?;
                }
            }
            for index in 0..self.store.table_count(instance) {
                let tables =
                    (elements(store.0, instance, index), elements(store.1, instance, index));
                self.same(other, tables, || format!("table {index} of {instance:?}"))?;
            }
        }
        Ok(())
    }

    /// Compares where all frames are, and their locals and operands, bit for bit.
    pub(super) fn compare_frames(&self, other: &Self) -> Result<(), String> {
        let store = (&self.store, &other.store);
        self.same(other, (store.0.depth(), store.1.depth()), || "number of frames".into())?;
        for frame in 0..store.0.depth() {
            let frames = (store.0.frame(frame), store.1.frame(frame));
            self.same(other, frames, || format!("frame {frame}"))?;
            for index in 0..store.0.local_count(frame) {
                let locals = (store.0.local(frame, index), store.1.local(frame, index));
                self.same(other, locals, || {
                    format!("local {index} of frame {frame}, {:?}", store.0.frame(frame))
                })?;
            }
            if frame >= FRAMES_WITH_OPERANDS && frame + 1 < store.0.depth() {
                continue;
            }
            let counts = (store.0.operand_count(frame), store.1.operand_count(frame));
            self.same(other, counts, || format!("operands of frame {frame}"))?;
            for index in 0..counts.0 {
                let operands = (store.0.operand(frame, index), store.1.operand(frame, index));
                self.same(other, operands, || {
                    format!("operand {index} of frame {frame}, {:?}", store.0.frame(frame))
                })?;
            }
        }
        Ok(())
    }

    /// Compares one thing.
    pub(super) fn same<T: PartialEq + std::fmt::Debug>(
        &self,
        other: &Self,
        (one, two): (T, T),
        what: impl FnOnce() -> String,
    ) -> Result<(), String> {
        if one == two {
            return Ok(());
        }
        Err(self.versus(other, &format!("{}: {one:?} and {two:?}", what())))
    }

    fn versus(&self, other: &Self, what: &str) -> String {
        format!("{} and {} differ in {what}", self.name, other.name)
    }
}

/// The first byte that is not the same, as text.
pub(super) fn compare_memories(one: &[u8], two: &[u8]) -> Result<(), String> {
    if one == two {
        return Ok(());
    }
    let at = one.iter().zip(two).position(|(one, two)| one != two);
    Err(match at {
        Some(at) => format!("byte {at:#x} is {:#x} and {:#x}", one[at], two[at]),
        None => format!("{} and {} bytes", one.len(), two.len()),
    })
}

/// All elements of a table.
pub(super) fn elements(store: &Store, instance: InstanceId, table: u32) -> Vec<Value> {
    let size = store.table_info(instance, table).map_or(0, |(_, size)| size);
    (0..size).filter_map(|element| store.table_element(instance, table, element).ok()).collect()
}

fn define_host(store: &mut Store) {
    let i32_to_i32 = FuncType::new([ValType::I32], [ValType::I32]);
    store.define_host(
        HOST,
        CHANGE,
        i32_to_i32,
        Box::new(|caller, args, results| {
            // Done again after an interrupt.
            if caller.interrupt_requested() && !caller.is_repeated() {
                return Err(HostError::Interrupted);
            }
            if let [Value::I32(value)] = args {
                results[0] = Value::I32(environment::changed(*value));
            }
            Ok(())
        }),
    );
    let swap = FuncType::new([ValType::I64, ValType::F32], [ValType::F32, ValType::I64]);
    store.define_host(
        HOST,
        SWAP,
        swap,
        Box::new(|_, args, results| {
            results.copy_from_slice(&[args[1], args[0]]);
            Ok(())
        }),
    );
    let refuse = FuncType::new([ValType::I32], []);
    store.define_host(
        HOST,
        REFUSE,
        refuse,
        Box::new(|_, args, _| match args {
            [Value::I32(value)] if environment::refused(*value) => {
                Err(HostError::Trap("refused".into()))
            }
            _ => Ok(()),
        }),
    );
}
