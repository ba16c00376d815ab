//! The lower part of a request: the thread, the files or the history, newest first.

use ratatui::text::Span;

use super::doc::Doc;
use crate::domain::request::Request;
use crate::tui::cells::{cut, paragraph, width};
use crate::tui::model::{Model, Tab};
use crate::tui::theme::Theme;
use crate::tui::when;

/// The tabs with their counts, and what the chosen one holds.
pub(super) fn draw(doc: &mut Doc, model: &Model, request: &Request, theme: Theme) {
    doc.gap();
    let mut spans = Vec::new();
    let mut used = 0;
    for tab in Tab::ALL {
        let (id, count) = match tab {
            Tab::Messages => ("tab-messages", request.messages.len()),
            Tab::Files => ("tab-files", request.files.len()),
            Tab::History => ("tab-history", request.history.len()),
        };
        let text = format!("{} {count}", model.words.text(id));
        let style = if tab == model.detail.tab { theme.strong() } else { theme.label() };
        if used > 0 {
            spans.push(Span::styled(" · ", theme.dim()));
            used += 3;
        }
        used += width(&text);
        spans.push(Span::styled(text, style));
    }
    spans.push(Span::styled(format!(" {}", "─".repeat(doc.width.saturating_sub(used + 1))), theme.dim()));
    doc.line(spans);
    match model.detail.tab {
        Tab::Messages => messages(doc, model, request, theme),
        Tab::Files => files(doc, model, request, theme),
        Tab::History => history(doc, model, request, theme),
    }
}

fn messages(doc: &mut Doc, model: &Model, request: &Request, theme: Theme) {
    if request.messages.is_empty() {
        doc.text(&model.words.text("empty-messages"), 0, theme.label());
    }
    for message in request.messages.iter().rev() {
        let who = match (&message.author_name, message.from_student) {
            (_, true) => request.item.student.name.clone(),
            (Some(name), false) => name.clone(),
            (None, false) => message.author.clone().unwrap_or_default(),
        };
        let mut spans = vec![
            Span::styled(format!("{} ", when::stamp(&message.at, model.now())), theme.label()),
            Span::styled(who, if message.from_student { theme.waiting() } else { theme.plain() }),
        ];
        if message.internal {
            spans.push(Span::styled(format!(" · {}", model.words.text("message-internal")), theme.soon()));
        }
        doc.line(spans);
        doc.text(&message.body, 2, theme.plain());
    }
}

fn files(doc: &mut Doc, model: &Model, request: &Request, theme: Theme) {
    if request.files.is_empty() {
        doc.text(&model.words.text("empty-files"), 0, theme.label());
    }
    for file in request.files.iter().rev() {
        let size = match file.size {
            n if n < 1024 => format!("{n} B"),
            n if n < 1024 * 1024 => format!("{} KiB", n / 1024),
            n => format!("{},{} MiB", n / 1024 / 1024, (n / 1024 % 1024) * 10 / 1024),
        };
        let by = file.by.clone().unwrap_or_else(|| model.words.text("file-by-student"));
        let mut spans = vec![
            Span::styled(format!("{:>2} ", file.no), theme.label()),
            Span::raw(cut(&file.name, doc.width.saturating_sub(12))),
            Span::styled(format!("  {size}"), theme.label()),
        ];
        if file.restricted {
            spans.push(Span::styled(format!(" · {}", model.words.text("file-restricted")), theme.soon()));
        }
        doc.line(spans);
        doc.text(&format!("{} · {by}", when::stamp(&file.at, model.now())), 3, theme.label());
    }
}

fn history(doc: &mut Doc, model: &Model, request: &Request, theme: Theme) {
    for event in request.history.iter().rev() {
        let style = if event.undone { theme.dim() } else { theme.plain() };
        let who = event.actor_name.clone().unwrap_or_else(|| event.actor.clone());
        let mut what = model.words.text(&format!("event-{}", event.kind.replace('_', "-")));
        if let Some(reason) = event.reason_name.as_ref().or(event.reason.as_ref()) {
            what = format!("{what}: {reason}");
        }
        if event.from_stage.as_deref().is_some_and(|from| from != event.to_stage) {
            what = format!("{what} → {}", event.to_stage_name);
        }
        if event.undone {
            what = format!("{what} {}", model.words.text("event-was-undone"));
        }
        let stamp = format!("{} ", when::stamp(&event.at, model.now()));
        let head = width(&stamp);
        let mut pieces = paragraph(&format!("{who} · {what}"), doc.width.saturating_sub(head)).into_iter();
        doc.line(vec![Span::styled(stamp, theme.label()), Span::styled(pieces.next().unwrap_or_default(), style)]);
        for piece in pieces {
            doc.line(vec![Span::raw(" ".repeat(head)), Span::styled(piece, style)]);
        }
        if let Some(note) = event.note.as_deref().filter(|n| !n.is_empty()) {
            doc.text(&format!("“{note}”"), head.min(8), theme.label());
        }
    }
}
