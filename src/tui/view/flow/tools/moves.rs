//! Which requests a plan moves, how far a run is, and what became of each.

use ratatui::style::Style;
use ratatui::text::Span;

use super::super::super::doc::Doc;
use super::super::super::form;
use super::cursor;
use crate::tui::cells::{cut, fit, fit_right, width};
use crate::tui::model::{Editor, Ended, Model, MoveAsks, MoveRow, Moving, Phase};
use crate::tui::msg::Run;
use crate::tui::theme::Theme;
use crate::tui::when;

pub(super) fn lines(doc: &mut Doc, model: &Model, editor: &Editor, moving: &Moving, theme: Theme) {
    let words = &model.words;
    if let Some(asked) = &moving.form {
        let heading = match &asked.asks {
            MoveAsks::Target(stage) => words.with("flow-move-target", &[("stage", name(editor, moving, stage).into())]),
            MoveAsks::Version => words.text("flow-move-which"),
        };
        doc.heading(&heading, theme, theme.accent().patch(theme.strong()));
        form::fields(doc, model, &asked.form, theme);
        return;
    }
    match moving.phase {
        Phase::Planning => planning(doc, model, editor, moving, theme),
        Phase::Running | Phase::Undoing | Phase::Ended => progress(doc, model, moving, theme),
    }
}

/// A stage as its version names it.
fn name(editor: &Editor, moving: &Moving, code: &str) -> String {
    let file = moving.target.as_deref().or(editor.base.as_ref());
    let stage = file.and_then(|f| f.stages.iter().find(|s| s.code == code));
    stage.map_or_else(|| editor.stage_name(code).to_owned(), |s| s.name.clone())
}

fn planning(doc: &mut Doc, model: &Model, editor: &Editor, moving: &Moving, theme: Theme) {
    let words = &model.words;
    let Some(foreseen) = &moving.foreseen else {
        doc.text(&words.text("loading"), 0, theme.label());
        return;
    };
    let rows = moving.rows();
    let sum = |which: usize| rows.iter().filter_map(|r| r.counts.get(which)).sum::<usize>();
    if rows.is_empty() {
        doc.text(&words.with("flow-move-all-there", &[("n", moving.to.into())]), 0, theme.label());
    } else {
        let values = [("moves", sum(0).into()), ("stays", sum(1).into()), ("blocked", sum(2).into())];
        doc.text(&words.with("flow-move-foreseen", &values), 0, theme.strong());
    }
    if let Some(run) = &moving.again {
        let values = [("when", when_of(model, run).into()), ("who", run.by_name.clone().into())];
        doc.text(&words.with("flow-move-broken", &values), 0, theme.soon());
    }
    let mut headed = (false, false, false);
    for (n, row) in moving.list().into_iter().enumerate() {
        let here = n == moving.at;
        let first = doc.lines.len();
        match &row {
            MoveRow::Go => go(doc, model, moving, here, theme),
            MoveRow::Version => {
                let label = words.text("flow-move-version");
                let version = words.with("flow-published-short", &[("n", moving.to.into())]);
                let live = editor.known.published == Some(moving.to);
                let hint = if live { words.text("flow-move-live") } else { String::new() };
                doc.line(vec![
                    cursor(here, theme),
                    Span::styled(format!("{label}  "), theme.label()),
                    Span::styled(version, if here { theme.strong() } else { theme.plain() }),
                    Span::styled(format!("  {hint}"), theme.label()),
                ]);
            }
            MoveRow::Stage(stage) => {
                if !std::mem::replace(&mut headed.0, true) {
                    columns(doc, model, theme);
                }
                if let Some(row) = rows.iter().find(|r| r.stage == *stage) {
                    plan(doc, (&name(editor, moving, &row.stage), row), model, (editor, moving, here), theme);
                }
            }
            MoveRow::Blocked(protocol) => {
                if !std::mem::replace(&mut headed.1, true) {
                    doc.heading(&words.with("flow-move-blocked", &[("n", sum(2).into())]), theme, theme.label());
                }
                if let Some(item) = foreseen.items.iter().find(|i| i.protocol == *protocol) {
                    let stage = editor.stage_name(&item.stage).to_owned();
                    let text = format!("{protocol} · {stage} · {}", item.why(words.lang()));
                    super::row(doc, here, ("✖", theme.late()), &text, theme);
                }
            }
            MoveRow::Run(id) => {
                if !std::mem::replace(&mut headed.2, true) {
                    doc.heading(&words.text("flow-move-runs"), theme, theme.label());
                }
                if let Some(run) = moving.runs.iter().find(|r| r.run == *id) {
                    let values = [
                        ("when", when_of(model, run).into()),
                        ("who", run.by_name.clone().into()),
                        ("to", run.to.into()),
                        ("moved", run.moved.into()),
                        ("undone", run.undone.into()),
                    ];
                    super::row(doc, here, ("↷", theme.label()), &words.with("flow-move-run", &values), theme);
                }
            }
            MoveRow::Ended(_) => {}
        }
        if here {
            doc.keep_in_sight(first);
        }
    }
}

fn when_of(model: &Model, run: &Run) -> String {
    when::exact(&run.at, model.now(), &model.words)
}

/// The row that begins, or goes on.
fn go(doc: &mut Doc, model: &Model, moving: &Moving, here: bool, theme: Theme) {
    let ready = moving.ready().len();
    let id = match (ready, &moving.again) {
        (0, _) => "flow-move-none",
        (_, Some(_)) => "flow-move-again",
        _ => "flow-move-go",
    };
    let values = [("n", ready.into()), ("to", moving.to.into()), ("moved", moving.moved.len().into())];
    let style = if here { theme.accent().patch(theme.strong()) } else { theme.plain() };
    doc.line(vec![
        cursor(here, theme),
        Span::styled(cut(&model.words.with(id, &values), doc.width.saturating_sub(2)), style),
    ]);
}

const COUNTS: usize = 12;

fn half(doc: &Doc) -> usize {
    doc.width.saturating_sub(COUNTS + 7) / 2
}

fn columns(doc: &mut Doc, model: &Model, theme: Theme) {
    let words = &model.words;
    if !doc.dense {
        doc.gap();
    }
    let half = half(doc);
    doc.line(vec![Span::styled(
        format!(
            "  {}   {}{}",
            fit(&words.text("flow-move-from"), half),
            fit(&words.text("flow-move-to"), half + 2),
            fit_right(&words.text("flow-move-counts"), COUNTS)
        ),
        theme.label(),
    )]);
}

/// Stage → stage, and how many move, stay, cannot.
fn plan(
    doc: &mut Doc,
    (from, row): (&str, &crate::tui::model::PlanRow),
    model: &Model,
    (editor, moving, here): (&Editor, &Moving, bool),
    theme: Theme,
) {
    let half = half(doc);
    let to = row.to.as_deref().map_or_else(|| model.words.text("flow-move-stay"), |code| name(editor, moving, code));
    let to = if here { format!("‹ {} ›", cut(&to, half.saturating_sub(2))) } else { to };
    let [moves, stays, blocked] = row.counts;
    let strong = if here { theme.strong() } else { theme.plain() };
    doc.line(vec![
        cursor(here, theme),
        Span::styled(fit(from, half), strong),
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

/// A bar, what ended how, and what became of each, the newest first.
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
        _ if moving.moved.is_empty() => ("flow-move-back", theme.good()),
        _ => ("flow-move-ended", theme.good()),
    };
    doc.text(&words.text(id), 0, style);
    for (verdict, n) in &moving.counts {
        let text = words.with(&format!("flow-moved-{verdict}"), &[("n", (*n).into())]);
        doc.text(&text, 2, if verdict == "refused" { theme.late() } else { theme.plain() });
    }
    if let (Phase::Ended, Some(MoveRow::Go)) = (moving.phase, moving.list().first()) {
        let first = doc.lines.len();
        let text = words.with("flow-move-go-on", &[("n", moving.waiting.len().into())]);
        let here = moving.at == 0;
        doc.line(vec![cursor(here, theme), Span::styled(text, if here { theme.strong() } else { theme.plain() })]);
        if here {
            doc.keep_in_sight(first);
        }
    }
    if !moving.ended.is_empty() {
        doc.heading(&words.text("flow-move-each"), theme, theme.label());
    }
    let chosen = match moving.row() {
        Some(MoveRow::Ended(protocol)) => Some(protocol),
        _ => None,
    };
    for ended in moving.ended.iter().rev() {
        each(doc, ended, chosen.as_deref() == Some(ended.protocol.as_str()), theme);
    }
}

fn each(doc: &mut Doc, ended: &Ended, here: bool, theme: Theme) {
    let (sign, style): (&str, Style) = match ended.verdict.as_str() {
        "moved" => ("✔", theme.good()),
        "undone" => ("↶", theme.good()),
        "refused" => ("✖", theme.late()),
        _ => ("–", theme.label()),
    };
    let first = doc.lines.len();
    let room = doc.width.saturating_sub(4 + width(&ended.protocol));
    let why = if ended.why.is_empty() { String::new() } else { format!("  {}", ended.why) };
    if ended.verdict == "refused" {
        super::row(doc, here, (sign, style), &format!("{}{why}", ended.protocol), theme);
    } else {
        doc.line(vec![
            cursor(here, theme),
            Span::styled(format!("{sign} "), style),
            Span::styled(ended.protocol.clone(), if here { theme.strong() } else { theme.plain() }),
            Span::styled(cut(&why, room), theme.label()),
        ]);
    }
    if here {
        doc.keep_in_sight(first);
    }
}
