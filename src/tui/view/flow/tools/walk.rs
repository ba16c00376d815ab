//! Where a walk is and where it may go.

use ratatui::text::Span;

use super::super::super::doc::Doc;
use super::cursor;
use crate::domain::flow::walk::Walked;
use crate::tui::cells::{cut, width};
use crate::tui::model::{Editor, Model, Walking};
use crate::tui::theme::Theme;
use crate::tui::update::walk_ways;
use crate::tui::when;

pub(super) fn lines(doc: &mut Doc, model: &Model, editor: &Editor, walking: &Walking, theme: Theme) {
    let words = &model.words;
    let who = match walking.script.actor.as_deref() {
        None => words.text("flow-walk-anyone"),
        Some(role) => words.text(&format!("flow-walk-{role}")),
    };
    doc.pair(&words.text("flow-walk-as"), &format!("‹ {who} ›"), 9, (theme.label(), theme.strong()));
    let Some(told) = &walking.told else {
        let id = if walking.waits { "flow-walk-keeping" } else { "loading" };
        doc.text(&words.text(id), 0, theme.label());
        return;
    };
    doc.heading(&words.with("flow-walk-steps", &[("n", told.version.into())]), theme, theme.label());
    for step in &told.steps {
        step_lines(doc, model, editor, step, theme);
    }
    let ways = walk_ways(editor, walking, model.now().date_naive(), words);
    let first = doc.lines.len();
    if ways.is_empty() {
        let (id, style) = match (told.stuck, told.ok) {
            (true, _) => ("flow-walk-stuck", theme.late()),
            (_, false) => ("flow-walk-refused", theme.late()),
            _ => ("flow-walk-over", theme.good()),
        };
        doc.gap();
        doc.text(&words.text(id), 0, style);
    } else {
        doc.heading(&words.text("flow-walk-ways"), theme, theme.label());
        for (n, way) in ways.iter().enumerate() {
            let here = n == walking.at;
            let to = format!(" → {}", way.to);
            let name = cut(&way.name, doc.width.saturating_sub(4 + width(&to)));
            doc.line(vec![
                cursor(here, theme),
                Span::styled(name, if here { theme.strong() } else { theme.plain() }),
                Span::styled(to, theme.label()),
            ]);
            if here && !way.needs.is_empty() {
                let text = words.with("flow-walk-fills", &[("what", way.needs.join(", ").into())]);
                doc.text(&text, 4, theme.label());
            }
        }
    }
    for note in &told.notes {
        let key = if words.lang() == crate::words::Lang::PtBr { "pt" } else { "en" };
        if let Some(text) = note.get(key).and_then(serde_json::Value::as_str) {
            doc.text(text, 0, theme.dim());
        }
    }
    doc.keep_in_sight(first);
}

/// One step: who did what, where it is now, until when, what went out.
fn step_lines(doc: &mut Doc, model: &Model, editor: &Editor, step: &Walked, theme: Theme) {
    let words = &model.words;
    let act = words.text(&format!("flow-walk-act-{}", step.act));
    let (sign, style) = if step.ok { ("✔", theme.good()) } else { ("✖", theme.late()) };
    let stage = step.told("stage").map(|code| editor.stage_name(code).to_owned()).unwrap_or_default();
    let mut parts = vec![format!("{act} · {}", step.actor)];
    if step.ok && !stage.is_empty() {
        parts.push(stage);
    }
    doc.line(vec![
        Span::styled(format!("{sign} "), style),
        Span::raw(cut(&parts.join(" → "), doc.width.saturating_sub(2))),
    ]);
    let mut facts = Vec::new();
    if let Some(due) = step.told("due_at").filter(|_| step.act != "take") {
        facts.push(words.with("flow-walk-due", &[("at", when::exact(due, model.now(), words).into())]));
    }
    let mails: Vec<&str> = step.mails.iter().filter_map(|m| m.get("kind")?.as_str()).collect();
    if !mails.is_empty() {
        facts.push(words.with("flow-walk-mails", &[("what", mails.join(", ").into())]));
    }
    let amount = step.charge.as_ref().and_then(|c| c.get("amount")).and_then(serde_json::Value::as_str);
    if let Some(amount) = amount {
        facts.push(words.with("flow-walk-charge", &[("amount", amount.replace('.', ",").into())]));
    }
    if !facts.is_empty() {
        doc.text(&facts.join(" · "), 4, theme.label());
    }
    let problems = step.error.as_ref().and_then(|e| e.get("problems")).and_then(serde_json::Value::as_array);
    let key = if words.lang() == crate::words::Lang::PtBr { "pt" } else { "en" };
    for problem in problems.into_iter().flatten() {
        if let Some(text) = problem.get(key).and_then(serde_json::Value::as_str) {
            doc.text(text, 4, theme.late());
        }
    }
}
