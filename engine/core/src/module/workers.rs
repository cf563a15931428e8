//! How decoding gets more than one thread.

/// Threads of the embedder among which decoding shares out its work: the engine starts none itself.
///
/// With the standard library:
///
/// ```
/// use std::{num::NonZero, thread};
///
/// struct Threads;
///
/// impl wrtd_core::Workers for Threads {
///     fn run(&self, most: usize, work: &(dyn Fn() + Sync)) {
///         let cores = thread::available_parallelism().map_or(1, NonZero::get);
///         thread::scope(|scope| {
///             for _ in 1..most.min(cores) {
///                 scope.spawn(work);
///             }
///             work();
///         });
///     }
/// }
/// # #[cfg(feature = "decode")] {
/// let module = wrtd_core::Module::decode_with(wat::parse_str("(module)")?.into(), &Threads)?;
/// assert_eq!(module.func_count(), 0);
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Workers {
    /// Calls `work` on up to `most` threads at once, of which the calling one may be one, and returns when
    /// all these calls have returned. `most` is at least 2.
    ///
    /// Each call of `work` takes pieces of the work until there are none left. So a pool that is busy may
    /// call it once or never: the caller does what nobody has done, and the result is the same.
    fn run(&self, most: usize, work: &(dyn Fn() + Sync));

    /// Bytes of code for which one more thread is worth its start: 32 KiB, whose validation takes a few times
    /// as long as a thread needs to start. A module with less than twice as many is decoded on one thread.
    fn bytes_per_thread(&self) -> usize {
        32 * 1024
    }
}
