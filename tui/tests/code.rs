//! Instructions: stepping in them, calls, functions beside each other.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{User, fixture};
use expect_test::expect;

/// Somebody in front of the instructions of `name`, alone on the screen.
fn at(name: &str, width: u16, height: u16) -> User {
    let mut user = User::open(fixture("c/steps/steps-o0.wasm"), width, height);
    user.command(&format!("break {name}"));
    user.press(&["c", "]", "z"]);
    user
}

#[test]
fn stepping_goes_by_instructions() {
    let mut user = at("twice", 80, 24);
    expect![[r#"
         Source  Code  Memory                                                     twice
            67b   i32.sub
            67c   local.set 1
            67e   local.get 1
            680   local.get 0
            682   i32.store offset=12
        ●   685 ▶ local.get 1                   steps.c:11  sink += value; // BREAK: tw…
            687   i32.load offset=12
            68a   i32.const 0
            68c   i32.load offset=68208
            693   i32.add
            694   local.set 2
            696   i32.const 0
            698   local.get 2
            69a   i32.store offset=68208
            6a1   local.get 1                   steps.c:12  return value * 2;
            6a3   i32.load offset=12
            6a6   i32.const 1
            6a8   i32.shl
            6a9   return
            6aa   end
        0x685  20 01  steps.c:11:13
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.panes());
    user.press(&["n", "s", "F10", "F11"]);
    expect![[r#"
         Source  Code  Memory                                                     twice
            67b   i32.sub
            67c   local.set 1
            67e   local.get 1
            680   local.get 0
            682   i32.store offset=12
        ●   685   local.get 1                   steps.c:11  sink += value; // BREAK: tw…
            687   i32.load offset=12
            68a   i32.const 0
            68c   i32.load offset=68208
            693 ▶ i32.add
            694   local.set 2
            696   i32.const 0
            698   local.get 2
            69a   i32.store offset=68208
            6a1   local.get 1                   steps.c:12  return value * 2;
            6a3   i32.load offset=12
            6a6   i32.const 1
            6a8   i32.shl
            6a9   return
            6aa   end
        0x693  6a  steps.c:11:10
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.panes());
}

#[test]
fn a_call_leads_to_its_function_and_back() {
    let mut user = at("split", 80, 24);
    user.press(&["/", "call", "Enter", "Enter"]);
    expect![[r#"
         Source  Code  Memory                                                     twice
            65d   i32.add                       steps.c:77  return value +
            65e   local.set 2
            660   local.get 1
            662   i32.const 16
            664   i32.add
            665   global.set 0 <__stack_pointer>
            66b   local.get 2
            66d   return
            66e   end
        twice
            673   global.get 0 <__stack_pointer>   steps.c:10  __attribute__((noinline)…
            679   i32.const 16
            67b   i32.sub
            67c   local.set 1
            67e   local.get 1
            680   local.get 0
            682   i32.store offset=12
            685   local.get 1                   steps.c:11  sink += value; // BREAK: tw…
            687   i32.load offset=12
            68a   i32.const 0
        0x673  23 80 80 80 80 00  steps.c:10
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.panes());
    user.press(&["Backspace"]);
    expect![[r#"
         Source  Code  Memory                                                     split
            63d   global.set 0 <__stack_pointer>
            643   local.get 1
            645   local.get 0
            647   i32.store offset=12
        ●   64a ▶ local.get 1                   steps.c:77  return value +
            64c   i32.load offset=12
            64f   local.get 1                   steps.c:78  twice(value + 1); // BREAK:…
            651   i32.load offset=12
            654   i32.const 1
            656   i32.add
            657   call 14 <twice>
            65d   i32.add                       steps.c:77  return value +
            65e   local.set 2
            660   local.get 1
            662   i32.const 16
            664   i32.add
            665   global.set 0 <__stack_pointer>
            66b   local.get 2
            66d   return
            66e   end
        0x657  10 8e 80 80 80 00  steps.c:78:12  Enter goes there
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.panes());
    // The program has not moved.
    user.press(&["."]);
    assert!(user.panes().contains("▶"), "{}", user.panes());
    user.press(&["Backspace"]);
    assert!(user.panes().contains("there is no place to go back to"), "{}", user.panes());
}

#[test]
fn functions_follow_each_other() {
    let mut user = at("main", 80, 24);
    user.press(&["}", "}", "}"]);
    let behind = user.panes();
    user.press(&["{", "{", "{", "{", "{"]);
    expect![[r#"
         Source  Code  Memory                                                    _start
        _start
            195   block                                                crt1-command.c:12
            197 ▷   call 6 <__original_main>
            19d     local.tee 0                                        crt1-command.c:15
            19f     i32.eqz
            1a0     br_if 0
            1a2     local.get 0                                        crt1-command.c:16
            1a4     call 25 <exit>
            1aa     unreachable
            1ab   end
            1ac   end                                                  crt1-command.c:18
        main
            1b6   global.get 0 <__stack_pointer>   steps.c:81  int main(void) {
            1bc   i32.const 96
            1bf   i32.sub
            1c0   local.set 0
            1c2   local.get 0
            1c4   global.set 0 <__stack_pointer>
            1ca   local.get 0
            1cc   i32.const 0
        0x195  02 40  crt1-command.c:12:13
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.panes());
    expect![[r#"
         Source  Code  Memory                                                      kept
        kept
            482   global.get 0 <__stack_pointer>   steps.c:40  __attribute__((noinline)…
            488   i32.const 16
            48a   i32.sub
            48b   local.set 1
            48d   local.get 1
            48f   global.set 0 <__stack_pointer>
            495   local.get 1
            497   local.get 0
            499   i32.store offset=12
            49c   local.get 1                   steps.c:41  int sum = 1; // BREAK: kept
            49e   i32.const 1
            4a0   i32.store offset=8
            4a3   local.get 1                   steps.c:42  sum += twice(value); // BRE…
            4a5   local.get 1
            4a7   i32.load offset=12
            4aa   call 14 <twice>
            4b0   local.get 1
            4b2   i32.load offset=8
            4b5   i32.add
        0x482  23 80 80 80 80 00  steps.c:40
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&behind);
    for _ in 0..200 {
        user.press(&["G"]);
    }
    let last = user.panes();
    user.press(&["G", "j"]);
    assert_eq!(user.panes(), last, "nothing is behind the last function");
    for _ in 0..200 {
        user.press(&["gg"]);
    }
    expect![[r#"
         Source  Code  Memory                                                    _start
        _start
            195   block                                                crt1-command.c:12
            197 ▷   call 6 <__original_main>
            19d     local.tee 0                                        crt1-command.c:15
            19f     i32.eqz
            1a0     br_if 0
            1a2     local.get 0                                        crt1-command.c:16
            1a4     call 25 <exit>
            1aa     unreachable
            1ab   end
            1ac   end                                                  crt1-command.c:18
        main
            1b6   global.get 0 <__stack_pointer>   steps.c:81  int main(void) {
            1bc   i32.const 96
            1bf   i32.sub
            1c0   local.set 0
            1c2   local.get 0
            1c4   global.set 0 <__stack_pointer>
            1ca   local.get 0
            1cc   i32.const 0
        0x195  02 40  crt1-command.c:12:13
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.panes());
}

#[test]
fn breakpoints_stand_at_instructions() {
    let mut user = at("twice", 80, 24);
    user.press(&["j", "j", "b", "j", "j", "b", "t"]);
    expect![[r#"
         Source  Code  Memory                                                     twice
            67b   i32.sub
            67c   local.set 1
            67e   local.get 1
            680   local.get 0
            682   i32.store offset=12
        ●   685   local.get 1                   steps.c:11  sink += value; // BREAK: tw…
            687   i32.load offset=12
        ●   68a ▶ i32.const 0
            68c   i32.load offset=68208
        ●   693   i32.add
            694   local.set 2
            696   i32.const 0
            698   local.get 2
            69a   i32.store offset=68208
            6a1   local.get 1                   steps.c:12  return value * 2;
            6a3   i32.load offset=12
            6a6   i32.const 1
            6a8   i32.shl
            6a9   return
            6aa   end
        0x68a  41 00  steps.c:11:10
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.panes());
}

#[test]
fn source_lines_stand_between_the_instructions() {
    let mut user = User::open(fixture("rust/inventory/inventory-o0.wasm"), 160, 50);
    user.command("break shapes.rs:97");
    user.press(&["c", "F3", "v"]);
    expect![[r#"
         Code  Source                                              inventory::shapes::total_area │ Machine  Variables
          4a655       local.get 4                                                                │▾ Locals
          4a657       select                                                                     │    $local0 = 1086752                                              i32
          4a658       i32.const 1                                                                │    $local1 = 2                                                    i32
          4a65a       i32.and                                                                    │    $local2 = 1047584                                              i32
          4a65b       i32.eqz                                                                    │    $local3 = 1086768                                              i32
          4a65c       br_if 1                                                                    │    $local4 = 1086752                                              i32
          4a65e       local.get 2                                                                │    $local5 = 0                                                    i32
          4a660       i32.load offset=24                                                         │    $local6 = 1086752                                              i32
          4a663       local.set 6                                                                │    $local7 = 0                                                    f64
          4a665       local.get 2                                                                │    $local8 = 0                                                    f64
          4a667       local.get 6                                                                │▾ Globals
          4a669       i32.store offset=36                                                        │    $global0 (__stack_pointer) = 1047584                           i32
          shapes.rs:97 let area = shape.area(); // BREAK: dynamic call                           │    $global1 (GOT.data.internal.__memory_base) = 0                 i32
        ● 4a66c ▶     local.get 6                                                                │▾ Module
          4a66e       i32.load                                                                   │    memory 0 = 17 pages of 65536 bytes, 1114112 in all, no maximum
          4a671       local.get 6                                                                │    table 0 = 232 elements of funcref, 232 at most
          4a673       i32.load offset=4                                                          │
          4a676       i32.load offset=12                                                         │ Stack  Threads  Breakpoints                                18 frames
          4a679       call_indirect (i32) -> (f64)                                               │▶ 0 inventory::shapes::total_area  shapes.rs:97  shapes=[Circle { rad…
          4a684       local.set 7                                                                │  1 inventory::shapes::tour  shapes.rs:80
          4a686       local.get 2                                                                │  2 inventory::main  main.rs:30
          4a688       local.get 7                                                                │▸ 15 frames of library code, up to _start
          4a68a       f64.store offset=40                                                        │
          shapes.rs:98 total += area;                                                            │
          4a68d       local.get 2                                                                │
          4a68f       local.get 7                                                                │
        0x4a66c  20 06  shapes.rs:97:20                                                          │
         Memory                                                       inventory-o0.wasm 1088 KiB │
        000ffba0  00 00 00 00 00 9a 10 00  01 00 00 00 06 00 00 00   ................            │
        000ffbb0  e4 fc 0f 00 01 00 00 00  01 00 00 00 01 00 00 00   ................            │
        000ffbc0  06 00 00 00 06 00 00 00  06 00 00 00 ec fc 0f 00   ................            │ Console  Output  Timeline  Budget
        000ffbd0  00 9a 10 00 01 00 00 00  06 00 00 00 00 9a 10 00   ................            │Stopped before the first instruction: _start at crt1-command.c:42
        000ffbe0  06 00 00 00 06 00 00 00  04 fc 0f 00 00 9a 10 00   ................            │  (crt1-command.c is not on this machine; map its folder with --sourc…
        000ffbf0  01 00 00 00 06 00 00 00  e4 fc 0f 00 01 00 00 00   ................            │(wrtd) break shapes.rs:97
        000ffc00  30 95 10 00 20 95 10 00  20 95 10 00 30 fc 0f 00   0... ... ...0...            │Breakpoint 1 at ../fixtures/rust/inventory/src/shapes.rs:97
        000ffc10  01 00 00 00 01 00 00 00  20 95 10 00 30 95 10 00   ........ ...0...            │Stopped at breakpoint 1: inventory::shapes::total_area at ../fixtures…
        000ffc20  20 95 10 00 30 95 10 00  00 00 00 00 00 00 00 00    ...0...........            │    95      let mut total = 0.0;
        000ffc30  28 95 10 00 30 95 10 00  20 95 10 00 20 95 10 00   (...0... ... ...            │    96      for shape in shapes {
        000ffc40  02 00 00 00 20 95 10 00  e7 38 10 00 bc fc 0f 00   .... ....8......            │▶●  97          let area = shape.area(); // BREAK: dynamic call
        000ffc50  d4 fc 0f 00 30 95 10 00  04 00 00 00 2c 00 00 00   ....0.......,...            │    98          total += area;
        000ffc60  f4 99 10 00 f0 99 10 00  f4 99 10 00 34 95 10 00   ............4...            │    99      }
        000ffc70  30 95 10 00 d0 fc 0f 00  30 95 10 00 30 95 10 00   0.......0...0...            │(wrtd)
        000ffc80  f0 99 10 00 4c 6f 10 00  e7 38 10 00 f0 fc 0f 00   ....Lo...8......            │
        000ffc90  20 95 10 00 02 00 00 00  34 95 10 00 00 00 00 00    .......4.......            │
        000ffc28  u8 0  bits 00000000  u16 0  u32 0  f32 0.0                                     │
        total                                                                                    │
         Stops ▷●  2 breakpoint shapes.rs:97  inventory::shapes::total_area  1.1 MiB
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys  q quit  / search  Ctrl-P find anything
    "#]].assert_eq(&user.panes());
}

#[test]
fn a_module_without_debug_information_has_its_code() {
    let mut user = User::open(fixture("wat/hello.wasm"), 80, 24);
    user.press(&["]", "z"]);
    expect![[r#"
         Source  Code  Memory                                                      main
        main
             5e ▶ i32.const 1
             60   i32.const 0
             62   i32.const 1
             64   i32.const 8
             66   call 0 <fd_write>
             68   drop
             69   end












        0x5e  41 01
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.panes());
}
