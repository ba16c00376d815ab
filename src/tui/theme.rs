//! The few styles of the desk: one accent, three meanings, the rest by weight. The sixteen colours of the
//! terminal are used, so that a person's own palette holds; without colour, weight and symbols remain.

use ratatui::style::{Color, Modifier, Style};

/// Styles, with or without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Colours may be used (`NO_COLOR` is not set).
    pub colour: bool,
}

impl Theme {
    fn tint(self, colour: Color, without: Modifier) -> Style {
        if self.colour { Style::new().fg(colour) } else { Style::new().add_modifier(without) }
    }

    /// Focus and the selected row.
    #[must_use]
    pub fn accent(self) -> Style {
        self.tint(Color::Cyan, Modifier::BOLD)
    }

    /// Late, refused, missing.
    #[must_use]
    pub fn late(self) -> Style {
        self.tint(Color::LightRed, Modifier::BOLD)
    }

    /// Due soon.
    #[must_use]
    pub fn soon(self) -> Style {
        self.tint(Color::Yellow, Modifier::empty())
    }

    /// Waiting for someone.
    #[must_use]
    pub fn waiting(self) -> Style {
        self.tint(Color::LightBlue, Modifier::empty())
    }

    /// It was done.
    #[must_use]
    pub fn good(self) -> Style {
        self.tint(Color::Green, Modifier::empty())
    }

    /// What one looks for.
    #[must_use]
    pub fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// What one rarely reads.
    #[must_use]
    pub fn dim(self) -> Style {
        self.tint(Color::DarkGray, Modifier::DIM)
    }

    /// Labels: quieter than text, louder than frames.
    #[must_use]
    pub fn label(self) -> Style {
        self.tint(Color::Gray, Modifier::DIM)
    }

    /// Everything else.
    #[must_use]
    pub fn plain(self) -> Style {
        Style::new()
    }
}
