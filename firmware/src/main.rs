//! A firmware that runs one program from its flash, on a Cortex-M3 of 64 KiB that qemu knows, and prints what
//! the program prints, its result, and how much stack the interpreter took.
//!
//! It formats nothing, so that its size is that of the interpreter.
#![no_std]
#![no_main]

mod board;
mod stack;

use board::{Board, print, print_number};
use cortex_m_rt::entry;
use semihosting::process::ExitCode;
use wrtd_core::device::{Exit, Frame, Image, Machine, Space};

/// The program; see `build.rs`.
static IMAGE: [u8; include_bytes!(concat!(env!("OUT_DIR"), "/program.image")).len()] =
    *include_bytes!(concat!(env!("OUT_DIR"), "/program.image"));

/// All memory of the program.
struct Program {
    memory: [u8; 2048],
    stack: [u64; 128],
    high: [u64; if cfg!(feature = "vector") { 128 } else { 0 }],
    frames: [Frame; 16],
    globals: [u64; 8],
    global_high: [u64; if cfg!(feature = "vector") { 8 } else { 0 }],
    tables: [u32; 8],
    dropped: [bool; 8],
}

/// Rounds of sampling that the program makes.
const ROUNDS: u64 = 24;

/// Instructions that run before the firmware could look after something else.
const SLICE: u32 = 10_000;

#[entry]
fn main() -> ! {
    static mut PROGRAM: Program = Program {
        memory: [0; _],
        stack: [0; _],
        high: [0; _],
        frames: [Frame::EMPTY; _],
        globals: [0; _],
        global_high: [0; _],
        tables: [0; _],
        dropped: [false; _],
    };
    let space = Space {
        memory: &mut PROGRAM.memory,
        stack: &mut PROGRAM.stack,
        high: &mut PROGRAM.high,
        frames: &mut PROGRAM.frames,
        globals: &mut PROGRAM.globals,
        global_high: &mut PROGRAM.global_high,
        tables: &mut PROGRAM.tables,
        dropped: &mut PROGRAM.dropped,
        breakpoints: &mut [],
    };
    let code = match run(space) {
        Ok(result) => {
            print_number("result ", result);
            print_number("stack ", stack::used());
            ExitCode::SUCCESS
        }
        Err(message) => {
            print(message.as_bytes());
            ExitCode::FAILURE
        }
    };
    code.exit_process()
}

/// Runs the program; its result, or what is wrong.
fn run(space: Space<'_>) -> Result<u32, &'static str> {
    let image = Image::check(&IMAGE).map_err(|_| "this is no image that this firmware runs")?;
    let mut board = Board::new(image)?;
    let mut machine = Machine::new(image, space).map_err(|_| "the program needs more memory")?;
    let run = image.export_func("run").ok_or("the program has no function `run`")?;
    machine.begin_call(run, &[ROUNDS]).map_err(|_| "the function `run` takes other arguments")?;
    loop {
        match machine.run(&mut board, SLICE) {
            Exit::Paused => {}
            Exit::Finished => return Ok(machine.results().first().map_or(0, |&slot| slot as u32)),
            Exit::Trapped(trap) => return Err(trap.message()),
            Exit::Breakpoint | Exit::Left | Exit::Waiting | Exit::Idle => {
                return Err("the program stopped");
            }
        }
    }
}

/// Nothing here panics; should something, the device stops.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    ExitCode::from(101).exit_process()
}
