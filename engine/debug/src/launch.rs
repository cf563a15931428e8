//! What to run, and how.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use wrtd_core::Store;
use wrtd_limits::Plan;
use wrtd_symbols::render::FormatterSpec;

use crate::{BoardFunctions, LimitsHandle, StdinFeed};

/// Everything that a launch needs. Paths are host paths; relative ones count from `cwd`.
#[derive(Clone, Debug, Default)]
pub struct LaunchSpec {
    /// The `.wasm` file.
    pub program: PathBuf,
    /// Arguments after the program's own name.
    pub args: Vec<String>,
    /// Environment of the program; nothing is inherited.
    pub env: Vec<(String, String)>,
    /// Folder against which relative host paths are taken; the process's own where `None`.
    pub cwd: Option<PathBuf>,
    /// Preopened folders: (host, guest).
    pub dirs: Vec<(PathBuf, String)>,
    /// Where the program reads its standard input from.
    pub stdin: StdinSource,
    /// Modules that satisfy imports: (import module name, file).
    pub preloads: Vec<(String, PathBuf)>,
    /// Missing imports become functions that trap when they are called, memories and tables of the least
    /// size, globals that are zero.
    pub stub_missing: bool,
    /// Exported functions without parameters that are called before `entry`, in this order: what a host
    /// other than WASI's calls to make the program ready, such as `__wasm_call_ctors`.
    pub initialize: Vec<String>,
    /// What to call.
    pub entry: Entry,
    /// Stop before the first instruction.
    pub stop_on_entry: bool,
    /// Replacements of source path prefixes: (prefix in the debug info, local prefix).
    pub source_map: Vec<(String, String)>,
    /// What it may take, and what a debugger may do with it; by default no limits.
    pub plan: Plan,
    /// Changes the plan while the program runs.
    pub limits: LimitsHandle,
    /// Nobody debugs it: it runs to its end or its trap. Safety levels without debugging allow that.
    pub undebugged: bool,
    /// Where Rust's library sources are; asked of the local toolchain where `None`.
    pub rust_source: Option<PathBuf>,
    /// Steps in enter the language's own library, where its sources are here.
    pub step_into_library: bool,
    /// Functions for the program's imports, from whoever embeds the debugger.
    pub host: HostFunctions,
    /// The same for a program that runs on a device.
    pub board: BoardFunctions,
    /// How values of some types read.
    pub formatters: Vec<FormatterSpec>,
    /// Random numbers that are the same in each run, made from this seed; the host's where `None`.
    pub random_seed: Option<u64>,
}

impl LaunchSpec {
    /// A host path as the launch means it.
    pub(crate) fn host_path(&self, path: &Path) -> PathBuf {
        match &self.cwd {
            Some(cwd) => cwd.join(path),
            None => path.to_owned(),
        }
    }
}

/// Functions that an embedder gives to the programs it debugs; by default none.
#[derive(Clone, Default)]
pub struct HostFunctions(Option<Define>);

type Define = Arc<dyn Fn(&mut Store) + Send + Sync>;

impl HostFunctions {
    /// `define` is called with the store of each start of the program, before anything is linked, and
    /// calls [`Store::define_host`]. WASI is defined already; what has the same name replaces it.
    pub fn new(define: impl Fn(&mut Store) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(define)))
    }

    /// Defines the functions in a store.
    pub(crate) fn define(&self, store: &mut Store) {
        if let Some(define) = &self.0 {
            define(store);
        }
    }
}

impl fmt::Debug for HostFunctions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "HostFunctions(..)" } else { "HostFunctions(none)" })
    }
}

/// Where a program's standard input comes from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum StdinSource {
    /// At its end from the start.
    #[default]
    None,
    /// The debugger's own standard input.
    Inherit,
    /// A file.
    File(PathBuf),
    /// This text.
    Text(String),
    /// What a front end gives it while it runs.
    Fed(StdinFeed),
}

/// What to call after instantiation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Entry {
    /// `_start` of a command; `_initialize` of a reactor; else the start function alone.
    #[default]
    Default,
    /// `_initialize` where there is one, then an exported function with arguments in text form, parsed by
    /// the function's types.
    Invoke {
        /// Export name.
        function: String,
        /// Arguments (`42`, `0x2a`, `-1.5`, `nan`).
        args: Vec<String>,
    },
}
