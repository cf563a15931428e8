//! Variables, watched expressions, the machine's own values, and values at the ends of lines.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{User, fixture};
use expect_test::expect;
use wrtd_limits::{AsilLevel, Provenance};
use wrtd_tui::state::Effect;

/// Somebody in front of the variables of `collections::sequences`, alone on the screen.
fn sequences() -> User {
    let mut user = User::open(fixture("rust/inventory/inventory-o0.wasm"), 80, 24);
    user.command("break collections.rs:38");
    user.press(&["c", "Tab", "z"]);
    user
}

fn copied(user: &mut User) -> String {
    user.press(&["y"]);
    match user.outside.pop() {
        Some(Effect::Copy(text)) => text,
        other => panic!("nothing was copied, but {other:?}"),
    }
}

#[test]
fn a_long_sequence_is_read_page_by_page() {
    let mut user = sequences();
    user.press(&["/", "thousand", "Enter", "l", "G", "k", "k", "k", "k", "k"]);
    expect![[r#"
         Variables  Machine  Stack  Threads
              [85] = 7225                                                            u32
              [86] = 7396                                                            u32
              [87] = 7569                                                            u32
              [88] = 7744                                                            u32
              [89] = 7921                                                            u32
              [90] = 8100                                                            u32
              [91] = 8281                                                            u32
              [92] = 8464                                                            u32
              [93] = 8649                                                            u32
              [94] = 8836                                                            u32
              [95] = 9025                                                            u32
              [96] = 9216                                                            u32
              [97] = 9409                                                            u32
              [98] = 9604                                                            u32
              [99] = 9801                                                            u32
              … 900 more   Enter shows them, # goes to one
          ▸ nested = [[1], [], [2, 3]]                                      Vec<Vec<u8>>
          ▸ words = ["anvil", "bolt"]                                        Vec<String>
          ▸ numbers = [2, 3, 5, 7, 11]                                          Vec<i32>
            empty = []                                                           Vec<u8>
        ▸ Statics
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.panes());
    user.press(&["#", "999", "Enter"]);
    expect![[r#"
         Variables  Machine  Stack  Threads
        ▾ Locals
          ▸ ring = [3, 4, 5]                                               VecDeque<i32>
          ▸ (ring) = [3, 4, 5]                                             VecDeque<i32>
          ▸ units = [(), (), ()]                                                 Vec<()>
          ▾ thousand = [0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121, 144, 169, 196, 22…
              … 999 before
              [999] = 998001                                                         u32
          ▸ nested = [[1], [], [2, 3]]                                      Vec<Vec<u8>>
          ▸ words = ["anvil", "bolt"]                                        Vec<String>
          ▸ numbers = [2, 3, 5, 7, 11]                                          Vec<i32>
            empty = []                                                           Vec<u8>
        ▸ Statics









        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.panes());
    assert_eq!(copied(&mut user), "thousand[999] = 998001");
    // The first element that is shown is one of those before.
    user.press(&["#", "1000", "Enter"]);
    assert!(user.panes().contains("there is no element 1000; the last one is 999"));
    user.press(&["#", "350", "Enter", "h", "j", "Enter"]);
    user.press(&["#", "260", "Enter"]);
    assert_eq!(copied(&mut user), "thousand[260] = 67600");
    // Closed and opened, it shows what it showed.
    user.press(&["h", "h", "l", "j", "j"]);
    assert_eq!(copied(&mut user), "thousand[250] = 62500");
}

#[test]
fn numbers_are_written_in_the_notation_of_a_row_or_of_all() {
    let mut user = sequences();
    user.press(&["/", "numbers", "Enter", "l", "j", "j", "x"]);
    user.press(&["j", "x", "x", "x"]);
    expect![[r#"
         Variables  Machine  Stack  Threads
        ▾ Locals
          ▸ ring = [3, 4, 5]                                               VecDeque<i32>
          ▸ (ring) = [3, 4, 5]                                             VecDeque<i32>
          ▸ units = [(), (), ()]                                                 Vec<()>
          ▸ thousand = [0, 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121, 144, 169, 196, 22…
          ▸ nested = [[1], [], [2, 3]]                                      Vec<Vec<u8>>
          ▸ words = ["anvil", "bolt"]                                        Vec<String>
          ▾ numbers = [2, 3, 5, 7, 11]                                          Vec<i32>
              [0] = 2                                                                i32
              [1] = 0x3                                                              i32
              [2] = 0b101                                                            i32
              [3] = 7                                                                i32
              [4] = 11                                                               i32
            empty = []                                                           Vec<u8>
        ▸ Statics






        numbers in binary
    "#]]
    .assert_eq(&user.panes());
    user.press(&["X"]);
    assert_eq!(copied(&mut user), "numbers[2] = 0x5");
}

#[test]
fn all_about_a_value_is_shown_and_text_from_outside_is_harmless() {
    let mut user = User::open(fixture("rust/values/values-o0.wasm"), 80, 24);
    user.command("break main.rs:172");
    user.press(&["c", "Tab", "/", "json", "Enter", "v"]);
    expect![[r#"
         Source  Code  Memory                       ../fixtures/rust/values/src/main.rs
         167       let empty_array: [u8; 0] = black_box([]);   empty_array = []
         168       let text_array = black_box(["un", "deux"]);   text_array = ["un", "d…
         169       let option_array = black_box([Some(1u8), None, Some(3)]);   option_a…
         170       let static_text = GREETING;   static_text = "static text"
         171       let limit = black_box(LIMIT);   limit = 500
        ●172 ▶     reached("layouts"); // BREAK: layouts                           1 hit
         json (any key closes)
         value       Object({"name": Text("anvil"), "parts": List([Number(1.5), Bool(tr
                     ue), Null])})
         type        values::Json
         holds       1 values
         expression  json
         memory      0xffb38  m shows it
         set         json cannot be set as a whole; open it and set a part of it
            function_item = 0x3050000 <no funct…│Stopped at breakpoint 1: values::layou…
          ▸ typed = Typed { first: 8 }          │   170      let static_text = GREETING;
          ▸ json = Object({"name": Text("anvil"…│   171      let limit = black_box(LIMI…
          ▸ some_unit = Some(())      Option<()>│▶● 172      reached("layouts"); // BRE…
          ▸ result_text = Ok("fine")  Result<St…│   173      println!(
          ▸ result_box = Err(())  Result<Box<i3…│   174          "{big:?} {small:?} {no…
          ▸ some_rc = Some(1)     Option<Rc<u8>>│(wrtd)
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.panes());
    // The next key closes it, and does no more than that if it is one that closes things.
    user.press(&["Esc"]);
    assert!(!user.panes().contains("any key closes"));
}

#[test]
fn a_change_is_told_of_the_same_call_only() {
    let mut user = User::open(fixture("c/watch/watch-o0.wasm"), 80, 24);
    user.connection.close_input();
    user.command("break nested");
    user.press(&["c", "Tab"]);
    // One deeper the function is the same, and its values are none that have changed.
    user.press(&["n", "c", "n"]);
    expect![[r#"
         Source  Code  Memory                           ../fixtures/c/watch/src/watch.c
          21       total += sum;                                // BREAK: add total
          22       return sum;
          23   }
          24
          25   __attribute__((noinline)) static int nested(int depth) {   depth = 2
        ● 26       int here = depth;                            //   here = 2  depth = 2
          27 ▶     if (depth > 0)   depth = 2
          28 ▷         here += nested(depth - 1);               // BREAK: nested call
          29       here *= 2;                                   // BREAK: nested back
          30       return here;
          31   }
         Variables  Machine  Stack  Threads     │ Console  Output  Breakpoints  Budget
        ▾ Arguments                             │Stopped at breakpoint 1: nested at ../…
            depth = 2                        int│    24
        ▾ Locals                                │    25  __attribute__((noinline)) stat…
            here = 2  ← 0                    int│▶●  26      int here = depth;         …
        ▸ Statics                               │    27      if (depth > 0)
                                                │    28          here += nested(depth -…
                                                │Stepped to nested at ../fixtures/c/wat…
                                                │▶   27      if (depth > 0)
                                                │(wrtd)
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.panes());
    user.command("delete");
    user.command("break watch.c:29 if depth == 2");
    user.press(&["c", "n"]);
    expect![[r#"
         Source  Code  Memory                           ../fixtures/c/watch/src/watch.c
          25   __attribute__((noinline)) static int nested(int depth) {   depth = 2
          26       int here = depth;                            //   here = 8  depth = 2
          27       if (depth > 0)   depth = 2
          28 ▷         here += nested(depth - 1);               //   here = 8  depth = 2
        ◆ 29       here *= 2;                                   // BREAK: nes   here = 8
          30 ▶     return here;   here = 8
          31   }
          32
          33   __attribute__((noinline)) static void pay(struct account *to, int amount…
          34       to->balance += amount;                       // BREAK: pay
          35   }
         Variables  Machine  Stack  Threads     │ Console  Output  Breakpoints  Budget
        ▾ Arguments                             │Stopped at breakpoint 2: nested at ../…
            depth = 2                        int│    27      if (depth > 0)
        ▾ Locals                                │    28          here += nested(depth -…
            here = 8  ← 4                    int│▶●  29      here *= 2;                …
        ▸ Statics                               │    30      return here;
                                                │    31  }
                                                │Stepped to nested at ../fixtures/c/wat…
                                                │▶   30      return here;
                                                │(wrtd)
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.panes());
}

#[test]
fn a_value_is_set_in_its_row() {
    let mut user = User::open(fixture("c/watch/watch-o0.wasm"), 80, 24);
    user.command("break pay");
    user.press(&["c", "Tab", "j", "l", "l", "j", "="]);
    assert!(user.panes().contains("to.balance = 5"), "{}", user.panes());
    user.press(&["C-u", "2*21", "Enter"]);
    expect![[r#"
         Source  Code  Memory                           ../fixtures/c/watch/src/watch.c
          29       here *= 2;                                   // BREAK: nested back
          30       return here;
          31   }
          32
          33   __attribute__((noinline)) static void pay(struct account *to, int amount…
        ● 34 ▶     to->balance += amount;                          to = 0x110c0 → {id =…
          35   }
          36
          37   __attribute__((noinline)) static long collatz(long n) {
          38       long steps = 0;                              // BREAK: collatz
          39       while (n != 1) {
         Variables  Machine  Stack  Threads     │ Console  Output  Breakpoints  Budget
        ▾ Arguments                             │Breakpoint 1 at ../fixtures/c/watch/sr…
          ▾ to = 0x110c0 → {id = 0, balance = 4…│Stopped at breakpoint 1: pay at ../fix…
              id = 0                         int│    32
              balance = 42  ← 5              int│    33  __attribute__((noinline)) stat…
              owner = ""                char [8]│▶●  34      to->balance += amount;    …
            amount = 6                       int│    35  }
        ▸ Statics                               │    36
                                                │to.balance: int = 42
                                                │(wrtd)
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.panes());
    user.press(&["=", "C-u", "x", "Enter"]);
    assert!(user.panes().contains("no variable `"), "{}", user.panes());
    // A pointer is set to an address, and a struct to nothing.
    user.press(&["h", "="]);
    assert!(user.panes().contains("to = 0x110c0\n"), "{}", user.panes());
    user.press(&["Esc", "G", "l", "/", "till", "Enter", "="]);
    assert!(user.panes().contains("open it and set a part of it"), "{}", user.panes());
}

#[test]
fn a_debugger_that_may_only_look_says_why_it_sets_nothing() {
    let mut spec = fixture("c/watch/watch-o0.wasm");
    spec.plan.set_asil(AsilLevel::C, Provenance::CommandLine("--asil")).unwrap();
    let mut user = User::open(spec, 80, 24);
    user.command("break pay");
    user.press(&["c", "Tab", "j", "j", "="]);
    expect![[r#"
         Source  Code  Memory                           ../fixtures/c/watch/src/watch.c
          29       here *= 2;                                   // BREAK: nested back
          30       return here;
          31   }
          32
          33   __attribute__((noinline)) static void pay(struct account *to, int amount…
        ● 34 ▶     to->balance += amount;                          to = 0x110c0 → {id =…
          35   }
          36
          37   __attribute__((noinline)) static long collatz(long n) {
          38       long steps = 0;                              // BREAK: collatz
          39       while (n != 1) {
         Variables  Machine  Stack  Threads     │ Console  Output  Breakpoints  Budget
        ▾ Arguments                             │(wrtd) break pay
          ▸ to = 0x110c0 → {id = 0, balance = 5…│Breakpoint 1 at ../fixtures/c/watch/sr…
            amount = 6                       int│Stopped at breakpoint 1: pay at ../fix…
        ▸ Statics                               │    32
                                                │    33  __attribute__((noinline)) stat…
                                                │▶●  34      to->balance += amount;    …
                                                │    35  }
                                                │    36
                                                │(wrtd)
        ASIL C lets a debugger look and change nothing (from the command line (--asil));
    "#]]
    .assert_eq(&user.panes());
}

#[test]
fn watched_expressions_stay_through_restarts_and_errors_are_rows() {
    let mut user = User::open(fixture("c/watch/watch-o0.wasm"), 80, 24);
    user.command("break watch.c:22");
    user.press(&["c", "Tab"]);
    user.press(&["w", "sum * 2", "Enter", "w", "nothing + 1", "Enter", "w", "till.owner", "Enter"]);
    expect![[r#"
         Source  Code  Memory                           ../fixtures/c/watch/src/watch.c
          17   __attribute__((noinline)) static int add(int by) {   by = 2
          18       int sum = 0;                                 // BREAK: add   sum = 6
          19       for (int turn = 0; turn < 3; turn++)
          20           sum += by * turn;                        // BRE   sum = 6  by = 2
          21       total += sum;                                // BREAK: add    sum = 6
        ● 22 ▶     return sum;   sum = 6                                           1 hit
          23   }
          24
          25   __attribute__((noinline)) static int nested(int depth) {
          26       int here = depth;                            // BREAK: nested
          27       if (depth > 0)
         Variables  Machine  Stack  Threads     │ Console  Output  Breakpoints  Budget
        w  sum * 2 = 12                      int│(wrtd) break watch.c:22
        w  nothing + 1  no variable `nothing` i…│Breakpoint 1 at ../fixtures/c/watch/sr…
        w  till.owner = "till"          char [8]│Stopped at breakpoint 1: add at ../fix…
         ▾ Arguments                            │    20          sum += by * turn;     …
             by = 2                          int│    21      total += sum;             …
         ▾ Locals                               │▶●  22      return sum;
             sum = 6                         int│    23  }
         ▸ Statics                              │    24
                                                │(wrtd)
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.panes());
    user.press(&["n"]);
    let stepped = user.panes();
    user.press(&["R", "c"]);
    assert!(user.panes().contains("sum * 2"), "{}", user.panes());
    user.press(&["n"]);
    expect![[r#"
         Source  Code  Memory                           ../fixtures/c/watch/src/watch.c
          45
          46   int main(void) {
          47       struct account *account = calloc(1, sizeof *account);    account = 0…
          48       account->balance = 5;   account = 0x110c0 → {id = 0, balance =…
          49       int sum = add(2);                            // BREAK: main   sum = 6
          50 ▶     pay(account, sum);                              account = 0x110c0 → …
          51       pay(&till, sum);
          52       pay(&till, 0);                               // BREAK: main pay noth…
          53       memset(account, 0x11, sizeof *account);      // BREAK: main fill
          54       memcpy(&till, account, sizeof till);         // BREAK: main copy
          55       ssize_t got = read(0, line, sizeof line - 1); // BREAK: main read
         Variables  Machine  Stack  Threads     │ Console  Output  Breakpoints  Budget
        w  sum * 2 = 12                      int│Stopped at breakpoint 1: add at ../fix…
        w  nothing + 1  no variable `nothing` i…│    20          sum += by * turn;     …
        w  till.owner = "till"          char [8]│    21      total += sum;             …
         ▾ Locals                               │▶●  22      return sum;
           ▸ account = 0x110c0 → {id = 0, balan…│    23  }
             sum = 6                         int│    24
             got = 0                     ssize_t│Stepped to main at ../fixtures/c/watch…
             deep = 0                        int│▶   50      pay(account, sum);        …
             steps = 0                      long│(wrtd)
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&stepped);
    // A pinned child stays at the top, wherever the program goes.
    user.command("break pay");
    user.press(&["c", "gg", "Del", "Del", "Del"]);
    assert!(!user.panes().contains("sum * 2"));
    user.press(&["j", "l", "j", "j", "p", "gg"]);
    assert_eq!(copied(&mut user), "to.balance = 5");
    user.press(&["n"]);
    expect![[r#"
         Source  Code  Memory                           ../fixtures/c/watch/src/watch.c
          29       here *= 2;                                   // BREAK: nested back
          30       return here;
          31   }
          32
          33   __attribute__((noinline)) static void pay(struct account *to, int amount…
        ● 34       to->balance += amount;                          to = 0x110c0 → {id =…
          35 ▶ }
          36
          37   __attribute__((noinline)) static long collatz(long n) {
          38       long steps = 0;                              // BREAK: collatz
          39       while (n != 1) {
         Variables  Machine  Stack  Threads     │ Console  Output  Breakpoints  Budget
        w  to.balance = 11  ← 5              int│Stopped at breakpoint 2: pay at ../fix…
         ▾ Arguments                            │    32
           ▾ to = 0x110c0 → {id = 0, balance = …│    33  __attribute__((noinline)) stat…
               id = 0                        int│▶●  34      to->balance += amount;    …
               balance = 11  ← 5             int│    35  }
               owner = ""               char [8]│    36
             amount = 6                      int│Stepped to pay at ../fixtures/c/watch/…
         ▸ Statics                              │▶   35  }
                                                │(wrtd)
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.panes());
    user.command("delete");
    user.connection.feed(b"line\n").unwrap();
    user.press(&["c"]);
    assert!(user.panes().contains("to.balance  the program has ended"), "{}", user.panes());
}

#[test]
fn a_shadowed_variable_is_set_though_no_expression_names_it() {
    let mut user = User::open(fixture("c/types/types-o0.wasm"), 80, 24);
    user.command("break main.c:182");
    user.press(&["c", "Tab", "/", "(sum)", "Enter", "=", "C-u", "77", "Enter"]);
    expect![[r#"
         Source  Code  Memory                            ../fixtures/c/types/src/main.c
         177           sum += i; // BREAK: loop body
         178       }
         179       {
         180           int sum = 1000;
         181           keep(&sum);
        ●182 ▶         count_calls(); // BREAK: shadow inner                       1 hit
         183       }
         184       global_counter += sum;
         185       global_quarter *= 2;
         186       file_level++;
         187       return sum; // BREAK: control return
         Variables  Machine  Stack  Threads     │ Console  Output  Breakpoints  Budget
        ▾ Arguments                             │Breakpoint 1 at ../fixtures/c/types/sr…
            limit = 5                        int│Stopped at breakpoint 1: control at ..…
        ▾ Locals                                │   180          int sum = 1000;
            sum = 1000                       int│   181          keep(&sum);
            (sum) = 77  ← 10                 int│▶● 182          count_calls(); // BREA…
        ▸ Statics                               │   183      }
                                                │   184      global_counter += sum;
                                                │(sum) = 77
                                                │(wrtd)
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.panes());
}

#[test]
fn the_machine_shows_and_sets_its_own_values() {
    let mut user = User::open(fixture("c/watch/watch-o0.wasm"), 160, 50);
    user.command("break add");
    user.press(&["F3", "c", "i", "i"]);
    expect![[r#"
         Code  Source                                                                        add │ Machine  Variables
        add                                                                                      │▾ Locals
            355   global.get 0 <__stack_pointer>     watch.c:17  __attribute__((noinline)) stati…│    $local0 = 2                                                    i32
            35b   i32.const 16                                                                   │    $local1 = 65472                                                i32
            35d   i32.sub                                                                        │    $local2 = 0                                                    i32
            35e   local.set 1                                                                    │▾ Operands
            360   local.get 1                                                                    │    $operand0 = 65472                                              i32
            362   local.get 0                                                                    │    $operand1 = 0                                                  i32
            364   i32.store offset=12                                                            │▾ Globals
        ●   367   local.get 1                        watch.c:18  int sum = 0;                   …│    $global0 (__stack_pointer) = 65488                             i32
            369   i32.const 0                                                                    │▾ Module
            36b ▶ i32.store offset=8                                                             │    memory 0 = 2 pages of 65536 bytes, 131072 in all, no maximum
            36e   local.get 1                        watch.c:19  for (int turn = 0; turn < 3; tu…│    table 0 = 5 elements of funcref, 5 at most
            370   i32.const 0                                                                    │
            372   i32.store offset=4                                                             │
            375   block                                                                          │
            377     loop                                                                         │
            379       local.get 1                                                                │
            37b       i32.load offset=4                                                          │ Stack  Threads  Breakpoints
            37e       i32.const 3                                                                │▶ 0 add  watch.c:18  by=2
            380       i32.lt_s                                                                   │  1 main  watch.c:49
            381       i32.const 1                                                                │▸ 2 frames of library code, up to _start.command_export
            383       i32.and                                                                    │
            384       i32.eqz                                                                    │
            385       br_if 1                                                                    │
            387       local.get 1                    watch.c:20  sum += by * turn;              …│
            389       local.get 1                                                                │
        0x36b  36 02 08  watch.c:18:9                                                            │
         Memory                                                            watch-o0.wasm 128 KiB │
        0000ff40  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................            │
        0000ff50  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................            │
        0000ff60  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................            │ Console  Output  Timeline  Budget
        0000ff70  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................            │     3  00006380:   call 27 <__wasm_call_dtors>
        0000ff80  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................            │     4  00006382: end
        0000ff90  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................            │(wrtd) break add
        0000ffa0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................            │Breakpoint 1 at ../fixtures/c/watch/src/watch.c:18
        0000ffb0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................            │Stopped at breakpoint 1: add at ../fixtures/c/watch/src/watch.c:18
        0000ffc0  00 00 00 00 00 00 00 00  00 00 00 00 02 00 00 00   ................            │    16
        0000ffd0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................            │    17  __attribute__((noinline)) static int add(int by) {
        0000ffe0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................            │▶●  18      int sum = 0;                                 // BREAK: add
        0000fff0  00 00 00 00 00 00 00 00  c0 10 01 00 00 00 00 00   ................            │    19      for (int turn = 0; turn < 3; turn++)
        00010000  2d 2b 20 20 20 30 58 30  78 00 2d 30 58 2b 30 58   -+   0X0x.-0X+0X            │    20          sum += by * turn;                        // BREAK: ad…
        00010010  20 30 58 2d 30 78 2b 30  78 20 30 78 00 25 64 20    0X-0x+0x 0x.%d             │Stepped to add at ../fixtures/c/watch/src/watch.c:18
        00010020  25 64 20 25 64 20 25 64  20 25 6c 64 20 25 73 00   %d %d %d %ld %s.            │▶●  18      int sum = 0;                                 // BREAK: add
        00010030  6e 61 6e 00 69 6e 66 00  4e 41 4e 00 49 4e 46 00   nan.inf.NAN.INF.            │Stepped to add at ../fixtures/c/watch/src/watch.c:18
        0000ffc8  u8 0  bits 00000000  u16 0  u32 0  f32 0.0                                     │▶●  18      int sum = 0;                                 // BREAK: add
        sum                                                                                      │(wrtd)
         Stops ▷●··  4 step watch.c:18  add  128 KiB
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys  q quit  / search  Ctrl-P find anything
    "#]].assert_eq(&user.panes());
    user.press(&["Tab", "Tab", "gg", "j", "=", "C-u", "42", "Enter"]);
    assert!(user.panes().contains("$local0 = 42"), "{}", user.panes());
}

#[test]
fn values_stand_at_the_ends_of_the_lines_of_a_function() {
    let mut user = User::open(fixture("c/watch/watch-o0.wasm"), 80, 24);
    user.command("break watch.c:20");
    user.press(&["c", "c", "c"]);
    expect![[r#"
         Source  Code  Memory                           ../fixtures/c/watch/src/watch.c
          15   static char line[16];
          16
          17   __attribute__((noinline)) static int add(int by) {   by = 2
          18       int sum = 0;                                 // BREAK: add   sum = 2
          19       for (int turn = 0; turn < 3; turn++)   turn = 2
        ● 20 ▶         sum += by * turn;                           sum = 2  by = 2  tur…
          21       total += sum;                                // BREAK: add total
          22       return sum;
          23   }
          24
          25   __attribute__((noinline)) static int nested(int depth) {
         Variables  Machine  Stack  Threads     │ Console  Output  Breakpoints  Budget
        ▾ Arguments                             │    21      total += sum;             …
            by = 2                           int│    22      return sum;
        ▾ Locals                                │Stopped at breakpoint 1: add at ../fix…
            turn = 2  ← 1                    int│    18      int sum = 0;              …
            sum = 2  ← 0                     int│    19      for (int turn = 0; turn < …
        ▸ Statics                               │▶●  20          sum += by * turn;     …
                                                │    21      total += sum;             …
                                                │    22      return sum;
                                                │(wrtd)
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.panes());
    user.press(&["v"]);
    assert!(!user.panes().contains("sum = 2  by"), "{}", user.panes());
    user.press(&["v", "u"]);
    expect![[r#"
         Source  Code  Memory                           ../fixtures/c/watch/src/watch.c
          44   }
          45
          46   int main(void) {
          47       struct account *account = calloc(1, sizeof *account);    account = 0…
          48       account->balance = 5;   account = 0x110c0 → {id = 0, balance =…
          49 ▶     int sum = add(2);                            // BREAK: main   sum = 0
          50       pay(account, sum);                           // BREAK: main pay
          51       pay(&till, sum);
          52       pay(&till, 0);                               // BREAK: main pay noth…
          53       memset(account, 0x11, sizeof *account);      // BREAK: main fill
          54       memcpy(&till, account, sizeof till);         // BREAK: main copy
         Variables  Machine  Stack  Threads     │ Console  Output  Breakpoints  Budget
        ▾ Locals                                │    21      total += sum;             …
          ▸ account = 0x110c0 → {id = 0, balanc…│    22      return sum;
            sum = 0                          int│Stopped at breakpoint 1: add at ../fix…
            got = 0                      ssize_t│    18      int sum = 0;              …
            deep = 0                         int│    19      for (int turn = 0; turn < …
            steps = 0                       long│▶●  20          sum += by * turn;     …
        ▸ Statics                               │    21      total += sum;             …
                                                │    22      return sum;
                                                │(wrtd)
        values at the ends of lines are shown
    "#]]
    .assert_eq(&user.panes());
}

#[test]
fn a_pane_alone_on_the_screen_tells_changes_too() {
    let mut user = sequences();
    user.press(&["/", "numbers", "Enter", "l", "j", "j", "=", "C-u", "50", "Enter"]);
    assert!(user.panes().contains("[1] = 50  ← 3"), "{}", user.panes());
}
