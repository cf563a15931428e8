//! Thousands of calls with arguments that nobody would pass, through the engine: no panic, no hang,
//! and nothing outside the directory is touched.

use std::fmt::Write;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use wrtd_core::{
    Exit, InstanceId, InstantiateOptions, Module, Resume, Store, StoreLimits, ValType,
};
use wrtd_limits::Ledger;

use super::*;
use crate::abi::Snapshot;
use crate::define::{FUNCTIONS, Function, define};
use crate::{Clock, Clocks};

/// Calls of every function of each interface.
const ROUNDS: u32 = 1000;

/// Where paths begin; each has 64 bytes.
const PATHS: u32 = 1 << 16;

const PATHS_TO_TRY: [&str; 16] = [
    "file",
    "dir",
    "dir/inner",
    "new",
    "link",
    "out",
    "up/secret",
    "pipe",
    "..",
    "../secret",
    "/",
    "/etc/passwd",
    "dir/../../secret",
    ".",
    "file/",
    "\u{fffd}/\0",
];

/// Where four buffers lie that are inside memory.
const IOVECS: u32 = 256;

/// xorshift64*: the same numbers in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, limit: u64) -> u64 {
        (self.next() >> 16) % limit
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.below(from.len() as u64)).unwrap()]
    }

    /// A number as programs pass it, or one that they do not.
    fn number(&mut self) -> u64 {
        match self.below(8) {
            0..=2 => self.below(10),
            3 => PATHS as u64 + self.below(16) * 64,
            4 => 1024 + self.below(60_000),
            5 => 1 << self.below(64),
            6 => self.pick(&[u64::MAX, 0xffff_ffff, 0x8000_0000, (1 << 18) - 4, 1 << 63]),
            _ => self.next(),
        }
    }
}

/// Time that flies, so that no sleep is long.
struct Flying(u64);

impl Clocks for Flying {
    fn resolution(&mut self, _clock: Clock) -> Option<u64> {
        Some(1)
    }

    fn now(&mut self, _clock: Clock) -> Option<u64> {
        self.0 = self.0.saturating_add(1);
        Some(self.0)
    }

    fn pass(&mut self, _time: Duration) {
        self.0 = self.0.saturating_mul(4);
    }
}

/// A module that exports every function of an interface as it imports it.
fn forwarding_module(snapshot: Snapshot, functions: &[&Function]) -> Vec<u8> {
    let (mut imports, mut exports) = (String::new(), String::new());
    for (index, function) in functions.iter().enumerate() {
        let ty = function.ty();
        let list = |types: &[ValType]| types.iter().map(|it| format!(" {it}")).collect::<String>();
        let (params, results) = (list(&ty.params), list(&ty.results));
        let (module, name) = (snapshot.module_name(), function.name);
        let ty = format!("(param{params}) (result{results})");
        writeln!(imports, "(import {module:?} {name:?} (func {ty}))").unwrap();
        let get: String = (0..function.params.len()).map(|n| format!("local.get {n} ")).collect();
        writeln!(exports, "(func (export {name:?}) {ty} {get} call {index})").unwrap();
    }
    wat::parse_str(format!("(module {imports} (memory (export \"memory\") 4) {exports})")).unwrap()
}

fn arguments(random: &mut Random, function: &Function) -> Vec<Value> {
    let mut args: Vec<Value> = function
        .params
        .bytes()
        .map(|letter| match letter {
            b'l' => l(random.number()),
            _ => i(random.number() as u32),
        })
        .collect();
    match function.name {
        // Room for real would fill the disk.
        "fd_allocate" => args[2] = l(random.pick(&[0, 1, 4096, 1 << 20, 1 << 60, u64::MAX])),
        // Without its directory the program could do nothing any more.
        "fd_close" | "fd_renumber" | "fd_fdstat_set_rights" => {
            args.iter_mut().take(2).for_each(|arg| bend(arg, 4 + random.below(9)));
        }
        _ if random.below(4) > 0 => make_sensible(random, function, &mut args),
        _ => {}
    }
    args
}

/// Gives descriptors, paths, buffers and results such values as let a call get past the first
/// checks.
fn make_sensible(random: &mut Random, function: &Function, args: &mut [Value]) {
    let path = u64::from(PATHS) + random.below(PATHS_TO_TRY.len() as u64) * 64;
    let path_len = random.pick(&[1, 2, 3, 4, 4, 5, 7, 9, 16]);
    let directory = random.pick(&[3, 3, 3, 4, 5]);
    let mut set = |values: &[(usize, u64)]| {
        values.iter().for_each(|(index, value)| bend(&mut args[*index], *value));
    };
    match function.name {
        "path_open" => {
            set(&[(0, directory), (1, path & 1), (2, path), (3, path_len)]);
            set(&[(4, random.below(16)), (7, random.below(32)), (8, RESULT.into())]);
            let rights = random.next() & random.next() & Rights::ALL.bits();
            set(&[(5, random.pick(&[rights, 2, 64, 66, Rights::ALL.bits()]))]);
            set(&[(6, random.pick(&[0, rights, Rights::ALL.bits()]))]);
        }
        "path_link" => {
            set(&[(0, directory), (1, 0), (2, path), (3, path_len), (4, directory)]);
            set(&[(5, path + 64), (6, path_len)]);
        }
        "path_rename" => {
            set(&[(0, directory), (1, path), (2, path_len), (3, directory)]);
            set(&[(4, path + 64), (5, path_len)]);
        }
        "path_symlink" => {
            set(&[(0, path), (1, path_len), (2, directory), (3, path + 64), (4, path_len)]);
        }
        "path_filestat_get" | "path_filestat_set_times" => {
            set(&[(0, directory), (1, path & 1), (2, path), (3, path_len)]);
        }
        name if name.starts_with("path_") => set(&[(0, directory), (1, path), (2, path_len)]),
        "fd_read" | "fd_write" | "fd_pread" | "fd_pwrite" => {
            set(&[(0, random.below(10)), (1, IOVECS.into()), (2, random.below(5))]);
        }
        "fd_readdir" => set(&[(0, directory), (1, 2048), (3, random.below(10))]),
        "poll_oneoff" => set(&[(0, 4096), (1, 8192), (2, random.below(4))]),
        name if name.starts_with("fd_") => set(&[(0, random.below(10))]),
        _ => {}
    }
}

/// Replaces an argument by a number of its type.
fn bend(arg: &mut Value, number: u64) {
    *arg = match arg {
        Value::I64(_) => l(number),
        _ => i(number as u32),
    };
}

/// The state of the host around the program: every name and every content but those in its
/// directory.
fn surroundings(outside: &std::path::Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found: Vec<_> = fs::read_dir(outside)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.clone(), fs::read(path).unwrap_or_default()))
        .collect();
    found.sort();
    found
}

fn prepare(root: &std::path::Path) {
    fs::write(root.parent().unwrap().join("secret"), "secret").unwrap();
    fs::write(root.join("file"), "content").unwrap();
    fs::create_dir_all(root.join("dir/inner")).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;
        symlink("file", root.join("link")).unwrap();
        symlink("../secret", root.join("out")).unwrap();
        symlink("..", root.join("up")).unwrap();
        let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
        rustix::fs::mkfifoat(rustix::fs::CWD, root.join("pipe"), mode).unwrap();
    }
}

fn call_at_random(snapshot: Snapshot, seed: u64) {
    let parent = tempfile::tempdir().unwrap();
    let root = parent.path().join("root");
    fs::create_dir(&root).unwrap();
    prepare(&root);
    let before = surroundings(parent.path());
    let functions: Vec<_> = FUNCTIONS
        .iter()
        .filter(|function| snapshot == Snapshot::Preview1 || function.name != "sock_accept")
        .collect();
    let module = Module::decode(forwarding_module(snapshot, &functions).into()).unwrap();
    let mut random = Random(seed);
    let mut answers = [0_u32; 77];
    for _ in 0..ROUNDS / 50 {
        let limits = StoreLimits { resources: at_most(12), ..StoreLimits::default() };
        let mut store = Store::new(limits, Ledger::unlimited()).unwrap();
        let clocks = Box::new(Flying(1_000));
        let config = WasiConfig { clocks, ..WasiConfig::new() };
        define(&mut store, config.arg("program").var("A", "B").dir(&root, "/")).unwrap();
        let held = store.host_budget().held();
        let instance = store.instantiate(module.clone(), InstantiateOptions::default()).unwrap();
        let presser = press_pause(&store);
        for _ in 0..50 {
            for function in &functions {
                let memory = store.memory_mut(instance, 0).unwrap();
                for _ in 0..8 {
                    let at = 1024 + random.below(60_000) as usize;
                    memory[at..at + 8].copy_from_slice(&random.number().to_le_bytes());
                }
                for (at, path) in (PATHS as usize..).step_by(64).zip(PATHS_TO_TRY) {
                    memory[at..at + path.len()].copy_from_slice(path.as_bytes());
                }
                for (index, at) in (0_u32..).zip((IOVECS as usize..).step_by(8).take(4)) {
                    let buffer = (u64::from(300 * index) << 32) | 2048;
                    memory[at..at + 8].copy_from_slice(&buffer.to_le_bytes());
                }
                let args = arguments(&mut random, function);
                let func = store.export_func(instance, function.name).unwrap();
                store.begin_call(func, &args).unwrap();
                for attempt in 0.. {
                    match store.resume(Resume::Run) {
                        Exit::Interrupted if attempt < 2 => {}
                        Exit::Finished(results) => {
                            if let [Value::I32(errno)] = results[..] {
                                answers[errno as usize] += 1;
                            }
                            break;
                        }
                        Exit::Interrupted | Exit::HostExit(_) | Exit::Trap(_) => break,
                        other => panic!("{} ended with {other:?}", function.name),
                    }
                }
                store.abort_call();
            }
        }
        drop(presser);
        close_all(&mut store, instance);
        assert_eq!(store.host_budget().held(), held);
    }
    assert_eq!(surroundings(parent.path()), before);
    let seen = answers.iter().filter(|count| **count > 0).count();
    assert!(answers[0] > 2000 && seen > 15, "calls do more than fail: {answers:?}");
}

/// Closes what is open, and lists the given directory to its end.
fn close_all(store: &mut Store, instance: InstanceId) {
    let to_end = [i(ROOT), i(1024), i(1 << 17), l(0), i(RESULT)];
    let closes = (4..12).map(|fd| ("fd_close", vec![i(fd)]));
    for (name, args) in closes.chain([("fd_readdir", to_end.to_vec())]) {
        store.begin_call(store.export_func(instance, name).unwrap(), &args).unwrap();
        while store.resume(Resume::Run) == Exit::Interrupted {}
        store.abort_call();
    }
}

/// Requests an interrupt every few milliseconds until it is dropped, for calls that rightly wait
/// forever.
fn press_pause(store: &Store) -> mpsc::Sender<()> {
    let (held, released) = mpsc::channel();
    let interrupt = store.interrupt();
    thread::spawn(move || {
        while released.recv_timeout(Duration::from_millis(5))
            == Err(mpsc::RecvTimeoutError::Timeout)
        {
            interrupt.request();
        }
    });
    held
}

#[test]
fn preview_1_survives_anything() {
    call_at_random(Snapshot::Preview1, 0x9e37_79b9_7f4a_7c15);
}

#[test]
fn preview_0_survives_anything() {
    call_at_random(Snapshot::Preview0, 0xd1b5_4a32_d192_ed03);
}
