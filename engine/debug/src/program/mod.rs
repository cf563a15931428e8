//! The code of the program as the session explains it: modules, their symbols, their functions.
//!
//! Nothing here changes while the program runs. Symbols are loaded when something is first asked of
//! a module: running without looking costs nothing.

mod glob;
mod lines;
mod rust_library;
mod skips;
mod sources;
mod statements;

use std::{
    cell::OnceCell,
    hash::{BuildHasher, RandomState},
    path::{Path, PathBuf},
    sync::Arc,
};

use wrtd_symbols::{
    Cancellation, LoadOptions, ModuleSymbols, SourceFile, SourceFrame, SourceLocation,
    SymbolBudget, SymbolCache, SymbolCharge, Warning, render::Formatters,
};

pub(crate) use self::lines::{FunctionLines, Row};
pub use self::skips::SkipRules;
use self::skips::Skips;
pub(crate) use self::skips::is_library;
use self::sources::Sources;
pub(crate) use self::sources::read as read_source;
use self::statements::Statements;
use crate::{
    CodeRef, Event, LaunchSpec, ModuleView, OutputCategory, SourceRef,
    disassembly::{ModuleCode, Text, Texts},
    exceptions::CppRuntime,
    outlet::Outlet,
    target::{CodeAddress, ModuleId, TargetModule},
};

/// Where the text of a source comes from that is no file here.
const EMBEDDED: &str = "from the debug information";

/// All modules with what is known of their sources.
pub(crate) struct Program {
    modules: Vec<LoadedModule>,
    source_map: Vec<(String, String)>,
    sources: Sources,
    step_into_library: bool,
    skips: Skips,
    outlet: Outlet,
    budget: SymbolBudget,
    frames: SymbolCache<Vec<SourceFrame>>,
    lines: SymbolCache<FunctionLines>,
    /// By a hash of the recorded path.
    statements: SymbolCache<Statements>,
    hasher: RandomState,
    texts: Arc<Texts>,
    has_sources: OnceCell<bool>,
    formatters: Arc<Formatters>,
    cancellation: Cancellation,
}

/// What a program shares with the session that it belongs to.
pub(crate) struct Known {
    /// What is read of the code is kept as far as it has room.
    pub(crate) budget: SymbolBudget,
    /// Gives up searches.
    pub(crate) cancellation: Cancellation,
    /// The texts that were handed out.
    pub(crate) texts: Arc<Texts>,
}

struct LoadedModule {
    info: TargetModule,
    symbols: OnceCell<Arc<ModuleSymbols>>,
    code: Arc<SymbolCache<ModuleCode>>,
    cpp_runtime: OnceCell<Option<CppRuntime>>,
}

impl Program {
    /// The program made of `modules`. Notices go to `outlet`.
    pub(crate) fn new(
        spec: &LaunchSpec,
        modules: Vec<TargetModule>,
        outlet: Outlet,
        known: Known,
    ) -> Self {
        let Known { budget, cancellation, texts } = known;
        let (formatters, problems) = Formatters::new(&spec.formatters);
        let (skips, unusable) = Skips::new(&spec.skip);
        for problem in problems.into_iter().chain(unusable) {
            outlet.notice(OutputCategory::Console, &problem);
        }
        let modules = modules.into_iter().map(|info| LoadedModule {
            info,
            symbols: OnceCell::new(),
            code: Arc::new(SymbolCache::new(&budget)),
            cpp_runtime: OnceCell::new(),
        });
        Self {
            modules: modules.collect(),
            source_map: spec.source_map.clone(),
            sources: Sources::new(spec.rust_source.clone(), outlet.clone(), &budget),
            step_into_library: spec.step_into_library,
            skips,
            outlet,
            frames: SymbolCache::new(&budget),
            lines: SymbolCache::new(&budget),
            statements: SymbolCache::new(&budget),
            hasher: RandomState::new(),
            budget,
            texts,
            has_sources: OnceCell::new(),
            formatters: Arc::new(formatters),
            cancellation,
        }
    }

    /// Takes over what was read of those modules of `old` that have the same bytes.
    pub(crate) fn inherit(&mut self, old: &Self) {
        for (new, old) in self.modules.iter_mut().zip(&old.modules) {
            if new.info.bytes == old.info.bytes {
                new.symbols = old.symbols.clone();
                new.code = Arc::clone(&old.code);
            }
        }
    }

    /// Sets where sources are: where `client` has them, whether or not they are on this machine, and else where `own`
    /// says. What was read of the debug information is read anew.
    pub(crate) fn map_sources(&mut self, client: &[(String, String)], own: &[(String, String)]) {
        self.source_map = [client, own].concat();
        self.sources.are_elsewhere(client.iter().map(|(_, to)| PathBuf::from(to)).collect());
        self.sources.recheck(&self.budget);
        for module in &mut self.modules {
            module.symbols = OnceCell::new();
        }
        self.frames = SymbolCache::new(&self.budget);
        self.lines = SymbolCache::new(&self.budget);
        self.has_sources = OnceCell::new();
    }

    /// How the user wants values of some types to read.
    pub(crate) fn formatters(&self) -> &Arc<Formatters> {
        &self.formatters
    }

    /// What bounds how much of what was read is in memory.
    pub(crate) fn budget(&self) -> &SymbolBudget {
        &self.budget
    }

    /// Ids of all modules.
    pub(crate) fn ids(&self) -> impl Iterator<Item = ModuleId> + use<> {
        (0..self.modules.len() as u32).map(ModuleId)
    }

    /// Number of modules; the last one is the program itself.
    pub(crate) fn module_count(&self) -> usize {
        self.modules.len()
    }

    /// A module. Ids come from the same target, so each exists; the first module stands in for one
    /// that a broken target made up.
    pub(crate) fn module(&self, id: ModuleId) -> &TargetModule {
        &self.entry(id).info
    }

    fn entry(&self, id: ModuleId) -> &LoadedModule {
        self.modules.get(id.0 as usize).unwrap_or(&self.modules[0])
    }

    /// The symbols of a module; read now if they were not.
    pub(crate) fn symbols(&self, id: ModuleId) -> &Arc<ModuleSymbols> {
        let entry = self.entry(id);
        entry.symbols.get_or_init(|| {
            let options = LoadOptions {
                path: entry.info.path.clone(),
                source_map: self.source_map.clone(),
                // Rust's library is looked for only when a source of it is wanted.
                rust_source: None,
                budget: self.budget.clone(),
                cancellation: self.cancellation.clone(),
            };
            let (symbols, warnings) = ModuleSymbols::load(entry.info.bytes.clone(), options);
            self.warn(entry, warnings);
            self.outlet.send(Event::SymbolsRead(self.module_view(id, &symbols)));
            Arc::new(symbols)
        })
    }

    /// A module as front ends show it.
    pub(crate) fn module_view(&self, id: ModuleId, symbols: &ModuleSymbols) -> ModuleView {
        let info = self.module(id);
        let (functions, code) = symbols.functions();
        ModuleView {
            id: self.module_number(id),
            name: info.name.clone(),
            path: info.path.clone(),
            size: info.bytes.len() as u64,
            functions: functions as u32,
            code,
            has_debug_info: symbols.has_debug_info(),
            debug_file: symbols.debug_file().map(Path::to_owned),
        }
    }

    /// See [`ModuleView::id`].
    pub(crate) fn module_number(&self, id: ModuleId) -> u32 {
        (CodeRef::new(CodeAddress { module: id, offset: 0 }, self.module_count()).number() >> 32)
            as u32
    }

    /// Passes on what went wrong while debug information was read.
    pub(crate) fn flush_warnings(&self) {
        for entry in &self.modules {
            let warnings = entry.symbols.get().map(|symbols| symbols.take_warnings());
            self.warn(entry, warnings.unwrap_or_default());
        }
    }

    fn warn(&self, entry: &LoadedModule, warnings: Vec<Warning>) {
        for Warning(warning) in warnings {
            let text = format!("{}: {warning}", entry.info.name);
            self.outlet.notice(OutputCategory::Console, &text);
        }
    }

    /// The outline of a module; read now if it is not there.
    pub(crate) fn code(&self, id: ModuleId) -> Arc<ModuleCode> {
        let entry = self.entry(id);
        entry.code.get_or_make(0, || {
            let code = ModuleCode::read(&entry.info.bytes);
            let charge = SymbolCharge::bytes(code.size());
            (code, charge)
        })
    }

    /// The runtime for exceptions of C++ that a module has.
    pub(crate) fn cpp_runtime(&self, id: ModuleId) -> Option<&CppRuntime> {
        let entry = self.entry(id);
        let find = || CppRuntime::find(&entry.info, &self.code(id));
        entry.cpp_runtime.get_or_init(find).as_ref()
    }

    /// Whether any module has debug information.
    pub(crate) fn has_debug_info(&self) -> bool {
        self.ids().any(|id| self.symbols(id).has_debug_info())
    }

    /// The source-level frames at a position, innermost first; empty without debug information.
    pub(crate) fn frames_at(&self, at: CodeAddress) -> Arc<Vec<SourceFrame>> {
        self.frames.get_or_make(key(at.module, at.offset), || {
            let frames = self.symbols(at.module).frames_at(at.offset);
            let sizes = frames.iter().map(frame_size);
            let charge = SymbolCharge::symbols(frames.len(), sizes.sum());
            (frames, charge)
        })
    }

    /// The lines of the function that covers a position; `None` without a function there.
    pub(crate) fn lines_at(&self, at: CodeAddress) -> Option<Arc<FunctionLines>> {
        let symbols = self.symbols(at.module);
        let function = symbols.function_at(at.offset)?;
        Some(self.lines.get_or_make(key(at.module, function.range.start), || {
            let rows = symbols.lines_of_function(at.offset);
            let lines = FunctionLines::new(&function, &rows, |file| self.steps_into(file));
            let charge = SymbolCharge::bytes(lines.size());
            (lines, charge)
        }))
    }

    /// Whether the source can be shown.
    pub(crate) fn has_source(&self, file: &SourceFile) -> bool {
        self.sources.find(file).path.is_some() || self.embedded(file).is_some()
    }

    /// The reference of a file whose text is in the debug information.
    fn embedded(&self, file: &SourceFile) -> Option<u32> {
        let recorded = &*file.recorded;
        let has_it = |id: &ModuleId| self.symbols(*id).embedded_source(recorded).is_some();
        let module = self.texts.embedded_in(recorded, || self.ids().find(has_it))?;
        Some(self.texts.reference(Text::Embedded(module, recorded.to_owned())))
    }

    /// Whether a step may end in a source: where it can be shown, and is none of a library's, or that is
    /// wanted, and none that is skipped.
    pub(crate) fn steps_into(&self, file: &SourceFile) -> bool {
        (self.step_into_library || !is_library(file))
            && !self.skips.has_file(file)
            && self.has_source(file)
    }

    /// Whether a step may end in a frame.
    pub(crate) fn steps_into_frame(&self, frame: &SourceFrame) -> bool {
        let file = frame.location.as_ref().map(|location| &location.file);
        file.is_some_and(|file| self.steps_into(file)) && !self.skips.has_function(&frame.function)
    }

    /// Whether a user has said that the code of a frame is to be skipped.
    pub(crate) fn is_skipped(&self, frame: &SourceFrame) -> bool {
        self.skips.has(frame)
    }

    /// Sets what is skipped from now on.
    ///
    /// # Errors
    /// What is wrong with a pattern; then nothing is set.
    pub(crate) fn set_skips(&mut self, rules: &SkipRules) -> Result<(), String> {
        let (skips, problems) = Skips::new(rules);
        if let Some(problem) = problems.into_iter().next() {
            return Err(problem);
        }
        self.skips = skips;
        // They say which lines a step may end on.
        self.lines = SymbolCache::new(&self.budget);
        Ok(())
    }

    /// The file on this machine, where the source is here.
    pub(crate) fn local_path(&self, file: &SourceFile) -> Option<PathBuf> {
        self.sources.find(file).path
    }

    /// A source as front ends show it; what the user should know of it is sent once.
    pub(crate) fn source_ref(&self, file: &SourceFile, module: ModuleId) -> SourceRef {
        let found = self.sources.compare(file, || self.symbols(module).source_state(file));
        let name = file.recorded.rsplit(['/', '\\']).next().unwrap_or(&file.recorded);
        let reference = if found.path.is_none() { self.embedded(file) } else { None };
        let origin = match (&found.path, found.remark) {
            (_, Some(remark)) => Some(remark),
            (None, None) if reference.is_some() => Some(EMBEDDED.to_owned()),
            (None, None) => Some(format!("not found: {}", file.recorded)),
            (Some(_), None) => None,
        };
        SourceRef {
            name: name.to_owned(),
            path: found.path,
            recorded: Some(file.recorded.to_string()),
            reference,
            origin,
        }
    }

    /// A source as it is listed: whether it is what was compiled is not looked at.
    pub(crate) fn listed_source(&self, file: &SourceFile) -> SourceRef {
        let found = self.sources.find(file);
        let name = file.recorded.rsplit(['/', '\\']).next().unwrap_or(&file.recorded);
        let reference = if found.path.is_none() { self.embedded(file) } else { None };
        let missing = || match reference {
            Some(_) => EMBEDDED.to_owned(),
            None => format!("not found: {}", file.recorded),
        };
        SourceRef {
            name: name.to_owned(),
            origin: found.remark.or_else(|| found.path.is_none().then(missing)),
            path: found.path,
            recorded: Some(file.recorded.to_string()),
            reference,
        }
    }

    /// Tells the user, once, that a source at which the program stands cannot be shown.
    pub(crate) fn miss_source(&self, file: &SourceFile) {
        self.sources.miss(file);
    }

    /// Source files have been written to: whether they are what was compiled is looked at anew.
    pub(crate) fn recheck_sources(&mut self) {
        self.sources.recheck(&self.budget);
    }

    /// Where a source is on this machine.
    pub(crate) fn source_path(&self, file: &SourceFile) -> Option<PathBuf> {
        self.sources.find(file).path
    }

    /// Which statement of its line a place belongs to, as the text of the source says; where that cannot be
    /// read each column is one.
    pub(crate) fn statement(&self, place: &SourceLocation) -> u32 {
        let Some(path) = self.sources.find(&place.file).path else { return place.column };
        let statements = self.statements.get_or_make(self.hasher.hash_one(&path), || {
            let statements = read_source(&path)
                .map_or_else(|_| Statements::default(), |text| Statements::of(&text));
            let charge = SymbolCharge::bytes(statements.size());
            (statements, charge)
        });
        statements.number(place.line, place.column)
    }

    /// Whether any source of the program's own can be shown. Reads the names of all source files once.
    pub(crate) fn has_sources(&self) -> bool {
        *self.has_sources.get_or_init(|| {
            self.ids().any(|id| {
                self.symbols(id).any_source_file(|file| {
                    !is_library(file) && !is_header(&file.recorded) && self.has_source(file)
                })
            })
        })
    }

    /// Readable name of a function.
    pub(crate) fn function_name(&self, module: ModuleId, function: u32) -> String {
        use wrtd_symbols::TypeSource;
        self.symbols(module).function_name(function).unwrap_or_else(|| format!("func[{function}]"))
    }
}

/// Bytes of memory that a frame takes, with the file that it may be the last to name.
fn frame_size(frame: &SourceFrame) -> usize {
    let file = frame.location.as_ref().map_or(0, |location| {
        let file = &*location.file;
        size_of::<SourceFile>() + file.recorded.len() + file.local.as_os_str().len()
    });
    size_of::<SourceFrame>() + frame.function.len() + size_of_val(&*frame.ranges) + file
}

/// Names a position in a cache.
fn key(module: ModuleId, offset: u32) -> u64 {
    u64::from(module.0) << 32 | u64::from(offset)
}

/// Whether a source is one to be included: every machine with a compiler has those of the system.
fn is_header(path: &str) -> bool {
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(extension, "h" | "hh" | "hpp" | "hxx" | "inc") || path.contains("/include/")
}
