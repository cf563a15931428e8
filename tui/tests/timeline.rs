//! The stops so far: what they were, and what there was then.

mod common;

use std::time::Instant;

use common::{User, fixture};
use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use expect_test::expect;
use wrtd_tui::{
    state::PaneId,
    theme::{Palette, Theme},
};

/// Shows the timeline alone.
fn timeline(user: &mut User) {
    let screen = user.screen();
    let title = (0_u16..).zip(screen.lines()).find_map(|(row, line)| {
        let before = &line[..line.find("Timeline")?];
        Some((before.chars().fold(0, |column, _| column + 1), row))
    });
    let (column, row) = title.expect("the pane has a title");
    let kind = MouseEventKind::Down(MouseButton::Left);
    let click = MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE };
    let effects = user.state.mouse(click, Instant::now());
    user.carry_out(effects);
    user.settle();
    assert_eq!(user.state.focus, PaneId::Timeline);
    user.press(&["z"]);
}

#[test]
fn each_stop_has_its_place_and_values() {
    let mut user = User::open(fixture("c/steps/steps-o0.wasm"), 100, 20);
    user.command("break steps.c:84");
    user.press(&["c", "n", "s"]);
    timeline(&mut user);
    expect![[r#"
         Console  Output  Breakpoints  Budget  Timeline                            time it ran, memory then
           1   ▷ start _start.command_export:2  _start.command_export                                128 KiB
           2 ▸ ● breakpoint steps.c:84  main                                                         128 KiB
           3 ▸ · step steps.c:85  main                                                               128 KiB
           4 ▸ · step steps.c:49  changed                                                            128 KiB













        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys  q quit
    "#]].assert_eq(&user.panes());
    user.press(&["k", "l", "j", "j"]);
    expect![[r#"
         Console  Output  Breakpoints  Budget  Timeline                            time it ran, memory then
           1   ▷ start _start.command_export:2  _start.command_export                                128 KiB
           2 ▸ ● breakpoint steps.c:84  main                                                         128 KiB
           3 ▾ · step steps.c:85  main                                                               128 KiB
                 first = 33
                 second = 0
                 shape = {width = 0, height = 0}
                 measured = 0
           4 ▸ · step steps.c:49  changed                                                            128 KiB









        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys  q quit
    "#]].assert_eq(&user.panes());
    user.press(&["Enter", "z"]);
    expect![[r#"
         Source  Code  Memory                                               ../fixtures/c/steps/src/steps.c
          77       return value +
          78              twice(value + 1); // BREAK: operand
          79   }
          80
          81   int main(void) {
          82       printf("%d\n", calls(3)); // BREAK: main
          83       printf("%d\n", statements(2));
        ● 84       int first = kept(5); // BREAK: main kept                                            1 hit
          85 ▷     int second = changed(6);
         Variables  Machine  Stack  Threads               │ Console  Output  Breakpoints  Budget  Timeline
        ▾ Arguments                                       │   1   ▷ start _start.command_export:2  _start.c…
            value = 6                                  int│   2 ▸ ● breakpoint steps.c:84  main
        ▾ Locals                                          │   3 ▾ · step steps.c:85  main
            steps = 33                                 int│         first = 33
        ▸ Statics                                         │         second = 0
                                                          │         shape = {width = 0, height = 0}
                                                          │         measured = 0
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys  q quit
    "#]].assert_eq(&user.panes());
}

#[test]
fn a_high_screen_has_a_strip_of_them() {
    let mut user = User::open(fixture("c/steps/steps-o0.wasm"), 160, 50);
    let strip = |user: &mut User| user.screen().lines().nth(48).unwrap().to_owned();
    user.command("break steps.c:84");
    user.press(&["c", "n", "n", "c"]);
    expect![" Stops ▷●··■  5 ended with exit code 0"].assert_eq(&strip(&mut user));
    user.state.theme = Theme { palette: Palette::Plain, ascii: true, ..Theme::default() };
    user.state.known.symbols = user.state.theme.symbols();
    expect![" Stops )*..#  5 ended with exit code 0"].assert_eq(&strip(&mut user));
}
