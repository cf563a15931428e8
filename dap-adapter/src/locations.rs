//! References to where things are declared; what they mean is worked out when a client asks.

/// What is located.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Located {
    /// The declaration of a variable that is visible in a frame.
    Declaration { frame: u32, name: String },
    /// The function to which the value of an expression points.
    Function { frame: u32, expression: String },
}

/// References that are given at one stop; a client that asks for more gets values without them.
const MOST: usize = 100_000;

/// The references of one stop after the other. A number is never given twice.
#[derive(Debug, Default)]
pub(crate) struct Locations {
    /// Stop that the references belong to, as counted by the session's events.
    stop: u64,
    /// Numbers given at earlier stops.
    earlier: i32,
    given: Vec<Located>,
}

impl Locations {
    /// A reference; `None` where there are too many.
    pub(crate) fn give(&mut self, stop: u64, located: Located) -> Option<i32> {
        if stop != self.stop {
            self.stop = stop;
            let given = i32::try_from(self.given.len()).unwrap_or(i32::MAX);
            // Numbers begin anew long before they could overflow; a client has forgotten those by then.
            self.earlier = self.earlier.saturating_add(given) % (i32::MAX / 2);
            self.given.clear();
        }
        if self.given.len() >= MOST {
            return None;
        }
        self.given.push(located);
        Some(self.earlier + i32::try_from(self.given.len()).ok()?)
    }

    /// What a reference of this stop means.
    pub(crate) fn get(&self, stop: u64, number: i32) -> Option<Located> {
        let index = number.checked_sub(self.earlier)?.checked_sub(1)?;
        self.given.get(usize::try_from(index).ok()?).filter(|_| stop == self.stop).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_end_with_their_stop() {
        let of = |name: &str| Located::Declaration { frame: 0, name: name.to_owned() };
        let mut locations = Locations::default();
        let first = locations.give(1, of("a")).unwrap();
        assert_eq!(locations.get(1, first), Some(of("a")));
        assert_eq!(locations.get(2, first), None);
        let second = locations.give(2, of("b")).unwrap();
        assert_ne!(first, second);
        assert_eq!((locations.get(2, first), locations.get(2, second)), (None, Some(of("b"))));
        for number in [0, -1, i32::MIN, i32::MAX, second + 1] {
            assert_eq!(locations.get(2, number), None);
        }
        let more = (0..200_000).filter(|_| locations.give(3, of("c")).is_some()).count();
        assert_eq!(more, MOST);
    }
}
