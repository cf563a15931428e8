//! The call stack, inlined frames included.

use wrtd_debug::FrameView;

use super::place;
use crate::{
    connection::{Query, Selection, SourceKey},
    input::Action,
    state::{Cursor, Effect, Known, Pane, Role, Row, Size, known::FRAMES},
};

/// The stack pane.
#[derive(Debug, Default)]
pub(crate) struct Stack {
    cursor: Cursor,
    frames: Vec<FrameView>,
    /// What is shown behind the frames.
    end: Option<String>,
    /// Frames that are asked for.
    count: u32,
    /// The selection that was seen last, which moves the cursor.
    selection: Selection,
    epoch: u64,
}

impl Pane for Stack {
    fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn needs(&self, known: &Known, _size: Size) -> Vec<Query> {
        let thread = known.selection.thread;
        let mut needs = vec![Query::Stack { thread, count: FRAMES }];
        if self.count > FRAMES && self.epoch == known.epoch {
            needs.push(Query::Stack { thread, count: self.count });
        }
        needs
    }

    fn refresh(&mut self, known: &Known, size: Size) {
        let Some(stack) = known.stack() else { return };
        self.frames.clone_from(&stack.frames);
        self.end = match &stack.cut {
            Some(cut) => Some(cut.to_string()),
            None if !stack.complete || stack.frames.len() < stack.total as usize => {
                Some("more frames: Enter shows them".to_owned())
            }
            None => None,
        };
        if (self.epoch, self.selection) != (known.epoch, known.selection) {
            if self.epoch != known.epoch {
                self.count = FRAMES;
            }
            (self.epoch, self.selection) = (known.epoch, known.selection);
            let len = self.len(known);
            self.cursor.centre(known.selection.frame as usize, len, size.height);
        }
    }

    fn len(&self, _known: &Known) -> usize {
        self.frames.len() + usize::from(self.end.is_some())
    }

    fn row(&self, known: &Known, index: usize) -> Row {
        let Some(frame) = self.frames.get(index) else {
            return Row::of(self.end.as_deref().unwrap_or_default(), Role::Dim);
        };
        let selected = frame.index == known.selection.frame && known.stands();
        let role = if frame.is_aside() { Role::Dim } else { Role::Function };
        let mut row = Row::default()
            .with_head(if selected { known.symbols.here } else { " " }, Role::Current)
            .with_head(format!("{:>2} ", frame.index), Role::Dim)
            .with(&frame.function, role);
        if frame.inlined {
            row.push(" inlined", Role::Dim);
        }
        let at = match &frame.source {
            Some(source) => place::short(source, frame.line),
            None => format!("{} {:#x}", frame.module, frame.offset),
        };
        row.push("  ", Role::Plain);
        row.push(at, if frame.is_aside() { Role::Dim } else { Role::Place });
        row.current = selected;
        row
    }

    fn act(&mut self, action: Action, known: &Known) -> Option<Vec<Effect>> {
        if action != Action::Open {
            return None;
        }
        let Some(frame) = self.frames.get(self.cursor.row) else {
            self.count = self.count.saturating_mul(8);
            return Some(Vec::new());
        };
        let selection = Selection { thread: known.selection.thread, frame: frame.index };
        let mut effects = vec![Effect::Select(selection)];
        if let Some((source, line)) = crate::connection::frame_source(frame) {
            let (key, name) = (SourceKey::from(&source), source.name);
            effects.push(Effect::Open { source: key, name, line });
        }
        Some(effects)
    }
}
