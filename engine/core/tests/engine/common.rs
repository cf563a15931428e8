//! What the scenarios share: a store with one instance of a text module.

use std::sync::Arc;

use wrtd_core::{Exit, InstanceId, InstantiateOptions, Module, Resume, Store, StoreLimits, Value};
use wrtd_limits::Ledger;

/// Assembles and decodes a text module.
pub(crate) fn module(text: &str) -> Arc<Module> {
    Module::decode(wat::parse_str(text).unwrap().into()).unwrap()
}

/// A store with no limits but the default ones.
pub(crate) fn store() -> Store {
    Store::new(StoreLimits::default(), Ledger::unlimited()).unwrap()
}

/// A store with one instance of `text`, whose imports must be defined by nobody.
pub(crate) fn instance(text: &str) -> (Store, InstanceId) {
    let mut store = store();
    let id = store.instantiate(module(text), InstantiateOptions::default()).unwrap();
    (store, id)
}

/// Begins a call of the export `name`.
pub(crate) fn begin(store: &mut Store, instance: InstanceId, name: &str, args: &[Value]) {
    let func = store.export_func(instance, name).unwrap();
    store.begin_call(func, args).unwrap();
}

/// Calls the export `name` and runs it to its end.
pub(crate) fn call(store: &mut Store, instance: InstanceId, name: &str, args: &[Value]) -> Exit {
    begin(store, instance, name, args);
    let exit = store.resume(Resume::Run);
    store.abort_call();
    exit
}
