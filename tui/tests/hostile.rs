//! Whatever comes, in whatever order and at whatever size of the screen: no panic, and nothing that a terminal would obey.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use common::{User, fixture};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::{Terminal, backend::TestBackend, layout::Rect};
use wrtd_debug::{
    Breakpoint, BreakpointId, BudgetReport, FrameView, InstructionView, MemoryRef, ModuleView,
    OutputCategory, ScopeView, SourceRef, StackCut, StackPage, StopEvent, StopReason, ThreadView,
    VariableView, VariablesRef,
};
use wrtd_tui::{
    connection::{
        Answer, CommandOutcome, FunctionCode, Message, Query, Request, Scrollback, Selection,
        SourceText, Standing, Stopped, Stream,
    },
    input::{BINDINGS, Key},
    state::{Effect, State},
    theme::{Palette, Theme},
    view,
};

/// Things that happen.
const HAPPENS: usize = 20_000;
/// Screens that are drawn: not after each of them, which would take minutes.
const DRAWN_OF: usize = 16;

/// xorshift64*, so that a failure happens again.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() >> 33) as usize % bound.max(1)
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    fn text(&mut self) -> String {
        const PIECES: &[&str] = &[
            "",
            "x",
            "name",
            "\x1b[2J\x1b[H",
            "\x1b]0;title\x07",
            "\u{202e}desrever",
            "\u{2066}",
            "e\u{301}\u{302}\u{303}",
            "\u{200d}",
            "👩‍👩‍👧‍👦",
            "日本語",
            "ｗｉｄｅ",
            "\0",
            "\r",
            "\n",
            "\t",
            "\u{7f}",
            "\u{9b}31m",
            "\u{feff}",
            "\u{ad}",
            "ä",
            "🦀",
            "\u{1160}\u{11a8}",
            "::<T>",
            "{ a: 1 }",
        ];
        match self.below(4000) {
            0 => "long 👍 ".repeat((1 << 20) / 10),
            1 => "\u{301}".repeat(100_000),
            _ => (0..self.below(6)).map(|_| *self.of(PIECES)).collect(),
        }
    }

    fn number(&mut self) -> u64 {
        *self.of(&[0, 1, 2, 7, 64, 4096, 0xffff_ffff, u64::MAX, i64::MAX as u64])
    }
}

fn key(random: &mut Random) -> KeyEvent {
    if random.below(2) == 0 {
        let binding = random.of(BINDINGS);
        let key = *random.of::<&str>(binding.keys);
        // Of a key of two letters the first.
        let letter = || KeyEvent::from(KeyCode::Char(key.chars().next().unwrap()));
        return Key::parse(key).map_or_else(letter, Key::event);
    }
    let code = match random.below(12) {
        0 => KeyCode::Enter,
        1 => KeyCode::Esc,
        2 => KeyCode::Backspace,
        3 => KeyCode::Tab,
        4 => KeyCode::Delete,
        5 => KeyCode::F(random.below(30) as u8),
        6 => *random.of(&[KeyCode::Up, KeyCode::Down, KeyCode::Left, KeyCode::Right]),
        7 => *random.of(&[KeyCode::Home, KeyCode::End, KeyCode::PageUp, KeyCode::PageDown]),
        8 => *random.of(&[KeyCode::Null, KeyCode::CapsLock, KeyCode::Insert, KeyCode::Menu]),
        _ => KeyCode::Char(random.text().chars().next().unwrap_or('a')),
    };
    KeyEvent::new(code, KeyModifiers::from_bits_truncate(random.below(8) as u8))
}

fn mouse(random: &mut Random) -> MouseEvent {
    let button = *random.of(&[MouseButton::Left, MouseButton::Right, MouseButton::Middle]);
    let kind = *random.of(&[
        MouseEventKind::Down(button),
        MouseEventKind::Up(button),
        MouseEventKind::Drag(button),
        MouseEventKind::Moved,
        MouseEventKind::ScrollUp,
        MouseEventKind::ScrollDown,
        MouseEventKind::ScrollLeft,
    ]);
    let place = |random: &mut Random| match random.below(20) {
        0 => u16::MAX,
        _ => random.below(220) as u16,
    };
    let (column, row) = (place(random), place(random) / 3);
    MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }
}

fn size(random: &mut Random) -> (u16, u16) {
    *random.of(&[
        (0, 0),
        (1, 1),
        (0, 24),
        (80, 0),
        (80, 1),
        (2, 2),
        (20, 5),
        (80, 24),
        (80, 24),
        (200, 60),
    ])
}

/// Views of a real program, whose texts are replaced.
#[derive(Clone)]
struct Real {
    frame: FrameView,
    instruction: InstructionView,
    scope: ScopeView,
    place: MemoryRef,
    modules: Vec<ModuleView>,
    breakpoint: Breakpoint,
    thread: ThreadView,
    budget: Box<BudgetReport>,
}

impl Real {
    fn of_a_program() -> Self {
        let mut user = User::open(fixture("c/steps/steps-o0.wasm"), 80, 24);
        user.command("break kept");
        user.press(&["c"]);
        let session = user.connection.session().unwrap();
        let real = session.with(|session| {
            let frame = session.stack(0, 1).unwrap().frames.remove(0);
            Self {
                instruction: session.instructions(frame.code, 0, 1).unwrap().remove(0),
                frame,
                scope: session.scopes(0).unwrap().remove(0),
                place: session.memory_ref("0x400").unwrap(),
                modules: session.modules().unwrap(),
                breakpoint: session.breakpoints().remove(0),
                thread: session.threads().remove(0),
                budget: Box::new(session.budget()),
            }
        });
        real.unwrap()
    }

    fn frame(&self, random: &mut Random) -> FrameView {
        FrameView {
            index: random.below(9) as u32,
            function: random.text(),
            inlined: random.below(2) == 0,
            source: (random.below(2) == 0).then(|| source(random)),
            line: random.number() as u32,
            module: random.text(),
            subtle: random.below(2) == 0,
            ..self.frame.clone()
        }
    }

    fn instruction(&self, random: &mut Random) -> InstructionView {
        InstructionView {
            valid: random.below(5) > 0,
            text: random.text(),
            function: Some(random.text()),
            source: (random.below(2) == 0).then(|| source(random)),
            line: random.number() as u32,
            ..self.instruction.clone()
        }
    }

    fn variable(&self, random: &mut Random) -> VariableView {
        VariableView {
            name: random.text(),
            value: random.text(),
            type_name: random.text(),
            children: (random.below(2) == 0).then(|| VariablesRef(random.below(5) as u32)),
            named: random.number(),
            indexed: random.number(),
            evaluate_name: (random.below(2) == 0).then(|| random.text()),
            memory: (random.below(2) == 0).then_some(self.place),
            writable: random.below(2) == 0,
        }
    }

    fn breakpoint(&self, random: &mut Random) -> Breakpoint {
        Breakpoint {
            id: BreakpointId(random.number() as u32),
            verified: random.below(2) == 0,
            message: (random.below(2) == 0).then(|| random.text()),
            source: (random.below(2) == 0).then(|| source(random)),
            line: (random.below(2) == 0).then(|| random.number() as u32),
            hits: random.number(),
            ..self.breakpoint.clone()
        }
    }

    /// An answer to what was asked, with things in it that no sane program has.
    fn answer(&self, random: &mut Random, query: &Query) -> Result<Answer, String> {
        let some = random.below(8);
        if random.below(10) == 0 {
            return Err(random.text());
        }
        Ok(match query {
            Query::Threads => {
                let standing = |id| Standing {
                    thread: ThreadView { id, name: random.text(), ..self.thread.clone() },
                    frame: (random.below(2) == 0).then(|| self.frame(random)),
                };
                Answer::Threads((0..some as u32).map(standing).collect())
            }
            Query::Stack { .. } => {
                let frames = (0..some).map(|_| self.frame(random)).collect();
                let cut = (random.below(4) == 0)
                    .then(|| StackCut { frames: random.number() as u32, reason: random.text() });
                let total = random.number() as u32;
                let complete = random.below(2) == 0;
                Answer::Stack(Arc::new(StackPage { frames, total, complete, cut }))
            }
            Query::Scopes(_) => {
                let scope = |number| ScopeView {
                    name: random.text(),
                    variables: VariablesRef(number),
                    count: random.number(),
                    ..self.scope.clone()
                };
                Answer::Scopes((0..some as u32).map(scope).collect())
            }
            Query::Children { .. } => {
                Answer::Children((0..some).map(|_| self.variable(random)).collect())
            }
            Query::Value { .. } => Answer::Value(self.variable(random)),
            Query::Text(_) => {
                let lines: Vec<String> = (0..some * 10).map(|_| random.text()).collect();
                Answer::Text(SourceText::new(lines.join("\n")).into())
            }
            Query::Bytes { count, .. } => {
                Answer::Bytes(vec![random.below(256) as u8; *count / (some + 1)])
            }
            Query::Place { .. } => Answer::Place(self.place),
            Query::Code { .. } => {
                Answer::Code((0..some).map(|_| self.instruction(random)).collect())
            }
            Query::Function(_) => {
                let instructions = (0..some * 9).map(|_| self.instruction(random)).collect();
                let cut = random.below(2) == 0;
                Answer::Function(FunctionCode { instructions, cut }.into())
            }
            Query::Main => {
                let line = random.number() as u32;
                Answer::Main((random.below(2) == 0).then(|| (source(random), line)))
            }
            Query::Modules => Answer::Modules(self.modules.clone()),
            Query::Budget => Answer::Budget(self.budget.clone()),
            Query::Glance(_)
            | Query::Arguments(_)
            | Query::Colours { .. }
            | Query::Places { .. }
            | Query::Sources
            | Query::Memories
            | Query::Find { .. }
            | Query::Named(_)
            | Query::StaticAt(_)
            | Query::Beside { .. }
            | Query::FunctionNamedAt(_)
            | Query::Residency { .. } => return Err(random.text()),
        })
    }
}

fn source(random: &mut Random) -> SourceRef {
    SourceRef {
        name: random.text(),
        path: (random.below(2) == 0).then(|| PathBuf::from(random.text())),
        recorded: (random.below(2) == 0).then(|| random.text()),
        reference: (random.below(4) == 0).then(|| random.number() as u32),
        origin: (random.below(4) == 0).then(|| random.text()),
    }
}

/// Something that the session says; what was asked is answered sooner or later, or never.
fn message(
    random: &mut Random,
    real: &Real,
    asked: &mut Vec<(u64, Query)>,
    epoch: &mut u64,
) -> Message {
    if let (true, Some((epoch, query))) = (random.below(3) > 0, asked.pop()) {
        let answer = real.answer(random, &query);
        return Message::Answer { epoch, query, answer };
    }
    let selection = Selection { thread: random.below(3) as u32, frame: random.below(9) as u32 };
    let kind = random.below(14);
    *epoch += u64::from((1..=6).contains(&kind));
    match kind {
        0 => Message::Loaded,
        1 => Message::Continued,
        2..=4 => {
            let reasons =
                [StopReason::Step, StopReason::Trap, StopReason::Pause, StopReason::Entry];
            let event = StopEvent {
                thread: selection.thread,
                reason: random.of(&reasons).clone(),
                description: random.text(),
                text: (random.below(2) == 0).then(|| random.text()),
            };
            let text = random.text();
            Message::Stopped(Box::new(Stopped { epoch: *epoch, event, text, focus: selection }))
        }
        5 => {
            let (results, text) = (vec![random.text()], random.text());
            Message::Exited { code: random.number() as i32, results, text }
        }
        6 => Message::Changed { epoch: *epoch },
        7 => {
            let outcome = match random.below(2) {
                0 => CommandOutcome::Text(random.text()),
                _ => CommandOutcome::Error(random.text()),
            };
            Message::Command { line: random.text(), outcome, selection }
        }
        8 => {
            let count = random.below(20);
            Message::Breakpoints((0..count).map(|_| real.breakpoint(random)).collect())
        }
        9 => {
            let categories = [OutputCategory::Important, OutputCategory::Console];
            Message::Notice(*random.of(&categories), random.text())
        }
        10 => Message::Budget(real.budget.clone()),
        11 => Message::Busy((random.below(2) == 0).then(|| random.text())),
        12 => Message::ThreadsChanged,
        _ => Message::Done,
    }
}

/// Draws the screen, and sees to it that nothing in it does something to a terminal.
fn draw(state: &State) {
    let mut terminal =
        Terminal::new(TestBackend::new(state.screen.width, state.screen.height)).unwrap();
    terminal.draw(|frame| view::draw(frame, state)).unwrap();
    let buffer = terminal.backend().buffer();
    for cell in buffer.content() {
        let obeyed = |c: char| {
            c.is_control()
                || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        };
        assert!(!cell.symbol().contains(obeyed), "{:?}", cell.symbol());
    }
}

fn happens(real: &Real, seed: u64) {
    let mut random = Random(seed);
    let output = Scrollback::default();
    let screen = Rect { x: 0, y: 0, width: 80, height: 24 };
    let theme = Theme { palette: Palette::Dark, ascii: seed.is_multiple_of(3), ..Theme::default() };
    let mut state = State::new(PathBuf::from(random.text()), output.clone(), theme, screen);
    let (mut asked, mut epoch) = (Vec::new(), 0);
    let mut now = Instant::now();
    for number in 0..HAPPENS / SEEDS.len() {
        now += Duration::from_millis(random.below(300) as u64);
        let effects = match random.below(20) {
            0..=6 => state.key(key(&mut random), now),
            7..=9 => state.mouse(mouse(&mut random), now),
            10 => state.paste(&random.text()),
            11 => {
                let (width, height) = size(&mut random);
                state.resize(width, height)
            }
            12 => state.tick(now),
            13 => {
                let stream = *random.of(&[Stream::Output, Stream::Error, Stream::Input]);
                output.append(stream, random.text().as_bytes());
                state.receive(Message::Output, now)
            }
            _ => state.receive(message(&mut random, real, &mut asked, &mut epoch), now),
        };
        for effect in effects {
            match effect {
                Effect::Request(Request::Ask { epoch, query }) => asked.push((epoch, query)),
                Effect::Withdraw(queries) => asked.retain(|(_, query)| !queries.contains(query)),
                _ => {}
            }
        }
        asked.truncate(200);
        if number % DRAWN_OF == 0 {
            draw(&state);
        }
    }
}

const SEEDS: [u64; 4] = [0x9e37_79b9_7f4a_7c15, 42, 1_000_003, 77];

#[test]
fn nothing_that_happens_is_too_much() {
    let real = Real::of_a_program();
    for seed in SEEDS {
        happens(&real, seed);
    }
}

/// Every pane at every small size, where there is room for nothing.
#[test]
fn every_layout_fits_every_size() {
    let output = Scrollback::default();
    let screen = Rect { x: 0, y: 0, width: 80, height: 24 };
    let mut state = State::new(PathBuf::from("program.wasm"), output, Theme::default(), screen);
    for layout in ["F2", "F3", "F4", "F7"] {
        state.key(Key::parse(layout).unwrap().event(), Instant::now());
        for width in 0..30 {
            for height in 0..12 {
                state.resize(width, height);
                draw(&state);
            }
        }
    }
}
