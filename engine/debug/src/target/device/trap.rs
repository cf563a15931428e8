//! Traps of a device's machine in a host's words. The machine stands before the instruction, so that its operands
//! tell what a device leaves out.

use wasmparser::BinaryReader;
use wrtd_core::{
    Module, TrapKind,
    device::{Machine, Trap},
};
use wrtd_limits::{CountLimit, LimitName, Plan};

use crate::target::{TargetTrap, TrapCause};

/// What a trap is; `from_host` is what the board's function said that failed.
pub(super) fn describe(
    trap: Trap,
    machine: &Machine<'_>,
    module: &Module,
    plan: &Plan,
    from_host: Option<String>,
) -> TargetTrap {
    let message = match trap {
        Trap::MemoryOutOfBounds => memory_access(machine, module),
        Trap::UndefinedElement | Trap::UninitializedElement => element(trap, machine, module),
        Trap::FramesExhausted => Some(exhausted(plan.count(LimitName::CallDepth))),
        Trap::StackExhausted => Some(exhausted(plan.count(LimitName::StackBytes))),
        Trap::Host => from_host,
        _ => None,
    };
    TargetTrap {
        message: message.unwrap_or_else(|| trap.message().to_owned()),
        cause: TrapCause::from(trap),
    }
}

fn exhausted(limit: CountLimit) -> String {
    let CountLimit { name, most, provenance } = limit;
    format!(
        "call stack exhausted: more than the {most} {} that there may be (from {provenance}); look for a recursion \
         without end, or {}",
        name.things(),
        provenance.remedy()
    )
}

/// Which element a call through a table wanted.
fn element(trap: Trap, machine: &Machine<'_>, module: &Module) -> Option<String> {
    let frame = machine.frame(0)?;
    let mut immediates = immediates(frame.pc, module)?;
    immediates.read_var_u32().ok()?;
    let table = immediates.read_var_u32().ok()?;
    let index = machine.operand_slot(0, frame.operands.checked_sub(1)?)?;
    Some(match trap {
        Trap::UninitializedElement => TrapKind::UninitializedElement { index }.to_string(),
        _ => {
            let table_size = machine.table_size(table).into();
            TrapKind::UndefinedElement { index, table_size }.to_string()
        }
    })
}

/// Which bytes a load or store wanted; `None` of other instructions.
fn memory_access(machine: &Machine<'_>, module: &Module) -> Option<String> {
    let frame = machine.frame(0)?;
    // What is stored lies above its address.
    let (size, above) = access(*module.bytes().get(frame.pc as usize)?)?;
    let mut immediates = immediates(frame.pc, module)?;
    immediates.read_var_u32().ok()?;
    let offset = immediates.read_var_u64().ok()?;
    let base = machine.operand_slot(0, frame.operands.checked_sub(1 + above)?)?;
    let address = offset.saturating_add(base & u64::from(u32::MAX));
    let memory_size = machine.memory().len() as u64;
    Some(TrapKind::MemoryOutOfBounds { address, size, memory_size }.to_string())
}

/// What comes behind the opcode of the instruction at `pc`.
fn immediates(pc: u32, module: &Module) -> Option<BinaryReader<'_>> {
    Some(BinaryReader::new(module.bytes().get(pc as usize + 1..)?, 0))
}

/// Bytes that a load or store accesses, and the operands above its address.
fn access(opcode: u8) -> Option<(u64, u32)> {
    const SIZES: [u64; 23] = [4, 8, 4, 8, 1, 1, 2, 2, 1, 1, 2, 2, 4, 4, 4, 8, 4, 8, 1, 2, 1, 2, 4];
    const FIRST_LOAD: u8 = 0x28;
    const FIRST_STORE: u8 = 0x36;
    let size = *SIZES.get(usize::from(opcode.checked_sub(FIRST_LOAD)?))?;
    Some((size, u32::from(opcode >= FIRST_STORE)))
}
