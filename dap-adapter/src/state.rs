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

    /// What a user or a client's author can do in `phase`, where a request of this kind is not possible.
    pub(crate) fn remedy(self, phase: Phase) -> &'static str {
        match (self, phase) {
            (_, Phase::Uninitialized) => "send `initialize` first",
            (Self::Uninitialized, _) => "a session is initialized once, at its beginning",
            (_, Phase::Ended) => "disconnect, and start a new session to debug the program again",
            (Self::Initialized, Phase::Configuring) => {
                "a program is loaded already; send `configurationDone` to start it, or start another session for another program"
            }
            (Self::Initialized, _) => {
                "a program is loaded already; send `restart` to start it anew, or start another session for another program"
            }
            (Self::BeforeStart, Phase::Running | Phase::Stopped) => {
                "the program has started; breakpoints can be set at any time without it"
            }
            (_, Phase::Initialized) => "send `launch` or `attach` first",
            (_, Phase::Configuring) => "send `configurationDone` first",
            (_, Phase::Running) => "pause the program first",
            // No request is for a running program only: what is left is possible.
            (_, Phase::Stopped) => "continue the program first",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Phase::*, *};

    #[test]
    fn remedies_are_possible_where_they_are_given() {
        let every = [Uninitialized, Initialized, Configuring, Running, Stopped, Ended];
        for (when, phase, remedy) in [
            (When::Initialized, Uninitialized, "`initialize` first"),
            (When::Uninitialized, Initialized, "once"),
            (When::Uninitialized, Running, "once"),
            (When::Uninitialized, Ended, "once"),
            (When::Initialized, Configuring, "`configurationDone` to start it"),
            (When::Initialized, Running, "`restart`"),
            (When::Initialized, Stopped, "`restart`"),
            (When::Initialized, Ended, "start a new session"),
            (When::BeforeStart, Running, "has started"),
            (When::BeforeStart, Stopped, "has started"),
            (When::BeforeStart, Ended, "start a new session"),
            (When::AfterLaunch, Initialized, "`launch` or `attach` first"),
            (When::Started, Configuring, "`configurationDone` first"),
            (When::Stopped, Running, "pause"),
            (When::Alive, Ended, "start a new session"),
        ] {
            assert!(!when.allows(phase), "{when:?} in {phase:?}");
            let said = when.remedy(phase);
            assert!(said.contains(remedy), "{when:?} in {phase:?}: {said}");
        }
        // What a remedy says can be sent, can be.
        for phase in every {
            assert_eq!(When::Started.allows(phase), matches!(phase, Running | Stopped));
            assert_eq!(When::BeforeStart.allows(phase), matches!(phase, Initialized | Configuring));
        }
    }
}
