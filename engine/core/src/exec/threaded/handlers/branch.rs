//! Branches. A jump's distance, in words from the branching instruction, is the upper half of the second
//! word. A branch back asks for interrupts when it is taken: it leaves before itself, and the in-place tier
//! stops at the loop.

use core::marker::PhantomData;

use wasmparser::Operator;

use super::super::code::{Handler, Instruction};
use super::super::regs::Regs;
use super::super::{Cold, Flow};
use super::form::{
    Accumulator, AccumulatorFixed, AccumulatorSlot, InSlot, Pair, SlotFixed, SlotSlot, Source,
};
use super::leave::leave;
use super::numeric::{self, Binary};
use crate::store::Store;

/// Where a branch leads.
trait Direction {
    /// What is to be done instead of taking the branch, where something is.
    fn poll(cx: &mut Store) -> Option<Cold>;
}

/// On.
pub(in super::super) struct Forward;
/// Back to a loop.
pub(in super::super) struct Back;
/// Back to a loop, whose turn it counts.
pub(in super::super) struct BackCounting;

impl Direction for Forward {
    #[inline(always)]
    fn poll(_: &mut Store) -> Option<Cold> {
        None
    }
}

impl Direction for Back {
    #[inline(always)]
    fn poll(cx: &mut Store) -> Option<Cold> {
        cx.interrupt.is_requested().then_some(leave as Cold)
    }
}

impl Direction for BackCounting {
    #[inline(always)]
    fn poll(cx: &mut Store) -> Option<Cold> {
        if cx.interrupt.is_requested() {
            Some(leave)
        } else if cx.hot.events.take() {
            None
        } else {
            Some(counted_out)
        }
    }
}

/// Leaves because no event is left: the in-place tier stops at the loop.
fn counted_out(r: &mut Regs, cx: &mut Store) -> bool {
    cx.hot.events.take_back();
    leave(r, cx)
}

/// Takes the branch.
#[inline(always)]
fn take<D: Direction>(r: &mut Regs, cx: &mut Store) -> Flow {
    if let Some(cold) = D::poll(cx) {
        return Flow::Cold(cold);
    }
    r.jump_by(r.word().cast_signed());
    Flow::Taken
}

/// Counts the turn of a loop that does not begin by a branch back.
pub(in super::super) struct FirstTurn;

impl Instruction for FirstTurn {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        if !cx.hot.events.take() {
            return Flow::Cold(counted_out);
        }
        r.advance(2);
        Flow::Next
    }
}

/// An unconditional branch.
pub(in super::super) struct Jump<D>(PhantomData<D>);

impl<D: Direction> Instruction for Jump<D> {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        take::<D>(r, cx)
    }
}

/// A branch where an i32 is not zero, or, for `WHEN` false, where it is.
pub(in super::super) struct Test<S, const WHEN: bool, D>(PhantomData<(S, D)>);

impl<S: Source, const WHEN: bool, D: Direction> Instruction for Test<S, WHEN, D> {
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        if (S::take::<u32, 0>(r) != 0) == WHEN {
            return take::<D>(r, cx);
        }
        r.advance(2);
        Flow::Next
    }
}

/// A branch where a comparison of two operands holds, or, for `WHEN` false, where it does not. An immediate
/// is the third word.
struct Compare<O, P, const WHEN: bool, D>(PhantomData<(O, P, D)>);

/// An operand's immediate where the second word's upper half is taken.
struct ThirdWord<P>(PhantomData<P>);

impl<O, P, const WHEN: bool, D> Instruction for Compare<O, P, WHEN, D>
where
    O: Binary<R = bool>,
    ThirdWord<P>: Operands,
    D: Direction,
{
    #[inline(always)]
    fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
        let (a, b) = ThirdWord::<P>::take::<O::A>(r);
        if O::apply(a, b) == Some(WHEN) {
            return take::<D>(r, cx);
        }
        r.advance(ThirdWord::<P>::WORDS);
        Flow::Next
    }
}

/// The operands of a branch.
trait Operands {
    const WORDS: usize;
    fn take<T: super::super::regs::Scalar>(r: &Regs) -> (T, T);
}

macro_rules! operands {
    ($($pair:ident $words:literal $take:expr;)*) => {
        $(impl Operands for ThirdWord<$pair> {
            const WORDS: usize = $words;
            #[inline(always)]
            fn take<T: super::super::regs::Scalar>(r: &Regs) -> (T, T) {
                let take: fn(&Regs) -> (T, T) = $take;
                take(r)
            }
        })*
    };
}

operands! {
    SlotSlot 2 |r| SlotSlot::take(r);
    AccumulatorSlot 2 |r| AccumulatorSlot::take(r);
    SlotFixed 3 |r| (InSlot::take::<T, 0>(r), T::from_slot(r.wide::<2>()));
    AccumulatorFixed 3 |r| (Accumulator::take::<T, 0>(r), T::from_slot(r.wide::<2>()));
}

/// When a conditional branch is taken, and where it leads then.
#[derive(Clone, Copy, PartialEq)]
pub(in super::super) enum Branching {
    /// On, where the condition does not hold.
    Unless,
    /// On, where it holds.
    When,
    /// Back, where it holds.
    Back,
    /// The same, and the loop's turn is counted.
    BackCounting,
}

/// The handlers of a comparison that branches, by where the operands are (the first four pairs of
/// `form.rs`), and by [`Branching`].
pub(in super::super) struct BranchForms {
    pub(in super::super) handlers: [[Handler; 4]; 4],
}

impl BranchForms {
    const fn of<O: Binary<R = bool>>() -> Self {
        const fn all<O: Binary<R = bool>, P>() -> [Handler; 4]
        where
            ThirdWord<P>: Operands,
        {
            [
                Handler::of::<Compare<O, P, false, Forward>>(),
                Handler::of::<Compare<O, P, true, Forward>>(),
                Handler::of::<Compare<O, P, true, Back>>(),
                Handler::of::<Compare<O, P, true, BackCounting>>(),
            ]
        }
        Self {
            handlers: [
                all::<O, SlotSlot>(),
                all::<O, AccumulatorSlot>(),
                all::<O, SlotFixed>(),
                all::<O, AccumulatorFixed>(),
            ],
        }
    }
}

macro_rules! comparisons {
    ($($variant:ident $name:ident,)*) => {
        /// The handlers of a comparison that a branch follows.
        pub(in super::super) fn branch_forms(op: &Operator<'_>) -> Option<&'static BranchForms> {
            Some(match op {
                $(Operator::$variant => const { &BranchForms::of::<numeric::$name>() },)*
                _ => return None,
            })
        }
    };
}

comparisons! {
    I32Eq i32_eq, I32Ne i32_ne, I32LtS i32_lt_s, I32LtU i32_lt_u, I32GtS i32_gt_s, I32GtU i32_gt_u,
    I32LeS i32_le_s, I32LeU i32_le_u, I32GeS i32_ge_s, I32GeU i32_ge_u,
    I64Eq i64_eq, I64Ne i64_ne, I64LtS i64_lt_s, I64LtU i64_lt_u, I64GtS i64_gt_s, I64GtU i64_gt_u,
    I64LeS i64_le_s, I64LeU i64_le_u, I64GeS i64_ge_s, I64GeU i64_ge_u,
    F32Eq f32_eq, F32Ne f32_ne, F32Lt f32_lt, F32Gt f32_gt, F32Le f32_le, F32Ge f32_ge,
    F64Eq f64_eq, F64Ne f64_ne, F64Lt f64_lt, F64Gt f64_gt, F64Le f64_le, F64Ge f64_ge,
}

/// `br_table`: the number of targets beside the default is the second word's upper half, their distances
/// follow. None of them leads back.
pub(in super::super) struct Table<S>(PhantomData<S>);

impl<S: Source> Instruction for Table<S> {
    #[inline(always)]
    fn execute(r: &mut Regs, _: &mut Store) -> Flow {
        let index = S::take::<u32, 0>(r).min(r.word());
        r.jump_by(r.table_target(index));
        Flow::Taken
    }
}
