//! How the screen looks: in each theme, and on terminals of few colours.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeSet;

use common::{User, fixture};
use expect_test::expect;
use ratatui::{
    Terminal,
    backend::TestBackend,
    buffer::Buffer,
    style::{Color, Modifier},
};
use wrtd_tui::{
    theme::{Depth, Palette, Theme},
    view,
};

/// Somebody at a line with a breakpoint, variables and a message.
fn user(width: u16, height: u16) -> User {
    let mut user = User::open(fixture("rust/inventory/inventory-o0.wasm"), width, height);
    user.command("break shapes.rs:97");
    user.press(&["c", "n"]);
    user
}

fn set(user: &mut User, theme: Theme) {
    user.state.theme = theme;
    user.state.known.symbols = theme.symbols();
}

fn drawn(user: &User) -> Buffer {
    let area = user.state.screen;
    let mut terminal = Terminal::new(TestBackend::new(area.width, area.height)).unwrap();
    terminal.draw(|frame| view::draw(frame, &user.state)).unwrap();
    terminal.backend().buffer().clone()
}

fn colours(buffer: &Buffer) -> BTreeSet<String> {
    let of = |colour: Color| format!("{colour:?}");
    buffer.content.iter().flat_map(|cell| [of(cell.fg), of(cell.bg)]).collect()
}

#[test]
fn ascii_is_all_that_is_drawn_where_that_is_asked_for() {
    for (width, height) in [(80, 24), (160, 50)] {
        let mut user = user(width, height);
        set(&mut user, Theme { ascii: true, ..Theme::default() });
        let screen = user.screen();
        assert!(screen.is_ascii(), "{screen}");
        for keys in [&["?"][..], &["Esc", "C-p"], &["Esc", ":", "di", "Tab"]] {
            user.press(keys);
            let screen = user.screen();
            assert!(screen.is_ascii(), "{screen}");
        }
        if width == 80 {
            user.press(&["Esc", "Esc"]);
            expect![[r#"
                 wrtd inventory-o0.wasm  stepped to /wrtd/fixtures/rust/inventory/src/shapes.rs:
                 Source  Code  Memory                  ../fixtures/rust/inventory/src/shapes.rs
                  92
                  93   #[inline(never)]
                  94   fn total_area(shapes: &[Box<dyn Shape>]) -> f64 {   shapes = [Circle { r~
                  95       let mut total = 0.0;   total = 0.0
                  96       for shape in shapes {   shape = Circle { radius: 1.0 }  shapes = [Ci~
                * 97           let area = shape.area();    area = 3.0  shape = Circle { radius:~
                  98 >         total += area;   total = 0.0  area = 3.0
                  99       }
                 100       total
                 101   }
                 102
                 Variables  Machine  Stack  Threads     | Console  Output  Breakpoints  Budget
                - Arguments                             |Stopped at breakpoint 1: inventory::sh~
                  + shapes = [Circle { radius: 1.0 }, R~|    95      let mut total = 0.0;
                - Locals                                |    96      for shape in shapes {
                    area = 3.0                       f64|>*  97          let area = shape.area(~
                  + shape = Circle { radius: 1.0 }      |    98          total += area;
                  + iter = Iter { ptr: 0x109528, end_or~|    99      }
                    total = 0.0                      f64|Stepped to inventory::shapes::total_ar~
                + Statics                               |>   98          total += area;
                                                        |(wrtd)
                c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
            "#]]
            .assert_eq(&user.screen());
        }
    }
}

#[test]
fn a_large_screen_has_all_that_matters() {
    let mut user = user(160, 50);
    expect![[r#"
         wrtd inventory-o0.wasm  stepped to /wrtd/fixtures/rust/inventory/src/shapes.rs:98                                                      10.9 MiB held, no limit
         Source  Code                                          ../fixtures/rust/inventory/src/shapes.rs │ Variables  Machine
          83       let mut stack: Stack<i32, 3> = Stack::new();                                         │▾ Arguments
          84       for value in [5, 6, 7, 8] {                                                          │  ▸ shapes = [Circle { radius: 1.0 }, Rectangle { width: 3.0, …
          85           if let Err(rejected) = stack.push(value) {                                       │▾ Locals
          86               println!("full at {rejected}");                                              │    area = 3.0                                              f64
          87           }                                                                                │  ▸ shape = Circle { radius: 1.0 }  &Box<dyn inventory::shapes…
          88       }                                                                                    │  ▸ iter = Iter { ptr: 0x109528, end_or_len: 0x109530 }
          89       counters::count(31); // BREAK: stack                                                 │    total = 0.0                                             f64
          90       println!("popped {:?}", stack.pop());                                                │▸ Statics
          91   }                                                                                        │
          92                                                                                            │
          93   #[inline(never)]                                                                         │
          94   fn total_area(shapes: &[Box<dyn Shape>]) -> f64 {   shapes = [Circle { radius: 1.0 }, Re…│
          95       let mut total = 0.0;   total = 0.0                                                   │
          96       for shape in shapes {   shape = Circle { radius: 1.0 }  shapes = [Circle { radius: 1…│
        ● 97           let area = shape.area(); // BREAK: d   area = 3.0  shape = Circle { radius: 1.0 }│
          98 ▶         total += area;   total = 0.0  area = 3.0                                         │
          99       }                                                                                    │
         100       total                                                                                │
         101   }                                                                                        │
         102                                                                                            │
         103   #[inline(never)]                                                                         │ Stack  Threads                                      18 frames
         104   fn largest<T: PartialOrd + Copy>(items: &[T]) -> T {                                     │▶ 0 inventory::shapes::total_area  shapes.rs:98  shapes=[Circl…
         105       let mut best = items[0];                                                             │  1 inventory::shapes::tour  shapes.rs:80
         106       for &item in items {                                                                 │  2 inventory::main  main.rs:30
         107           if item > best {                                                                 │▸ 15 frames of library code, up to _start
         108               best = item; // BREAK: largest                                               │
         109           }                                                                                │
         110       }                                                                                    │
         111       best                                                                                 │
         Console  Output  Timeline  Memory                                                              │
        Stopped before the first instruction: _start at crt1-command.c:42                               │
          (crt1-command.c is not on this machine; map its folder with --source-map)                     │
        (wrtd) break shapes.rs:97                                                                       │ Breakpoints  Budget
        Breakpoint 1 at ../fixtures/rust/inventory/src/shapes.rs:97                                     │●  1 shapes.rs:97                                         1 hit
        Stopped at breakpoint 1: inventory::shapes::total_area at ../fixtures/rust/inventory/src/shapes…│
            95      let mut total = 0.0;                                                                │
            96      for shape in shapes {                                                               │
        ▶●  97          let area = shape.area(); // BREAK: dynamic call                                 │
            98          total += area;                                                                  │
            99      }                                                                                   │
        Stepped to inventory::shapes::total_area at ../fixtures/rust/inventory/src/shapes.rs:98         │
        ▶   98          total += area;                                                                  │
        (wrtd)                                                                                          │
                                                                                                        │
                                                                                                        │
                                                                                                        │
         Stops ▷●·  3 step shapes.rs:98  inventory::shapes::total_area  1.1 MiB
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys  q quit  / search  Ctrl-P find anything
    "#]].assert_eq(&user.screen());
}

#[test]
fn no_colour_is_drawn_in_the_plain_theme() {
    let mut user = user(160, 50);
    set(&mut user, Theme { palette: Palette::Plain, ..Theme::default() });
    let buffer = drawn(&user);
    assert_eq!(colours(&buffer), BTreeSet::from(["Reset".to_owned()]));
    // What matters is told apart all the same.
    let reversed = |cell: &ratatui::buffer::Cell| cell.modifier.contains(Modifier::REVERSED);
    assert!(buffer.content.iter().any(reversed));
}

#[test]
fn terminals_get_colours_that_they_have() {
    let mut user = user(80, 24);
    for palette in Palette::ALL {
        for (depth, has) in [
            (Depth::Indexed, (|it| !it.starts_with("Rgb")) as fn(&str) -> bool),
            (Depth::Sixteen, |it| !it.starts_with("Rgb") && !it.starts_with("Indexed")),
        ] {
            set(&mut user, Theme { palette, depth, ..Theme::default() });
            let wrong: Vec<String> =
                colours(&drawn(&user)).into_iter().filter(|colour| !has(colour)).collect();
            assert_eq!(wrong, Vec::<String>::new(), "{palette:?} {depth:?}");
        }
    }
}

#[test]
fn nothing_is_written_in_the_colour_of_its_ground() {
    let mut user = user(160, 50);
    user.press(&["/", "shape", "Enter"]);
    for palette in Palette::ALL {
        for depth in [Depth::True, Depth::Indexed, Depth::Sixteen] {
            set(&mut user, Theme { palette, depth, ..Theme::default() });
            let buffer = drawn(&user);
            let same = buffer.content.iter().find(|cell| {
                cell.fg == cell.bg && cell.fg != Color::Reset && !cell.symbol().trim().is_empty()
            });
            assert_eq!(same, None, "{palette:?} {depth:?}");
        }
    }
}

#[test]
fn the_ground_of_the_terminal_is_left_alone() {
    let mut user = user(80, 24);
    let ground = |user: &User| drawn(user)[(79, 12)].bg;
    for theme in [
        Theme::default(),
        Theme { palette: Palette::Light, on_light: true, ..Theme::default() },
        Theme { palette: Palette::Plain, ..Theme::default() },
    ] {
        set(&mut user, theme);
        assert_eq!(ground(&user), Color::Reset, "{theme:?}");
    }
    // A light theme on a terminal that is not known to be light.
    set(&mut user, Theme { palette: Palette::Light, ..Theme::default() });
    assert_eq!(ground(&user), Color::Rgb(255, 255, 255));
}

#[test]
fn what_a_terminal_says_of_itself_is_understood() {
    let of = |colorterm, term| Depth::of(colorterm, Some(term));
    assert_eq!(of(Some("truecolor"), "xterm-256color"), Depth::True);
    assert_eq!(of(None, "xterm-kitty"), Depth::True);
    assert_eq!(of(None, "xterm-256color"), Depth::Indexed);
    assert_eq!(of(None, "tmux-256color"), Depth::Indexed);
    assert_eq!(of(None, "linux"), Depth::Sixteen);
    assert_eq!(of(None, "vt220"), Depth::Sixteen);
    assert_eq!(Depth::of(None, None), Depth::Indexed);
}
