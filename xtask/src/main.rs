//! Development tasks: `cargo run -p xtask -- TASK`.
//!
//! - `dap-types`: writes the Rust types of the Debug Adapter Protocol from its JSON schema;
//!   `dap-types --check` only says whether the checked-in file is what the schema gives.
//! - `firmware`: builds the firmware for devices, runs it in qemu, prints its sizes, and fails where they are
//!   above their limits.

mod dap_types;
mod firmware;

use anyhow::{Result, bail};

const USAGE: &str = "usage: cargo run -p xtask -- dap-types [--check] | firmware";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["dap-types"] => dap_types::write(),
        ["dap-types", "--check"] => dap_types::check(),
        ["firmware"] => firmware::check(),
        _ => bail!(USAGE),
    }
}
