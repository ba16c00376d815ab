//! The sheets over the types: the form of a new type, the conditions of being offered as a list of ticks, and a
//! price with its due date reckoned step by step beside its question.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Span;
use ratatui::widgets::Widget;

use super::super::doc::Doc;
use super::super::{form, join_left, left_pane, more_below, notice_lines, pane, put_below, title};
use crate::domain::charge::{DueStep, day};
use crate::domain::flow::checklist::{CheckItem, Mark};
use crate::domain::what_if::Reckoning;
use crate::tui::cells::{cut, fit, paragraph};
use crate::tui::form::Form;
use crate::tui::layout::is_side_by_side;
use crate::tui::model::{Asking, Fresh, Model, Sheet, Why};
use crate::tui::theme::Theme;

/// Cells of the place where a condition is mended.
const PLACE: usize = 18;
/// Rows that an answer below its question has at least, with the empty one between.
const LEAST_ANSWER: u16 = 6;
/// Columns of the question beside its answer, of a hundred.
const QUESTION: u16 = 42;

/// Draws the sheet; gives the place of the text cursor.
pub(super) fn draw(buffer: &mut Buffer, body: Rect, model: &Model, sheet: &Sheet, theme: Theme) -> Option<(u16, u16)> {
    match sheet {
        Sheet::Fresh(fresh) => new_type(buffer, body, model, fresh, theme),
        Sheet::Why(why) => conditions(buffer, body, model, why, theme),
        Sheet::WhatIf(asking) => reckoning(buffer, body, model, asking, theme),
    }
}

/// A document into a pane; the cursor of its field on screen.
fn put(buffer: &mut Buffer, inner: Rect, doc: &Doc, wanted: usize) -> Option<(u16, u16)> {
    let rows = usize::from(inner.height);
    let offset = doc.offset(wanted, rows);
    for (y, line) in (inner.y..inner.bottom()).zip(doc.lines.iter().skip(offset)) {
        line.render(Rect { y, height: 1, ..inner }, buffer);
    }
    let (column, line) = doc.cursor?;
    let line = line.checked_sub(offset).filter(|l| *l < rows)?;
    let column = u16::try_from(column).ok()?.min(inner.width.saturating_sub(1));
    Some((inner.x + column, inner.y + u16::try_from(line).ok()?))
}

fn say(buffer: &mut Buffer, inner: Rect, model: &Model, theme: Theme) {
    if let Some(notice) = &model.notice {
        put_below(buffer, inner, notice_lines(notice, usize::from(inner.width), 4, theme));
    }
}

fn new_type(buffer: &mut Buffer, body: Rect, model: &Model, fresh: &Fresh, theme: Theme) -> Option<(u16, u16)> {
    let words = &model.words;
    let name = match &fresh.from {
        None => words.text("type-new-title"),
        Some((_, name)) => words.with("type-copy-title", &[("name", name.clone().into())]),
    };
    let name = cut(&name, usize::from(body.width).saturating_sub(6));
    let inner = pane(buffer, body, vec![title(&name, true, theme)], Vec::new(), theme);
    let mut doc = Doc::new(usize::from(inner.width));
    doc.gap();
    form::fields(&mut doc, model, &fresh.form, theme);
    doc.gap();
    let about = words.text(if fresh.from.is_some() { "type-copy-about" } else { "type-new-about" });
    doc.text(&about, 3, theme.label());
    let cursor = put(buffer, inner, &doc, 0);
    say(buffer, inner, model, theme);
    cursor
}

/// The sign of a condition: told by its shape, whatever the colour.
fn sign(mark: Mark, theme: Theme) -> Span<'static> {
    let style = match mark {
        Mark::Ok => theme.good(),
        Mark::Error => theme.late(),
        Mark::Warning => theme.soon(),
        Mark::Note => theme.label(),
    };
    Span::styled(mark.sign(), style)
}

fn conditions(buffer: &mut Buffer, body: Rect, model: &Model, why: &Why, theme: Theme) -> Option<(u16, u16)> {
    let words = &model.words;
    let mut right = Vec::new();
    if let Some(told) = &why.told {
        let id = if told.state == "draft" { "why-of-draft" } else { "why-of-version" };
        right.push(Span::styled(format!(" {} ", words.with(id, &[("n", told.version.into())])), theme.label()));
    }
    let name = words.with("why-title", &[("name", why.name.clone().into())]);
    let room = usize::from(body.width).saturating_sub(6 + right.iter().map(Span::width).sum::<usize>());
    let inner = pane(buffer, body, vec![title(&cut(&name, room), why.form.is_none(), theme)], right, theme);
    let mut doc = Doc::new(usize::from(inner.width));
    let Some(told) = &why.told else {
        doc.text(&words.text("loading"), 1, theme.label());
        put(buffer, inner, &doc, 0);
        say(buffer, inner, model, theme);
        return None;
    };
    let (errors, warnings) = told.counts();
    let verdict = match (told.offered, warnings) {
        (false, _) => words.with("why-missing", &[("n", errors.into())]),
        (true, 0) => words.text("why-offered"),
        (true, n) => words.with("why-offered-but", &[("n", n.into())]),
    };
    let mark = if told.offered { Mark::Ok } else { Mark::Error };
    doc.line(vec![Span::raw(" "), sign(mark, theme), Span::raw(" "), Span::styled(verdict, theme.strong())]);
    doc.gap();
    let mut above = None;
    for (at, item) in told.items.iter().enumerate() {
        condition(&mut doc, model, (item, above), at == why.at && why.form.is_none(), theme);
        above = Some(item);
    }
    let block = doc.lines.len();
    if !told.who.is_empty() || why.form.is_some() {
        doc.heading(&whom(model, why), theme, theme.label());
    }
    if let Some(form) = &why.form {
        form::fields(&mut doc, model, form, theme);
        doc.around = Some((block, doc.lines.len().saturating_sub(1)));
    } else {
        let mut above = None;
        for (at, item) in (told.items.len()..).zip(&told.who) {
            condition(&mut doc, model, (item, above), at == why.at, theme);
            above = Some(item);
        }
    }
    let cursor = put(buffer, inner, &doc, 0);
    say(buffer, inner, model, theme);
    cursor.filter(|_| why.form.is_some())
}

/// For whom it is asked, in words.
fn whom(model: &Model, why: &Why) -> String {
    let words = &model.words;
    let told = why.told.as_ref();
    let mut parts = Vec::new();
    if why.form.is_some() || why.whom.is_nobody() {
        return words.text("why-for");
    }
    if let Some(login) = &why.whom.person {
        parts.push(told.and_then(|t| t.person.as_ref()).map_or_else(|| login.clone(), |p| p.name.clone()));
    }
    if let Some(ra) = &why.whom.student {
        let name = told.and_then(|t| t.student.as_ref()).map(|s| format!("{} (RA {ra})", s.name));
        parts.push(name.unwrap_or_else(|| format!("RA {ra}")));
    }
    let channel = why.whom.channel.as_deref().unwrap_or("desk");
    parts.push(words.text(&format!("flow-channel-{channel}")));
    words.with("why-for-whom", &[("who", parts.join(" · ").into())])
}

/// Cursor, sign, place – unless it is the one of the condition above –, and the words, wrapped beside them.
fn condition(doc: &mut Doc, model: &Model, (item, above): (&CheckItem, Option<&CheckItem>), here: bool, theme: Theme) {
    let first = doc.lines.len();
    let left = PLACE + 5;
    let room = doc.width.saturating_sub(left + 1).max(10);
    let style = match (here, item.level) {
        (true, _) => theme.strong(),
        (false, Mark::Ok | Mark::Note) => theme.label(),
        (false, Mark::Error | Mark::Warning) => theme.plain(),
    };
    let is_same = above.is_some_and(|above| above.at == item.at);
    let place = if is_same { String::new() } else { model.words.text(&format!("why-at-{}", item.at)) };
    let place = fit(&place, PLACE);
    let mut head = vec![
        Span::styled(if here { "▶" } else { " " }, theme.accent()),
        sign(item.level, theme),
        Span::raw(" "),
        Span::styled(format!("{place}  "), if here { theme.strong() } else { theme.label() }),
    ];
    for piece in paragraph(item.message(model.words.lang()), room) {
        let mut line = std::mem::replace(&mut head, vec![Span::raw(" ".repeat(left))]);
        line.push(Span::styled(piece, style));
        doc.line(line);
    }
    if here {
        doc.keep_in_sight(first);
    }
}

fn reckoning(buffer: &mut Buffer, body: Rect, model: &Model, asking: &Asking, theme: Theme) -> Option<(u16, u16)> {
    let (cursor, answers, pane, most) = lay(buffer, body, model, asking, theme);
    let hidden = most.saturating_sub(asking.scroll);
    if hidden > 0 {
        more_below(buffer, pane, model, hidden, theme);
    }
    say(buffer, answers, model, theme);
    cursor
}

/// How far the answer can be scrolled: what its place does not show of it.
pub(super) fn most(body: Rect, model: &Model, asking: &Asking, theme: Theme) -> usize {
    lay(&mut Buffer::empty(body), body, model, asking, theme).3
}

/// The question above its answer, or beside it: the question stays, the answer is scrolled. Gives the text cursor,
/// the place of the answer, its pane, and how far it can be scrolled.
fn lay(
    buffer: &mut Buffer,
    body: Rect,
    model: &Model,
    asking: &Asking,
    theme: Theme,
) -> (Option<(u16, u16)>, Rect, Rect, usize) {
    let words = &model.words;
    let name = words.with("what-if-title", &[("name", asking.name.clone().into())]);
    let mut version = Vec::new();
    if let Some(told) = &asking.told {
        let id = if told.state == "draft" { "why-of-draft" } else { "why-of-version" };
        version.push(Span::styled(format!(" {} ", words.with(id, &[("n", told.version.into())])), theme.label()));
    }
    let wide = is_side_by_side(model.size);
    let (cursor, answers, outer) = if wide {
        let [left, right] = Layout::horizontal([Constraint::Percentage(QUESTION), Constraint::Min(0)]).areas(body);
        let name = cut(&name, usize::from(left.width).saturating_sub(5));
        let asks = left_pane(buffer, left, vec![title(&name, true, theme)], Vec::new(), theme);
        let cursor = put(buffer, asks, &question(model, &asking.form, usize::from(asks.width), theme), 0);
        let heading = vec![title(&words.text("what-if-answer"), false, theme)];
        let answers = pane(buffer, right, heading, version, theme);
        join_left(buffer, right, theme);
        (cursor, answers, right)
    } else {
        let cells = version.iter().map(Span::width).sum::<usize>();
        let name = cut(&name, usize::from(body.width).saturating_sub(6 + cells));
        let inner = pane(buffer, body, vec![title(&name, true, theme)], version, theme);
        let doc = question(model, &asking.form, usize::from(inner.width), theme);
        let lines = u16::try_from(doc.lines.len()).unwrap_or(inner.height);
        let height = lines.min(inner.height.saturating_sub(LEAST_ANSWER));
        let cursor = put(buffer, Rect { height, ..inner }, &doc, 0);
        let above = (height + 1).min(inner.height);
        (cursor, Rect { y: inner.y + above, height: inner.height - above, ..inner }, body)
    };
    let mut doc = Doc::new(usize::from(answers.width));
    doc.dense = !wide;
    answer(&mut doc, model, asking.told.as_ref(), theme);
    let most = doc.lines.len().saturating_sub(usize::from(answers.height));
    put(buffer, answers, &doc, asking.scroll);
    (cursor, answers, outer, most)
}

fn question(model: &Model, asked: &Form, room: usize, theme: Theme) -> Doc {
    let mut doc = Doc::new(room);
    form::fields(&mut doc, model, asked, theme);
    doc
}

/// What it comes to, and how: price, due date, debts, each step numbered.
fn answer(doc: &mut Doc, model: &Model, told: Option<&Reckoning>, theme: Theme) {
    let words = &model.words;
    let Some(told) = told else {
        doc.text(&words.text("loading"), 1, theme.label());
        return;
    };
    let charge = told.charge.as_ref().map_or_else(|| words.text("charge-none"), |charge| words.charge(charge));
    doc.text(&charge, 1, theme.strong());
    let mut about = Vec::new();
    if let Some(student) = &told.student {
        about.push(format!("{} (RA {})", student.name, student.ra));
    }
    about.extend(told.location.as_ref().map(|spot| spot.description.clone()));
    about.push(day(&told.date));
    about.extend(told.contract.as_ref().map(|n| words.with("what-if-contract", &[("n", n.clone().into())])));
    about.extend(told.period.clone());
    doc.text(&about.join(" · "), 1, theme.label());
    let lang = words.lang();
    for problem in &told.problems {
        doc.text(&format!("✖ {}", problem.message(lang)), 1, theme.late());
    }
    steps(doc, model, ("what-if-price", &told.price_steps), theme);
    steps(doc, model, ("what-if-due", &told.due_steps), theme);
    steps(doc, model, ("what-if-debts", &told.debt_steps), theme);
    if told.student.is_none() && told.problems.is_empty() {
        doc.gap();
        doc.text(&words.text("what-if-no-student"), 1, theme.label());
    }
}

fn steps(doc: &mut Doc, model: &Model, (id, steps): (&str, &[DueStep]), theme: Theme) {
    if steps.is_empty() {
        return;
    }
    doc.heading(&model.words.text(id), theme, theme.label());
    for (number, step) in (1..).zip(steps) {
        let text = step.message(model.words.lang());
        let mut head = format!("{number:>3}  ");
        for piece in paragraph(text, doc.width.saturating_sub(6).max(10)) {
            doc.line(vec![Span::styled(head, theme.label()), Span::styled(piece, theme.plain())]);
            head = " ".repeat(5);
        }
    }
}
