//! Frame ids: a stop's frames must not be taken for those of a later stop.

/// Gives out ids for the frames of one stop after the other.
#[derive(Debug)]
pub(crate) struct FrameIds {
    /// Stop that the ids belong to, as counted by the session's events.
    stop: u64,
    /// Id of frame 0.
    base: i32,
    /// One more than the highest frame index that was given out.
    given: i32,
}

impl Default for FrameIds {
    fn default() -> Self {
        Self { stop: 0, base: 1, given: 0 }
    }
}

impl FrameIds {
    /// The id of a frame at a stop; the ids of earlier stops end.
    pub(crate) fn id(&mut self, stop: u64, index: u32) -> i32 {
        self.move_to(stop);
        let index = i32::try_from(index).unwrap_or(i32::MAX - 1).min(i32::MAX - self.base);
        self.given = self.given.max(index.saturating_add(1));
        self.base + index
    }

    /// The index of a frame by its id, where that was given out at this stop.
    pub(crate) fn index(&self, stop: u64, id: i32) -> Option<u32> {
        let index = id.checked_sub(self.base).filter(|index| (0..self.given).contains(index))?;
        u32::try_from(index).ok().filter(|_| stop == self.stop)
    }

    fn move_to(&mut self, stop: u64) {
        if stop == self.stop {
            return;
        }
        self.stop = stop;
        // Ids begin anew long before they could overflow; a client has forgotten those by then.
        self.base = match self.base.checked_add(self.given) {
            Some(base) if base < i32::MAX / 2 => base,
            _ => 1,
        };
        self.given = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_end_with_their_stop() {
        let mut ids = FrameIds::default();
        let (inner, outer) = (ids.id(1, 0), ids.id(1, 1));
        assert_eq!((ids.index(1, inner), ids.index(1, outer)), (Some(0), Some(1)));
        assert_eq!(ids.index(2, inner), None);
        let next = ids.id(2, 0);
        assert_eq!(
            (ids.index(2, next), ids.index(2, inner), ids.index(2, outer)),
            (Some(0), None, None)
        );
        assert_eq!(ids.index(2, next + 1), None);
        assert_eq!(ids.index(2, i32::MIN), None);
    }
}
