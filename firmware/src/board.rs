//! What the board gives the program: a sensor with two channels, and a line of text.

use semihosting::io::{self, Write};
use wrtd_core::device::{Host, HostCall, HostStop, Image};

/// The functions that the program imports.
pub(crate) struct Board {
    read: Option<u32>,
    print: Option<u32>,
    /// State of the sensor, which is a pseudo-random one.
    noise: u32,
}

impl Board {
    /// Finds out which import is which.
    pub(crate) fn new(image: Image<'_>) -> Result<Self, &'static str> {
        let mut board = Self { read: None, print: None, noise: 1 };
        for (index, import) in (0..).zip(image.imports()) {
            match (import.module, import.name, import.params, import.results) {
                ("board", "read", 1, 1) => board.read = Some(index),
                ("board", "print", 2, 0) => board.print = Some(index),
                _ => return Err("the program imports what the board does not have"),
            }
        }
        Ok(board)
    }

    /// A sample of 12 bits, or a negative number where there was none.
    fn sample(&mut self, channel: u32) -> i32 {
        self.noise = self.noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let noise = (self.noise >> 20) as i32;
        if noise % 16 == 0 { -1 } else { 1500 + 700 * channel as i32 + noise / 16 }
    }
}

impl Host for Board {
    fn call(&mut self, call: HostCall<'_>) -> Result<(), HostStop> {
        let import = Some(call.import);
        match call.slots {
            [channel] if import == self.read => {
                *channel = self.sample(*channel as u32).cast_unsigned().into();
            }
            [start, length] if import == self.print => {
                let text =
                    call.memory.get(*start as usize..).and_then(|m| m.get(..*length as usize));
                print(text.ok_or(HostStop::Trap)?);
            }
            _ => return Err(HostStop::Trap),
        }
        Ok(())
    }
}

/// Prints a line.
pub(crate) fn print(text: &[u8]) {
    if let Ok(mut out) = io::stdout() {
        // There is nobody to tell when the host takes no more.
        let _ = out.write_all(text);
        let _ = out.write_all(b"\n");
    }
}

/// Prints a line with a number at its end.
pub(crate) fn print_number(label: &str, number: u32) {
    let mut line = [0; 32];
    let mut end = line.len();
    let mut rest = number;
    loop {
        end -= 1;
        line[end] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    let start = end.saturating_sub(label.len());
    for (to, from) in line[start..end].iter_mut().zip(label.bytes()) {
        *to = from;
    }
    print(&line[start..]);
}
