//! The entry under the cursor, all of it: what it says, who uses it, and of a query how it fares.

use ratatui::text::Span;
use serde_json::Value;

use super::super::doc::Doc;
use crate::domain::catalogue::entity::{EntryKind, Spec, Takes};
use crate::domain::refusal::Lang;
use crate::tui::cells::width;
use crate::tui::form::entry::{COMPANY, Ground, at};
use crate::tui::model::{Model, is_inactive};
use crate::tui::msg::ListedEntry;
use crate::tui::theme::Theme;

pub(super) fn draw(doc: &mut Doc, model: &Model, theme: Theme) {
    let words = &model.words;
    let catalogue = &model.catalogue;
    let (Some(kind), Some(row)) = (catalogue.kind(), catalogue.entry()) else {
        let id =
            catalogue.kind().map_or_else(|| "ck-types-about".to_owned(), |kind| format!("ck-{}-about", kind.name()));
        doc.text(&words.text(&id), 0, theme.label());
        return;
    };
    let ground = catalogue.ground(kind, Some(&row.code), words);
    if is_inactive(row) {
        let own = format!("ct-is-inactive-{}", kind.name());
        doc.text(&words.text(if words.has(&own) { &own } else { "ct-is-inactive" }), 0, theme.soon());
    }
    if kind == EntryKind::Mail {
        super::mail::card(doc, model, row, theme);
        return;
    }
    said(doc, &ground, row, theme);
    if kind == EntryKind::Query {
        query(doc, model, &ground, row, theme);
    }
    if kind == EntryKind::Settings {
        return;
    }
    if row.uses.is_empty() {
        if kind != EntryKind::InstallmentRule && kind != EntryKind::PortalUser {
            doc.gap();
            doc.text(&words.text("ct-unused"), 0, theme.label());
        }
        return;
    }
    doc.heading(&words.text("ct-uses"), theme, theme.label());
    for used in &row.uses {
        let what = words.with(&format!("cu-{}", used.what.replace('_', "-")), &[("n", used.n.into())]);
        let text = if used.who.is_empty() { what } else { format!("{what}: {}", used.who) };
        doc.text(&text, 0, theme.plain());
    }
}

/// Field by field, the label quiet.
fn said(doc: &mut Doc, ground: &Ground<'_>, row: &ListedEntry, theme: Theme) {
    let specs: Vec<&Spec> = ground.kind.entity().fields.iter().filter(|spec| spec.key != "cpf").collect();
    let cells = specs.iter().map(|spec| width(&ground.label(spec.key))).max().unwrap_or(0).min(doc.width * 2 / 5);
    let effective = ground.effective();
    let company = row.code == COMPANY;
    for spec in specs {
        if spec.takes == Takes::Sql
            || (spec.key == "auto_due_date.days" && ground.kind == EntryKind::Settings && !has_days(row, &effective))
        {
            continue;
        }
        if spec.key == "query_approval" && !company {
            continue;
        }
        // A list that is one field needs no heading beside its label.
        let single = matches!(spec.takes, Takes::Members(_) | Takes::Grants | Takes::Dates);
        if let Some(head) = spec.head.filter(|_| !single) {
            doc.heading(&ground.words.text(&format!("ce-head-{head}")), theme, theme.label());
        }
        let own = at(&row.entry, spec.key);
        let (text, style) = if ground.kind != EntryKind::Settings {
            let text = ground.told(spec, &row.entry);
            let style = if text == "—" { theme.dim() } else { theme.plain() };
            (text, style)
        } else if company {
            (ground.told(spec, &effective), theme.plain())
        } else if own.is_null() {
            let text = ground.told(spec, &effective);
            (ground.words.with("ce-inherits", &[("value", text.into())]), theme.dim())
        } else {
            (ground.told(spec, &row.entry), theme.strong())
        };
        doc.pair(&ground.label(spec.key), &text, cells, (theme.label(), style));
    }
}

fn has_days(row: &ListedEntry, effective: &Value) -> bool {
    let own = at(&row.entry, "auto_due_date");
    if own.is_null() { at(effective, "auto_due_date").is_object() } else { own.is_object() }
}

/// How a query fares, then its text.
fn query(doc: &mut Doc, model: &Model, ground: &Ground<'_>, row: &ListedEntry, theme: Theme) {
    let words = &model.words;
    let about = |key: &str| row.about.get(key).unwrap_or(&Value::Null);
    let list = |key: &str| {
        about(key).as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
    };
    let why = about(if words.lang() == Lang::PtBr { "why_pt" } else { "why_en" }).as_str();
    doc.heading(&words.text("ce-head-state"), theme, theme.label());
    match why {
        Some(why) => doc.text(&format!("✖ {why}"), 0, theme.late()),
        None => doc.text(&format!("✔ {}", words.text("cw-usable")), 0, theme.good()),
    }
    let cost = about("cost").as_f64().map(|cost| format!("{cost:.0}")).unwrap_or_default();
    let by = |key: &str| about(key).as_str().unwrap_or_default().to_owned();
    let facts = [
        ("cc-cost", cost),
        ("ct-columns", list("columns")),
        ("ct-binds", list("binds")),
        ("ct-saved-by", by("saved_by")),
        ("ct-approved-by", by("approved_by")),
    ];
    let cells = facts.iter().map(|(id, _)| width(&words.text(id))).max().unwrap_or(0);
    for (id, value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
        doc.pair(&words.text(id), &value, cells, (theme.label(), theme.plain()));
    }
    doc.heading(&words.text("ce-head-sql"), theme, theme.label());
    for line in ground.kind.entity().fields.iter().filter(|spec| spec.takes == Takes::Sql).flat_map(|spec| {
        at(&row.entry, spec.key).as_str().unwrap_or_default().trim().lines().map(str::to_owned).collect::<Vec<_>>()
    }) {
        if line.trim().is_empty() {
            doc.line(vec![Span::raw("")]);
        } else {
            doc.text(&line, 0, theme.plain());
        }
    }
}
