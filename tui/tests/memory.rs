//! Linear memory: bytes, pointers, searches, edits.

#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{User, fixture};
use expect_test::expect;

/// Somebody in front of the memory of a small program, alone on the screen.
fn watch(width: u16, height: u16) -> User {
    let mut user = User::open(fixture("c/watch/watch-o0.wasm"), width, height);
    user.command("break pay");
    user.press(&["c", "]", "]", "z"]);
    user
}

#[test]
fn it_begins_where_the_variables_of_the_frame_lie() {
    let mut user = watch(80, 24);
    expect![[r#"
         wrtd watch-o0.wasm  breakpoint 1 at /wrtd/fixtures/c/watch/src/watch.c:34
         Source  Code  Memory                                     watch-o0.wasm 128 KiB
        0000ff80  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0000ff90  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0000ffa0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0000ffb0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0000ffc0  00 00 00 00 03 00 00 00  06 00 00 00 c0 10 01 00   ................
        0000ffd0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0000ffe0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0000fff0  00 00 00 00 06 00 00 00  c0 10 01 00 00 00 00 00   ................
        00010000  2d 2b 20 20 20 30 58 30  78 00 2d 30 58 2b 30 58   -+   0X0x.-0X+0X
        00010010  20 30 58 2d 30 78 2b 30  78 20 30 78 00 25 64 20    0X-0x+0x 0x.%d
        00010020  25 64 20 25 64 20 25 64  20 25 6c 64 20 25 73 00   %d %d %d %ld %s.
        00010030  6e 61 6e 00 69 6e 66 00  4e 41 4e 00 49 4e 46 00   nan.inf.NAN.INF.
        00010040  2e 00 28 6e 75 6c 6c 29  00 53 75 70 70 6f 72 74   ..(null).Support
        00010050  20 66 6f 72 20 66 6f 72  6d 61 74 74 69 6e 67 20    for formatting
        00010060  6c 6f 6e 67 20 64 6f 75  62 6c 65 20 76 61 6c 75   long double valu
        00010070  65 73 20 69 73 20 63 75  72 72 65 6e 74 6c 79 20   es is currently
        00010080  64 69 73 61 62 6c 65 64  2e 0a 54 6f 20 65 6e 61   disabled..To ena
        00010090  62 6c 65 20 69 74 2c 20  61 64 64 20 2d 6c 63 2d   ble it, add -lc-
        000100a0  70 72 69 6e 74 73 63 61  6e 2d 6c 6f 6e 67 2d 64   printscan-long-d
        0000ffc8  u8 6  bits 00000110  u16 6  u32 6  f32 8e-45
        amount
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.screen());
    // The pointer leads to what it points to, and back.
    user.press(&["@", "&to", "Enter", "m"]);
    expect![[r#"
         wrtd watch-o0.wasm  breakpoint 1 at /wrtd/fixtures/c/watch/src/watch.c:34
         Source  Code  Memory                                     watch-o0.wasm 128 KiB
        00011030  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011040  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011050  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011060  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011070  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011080  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011090  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        000110a0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        000110b0  00 00 00 00 00 00 00 00  00 00 00 00 23 00 00 00   ............#...
        000110c0  00 00 00 00 05 00 00 00  00 00 00 00 00 00 00 00   ................
        000110d0  00 00 00 00 00 00 00 00  00 00 00 00 f1 ee 00 00   ................
        000110e0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        000110f0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011100  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011110  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011120  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011130  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011140  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011150  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        000110c0  u8 0  bits 00000000  u16 0  u32 0  f32 0.0
        to points here
        from 0xffcc; Backspace goes back
    "#]]
    .assert_eq(&user.screen());
    user.press(&["Backspace", "Backspace"]);
    assert!(user.screen().contains("0000ffc8  u8"), "{}", user.screen());
}

#[test]
fn bytes_are_set_in_place_and_changed_ones_are_marked() {
    let mut user = watch(80, 24);
    user.press(&["@", "to", "Enter", "l", "l", "l", "l", "=", "ff 01", "Enter"]);
    expect![[r#"
         wrtd watch-o0.wasm  breakpoint 1 at /wrtd/fixtures/c/watch/src/watch.c:34
         Source  Code  Memory                                     watch-o0.wasm 128 KiB
        00011030  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011040  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011050  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011060  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011070  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011080  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011090  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        000110a0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        000110b0  00 00 00 00 00 00 00 00  00 00 00 00 23 00 00 00   ............#...
        000110c0  00 00 00 00 ff 01 00 00  00 00 00 00 00 00 00 00   ................
        000110d0  00 00 00 00 00 00 00 00  00 00 00 00 f1 ee 00 00   ................
        000110e0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        000110f0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011100  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011110  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011120  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011130  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011140  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00011150  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        000110c4  u8 255  i8 -1  bits 11111111  u16 511  u32 511  f32 7.16e-43
        to points 4 before
        2 bytes written at 0x110c4
    "#]]
    .assert_eq(&user.screen());
    user.press(&["l", "l", "l", "l", "=", "\"Zoë\\n", "Enter"]);
    assert!(user.screen().contains("is no bytes"), "{}", user.screen());
    user.press(&["=", "\"Zoë\\n\"", "Enter", "x", "x"]);
    expect![[r#"
         wrtd watch-o0.wasm  breakpoint 1 at /wrtd/fixtures/c/watch/src/watch.c:34
         Source  Code  Memory                                     watch-o0.wasm 128 KiB
        00011030  00000000 00000000  00000000 00000000   ................
        00011040  00000000 00000000  00000000 00000000   ................
        00011050  00000000 00000000  00000000 00000000   ................
        00011060  00000000 00000000  00000000 00000000   ................
        00011070  00000000 00000000  00000000 00000000   ................
        00011080  00000000 00000000  00000000 00000000   ................
        00011090  00000000 00000000  00000000 00000000   ................
        000110a0  00000000 00000000  00000000 00000000   ................
        000110b0  00000000 00000000  00000000 00000023   ............#...
        000110c0  00000000 000001ff  abc36f5a 0000000a   ........Zo......
        000110d0  00000000 00000000  00000000 0000eef1   ................
        000110e0  00000000 00000000  00000000 00000000   ................
        000110f0  00000000 00000000  00000000 00000000   ................
        00011100  00000000 00000000  00000000 00000000   ................
        00011110  00000000 00000000  00000000 00000000   ................
        00011120  00000000 00000000  00000000 00000000   ................
        00011130  00000000 00000000  00000000 00000000   ................
        00011140  00000000 00000000  00000000 00000000   ................
        00011150  00000000 00000000  00000000 00000000   ................
        000110c8  u32 2881711962  i32 -1413255334  f32 -1.388649e-12  u8 90
        to points 8 before
        5 bytes written at 0x110c8
    "#]]
    .assert_eq(&user.screen());
}

#[test]
fn a_text_is_found_in_all_of_memory() {
    let mut user = watch(80, 24);
    user.press(&["/", "till", "Enter"]);
    expect![[r#"
         wrtd watch-o0.wasm  breakpoint 1 at /wrtd/fixtures/c/watch/src/watch.c:34
         Source  Code  Memory                                     watch-o0.wasm 128 KiB
        000108d0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        000108e0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        000108f0  00 00 00 14 00 00 00 00  00 00 00 00 00 00 00 17   ................
        00010900  00 00 00 00 17 00 00 00  00 09 14 00 00 00 00 00   ................
        00010910  14 00 00 14 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00010920  00 00 00 00 00 00 00 00  00 00 00 00 00 16 00 00   ................
        00010930  00 00 00 00 00 00 00 00  00 15 00 00 00 00 15 00   ................
        00010940  00 00 00 09 16 00 00 00  00 00 16 00 00 16 00 00   ................
        00010950  30 31 32 33 34 35 36 37  38 39 41 42 43 44 45 46   0123456789ABCDEF
        00010960  01 00 00 00 64 00 00 00  74 69 6c 6c 00 00 00 00   ....d...till....
        00010970  05 00 00 00 00 00 00 00  00 00 00 00 02 00 00 00   ................
        00010980  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        00010990  03 00 00 00 04 00 00 00  78 0c 01 00 00 04 00 00   ........x.......
        000109a0  00 00 00 00 00 00 00 00  01 00 00 00 00 00 00 00   ................
        000109b0  0a 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        000109c0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        000109d0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        000109e0  70 09 01 00 00 00 00 00  05 00 00 00 00 00 00 00   p...............
        000109f0  00 00 00 00 02 00 00 00  00 00 00 00 00 00 00 00   ................
        00010968  u8 116  bits 01110100  u16 26996  u32 1819044212  f32 1.1432179e27
        till+8
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.screen());
    // The same place again, from either side: it is there once.
    let found = user.screen();
    user.press(&[";"]);
    assert_eq!(user.screen(), found);
    user.press(&[",", "/", "{63 61 6e 6e 6f 74 20 62}", "Enter"]);
    assert!(user.screen().contains("it is nowhere in this memory"), "{}", user.screen());
    user.press(&["G", "/", "{", "0", "}", "Enter"]);
    assert!(user.screen().contains("is no bytes"), "{}", user.screen());
}

#[test]
fn the_ends_of_memory_are_ends() {
    let mut user = watch(80, 24);
    user.press(&[
        "G", "l", "l", "l", "l", "l", "l", "l", "l", "l", "l", "l", "l", "l", "l", "l", "l",
    ]);
    expect![[r#"
         wrtd watch-o0.wasm  breakpoint 1 at /wrtd/fixtures/c/watch/src/watch.c:34
         Source  Code  Memory                                     watch-o0.wasm 128 KiB
        0001fed0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0001fee0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0001fef0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0001ff00  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0001ff10  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0001ff20  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0001ff30  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0001ff40  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0001ff50  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0001ff60  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0001ff70  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0001ff80  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0001ff90  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0001ffa0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0001ffb0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0001ffc0  00 00 00 00 00 00 00 00  00 00 00 00 38 00 00 00   ............8...
        0001ffd0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0001ffe0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0001fff0  00 00 00 00 00 00 00 00  00 00 00 00 00 00 00 00   ................
        0001ffff  u8 0  bits 00000000
        no variable of this frame lies here
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.screen());
    user.press(&["@", "0x20000", "Enter"]);
    assert!(user.screen().contains("0x20000 is not in it: memory ends at 0x20000"));
    user.press(&["@", "nothing", "Enter"]);
    assert!(user.screen().contains("`nothing`"), "{}", user.screen());
    user.press(&["g", "h"]);
    assert!(user.screen().contains("0000000e  u8 0"), "{}", user.screen());
}

#[test]
fn a_wide_screen_has_room_for_more() {
    let mut user = watch(160, 50);
    user.press(&["@", "to", "Enter", "x", "x", "x"]);
    expect![[r#"
         wrtd watch-o0.wasm  stepped to /wrtd/fixtures/c/watch/src/watch.c:50
         Source  Code                                                                                                                   ../fixtures/c/watch/src/watch.c
          15   static char line[16];
          16
          17   __attribute__((noinline)) static int add(int by) {
          18       int sum = 0;                                 // BREAK: add
          19       for (int turn = 0; turn < 3; turn++)
          20           sum += by * turn;                        // BREAK: add loop
          21       total += sum;                                // BREAK: add total
          22       return sum;
          23   }
          24
          25   __attribute__((noinline)) static int nested(int depth) {
          26       int here = depth;                            // BREAK: nested
          27       if (depth > 0)
          28           here += nested(depth - 1);               // BREAK: nested call
          29       here *= 2;                                   // BREAK: nested back
          30       return here;
          31   }
          32
          33   __attribute__((noinline)) static void pay(struct account *to, int amount) {
        ● 34       to->balance += amount;                       // BREAK: pay
          35   }
          36
          37   __attribute__((noinline)) static long collatz(long n) {
          38       long steps = 0;                              // BREAK: collatz
          39       while (n != 1) {
          40           n = n % 2 ? 3 * n + 1 : n / 2;           // BREAK: collatz next
          41           steps++;                                 // BREAK: collatz step
          42       }
          43       return steps;
          44   }
          45
          46   int main(void) {
          47       struct account *account = calloc(1, sizeof *account); // BREAK: main   account = 0x110c0 → {id = 0, balance =…
          48       account->balance = 5;   account = 0x110c0 → {id = 0, balance =…
          49       int sum = add(2);                            // BREAK: main add   sum = 6
          50 ▶     pay(account, sum);                           // BREAK: main pay   account = 0x110c0 → {id = 0, balance =…  sum = 6
          51       pay(&till, sum);
          52       pay(&till, 0);                               // BREAK: main pay nothing
          53       memset(account, 0x11, sizeof *account);      // BREAK: main fill
          54       memcpy(&till, account, sizeof till);         // BREAK: main copy
          55       ssize_t got = read(0, line, sizeof line - 1); // BREAK: main read
          56       int deep = nested(3);                        // BREAK: main nested
          57       long steps = collatz(got);                   // BREAK: main collatz
          58       printf("%d %d %d %d %ld %s", total, till.balance, (int)got, deep, steps, line);
          59       free(account);
          60       return 0;
          61   }
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys  q quit
    "#]].assert_eq(&user.screen());
}

#[test]
fn addresses_of_64_bits_and_pointers_of_them_are_followed() {
    let mut user = User::open(fixture("c/wide/wide.wasm"), 80, 24);
    user.command("break main");
    user.press(&["c", "n", "n", "n", "]", "]", "z"]);
    expect![[r#"
         wrtd wide.wasm  loading…
         Source  Code  Memory




















        no variable of this frame lies here
        the program is being loaded
    "#]]
    .assert_eq(&user.screen());
}

#[test]
fn the_memory_of_a_device_is_looked_at() {
    let mut user = User::open(device(), 80, 24);
    user.press(&["]", "]", "z"]);
    expect![[r#"
         wrtd thermostat-o0.wasm  loading…
         Source  Code  Memory




















        no variable of this frame lies here
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.screen());
}

/// The thermostat on a device with 32 KiB.
fn device() -> wrtd_debug::LaunchSpec {
    use wrtd_limits::{AsilLevel, ComprehensivePlatformLimits, Plan, PlatformId, Provenance};
    let mut spec = fixture("rust/thermostat/thermostat-o0.wasm");
    let limits = ComprehensivePlatformLimits::new(PlatformId::Zephyr, 32 << 10, AsilLevel::Qm);
    spec.plan = Plan::new(limits, Provenance::Profile("embedded"), Provenance::Default);
    spec
}
