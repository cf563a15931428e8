//! Places that somebody has looked at, to go back and forth between.

/// Places that are kept each way.
const MOST: usize = 100;

/// Places that somebody has looked at.
#[derive(Clone, Debug)]
pub(super) struct Trail<P> {
    back: Vec<P>,
    forth: Vec<P>,
}

impl<P> Default for Trail<P> {
    fn default() -> Self {
        Self { back: Vec::new(), forth: Vec::new() }
    }
}

impl<P: PartialEq> Trail<P> {
    /// Somebody leaves a place for one that is new.
    pub(super) fn leave(&mut self, place: P) {
        self.forth.clear();
        if self.back.last() != Some(&place) {
            self.back.push(place);
        }
        if self.back.len() > MOST {
            self.back.remove(0);
        }
    }

    /// The place before, for the one that is looked at now.
    pub(super) fn back(&mut self, now: Option<P>) -> Option<P> {
        Self::step(&mut self.back, &mut self.forth, now)
    }

    /// The place that was gone back from.
    pub(super) fn forth(&mut self, now: Option<P>) -> Option<P> {
        Self::step(&mut self.forth, &mut self.back, now)
    }

    fn step(from: &mut Vec<P>, to: &mut Vec<P>, now: Option<P>) -> Option<P> {
        let place = from.pop()?;
        to.extend(now);
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_back_and_forth() {
        let mut trail = Trail::default();
        trail.leave(1);
        trail.leave(2);
        assert_eq!(trail.back(Some(3)), Some(2));
        assert_eq!(trail.back(Some(2)), Some(1));
        assert_eq!(trail.back(Some(1)), None);
        assert_eq!(trail.forth(Some(1)), Some(2));
        trail.leave(2);
        assert_eq!(trail.forth(Some(4)), None);
        assert_eq!(trail.back(Some(4)), Some(2));
    }
}
