//! Colours by Salt's names.

/// A colour by Salt's name.
#[derive(Clone, Copy)]
pub(crate) enum Color {
    Red,
    LightRed,
    Green,
    LightGreen,
    LightYellow,
    Blue,
    LightBlue,
    Magenta,
    LightMagenta,
    Cyan,
}

/// Colours in use, or none.
#[derive(Clone, Copy)]
pub(crate) struct Palette {
    pub(crate) enabled: bool,
}

impl Palette {
    /// The sequence that begins a colour.
    pub(crate) fn begin(self, color: Color) -> &'static str {
        if !self.enabled {
            return "";
        }
        match color {
            Color::Red => "\x1b[0;31m",
            Color::LightRed => "\x1b[0;1;31m",
            Color::Green => "\x1b[0;32m",
            Color::LightGreen => "\x1b[0;1;32m",
            Color::LightYellow => "\x1b[0;1;33m",
            Color::Blue => "\x1b[0;34m",
            Color::LightBlue => "\x1b[0;1;34m",
            Color::Magenta => "\x1b[0;35m",
            Color::LightMagenta => "\x1b[0;1;35m",
            Color::Cyan => "\x1b[0;36m",
        }
    }

    /// The sequence that ends a colour.
    pub(crate) fn end(self) -> &'static str {
        if self.enabled { "\x1b[0;0m" } else { "" }
    }

    /// Text in a colour.
    pub(crate) fn paint(self, color: Color, text: &str) -> String {
        format!("{}{text}{}", self.begin(color), self.end())
    }
}
