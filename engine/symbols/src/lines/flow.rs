//! Where control first reaches one of several positions of a function.
//!
//! A line may own many pieces of a function's code. What begins a pass over the line are those that
//! can be reached without going through another of them: the flow graph of the function tells, which
//! WebAssembly's structured control makes easy to read.

use std::collections::{BTreeMap, BTreeSet};

use wasmparser::{Catch, Operator, OperatorsReader};

use crate::code::{Body, Code};

/// Positions among which [`first_reached`] chooses: Wasm offset and column of each.
pub(super) type Mark = (u32, u32);

/// Of `marks` in a function, those that control reaches without going through another one.
///
/// Compilers also copy the code of a line, the first turn of a loop for instance: then a loop goes
/// through a copy alone. A mark that a loop repeats without any mark already chosen, and that begins
/// at the column of a chosen one, is chosen as well.
pub(super) fn first_reached(code: &Code, body: Body, marks: &[Mark]) -> Vec<u32> {
    let offsets = marks.iter().map(|(offset, _)| *offset).collect();
    first_reached_in(&Graph::read(code, body, &offsets), marks)
}

/// The same in a function that has been read with these marks and perhaps others.
pub(super) fn first_reached_in(graph: &Graph, marks: &[Mark]) -> Vec<u32> {
    let columns: BTreeMap<u32, u32> = marks.iter().copied().collect();
    let mut chosen = graph.reached_from(&[Graph::ENTRY], &columns);
    for (offset, column) in &columns {
        let is_copy = chosen.iter().any(|other| columns.get(other) == Some(column));
        if chosen.contains(offset) || !is_copy {
            continue;
        }
        let stops = chosen.iter().chain([offset]).map(|offset| (*offset, 0)).collect();
        if graph.reached_from(&graph.after(*offset), &stops).contains(offset) {
            chosen.push(*offset);
        }
    }
    chosen.sort_unstable();
    chosen
}

/// Basic blocks of a function, and which may follow which.
#[derive(Default)]
pub(super) struct Graph {
    blocks: Vec<Block>,
}

#[derive(Default)]
struct Block {
    /// The mark that it begins at.
    mark: Option<u32>,
    next: Vec<usize>,
}

impl Graph {
    const ENTRY: usize = 0;

    /// Reads a function's instructions; up to the first broken one.
    pub(super) fn read(code: &Code, body: Body, marks: &BTreeSet<u32>) -> Self {
        let mut graph = Self::default();
        let operators =
            code.function(body).and_then(|function| function.get_operators_reader().ok());
        if let Some(operators) = operators {
            Builder::new(&mut graph, marks).run(operators);
        }
        graph
    }

    fn add(&mut self) -> usize {
        self.blocks.push(Block::default());
        self.blocks.len() - 1
    }

    fn connect(&mut self, from: usize, to: usize) {
        if let Some(block) = self.blocks.get_mut(from)
            && block.next.last() != Some(&to)
        {
            block.next.push(to);
        }
    }

    /// The blocks that follow the one that begins at a mark.
    fn after(&self, mark: u32) -> Vec<usize> {
        let block = self.blocks.iter().find(|block| block.mark == Some(mark));
        block.map(|block| block.next.clone()).unwrap_or_default()
    }

    /// The marks of `stops` that control reaches from some blocks before any other of them.
    fn reached_from(&self, start: &[usize], stops: &BTreeMap<u32, u32>) -> Vec<u32> {
        let mut seen = vec![false; self.blocks.len()];
        let mut waiting = start.to_vec();
        let mut reached = Vec::new();
        while let Some(index) = waiting.pop() {
            let (Some(block), Some(seen)) = (self.blocks.get(index), seen.get_mut(index)) else {
                continue;
            };
            if std::mem::replace(seen, true) {
                continue;
            }
            match block.mark.filter(|mark| stops.contains_key(mark)) {
                Some(mark) => reached.push(mark),
                None => waiting.extend(&block.next),
            }
        }
        reached
    }
}

/// An open `block`, `loop`, `if` or `try`.
struct Construct {
    /// Where a branch to its label goes.
    label: usize,
    /// What follows its `end`.
    end: usize,
    /// The block before an `if` without `else` so far: it may go on behind the `end`.
    condition: Option<usize>,
    /// The block before a `try`, from which its handlers may be reached.
    tried: Option<usize>,
}

struct Builder<'a> {
    graph: &'a mut Graph,
    /// Marks that are still ahead, nearest first.
    marks: std::iter::Peekable<std::collections::btree_set::Iter<'a, u32>>,
    open: Vec<Construct>,
    current: usize,
}

impl<'a> Builder<'a> {
    fn new(graph: &'a mut Graph, marks: &'a BTreeSet<u32>) -> Self {
        let current = graph.add();
        let end = graph.add();
        let function = Construct { label: end, end, condition: None, tried: None };
        Self { graph, marks: marks.iter().peekable(), open: vec![function], current }
    }

    fn run(&mut self, mut operators: OperatorsReader<'_>) {
        while let Ok((operator, position)) = operators.read_with_offset() {
            while let Some(mark) = self.marks.next_if(|mark| u64::from(**mark) <= position) {
                let block = self.follow();
                if let Some(block) = self.graph.blocks.get_mut(block) {
                    block.mark = Some(*mark);
                }
            }
            self.operator(&operator);
        }
    }

    /// Begins a block that control reaches from the current one.
    fn follow(&mut self) -> usize {
        let block = self.graph.add();
        self.graph.connect(self.current, block);
        self.current = block;
        block
    }

    /// Begins a block that nothing reaches from here.
    fn stop(&mut self) {
        self.current = self.graph.add();
    }

    fn branch(&mut self, depth: u32) {
        let index = usize::try_from(depth)
            .ok()
            .and_then(|depth| self.open.len().checked_sub(1)?.checked_sub(depth));
        if let Some(construct) = index.and_then(|index| self.open.get(index)) {
            self.graph.connect(self.current, construct.label);
        }
    }

    fn operator(&mut self, operator: &Operator<'_>) {
        match operator {
            Operator::Block { .. } => self.block(),
            Operator::TryTable { try_table } => {
                for catch in &try_table.catches {
                    let (Catch::One { label, .. }
                    | Catch::OneRef { label, .. }
                    | Catch::All { label }
                    | Catch::AllRef { label }) = catch;
                    self.branch(*label);
                }
                self.block();
            }
            Operator::Loop { .. } => {
                let label = self.follow();
                let end = self.graph.add();
                self.open.push(Construct { label, end, condition: None, tried: None });
            }
            Operator::If { .. } => {
                let condition = Some(self.current);
                let end = self.graph.add();
                self.follow();
                self.open.push(Construct { label: end, end, condition, tried: None });
            }
            Operator::Try { .. } => {
                let tried = Some(self.current);
                self.block();
                if let Some(construct) = self.open.last_mut() {
                    construct.tried = tried;
                }
            }
            Operator::Else => self.arm(|construct| construct.condition.take()),
            Operator::Catch { .. } | Operator::CatchAll => self.arm(|construct| construct.tried),
            Operator::End | Operator::Delegate { .. } => self.end(),
            Operator::Br { relative_depth } => {
                self.branch(*relative_depth);
                self.stop();
            }
            Operator::BrIf { relative_depth }
            | Operator::BrOnNull { relative_depth }
            | Operator::BrOnNonNull { relative_depth }
            | Operator::BrOnCast { relative_depth, .. }
            | Operator::BrOnCastFail { relative_depth, .. } => {
                self.branch(*relative_depth);
                self.follow();
            }
            Operator::BrTable { targets } => {
                for depth in targets.targets().map_while(Result::ok).chain([targets.default()]) {
                    self.branch(depth);
                }
                self.stop();
            }
            Operator::Return
            | Operator::Unreachable
            | Operator::ReturnCall { .. }
            | Operator::ReturnCallIndirect { .. }
            | Operator::ReturnCallRef { .. }
            | Operator::Throw { .. }
            | Operator::ThrowRef
            | Operator::Rethrow { .. } => self.stop(),
            _ => {}
        }
    }

    fn block(&mut self) {
        let end = self.graph.add();
        self.follow();
        self.open.push(Construct { label: end, end, condition: None, tried: None });
    }

    /// The next arm of an `if` or `try`, which control reaches from the block that `from` names.
    fn arm(&mut self, from: impl FnOnce(&mut Construct) -> Option<usize>) {
        let Some(construct) = self.open.last_mut() else { return };
        let end = construct.end;
        let from = from(construct);
        self.graph.connect(self.current, end);
        self.stop();
        if let Some(from) = from {
            self.graph.connect(from, self.current);
        }
    }

    fn end(&mut self) {
        let Some(construct) = self.open.pop() else { return };
        self.graph.connect(self.current, construct.end);
        if let Some(condition) = construct.condition {
            self.graph.connect(condition, construct.end);
        }
        self.current = construct.end;
    }
}
