//! Linear memory as bytes and text, from its first byte to its last one.

mod blocks;
mod words;

use wrtd_debug::MemoryRef;

use self::blocks::Blocks;
use crate::{
    connection::{Answer, MemoryExtent, NamedBytes, Query},
    input::Action,
    state::{Cursor, Effect, Known, Pane, PaneId, Prompt, Purpose, Role, Row, Size},
};

/// Places that one can go back to.
const MOST_BACK: usize = 64;
/// Bytes between two wider gaps.
const HALF: usize = 8;

/// The memory pane.
#[derive(Debug)]
pub(crate) struct Memory {
    cursor: Cursor,
    /// The byte under the cursor, once there is a memory.
    at: Option<MemoryRef>,
    /// A place to go to, as it was typed.
    wanted: Option<String>,
    /// What is being searched for.
    searching: Option<Query>,
    /// The bytes that were searched for last, and where they were found.
    pattern: Vec<u8>,
    found: Option<MemoryRef>,
    /// Why what was asked for last could not be done.
    problem: Option<String>,
    back: Vec<MemoryRef>,
    /// The user has gone somewhere, so that it stays there.
    stays: bool,
    extents: Vec<MemoryExtent>,
    named: Vec<NamedBytes>,
    blocks: Blocks,
    /// Bytes of a word, and of a row.
    group: usize,
    width: usize,
    room: Size,
}

impl Default for Memory {
    fn default() -> Self {
        Self {
            cursor: Cursor::default(),
            at: None,
            wanted: None,
            searching: None,
            pattern: Vec::new(),
            found: None,
            problem: None,
            back: Vec::new(),
            stays: false,
            extents: Vec::new(),
            named: Vec::new(),
            blocks: Blocks::default(),
            group: 1,
            width: 16,
            room: Size::default(),
        }
    }
}

impl Memory {
    /// Shows a place, as users write it.
    pub(crate) fn examine(&mut self, text: String) {
        self.problem = None;
        self.stays = true;
        self.wanted = Some(text);
    }

    /// The memory that is shown.
    fn extent(&self) -> Option<&MemoryExtent> {
        let at = self.at?;
        self.extents.iter().find(|extent| extent.start.module == at.module)
    }

    fn row_of(&self, address: u64) -> usize {
        usize::try_from(address / self.width as u64).unwrap_or(usize::MAX)
    }

    fn rows(&self) -> usize {
        let size = self.extent().map_or(0, |extent| extent.size);
        usize::try_from(size.div_ceil(self.width as u64)).unwrap_or(usize::MAX)
    }

    /// Addresses of the rows that are seen.
    fn seen(&self) -> std::ops::Range<u64> {
        let size = self.extent().map_or(0, |extent| extent.size);
        let address = |row: usize| (row as u64).saturating_mul(self.width as u64).min(size);
        address(self.cursor.top)..address(self.cursor.top.saturating_add(self.room.height))
    }

    /// Puts the cursor on a byte.
    fn move_to(&mut self, place: MemoryRef) {
        self.at = Some(place);
        let (row, rows) = (self.row_of(place.address), self.rows());
        self.cursor.centre(row, rows, self.room.height);
    }

    /// Goes to a place, from which one can go back.
    fn go(&mut self, place: MemoryRef) {
        let extent = self.extents.iter().find(|extent| extent.start.module == place.module);
        let size = extent.map_or(0, |extent| extent.size);
        if place.address >= size {
            let end = format!("memory ends at {size:#x}");
            self.problem = Some(format!("{:#x} is not in it: {end}", place.address));
            return;
        }
        if let Some(at) = self.at.filter(|&at| at != place) {
            if self.back.len() == MOST_BACK {
                self.back.remove(0);
            }
            self.back.push(at);
        }
        self.move_to(place);
    }

    /// Where the variables of the selected frame lie, or the beginning.
    fn beginning(&self) -> Option<MemoryRef> {
        let own = self.named.iter().filter(|named| !named.pointed).map(|named| named.start);
        own.min_by_key(|start| start.address).or_else(|| Some(self.extents.first()?.start))
    }

    /// Moves the cursor so many bytes.
    fn step(&mut self, bytes: i64) {
        let size = self.extent().map_or(0, |extent| extent.size);
        if let Some(at) = self.at {
            let address = at.address.saturating_add_signed(bytes).min(size.saturating_sub(1));
            self.at = Some(MemoryRef { address, ..at });
            self.cursor.row = self.row_of(address);
        }
    }

    /// The first byte of the word under the cursor.
    fn word_start(&self) -> Option<MemoryRef> {
        let at = self.at?;
        Some(MemoryRef { address: at.address - at.address % self.group as u64, ..at })
    }

    /// Goes where the word under the cursor points.
    fn follow(&mut self) -> Effect {
        let pointer = self.extent().map_or(4, |extent| extent.pointer);
        let start = self.word_start();
        match start.and_then(|start| Some((start, self.blocks.bytes(start, pointer)?))) {
            Some((start, bytes)) => {
                self.go(MemoryRef { address: words::word(&bytes), ..start });
                Effect::Say(Role::Dim, format!("from {:#x}; Backspace goes back", start.address))
            }
            None => Effect::Say(Role::Warning, "no pointer can be read here".to_owned()),
        }
    }

    fn search(&mut self, forward: bool) {
        self.problem = None;
        if self.pattern.is_empty() {
            self.problem = Some("nothing was searched for; / does".to_owned());
        } else if let Some(from) = self.at {
            self.searching = Some(Query::Find { from, bytes: self.pattern.clone(), forward });
        }
    }

    /// Takes the answers to what was asked for.
    fn take_answers(&mut self, known: &Known) {
        if let Some(text) = &self.wanted {
            let query = Query::Place { selection: known.selection, text: text.clone() };
            match known.answer(&query) {
                Some(Ok(Answer::Place(place))) => {
                    let place = *place;
                    self.wanted = None;
                    self.found = None;
                    self.go(place);
                }
                Some(Err(why)) => {
                    self.problem = Some(why.to_owned());
                    self.wanted = None;
                }
                _ => {}
            }
        }
        if let Some(query) = &self.searching {
            match known.answer(query) {
                Some(Ok(Answer::Found(Some(place)))) => {
                    let place = *place;
                    self.found = Some(place);
                    self.searching = None;
                    self.go(place);
                }
                Some(Ok(_)) => {
                    self.problem = Some("it is nowhere in this memory".to_owned());
                    self.searching = None;
                }
                Some(Err(why)) => {
                    self.problem = Some(why.to_owned());
                    self.searching = None;
                }
                None => {}
            }
        }
    }

    /// Digits of an address.
    fn digits(&self) -> usize {
        let last = self.extent().map_or(0, |extent| extent.size.saturating_sub(1));
        if last > u64::from(u32::MAX) { 12 } else { 8 }
    }

    /// Column of a byte of a row, behind the address.
    const fn column(&self, byte: usize) -> usize {
        let words = byte / self.group;
        words * (2 * self.group + 1) + byte / HALF
    }

    /// How a byte is drawn.
    fn role(&self, place: MemoryRef, value: u8, changed: bool) -> Role {
        let found = self.found.is_some_and(|found| {
            found.module == place.module
                && place
                    .address
                    .checked_sub(found.address)
                    .is_some_and(|distance| distance < self.pattern.len() as u64)
        });
        match value {
            _ if changed => Role::Changed,
            _ if found => Role::Found,
            0 => Role::Dim,
            b' '..=b'~' => Role::Text,
            _ => Role::Value,
        }
    }

    /// A word of a row as digits.
    fn word(&self, known: &Known, start: MemoryRef, count: usize) -> (String, Role) {
        let place = |index: usize| MemoryRef { address: start.address + index as u64, ..start };
        let bytes: Vec<_> = (0..count).map(|index| self.blocks.byte(place(index))).collect();
        let text = bytes.iter().rev().map(|byte| {
            byte.map_or_else(|| known.symbols.dot.repeat(2), |byte| format!("{:02x}", byte.value))
        });
        let roles = bytes.iter().enumerate().map(|(index, byte)| {
            byte.map_or(Role::Dim, |byte| self.role(place(index), byte.value, byte.changed))
        });
        let strongest = roles.max_by_key(|role| match role {
            Role::Changed => 3,
            Role::Found => 2,
            Role::Dim => 0,
            _ => 1,
        });
        let role = match strongest {
            // What is text is seen at the right.
            Some(Role::Text) => Role::Value,
            Some(role) => role,
            None => Role::Dim,
        };
        (text.collect(), role)
    }

    /// What lies at the byte under the cursor.
    fn lies(&self, known: &Known) -> Vec<String> {
        let Some(at) = self.at else { return Vec::new() };
        let behind = |start: MemoryRef| {
            (start.module == at.module).then(|| at.address.checked_sub(start.address)).flatten()
        };
        let mut all = Vec::new();
        for named in &self.named {
            let Some(distance) = behind(named.start).filter(|&it| it < named.size.max(1)) else {
                continue;
            };
            let offset = if distance > 0 { format!("+{distance}") } else { String::new() };
            let name = &named.name;
            all.push(match named.pointed {
                false => format!("{name}{offset}"),
                true if distance == 0 => format!("{name} points here"),
                true => format!("{name} points {distance} before"),
            });
        }
        if let Some(Ok(Answer::StaticAt(Some((name, distance))))) =
            known.answer(&Query::StaticAt(at))
        {
            let offset = if *distance > 0 { format!("+{distance}") } else { String::new() };
            all.push(format!("{name}{offset}"));
        }
        all
    }

    fn readings_row(&self) -> Row {
        let Some(start) = self.word_start() else { return Row::default() };
        let digits = self.digits();
        let mut row = Row::of(format!("{:0digits$x}", start.address), Role::Address);
        let most = if self.group == 8 { 8 } else { 4 };
        let bytes = (1..=most).rev().find_map(|count| self.blocks.bytes(start, count));
        for (name, text) in words::readings(&bytes.unwrap_or_default(), self.group) {
            if row.width() + 3 + name.len() + text.len() > self.room.width {
                break;
            }
            row = row.with(format!("  {name} "), Role::Dim).with(text, Role::Number);
        }
        row
    }

    fn edit(&self) -> Option<Effect> {
        let at = self.at?;
        let purpose = Purpose::Pane(PaneId::Memory, "set");
        let label = format!("bytes at {:#x} = ", at.address);
        Some(Effect::Prompt(Prompt::new(purpose, label, "")))
    }

    fn set(&self, text: &str) -> Vec<Effect> {
        let Some(at) = self.at.filter(|_| !text.is_empty()) else { return Vec::new() };
        match words::typed(text) {
            Ok(bytes) => {
                let bytes: String = bytes.iter().map(|byte| format!(" {byte:02x}")).collect();
                vec![Effect::command(format!("set memory {at} ={bytes}"))]
            }
            Err(problem) => vec![Effect::Say(Role::Error, problem)],
        }
    }

    fn next_memory(&mut self) {
        let current = self
            .extents
            .iter()
            .position(|extent| self.at.is_some_and(|at| at.module == extent.start.module));
        let next = current.map_or(0, |at| (at + 1) % self.extents.len());
        match self.extents.get(next).map(|extent| extent.start) {
            Some(_) if self.extents.len() < 2 => {
                self.problem = Some("the program has no other memory".to_owned());
            }
            Some(start) => self.go(start),
            None => {}
        }
    }

    fn foot_row(&self, known: &Known, index: usize) -> Row {
        if let (Some(problem), 0) = (&self.problem, index) {
            return Row::of(problem, Role::Error);
        }
        if self.at.is_none() || !known.stands() {
            return Row::default();
        }
        match index {
            0 => self.readings_row(),
            _ => {
                let lies = self.lies(known);
                if lies.is_empty() {
                    return Row::of("no variable of this frame lies here", Role::Dim);
                }
                Row::of(lies.join(", "), Role::Name)
            }
        }
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
        let mut needs = vec![Query::Memories, Query::Named(selection)];
        if let Some(at) = self.at {
            needs.push(Query::StaticAt(at));
            needs.extend(Blocks::queries(at, self.seen()));
        }
        needs.extend(self.wanted.clone().map(|text| Query::Place { selection, text }));
        needs.extend(self.searching.clone());
        needs
    }

    fn refresh(&mut self, known: &Known, size: Size) {
        if let Some(Ok(Answer::Memories(extents))) = known.answer(&Query::Memories) {
            self.extents.clone_from(extents);
        }
        let named = known.answer(&Query::Named(known.selection));
        if let Some(Ok(Answer::Named(named))) = named {
            self.named.clone_from(named);
        }
        self.room = size;
        let width = width_for(size.width, self.digits(), self.group);
        if let Some(at) = self.at {
            if self.width != width {
                self.width = width;
                self.cursor = Cursor { row: self.row_of(at.address), ..Cursor::default() };
                self.move_to(at);
            } else if self.cursor.row != self.row_of(at.address) {
                // Somebody has moved the cursor by rows.
                let start = self.cursor.row as u64 * width as u64;
                let last = self.extent().map_or(0, |extent| extent.size.saturating_sub(1));
                let address = (start + at.address % width as u64).min(last);
                self.at = Some(MemoryRef { address, ..at });
                self.stays = true;
            }
        }
        self.width = width;
        if let Some(start) = self.beginning().filter(|_| named.is_some() && !self.stays) {
            // It goes with the frames until somebody goes elsewhere.
            if self.at != Some(start) {
                self.move_to(start);
            }
        }
        if !self.extents.is_empty() {
            self.take_answers(known);
        }
        if let Some(at) = self.at {
            let rows = self.rows();
            self.cursor.keep_in_sight(rows, size.height);
            self.blocks.refresh(known, at, self.seen());
        }
    }

    fn len(&self, _known: &Known) -> usize {
        self.rows()
    }

    fn row(&self, known: &Known, index: usize) -> Row {
        let (Some(at), Some(extent)) = (self.at, self.extent()) else { return Row::default() };
        let address = index as u64 * self.width as u64;
        let digits = self.digits();
        let count = usize::try_from(extent.size.saturating_sub(address)).unwrap_or(usize::MAX);
        let count = count.min(self.width);
        let place = |byte: usize| MemoryRef { address: address + byte as u64, ..at };
        let mut row = Row::default().with_head(format!("{address:0digits$x}  "), Role::Address);
        let under = |byte: usize, len: usize| {
            (address + byte as u64..address + (byte + len) as u64).contains(&at.address)
        };
        for byte in (0..count).step_by(self.group) {
            let len = self.group.min(count - byte);
            let (text, role) = self.word(known, place(byte), len);
            row.push(text, if under(byte, len) { Role::Cursor } else { role });
            let gap = self.column(byte + self.group) - self.column(byte) - 2 * len;
            row.push(" ".repeat(gap), Role::Plain);
        }
        let missing = self.column(self.width).saturating_sub(row.width()) + 1;
        row.push(" ".repeat(missing), Role::Plain);
        for byte in 0..count {
            let (text, role) = match self.blocks.byte(place(byte)) {
                Some(known) => {
                    let role = self.role(place(byte), known.value, known.changed);
                    match known.value {
                        c @ b' '..=b'~' => (char::from(c).to_string(), role),
                        _ if role == Role::Value => (".".to_owned(), Role::Dim),
                        _ => (".".to_owned(), role),
                    }
                }
                None => (" ".to_owned(), Role::Dim),
            };
            row.push(text, if under(byte, 1) { Role::Cursor } else { role });
        }
        row
    }

    fn foot(&self, size: Size) -> usize {
        match size.height {
            0..5 => 0,
            5..9 => 1,
            _ => 2,
        }
    }

    fn foot_rows(&self, known: &Known, size: Size) -> Vec<Row> {
        (0..self.foot(size)).map(|index| self.foot_row(known, index)).collect()
    }

    fn clicked(&mut self, column: usize) {
        let digits = self.column(self.width) + 1;
        let byte = match column.checked_sub(digits) {
            Some(byte) => byte.min(self.width - 1),
            None => (0..self.width).rev().find(|&it| self.column(it) <= column).unwrap_or(0),
        };
        self.stays = true;
        if let Some(at) = self.at {
            let last = self.extent().map_or(0, |extent| extent.size.saturating_sub(1));
            let address = (self.cursor.row as u64 * self.width as u64 + byte as u64).min(last);
            self.at = Some(MemoryRef { address, ..at });
        }
    }

    fn remark(&self, _known: &Known) -> String {
        let Some(extent) = self.extent() else { return String::new() };
        let size = match extent.size {
            size if size.is_multiple_of(1 << 20) => format!("{} MiB", size >> 20),
            size if size.is_multiple_of(1 << 10) => format!("{} KiB", size >> 10),
            size => format!("{size} bytes"),
        };
        format!("{} {size}", extent.name)
    }

    fn placeholder(&self, known: &Known) -> String {
        match known.answer(&Query::Memories) {
            Some(Ok(Answer::Memories(all))) if all.is_empty() => {
                "the program has no linear memory, or an empty one".to_owned()
            }
            Some(Err(why)) => why.to_owned(),
            _ => String::new(),
        }
    }

    fn act(&mut self, action: Action, _known: &Known) -> Option<Vec<Effect>> {
        let prompt = |name, label| {
            let purpose = Purpose::Pane(PaneId::Memory, name);
            Some(vec![Effect::Prompt(Prompt::new(purpose, label, ""))])
        };
        self.problem = None;
        let stays = std::mem::replace(&mut self.stays, true);
        match action {
            Action::Left => self.step(-(self.group as i64)),
            Action::Right => self.step(self.group as i64),
            Action::Goto => return prompt("goto", "memory at "),
            Action::Search => return prompt("search", "find a text, or {0d f0} bytes: "),
            Action::SearchNext => self.search(true),
            Action::SearchPrevious => self.search(false),
            Action::Edit => return Some(vec![self.edit()?]),
            Action::Follow => return Some(vec![self.follow()]),
            Action::Back => match self.back.pop() {
                Some(place) => self.move_to(place),
                None => self.problem = Some("there is no place to go back to".to_owned()),
            },
            Action::Notation => {
                self.group = if self.group == 8 { 1 } else { self.group * 2 };
                let start = self.word_start();
                self.at = start.or(self.at);
            }
            Action::NextMemory => self.next_memory(),
            Action::Home => self.stays = false,
            _ => {
                self.stays = stays;
                return None;
            }
        }
        Some(Vec::new())
    }

    fn copied(&self, known: &Known) -> String {
        let row = self.row(known, self.cursor.row);
        let address = row.head.first().map_or("", |part| part.text.trim());
        format!("{address}: {}", row.text())
    }

    fn entered(&mut self, purpose: &Purpose, text: &str, _known: &Known) -> Vec<Effect> {
        match purpose {
            Purpose::Pane(_, "set") => return self.set(text.trim()),
            Purpose::Pane(_, "search") if !text.is_empty() => match words::sought(text) {
                Ok(bytes) => {
                    self.pattern = bytes;
                    self.found = None;
                    self.search(true);
                }
                Err(problem) => return vec![Effect::Say(Role::Error, problem)],
            },
            Purpose::Pane(_, "goto") if !text.trim().is_empty() => {
                self.examine(text.trim().to_owned());
            }
            _ => {}
        }
        Vec::new()
    }
}

/// Bytes of a row: as many as have room, but never fewer than a word has.
fn width_for(room: usize, digits: usize, group: usize) -> usize {
    let columns =
        |bytes: usize| digits + 2 + bytes / group * (2 * group + 1) + bytes / HALF + 1 + bytes;
    [32, 16, 8, 4].into_iter().find(|&bytes| columns(bytes) <= room).unwrap_or(4).max(group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_as_many_bytes_as_there_is_room_for() {
        assert_eq!(width_for(80, 8, 1), 16);
        assert_eq!(width_for(160, 8, 1), 32);
        assert_eq!(width_for(47, 8, 1), 8);
        assert_eq!(width_for(20, 8, 1), 4);
        assert_eq!(width_for(20, 8, 8), 8);
        assert_eq!(width_for(80, 12, 4), 16);
    }
}
