//! The registers of the in-place interpreter, and every unchecked access that it makes.
//!
//! # Soundness
//! All methods rely on this: the code was validated, so each instruction finds its operands on the stack, its locals in
//! the frame, its immediates complete and its branches in the side table; and entering a function
//! checked that its locals and its deepest operand stack fit the guest's stack. Loads and stores whose memory argument is
//! longer than the handlers read, or means another memory, are executed under another opcode
//! ([`crate::exec::general_opcode`]). The pointers come from
//! [`Store::load_regs`](crate::Store), are used only while one resume runs, and are loaded again after everything that can
//! move what they point to (growing memory, a host call, another instance's code).
#![allow(unsafe_code, reason = "validated code is executed without checking it again; see above")]

use core::ptr;

use super::super::frame::Frame;
use super::super::position::Events;
use crate::side_table::Branch;
use crate::slot::Slot;
use crate::store::{Global, Store, UNPREPARED};
use crate::value::FuncId;

mod vector;

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
    /// First byte of the instance's first memory.
    pub(in crate::exec) mem: *mut u8,
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
    /// Size of the instance's first memory in bytes.
    pub(in crate::exec) mem_len: u64,
    /// First slot of the guest's stack, and the slot after its last.
    pub(in crate::exec) stack: *mut u64,
    pub(in crate::exec) stack_end: *mut u64,
    /// High halves of the vectors on the stack, slot by slot; only where a function has vectors.
    high: *mut u64,
    /// Bytes from a slot to its high half.
    #[cfg(threaded_tier)]
    pub(in crate::exec) high_distance: usize,
    /// Side table of the running function.
    branches: *const Branch,
    /// Frames that fit without asking anybody.
    pub(in crate::exec) frame_limit: usize,
    /// What is counted, where something is.
    pub(in crate::exec) events: Events,
    /// Index spaces of the instance, and the store's globals.
    funcs: *const FuncId,
    globals: *const u32,
    global_values: *mut Global,
    /// The routine that executes the instruction at `regs`, and those registers, on their way
    /// from a handler.
    #[cfg(tail_dispatch)]
    pub(super) cold: super::Cold,
    #[cfg(tail_dispatch)]
    pub(super) regs: Regs,
    /// An address in the host's stack frame of the last cold routine.
    #[cfg(tail_dispatch)]
    pub(in crate::exec) stack_mark: usize,
    /// Whether sibling calls were measured to be jumps.
    #[cfg(tail_dispatch)]
    pub(in crate::exec) jumping: bool,
    /// Address of each function's first translated instruction.
    #[cfg(threaded_tier)]
    pub(in crate::exec) entries: *const u64,
    /// The routine that executes the translated instruction at `threaded`, and those registers.
    #[cfg(all(threaded_tier, tail_dispatch))]
    pub(in crate::exec) threaded_cold: crate::exec::threaded::Cold,
    #[cfg(all(threaded_tier, tail_dispatch))]
    pub(in crate::exec) threaded: crate::exec::threaded::Regs,
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
            high: ptr::null_mut(),
            #[cfg(threaded_tier)]
            high_distance: 0,
            branches: ptr::null(),
            frame_limit: 0,
            events: Events::new(),
            funcs: ptr::null(),
            globals: ptr::null(),
            global_values: ptr::null_mut(),
            #[cfg(tail_dispatch)]
            cold: super::trap::breakpoint,
            #[cfg(tail_dispatch)]
            regs: Regs::at(&[]),
            #[cfg(tail_dispatch)]
            stack_mark: 0,
            #[cfg(tail_dispatch)]
            jumping: false,
            #[cfg(threaded_tier)]
            entries: ptr::null(),
            #[cfg(all(threaded_tier, tail_dispatch))]
            threaded_cold: crate::exec::threaded::leave,
            #[cfg(all(threaded_tier, tail_dispatch))]
            threaded: crate::exec::threaded::Regs::new(),
        }
    }
}

impl Hot {
    /// Instance whose code runs.
    #[inline(always)]
    pub(crate) fn instance(&self) -> u32 {
        self.instance
    }

    /// Whether handlers call the next one, rather than return to a loop.
    pub(crate) fn is_jumping(&self) -> bool {
        #[cfg(tail_dispatch)]
        return self.jumping;
        #[cfg(not(tail_dispatch))]
        false
    }

    /// The slot of the store's global at `place`, which translated code names.
    #[cfg(threaded_tier)]
    #[inline(always)]
    pub(in crate::exec) fn global_at(&mut self, place: u32) -> &mut u64 {
        // SAFETY: the place was taken from an instance; globals are only added, and while code runs, none.
        unsafe { &mut (*self.global_values.add(place as usize)).slot }
    }

    /// The high half of the vector in the store's global at `place`.
    #[cfg(threaded_tier)]
    #[inline(always)]
    pub(in crate::exec) fn high_of_global_at(&mut self, place: u32) -> &mut u64 {
        // SAFETY: as above.
        unsafe { &mut (*self.global_values.add(place as usize)).high }
    }

    /// The store's function that has this index in the running instance.
    #[inline(always)]
    pub(super) fn func(&self, index: u32) -> u32 {
        // SAFETY: validated code names a function of its module.
        unsafe { (*self.funcs.add(index as usize)).0 }
    }

    /// The slot of the running instance's global of this index.
    #[inline(always)]
    pub(super) fn global(&mut self, index: u32) -> &mut u64 {
        // SAFETY: validated code names a global of its module; while it runs, no instance is made.
        unsafe {
            let place = *self.globals.add(index as usize);
            &mut (*self.global_values.add(place as usize)).slot
        }
    }
}

impl Regs {
    /// At the start of code that touches neither stack nor memory.
    #[cfg(tail_dispatch)]
    pub(super) const fn at(code: &[u8]) -> Self {
        let (sp, fp, mem) = (ptr::null_mut(), ptr::null_mut(), ptr::null_mut());
        Self { ip: code.as_ptr(), sp, fp, st: ptr::null(), mem }
    }

    /// The next byte of code.
    #[inline(always)]
    pub(super) fn opcode(&self) -> u8 {
        // SAFETY: `ip` is within the code, which ends with the `end` that returns.
        unsafe { *self.ip }
    }

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
    ///
    /// Written out, as a loop would shift by a register that x86 wants for nothing else.
    #[inline(always)]
    pub(super) fn imm_u32(&mut self) -> u32 {
        let byte = u32::from(self.next_byte());
        if byte < 0x80 {
            return byte;
        }
        let mut value = byte & 0x7f;
        macro_rules! group {
            ($shift:literal) => {
                let byte = u32::from(self.next_byte());
                value |= (byte & 0x7f) << $shift;
                if byte < 0x80 {
                    return value;
                }
            };
        }
        group!(7);
        group!(14);
        group!(21);
        value | u32::from(self.next_byte()) << 28
    }

    /// Reads a signed LEB128 immediate of 32 bits.
    #[inline(always)]
    pub(super) fn imm_i32(&mut self) -> i32 {
        let byte = i32::from(self.next_byte());
        if byte < 0x80 {
            return byte << 25 >> 25;
        }
        let mut value = byte & 0x7f;
        macro_rules! group {
            ($shift:literal) => {
                let byte = i32::from(self.next_byte());
                value |= (byte & 0x7f) << $shift;
                if byte < 0x80 {
                    return value << (25 - $shift) >> (25 - $shift);
                }
            };
        }
        group!(7);
        group!(14);
        group!(21);
        value | i32::from(self.next_byte()) << 28
    }

    /// Reads a signed LEB128 immediate of 64 bits.
    #[inline(always)]
    pub(super) fn imm_i64(&mut self) -> i64 {
        let byte = i64::from(self.next_byte());
        if byte < 0x80 {
            return byte << 57 >> 57;
        }
        let mut value = byte & 0x7f;
        macro_rules! groups {
            ($($shift:literal)*) => {
                $(let byte = i64::from(self.next_byte());
                value |= (byte & 0x7f) << $shift;
                if byte < 0x80 {
                    return value << (57 - $shift) >> (57 - $shift);
                })*
            };
        }
        groups!(7 14 21 28 35 42 49 56);
        value | i64::from(self.next_byte()) << 63
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

    /// Passes over a LEB128 number: an index, a heap type, or a block type that is no reference type of
    /// several bytes.
    #[inline(always)]
    pub(super) fn skip_leb(&mut self) {
        while self.next_byte() >= 0x80 {}
    }

    /// Passes over a value type.
    #[inline(always)]
    pub(super) fn skip_val_type(&mut self) {
        const REF_NULL: u8 = 0x63;
        const REF: u8 = 0x64;
        if matches!(self.next_byte(), REF_NULL | REF) {
            self.skip_leb();
        }
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

    /// [`Regs::jump`], moving the operands that the branch carries; `false`, and nothing has
    /// changed, where they are more than one.
    #[inline(always)]
    pub(super) fn branch_fast(&mut self, op: *const u8) -> bool {
        // SAFETY: the entry's height and arity lie within the frame.
        unsafe {
            let branch = &*self.st;
            let to = self.fp.add(branch.height as usize);
            match branch.arity {
                0 => self.sp = to,
                1 => {
                    *to = *self.sp.sub(1);
                    self.sp = to.add(1);
                }
                _ => return false,
            }
        }
        self.jump(op);
        true
    }

    /// [`Regs::jump`], moving all operands that the branch carries.
    pub(super) fn branch(&mut self, op: *const u8) {
        // SAFETY: the entry's height and arity lie within the frame.
        unsafe {
            let branch = &*self.st;
            let arity = branch.arity as usize;
            let to = self.fp.add(branch.height as usize);
            ptr::copy(self.sp.sub(arity), to, arity);
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

/// Declared locals up to this number are zeroed by the fast path of a call.
const FAST_LOCALS: u32 = 32;

/// Enters `func` where that takes no more than a new frame; `false`, and nothing has changed, where
/// something out of the ordinary is to be done. `call` is the address of the call instruction, after
/// which `ip` is.
#[inline(always)]
pub(super) fn enter_fast(r: &mut Regs, cx: &mut Store, func: u32, call: *const u8) -> bool {
    // SAFETY: `func` is a function of the store and a prepared function has its place; the
    // arguments are on the stack; the callee's slots are compared with the stack's end as a
    // distance before anything is written, and the number of frames with their capacity.
    unsafe {
        let target = &*cx.funcs.as_ptr().add(func as usize);
        if target.instance != cx.hot.instance || target.prepared == UNPREPARED {
            return false;
        }
        let callee = &*cx.prepared.as_ptr().add(target.prepared as usize);
        let declared = callee.locals - callee.params;
        let depth = cx.frames.len();
        let fp = r.sp.sub(callee.params as usize);
        let room = cx.hot.stack_end.offset_from(fp) as usize;
        let fits = declared <= FAST_LOCALS
            && depth < cx.hot.frame_limit
            && room >= callee.locals as usize + callee.max_operands as usize;
        if !fits || cx.interrupt.is_raised() && !cx.only_counts() {
            return false;
        }
        let frames = cx.frames.as_mut_ptr();
        let caller = &mut *frames.add(depth - 1);
        caller.pc = call.offset_from(cx.hot.base) as u32;
        let next = r.ip.offset_from(cx.hot.base) as u32;
        caller.resume = Frame::position(next, r.st.offset_from(cx.hot.branches) as u32);
        frames.add(depth).write(Frame {
            func,
            instance: cx.hot.instance,
            prepared: target.prepared,
            fp: fp.offset_from(cx.hot.stack) as u32,
            pc: 0,
            marks: 0,
            resume: 0,
        });
        cx.frames.set_len(depth + 1);
        for _ in 0..declared {
            // Volatile keeps the compiler from making a library call of the loop, which would cost
            // every call a spill of its registers.
            r.sp.write_volatile(0);
            r.sp = r.sp.add(1);
        }
        r.fp = fp;
        r.ip = cx.hot.base.add(callee.code.start as usize);
        r.st = callee.branches.as_ptr();
        cx.hot.branches = r.st;
        cx.hot.end = cx.hot.base.add(callee.code.end as usize - 1);
        cx.hot.results = callee.results;
    }
    true
}

/// Returns to a caller in the same instance; `false`, and nothing has changed, where something out
/// of the ordinary is to be done.
#[inline(always)]
pub(super) fn return_fast(r: &mut Regs, cx: &mut Store) -> bool {
    // SAFETY: there is a frame, and one without marks has a caller; the results are on the stack;
    // the caller's frame holds positions of its own code and side table.
    unsafe {
        let depth = cx.frames.len();
        let frames = cx.frames.as_ptr();
        let callee = &*frames.add(depth - 1);
        if callee.marks != 0 {
            return false;
        }
        let caller = &*frames.add(depth - 2);
        if caller.instance != cx.hot.instance || cx.hot.results > 1 {
            return false;
        }
        let prepared = &*cx.prepared.as_ptr().add(caller.prepared as usize);
        let to = r.fp;
        if cx.hot.results == 1 {
            *to = *r.sp.sub(1);
        }
        r.sp = to.add(cx.hot.results as usize);
        r.fp = cx.hot.stack.add(caller.fp as usize);
        r.ip = cx.hot.base.add(caller.next() as usize);
        let branches = prepared.branches.as_ptr();
        r.st = branches.add(caller.entry() as usize);
        cx.hot.branches = branches;
        cx.hot.end = cx.hot.base.add(prepared.code.end as usize - 1);
        cx.hot.results = prepared.results;
        cx.frames.set_len(depth - 1);
    }
    true
}

impl Store {
    /// Loads the registers of the innermost frame; `None` where there is no frame.
    pub(in crate::exec) fn load_regs(&mut self) -> Option<Regs> {
        let frame = *self.frames.last()?;
        self.locate_high_halves();
        let prepared = &self.prepared[frame.prepared as usize];
        let instance = &self.instances[frame.instance as usize];
        let base = self.loaded[instance.loaded as usize].code().as_ptr();
        let (mem, mem_len) = match instance.memories.first() {
            Some(&memory) => self.memories[memory as usize].raw(),
            None => (ptr::NonNull::dangling().as_ptr(), 0),
        };
        let stack = self.stack.as_ptr();
        // The other tier's frames have no place in the side table.
        let entry = if frame.is_threaded() { 0 } else { frame.entry() };
        // SAFETY: the frame holds positions of its own code and side table, and slots of the
        // guest's stack.
        unsafe {
            self.hot.base = base;
            self.hot.end = base.add(prepared.code.end as usize - 1);
            self.hot.results = prepared.results;
            self.hot.instance = frame.instance;
            self.hot.mem_len = mem_len as u64;
            self.hot.stack = stack;
            self.hot.stack_end = stack.add(self.stack.len());
            self.hot.branches = prepared.branches.as_ptr();
            let depth_limit = self.limits.max_call_depth as usize;
            self.hot.frame_limit = depth_limit.min(self.frames.capacity());
            self.hot.funcs = instance.funcs.as_ptr();
            self.hot.globals = instance.globals.as_ptr();
            self.hot.global_values = self.globals.as_mut_ptr();
            #[cfg(threaded_tier)]
            {
                self.hot.entries = self.threaded.entries();
            }
            Some(Regs {
                ip: base.add(frame.pc as usize),
                sp: stack.add(self.sp as usize),
                fp: stack.add(frame.fp as usize),
                st: prepared.branches.as_ptr().add(entry as usize),
                mem,
            })
        }
    }

    /// Tells the tiers where the high halves of vectors are.
    pub(in crate::exec) fn locate_high_halves(&mut self) {
        self.hot.high = self.high.as_ptr();
        #[cfg(threaded_tier)]
        {
            let high = self.hot.high.expose_provenance();
            self.hot.high_distance = high.wrapping_sub(self.stack.as_ptr().addr());
        }
    }

    /// Writes the registers back to the innermost frame, unless the other tier has it.
    pub(in crate::exec) fn save_regs(&mut self, r: &Regs) {
        let Some(frame) = self.frames.last_mut() else { return };
        if frame.is_threaded() {
            return;
        }
        let branches = self.prepared[frame.prepared as usize].branches.as_ptr();
        // SAFETY: the registers are those of this frame, so both pointers of each pair point into
        // the same code, table or stack.
        unsafe {
            frame.pc = r.ip.offset_from(self.hot.base) as u32;
            frame.resume = Frame::position(frame.pc, r.st.offset_from(branches) as u32);
            self.sp = r.sp.offset_from(self.hot.stack) as u32;
        }
    }
}
