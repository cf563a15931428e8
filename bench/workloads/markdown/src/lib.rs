//! Markdown made HTML by the crate `pulldown-cmark`: a parser over text with trees of small nodes.

use pulldown_cmark::{Options, Parser, html};

#[path = "../../shared/workload.rs"]
mod workload;

use workload::{Random, checksum, prose};

fn document(bytes: usize, random: &mut Random) -> String {
    let mut document = String::new();
    while document.len() < bytes {
        let text = prose(120, random);
        let text = text.trim();
        match random.below(7) {
            0 => document.push_str(&format!("\n## {text}\n\n")),
            1 => document
                .push_str(&text.split(' ').map(|word| format!("* *{word}*\n")).collect::<String>()),
            2 => document.push_str(&format!(
                "\n> {text} [a link](http://example.org/{} \"title\")\n\n",
                random.below(99)
            )),
            3 => document.push_str(&format!("\n```c\n{text};\n```\n\n")),
            4 => document
                .push_str("\n| one | two |\n|-----|:---:|\n| `a` | **b** |\n| c\\| | d |\n\n"),
            5 => document
                .push_str(&format!("1. {text}\n   - nested &amp; _{}_\n", random.below(1000))),
            _ => document.push_str(&format!("{text} **strong _both_** and `code` <b>inline</b>\n")),
        }
    }
    document
}

/// Renders a document `n` times.
#[unsafe(no_mangle)]
pub extern "C" fn run(n: i32) -> i64 {
    let mut random = Random(15_731_743);
    let mut sum = 0u64;
    for _ in 0..n {
        let document = document(8000, &mut random);
        let mut page = String::new();
        html::push_html(&mut page, Parser::new_ext(&document, Options::all()));
        sum = sum.rotate_left(9) ^ checksum(page.as_bytes());
    }
    sum as i64
}
