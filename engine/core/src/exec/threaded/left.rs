//! Where frames have left translated code last.
//!
//! To find the point that an instruction stands for its function is translated once more, which takes milliseconds where that
//! is the loop of an interpreter. A program that is interrupted again and again, as by somebody who watches it, leaves
//! at the same few turns of loops each time.
//!
//! Invariant: each address is of an instruction of a translation that is called and not retired; whoever removes a
//! translation forgets all of them. They take a constant size, which nobody is charged.

use alloc::vec::Vec;

use super::translate::Point;

/// Most points: loops that lie in each other, in some functions that call each other.
const POINTS: usize = 16;

/// Most operands of one of them: at the turn of a loop there are few.
const OPERANDS: usize = 32;

/// The points at which frames have left last, by the address of the instruction.
#[derive(Default)]
pub(crate) struct LeftPoints {
    points: Vec<(u64, Point)>,
    /// Place of the next one where there are as many as there may be.
    next: usize,
}

impl LeftPoints {
    /// The point of the instruction at `address`.
    pub(super) fn find(&self, address: u64) -> Option<&Point> {
        self.points.iter().find(|(at, _)| *at == address).map(|(_, point)| point)
    }

    /// Keeps a point that [`LeftPoints::find`] has not found, in place of the one that was kept longest.
    pub(super) fn keep(&mut self, address: u64, point: &Point) {
        if point.operands.len() > OPERANDS {
            return;
        }
        let kept = (address, point.clone());
        match self.points.get_mut(self.next) {
            Some(place) => *place = kept,
            None => self.points.push(kept),
        }
        self.next = (self.next + 1) % POINTS;
    }

    /// Forgets all of them.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_points_are_kept_until_they_are_forgotten() {
        let mut left = LeftPoints::default();
        let point = |pc| Point { pc, ..Point::default() };
        for pc in 0..40 {
            assert!(left.find(pc).is_none());
            left.keep(pc, &point(pc as u32));
            let kept = (0..40).filter(|&address| left.find(address).is_some()).collect::<Vec<_>>();
            assert_eq!(kept, ((pc + 1).saturating_sub(POINTS as u64)..=pc).collect::<Vec<_>>());
            assert!(kept.iter().all(|&pc| left.find(pc).is_some_and(|at| u64::from(at.pc) == pc)));
        }
        left.forget();
        assert!((0..40).all(|address| left.find(address).is_none()));
    }
}
