//! The rest of Rust's library: locks in each state, text of the system, times, futures that wait.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod common;

use common::{Scene, launch, spec};
use expect_test::{Expect, expect};
use wrtd_debug::{Motion, ScopeKind};

fn at(build: &str, marker: &str) -> Scene {
    launch("rust/states/src", spec(&format!("rust/states/states-{build}.wasm"))).stopped_at(marker)
}

fn locals(build: &str, marker: &str, expected: &Expect) {
    expected.assert_eq(&at(build, marker).scope(0, ScopeKind::Locals));
}

#[test]
fn locks() {
    locals(
        "o0",
        "locks",
        &expect![[r#"
        plain: Cell<u8> = Cell { value: 9 }
        borrow: RefMut<u8> = 8
        borrowed: RefCell<u8> = RefCell { value: 8, borrowed: mutably }
        once: Once = Once { inner: Once { state: Cell { value: Incomplete } } }
        cell: OnceCell<u8> = Some(7)
        set: OnceLock<u8> = OnceLock(6)
        unset: OnceLock<u8> = OnceLock(<uninit>)
        writer: RwLockWriteGuard<String> = "five"
        reader: RwLockReadGuard<u8> = 4
        guard: MutexGuard<u8> = 3
        written: RwLock<String> = RwLock { data: "five", locked: for writing }
        read: RwLock<u8> = RwLock { data: 4, locked: for reading, 1 times }
        held: Mutex<u8> = Mutex { data: 3, locked: true }
        open: Mutex<Vec<i32>> = Mutex { data: [1, 2] }
    "#]],
    );
    locals(
        "o2",
        "locks",
        &expect![[r#"
        plain: Cell<u8> = Cell { value: 9 }
        borrow: RefMut<u8> = 8
        borrowed: RefCell<u8> = RefCell { value: 8, borrowed: mutably }
        once: Once = Once { inner: Once { state: Cell { value: Incomplete } } }
        cell: OnceCell<u8> = Some(7)
        set: OnceLock<u8> = OnceLock(6)
        unset: OnceLock<u8> = OnceLock(<uninit>)
        writer: RwLockWriteGuard<String> = <optimized out>
        reader: RwLockReadGuard<u8> = <optimized out>
        guard: MutexGuard<u8> = <optimized out>
        written: RwLock<String> = RwLock { data: "five", locked: for writing }
        read: RwLock<u8> = RwLock { data: 4, locked: for reading, 1 times }
        held: Mutex<u8> = Mutex { data: 3, locked: true }
        open: Mutex<Vec<i32>> = Mutex { data: [1, 2] }
    "#]],
    );
}

#[test]
fn library() {
    locals(
        "o0",
        "library",
        &expect![[r#"
        boxed: Box<dyn Fn(u8) -> u8> (states::library::{closure#0}) = {closure#0} { wrapping__0: 250 }
        to: RangeToInclusive<u8> = ..=5
        full: RangeFull = ..
        flow: ControlFlow<u8, ()> = Break(4)
        bound: Bound<u8> = Excluded(3)
        less: Ordering = Less
        ordering: Ordering = SeqCst
        pointer: AtomicPtr<u8> = null
        count: AtomicU32 = 77
        flag: AtomicBool = true
        socket: SocketAddr = V4(SocketAddrV4 { ip: 127.0.0.1, port: 8080 })
        v6: Ipv6Addr = ::1
        v4: IpAddr = V4(192.168.0.1)
        named: states::Named<states::Meters> = Named { name: "depth", value: Meters(0.5) }
        meters: states::Meters = Meters(2.5)
        saturating: Saturating<i16> = -3
        wrapping: Wrapping<u8> = 250
        non_zero: NonZero<u32> = 5
        cow: Cow<[u8]> = Borrowed([1, 2])
        names: HashSet<&str, BuildHasherDefault<states::Sum>> = {"rope"}
        summed: HashMap<u8, &str, BuildHasherDefault<states::Sum>> = {1: "one", 2: "two"}
        moment: SystemTime = 2023-11-14T22:13:20.25Z
        epoch: SystemTime = 1970-01-01T00:00:00Z
        long: Duration = 90.0000005s
        zero: Duration = 0ns
        c_str: &CStr = "literal"
        c_string: CString = "with a zero"
        os_str: &OsStr = "borrowed"
        os_string: OsString = "os"
        path: &Path = "/tmp/a b"
    "#]],
    );
    locals(
        "o2",
        "library",
        &expect![[r#"
        boxed: Box<dyn Fn(u8) -> u8> (states::library::{closure#0}) = {closure#0} { wrapping__0: 250 }
        to: RangeToInclusive<u8> = ..=5
        full: RangeFull = ..
        flow: ControlFlow<u8, ()> = Break(4)
        bound: Bound<u8> = Excluded(3)
        less: Ordering = Less
        ordering: Ordering = SeqCst
        pointer: AtomicPtr<u8> = null
        count: AtomicU32 = 77
        flag: AtomicBool = true
        socket: SocketAddr = V4(SocketAddrV4 { ip: 127.0.0.1, port: 8080 })
        v6: Ipv6Addr = ::1
        v4: IpAddr = V4(192.168.0.1)
        named: states::Named<states::Meters> = Named { name: "depth", value: Meters(0.5) }
        meters: states::Meters = Meters(2.5)
        saturating: Saturating<i16> = -3
        wrapping: Wrapping<u8> = 250
        non_zero: NonZero<u32> = 5
        cow: Cow<[u8]> = Borrowed([1, 2])
        names: HashSet<&str, BuildHasherDefault<states::Sum>> = {"rope"}
        summed: HashMap<u8, &str, BuildHasherDefault<states::Sum>> = {1: "one", 2: "two"}
        moment: SystemTime = 2023-11-14T22:13:20.25Z
        epoch: SystemTime = 1970-01-01T00:00:00Z
        long: Duration = 90.0000005s
        zero: Duration = 0ns
        c_str: &CStr = <optimized out>
        c_string: CString = "with a zero"
        os_str: &OsStr = <optimized out>
        os_string: OsString = "os"
        path: &Path = <optimized out>
    "#]],
    );
}

/// Where each future waits, what it holds, and for what.
#[test]
fn futures() {
    let mut scene = at("o0", "unresumed");
    let mut transcript = String::new();
    for marker in ["unresumed", "suspended", "returned"] {
        if marker != "unresumed" {
            scene.break_at(marker);
            scene.go(Motion::Continue);
        }
        transcript += &format!("{marker}: {}\n", scene.value("future"));
        if marker == "suspended" {
            for path in ["future.__awaitee", "future.__awaitee.left", "future.name"] {
                transcript += &format!("  {path} = {}\n", scene.value(path));
            }
        }
    }
    expect![[r#"
        unresumed: Unresumed { name: "abc" }
        suspended: Suspend0 at line 130 { name: "abc", __awaitee: Suspend0 at line 126 { 0: 6, __awaitee: Later(true), … } }
          future.__awaitee = Suspend0 at line 126 { 0: 6, __awaitee: Later(true), left: 3 }
          future.__awaitee.left = 3
          future.name = "abc"
        returned: Returned
    "#]].assert_eq(&transcript);
}
