//! Typing: counts before keys, commands with completion and history, searches, and answers.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{User, fixture};
use expect_test::expect;
use wrtd_tui::state::{Effect, Overlay, PaneId, Preset, SessionRequest, Status};

fn steps() -> User {
    User::open(fixture("c/steps/steps-o0.wasm"), 80, 24)
}

fn said(user: &User) -> &str {
    user.state.said.as_ref().map_or("", |(_, text)| text.as_str())
}

fn typed(user: &User) -> &str {
    user.state.prompt.as_ref().map_or("", |prompt| prompt.line.text())
}

/// The line of the source where the cursor is, as a breakpoint there tells it. Others are gone then.
fn cursor_line(user: &mut User) -> String {
    user.command("delete");
    user.press(&["F9"]);
    let line = user.state.known.breakpoints.last().and_then(|it| it.line).unwrap();
    user.command("delete");
    line.to_string()
}

#[test]
fn counts_move_and_step_so_often() {
    let mut user = steps();
    user.command("break main");
    user.press(&["c", "gg", "8", "1", "j"]);
    assert_eq!(cursor_line(&mut user), "82");
    user.press(&["8", "4", "G"]);
    assert_eq!(cursor_line(&mut user), "84");
    user.press(&["8", "3", "gg"]);
    assert_eq!(cursor_line(&mut user), "83");
    // Three steps are three stops.
    user.command("break main");
    user.press(&["R", "c", "3", "n"]);
    let frame = user.state.known.frame().unwrap();
    assert_eq!((frame.function.as_str(), frame.line), ("main", 85));
    // What is typed of a count is seen, and Esc gives it up.
    user.press(&["1", "2"]);
    assert!(user.screen().trim_end().ends_with("12"), "{}", user.screen());
    user.press(&["Esc", "n"]);
    assert_eq!(user.state.known.frame().unwrap().line, 86);
    assert_eq!(user.state.layout.preset(), Preset::Source);
}

#[test]
fn a_breakpoint_ends_repeated_steps() {
    let mut user = steps();
    user.command("break main");
    user.press(&["c"]);
    user.command("break steps.c:84");
    user.press(&["9", "0", "n"]);
    assert_eq!(user.state.known.frame().unwrap().line, 84);
}

#[test]
fn nobody_leaves_a_program_that_stands_without_being_asked() {
    let mut user = steps();
    user.press(&["q"]);
    expect!["the program has not ended: q or y ends it and leaves, any other key stays"]
        .assert_eq(user.screen().lines().last().unwrap());
    user.press(&["n"]);
    assert_eq!(user.outside, []);
    assert_eq!(user.state.question, None);
    user.press(&["q", "q"]);
    assert_eq!(user.outside, [Effect::Quit]);
    user.outside.clear();
    user.press(&["q", "y"]);
    assert_eq!(user.outside, [Effect::Quit]);
    user.outside.clear();
    user.command("q");
    assert_eq!(user.outside, [Effect::Quit]);
    user.outside.clear();
    // One that has ended is not lost, and steps do not start it again.
    user.press(&["c", "n", "s", "f"]);
    assert!(matches!(user.state.known.status, Status::Ended { .. }));
    user.press(&["q"]);
    assert_eq!(user.outside, [Effect::Quit]);
}

#[test]
fn tab_completes_commands_and_their_words() {
    let mut user = steps();
    user.press(&[":", "fi", "Tab"]);
    assert_eq!(typed(&user), "fin");
    expect![[r#"
         wrtd steps-o0.wasm  before the first instruction       8.16 MiB held, no limit
         Source  Code  Memory                           ../fixtures/c/steps/src/steps.c
          76   __attribute__((noinline)) static int split(int value) {
          77       return value +
          78              twice(value + 1); // BREAK: operand
          79   }
          80
          81   int main(void) {
          82       printf("%d\n", calls(3)); // BREAK: main
          83       printf("%d\n", statements(2));
          84       int first = kept(5); // BREAK: main kept
          85       int second = changed(6);
          86       struct shape shape = {1.5, 2.0};
         Variables  Machine  Stack  Threads     │ Console  Output  Breakpoints  Budget
        _start.command_export has no variables  │Stopped before the first instruction: …
        here; w watches an expression           │     1  func[58] <_start.command_expor…
                                                │▶    2  000041de:   call 5 <_start>
                                                │     3  000041e0:   call 24 <__wasm_ca…
                                                │     4  000041e2: end
                                                │(wrtd)
                                                │
             finish  command                    │
             find    command                    │
        :fin
    "#]]
    .assert_eq(&user.screen());
    user.press(&["Tab"]);
    assert_eq!(typed(&user), "finish");
    user.press(&["Tab"]);
    assert_eq!(typed(&user), "find");
    user.press(&["BackTab"]);
    assert_eq!(typed(&user), "finish");
    user.press(&["C-u", "layout ou", "Tab"]);
    assert_eq!(typed(&user), "layout output");
    user.press(&["Enter"]);
    assert_eq!(user.state.layout.preset(), Preset::Output);
    user.command("break main");
    user.press(&["c", ":", "print fir", "Tab"]);
    assert_eq!(typed(&user), "print first");
    // What fits nowhere stays as it is.
    user.press(&["C-u", "print zzz", "Tab"]);
    assert_eq!(typed(&user), "print zzz");
    // The list closes before the prompt does.
    user.press(&["C-u", "fi", "Tab", "Esc"]);
    assert_eq!(typed(&user), "fin");
    user.press(&["Esc"]);
    assert_eq!(user.state.prompt, None);
}

#[test]
fn what_was_typed_comes_back() {
    let mut user = steps();
    for command in ["print 1", "info locals", "print 2"] {
        user.command(command);
        user.press(&["Esc"]);
    }
    user.press(&[":", "Up", "Up"]);
    assert_eq!(typed(&user), "info locals");
    user.press(&["Down", "Down", "pri", "Up", "Up"]);
    assert_eq!(typed(&user), "print 1");
    user.press(&["C-u", "C-r", "loc"]);
    expect!["(earlier with `loc`) info locals"].assert_eq(user.screen().lines().last().unwrap());
    user.press(&["nowhere"]);
    assert!(user.screen().contains("nothing earlier has"), "{}", user.screen());
    user.press(&["Esc"]);
    assert_eq!(typed(&user), "");
    // In the console as well.
    user.press(&["Esc"]);
    user.command("pane console");
    user.press(&["Up", "Up"]);
    assert!(user.screen().contains("(wrtd) print 2"), "{}", user.screen());
}

#[test]
fn answers_of_many_lines_are_seen_without_the_console() {
    let mut user = steps();
    user.command("pane breakpoints");
    user.command("help");
    expect![[r#"
         wrtd steps-o0.wasm  before the first instruction       8.16 MiB held, no limit
         Source  Code  Memory                           ../fixtures/c/steps/src/steps.c
          76   __attribute__((noinline)) static int split(int value) {
          77       return value +
          78              twice(value + 1); // BREAK: operand
         1 to 17 of 68: j k scroll, Esc closes
         Breakpoints
           break, b             Stop where the program reaches a line or enters a funct…
           tbreak, tb           The same, but once: the breakpoint goes away when it is…
           logpoint             Print a message where the program gets there, and go on
           watch                Stop where what an expression means changes, whatever c…
           wwatch               The same for all writes, also of what is there already
           rwatch               The same for reads
           awatch               The same for reads and writes
           condition            Let a breakpoint stop only where this holds, or always …
           hits                 Let a breakpoint stop at some of its hits only, or at a…
           ignore               Let a breakpoint pass the next COUNT hits, and stop at …
           enable               Let these breakpoints, or all, stop the program again
           disable, dis         Keep these breakpoints, or all, without effect
           delete, d            Remove these breakpoints, or all of them
           clear                Remove the breakpoints at a place, or at the current li…
           catch                Stop on traps, panics, exceptions, exits, calls of WASI…

        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.screen());
    user.press(&["j"]);
    assert!(user.screen().contains(" 2 to "), "{}", user.screen());
    user.press(&["Esc"]);
    assert_eq!(user.state.overlay, None);
    // A key that does something does it, and the answer goes.
    user.command("help break");
    assert!(matches!(user.state.overlay, Some(Overlay::Answer { .. })));
    user.press(&["Tab"]);
    assert_eq!((&user.state.overlay, user.state.focus), (&None, PaneId::Source));
    user.command("pane breakpoints");
    user.command("echo one line");
    assert_eq!(said(&user), "one line");
}

#[test]
fn the_screen_has_commands_of_its_own() {
    let mut user = steps();
    user.command("layout budget");
    assert_eq!(user.state.layout.preset(), Preset::Budget);
    user.command("layout nonsense");
    assert_eq!(said(&user), "write :layout [source | machine | budget | output]");
    user.command("theme light");
    assert_eq!(user.state.theme.palette.name(), "light");
    user.command("pane nonsense");
    assert!(said(&user).starts_with("there is no pane `nonsense`"), "{}", said(&user));
    user.command("open shapes.c");
    assert!(said(&user).starts_with("no source of the program ends with `shapes.c`"));
    user.command("open steps.c:20");
    assert!(user.screen().contains(" 20 "), "{}", user.screen());
    user.command("82");
    assert_eq!(cursor_line(&mut user), "82");
    user.command("mouse off");
    user.command("session forget");
    user.command("session");
    assert_eq!(said(&user), "write :session save | forget | off");
    user.command("help layout");
    assert!(user.screen().contains("Share the screen out in another way"), "{}", user.screen());
    assert_eq!(user.outside, [Effect::Mouse(false), Effect::Session(SessionRequest::Forget)]);
}

#[test]
fn a_search_shows_all_places_goes_round_and_comes_back() {
    let mut user = steps();
    user.press(&["gg", "/", "INT MAIN"]);
    // A capital letter lets the case count.
    assert_eq!(said(&user), "`INT MAIN` is nowhere in Source");
    user.press(&["C-u", "int main"]);
    assert!(user.screen().contains("int main(void)"));
    user.press(&["Esc", "/", "int main", "Enter", ";"]);
    assert_eq!(said(&user), "this is the only place");
    assert_eq!(cursor_line(&mut user), "82");
    user.press(&["gg", "/", "printf", "Enter"]);
    let first = cursor_line(&mut user);
    user.press(&[","]);
    assert_eq!(said(&user), "went on at the last row");
    user.press(&[";"]);
    assert_eq!(said(&user), "went on at the first row");
    assert_eq!(cursor_line(&mut user), first);
    // Esc gives the search up, and the place back.
    user.press(&["/", "main", "Esc"]);
    assert_eq!(cursor_line(&mut user), first);
}

#[test]
fn the_keys_are_explained_beside_each_other_where_there_is_room() {
    let mut user = steps();
    user.press(&["?"]);
    expect![[r#"
         wrtd steps-o0.wasm  before the first instruction       8.16 MiB held, no limit
         Keys in Source (j k scroll, Esc closes)
         In Source
          t               Run to the line under the cursor
          C               Give the breakpoint a condition, a hit rule or a message
          o               List the program's sources, to open one
          C-o Backspace   Go back to the place looked at before
          A-Right         Go forth again
          v               Show values at the ends of lines, or not

         Everywhere
          F5 c            Start the program, or let it go on
          F10 n           Step to the next line, over calls
          F11 s           Step into a call
          S-F11 f         Finish the selected function
          i               Step one instruction
          I               Step one instruction, over calls
          C-c F6          Pause the running program
          R C-S-F5        Load the program again
          S-F5            End the program
          F9 b            Set or remove a breakpoint
          u               Look at the caller
          d               Look at what was called
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.screen());
    user.resize(160, 50);
    expect![[r#"
         wrtd steps-o0.wasm  before the first instruction                                                                                       8.16 MiB held, no limit
         Keys in Source (Esc closes)
         In Source                                                                        <               Make the pane narrower
          t               Run to the line under the cursor                                +               Make the pane higher
          C               Give the breakpoint a condition, a hit rule or a message        -               Make the pane lower
          o               List the program's sources, to open one                         W               Move the pane into the next group
          C-o Backspace   Go back to the place looked at before                           |               Give the pane a place of its own, beside its group
          A-Right         Go forth again                                                  _               Give the pane a place of its own, below its group
          v               Show values at the ends of lines, or not                        :               Type a command; Tab completes, C-r searches earlier ones
                                                                                          /               Search in this pane
         Everywhere                                                                       ;               Go to the next place found
          F5 c            Start the program, or let it go on                              ,               Go to the place found before
          F10 n           Step to the next line, over calls                               C-p             Find a command or an action by its name
          F11 s           Step into a call                                                ? F1            Explain the keys of this pane
          S-F11 f         Finish the selected function                                    y               Copy the row, also over ssh
          i               Step one instruction                                            e               Open the source in your editor
          I               Step one instruction, over calls                                T               Change the theme
          C-c F6          Pause the running program                                       Esc             Give up what takes long, or close what is open
          R C-S-F5        Load the program again                                          C-l             Draw the screen anew
          S-F5            End the program                                                 C-z             Go back to the shell for a while
          F9 b            Set or remove a breakpoint                                      q               End the program and leave
          u               Look at the caller                                              A number before a key does it so often: 10j 3n 2u
          d               Look at what was called
          k Up            Go up                                                          Commands of the screen, beside those that :help lists
          j Down          Go down                                                         :layout [source | machine | budget | output]
          C-u             Go half a screen up                                                             Share the screen out in another way; the same once more
          C-d             Go half a screen down                                                           as it was at first
          C-b PageUp      Go a screen up                                                  :theme [dark | light | high-contrast | plain]
          C-f PageDown    Go a screen down                                                                Draw in other colours
          gg Home         Go to the first row, or to row 12 with 12gg                     :pane NAME
          G End           Go to the last row, or to row 12 with 12G                                       Show a pane and give it the keys
          h Left          Scroll to the left, or close the row                            :open FILE[:LINE]
          l Right         Scroll to the right, or open the row                                            Show a source of the program, or any other file
          0 ^             Scroll to the beginning of the rows                             :session save | forget | off
          $               Scroll to the end of the row                                                    Write breakpoints, watches and layout for the next time
          Enter           Do what the row is for                                                          now, remove what was written, or write no more
          .               Go back to where the program stands                             :mouse on | off
          Tab             Go to the next pane                                                             Let the mouse work here, or leave it to the terminal, as
          BackTab         Go to the pane before                                                           Shift does for a while
          ] gt            Show the next pane of the group
          [ gT            Show the pane of the group before                              Mouse
          z               Give this pane the whole screen, or show all again              click           Select a row, show a pane by its name
          F2 A-1          Layout for sources                                              click the marks Set or remove a breakpoint, in the list enable or disable it
          F3 A-2          Layout for instructions and memory                              double click    Do what the row is for; on a name give that pane the screen
          F4 A-3          Layout for the budget                                           drag a border   Make panes larger and smaller
          F7 A-4          Layout for the program's output                                 wheel           Scroll the pane under the pointer
          >               Make the pane wider                                             Shift and drag  Select text for copying, as the terminal does it
                                                                                                        │
         Stops ▷  1 start _start.command_export:2  _start.command_export  128 KiB
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys  q quit  / search  Ctrl-P find anything
    "#]].assert_eq(&user.screen());
    // All of them can be reached.
    user.resize(80, 24);
    let mut seen = user.screen();
    for _ in 0..20 {
        user.press(&["PageDown"]);
        seen += &user.screen();
    }
    for binding in wrtd_tui::input::BINDINGS {
        let here = match binding.scope {
            wrtd_tui::input::Scope::Everywhere => true,
            wrtd_tui::input::Scope::Pane(panes) => panes.contains(&user.state.focus),
        };
        assert!(!here || seen.contains(binding.help), "{}", binding.help);
    }
}

#[test]
fn tab_completes_places_and_members() {
    let mut user = steps();
    user.press(&[":", "b statem", "Tab"]);
    assert_eq!(typed(&user), "b statements");
    user.press(&["C-u", "open ste", "Tab"]);
    assert_eq!(typed(&user), "open steps.c");
    user.press(&["C-u", "b steps.c:8", "Tab"]);
    expect![[r#"
         wrtd steps-o0.wasm  before the first instruction       8.16 MiB held, no limit
         Source  Code  Memory                           ../fixtures/c/steps/src/steps.c
          76   __attribute__((noinline)) static int split(int value) {
          77       return value +
          78              twice(value + 1); // BREAK: operand
          79   }
          80
          81   int main(void) {
          82       printf("%d\n", calls(3)); // BREAK: main
          83       printf("%d\n", statements(2));
          84       int first = kept(5); // BREAK: main kept
          85       int second = changed(6);
          86       struct shape shape = {1.5, 2.0};
         Variables  Machine  Stack  Threads     │ Console  Output  Breakpoints  Budget
        _start.command_export has no variables  │Stopped before the first instruction: …
        here; w watc 82  source ssion           │     1  func[58] <_start.command_expor…
                     83  source                 │▶    2  000041de:   call 5 <_start>
                     84  source                 │     3  000041e0:   call 24 <__wasm_ca…
                     85  source                 │     4  000041e2: end
                     86  source                 │(wrtd)
                     87  source                 │
                     88  source                 │
                     89  source                 │
        :b steps.c:8
    "#]]
    .assert_eq(&user.screen());
    user.press(&["Esc", "Esc"]);
    user.command("break steps.c:88");
    user.press(&["c", ":", "print shape.", "Tab"]);
    let kinds: Vec<_> = user.state.assist.candidates.iter().flat_map(|it| &it.list).collect();
    assert_eq!(kinds.iter().map(|it| it.label.as_str()).collect::<Vec<_>>(), ["width", "height"]);
    assert!(kinds.iter().all(|it| it.kind == "member"), "{kinds:?}");
    user.press(&["Tab", "Enter"]);
    assert!(user.screen().contains("1.5"), "{}", user.screen());
    // What panes ask for are expressions.
    user.command("pane variables");
    user.press(&["w", "meas", "Tab", "Enter"]);
    assert!(user.screen().contains("w  measured = 12"), "{}", user.screen());
}

#[test]
fn an_empty_line_in_the_console_steps_on() {
    let mut user = steps();
    user.command("break main");
    user.press(&["c"]);
    user.command("pane console");
    user.press(&["next", "Enter", "Enter", "Enter"]);
    assert_eq!(user.state.known.frame().unwrap().line, 85);
    assert!(user.screen().contains("(wrtd) next"), "{}", user.screen());
    user.press(&[":layout budget", "Enter"]);
    assert_eq!(user.state.layout.preset(), Preset::Budget);
}

#[test]
fn a_quarter_of_a_million_lines_are_searched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.c");
    let lines = (1..=250_000).map(|n| format!("static int value_{n} = {n};\n"));
    std::fs::write(&path, lines.collect::<String>()).unwrap();
    let mut user = steps();
    user.command(&format!("open {}", path.display()));
    user.press(&["/"]);
    let effects = user.state.paste("value_249999 ");
    user.carry_out(effects);
    user.press(&["Enter"]);
    assert!(user.screen().contains("static int value_249999 = "), "{}", user.screen());
    user.command("250000");
    assert!(user.screen().contains("static int value_250000 = "), "{}", user.screen());
    user.press(&["/"]);
    let effects = user.state.paste("value_0");
    user.carry_out(effects);
    assert_eq!(said(&user), "`value_0` is nowhere in Source");
}
