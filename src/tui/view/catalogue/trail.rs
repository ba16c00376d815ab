//! Who changed an entry, when, from what to what; and what a query gave for its sample student.

use ratatui::text::Span;
use serde_json::Value;

use super::super::doc::Doc;
use crate::domain::catalogue::entity::EntryKind;
use crate::tui::cells::{cut, fit, paragraph, width};
use crate::tui::model::Model;
use crate::tui::msg::{EntryChange, FieldChange, Tried};
use crate::tui::theme::Theme;
use crate::tui::when;

/// Lines of a long text that the trail shows of each side.
const LONG: usize = 6;

pub(super) fn changes(doc: &mut Doc, model: &Model, told: Option<&[EntryChange]>, theme: Theme) {
    let words = &model.words;
    let Some(all) = told else {
        doc.text(&words.text("loading"), 0, theme.label());
        return;
    };
    if all.is_empty() {
        doc.text(&words.text("ct-trail-empty"), 0, theme.label());
    }
    let Some(kind) = model.catalogue.kind() else { return };
    for change in all {
        doc.gap();
        let who = change.name.clone().unwrap_or_else(|| change.login.clone());
        let moment = when::moment(&change.at).map_or_else(|| change.at.clone(), crate::domain::text::moment_br);
        let verb = words.text(if change.created { "ct-trail-created" } else { "ct-trail-changed" });
        doc.line(vec![
            Span::styled(moment, theme.label()),
            Span::raw("  "),
            Span::styled(who, theme.strong()),
            Span::styled(format!(" {verb}"), theme.label()),
        ]);
        let ground = model.catalogue.ground(kind, None, words);
        let cells = change.changes.iter().map(|f| width(&ground.label(&f.field))).max().unwrap_or(0).min(doc.width / 2);
        for field in &change.changes {
            one(doc, model, (kind, field, cells), theme);
        }
    }
}

/// `Nome: Novo → Outro`; what joined or left a list is said as that.
fn one(doc: &mut Doc, model: &Model, (kind, field, cells): (EntryKind, &FieldChange, usize), theme: Theme) {
    let words = &model.words;
    let ground = model.catalogue.ground(kind, None, words);
    let label = ground.label(&field.field);
    let told = |value: &Option<String>| value.as_deref().map(|value| ground.trailed(&field.field, value));
    let is_list = matches!(field.field.as_str(), "members" | "groups" | "can_open" | "can_handle" | "holidays");
    let (old, new) = (told(&field.old), told(&field.new));
    if field.old.as_deref().or(field.new.as_deref()).is_some_and(|text| text.contains('\n')) {
        doc.line(vec![Span::styled(format!("  {label}"), theme.label())]);
        for (sign, text, style) in [("−", old, theme.dim()), ("+", new, theme.plain())] {
            let text = text.unwrap_or_default();
            for line in text.lines().filter(|line| !line.trim().is_empty()).take(LONG) {
                doc.line(vec![
                    Span::styled(format!("  {sign} "), style),
                    Span::styled(cut(line, doc.width.saturating_sub(4)), style),
                ]);
            }
            if text.lines().count() > LONG {
                doc.line(vec![Span::styled(format!("  {sign} …"), style)]);
            }
        }
        return;
    }
    let text = match (is_list, old, new) {
        (true, old, new) => {
            let part = |sign: &str, text: Option<String>| text.map(|text| format!("{sign} {text}"));
            [part("+", new), part("−", old)].into_iter().flatten().collect::<Vec<_>>().join("   ")
        }
        (false, None, Some(new)) => new,
        (false, Some(old), None) => format!("{old} → —"),
        (false, Some(old), Some(new)) => format!("{old} → {new}"),
        (false, None, None) => String::new(),
    };
    let mut head = format!("  {}  ", fit(&label, cells));
    for piece in paragraph(&text, doc.width.saturating_sub(cells + 4).max(8)) {
        doc.line(vec![Span::styled(head.clone(), theme.label()), Span::styled(piece, theme.plain())]);
        head = " ".repeat(cells + 4);
    }
}

pub(super) fn tried(doc: &mut Doc, model: &Model, told: Option<&Result<Tried, String>>, theme: Theme) {
    let words = &model.words;
    let told = match told {
        None => {
            doc.text(&words.text("ct-trying"), 0, theme.label());
            return;
        }
        Some(Err(why)) => {
            for line in why.lines() {
                doc.text(&format!("✖ {line}"), 0, theme.late());
            }
            return;
        }
        Some(Ok(told)) => told,
    };
    let plain = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.as_f64().map_or_else(|| number.to_string(), |n| format!("{n:.0}")),
        other => other.to_string(),
    };
    let facts = [("n", told.count.into()), ("cost", plain(&told.cost).into()), ("ms", plain(&told.ms).into())];
    doc.text(&words.with("ct-tried", &facts), 0, theme.good());
    if told.count == 0 {
        doc.text(&words.text("ct-tried-none"), 0, theme.soon());
        return;
    }
    doc.gap();
    let cell = |value: &Value| match value {
        Value::Null => "—".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let rows: Vec<Vec<String>> =
        told.rows.iter().map(|row| row.as_array().into_iter().flatten().map(cell).collect()).collect();
    let mut cells: Vec<usize> = told.columns.iter().map(|name| width(name)).collect();
    for row in &rows {
        for (at, text) in row.iter().enumerate() {
            if let Some(cells) = cells.get_mut(at) {
                *cells = (*cells).max(width(text));
            }
        }
    }
    // The widest column gives way first.
    while cells.iter().map(|c| c + 2).sum::<usize>() > doc.width + 2 {
        let Some(widest) = cells.iter_mut().max() else { break };
        if *widest <= 4 {
            break;
        }
        *widest -= 1;
    }
    let line = |texts: &[String]| {
        texts.iter().zip(&cells).map(|(text, cells)| fit(text, *cells)).collect::<Vec<_>>().join("  ")
    };
    doc.line(vec![Span::styled(line(&told.columns), theme.label())]);
    for row in &rows {
        doc.line(vec![Span::styled(line(row), theme.plain())]);
    }
    if usize::try_from(told.count).is_ok_and(|n| n > rows.len()) {
        doc.line(vec![Span::styled("…", theme.label())]);
    }
}
