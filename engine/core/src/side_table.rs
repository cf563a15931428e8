//! The side table of a function: where each of its branches goes.
//!
//! Wasm code names a branch's target by nesting depth. The table gives, for each branch in code
//! order, the target's Wasm offset and what happens to the operand stack, so that code runs in place.
//!
//! Invariant: for validated code, every branch leads to the start of an instruction of the same
//! function and to a place within its table or its end, and every `height + arity` is at most
//! `locals + max_operands`.

use alloc::boxed::Box;
use core::ops::Range;

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
    /// Slots of parameters and declared locals.
    pub(crate) locals: u32,
    /// Slots of results.
    pub(crate) results: u32,
    /// Most operands at any time.
    pub(crate) max_operands: u32,
    /// The branches in code order.
    pub(crate) branches: Box<[Branch]>,
}

impl Prepared {
    /// Bytes that the function's side table takes.
    pub(crate) fn size(&self) -> u64 {
        (size_of::<Self>() + size_of_val(&*self.branches)) as u64
    }
}

#[cfg(not(feature = "decode"))]
impl Prepared {
    /// Without the decoder, side tables come with a prepared image, never from here.
    pub(crate) fn build(_: &crate::module::Module, _: u32) -> Option<Self> {
        None
    }
}

#[cfg(feature = "decode")]
mod build {
    use alloc::vec::Vec;

    use wasmparser::{BlockType, Operator};

    use super::{Branch, Prepared};
    use crate::module::Module;
    use crate::validate::Walk;

    /// A block that is open at the current instruction.
    struct Block {
        /// Slot of its first operand.
        height: u32,
        params: u32,
        results: u32,
        /// Of a loop: its own Wasm offset and the first branch in it.
        head: Option<(u32, u32)>,
        /// Of an `if` whose `else` has not come: its branch over the first arm.
        over: Option<usize>,
        /// Branches to its end.
        to_end: Vec<usize>,
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
        locals: u32,
        blocks: Vec<Block>,
        branches: Vec<Target>,
        /// Wasm offset of the present instruction.
        pc: u32,
    }

    impl Prepared {
        /// Makes the side table of `func`; `None` for an import.
        pub(crate) fn build(module: &Module, func: u32) -> Option<Self> {
            let code = module.code_range(func)?;
            let ty = module.func_type(func)?;
            let locals = module.local_types(func)?.len() as u32;
            let (params, results) = (ty.params.len() as u32, ty.results.len() as u32);
            let mut builder =
                Builder { module, locals, blocks: Vec::new(), branches: Vec::new(), pc: 0 };
            builder.open(locals, 0, results, None);
            let mut walk = Walk::new(module, func)?;
            let mut max_operands = 0;
            while let Some((pc, op)) = walk.step() {
                builder.pc = pc;
                builder.op(&walk, &op);
                max_operands = max_operands.max(walk.height());
            }
            let branches = builder.branches.iter().enumerate().map(relative).collect();
            Some(Self { code, params, locals, results, max_operands, branches })
        }
    }

    impl Builder<'_> {
        fn op(&mut self, walk: &Walk<'_>, op: &Operator<'_>) {
            match op {
                Operator::Block { blockty } => {
                    let (params, results) = self.arity(*blockty);
                    self.open(self.locals + walk.block_height(), params, results, None);
                }
                Operator::Loop { blockty } => {
                    let (params, results) = self.arity(*blockty);
                    // A branch to a loop executes the `loop` instruction again, as in the
                    // specification's reduction rules; it is where interrupts are polled.
                    let head = Some((self.pc, self.next_entry()));
                    self.open(self.locals + walk.block_height(), params, results, head);
                }
                Operator::If { blockty } => {
                    let (params, results) = self.arity(*blockty);
                    let over = self.jump();
                    self.open(self.locals + walk.block_height(), params, results, None);
                    if let Some(block) = self.blocks.last_mut() {
                        block.over = Some(over);
                    }
                }
                Operator::Else => self.else_arm(walk.pc()),
                Operator::End => self.close(walk.pc()),
                Operator::Br { relative_depth } | Operator::BrIf { relative_depth } => {
                    self.branch_to(*relative_depth);
                }
                Operator::BrTable { targets } => {
                    for depth in targets.targets().flatten() {
                        self.branch_to(depth);
                    }
                    self.branch_to(targets.default());
                }
                _ => {}
            }
        }

        fn next_entry(&self) -> u32 {
            self.branches.len() as u32
        }

        fn arity(&self, ty: BlockType) -> (u32, u32) {
            match ty {
                BlockType::Empty => (0, 0),
                BlockType::Type(_) => (0, 1),
                BlockType::FuncType(index) => self
                    .module
                    .types
                    .get(index as usize)
                    .map_or((0, 0), |ty| (ty.params.len() as u32, ty.results.len() as u32)),
            }
        }

        fn open(&mut self, height: u32, params: u32, results: u32, head: Option<(u32, u32)>) {
            let block = Block { height, params, results, head, over: None, to_end: Vec::new() };
            self.blocks.push(block);
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
                Some(_) => (block.height, block.params),
                None => (block.height, block.results),
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
        /// the `end`, which returns.
        fn close(&mut self, after: u32) {
            let entry = self.next_entry();
            let Some(block) = self.blocks.pop() else { return };
            let pc = if self.blocks.is_empty() { self.pc } else { after };
            for index in block.to_end.into_iter().chain(block.over) {
                self.branches[index].pc = pc;
                self.branches[index].entry = entry;
            }
        }
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
