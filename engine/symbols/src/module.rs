//! The debug information of one module, read as it is looked at.

use std::{
    collections::HashSet,
    fmt,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    BlockVariables, Bound, FileLines, FunctionPattern, FunctionSymbol, Language, LineRow,
    LoadOptions, Place, ProgramAccess, Signature, SourceFile, SourceFrame, SourceLocation,
    SourceState, StaticVariable, Type, TypeId, TypeKind, TypeSource, VariableLocation, Warning,
    budget::MapShare,
    builtin::builtin_type,
    code::Code,
    debug_info::DebugInfo,
    load::{self, WasmFile, split::SplitFiles},
    name_section::NameSection,
    sources::Sources,
    units::DieRef,
    units::root,
};

/// The debug information of one module. Nothing is parsed before it is asked for; what was parsed
/// is kept, unit by unit, as far as the budget has room. Safe to share between threads.
pub struct ModuleSymbols {
    program: WasmFile,
    code: Arc<Code>,
    info: Option<DebugInfo>,
    sources: Sources,
    /// Of the file whose `name` section counts.
    names: NameSection,
    debug_file: Option<PathBuf>,
    _map: MapShare,
}

impl ModuleSymbols {
    /// Finds the debug information of a module: in its own sections, or in a separate file.
    /// Never fails: without debug information the `name` section serves, and warnings say why.
    #[must_use]
    pub fn load(wasm: Arc<[u8]>, options: LoadOptions) -> (Self, Vec<Warning>) {
        let mut warnings = Vec::new();
        let program = WasmFile::new(wasm);
        let mut code = Code::read(Arc::clone(&program.bytes), &program.sections);
        let sources = Sources::new(&options);
        let dwarf = load::dwarf_file(&program, &options, &mut warnings);
        let (dwarf, debug_file) = dwarf.map_or((None, None), |(file, path)| (Some(file), path));
        let dwarf = dwarf.or_else(|| {
            let names = NameSection::new(program.clone(), &options.budget);
            load::source_map::find(&program, options.path.as_deref(), &code, &names, &mut warnings)
        });
        if dwarf.as_ref().is_some_and(|file| root::is_assembled(&file.dwarf())) {
            code = code.counted_behind_number();
        }
        let code = Arc::new(code);
        let named_by = match &dwarf {
            Some(file) if program.section("name").bytes().is_empty() => file.clone(),
            _ => program.clone(),
        };
        let budget = &options.budget;
        let info = dwarf.map(|file| {
            let split = SplitFiles::new(options.path.clone(), sources.clone());
            DebugInfo::new(file, Arc::clone(&code), sources.clone(), split, &options)
        });
        let names = NameSection::new(named_by, budget);
        let map = MapShare::new(budget, code.size());
        (Self { program, code, info, sources, names, debug_file, _map: map }, warnings)
    }

    /// What went wrong since the last call while more was read: the file of a split unit that is
    /// missing, for instance.
    #[must_use]
    pub fn take_warnings(&self) -> Vec<Warning> {
        self.info.as_ref().map_or_else(Vec::new, |info| info.split.take_warnings())
    }

    /// Whether the source file on this machine is the one that was compiled.
    #[must_use]
    pub fn source_state(&self, file: &SourceFile) -> SourceState {
        self.sources.state(file)
    }

    /// The file that has the debug information, where that is not the program's own.
    #[must_use]
    pub fn debug_file(&self) -> Option<&Path> {
        self.debug_file.as_deref()
    }

    /// How many functions have code, and the Wasm offsets from the first one to the end of the last one.
    #[must_use]
    pub fn functions(&self) -> (usize, Range<u32>) {
        (self.code.functions(), self.code.range())
    }

    /// Whether any DWARF was found.
    #[must_use]
    pub fn has_debug_info(&self) -> bool {
        self.info.is_some()
    }

    /// The source files of all units (reads every line-table header).
    #[must_use]
    pub fn source_files(&self) -> Vec<Arc<SourceFile>> {
        self.info.as_ref().map_or_else(Vec::new, DebugInfo::source_files)
    }

    /// The source file that a path means, or the end of one, as for [`ModuleSymbols::file_lines`].
    #[must_use]
    pub fn file_like(&self, path: &str) -> Option<Arc<SourceFile>> {
        self.info.as_ref()?.file_like(path)
    }

    /// The text of a source file, by its recorded path, where the debug information has it (DWARF 5 with
    /// `-gembed-source`); of its beginning where it is very long.
    #[must_use]
    pub fn embedded_source(&self, recorded: &str) -> Option<String> {
        self.info.as_ref()?.embedded_source(recorded)
    }

    /// Whether any source file of any unit is a wanted one; a file is asked about once for each unit
    /// (reads line-table headers until one is).
    #[must_use]
    pub fn any_source_file(&self, is_wanted: impl FnMut(&SourceFile) -> bool) -> bool {
        self.info.as_ref().is_some_and(|info| info.any_source_file(is_wanted))
    }

    /// The lines of the file that `path` names, to bind breakpoints: a local path (compared after the source map,
    /// then by its longest common suffix of whole path parts). `None` where no unit has the file.
    #[must_use]
    pub fn file_lines(&self, path: &str) -> Option<FileLines<'_>> {
        self.info.as_ref()?.file_lines(path)
    }

    /// [`FileLines::bind`] of one line. `None` where no unit has the file or no code at or after the line.
    #[must_use]
    pub fn bind_line(&self, path: &str, line: u32, column: Option<u32>) -> Option<Bound> {
        self.file_lines(path)?.bind(line, column)
    }

    /// The line-table row that covers a Wasm offset.
    #[must_use]
    pub fn line_at(&self, offset: u32) -> Option<LineRow> {
        self.info.as_ref()?.line_at(offset)
    }

    /// All rows of the line table inside the (physical) function that covers `offset`, sorted.
    #[must_use]
    pub fn lines_of_function(&self, offset: u32) -> Arc<[LineRow]> {
        self.info.as_ref().map_or_else(|| [].into(), |info| info.lines_of_function(offset))
    }

    /// The source-level frames at a Wasm offset, innermost (inlined) first; the last one is the
    /// physical function. Empty where no debug information covers it.
    #[must_use]
    pub fn frames_at(&self, offset: u32) -> Vec<SourceFrame> {
        let Some(info) = &self.info else { return Vec::new() };
        let mut frames = info.frames_at(offset);
        // A unit may have no more than its line table, where the rest is in a file that is missing.
        if frames.is_empty()
            && let Some(row) = info.line_at(offset)
            && let Some(function) = self.function_at(offset)
        {
            frames.push(SourceFrame {
                function: function.name,
                location: Some(row.location),
                inlined: false,
                ranges: vec![function.range],
                language: Language::Other,
                scope: u64::MAX,
            });
        }
        frames
    }

    /// The physical function that covers a Wasm offset (DWARF first, then the name section).
    #[must_use]
    pub fn function_at(&self, offset: u32) -> Option<FunctionSymbol> {
        let described = self.info.as_ref().and_then(|info| info.function_at(offset));
        described.or_else(|| self.names.function_at(&self.code, offset))
    }

    /// The type of what the (physical) function gives back whose code covers a Wasm offset; `None` where it gives
    /// nothing or no debug information says.
    #[must_use]
    pub fn return_type_at(&self, offset: u32) -> Option<TypeId> {
        self.info.as_ref()?.return_type_at(offset)
    }

    /// The functions that are meant. Of a name with arguments of generics the instances that have these, where
    /// there are such.
    #[must_use]
    pub fn functions_like(&self, pattern: &FunctionPattern) -> Vec<FunctionSymbol> {
        let described = self.info.as_ref().map(|info| info.functions_like(pattern));
        let mut found = described.unwrap_or_default();
        // Functions without debug information: those that the program's own names add.
        let known: HashSet<u32> = found.iter().map(|function| function.range.end).collect();
        let own = self.names.functions_like(&self.code, pattern).into_iter();
        found.extend(own.filter(|function| !known.contains(&function.range.end)));
        if found.iter().any(|function| pattern.is_instance(&function.name)) {
            found.retain(|function| pattern.is_instance(&function.name));
        }
        found
    }

    /// What the function takes and gives whose code covers a Wasm offset; `None` without debug information.
    #[must_use]
    pub fn signature(&self, offset: u32) -> Option<Signature> {
        self.info.as_ref()?.signature(offset)
    }

    /// Where the code of functions that [`ModuleSymbols::functions_like`] would give begins wherever it
    /// is inlined into others, as Wasm offsets.
    #[must_use]
    pub fn inlined_copies_like(&self, pattern: &FunctionPattern) -> Vec<u32> {
        let copies = self.info.as_ref().map(|info| info.inlined_copies_like(pattern));
        let mut found = copies.unwrap_or_default();
        if found.iter().any(|(_, name)| pattern.is_instance(name)) {
            found.retain(|(_, name)| pattern.is_instance(name));
        }
        let mut starts: Vec<u32> = found.into_iter().map(|(start, _)| start).collect();
        starts.dedup();
        starts
    }

    /// The variables visible at `offset` in `frame`, innermost lexical block first.
    #[must_use]
    pub fn variables(&self, frame: &SourceFrame, offset: u32) -> Vec<BlockVariables> {
        let Some(info) = &self.info else { return Vec::new() };
        let mut blocks = info.variables(frame, offset);
        if info.is_text_at(offset)
            && let Some((position, _)) = self.code.body_at(offset)
        {
            let function = self.code.function_index(position);
            for variable in blocks.iter_mut().flat_map(|block| &mut block.variables) {
                self.name_local(function, &mut variable.name);
            }
        }
        blocks
    }

    /// Gives a local of a program in text form the name that it has there.
    fn name_local(&self, function: u32, name: &mut Arc<str>) {
        let number = name.strip_prefix("local").and_then(|number| number.parse().ok());
        if let Some(named) = number.and_then(|number| self.names.local(function, number)) {
            *name = named.into();
        }
    }

    /// The statics of the unit that covers `offset` (all units for `None`).
    #[must_use]
    pub fn statics(&self, offset: Option<u32>) -> Vec<StaticVariable> {
        let Some(info) = &self.info else { return Vec::new() };
        match offset {
            None => info.statics(None),
            Some(offset) => {
                info.unit_at(offset).map_or_else(Vec::new, |unit| info.statics(Some(unit)))
            }
        }
    }

    /// Where a variable is declared; `None` where that is not recorded.
    #[must_use]
    pub fn declared(&self, variable: &VariableLocation) -> Option<SourceLocation> {
        self.info.as_ref()?.function_names(DieRef::unpack(variable.0)).declared
    }

    /// Where a variable is when the program stands at `offset`.
    #[must_use]
    pub fn locate(
        &self,
        variable: &VariableLocation,
        offset: u32,
        program: &dyn ProgramAccess,
    ) -> Place {
        let Some(info) = &self.info else {
            return Place::Unknown("the module has no debug information".into());
        };
        info.locate(DieRef::unpack(variable.0), offset, program)
    }
}

impl TypeSource for ModuleSymbols {
    fn get(&self, id: TypeId) -> Arc<Type> {
        if let Some(ty) = builtin_type(id) {
            return ty;
        }
        match &self.info {
            Some(info) => info.ty(id),
            None => Arc::new(Type {
                id,
                language: Language::Other,
                name: "<no debug information>".into(),
                size: None,
                kind: TypeKind::Void,
            }),
        }
    }

    fn find(&self, name: &str) -> Option<TypeId> {
        self.info.as_ref()?.find_type(name)
    }

    fn find_by_tail(&self, name: &str) -> Option<TypeId> {
        self.info.as_ref()?.find_type_by_tail(name)
    }

    fn enumerator(&self, name: &str) -> Option<(TypeId, i128)> {
        self.info.as_ref()?.find_enumerator(name)
    }

    fn static_member(&self, class: TypeId, name: &str) -> Option<(TypeId, Place)> {
        self.info.as_ref()?.static_member(DieRef::unpack(class.0), name)
    }

    fn has_wide_addresses(&self) -> bool {
        self.info.as_ref().is_some_and(DebugInfo::has_wide_addresses)
    }

    fn concrete_type_of_vtable(&self, address: u64) -> Option<TypeId> {
        let die = self.info.as_ref()?.concrete_type_of_vtable(address)?;
        Some(TypeId(die.pack()))
    }

    fn class_of_vtable(&self, address: u64) -> Option<TypeId> {
        let die = self.info.as_ref()?.class_of_vtable(address)?;
        Some(TypeId(die.pack()))
    }

    fn function_argument(&self, index: u32, argument: usize) -> Option<TypeId> {
        let body = self.code.body_of_function(index)?;
        self.info.as_ref()?.function_argument(body.start, argument)
    }

    fn function_name(&self, index: u32) -> Option<String> {
        let body = self.code.body_of_function(index);
        let described = body.and_then(|body| self.info.as_ref()?.function_at(body.start));
        described.map(|function| function.name).or_else(|| self.names.readable(index))
    }

    fn static_at(&self, address: u64) -> Option<(String, u64)> {
        self.info.as_ref()?.static_at(address)
    }
}

impl fmt::Debug for ModuleSymbols {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ModuleSymbols")
            .field("bytes", &self.program.bytes.len())
            .field("has_debug_info", &self.has_debug_info())
            .finish_non_exhaustive()
    }
}
