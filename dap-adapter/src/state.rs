//! Where a session stands, and which requests are possible there.

/// Where a session stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Nothing has been asked.
    #[default]
    Uninitialized,
    /// `initialize` has been answered.
    Initialized,
    /// The program is loaded and waits for `configurationDone`.
    Configuring,
    /// The program runs.
    Running,
    /// The program stands.
    Stopped,
    /// The program has ended.
    Ended,
}

impl Phase {
    /// The phase as it reads in a sentence.
    pub(crate) fn describe(self) -> &'static str {
        match self {
            Self::Uninitialized => "not initialized",
            Self::Initialized => "initialized without a program",
            Self::Configuring => "being configured",
            Self::Running => "running",
            Self::Stopped => "stopped",
            Self::Ended => "over",
        }
    }

    /// What a user or a client's author can do about it.
    pub(crate) fn remedy(self) -> &'static str {
        match self {
            Self::Uninitialized => "send `initialize` first",
            Self::Initialized => "send `launch` first",
            Self::Configuring => "send `configurationDone` first",
            Self::Running => "pause the program first",
            Self::Stopped => "continue the program first",
            Self::Ended => "launch the program again",
        }
    }
}

/// The phases in which a request is possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// In any phase, the very first included.
    Always,
    /// Only at the beginning.
    Uninitialized,
    /// Only before a launch has worked.
    Initialized,
    /// As soon as `initialize` has been answered.
    AfterInitialize,
    /// Before the program starts.
    BeforeStart,
    /// As soon as a program is loaded.
    AfterLaunch,
    /// While there is a program that has not ended.
    Alive,
    /// While it runs or stands, after the configuration.
    Started,
    /// While it stands.
    Stopped,
}

impl When {
    /// Whether a request of this kind is possible in `phase`.
    pub(crate) fn allows(self, phase: Phase) -> bool {
        use Phase::{Configuring, Ended, Initialized, Running, Stopped, Uninitialized};
        match self {
            Self::Always => true,
            Self::Uninitialized => phase == Uninitialized,
            Self::Initialized => phase == Initialized,
            Self::AfterInitialize => phase != Uninitialized,
            Self::BeforeStart => matches!(phase, Initialized | Configuring),
            Self::AfterLaunch => matches!(phase, Configuring | Running | Stopped | Ended),
            Self::Alive => matches!(phase, Configuring | Running | Stopped),
            Self::Started => matches!(phase, Running | Stopped),
            Self::Stopped => phase == Stopped,
        }
    }
}
