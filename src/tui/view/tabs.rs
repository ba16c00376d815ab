//! The lower part of a request: the thread, the files, the history or the charge, newest first.

use ratatui::text::Span;

use super::doc::Doc;
use crate::domain::charge::money;
use crate::domain::request::Request;
use crate::tui::cells::{cut, paragraph, width};
use crate::tui::model::{Model, Tab};
use crate::tui::theme::Theme;
use crate::tui::when;

/// Cells of the labels of a charge.
const CHARGE_LABEL: usize = 11;

/// The tabs with their counts, and what the chosen one holds.
pub(super) fn draw(doc: &mut Doc, model: &Model, request: &Request, theme: Theme) {
    doc.gap();
    let mut spans = Vec::new();
    let mut used = 0;
    for tab in Tab::all(request.charge.is_some()) {
        let (id, count) = match tab {
            Tab::Messages => ("tab-messages", Some(request.messages.len())),
            Tab::Files => ("tab-files", Some(request.files.len())),
            Tab::History => ("tab-history", Some(request.history.len())),
            Tab::Charge => ("tab-charge", None),
        };
        let name = model.words.text(id);
        let text = count.map_or(name.clone(), |count| format!("{name} {count}"));
        let style = if *tab == model.detail.tab { theme.strong() } else { theme.label() };
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
        Tab::Charge => charge(doc, model, request, theme),
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

/// What is charged and why so, what finance says, and every event that touched it.
fn charge(doc: &mut Doc, model: &Model, request: &Request, theme: Theme) {
    let words = &model.words;
    let Some(charge) = &request.charge else { return };
    let (quiet, loud) = ((theme.label(), theme.plain()), (theme.label(), theme.strong()));
    let story = model.detail.story.as_ref().filter(|s| s.protocol == request.item.protocol);
    let free = charge.status == "free";
    let amount = if free { words.text("charge-free") } else { money(&charge.amount, words.lang()) };
    let source = words.text(&format!("price-source-{}", charge.source.replace('_', "-")));
    doc.pair(&words.text("open-amount"), &format!("{amount} · {source}"), CHARGE_LABEL, loud);
    if let Some(service) = &charge.service {
        doc.pair(&words.text("receipt-service"), service, CHARGE_LABEL, quiet);
    }
    if let Some(due) = charge.due_date.as_deref() {
        let date = when::day(due, model.now(), words);
        let rule = charge.due_source.as_deref().map(|s| words.text(&format!("due-source-{}", s.replace('_', "-"))));
        let due = rule.map_or(date.clone(), |rule| format!("{date} · {rule}"));
        doc.pair(&words.text("open-due"), &due, CHARGE_LABEL, loud);
        for step in story.map(|s| s.due_steps.as_slice()).unwrap_or_default() {
            doc.text(step.message(words.lang()), CHARGE_LABEL + 2, theme.label());
        }
    }
    if let Some(number) = charge.installment {
        let number = match &request.contract {
            Some(contract) => {
                let values = [("n", number.to_string().into()), ("contract", contract.as_str().into())];
                words.with("receipt-of-contract", &values)
            }
            None => number.to_string(),
        };
        doc.pair(&words.text("open-installment"), &number, CHARGE_LABEL, quiet);
    }
    if !free {
        let late = charge.attention.is_some() || charge.status == "failed";
        let style = if late { theme.late() } else { theme.plain() };
        let mut state = words.charge_state(charge);
        if let Some(attention) = &charge.attention {
            state = format!("{state} · {}", words.text(&format!("charge-attention-{attention}")));
        }
        doc.pair(&words.text("receipt-state"), &state, CHARGE_LABEL, (theme.label(), style));
    }
    let Some(story) = story else {
        doc.text(&words.text("loading"), 0, theme.label());
        return;
    };
    if story.debt_check != "not_required" {
        let debts = story.debts.as_ref().map(|d| words.debts(d)).unwrap_or_default();
        let text = words.text(&format!("debt-check-{}", story.debt_check));
        let text = if debts.is_empty() { text } else { format!("{text} · {debts}") };
        doc.pair(&words.text("open-owed"), &text, CHARGE_LABEL, quiet);
    }
    for event in story.events.iter().rev() {
        let stamp = format!("{} ", when::stamp(&event.at, model.now()));
        let what = words.text(&format!("event-{}", event.kind.replace('_', "-")));
        doc.line(vec![
            Span::styled(stamp.clone(), theme.label()),
            Span::styled(
                cut(&format!("{} · {what}", event.actor), doc.width.saturating_sub(width(&stamp))),
                theme.plain(),
            ),
        ]);
        if let Some(note) = event.note.as_deref().filter(|n| !n.is_empty()) {
            doc.text(&format!("“{note}”"), 8, theme.label());
        }
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
