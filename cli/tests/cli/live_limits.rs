//! Limits of the system that fall while a program runs, or are low from the start, on real processes.
//!
//! `prlimit` lowers how many addresses a process may have. A cgroup of its own needs a system that lets the test make
//! one below its own; elsewhere the test says so.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::call::project;

const MIB: u64 = 1 << 20;
/// What a program and its debugger get of a Linux container's memory for linear memories: 350 of 512.
const LINEAR_SHARE: f64 = 350.0 / 512.0;

/// `wrtd run` of the program that grows, with options of wrtd before and the program's arguments behind.
fn growing(options: &[&str], steps: [u64; 4]) -> Vec<String> {
    let program = project().join("fixtures/wat/grows.wasm");
    let mut words = vec![env!("CARGO_BIN_EXE_wrtd").to_owned(), "run".to_owned()];
    words.extend(options.iter().map(ToString::to_string));
    words.extend(["--invoke".to_owned(), "steps".to_owned(), program.display().to_string()]);
    words.extend(steps.map(|step| step.to_string()));
    words
}

/// Starts a command with these words behind it.
fn start(command: &[&str], words: &[String]) -> Child {
    let mut all = command.iter().map(ToString::to_string).chain(words.iter().cloned());
    Command::new(all.next().unwrap())
        .args(all)
        .env_remove("WRTD_MAX_MEM")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// A figure of `/proc/PID/status`, in bytes; none of a process that has ended.
fn status(child: &Child, name: &str) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    let kibibytes: u64 = line.trim_start_matches(':').trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes << 10)
}

/// Waits for the end: what was written, and the most memory that was resident.
fn end(mut child: Child) -> (Output, u64) {
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        most = most.max(status(&child, "VmHWM").unwrap_or(0));
        sleep(Duration::from_millis(2));
    }
    (child.wait_with_output().unwrap(), most)
}

/// The three results of a program that has ended by itself: grown, refused, grown after that.
fn results(output: &Output) -> [u64; 3] {
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(0), "{stdout}{stderr}");
    let results: Vec<u64> = stdout.lines().map(|line| line.parse().unwrap()).collect();
    results.try_into().unwrap()
}

/// The one line that tells of a lower limit.
fn told(output: &Output) -> String {
    let stderr = text(&output.stderr);
    let told: Vec<&str> = stderr
        .lines()
        .filter(|line| line.starts_with("warning: the memory limit is lower: it was "))
        .collect();
    assert_eq!(told.len(), 1, "{stderr}");
    told[0].to_owned()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn has_prlimit() -> bool {
    let found = Command::new("prlimit").arg("--version").output().is_ok();
    if !found {
        println!("SKIPPED: there is no `prlimit`");
    }
    found
}

#[test]
fn a_limit_that_falls_while_a_program_grows_refuses_growth_and_is_told_once() {
    if !has_prlimit() {
        return;
    }
    // As fast as 8 MiB in 20 ms, which are not touched, so that they cost nothing.
    let step = 8 * MIB;
    let child = start(&[], &growing(&["--max-memory", "2GiB"], [2000, step / 65536, 20, 0]));
    // When its memory has its room, it is running, and not near its limit.
    let deadline = Instant::now() + Duration::from_secs(20);
    let mut last = None;
    while Instant::now() < deadline {
        sleep(Duration::from_millis(100));
        let size = status(&child, "VmSize");
        if size.is_some() && size == last {
            break;
        }
        last = size;
    }
    let most = last.unwrap() + 32 * MIB;
    let lowered = Command::new("prlimit")
        .args(["--pid", &child.id().to_string(), &format!("--as={most}")])
        .status()
        .unwrap();
    assert!(lowered.success());
    let (output, resident) = end(child);
    let [grown, refused, after] = results(&output);
    let linear = (most as f64 * LINEAR_SHARE) as u64;
    assert_eq!((grown, refused, after), ((linear - 65536) / step, 20, 0));
    assert!(resident < 64 * MIB, "{resident}");
    let told = told(&output);
    assert!(
        told.contains(&format!(" and is {most} bytes from RLIMIT_AS of the process")),
        "{told}"
    );
}

#[test]
fn a_process_with_few_addresses_is_never_killed() {
    if !has_prlimit() {
        return;
    }
    // What was not optimised takes itself more than half of 32 MiB.
    let least = if cfg!(debug_assertions) { 64 * MIB } else { 32 * MIB };
    for most in [least, 96 * MIB, 160 * MIB] {
        let limit = format!("--as={most}");
        // All that it gets is written into.
        let child = start(&["prlimit", &limit], &growing(&[], [1000, 16, 1, MIB]));
        let (output, resident) = end(child);
        let [grown, refused, after] = results(&output);
        assert_eq!((refused, after), (20, 0), "{most}");
        let linear = (most as f64 * LINEAR_SHARE) as u64;
        assert!(grown > 0 && grown * MIB <= linear, "{grown} MiB of {linear} bytes");
        assert!(resident > grown * MIB && resident < most, "{resident} of {most}");
    }
}

/// A cgroup of its own below that of the test; it goes away with this.
struct OwnGroup {
    folder: PathBuf,
    limit: PathBuf,
}

impl OwnGroup {
    /// `None` where the system does not let the test make one with the memory controller.
    fn new(name: &str) -> Option<Self> {
        let membership = fs::read_to_string("/proc/self/cgroup").ok()?;
        // Version 1 where it has the memory controller, otherwise version 2.
        let path = |tag: &str| {
            membership
                .lines()
                .find_map(|line| line.split_once(tag).map(|(_, path)| path.to_owned()))
        };
        let (root, own, file) = match path(":memory:") {
            Some(own) => ("/sys/fs/cgroup/memory", own, "memory.limit_in_bytes"),
            None => ("/sys/fs/cgroup", path("0::")?, "memory.max"),
        };
        let folder = Path::new(root)
            .join(own.trim_start_matches('/'))
            .join(format!("wrtd-{name}-{}", std::process::id()));
        fs::create_dir(&folder).ok()?;
        let group = Self { limit: folder.join(file), folder };
        group.limit.exists().then_some(group)
    }

    fn set(&self, bytes: u64) {
        fs::write(&self.limit, bytes.to_string()).unwrap();
    }
}

impl Drop for OwnGroup {
    fn drop(&mut self) {
        // A process that has just ended may still be in it.
        for _ in 0..100 {
            if fs::remove_dir(&self.folder).is_ok() {
                return;
            }
            sleep(Duration::from_millis(10));
        }
    }
}

#[test]
fn a_cgroup_that_is_made_smaller_refuses_growth_and_kills_nothing() {
    let Some(group) = OwnGroup::new("live-limits") else {
        println!("SKIPPED: this system lets nobody make a cgroup with the memory controller here");
        return;
    };
    let (before, most) = (256 * MIB, 96 * MIB);
    group.set(before);
    let enter = format!("echo $$ > {}/cgroup.procs && exec \"$@\"", group.folder.display());
    // 1 MiB in 25 ms, and all of it is written into: what it may have is reached in 1.6 seconds.
    let child = start(&["sh", "-c", &enter, "sh"], &growing(&[], [1000, 16, 25, MIB]));
    sleep(Duration::from_millis(400));
    group.set(most);
    let (output, resident) = end(child);
    let [grown, refused, after] = results(&output);
    let linear = (most as f64 * LINEAR_SHARE) as u64;
    assert_eq!((grown, refused, after), ((linear - 65536) / MIB, 20, 0));
    assert!(resident > grown * MIB && resident < most, "{resident} of {most}");
    let told = told(&output);
    assert!(told.contains("it was 268435456 bytes from memory."), "{told}");
    assert!(told.contains(&format!(" and is {most} bytes from memory.")), "{told}");
}
