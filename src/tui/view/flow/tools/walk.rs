//! Where a walk is, what went out, where it may go; the screen and the forms of who attends; the mails as they would
//! be read.

use ratatui::text::Span;

use super::super::super::doc::Doc;
use super::super::super::{detail, form};
use super::cursor;
use crate::domain::charge::Charge;
use crate::domain::flow::walk::{Mail, Walked};
use crate::tui::cells::{cut, fit, width};
use crate::tui::model::{Editor, Model, WalkAsks, Walking};
use crate::tui::theme::Theme;
use crate::tui::update::{Way, walk_ways};
use crate::tui::when;
use crate::words::Words;

/// From so many rows on, the screen of who attends stands below the ways.
const TALL: usize = 26;

/// The title of the pane.
pub(super) fn title(words: &Words, walking: &Walking) -> String {
    let id = match (&walking.form, walking.reading, walking.screen) {
        (Some(asked), ..) if matches!(asked.asks, WalkAsks::Step(_)) => "flow-walk-title-screen",
        (Some(_), ..) => "flow-walk-title",
        (None, Some(_), _) => "flow-walk-title-mail",
        (None, None, Some(_)) => "flow-walk-title-screen",
        _ => "flow-walk-title",
    };
    words.text(id)
}

pub(super) fn lines(doc: &mut Doc, model: &Model, editor: &Editor, (walking, rows): (&Walking, usize), theme: Theme) {
    let words = &model.words;
    if let Some(asked) = &walking.form {
        return match (&asked.asks, &walking.request) {
            (WalkAsks::Step(_), Some(request)) => detail::page(doc, model, request, Some(&asked.form), theme),
            (WalkAsks::Opening, _) => plain_form(doc, model, &words.text("flow-walk-opening"), &asked.form, theme),
            _ => plain_form(doc, model, &words.text("flow-walk-actor"), &asked.form, theme),
        };
    }
    if let Some(at) = walking.reading {
        return mail(doc, words, &walking.mails(), at, theme);
    }
    if let (Some(_), Some(request)) = (walking.screen, &walking.request) {
        return detail::page(doc, model, request, None, theme);
    }
    who(doc, editor, words, walking, theme);
    let Some(told) = &walking.told else {
        let id = if walking.waits { "flow-walk-keeping" } else { "loading" };
        doc.text(&words.text(id), 0, theme.label());
        return;
    };
    doc.heading(&words.with("flow-walk-steps", &[("n", told.version.into())]), theme, theme.label());
    let mut charge = None;
    for step in &told.steps {
        step_lines(doc, model, editor, (step, &mut charge), theme);
    }
    let key = if words.lang() == crate::words::Lang::PtBr { "pt" } else { "en" };
    for note in told.notes.iter().filter_map(|note| note.get(key)?.as_str()) {
        doc.text(note, 0, theme.dim());
    }
    let ways = walking.request.as_ref().map(|r| walk_ways(r, words)).unwrap_or_default();
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
        if told.stuck {
            doc.text(&words.text("flow-walk-stuck"), 0, theme.late());
        }
        doc.heading(&words.text("flow-walk-ways"), theme, theme.label());
        list(doc, words, &ways, walking.at, theme);
    }
    doc.keep_in_sight(first);
    if let Some(request) = walking.request.as_ref().filter(|_| rows >= TALL && doc.lines.len() + 8 < rows) {
        doc.heading(&words.text("flow-walk-screen"), theme, theme.label());
        detail::page(doc, model, request, None, theme);
    }
}

/// A form that is not an act: its heading and its fields.
fn plain_form(doc: &mut Doc, model: &Model, heading: &str, asked: &crate::tui::form::Form, theme: Theme) {
    doc.heading(heading, theme, theme.accent().patch(theme.strong()));
    form::fields(doc, model, asked, theme);
    form::said(doc, model, asked, theme);
}

/// Who acts, for which student.
fn who(doc: &mut Doc, editor: &Editor, words: &Words, walking: &Walking, theme: Theme) {
    let who = actor(editor, words, walking.actor.as_deref());
    let student = walking.request.as_ref().map(|r| {
        let name = &r.item.student.name;
        if walking.script.student.is_some() { format!("{name} · RA {}", r.item.student.ra) } else { name.clone() }
    });
    let label = words.text("flow-walk-as");
    let mut spans =
        vec![Span::styled(format!("{label}  "), theme.label()), Span::styled(format!("‹ {who} ›"), theme.strong())];
    let text = student.map(|who| words.with("flow-walk-for", &[("who", who.into())])).unwrap_or_default();
    let used: usize = spans.iter().map(Span::width).sum();
    if used + 3 + width(&text) <= doc.width {
        spans.push(Span::styled(format!("   {text}"), theme.label()));
        doc.line(spans);
    } else {
        doc.line(spans);
        doc.line(vec![Span::styled(cut(&text, doc.width), theme.label())]);
    }
}

fn actor(editor: &Editor, words: &Words, who: Option<&str>) -> String {
    match who {
        None => words.text("flow-walk-anyone"),
        Some(role @ ("attendant" | "supervisor")) => words.text(&format!("flow-walk-{role}")),
        Some(login) => name_of(editor, login),
    }
}

fn name_of(editor: &Editor, login: &str) -> String {
    editor.known.people.iter().find(|p| p.code == login).map_or_else(|| login.to_owned(), |p| p.name.clone())
}

/// The ways, numbered; what leads on first, the rest quieter.
fn list(doc: &mut Doc, words: &Words, ways: &[Way], at: usize, theme: Theme) {
    for (n, way) in ways.iter().enumerate() {
        let here = n == at;
        let digit = if n < 9 { format!("{} ", n + 1) } else { "  ".to_owned() };
        let to = if way.to.is_empty() { String::new() } else { format!(" → {}", way.to) };
        let name = cut(&way.name, doc.width.saturating_sub(4 + width(&to)));
        let style = match (here, way.onward) {
            (true, _) => theme.strong(),
            (false, true) => theme.plain(),
            (false, false) => theme.label(),
        };
        doc.line(vec![
            cursor(here, theme),
            Span::styled(digit, theme.accent()),
            Span::styled(name, style),
            Span::styled(to, theme.label()),
        ]);
        if here && !way.needs.is_empty() {
            let text = words.with("flow-walk-fills", &[("what", way.needs.join(", ").into())]);
            doc.text(&text, 4, theme.label());
        }
    }
}

/// One step: who did what, where it is now, until when, what it costs, what went out.
fn step_lines<'a>(
    doc: &mut Doc,
    model: &Model,
    editor: &Editor,
    (step, charge): (&'a Walked, &mut Option<&'a serde_json::Value>),
    theme: Theme,
) {
    let words = &model.words;
    let act = words.text(&format!("flow-walk-act-{}", step.act));
    let (sign, style) = if step.ok { ("✔", theme.good()) } else { ("✖", theme.late()) };
    let stage = step.told("stage").map(|code| editor.stage_name(code).to_owned()).unwrap_or_default();
    let mut text = format!("{act} · {}", name_of(editor, &step.actor));
    let moves = !matches!(step.act.as_str(), "take" | "release" | "message" | "set" | "wait" | "resume");
    if step.ok && moves && !stage.is_empty() {
        text = format!("{text} → {stage}");
    }
    doc.line(vec![Span::styled(format!("{sign} "), style), Span::raw(cut(&text, doc.width.saturating_sub(2)))]);
    let mut facts = Vec::new();
    let open = step.told("status").is_some_and(|s| matches!(s, "queued" | "in_progress"));
    if let Some(due) = step.told("due_at").filter(|_| open && step.act != "take") {
        facts.push(words.with("flow-walk-due", &[("at", when::exact(due, model.now(), words).into())]));
    }
    let now = step.charge.as_ref().filter(|c| !c.is_null());
    if now != *charge {
        let told = now.and_then(|c| serde_json::from_value::<Charge>(c.clone()).ok());
        facts.extend(told.map(|c| words.charge(&c)));
        *charge = now;
    }
    if !facts.is_empty() {
        doc.text(&facts.join(" · "), 4, theme.label());
    }
    for mail in &step.mails {
        let line = format!("✉ {} · {}", mail.to, mail.subject);
        doc.line(vec![Span::raw("    "), Span::styled(cut(&line, doc.width.saturating_sub(4)), theme.label())]);
    }
    for problem in step.problems() {
        doc.text(problem.message(words.lang()), 4, theme.late());
    }
}

/// A mail as it would be read, and which one of the walk it is.
fn mail(doc: &mut Doc, words: &Words, mails: &[&Mail], at: usize, theme: Theme) {
    let Some(mail) = mails.get(at) else { return };
    let number = words.with("flow-walk-mail", &[("n", (at + 1).into()), ("all", mails.len().into())]);
    doc.text(&number, 0, theme.label());
    doc.gap();
    let cells = width(&words.text("flow-walk-mail-subject")).max(width(&words.text("flow-walk-mail-to")));
    let mut pair = |id: &str, value: &str, style| {
        doc.pair(&fit(&words.text(id), cells), value, cells, (theme.label(), style));
    };
    pair("flow-walk-mail-to", &mail.to, theme.plain());
    pair("flow-walk-mail-subject", &mail.subject, theme.strong());
    doc.gap();
    for line in mail.text.lines() {
        if line.is_empty() { doc.gap() } else { doc.text(line, 0, theme.plain()) }
    }
}
