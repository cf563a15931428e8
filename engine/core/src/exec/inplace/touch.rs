//! What the next instruction accesses, for watchpoints.

use super::atomic::{Effect, effect};
use super::dispatch;
use super::general::{MemArg, pop_address};
use super::regs::Regs;
use super::trap::access_size;
use crate::arithmetic::simd::{self, Shape};
use crate::exec::watch::Touch;
use crate::store::Store;

/// What one instruction accesses at most: what it copies from, and what it copies to.
type Touches = [Option<Touch>; 2];

/// Executes until something stops the program, and saves its state; what instructions access is compared with what
/// is watched.
pub(super) fn run(mut r: Regs, cx: &mut Store) {
    loop {
        let op = r.opcode();
        if !step(op, &mut r, cx) {
            return cx.save_regs(&r);
        }
    }
}

/// Executes the instruction at `r` as if its opcode were `op`; whether it completed and the program goes on.
pub(super) fn step(op: u8, r: &mut Regs, cx: &mut Store) -> bool {
    // Under a breakpoint nothing is executed.
    if op == dispatch::BREAKPOINT {
        return dispatch::step(op, r, cx);
    }
    let touches = match cx.original_opcode(r) {
        // Calls, of host functions as well.
        0x10..=0x15 => Touches::default(),
        original @ (0x21..=0x24 | 0x28..=0x3e | 0xfc..=0xfe) => touches(original, *r, cx),
        _ => return dispatch::step(op, r, cx),
    };
    let Some(by) = cx.accessor(r.pc(&cx.hot)) else { return false };
    cx.watch_instruction(by, &touches, |cx| dispatch::step(op, r, cx))
}

/// What the instruction at `at`, whose opcode is `opcode`, accesses.
fn touches(opcode: u8, mut at: Regs, cx: &Store) -> Touches {
    at.next_byte();
    match opcode {
        0x21 | 0x22 => {
            let frame = cx.frames.len() - 1;
            [Some(Touch::Local { thread: cx.thread(), frame, index: at.imm_u32() }), None]
        }
        0x23 | 0x24 => {
            let index = at.imm_u32() as usize;
            let global = cx.current_instance().globals[index];
            [Some(Touch::Global { global, writes: opcode == 0x24 }), None]
        }
        0x28..=0x35 => [Some(load(&mut at, cx, access_size(opcode))), None],
        0x36..=0x3e => {
            let memarg = MemArg::read(&mut at, cx);
            at.drop_operands(1);
            [Some(access(&memarg, &mut at, cx, access_size(opcode), Does::Write)), None]
        }
        0xfc => bulk(&mut at, cx),
        0xfd => [vector(&mut at, cx), None],
        _ => [atomic(&mut at, cx), None],
    }
}

/// What an access does.
#[derive(Clone, Copy)]
enum Does {
    Read,
    Write,
    Both,
}

/// The access at the address that is the topmost operand.
fn access(memarg: &MemArg, at: &mut Regs, cx: &Store, len: u64, does: Does) -> Touch {
    let start = memarg.pop_effective(at, cx);
    let (reads, writes) = match does {
        Does::Read => (true, false),
        Does::Write => (false, true),
        Does::Both => (true, true),
    };
    Touch::Memory { memory: memarg.memory, start, len, reads, writes }
}

fn load(at: &mut Regs, cx: &Store, len: u64) -> Touch {
    let memarg = MemArg::read(at, cx);
    access(&memarg, at, cx, len, Does::Read)
}

/// Loads and stores of vectors and their lanes.
fn vector(at: &mut Regs, cx: &Store) -> Option<Touch> {
    let shape = simd::shape(at.imm_u32())?;
    let (len, does) = match shape {
        Shape::Load { bytes } => return Some(load(at, cx, bytes.into())),
        Shape::LoadLane { bytes } => (bytes.into(), Does::Read),
        Shape::StoreLane { bytes } => (bytes.into(), Does::Write),
        Shape::Store => (16, Does::Write),
        _ => return None,
    };
    let memarg = MemArg::read(at, cx);
    // The vector is above the address.
    at.drop_operands(1);
    Some(access(&memarg, at, cx, len, does))
}

fn atomic(at: &mut Regs, cx: &Store) -> Option<Touch> {
    let (above, len, does) = match effect(at.imm_u32())? {
        Effect::Load(len) => (0, len, Does::Read),
        Effect::Store(len) => (1, len, Does::Write),
        Effect::Modify(len) => (1, len, Does::Both),
        Effect::CompareExchange(len) => (2, len, Does::Both),
        Effect::Wait(len) => (2, len, Does::Read),
    };
    let memarg = MemArg::read(at, cx);
    at.drop_operands(above);
    Some(access(&memarg, at, cx, len, does))
}

/// Fills, copies and initialisations of memories.
fn bulk(at: &mut Regs, cx: &Store) -> Touches {
    let write =
        |memory, start, len| Some(Touch::Memory { memory, start, len, reads: false, writes: true });
    match at.imm_u32() {
        8 => {
            at.skip_leb();
            let memory = cx.memory_place(at.imm_u32());
            let len = at.pop::<u32>().into();
            at.drop_operands(1);
            [write(memory, pop_address(at, cx.memories[memory].address()), len), None]
        }
        10 => {
            let to = cx.memory_place(at.imm_u32());
            let from = cx.memory_place(at.imm_u32());
            let (to_type, from_type) = (cx.memories[to].address(), cx.memories[from].address());
            let len = pop_address(at, super::bulk::lesser(to_type, from_type));
            let start = pop_address(at, from_type);
            let read = Touch::Memory { memory: from, start, len, reads: true, writes: false };
            [Some(read), write(to, pop_address(at, to_type), len)]
        }
        11 => {
            let memory = cx.memory_place(at.imm_u32());
            let ty = cx.memories[memory].address();
            let len = pop_address(at, ty);
            at.drop_operands(1);
            [write(memory, pop_address(at, ty), len), None]
        }
        _ => Touches::default(),
    }
}
