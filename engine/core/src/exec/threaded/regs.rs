//! The registers of the threaded tier, and every unchecked access that it makes.
//!
//! # Soundness
//! All methods rely on this: the code was made by the translator from a validated function, so that each
//! slot it names lies within the frame, each instruction is complete, and each jump leads to an instruction
//! of the same translation; entering a function checked that its frame fits the guest's stack. The pointers
//! come from [`Store::load_threaded`](crate::Store), are used only while one resume runs, and are loaded
//! again after everything that can move what they point to. Translations are neither moved nor freed while
//! a frame may go on in them.
#![allow(unsafe_code, reason = "translated code is executed without checking it again; see above")]

use core::ptr;

use super::code::{Looped, Operation};
use super::handlers::ENTER_WORDS;
use crate::arithmetic::simd::Vector;
use crate::exec::Frame;
use crate::slot::Slot;
use crate::store::Store;

/// The Wasm type of an operand, as far as instructions differ by it. References are 64-bit integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exec) enum Kind {
    I32,
    I64,
    F32,
    F64,
    V128,
}

impl Kind {
    /// Whether operands of this kind are kept in the float accumulator.
    pub(super) const fn is_float(self) -> bool {
        matches!(self, Self::F32 | Self::F64)
    }
}

/// A type that instructions compute with.
pub(super) trait Scalar: Slot {
    const KIND: Kind;
    /// Whether an immediate takes a word of its own.
    const WIDE: bool = size_of::<Self>() == 8;
}

macro_rules! operands {
    ($($ty:ty => $kind:ident,)*) => {
        $(impl Scalar for $ty {
            const KIND: Kind = Kind::$kind;
        })*
    };
}

operands! { bool => I32, u32 => I32, i32 => I32, u64 => I64, i64 => I64, f32 => F32, f64 => F64, }

/// Where execution is.
#[derive(Clone, Copy)]
pub(in crate::exec) struct Regs {
    /// The present instruction.
    pub(super) ip: *const u64,
    /// First slot of the innermost frame.
    pub(super) fp: *mut u64,
    /// First byte of the instance's memory.
    pub(super) mem: *mut u8,
    /// The integer accumulator.
    pub(super) acc: u64,
    /// Size of the instance's memory in bytes.
    pub(super) mem_len: u64,
    /// The float accumulator; an f32 is in its low half.
    pub(super) facc: f64,
}

impl Regs {
    #[cfg(tail_dispatch)]
    pub(in crate::exec) const fn new() -> Self {
        let (fp, mem) = (ptr::null_mut(), ptr::null_mut());
        Self { ip: ptr::null(), fp, mem, acc: 0, mem_len: 0, facc: 0.0 }
    }

    /// The function that executes the present instruction, in code for sibling calls.
    #[cfg(tail_dispatch)]
    #[inline(always)]
    pub(super) fn jump(&self) -> super::code::Jump {
        // SAFETY: an instruction's first word is the address of such a function.
        unsafe { *self.ip.cast() }
    }

    /// The function that executes the present instruction, in code for the loop.
    #[inline(always)]
    pub(super) fn looped(&self) -> Looped {
        // SAFETY: an instruction's first word is the address of such a function.
        unsafe { *self.ip.cast() }
    }

    /// The function behind an operation, which was taken from code for sibling calls.
    #[cfg(tail_dispatch)]
    #[inline(always)]
    pub(super) fn jump_of(operation: &Operation) -> super::code::Jump {
        // SAFETY: an instruction's first word is the address of such a function.
        unsafe { *ptr::from_ref(operation).cast() }
    }

    /// The function behind an operation, which was taken from code for the loop.
    #[inline(always)]
    pub(super) fn looped_of(operation: &Operation) -> Looped {
        // SAFETY: an instruction's first word is the address of such a function.
        unsafe { *ptr::from_ref(operation).cast() }
    }

    /// Address of the present instruction.
    pub(super) fn address(&self) -> u64 {
        self.ip.expose_provenance() as u64
    }

    /// Goes on with the instruction at `address`.
    pub(super) fn go_to(&mut self, address: u64) {
        self.ip = ptr::with_exposed_provenance(address as usize);
    }

    /// Field `N` of four with 16 bits in the instruction's second word.
    #[inline(always)]
    pub(super) fn half<const N: usize>(&self) -> usize {
        // SAFETY: the instruction has a second word.
        usize::from(unsafe { *self.ip.cast::<u16>().add(4 + N) })
    }

    /// The upper half of the instruction's second word.
    #[inline(always)]
    pub(super) fn word(&self) -> u32 {
        // SAFETY: the instruction has a second word.
        unsafe { *self.ip.cast::<u32>().add(3) }
    }

    /// The instruction's word `N`.
    #[inline(always)]
    pub(super) fn wide<const N: usize>(&self) -> u64 {
        // SAFETY: the instruction has so many words.
        unsafe { *self.ip.add(N) }
    }

    /// Goes to the instruction after the present one, which has `words` words.
    #[inline(always)]
    pub(super) fn advance(&mut self, words: usize) {
        // SAFETY: an instruction follows every one but unconditional jumps.
        self.ip = unsafe { self.ip.add(words) };
    }

    /// Goes `words` words on or back.
    #[inline(always)]
    pub(super) fn jump_by(&mut self, words: i32) {
        // SAFETY: the distance was made for an instruction of the same code.
        self.ip = unsafe { self.ip.offset(words as isize) };
    }

    /// The distance of a `br_table`'s target; they follow the instruction's second word.
    #[inline(always)]
    pub(super) fn table_target(&self, index: u32) -> i32 {
        // SAFETY: the instruction has an entry for each of its targets.
        unsafe { *self.ip.cast::<i32>().add(4 + index as usize) }
    }

    #[inline(always)]
    pub(super) fn get<T: Slot>(&self, slot: usize) -> T {
        // SAFETY: the slot is one of the frame's.
        unsafe { T::from_slot(*self.fp.add(slot)) }
    }

    #[inline(always)]
    pub(super) fn set<T: Slot>(&mut self, slot: usize, value: T) {
        // SAFETY: the slot is one of the frame's.
        unsafe { *self.fp.add(slot) = value.to_slot() }
    }

    /// The accumulator for `T`.
    #[inline(always)]
    pub(super) fn accumulator<T: Scalar>(&self) -> T {
        T::from_slot(if T::KIND.is_float() { self.facc.to_bits() } else { self.acc })
    }

    #[inline(always)]
    pub(super) fn set_accumulator<T: Scalar>(&mut self, value: T) {
        if T::KIND.is_float() {
            self.facc = f64::from_bits(value.to_slot());
        } else {
            self.acc = value.to_slot();
        }
    }

    /// The immediate of type `T`.
    #[inline(always)]
    pub(super) fn immediate<T: Scalar>(&self) -> T {
        T::from_slot(if T::WIDE { self.wide::<2>() } else { u64::from(self.word()) })
    }

    /// The `N` bytes of memory at the effective address, or `None` outside memory.
    #[inline(always)]
    pub(super) fn load<const N: usize>(&self, address: u32, offset: u32) -> Option<[u8; N]> {
        let start = u64::from(address) + u64::from(offset);
        if start + N as u64 > self.mem_len {
            return None;
        }
        // SAFETY: the bytes lie within the memory.
        Some(unsafe { ptr::read_unaligned(self.mem.add(start as usize).cast::<[u8; N]>()) })
    }

    /// Writes `N` bytes of memory at the effective address; `false` outside memory.
    #[inline(always)]
    pub(super) fn store<const N: usize>(
        &mut self,
        address: u32,
        offset: u32,
        bytes: [u8; N],
    ) -> bool {
        let start = u64::from(address) + u64::from(offset);
        if start + N as u64 > self.mem_len {
            return false;
        }
        // SAFETY: the bytes lie within the memory.
        unsafe { ptr::write_unaligned(self.mem.add(start as usize).cast::<[u8; N]>(), bytes) };
        true
    }

    /// Calls function `func` of the store, whose arguments begin at slot `arguments`: execution goes on at
    /// its translation's first instruction, which makes the frame. The present instruction has `words` words
    /// and the Wasm offset `pc`.
    #[inline(always)]
    pub(super) fn call(
        &mut self,
        cx: &mut Store,
        func: u32,
        arguments: usize,
        pc: u32,
        words: usize,
    ) {
        // SAFETY: there is a frame, the innermost; `func` is a function of the store, and each has its
        // entry; the arguments are slots of the frame.
        unsafe {
            let depth = cx.frames.len();
            let caller = &mut *cx.frames.as_mut_ptr().add(depth - 1);
            caller.pc = pc;
            caller.resume = self.ip.add(words).expose_provenance() as u64;
            self.fp = self.fp.add(arguments);
            self.acc = u64::from(func);
            self.go_to(*cx.hot.entries.add(func as usize));
        }
    }

    /// Whether the frame of a function that has just been called can be made; where not, something out of the
    /// ordinary is to be done. See [`super::handlers::Enter`] for the fields.
    #[inline(always)]
    pub(super) fn can_enter(&self, cx: &Store) -> bool {
        // SAFETY: both are slots of the guest's stack.
        let room = unsafe { cx.hot.stack_end.offset_from(self.fp) } as usize;
        !cx.interrupt.is_requested()
            && cx.frames.len() < cx.hot.frame_limit
            && room >= self.word() as usize
    }

    /// Makes the frame, which [`Regs::can_enter`] has allowed.
    #[inline(always)]
    pub(super) fn enter(&mut self, cx: &mut Store) {
        // SAFETY: the frame's slots were compared with the stack's end as a distance, and the number of frames
        // with their capacity.
        unsafe {
            let depth = cx.frames.len();
            let ids = self.wide::<2>();
            cx.frames.as_mut_ptr().add(depth).write(Frame {
                func: ids as u32,
                instance: (ids >> 32) as u32,
                prepared: self.wide::<3>() as u32,
                fp: self.fp.offset_from(cx.hot.stack) as u32,
                pc: 0,
                marks: Frame::THREADED,
                resume: 0,
            });
            cx.frames.set_len(depth + 1);
            let mut slot = self.fp.add(self.half::<0>());
            for _ in 0..self.half::<1>() {
                // Volatile keeps the compiler from making a library call of the loop, which would cost
                // every call a spill of its registers.
                slot.write_volatile(0);
                slot = slot.add(1);
            }
        }
    }

    /// Lets function `func` of the store, which is of the frame's instance, take the frame's place, and goes to its
    /// body. Its arguments, with high halves where they are `VECTORS`, begin at slot `arguments`. Where it is
    /// `COUNTING`, it counts the event. `false`, and nothing has changed, where the function has no translation that
    /// does the same, or something out of the ordinary is to be done.
    #[inline(always)]
    pub(super) fn replace<const VECTORS: bool, const COUNTING: bool>(
        &mut self,
        cx: &mut Store,
        func: u32,
        arguments: usize,
    ) -> bool {
        // SAFETY: there is a frame, the innermost; `func` is a function of the store, and each has its entry, the
        // address of an instruction; one that makes a frame has four words. The new frame's slots are compared with
        // the stack's end as a distance before anything is written. The arguments are slots of the frame, behind
        // those to which they move. Volatile as in `enter`.
        unsafe {
            let entry = *cx.hot.entries.add(func as usize);
            let callee = Self { ip: ptr::with_exposed_provenance(entry as usize), ..*self };
            let [enters, enters_and_clears] = cx.threaded.enter[usize::from(COUNTING)];
            let clears = callee.wide::<0>() == enters_and_clears;
            let room = cx.hot.stack_end.offset_from(self.fp) as usize;
            if !(clears || callee.wide::<0>() == enters)
                || cx.interrupt.is_requested()
                || (*cx.frames.as_ptr().add(cx.frames.len() - 1)).marks & Frame::WATCHED != 0
                || room < callee.word() as usize
            {
                return false;
            }
            if COUNTING && !cx.hot.events.take() {
                cx.hot.events.take_back();
                return false;
            }
            let depth = cx.frames.len();
            let frame = &mut *cx.frames.as_mut_ptr().add(depth - 1);
            frame.func = callee.wide::<2>() as u32;
            frame.prepared = callee.wide::<3>() as u32;
            let (params, declared) = (callee.half::<0>(), callee.half::<1>());
            for slot in 0..params {
                let argument = *self.fp.add(arguments + slot);
                self.fp.add(slot).write_volatile(argument);
                if VECTORS {
                    let argument = *self.high(cx, arguments + slot);
                    self.high(cx, slot).write_volatile(argument);
                }
            }
            for slot in params..params + declared {
                self.fp.add(slot).write_volatile(0);
            }
            if clears {
                self.clear_high_halves(cx, params, declared);
            }
            self.ip = callee.ip.add(ENTER_WORDS);
        }
        true
    }

    /// Takes a call back whose callee could not be entered: at the call instruction, which has `words`
    /// words, before it.
    pub(super) fn leave_callee(&mut self, cx: &Store, words: usize) {
        let Some(caller) = cx.frames.last() else { return };
        // SAFETY: the caller's frame holds its own slots, and goes on after the call instruction.
        unsafe {
            self.fp = cx.hot.stack.add(caller.fp as usize);
            let resume: *const u64 = ptr::with_exposed_provenance(caller.resume as usize);
            self.ip = resume.sub(words);
        }
    }

    /// Returns to the caller; `false`, and nothing has changed, where something out of the ordinary is to
    /// be done. Results are in the first slots of the frame.
    #[inline(always)]
    pub(super) fn leave(&mut self, cx: &mut Store) -> bool {
        // SAFETY: there is a frame, and one that has no mark but its tier's has a caller in the same tier
        // and instance, which holds its own slots and an address of its translation.
        unsafe {
            let depth = cx.frames.len();
            let frames = cx.frames.as_ptr();
            if (*frames.add(depth - 1)).marks != Frame::THREADED {
                return false;
            }
            let caller = &*frames.add(depth - 2);
            self.fp = cx.hot.stack.add(caller.fp as usize);
            self.go_to(caller.resume);
            cx.frames.set_len(depth - 1);
        }
        true
    }
}

/// Vectors. All of it relies on this, too: the function was prepared as one that has vectors, so that the high
/// halves of all slots are there, at a distance from the slots that the store knows.
impl Regs {
    /// Where the high half of a slot is.
    #[inline(always)]
    fn high(&self, cx: &Store, slot: usize) -> *mut u64 {
        let frame = self.fp.addr().wrapping_add(cx.hot.high_distance);
        ptr::with_exposed_provenance_mut::<u64>(frame).wrapping_add(slot)
    }

    /// The vector in a slot.
    #[inline(always)]
    pub(super) fn vector(&self, cx: &Store, slot: usize) -> Vector {
        let slot = opaque_slot(slot);
        // SAFETY: the slot is one of the frame's, and has its high half.
        unsafe { from_halves(*self.fp.add(slot), *self.high(cx, slot)) }
    }

    /// Writes a vector to the slot that field `N` names.
    #[inline(always)]
    pub(super) fn set_vector<const N: usize>(&mut self, cx: &Store, vector: Vector) {
        let [low, high] = into_halves(vector);
        // SAFETY: as above; the instruction has a second word. It is read last and at this place: read with
        // the operands' fields it would take a register that the handler would have to save.
        unsafe {
            let slot = usize::from(self.ip.cast::<u16>().add(4 + N).read_volatile());
            let slot = opaque_slot(slot);
            *self.fp.add(slot) = low;
            *self.high(cx, slot) = high;
        }
    }

    /// Half of the vector in a slot, the low or the `HIGH` one.
    #[inline(always)]
    pub(super) fn half_vector<const HIGH: bool>(&self, cx: &Store, slot: usize) -> u64 {
        // SAFETY: as above.
        unsafe { if HIGH { *self.high(cx, slot) } else { *self.fp.add(slot) } }
    }

    /// Writes one half of the vector in a slot.
    #[inline(always)]
    pub(super) fn set_half_vector<const HIGH: bool>(&mut self, cx: &Store, slot: usize, half: u64) {
        // SAFETY: as above.
        unsafe {
            if HIGH {
                *self.high(cx, slot) = half;
            } else {
                *self.fp.add(slot) = half;
            }
        }
    }

    /// The lane of type `T` that begins `byte` bytes after the start of one half of a vector.
    #[inline(always)]
    pub(super) fn lane<T: Lane, const HIGH: bool>(
        &self,
        cx: &Store,
        slot: usize,
        byte: usize,
    ) -> T {
        // SAFETY: the lane lies within the half of a slot of the frame, and every bit pattern is a number.
        unsafe {
            let half = if HIGH { self.high(cx, slot) } else { self.fp.add(slot) };
            ptr::read_unaligned(half.cast::<u8>().add(byte).cast::<T>())
        }
    }

    /// `N` bytes of memory (1, 2, 4, 8 or 16) at the effective address, with zeros above them, or `None` outside
    /// memory.
    #[inline(always)]
    pub(super) fn load_vector<const N: usize>(&self, address: u32, offset: u32) -> Option<Vector> {
        let bytes = self.load::<N>(address, offset)?;
        let mut vector = Vector::default();
        vector[..N].copy_from_slice(&bytes);
        let [low, high] = *vector.as_chunks().0 else { return None };
        Some(from_halves(u64::from_le_bytes(low), u64::from_le_bytes(high)))
    }

    /// Clears the high halves of `count` slots from `first` on.
    #[inline(always)]
    pub(super) fn clear_high_halves(&mut self, cx: &Store, first: usize, count: usize) {
        let mut high = self.high(cx, first);
        for _ in 0..count {
            // SAFETY: as above. Volatile as in `enter`.
            unsafe { high.write_volatile(0) };
            high = high.wrapping_add(1);
        }
    }

    /// The sixteen bytes from word `N` of the instruction on.
    #[inline(always)]
    pub(super) fn bytes<const N: usize>(&self) -> Vector {
        // SAFETY: the instruction has so many words.
        let high = unsafe { *self.ip.add(N + 1) };
        from_halves(self.wide::<N>(), high)
    }
}

/// A number as wide as a lane.
pub(super) trait Lane: Copy {}
impl Lane for i8 {}
impl Lane for u8 {}
impl Lane for i16 {}
impl Lane for u16 {}
impl Lane for u32 {}
impl Lane for u64 {}
impl Lane for f32 {}
impl Lane for f64 {}

/// A vector in a register of the host. The empty statements keep the compiler from taking the lanes from the
/// halves, as it would one by one, rather than from the register.
#[cfg(target_arch = "x86_64")]
mod register {
    use core::arch::asm;
    use core::arch::x86_64::{__m128d, _mm_cvtsd_f64, _mm_set_pd, _mm_unpackhi_pd};

    use super::Vector;

    #[inline(always)]
    fn opaque(mut register: __m128d) -> __m128d {
        // SAFETY: there is no instruction in it.
        unsafe {
            asm!("/* {0} */", inlateout(xmm_reg) register,
                options(nomem, nostack, preserves_flags));
        }
        register
    }

    /// Keeps the compiler from scaling the number of a slot in an instruction of its own, for both halves, where
    /// the host's addresses do that.
    #[inline(always)]
    pub(in super::super) fn opaque_slot(mut slot: usize) -> usize {
        // SAFETY: there is no instruction in it.
        unsafe {
            asm!(
                "/* {0} */",
                inlateout(reg) slot,
                options(pure, nomem, nostack, preserves_flags)
            );
        }
        slot
    }

    #[inline(always)]
    pub(in super::super) fn from_halves(low: u64, high: u64) -> Vector {
        // SAFETY: every processor of this architecture has these instructions, and both types are sixteen
        // bytes.
        unsafe {
            let register = _mm_set_pd(f64::from_bits(high), f64::from_bits(low));
            core::mem::transmute::<__m128d, Vector>(opaque(register))
        }
    }

    #[inline(always)]
    pub(in super::super) fn into_halves(vector: Vector) -> [u64; 2] {
        // SAFETY: as above.
        unsafe {
            let register = opaque(core::mem::transmute::<Vector, __m128d>(vector));
            let high = _mm_unpackhi_pd(register, register);
            [_mm_cvtsd_f64(register).to_bits(), _mm_cvtsd_f64(high).to_bits()]
        }
    }
}

/// A vector as the compiler keeps it.
#[cfg(not(target_arch = "x86_64"))]
mod register {
    use super::Vector;

    #[inline(always)]
    pub(in super::super) fn opaque_slot(slot: usize) -> usize {
        slot
    }

    #[inline(always)]
    pub(in super::super) fn from_halves(low: u64, high: u64) -> Vector {
        (u128::from(low) | u128::from(high) << 64).to_le_bytes()
    }

    #[inline(always)]
    pub(in super::super) fn into_halves(vector: Vector) -> [u64; 2] {
        let vector = u128::from_le_bytes(vector);
        [vector as u64, (vector >> 64) as u64]
    }
}

pub(super) use register::{from_halves, into_halves, opaque_slot};

impl Regs {
    /// After the in-place tier has executed the present instruction, which has `words` words: memory may have
    /// moved, and a result is wanted in the accumulator.
    pub(super) fn after_step(&mut self, cx: &mut Store, words: usize) {
        let Some(loaded) = cx.load_threaded() else { return };
        let ip = self.ip;
        *self = Self { ip, ..loaded };
        self.advance(words);
    }
}

impl Store {
    /// Loads the registers of the innermost frame, which the threaded tier runs; `None` where there is no
    /// such frame.
    pub(super) fn load_threaded(&mut self) -> Option<Regs> {
        let frame = *self.frames.last()?;
        let at = self.load_regs()?;
        // The topmost operand: after a call, its result.
        let top = (self.sp as usize).checked_sub(1).map_or(0, |slot| self.stack.as_slice()[slot]);
        // SAFETY: the frame holds its own slots and an address of its translation.
        let fp = unsafe { self.hot.stack.add(frame.fp as usize) };
        Some(Regs {
            ip: ptr::with_exposed_provenance(frame.resume as usize),
            fp,
            mem: at.mem,
            acc: top,
            mem_len: self.hot.mem_len,
            facc: f64::from_bits(top),
        })
    }
}
