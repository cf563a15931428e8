//! Parametric and variable instructions (core specification, sections 4.4.4 and 4.4.5).

use crate::device::machine::{Flow, Machine};

pub(in crate::device) fn drop(m: &mut Machine<'_>) -> Flow {
    m.pop::<u64>();
    Ok(())
}

pub(in crate::device) fn select(m: &mut Machine<'_>) -> Flow {
    let first = m.pop::<bool>();
    let second = m.pop::<u64>();
    if !first {
        m.poke(second);
    }
    Ok(())
}

/// `select` with a vector of types: one, by validation.
pub(in crate::device) fn select_typed(m: &mut Machine<'_>) -> Flow {
    m.skip_leb();
    m.skip_val_type();
    select(m)
}

pub(in crate::device) fn local_get(m: &mut Machine<'_>) -> Flow {
    let local = m.imm_u32();
    let slot = m.slot(m.local(local));
    m.push(slot);
    Ok(())
}

pub(in crate::device) fn local_set(m: &mut Machine<'_>) -> Flow {
    let local = m.imm_u32();
    let slot = m.pop();
    m.set_slot(m.local(local), slot);
    Ok(())
}

pub(in crate::device) fn local_tee(m: &mut Machine<'_>) -> Flow {
    let local = m.imm_u32();
    let slot = m.peek();
    m.set_slot(m.local(local), slot);
    Ok(())
}

pub(in crate::device) fn global_get(m: &mut Machine<'_>) -> Flow {
    let global = m.imm_u32();
    let slot = m.global_slot(global);
    m.is_faulty |= slot.is_none();
    m.push(slot.unwrap_or_default());
    Ok(())
}

pub(in crate::device) fn global_set(m: &mut Machine<'_>) -> Flow {
    let global = m.imm_u32();
    let slot = m.pop();
    m.is_faulty |= !m.set_global_slot(global, slot);
    Ok(())
}
