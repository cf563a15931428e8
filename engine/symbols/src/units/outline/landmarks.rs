//! Which scopes are around a DIE, for a unit whose outline is larger than the budget.
//!
//! DIEs do not know what they are inside of, so that it takes a walk from the start of the unit. Some
//! landmarks on the way, where it is known, make it a short one.

use gimli::EntriesRaw;

use super::is_scope;
use crate::units::{Reader, Unit, narrow};

/// Landmarks of a unit: enough that a walk from one to a DIE takes no time, and few enough for the
/// smallest budget that a device has.
const LANDMARKS: u64 = 32;
/// Where DIEs are nested deeper than this, there is no landmark.
const DEEPEST: usize = 16;
/// Bytes of the landmarks of a unit at most.
pub(crate) const LARGEST: u64 =
    LANDMARKS * (size_of::<Landmark>() + DEEPEST * size_of::<Option<u32>>()) as u64;

/// Places in a unit, in order.
#[derive(Debug, Default)]
pub(crate) struct Landmarks {
    marks: Vec<Landmark>,
}

/// A DIE of which it is known what it is inside of.
#[derive(Debug)]
struct Landmark {
    die: u32,
    open: Open,
}

/// The DIEs around a place, outermost first: the offset of those that are scopes.
type Open = Vec<Option<u32>>;

impl Landmarks {
    /// Walks through all of a unit.
    pub(crate) fn read(unit: &Unit) -> Self {
        let distance = unit.length() / LANDMARKS + 1;
        let mut marks = Vec::new();
        let mut next = distance;
        let _ = walk(unit, None, |die, open| {
            if u64::from(die) >= next && open.len() <= DEEPEST {
                marks.push(Landmark { die, open: open.to_vec() });
                next = u64::from(die).saturating_add(distance);
            }
            true
        });
        marks.shrink_to_fit();
        Self { marks }
    }

    /// Bytes of memory that it takes.
    pub(crate) fn size(&self) -> usize {
        let open = self.marks.iter().map(|mark| mark.open.capacity() * size_of::<Option<u32>>());
        self.marks.capacity() * size_of::<Landmark>() + open.sum::<usize>()
    }

    /// The last landmark before a DIE.
    fn before(&self, die: u32) -> Option<&Landmark> {
        let next = self.marks.partition_point(|mark| mark.die <= die);
        self.marks.get(next.checked_sub(1)?)
    }
}

/// See [`Outline::scopes_around`](super::Outline::scopes_around).
pub(crate) fn find_scopes(unit: &Unit, landmarks: &Landmarks, die: u32) -> Vec<u32> {
    let mut scopes = Vec::new();
    let _ = walk(unit, landmarks.before(die), |at, open| {
        let is_reached = at >= die;
        if is_reached {
            scopes.extend(open.iter().flatten());
        }
        !is_reached
    });
    scopes
}

/// Goes from DIE to DIE, up to the first broken one, until `visit` says that it is enough. It is told what
/// each is inside of.
fn walk(
    unit: &Unit,
    from: Option<&Landmark>,
    mut visit: impl FnMut(u32, &[Option<u32>]) -> bool,
) -> gimli::Result<()> {
    let start = from.and_then(|mark| usize::try_from(mark.die).ok()).map(gimli::UnitOffset);
    let mut open = from.map_or_else(Vec::new, |mark| mark.open.clone());
    let mut entries: EntriesRaw<'_, Reader> = unit.unit.entries_raw(start)?;
    while !entries.is_empty() {
        let die = narrow(entries.next_offset());
        if !visit(die, &open) {
            break;
        }
        let Some(abbreviation) = entries.read_abbreviation()? else {
            open.pop();
            continue;
        };
        entries.skip_attributes(abbreviation.attributes())?;
        if abbreviation.has_children() {
            open.push(is_scope(abbreviation.tag()).then_some(die));
        }
    }
    Ok(())
}
