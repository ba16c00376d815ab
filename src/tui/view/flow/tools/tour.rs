//! The automatic walk: what was walked, what was refused, what no request comes to.

use super::super::super::doc::Doc;
use super::row;
use crate::domain::flow::walk::Goal;
use crate::tui::model::{Editor, Model};
use crate::tui::msg::Toured;
use crate::tui::theme::Theme;

pub(super) fn lines(doc: &mut Doc, model: &Model, editor: &Editor, toured: &Toured, theme: Theme) {
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
