//! How long a screen takes to draw, from the state to the bytes for a terminal.
//!
//! Each layout is drawn on a real stop of a real program, on a screen of 200 columns and 60 rows: all of it, as after a
//! change of the size, and what differs after a key that moves the selection. The bytes go nowhere.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::{
    io::{self, Write},
    time::{Duration, Instant},
};

use common::{User, fixture};
use ratatui::{Terminal, TerminalOptions, Viewport, backend::CrosstermBackend, layout::Rect};
use wrtd_tui::{input::Key, view};

const COLUMNS: u16 = 200;
const ROWS: u16 = 60;
const ROUNDS: usize = 300;
/// A screen that takes longer misses its aim.
const AIM: Duration = Duration::from_millis(5);

/// Counts bytes, and forgets them.
#[derive(Default)]
struct Counting(usize);

impl Write for Counting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Median and 99th percentile.
fn spread(mut times: Vec<Duration>) -> (Duration, Duration) {
    times.sort();
    (times[times.len() / 2], times[times.len() * 99 / 100])
}

fn main() {
    let mut user = User::open(fixture("rust/inventory/inventory-o0.wasm"), COLUMNS, ROWS);
    user.command("break shapes.rs:97");
    user.press(&["c"]);
    let mut counting = Counting::default();
    let mut met = true;
    println!("layout     whole: median, 99 %       after a key: median, 99 %      bytes of both");
    for layout in ["F2", "F3", "F4", "F7"] {
        user.press(&[layout]);
        let (mut whole, mut after_key) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            // A new one has nothing on its screen yet; clearing one would ask a real terminal for its cursor.
            let area = Rect { x: 0, y: 0, width: COLUMNS, height: ROWS };
            let options = TerminalOptions { viewport: Viewport::Fixed(area) };
            let backend = CrosstermBackend::new(&mut counting);
            let mut terminal = Terminal::with_options(backend, options).unwrap();
            let begun = Instant::now();
            terminal.draw(|frame| view::draw(frame, &user.state)).unwrap();
            whole.push(begun.elapsed());
            let key = if round % 2 == 0 { "j" } else { "k" };
            let begun = Instant::now();
            let _ = user.state.key(Key::parse(key).unwrap().event(), begun);
            terminal.draw(|frame| view::draw(frame, &user.state)).unwrap();
            after_key.push(begun.elapsed());
        }
        let ((whole, slow), (key, slow_key)) = (spread(whole), spread(after_key));
        met &= whole < AIM && key < AIM;
        let bytes = std::mem::take(&mut counting.0) / ROUNDS;
        println!(
            "{layout:6} {whole:>14.2?} {slow:>12.2?} {key:>18.2?} {slow_key:>12.2?} {bytes:>18}"
        );
    }
    assert!(met, "a screen takes more than {AIM:?}");
}
