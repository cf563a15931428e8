//! Linear memory as bytes and text.

use wrtd_debug::MemoryRef;

use crate::{
    connection::{Answer, Query},
    input::Action,
    state::{Cursor, Effect, Known, Pane, PaneId, Prompt, Purpose, Role, Row, Size},
};

/// Bytes of a row.
const WIDTH: usize = 16;
/// Bytes that are asked for at once.
const PAGE: usize = 4096;

/// The memory pane.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    cursor: Cursor,
    /// What was asked for, as it was typed.
    wanted: Option<String>,
    place: Option<MemoryRef>,
    bytes: Vec<u8>,
}

impl Memory {
    /// Shows a place, as users write it.
    pub(crate) fn examine(&mut self, text: String) {
        self.wanted = Some(text);
    }
}

impl Pane for Memory {
    fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    fn cursor_mut(&mut self) -> &mut Cursor {
        &mut self.cursor
    }

    fn needs(&self, known: &Known, _size: Size) -> Vec<Query> {
        let selection = known.selection;
        let wanted = self.wanted.clone().map(|text| Query::Place { selection, text });
        let shown = self.place.map(|place| Query::Bytes { place, count: PAGE });
        wanted.into_iter().chain(shown).collect()
    }

    fn refresh(&mut self, known: &Known, _size: Size) {
        if let Some(text) = &self.wanted {
            let query = Query::Place { selection: known.selection, text: text.clone() };
            if let Some(Ok(Answer::Place(place))) = known.answer(&query) {
                self.place = Some(*place);
                self.cursor = Cursor::default();
                self.wanted = None;
            }
        }
        if let Some(place) = self.place
            && let Some(Ok(Answer::Bytes(bytes))) =
                known.answer(&Query::Bytes { place, count: PAGE })
        {
            self.bytes.clone_from(bytes);
        }
    }

    fn len(&self, _known: &Known) -> usize {
        self.bytes.len().div_ceil(WIDTH)
    }

    fn row(&self, _known: &Known, index: usize) -> Row {
        let (Some(place), Some(bytes)) = (self.place, self.bytes.chunks(WIDTH).nth(index)) else {
            return Row::default();
        };
        let address = place.address + (index * WIDTH) as u64;
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x} ")).collect();
        let text = bytes.iter().map(|&byte| match byte {
            b' '..=b'~' => char::from(byte),
            _ => '.',
        });
        Row::default()
            .with_head(format!("{address:08x} "), Role::Address)
            .with(format!("{hex:<48} "), Role::Value)
            .with(text.collect::<String>(), Role::Text)
    }

    fn placeholder(&self, _known: &Known) -> String {
        "@ shows a place: an address, or an expression that points there".to_owned()
    }

    fn act(&mut self, action: Action, _known: &Known) -> Option<Vec<Effect>> {
        let purpose = Purpose::Pane(PaneId::Memory, "goto");
        (action == Action::Goto)
            .then(|| vec![Effect::Prompt(Prompt::new(purpose, "memory at ", ""))])
    }

    fn entered(&mut self, _purpose: &Purpose, text: &str, _known: &Known) -> Vec<Effect> {
        self.examine(text.trim().to_owned());
        Vec::new()
    }
}
