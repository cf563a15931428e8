//! Blocks, branches and returns.

use alloc::boxed::Box;
use alloc::vec::Vec;

use wasmparser::{BlockType, BrTable, Operator};

use super::super::code::Handler;
use super::super::handlers::{
    Accumulator, Back, BackCounting, Branching, FirstTurn, Fixed, Forward, InSlot, Jump, Leave,
    Return, ReturnValue, ReturnVector, ReturnVectors, Table, Test,
};
use super::super::regs::Kind;
use super::emit::{Comparison, Destination};
use super::operand::{Operand, Place, Point, Source};
use super::{Translator, Unsupported, kinds};

/// A branch whose target's word is not known yet.
#[derive(Clone, Copy)]
enum Open {
    /// The distance of the instruction at this word.
    Distance(u32),
    /// A target of the `br_table` at this word.
    Entry(u32, u32),
}

/// A block that is open at the present instruction.
pub(super) struct Block {
    /// Operands below its parameters.
    height: usize,
    params: Box<[Kind]>,
    results: Box<[Kind]>,
    /// Of a loop.
    head: Option<Head>,
    /// Of an `if` whose `else` has not come: the branch over its first arm.
    over: Option<Open>,
    /// Branches to its end.
    to_end: Vec<Open>,
    /// It begins where nothing is executed.
    dead: bool,
}

/// Where a loop begins.
#[derive(Clone, Copy)]
struct Head {
    /// Word to which branches back lead.
    word: u32,
    /// Its Wasm offset.
    pc: u32,
    /// The index of the first branch in it.
    entry: u32,
    /// Whether branches back count its turns.
    counted: bool,
}

/// Kinds of a block's parameters and results.
type BlockKinds = (Box<[Kind]>, Box<[Kind]>);

/// What a conditional branch depends on.
enum Condition {
    Comparison(Comparison),
    Value(Source),
}

impl Translator<'_> {
    /// Counts the present instruction's entries in the side table.
    pub(super) fn count_branches(&mut self, op: &Operator<'_>) {
        self.entry += match op {
            Operator::If { .. }
            | Operator::Else
            | Operator::Br { .. }
            | Operator::BrIf { .. }
            | Operator::BrOnNull { .. }
            | Operator::BrOnNonNull { .. } => 1,
            Operator::BrTable { targets } => targets.len() + 1,
            _ => 0,
        };
    }

    pub(super) fn open_function(&mut self, results: Box<[Kind]>) {
        self.open(0, Box::default(), results);
    }

    fn open(&mut self, height: usize, params: Box<[Kind]>, results: Box<[Kind]>) {
        let (over, to_end, dead) = (None, Vec::new(), !self.reachable);
        self.blocks.push(Block { height, params, results, head: None, over, to_end, dead });
    }

    /// An instruction that cannot be reached: only its blocks matter.
    pub(super) fn unreachable_instruction(&mut self, op: &Operator<'_>) -> Result<(), Unsupported> {
        match op {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => {
                self.open(0, Box::default(), Box::default());
                Ok(())
            }
            Operator::Else => self.else_arm(),
            Operator::End => self.close(),
            // Functions that catch run in place.
            Operator::Try { .. } | Operator::TryTable { .. } => Err(Unsupported),
            _ => Ok(()),
        }
    }

    /// Whether a branch goes to the end of the function.
    pub(super) fn leads_to_end(&self) -> bool {
        self.blocks.first().is_some_and(|function| !function.to_end.is_empty())
    }

    /// Translates an instruction of control but for calls; whether `op` is one.
    pub(super) fn control(&mut self, op: &Operator<'_>) -> Result<bool, Unsupported> {
        match op {
            Operator::Block { blockty } => {
                let (params, results) = self.block_kinds(*blockty)?;
                self.flush();
                self.open(self.stack.len() - params.len(), params, results);
            }
            Operator::Loop { blockty } => self.open_loop(*blockty)?,
            Operator::If { blockty } => {
                let (params, results) = self.block_kinds(*blockty)?;
                let condition = self.condition();
                self.flush();
                let over = self.branch_on(&condition, Branching::Unless);
                self.cut();
                self.open(self.stack.len() - params.len(), params, results);
                if let Some(block) = self.blocks.last_mut() {
                    block.over = Some(Open::Distance(over));
                }
            }
            Operator::Else => self.else_arm()?,
            Operator::End => self.close()?,
            Operator::Br { relative_depth } => self.branch(*relative_depth),
            Operator::BrIf { relative_depth } => self.branch_if(*relative_depth),
            Operator::BrTable { targets } => self.branch_table(targets)?,
            Operator::Return => {
                let results = self.blocks[0].results.len();
                self.return_results(results);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn block_kinds(&self, ty: BlockType) -> Result<BlockKinds, Unsupported> {
        Ok(match ty {
            BlockType::Empty => (Box::default(), Box::default()),
            BlockType::Type(ty) => (Box::default(), kinds(&[crate::module::val_type(&ty)])),
            BlockType::FuncType(index) => {
                let ty = self.module.types.get(index as usize).ok_or(Unsupported)?;
                (kinds(&ty.params), kinds(&ty.results))
            }
        })
    }

    fn open_loop(&mut self, ty: BlockType) -> Result<(), Unsupported> {
        let (params, results) = self.block_kinds(ty)?;
        self.flush();
        // A branch to a loop executes the `loop` instruction again.
        self.bind_here(self.pc);
        self.loops.push((self.pc, self.code.len() as u32));
        let (word, counted) = self.loop_head();
        self.open(self.stack.len() - params.len(), params, results);
        let head = Head { word, pc: self.pc, entry: self.entry, counted };
        if let Some(block) = self.blocks.last_mut() {
            block.head = Some(head);
        }
        Ok(())
    }

    /// Counts the turn that begins here, where turns are counted. Gives the word to which branches back lead, and
    /// whether they count the turns that begin with them: they lead behind the instruction that counts, which
    /// stands for the `loop`, unless there is to be a breakpoint on it.
    fn loop_head(&mut self) -> (u32, bool) {
        let before = self.code.len() as u32;
        if !self.site.instrumentation.counting {
            return (before, false);
        }
        self.observe();
        self.emit(Handler::of::<FirstTurn>(), 0, &[]);
        self.cut();
        if self.site.explicit.contains(&self.pc) {
            return (before, false);
        }
        if let Some(observer) = &mut self.observer {
            observer.uncovered(self.pc..self.next);
        }
        (self.code.len() as u32, true)
    }

    /// Ends the window at a label at Wasm offset `pc`: Wasm instructions before it that nothing stands for
    /// get an instruction where that is asked for.
    fn bind_here(&mut self, pc: u32) {
        let passed = self.window.pc..pc;
        if self.reachable && !passed.is_empty() {
            if self.site.explicit.iter().any(|pc| passed.contains(pc)) {
                self.observe();
                self.emit(Handler::of::<Leave>(), 0, &[]);
            } else if let Some(observer) = &mut self.observer {
                observer.uncovered(passed);
            }
        }
        let here = self.here();
        self.window = Point { pc, ..here };
    }

    fn else_arm(&mut self) -> Result<(), Unsupported> {
        if self.blocks.last().is_none_or(|block| block.dead) {
            return Ok(());
        }
        if self.reachable {
            self.flush();
            self.observe();
            let jump = self.emit(Handler::of::<Jump<Forward>>(), 0, &[]);
            if let Some(block) = self.blocks.last_mut() {
                block.to_end.push(Open::Distance(jump));
            }
        }
        self.reachable = false;
        let Some(block) = self.blocks.last_mut() else { return Ok(()) };
        let (over, height, params) = (block.over.take(), block.height, block.params.clone());
        self.begin_after_label(self.next, height, &params);
        self.bind(over.as_slice());
        Ok(())
    }

    /// A label is next, at Wasm offset `pc`, with operands of `kinds` above `height`.
    fn begin_after_label(&mut self, pc: u32, height: usize, kinds: &[Kind]) {
        self.stack.truncate(height);
        for &kind in kinds {
            self.push(kind, Place::Slot);
        }
        self.bind_here(pc);
        self.reachable = true;
    }

    fn close(&mut self) -> Result<(), Unsupported> {
        if self.blocks.last().is_some_and(|block| block.dead) {
            self.blocks.pop();
            return Ok(());
        }
        let is_function = self.blocks.len() == 1;
        let branches: Vec<Open> = match self.blocks.last_mut() {
            Some(block) => block.to_end.drain(..).chain(block.over.take()).collect(),
            None => Vec::new(),
        };
        if !branches.is_empty() {
            if self.reachable {
                self.flush();
            }
            let Some(block) = self.blocks.last() else { return Ok(()) };
            let (height, results) = (block.height, block.results.clone());
            // Branches to the function's end go on at its `end`, which returns.
            let pc = if is_function { self.pc } else { self.next };
            self.begin_after_label(pc, height, &results);
            self.bind(&branches);
        }
        if is_function {
            if self.reachable {
                let results = self.blocks[0].results.len();
                self.return_results(results);
            }
        } else if !self.reachable
            && let Some(block) = self.blocks.last()
        {
            let height = block.height;
            self.stack.truncate(height);
        }
        self.blocks.pop();
        Ok(())
    }

    /// Lets branches lead to the next word.
    fn bind(&mut self, branches: &[Open]) {
        let target = self.code.len() as u32;
        for &branch in branches {
            self.lead(branch, target);
        }
    }

    fn lead(&mut self, branch: Open, target: u32) {
        let (word, shift, from) = match branch {
            Open::Distance(at) => (at + 1, 32, at),
            Open::Entry(at, index) => (at + 2 + index / 2, 32 * (index % 2), at),
        };
        self.code[word as usize] |= u64::from(target.wrapping_sub(from)) << shift;
    }

    /// Takes the topmost operand as a condition; a comparison that is pending is taken in.
    fn condition(&mut self) -> Condition {
        let (index, operand) = self.pop();
        self.settle_others(index);
        if operand.place == Place::Pending {
            if let Some(comparison) = self.pending.as_ref().and_then(|pending| pending.comparison) {
                self.pending = None;
                return Condition::Comparison(comparison);
            }
            self.emit_pending(Destination::Accumulator);
            return Condition::Value(Source::Accumulator);
        }
        let source = self.source(index, operand.place);
        Condition::Value(self.variable_source(index, source))
    }

    /// Emits a conditional branch; gives its word.
    fn branch_on(&mut self, condition: &Condition, branching: Branching) -> u32 {
        self.observe();
        match *condition {
            Condition::Comparison(Comparison { forms, pair, fields, third_word }) => {
                let handler = forms.handlers[pair][branching as usize];
                self.emit(handler, fields, third_word.as_slice())
            }
            Condition::Value(Source::Slot(slot)) => {
                self.emit(test_handler::<InSlot>(branching), slot.into(), &[])
            }
            Condition::Value(Source::Accumulator | Source::Fixed(_)) => {
                self.emit(test_handler::<Accumulator>(branching), 0, &[])
            }
        }
    }

    /// The block that a branch of this depth leads to.
    fn target(&self, depth: u32) -> usize {
        self.blocks.len() - 1 - depth as usize
    }

    /// Operands that a branch to block `target` carries.
    fn carried(&self, target: usize) -> usize {
        let block = &self.blocks[target];
        if block.head.is_some() { block.params.len() } else { block.results.len() }
    }

    /// Whether a branch to block `target` has nothing to move: its operands are in the slots where they are
    /// wanted.
    fn is_in_place(&self, target: usize) -> bool {
        let count = self.carried(target);
        let from = self.stack.len() - count;
        let in_slots = self.stack[from..]
            .iter()
            .all(|operand| matches!(operand.place, Place::Slot | Place::Returned));
        count == 0 || from == self.blocks[target].height && in_slots
    }

    /// Moves the operands that a branch to block `target` carries to where they are wanted. Only the first
    /// instruction is observed: those after it cannot be begun with, as they may overwrite operands.
    fn move_carried(&mut self, target: usize) -> bool {
        let (count, height) = (self.carried(target), self.blocks[target].height);
        let from = self.stack.len() - count;
        let observer = self.observer.take();
        let mut moved = false;
        for i in 0..count {
            let (own, to) = (self.slot(from + i), self.slot(height + i));
            moved |= self.copy(self.stack[from + i], own, to);
        }
        self.observer = observer;
        moved
    }

    /// Emits an unconditional branch to block `target`; `begins` says whether it begins a window.
    fn jump_to(&mut self, target: usize, begins: bool) {
        if begins {
            self.observe();
        } else {
            self.observe_at_head(target);
        }
        match self.blocks[target].head {
            Some(head) => {
                let handler = match head.counted {
                    false => Handler::of::<Jump<Back>>(),
                    true => Handler::of::<Jump<BackCounting>>(),
                };
                let jump = self.emit(handler, 0, &[]);
                self.lead(Open::Distance(jump), head.word);
            }
            None => {
                let jump = self.emit(Handler::of::<Jump<Forward>>(), 0, &[]);
                self.blocks[target].to_end.push(Open::Distance(jump));
            }
        }
    }

    /// A branch to a loop whose operands have been moved may leave: at the loop.
    fn observe_at_head(&mut self, target: usize) {
        let Some(Head { pc, entry, .. }) = self.blocks[target].head else { return };
        let Some(observer) = &mut self.observer else { return };
        let block = &self.blocks[target];
        let below = self.stack.iter().take(block.height).map(|operand| operand.kind);
        let operands = below
            .chain(block.params.iter().copied())
            .map(|kind| Operand { kind, place: Place::Slot })
            .collect();
        let number = u32::MAX;
        observer.head(self.code.len() as u32, &Point { pc, entry, number, operands });
    }

    fn branch(&mut self, depth: u32) {
        let target = self.target(depth);
        self.settle();
        self.branch_to(target);
        self.reachable = false;
    }

    /// Emits a branch with all its moves; nothing is pending.
    fn branch_to(&mut self, target: usize) {
        if self.is_in_place(target) {
            return self.jump_to(target, true);
        }
        self.observe();
        let moved = self.move_carried(target);
        self.jump_to(target, !moved);
    }

    fn branch_if(&mut self, depth: u32) {
        let condition = self.condition();
        let target = self.target(depth);
        if self.carried(target) > 0 && self.pending.is_some() {
            self.settle();
        }
        if self.is_in_place(target) {
            let head = self.blocks[target].head;
            let branching = match head {
                None => Branching::When,
                Some(Head { counted: false, .. }) => Branching::Back,
                Some(Head { counted: true, .. }) => Branching::BackCounting,
            };
            let branch = self.branch_on(&condition, branching);
            match head {
                Some(head) => self.lead(Open::Distance(branch), head.word),
                None => self.blocks[target].to_end.push(Open::Distance(branch)),
            }
            return self.cut();
        }
        let over = self.branch_on(&condition, Branching::Unless);
        self.move_carried(target);
        self.jump_to(target, false);
        self.bind(&[Open::Distance(over)]);
        self.cut();
    }

    fn branch_table(&mut self, targets: &BrTable<'_>) -> Result<(), Unsupported> {
        let (_, index) = self.take_variable();
        self.flush();
        self.observe();
        let (handler, field) = match index {
            Source::Slot(slot) => (Handler::of::<Table<InSlot>>(), slot.into()),
            Source::Accumulator | Source::Fixed(_) => (Handler::of::<Table<Accumulator>>(), 0),
        };
        let table = self.emit(handler, field | u64::from(targets.len()) << 32, &[]);
        let words = (targets.len() as usize + 2) / 2;
        self.code.resize(self.code.len() + words, 0);
        // Targets that want moves, or a poll, get a branch of their own.
        let mut stubs: Vec<(u32, Vec<Open>)> = Vec::new();
        let default = core::iter::once(Ok(targets.default()));
        for (i, depth) in targets.targets().chain(default).enumerate() {
            let depth = depth.map_err(|_| Unsupported)?;
            let (target, entry) = (self.target(depth), Open::Entry(table, i as u32));
            if self.blocks[target].head.is_none() && self.is_in_place(target) {
                self.blocks[target].to_end.push(entry);
            } else if let Some((_, entries)) = stubs.iter_mut().find(|stub| stub.0 == depth) {
                entries.push(entry);
            } else {
                stubs.push((depth, Vec::from([entry])));
            }
        }
        for (depth, entries) in stubs {
            self.bind(&entries);
            let target = self.target(depth);
            self.move_carried(target);
            self.jump_to(target, false);
        }
        self.reachable = false;
        Ok(())
    }

    /// Returns the topmost `count` operands.
    fn return_results(&mut self, count: usize) {
        self.reachable = false;
        if count == 1 {
            let (kind, source) = self.take();
            self.observe();
            return self.return_one(kind, source);
        }
        self.flush();
        self.observe();
        let from = self.stack.len() - count;
        let vectors = self.stack[from..].iter().any(|operand| operand.kind == Kind::V128);
        let handler =
            if vectors { Handler::of::<ReturnVectors>() } else { Handler::of::<Return>() };
        let from = self.slot(from);
        self.emit(handler, u64::from(from) | (count as u64) << 16, &[]);
    }

    fn return_one(&mut self, kind: Kind, source: Source) {
        let (field, word) = match source {
            Source::Slot(slot) => (slot.into(), None),
            Source::Accumulator => (0, None),
            Source::Fixed(constant) => (0, Some(constant)),
        };
        // An f32 lies in its slot and in the accumulator as the f64 of the same bits.
        let handler = match (source, kind.is_float()) {
            (Source::Slot(_), _) if kind == Kind::V128 => Handler::of::<ReturnVector>(),
            (Source::Slot(_), false) => Handler::of::<ReturnValue<u64, InSlot>>(),
            (Source::Slot(_), true) => Handler::of::<ReturnValue<f64, InSlot>>(),
            (Source::Accumulator, false) => Handler::of::<ReturnValue<u64, Accumulator>>(),
            (Source::Accumulator, true) => Handler::of::<ReturnValue<f64, Accumulator>>(),
            (Source::Fixed(_), false) => Handler::of::<ReturnValue<u64, Fixed>>(),
            (Source::Fixed(_), true) => Handler::of::<ReturnValue<f64, Fixed>>(),
        };
        self.emit(handler, field, word.as_slice());
    }
}

fn test_handler<S: super::super::handlers::Source + 'static>(branching: Branching) -> Handler {
    match branching {
        Branching::Unless => Handler::of::<Test<S, false, Forward>>(),
        Branching::When => Handler::of::<Test<S, true, Forward>>(),
        Branching::Back => Handler::of::<Test<S, true, Back>>(),
        Branching::BackCounting => Handler::of::<Test<S, true, BackCounting>>(),
    }
}
