//! The colours of terminals that have few.

use ratatui::style::Color;

/// Steps of a colour in the cube of 6 x 6 x 6 colours that begins at 16.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

fn distance(a: [u8; 3], b: [u8; 3]) -> u32 {
    a.into_iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
}

/// The nearest of the 240 colours that are the same on all terminals of 256: a cube, and 24 greys behind it.
pub(super) fn nearest(r: u8, g: u8, b: u8) -> u8 {
    let wanted = [r, g, b];
    let cube = (0..216_u8)
        .map(|at| (16 + at, [at / 36, at / 6 % 6, at % 6].map(|it| STEPS[usize::from(it)])));
    let greys = (0..24_u8).map(|at| (232 + at, [8 + at * 10; 3]));
    let nearest = cube.chain(greys).min_by_key(|(_, colour)| distance(*colour, wanted));
    nearest.map_or(16, |(index, _)| index)
}

/// The nearest of the 16 that terminals let their users choose, as they usually are.
pub(super) fn nearest_of_sixteen(r: u8, g: u8, b: u8) -> Color {
    const USUAL: [(Color, [u8; 3]); 16] = [
        (Color::Black, [0, 0, 0]),
        (Color::Red, [170, 0, 0]),
        (Color::Green, [0, 170, 0]),
        (Color::Yellow, [170, 85, 0]),
        (Color::Blue, [0, 0, 170]),
        (Color::Magenta, [170, 0, 170]),
        (Color::Cyan, [0, 170, 170]),
        (Color::Gray, [170, 170, 170]),
        (Color::DarkGray, [85, 85, 85]),
        (Color::LightRed, [255, 85, 85]),
        (Color::LightGreen, [85, 255, 85]),
        (Color::LightYellow, [255, 255, 85]),
        (Color::LightBlue, [85, 85, 255]),
        (Color::LightMagenta, [255, 85, 255]),
        (Color::LightCyan, [85, 255, 255]),
        (Color::White, [255, 255, 255]),
    ];
    let nearest = USUAL.into_iter().min_by_key(|(_, colour)| distance(*colour, [r, g, b]));
    nearest.map_or(Color::Reset, |(colour, _)| colour)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_become_the_nearest_ones_that_there_are() {
        assert_eq!(nearest(0, 0, 0), 16);
        assert_eq!(nearest(255, 255, 255), 231);
        assert_eq!(nearest(0x30, 0x30, 0x30), 236);
        assert_eq!(nearest(0xff, 0xd7, 0x00), 220);
        assert_eq!(nearest_of_sixteen(250, 80, 90), Color::LightRed);
    }
}
