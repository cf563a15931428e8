//! Images of programs for devices, and what such a program needs there.

use std::fmt;
use std::path::Path;

use wrtd_core::Module;
use wrtd_core::device::{Image, write_image};

use crate::{LaunchError, load};

/// An image, and what is to be said of it. It prints as lines of text.
#[derive(Clone, Debug)]
pub struct DeviceImage {
    /// What goes into the device's flash.
    pub bytes: Vec<u8>,
    lines: Vec<String>,
}

impl DeviceImage {
    /// Makes the image of the module in a file.
    ///
    /// # Errors
    /// [`LaunchError`] where the file is no module of which an image can be made.
    pub fn of_file(path: &Path) -> Result<Self, LaunchError> {
        let file = load::load(path)?;
        let refused =
            |error: &dyn fmt::Display| LaunchError::Refused(format!("{}: {error}", path.display()));
        let bytes = write_image(&file.module).map_err(|error| refused(&error))?;
        let image = Image::check(&bytes).map_err(|error| refused(&error))?;
        let lines = describe(&image, &file.module);
        Ok(Self { bytes, lines })
    }
}

impl fmt::Display for DeviceImage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            writeln!(f, "{line}")?;
        }
        Ok(())
    }
}

fn describe(image: &Image<'_>, module: &Module) -> Vec<String> {
    let needs = image.needs();
    let executes = match (needs.vectors, needs.floats) {
        (true, _) => "integers, floats and vectors",
        (false, true) => "integers and floats",
        (false, false) => "integers",
    };
    let mut lines = vec![
        format!("{} bytes of flash, of a file of {}", image.size(), module.bytes().len()),
        format!("executes {executes}"),
        match u32::try_from(needs.max_memory) {
            Ok(most) if most < u32::MAX => {
                format!("memory: {} bytes, at most {most}", needs.memory)
            }
            _ => format!("memory: {} bytes, more where there is room", needs.memory),
        },
        format!("largest frame: {} slots of 8 bytes", needs.frame_slots),
        format!("globals: {} of 8 bytes", needs.globals),
        format!("tables: {} words of 4 bytes", needs.tables),
        format!("segments: {}", needs.dropped),
    ];
    let functions = (0..).map_while(|func| module.func_type(func));
    lines.extend(
        image
            .imports()
            .zip(functions)
            .map(|(import, ty)| format!("imports {}.{} {ty}", import.module, import.name)),
    );
    let exported = module.exports().iter().filter(|e| e.kind == wrtd_core::ExternKind::Func);
    lines.extend(exported.filter_map(|export| {
        Some(format!("exports {} {}", export.name, module.func_type(export.index)?))
    }));
    lines
}
