//! The limits of a session, and what its safety level lets a debugger do.

use wrtd_limits::{AsilLevel, DebugRights, LimitName, Plan, PlanError, Provenance};
use wrtd_symbols::SymbolLimits;

use crate::{
    AccountBudget, DebugSession, Event, LaunchError, LaunchSpec, OutputCategory, SessionError,
};

/// Whether such a program may be launched: nobody attaches to one whose level does not allow debugging.
pub(crate) fn check_launch(spec: &LaunchSpec) -> Result<(), LaunchError> {
    let level = spec.plan.limits().asil;
    match level.debug_rights() {
        DebugRights::None if !spec.undebugged => {
            Err(LaunchError::NoDebugging { level, provenance: spec.plan.asil_provenance() })
        }
        _ => Ok(()),
    }
}

/// Bytes of debug information that may be resident however little is in reserve: a large function with its lines.
const LEAST_SYMBOL_BYTES: u64 = 1 << 20;

/// How much of the debug information may be resident. Where nobody has set it, no more than a workstation has, however
/// much memory there is. A debugger that shares its memory with the program keeps it in the reserve; one of a device
/// lies elsewhere.
pub(crate) fn symbol_limits(plan: &Plan) -> SymbolLimits {
    let default = SymbolLimits::default();
    let most = |name, default: u64| match plan.provenance(name) {
        Provenance::Default | Provenance::Profile(_) => plan.limits().get(name).min(default),
        _ => plan.limits().get(name),
    };
    let bytes = match plan.limits().platform.is_device() {
        true => default.bytes,
        false => plan.limits().reserve.clamp(LEAST_SYMBOL_BYTES, default.bytes),
    };
    SymbolLimits {
        symbols: most(LimitName::Symbols, default.symbols),
        source_files: most(LimitName::SourceFiles, default.source_files),
        bytes,
    }
}

impl DebugSession {
    /// The limits as they are now.
    #[must_use]
    pub fn plan(&self) -> &Plan {
        &self.spec.plan
    }

    /// Goes over to other limits, also while the program runs; the safety level stays where it is higher. Nothing
    /// is taken away: what holds more than it now may gets no more. A program that is started anew has them, too.
    ///
    /// # Errors
    /// [`PlanError`] where they do not go together; everything is then as before.
    pub fn update_limits(&mut self, plan: Plan) -> Result<(), PlanError> {
        self.spec.plan.update(plan)?;
        self.keep_to_plan();
        Ok(())
    }

    /// [`DebugSession::update_limits`] where nobody has asked for it, such as where the machine grants something
    /// else than before: the user is told the `reason`, and what can grow no more. A plan that is the same as before
    /// is not worth a word.
    pub fn change_limits(&mut self, plan: Plan, reason: &str) {
        let before = self.spec.plan;
        match self.update_limits(plan) {
            Ok(()) if self.spec.plan == before => {}
            Ok(()) => {
                let text = format!("{reason}{}", self.exhausted());
                self.outlet.notice(OutputCategory::Important, &text);
            }
            Err(error) => {
                let text = format!("{reason}; but the limits stay as they are, as {error}");
                self.outlet.notice(OutputCategory::Important, &text);
            }
        }
    }

    /// A clause about the accounts that have nothing left; empty where all have.
    fn exhausted(&self) -> String {
        let full = self.budget().accounts.into_iter().filter(|account| account.used > 0);
        let full = full.filter_map(|AccountBudget { account, used, capacity, .. }| {
            let capacity = capacity.filter(|&capacity| capacity <= used)?;
            Some(format!("{account} ({used} bytes of {capacity})"))
        });
        match full.collect::<Vec<_>>() {
            full if full.is_empty() => String::new(),
            full => format!("; no more for: {}", full.join(", ")),
        }
    }

    /// Raises the safety level. One without debugging ends it: breakpoints are taken out, nothing is told of the
    /// program any more, and it runs on to its end.
    ///
    /// # Errors
    /// [`PlanError::LowerLevel`] for a lower level than the present one; everything is then as before.
    pub fn set_asil(&mut self, level: AsilLevel, provenance: Provenance) -> Result<(), PlanError> {
        self.spec.plan.set_asil(level, provenance)?;
        self.keep_to_plan();
        Ok(())
    }

    fn keep_to_plan(&mut self) {
        let plan = &self.spec.plan;
        self.target.keep_to(plan);
        self.program.budget().set_limits(symbol_limits(plan));
        self.breakpoints
            .keep_to(plan.count(LimitName::Breakpoints), plan.count(LimitName::Watchpoints));
        self.frames.keep_to(plan.count(LimitName::StackFrames));
        if let Err(forbidden) = self.may_look() {
            let changed = self.breakpoints.disarm(&mut *self.target, &forbidden.to_string());
            for breakpoint in changed {
                self.emit(Event::BreakpointChanged(breakpoint));
            }
            self.frames.clear(&mut *self.target);
            self.references.clear(&mut *self.target);
        }
        self.tell_budget();
    }

    /// Whether the safety level lets a debugger change the program's state. Everything that does asks here.
    pub(crate) fn may_write(&self) -> Result<(), SessionError> {
        let level = self.spec.plan.limits().asil;
        let provenance = self.spec.plan.asil_provenance();
        match level.debug_rights() {
            DebugRights::Full => Ok(()),
            DebugRights::ReadOnly => Err(SessionError::ReadOnly { level, provenance }),
            DebugRights::None => Err(SessionError::NoDebugging { level, provenance }),
        }
    }

    /// Whether the safety level lets a debugger look at the program.
    pub(crate) fn may_look(&self) -> Result<(), SessionError> {
        let plan = &self.spec.plan;
        let level = plan.limits().asil;
        match level.debug_rights() {
            DebugRights::None if !self.spec.undebugged => {
                Err(SessionError::NoDebugging { level, provenance: plan.asil_provenance() })
            }
            _ => Ok(()),
        }
    }
}
