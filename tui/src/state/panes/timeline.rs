//! The stops so far.

use std::{collections::VecDeque, time::Instant};

use wrtd_debug::StopEvent;

use crate::state::{Cursor, Known, Pane, Role, Row};

/// Stops that are kept.
const MOST: usize = 1000;

/// The timeline pane.
#[derive(Debug, Default)]
pub(crate) struct Timeline {
    cursor: Cursor,
    stops: VecDeque<Stop>,
    /// Number of stops so far.
    count: u64,
}

#[derive(Clone, Debug)]
struct Stop {
    number: u64,
    description: String,
    at: Instant,
}

impl Timeline {
    /// The program has stopped.
    pub(crate) fn stopped(&mut self, event: &StopEvent, now: Instant) {
        self.push(event.description.clone(), now);
    }

    /// The program has ended.
    pub(crate) fn ended(&mut self, code: i32, now: Instant) {
        self.push(format!("ended with exit code {code}"), now);
    }

    fn push(&mut self, description: String, at: Instant) {
        self.count += 1;
        self.stops.push_back(Stop { number: self.count, description, at });
        if self.stops.len() > MOST {
            self.stops.pop_front();
        }
        self.cursor.row = self.stops.len() - 1;
    }
}

impl Pane for Timeline {
    fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn len(&self, _known: &Known) -> usize {
        self.stops.len()
    }

    fn row(&self, _known: &Known, index: usize) -> Row {
        let Some(stop) = self.stops.get(index) else { return Row::default() };
        let since = self.stops.front().map_or_else(Default::default, |first| stop.at - first.at);
        Row::default()
            .with_head(format!("{:>4} ", stop.number), Role::Dim)
            .with(&stop.description, Role::Plain)
            .with_tail(format!("{:.1} s", since.as_secs_f64()), Role::Dim)
    }
}
