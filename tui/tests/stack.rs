//! Who called whom, and where threads stand.

mod common;

use common::{User, fixture};
use expect_test::expect;
use wrtd_debug::LaunchSpec;

#[test]
fn library_code_is_one_row_that_opens() {
    let mut user = User::open(fixture("rust/inventory/inventory-o0.wasm"), 80, 20);
    user.command("break shapes.rs:97");
    user.press(&["c", "Tab", "]", "]", "z"]);
    expect![[r#"
         Variables  Machine  Stack  Threads                                   18 frames
        ▶ 0 inventory::shapes::total_area  shapes.rs:97  shapes=[Circle { radius…
          1 inventory::shapes::tour  shapes.rs:80
          2 inventory::main  main.rs:30
        ▸ 15 frames of library code, up to _start













        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.panes());
    user.press(&["G", "Enter"]);
    expect![[r#"
         Variables  Machine  Stack  Threads                                   18 frames
        ▶ 0 inventory::shapes::total_area  shapes.rs:97  shapes=[Circle { radius…
          1 inventory::shapes::tour  shapes.rs:80
          2 inventory::main  main.rs:30
          3 core::ops::function::FnOnce::call_once  function.rs:250
          4 std::sys::backtrace::__rust_begin_short_backtrace  backtrace.rs:166
          5 std::rt::lang_start::{{closure}}  rt.rs:206
          6 <&dyn core::ops::function::Fn<(), Output = i32> + core::pani… inlined  func…
          7 std::panicking::catch_unwind::do_call::<&dyn core::ops::func… inlined  pani…
          8 std::panicking::catch_unwind::<i32, &dyn core::ops::function… inlined  pani…
          9 std::panic::catch_unwind::<&dyn core::ops::function::Fn<(), … inlined  pani…
         10 std::rt::lang_start_internal::{closure#0} inlined  rt.rs:175
         11 std::panicking::catch_unwind::do_call::<std::rt::lang_start_… inlined  pani…
         12 std::panicking::catch_unwind::<isize, std::rt::lang_start_in… inlined  pani…
         13 std::panic::catch_unwind::<std::rt::lang_start_internal::{cl… inlined  pani…
         14 std::rt::lang_start_internal  rt.rs:171
         15 std::rt::lang_start  rt.rs:205
         16 __main_void  __main_void:11
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.panes());
    user.press(&["j", "j", "Left"]);
    assert!(user.screen().contains("frames of library code"), "{}", user.screen());
}

#[test]
fn a_frame_is_selected_by_enter() {
    let mut user = User::open(fixture("c/steps/steps-o0.wasm"), 160, 50);
    user.command("break split");
    user.press(&["c", "Tab", "Tab", "Tab"]);
    user.press(&["j", "Enter"]);
    expect![[r#"
         Source  Code                                                   ../fixtures/c/steps/src/steps.c │ Variables  Machine
          62       struct shape result = {shape.width * factor, shape.height * factor}; // BREAK: scaled│▾ Locals
          63       return result;                                                                       │    first = 33                                              int
          64   }                                                                                        │    second = 8                                              int
          65                                                                                            │  ▸ shape = {width = 1.5, height = 2}              struct shape
          66   __attribute__((noinline)) static double area(const struct shape *shape) {                │    measured = 12                                        double
          67       struct shape larger = scaled(*shape, 2.0); // BREAK: area                            │▸ Statics
          68       return larger.width * larger.height;                                                 │
          69   }                                                                                        │
          70                                                                                            │
          71   __attribute__((noinline)) static const char *name_of(int value) {                        │
          72       return value > 1 ? "many" : "few"; // BREAK: name                                    │
          73   }                                                                                        │
          74                                                                                            │
          75   // An operand waits for the call on the second line.                                     │
          76   __attribute__((noinline)) static int split(int value) {                                  │
        ● 77 ▷     return value +                                                                  1 hit│
          78              twice(value + 1); // BREAK: operand                                           │
          79   }                                                                                        │
          80                                                                                            │
          81   int main(void) {                                                                         │
          82       printf("%d\n", calls(3)); // BREAK: main                                             │ Stack  Threads
          83       printf("%d\n", statements(2));                                                       │  0 split  steps.c:77  value=4
          84       int first = kept(5); // BREAK: main kept   first = 33                                │▶ 1 main  steps.c:88
          85       int second = changed(6);   second = 8                                                │▸ 2 frames of library code, up to _start.command_export
          86       struct shape shape = {1.5, 2.0};   shape = {width = 1.5, height = 2}                 │
          87       double measured = area(&shape); //   measured = 12  shape = {width = 1.5, height = 2}│
          88 ▶     printf("%d %d %g %s %d\n", first, second, measured, name_of(first), split(4));   fir…│
          89       return 0;                                                                            │
          90   }                                                                                        │
         Console  Output  Timeline  Memory                                                              │
        Stopped before the first instruction: _start.command_export at _start.command_export:2          │
             1  func[58] <_start.command_export> () -> ()                                               │
        ▶    2  000041de:   call 5 <_start>                                                             │ Breakpoints  Budget
             3  000041e0:   call 24 <__wasm_call_dtors>                                                 │●  1 steps.c:77                                           1 hit
             4  000041e2: end                                                                           │
        (wrtd) break split                                                                              │
        Breakpoint 1 at ../fixtures/c/steps/src/steps.c:77                                              │
        Stopped at breakpoint 1: split at ../fixtures/c/steps/src/steps.c:77                            │
            75  // An operand waits for the call on the second line.                                    │
            76  __attribute__((noinline)) static int split(int value) {                                 │
        ▶●  77      return value +                                                                      │
            78             twice(value + 1); // BREAK: operand                                          │
            79  }                                                                                       │
        (wrtd)                                                                                          │
                                                                                                        │
                                                                                                        │
         Stops ▷●  2 breakpoint steps.c:77  split  128 KiB
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys  q quit  / search  Ctrl-P find anything
    "#]].assert_eq(&user.panes());
}

#[test]
fn a_deep_recursion_is_read_as_far_as_one_looks() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("deep.wasm");
    let text = "(module (func $down (param i32)
        (if (i32.eqz (local.get 0)) (then (unreachable)))
        (call $down (i32.sub (local.get 0) (i32.const 1))))
      (func (export \"_start\") (call $down (i32.const 20000))))";
    std::fs::write(&program, wat::parse_str(text).unwrap()).unwrap();
    let spec = LaunchSpec { program, ..LaunchSpec::default() };
    let mut user = User::open(spec, 80, 20);
    user.press(&["c", "Tab", "]", "]", "z"]);
    let frames = |user: &User| user.state.known.stack().unwrap().frames.len();
    assert_eq!(frames(&user), 64);
    user.press(&["PageDown", "PageDown", "PageDown", "PageDown"]);
    assert_eq!(frames(&user), 512);
    user.press(&["G"]);
    assert_eq!(frames(&user), 20_000);
    expect![[r#"
         Variables  Machine  Stack  Threads                                20000 frames
         19983 down  down:10
         19984 down  down:10
         19985 down  down:10
         19986 down  down:10
         19987 down  down:10
         19988 down  down:10
         19989 down  down:10
         19990 down  down:10
         19991 down  down:10
         19992 down  down:10
         19993 down  down:10
         19994 down  down:10
         19995 down  down:10
         19996 down  down:10
         19997 down  down:10
         19998 down  down:10
         19999 _start  _start:3
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.panes());
}

#[test]
fn threads_say_where_they_stand() {
    let spec = fixture("c/threads/threads-o0.wasm");
    let mut user = User::open(LaunchSpec { args: vec!["queue".to_owned()], ..spec }, 100, 20);
    user.command("break main.c:69");
    user.press(&["c", "Tab", "[", "z"]);
    expect![[r#"
         Variables  Machine  Stack  Threads                                   4 threads; Enter looks at one
          1 main      put  main.c:41  ready
        ▶ 2 thread 2  carry  main.c:69  stopped
          3 thread 3  take  main.c:51  ready
          4 thread 4  wasi_thread_start  wasi_thread_start.s:18  ready













        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys  q quit
    "#]]
    .assert_eq(&user.panes());
}
