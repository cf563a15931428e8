//! The same module in another engine.

use wasmi::{
    AsContext, Engine, Error, ExternRef, FuncType, Global, Instance, Linker, Module, Nullable, Ref,
    Store, StoreLimits, StoreLimitsBuilder, TrapCode, Val, ValType, errors::ErrorKind,
};
use wrtd_core::{FuncId, Value};

use super::case::{FUEL_EXPORT, MEMORY_BYTES, TABLE_ELEMENTS};
use super::environment::{self, CHANGE, HOST, PROVIDER, REFUSE, SWAP};
use super::outcome::{Ending, Seen, TrapClass};

/// A store with an instance of the module, and of the one that it imports from.
pub(super) struct Reference {
    store: Store<StoreLimits>,
    instance: Instance,
    fuel: Global,
}

/// Why there is no instance.
pub(super) enum Refusal {
    /// The start function ended so.
    Start(Ending),
    /// The segments do not fit, or another reason to make no instance.
    Other(Error),
}

impl Reference {
    /// An instance, whose start function has run with `fuel`.
    pub(super) fn new(wasm: &[u8]) -> Result<Self, Refusal> {
        let engine = Engine::default();
        let limits = StoreLimitsBuilder::new()
            .memory_size(MEMORY_BYTES as usize)
            .table_elements(TABLE_ELEMENTS as usize)
            .build();
        let mut store = Store::new(&engine, limits);
        store.limiter(|limits| limits);
        let module = Module::new(&engine, wasm).map_err(Refusal::Other)?;
        let linker = linker(&engine, &mut store).map_err(Refusal::Other)?;
        let instance = linker.instantiate_and_start(&mut store, &module).map_err(|error| {
            match error.as_trap_code() {
                Some(_) => Refusal::Start(ending(&error)),
                None => match error.kind() {
                    ErrorKind::Message(_) => Refusal::Start(Ending::Trap(TrapClass::Host)),
                    _ => Refusal::Other(error),
                },
            }
        })?;
        let fuel = instance.get_global(&store, FUEL_EXPORT);
        let fuel = fuel.unwrap_or_else(|| panic!("the module exports no fuel"));
        Ok(Self { store, instance, fuel })
    }

    /// Calls the export `name` with fuel for a while. Functions among the arguments are exports as well.
    pub(super) fn call(
        &mut self,
        name: &str,
        args: &[Value],
        exports: &[(String, FuncId)],
        fuel: i32,
    ) -> Ending {
        let set = self.fuel.set(&mut self.store, Val::I32(fuel));
        set.unwrap_or_else(|error| panic!("{error}"));
        let args: Vec<Val> = args.iter().map(|&arg| self.value(arg, exports)).collect();
        let Some(func) = self.instance.get_func(&self.store, name) else {
            panic!("no export {name:?}")
        };
        let ty = func.ty(&self.store);
        let mut results: Vec<Val> =
            ty.results().iter().map(|&ty| Val::default_for_ty(ty)).collect();
        match func.call(&mut self.store, &args, &mut results) {
            Ok(()) => {
                Ending::Values(results.iter().map(|value| seen(&self.store, value)).collect())
            }
            Err(error) => ending(&error),
        }
    }

    fn value(&mut self, value: Value, exports: &[(String, FuncId)]) -> Val {
        match value {
            Value::I32(value) => Val::I32(value),
            Value::I64(value) => Val::I64(value),
            Value::F32(bits) => Val::F32(f32::from_bits(bits).into()),
            Value::F64(bits) => Val::F64(f64::from_bits(bits).into()),
            Value::V128(bits) => Val::V128(bits.into()),
            Value::FuncRef(func) => {
                let export = func.and_then(|func| exports.iter().find(|export| export.1 == func));
                let func = export.and_then(|(name, _)| self.instance.get_func(&self.store, name));
                Val::FuncRef(func.map_or(Nullable::Null, Nullable::Val))
            }
            // Modules with exceptions are not generated.
            Value::ExternRef(None) | Value::ExnRef(_) => Val::ExternRef(Nullable::Null),
            Value::ExternRef(Some(id)) => {
                Val::ExternRef(Nullable::Val(ExternRef::new(&mut self.store, id)))
            }
        }
    }

    /// The exported global `name`.
    pub(super) fn global(&self, name: &str) -> Seen {
        match self.instance.get_global(&self.store, name) {
            Some(global) => seen(&self.store, &global.get(&self.store)),
            None => panic!("no global {name:?}"),
        }
    }

    /// The content of the exported memory `name`.
    pub(super) fn memory(&self, name: &str) -> &[u8] {
        match self.instance.get_memory(&self.store, name) {
            Some(memory) => memory.data(&self.store),
            None => panic!("no memory {name:?}"),
        }
    }

    /// The elements of the exported table `name`.
    pub(super) fn table(&self, name: &str) -> Vec<Seen> {
        let Some(table) = self.instance.get_table(&self.store, name) else {
            panic!("no table {name:?}")
        };
        let elements =
            (0..table.size(&self.store)).filter_map(|index| table.get(&self.store, index));
        elements.map(|element| seen_reference(&self.store, &element)).collect()
    }
}

fn linker(engine: &Engine, store: &mut Store<StoreLimits>) -> Result<Linker<StoreLimits>, Error> {
    let mut linker = Linker::new(engine);
    let i32_to_i32 = FuncType::new([ValType::I32], [ValType::I32]);
    linker.func_new(HOST, CHANGE, i32_to_i32, |_, args, results| {
        if let [Val::I32(value)] = args {
            results[0] = Val::I32(environment::changed(*value));
        }
        Ok(())
    })?;
    let swap = FuncType::new([ValType::I64, ValType::F32], [ValType::F32, ValType::I64]);
    linker.func_new(HOST, SWAP, swap, |_, args, results| {
        results.clone_from_slice(&[args[1].clone(), args[0].clone()]);
        Ok(())
    })?;
    linker.func_new(HOST, REFUSE, FuncType::new([ValType::I32], []), |_, args, _| match args {
        [Val::I32(value)] if environment::refused(*value) => Err(Error::new("refused")),
        _ => Ok(()),
    })?;
    let provider = Module::new(engine, environment::provider())?;
    let provider = linker.instantiate_and_start(&mut *store, &provider)?;
    linker.instance(store, PROVIDER, provider)?;
    Ok(linker)
}

fn ending(error: &Error) -> Ending {
    Ending::Trap(match error.as_trap_code() {
        Some(TrapCode::UnreachableCodeReached) => TrapClass::Unreachable,
        Some(TrapCode::MemoryOutOfBounds) => TrapClass::Memory,
        Some(TrapCode::TableOutOfBounds) => TrapClass::Table,
        Some(TrapCode::IndirectCallToNull) => TrapClass::Null,
        Some(TrapCode::IntegerDivisionByZero) => TrapClass::DivideByZero,
        Some(TrapCode::IntegerOverflow) => TrapClass::IntegerOverflow,
        Some(TrapCode::BadConversionToInteger) => TrapClass::NotANumber,
        Some(TrapCode::BadSignature) => TrapClass::Signature,
        Some(_) => TrapClass::Exhausted,
        None => TrapClass::Host,
    })
}

fn seen(store: impl AsContext, value: &Val) -> Seen {
    match value {
        Val::I32(value) => Seen::I32(*value),
        Val::I64(value) => Seen::I64(*value),
        Val::F32(value) => Seen::f32(value.to_bits()),
        Val::F64(value) => Seen::f64(value.to_bits()),
        Val::V128(value) => Seen::V128(value.as_u128()),
        Val::FuncRef(func) => Seen::Func(!func.is_null()),
        Val::ExternRef(reference) => seen_extern(store, reference.as_ref()),
    }
}

fn seen_reference(store: impl AsContext, reference: &Ref) -> Seen {
    match reference {
        Ref::Func(func) => Seen::Func(!func.is_null()),
        Ref::Extern(reference) => seen_extern(store, reference.as_ref()),
    }
}

fn seen_extern(store: impl AsContext, reference: Nullable<&ExternRef>) -> Seen {
    let store = store.as_context();
    Seen::Extern(
        reference.val().and_then(|reference| reference.data(store).downcast_ref().copied()),
    )
}
