//! How long a detection takes, and how long it takes to see that a limit is still the same.
//!
//! `cargo bench -p wrtd-platform`. A detection must take at most 1 ms: the program says so where it does not. Recorded
//! hosts are read from files too, and so are an upper bound of what the same host takes when it is live.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark prints and may fail")]

use std::path::Path;
use std::time::{Duration, Instant};

use wrtd_limits::PlatformId;
use wrtd_platform::live::LiveHost;
use wrtd_platform::{HostView, RecordedHost, Watch, detect};

const RUNS: usize = 501;
const LONGEST: Duration = Duration::from_millis(1);

fn main() {
    report("live host", &LiveHost, PlatformId::current());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hosts");
    for name in [
        "kubernetes-node-allocatable-v2",
        "jdk-8322420-parent-limit-v1",
        "jdk-joined-controllers-v1",
        "qnx-8.0-virtual-machine",
        "tock-217-started-app",
    ] {
        let host = RecordedHost::open(&folder.join(name)).unwrap();
        report(name, &host, host.platform().unwrap());
    }
}

fn report(name: &str, host: &dyn HostView, platform: PlatformId) {
    let mut detections = times(|| drop(detect(host, platform)));
    let mut watch = Watch::start(host, platform);
    let mut polls = times(|| drop(watch.poll(host)));
    let (detection, poll) = (median(&mut detections), median(&mut polls));
    let slow = if detection > LONGEST { ", which is MORE THAN 1 ms" } else { "" };
    println!("{name:32} detect {:8.1} us, poll {:8.1} us{slow}", micros(detection), micros(poll));
}

fn times(mut run: impl FnMut()) -> Vec<Duration> {
    let time = |_| {
        let begun = Instant::now();
        run();
        begun.elapsed()
    };
    (0..RUNS).map(time).collect()
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
