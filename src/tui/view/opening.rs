//! A new request on one screen: the form, and beside or below it the engine's verdict on what is typed so far – what
//! stands in the way, what it costs and when it is due, what is promised.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Span;
use ratatui::widgets::Widget;

use super::doc::Doc;
use super::{form, join_left, left_pane, notice_lines, pane, put_below, title};
use crate::domain::charge::{Charge, day, money};
use crate::tui::cells::{fit, fit_right, width};
use crate::tui::form::Form;
use crate::tui::form::field::Role;
use crate::tui::form::opening::is_to_fill;
use crate::tui::layout::is_side_by_side;
use crate::tui::model::Model;
use crate::tui::msg::Preview;
use crate::tui::theme::Theme;
use crate::tui::update::opening_form;
use crate::tui::when;

/// Cells of the labels of the verdict.
const LABEL: usize = 11;

/// Draws the screen; gives the place of the text cursor.
pub(super) fn draw(buffer: &mut Buffer, body: Rect, model: &Model, theme: Theme) -> Option<(u16, u16)> {
    let parts = if is_side_by_side((body.width, body.height)) {
        Layout::horizontal([Constraint::Percentage(56), Constraint::Min(0)]).areas::<2>(body)
    } else {
        Layout::vertical([Constraint::Min(0), Constraint::Length((body.height / 3).clamp(5, 8))]).areas::<2>(body)
    };
    let [left, right] = parts;
    let frame = if is_side_by_side(model.size) { left_pane } else { pane };
    let inner = frame(buffer, left, vec![title(&model.words.text("open-title"), true, theme)], Vec::new(), theme);
    let mut doc = Doc::new(usize::from(inner.width));
    if let Some(open) = opening_form(model) {
        form::fields(&mut doc, model, open, theme);
        if open.sent.is_some() {
            doc.gap();
            doc.text(&model.words.text("form-sending"), 2, theme.label());
        }
        for problem in &open.problems {
            doc.text(&format!("✖ {}", problem.message(model.words.lang())), 2, theme.late());
        }
        instructions(&mut doc, model, theme);
    }
    let rows = usize::from(inner.height);
    let offset = doc.offset(0, rows);
    for (y, line) in (inner.y..inner.bottom()).zip(doc.lines.iter().skip(offset)) {
        line.render(Rect { y, height: 1, ..inner }, buffer);
    }
    if let Some(notice) = &model.notice {
        put_below(buffer, inner, notice_lines(notice, usize::from(inner.width), 3, theme));
    }
    verdict(buffer, right, model, theme);
    if is_side_by_side(model.size) {
        join_left(buffer, right, theme);
    }
    let (column, line) = doc.cursor?;
    let line = line.checked_sub(offset).filter(|l| *l < rows)?;
    Some((
        inner.x + u16::try_from(column).ok()?.min(inner.width.saturating_sub(1)),
        inner.y + u16::try_from(line).ok()?,
    ))
}

fn instructions(doc: &mut Doc, model: &Model, theme: Theme) {
    let code = opening_form(model).and_then(|f| f.of(Role::Type)).and_then(|f| f.code());
    let chosen = code.and_then(|code| model.opening.types.iter().find(|t| t.code == code));
    if let Some(text) = chosen.and_then(|t| t.instructions.as_deref()).filter(|t| !t.is_empty()) {
        doc.gap();
        doc.heading(&model.words.text("detail-instructions"), theme, theme.label());
        doc.text(text, 0, theme.label());
    }
}

/// Every failing check at once (O-03…O-12), what is still to be filled, and what it comes to.
fn verdict(buffer: &mut Buffer, area: Rect, model: &Model, theme: Theme) {
    let words = &model.words;
    let asking = model.opening.rest.is_some() || model.asked.contains_key("preview");
    let busy = if asking && model.opening.preview.is_some() {
        vec![Span::styled(format!(" {} ", words.text("open-checking")), theme.label())]
    } else {
        Vec::new()
    };
    let inner = pane(buffer, area, vec![title(&words.text("open-verdict"), false, theme)], busy, theme);
    let mut doc = Doc::new(usize::from(inner.width));
    match (&model.opening.preview, opening_form(model)) {
        (Some(preview), Some(open)) => {
            stand(&mut doc, model, preview, open, theme);
            if is_side_by_side(model.size) {
                facts(&mut doc, model, preview, theme);
            } else {
                doc.parts(parts(model, preview, theme));
            }
        }
        _ => doc.text(&words.text("open-verdict-hint"), 0, theme.label()),
    }
    for (y, line) in (inner.y..inner.bottom()).zip(&doc.lines) {
        line.render(Rect { y, height: 1, ..inner }, buffer);
    }
}

/// May it be opened? What stands in the way, each in its words; else what is still to be filled.
fn stand(doc: &mut Doc, model: &Model, preview: &Preview, open: &Form, theme: Theme) {
    let words = &model.words;
    let against: Vec<_> = preview.problems.iter().filter(|p| !is_to_fill(open, p)).collect();
    for problem in &against {
        let (first, rest) = ("✖ ", "  ");
        let mut head = first;
        for piece in crate::tui::cells::paragraph(problem.message(words.lang()), doc.width.saturating_sub(2)) {
            doc.line(vec![Span::styled(format!("{head}{piece}"), theme.late())]);
            head = rest;
        }
    }
    let missing: Vec<&str> =
        open.fields.iter().filter(|f| f.required && f.is_blank()).map(|f| f.label.as_str()).collect();
    if !missing.is_empty() {
        let text = words.with("open-missing", &[("fields", missing.join(", ").into())]);
        doc.text(&format!("○ {text}"), 0, theme.plain());
    } else if against.is_empty() && preview.allowed {
        doc.line(vec![Span::styled("✔ ", theme.good()), Span::styled(words.text("open-allowed"), theme.strong())]);
    }
}

/// Facts with labels, where there is room: money and dates first.
fn facts(doc: &mut Doc, model: &Model, preview: &Preview, theme: Theme) {
    let words = &model.words;
    let (quiet, loud) = ((theme.label(), theme.plain()), (theme.label(), theme.strong()));
    doc.gap();
    if let Some(charge) = &preview.charge {
        doc.pair(&words.text("open-amount"), &amount(model, charge), LABEL, loud);
        if let Some(due) = due(model, charge) {
            doc.pair(&words.text("open-due"), &due, LABEL, loud);
        }
        for step in &preview.due_steps {
            doc.text(step.message(words.lang()), LABEL + 2, theme.label());
        }
        if let Some(number) = charge.installment {
            doc.pair(&words.text("open-installment"), &of_contract(model, number, preview), LABEL, quiet);
        }
    } else {
        doc.pair(&words.text("open-amount"), &nothing(model, preview), LABEL, quiet);
    }
    if let Some(date) = &preview.promised_date {
        doc.pair(&words.text("open-promised"), &when::day(date, model.now(), words), LABEL, loud);
    }
    if let Some(debts) = &preview.debts {
        let style = if debts.count > 0 { theme.soon() } else { theme.plain() };
        doc.pair(&words.text("open-owed"), &words.debts(debts), LABEL, (theme.label(), style));
    }
    let enrolment: Vec<&str> = [preview.period.as_deref(), preview.course.as_deref()].into_iter().flatten().collect();
    if !enrolment.is_empty() {
        doc.pair(&words.text("open-enrolment"), &enrolment.join(" · "), LABEL, quiet);
    }
}

/// The same facts in as few rows as they need.
fn parts(model: &Model, preview: &Preview, theme: Theme) -> Vec<Span<'static>> {
    let words = &model.words;
    let mut parts = Vec::new();
    match &preview.charge {
        Some(charge) => {
            parts.push(Span::styled(amount(model, charge), theme.strong()));
            if let Some(due) = due(model, charge) {
                let text = words.with("open-due-on", &[("due", due.into())]);
                parts.push(Span::styled(text, theme.strong()));
            }
            if let Some(number) = charge.installment {
                let text = words.with("open-installment-of", &[("of", of_contract(model, number, preview).into())]);
                parts.push(Span::raw(text));
            }
        }
        None => parts.push(Span::styled(nothing(model, preview), theme.label())),
    }
    if let Some(date) = &preview.promised_date {
        let text = words.with("open-promised-on", &[("day", when::day(date, model.now(), words).into())]);
        parts.push(Span::styled(text, theme.strong()));
    }
    if let Some(debts) = &preview.debts {
        parts.push(Span::styled(words.debts(debts), if debts.count > 0 { theme.soon() } else { theme.label() }));
    }
    let enrolment: Vec<&str> = [preview.period.as_deref(), preview.course.as_deref()].into_iter().flatten().collect();
    parts.extend((!enrolment.is_empty()).then(|| Span::styled(enrolment.join(" "), theme.label())));
    parts
}

/// Nothing is charged, or it cannot be said how much: a price that is missing is not zero (B-5).
fn nothing(model: &Model, preview: &Preview) -> String {
    let unpriced = |code: &str| {
        matches!(
            code,
            "E_LOCATION_PRICE_MISSING" | "E_SERVICE_VALUE_MISSING" | "E_SERVICE_REQUIRED" | "E_LOCATION_REQUIRED"
        )
    };
    let id = if preview.problems.iter().any(|p| unpriced(&p.code)) { "open-no-amount" } else { "charge-none" };
    model.words.text(id)
}

/// What it costs and where the price comes from.
fn amount(model: &Model, charge: &Charge) -> String {
    let words = &model.words;
    if charge.status == "free" {
        return words.text("charge-free");
    }
    let source = words.text(&format!("price-source-{}", charge.source.replace('_', "-")));
    format!("{} · {source}", money(&charge.amount, words.lang()))
}

/// When it is due and by which rule.
fn due(model: &Model, charge: &Charge) -> Option<String> {
    let date = charge.due_date.as_deref()?;
    let words = &model.words;
    let rule = charge.due_source.as_deref().map(|s| words.text(&format!("due-source-{}", s.replace('_', "-"))));
    let date = when::day(date, model.now(), words);
    Some(rule.map_or(date.clone(), |rule| format!("{date} · {rule}")))
}

fn of_contract(model: &Model, number: i32, preview: &Preview) -> String {
    match &preview.contract {
        Some(contract) => {
            let values = [("n", number.to_string().into()), ("contract", contract.as_str().into())];
            model.words.with("receipt-of-contract", &values)
        }
        None => number.to_string(),
    }
}

/// How the verdict came about: the due date step by step, each debt, and the types that are not on offer.
pub(super) fn why(model: &Model, cells: usize, theme: Theme) -> Doc {
    let words = &model.words;
    let lang = words.lang();
    let mut doc = Doc::new(cells);
    doc.dense = true;
    if let Some(preview) = &model.opening.preview {
        if !preview.due_steps.is_empty() {
            doc.heading(&words.text("open-why-due"), theme, theme.strong());
            for (at, step) in preview.due_steps.iter().enumerate() {
                doc.pair(&format!("{:>2}", at + 1), step.message(lang), 2, (theme.label(), theme.plain()));
            }
            doc.gap();
        }
        if !preview.debt_list.is_empty() {
            let total = preview.debts.as_ref().map(|d| words.debts(d)).unwrap_or_default();
            doc.heading(&format!("{} · {total}", words.text("open-why-debts")), theme, theme.strong());
            for debt in &preview.debt_list {
                let service = debt.service.clone().unwrap_or_else(|| words.text("open-why-tuition"));
                let name = format!("{} · {} {}", debt.contract, words.text("open-why-installment"), debt.number);
                let money = fit_right(&money(&debt.balance, lang), 14);
                let room = cells.saturating_sub(12 + width(&money) + 2);
                doc.line(vec![
                    Span::styled(fit(&day(&debt.due_date), 12), theme.plain()),
                    Span::styled(fit(&format!("{service} · {name}"), room), theme.label()),
                    Span::styled(format!("  {money}"), theme.strong()),
                ]);
            }
            doc.gap();
        }
    }
    doc.heading(&words.text("open-why-types"), theme, theme.strong());
    match &model.opening.not_offered {
        None => doc.text(&words.text("loading"), 0, theme.label()),
        Some(types) if types.is_empty() => doc.text(&words.text("open-why-types-none"), 0, theme.label()),
        Some(types) => {
            let label = types.iter().map(|t| width(&t.name)).max().unwrap_or(0).min(cells / 2);
            for hidden in types {
                doc.pair(&hidden.name, hidden.why(lang), label, (theme.plain(), theme.label()));
            }
        }
    }
    doc
}
