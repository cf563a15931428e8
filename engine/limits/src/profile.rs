//! The reference profiles: how a program's memory is split where it was thought through, and the counts that
//! fit. All other sizes scale from these.
//!
//! Invariant: the accounts of a profile sum to its total.

use crate::{AsilLevel, PlatformId};

/// A reference to scale from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The name in messages.
    pub name: &'static str,
    /// Bytes in all.
    pub total: u64,
    /// Bytes of linear memories.
    pub wasm_linear: u64,
    /// Bytes of component instances, their tables and resources.
    pub components: u64,
    /// Bytes of what is held for a debugger.
    pub debug: u64,
    /// Bytes of the engine itself: modules, side tables, the guest's stack.
    pub runtime: u64,
    /// Bytes that no account may take.
    pub reserve: u64,
    /// How many there may be of everything.
    pub counts: Counts,
    /// The safety level that the figures are made for.
    pub asil: AsilLevel,
}

/// How many there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Components that are loaded.
    pub components: u64,
    /// Instances of modules and components.
    pub instances: u64,
    /// Imports of one module.
    pub imports: u64,
    /// Exports of one module.
    pub exports: u64,
    /// Handles of resources.
    pub resources: u64,
    /// Nested calls.
    pub call_depth: u64,
    /// Bytes of locals and operands.
    pub stack_bytes: u64,
    /// Breakpoints.
    pub breakpoints: u64,
    /// Watchpoints.
    pub watchpoints: u64,
    /// Symbols that are resident with whoever debugs.
    pub symbols: u64,
    /// Source files whose lines are.
    pub source_files: u64,
    /// Frames of a stopped program's stack that are kept.
    pub stack_frames: u64,
}

const KIB: u64 = 1 << 10;
const MIB: u64 = 1 << 20;

impl Profile {
    /// Where nothing is known of the platform: 256 MiB, of which a debugger on the same machine gets 15.
    pub const GENERIC: Self = Self {
        name: "generic",
        total: 256 * MIB,
        // 70 %: the program comes first.
        wasm_linear: 180 * MIB,
        // 10 %: 64 KiB for each of 400 instances, of which most take far less.
        components: 25 * MIB,
        // 6 %: below the cap of level B, for which the profile is made.
        debug: 15 * MIB,
        // 8 %: a module of 5 MB with its side tables (0.4 of the code), and its translated code.
        runtime: 20 * MIB,
        // What is left, 6 %: the allocator's own overhead and fragments.
        reserve: 16 * MIB,
        counts: Counts {
            // By size: one for each 2 MiB, as the container profile has, and 4 instances of each.
            components: 128,
            instances: 512,
            // A module that imports more was not written by hand; Emscripten's largest have some hundred.
            imports: 4096,
            exports: 4096,
            resources: 4096,
            // 1 MiB of stack has 128 Ki slots; a frame of ordinary code takes 16 to 64.
            call_depth: 4096,
            stack_bytes: MIB,
            // Of the requirement, for a board that is debugged by one person.
            breakpoints: 64,
            watchpoints: 16,
            symbols: 2048,
            source_files: 32,
            stack_frames: 1024,
        },
        asil: AsilLevel::B,
    };

    /// A container on a server or a workstation.
    pub const LINUX_CONTAINER: Self = Self {
        name: "Linux container",
        total: 512 * MIB,
        wasm_linear: 350 * MIB,
        components: 50 * MIB,
        // 10,000 breakpoints with their patched code, and pages of values; the symbols are elsewhere.
        debug: 50 * MIB,
        runtime: 40 * MIB,
        reserve: 22 * MIB,
        counts: Counts {
            // Of the requirement.
            components: 256,
            instances: 1024,
            imports: 16_384,
            exports: 16_384,
            resources: 65_536,
            call_depth: 10_000,
            stack_bytes: 8 * MIB,
            breakpoints: 10_000,
            watchpoints: 1024,
            symbols: 1 << 20,
            source_files: 1 << 14,
            stack_frames: 10_000,
        },
        asil: AsilLevel::A,
    };

    /// QNX on a control unit, a partition of its memory.
    pub const QNX: Self = Self {
        name: "QNX",
        total: 64 * MIB,
        // Half: control units keep much in reserve.
        wasm_linear: 32 * MIB,
        components: 8 * MIB,
        // The cap of level C.
        debug: 2 * MIB,
        runtime: 8 * MIB,
        reserve: 14 * MIB,
        counts: Counts {
            // Of the requirement.
            components: 16,
            instances: 64,
            imports: 1024,
            exports: 1024,
            resources: 1024,
            call_depth: 1024,
            stack_bytes: 256 * KIB,
            breakpoints: 50,
            watchpoints: 8,
            symbols: 2048,
            source_files: 32,
            stack_frames: 256,
        },
        asil: AsilLevel::C,
    };

    /// A device of 32 KiB.
    pub const EMBEDDED: Self = Self {
        name: "embedded",
        total: 32 * KIB,
        wasm_linear: 20 * KIB,
        components: 4 * KIB,
        // 10 breakpoints of 4 bytes, and the frames and values of one answer.
        debug: KIB,
        // The machine and its stack take 1.7 KiB, the program's stack the rest.
        runtime: 4 * KIB,
        reserve: 3 * KIB,
        counts: Counts {
            // Of the requirement.
            components: 4,
            instances: 8,
            imports: 32,
            exports: 32,
            resources: 16,
            // 16 bytes for each frame.
            call_depth: 32,
            // 128 slots.
            stack_bytes: KIB,
            breakpoints: 10,
            watchpoints: 2,
            symbols: 256,
            source_files: 8,
            stack_frames: 16,
        },
        asil: AsilLevel::B,
    };

    /// Every profile.
    pub const ALL: [Self; 4] = [Self::GENERIC, Self::LINUX_CONTAINER, Self::QNX, Self::EMBEDDED];

    /// What a platform scales from.
    #[must_use]
    pub const fn of(platform: PlatformId) -> &'static Self {
        match platform {
            PlatformId::Linux | PlatformId::MacOs | PlatformId::Windows => &Self::LINUX_CONTAINER,
            PlatformId::Qnx | PlatformId::VxWorks => &Self::QNX,
            PlatformId::Zephyr | PlatformId::Tock | PlatformId::BareMetal => &Self::EMBEDDED,
        }
    }
}
