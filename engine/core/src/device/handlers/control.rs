//! Control instructions but for calls (core specification, section 4.4.8).

use crate::device::Trap;
use crate::device::machine::{Flow, Machine};

pub(in crate::device) fn unreachable(_: &mut Machine<'_>) -> Flow {
    Err(Trap::Unreachable.into())
}

pub(in crate::device) fn nop(_: &mut Machine<'_>) -> Flow {
    Ok(())
}

pub(in crate::device) fn block(m: &mut Machine<'_>) -> Flow {
    m.skip_leb();
    Ok(())
}

/// Block types that are reference types of several bytes have opcodes of their own.
pub(in crate::device) fn block_of_ref(m: &mut Machine<'_>) -> Flow {
    m.skip_val_type();
    Ok(())
}

pub(in crate::device) use block as loop_;
pub(in crate::device) use block_of_ref as loop_of_ref;

pub(in crate::device) fn if_(m: &mut Machine<'_>) -> Flow {
    let op = m.opcode_offset();
    if m.pop::<bool>() {
        m.skip_branch();
        block(m)
    } else {
        m.branch(op, false);
        Ok(())
    }
}

pub(in crate::device) fn if_of_ref(m: &mut Machine<'_>) -> Flow {
    let op = m.opcode_offset();
    if m.pop::<bool>() {
        m.skip_branch();
        block_of_ref(m)
    } else {
        m.branch(op, false);
        Ok(())
    }
}

/// Reached from the end of an `if`'s first arm.
pub(in crate::device) fn else_(m: &mut Machine<'_>) -> Flow {
    let op = m.opcode_offset();
    m.branch(op, false);
    Ok(())
}

pub(in crate::device) fn end(m: &mut Machine<'_>) -> Flow {
    if m.opcode_offset() == m.registers.end { m.return_() } else { Ok(()) }
}

pub(in crate::device) fn return_(m: &mut Machine<'_>) -> Flow {
    m.return_()
}

pub(in crate::device) fn br(m: &mut Machine<'_>) -> Flow {
    let op = m.opcode_offset();
    m.branch(op, true);
    Ok(())
}

pub(in crate::device) fn br_if(m: &mut Machine<'_>) -> Flow {
    let op = m.opcode_offset();
    let taken = m.pop::<bool>();
    branch_if(m, op, taken)
}

pub(in crate::device) fn br_table(m: &mut Machine<'_>) -> Flow {
    let op = m.opcode_offset();
    let index = m.pop::<u32>();
    let targets = m.imm_u32();
    m.registers.entry = m.registers.entry.wrapping_add(index.min(targets));
    m.branch(op, true);
    Ok(())
}

/// Branches where `taken` says so, else passes over the label.
pub(super) fn branch_if(m: &mut Machine<'_>, op: u32, taken: bool) -> Flow {
    if taken {
        m.branch(op, true);
    } else {
        m.skip_leb();
        m.skip_branch();
    }
    Ok(())
}
