//! Instructions on references (core specification, section 4.4.2). A reference to a function is its index
//! plus one.

use super::control::branch_if;
use crate::device::Trap;
use crate::device::machine::{Flow, Machine};

pub(in crate::device) fn ref_null(m: &mut Machine<'_>) -> Flow {
    m.skip_leb();
    m.push(0u64);
    Ok(())
}

pub(in crate::device) fn ref_is_null(m: &mut Machine<'_>) -> Flow {
    let is_null = m.peek::<u64>() == 0;
    m.poke(is_null);
    Ok(())
}

pub(in crate::device) fn ref_func(m: &mut Machine<'_>) -> Flow {
    let func = m.imm_u32();
    m.push(u64::from(func) + 1);
    Ok(())
}

pub(in crate::device) fn ref_as_non_null(m: &mut Machine<'_>) -> Flow {
    if m.peek::<u64>() == 0 { Err(Trap::NullReference.into()) } else { Ok(()) }
}

pub(in crate::device) fn br_on_null(m: &mut Machine<'_>) -> Flow {
    let op = m.opcode_offset();
    let is_null = m.peek::<u64>() == 0;
    if is_null {
        m.pop::<u64>();
    }
    branch_if(m, op, is_null)
}

pub(in crate::device) fn br_on_non_null(m: &mut Machine<'_>) -> Flow {
    let op = m.opcode_offset();
    let is_null = m.peek::<u64>() == 0;
    if is_null {
        m.pop::<u64>();
    }
    branch_if(m, op, !is_null)
}
