//! The side table of a function: where each of its branches goes.
//!
//! Wasm code names a branch's target by nesting depth. The table gives, for each branch in code
//! order, the target's Wasm offset and what happens to the operand stack, so that code runs in place.
//!
//! Invariant: for validated code, every branch leads to the start of an instruction of the same
//! function and to a place within its table or its end, and every `height + arity` is at most
//! `locals + max_operands`.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

use crate::handlers::{Handlers, HandlersExtent};

/// One branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Branch {
    /// Bytes from the branching instruction to the one to go on at.
    pub(crate) code: i32,
    /// Entries from this one to the first at or after the target.
    pub(crate) entries: i32,
    /// Slot, counted from the frame's first local, where the carried operands go.
    pub(crate) height: u32,
    /// Number of operands that the branch carries.
    pub(crate) arity: u32,
}

/// All that a call of a guest function needs to know about it.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// Wasm offsets of its instructions; the last byte is the final `end`.
    pub(crate) code: Range<u32>,
    /// Slots of parameters.
    pub(crate) params: u32,
    /// Slots of parameters, declared locals, and exceptions that a `rethrow` may throw.
    pub(crate) locals: u32,
    /// Slots of those exceptions, the last ones.
    pub(crate) kept: u32,
    /// Slots of results.
    pub(crate) results: u32,
    /// Most operands at any time.
    pub(crate) max_operands: u32,
    /// Parameters, locals, operands or results are vectors: its frames have high halves.
    pub(crate) vectors: bool,
    /// Results are.
    pub(crate) vector_results: bool,
    /// The branches in code order.
    pub(crate) branches: Box<[Branch]>,
    /// Where exceptions are caught.
    pub(crate) handlers: Option<Box<Handlers>>,
}

/// A function's side table, and its instructions that are executed under other opcodes.
#[derive(Debug)]
pub(crate) struct Built {
    pub(crate) prepared: Prepared,
    /// Wasm offset and opcode of each: those that would move the low half of a vector only, blocks whose
    /// type would not be passed over, and those on other memories and tables than most programs have.
    pub(crate) rewritten: Vec<(u32, u8)>,
}

/// How much of everything a side table has, which is all that its size depends on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct TableExtent {
    pub(crate) branches: u64,
    pub(crate) handlers: HandlersExtent,
}

impl TableExtent {
    /// Bytes of such a side table.
    pub(crate) fn size(&self) -> u64 {
        size_of::<Prepared>() as u64
            + self.branches * size_of::<Branch>() as u64
            + self.handlers.size()
    }
}

impl Prepared {
    /// How much the function's side table has of everything.
    pub(crate) fn extent(&self) -> TableExtent {
        let handlers = self.handlers.as_ref().map(|handlers| handlers.extent());
        TableExtent { branches: self.branches.len() as u64, handlers: handlers.unwrap_or_default() }
    }

    /// Bytes that the function's side table takes.
    pub(crate) fn size(&self) -> u64 {
        self.extent().size()
    }
}

pub(crate) use build::entry_at;

mod build {
    use alloc::vec::Vec;

    use wasmparser::{BlockType, Catch, Operator, TryTable};

    use super::{Branch, Built, Prepared};
    use crate::exec::general_opcode::{GENERAL, is_general};
    use crate::exec::{block_opcode, vector_opcode};
    use crate::handlers::Clause;
    use crate::handlers::build::{Attempt, Protection};
    use crate::module::Module;
    use crate::validate::Walk;
    use crate::value::{FuncType, ValType};

    /// A block that is open at the current instruction.
    struct Block {
        /// Slot of its first operand.
        height: u32,
        params: Operands,
        results: Operands,
        /// Of a loop: its own Wasm offset and the first branch in it.
        head: Option<(u32, u32)>,
        /// Of an `if` whose `else` has not come: its branch over the first arm.
        over: Option<usize>,
        /// Branches to its end, and clauses that go there.
        to_end: Vec<usize>,
        clauses_to_end: Vec<usize>,
        /// Wasm offset of its instruction; 0 of the function itself.
        open: u32,
        /// Of a `try` or `try_table`.
        attempt: Option<Attempt>,
        /// Number of those around it.
        attempts_around: u32,
    }

    /// Operands that a block takes or gives.
    #[derive(Clone, Copy)]
    struct Operands {
        count: u32,
        /// A vector is among them.
        vectors: bool,
    }

    impl Operands {
        fn of(types: &[ValType]) -> Self {
            Self { count: types.len() as u32, vectors: types.contains(&ValType::V128) }
        }
    }

    /// A branch by absolute positions.
    struct Target {
        /// Wasm offset of the branching instruction.
        from: u32,
        /// Wasm offset to go on at.
        pc: u32,
        /// Index of the first entry at or after `pc`.
        entry: u32,
        height: u32,
        arity: u32,
    }

    struct Builder<'a> {
        module: &'a Module,
        /// Types of parameters and declared locals, and how many they are.
        types: Vec<ValType>,
        locals: u32,
        blocks: Vec<Block>,
        branches: Vec<Target>,
        protection: Protection,
        /// Wasm offset of the present instruction.
        pc: u32,
        /// A vector was met.
        vectors: bool,
        rewritten: Vec<(u32, u8)>,
    }

    impl Prepared {
        /// Makes the side table of `func`; `None` for an import.
        pub(crate) fn build(module: &Module, func: u32) -> Option<Built> {
            let code = module.code_range(func)?;
            let ty = module.func_type(func)?;
            let (params, results) = (ty.params.len() as u32, Operands::of(&ty.results));
            let (mut builder, max_operands) = Builder::of(module, func)?;
            let locals = builder.locals;
            // Exceptions that are kept lie between the locals and the operands.
            let (kept, handlers) = builder.protection.finish();
            let branches = builder.branches.iter_mut().enumerate();
            let branches = branches.map(|(index, target)| {
                target.height += kept;
                relative((index, target))
            });
            let branches = branches.collect();
            let prepared = Self {
                code,
                params,
                locals: locals + kept,
                kept,
                results: results.count,
                max_operands,
                vectors: builder.vectors,
                vector_results: results.vectors,
                branches,
                handlers,
            };
            Some(Built { prepared, rewritten: builder.rewritten })
        }
    }

    /// Index of the first branch of `func` at or after the Wasm offset `pc`; `None` for an import.
    pub(crate) fn entry_at(module: &Module, func: u32, pc: u32) -> Option<u32> {
        let (builder, _) = Builder::of(module, func)?;
        Some(builder.branches.partition_point(|branch| branch.from < pc) as u32)
    }

    impl<'a> Builder<'a> {
        /// Goes through a function; the most operands that it has at any time are given as well.
        fn of(module: &'a Module, func: u32) -> Option<(Self, u32)> {
            let ty = module.func_type(func)?;
            let types = module.local_types(func)?;
            let locals = types.len() as u32;
            let results = Operands::of(&ty.results);
            let mut builder = Builder {
                module,
                vectors: results.vectors || types.contains(&ValType::V128),
                types,
                locals,
                blocks: Vec::new(),
                branches: Vec::new(),
                protection: Protection::default(),
                pc: 0,
                rewritten: Vec::new(),
            };
            builder.open(locals, Operands::of(&[]), results, None);
            let mut walk = Walk::new(module, func)?;
            let mut max_operands = 0;
            while let Some((pc, op)) = walk.step() {
                builder.pc = pc;
                if is_general(module, pc) {
                    builder.rewritten.push((pc, GENERAL));
                }
                builder.op(&walk, &op);
                max_operands = max_operands.max(walk.height());
            }
            Some((builder, max_operands))
        }

        /// Takes note of an instruction that the walk has just made.
        ///
        /// Every vector comes from a local, a global, a call or an instruction with the prefix, so one
        /// of these was met before anything else moves it.
        fn op(&mut self, walk: &Walk<'_>, op: &Operator<'_>) {
            match op {
                Operator::Block { blockty } => {
                    self.rewrite_block(*blockty, block_opcode::BLOCK);
                    let (params, results) = self.arity(*blockty);
                    self.open(self.locals + walk.block_height(), params, results, None);
                }
                Operator::Loop { blockty } => {
                    self.rewrite_block(*blockty, block_opcode::LOOP);
                    let (params, results) = self.arity(*blockty);
                    // A branch to a loop executes the `loop` instruction again, as in the
                    // specification's reduction rules; it is where interrupts are polled.
                    let head = Some((self.pc, self.next_entry()));
                    self.open(self.locals + walk.block_height(), params, results, head);
                }
                Operator::If { blockty } => {
                    self.rewrite_block(*blockty, block_opcode::IF);
                    let (params, results) = self.arity(*blockty);
                    let over = self.jump();
                    self.open(self.locals + walk.block_height(), params, results, None);
                    if let Some(block) = self.blocks.last_mut() {
                        block.over = Some(over);
                    }
                }
                Operator::Else => self.else_arm(walk.pc()),
                Operator::End => self.close(walk.pc(), None),
                Operator::Try { blockty } => {
                    self.rewrite_block(*blockty, block_opcode::TRY);
                    let (params, results) = self.arity(*blockty);
                    self.open(self.locals + walk.block_height(), params, results, None);
                    self.protect(Attempt::new(walk.pc()));
                }
                Operator::TryTable { try_table } => self.try_table(walk, try_table),
                Operator::Catch { tag_index } => self.catch(walk, Some(*tag_index)),
                Operator::CatchAll => self.catch(walk, None),
                Operator::Delegate { relative_depth } => {
                    self.close(walk.pc(), Some(*relative_depth));
                }
                Operator::Rethrow { relative_depth } => self.rethrow(*relative_depth),
                Operator::Br { relative_depth } => {
                    self.branch_to(*relative_depth);
                    self.rewrite_branch(*relative_depth, vector_opcode::BR);
                }
                Operator::BrIf { relative_depth } => {
                    self.branch_to(*relative_depth);
                    self.rewrite_branch(*relative_depth, vector_opcode::BR_IF);
                }
                Operator::BrOnNull { relative_depth } => {
                    self.branch_to(*relative_depth);
                    self.rewrite_branch(*relative_depth, vector_opcode::BR_ON_NULL);
                }
                Operator::BrOnNonNull { relative_depth } => {
                    self.branch_to(*relative_depth);
                    self.rewrite_branch(*relative_depth, vector_opcode::BR_ON_NON_NULL);
                }
                Operator::BrTable { targets } => {
                    for depth in targets.targets().flatten() {
                        self.branch_to(depth);
                    }
                    self.branch_to(targets.default());
                    self.rewrite_branch(targets.default(), vector_opcode::BR_TABLE);
                }
                Operator::LocalGet { local_index } => {
                    if self.is_vector_local(*local_index) {
                        self.rewrite(vector_opcode::LOCAL_GET);
                    }
                }
                Operator::LocalSet { local_index } => {
                    if self.is_vector_local(*local_index) {
                        self.rewrite(vector_opcode::LOCAL_SET);
                    }
                }
                Operator::LocalTee { local_index } => {
                    if self.is_vector_local(*local_index) {
                        self.rewrite(vector_opcode::LOCAL_TEE);
                    }
                }
                Operator::GlobalGet { global_index } => {
                    if self.is_vector_global(*global_index) {
                        self.rewrite(vector_opcode::GLOBAL_GET);
                    }
                }
                Operator::GlobalSet { global_index } => {
                    if self.is_vector_global(*global_index) {
                        self.rewrite(vector_opcode::GLOBAL_SET);
                    }
                }
                Operator::Select => {
                    if self.vectors && walk.top_is_vector() {
                        self.rewrite(vector_opcode::SELECT);
                    }
                }
                Operator::TypedSelect { ty } => {
                    if *ty == wasmparser::ValType::V128 {
                        self.rewrite(vector_opcode::TYPED_SELECT);
                    }
                }
                Operator::Call { function_index } => {
                    self.vectors |= self.module.func_type(*function_index).is_some_and(has_vectors);
                }
                Operator::CallIndirect { type_index, .. } | Operator::CallRef { type_index } => {
                    let ty = self.module.types.get(*type_index as usize);
                    self.vectors |= ty.is_some_and(has_vectors);
                }
                _ => self.vectors |= self.module.bytes[self.pc as usize] == vector_opcode::PREFIX,
            }
        }

        fn next_entry(&self) -> u32 {
            self.branches.len() as u32
        }

        fn arity(&self, ty: BlockType) -> (Operands, Operands) {
            let none = Operands::of(&[]);
            match ty {
                BlockType::Empty => (none, none),
                BlockType::Type(ty) => (none, Operands::of(&[crate::module::val_type(&ty)])),
                BlockType::FuncType(index) => {
                    self.module.types.get(index as usize).map_or((none, none), |ty| {
                        (Operands::of(&ty.params), Operands::of(&ty.results))
                    })
                }
            }
        }

        /// Rewrites the present instruction, which moves vectors.
        fn rewrite(&mut self, opcode: u8) {
            self.vectors = true;
            self.rewritten.push((self.pc, opcode));
        }

        /// Rewrites the present instruction where its block type is not one LEB128 number.
        fn rewrite_block(&mut self, ty: BlockType, opcode: u8) {
            const REF_NULL: u8 = 0x63;
            const REF: u8 = 0x64;
            let first = self.module.bytes[self.pc as usize + 1];
            if matches!(ty, BlockType::Type(_)) && matches!(first, REF_NULL | REF) {
                self.rewritten.push((self.pc, opcode));
            }
        }

        /// Rewrites the present branch to the block of this depth, where it carries a vector.
        fn rewrite_branch(&mut self, depth: u32, opcode: u8) {
            let place = self.blocks.len().checked_sub(1 + depth as usize);
            let Some(block) = place.and_then(|place| self.blocks.get(place)) else { return };
            let carried = if block.head.is_some() { block.params } else { block.results };
            if carried.vectors {
                self.rewrite(opcode);
            }
        }

        fn is_vector_local(&self, index: u32) -> bool {
            self.types.get(index as usize) == Some(&ValType::V128)
        }

        fn is_vector_global(&self, index: u32) -> bool {
            let global = self.module.globals.get(index as usize);
            global.is_some_and(|ty| ty.content == ValType::V128)
        }

        fn open(
            &mut self,
            height: u32,
            params: Operands,
            results: Operands,
            head: Option<(u32, u32)>,
        ) {
            let outer = self.blocks.last();
            let attempts_around =
                outer.map_or(0, |outer| outer.attempts_around + u32::from(outer.attempt.is_some()));
            self.blocks.push(Block {
                height,
                params,
                results,
                head,
                over: None,
                to_end: Vec::new(),
                clauses_to_end: Vec::new(),
                open: self.pc,
                attempt: None,
                attempts_around,
            });
        }

        /// Adds the branch of an `if` or `else`, which moves no operands.
        fn jump(&mut self) -> usize {
            self.branches.push(Target { from: self.pc, pc: 0, entry: 0, height: 0, arity: 0 });
            self.branches.len() - 1
        }

        fn branch_to(&mut self, depth: u32) {
            let index = self.branches.len();
            let place = self.blocks.len().checked_sub(1 + depth as usize);
            let Some(block) = place.and_then(|place| self.blocks.get_mut(place)) else { return };
            let (height, arity) = match block.head {
                Some(_) => (block.height, block.params.count),
                None => (block.height, block.results.count),
            };
            let (pc, entry) = block.head.unwrap_or_else(|| {
                block.to_end.push(index);
                (0, 0)
            });
            self.branches.push(Target { from: self.pc, pc, entry, height, arity });
        }

        /// `else` is reached from the first arm's end and goes to the block's end.
        fn else_arm(&mut self, after: u32) {
            let jump = self.jump();
            let entry = self.next_entry();
            let Some(block) = self.blocks.last_mut() else { return };
            block.to_end.push(jump);
            if let Some(over) = block.over.take() {
                self.branches[over].pc = after;
                self.branches[over].entry = entry;
            }
        }

        /// Branches to a block's end go on after its `end`; those to the function's end go on at
        /// the `end`, which returns. A `try` may end with `delegate` to the block of a depth around it.
        fn close(&mut self, after: u32, delegate: Option<u32>) {
            let entry = self.next_entry();
            let Some(block) = self.blocks.pop() else { return };
            let pc = if self.blocks.is_empty() { self.pc } else { after };
            for index in block.to_end.into_iter().chain(block.over) {
                self.branches[index].pc = pc;
                self.branches[index].entry = entry;
            }
            for index in block.clauses_to_end {
                self.protection.set_target(index, pc, entry);
            }
            if let Some(attempt) = block.attempt {
                let delegate = delegate.map(|depth| self.block_at(depth).map_or(0, |to| to.open));
                self.protection.close(attempt, block.open, self.pc, delegate);
            }
        }

        fn block_at(&mut self, depth: u32) -> Option<&mut Block> {
            let place = self.blocks.len().checked_sub(1 + depth as usize)?;
            self.blocks.get_mut(place)
        }

        /// Makes an attempt of the block that has just begun.
        fn protect(&mut self, attempt: Attempt) {
            if let Some(block) = self.blocks.last_mut() {
                block.attempt = Some(attempt);
            }
        }

        /// The labels of a `try_table` are those around it.
        fn try_table(&mut self, walk: &Walk<'_>, table: &TryTable) {
            let jump = self.jump();
            self.branches[jump].pc = walk.pc();
            self.branches[jump].entry = self.next_entry();
            let mut attempt = Attempt::of_table(walk.pc(), self.protection.next_clause());
            for catch in &table.catches {
                let (tag, reference, label) = match *catch {
                    Catch::One { tag, label } => (Some(tag), false, label),
                    Catch::OneRef { tag, label } => (Some(tag), true, label),
                    Catch::All { label } => (None, false, label),
                    Catch::AllRef { label } => (None, true, label),
                };
                self.note_vectors_of(tag);
                let index = self.protection.next_clause();
                let Some(block) = self.block_at(label) else { continue };
                let height = block.height;
                let (pc, entry) = block.head.unwrap_or_else(|| {
                    block.clauses_to_end.push(index);
                    (0, 0)
                });
                let keep = None;
                let clause = Clause { tag, reference, keep, pc, entry, height };
                self.protection.add_clause(&mut attempt, clause);
            }
            let (params, results) = self.arity(table.ty);
            self.open(self.locals + walk.block_height(), params, results, None);
            self.protect(attempt);
        }

        /// What is before a `catch` goes on behind the end, and the handler after the `catch`.
        fn catch(&mut self, walk: &Walk<'_>, tag: Option<u32>) {
            self.note_vectors_of(tag);
            let jump = self.jump();
            let entry = self.next_entry();
            let Some(block) = self.blocks.last_mut() else { return };
            block.to_end.push(jump);
            let height = block.height;
            let Some(attempt) = &mut block.attempt else { return };
            let pc = walk.pc();
            attempt.catch(self.pc, Clause { tag, reference: false, keep: None, pc, entry, height });
        }

        /// The exception of the innermost `try` is kept in the first slot, that of the next one around it
        /// in the second.
        fn rethrow(&mut self, depth: u32) {
            let Some(place) = self.blocks.len().checked_sub(1 + depth as usize) else { return };
            let around = self.blocks[place].attempts_around;
            if let Some(attempt) = &mut self.blocks[place].attempt {
                attempt.keep(self.locals + around);
                self.protection.rethrow(self.pc, self.locals, around);
            }
        }

        fn note_vectors_of(&mut self, tag: Option<u32>) {
            let ty = tag.and_then(|tag| self.module.tag_type(tag));
            self.vectors |= ty.is_some_and(has_vectors);
        }
    }

    fn has_vectors(ty: &FuncType) -> bool {
        ty.params.contains(&ValType::V128) || ty.results.contains(&ValType::V128)
    }

    fn relative((index, target): (usize, &Target)) -> Branch {
        Branch {
            code: target.pc.wrapping_sub(target.from).cast_signed(),
            entries: target.entry.wrapping_sub(index as u32).cast_signed(),
            height: target.height,
            arity: target.arity,
        }
    }
}
