//! The mouse: rows, marks, names, borders, the wheel.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::time::{Duration, Instant};

use common::{User, fixture};
use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use wrtd_tui::state::PaneId;

/// Somebody with a mouse; the clock is theirs.
struct Hand {
    user: User,
    now: Instant,
}

impl Hand {
    fn open() -> Self {
        let mut user = User::open(fixture("c/steps/steps-o0.wasm"), 80, 24);
        user.command("break main");
        user.press(&["c"]);
        Self { user, now: Instant::now() }
    }

    fn act(&mut self, kind: MouseEventKind, (column, row): (u16, u16)) {
        let event = MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE };
        let effects = self.user.state.mouse(event, self.now);
        self.user.carry_out(effects);
        self.user.settle();
    }

    fn click(&mut self, at: (u16, u16)) {
        self.now += Duration::from_secs(2);
        self.press(at);
    }

    fn press(&mut self, at: (u16, u16)) {
        self.act(MouseEventKind::Down(MouseButton::Left), at);
        self.act(MouseEventKind::Up(MouseButton::Left), at);
    }

    fn double_click(&mut self, at: (u16, u16)) {
        self.click(at);
        self.now += Duration::from_millis(100);
        self.press(at);
    }

    /// Where a text is on the screen.
    fn find(&mut self, text: &str) -> (u16, u16) {
        let screen = self.user.screen();
        let mut lines = screen.lines().enumerate();
        let found = lines.find_map(|(y, line)| Some((line[..line.find(text)?].chars().count(), y)));
        let (x, y) = found.unwrap_or_else(|| panic!("no {text}:\n{screen}"));
        (x as u16, y as u16)
    }
}

#[test]
fn a_click_selects_and_one_on_the_marks_sets_a_breakpoint() {
    let mut hand = Hand::open();
    let (x, y) = hand.find("statements(2)");
    hand.click((x, y));
    assert_eq!(hand.user.state.known.breakpoints.len(), 1);
    hand.click((0, y));
    assert_eq!(hand.user.state.known.breakpoints.len(), 2);
    hand.click((0, y));
    assert_eq!(hand.user.state.known.breakpoints.len(), 1);
    // In the list it tells whether one works.
    let tab = hand.find("Breakpoints");
    hand.click(tab);
    let (x, y) = hand.find("1 steps.c:82");
    hand.click((x, y));
    assert!(!hand.user.state.known.breakpoints[0].enabled);
    // A click on text of other panes changes nothing of the program.
    let (x, y) = hand.find("first = 0");
    hand.click((x, y));
    assert_eq!(hand.user.state.focus, PaneId::Variables);
}

#[test]
fn two_clicks_at_once_open_and_two_slow_ones_do_not() {
    let mut hand = Hand::open();
    let at = hand.find("▸ shape");
    hand.click(at);
    hand.click(at);
    assert!(!hand.user.screen().contains("width = 0 "), "{}", hand.user.screen());
    hand.double_click(at);
    let screen = hand.user.screen();
    assert!(screen.lines().any(|line| line.trim_start().starts_with("width = 0")), "{screen}");
    // On a name they give that pane all of the screen.
    let name = hand.find("Stack");
    hand.double_click(name);
    assert_eq!(hand.user.state.layout.zoomed, Some(PaneId::Stack));
}

#[test]
fn borders_are_dragged_in_both_directions() {
    let mut hand = Hand::open();
    let (x, y) = hand.find("│ Console");
    hand.act(MouseEventKind::Down(MouseButton::Left), (x, y + 2));
    hand.act(MouseEventKind::Drag(MouseButton::Left), (x - 20, y + 2));
    hand.act(MouseEventKind::Up(MouseButton::Left), (x - 20, y + 2));
    assert_eq!(hand.find("│ Console").0, x - 20);
    // The title of the lower panes is the border above them, also where their names are.
    hand.act(MouseEventKind::Down(MouseButton::Left), (2, y));
    hand.act(MouseEventKind::Drag(MouseButton::Left), (2, y - 6));
    hand.act(MouseEventKind::Up(MouseButton::Left), (2, y - 6));
    assert_eq!(hand.find("│ Console").1, y - 6);
    // Once the button is up nothing is dragged any more.
    hand.act(MouseEventKind::Drag(MouseButton::Left), (2, y));
    assert_eq!(hand.find("│ Console").1, y - 6);
}

#[test]
fn the_wheel_scrolls_what_is_under_it() {
    let mut hand = Hand::open();
    let (x, y) = hand.find("int main(void)");
    let focus = hand.user.state.focus;
    hand.act(MouseEventKind::ScrollUp, (x, y));
    assert_eq!(hand.find("int main(void)"), (x, y + 3));
    let (x, y) = hand.find("(wrtd)");
    hand.act(MouseEventKind::ScrollUp, (x, y));
    assert_eq!(hand.user.state.focus, focus);
    // Over a help it scrolls that, and a click closes it.
    hand.user.press(&["?"]);
    hand.act(MouseEventKind::ScrollDown, (10, 10));
    assert!(!hand.user.screen().contains("Run to the line under"), "{}", hand.user.screen());
    hand.click((0, 5));
    assert_eq!(hand.user.state.overlay, None);
    assert_eq!(hand.user.state.known.breakpoints.len(), 1);
}

#[test]
fn the_palette_is_clicked_and_left() {
    let mut hand = Hand::open();
    hand.user.press(&["C-p", "show stack"]);
    let at = hand.find("Show Stack");
    hand.click(at);
    assert_eq!(hand.user.state.focus, PaneId::Stack);
    hand.user.press(&["C-p"]);
    hand.click((0, 23));
    assert_eq!(hand.user.state.overlay, None);
}
