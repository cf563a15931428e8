//! Frame ids: a stop's frames must not be taken for those of a later stop, nor for those of another thread.
//!
//! Ids are given out in blocks, each for frames of one thread, so that a deep stack takes little to remember.

/// Frames of a block.
const BLOCK: u32 = 1024;

/// Gives out ids for the frames of one stop after the other.
#[derive(Debug)]
pub(crate) struct FrameIds {
    /// Stop that the ids belong to, as counted by the session's events.
    stop: u64,
    /// First id of the first block.
    base: i32,
    blocks: Vec<Block>,
}

/// Ids of frames that follow each other.
#[derive(Debug)]
struct Block {
    thread: u32,
    /// Index of its first frame.
    first: u32,
    /// Number of frames up to the last one that was given out.
    given: u32,
}

impl Default for FrameIds {
    fn default() -> Self {
        Self { stop: 0, base: 1, blocks: Vec::new() }
    }
}

impl FrameIds {
    /// The id of a thread's frame at a stop; the ids of earlier stops end.
    pub(crate) fn id(&mut self, stop: u64, thread: u32, index: u32) -> i32 {
        self.move_to(stop);
        let (first, offset) = (index - index % BLOCK, index % BLOCK);
        let is_its = |block: &Block| (block.thread, block.first) == (thread, first);
        let number = self.blocks.iter().position(is_its).unwrap_or_else(|| {
            self.blocks.push(Block { thread, first, given: 0 });
            self.blocks.len() - 1
        });
        let block = &mut self.blocks[number];
        block.given = block.given.max(offset + 1);
        let distance = number as u64 * u64::from(BLOCK) + u64::from(offset);
        i32::try_from(distance).map_or(i32::MAX, |distance| self.base.saturating_add(distance))
    }

    /// The thread and the index of a frame by its id, where that was given out at this stop.
    pub(crate) fn place(&self, stop: u64, id: i32) -> Option<(u32, u32)> {
        let distance =
            u32::try_from(id.checked_sub(self.base)?).ok().filter(|_| stop == self.stop)?;
        let block = self.blocks.get((distance / BLOCK) as usize)?;
        let offset = distance % BLOCK;
        (offset < block.given).then_some((block.thread, block.first + offset))
    }

    fn move_to(&mut self, stop: u64) {
        if stop == self.stop {
            return;
        }
        self.stop = stop;
        // Ids begin anew long before they could overflow; a client has forgotten those by then.
        let used = i32::try_from(self.blocks.len() as u64 * u64::from(BLOCK)).unwrap_or(i32::MAX);
        self.base = match self.base.checked_add(used) {
            Some(base) if base < i32::MAX / 2 => base,
            _ => 1,
        };
        self.blocks.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_end_with_their_stop() {
        let mut ids = FrameIds::default();
        let (inner, outer) = (ids.id(1, 1, 0), ids.id(1, 1, 1));
        assert_eq!((ids.place(1, inner), ids.place(1, outer)), (Some((1, 0)), Some((1, 1))));
        assert_eq!(ids.place(2, inner), None);
        let next = ids.id(2, 1, 0);
        assert_eq!(
            (ids.place(2, next), ids.place(2, inner), ids.place(2, outer)),
            (Some((1, 0)), None, None)
        );
        assert_eq!(ids.place(2, next + 1), None);
        assert_eq!(ids.place(2, i32::MIN), None);
    }

    #[test]
    fn frames_of_each_thread_have_ids_of_their_own() {
        let mut ids = FrameIds::default();
        let given: Vec<i32> = [(1, 0), (7, 0), (1, 5000), (7, 1), (1, 0)]
            .map(|(thread, index)| ids.id(3, thread, index))
            .into();
        let places: Vec<_> = given.iter().map(|&id| ids.place(3, id)).collect();
        assert_eq!(
            places,
            [Some((1, 0)), Some((7, 0)), Some((1, 5000)), Some((7, 1)), Some((1, 0))]
        );
        assert_eq!((given[0], ids.place(3, given[0] + 1)), (given[4], None));
    }
}
