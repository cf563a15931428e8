//! The command palette: what is found by some letters, and what Enter does.

mod common;

use common::{User, fixture};
use expect_test::expect;
use wrtd_tui::state::{Overlay, PaneId, Preset};

fn titles(user: &User) -> Vec<String> {
    match &user.state.overlay {
        Some(Overlay::Palette(palette)) => {
            let entries = palette.entries();
            palette.fits.iter().map(|fit| entries[fit.entry].title.clone()).collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn an_action_is_found_by_its_letters_and_done() {
    let mut user = User::open(fixture("c/steps/steps-o0.wasm"), 80, 24);
    user.press(&["C-p", "brea"]);
    expect![[r#"
         wrtd steps-o0.wasm  before the first instruction       8.16 MiB held, no limit
         Source  Code  Memory                           ../fixtures/c/steps/src/steps.c
         > brea
          break [FILE:LINE[:COLUMN] | LINE | +COUNT | FUNCTION | *ADDRESS] [if… command
          Set or remove a breakpoint                                               F9 b
          Show Breakpoints                                                         pane
          Give the breakpoint a condition, a hit rule or a message                    C
          tbreak [FILE:LINE[:COLUMN] | LINE | +COUNT | FUNCTION | *ADDRESS] [i… command
          disable [NUMBER..]  Keep these breakpoints, or all, without effect    command
          delete [NUMBER..]  Remove these breakpoints, or all of them           command
          condition NUMBER [EXPRESSION]  Let a breakpoint stop only where this  command
          hits NUMBER [RULE]  Let a breakpoint stop at some of its hits only,   command
          enable [NUMBER..]  Let these breakpoints, or all, stop the program a  command
          clear [FILE:LINE | LINE | FUNCTION | *ADDRESS]  Remove the breakpoin  command
          ignore NUMBER COUNT  Let a breakpoint pass the next COUNT hits, and   command
          session save | forget | off  Write breakpoints, watches and layout f  command
          Type a command; Tab completes, C-r searches earlier ones                    :
         Enter does it   @ functions   # sources   Esc closes
                                                │     4  000041e2: end
                                                │(wrtd)
                                                │
                                                │
                                                │
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.screen());
    user.press(&["Esc", "C-p", "lay mach", "Enter"]);
    assert_eq!(user.state.layout.preset(), Preset::Machine);
    assert_eq!(user.state.overlay, None);
    user.press(&["C-p", "show budg", "Enter"]);
    assert_eq!(user.state.focus, PaneId::Budget);
    // A key finds what it does.
    user.press(&["C-p", "S-", "F", "5"]);
    assert_eq!(titles(&user)[0], "End the program");
    // What takes something is typed as far as it is known.
    user.press(&["Esc", "C-p", "condition NUM", "Enter"]);
    assert_eq!(user.state.prompt.as_ref().map(|prompt| prompt.line.text()), Some("condition "));
    user.press(&["Esc"]);
    user.command("break main");
    user.press(&["C-p"]);
    assert_eq!(titles(&user)[0], "break main");
}

#[test]
fn functions_and_sources_of_the_program_are_found_and_shown() {
    let mut user = User::open(fixture("rust/inventory/inventory-o0.wasm"), 80, 24);
    user.press(&["C-p", "@", "invtotarea"]);
    expect![[r#"
         wrtd inventory-o0.wasm  before the first instruction   10.0 MiB held, no limit
         Source  Code  Memory                    ../fixtures/rust/inventory/src/main.rs
         > @invtotarea
          inventory::shapes::total_area                                        function
          <inventory::shapes::Circle as inventory::shapes::Shape>::area        function
          <inventory::shapes::Rectangle as inventory::shapes::Shape>::area     function
          core::ptr::drop_in_place<<alloc::vec::into_iter::IntoIter<T,A> as c… function
          core::ptr::drop_in_place<<alloc::vec::into_iter::IntoIter<T,A> as c… function
          core::ptr::drop_in_place<<alloc::vec::into_iter::IntoIter<T,A> as c… function
          core::ptr::drop_in_place<<alloc::vec::into_iter::IntoIter<T,A> as c… function
          core::ptr::drop_in_place<core::iter::adapters::map::map_fold<u32,(u… function
          core::ptr::drop_in_place<core::iter::adapters::map::Map<alloc::vec:… function
          core::ptr::drop_in_place<core::iter::adapters::peekable::Peekable<c… function
          core::ptr::drop_in_place<core::iter::adapters::map::map_fold<u32,u3… function
          <core::ops::range::RangeInclusive<T> as core::iter::range::RangeInc… function
          alloc::collections::btree::navigate::<impl alloc::collections::btre… function
          alloc::collections::btree::navigate::<impl alloc::collections::btre… function
         Enter does it   @ functions   # sources   Esc closes
                                                │
                                                │
                                                │
                                                │
                                                │
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.screen());
    user.press(&["Enter"]);
    assert!(user.screen().contains("fn total_area(shapes"), "{}", user.screen());
    user.press(&["C-p", "#", "stock"]);
    assert!(titles(&user)[0].ends_with("src/stock.rs"), "{:?}", titles(&user));
    user.press(&["Enter"]);
    assert!(user.screen().contains("src/stock.rs"), "{}", user.screen());
    user.press(&["C-p", "@", "zzzzqqqq"]);
    assert_eq!(titles(&user), Vec::<String>::new());
    assert!(user.screen().contains("nothing has these letters"));
    // Enter on nothing does nothing, an empty line closes.
    user.press(&["Enter"]);
    assert!(user.state.overlay.is_some());
    user.press(&["C-u", "Backspace"]);
    assert_eq!(user.state.overlay, None);
}

#[test]
fn it_fits_on_any_screen() {
    let mut user = User::open(fixture("c/steps/steps-o0.wasm"), 160, 50);
    user.press(&["C-p", "st"]);
    expect![[r#"
         wrtd steps-o0.wasm  before the first instruction                                                                                       8.16 MiB held, no limit
         Source  Code                                                   ../fixtures/c/steps/src/steps.c │ Variables  Machine
          62       struct shape result = {shape.wi > st                                                                        has no variables here; w watches an
          63       return result;                   stepi [COUNT]  Execute one WebAssembly instruction, or COUNT of   command
          64   }                                    Step into a call                                                    F11 s
          65                                        Step one instruction                                                    i
          66   __attribute__((noinline)) static do  Start the program, or let it go on                                   F5 c
          67       struct shape larger = scaled(*s  Step to the next line, over calls                                   F10 n
          68       return larger.width * larger.he  Step one instruction, over calls                                        I
          69   }                                    step [COUNT | statement | into FUNCTION]  Step to the next line   command
          70                                        Show Stack                                                           pane
          71   __attribute__((noinline)) static co  Show Threads                                                         pane
          72       return value > 1 ? "many" : "fe  Show Timeline                                                        pane
          73   }                                    Show the next pane of the group                                      ] gt
          74                                        next [COUNT | statement]  Step to the next line, over calls; or   command
          75   // An operand waits for the call on  Go back to where the program stands                                     .
          76   __attribute__((noinline)) static in  Show the pane of the group before                                    [ gT
          77       return value +                  Enter does it   @ functions   # sources   Esc closes
          78              twice(value + 1); // BREAK: operand                                           │
          79   }                                                                                        │
          80                                                                                            │
          81   int main(void) {                                                                         │
          82       printf("%d\n", calls(3)); // BREAK: main                                             │ Stack  Threads
          83       printf("%d\n", statements(2));                                                       │▶ 0 _start.command_export  _start.command_export:2
          84       int first = kept(5); // BREAK: main kept                                             │
          85       int second = changed(6);                                                             │
          86       struct shape shape = {1.5, 2.0};                                                     │
          87       double measured = area(&shape); // BREAK: main area                                  │
          88       printf("%d %d %g %s %d\n", first, second, measured, name_of(first), split(4));       │
          89       return 0;                                                                            │
          90   }                                                                                        │
         Console  Output  Timeline  Memory                                                              │
        Stopped before the first instruction: _start.command_export at _start.command_export:2          │
             1  func[58] <_start.command_export> () -> ()                                               │
        ▶    2  000041de:   call 5 <_start>                                                             │ Breakpoints  Budget
             3  000041e0:   call 24 <__wasm_call_dtors>                                                 │b in the source sets a breakpoint, :break FUNCTION at a
             4  000041e2: end                                                                           │function
        (wrtd)                                                                                          │
                                                                                                        │
                                                                                                        │
                                                                                                        │
                                                                                                        │
                                                                                                        │
                                                                                                        │
                                                                                                        │
                                                                                                        │
                                                                                                        │
                                                                                                        │
         Stops ▷  1 start _start.command_export:2  _start.command_export  128 KiB
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys  q quit  / search  Ctrl-P find anything
    "#]].assert_eq(&user.screen());
    for (width, height) in [(20, 6), (3, 3), (1, 1), (80, 24)] {
        user.resize(width, height);
        user.screen();
        user.press(&["Down", "Up", "Esc", "C-p"]);
        user.screen();
    }
}
