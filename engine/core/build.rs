//! Chooses how the interpreter dispatches, and whether there is a threaded tier.
//!
//! Handlers that call the next handler in tail position need an optimising build, which turns such
//! calls into jumps, and a target that passes six arguments in registers. Everything else gets a
//! loop. (The engine checks at run time that the calls really are jumps.) So does a build with a sanitiser, which
//! keeps some handlers' variables on the stack.
//!
//! The threaded tier translates decoded functions to code of 64-bit words, whose fields it reads as a
//! little-endian processor does.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-check-cfg=cfg(tail_dispatch)");
    println!("cargo::rustc-check-cfg=cfg(threaded_tier)");
    let variable = |name| std::env::var(name).unwrap_or_default();
    let optimised =
        variable("PROFILE") == "release" && matches!(variable("OPT_LEVEL").as_str(), "2" | "3");
    let arch = variable("CARGO_CFG_TARGET_ARCH");
    let registers = match arch.as_str() {
        // The calling convention of 64-bit Windows has four registers for arguments.
        "x86_64" => variable("CARGO_CFG_TARGET_OS") != "windows",
        arch => arch == "aarch64",
    };
    let sanitised = !variable("CARGO_CFG_SANITIZE").is_empty();
    if optimised && registers && !sanitised {
        println!("cargo::rustc-cfg=tail_dispatch");
    }
    if !variable("CARGO_FEATURE_DECODE").is_empty()
        && variable("CARGO_CFG_TARGET_POINTER_WIDTH") == "64"
        && variable("CARGO_CFG_TARGET_ENDIAN") == "little"
    {
        println!("cargo::rustc-cfg=threaded_tier");
    }
}
