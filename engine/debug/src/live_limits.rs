//! Limits that change while a program runs, from another thread than the session's.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use wrtd_limits::Plan;

use crate::{DebugSession, target::Interrupter};

/// Changes the limits of a session from any thread, also while it runs a program.
///
/// It is made before the session ([`crate::LaunchSpec::limits`]). Clones are for the same session, the one that was
/// launched last. A front end whose session has a [`crate::SessionDriver`] needs none: it calls
/// [`DebugSession::change_limits`], which then is done at once also where the program stands.
#[derive(Clone, Default)]
pub struct LimitsHandle(Arc<Mutex<Waiting>>);

/// What the session has not taken yet.
#[derive(Default)]
struct Waiting {
    /// The plan, and why.
    change: Option<(Plan, String)>,
    session: Option<Interrupter>,
}

impl LimitsHandle {
    /// Leaves a plan for the session, as for [`DebugSession::change_limits`], and interrupts its program for the
    /// moment that it takes to go over to it. A session that stands takes it before its program runs again, or when
    /// it is told to ([`DebugSession::take_limits`]).
    pub fn change(&self, plan: Plan, reason: &str) {
        let session = {
            let mut waiting = self.lock();
            let reason = match waiting.change.take() {
                Some((_, earlier)) => format!("{earlier}; {reason}"),
                None => reason.to_owned(),
            };
            waiting.change = Some((plan, reason));
            waiting.session.clone()
        };
        if let Some(session) = session {
            session.request();
        }
    }

    /// The session that is served from now on.
    pub(crate) fn attach(&self, session: Interrupter) {
        self.lock().session = Some(session);
    }

    fn take(&self) -> Option<(Plan, String)> {
        self.lock().change.take()
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for LimitsHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LimitsHandle")
    }
}

impl DebugSession {
    /// Goes over to the plan that a [`LimitsHandle`] has left, if one has. [`DebugSession::resume`] does so by
    /// itself, also while the program runs.
    pub fn take_limits(&mut self) {
        if let Some((plan, reason)) = self.spec.limits.take() {
            self.change_limits(plan, &reason);
        }
    }
}
