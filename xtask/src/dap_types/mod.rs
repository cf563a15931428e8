//! Rust types of the Debug Adapter Protocol, from its official JSON schema.
//!
//! The result depends on the schema alone: definitions and fields come in alphabetical order, and
//! the text passes through `rustfmt` with the project's settings.

mod emit;
mod names;
mod schema;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn generated_path() -> PathBuf {
    project().join("dap-adapter/src/protocol/generated.rs")
}

/// Writes the generated file.
pub(crate) fn write() -> Result<()> {
    let path = generated_path();
    fs::write(&path, generate()?).with_context(|| format!("cannot write {}", path.display()))
}

/// Fails where the checked-in file is not what the schema gives.
pub(crate) fn check() -> Result<()> {
    let path = generated_path();
    let present = fs::read_to_string(&path).unwrap_or_default();
    if present != generate()? {
        bail!(
            "{} is stale; run `cargo run -p xtask -- dap-types` and commit the result",
            path.display()
        );
    }
    Ok(())
}

fn generate() -> Result<String> {
    let path = project().join("dap-adapter/protocol/debugAdapterProtocol.json");
    let text =
        fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let schema = schema::Schema::parse(&text)?;
    format(&emit::emit(&schema)?)
}

fn format(source: &str) -> Result<String> {
    let mut rustfmt = Command::new("rustfmt")
        .args(["--edition", "2024", "--emit", "stdout", "--config-path"])
        .arg(project().join("rustfmt.toml"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("cannot start rustfmt; install it with `rustup component add rustfmt`")?;
    let mut stdin = rustfmt.stdin.take().context("rustfmt has no standard input")?;
    // rustfmt reads all of its input before it writes, so this cannot block both sides.
    stdin.write_all(source.as_bytes())?;
    drop(stdin);
    let output = rustfmt.wait_with_output()?;
    ensure!(output.status.success(), "rustfmt refused the generated source");
    Ok(String::from_utf8(output.stdout)?)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_checked_in_types_are_what_the_schema_gives() {
        super::check().unwrap();
    }
}
