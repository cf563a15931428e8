//! The firmware: its size on each target, and what it prints in qemu.
#![expect(clippy::print_stdout, reason = "what a task is asked for")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use anyhow::{Context, Result, bail, ensure};
use wrtd_core::device::{INTERPRETER_RAM, INTERPRETER_RAM_WITH_VECTORS};

mod size;

use size::Size;

/// A device that the firmware is built for.
const TARGETS: [&str; 2] = ["thumbv7m-none-eabi", "thumbv6m-none-eabi"];

/// What the interpreter executes, and how large it may be, in bytes.
struct Variant {
    /// What it is called, here and among the transcripts.
    name: &'static str,
    /// The firmware's features.
    features: &'static str,
    /// Most flash and RAM, on any of the targets.
    limit: Size,
}

/// The limits are a little above what was measured: who makes the interpreter larger has to say so here. RAM
/// is that of the interpreter, with its stack, and what a device's plan is charged for it.
const VARIANTS: [Variant; 3] = [
    Variant { name: "integers", features: "", limit: Size { flash: 21 << 10, ram: RAM } },
    Variant { name: "floats", features: "float", limit: Size { flash: 34 << 10, ram: RAM } },
    Variant {
        name: "vectors",
        features: "vector",
        limit: Size { flash: 70 << 10, ram: VECTOR_RAM },
    },
];
const RAM: u64 = INTERPRETER_RAM as u64;
const VECTOR_RAM: u64 = INTERPRETER_RAM_WITH_VECTORS as u64;

/// What is printed of the stack begins so.
const STACK: &str = "stack ";

/// Builds the firmware in all variants for all targets, runs it in qemu where that is installed, and fails where
/// it prints something else than its transcript or is larger than it may be.
pub(crate) fn check() -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../firmware");
    let qemu = Command::new("qemu-system-arm").arg("--version").output().is_ok();
    if !qemu {
        println!(
            "SKIPPED running the firmware: qemu-system-arm is missing (apt-get install qemu-system-arm)"
        );
    }
    println!("{:<20} {:<10} {:>11} {:>9}", "target", "executes", "flash", "RAM");
    let mut failures = Vec::new();
    for target in TARGETS {
        for variant in &VARIANTS {
            let program = build(&folder, target, variant)?;
            let mut size = size::measure(&program)?;
            if qemu {
                let transcript = folder.join(format!("transcripts/{}.txt", variant.name));
                match run(&program, &transcript)? {
                    Ok(stack) => size.ram += stack,
                    Err(difference) => {
                        failures.push(format!("{target} {}: {difference}", variant.name))
                    }
                }
            }
            println!("{target:<20} {:<10} {:>9} B {:>7} B", variant.name, size.flash, size.ram);
            if size.flash > variant.limit.flash || size.ram > variant.limit.ram {
                failures.push(format!(
                    "{target} {}: more than {} B of flash or {} B of RAM; make it smaller, or raise the limit \
                     (of flash in xtask/src/firmware/mod.rs, of RAM in engine/core/src/device/space.rs) with the reason",
                    variant.name, variant.limit.flash, variant.limit.ram
                ));
            }
        }
    }
    let checks = TARGETS.len() * VARIANTS.len();
    println!("{} passed, {} failed", checks.saturating_sub(failures.len()), failures.len());
    ensure!(failures.is_empty(), failures.join("\n"));
    Ok(())
}

/// Builds a variant; gives the program.
fn build(folder: &Path, target: &str, variant: &Variant) -> Result<PathBuf> {
    let output = folder.join("target");
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(folder).args(["build", "--release", "--quiet", "--locked"]);
    cargo
        .args(["--target", target, "--features", variant.features])
        .arg("--target-dir")
        .arg(&output);
    // What this cargo was started with is for another target.
    cargo.env_remove("CARGO_ENCODED_RUSTFLAGS").env_remove("RUSTFLAGS");
    let status = cargo.status().context("cannot run cargo")?;
    if !status.success() {
        bail!("the firmware does not build; if the target is missing: rustup target add {target}");
    }
    Ok(output.join(target).join("release/wrtd-firmware"))
}

/// Runs a program in qemu and compares what it prints with its transcript; gives the bytes of stack that it took,
/// or the difference.
fn run(program: &Path, transcript: &Path) -> Result<std::result::Result<u64, String>> {
    let mut qemu = Command::new("qemu-system-arm");
    qemu.args(["-M", "lm3s6965evb", "-display", "none", "-monitor", "none", "-serial", "none"]);
    qemu.args(["-semihosting-config", "enable=on,target=native", "-kernel"]).arg(program);
    let output = qemu.output().context("cannot run qemu-system-arm")?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let (text, stack): (Vec<&str>, Vec<&str>) =
        printed.lines().partition(|line| !line.starts_with(STACK));
    let text: String = text.iter().map(|line| format!("{line}\n")).collect();
    let expected = fs::read_to_string(transcript)
        .with_context(|| format!("cannot read {}", transcript.display()))?;
    if text != expected || !output.status.success() {
        return Ok(Err(format!("{}, it prints:\n{text}instead of:\n{expected}", output.status)));
    }
    let stack = stack.first().and_then(|line| line.strip_prefix(STACK)?.parse().ok());
    Ok(Ok(stack.context("the firmware does not say how much stack it took")?))
}
