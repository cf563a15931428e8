//! The registers of the in-place interpreter, and every unchecked access that it makes.
//!
//! # Soundness
//! All methods rely on this: the code was validated, so each instruction finds its operands on the stack, its locals in
//! the frame, its immediates complete and its branches in the side table; and entering a function
//! checked that its locals and its deepest operand stack fit the guest's stack. The pointers come from
//! [`Store::load_regs`](crate::Store), are used only while one resume runs, and are loaded again after everything that can
//! move what they point to (growing memory, a host call, another instance's code).
#![allow(unsafe_code, reason = "validated code is executed without checking it again; see above")]

use core::ptr;

use super::super::frame::Frame;
use crate::side_table::Branch;
use crate::store::Store;

/// A type that fills a slot (see [`crate::value`]).
pub(super) trait Slot: Copy {
    fn from_slot(slot: u64) -> Self;
    fn to_slot(self) -> u64;
}

macro_rules! slots {
    ($($ty:ty, $slot:ident => $from:expr, $value:ident => $to:expr;)*) => {
        $(impl Slot for $ty {
            #[inline(always)]
            fn from_slot($slot: u64) -> Self { $from }
            #[inline(always)]
            fn to_slot(self) -> u64 { let $value = self; $to }
        })*
    };
}

slots! {
    u32, s => s as u32, v => u64::from(v);
    i32, s => s as u32 as i32, v => u64::from(v.cast_unsigned());
    u64, s => s, v => v;
    i64, s => s.cast_signed(), v => v.cast_unsigned();
    f32, s => f32::from_bits(s as u32), v => u64::from(v.to_bits());
    f64, s => f64::from_bits(s), v => v.to_bits();
}

impl Slot for bool {
    #[inline(always)]
    fn from_slot(slot: u64) -> Self {
        slot as u32 != 0
    }
    #[inline(always)]
    fn to_slot(self) -> u64 {
        u64::from(self)
    }
}

/// Where execution is.
#[derive(Clone, Copy)]
pub(in crate::exec) struct Regs {
    /// Next byte of code.
    pub(super) ip: *const u8,
    /// Slot after the topmost operand.
    pub(super) sp: *mut u64,
    /// First local of the innermost frame.
    pub(super) fp: *mut u64,
    /// First branch at or after `ip` in the function's side table.
    pub(super) st: *const Branch,
    /// First byte of the instance's memory.
    pub(super) mem: *mut u8,
}

/// What the handlers want near, beside the registers; loaded together with them.
pub(crate) struct Hot {
    /// Address of Wasm offset 0 of the running module's code.
    pub(super) base: *const u8,
    /// The final `end` of the running function.
    pub(super) end: *const u8,
    /// Results of the running function.
    pub(super) results: u32,
    /// Instance whose code runs.
    pub(super) instance: u32,
    /// Size of the instance's memory in bytes.
    pub(super) mem_len: u64,
    /// First slot of the guest's stack, and the slot after its last.
    pub(super) stack: *mut u64,
    pub(super) stack_end: *mut u64,
}

// SAFETY: the pointers are only followed during one resume, which loads them first from the store
// that owns what they point to; that store moves between threads as a whole.
unsafe impl Send for Hot {}

impl Hot {
    pub(crate) const fn new() -> Self {
        Self {
            base: ptr::null(),
            end: ptr::null(),
            results: 0,
            instance: 0,
            mem_len: 0,
            stack: ptr::null_mut(),
            stack_end: ptr::null_mut(),
        }
    }
}

impl Hot {
    /// Instance whose code runs.
    #[inline(always)]
    pub(crate) fn instance(&self) -> u32 {
        self.instance
    }
}

impl Regs {
    /// Wasm offset of the next byte of code.
    pub(in crate::exec) fn pc(&self, hot: &Hot) -> u32 {
        // SAFETY: both point into the running module's code.
        unsafe { self.ip.offset_from(hot.base) as u32 }
    }

    #[inline(always)]
    pub(super) fn next_byte(&mut self) -> u8 {
        // SAFETY: `ip` is within the code, which ends with the `end` that returns.
        unsafe {
            let byte = *self.ip;
            self.ip = self.ip.add(1);
            byte
        }
    }

    /// Reads an unsigned 32-bit LEB128 immediate.
    #[inline(always)]
    pub(super) fn imm_u32(&mut self) -> u32 {
        let byte = self.next_byte();
        if byte < 0x80 {
            return u32::from(byte);
        }
        let mut value = u32::from(byte & 0x7f);
        let mut shift = 7;
        loop {
            let byte = self.next_byte();
            value |= u32::from(byte & 0x7f) << (shift & 31);
            if byte < 0x80 {
                return value;
            }
            shift += 7;
        }
    }

    /// Reads a signed LEB128 immediate of up to 64 bits.
    #[inline(always)]
    pub(super) fn imm_i64(&mut self) -> i64 {
        let byte = self.next_byte();
        let mut value = u64::from(byte & 0x7f);
        let mut shift = 7;
        let mut last = byte;
        while last >= 0x80 {
            last = self.next_byte();
            value |= u64::from(last & 0x7f) << (shift & 63);
            shift += 7;
        }
        let unused = 64u32.saturating_sub(shift);
        (value << unused).cast_signed() >> unused
    }

    /// Reads `N` raw bytes.
    #[inline(always)]
    pub(super) fn imm_bytes<const N: usize>(&mut self) -> [u8; N] {
        // SAFETY: the immediate is complete.
        unsafe {
            let bytes = ptr::read_unaligned(self.ip.cast::<[u8; N]>());
            self.ip = self.ip.add(N);
            bytes
        }
    }

    /// Passes over a block type, a LEB128 number of 33 bits.
    #[inline(always)]
    pub(super) fn skip_leb(&mut self) {
        while self.next_byte() >= 0x80 {}
    }

    #[inline(always)]
    pub(super) fn push<T: Slot>(&mut self, value: T) {
        // SAFETY: the frame has room for its deepest operand stack.
        unsafe {
            *self.sp = value.to_slot();
            self.sp = self.sp.add(1);
        }
    }

    #[inline(always)]
    pub(super) fn pop<T: Slot>(&mut self) -> T {
        // SAFETY: the operand is there.
        unsafe {
            self.sp = self.sp.sub(1);
            T::from_slot(*self.sp)
        }
    }

    /// The operand `depth` below the top, 0 for the top itself.
    #[inline(always)]
    pub(super) fn peek<T: Slot>(&self, depth: usize) -> T {
        // SAFETY: the operand is there.
        unsafe { T::from_slot(*self.sp.sub(depth + 1)) }
    }

    /// Replaces the operand `depth` below the top.
    #[inline(always)]
    pub(super) fn poke<T: Slot>(&mut self, depth: usize, value: T) {
        // SAFETY: the operand is there.
        unsafe { *self.sp.sub(depth + 1) = value.to_slot() }
    }

    /// Takes `count` operands away.
    #[inline(always)]
    pub(super) fn drop_operands(&mut self, count: usize) {
        // SAFETY: the operands are there.
        self.sp = unsafe { self.sp.sub(count) };
    }

    #[inline(always)]
    pub(super) fn local(&self, index: u32) -> u64 {
        // SAFETY: the local is there.
        unsafe { *self.fp.add(index as usize) }
    }

    #[inline(always)]
    pub(super) fn set_local(&mut self, index: u32, slot: u64) {
        // SAFETY: the local is there.
        unsafe { *self.fp.add(index as usize) = slot }
    }

    /// Passes over the next entry of the side table: a branch not taken.
    #[inline(always)]
    pub(super) fn skip_branch(&mut self) {
        // SAFETY: the branch has its entry.
        self.st = unsafe { self.st.add(1) };
    }

    /// Chooses one of the entries of a `br_table`.
    #[inline(always)]
    pub(super) fn select_branch(&mut self, index: u32) {
        // SAFETY: the instruction has an entry for each of its targets, the default included.
        self.st = unsafe { self.st.add(index as usize) };
    }

    /// Goes where the next entry of the side table says; `op` is the address of the branching
    /// instruction. Operands stay where they are.
    #[inline(always)]
    pub(super) fn jump(&mut self, op: *const u8) {
        // SAFETY: the entry leads to an instruction and an entry of the same function.
        unsafe {
            let branch = &*self.st;
            self.ip = op.offset(branch.code as isize);
            self.st = self.st.offset(branch.entries as isize);
        }
    }

    /// [`Regs::jump`], moving the operands that the branch carries.
    #[inline(always)]
    pub(super) fn branch(&mut self, op: *const u8) {
        // SAFETY: the entry's height and arity lie within the frame.
        unsafe {
            let branch = &*self.st;
            let arity = branch.arity as usize;
            let from = self.sp.sub(arity);
            let to = self.fp.add(branch.height as usize);
            if from != to {
                move_down(from, to, arity);
            }
            self.sp = to.add(arity);
        }
        self.jump(op);
    }

    /// Address of the opcode whose first byte has just been read.
    #[inline(always)]
    pub(super) fn opcode_address(&self) -> *const u8 {
        // SAFETY: the opcode's byte precedes.
        unsafe { self.ip.sub(1) }
    }

    /// The `N` bytes of memory at the effective address, or `None` outside memory.
    #[inline(always)]
    pub(super) fn load<const N: usize>(
        &self,
        hot: &Hot,
        address: u32,
        offset: u32,
    ) -> Option<[u8; N]> {
        let start = u64::from(address) + u64::from(offset);
        if start + N as u64 > hot.mem_len {
            return None;
        }
        // SAFETY: the bytes lie within the memory.
        Some(unsafe { ptr::read_unaligned(self.mem.add(start as usize).cast::<[u8; N]>()) })
    }

    /// Writes `N` bytes of memory at the effective address; `false` outside memory.
    #[inline(always)]
    pub(super) fn store<const N: usize>(
        &mut self,
        hot: &Hot,
        address: u32,
        offset: u32,
        bytes: [u8; N],
    ) -> bool {
        let start = u64::from(address) + u64::from(offset);
        if start + N as u64 > hot.mem_len {
            return false;
        }
        // SAFETY: the bytes lie within the memory.
        unsafe { ptr::write_unaligned(self.mem.add(start as usize).cast::<[u8; N]>(), bytes) };
        true
    }
}

/// Copies `count` slots to a lower address, in order; blocks carry few.
///
/// # Safety
/// Both places have `count` slots of the guest's stack and `to <= from`.
#[inline(always)]
unsafe fn move_down(mut from: *mut u64, mut to: *mut u64, count: usize) {
    for _ in 0..count {
        // SAFETY: see above. Volatile keeps the compiler from making a library call of the loop,
        // which would cost every branch a spill of its registers.
        unsafe {
            to.write_volatile(from.read());
            to = to.add(1);
            from = from.add(1);
        }
    }
}

/// Declared locals up to this number are zeroed by the fast path of a call.
const FAST_LOCALS: u32 = 32;

/// Enters `func` from the same instance without leaving the registers; `false`, and nothing has
/// changed, where something out of the ordinary is to be done.
#[inline(always)]
pub(super) fn enter_fast(
    r: &mut Regs,
    cx: &mut Store,
    func: u32,
    prepared: u32,
    call: *const u8,
) -> bool {
    let frames = cx.frames.len();
    let Some(callee) = cx.prepared.get(prepared as usize) else { return false };
    let declared = callee.locals - callee.params;
    if cx.interrupt.is_requested()
        || declared > FAST_LOCALS
        || frames >= cx.limits.max_call_depth as usize
        || frames == cx.frames.capacity()
    {
        return false;
    }
    // SAFETY: the arguments are on the stack; the callee's slots are compared with the stack's end
    // as a distance, before anything is written.
    unsafe {
        let fp = r.sp.sub(callee.params as usize);
        let room = cx.hot.stack_end.offset_from(fp) as usize;
        if room < callee.locals as usize + callee.max_operands as usize {
            return false;
        }
        let Some(caller) = cx.frames.last_mut() else { return false };
        caller.pc = call.offset_from(cx.hot.base) as u32;
        caller.next = r.ip.offset_from(cx.hot.base) as u32;
        let branches = cx.prepared[caller.prepared as usize].branches.as_ptr();
        caller.entry = r.st.offset_from(branches) as u32;
        cx.frames.push(Frame {
            func,
            instance: cx.hot.instance,
            prepared,
            fp: fp.offset_from(cx.hot.stack) as u32,
            pc: 0,
            next: 0,
            entry: 0,
            marks: 0,
        });
        let callee = &cx.prepared[prepared as usize];
        for _ in 0..declared {
            // Volatile for the reason given at `move_down`.
            r.sp.write_volatile(0);
            r.sp = r.sp.add(1);
        }
        r.fp = fp;
        r.ip = cx.hot.base.add(callee.code.start as usize);
        r.st = callee.branches.as_ptr();
        cx.hot.end = cx.hot.base.add(callee.code.end as usize - 1);
        cx.hot.results = callee.results;
    }
    true
}

/// Returns to a caller in the same instance without leaving the registers; `false`, and nothing has
/// changed, where something out of the ordinary is to be done.
#[inline(always)]
pub(super) fn return_fast(r: &mut Regs, cx: &mut Store) -> bool {
    let [.., caller, callee] = &*cx.frames else { return false };
    if callee.marks != 0 || caller.instance != cx.hot.instance || cx.hot.results > 1 {
        return false;
    }
    let Some(prepared) = cx.prepared.get(caller.prepared as usize) else { return false };
    // SAFETY: the results are on the stack; the caller's frame holds positions of its own code and
    // side table.
    unsafe {
        let to = r.fp;
        if cx.hot.results == 1 {
            *to = *r.sp.sub(1);
        }
        r.sp = to.add(cx.hot.results as usize);
        r.fp = cx.hot.stack.add(caller.fp as usize);
        r.ip = cx.hot.base.add(caller.next as usize);
        r.st = prepared.branches.as_ptr().add(caller.entry as usize);
        cx.hot.end = cx.hot.base.add(prepared.code.end as usize - 1);
        cx.hot.results = prepared.results;
    }
    cx.frames.pop();
    true
}

impl Store {
    /// Loads the registers of the innermost frame; `None` where there is no frame.
    pub(in crate::exec) fn load_regs(&mut self) -> Option<Regs> {
        let frame = *self.frames.last()?;
        let prepared = &self.prepared[frame.prepared as usize];
        let instance = &self.instances[frame.instance as usize];
        let base = self.loaded[instance.loaded as usize].code().as_ptr();
        let (mem, mem_len) = match instance.memories.first() {
            Some(&memory) => self.memories[memory as usize].raw(),
            None => (ptr::NonNull::dangling().as_ptr(), 0),
        };
        let stack = self.stack.as_ptr();
        // SAFETY: the frame holds positions of its own code and side table, and slots of the
        // guest's stack.
        unsafe {
            self.hot = Hot {
                base,
                end: base.add(prepared.code.end as usize - 1),
                results: prepared.results,
                instance: frame.instance,
                mem_len: mem_len as u64,
                stack,
                stack_end: stack.add(self.stack.len()),
            };
            Some(Regs {
                ip: base.add(frame.pc as usize),
                sp: stack.add(self.sp as usize),
                fp: stack.add(frame.fp as usize),
                st: prepared.branches.as_ptr().add(frame.entry as usize),
                mem,
            })
        }
    }

    /// Writes the registers back to the innermost frame.
    pub(in crate::exec) fn save_regs(&mut self, r: &Regs) {
        let Some(frame) = self.frames.last_mut() else { return };
        let branches = self.prepared[frame.prepared as usize].branches.as_ptr();
        // SAFETY: the registers are those of this frame, so both pointers of each pair point into
        // the same code, table or stack.
        unsafe {
            frame.pc = r.ip.offset_from(self.hot.base) as u32;
            frame.entry = r.st.offset_from(branches) as u32;
            self.sp = r.sp.offset_from(self.hot.stack) as u32;
        }
    }
}
