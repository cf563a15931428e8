//! Runs a module in the engine, in a directory of its own.

use std::path::Path;
use std::sync::{Arc, Mutex};

use wrtd_core::{Exit, InstantiateOptions, Module, Resume, Store, StoreLimits};
use wrtd_limits::Ledger;
use wrtd_wasi::WasiConfig;

/// What a program did.
pub(crate) struct Run {
    pub(crate) exit: Exit,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// Names of the files that it left in its directory.
    pub(crate) left_over: Vec<String>,
}

impl Run {
    /// Runs a program of the fixtures with a directory `/`.
    pub(crate) fn fixture(path: &str, config: WasiConfig) -> Self {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
        Self::wasm(&std::fs::read(fixtures.join(path)).unwrap(), config)
    }

    /// Runs a module with a directory `/`.
    pub(crate) fn wasm(bytes: &[u8], config: WasiConfig) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (stdout, stderr) = (Arc::default(), Arc::default());
        let config =
            config.dir(dir.path(), "/").on_stdout(collect(&stdout)).on_stderr(collect(&stderr));
        let mut store = start(bytes, config);
        let exit = store.resume(Resume::Run);
        let left_over = std::fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        let text = |bytes: Arc<Mutex<Vec<u8>>>| {
            String::from_utf8_lossy(&bytes.lock().unwrap()).into_owned()
        };
        Self { exit, stdout: text(stdout), stderr: text(stderr), left_over }
    }
}

/// A store in which the call of `_start` has begun.
pub(crate) fn start(bytes: &[u8], config: WasiConfig) -> Store {
    let mut store = Store::new(StoreLimits::default(), Ledger::unlimited()).unwrap();
    begin(&mut store, bytes, config);
    store
}

/// Begins the call of `_start` of a module in `store`.
pub(crate) fn begin(store: &mut Store, bytes: &[u8], config: WasiConfig) {
    wrtd_wasi::define(store, config).unwrap();
    let module = Module::decode(bytes.into()).unwrap();
    let instance = store.instantiate(module, InstantiateOptions::default()).unwrap();
    let start = store.export_func(instance, "_start").unwrap();
    store.begin_call(start, &[]).unwrap();
}

/// A module from its text.
pub(crate) fn wasm(wat: &str) -> Vec<u8> {
    wat::parse_str(wat).unwrap()
}

fn collect(bytes: &Arc<Mutex<Vec<u8>>>) -> impl FnMut(&[u8]) + Send + 'static {
    let bytes = Arc::clone(bytes);
    move |more| bytes.lock().unwrap().extend_from_slice(more)
}
