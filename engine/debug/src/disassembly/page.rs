//! A page of the instructions of a module, which may be scrolled from one function into the next.
//!
//! The instructions of all functions, in the order of the file, are one sequence; what stands between functions
//! is none of them. What is said of an instruction depends on nothing but its place, so that it is the same
//! whichever page it is on. A page decodes the functions that it shows; those that lie between it and the
//! place that it was asked from are counted once in the life of the module's outline.

use std::sync::Arc;

use wasmparser::Operator;
use wrtd_symbols::{FunctionPattern, LineRow, SourceFile};

use super::{
    ModuleCode,
    instructions::{Instruction, Instructions},
    listing::DEEPEST,
    operator::Printer,
};
use crate::{
    CodeRef, DebugSession, InstructionView, SessionError, SourceRef,
    program::Program,
    target::{CodeAddress, ModuleId},
};

/// Most instructions of one page: some hundred screens.
const MOST: usize = 10_000;

impl DebugSession {
    /// Exactly `count` instructions, beginning `skip` instructions behind the one that covers `at` (before it where
    /// that is negative). Before the first and behind the last instruction of the module stand ones that are
    /// not valid.
    ///
    /// # Errors
    /// [`SessionError::Expression`] for a place outside of the program, or more than 10,000 instructions;
    /// [`SessionError::NoDebugging`], [`SessionError::Cancelled`].
    pub fn instructions(
        &self,
        at: CodeRef,
        skip: i64,
        count: usize,
    ) -> Result<Vec<InstructionView>, SessionError> {
        self.may_look()?;
        if count > MOST {
            return Err(SessionError::Expression(format!(
                "{count} instructions are more than the {MOST} of one page; ask for less"
            )));
        }
        let address = at.address(self.program.module_count()).ok_or_else(|| {
            SessionError::Expression(format!("the program has no module for the place {at}"))
        })?;
        let pages = Pages::new(&self.program, address.module);
        let page = pages.page(address.offset, skip, count, || self.check_cancelled());
        self.program.flush_warnings();
        page
    }
}

impl DebugSession {
    /// The first instruction of the function that covers a place, and how many it has; `None` where none does.
    #[must_use]
    pub fn function_extent(&self, at: CodeRef) -> Option<(CodeRef, usize)> {
        let address = at.address(self.program.module_count())?;
        let pages = Pages::new(&self.program, address.module);
        let function = pages.code.function_at(address.offset)?;
        let first = Instructions::new(pages.wasm, &pages.code, function).next()?;
        let count = pages.code.instruction_count(pages.wasm, function);
        Some((pages.reference(first.offset), count as usize))
    }

    /// The first instruction of a function of that name, as breakpoints find it; `None` without one.
    #[must_use]
    pub fn function_code(&self, name: &str) -> Option<CodeRef> {
        let pattern = FunctionPattern::name(name);
        let offset = |id| {
            self.program.symbols(id).functions_like(&pattern).first().map(|found| found.range.start)
        };
        let address =
            self.program.ids().find_map(|id| Some(CodeAddress { module: id, offset: offset(id)? }));
        let code = CodeRef::new(address?, self.program.module_count());
        self.function_extent(code).map(|(first, _)| first)
    }

    /// The first instruction of the function that the instruction at a place names, as a call does; `None` where it names
    /// none, or one that the module imports.
    #[must_use]
    pub fn function_named_at(&self, at: CodeRef) -> Option<CodeRef> {
        let address = at.address(self.program.module_count())?;
        let pages = Pages::new(&self.program, address.module);
        let function = pages.code.function_at(address.offset)?;
        let (_, operator) =
            super::instruction_at(pages.wasm, &pages.code, function, address.offset)?;
        let (Operator::Call { function_index }
        | Operator::ReturnCall { function_index }
        | Operator::RefFunc { function_index }) = operator
        else {
            return None;
        };
        let first = Instructions::new(pages.wasm, &pages.code, function_index).next()?;
        Some(pages.reference(first.offset))
    }
}

/// Whether an instruction begins at the address.
pub(crate) fn is_instruction(program: &Program, address: CodeAddress) -> bool {
    let code = program.code(address.module);
    let wasm = &program.module(address.module).bytes;
    code.function_at(address.offset).is_some_and(|function| {
        Instructions::new(wasm, &code, function)
            .map(|instruction| instruction.offset)
            .take_while(|&offset| offset <= address.offset)
            .any(|offset| offset == address.offset)
    })
}

/// Where a page begins: an instruction by its function, or so many places before the first one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Beginning {
    before: u64,
    function: u32,
    index: u64,
}

struct Pages<'a> {
    program: &'a Program,
    module: ModuleId,
    wasm: &'a [u8],
    code: Arc<ModuleCode>,
}

impl<'a> Pages<'a> {
    fn new(program: &'a Program, module: ModuleId) -> Self {
        let wasm = &program.module(module).bytes;
        Self { program, module, wasm, code: program.code(module) }
    }

    /// A page; `go_on` says, function by function, whether somebody still wants it.
    fn page(
        &self,
        offset: u32,
        skip: i64,
        count: usize,
        go_on: impl Fn() -> Result<(), SessionError>,
    ) -> Result<Vec<InstructionView>, SessionError> {
        let beginning = self.moved(self.beginning(offset), skip, &go_on)?;
        let mut page = Vec::with_capacity(count);
        let first = self.first_offset();
        let before = beginning.before.min(count as u64);
        page.extend((0..before).map(|index| {
            let distance = beginning.before - index;
            self.filler(u64::from(first).saturating_sub(distance))
        }));
        let mut index = beginning.index;
        for function in beginning.function..self.code.functions().end {
            if page.len() == count {
                break;
            }
            go_on()?;
            self.write(function, index, count, &mut page);
            index = 0;
        }
        let last = self.code.functions().last().and_then(|last| self.code.body(last));
        // Of a page that begins behind the last instruction, each place is the same wherever that is.
        let behind = last.map_or(0, |body| u64::from(body.end)).saturating_add(index);
        let missing = (count - page.len()) as u64;
        page.extend((behind..behind.saturating_add(missing)).map(|place| self.filler(place)));
        Ok(page)
    }

    /// The instruction that covers an offset, or the next one.
    fn beginning(&self, offset: u32) -> Beginning {
        let function = self.code.function_from(offset);
        let at_or_before =
            Instructions::new(self.wasm, &self.code, function).take_while(|it| it.offset <= offset);
        let index = (at_or_before.count() as u64).saturating_sub(1);
        Beginning { before: 0, function, index }
    }

    /// The beginning so many instructions further on, or back. Behind the last function an index is as good as in
    /// one.
    fn moved(
        &self,
        from: Beginning,
        skip: i64,
        go_on: impl Fn() -> Result<(), SessionError>,
    ) -> Result<Beginning, SessionError> {
        let functions = self.code.functions();
        let count = |function| {
            go_on()?;
            Ok::<_, SessionError>(u64::from(self.code.instruction_count(self.wasm, function)))
        };
        let mut at = from;
        if skip >= 0 {
            at.index = at.index.saturating_add(skip.unsigned_abs());
            while at.function < functions.end {
                let own = count(at.function)?;
                if at.index < own {
                    break;
                }
                at.index -= own;
                at.function += 1;
            }
            return Ok(at);
        }
        let mut back = skip.unsigned_abs();
        while back > at.index {
            if at.function <= functions.start {
                let before = back - at.index;
                return Ok(Beginning { before, function: functions.start, index: 0 });
            }
            back -= at.index;
            at.function -= 1;
            at.index = count(at.function)?;
        }
        at.index -= back;
        Ok(at)
    }

    fn first_offset(&self) -> u32 {
        let first = self.code.functions().next();
        let instructions =
            first.and_then(|function| Instructions::new(self.wasm, &self.code, function).next());
        instructions.map_or(0, |instruction| instruction.offset)
    }

    /// Adds the instructions of a function from `index` on, until the page has `count`.
    fn write(&self, function: u32, index: u64, count: usize, page: &mut Vec<InstructionView>) {
        let name = self.program.function_name(self.module, function);
        let printer = Printer { code: &self.code, function };
        let instructions = Instructions::new(self.wasm, &self.code, function);
        let mut lines: Option<Lines> = None;
        let index = usize::try_from(index).unwrap_or(usize::MAX);
        for instruction in instructions.skip(index).take(count - page.len()) {
            let lines = lines
                .get_or_insert_with(|| Lines::new(self.program, self.module, instruction.offset));
            let place = lines.at(self.program, self.module, instruction.offset);
            page.push(self.view(&instruction, &printer, &name, place));
        }
    }

    fn view(
        &self,
        instruction: &Instruction<'_>,
        printer: &Printer<'_>,
        function: &str,
        place: Option<(SourceRef, u32, u32)>,
    ) -> InstructionView {
        let bytes = self.wasm.get(instruction.offset as usize..instruction.end as usize);
        let indent = 2 * (instruction.depth.clamp(1, DEEPEST) - 1);
        let text = format!("{:indent$}{}", "", printer.print(&instruction.operator));
        let (source, line, column) = match place {
            Some((source, line, column)) => (Some(source), line, column),
            None => (None, 0, 0),
        };
        InstructionView {
            code: self.reference(instruction.offset),
            valid: true,
            bytes: bytes.unwrap_or_default().to_vec(),
            text,
            function: Some(function.to_owned()),
            source,
            line,
            column,
        }
    }

    /// What stands where there is no instruction; `place` is an offset as if each took one byte.
    fn filler(&self, place: u64) -> InstructionView {
        InstructionView {
            code: self.reference(u32::try_from(place).unwrap_or(u32::MAX)),
            valid: false,
            bytes: Vec::new(),
            text: "(no instruction)".to_owned(),
            function: None,
            source: None,
            line: 0,
            column: 0,
        }
    }

    fn reference(&self, offset: u32) -> CodeRef {
        let address = CodeAddress { module: self.module, offset };
        CodeRef::new(address, self.program.module_count())
    }
}

/// The rows of the function that is written, and the source that was named last.
struct Lines {
    rows: Arc<[LineRow]>,
    last: Option<(Arc<SourceFile>, SourceRef)>,
}

impl Lines {
    fn new(program: &Program, module: ModuleId, offset: u32) -> Self {
        Self { rows: program.symbols(module).lines_of_function(offset), last: None }
    }

    /// Source, line and column of the instruction at an offset.
    fn at(
        &mut self,
        program: &Program,
        module: ModuleId,
        offset: u32,
    ) -> Option<(SourceRef, u32, u32)> {
        let next = self.rows.partition_point(|row| row.range.start <= offset);
        let row = self.rows[..next].last().filter(|row| row.range.contains(&offset))?;
        let location = &row.location;
        if location.line == 0 {
            return None;
        }
        let source = match &self.last {
            Some((file, source)) if *file == location.file => source.clone(),
            _ => {
                let source = program.source_ref(&location.file, module);
                self.last = Some((Arc::clone(&location.file), source.clone()));
                source
            }
        };
        Some((source, location.line, location.column))
    }
}
