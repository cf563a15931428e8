//! Where a variable lies at one instruction, worked out before the program is there.

use std::cell::{Cell, RefCell};

use wrtd_symbols::{
    AccessError, ModuleSymbols, Place, ProgramAccess, VariableLocation, WasmPlace, WasmValue,
};

/// How the place of a variable is found where its breakpoint is reached.
#[derive(Clone, Debug)]
pub(super) enum Locator {
    /// It is always this one.
    Fixed(Place),
    /// In memory, so many bytes behind the address that a Wasm place holds.
    Behind { base: WasmPlace, distance: u32 },
}

impl Locator {
    /// Finds out on what the place depends by looking at what its expression reads: nothing, or one number that an offset is
    /// added to, which is how compilers describe variables in memory. `None` for everything else.
    pub(super) fn of(
        symbols: &ModuleSymbols,
        location: &VariableLocation,
        offset: u32,
    ) -> Option<Self> {
        // Numbers that no alignment or mask maps to others at the same distances.
        let tried = [0x1_0007, 0x2_345b, 0x7_f0f2].map(|number| {
            let probe = Probe::new(number);
            let place = symbols.locate(location, offset, &probe);
            (number, probe, place)
        });
        let [(number, probe, place), others @ ..] = &tried;
        match (place, probe.base()?) {
            (Place::Bytes(_) | Place::Memory(_), None) | (Place::Wasm { .. }, _) => {
                Some(Self::Fixed(place.clone()))
            }
            (Place::Memory(address), Some(base)) => {
                let distance = |address: u64, number: u32| (address as u32).wrapping_sub(number);
                let first = distance(*address, *number);
                let same = |(number, probe, place): &(u32, Probe, Place)| {
                    probe.base() == Some(Some(base))
                        && matches!(place, Place::Memory(at) if distance(*at, *number) == first)
                };
                others.iter().all(same).then_some(Self::Behind { base, distance: first })
            }
            _ => None,
        }
    }

    /// The place now; `None` where the base is no address.
    pub(super) fn place(&self, program: &dyn ProgramAccess) -> Option<Place> {
        match self {
            Self::Fixed(place) => Some(place.clone()),
            Self::Behind { base, distance } => {
                let value = match *base {
                    WasmPlace::Local(index) => program.wasm_local(index),
                    WasmPlace::Global(index) => program.wasm_global(index),
                    WasmPlace::Operand(index) => program.wasm_operand(index),
                };
                let Some(WasmValue::I32(base)) = value else { return None };
                Some(Place::Memory(base.wrapping_add(*distance).into()))
            }
        }
    }
}

/// Where a variable lies whatever the program holds; `None` where that depends on it.
pub(super) fn fixed_place(
    symbols: &ModuleSymbols,
    location: &VariableLocation,
    offset: u32,
) -> Option<Place> {
    match Locator::of(symbols, location, offset)? {
        Locator::Fixed(place) => Some(place),
        Locator::Behind { .. } => None,
    }
}

/// A program in which every number is the same; it notes what is read of it.
struct Probe {
    number: u32,
    read: RefCell<Vec<WasmPlace>>,
    /// Something was read that may be other each time.
    elsewhere: Cell<bool>,
}

impl Probe {
    fn new(number: u32) -> Self {
        Self { number, read: RefCell::default(), elsewhere: Cell::new(false) }
    }

    /// The one place that was read, if any was; `None` where it was more.
    fn base(&self) -> Option<Option<WasmPlace>> {
        let read = self.read.borrow();
        let first = read.first().copied();
        (!self.elsewhere.get() && read.iter().all(|place| Some(*place) == first)).then_some(first)
    }

    fn note(&self, place: WasmPlace) -> Option<WasmValue> {
        self.read.borrow_mut().push(place);
        Some(WasmValue::I32(self.number))
    }
}

impl ProgramAccess for Probe {
    fn read_memory(&self, _: u64, _: &mut [u8]) -> Result<(), AccessError> {
        self.elsewhere.set(true);
        Err(AccessError::Unavailable("it does not run yet".to_owned()))
    }

    fn memory_size(&self) -> u64 {
        1 << 32
    }

    fn wasm_local(&self, index: u32) -> Option<WasmValue> {
        self.note(WasmPlace::Local(index))
    }

    fn wasm_global(&self, index: u32) -> Option<WasmValue> {
        self.note(WasmPlace::Global(index))
    }

    fn wasm_operand(&self, index: u32) -> Option<WasmValue> {
        self.note(WasmPlace::Operand(index))
    }

    fn table_function(&self, _: u32) -> Option<u32> {
        self.elsewhere.set(true);
        None
    }
}
