//! Draws the model. Changes nothing; where the panes are is `layout`'s answer, what keys say is the
//! registry's.

pub mod bars;
pub mod catalogue;
pub mod detail;
pub mod doc;
mod drafts;
pub mod flow;
pub mod form;
pub mod layers;
pub mod map;
pub mod opening;
pub mod queue;
mod receipt;
pub mod student;
mod tabs;

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, BorderType, Borders, Widget};

use super::layout::{self, is_too_small};
use super::model::{Focus, Model, Notice, Screen, Tone};
use super::theme::Theme;

/// Draws one frame.
pub fn draw(frame: &mut Frame<'_>, model: &Model) {
    let area = frame.area();
    let theme = Theme { colour: model.colour };
    if is_too_small((area.width, area.height)) {
        let text = model.words.text("too-small");
        Line::styled(text, theme.strong())
            .centered()
            .render(Rect { y: area.height / 2, height: area.height.min(1), ..area }, frame.buffer_mut());
        return;
    }
    let areas = layout::areas((area.width, area.height), model.focus);
    let mut cursor = None;
    bars::header(frame.buffer_mut(), areas.header, model, theme);
    match model.screen {
        Screen::Desk => {
            if let Some(list) = areas.list {
                cursor = queue::draw(frame.buffer_mut(), list, model, theme).or(cursor);
            }
            if let Some(pane) = areas.detail {
                cursor = detail::draw(frame.buffer_mut(), pane, model, theme).or(cursor);
                if areas.list.is_some() {
                    join_left(frame.buffer_mut(), pane, theme);
                }
            }
        }
        Screen::Student => cursor = student::draw(frame.buffer_mut(), areas.body, model, theme),
        Screen::Flows => cursor = flow::draw(frame.buffer_mut(), areas.body, model, theme),
        Screen::Receipt => cursor = receipt::draw(frame.buffer_mut(), areas.body, model, theme),
        Screen::Catalogue => cursor = catalogue::draw(frame.buffer_mut(), areas.body, model, theme),
        Screen::Opening => cursor = opening::draw(frame.buffer_mut(), areas.body, model, theme),
    }
    bars::footer(frame.buffer_mut(), areas.footer, model, theme);
    if layers::draw(frame.buffer_mut(), areas.body, model, theme) {
        cursor = None;
    }
    if let Some((x, y)) = cursor {
        frame.set_cursor_position((x, y));
    }
}

/// How far the receipt on screen can be scrolled.
#[must_use]
pub fn receipt_scroll(model: &Model) -> usize {
    receipt::most(model)
}

/// How far the answer of the question on screen can be scrolled.
#[must_use]
pub fn what_if_scroll(model: &Model) -> usize {
    flow::answer_scroll(model)
}

/// Says on the lower edge of a pane how many lines lie below.
pub(super) fn more_below(buffer: &mut Buffer, area: Rect, model: &Model, hidden: usize, theme: Theme) {
    let more = model.words.with("detail-more", &[("n", hidden.into())]);
    let x = area.right().saturating_sub(u16::try_from(super::cells::width(&more)).unwrap_or(0) + 4);
    let row = Rect {
        x: x.max(area.x + 1),
        y: area.bottom().saturating_sub(1),
        width: area.right().saturating_sub(x + 1),
        height: 1,
    };
    Line::styled(format!(" {more} "), theme.label()).render(row, buffer);
}

/// Lines of the explanation of an opening.
#[must_use]
pub fn why_opening_lines(model: &Model) -> usize {
    let cells = usize::from(layers::WIDE.min(model.size.0)).saturating_sub(4);
    opening::why(model, cells, Theme { colour: model.colour }).lines.len()
}

/// Line of the detail at which messages, files, history and charge begin.
#[must_use]
pub fn detail_part(model: &Model) -> usize {
    let areas = layout::areas(model.size, Focus::Detail);
    let pane = areas.detail.unwrap_or(areas.body);
    let doc = detail::document(model, usize::from(pane.width.saturating_sub(4)), Theme { colour: model.colour });
    doc.part.unwrap_or_default()
}

/// Lines of the detail as it would be drawn now.
#[must_use]
pub fn detail_height(model: &Model) -> usize {
    let areas = layout::areas(model.size, Focus::Detail);
    let pane = areas.detail.unwrap_or(areas.body);
    detail::document(model, usize::from(pane.width.saturating_sub(4)), Theme { colour: model.colour }).lines.len()
}

/// Lines of what lies over an entry of the catalogue, as it would be drawn now.
#[must_use]
pub fn entry_lines(model: &Model) -> usize {
    catalogue::lines(model)
}

/// A pane: a rounded thin frame; the focused one is told by its title.
pub(super) fn pane(
    buffer: &mut Buffer,
    area: Rect,
    title: Vec<Span<'static>>,
    right: Vec<Span<'static>>,
    theme: Theme,
) -> Rect {
    let block = Block::new()
        .borders(Borders::ALL)
        .border_type(BorderType::Rounded)
        .border_style(theme.dim())
        .title_top(Line::from(title))
        .title_top(Line::from(right).right_aligned());
    let inner = block.inner(area);
    block.render(area, buffer);
    Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }
}

/// The pane to the left of another one: a single thin line parts them.
pub(super) fn left_pane(
    buffer: &mut Buffer,
    area: Rect,
    title: Vec<Span<'static>>,
    right: Vec<Span<'static>>,
    theme: Theme,
) -> Rect {
    let block = Block::new()
        .borders(Borders::TOP | Borders::LEFT | Borders::BOTTOM)
        .border_type(BorderType::Rounded)
        .border_style(theme.dim())
        .title_top(Line::from(title))
        .title_top(Line::from(right).right_aligned());
    let inner = block.inner(area);
    block.render(area, buffer);
    Rect { x: inner.x + 1, width: inner.width.saturating_sub(2), ..inner }
}

/// Joins a pane's frame with the one on its left.
pub(super) fn join_left(buffer: &mut Buffer, area: Rect, theme: Theme) {
    for (y, symbol) in [(area.y, "┬"), (area.bottom().saturating_sub(1), "┴")] {
        if let Some(cell) = buffer.cell_mut((area.x, y)) {
            cell.set_symbol(symbol).set_style(theme.dim());
        }
    }
}

/// A title, loud when its pane has the keys.
pub(super) fn title(text: &str, focused: bool, theme: Theme) -> Span<'static> {
    let style = if focused { theme.accent().patch(theme.strong()) } else { theme.label() };
    Span::styled(format!(" {text} "), style)
}

/// The symbol and style of a notice.
pub(super) fn tone(tone: Tone, theme: Theme) -> (&'static str, Style) {
    match tone {
        Tone::Good => ("✔", theme.good()),
        Tone::Plain => ("·", theme.label()),
        Tone::Refused => ("✖", theme.late()),
        Tone::Trouble => ("!", theme.late()),
    }
}

/// A notice on so many lines at most.
pub(super) fn notice_lines(notice: &Notice, width: usize, most: usize, theme: Theme) -> Vec<Line<'static>> {
    let (symbol, style) = tone(notice.tone, theme);
    let mut pieces = super::cells::paragraph(&notice.text, width.saturating_sub(3));
    if pieces.len() > most {
        pieces.truncate(most);
        if let Some(last) = pieces.last_mut() {
            *last = super::cells::cut(&format!("{last} …"), width.saturating_sub(3));
        }
    }
    let mut head = format!("{symbol} ");
    pieces
        .into_iter()
        .map(|piece| {
            let line = Line::from(vec![Span::styled(head.clone(), style), Span::styled(piece, style)]);
            head = "  ".to_owned();
            line
        })
        .collect()
}

/// Puts lines over an area, its last rows, and clears behind them.
pub(super) fn put_below(buffer: &mut Buffer, area: Rect, lines: Vec<Line<'static>>) {
    let count = u16::try_from(lines.len()).unwrap_or(1).min(area.height);
    for (row, line) in (area.bottom().saturating_sub(count)..area.bottom()).zip(lines) {
        put(buffer, Rect { y: row, height: 1, ..area }, line);
    }
}

/// Puts one line, and clears behind it.
pub(super) fn put(buffer: &mut Buffer, area: Rect, line: Line<'static>) {
    ratatui::widgets::Clear.render(area, buffer);
    line.render(area, buffer);
}
