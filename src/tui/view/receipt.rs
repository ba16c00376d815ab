//! The receipt on screen: the same sheet that is saved and printed, set for the eye.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::doc::Doc;
use super::{form, notice_lines, pane, put_below, title};
use crate::domain::receipt::Sheet;
use crate::tui::cells::{cut, width};
use crate::tui::model::{Model, Paper};
use crate::tui::theme::Theme;

/// Columns of the sheet where there are more.
const COLUMNS: u16 = 80;
/// Cells of the longest label that is not cut.
const LABEL: usize = 22;

/// Draws the screen; gives the place of the text cursor when the path has it.
pub(super) fn draw(buffer: &mut Buffer, body: Rect, model: &Model, theme: Theme) -> Option<(u16, u16)> {
    let paper = model.paper.as_ref()?;
    let name = if paper.is_new { "receipt-title" } else { "receipt-paper" };
    let inner = pane(buffer, body, vec![title(&model.words.text(name), true, theme)], Vec::new(), theme);
    let cols = inner.width.min(COLUMNS);
    let inner = Rect { x: inner.x + (inner.width - cols) / 2, width: cols, ..inner };
    let doc = document(model, paper, (usize::from(inner.width), usize::from(inner.height)), theme);
    let rows = usize::from(inner.height);
    let (shown, taken) = match &paper.form {
        Some(open) => {
            let mut ask = Doc::new(doc.width);
            form::block(&mut ask, model, open, theme);
            let taken = ask.lines.len();
            (Some(ask), taken)
        }
        None => (None, 0),
    };
    let offset = doc.offset(paper.scroll, rows.saturating_sub(taken));
    let hidden = doc.lines.len().saturating_sub(offset + rows.saturating_sub(taken));
    if hidden > 0 {
        super::more_below(buffer, body, model, hidden, theme);
    }
    for (y, line) in (inner.y..inner.bottom()).zip(doc.lines.iter().skip(offset)) {
        line.render(Rect { y, height: 1, ..inner }, buffer);
    }
    if let Some(ask) = shown {
        let first = inner.bottom().saturating_sub(u16::try_from(taken).unwrap_or(inner.height));
        put_below(buffer, inner, ask.lines);
        let (column, line) = ask.cursor?;
        let x = inner.x + u16::try_from(column).ok()?.min(inner.width.saturating_sub(1));
        return Some((x, first + u16::try_from(line).ok()?));
    }
    if let Some(notice) = &model.notice {
        put_below(buffer, inner, notice_lines(notice, usize::from(inner.width), 3, theme));
    }
    None
}

/// How far it can be scrolled.
pub(super) fn most(model: &Model) -> usize {
    let Some(paper) = &model.paper else { return 0 };
    let (cols, rows) = model.size;
    let rows = usize::from(rows.saturating_sub(4));
    let room = (usize::from(cols.saturating_sub(4).min(COLUMNS)), rows);
    document(model, paper, room, Theme { colour: model.colour }).lines.len().saturating_sub(rows)
}

/// The whole sheet: with air between its parts where it fits so, else without.
fn document(model: &Model, paper: &Paper, (cols, rows): (usize, usize), theme: Theme) -> Doc {
    let set = |dense| {
        let mut doc = Doc::new(cols);
        head(&mut doc, paper, theme);
        match &paper.facts {
            Some(facts) => sheet(&mut doc, &model.words.receipt(facts), dense, theme),
            None => {
                let item = &paper.item;
                doc.text(&format!("{} · RA {}", item.student.name, item.student.ra), 0, theme.strong());
                doc.text(&item.type_name, 0, theme.plain());
                doc.text(&model.words.text("loading"), 0, theme.label());
            }
        }
        doc
    };
    let doc = set(false);
    if doc.lines.len() > rows { set(true) } else { doc }
}

/// The protocol, and beside it the school.
fn head(doc: &mut Doc, paper: &Paper, theme: Theme) {
    let mut spans = Vec::new();
    if paper.is_new {
        spans.push(Span::styled("✔ ", theme.good()));
    }
    spans.push(Span::styled(paper.item.protocol.clone(), theme.accent().patch(theme.strong())));
    if let Some(facts) = &paper.facts {
        let used: usize = spans.iter().map(Span::width).sum();
        let school = cut(&format!("{} · {}", facts.school, facts.branch), doc.width.saturating_sub(used + 2));
        spans.push(Span::raw(" ".repeat(doc.width.saturating_sub(used + width(&school)))));
        spans.push(Span::styled(school, theme.label()));
    }
    doc.line(spans);
}

fn sheet(doc: &mut Doc, sheet: &Sheet, is_dense: bool, theme: Theme) {
    doc.dense = is_dense;
    let rows = sheet.blocks.iter().flat_map(|b| &b.rows);
    let label = rows.map(|r| width(&r.label)).max().unwrap_or(0).min(LABEL);
    for block in sheet.blocks.iter().filter(|b| !b.rows.is_empty()) {
        doc.heading(&block.heading, theme, theme.label());
        for row in &block.rows {
            let value = if row.loud { theme.strong() } else { theme.plain() };
            doc.pair(&cut(&row.label, label), &row.value, label, (theme.label(), value));
        }
    }
    doc.lines.push(Line::default());
    for note in sheet.notes.iter().chain(std::iter::once(&sheet.foot)) {
        doc.text(note, 0, theme.label());
    }
}
