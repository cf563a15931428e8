//! This machine, whatever it is.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail")]
#![cfg(any(target_os = "linux", target_vendor = "apple"))]

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use wrtd_limits::PlatformId;
use wrtd_platform::live::LiveHost;
use wrtd_platform::{RecordedHost, Watch, detect, record};

/// One test, as the limit of the process is all tests'.
#[test]
fn this_machine_says_how_much_memory_there_is() {
    let platform = PlatformId::current();
    let detection = detect(&LiveHost, platform);
    let physical = detection.bound().expect("every machine has memory").bytes;
    assert!(physical > 1 << 20, "{detection:?}");

    let folder = tempfile::tempdir().unwrap();
    let recorded = record(&LiveHost, platform, folder.path()).unwrap();
    let host = RecordedHost::open(folder.path()).unwrap();
    assert_eq!(detect(&host, host.platform().unwrap()), recorded);
    // A folder with files is not written over.
    assert!(record(&LiveHost, platform, folder.path()).is_err());

    let mut watch = Watch::start(&LiveHost, platform);
    assert_eq!(watch.poll(&LiveHost), None);
    let before = getrlimit(Resource::Data);
    let lower = physical.min(1 << 40) - 4096;
    setrlimit(Resource::Data, Rlimit { current: Some(lower), maximum: before.maximum }).unwrap();
    let change = watch.poll(&LiveHost).expect("the limit is lower");
    assert!(change.is_lower());
    assert_eq!(change.after.unwrap().bytes, lower);
    setrlimit(Resource::Data, before).unwrap();
    assert!(watch.poll(&LiveHost).is_some_and(|change| !change.is_lower()));
}
