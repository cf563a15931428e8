//! A Rust program from its beginning to its end: what most users do on most days.

mod common;

use common::{User, fixture};
use expect_test::expect;

#[test]
fn a_breakpoint_a_step_and_the_caller_on_a_small_screen() {
    let mut user = User::open(fixture("rust/inventory/inventory-o0.wasm"), 80, 24);
    user.command("break shapes.rs:97");
    user.press(&["c", "n"]);
    expect![[r#"
         wrtd inventory-o0.wasm  stepped to /wrtd/fixtures/rust/inventory/src/shapes.rs:
         Source  Code  Memory                  ../fixtures/rust/inventory/src/shapes.rs
          92
          93   #[inline(never)]
          94   fn total_area(shapes: &[Box<dyn Shape>]) -> f64 {   shapes = [Circle { r…
          95       let mut total = 0.0;   total = 0.0
          96       for shape in shapes {   shape = Circle { radius: 1.0 }  shapes = [Ci…
        ● 97           let area = shape.area();    area = 3.0  shape = Circle { radius:…
          98 ▶         total += area;   total = 0.0  area = 3.0
          99       }
         100       total
         101   }
         102
         Variables  Machine  Stack  Threads     │ Console  Output  Breakpoints  Budget
        ▾ Arguments                             │Stopped at breakpoint 1: inventory::sh…
          ▸ shapes = [Circle { radius: 1.0 }, R…│    95      let mut total = 0.0;
        ▾ Locals                                │    96      for shape in shapes {
            area = 3.0                       f64│▶●  97          let area = shape.area(…
          ▸ shape = Circle { radius: 1.0 }      │    98          total += area;
          ▸ iter = Iter { ptr: 0x109528, end_or…│    99      }
            total = 0.0                      f64│Stepped to inventory::shapes::total_ar…
        ▸ Statics                               │▶   98          total += area;
                                                │(wrtd)
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.screen());
    user.press(&["u"]);
    expect![[r#"
         wrtd inventory-o0.wasm  stepped to /wrtd/fixtures/rust/inventory/src/shapes.rs:
         Source  Code  Memory                  ../fixtures/rust/inventory/src/shapes.rs
          75       let borrowed: &dyn Shape = &circle;   borrowed = Circle { radius: 2.…
          76       let shown: &dyn Display = &circle;   shown = Circle { radius: 2.0 } …
          77       let boxed_error: Box<dyn std::error::Error> = Box::from("not a shape…
          78       counters::count(30); // BREAK: dyn
          79       println!("{} {shown} {boxed_error}", borrowed.name());   borrowed = …
          80 ▶     println!("total area {}", total_area(&shapes));   shapes = [Circle {…
          81       println!("largest {}", largest(&[1.5, 9.25, 4.0]));
          82       println!("largest {}", largest(&[3u8, 200, 7]));
          83       let mut stack: Stack<i32, 3> = Stack::new();
          84       for value in [5, 6, 7, 8] {
          85           if let Err(rejected) = stack.push(value) {
         Variables  Machine  Stack  Threads     │ Console  Output  Breakpoints  Budget
        ▾ Locals                                │Stopped at breakpoint 1: inventory::sh…
            boxed_error = <Box<dyn Error + Sync…│    95      let mut total = 0.0;
          ▸ shown = Circle { radius: 2.0 }      │    96      for shape in shapes {
          ▸ borrowed = Circle { radius: 2.0 }   │▶●  97          let area = shape.area(…
          ▸ shapes = [Circle { radius: 1.0 }, R…│    98          total += area;
          ▸ circle = Circle { radius: 2.0 }     │    99      }
        ▸ Statics                               │Stepped to inventory::shapes::total_ar…
                                                │▶   98          total += area;
                                                │(wrtd)
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.screen());
}

#[test]
fn the_program_runs_to_its_end_and_again() {
    let mut user = User::open(fixture("c/steps/steps-o0.wasm"), 80, 24);
    user.press(&["c"]);
    expect![[r#"
         wrtd steps-o0.wasm  ended with exit code 0             8.23 MiB held, no limit
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
                                                │Stopped before the first instruction: …
                                                │     1  func[58] <_start.command_expor…
                                                │▶    2  000041de:   call 5 <_start>
                                                │     3  000041e0:   call 24 <__wasm_ca…
                                                │     4  000041e2: end
                                                │The program ended with exit code 0.
                                                │(wrtd)
                                                │
                                                │
        The program ended with exit code 0.
    "#]]
    .assert_eq(&user.screen());
    user.command("break main");
    user.press(&["c"]);
    expect![[r#"
         wrtd steps-o0.wasm  breakpoint 1 at /wrtd/fixtures/c/steps/src/steps.c:82
         Source  Code  Memory                           ../fixtures/c/steps/src/steps.c
          76   __attribute__((noinline)) static int split(int value) {
          77       return value +
          78              twice(value + 1); // BREAK: operand
          79   }
          80
          81   int main(void) {
        ● 82 ▶     printf("%d\n", calls(3)); // BREAK: main                        1 hit
          83       printf("%d\n", statements(2));
          84       int first = kept(5); // BREAK: main kept
          85       int second = changed(6);
          86       struct shape shape = {1.5, 2.0};
         Variables  Machine  Stack  Threads     │ Console  Output  Breakpoints  Budget
        ▾ Locals                                │(wrtd) break main
            first = 0                        int│Breakpoint 1 at ../fixtures/c/steps/sr…
            second = 0                       int│Stopped at breakpoint 1: main at ../fi…
          ▸ shape = {width = 0, height = 0}     │    80
            measured = 0                  double│    81  int main(void) {
        ▸ Statics                               │▶●  82      printf("%d\n", calls(3)); …
                                                │    83      printf("%d\n", statements(…
                                                │    84      int first = kept(5); // BR…
                                                │(wrtd)
        c continue  n next  s step  f finish  b breakpoint  : command  Tab pane  ? keys
    "#]]
    .assert_eq(&user.screen());
}
