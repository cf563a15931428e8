//! What messages from the session change.

use std::time::{Duration, Instant};

use wrtd_debug::{OutputCategory, StopReason};

use super::{Effect, Overlay, PaneId, Role, Row, State, Status};
use crate::connection::{Answer, CommandOutcome, Message, Selection, Stopped};

impl State {
    /// Takes a message. `now` is when it came.
    pub fn receive(&mut self, message: Message, now: Instant) -> Vec<Effect> {
        let mut effects = Vec::new();
        match message {
            // What was said of loading is true no more.
            Message::Loaded => self.said = None,
            Message::LaunchFailed(why) => {
                self.failure = Some(why);
                effects.push(Effect::Quit);
            }
            Message::Continued => {
                if matches!(self.known.status, Status::Ended { .. }) {
                    self.panes.budget.begins();
                }
                self.known.status = Status::Running { since: now };
                // The session counts the same way.
                let epoch = self.known.epoch + 1;
                self.known.begin_epoch(epoch);
                self.said = None;
            }
            Message::Stopped(stopped) => {
                let next = self.motions.stopped(&stopped.event.reason);
                effects.extend(next.map(Effect::command));
                self.stopped(*stopped, now);
            }
            Message::Exited { code, results, text } => {
                self.motions.forget();
                let ran = self.ran(now);
                self.panes.timeline.ended(code, ran);
                self.remember_budget();
                self.known.status = Status::Ended { code, results };
                self.known.begin_epoch(self.known.epoch + 1);
                self.panes.console.answer(&text, Role::Plain);
                self.said = Some((Role::Plain, super::clean(text.trim_end())));
            }
            Message::Changed { epoch } => self.known.begin_epoch(epoch),
            Message::Answer { epoch, query, answer } => {
                if let Ok(Answer::Budget(report)) = &answer {
                    self.panes.budget.remember(report);
                }
                self.known.learn(epoch, query, answer);
            }
            Message::Command { line, outcome, selection } => {
                effects.extend(self.command_done(&line, outcome, selection));
            }
            Message::Repeated(line) => self.panes.console.asked(&line),
            Message::Words { line: _, words } => self.completed(words),
            Message::Found { listing, pattern, found } => {
                effects.extend(self.found(listing, &pattern, found));
            }
            Message::Located(found) => effects.extend(self.located(found)),
            Message::Kept(kept) => self.kept = *kept,
            Message::Restored(restored) => self.restored(restored),
            Message::Breakpoints(breakpoints) => self.known.breakpoints = breakpoints,
            Message::Budget(report) => {
                self.panes.budget.reported();
                self.known.budget = Some(report);
            }
            Message::SymbolsRead(_) | Message::ThreadsChanged => {}
            Message::Notice(category, text) => {
                let role = match category {
                    OutputCategory::Important => Role::Warning,
                    _ => Role::Dim,
                };
                self.panes.console.answer(&text, role);
                if category == OutputCategory::Important {
                    self.said = Some((role, super::clean(&text)));
                }
            }
            Message::Output => {
                self.known.output.seen();
                self.panes.output.grown(&self.known);
            }
            Message::Busy(what) => {
                self.busy_since = what.is_some().then_some(now);
                self.waited = Duration::ZERO;
                self.busy = what;
            }
            Message::Done => self.pending = self.pending.saturating_sub(1),
        }
        self.carry_out(effects)
    }

    fn remember_budget(&mut self) {
        if let Some(report) = &self.known.budget {
            self.panes.budget.remember(report);
        }
    }

    /// How long the program has been running.
    fn ran(&self, now: Instant) -> Duration {
        match self.known.status {
            Status::Running { since } => now.saturating_duration_since(since),
            _ => Duration::ZERO,
        }
    }

    fn stopped(&mut self, stopped: Stopped, now: Instant) {
        let Stopped { epoch, event, text, focus } = stopped;
        if event.reason == StopReason::Entry {
            self.panes.budget.begins();
        }
        self.remember_budget();
        self.known.begin_epoch(epoch);
        self.known.stop = epoch;
        self.known.selection = focus;
        let ran = self.ran(now);
        self.panes.timeline.stopped(&event, epoch, ran);
        self.known.status = Status::Stopped(event);
        self.panes.console.answer(&text, Role::Plain);
        self.panes.source.follow();
        self.panes.disassembly.follow();
        if self.known.at_entry() {
            self.show_last_source();
        }
    }

    fn command_done(
        &mut self,
        line: &str,
        outcome: CommandOutcome,
        selection: Selection,
    ) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.known.stands() && self.known.selection != selection && selection.thread != 0 {
            effects.push(Effect::Select(selection));
        } else if self.known.stands() && self.known.selection.frame != selection.frame {
            let thread = self.known.selection.thread;
            effects.push(Effect::Select(Selection { thread, frame: selection.frame }));
        }
        if line == "restart" {
            self.restarting = false;
        }
        match outcome {
            CommandOutcome::Quit => effects.push(Effect::Quit),
            CommandOutcome::Text(text) => {
                self.panes.console.answer(&text, Role::Plain);
                self.show_answer(&text);
            }
            CommandOutcome::Error(why) => {
                // Where it was to set the program in motion, none of what follows makes sense.
                self.motions.forget();
                self.panes.console.answer(&format!("error: {why}"), Role::Error);
                self.said = Some((Role::Error, super::clean(&why)));
            }
        }
        effects
    }

    /// What a command has answered, where the console is not seen: a line at the bottom, more over the last rows.
    fn show_answer(&mut self, text: &str) {
        if self.layout.seen().contains(&PaneId::Console) {
            return;
        }
        let rows: Vec<Row> = text.trim_end().lines().map(|it| Row::of(it, Role::Plain)).collect();
        match rows.as_slice() {
            [] => {}
            [only] => self.said = Some((Role::Plain, only.text())),
            _ => self.overlay = Some(Overlay::Answer { rows, top: 0 }),
        }
    }
}
