//! Sources on the screen: their colours, breakpoints in their gutter, and how one gets from one to another.

mod common;

use common::{User, fixture};
use expect_test::expect;
use ratatui::style::Color;
use wrtd_tui::state::{PaneId, Role};

/// Rows of the screen, each with the roles of its characters below, behind a bar, as all might begin with a blank.
fn with_roles(user: &mut User, rows: std::ops::Range<u16>) -> String {
    let screen = user.screen();
    let signs = [
        (Role::Keyword, 'k'),
        (Role::Type, 't'),
        (Role::Function, 'f'),
        (Role::Name, 'n'),
        (Role::Text, '"'),
        (Role::Number, '0'),
        (Role::Comment, '/'),
        (Role::Macro, '#'),
        (Role::Address, '@'),
        (Role::Faint, '.'),
        (Role::Breakpoint, 'B'),
        (Role::Current, 'C'),
    ];
    let sign = |colour: Color| {
        let is_it = |role: Role| user.state.theme.style(role).fg == Some(colour);
        signs.iter().find(|(role, _)| is_it(*role)).map_or(' ', |&(_, sign)| sign)
    };
    let buffer = user.terminal.backend().buffer();
    let mut text = String::new();
    for (y, line) in (0_u16..).zip(screen.lines()) {
        if rows.contains(&y) {
            let roles: String = (0..buffer.area.width)
                .map(|x| &buffer[(x, y)])
                .map(|cell| if cell.symbol() == " " { ' ' } else { sign(cell.fg) })
                .collect();
            text.push_str(&format!("|{line}\n|{}\n", roles.trim_end()));
        }
    }
    text
}

#[test]
fn words_have_colours_and_lines_without_code_are_faint() {
    let mut user = User::open(fixture("rust/inventory/inventory-o0.wasm"), 80, 24);
    user.command("break shapes.rs:97");
    user.press(&["c"]);
    expect![[r#"
        |  92
        |  ..
        |  93   #[inline(never)]
        |  ..   ################
        |  94   fn total_area(shapes: &[Box<dyn Shape>]) -> f64 {   shapes = [Circle { r…
        |  ..   kk ffffffffff           ttt kkk ttttt       ttt
        |  95       let mut total = 0.0;   total = 0.0
        |  @@       kkk kkk         000
        |  96       for shape in shapes {   shape = Circle { radius: 1.0 }  shapes = [Ci…
        |  @@       kkk       kk
        |● 97 ▶         let area = shape.area(); // BREA   shape = Circle { radius: 1.0 }
        |B CC C         kkk              ffff    // ////
        |  98           total += area;
        |  @@
        |  99       }
        |  ..
        | 100       total
        | @@@
        | 101   }
        | @@@
        | 102
        | ...
    "#]]
    .assert_eq(&with_roles(&mut user, 2..13));
}

#[test]
fn a_breakpoint_says_at_its_line_what_it_is() {
    let mut user = User::open(fixture("c/steps/steps-o0.wasm"), 100, 30);
    for command in [
        "break steps.c:82",
        "break steps.c:83 if 1 == 1",
        "break steps.c:84",
        "disable 3",
        "logpoint steps.c:85, first is {first}",
    ] {
        user.command(command);
    }
    user.press(&["c", "c"]);
    expect![[r#"
         Source  Code  Memory                                               ../fixtures/c/steps/src/steps.c
          74
          75   // An operand waits for the call on the second line.
          76   __attribute__((noinline)) static int split(int value) {
          77       return value +
          78              twice(value + 1); // BREAK: operand
          79   }
          80
          81   int main(void) {
        ● 82       printf("%d\n", calls(3)); // BREAK: main                                            1 hit
        ◆ 83 ▶     printf("%d\n", statements(2));                                           if 1 == 1, 1 hit
        ○ 84       int first = kept(5); // BREAK: main kept                                         disabled
        ◇ 85       int second = changed(6);                                          logs "first is {first}"
          86       struct shape shape = {1.5, 2.0};
          87       double measured = area(&shape); // BREAK: main area
         Variables  Machine  Stack  Threads               │ Console  Output  Breakpoints  Budget  Timeline
        ▾ Locals                                          │    80
            first = 0                                  int│    81  int main(void) {
            second = 0                                 int│▶●  82      printf("%d\n", calls(3)); // BREAK: …
          ▸ shape = {width = 0, height = 0}   struct shape│ ●  83      printf("%d\n", statements(2));
            measured = 0                            double│ ●  84      int first = kept(5); // BREAK: main …
        ▸ Statics                                         │Stopped at breakpoint 2: main at ../fixtures/c/s…
                                                          │    81  int main(void) {
                                                          │ ●  82      printf("%d\n", calls(3)); // BREAK: …
                                                          │▶●  83      printf("%d\n", statements(2));
                                                          │ ●  84      int first = kept(5); // BREAK: main …
                                                          │ ●  85      int second = changed(6);
                                                          │(wrtd)
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys  q quit
    "#]].assert_eq(&user.panes());
}

#[test]
fn one_opens_a_source_of_the_list_and_goes_back_and_forth() {
    let mut user = User::open(fixture("rust/inventory/inventory-o0.wasm"), 80, 24);
    user.command("break shapes.rs:97");
    user.press(&["c", "z", "o"]);
    expect![[r#"
         Source  Code  Memory        9 of 607 sources are here; Enter opens, / searches
         collections.rs                    ../fixtures/rust/inventory/src/
         counters.rs                       ../fixtures/rust/inventory/src/
         failures.rs                       ../fixtures/rust/inventory/src/
         flow.rs                           ../fixtures/rust/inventory/src/
         main.rs                           ../fixtures/rust/inventory/src/
         shapes.rs                         ../fixtures/rust/inventory/src/
         stock.rs                          ../fixtures/rust/inventory/src/
         values.rs                         ../fixtures/rust/inventory/src/
         __main_void                                    disassembly of inventory-o0.wasm
         alloc.rs                          /root/.rustup/toolchains/stable-x86_64-unkno…
         boxed.rs                          /root/.rustup/toolchains/stable-x86_64-unkno…
         fmt.rs                            /root/.rustup/toolchains/stable-x86_64-unkno…
         rc.rs                             /root/.rustup/toolchains/stable-x86_64-unkno…
         slice.rs                          /root/.rustup/toolchains/stable-x86_64-unkno…
         str.rs                            /root/.rustup/toolchains/stable-x86_64-unkno…
         string.rs                         /root/.rustup/toolchains/stable-x86_64-unkno…
         sync.rs                           /root/.rustup/toolchains/stable-x86_64-unkno…
         mod.rs                            /root/.rustup/toolchains/stable-x86_64-unkno…
         append.rs                         /root/.rustup/toolchains/stable-x86_64-unkno…
         dedup_sorted_iter.rs              /root/.rustup/toolchains/stable-x86_64-unkno…
         fix.rs                            /root/.rustup/toolchains/stable-x86_64-unkno…
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.panes());
    user.press(&["/", "counters.rs", "Enter", "Enter"]);
    expect![[r#"
        | Source  Code  Memory                ../fixtures/rust/inventory/src/counters.rs
        |
        |   1   //! Statics: a constant, an atomic, a `static mut` and a thread local.
        |   .   /// //////// / ///////// // /////// / /////// //// /// / ////// //////
        |   2
        |   .
        |   3   use std::cell::Cell;
        |   .   kkk            tttt
        |   4   use std::sync::atomic::{AtomicU32, Ordering};
        |   .   kkk                     ttttttttt  tttttttt
        |   5
        |   .
        |   6   pub static WAREHOUSE: &str = "Rotterdam";
        |   .   kkk kkkkkk 000000000   ttt   """""""""""
    "#]]
    .assert_eq(&with_roles(&mut user, 1..8));
    user.press(&["j", "j", "Backspace"]);
    expect![[r#"
        | Source  Code  Memory                  ../fixtures/rust/inventory/src/shapes.rs
        |
        |  87           }
        |  ..
        |  88       }
        |  @@
    "#]]
    .assert_eq(&with_roles(&mut user, 1..4));
    user.press(&["A-Right"]);
    assert!(user.screen().contains("counters.rs"), "{}", user.screen());
    user.press(&["A-Right"]);
    user.command("12");
    assert_eq!(user.state.focus, PaneId::Source);
    expect![[r#"
        |   9   pub static mut LAST_EVENT: i64 = -1;
        |   .   kkk kkkkkk kkk 0000000000  ttt    0
        |  10
        |  ..
        |  11   thread_local! {
        |  ..   #############
        |  12       static LOCAL_EVENTS: Cell<u32> = const { Cell::new(0) };
        |  ..       kkkkkk 000000000000  tttt ttt    kkkkk   tttt  fff 0
    "#]]
    .assert_eq(&with_roles(&mut user, 10..14));
    user.press(&["A-Right"]);
    expect!["no place was looked at after"].assert_eq(user.screen().lines().last().unwrap());
}

#[test]
fn code_without_a_source_says_why_and_what_to_do() {
    let mut user = User::open(fixture("c/steps/steps-o0.wasm"), 80, 24);
    user.command("break steps.c:82");
    user.press(&["c", "u"]);
    expect![[r#"
         Source  Code  Memory                                            crt1-command.c
        build/libc-bottom-half/crt/crt1-command.c is not on this machine; say where its
        folder is with --source-map PREFIX=LOCAL. ] shows the instructions, o the
        sources.








         Variables  Machine  Stack  Threads     │ Console  Output  Breakpoints  Budget
        ▾ Locals                                │(wrtd) break steps.c:82
            r = <optimized out>              int│Breakpoint 1 at ../fixtures/c/steps/sr…
                                                │Stopped at breakpoint 1: main at ../fi…
                                                │    80
                                                │    81  int main(void) {
                                                │▶●  82      printf("%d\n", calls(3)); …
                                                │    83      printf("%d\n", statements(…
                                                │    84      int first = kept(5); // BR…
                                                │(wrtd)
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.panes());
}
