//! The tools beside the outline, drawn: what changed, where a walk is and where it may go, which requests a plan moves.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;
use ratatui::widgets::Widget;

use super::super::doc::Doc;
use super::super::{pane, title};
use crate::domain::flow::Change;
use crate::domain::flow::diff::How;
use crate::domain::flow::walk::{Goal, Walked};
use crate::tui::cells::{cut, fit, fit_right, width};
use crate::tui::model::{Editor, Model, Moving, Phase, Tool, Walking};
use crate::tui::msg::Toured;
use crate::tui::theme::Theme;
use crate::tui::update::walk_ways;
use crate::tui::when;

pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, editor: &Editor, tool: &Tool, theme: Theme) {
    let words = &model.words;
    let name = match tool {
        Tool::Diff { changes, .. } => words.with("flow-diff-title", &[("n", changes.len().into())]),
        Tool::Walk(_) => words.text("flow-walk-title"),
        Tool::Moving(moving) => words.with("flow-move-title", &[("n", moving.to.into())]),
    };
    let inner = pane(buffer, area, vec![title(&name, true, theme)], Vec::new(), theme);
    let mut doc = Doc::new(usize::from(inner.width));
    doc.dense = inner.height < 20;
    match tool {
        Tool::Diff { changes, at } => diff(&mut doc, model, editor, (changes, *at), theme),
        Tool::Walk(walking) => match &walking.tour {
            Some(toured) => tour(&mut doc, model, editor, toured, theme),
            None => walk(&mut doc, model, editor, walking, theme),
        },
        Tool::Moving(moving) => moves(&mut doc, model, editor, moving, theme),
    }
    let offset = doc.offset(0, usize::from(inner.height));
    for (y, line) in (inner.y..inner.bottom()).zip(doc.lines.iter().skip(offset)) {
        line.render(Rect { y, height: 1, ..inner }, buffer);
    }
}

fn cursor(here: bool, theme: Theme) -> Span<'static> {
    Span::styled(if here { "▶ " } else { "  " }, theme.accent())
}

/// A wrapped text behind a sign; the row under the cursor is kept in sight.
fn row(doc: &mut Doc, here: bool, (sign, sign_style): (&str, Style), text: &str, theme: Theme) {
    let first = doc.lines.len();
    let room = doc.width.saturating_sub(4);
    let mut head = vec![cursor(here, theme), Span::styled(format!("{sign} "), sign_style)];
    for piece in crate::tui::cells::paragraph(text, room) {
        head.push(Span::styled(piece, if here { theme.strong() } else { theme.plain() }));
        doc.line(std::mem::replace(&mut head, vec![Span::raw("    ")]));
    }
    if here {
        doc.keep_in_sight(first);
    }
}

fn diff(doc: &mut Doc, model: &Model, editor: &Editor, (changes, at): (&[Change], usize), theme: Theme) {
    for (n, change) in changes.iter().enumerate() {
        let sign = match change.how {
            How::Added => ("+", theme.good()),
            How::Removed => ("−", theme.late()),
            How::Changed => ("~", theme.soon()),
            How::Ordered => ("↕", theme.label()),
        };
        row(doc, n == at, sign, change.message(model.words.lang()), theme);
        let load = change.stage.as_ref().and_then(|code| editor.known.stages.get(code)).filter(|l| l.open > 0);
        if let Some(load) = load {
            let text = model.words.with("flow-diff-touched", &[("n", load.open.into())]);
            doc.text(&text, 4, theme.label());
        }
    }
}

fn walk(doc: &mut Doc, model: &Model, editor: &Editor, walking: &Walking, theme: Theme) {
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

fn tour(doc: &mut Doc, model: &Model, editor: &Editor, toured: &Toured, theme: Theme) {
    let words = &model.words;
    let good = toured.shown.iter().filter(|s| s.error.is_none()).count();
    let all = toured.shown.len() + toured.tour.unreachable.len();
    let style = if good == all { theme.good() } else { theme.late() };
    doc.text(&words.with("flow-tour-count", &[("n", good.into()), ("all", all.into())]), 0, style);
    doc.gap();
    let bad = toured.shown.iter().filter(|s| s.error.is_some());
    for shown in bad {
        row(doc, false, ("✖", theme.late()), &goal(model, editor, &shown.goal), theme);
        let key = if words.lang() == crate::words::Lang::PtBr { "pt" } else { "en" };
        let problems = shown.error.as_ref().and_then(|e| e.get("problems")).and_then(serde_json::Value::as_array);
        for text in problems.into_iter().flatten().filter_map(|p| p.get(key)?.as_str()) {
            doc.text(text, 4, theme.label());
        }
    }
    for missed in &toured.tour.unreachable {
        let text = words.with("flow-tour-unreachable", &[("what", goal(model, editor, missed).into())]);
        row(doc, false, ("✖", theme.late()), &text, theme);
    }
    for shown in toured.shown.iter().filter(|s| s.error.is_none()) {
        row(doc, false, ("✔", theme.good()), &goal(model, editor, &shown.goal), theme);
    }
    for hand in &toured.tour.by_hand {
        doc.text(&words.with("flow-tour-by-hand", &[("what", hand.clone().into())]), 0, theme.soon());
    }
}

/// A goal in words: a way, an ending, or what else a stage allows.
fn goal(model: &Model, editor: &Editor, goal: &Goal) -> String {
    let stage = editor.stage_name(goal.stage()).to_owned();
    let words = &model.words;
    match goal {
        Goal::Way { reason, to, .. } => {
            format!("{stage} · {} → {}", editor.reason_name(reason), editor.stage_name(to))
        }
        Goal::Outcome { outcome, .. } => format!("{stage} · {} ■", words.text(&format!("outcome-{outcome}"))),
        Goal::Wait(_) => format!("{stage} · {}", words.text("fw-can-wait")),
        Goal::Return(_) => format!("{stage} · {}", words.text("fw-can-return")),
        Goal::Cancel(_) => format!("{stage} · {}", words.text("fw-can-cancel")),
    }
}

fn moves(doc: &mut Doc, model: &Model, editor: &Editor, moving: &Moving, theme: Theme) {
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
