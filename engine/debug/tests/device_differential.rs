//! The same program on the device's machine and in the engine of hosts: the same stops, frames and values.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use std::fmt::Write;

use common::{Scene, device, launch, spec};
use wrtd_core::{FuncType, HostError, ValType, Value};
use wrtd_debug::{
    BoardFunctions, Entry, HostFunctions, LaunchSpec, Motion, OutputCategory, ScopeKind, StopReason,
};
use wrtd_limits::Plan;

/// Programs with the function that is called.
const PROGRAMS: [(&str, Entry); 4] = [
    ("c/blink/blink-o0.wasm", Entry::Default),
    ("c/blink/blink-os.wasm", Entry::Default),
    ("rust/thermostat/thermostat-o0.wasm", Entry::Default),
    ("rust/thermostat/thermostat-os.wasm", Entry::Default),
];

const SENSORS: [&str; 3] = ["sensor", "sensor-floats", "sensor-vectors"];

/// One program twice: on a device of 32 KiB, and on this host without limits.
struct Pair {
    device: Scene,
    host: Scene,
}

impl Pair {
    fn launch(program: &str, entry: Entry) -> Self {
        let spec = LaunchSpec { entry, host: host(), board: board(), ..spec(program) };
        let on_device = LaunchSpec { plan: device(), ..spec.clone() };
        let on_host = LaunchSpec { plan: Plan::unlimited(), ..spec };
        Self { device: launch("", on_device), host: launch("", on_host) }
    }

    /// What `look` says of both, which must be the same.
    fn same<T: PartialEq + std::fmt::Debug>(&mut self, look: impl Fn(&mut Scene) -> T) -> T {
        let (device, host) = (look(&mut self.device), look(&mut self.host));
        assert_eq!(device, host);
        device
    }

    /// Walks both from the start to the end, at most `most` times in the same way, `look`ing at each stop; gives
    /// the number of stops.
    fn walk(
        mut self,
        motion: Motion,
        most: usize,
        look: impl Fn(&mut Scene, usize) -> String,
    ) -> usize {
        for stops in 0.. {
            let motion = if stops < most { motion } else { Motion::Continue };
            let stop = self.same(|scene| scene.session.resume(motion).unwrap());
            self.same(|scene| scene.log.take(OutputCategory::Stdout));
            if stop.is_none() {
                self.same(|scene| (scene.session.exit_code(), scene.session.results().to_vec()));
                return stops;
            }
            self.same(|scene| look(scene, stops));
        }
        unreachable!("every program ends");
    }
}

/// Samples that are the same each time, one of which is missing.
fn sample(state: &mut u32) -> i32 {
    *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    (*state >> 20).cast_signed() - 200
}

fn read_type() -> FuncType {
    FuncType::new([ValType::I32], [ValType::I32])
}

fn print_type() -> FuncType {
    FuncType::new([ValType::I32, ValType::I32], [])
}

/// What the sensor's board has, on a device.
fn board() -> BoardFunctions {
    BoardFunctions::new(|board| {
        let mut state = 0;
        let read = move |call: wrtd_core::device::HostCall<'_>| {
            call.slots[0] = sample(&mut state).cast_unsigned().into();
            Ok(())
        };
        board.define("board", "read", read_type(), Box::new(read));
        let print = |call: wrtd_core::device::HostCall<'_>| {
            let (start, length) = (call.slots[0] as usize, call.slots[1] as usize);
            match call.memory.get(start..start + length) {
                Some(_) => Ok(()),
                None => Err(HostError::Trap("outside memory".into())),
            }
        };
        board.define("board", "print", print_type(), Box::new(print));
    })
}

/// The same on a host.
fn host() -> HostFunctions {
    HostFunctions::new(|store| {
        let mut state = 0;
        let read = move |_: &mut wrtd_core::Caller<'_>, _: &[Value], results: &mut [Value]| {
            results[0] = Value::I32(sample(&mut state));
            Ok(())
        };
        store.define_host("board", "read", read_type(), Box::new(read));
        let print = |caller: &mut wrtd_core::Caller<'_>, args: &[Value], _: &mut [Value]| {
            let &[Value::I32(start), Value::I32(length)] = args else { panic!("{args:?}") };
            caller.slice(start.cast_unsigned(), length.cast_unsigned())?;
            Ok(())
        };
        store.define_host("board", "print", print_type(), Box::new(print));
    })
}

/// The stack, with Wasm offsets.
fn stack(scene: &mut Scene) -> String {
    let mut text = String::new();
    for frame in scene.session.stack(0, 0).unwrap().frames {
        writeln!(text, "{} {}:{} {:#x}", frame.function, frame.line, frame.column, frame.offset)
            .unwrap();
    }
    text
}

/// The stack, the variables of the innermost frame, and what the Wasm machine has in each.
fn everything(scene: &mut Scene) -> String {
    let mut text = stack(scene);
    for kind in [ScopeKind::Arguments, ScopeKind::Locals, ScopeKind::Statics] {
        text += &scene.scope(0, kind);
    }
    for frame in 0..scene.session.stack(0, 0).unwrap().frames.len() as u32 {
        text += &wasm(scene, frame);
    }
    text
}

/// Where the innermost frame stands, and what the Wasm machine has there.
fn machine(scene: &mut Scene, _: usize) -> String {
    let offset = scene.session.stack(0, 1).unwrap().frames[0].offset;
    format!("{offset:#x}\n{}", wasm(scene, 0))
}

/// Locals, operands and globals of a frame.
fn wasm(scene: &mut Scene, frame: u32) -> String {
    let scopes = scene.session.scopes(frame).unwrap();
    let scope = scopes.iter().find(|scope| scope.kind == ScopeKind::Wasm).unwrap().variables;
    let mut text = String::new();
    for group in scene.children(scope) {
        if let Some(values) = group.children {
            text += &common::lines(&scene.children(values));
        }
    }
    text
}

fn sensor(name: &str, rounds: &str) -> Pair {
    let entry = Entry::Invoke { function: "run".into(), args: vec![rounds.into()] };
    Pair::launch(&format!("c/sensor/{name}.wasm"), entry)
}

/// Where each stop is, and now and then all that can be seen there.
fn line(scene: &mut Scene, stops: usize) -> String {
    if stops.is_multiple_of(7) { everything(scene) } else { scene.frame(0) }
}

#[test]
fn every_line_is_the_same() {
    for (program, entry) in PROGRAMS {
        let stops = Pair::launch(program, entry).walk(Motion::StepIn, usize::MAX, line);
        assert!(stops > 800, "{program}: {stops}");
    }
    for name in SENSORS {
        let stops = sensor(name, "8").walk(Motion::StepIn, usize::MAX, line);
        assert!(stops > 300, "{name}: {stops}");
    }
}

#[test]
fn the_first_instructions_are_the_same_with_all_that_the_machine_has() {
    const MOST: usize = 2000;
    for (program, entry) in PROGRAMS {
        let stops = Pair::launch(program, entry).walk(Motion::StepInstruction, MOST, machine);
        assert_eq!(stops, MOST, "{program}");
    }
    for name in SENSORS {
        let stops = sensor(name, "4").walk(Motion::StepInstruction, MOST, machine);
        assert!(stops > 1500, "{name}: {stops}");
    }
}

#[test]
fn steps_over_and_out_end_at_the_same_places() {
    for (program, entry) in PROGRAMS {
        Pair::launch(program, entry.clone()).walk(Motion::StepOver, usize::MAX, line);
        Pair::launch(program, entry.clone()).walk(Motion::StepOut, usize::MAX, line);
        // Into some lines and out again.
        let mut pair = Pair::launch(program, entry);
        let motions = [Motion::StepIn, Motion::StepIn, Motion::StepIn, Motion::StepOut];
        for (stops, motion) in motions.into_iter().cycle().enumerate() {
            if pair.same(|scene| scene.session.resume(motion).unwrap()).is_none() {
                break;
            }
            pair.same(|scene| line(scene, stops));
        }
    }
}

#[test]
fn breakpoints_stop_at_the_same_places() {
    for (program, entry) in PROGRAMS {
        let folder = program.rsplit_once('/').unwrap().0;
        let sources = common::fixtures().join(folder).join("src");
        let mut lines = Vec::new();
        for file in std::fs::read_dir(sources).unwrap() {
            let path = file.unwrap().path();
            let text = std::fs::read_to_string(&path).unwrap();
            let marked = text.lines().zip(1..).filter(|(line, _)| line.contains("BREAK:"));
            lines.extend(marked.map(|(_, line)| (path.to_str().unwrap().to_owned(), line)));
        }
        let mut hits = 0;
        // As many at a time as a device has.
        for some in lines.chunks(5) {
            let mut pair = Pair::launch(program, entry.clone());
            for (path, line) in some {
                pair.same(|scene| scene.session.add_line_breakpoint(path, *line).offsets);
            }
            while pair.same(|scene| scene.session.resume(Motion::Continue).unwrap()).is_some() {
                pair.same(everything);
                hits += 1;
            }
        }
        assert!(hits > 30, "{program}: {hits}");
    }
}

#[test]
fn traps_are_the_same_with_the_same_words() {
    let all: [(&str, &[&str]); 4] = [
        ("c/blink/blink-o0.wasm", &["0", "1", "2", "4"]),
        ("c/blink/blink-os.wasm", &["0", "1", "2", "4"]),
        ("rust/thermostat/thermostat-o0.wasm", &["0", "1", "2", "3"]),
        // Optimised, an addition that overflows is none.
        ("rust/thermostat/thermostat-os.wasm", &["0", "1", "3"]),
    ];
    for (program, ways) in all {
        for &how in ways {
            let entry = Entry::Invoke { function: "fail".into(), args: vec![how.into()] };
            let mut pair = Pair::launch(program, entry);
            let stop = pair.same(|scene| scene.session.resume(Motion::Continue).unwrap()).unwrap();
            assert_eq!(stop.reason, StopReason::Trap, "{program} {how}");
            pair.same(everything);
            pair.same(|scene| scene.session.resume(Motion::Continue).unwrap());
            pair.same(|scene| scene.session.exit_code());
        }
    }
}
