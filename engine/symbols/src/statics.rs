//! Variables that live as long as the program: globals, statics, and Rust's vtables.

use gimli::{AttributeValue, Operation, Section};

use crate::{
    StaticVariable, SymbolCharge, TypeId, VariableLocation,
    debug_info::{DebugInfo, MAX_REFERENCES},
    describe::NO_TYPE,
    units::{DieRef, Unit, Value, outline::StaticDie},
};

/// Statics by their address in linear memory.
#[derive(Debug, Default)]
pub(crate) struct StaticMap {
    by_address: Vec<(u64, DieRef)>,
}

/// Statics beyond this are left out of the map.
const MAX_MAPPED: usize = 1 << 20;
/// Bytes of an entry of the map.
const ENTRY: usize = size_of::<(u64, DieRef)>();

impl DebugInfo {
    /// See [`crate::ModuleSymbols::statics`]. Of one unit, or of all.
    pub(crate) fn statics(&self, unit: Option<u32>) -> Vec<StaticVariable> {
        let units = unit.map_or(0..self.index().len(), |unit| unit..unit.saturating_add(1));
        let mut found = Vec::new();
        for unit in units {
            let outline = self.outline(unit);
            let own = outline.statics.iter().filter(|variable| !variable.in_function);
            for StaticDie { die, .. } in own {
                found.extend(self.static_variable(DieRef { unit, offset: *die }));
            }
        }
        found
    }

    /// Name and type of a static; `None` for nameless data and vtables, which are no variables.
    fn static_variable(&self, die: DieRef) -> Option<StaticVariable> {
        let (name, ty) = self.static_names(die);
        let name =
            name.filter(|name| !name.ends_with("{vtable}") && !name.ends_with(CPP_VTABLE))?;
        let ty = ty.map_or(NO_TYPE, |ty| TypeId(ty.pack()));
        Some(StaticVariable { name: name.into(), ty, location: VariableLocation(die.pack()) })
    }

    /// Qualified name and type of a static, from its definition and its declaration.
    fn static_names(&self, die: DieRef) -> (Option<String>, Option<DieRef>) {
        let (mut name, mut ty) = (None, None);
        let mut at = Some(die);
        for _ in 0..MAX_REFERENCES {
            let Some(die) = at else { break };
            let unit = self.unit(die.unit);
            let Some(unit) = unit.as_ref() else { break };
            let Some(entry) = unit.entry(die.offset) else { break };
            name = name.or_else(|| {
                let name = unit.text(&entry, gimli::DW_AT_name)?;
                let qualified = self.qualified(die, &name);
                Some(thread_local_name(&qualified).unwrap_or(qualified))
            });
            ty = ty.or_else(|| self.follow(unit, &entry, gimli::DW_AT_type));
            at = self
                .follow(unit, &entry, gimli::DW_AT_specification)
                .or_else(|| self.follow(unit, &entry, gimli::DW_AT_abstract_origin));
        }
        (name, ty)
    }

    /// The static at an address, or the last one before it. Where a map of all of them is larger than the
    /// budget, each unit is asked in turn.
    fn last_static(&self, address: u64) -> Option<(u64, DieRef)> {
        let most = self.budget.limits().bytes;
        // A variable with an address takes a byte for its abbreviation and three for its place.
        let variables = (self.dwarf.debug_info.reader().bytes().len() / 4).min(MAX_MAPPED);
        let variables = if self.split.is_used() { MAX_MAPPED } else { variables };
        let bound = variables.saturating_mul(ENTRY) as u64;
        if bound > most {
            let before = self.each_static().filter(|(start, _)| *start <= address);
            // Of several at an address the first counts.
            return before.reduce(|best, next| if next.0 > best.0 { next } else { best });
        }
        let map = self.static_map.get_or_read(
            0,
            |_| bound,
            || {
                let mut by_address: Vec<_> = self.each_static().take(variables).collect();
                by_address.sort_by_key(|(start, _)| *start);
                by_address.dedup_by_key(|(start, _)| *start);
                by_address.shrink_to_fit();
                let charge = SymbolCharge::bytes(by_address.len() * ENTRY);
                (StaticMap { by_address }, charge)
            },
        );
        let next = map.by_address.partition_point(|(start, _)| *start <= address);
        map.by_address.get(next.checked_sub(1)?).copied()
    }

    /// Addresses and DIEs of the statics of all units.
    fn each_static(&self) -> impl Iterator<Item = (u64, DieRef)> {
        (0..self.index().len()).flat_map(|unit| {
            let outline = self.outline(unit);
            (0..outline.statics.len()).filter_map(move |position| {
                let variable = outline.statics.get(position)?;
                Some((variable.address?, DieRef { unit, offset: variable.die }))
            })
        })
    }

    /// See [`crate::TypeSource::static_at`].
    pub(crate) fn static_at(&self, address: u64) -> Option<(String, u64)> {
        let (start, die) = self.last_static(address)?;
        let (name, ty) = self.static_names(die);
        let size = ty.and_then(|ty| self.size_of(ty)).unwrap_or(1);
        let inside = address - start;
        (inside < size.max(1)).then_some((name?, inside))
    }

    /// See [`crate::TypeSource::concrete_type_of_vtable`]: rustc describes each vtable as a variable
    /// whose type names the concrete type.
    pub(crate) fn concrete_type_of_vtable(&self, address: u64) -> Option<DieRef> {
        let (_, die) = self.last_static(address).filter(|(start, _)| *start == address)?;
        let (_, ty) = self.static_names(die);
        let ty = ty?;
        let unit = self.unit(ty.unit);
        let unit = unit.as_ref().as_ref()?;
        let entry = unit.entry(ty.offset)?;
        self.follow(unit, &entry, gimli::DW_AT_containing_type)
    }
}

/// What `thread_local!` of Rust's library calls the variable that it makes.
const RUST_THREAD_LOCAL: &str = "::__RUST_STD_INTERNAL_VAL";

/// The path of a variable that `thread_local!` made, as the programmer has written it: without the closures and the
/// constant that the macro puts around it.
fn thread_local_name(qualified: &str) -> Option<String> {
    let mut path = qualified.strip_suffix(RUST_THREAD_LOCAL)?;
    while let Some((outer, last)) = path.rsplit_once("::")
        && last.starts_with('{')
    {
        path = outer;
    }
    Some(path.to_owned())
}

/// The name under which compilers describe the table of virtual functions of a C++ class, in it.
const CPP_VTABLE: &str = "_vtable$";
/// Bytes of the largest table that is looked up; its size is not described.
const CPP_VTABLE_SIZE: u64 = 1 << 16;

impl DebugInfo {
    /// See [`crate::TypeSource::class_of_vtable`].
    pub(crate) fn class_of_vtable(&self, address: u64) -> Option<DieRef> {
        let (start, mut die) = self.last_static(address)?;
        if address - start > CPP_VTABLE_SIZE {
            return None;
        }
        for _ in 0..MAX_REFERENCES {
            let unit = self.unit(die.unit);
            let unit = unit.as_ref().as_ref()?;
            let entry = unit.entry(die.offset)?;
            if let Some(name) = unit.text(&entry, gimli::DW_AT_name) {
                let class = *self.scopes_around(die).last()?;
                return (name == CPP_VTABLE).then_some(DieRef { unit: die.unit, offset: class });
            }
            die = self.follow(unit, &entry, gimli::DW_AT_specification)?;
        }
        None
    }
}

/// What a location says without a running program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fixed {
    /// The variable is at this address of linear memory.
    At(u64),
    /// The linker dropped it.
    Dropped,
    /// It depends on where the program stands, or is a constant.
    No,
}

/// Whether a location is an address: `DW_OP_addr` or `DW_OP_addrx`, with an offset.
pub(crate) fn fixed_address(unit: &Unit, location: &Value) -> Fixed {
    let AttributeValue::Exprloc(expression) = location else { return Fixed::No };
    let mut operations = expression.clone().operations(unit.unit.encoding());
    let mut first = operations.next();
    // A thread-local variable is behind where the storage of its thread begins, which a global says.
    let is_thread_local = matches!(first, Ok(Some(Operation::WasmGlobal { .. })));
    if is_thread_local {
        first = operations.next();
    }
    let address = match first {
        Ok(Some(Operation::Address { address })) => address,
        Ok(Some(Operation::AddressIndex { index })) => {
            match unit.dwarf.address(&unit.unit, index) {
                Ok(address) => address,
                Err(_) => return Fixed::Dropped,
            }
        }
        _ => return Fixed::No,
    };
    // The linker leaves 0, -1 or -2 in the place of what it dropped. What is first of a thread's storage is at 0 of it.
    let highest = if unit.unit.encoding().address_size == 8 { u64::MAX } else { 0xffff_ffff };
    if (address == 0 && !is_thread_local) || address >= highest - 1 {
        return Fixed::Dropped;
    }
    if is_thread_local {
        return Fixed::No;
    }
    match operations.next() {
        Ok(None) => Fixed::At(address),
        Ok(Some(Operation::PlusConstant { value })) if matches!(operations.next(), Ok(None)) => {
            address.checked_add(value).map_or(Fixed::No, Fixed::At)
        }
        _ => Fixed::No,
    }
}
