//! Loads and stores of vectors in general: on any memory of the instance, with addresses of 32 or 64
//! bits (core specification 3.0, section 4.6.10). The usual ones are in `vector`.

use super::Flow;
use super::general::{MemArg, number};
use super::regs::Regs;
use super::trap::trap;
use crate::arithmetic::simd::{self, Shape};
use crate::exec::TrapKind;
use crate::store::Store;

/// Executes the load or store at `r`, which is behind the prefix of vector instructions.
pub(super) fn execute(r: &mut Regs, cx: &mut Store) -> Flow {
    let mut at = *r;
    at.next_byte();
    let op = at.imm_u32();
    match access(&mut at, cx, op) {
        Ok(()) => {
            *r = at;
            Flow::Next
        }
        Err(kind) => trap(r, cx, kind),
    }
}

fn access(at: &mut Regs, cx: &mut Store, op: u32) -> Result<(), TrapKind> {
    let memarg = MemArg::read(at, cx);
    match simd::shape(op) {
        Some(Shape::Load { bytes }) => {
            let value = number(memarg.bytes(at, cx, bytes.into())?);
            at.push_vector(&cx.hot, simd::loaded(op, value));
        }
        Some(Shape::LoadLane { bytes }) => {
            let lane = at.next_byte();
            let vector = at.pop_vector(&cx.hot);
            let value = number(memarg.bytes(at, cx, bytes.into())?) as u64;
            at.push_vector(&cx.hot, simd::insert(vector, lane, bytes, value));
        }
        Some(Shape::StoreLane { bytes }) => {
            let lane = at.next_byte();
            let vector = at.pop_vector(&cx.hot);
            let value = simd::lane_bytes(vector, lane, bytes);
            memarg.write(at, cx, bytes.into(), value.into())?;
        }
        // `v128.store`: nothing but loads and stores is rewritten.
        _ => {
            let vector = at.pop_vector(&cx.hot);
            memarg.write(at, cx, 16, vector)?;
        }
    }
    Ok(())
}
