//! Tock: the memop system calls.
#![allow(unsafe_code, reason = "system calls, whose registers are all named")]

use core::arch::asm;

use crate::HostView;
use crate::device::{GRANT_BEGINS, MEMORY_BEGINS, MEMORY_ENDS};

/// A process of Tock 2.
#[derive(Clone, Copy, Debug, Default)]
pub struct TockHost;

/// `Success with u32` of the system call interface.
const SUCCESS_WITH_NUMBER: usize = 129;

impl HostView for TockHost {
    fn key(&self, name: &str) -> Option<u64> {
        let operation = match name {
            MEMORY_BEGINS => 2,
            MEMORY_ENDS => 3,
            GRANT_BEGINS => 6,
            _ => return None,
        };
        let (variant, value) = memop(operation);
        (variant == SUCCESS_WITH_NUMBER).then_some(value as u64)
    }
}

/// Asks for one of the addresses of this process.
#[cfg(target_arch = "arm")]
fn memop(operation: usize) -> (usize, usize) {
    let (variant, value);
    // SAFETY: memop (class 5) of these operations changes nothing; the kernel answers in r0 to r3 and keeps the other
    // registers, as Tock's system call interface says.
    unsafe {
        asm!(
            "svc 5",
            inlateout("r0") operation => variant,
            inlateout("r1") 0usize => value,
            lateout("r2") _,
            lateout("r3") _,
            options(nostack, preserves_flags, nomem),
        );
    }
    (variant, value)
}

/// Asks for one of the addresses of this process.
#[cfg(target_arch = "riscv32")]
fn memop(operation: usize) -> (usize, usize) {
    let (variant, value);
    // SAFETY: memop (class 5, in a4) of these operations changes nothing; the kernel answers in a0 to a3 and keeps
    // the other registers, as Tock's system call interface says.
    unsafe {
        asm!(
            "ecall",
            inlateout("a0") operation => variant,
            inlateout("a1") 0usize => value,
            lateout("a2") _,
            lateout("a3") _,
            in("a4") 5,
            options(nostack, preserves_flags, nomem),
        );
    }
    (variant, value)
}
