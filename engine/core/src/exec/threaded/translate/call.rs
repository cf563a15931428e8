//! Calls, and the instructions that the in-place tier executes.

use wasmparser::Operator;

use super::super::code::Handler;
use super::super::handlers::{Call, CallIndirect, Escape, Exit, ReturnCall, ReturnCallIndirect};
use super::super::regs::Kind;
use super::operand::Place;
use super::{Translator, Unsupported, kinds};

impl Translator<'_> {
    /// Translates a call, or an instruction that is executed in place.
    ///
    /// # Errors
    /// [`Unsupported`] for any other instruction.
    pub(super) fn call(&mut self, op: &Operator<'_>) -> Result<(), Unsupported> {
        match *op {
            Operator::Call { function_index } => self.direct_call(function_index),
            Operator::CallIndirect { type_index, table_index } => {
                self.indirect_call(type_index, table_index)
            }
            Operator::ReturnCall { function_index } => self.return_call(function_index),
            Operator::ReturnCallIndirect { type_index, table_index } => {
                self.return_call_indirect(type_index, table_index)
            }
            Operator::Throw { .. } | Operator::ThrowRef => {
                self.exit();
                Ok(())
            }
            Operator::MemorySize { mem } => self.escape(0, Some(self.page_count(mem)?)),
            Operator::MemoryGrow { mem } => self.escape(1, Some(self.page_count(mem)?)),
            Operator::MemoryFill { .. }
            | Operator::MemoryCopy { .. }
            | Operator::MemoryInit { .. }
            | Operator::TableInit { .. }
            | Operator::TableCopy { .. }
            | Operator::TableFill { .. } => self.escape(3, None),
            Operator::DataDrop { .. } | Operator::ElemDrop { .. } => self.escape(0, None),
            Operator::TableGet { .. } => self.escape(1, Some(Kind::I64)),
            Operator::TableSet { .. } => self.escape(2, None),
            Operator::TableGrow { table } => self.escape(2, Some(self.element_count(table)?)),
            Operator::TableSize { table } => self.escape(0, Some(self.element_count(table)?)),
            _ => Err(Unsupported),
        }
    }

    fn direct_call(&mut self, index: u32) -> Result<(), Unsupported> {
        let ty = self.module.func_type(index).ok_or(Unsupported)?;
        let (params, results) = (ty.params.len(), kinds(&ty.results));
        let func = self.instance.funcs[index as usize].0;
        self.flush();
        if self.site.store.funcs[func as usize].instance == self.instance_number {
            let arguments = self.slot(self.stack.len() - params);
            let fields = u64::from(arguments) | u64::from(self.pc) << 32;
            self.observe();
            self.emit(Handler::of::<Call>(), fields, &[func.into(), 0]);
        } else {
            self.in_place(Handler::of::<Escape>());
        }
        self.push_results(params, &results);
        Ok(())
    }

    fn indirect_call(&mut self, ty: u32, table: u32) -> Result<(), Unsupported> {
        let callee = self.callee_by_table(ty, table);
        let ty = self.module.types.get(ty as usize).ok_or(Unsupported)?;
        let (params, results) = (ty.params.len(), kinds(&ty.results));
        self.emit_indirect(Handler::of::<CallIndirect>(), params, callee);
        self.push_results(params, &results);
        Ok(())
    }

    /// A call in tail position; no instruction follows it.
    fn return_call(&mut self, index: u32) -> Result<(), Unsupported> {
        let params = kinds(&self.module.func_type(index).ok_or(Unsupported)?.params);
        let func = self.instance.funcs[index as usize].0;
        if self.site.store.funcs[func as usize].instance != self.instance_number {
            self.exit();
            return Ok(());
        }
        self.flush();
        let handler = match (params.contains(&Kind::V128), self.site.instrumentation.counting) {
            (false, false) => Handler::of::<ReturnCall<false, false>>(),
            (false, true) => Handler::of::<ReturnCall<false, true>>(),
            (true, false) => Handler::of::<ReturnCall<true, false>>(),
            (true, true) => Handler::of::<ReturnCall<true, true>>(),
        };
        let arguments = self.slot(self.stack.len() - params.len());
        let fields = u64::from(arguments) | u64::from(self.pc) << 32;
        let place = self.place();
        self.observe();
        self.emit(handler, fields, &[func.into(), place]);
        self.reachable = false;
        Ok(())
    }

    /// An indirect call in tail position.
    fn return_call_indirect(&mut self, ty: u32, table: u32) -> Result<(), Unsupported> {
        let callee = self.callee_by_table(ty, table);
        let params = kinds(&self.module.types.get(ty as usize).ok_or(Unsupported)?.params);
        let handler = match (params.contains(&Kind::V128), self.site.instrumentation.counting) {
            (false, false) => Handler::of::<ReturnCallIndirect<false, false>>(),
            (false, true) => Handler::of::<ReturnCallIndirect<false, true>>(),
            (true, false) => Handler::of::<ReturnCallIndirect<true, false>>(),
            (true, true) => Handler::of::<ReturnCallIndirect<true, true>>(),
        };
        self.emit_indirect(handler, params.len(), callee);
        self.reachable = false;
        Ok(())
    }

    /// The store's numbers of a type and, above it, of a table.
    fn callee_by_table(&self, ty: u32, table: u32) -> u64 {
        let (ty, table) = (self.instance.types[ty as usize], self.instance.tables[table as usize]);
        u64::from(ty) | u64::from(table) << 32
    }

    /// Emits a call by an index, the topmost operand, which is taken off; the arguments below it stay.
    fn emit_indirect(&mut self, handler: Handler, params: usize, callee: u64) {
        self.flush();
        let place = self.place();
        let (index, _) = self.pop();
        let arguments = self.slot(self.stack.len() - params);
        let fields =
            u64::from(arguments) | u64::from(self.slot(index)) << 16 | u64::from(self.pc) << 32;
        self.observe();
        self.emit(handler, fields, &[callee, place]);
    }

    /// The number of the frame's slots in use, all operands being in theirs; above it the index of the first
    /// branch in the side table.
    fn place(&self) -> u64 {
        (self.locals.len() + self.stack.len()) as u64 | u64::from(self.entry) << 32
    }

    /// Takes the arguments of a call off and pushes what it returns.
    pub(super) fn push_results(&mut self, params: usize, results: &[Kind]) {
        self.stack.truncate(self.stack.len() - params);
        let place = match results {
            [Kind::V128] => Place::Slot,
            [_] => Place::Returned,
            _ => Place::Slot,
        };
        for &kind in results {
            self.push(kind, place);
        }
        self.cut();
        if let Some(observer) = &mut self.observer {
            observer.returned(self.code.len() as u32, &self.window);
        }
    }

    /// Leaves for good: nothing follows the present instruction, which is executed in place.
    pub(super) fn exit(&mut self) {
        self.flush();
        self.in_place(Handler::of::<Exit>());
        self.reachable = false;
    }

    /// Emits an instruction that gives the frame to the in-place tier, with all operands in their slots.
    pub(super) fn in_place(&mut self, handler: Handler) {
        self.observe();
        let place = self.place();
        self.emit(handler, u64::from(self.pc) << 32, &[place]);
    }

    /// Lets the in-place tier execute an instruction that takes `operands` and gives a result of kind
    /// `result`.
    pub(super) fn escape(
        &mut self,
        operands: usize,
        result: Option<Kind>,
    ) -> Result<(), Unsupported> {
        self.flush();
        self.in_place(Handler::of::<Escape>());
        self.stack.truncate(self.stack.len() - operands);
        if let Some(kind) = result {
            let place = if kind == Kind::V128 { Place::Slot } else { Place::Returned };
            self.push(kind, place);
        }
        self.cut();
        Ok(())
    }
}
