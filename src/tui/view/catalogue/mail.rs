//! A mail of the institution's own words: as it would be read, and what may stand in braces.

use ratatui::text::Span;

use super::super::doc::Doc;
use crate::domain::catalogue::entity::EntryKind;
use crate::tui::cells::{fit, width};
use crate::tui::form::Kind;
use crate::tui::model::Model;
use crate::tui::msg::{ListedEntry, MailExample};
use crate::tui::theme::Theme;

/// The example of what is open; none while it is asked.
fn example(model: &Model) -> Option<&MailExample> {
    let id = model.form.as_ref().filter(|id| id.kind == Kind::Entry(EntryKind::Mail))?;
    model.catalogue.example.as_ref().filter(|told| told.event == id.protocol)
}

/// Below the fields: the names in as few lines as they take, then the mail.
pub(super) fn below(doc: &mut Doc, model: &Model, theme: Theme) {
    let Some(told) = example(model) else { return };
    doc.heading(&model.words.text("ct-mail-places"), theme, theme.label());
    let names: Vec<String> = told.places.iter().map(|place| format!("{{{}}}", place.name)).collect();
    doc.text(&names.join(" "), 0, theme.plain());
    read(doc, model, told, theme);
}

/// Over the form: the mail, then each name beside what it says.
pub(super) fn whole(doc: &mut Doc, model: &Model, theme: Theme) {
    let Some(told) = example(model) else {
        doc.text(&model.words.text("loading"), 0, theme.label());
        return;
    };
    read(doc, model, told, theme);
    doc.heading(&model.words.text("ct-mail-places"), theme, theme.label());
    let cells = told.places.iter().map(|place| width(&place.name) + 2).max().unwrap_or(0);
    for place in &told.places {
        doc.pair(&format!("{{{}}}", place.name), &place.sample, cells, (theme.plain(), theme.label()));
    }
    doc.gap();
    doc.text(&model.words.text("ct-mail-rule"), 0, theme.label());
}

/// What is wrong with it, or the mail.
fn read(doc: &mut Doc, model: &Model, told: &MailExample, theme: Theme) {
    doc.heading(&model.words.text("ct-mail-example"), theme, theme.label());
    if !told.problems.is_empty() {
        for problem in &told.problems {
            let field = problem.field.as_deref().unwrap_or_default();
            let why = problem.why(model.words.lang());
            doc.text(&format!("✖ {}: {why}", model.words.text(&format!("ce-{field}"))), 0, theme.late());
        }
        return;
    }
    letter(doc, (&told.subject, &told.text), theme);
}

/// A subject, then paragraphs.
fn letter(doc: &mut Doc, (subject, text): (&str, &str), theme: Theme) {
    doc.text(subject, 0, theme.strong());
    doc.gap();
    for line in text.lines() {
        if line.trim().is_empty() {
            doc.line(vec![Span::raw("")]);
        } else {
            doc.text(line, 0, theme.plain());
        }
    }
}

/// The words of an entry, on its card.
pub(super) fn card(doc: &mut Doc, model: &Model, row: &ListedEntry, theme: Theme) {
    let said = |key: &str| row.entry.get(key).and_then(serde_json::Value::as_str).unwrap_or_default();
    let own = row.entry.get("own").and_then(serde_json::Value::as_bool).unwrap_or_default();
    let id = if own { "ct-mail-own" } else { "ct-mail-built-in" };
    doc.line(vec![Span::styled(fit(&model.words.text(id), doc.width), theme.label())]);
    doc.gap();
    letter(doc, (said("subject"), said("text")), theme);
}
