//! The way to the session under load: what users do is not held up by what is to be shown, and nothing piles up.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{self, Receiver},
    },
    time::{Duration, Instant},
};

use common::{User, fixture};
use wrtd_debug::{DebugSession, LaunchSpec, StdinFeed};
use wrtd_tui::{
    connection::{CommandOutcome, Connection, Message, Query, Request},
    input::Key,
    state::{Effect, State, Status},
};

const PATIENCE: Duration = Duration::from_secs(30);

fn start(spec: LaunchSpec) -> (Connection, Receiver<Message>) {
    let (sender, messages) = mpsc::channel();
    let sink = Arc::new(move |message| drop(sender.send(message)));
    (Connection::start(spec, StdinFeed::default(), sink).unwrap(), messages)
}

/// What comes until `last` says that it is the last one.
fn until(messages: &Receiver<Message>, last: impl Fn(&Message) -> bool) -> Vec<Message> {
    let deadline = Instant::now() + PATIENCE;
    let mut come = Vec::new();
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let message = messages.recv_timeout(left);
        come.push(message.unwrap_or_else(|_| panic!("not among {} messages", come.len())));
        if come.last().is_some_and(&last) {
            return come;
        }
    }
}

fn stopped(message: &Message) -> bool {
    matches!(message, Message::Stopped(_))
}

/// A key that is held down while each step takes long.
#[test]
fn steps_do_not_go_on_long_after_the_key_is_released() {
    let mut user = User::open(fixture("rust/inventory/inventory-o0.wasm"), 80, 24);
    user.command("break shapes.rs:97");
    user.press(&["c"]);
    let commands = |effects: &[Effect]| {
        effects
            .iter()
            .filter(|effect| matches!(effect, Effect::Request(Request::Command(_))))
            .count()
    };
    let mut asked = 0;
    for _ in 0..300 {
        let effects = user.state.key(Key::parse("n").unwrap().event(), Instant::now());
        asked += commands(&effects);
        user.carry_out(effects);
    }
    assert_eq!(asked, 1);
    // Those ahead follow by themselves, as far as the next breakpoint, where their user will want to look.
    user.settle();
    let screen = user.screen();
    assert!(screen.contains("97 ▶") && screen.contains("breakpoint 1 at"), "{screen}");
}

/// Without an answer in between, places are shown one after the other.
#[test]
fn rows_that_were_scrolled_past_are_taken_back() {
    let mut user = User::open(fixture("c/steps/steps-o0.wasm"), 80, 24);
    let (mut asked, mut taken_back) = (0, 0);
    for place in 0..50 {
        for key in ["F2", "]", "]", "@"] {
            let _ = user.state.key(Key::parse(key).unwrap().event(), Instant::now());
        }
        let _ = user.state.paste(&format!("{place}"));
        for effect in user.state.key(Key::parse("Enter").unwrap().event(), Instant::now()) {
            match effect {
                Effect::Request(_) => asked += 1,
                Effect::Withdraw(queries) => taken_back += queries.len(),
                _ => {}
            }
        }
    }
    assert!(asked >= 50 && taken_back + 10 >= asked, "{asked} asked, {taken_back} taken back");
}

#[test]
fn a_failure_inside_is_an_answer_and_the_next_request_is_served() {
    let (sender, messages) = mpsc::channel();
    let sink = Arc::new(move |message: Message| {
        assert!(!matches!(message, Message::Breakpoints(_)), "out of ideas");
        drop(sender.send(message));
    });
    let spec = fixture("c/steps/steps-o0.wasm");
    let connection = Connection::start(spec, StdinFeed::default(), sink).unwrap();
    until(&messages, stopped);
    connection.send(Request::Command("break kept".to_owned()));
    let failed = |message: &Message| match message {
        Message::Command { outcome: CommandOutcome::Error(why), .. } => {
            why.contains("out of ideas")
        }
        _ => false,
    };
    until(&messages, failed);
    connection.send(Request::Ask { epoch: 1, query: Query::Threads });
    until(&messages, |message| matches!(message, Message::Answer { .. }));
}

/// Leaving is leaving, whatever the session does, such as hang in a call of the system, where nothing interrupts it.
#[test]
fn a_session_that_hangs_holds_nobody_up() {
    let (connection, messages) = start(fixture("c/steps/steps-o0.wasm"));
    until(&messages, stopped);
    let session = connection.session().unwrap();
    let (begins, begun) = mpsc::channel();
    let hang = move |_: &mut DebugSession| {
        begins.send(()).unwrap();
        std::thread::sleep(2 * PATIENCE);
    };
    std::thread::spawn(move || drop(session.with(hang)));
    begun.recv().unwrap();
    // What is waited for is told, and whatever is asked for meanwhile holds up nobody either.
    connection.send(Request::Ask { epoch: 1, query: Query::Threads });
    until(&messages, |message| matches!(message, Message::Busy(Some(_))));
    let begun = Instant::now();
    connection.send(Request::Command("next".to_owned()));
    connection.pause();
    connection.cancel();
    assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    drop(connection);
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

/// A program that is being loaded has nothing that would have to end in order.
#[test]
fn leaving_does_not_wait_for_loading() {
    let (_folder, spec) = large();
    let (connection, messages) = start(spec);
    let begun = Instant::now();
    drop(connection);
    let left = begun.elapsed();
    until(&messages, |message| matches!(message, Message::Loaded | Message::LaunchFailed(_)));
    assert!(left < begun.elapsed() / 2, "left after {left:?}, loaded after {:?}", begun.elapsed());
}

#[test]
fn keys_that_give_up_leave_while_the_program_is_loaded() {
    for key in ["q", "Esc", "C-c"] {
        let screen = ratatui::layout::Rect { x: 0, y: 0, width: 80, height: 24 };
        let output = wrtd_tui::connection::Scrollback::default();
        let mut state = State::new(
            PathBuf::from("program.wasm"),
            output,
            wrtd_tui::theme::Theme::default(),
            screen,
        );
        assert_eq!(state.known.status, Status::Loading);
        let effects = state.key(Key::parse(key).unwrap().event(), Instant::now());
        assert_eq!(effects, [Effect::Quit], "{key}");
    }
}

/// A module of many functions, whose validation takes a while.
fn large() -> (tempfile::TempDir, LaunchSpec) {
    let folder = tempfile::tempdir().unwrap();
    let program: PathBuf = folder.path().join("large.wasm");
    let mut text = String::from("(module (func (export \"_start\"))");
    for _ in 0..20_000 {
        text.push_str(
            "(func (param i32) (result i32) local.get 0 i32.const 1 i32.add local.get 0 i32.mul)",
        );
    }
    text.push(')');
    std::fs::write(&program, wat::parse_str(&text).unwrap()).unwrap();
    (folder, LaunchSpec { program, ..LaunchSpec::default() })
}
