//! How much memory this process may use, where that is written, and when it changes: the only crate that reads
//! the host.
//!
//! A detector asks its questions through a [`HostView`]: the live host, a folder with a recorded one, or the few
//! calls that a device has. Each platform has one detector, and each answers with every number that bounds the
//! memory, so that a user sees which one won and why the others lost. What a host says is never trusted: reads are
//! bounded, and bytes that make no sense are a warning.
//!
//! With the feature `std` (the default) `detect` gives a `Detection`, `Watch` notices that a limit has changed, and
//! `live::residency` tells how much of a piece of memory the machine really holds.
//! Without it [`device::smallest`] gives the one number that a device needs, and nothing is allocated.
#![cfg_attr(not(feature = "std"), no_std)]

#[cfg(feature = "std")]
mod container;
#[cfg(feature = "std")]
mod detection;
mod detector;
mod finding;
#[cfg(feature = "std")]
mod linux;
pub mod live;
#[cfg(feature = "std")]
mod recorded;
#[cfg(feature = "std")]
mod residency;
mod text;
mod view;
#[cfg(feature = "std")]
mod warning;
#[cfg(feature = "std")]
mod watch;

#[cfg(feature = "std")]
pub use container::Container;
#[cfg(feature = "std")]
pub use detection::{Bound, Candidate, Detection, Verdict, detect};
pub use detector::device;
pub use finding::{Finding, LimitKind, Problem};
#[cfg(feature = "std")]
pub use recorded::{OpenError, RecordError, RecordedHost, record};
#[cfg(feature = "std")]
pub use residency::{Residency, ResidencyCell};
pub use view::{HostView, ReadError, Region, Resource};
#[cfg(feature = "std")]
pub use warning::Warning;
#[cfg(feature = "std")]
pub use watch::{Change, Watch};
