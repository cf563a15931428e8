//! The size of a program for a device, read from its file.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use object::elf::SHF_ALLOC;
use object::{Object, ObjectSection, ObjectSymbol, SectionFlags, SectionKind};

/// Bytes of the interpreter with what starts it, without the program that it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    /// Code, constants, and first values of variables.
    pub(super) flash: u64,
    /// Variables; with the stack where that was measured.
    pub(super) ram: u64,
}

/// The static variables with the program's image and the program's memory.
const IMAGE: &str = "5IMAGE";
const PROGRAM: &str = "7PROGRAM";

/// Measures a firmware.
pub(super) fn measure(program: &Path) -> Result<Size> {
    let data = fs::read(program).with_context(|| format!("cannot read {}", program.display()))?;
    let file = object::File::parse(&*data)?;
    let mut size = Size { flash: 0, ram: 0 };
    for section in file.sections() {
        let SectionFlags::Elf { sh_flags, .. } = section.flags() else { continue };
        if sh_flags.0 & SHF_ALLOC.0 == 0 {
            continue;
        }
        match section.kind() {
            SectionKind::UninitializedData => size.ram += section.size(),
            SectionKind::Data => {
                size.flash += section.size();
                size.ram += section.size();
            }
            _ => size.flash += section.size(),
        }
    }
    let symbol = |name: &str| {
        let found = file.symbols().find(|symbol| {
            symbol.size() > 0 && symbol.name().is_ok_and(|symbol| symbol.contains(name))
        });
        found.map(|symbol| symbol.size()).with_context(|| format!("there is no symbol {name}"))
    };
    size.flash -= symbol(IMAGE)?;
    size.ram -= symbol(PROGRAM)?;
    Ok(size)
}
