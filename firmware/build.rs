//! Makes the image of the program that the firmware holds, and the memory map of the device.
//!
//! `WRTD_PROGRAM` names another module than the fixture.

use std::path::PathBuf;
use std::{env, fs};

use wrtd_core::Module;
use wrtd_core::device::write_image;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    println!("cargo::rerun-if-env-changed=WRTD_PROGRAM");
    println!("cargo::rerun-if-changed=memory.x");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let fixture = match (env::var_os("CARGO_FEATURE_VECTOR"), env::var_os("CARGO_FEATURE_FLOAT")) {
        (Some(_), _) => "../fixtures/c/sensor/sensor-vectors.wasm",
        (None, Some(_)) => "../fixtures/c/sensor/sensor-floats.wasm",
        (None, None) => "../fixtures/c/sensor/sensor.wasm",
    };
    let program = env::var("WRTD_PROGRAM").unwrap_or_else(|_| fixture.into());
    println!("cargo::rerun-if-changed={program}");
    let bytes = fs::read(&program).map_err(|error| format!("cannot read {program}: {error}"))?;
    let module = Module::decode(bytes.into())?;
    fs::write(out.join("program.image"), write_image(&module)?)?;

    fs::copy("memory.x", out.join("memory.x"))?;
    println!("cargo::rustc-link-search={}", out.display());
    Ok(())
}
