//! A store that is stopped by interrupts, steps and returns while its tier changes, and another that goes
//! one instruction at a time: each state in which the first stops is one through which the second comes.

use wrtd_core::{Exit, FuncId, Resume, Tier, Value};

use super::random::Random;
use super::subject::Subject;

/// Stops of one call, after which it runs to its end.
const STOPS: usize = 40;

/// The one that wanders, and the one that follows.
pub(super) struct Wander {
    pub(super) wanderer: Subject,
    pub(super) follower: Subject,
    /// All instructions of the module.
    pub(super) instructions: Vec<u32>,
}

impl Wander {
    /// Runs a call in both; gives how it ended and at how many stops both were compared.
    pub(super) fn call(
        &mut self,
        random: &mut Random,
        func: FuncId,
        args: &[Value],
        fuel: i32,
    ) -> Result<Option<(Exit, u64)>, String> {
        let begun = (self.wanderer.begin(func, args, fuel), self.follower.begin(func, args, fuel));
        self.wanderer.same(&self.follower, begun, || "whether the call begins".into())?;
        if !begun.0 {
            return Ok(None);
        }
        let mut stops = 0;
        let exit = loop {
            if random.once_in(3) {
                let tier = if random.once_in(2) { Tier::InPlace } else { Tier::Threaded };
                self.wanderer.store.set_tier(tier);
            }
            let exit = if stops == STOPS as u64 {
                self.wanderer.store.clear_stop_on_return();
                self.wanderer.finish()
            } else {
                self.turn(random)
            };
            if matches!(exit, Exit::Finished(_) | Exit::Trap(_)) {
                break exit;
            }
            self.follow().map_err(|text| format!("{text}\nafter {exit:?}"))?;
            stops += 1;
        };
        self.wanderer.store.interrupt().clear();
        let end = self.follower.finish();
        self.wanderer.same(&self.follower, (exit.clone(), end), || "the end of the call".into())?;
        self.wanderer.compare(&self.follower)?;
        self.wanderer.store.abort_call();
        self.follower.store.abort_call();
        Ok(Some((exit, stops)))
    }

    /// Goes on, somehow.
    fn turn(&mut self, random: &mut Random) -> Exit {
        let store = &mut self.wanderer.store;
        match random.below(8) {
            0..=2 => store.resume(Resume::Instruction),
            3 | 4 => {
                store.interrupt().request();
                store.resume(Resume::Run)
            }
            5 => {
                store.stop_on_return(random.below(store.depth()));
                store.resume(Resume::Run)
            }
            6 => {
                let depth = store.depth();
                let frame = depth.saturating_sub(1 + random.below(2));
                store.resume(Resume::Range { frame, ranges: &[], enter_calls: random.once_in(2) })
            }
            _ => {
                let at = random.below(self.instructions.len());
                let Some(&pc) = self.instructions.get(at) else { return store.resume(Resume::Run) };
                let set = store.set_breakpoint(self.wanderer.instance, pc);
                set.unwrap_or_else(|error| panic!("no breakpoint on {pc:#x}: {error}"));
                let exit = store.resume(Resume::Run);
                store.clear_breakpoint(self.wanderer.instance, pc);
                exit
            }
        }
    }

    /// Steps until the states are the same. A place and the fuel that is left there tell nearly all states
    /// of a run apart, so that few are compared as a whole.
    fn follow(&mut self) -> Result<(), String> {
        let place = place(&self.wanderer);
        let mut nearly = None;
        loop {
            if self::place(&self.follower) == place {
                match self.wanderer.compare(&self.follower) {
                    Ok(()) => return Ok(()),
                    Err(text) => nearly = Some(text),
                }
            }
            let exit = self.follower.store.resume(Resume::Instruction);
            if exit != Exit::Stepped {
                let text = format!(
                    "{} stopped in a state that {} never reached: frames {:?}",
                    self.wanderer.name,
                    self.follower.name,
                    (0..self.wanderer.store.depth().min(8))
                        .map(|frame| self.wanderer.store.frame(frame))
                        .collect::<Vec<_>>()
                );
                return Err([text, nearly.unwrap_or_default()].join("\nat that place: "));
            }
        }
    }
}

fn place(subject: &Subject) -> impl PartialEq + use<> {
    (subject.store.depth(), subject.store.frame(0), subject.fuel())
}
