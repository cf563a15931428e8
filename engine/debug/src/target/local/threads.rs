//! Threads in the engine: what a session is told of them, and the memory that they share.

use wrtd_core::{ImportType, Module, Store, StoreError, ThreadInfo};

use crate::target::{TargetThread, ThreadState};

pub(super) fn told(info: ThreadInfo) -> TargetThread {
    let state = match info.state {
        wrtd_core::ThreadState::Ready => ThreadState::Ready,
        wrtd_core::ThreadState::Waiting { address, timed } => {
            ThreadState::Waiting { address, timed }
        }
        wrtd_core::ThreadState::InHost => ThreadState::InHost,
    };
    TargetThread { id: info.id.number(), state }
}

/// Makes the shared memories that the program imports, as programs for threads do: each of their instances has them.
/// What a preloaded module exports takes their place.
pub(super) fn define_shared_memories(
    store: &mut Store,
    program: &Module,
) -> Result<(), StoreError> {
    for import in program.imports() {
        if let ImportType::Memory(ty) = import.ty
            && ty.shared
        {
            store.define_memory(&import.module, &import.name, ty)?;
        }
    }
    Ok(())
}
