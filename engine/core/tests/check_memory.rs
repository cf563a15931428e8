//! What the check of a file holds of it: not what is only passed over.
#![allow(clippy::unwrap_used, unreachable_pub, reason = "tests")]

mod measure;

use measure::ALLOCATOR;
use wrtd_core::check::Checker;
use wrtd_limits::Plan;

/// Bytes that the check may take beside what there is.
const MOST: usize = 1 << 20;

/// Bytes of a custom section, and of the contents of a data segment.
const LARGE: usize = 50_000_000;

fn leb(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// A section's identifier and size, and what its contents begin with.
fn section(id: u8, begin: &[u8], rest: usize) -> Vec<u8> {
    [&[id][..], &leb(begin.len() + rest), begin].concat()
}

// One test: a second one beside it would allocate as well.
#[test]
fn large_custom_sections_and_data_take_no_memory() {
    let module = wat::parse_str("(module (memory 2000) (func))").unwrap();
    let custom = section(0, b"\x0b.debug_info", LARGE);
    let segment = [&[1, 0, 0x41, 0, 0x0b][..], &leb(LARGE)].concat();
    let data = section(11, &segment, LARGE);
    let zeros = vec![0; 64 * 1024];
    let plan = Plan::unlimited();
    // An allocation beyond this fails, and ends the test's process.
    ALLOCATOR.set_limit(ALLOCATOR.allocated() + MOST).unwrap();
    let mut checker = Checker::new(&plan);
    checker.feed(&module).unwrap();
    for head in [&custom, &data, &custom] {
        checker.feed(head).unwrap();
        let mut left = LARGE;
        while left > 0 {
            let count = left.min(zeros.len());
            checker.feed(&zeros[..count]).unwrap();
            left -= count;
        }
    }
    let report = checker.finish().unwrap();
    ALLOCATOR.set_limit(usize::MAX).unwrap();
    assert_eq!(report.sizes.data, LARGE as u64);
    assert_eq!(report.customs, [(".debug_info".into(), 2 * (LARGE as u64 + 12))]);
}
