//! One request at a glance (W-8): who asks what, how it stands, its track, the stage's form in place, the
//! ways on, and below them the thread, the files or the history.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;
use ratatui::widgets::Widget;

use super::doc::Doc;
use super::{drafts, form, notice_lines, pane, put_below, tabs, title};
use crate::domain::request::{FormField, Request, Status};
use crate::tui::cells::{cut, fit, width};
use crate::tui::form::{Form, Kind};
use crate::tui::model::{Focus, Layer, Model};
use crate::tui::theme::Theme;
use crate::tui::update::{MARKED, forward_reasons};
use crate::tui::when::{self, Standing};

/// From so many rows on, headings get an empty line above.
const ROOMY_ROWS: u16 = 30;

/// Draws the pane; gives the place of the text cursor when a form has it.
pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, theme: Theme) -> Option<(u16, u16)> {
    let focused = model.focus == Focus::Detail;
    let shown = model.detail.protocol.as_deref().and_then(|p| model.request(p));
    let marked = model.form.as_ref().is_some_and(|id| id.protocol == MARKED);
    let name = match (shown, &model.detail.protocol) {
        _ if marked => model.words.with("queue-marked", &[("n", model.queue.marks.len().into())]),
        (Some(r), _) => format!("{} · {}", r.item.protocol, r.item.type_name),
        (None, Some(protocol)) => protocol.clone(),
        (None, None) => model.words.text("detail-title"),
    };
    let name = cut(&name, usize::from(area.width).saturating_sub(6));
    let inner = pane(buffer, area, vec![title(&name, focused, theme)], Vec::new(), theme);
    let doc = document(model, usize::from(inner.width), theme);
    let rows = usize::from(inner.height);
    let offset = doc.offset(model.detail.scroll, rows);
    let hidden = doc.lines.len().saturating_sub(offset + rows);
    for (y, line) in (inner.y..inner.bottom()).zip(doc.lines.iter().skip(offset)) {
        line.render(Rect { y, height: 1, ..inner }, buffer);
    }
    if hidden > 0 {
        super::more_below(buffer, area, model, hidden, theme);
    }
    if let (Some(notice), true, true) = (&model.notice, focused, model.form.is_none()) {
        put_below(buffer, inner, notice_lines(notice, usize::from(inner.width), 3, theme));
    }
    let (column, line) = doc.cursor?;
    let line = line.checked_sub(offset).filter(|l| *l < rows)?;
    Some((
        inner.x + u16::try_from(column).ok()?.min(inner.width.saturating_sub(1)),
        inner.y + u16::try_from(line).ok()?,
    ))
}

/// All lines of the pane.
#[must_use]
pub fn document(model: &Model, cells: usize, theme: Theme) -> Doc {
    let mut doc = Doc::new(cells);
    doc.dense = model.size.1 < ROOMY_ROWS;
    if let (Some(id), Some(open)) = (&model.form, model.open_form())
        && id.protocol == MARKED
    {
        form::block(&mut doc, model, open, theme);
        return doc;
    }
    let Some(protocol) = &model.detail.protocol else {
        doc.gap();
        doc.text(&model.words.text("detail-empty"), 0, theme.label());
        return doc;
    };
    let Some(request) = model.request(protocol) else {
        doc.text(&model.words.text("loading"), 0, theme.label());
        return doc;
    };
    let open = model.form.as_ref().filter(|id| id.protocol == *protocol).and_then(|_| model.open_form());
    page(&mut doc, model, request, open, theme);
    doc
}

/// A request as who attends it sees it, with an open form in its place.
pub(super) fn page(doc: &mut Doc, model: &Model, request: &Request, open: Option<&Form>, theme: Theme) {
    who(doc, model, request, theme);
    track(doc, request, theme);
    drafts::begun(doc, model, &request.item.protocol, open.map(|f| f.kind), theme);
    if let Some(form) = open.filter(|f| !matches!(f.kind, Kind::Edit | Kind::Forward)) {
        form::block(doc, model, form, theme);
    }
    ask(doc, model, request, theme);
    match open.filter(|f| f.kind == Kind::Edit) {
        Some(form) => form::block(doc, model, form, theme),
        None => stage_form(doc, model, request, theme),
    }
    match open.filter(|f| f.kind == Kind::Forward) {
        Some(form) => form::block(doc, model, form, theme),
        None => reasons(doc, model, request, theme),
    }
    doc.part = Some(doc.lines.len());
    tabs::draw(doc, model, request, theme);
}

fn who(doc: &mut Doc, model: &Model, request: &Request, theme: Theme) {
    let item = &request.item;
    let facts: Vec<String> = [Some(format!("RA {}", item.student.ra)), request.course.clone(), request.period.clone()]
        .into_iter()
        .flatten()
        .collect();
    let facts = facts.join(" · ");
    let room = doc.width.saturating_sub(width(&item.student.name) + 2);
    if width(&facts) <= room {
        doc.line(vec![
            Span::styled(fit(&item.student.name, doc.width.saturating_sub(width(&facts))), theme.strong()),
            Span::styled(facts, theme.label()),
        ]);
    } else {
        doc.text(&item.student.name, 0, theme.strong());
        doc.text(&facts, 0, theme.label());
    }
    doc.parts(state(model, request, theme));
    let label = |id: &str| fit(&model.words.text(id), 9);
    let now = model.now();
    let due_id = if item.status.is_open() { "detail-due" } else { "detail-closed" };
    let mut due = vec![Span::styled(label(due_id), theme.label())];
    due.extend(deadline(model, request, theme));
    if let Some(promised) = &item.promised_date {
        let style = if item.overdue_promise { theme.late() } else { theme.plain() };
        let name = model.words.text("detail-promised");
        let mut day = when::day(promised, now, &model.words);
        if item.overdue_promise {
            day = format!("{day} {}", model.words.text("detail-overdue"));
        }
        let used: usize = due.iter().map(Span::width).sum();
        let needed = width(&name) + width(&day) + 1;
        if used + needed + 2 <= doc.width {
            due.push(Span::raw(" ".repeat(doc.width - used - needed)));
            due.push(Span::styled(format!("{name} "), theme.label()));
        } else {
            doc.line(std::mem::take(&mut due));
            due.push(Span::styled(fit(&name, 9), theme.label()));
        }
        due.push(Span::styled(day, style));
    }
    doc.line(due);
    let place = format!("{} · {}", item.location.description, item.group_name);
    doc.line(vec![
        Span::styled(label("detail-place"), theme.label()),
        Span::raw(cut(&place, doc.width.saturating_sub(9))),
    ]);
    if let Some(name) = &request.requester_name {
        let text = format!("{name} · {}", model.words.text("requester-guardian").to_lowercase());
        doc.line(vec![
            Span::styled(label("detail-asked-by"), theme.label()),
            Span::raw(cut(&text, doc.width.saturating_sub(9))),
        ]);
    }
    if let Some(charge) = &request.charge {
        let style = if charge.attention.is_some() || charge.status == "failed" { theme.late() } else { theme.label() };
        doc.line(vec![
            Span::styled(label("detail-charge"), theme.label()),
            Span::styled(cut(&model.words.charge(charge), doc.width.saturating_sub(9)), style),
        ]);
    }
    if let Some(text) = &request.resolution {
        doc.gap();
        doc.text(text, 0, theme.plain());
    }
}

fn state(model: &Model, request: &Request, theme: Theme) -> Vec<Span<'static>> {
    let item = &request.item;
    let words = &model.words;
    let style = match item.status {
        Status::Waiting => theme.waiting(),
        Status::Queued | Status::InProgress => theme.plain(),
        Status::Concluded | Status::Cancelled => theme.label(),
    };
    let mut text = words.text(&format!("status-{}", item.status.code().replace('_', "-")));
    if let Some(outcome) = item.outcome {
        text = format!("{text} · {}", words.text(&format!("outcome-{}", outcome.code())));
    }
    let mut spans = vec![Span::styled(text, style.patch(theme.strong()))];
    if let Some(login) = &item.assignee {
        let mine = login == model.login();
        let name =
            if mine { words.text("detail-me") } else { item.assignee_name.clone().unwrap_or_else(|| login.clone()) };
        let since = request.assigned_at.as_deref().map(|at| when::stamp(at, model.now()));
        let text = match since {
            Some(since) if item.status.is_open() => {
                words.with("detail-since", &[("who", name.into()), ("since", since.into())])
            }
            _ => name,
        };
        spans.push(Span::raw(text));
    }
    if item.priority != 3 && item.priority > 0 {
        let style = if item.priority == 1 { theme.late() } else { theme.plain() };
        spans.push(Span::styled(words.text(&format!("priority-{}", item.priority)), style));
    }
    if item.channel == "portal" {
        spans.push(Span::styled(words.text("channel-portal"), theme.label()));
    }
    spans
}

fn deadline(model: &Model, request: &Request, theme: Theme) -> Vec<Span<'static>> {
    let item = &request.item;
    let now = model.now();
    let style = match when::standing(item, now) {
        Standing::Late => theme.late(),
        Standing::Soon => theme.soon(),
        Standing::Waiting => theme.waiting(),
        Standing::Calm => theme.plain(),
    };
    if let Some(closed) = item.closed_at.as_deref() {
        return vec![Span::raw(when::exact(closed, now, &model.words))];
    }
    let mut spans = vec![Span::styled(when::due(item, now, &model.words), style)];
    let exact = match item.status {
        Status::Waiting => item.waiting_until.as_deref(),
        Status::Queued | Status::InProgress => item.due_at.as_deref(),
        Status::Concluded | Status::Cancelled => None,
    };
    if let Some(at) = exact {
        spans.push(Span::styled(format!(" · {}", when::exact(at, now, &model.words)), theme.label()));
    }
    spans
}

/// The flow's stages in one line: where it was, where it is, what lies ahead.
fn track(doc: &mut Doc, request: &Request, theme: Theme) {
    if request.stages.is_empty() {
        return;
    }
    doc.gap();
    let mut spans: Vec<Span<'static>> = Vec::new();
    let mut used = 0;
    for (at, stage) in request.stages.iter().enumerate() {
        let (symbol, style) = match stage.state.as_str() {
            "done" => ("●", theme.label()),
            "current" => ("◉", theme.accent().patch(theme.strong())),
            _ => ("○", theme.label()),
        };
        let text = format!("{symbol} {}", cut(&stage.name, doc.width.saturating_sub(4)));
        let join = if at == 0 { 0 } else { 3 };
        if used + join + width(&text) > doc.width {
            doc.line(std::mem::take(&mut spans));
            used = 0;
        }
        if used > 0 {
            spans.push(Span::styled(" ─ ", theme.dim()));
            used += 3;
        }
        used += width(&text);
        spans.push(Span::styled(text, style));
    }
    doc.line(spans);
}

fn ask(doc: &mut Doc, model: &Model, request: &Request, theme: Theme) {
    let label_cells = request.parameters.values().map(|p| width(&p.question)).max().unwrap_or(0).min(22);
    if !request.description.is_empty() || !request.parameters.is_empty() {
        doc.heading(&model.words.text("detail-ask"), theme, theme.label());
        for (code, answer) in &request.parameters {
            let question = if answer.question.is_empty() { code } else { &answer.question };
            doc.pair(question, &answer.label, label_cells, (theme.label(), theme.plain()));
        }
        doc.text(&request.description, 0, theme.plain());
    }
    if let Some(text) = request.instructions.as_deref().filter(|t| !t.is_empty()) {
        doc.heading(&model.words.text("detail-instructions"), theme, theme.label());
        doc.text(text, 0, theme.label());
    }
}

fn stage_form(doc: &mut Doc, model: &Model, request: &Request, theme: Theme) {
    if request.form.is_empty() && request.actions.is_empty() {
        return;
    }
    doc.heading(&model.words.text("detail-fields"), theme, theme.label());
    let labels = request.form.iter().map(|f| width(&f.label)).chain(request.actions.iter().map(|a| width(&a.label)));
    let cells = labels.max().unwrap_or(0).min(doc.width * 2 / 5);
    for field in &request.form {
        let (text, style) = value(model, field, theme);
        required_pair(doc, field.required, &field.label, cells, (&text, style), theme);
    }
    for action in &request.actions {
        let (text, style) = match (action.done, action.kind.as_str()) {
            (true, _) => (format!("✔ {}", action.by.clone().unwrap_or_default()), theme.good()),
            (false, "checklist") => ("[ ]".to_owned(), theme.plain()),
            (false, _) => (model.words.text("detail-automatic"), theme.label()),
        };
        required_pair(doc, action.required && !action.done, &action.label, cells, (&text, style), theme);
    }
}

fn required_pair(doc: &mut Doc, required: bool, label: &str, cells: usize, (text, style): (&str, Style), theme: Theme) {
    let first = doc.lines.len();
    let indent = Doc { width: doc.width.saturating_sub(2), ..Doc::default() };
    let mut inner = indent;
    inner.pair(&cut(label, cells), text, cells, (theme.label(), style));
    for line in inner.lines {
        let mark =
            if required && doc.lines.len() == first { Span::styled("* ", theme.late()) } else { Span::raw("  ") };
        let mut spans = vec![mark];
        spans.extend(line.spans);
        doc.line(spans);
    }
}

/// A field's value as people read it.
fn value(model: &Model, field: &FormField, theme: Theme) -> (String, Style) {
    if field.withheld {
        return (model.words.text("detail-withheld"), theme.label());
    }
    if field.value.is_null() {
        let text = if field.filled_by == "student" { model.words.text("detail-by-student") } else { "—".to_owned() };
        return (text, if field.required { theme.late() } else { theme.dim() });
    }
    let plain = match &field.value {
        serde_json::Value::Bool(true) => model.words.text("yes"),
        serde_json::Value::Bool(false) => model.words.text("no"),
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let shown = match field.kind.as_str() {
        "bool" => plain,
        _ => field.shown.clone().unwrap_or(plain),
    };
    (shown, theme.plain())
}

fn reasons(doc: &mut Doc, model: &Model, request: &Request, theme: Theme) {
    let all: Vec<_> = forward_reasons(request).collect();
    if all.is_empty() || !request.item.status.is_open() {
        return;
    }
    let choosing = match &model.layer {
        Some(Layer::Reasons { protocol, at, with_note }) if *protocol == request.item.protocol => {
            Some((*at, *with_note))
        }
        _ => None,
    };
    let style = if choosing.is_some() { theme.accent().patch(theme.strong()) } else { theme.label() };
    let title = match choosing {
        Some((_, true)) => model.words.text("detail-forward-note"),
        _ => model.words.text("detail-forward"),
    };
    doc.heading(&title, theme, style);
    let first = doc.lines.len();
    for (at, reason) in all.iter().enumerate() {
        let here = choosing.is_some_and(|(row, _)| row == at);
        let digit = if at < 9 { (at + 1).to_string() } else { " ".to_owned() };
        let mut spans = vec![
            Span::styled(if here { "▶" } else { " " }, theme.accent()),
            Span::styled(format!("{digit} "), if choosing.is_some() { theme.accent() } else { theme.label() }),
            Span::styled(
                cut(&reason.name, doc.width.saturating_sub(4)),
                if here { theme.strong() } else { theme.plain() },
            ),
        ];
        let target = format!(" → {}", reason.to_name);
        if width(&reason.name) + width(&target) + 4 <= doc.width {
            spans.push(Span::styled(target, theme.label()));
        }
        doc.line(spans);
        let labels: Vec<&str> = reason.missing.iter().map(|key| label_of(request, key)).collect();
        if !labels.is_empty() {
            let text = model.words.with("detail-missing", &[("what", labels.join(", ").into())]);
            doc.text(&text, 3, theme.soon());
        }
    }
    if choosing.is_some() {
        doc.keep_in_sight(first.saturating_sub(1));
    }
}

fn label_of<'a>(request: &'a Request, key: &'a str) -> &'a str {
    let field = request.form.iter().find(|f| f.key == key).map(|f| f.label.as_str());
    field.or_else(|| request.actions.iter().find(|a| a.key == key).map(|a| a.label.as_str())).unwrap_or(key)
}
