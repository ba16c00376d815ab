//! Where the panes are: a pure function of size and focus, used by update and view alike.

use ratatui::layout::{Constraint, Layout, Rect};

use super::model::Focus;

/// From this width on, queue and detail stand side by side.
pub const SIDE_BY_SIDE_COLS: u16 = 110;
/// Below this size a message asks for room.
pub const LEAST: (u16, u16) = (50, 14);

/// The areas of the desk; a pane that is not shown has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Areas {
    /// Views, person, connection.
    pub header: Rect,
    /// The queue.
    pub list: Option<Rect>,
    /// The request.
    pub detail: Option<Rect>,
    /// Everything between header and footer.
    pub body: Rect,
    /// Keys that are valid now.
    pub footer: Rect,
}

/// True when the terminal is too small to work in.
#[must_use]
pub fn is_too_small((cols, rows): (u16, u16)) -> bool {
    cols < LEAST.0 || rows < LEAST.1
}

/// True when both panes are shown.
#[must_use]
pub fn is_side_by_side((cols, _): (u16, u16)) -> bool {
    cols >= SIDE_BY_SIDE_COLS
}

/// Parts the screen.
#[must_use]
pub fn areas(size: (u16, u16), focus: Focus) -> Areas {
    let whole = Rect::new(0, 0, size.0, size.1);
    let [header, body, footer] =
        Layout::vertical([Constraint::Length(1), Constraint::Min(0), Constraint::Length(1)]).areas(whole);
    let (list, detail) = if is_side_by_side(size) {
        let wide = if size.0 >= 150 { Constraint::Percentage(50) } else { Constraint::Length(size.0 * 56 / 100) };
        let [list, detail] = Layout::horizontal([wide, Constraint::Min(0)]).areas(body);
        (Some(list), Some(detail))
    } else {
        match focus {
            Focus::List => (Some(body), None),
            Focus::Detail => (None, Some(body)),
        }
    };
    Areas { header, list, detail, body, footer }
}

/// Rows of the list that fit: without frame and column heads.
#[must_use]
pub fn list_rows(size: (u16, u16), focus: Focus) -> usize {
    let areas = areas(size, focus);
    usize::from(areas.list.unwrap_or(areas.body).height.saturating_sub(3)).max(1)
}

/// Lines of the detail that fit.
#[must_use]
pub fn detail_rows(size: (u16, u16), focus: Focus) -> usize {
    let areas = areas(size, focus);
    usize::from(areas.detail.unwrap_or(areas.body).height.saturating_sub(2)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_size_breaks_the_parting() {
        for cols in 0..200 {
            for rows in [0, 1, 2, 3, 14, 24, 36, 60] {
                for focus in [Focus::List, Focus::Detail] {
                    let areas = areas((cols, rows), focus);
                    let width = areas.list.map_or(0, |a| a.width) + areas.detail.map_or(0, |a| a.width);
                    assert_eq!(width, cols);
                }
            }
        }
    }
}
