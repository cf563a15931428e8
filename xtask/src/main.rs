//! Development tasks: `cargo run -p xtask -- TASK`.
//!
//! - `dap-types`: writes the Rust types of the Debug Adapter Protocol from its JSON schema;
//!   `dap-types --check` only says whether the checked-in file is what the schema gives.

mod dap_types;

use anyhow::{Result, bail};

const USAGE: &str = "usage: cargo run -p xtask -- dap-types [--check]";

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["dap-types"] => dap_types::write(),
        ["dap-types", "--check"] => dap_types::check(),
        _ => bail!(USAGE),
    }
}
