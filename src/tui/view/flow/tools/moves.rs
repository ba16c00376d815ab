//! Which requests a plan moves, how far a run is, and what became of each.

use ratatui::text::Span;

use super::super::super::doc::Doc;
use super::cursor;
use crate::tui::cells::{fit, fit_right};
use crate::tui::model::{Editor, Model, Moving, Phase};
use crate::tui::theme::Theme;

pub(super) fn lines(doc: &mut Doc, model: &Model, editor: &Editor, moving: &Moving, theme: Theme) {
    let words = &model.words;
    let Some(foreseen) = &moving.foreseen else {
        doc.text(&words.text("loading"), 0, theme.label());
        return;
    };
    let rows = moving.rows();
    if rows.is_empty() {
        doc.text(&words.with("flow-move-all-there", &[("n", moving.to.into())]), 0, theme.label());
        return;
    }
    let lang = words.lang();
    match moving.phase {
        Phase::Planning => {
            let sum = |which: usize| rows.iter().filter_map(|r| r.counts.get(which)).sum::<usize>();
            let values = [("moves", sum(0).into()), ("stays", sum(1).into()), ("blocked", sum(2).into())];
            doc.text(&words.with("flow-move-foreseen", &values), 0, theme.strong());
            plan(doc, model, editor, (moving, &rows), theme);
            let blocked = foreseen.items.iter().filter(|i| i.verdict == "blocked" && i.from_version != moving.to);
            for item in blocked {
                doc.text(&format!("✖ {} · {}", item.protocol, item.why(lang)), 0, theme.late());
            }
        }
        Phase::Running | Phase::Undoing | Phase::Ended => progress(doc, model, moving, theme),
    }
}

/// Stage → stage, and how many move, stay, cannot.
fn plan(
    doc: &mut Doc,
    model: &Model,
    editor: &Editor,
    (moving, rows): (&Moving, &[crate::tui::model::PlanRow]),
    theme: Theme,
) {
    let words = &model.words;
    let counts = 12;
    let half = doc.width.saturating_sub(counts + 7) / 2;
    doc.line(vec![Span::styled(
        format!(
            "  {}   {}{}",
            fit(&words.text("flow-move-from"), half),
            fit(&words.text("flow-move-to"), half + 2),
            fit_right(&words.text("flow-move-counts"), counts)
        ),
        theme.label(),
    )]);
    for (n, row) in rows.iter().enumerate() {
        let here = n == moving.at;
        let base = editor.base.as_ref();
        let name = |code: &str| {
            base.and_then(|f| f.stages.iter().find(|s| s.code == code))
                .map_or_else(|| editor.stage_name(code).to_owned(), |s| s.name.clone())
        };
        let to = row.to.as_deref().map_or_else(|| words.text("flow-move-stay"), name);
        let to = if here { format!("‹ {to} ›") } else { to };
        let [moves, stays, blocked] = row.counts;
        let strong = if here { theme.strong() } else { theme.plain() };
        if here {
            doc.focus = Some((doc.lines.len(), doc.lines.len()));
        }
        doc.line(vec![
            cursor(here, theme),
            Span::styled(fit(&name(&row.stage), half), strong),
            Span::styled(" → ", theme.label()),
            Span::styled(fit(&to, half + 2), if row.to.is_some() { strong } else { theme.label() }),
            Span::styled(fit_right(&moves.to_string(), 4), theme.plain()),
            Span::styled(fit_right(&stays.to_string(), 4), theme.label()),
            Span::styled(
                fit_right(&if blocked > 0 { format!("✖{blocked}") } else { "0".to_owned() }, 4),
                if blocked > 0 { theme.late() } else { theme.label() },
            ),
        ]);
    }
    doc.gap();
}

/// A bar, what ended how, and what was refused.
fn progress(doc: &mut Doc, model: &Model, moving: &Moving, theme: Theme) {
    let words = &model.words;
    let done = moving.all.saturating_sub(moving.waiting.len());
    let room = doc.width.saturating_sub(14).min(50);
    let full = (room * done).checked_div(moving.all).unwrap_or(room);
    doc.line(vec![
        Span::styled("█".repeat(full), theme.accent()),
        Span::styled("░".repeat(room - full), theme.dim()),
        Span::styled(format!(" {done}/{}", moving.all), theme.strong()),
    ]);
    let (id, style) = match moving.phase {
        Phase::Running => ("flow-move-running", theme.label()),
        Phase::Undoing => ("flow-move-undoing", theme.label()),
        _ if !moving.waiting.is_empty() => ("flow-move-stopped", theme.soon()),
        _ => ("flow-move-ended", theme.good()),
    };
    doc.text(&words.text(id), 0, style);
    for (verdict, n) in &moving.ended {
        let text = words.with(&format!("flow-moved-{verdict}"), &[("n", (*n).into())]);
        doc.text(&text, 2, if verdict == "refused" { theme.late() } else { theme.plain() });
    }
    for (protocol, why) in &moving.refused {
        doc.text(&format!("✖ {protocol} · {why}"), 2, theme.late());
    }
}
