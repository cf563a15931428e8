//! What the program and what runs it hold in memory, as lines.

use std::fmt::Write;

use wrtd_debug::DebugSession;

/// Budgets first, then the engine's own memory by what it is used for.
#[must_use]
pub fn report(session: &DebugSession) -> String {
    let memory = session.memory_use();
    let mut text = String::from("Budgets, in bytes:\n");
    for budget in &memory.budgets {
        let (name, used, most) = (budget.name, budget.used, budget.high_water);
        let _ = write!(text, "  {name:<24} {used:>12}, at most {most} so far");
        let _ = match &budget.capacity {
            Some((capacity, origin)) => writeln!(text, ", of {capacity} (from {origin})"),
            None => writeln!(text, ", no limit"),
        };
    }
    let _ = writeln!(text, "The engine's own memory, for {} bytes of code:", memory.code);
    for (name, bytes) in &memory.engine {
        let _ = writeln!(text, "  {name:<24} {bytes:>12}");
    }
    if let Some(flash) = memory.flash {
        let _ = writeln!(
            text,
            "The program's image lies in flash: {flash} bytes, charged to no budget."
        );
        return text;
    }
    let _ = write!(text, "Loading took {} bytes", memory.loading);
    let _ = match memory.code {
        0 => writeln!(text, "."),
        code => writeln!(text, ", {:.2} times the code.", memory.loading as f64 / code as f64),
    };
    text
}
