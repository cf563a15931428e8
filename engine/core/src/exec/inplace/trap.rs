//! The cold routines that stop the program: they find out from the operands what went wrong.

use super::Flow;
use super::dispatch::step_once;
use super::regs::Regs;
use crate::exec::{Exit, Stop, Trap, TrapKind};
use crate::store::{InstanceId, Store};

/// The opcode of `loop`.
const LOOP: u8 = 0x03;

/// Stops with a trap on the instruction at `r`.
pub(super) fn trap(r: &Regs, cx: &mut Store, kind: TrapKind) -> Flow {
    let Some(frame) = cx.frames.last() else { return Flow::Stop };
    let instance = InstanceId(frame.instance);
    let func = cx.guest_index(frame.func);
    let trap = Trap { kind, instance: Some(instance), func, pc: r.pc(&cx.hot) };
    cx.trap = Some(trap.clone());
    cx.stop = Some(Stop::Exit(Exit::Trap(trap)));
    Flow::Stop
}

/// Stops before the instruction at `r` because somebody asked for it.
pub(super) fn interrupted(_: &mut Regs, cx: &mut Store) -> Flow {
    cx.stop = Some(Stop::Exit(Exit::Interrupted));
    Flow::Stop
}

/// Stops before the instruction at `r`, which would be one event more than there may be.
pub(super) fn counted_out(_: &mut Regs, cx: &mut Store) -> Flow {
    cx.stop = Some(Stop::Counted);
    Flow::Stop
}

/// Stops before the instruction at `r`, whose opcode a breakpoint replaces, or executes it, where the breakpoint is judged
/// and lets the program go on.
pub(super) fn breakpoint(r: &mut Regs, cx: &mut Store) -> Flow {
    let pc = r.pc(&cx.hot);
    // A judge may look at the operands.
    cx.save_regs(r);
    if !cx.stops_at(pc, true) {
        let is_loop = cx.original_opcode(r) == LOOP;
        let op = cx.opcode(r);
        if step_once(op, r, cx) {
            return Flow::Next;
        }
        if is_loop {
            cx.carry_passed(pc);
        }
        return Flow::Stop;
    }
    cx.stop = Some(Stop::Exit(Exit::Breakpoint));
    Flow::Stop
}

pub(super) fn unreachable_trap(r: &mut Regs, cx: &mut Store) -> Flow {
    trap(r, cx, TrapKind::Unreachable)
}

/// A division failed: by zero, or else by overflow.
pub(super) fn division_trap(r: &mut Regs, cx: &mut Store) -> Flow {
    // i32 divisions have the opcodes 0x6d to 0x70.
    let zero = if matches!(cx.opcode(r), 0x6d..=0x70) {
        r.peek::<u32>(0) == 0
    } else {
        r.peek::<u64>(0) == 0
    };
    trap(r, cx, if zero { TrapKind::DivideByZero } else { TrapKind::IntegerOverflow })
}

/// A float does not fit the integer that it is converted to.
pub(super) fn conversion_trap(r: &mut Regs, cx: &mut Store) -> Flow {
    // Conversions from f32 have these opcodes, the others are from f64.
    let nan = if matches!(cx.opcode(r), 0xa8 | 0xa9 | 0xae | 0xaf) {
        r.peek::<f32>(0).is_nan()
    } else {
        r.peek::<f64>(0).is_nan()
    };
    trap(r, cx, TrapKind::InvalidConversion { nan })
}

/// Bytes that a load or store of this opcode moves.
pub(super) fn access_size(opcode: u8) -> u64 {
    match opcode {
        0x2c | 0x2d | 0x30 | 0x31 | 0x3a | 0x3c => 1,
        0x2e | 0x2f | 0x32 | 0x33 | 0x3b | 0x3d => 2,
        0x28 | 0x2a | 0x34 | 0x35 | 0x36 | 0x38 | 0x3e => 4,
        _ => 8,
    }
}

/// A load or a store lies outside memory.
pub(super) fn access_trap(r: &mut Regs, cx: &mut Store) -> Flow {
    let opcode = cx.opcode(r);
    let size = access_size(opcode);
    let is_store = opcode >= 0x36;
    let mut at = *r;
    at.next_byte();
    at.skip_leb();
    let offset = at.imm_u32();
    let address = u64::from(r.peek::<u32>(usize::from(is_store))) + u64::from(offset);
    let memory_size = cx.hot.mem_len;
    trap(r, cx, TrapKind::MemoryOutOfBounds { address, size, memory_size })
}
