//! How what rows mean looks.

mod colours;

use ratatui::{
    buffer::Buffer,
    style::{Color, Modifier, Style},
};

use crate::{
    connection::{Colour, Ink},
    state::{ASCII, Role, Symbols, UNICODE},
};

/// The colours of a theme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Palette {
    /// For dark terminals.
    #[default]
    Dark,
    /// For light terminals.
    Light,
    /// Black and white and few strong colours.
    HighContrast,
    /// None at all: what matters is bold, underlined or reversed.
    Plain,
}

impl Palette {
    /// Every palette.
    pub const ALL: [Self; 4] = [Self::Dark, Self::Light, Self::HighContrast, Self::Plain];

    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::HighContrast => "high-contrast",
            Self::Plain => "plain",
        }
    }

    /// The palette of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|palette| palette.name() == name)
    }
}

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Depth {
    /// All.
    #[default]
    True,
    /// The 256 of a fixed table.
    Indexed,
    /// The 16 that its user has chosen; as grounds 8 of them.
    Sixteen,
}

impl Depth {
    /// What a terminal says of itself, in `COLORTERM` and `TERM`.
    #[must_use]
    pub fn of(colorterm: Option<&str>, term: Option<&str>) -> Self {
        const FEW: &[&str] =
            &["linux", "ansi", "cons25", "screen", "rxvt", "xterm-16color", "wsvt25"];
        let term = term.unwrap_or_default();
        let many = ["direct", "kitty", "alacritty", "foot", "wezterm", "ghostty"];
        if matches!(colorterm, Some("truecolor" | "24bit"))
            || many.iter().any(|it| term.contains(it))
        {
            Self::True
        } else if FEW.contains(&term) || term.starts_with("vt") {
            Self::Sixteen
        } else {
            Self::Indexed
        }
    }
}

/// Colours and signs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Theme {
    /// The colours.
    pub palette: Palette,
    /// Nothing but ASCII is drawn.
    pub ascii: bool,
    /// The colours that the terminal has.
    pub depth: Depth,
    /// The terminal is light, so that a light theme need not paint the ground.
    pub on_light: bool,
}

impl Theme {
    /// The signs that rows are drawn with.
    #[must_use]
    pub const fn symbols(self) -> &'static Symbols {
        if self.ascii { &ASCII } else { &UNICODE }
    }

    /// The theme after this one.
    #[must_use]
    pub fn next(self) -> Self {
        let at = Palette::ALL.iter().position(|&palette| palette == self.palette).unwrap_or(0);
        Self { palette: Palette::ALL[(at + 1) % Palette::ALL.len()], ..self }
    }

    /// How a role looks.
    #[must_use]
    pub fn style(self, role: Role) -> Style {
        if let Role::Written(ink) = role {
            return written(ink, self.palette != Palette::Plain);
        }
        let own = match self.palette {
            Palette::Dark | Palette::Light if self.few() => {
                sixteen(role, self.palette == Palette::Light)
            }
            Palette::Dark => dark(role),
            Palette::Light => light(role),
            Palette::HighContrast => high_contrast(role),
            Palette::Plain => plain(role),
        };
        match role {
            Role::Cursor => own.add_modifier(Modifier::REVERSED),
            Role::Found => self.found(),
            _ => own,
        }
    }

    /// Whether colours that are but a little brighter or darker than the ground are not to be had.
    fn few(self) -> bool {
        self.depth == Depth::Sixteen
    }

    /// Draws in colours that the terminal has.
    pub fn adapt(self, buffer: &mut Buffer) {
        if self.depth == Depth::True {
            return;
        }
        let fit = |colour: Color| match (colour, self.depth) {
            (Color::Rgb(r, g, b), Depth::Indexed) => Color::Indexed(colours::nearest(r, g, b)),
            (Color::Rgb(r, g, b), Depth::Sixteen) => colours::nearest_of_sixteen(r, g, b),
            _ => colour,
        };
        for cell in &mut buffer.content {
            (cell.fg, cell.bg) = (fit(cell.fg), fit(cell.bg));
            // Two colours may have become one.
            if cell.fg == cell.bg && cell.fg != Color::Reset {
                cell.fg = if cell.bg == Color::White { Color::Black } else { Color::White };
            }
        }
    }

    /// The selected row, in the pane that has the keys or in another one.
    #[must_use]
    pub fn selected(self, focused: bool) -> Style {
        match (self.palette, focused) {
            (Palette::Dark | Palette::Light, true) if self.few() => {
                Style::new().bg(Color::Blue).fg(Color::White)
            }
            (Palette::Dark | Palette::Light, false) if self.few() => {
                Style::new().add_modifier(Modifier::UNDERLINED)
            }
            (Palette::Dark, true) if self.depth == Depth::Indexed => {
                Style::new().bg(Color::Indexed(17))
            }
            (Palette::Light, true) if self.depth == Depth::Indexed => {
                Style::new().bg(Color::Indexed(153))
            }
            (Palette::Dark, true) => Style::new().bg(Color::Rgb(0x2c, 0x3a, 0x55)),
            (Palette::Dark, false) => Style::new().bg(Color::Rgb(0x26, 0x28, 0x2e)),
            (Palette::Light, true) => Style::new().bg(Color::Rgb(0xcf, 0xe0, 0xff)),
            (Palette::Light, false) => Style::new().bg(Color::Rgb(0xec, 0xee, 0xf2)),
            (Palette::HighContrast | Palette::Plain, true) => {
                Style::new().add_modifier(Modifier::REVERSED)
            }
            (Palette::HighContrast | Palette::Plain, false) => {
                Style::new().add_modifier(Modifier::UNDERLINED)
            }
        }
    }

    /// The row where the program stands.
    #[must_use]
    pub fn current_row(self) -> Style {
        match self.palette {
            Palette::Dark | Palette::Light if self.few() => {
                Style::new().add_modifier(Modifier::BOLD)
            }
            Palette::Dark if self.depth == Depth::Indexed => Style::new().bg(Color::Indexed(58)),
            Palette::Dark => Style::new().bg(Color::Rgb(0x3d, 0x3a, 0x1e)),
            Palette::Light => Style::new().bg(Color::Rgb(0xff, 0xf3, 0xb8)),
            Palette::HighContrast | Palette::Plain => Style::new().add_modifier(Modifier::BOLD),
        }
    }

    /// What was searched for.
    #[must_use]
    pub fn found(self) -> Style {
        match self.palette {
            Palette::Dark | Palette::Light if self.few() => {
                Style::new().bg(Color::Yellow).fg(Color::Black)
            }
            Palette::Dark => Style::new().bg(Color::Rgb(0x7a, 0x5c, 0x00)).fg(Color::White),
            Palette::Light => Style::new().bg(Color::Rgb(0xff, 0xd9, 0x66)).fg(Color::Black),
            Palette::HighContrast | Palette::Plain => Style::new().add_modifier(Modifier::REVERSED),
        }
    }

    /// A bar: the status, the title row of a pane, focused or not.
    #[must_use]
    pub fn bar(self, focused: bool) -> Style {
        match (self.palette, focused) {
            (Palette::Dark | Palette::Light, true) if self.few() => {
                Style::new().bg(Color::Blue).fg(Color::White)
            }
            (Palette::Dark, false) if self.few() => {
                Style::new().bg(Color::DarkGray).fg(Color::White)
            }
            (Palette::Light, false) if self.few() => Style::new().bg(Color::Gray).fg(Color::Black),
            (Palette::Dark, true) => {
                Style::new().bg(Color::Rgb(0x2f, 0x4b, 0x7c)).fg(Color::Rgb(0xff, 0xff, 0xff))
            }
            (Palette::Dark, false) => {
                Style::new().bg(Color::Rgb(0x2b, 0x2d, 0x33)).fg(Color::Rgb(0xa8, 0xad, 0xb7))
            }
            (Palette::Light, true) => {
                Style::new().bg(Color::Rgb(0x3b, 0x6c, 0xc4)).fg(Color::Rgb(0xff, 0xff, 0xff))
            }
            (Palette::Light, false) => {
                Style::new().bg(Color::Rgb(0xe1, 0xe4, 0xea)).fg(Color::Rgb(0x4a, 0x4f, 0x5a))
            }
            (Palette::HighContrast, true) => Style::new().bg(Color::White).fg(Color::Black),
            (Palette::HighContrast, false) => Style::new().bg(Color::DarkGray).fg(Color::White),
            (Palette::Plain, true) => Style::new().add_modifier(Modifier::REVERSED),
            (Palette::Plain, false) => Style::new().add_modifier(Modifier::UNDERLINED),
        }
    }

    /// What all is drawn on.
    #[must_use]
    pub fn ground(self) -> Style {
        match self.palette {
            Palette::Light if self.on_light => Style::new(),
            Palette::Light if self.few() => Style::new().bg(Color::White).fg(Color::Black),
            Palette::Light => {
                Style::new().bg(Color::Rgb(0xff, 0xff, 0xff)).fg(Color::Rgb(0x1f, 0x23, 0x28))
            }
            Palette::HighContrast => Style::new().bg(Color::Black).fg(Color::White),
            // The terminal's own, which its user has chosen.
            Palette::Dark | Palette::Plain => Style::new(),
        }
    }
}

/// How a program wants its text to look, with its colours or without.
fn written(ink: Ink, colours: bool) -> Style {
    let colour = |colour| match colour {
        Colour::Indexed(index) => Color::Indexed(index),
        Colour::Rgb(red, green, blue) => Color::Rgb(red, green, blue),
    };
    let mut style = Style::new();
    if colours {
        style.fg = ink.foreground.map(colour);
        style.bg = ink.background.map(colour);
    }
    let modifiers = [
        (ink.bold, Modifier::BOLD),
        (ink.dim, Modifier::DIM),
        (ink.italic, Modifier::ITALIC),
        (ink.underlined, Modifier::UNDERLINED),
        (ink.reversed, Modifier::REVERSED),
    ];
    for (_, modifier) in modifiers.into_iter().filter(|(is_so, _)| *is_so) {
        style = style.add_modifier(modifier);
    }
    style
}

fn dark(role: Role) -> Style {
    let colour = |r, g, b| Style::new().fg(Color::Rgb(r, g, b));
    match role {
        Role::Plain | Role::Cursor | Role::Found | Role::Written(_) => Style::new(),
        Role::Dim => colour(0x7d, 0x83, 0x8f),
        Role::Faint => colour(0x54, 0x5a, 0x66),
        Role::Title => colour(0xe5, 0xc0, 0x7b).add_modifier(Modifier::BOLD),
        Role::Key => colour(0xe5, 0xc0, 0x7b),
        Role::Name => colour(0x8c, 0xc8, 0xf0),
        Role::Value => colour(0xd5, 0xd9, 0xe0),
        Role::Changed => colour(0xff, 0xb0, 0x54).add_modifier(Modifier::BOLD),
        Role::Type => colour(0x56, 0xb6, 0xa2),
        Role::Function => colour(0xdc, 0xdc, 0xaa),
        Role::Place => colour(0x86, 0x9e, 0xb8),
        Role::Address => colour(0x6f, 0x8f, 0xaf),
        Role::Keyword => colour(0xc5, 0x86, 0xc0),
        Role::Text => colour(0xce, 0x91, 0x78),
        Role::Number => colour(0xb5, 0xce, 0xa8),
        Role::Comment => colour(0x6a, 0x99, 0x55).add_modifier(Modifier::ITALIC),
        Role::Macro => colour(0x9c, 0xa6, 0xff),
        Role::Current => colour(0xff, 0xd7, 0x00).add_modifier(Modifier::BOLD),
        Role::Breakpoint => colour(0xf1, 0x4c, 0x4c),
        Role::Unbound => colour(0x8a, 0x6a, 0x6a),
        Role::Good => colour(0x73, 0xc9, 0x91),
        Role::Warning => colour(0xe2, 0xb7, 0x14),
        Role::Error => colour(0xf4, 0x70, 0x67),
    }
}

fn light(role: Role) -> Style {
    let colour = |r, g, b| Style::new().fg(Color::Rgb(r, g, b));
    match role {
        Role::Plain | Role::Cursor | Role::Found | Role::Written(_) => Style::new(),
        Role::Dim => colour(0x70, 0x78, 0x84),
        Role::Faint => colour(0xa8, 0xae, 0xb8),
        Role::Title => colour(0x7a, 0x4d, 0x00).add_modifier(Modifier::BOLD),
        Role::Key => colour(0x95, 0x38, 0x00),
        Role::Name => colour(0x00, 0x4c, 0x99),
        Role::Value => colour(0x1f, 0x23, 0x28),
        Role::Changed => colour(0xb3, 0x4a, 0x00).add_modifier(Modifier::BOLD),
        Role::Type => colour(0x1a, 0x70, 0x60),
        Role::Function => colour(0x6b, 0x4f, 0x00),
        Role::Place => colour(0x45, 0x5d, 0x78),
        Role::Address => colour(0x3d, 0x66, 0x8f),
        Role::Keyword => colour(0x8a, 0x1c, 0x9c),
        Role::Text => colour(0xa3, 0x15, 0x15),
        Role::Number => colour(0x09, 0x68, 0x44),
        Role::Comment => colour(0x38, 0x7a, 0x2a).add_modifier(Modifier::ITALIC),
        Role::Macro => colour(0x44, 0x3f, 0xc4),
        Role::Current => colour(0x8a, 0x62, 0x00).add_modifier(Modifier::BOLD),
        Role::Breakpoint => colour(0xc4, 0x1e, 0x1e),
        Role::Unbound => colour(0x9a, 0x7a, 0x7a),
        Role::Good => colour(0x1a, 0x7f, 0x37),
        Role::Warning => colour(0x8a, 0x5a, 0x00),
        Role::Error => colour(0xc4, 0x1e, 0x1e),
    }
}

/// With the colours that every terminal has, on a dark ground or a light one.
fn sixteen(role: Role, light: bool) -> Style {
    let bold = Style::new().add_modifier(Modifier::BOLD);
    let colour = |on_dark, on_light| Style::new().fg(if light { on_light } else { on_dark });
    match role {
        Role::Plain | Role::Value | Role::Cursor | Role::Found | Role::Written(_) => Style::new(),
        Role::Dim | Role::Faint | Role::Unbound | Role::Comment => {
            colour(Color::DarkGray, Color::DarkGray)
        }
        Role::Title | Role::Key => bold.patch(colour(Color::Yellow, Color::Black)),
        Role::Name => colour(Color::Cyan, Color::Blue),
        Role::Changed | Role::Current | Role::Warning => {
            bold.patch(colour(Color::LightYellow, Color::Red))
        }
        Role::Type | Role::Number | Role::Good => colour(Color::Green, Color::Green),
        Role::Function => colour(Color::Yellow, Color::Black),
        Role::Place | Role::Address => colour(Color::Cyan, Color::Cyan),
        Role::Keyword | Role::Macro => colour(Color::Magenta, Color::Magenta),
        Role::Text => colour(Color::Red, Color::Red),
        Role::Breakpoint | Role::Error => bold.patch(colour(Color::LightRed, Color::Red)),
    }
}

fn high_contrast(role: Role) -> Style {
    let bold = Style::new().add_modifier(Modifier::BOLD);
    match role {
        Role::Plain
        | Role::Written(_)
        | Role::Dim
        | Role::Faint
        | Role::Value
        | Role::Place
        | Role::Function
        | Role::Cursor
        | Role::Found => Style::new(),
        Role::Title | Role::Keyword | Role::Macro => bold,
        Role::Key | Role::Changed | Role::Warning | Role::Current => bold.fg(Color::LightYellow),
        Role::Name | Role::Address => Style::new().fg(Color::LightCyan),
        Role::Type | Role::Number | Role::Good | Role::Comment => {
            Style::new().fg(Color::LightGreen)
        }
        Role::Text => Style::new().fg(Color::LightMagenta),
        Role::Breakpoint | Role::Error => bold.fg(Color::LightRed),
        Role::Unbound => Style::new().fg(Color::LightRed),
    }
}

fn plain(role: Role) -> Style {
    match role {
        Role::Title | Role::Current | Role::Changed | Role::Error | Role::Key => {
            Style::new().add_modifier(Modifier::BOLD)
        }
        Role::Warning => Style::new().add_modifier(Modifier::UNDERLINED),
        Role::Dim | Role::Faint | Role::Comment => Style::new().add_modifier(Modifier::DIM),
        _ => Style::new(),
    }
}
