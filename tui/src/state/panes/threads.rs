//! The threads of the program, and where each stands.

use wrtd_debug::target::ThreadState;

use super::place;
use crate::{
    connection::{Query, Selection, Standing},
    input::Action,
    state::{Cursor, Effect, Known, Pane, Role, Row, Size, Status},
};

/// Characters of a function's name.
const NAME: usize = 40;
/// Columns that names of threads have at most.
const MOST_OF_A_NAME: usize = 20;

/// The thread pane.
#[derive(Debug, Default)]
pub(crate) struct Threads {
    cursor: Cursor,
    threads: Vec<Standing>,
    epoch: u64,
}

impl Pane for Threads {
    fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn needs(&self, _known: &Known, _size: Size) -> Vec<Query> {
        vec![Query::Threads]
    }

    fn refresh(&mut self, known: &Known, size: Size) {
        let Some(threads) = known.threads() else { return };
        self.threads = threads.to_vec();
        if self.epoch != known.epoch {
            self.epoch = known.epoch;
            let selected = known.selection.thread;
            let row = threads.iter().position(|standing| standing.thread.id == selected);
            self.cursor.centre(row.unwrap_or(0), threads.len(), size.height);
        }
    }

    fn len(&self, _known: &Known) -> usize {
        self.threads.len()
    }

    fn row(&self, known: &Known, index: usize) -> Row {
        let Some(Standing { thread, frame }) = self.threads.get(index) else {
            return Row::default();
        };
        let selected = thread.id == known.selection.thread;
        let stopped = matches!(&known.status, Status::Stopped(stop) if stop.thread == thread.id);
        let (state, role) = match thread.state {
            ThreadState::Ready if stopped => ("stopped".to_owned(), Role::Current),
            ThreadState::Ready => ("ready".to_owned(), Role::Good),
            ThreadState::Waiting { address, timed: false } => {
                (format!("waits at {address:#x}"), Role::Warning)
            }
            ThreadState::Waiting { address, timed: true } => {
                (format!("waits at {address:#x}, for some time"), Role::Warning)
            }
            ThreadState::InHost => ("waits in the host".to_owned(), Role::Warning),
        };
        let names = self.threads.iter().map(|standing| standing.thread.name.chars().count());
        let width = names.max().unwrap_or_default().min(MOST_OF_A_NAME);
        let name = place::shortened(&thread.name, MOST_OF_A_NAME, known.symbols);
        let mut row = Row::default()
            .with_head(if selected { known.symbols.here } else { " " }, Role::Current)
            .with_head(format!("{:>2} ", thread.id), Role::Dim)
            .with(format!("{name:<width$}  "), Role::Name);
        if let Some(frame) = frame {
            row.push(place::shortened(&frame.function, NAME, known.symbols), Role::Function);
            if let Some(source) = &frame.source {
                row.push(format!("  {}", place::short(source, frame.line)), Role::Place);
            }
            row.push("  ", Role::Plain);
        }
        row.push(state, role);
        row.current = selected;
        row
    }

    fn remark(&self, _known: &Known) -> String {
        match self.threads.len() {
            0 | 1 => String::new(),
            count => format!("{count} threads; Enter looks at one"),
        }
    }

    fn act(&mut self, action: Action, _known: &Known) -> Option<Vec<Effect>> {
        let thread = self.threads.get(self.cursor.row)?.thread.id;
        (action == Action::Open).then(|| vec![Effect::Select(Selection { thread, frame: 0 })])
    }
}
