//! Which parts of linear memories the machine really holds, as strips.

use std::fmt::Write;

use wrtd_debug::{DebugSession, Residency, ResidencyCell, target::MemoryResidency};

use super::clean;

/// Characters of a strip.
const CELLS: usize = 64;

/// A strip for each linear memory: `#` where all is held, `+` where a part is, `.` where nothing is.
#[must_use]
pub(crate) fn strips(session: &DebugSession) -> String {
    let mut text = String::new();
    for memory in session.residency(CELLS) {
        write(&mut text, &memory);
    }
    if text.is_empty() {
        text.push_str("The program has no linear memory.\n");
    }
    text
}

fn write(text: &mut String, memory: &MemoryResidency) {
    let MemoryResidency { instance, index, residency } = memory;
    // Writing to a string cannot fail.
    let _ = write!(text, "Memory {index} of {}: ", clean(instance));
    let _ = match residency {
        Ok(Residency { page_size, cells }) => {
            let sum = |of: fn(&ResidencyCell) -> u64| cells.iter().map(of).sum::<u64>();
            let (pages, asked) = (sum(|cell| cell.pages), sum(|cell| cell.asked));
            let resident = sum(|cell| cell.resident);
            let sample = match asked < pages {
                true => format!(", in a sample of the {pages} that it has"),
                false => String::new(),
            };
            let strip: String = cells.iter().map(mark).collect();
            writeln!(
                text,
                "{resident} of {asked} pages of {page_size} bytes are resident{sample}\n  [{strip}]"
            )
        }
        Err(unknown) => writeln!(text, "{unknown}"),
    };
}

fn mark(cell: &ResidencyCell) -> char {
    match cell.resident {
        0 => '.',
        resident if resident == cell.asked => '#',
        _ => '+',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(residency: Residency) -> String {
        let mut text = String::new();
        let instance = "a.wasm".to_owned();
        write(&mut text, &MemoryResidency { instance, index: 0, residency: Ok(residency) });
        text
    }

    #[test]
    fn a_strip_tells_all_from_some_and_some_from_none() {
        let cell = |asked, resident| ResidencyCell { pages: 10, asked, resident };
        let cells = vec![cell(10, 0), cell(10, 1), cell(10, 9), cell(10, 10)];
        assert_eq!(
            shown(Residency { page_size: 4096, cells }),
            "Memory 0 of a.wasm: 20 of 40 pages of 4096 bytes are resident\n  [.++#]\n"
        );
        assert_eq!(
            shown(Residency { page_size: 4096, cells: vec![cell(5, 5), cell(5, 0)] }),
            "Memory 0 of a.wasm: 5 of 10 pages of 4096 bytes are resident, in a sample of the 20 that it has\n  [#.]\n"
        );
    }
}
