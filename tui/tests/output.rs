//! What a program writes as if to a terminal: its colours, and lines that it writes over.

mod common;

use common::User;
use expect_test::expect;
use ratatui::style::{Color, Modifier};
use wrtd_debug::LaunchSpec;
use wrtd_tui::theme::{Palette, Theme};

/// A program that writes a text to standard output, piece by piece.
fn writes(pieces: &[&str]) -> Vec<u8> {
    let mut data = String::new();
    let mut calls = String::new();
    let mut at = 1024;
    for piece in pieces {
        let bytes: String = piece.bytes().map(|byte| format!("\\{byte:02x}")).collect();
        data.push_str(&format!("(data (i32.const {at}) \"{bytes}\")"));
        calls.push_str(&format!(
            "(i32.store (i32.const 0) (i32.const {at}))
             (i32.store (i32.const 4) (i32.const {}))
             (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))",
            piece.len()
        ));
        at += piece.len();
    }
    let text = format!(
        "(module
           (import \"wasi_snapshot_preview1\" \"fd_write\"
             (func $write (param i32 i32 i32 i32) (result i32)))
           (memory (export \"memory\") 1) {data}
           (func (export \"_start\") {calls}))"
    );
    wat::parse_str(text).expect("the text is valid")
}

#[test]
fn colours_and_progress_look_as_on_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("writes.wasm");
    let pieces = [
        "\u{1b}[1;32m   Compiling\u{1b}[0m shapes\r\n",
        "  10 %\r",
        "  60 %\r",
        " 100 %\u{1b}[K\n",
        "\u{1b}[38;2;255;128;0mwarning\u{1b}[0m: \u{1b}]8;;http://x\u{7}unused\u{1b}]8;;\u{7} \u{1b}[7m日本\u{1b}[m\n",
    ];
    std::fs::write(&program, writes(&pieces)).unwrap();
    let mut user = User::open(LaunchSpec { program, ..LaunchSpec::default() }, 80, 24);
    user.press(&["A-4"]);
    user.press(&["F7", "c"]);
    let screen = user.screen();
    let rows: Vec<&str> = screen.lines().collect();
    let first = rows.iter().position(|row| row.contains("Compiling")).expect("the output is seen");
    expect![[r#"
         Output
           Compiling shapes
         100 %
        warning: unused 日本
    "#]]
    .assert_eq(&rows[first - 1..first + 4].join("\n"));
    let style = |user: &User, x: usize, y: usize| {
        let (x, y) = (u16::try_from(x).unwrap(), u16::try_from(first + y).unwrap());
        user.terminal.backend().buffer()[(x, y)].style()
    };
    let green = style(&user, 3, 0);
    assert_eq!(green.fg, Some(Color::Indexed(2)));
    assert!(green.add_modifier.contains(Modifier::BOLD));
    assert_eq!(style(&user, 0, 2).fg, Some(Color::Rgb(255, 128, 0)));
    assert!(style(&user, 16, 2).add_modifier.contains(Modifier::REVERSED));
    // Without colours what is left is what letters can be.
    user.state.theme = Theme { palette: Palette::Plain, ..Theme::default() };
    user.screen();
    assert_eq!(style(&user, 3, 0).fg, Some(Color::Reset));
    assert!(style(&user, 3, 0).add_modifier.contains(Modifier::BOLD));
}
