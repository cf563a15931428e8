//! Any bytes as an image for a device, with the checksum that belongs to them: run, stepped and looked at.
//!
//! Promised: no panic, no hang, and nothing outside the space that the machine was given, which the sanitizer
//! would tell.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wrtd_core::device::{Exit, Frame, HostCall, HostStop, Image, ImageError, Machine, Space};

/// Instructions of one call.
const INSTRUCTIONS: u32 = 3000;
/// Calls of exported functions, by any index.
const CALLS: u32 = 8;

fuzz_target!(|bytes: &[u8]| {
    let mut bytes = bytes.to_vec();
    let whole = bytes.len() as u32;
    if let Some(length) = bytes.get_mut(8..12) {
        length.copy_from_slice(&whole.to_le_bytes());
    }
    if let Err(ImageError::Checksum { found, .. }) = Image::check(&bytes) {
        bytes[12..16].copy_from_slice(&found.to_le_bytes());
    }
    if let Ok(image) = Image::check(&bytes) {
        run(image);
    }
});

fn run(image: Image<'_>) {
    for import in image.imports().take(100) {
        assert!(import.name.len() <= image.size());
    }
    let _ = image.export_func("run");
    let (mut memory, mut tables) = (vec![0; 1 << 17], vec![0; 200]);
    let (mut stack, mut high) = ([0; 300], [0; 300]);
    let (mut globals, mut global_high) = ([0; 20], [0; 20]);
    let (mut frames, mut dropped, mut breakpoints) = ([Frame::EMPTY; 20], [false; 40], [0; 4]);
    let space = Space {
        memory: &mut memory,
        stack: &mut stack,
        high: &mut high,
        frames: &mut frames,
        globals: &mut globals,
        global_high: &mut global_high,
        tables: &mut tables,
        dropped: &mut dropped,
        breakpoints: &mut breakpoints,
    };
    let Ok(mut machine) = Machine::new(image, space) else { return };
    for func in 0..CALLS {
        let args = [3; 4];
        if !(0..=4).any(|count| machine.begin_call(func, &args[..count]).is_ok()) {
            continue;
        }
        if let Some(frame) = machine.frame(0) {
            let _ = machine.set_breakpoint(frame.pc + 5);
        }
        while let Exit::Breakpoint = machine.run(&mut host, INSTRUCTIONS) {
            look(&machine);
            let breakpoints = machine.breakpoints().to_vec();
            breakpoints.iter().for_each(|&pc| assert!(machine.clear_breakpoint(pc)));
        }
        look(&machine);
        assert!(machine.results().len() <= 300);
        machine.abandon();
    }
}

fn host(call: HostCall<'_>) -> Result<(), HostStop> {
    call.slots.iter_mut().for_each(|slot| *slot = slot.wrapping_add(1));
    if call.import % 3 == 2 { Err(HostStop::Trap) } else { Ok(()) }
}

fn look(machine: &Machine<'_>) {
    for index in 0..machine.depth() {
        let Some(frame) = machine.frame(index) else { continue };
        for slot in 0..frame.locals.min(8) {
            let _ = (machine.local_slot(index, slot), machine.local_vector(index, slot));
        }
        for slot in 0..frame.operands.min(8) {
            let _ = (machine.operand_slot(index, slot), machine.operand_vector(index, slot));
        }
    }
}
