//! Translates a function, in one pass over its instructions.
//!
//! Constants and reads of locals emit nothing: they are noted as operands ([`Place`]). An instruction that
//! gives a value is *pending* until the next one shows where its result is wanted: in the accumulator where
//! that takes it, in a local where that sets it, else in the operand's slot. Whatever is emitted first
//! emits what is pending, so that the order of effects is that of the Wasm code.
//!
//! The same translation observed ([`Observer`]) tells what each instruction stands for. It emits the same
//! code each time, as it depends on the module, on what never changes in a store, and on the [`Site`].

mod call;
mod control;
mod emit;
mod general;
mod memory;
mod numeric;
mod operand;
mod variable;
mod vector;

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::ops::Range;

use wasmparser::{BinaryReader, Operator, OperatorsReader};

use self::control::Block;
use self::emit::Pending;
pub(super) use self::operand::{Operand, Place, Point};
use super::code::{Handler, Translation};
use super::handlers::{ENTER_WORDS, Enter, EnterVectors, Leave};
use super::instrumentation::Instrumentation;
use super::regs::Kind;
use crate::exec::general_opcode::is_general;
use crate::module::{FEATURES, Module};
use crate::store::{Instance, Store};
use crate::value::ValType;

/// What is told of a translation while it is made.
pub(super) trait Observer {
    /// The instruction at word `offset` is executed for the Wasm instructions from `point` on, where its
    /// window begins. Others with the same point may have come before: copies to operands' slots, which
    /// overwrite only what was dropped since the point.
    fn instruction(&mut self, offset: u32, point: &Point);
    /// The instruction at word `offset` begins no window; where it leaves, execution is at `point`.
    fn head(&mut self, offset: u32, point: &Point);
    /// A call returns to word `offset` and `point`, which need not be where a window begins: what follows may
    /// be Wasm instructions that nothing stands for.
    fn returned(&mut self, offset: u32, point: &Point);
    /// No instruction stands for these Wasm offsets, though they are passed.
    fn uncovered(&mut self, pcs: Range<u32>);
    /// The Wasm instruction at these offsets is never executed: control cannot come to it.
    fn unreachable(&mut self, pcs: Range<u32>);
}

/// A function cannot be translated: it uses what only the in-place tier executes, or too many slots.
#[derive(Debug)]
pub(super) struct Unsupported;

/// The function to translate.
#[derive(Clone, Copy)]
pub(super) struct Site<'a> {
    pub(super) store: &'a Store,
    /// Its number in the store.
    pub(super) func: u32,
    /// Its index in its module.
    pub(super) index: u32,
    /// Place of what was prepared of it.
    pub(super) prepared: u32,
    /// Wasm offsets at which the code is to leave in an instruction of its own, where no other stands for
    /// them.
    pub(super) explicit: &'a [u32],
    /// What the code is to do beside.
    pub(super) instrumentation: &'a Instrumentation,
}

/// Slots that the fields of an instruction can name.
const MOST_SLOTS: usize = u16::MAX as usize;

struct Translator<'a> {
    site: Site<'a>,
    module: &'a Module,
    instance: &'a Instance,
    instance_number: u32,
    jumping: bool,
    observer: Option<&'a mut dyn Observer>,
    code: Vec<u64>,
    loops: Vec<(u32, u32)>,
    locals: Vec<Kind>,
    stack: Vec<Operand>,
    /// Most operands at any time.
    deepest: usize,
    pending: Option<Pending>,
    blocks: Vec<Block>,
    /// Whether the present instruction can be reached.
    reachable: bool,
    /// Where the window of the next instruction to be emitted begins.
    window: Point,
    /// Points made so far.
    points: u32,
    /// Wasm offset of the present instruction, and after it.
    pc: u32,
    next: u32,
    /// Entries of the side table up to and with the present instruction's.
    entry: u32,
}

/// Translates the function of `site`.
///
/// # Errors
/// [`Unsupported`]; the function runs in place then.
pub(super) fn translate<'a>(
    site: Site<'a>,
    observer: Option<&'a mut dyn Observer>,
) -> Result<Translation, Unsupported> {
    let instance_number = site.store.funcs[site.func as usize].instance;
    let instance = &site.store.instances[instance_number as usize];
    let module = &*site.store.loaded[instance.loaded as usize].module;
    let types = module.local_types(site.index).ok_or(Unsupported)?;
    let range = module.code_range(site.index).ok_or(Unsupported)?;
    let translator = Translator {
        site,
        module,
        instance,
        instance_number,
        jumping: site.store.hot.is_jumping(),
        observer,
        code: Vec::new(),
        loops: Vec::new(),
        locals: kinds(&types).into_vec(),
        stack: Vec::new(),
        deepest: 0,
        pending: None,
        blocks: Vec::new(),
        reachable: true,
        window: Point { pc: range.start, ..Point::default() },
        points: 0,
        pc: range.start,
        next: range.start,
        entry: 0,
    };
    translator.run(range)
}

/// The kind of operands of type `ty`.
fn kind_of(ty: ValType) -> Kind {
    match ty {
        ValType::I32 => Kind::I32,
        ValType::I64 | ValType::Ref(_) => Kind::I64,
        ValType::F32 => Kind::F32,
        ValType::F64 => Kind::F64,
        ValType::V128 => Kind::V128,
    }
}

/// The kinds of operands of these types.
fn kinds(types: &[ValType]) -> Box<[Kind]> {
    types.iter().map(|&ty| kind_of(ty)).collect()
}

impl Translator<'_> {
    fn run(mut self, range: Range<u32>) -> Result<Translation, Unsupported> {
        let ty = self.module.func_type(self.site.index).ok_or(Unsupported)?;
        let (params, results) = (ty.params.len(), kinds(&ty.results));
        if self.locals.len() > MOST_SLOTS {
            return Err(Unsupported);
        }
        self.enter(params);
        self.open_function(results);
        let bytes = self.module.bytes.get(range.start as usize..range.end as usize);
        let reader =
            BinaryReader::new_features(bytes.ok_or(Unsupported)?, u64::from(range.start), FEATURES);
        let mut operators = OperatorsReader::new(reader);
        while !operators.eof() {
            self.pc = operators.original_position() as u32;
            let op = operators.read().map_err(|_| Unsupported)?;
            self.next = operators.original_position() as u32;
            // Branches to the end of the function go to its `end`, those to the end of a block behind it.
            let is_reached = self.reachable || self.next == range.end && self.leads_to_end();
            if !is_reached && let Some(observer) = &mut self.observer {
                observer.unreachable(self.pc..self.next);
            }
            self.instruction(&op)?;
            if self.locals.len() + self.deepest > MOST_SLOTS {
                return Err(Unsupported);
            }
        }
        let branches = self.site.store.prepared[self.site.prepared as usize].branches.len();
        debug_assert_eq!(self.entry as usize, branches, "both count the same branches");
        let slots = (self.locals.len() + self.deepest) as u64;
        self.code[1] |= slots << 32;
        Ok(Translation {
            code: self.code.into_boxed_slice(),
            body: ENTER_WORDS as u32,
            instrumentation: self.site.instrumentation.clone(),
            loops: self.loops.into_boxed_slice(),
            explicit: self.site.explicit.into(),
            patched: BTreeMap::new(),
            judged: BTreeMap::new(),
        })
    }

    /// Emits the instruction that makes the frame.
    fn enter(&mut self, params: usize) {
        let declared = self.locals.len() - params;
        let ids = u64::from(self.site.func) | u64::from(self.instance_number) << 32;
        let fields = params as u64 | (declared as u64) << 16;
        let vectors = self.locals[params..].contains(&Kind::V128);
        let handler = match (vectors, self.site.instrumentation.counting) {
            (false, false) => Handler::of::<Enter<false>>(),
            (false, true) => Handler::of::<Enter<true>>(),
            (true, false) => Handler::of::<EnterVectors<false>>(),
            (true, true) => Handler::of::<EnterVectors<true>>(),
        };
        self.emit(handler, fields, &[ids, u64::from(self.site.prepared)]);
    }

    fn instruction(&mut self, op: &Operator<'_>) -> Result<(), Unsupported> {
        self.count_branches(op);
        if !self.reachable {
            return self.unreachable_instruction(op);
        }
        if is_general(self.module, self.pc) {
            return self.general(op);
        }
        match op {
            Operator::Nop => Ok(()),
            Operator::Unreachable => {
                self.settle();
                self.observe();
                self.emit(Handler::of::<Leave>(), 0, &[]);
                self.reachable = false;
                Ok(())
            }
            _ => {
                if self.control(op)?
                    || self.variable(op)?
                    || self.numeric(op)?
                    || self.memory(op)?
                    || self.vector(op)?
                {
                    return Ok(());
                }
                self.call(op)
            }
        }
    }
}
