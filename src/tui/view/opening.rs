//! A new request on one screen: the form, and beside it the engine's verdict on what is typed so far.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Span;
use ratatui::widgets::Widget;

use super::doc::Doc;
use super::{form, join_left, left_pane, notice_lines, pane, put_below, title};
use crate::domain::request::Request;
use crate::tui::form::field::Role;
use crate::tui::layout::is_side_by_side;
use crate::tui::model::Model;
use crate::tui::theme::Theme;
use crate::tui::update::opening_form;
use crate::tui::when;

/// Draws the screen; gives the place of the text cursor.
pub(super) fn draw(buffer: &mut Buffer, body: Rect, model: &Model, theme: Theme) -> Option<(u16, u16)> {
    if let Some(request) = &model.opening.receipt {
        receipt(buffer, body, model, request, theme);
        return None;
    }
    let parts = if is_side_by_side((body.width, body.height)) {
        Layout::horizontal([Constraint::Percentage(56), Constraint::Min(0)]).areas::<2>(body)
    } else {
        Layout::vertical([Constraint::Min(0), Constraint::Length((body.height / 3).clamp(5, 9))]).areas::<2>(body)
    };
    let [left, right] = parts;
    let frame = if is_side_by_side(model.size) { left_pane } else { pane };
    let inner = frame(buffer, left, vec![title(&model.words.text("open-title"), true, theme)], Vec::new(), theme);
    let mut doc = Doc::new(usize::from(inner.width));
    if let Some(open) = opening_form(model) {
        form::fields(&mut doc, model, open, theme);
        if open.sent.is_some() {
            doc.gap();
            doc.text(&model.words.text("form-sending"), 2, theme.label());
        }
        for problem in &open.problems {
            doc.text(&format!("✖ {}", problem.message(model.words.lang())), 2, theme.late());
        }
        instructions(&mut doc, model, theme);
    }
    let rows = usize::from(inner.height);
    let offset = doc.offset(0, rows);
    for (y, line) in (inner.y..inner.bottom()).zip(doc.lines.iter().skip(offset)) {
        line.render(Rect { y, height: 1, ..inner }, buffer);
    }
    if let Some(notice) = &model.notice {
        put_below(buffer, inner, notice_lines(notice, usize::from(inner.width), 3, theme));
    }
    verdict(buffer, right, model, theme);
    if is_side_by_side(model.size) {
        join_left(buffer, right, theme);
    }
    let (column, line) = doc.cursor?;
    let line = line.checked_sub(offset).filter(|l| *l < rows)?;
    Some((
        inner.x + u16::try_from(column).ok()?.min(inner.width.saturating_sub(1)),
        inner.y + u16::try_from(line).ok()?,
    ))
}

fn instructions(doc: &mut Doc, model: &Model, theme: Theme) {
    let code = opening_form(model).and_then(|f| f.of(Role::Type)).and_then(|f| f.code());
    let chosen = code.and_then(|code| model.opening.types.iter().find(|t| t.code == code));
    if let Some(text) = chosen.and_then(|t| t.instructions.as_deref()).filter(|t| !t.is_empty()) {
        doc.gap();
        doc.heading(&model.words.text("detail-instructions"), theme, theme.label());
        doc.text(text, 0, theme.label());
    }
}

/// Every failing check at once (O-03…O-12), and what the student will be promised.
fn verdict(buffer: &mut Buffer, area: Rect, model: &Model, theme: Theme) {
    let words = &model.words;
    let inner = pane(buffer, area, vec![title(&words.text("open-verdict"), false, theme)], Vec::new(), theme);
    let mut doc = Doc::new(usize::from(inner.width));
    match &model.opening.preview {
        None => doc.text(&words.text("open-verdict-hint"), 0, theme.label()),
        Some(preview) => {
            if preview.allowed {
                doc.line(vec![
                    Span::styled("✔ ", theme.good()),
                    Span::styled(words.text("open-allowed"), theme.strong()),
                ]);
            }
            for problem in &preview.problems {
                doc.text(&format!("✖ {}", problem.message(words.lang())), 0, theme.late());
            }
            if let Some(charge) = &preview.charge {
                doc.gap();
                doc.pair(&words.text("detail-charge"), &words.charge(charge), 10, (theme.label(), theme.strong()));
                for step in &preview.due_steps {
                    doc.text(step.message(words.lang()), 10, theme.label());
                }
            }
            if let Some(date) = &preview.promised_date {
                doc.gap();
                doc.pair(
                    &words.text("detail-promised"),
                    &when::day(date, model.now(), words),
                    10,
                    (theme.label(), theme.strong()),
                );
            }
        }
    }
    for (y, line) in (inner.y..inner.bottom()).zip(&doc.lines) {
        line.render(Rect { y, height: 1, ..inner }, buffer);
    }
}

/// What the student may take along: protocol, promise, place.
fn receipt(buffer: &mut Buffer, body: Rect, model: &Model, request: &Request, theme: Theme) {
    let words = &model.words;
    let inner = pane(buffer, body, vec![title(&words.text("receipt-title"), true, theme)], Vec::new(), theme);
    let item = &request.item;
    let mut doc = Doc::new(usize::from(inner.width));
    doc.lines.push(ratatui::text::Line::default());
    doc.line(vec![
        Span::styled("✔ ", theme.good()),
        Span::styled(item.protocol.clone(), theme.accent().patch(theme.strong())),
    ]);
    doc.gap();
    let styles = (theme.label(), theme.plain());
    let loud = (theme.label(), theme.strong());
    doc.pair(&words.text("col-student"), &format!("{} · RA {}", item.student.name, item.student.ra), 12, loud);
    doc.pair(&words.text("col-type"), &item.type_name, 12, styles);
    doc.pair(&words.text("col-stage"), &format!("{} · {}", item.stage_name, item.group_name), 12, styles);
    doc.pair(&words.text("detail-place"), &item.location.description, 12, styles);
    if let Some(date) = &item.promised_date {
        doc.pair(&words.text("detail-promised"), &when::day(date, model.now(), words), 12, loud);
    }
    if let Some(charge) = &request.charge {
        doc.pair(&words.text("detail-charge"), &words.charge(charge), 12, styles);
    }
    for answer in request.parameters.values() {
        doc.pair(&answer.question, &answer.label, 12, styles);
    }
    doc.gap();
    doc.text(&words.text("receipt-hint"), 0, theme.label());
    for (y, line) in (inner.y..inner.bottom()).zip(&doc.lines) {
        line.render(Rect { y, height: 1, ..inner }, buffer);
    }
    if let Some(notice) = &model.notice {
        put_below(buffer, inner, notice_lines(notice, usize::from(inner.width), 2, theme));
    }
}
