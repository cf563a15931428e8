//! How much of a piece of memory the machine really holds, in cells.
//!
//! Invariants: the cells have each page of the piece once, in order; no more pages are asked about than the asker
//! grants, and all of them where that is enough; the buffer has one size, however large the piece is.

use std::ops::Range;

/// Most pages that a system is asked about at a time: what it writes of them is a page itself.
pub(crate) const CHUNK: usize = 4096;

/// Pages in a row that are asked about where not all of a cell's are: a call of the system costs as much as some
/// hundred pages.
const RUN: u64 = 512;

/// How much of a piece of memory the machine holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Residency {
    /// Bytes of one of the machine's pages.
    pub page_size: u64,
    /// The pages from the first one to the last in equal parts: each page that has a byte of the piece, so that the
    /// first and the last may have others as well.
    pub cells: Vec<ResidencyCell>,
}

/// Pages that follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResidencyCell {
    /// How many.
    pub pages: u64,
    /// How many of them the system was asked about: all, or a sample where that would have been too many.
    pub asked: u64,
    /// How many of those it holds in memory.
    pub resident: u64,
}

/// Looks at a piece of memory that begins at an address, in at most `cells` cells, and asks about at most `most` pages,
/// though about one of each cell. `ask` sets a byte for each page from a page's number on, whose lowest bit says
/// whether it is resident, and is `false` where the system does not tell; it is never asked about more than [`CHUNK`].
pub(crate) fn survey(
    address: usize,
    length: usize,
    page_size: usize,
    (cells, most): (usize, usize),
    ask: impl FnMut(usize, &mut [u8]) -> bool,
) -> Option<Residency> {
    let piece = address / page_size..address.checked_add(length)?.div_ceil(page_size);
    let pages = if length == 0 { 0 } else { piece.len() as u64 };
    let cells = (cells as u64).clamp(1, pages.max(1));
    let share = (most as u64 / cells).max(1);
    let whole = pages <= most as u64;
    let mut window = Window {
        ask,
        begin: piece.start,
        pages,
        reach: if whole { CHUNK as u64 } else { share.min(RUN) },
        held: 0..0,
        flags: [0; CHUNK],
    };
    let bound = |cell: u64| (u128::from(pages) * u128::from(cell) / u128::from(cells)) as u64;
    let looked = (0..cells).map(|cell| {
        let cell = bound(cell)..bound(cell + 1);
        let share = if whole { u64::MAX } else { share };
        let (asked, resident) = window.sample(cell.clone(), share)?;
        Some(ResidencyCell { pages: cell.end - cell.start, asked, resident })
    });
    let mut cells = looked.collect::<Option<Vec<_>>>()?;
    cells.retain(|cell| cell.pages > 0);
    Some(Residency { page_size: page_size as u64, cells })
}

/// What the system has said last, of pages numbered from the first one of the piece.
struct Window<A> {
    ask: A,
    /// The system's number of the first page.
    begin: usize,
    /// Pages of the piece.
    pages: u64,
    /// Most pages that are asked about at a time.
    reach: u64,
    held: Range<u64>,
    flags: [u8; CHUNK],
}

impl<A: FnMut(usize, &mut [u8]) -> bool> Window<A> {
    /// How many of a cell's pages were asked about, and how many of these are resident: of all, or of so many in runs
    /// that lie equally far apart.
    fn sample(&mut self, cell: Range<u64>, share: u64) -> Option<(u64, u64)> {
        let pages = cell.end - cell.start;
        if pages <= share {
            return Some((pages, self.resident(cell)?));
        }
        let runs = share.div_ceil(RUN);
        let length = share / runs;
        let mut resident = 0;
        for run in 0..runs {
            let start = cell.start + pages / runs * run;
            resident += self.resident(start..start + length)?;
        }
        Some((runs * length, resident))
    }

    /// How many of these pages are resident.
    fn resident(&mut self, mut pages: Range<u64>) -> Option<u64> {
        let mut resident = 0;
        while !pages.is_empty() {
            if !self.held.contains(&pages.start) {
                self.look(pages.start)?;
            }
            let end = pages.end.min(self.held.end);
            let [from, to] = [pages.start, end].map(|page| (page - self.held.start) as usize);
            let flags = self.flags.get(from..to)?;
            resident += flags.iter().filter(|&&flag| flag & 1 != 0).count() as u64;
            pages.start = end;
        }
        Some(resident)
    }

    /// Asks about the pages from one on.
    fn look(&mut self, page: u64) -> Option<()> {
        let end = page.saturating_add(self.reach).min(self.pages);
        let flags = self.flags.get_mut(..usize::try_from(end - page).ok()?)?;
        self.held = page..end;
        let first = self.begin.checked_add(usize::try_from(page).ok()?)?;
        (self.ask)(first, flags).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: usize = 4096;

    /// Looks at `pages` pages from the 100th on, of which those with an even number are resident, and says how often
    /// the system was asked, about how many pages.
    fn even(pages: usize, cells: usize, most: usize) -> (Vec<ResidencyCell>, Vec<usize>) {
        let mut asked = Vec::new();
        let ask = |first: usize, flags: &mut [u8]| {
            assert!(first >= 100 && first + flags.len() <= 100 + pages, "outside of the piece");
            asked.push(flags.len());
            // What the other bits say is the system's own affair.
            (first..).zip(flags).for_each(|(page, flag)| *flag = 0xfe | u8::from(page % 2 == 0));
            true
        };
        let survey = survey(100 * PAGE, pages * PAGE, PAGE, (cells, most), ask).unwrap();
        (survey.cells, asked)
    }

    #[test]
    fn each_page_is_in_one_cell_and_asked_about_once() {
        for (pages, cells) in [(1, 64), (17, 64), (64, 64), (1000, 7), (9000, 64), (9001, 1)] {
            let (found, asked) = even(pages, cells, 1 << 17);
            assert_eq!(found.len(), cells.min(pages));
            assert_eq!(found.iter().map(|cell| cell.pages).sum::<u64>(), pages as u64);
            assert_eq!(asked.iter().sum::<usize>(), pages);
            assert_eq!(asked.len(), pages.div_ceil(CHUNK), "not more calls than it takes");
            let least = found.iter().map(|cell| cell.pages).min();
            assert!(found.iter().all(|cell| Some(cell.pages) <= least.map(|least| least + 1)));
            assert!(found.iter().all(|cell| cell.asked == cell.pages));
            let resident = found.iter().map(|cell| cell.resident).sum::<u64>();
            assert_eq!(resident, pages.div_ceil(2) as u64);
        }
    }

    #[test]
    fn of_more_pages_than_may_be_asked_about_each_cell_has_a_sample() {
        let (found, asked) = even(1 << 22, 64, 1 << 17);
        assert_eq!(found.len(), 64);
        assert_eq!(found[0], ResidencyCell { pages: 1 << 16, asked: 2048, resident: 1024 });
        assert!(found.iter().all(|cell| cell == &found[0]));
        assert_eq!(asked, vec![RUN as usize; 256]);
        // However little is granted, a cell is never a guess.
        let (found, asked) = even(1000, 10, 5);
        assert!(found.iter().all(|cell| (cell.pages, cell.asked) == (100, 1)));
        assert_eq!(asked, [1; 10]);
    }

    #[test]
    fn a_piece_has_the_pages_that_it_begins_and_ends_in() {
        let pages = |address, length| {
            let survey = survey(address, length, PAGE, (8, 8), |_, _| true).unwrap();
            survey.cells.iter().map(|cell| cell.pages).sum::<u64>()
        };
        assert_eq!(pages(PAGE, PAGE), 1);
        assert_eq!(pages(PAGE + 16, PAGE), 2);
        assert_eq!(pages(PAGE + 16, 1), 1);
        assert_eq!(pages(PAGE - 1, 2), 2);
        assert_eq!(pages(PAGE + 16, 0), 0);
        assert_eq!(pages(PAGE, 0), 0);
    }

    #[test]
    fn what_the_system_does_not_tell_is_unknown_as_a_whole() {
        let ask = |first: usize, _: &mut [u8]| first < 2 * CHUNK;
        assert_eq!(survey(0, 3 * CHUNK * PAGE, PAGE, (4, 1 << 17), ask), None);
        assert_eq!(survey(usize::MAX, 2, PAGE, (4, 1 << 17), |_, _| true), None);
    }
}
