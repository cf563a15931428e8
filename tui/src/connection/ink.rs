//! How a program colours what it writes, by the escape sequences of terminals.

use vte::Params;

/// A colour that a program has chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Colour {
    /// One of the 256 of terminals, of which the first 16 are as the user's terminal has them.
    Indexed(u8),
    /// Red, green and blue.
    Rgb(u8, u8, u8),
}

/// How a program's text looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ink {
    /// Of the letters; none for the terminal's own.
    pub foreground: Option<Colour>,
    /// Behind them.
    pub background: Option<Colour>,
    /// Strong.
    pub bold: bool,
    /// Weak.
    pub dim: bool,
    /// Oblique.
    pub italic: bool,
    /// With a line below.
    pub underlined: bool,
    /// With its colours exchanged.
    pub reversed: bool,
}

impl Ink {
    /// The ink after a sequence `ESC [ .. m`. What is not known changes nothing.
    #[must_use]
    pub(super) fn after(mut self, parameters: &Params) -> Self {
        let mut parameters = parameters.iter();
        while let Some(parameter) = parameters.next() {
            let Some((&code, sub)) = parameter.split_first() else { continue };
            let low = |base: u16| Some(Colour::Indexed((code - base) as u8));
            match code {
                0 => self = Self::default(),
                1 => self.bold = true,
                2 => self.dim = true,
                3 => self.italic = true,
                4 => self.underlined = sub.first() != Some(&0),
                7 => self.reversed = true,
                22 => (self.bold, self.dim) = (false, false),
                23 => self.italic = false,
                24 => self.underlined = false,
                27 => self.reversed = false,
                30..=37 => self.foreground = low(30),
                39 => self.foreground = None,
                40..=47 => self.background = low(40),
                49 => self.background = None,
                90..=97 => self.foreground = low(82),
                100..=107 => self.background = low(92),
                38 | 48 => {
                    // Both ways are in use: `38:2::1:2:3` and `38;2;1;2;3`.
                    let colour = if sub.is_empty() {
                        let mut next = || parameters.next()?.first().copied();
                        extended(&mut next, false)
                    } else {
                        let mut sub = sub.iter().copied();
                        let with_space = sub.len() > 4;
                        extended(&mut || sub.next(), with_space)
                    };
                    let place =
                        if code == 38 { &mut self.foreground } else { &mut self.background };
                    *place = colour.or(*place);
                }
                _ => {}
            }
        }
        self
    }
}

/// A colour by its kind and numbers; a colour space may be named before three numbers.
fn extended(next: &mut dyn FnMut() -> Option<u16>, with_space: bool) -> Option<Colour> {
    let kind = next()?;
    let mut byte = || next().and_then(|number| u8::try_from(number).ok());
    match kind {
        5 => Some(Colour::Indexed(byte()?)),
        2 => {
            if with_space {
                byte();
            }
            Some(Colour::Rgb(byte()?, byte()?, byte()?))
        }
        _ => None,
    }
}
