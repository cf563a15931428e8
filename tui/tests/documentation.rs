//! The keys as they are documented.

use std::fmt::Write;

use expect_test::expect_file;
use wrtd_tui::{
    input::{BINDINGS, Binding, Scope},
    state::{OWN_COMMANDS, PaneId},
};

#[test]
fn the_documented_keys_are_those_of_the_table() {
    let mut page = String::from(
        "# Keys of the terminal UI\n\n\
         `C-` is Ctrl, `S-` Shift, `A-` Alt. A key that has a meaning of its own in a pane has that there. This page is \
         made from the table of keys. A number before a key does it so often: `10j`, `3n`, `2u`; `120G` goes to row 120.\n\n\
         ## Everywhere\n\n",
    );
    table(&mut page, BINDINGS.iter().filter(|binding| binding.scope == Scope::Everywhere));
    for pane in PaneId::ALL {
        let own: Vec<&Binding> = BINDINGS.iter().filter(|binding| is_of(binding, pane)).collect();
        if !own.is_empty() {
            let _ = write!(page, "\n## {}\n\n", pane.title());
            table(&mut page, own.into_iter());
        }
    }
    page.push_str("\n## Commands of the screen\n\nBeside those of the command language, which `:help` lists:\n\n| command | |\n|---|---|\n");
    for command in OWN_COMMANDS {
        let usage = command.usage.replace('|', "\\|");
        let _ = writeln!(page, "| `:{usage}` | {} |", command.summary);
    }
    expect_file!["../../docs/keys.md"].assert_eq(&page);
}

fn is_of(binding: &Binding, pane: PaneId) -> bool {
    matches!(binding.scope, Scope::Pane(panes) if panes.contains(&pane))
}

fn table<'a>(page: &mut String, bindings: impl Iterator<Item = &'a Binding>) {
    page.push_str("| keys | |\n|---|---|\n");
    for binding in bindings {
        let keys: Vec<String> =
            binding.keys.iter().map(|key| format!("`{}`", key.replace('|', "\\|"))).collect();
        let _ = writeln!(page, "| {} | {} |", keys.join(" "), binding.help);
    }
}
