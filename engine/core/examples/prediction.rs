//! Prints for each fixture and for 50 generated modules what the check predicts that an instance takes, and what the
//! allocator counted.
//!
//! `cargo run --release -p wrtd-core --features decode --example prediction`
#![allow(clippy::print_stdout, unreachable_pub, reason = "a program that prints a table")]

#[path = "../tests/measure/mod.rs"]
mod measure;

use measure::{check, fixtures, generated, measure, plan, without_custom_sections};

fn main() {
    println!(
        "{:<44} {:>12} {:>12} {:>7}  {:>10} {:>10}",
        "bytes", "runtime", "counted", "", "linear", "counted"
    );
    let (mut compared, mut worst) = (0, 0.0f64);
    for (name, bytes) in fixtures().into_iter().chain(generated()) {
        let stripped = without_custom_sections(&bytes);
        let Some((report, measured)) = check(&bytes, &plan()).zip(measure(&stripped)) else {
            println!("{name:<44} cannot be instantiated");
            continue;
        };
        let (linear, runtime) = (report.accounts[0].instantiated, report.accounts[3].instantiated);
        let error = runtime as f64 / measured.runtime as f64 * 100.0 - 100.0;
        println!(
            "{name:<44} {runtime:>12} {:>12} {error:>+6.2}%  {linear:>10} {:>10}",
            measured.runtime, measured.linear
        );
        worst = worst.max(error.abs());
        compared += 1;
    }
    println!("{compared} modules, at most {worst:.2} % off");
}
