//! The host that this process runs on: the calls of each system, each in a module of its own.
//!
//! Systems with files are a `LiveHost` (feature `std`). Devices are a type each, which whoever builds for the device
//! makes: there is nothing in the target that tells Tock or Zephyr from bare metal.

#[cfg(all(feature = "std", target_os = "linux", target_env = "gnu"))]
mod allocator;
#[cfg(feature = "std")]
pub(crate) mod files;
#[cfg(feature = "std")]
mod host;
#[cfg(feature = "std")]
mod residency;

#[cfg(all(feature = "std", target_vendor = "apple"))]
mod apple;
#[cfg(all(
    feature = "std",
    any(target_os = "linux", target_os = "android", target_vendor = "apple")
))]
mod mincore;
#[cfg(all(feature = "std", target_os = "nto"))]
mod nto;
#[cfg(all(
    feature = "std",
    any(target_os = "linux", target_os = "android", target_vendor = "apple")
))]
mod unix;
#[cfg(all(feature = "std", windows))]
mod windows;
#[cfg(all(feature = "std", windows))]
mod working_set;

#[cfg(target_os = "none")]
mod bare_metal;
#[cfg(all(target_os = "none", any(target_arch = "arm", target_arch = "riscv32")))]
mod tock;
#[cfg(target_os = "vxworks")]
mod vxworks;
#[cfg(target_os = "none")]
mod zephyr;

#[cfg(all(feature = "std", target_os = "linux", target_env = "gnu"))]
pub use allocator::spare_addresses;
#[cfg(target_os = "none")]
pub use bare_metal::BareMetalHost;
#[cfg(feature = "std")]
pub use host::LiveHost;
#[cfg(feature = "std")]
pub use residency::residency;
#[cfg(all(target_os = "none", any(target_arch = "arm", target_arch = "riscv32")))]
pub use tock::TockHost;
#[cfg(target_os = "vxworks")]
pub use vxworks::VxWorksHost;
#[cfg(target_os = "none")]
pub use zephyr::ZephyrHost;
