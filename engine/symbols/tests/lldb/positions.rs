//! Lines, inlined calls, and variables in scope.

use std::collections::HashSet;

use wrtd_symbols::{
    AccessError, Language, ModuleSymbols, Place, ProgramAccess, SourceFrame, SourceLocation,
    Variable, WasmValue,
};

use super::{
    answer::{self, Answer, Frame, Position},
    names::{own_name, plain_path},
    types::TypeComparison,
};

/// A program in LLDB and here.
pub(crate) struct Comparison<'a> {
    symbols: &'a ModuleSymbols,
    answer: &'a Answer,
    /// Wasm offset of address 0.
    code: u32,
    types: TypeComparison<'a>,
    lines: usize,
    inlined: usize,
    variables: usize,
    /// Positions in functions that were merged, in which LLDB has no function.
    merged: usize,
    seen: HashSet<String>,
    differences: Vec<String>,
}

impl<'a> Comparison<'a> {
    pub(crate) fn new(symbols: &'a ModuleSymbols, answer: &'a Answer, code: u32) -> Self {
        Self {
            symbols,
            answer,
            code,
            types: TypeComparison::new(symbols, answer),
            lines: 0,
            inlined: 0,
            variables: 0,
            merged: 0,
            seen: HashSet::new(),
            differences: Vec::new(),
        }
    }

    pub(crate) fn run(&mut self) {
        for position in &self.answer.positions {
            self.position(position);
        }
    }

    pub(crate) fn counts(&self) -> String {
        format!(
            "{} lines, {} inlined calls, {} variables, {} types",
            self.lines,
            self.inlined,
            self.variables,
            self.types.compared()
        )
    }

    /// Fails where so little was compared that the comparison says nothing.
    pub(crate) fn assert_enough(&self) {
        assert!(self.lines > 200, "{}", self.counts());
        assert!(self.variables > 500, "{}", self.counts());
        assert!(self.types.compared() > 20, "{}", self.counts());
        assert!(
            self.merged * 50 < self.lines,
            "{} without function, {}",
            self.merged,
            self.counts()
        );
    }

    pub(crate) fn differences(&self) -> Vec<&str> {
        let own = self.differences.iter().map(String::as_str);
        own.chain(self.types.differences().iter().map(String::as_str)).collect()
    }

    fn differ(&mut self, position: &Position, what: &str) {
        if self.seen.insert(what.to_owned()) {
            self.differences.push(format!("{:#x}: {what}", position.address));
        }
    }

    fn position(&mut self, position: &Position) {
        let offset = position.address + self.code;
        let frames = self.symbols.frames_at(offset);
        if position.frames.is_empty() && !frames.is_empty() {
            return self.without_function(&frames);
        }
        let row = self.symbols.line_at(offset).map(|row| row.location);
        self.lines += usize::from(position.line.is_some());
        if is_other_copy(position.line.as_ref(), row.as_ref()) {
            self.merged += 1;
            return;
        }
        if !is_same(position.line.as_ref(), row.as_ref()) {
            let what = format!("line {:?}, here {}", position.line, shown(row.as_ref()));
            self.differ(position, &what);
        }
        if frames.len() != position.frames.len() {
            let theirs: Vec<_> =
                position.frames.iter().map(|frame| frame.name.as_deref()).collect();
            let ours: Vec<_> = frames.iter().map(|frame| &frame.function).collect();
            let what = format!("frames {theirs:?}, here {ours:?}");
            return self.differ(position, &what);
        }
        let mut place = position.line.as_ref();
        for (theirs, ours) in position.frames.iter().zip(&frames) {
            self.frame(position, theirs, ours, place);
            place = theirs.site.as_ref();
        }
    }

    /// LLDB knows no function here. Where no debug information describes one, the program's own names do, which here make
    /// a frame. Otherwise it is one that linkers merge: where several units have a copy of it, LLDB may ask one of those
    /// whose copy was dropped, whose lines it then takes as well.
    fn without_function(&mut self, frames: &[SourceFrame]) {
        const NOT_DESCRIBED: u64 = u64::MAX;
        let is_named = frames.iter().all(|frame| frame.scope == NOT_DESCRIBED);
        self.merged += usize::from(!is_named);
    }

    fn frame(
        &mut self,
        position: &Position,
        theirs: &Frame,
        ours: &SourceFrame,
        place: Option<&answer::Place>,
    ) {
        self.inlined += usize::from(ours.inlined);
        let name = theirs.name.as_deref().unwrap_or_default();
        if own_name(name, ours.language) != own_name(&ours.function, ours.language)
            && !self.is_linkage_name(name, position)
            && !is_inherited_constructor(name, &ours.function)
        {
            let what = format!("function {name}, here {}", ours.function);
            self.differ(position, &what);
        }
        if !is_same(place, ours.location.as_ref()) {
            let what = format!("in {name} at {place:?}, here {}", shown(ours.location.as_ref()));
            self.differ(position, &what);
        }
        let offset = position.address + self.code;
        let blocks = self.symbols.variables(ours, offset);
        let ours: Vec<&Variable> = blocks.iter().flat_map(|block| &block.variables).collect();
        // What has no name a programmer cannot ask for: parameters that a function does not use.
        let mut wanted = theirs.variables.iter().filter(|(name, _)| !name.is_empty()).peekable();
        let mut fits = true;
        for variable in &ours {
            if let Some((_, ty)) = wanted.next_if(|(name, _)| **name == *variable.name) {
                self.variables += 1;
                self.types.compare(*ty, variable.ty);
            } else {
                fits &= self.is_dropped(variable, offset);
            }
        }
        if !fits || wanted.next().is_some() {
            let ours: Vec<_> = ours.iter().map(|variable| &*variable.name).collect();
            let theirs: Vec<_> = theirs.variables.iter().map(|(name, _)| name).collect();
            self.differ(position, &format!("variables of {name} are {theirs:?}, here {ours:?}"));
        }
    }

    /// Whether the compiler has left a variable out of this copy of its function: LLDB does not list all of those.
    fn is_dropped(&self, variable: &Variable, offset: u32) -> bool {
        self.symbols.locate(&variable.location, offset, &Nothing) == Place::OptimizedOut
    }

    /// LLDB prefers linkage names: clang calls `main` `__main_argc_argv` there.
    fn is_linkage_name(&self, name: &str, position: &Position) -> bool {
        let function = self.symbols.function_at(position.address + self.code);
        function.is_some_and(|function| function.linkage_name.as_deref() == Some(name))
    }
}

/// Whether both mean the same line of a header, which two units have found in different folders: of a function that the
/// linker merged either has a copy, and one is asked here, the other one by LLDB.
fn is_other_copy(theirs: Option<&answer::Place>, ours: Option<&SourceLocation>) -> bool {
    theirs.zip(ours).is_some_and(|(answer::Place(path, line, column), ours)| {
        let name = |path: &str| path.rsplit('/').next().map(str::to_owned);
        plain_path(path) != plain_path(&ours.file.recorded)
            && name(path) == name(&ours.file.recorded)
            && (*line, *column) == (ours.line, ours.column)
    })
}

/// A constructor that a class inherits has that class's name in LLDB, and the name of the base class here.
fn is_inherited_constructor(theirs: &str, ours: &str) -> bool {
    let class = |name: &str| {
        let own = own_name(name, Language::Cpp);
        let (path, _) = name.rsplit_once(&format!("::{own}"))?;
        Some((own_name(path, Language::Cpp), own))
    };
    let (theirs, ours) = (class(theirs), class(ours));
    theirs.zip(ours).is_some_and(|(theirs, ours)| theirs.0 == theirs.1 && theirs.0 == ours.0)
}

/// Whether both mean the same place. Code of no line has line 0 in either; LLDB has an entry or none for it.
fn is_same(theirs: Option<&answer::Place>, ours: Option<&SourceLocation>) -> bool {
    let theirs = theirs.filter(|answer::Place(_, line, _)| *line != 0);
    match (theirs, ours.filter(|ours| ours.line != 0)) {
        (None, None) => true,
        (Some(answer::Place(path, line, column)), Some(ours)) => {
            plain_path(path) == plain_path(&ours.file.recorded)
                && (*line, *column) == (ours.line, ours.column)
        }
        _ => false,
    }
}

fn shown(place: Option<&SourceLocation>) -> String {
    place.map_or_else(
        || "none".to_owned(),
        |place| format!("{}:{}:{}", place.file.recorded, place.line, place.column),
    )
}

/// No program runs.
struct Nothing;

impl ProgramAccess for Nothing {
    fn read_memory(&self, address: u64, buffer: &mut [u8]) -> Result<(), AccessError> {
        Err(AccessError::OutOfBounds { address, length: buffer.len() as u64, size: 0 })
    }

    fn memory_size(&self) -> u64 {
        0
    }

    fn wasm_local(&self, _: u32) -> Option<WasmValue> {
        None
    }

    fn wasm_global(&self, _: u32) -> Option<WasmValue> {
        None
    }

    fn wasm_operand(&self, _: u32) -> Option<WasmValue> {
        None
    }

    fn table_function(&self, _: u32) -> Option<u32> {
        None
    }
}
