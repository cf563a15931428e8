//! Scenarios of devices: images, the memory that a machine is given, stops, and images that lie.

use std::sync::{Arc, Mutex};
use wrtd_core::{
    Exit as CoreExit, FuncType, InstantiateOptions, Module, Resume, Store, StoreLimits, ValType,
    Value,
};
use wrtd_limits::Ledger;

use wrtd_core::device::{
    CallError, Exit, Frame, HostCall, HostStop, Image, ImageError, Machine, Space, StartError,
    Trap, write_image,
};

fn image_of(text: &str) -> Vec<u8> {
    let module = Module::decode(wat::parse_str(text).unwrap().into()).unwrap();
    write_image(&module).unwrap()
}

fn refusal_of(text: &str) -> String {
    let module = Module::decode(wat::parse_str(text).unwrap().into()).unwrap();
    write_image(&module).unwrap_err().to_string()
}

/// What a machine is given here.
struct Memory {
    memory: Vec<u8>,
    stack: Vec<u64>,
    high: Vec<u64>,
    frames: Vec<Frame>,
    globals: Vec<u64>,
    global_high: Vec<u64>,
    tables: Vec<u32>,
    dropped: Vec<bool>,
    breakpoints: Vec<u32>,
}

impl Memory {
    fn new() -> Self {
        Self {
            memory: vec![0; 3 << 16],
            stack: vec![0; 256],
            high: vec![0; 256],
            frames: vec![Frame::default(); 16],
            globals: vec![0; 16],
            global_high: vec![0; 16],
            tables: vec![0; 64],
            dropped: vec![false; 16],
            breakpoints: vec![0; 4],
        }
    }

    fn space(&mut self) -> Space<'_> {
        Space {
            memory: &mut self.memory,
            stack: &mut self.stack,
            high: &mut self.high,
            frames: &mut self.frames,
            globals: &mut self.globals,
            global_high: &mut self.global_high,
            tables: &mut self.tables,
            dropped: &mut self.dropped,
            breakpoints: &mut self.breakpoints,
        }
    }
}

fn no_host(_: HostCall<'_>) -> Result<(), HostStop> {
    Err(HostStop::Trap)
}

const FACTORIAL: &str = r#"(module
    (func $fac (export "fac") (param $n i64) (result i64)
        (if (result i64) (i64.eqz (local.get $n))
            (then (i64.const 1))
            (else (i64.mul (local.get $n)
                (call $fac (i64.sub (local.get $n) (i64.const 1))))))))"#;

#[test]
fn a_call_gives_its_results_and_the_machine_is_ready_for_the_next() {
    let image = image_of(FACTORIAL);
    let mut memory = Memory::new();
    let mut machine = Machine::new(Image::check(&image).unwrap(), memory.space()).unwrap();
    let fac = machine.image().export_func("fac").unwrap();
    for (n, expected) in [(0, 1), (5, 120), (10, 3_628_800)] {
        machine.begin_call(fac, &[n]).unwrap();
        assert_eq!(machine.begin_call(fac, &[n]), Err(CallError::Busy));
        assert_eq!(machine.run(&mut no_host, u32::MAX), Exit::Finished);
        assert_eq!(machine.results(), [expected]);
    }
    assert_eq!(machine.run(&mut no_host, 1), Exit::Idle);
    assert_eq!(machine.begin_call(fac, &[]), Err(CallError::Arguments { expected: 1 }));
    assert_eq!(machine.begin_call(7, &[]), Err(CallError::NoSuchFunction));
}

#[test]
fn too_many_calls_trap_at_the_call_with_everything_in_place() {
    let image = image_of(FACTORIAL);
    let mut memory = Memory::new();
    let mut machine = Machine::new(Image::check(&image).unwrap(), memory.space()).unwrap();
    machine.begin_call(0, &[100]).unwrap();
    assert_eq!(machine.run(&mut no_host, u32::MAX), Exit::Trapped(Trap::FramesExhausted));
    assert_eq!(machine.depth(), 16);
    for frame in 0..16 {
        assert_eq!(machine.local_slot(frame, 0), Some(85 + frame as u64));
    }
    // At the call that did not fit, its argument is still an operand.
    assert_eq!(machine.operand_slot(0, 1), Some(84));
    assert_eq!(machine.frame(0).unwrap().pc, machine.frame(1).unwrap().pc);
}

#[test]
fn a_stack_that_is_too_small_traps_as_well() {
    let image = image_of(FACTORIAL);
    let mut memory = Memory::new();
    let space =
        Space { stack: &mut memory.stack[..20], frames: &mut memory.frames, ..Space::default() };
    let mut machine = Machine::new(Image::check(&image).unwrap(), space).unwrap();
    machine.begin_call(0, &[100]).unwrap();
    assert_eq!(machine.run(&mut no_host, u32::MAX), Exit::Trapped(Trap::StackExhausted));
}

#[test]
fn each_step_is_one_instruction_and_breakpoints_stop_before_theirs() {
    let text = r#"(module (global $g (mut i32) (i32.const 0))
        (func (export "f") (result i32)
            (loop $again
                (global.set $g (i32.add (global.get $g) (i32.const 2)))
                (br_if $again (i32.lt_u (global.get $g) (i32.const 6))))
            (global.get $g)))"#;
    let module = Module::decode(wat::parse_str(text).unwrap().into()).unwrap();
    let offsets = module.instruction_offsets(0).unwrap();
    let image = write_image(&module).unwrap();
    let mut memory = Memory::new();
    let mut machine = Machine::new(Image::check(&image).unwrap(), memory.space()).unwrap();

    machine.begin_call(0, &[]).unwrap();
    for &pc in &offsets[..5] {
        assert_eq!(machine.frame(0).unwrap().pc, pc);
        assert_eq!(machine.run(&mut no_host, 1), Exit::Paused);
    }
    // `global.set` has a breakpoint, and each turn arrives there.
    let set = offsets[4];
    machine.set_breakpoint(set).unwrap();
    machine.set_breakpoint(set).unwrap();
    assert_eq!(machine.breakpoints(), [set]);
    for turn in [2, 4] {
        assert_eq!(machine.run(&mut no_host, u32::MAX), Exit::Breakpoint);
        assert_eq!((machine.frame(0).unwrap().pc, machine.global_slot(0)), (set, Some(turn)));
    }
    // What the debugger writes is what the program goes on with.
    assert!(machine.set_operand_slot(0, 0, 40));
    assert!(machine.clear_breakpoint(set) && !machine.clear_breakpoint(set));
    assert_eq!(machine.run(&mut no_host, u32::MAX), Exit::Finished);
    assert_eq!(machine.results(), [40]);
    for pc in 0..4 {
        machine.set_breakpoint(pc).unwrap();
    }
    assert_eq!(machine.set_breakpoint(9).unwrap_err().capacity, 4);
}

#[test]
fn a_program_runs_until_it_leaves_a_depth_or_ranges() {
    let text = r#"(module
        (func $leaf (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
        (func $middle (param i32) (result i32) (call $leaf (local.get 0)))
        (func (export "f") (result i32)
            (i32.mul (call $middle (i32.const 5)) (i32.const 7))))"#;
    let module = Module::decode(wat::parse_str(text).unwrap().into()).unwrap();
    let [leaf, middle, outer] = [0, 1, 2].map(|func| module.instruction_offsets(func).unwrap());
    let image = write_image(&module).unwrap();
    let mut memory = Memory::new();
    let mut machine = Machine::new(Image::check(&image).unwrap(), memory.space()).unwrap();
    let pc = |machine: &Machine<'_>| machine.frame(0).unwrap().pc;
    machine.begin_call(2, &[]).unwrap();

    // Out of ranges of the same function, then into another one.
    let first = [outer[0]..outer[0] + 1, outer[0] + 1..outer[1]];
    assert_eq!(machine.run_in(&mut no_host, 100, &first), Exit::Left);
    assert_eq!((machine.depth(), pc(&machine)), (1, outer[1]));
    let all = [0..outer[0], outer[0]..*outer.last().unwrap() + 1];
    assert_eq!(machine.run_in(&mut no_host, 100, &all), Exit::Left);
    assert_eq!((machine.depth(), pc(&machine)), (2, middle[0]));
    assert_eq!(machine.run(&mut no_host, 3), Exit::Paused);
    assert_eq!((machine.depth(), pc(&machine)), (3, leaf[1]));

    // Back to a depth, where a breakpoint does not come first; and over one on the way.
    machine.set_breakpoint(outer[2]).unwrap();
    machine.set_breakpoint(leaf[2]).unwrap();
    assert!(!machine.is_at_breakpoint());
    assert_eq!(machine.run_to_depth(&mut no_host, 100, 1), Exit::Breakpoint);
    assert_eq!((pc(&machine), machine.is_at_breakpoint()), (leaf[2], true));
    assert_eq!(machine.run_to_depth(&mut no_host, 1, 1), Exit::Paused);
    assert_eq!(machine.run_to_depth(&mut no_host, 100, 1), Exit::Left);
    assert_eq!((machine.depth(), pc(&machine), machine.is_at_breakpoint()), (1, outer[2], true));
    assert_eq!(machine.run_in(&mut no_host, 100, &all), Exit::Finished);
    assert_eq!(machine.results(), [42]);
}

#[test]
fn memory_that_is_limited_while_a_program_runs_does_not_grow_past_that() {
    let image = image_of(
        r#"(module (memory 10 (pagesize 1)) (table 3 funcref) (elem (i32.const 1) func 0)
            (func (export "f") (param i32) (result i32) (memory.grow (local.get 0))))"#,
    );
    let mut memory = Memory::new();
    let mut machine = Machine::new(Image::check(&image).unwrap(), memory.space()).unwrap();
    let grow = |machine: &mut Machine<'_>, bytes: u64| {
        machine.begin_call(0, &[bytes]).unwrap();
        assert_eq!(machine.run(&mut no_host, u32::MAX), Exit::Finished);
        machine.results()[0]
    };
    machine.limit_memory(20);
    assert_eq!((grow(&mut machine, 11), grow(&mut machine, 5)), (u64::from(u32::MAX), 10));
    // Nothing that the program has is taken away, and nothing that was given up comes back.
    machine.limit_memory(4);
    assert_eq!((machine.memory().len(), grow(&mut machine, 1)), (15, u64::from(u32::MAX)));
    machine.limit_memory(usize::MAX);
    assert_eq!((grow(&mut machine, 0), grow(&mut machine, 1)), (15, u64::from(u32::MAX)));
    assert_eq!((machine.table_size(0), machine.table_size(1)), (3, 0));
    assert_eq!([0, 1, 3].map(|element| machine.table_slot(0, element)), [Some(0), Some(1), None]);
}

#[test]
fn a_host_that_is_not_ready_is_called_again() {
    let image = image_of(
        r#"(module (import "uart" "read" (func $read (param i32) (result i32 i32)))
            (memory 1)
            (func (export "f") (result i32) (i32.sub (call $read (i32.const 7)))))"#,
    );
    let image = Image::check(&image).unwrap();
    let imports: Vec<_> =
        image.imports().map(|i| (i.module, i.name, i.params, i.results)).collect();
    assert_eq!(imports, [("uart", "read", 1, 2)]);
    let mut memory = Memory::new();
    let mut machine = Machine::new(image, memory.space()).unwrap();
    machine.begin_call(1, &[]).unwrap();
    let mut asked = 0;
    let mut host = |call: HostCall<'_>| {
        assert_eq!((call.import, call.slots[0], call.memory.len()), (0, 7, 1 << 16));
        asked += 1;
        if asked < 3 {
            return Err(HostStop::Wait);
        }
        call.slots.copy_from_slice(&[50, 8]);
        Ok(())
    };
    assert_eq!(machine.run(&mut host, u32::MAX), Exit::Waiting);
    assert_eq!(machine.run(&mut host, u32::MAX), Exit::Waiting);
    assert_eq!(machine.run(&mut host, u32::MAX), Exit::Finished);
    assert_eq!(machine.results(), [42]);
    machine.begin_call(1, &[]).unwrap();
    assert_eq!(machine.run(&mut no_host, u32::MAX), Exit::Trapped(Trap::Host));
    assert_eq!(machine.operand_slot(0, 0), Some(7));
}

#[test]
fn memory_and_tables_grow_as_far_as_the_space_goes() {
    let image = image_of(
        r#"(module (memory 1) (table $a 2 funcref) (table $b 3 8 funcref)
            (elem (table $b) (i32.const 0) func $f $f $f)
            (func $f (export "memory") (param i32) (result i32) (memory.grow (local.get 0)))
            (func (export "table") (param i32) (result i32)
                (table.grow $a (ref.func $f) (local.get 0)))
            (func (export "kept") (result i32)
                (i32.and (ref.is_null (table.get $a (i32.const 1)))
                    (i32.eqz (ref.is_null (table.get $b (i32.const 2)))))))"#,
    );
    let mut memory = Memory::new();
    memory.tables.truncate(9);
    let space = memory.space();
    let mut machine = Machine::new(Image::check(&image).unwrap(), space).unwrap();
    let mut call = |name: &str, arg: &[u64]| {
        let func = machine.image().export_func(name).unwrap();
        machine.begin_call(func, arg).unwrap();
        assert_eq!(machine.run(&mut no_host, u32::MAX), Exit::Finished);
        machine.results()[0]
    };
    let refused = u64::from(u32::MAX);
    assert_eq!(call("memory", &[1]), 1);
    assert_eq!(call("memory", &[2]), refused);
    assert_eq!(call("memory", &[1]), 2);
    // Two sizes and five elements of nine words are taken.
    assert_eq!(call("table", &[3]), refused);
    assert_eq!(call("table", &[2]), 2);
    assert_eq!(call("kept", &[]), 1);
}

#[test]
fn a_space_that_is_too_small_is_refused_by_the_part_that_lacks() {
    let image = image_of(
        "(module (memory 2) (global i32 (i32.const 1)) (table 4 funcref) (data \"x\") (func (local i32)))",
    );
    let image = Image::check(&image).unwrap();
    let refusal = |space: Space<'_>| Machine::new(image, space).unwrap_err();
    let mut memory = Memory::new();
    let small = Space { memory: &mut [0; 100], ..memory.space() };
    assert_eq!(refusal(small), StartError::Space { part: "memory", needed: 2 << 16, found: 100 });
    let small = Space { stack: &mut [], ..memory.space() };
    assert_eq!(refusal(small), StartError::Space { part: "stack", needed: 1, found: 0 });
    let small = Space { tables: &mut [0; 4], ..memory.space() };
    assert_eq!(refusal(small), StartError::Space { part: "tables", needed: 5, found: 4 });
    let small = Space { dropped: &mut [], ..memory.space() };
    assert_eq!(
        refusal(small).to_string(),
        "the program needs 1 elements of `dropped`, there are 0"
    );
}

#[test]
fn what_images_cannot_have_is_refused_with_its_place() {
    assert_eq!(
        refusal_of("(module (memory 1) (memory 1))"),
        "the module has more than one memory (proposal multi-memory), which images cannot have; build \
         the program without"
    );
    assert_eq!(
        refusal_of("(module (func nop (block (try_table (catch_all 0)))))"),
        "function 0 has exceptions (proposal exception-handling) (at Wasm offset 0x1a), which images \
         cannot have; build the program without"
    );
    assert_eq!(
        refusal_of(r#"(module (import "env" "base" (global i32)))"#),
        "the module imports the global env.base, which nobody gives on a device; link it in"
    );
}

#[test]
fn damage_is_told_from_the_checksum() {
    let image = image_of(FACTORIAL);
    for at in 16..image.len() {
        let mut damaged = image.clone();
        damaged[at] ^= 1 << (at % 8);
        assert!(matches!(Image::check(&damaged), Err(ImageError::Checksum { .. })), "{at}");
    }
    for len in 0..image.len() {
        assert!(Image::check(&image[..len]).is_err(), "{len}");
    }
    // Flash behind an image is none of its business.
    let longer = [image.clone(), vec![0xff; 100]].concat();
    assert_eq!(Image::check(&longer).unwrap().size(), image.len());
}

/// What the board gives `fixtures/c/sensor`: samples, and a place for lines.
#[derive(Default)]
struct Board {
    noise: u32,
    lines: Vec<String>,
}

impl Board {
    fn sample(&mut self) -> i32 {
        self.noise = self.noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.noise >> 20).cast_signed() - 200
    }

    fn print(&mut self, memory: &[u8], start: u32, length: u32) {
        let bytes = &memory[start as usize..(start + length) as usize];
        self.lines.push(String::from_utf8(bytes.into()).unwrap());
    }
}

#[test]
fn a_program_does_on_a_device_what_it_does_on_a_host() {
    for name in ["sensor", "sensor-floats", "sensor-vectors"] {
        let file = format!("{}/../../fixtures/c/sensor/{name}.wasm", env!("CARGO_MANIFEST_DIR"));
        let module = Module::decode(std::fs::read(file).unwrap().into()).unwrap();
        let (lines, crc) = run_on_device(&module);
        assert_eq!(lines.len(), 12, "{name}");
        assert!(lines[11].starts_with("round 96: "), "{lines:?}");
        assert_eq!((lines, crc), run_on_host(module), "{name}");
    }
}

fn run_on_device(module: &Module) -> (Vec<String>, u32) {
    let image = write_image(module).unwrap();
    let image = Image::check(&image).unwrap();
    let mut memory = Memory::new();
    let mut machine = Machine::new(image, memory.space()).unwrap();
    machine.begin_call(image.export_func("run").unwrap(), &[96]).unwrap();
    let mut board = Board::default();
    let mut host = |call: HostCall<'_>| {
        match call.slots {
            [slot] => *slot = board.sample().cast_unsigned().into(),
            [start, length] => board.print(call.memory, *start as u32, *length as u32),
            _ => return Err(HostStop::Trap),
        }
        Ok(())
    };
    assert_eq!(machine.run(&mut host, u32::MAX), Exit::Finished);
    let crc = machine.results()[0] as u32;
    (board.lines, crc)
}

fn run_on_host(module: Arc<Module>) -> (Vec<String>, u32) {
    let mut store = Store::new(StoreLimits::default(), Ledger::unlimited()).unwrap();
    let board = Arc::new(Mutex::new(Board::default()));
    let (read, print) = (board.clone(), board.clone());
    let one = FuncType::new([ValType::I32], [ValType::I32]);
    store.define_host(
        "board",
        "read",
        one,
        Box::new(move |_, _, results| {
            results[0] = Value::I32(read.lock().unwrap().sample());
            Ok(())
        }),
    );
    let two = FuncType::new([ValType::I32, ValType::I32], []);
    store.define_host(
        "board",
        "print",
        two,
        Box::new(move |caller, args, _| {
            let &[Value::I32(start), Value::I32(length)] = args else { panic!("{args:?}") };
            let memory = caller.memory();
            print.lock().unwrap().print(memory, start.cast_unsigned(), length.cast_unsigned());
            Ok(())
        }),
    );
    let instance = store.instantiate(module, InstantiateOptions::default()).unwrap();
    let run = store.export_func(instance, "run").unwrap();
    store.begin_call(run, &[Value::I32(96)]).unwrap();
    let exit = store.resume(Resume::Run);
    let CoreExit::Finished(values) = exit else { panic!("{exit:?}") };
    let &[Value::I32(crc)] = values.as_slice() else { panic!("{values:?}") };
    drop(store);
    (Arc::into_inner(board).unwrap().into_inner().unwrap().lines, crc.cast_unsigned())
}

/// A program with something of everything.
const MIXED: &str = r#"(module
    (import "env" "host" (func $host (param i32) (result i32)))
    (memory (export "memory") 1 2)
    (table 4 10 funcref)
    (global $g (mut i64) (i64.const 3))
    (global $v (mut v128) (v128.const i32x4 1 2 3 4))
    (type $unary (func (param i32) (result i32)))
    (elem (i32.const 1) $twice $switch)
    (data (i32.const 8) "some data")
    (data $passive "more of it")
    (func $twice (type $unary) (i32.mul (local.get 0) (i32.const 2)))
    (func $switch (type $unary)
        (block (block (block
            (br_table 0 1 2 (local.get 0)))
            (return (i32.const 10)))
            (return (call $host (local.get 0))))
        (return_call $twice (local.get 0)))
    (func (export "main") (param i32) (result i32) (local $i i32) (local $f f64) (local $x v128)
        (loop $again
            (local.set $f (f64.add (local.get $f) (f64.const 1.5)))
            (local.set $x (i32x4.add (global.get $v) (i32x4.splat (local.get $i))))
            (global.set $v (local.get $x))
            (memory.init $passive (i32.const 100) (i32.const 0) (i32.const 10))
            (memory.copy (local.get $i) (i32.const 8) (i32.const 9))
            (v128.store (i32.const 200) (local.get $x))
            (i64.store (i32.const 64) (i64.add (global.get $g) (i64.load (i32.const 64))))
            (global.set $g (i64.rem_s (i64.load (i32.const 8)) (i64.const 1000003)))
            (drop (call_indirect (type $unary) (local.get $i) (i32.const 1)))
            (drop (call_indirect (type $unary) (i32.and (local.get $i) (i32.const 3)) (i32.const 2)))
            (drop (memory.grow (i32.const 0)))
            (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get 0))))
        (i32.add (i32.trunc_f64_s (local.get $f)) (i32x4.extract_lane 2 (local.get $x)))))"#;

fn run_mixed(bytes: &[u8], memory: &mut Memory) -> Option<Exit> {
    let image = Image::check(bytes).ok()?;
    let mut machine = Machine::new(image, memory.space()).ok()?;
    let main = image.export_func("main")?;
    machine.begin_call(main, &[5]).ok()?;
    let mut host = |call: HostCall<'_>| {
        if let Some(slot) = call.slots.first_mut() {
            *slot += 1;
        }
        Ok(())
    };
    let exit = machine.run(&mut host, 2000);
    for frame in 0..machine.depth() {
        let info = machine.frame(frame);
        for index in 0..info.map_or(0, |info| info.locals.min(20)) {
            let _ = machine.local_slot(frame, index);
            let _ = machine.operand_vector(frame, index);
        }
    }
    Some(exit)
}

#[test]
fn no_image_makes_a_machine_panic_or_hang() {
    let image = image_of(MIXED);
    let mut memory = Memory::new();
    assert_eq!(run_mixed(&image, &mut memory), Some(Exit::Finished));
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |end: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % end as u64) as usize
    };
    let (mut ran, mut bad) = (0, 0);
    for _ in 0..60_000 {
        let mut damaged = image.clone();
        for _ in 0..=random(4) {
            let at = 16 + random(image.len() - 16);
            damaged[at] = match random(4) {
                0 => 0xff,
                1 => 0,
                2 => damaged[at].wrapping_add(1),
                _ => random(256) as u8,
            };
        }
        // As if it had been written so.
        if let Err(ImageError::Checksum { found, .. }) = Image::check(&damaged) {
            damaged[12..16].copy_from_slice(&found.to_le_bytes());
        }
        match run_mixed(&damaged, &mut memory) {
            Some(Exit::Trapped(Trap::BadImage)) => bad += 1,
            Some(_) => ran += 1,
            None => {}
        }
    }
    assert!(ran > 10_000 && bad > 1_000, "{ran} ran, {bad} were bad");
}
