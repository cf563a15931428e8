//! Prints for each fixture and for 50 generated modules what the check predicts that an instance takes, account by
//! account, and what the allocator counted.
//!
//! `cargo run --release -p wrtd-core --features decode --example prediction`
#![allow(clippy::print_stdout, unreachable_pub, reason = "a program that prints a table")]

#[path = "../tests/measure/mod.rs"]
mod measure;

use measure::{check, fixtures, generated, measure, off, plan, without_custom_sections};

fn main() {
    println!(
        "{:<44}{:>10}{:>10}{:>9}{:>9}{:>9}{:>9}{:>12}{:>11}",
        "bytes", "runtime", "counted", "", "compon.", "counted", "", "wasm_linear", "counted"
    );
    let (mut compared, mut worst) = (0, 0.0f64);
    for (name, bytes) in fixtures().into_iter().chain(generated()) {
        let stripped = without_custom_sections(&bytes);
        let Some((report, measured)) = check(&bytes, &plan()).zip(measure(&stripped)) else {
            println!("{name:<44} cannot be instantiated");
            continue;
        };
        let [linear, components, _, runtime, _] = report.accounts.map(|it| it.instantiated);
        let errors = [off(runtime, measured.runtime), off(components, measured.components)];
        println!(
            "{name:<44}{runtime:>10}{:>10}{:>+8.2}%{components:>9}{:>9}{:>+8.2}%{linear:>12}{:>11}",
            measured.runtime, errors[0], measured.components, errors[1], measured.linear
        );
        worst = errors.iter().fold(worst, |worst, error| worst.max(error.abs()));
        compared += 1;
    }
    println!("{compared} modules, at most {worst:.2} % off");
}
