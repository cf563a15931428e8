//! Threads of a program as a target tells them.

/// Number of the main thread.
pub const MAIN_THREAD: u32 = 1;

/// A thread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TargetThread {
    /// Its number, not used again while the program runs.
    pub id: u32,
    /// What it does.
    pub state: ThreadState,
}

/// What a thread of a stopped program does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThreadState {
    /// It goes on when the program does.
    Ready,
    /// It waits on an address until another thread notifies.
    Waiting {
        /// The address.
        address: u64,
        /// Whether the wait ends by itself after some time.
        timed: bool,
    },
    /// A host function that it has called waits, such as for input or for time to pass.
    InHost,
}
