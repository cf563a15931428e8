//! Numeric instructions.

use alloc::boxed::Box;

use wasmparser::Operator;

use super::super::handlers::{BinaryForms, binary_forms, branch_forms, unary_forms};
use super::super::regs::Kind;
use super::emit::{Comparison, Encoded};
use super::operand::{Place, Source};
use super::{Translator, Unsupported};

impl Translator<'_> {
    /// Translates a numeric instruction; whether `op` is one.
    pub(super) fn numeric(&mut self, op: &Operator<'_>) -> Result<bool, Unsupported> {
        match *op {
            Operator::I32Const { value } => self.constant(Kind::I32, value.cast_unsigned().into()),
            Operator::I64Const { value } => self.constant(Kind::I64, value.cast_unsigned()),
            Operator::F32Const { value } => self.constant(Kind::F32, value.bits().into()),
            Operator::F64Const { value } => self.constant(Kind::F64, value.bits()),
            Operator::I32ReinterpretF32 => self.reinterpret(Kind::I32),
            Operator::I64ReinterpretF64 => self.reinterpret(Kind::I64),
            Operator::F32ReinterpretI32 => self.reinterpret(Kind::F32),
            Operator::F64ReinterpretI64 => self.reinterpret(Kind::F64),
            Operator::I64ExtendI32U => self.extend(),
            Operator::I32Eqz => self.compare_with_zero(&Operator::I32Eq),
            Operator::I64Eqz | Operator::RefIsNull => self.compare_with_zero(&Operator::I64Eq),
            Operator::RefNull { .. } => self.constant(Kind::I64, 0),
            Operator::RefFunc { function_index } => {
                let func = self.instance.funcs[function_index as usize].0;
                self.constant(Kind::I64, u64::from(func) + 1);
            }
            _ => return Ok(self.computation(op)),
        }
        Ok(true)
    }

    fn computation(&mut self, op: &Operator<'_>) -> bool {
        if let Some(forms) = binary_forms(op) {
            let (a, b) = self.take_two();
            self.binary(op, forms, a, b);
            return true;
        }
        let Some(forms) = unary_forms(op) else { return false };
        let (_, source) = self.take_variable();
        let (form, fields) = match source {
            Source::Slot(slot) => (0, slot.into()),
            Source::Accumulator | Source::Fixed(_) => (1, 0),
        };
        let encoded = Encoded {
            handlers: forms.handlers[form],
            fields,
            destination: 1,
            words: Box::default(),
        };
        self.push_pending(forms.result, encoded, None);
        true
    }

    fn constant(&mut self, kind: Kind, constant: u64) {
        self.push(kind, Place::Constant(constant));
    }

    /// The same bits as an operand of another kind, which have another accumulator.
    fn reinterpret(&mut self, kind: Kind) {
        self.settle();
        if let Some(top) = self.stack.last_mut() {
            if top.place == Place::Returned {
                top.place = Place::Slot;
            }
            top.kind = kind;
        }
    }

    /// The slot and the accumulator of an i32 have a high half of zeros.
    fn extend(&mut self) {
        if let Some(top) = self.stack.last_mut() {
            top.kind = Kind::I64;
        }
        if let Some(pending) = &mut self.pending
            && pending.operand + 1 == self.stack.len()
        {
            // A branch takes an i32.
            pending.comparison = None;
        }
    }

    fn compare_with_zero(&mut self, equal: &Operator<'_>) {
        let (_, a) = self.take_variable();
        if let Some(forms) = binary_forms(equal) {
            self.binary(equal, forms, a, Source::Fixed(0));
        }
    }

    /// Pushes the value of `op` of `a` and `b`.
    fn binary(&mut self, op: &Operator<'_>, forms: &'static BinaryForms, a: Source, b: Source) {
        // The right operand is the one that has a form as a constant, and the left one that as an
        // accumulator, in all instructions where they can change places.
        let turn = matches!((a, b), (Source::Fixed(_), _) | (Source::Slot(_), Source::Accumulator));
        if turn
            && let Some(mirrored) = mirrored(op)
            && let Some(forms) = binary_forms(&mirrored)
        {
            return self.push_binary(&mirrored, forms, b, a);
        }
        self.push_binary(op, forms, a, b);
    }

    fn push_binary(
        &mut self,
        op: &Operator<'_>,
        forms: &'static BinaryForms,
        a: Source,
        b: Source,
    ) {
        let (pair, mut fields, immediate) = encode_pair(a, b);
        let wide = matches!(forms.operand, Kind::I64 | Kind::F64);
        let comparison = branch_forms(op).filter(|_| pair < 4).map(|forms| Comparison {
            forms,
            pair,
            fields,
            third_word: immediate,
        });
        let destination = if immediate.is_some() { 1 } else { 2 };
        let words = immediate.filter(|_| wide).into_iter().collect();
        if let (Some(immediate), false) = (immediate, wide) {
            fields |= immediate << 32;
        }
        let encoded = Encoded { handlers: forms.handlers[pair], fields, destination, words };
        self.push_pending(forms.result, encoded, comparison);
    }
}

/// The place of a pair in the handlers' order, the fields that name slots, and the immediate.
fn encode_pair(a: Source, b: Source) -> (usize, u64, Option<u64>) {
    match (a, b) {
        (Source::Slot(a), Source::Slot(b)) => (0, u64::from(a) | u64::from(b) << 16, None),
        (Source::Accumulator, Source::Slot(b)) => (1, b.into(), None),
        (Source::Slot(a), Source::Fixed(b)) => (2, a.into(), Some(b)),
        (Source::Accumulator, Source::Fixed(b)) => (3, 0, Some(b)),
        (Source::Slot(a), Source::Accumulator) => (4, a.into(), None),
        (Source::Fixed(a), Source::Slot(b)) => (5, b.into(), Some(a)),
        // Two constants, and twice the accumulator, were sorted out when the operands were taken.
        (Source::Fixed(a), _) => (6, 0, Some(a)),
        (Source::Accumulator, Source::Accumulator) => (1, 0, None),
    }
}

/// The instruction that gives the same with its operands exchanged.
fn mirrored(op: &Operator<'_>) -> Option<Operator<'static>> {
    Some(match op {
        Operator::I32Add => Operator::I32Add,
        Operator::I32Mul => Operator::I32Mul,
        Operator::I32And => Operator::I32And,
        Operator::I32Or => Operator::I32Or,
        Operator::I32Xor => Operator::I32Xor,
        Operator::I64Add => Operator::I64Add,
        Operator::I64Mul => Operator::I64Mul,
        Operator::I64And => Operator::I64And,
        Operator::I64Or => Operator::I64Or,
        Operator::I64Xor => Operator::I64Xor,
        Operator::I32Eq => Operator::I32Eq,
        Operator::I32Ne => Operator::I32Ne,
        Operator::I32LtS => Operator::I32GtS,
        Operator::I32LtU => Operator::I32GtU,
        Operator::I32GtS => Operator::I32LtS,
        Operator::I32GtU => Operator::I32LtU,
        Operator::I32LeS => Operator::I32GeS,
        Operator::I32LeU => Operator::I32GeU,
        Operator::I32GeS => Operator::I32LeS,
        Operator::I32GeU => Operator::I32LeU,
        Operator::I64Eq => Operator::I64Eq,
        Operator::I64Ne => Operator::I64Ne,
        Operator::I64LtS => Operator::I64GtS,
        Operator::I64LtU => Operator::I64GtU,
        Operator::I64GtS => Operator::I64LtS,
        Operator::I64GtU => Operator::I64LtU,
        Operator::I64LeS => Operator::I64GeS,
        Operator::I64LeU => Operator::I64GeU,
        Operator::I64GeS => Operator::I64LeS,
        Operator::I64GeU => Operator::I64LeU,
        Operator::F32Eq => Operator::F32Eq,
        Operator::F32Ne => Operator::F32Ne,
        Operator::F32Lt => Operator::F32Gt,
        Operator::F32Gt => Operator::F32Lt,
        Operator::F32Le => Operator::F32Ge,
        Operator::F32Ge => Operator::F32Le,
        Operator::F64Eq => Operator::F64Eq,
        Operator::F64Ne => Operator::F64Ne,
        Operator::F64Lt => Operator::F64Gt,
        Operator::F64Gt => Operator::F64Lt,
        Operator::F64Le => Operator::F64Ge,
        Operator::F64Ge => Operator::F64Le,
        _ => return None,
    })
}
