//! The threads of the program.

use wrtd_debug::{ThreadView, target::ThreadState};

use crate::{
    connection::{Query, Selection},
    input::Action,
    state::{Cursor, Effect, Known, Pane, Role, Row, Size},
};

/// The thread pane.
#[derive(Debug, Default)]
pub(crate) struct Threads {
    cursor: Cursor,
    threads: Vec<ThreadView>,
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

    fn refresh(&mut self, known: &Known, _size: Size) {
        if let Some(threads) = known.threads() {
            self.threads = threads.to_vec();
        }
    }

    fn len(&self, _known: &Known) -> usize {
        self.threads.len()
    }

    fn row(&self, known: &Known, index: usize) -> Row {
        let Some(thread) = self.threads.get(index) else { return Row::default() };
        let selected = thread.id == known.selection.thread;
        let state = match thread.state {
            ThreadState::Ready => String::new(),
            ThreadState::Waiting { address, timed: false } => format!("waits at {address:#x}"),
            ThreadState::Waiting { address, timed: true } => {
                format!("waits at {address:#x}, for some time")
            }
            ThreadState::InHost => "waits in the host".to_owned(),
        };
        let mut row = Row::default()
            .with_head(if selected { known.symbols.here } else { " " }, Role::Current)
            .with_head(format!("{:>2} ", thread.id), Role::Dim)
            .with(&thread.name, Role::Name)
            .with("  ", Role::Plain)
            .with(state, Role::Dim);
        row.current = selected;
        row
    }

    fn act(&mut self, action: Action, _known: &Known) -> Option<Vec<Effect>> {
        let thread = self.threads.get(self.cursor.row)?.id;
        (action == Action::Open).then(|| vec![Effect::Select(Selection { thread, frame: 0 })])
    }
}
