//! The platforms that wrtd runs on, and their programs.

use core::fmt;
use core::str::FromStr;

/// A kind of system, by what it says of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum PlatformId {
    /// Linux, in a container or not.
    Linux,
    /// macOS.
    MacOs,
    /// Windows.
    Windows,
    /// QNX Neutrino.
    Qnx,
    /// VxWorks.
    VxWorks,
    /// Zephyr.
    Zephyr,
    /// Tock.
    Tock,
    /// No operating system.
    BareMetal,
}

impl PlatformId {
    /// Every platform, in the order in which they are listed for users.
    pub const ALL: [Self; 8] = [
        Self::Linux,
        Self::MacOs,
        Self::Windows,
        Self::Qnx,
        Self::VxWorks,
        Self::Zephyr,
        Self::Tock,
        Self::BareMetal,
    ];

    /// The platform that this code was built for.
    #[must_use]
    pub const fn current() -> Self {
        if cfg!(target_os = "linux") || cfg!(target_os = "android") {
            Self::Linux
        } else if cfg!(target_vendor = "apple") {
            Self::MacOs
        } else if cfg!(windows) {
            Self::Windows
        } else if cfg!(target_os = "nto") {
            Self::Qnx
        } else if cfg!(target_os = "vxworks") {
            Self::VxWorks
        } else if cfg!(target_os = "none") {
            Self::BareMetal
        } else {
            // Other Unix systems say what Linux says outside a container.
            Self::Linux
        }
    }

    /// Whether programs run there without an operating system that gives them memory, in what their firmware has
    /// set aside for them.
    #[must_use]
    pub const fn is_device(self) -> bool {
        match self {
            Self::Zephyr | Self::Tock | Self::BareMetal => true,
            Self::Linux | Self::MacOs | Self::Windows | Self::Qnx | Self::VxWorks => false,
        }
    }

    /// The name that users write: `linux`, `bare-metal`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Linux => "linux",
            Self::MacOs => "macos",
            Self::Windows => "windows",
            Self::Qnx => "qnx",
            Self::VxWorks => "vxworks",
            Self::Zephyr => "zephyr",
            Self::Tock => "tock",
            Self::BareMetal => "bare-metal",
        }
    }
}

impl fmt::Display for PlatformId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is none of [`PlatformId::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownPlatform;

impl fmt::Display for UnknownPlatform {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("there is no such platform; write one of")?;
        let mut names = PlatformId::ALL.iter().enumerate();
        names.try_for_each(|(i, platform)| {
            let comma = if i == 0 { "" } else { "," };
            write!(f, "{comma} {platform}")
        })
    }
}

impl core::error::Error for UnknownPlatform {}

/// By the name, in capitals or not.
impl FromStr for PlatformId {
    type Err = UnknownPlatform;

    fn from_str(text: &str) -> Result<Self, UnknownPlatform> {
        let named = |platform: &&Self| platform.name().eq_ignore_ascii_case(text);
        Self::ALL.iter().find(named).copied().ok_or(UnknownPlatform)
    }
}
