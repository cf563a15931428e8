//! What of this process's memory this machine holds.
#![allow(clippy::unwrap_used, reason = "helpers of tests may fail")]
#![cfg(any(target_os = "linux", target_vendor = "apple"))]

use wrtd_platform::live::residency;

const MIB: usize = 1 << 20;

#[test]
fn what_was_touched_is_resident_and_what_was_not_is_not() {
    // Zeros of this size come from the system as pages that nobody has touched. A page may be larger than 4 KiB, or
    // come with its neighbours: up to 2 MiB of them.
    let mut bytes = vec![0_u8; 64 * MIB];
    let page_size = residency(&bytes, 1, usize::MAX).unwrap().page_size;
    for page in bytes[16 * MIB..32 * MIB].chunks_mut(page_size as usize) {
        page[0] = 1;
    }
    let found = residency(&bytes, 16, usize::MAX).unwrap();
    assert_eq!(found.cells.len(), 16);
    let pages: u64 = found.cells.iter().map(|cell| cell.pages).sum();
    assert!((64 * MIB as u64 / page_size..=64 * MIB as u64 / page_size + 1).contains(&pages));
    for (index, cell) in found.cells.iter().enumerate() {
        assert_eq!(cell.asked, cell.pages);
        match index {
            // The first page has the allocator's words in it, and pages come with their neighbours.
            0 | 3 | 4 | 7 | 8 => {}
            5 | 6 => assert_eq!(cell.resident, cell.pages, "cell {index} was touched"),
            _ => assert_eq!(cell.resident, 0, "cell {index} was not touched"),
        }
    }
    let touched: u64 = found.cells[4..8].iter().map(|cell| cell.resident).sum();
    assert!(touched >= 16 * MIB as u64 / page_size, "{found:?}");
}

#[test]
fn a_long_piece_is_looked_at_in_samples() {
    // Address space alone: nothing of it is touched.
    let bytes = vec![0_u8; 512 * MIB];
    let found = residency(&bytes, 64, 1 << 12).unwrap();
    assert_eq!(found.cells.len(), 64);
    let asked: u64 = found.cells.iter().map(|cell| cell.asked).sum();
    assert!(asked <= 1 << 12, "{asked}");
    assert!(found.cells[1..].iter().all(|cell| cell.asked > 0 && cell.resident == 0), "{found:?}");
}

#[test]
fn nothing_has_no_pages() {
    assert_eq!(residency(&[], 64, 64).unwrap().cells, []);
}
