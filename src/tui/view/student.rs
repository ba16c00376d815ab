//! The student screen: what is typed, who was found, and the card with the requests of every group.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::doc::Doc;
use super::{join_left, left_pane, notice_lines, pane, put_below, title};
use crate::domain::charge::{Sums, day, money, of_cents};
use crate::domain::request::Item;
use crate::tui::cells::{cut, fit, fit_right, width};
use crate::tui::layout::is_side_by_side;
use crate::tui::model::Model;
use crate::tui::msg::{Card, Contract, Installment};
use crate::tui::theme::Theme;
use crate::tui::when;

/// Draws the screen; gives the place of the text cursor.
pub(super) fn draw(buffer: &mut Buffer, body: Rect, model: &Model, theme: Theme) -> Option<(u16, u16)> {
    let on_card = model.students.on_card;
    if !is_side_by_side((body.width, body.height)) {
        if on_card {
            card_pane(buffer, body, model, theme);
            return None;
        }
        return search_pane(buffer, body, model, theme);
    }
    let [left, right] = Layout::horizontal([Constraint::Percentage(48), Constraint::Min(0)]).areas(body);
    let cursor = search_pane(buffer, left, model, theme);
    card_pane(buffer, right, model, theme);
    join_left(buffer, right, theme);
    if on_card { None } else { cursor }
}

fn search_pane(buffer: &mut Buffer, area: Rect, model: &Model, theme: Theme) -> Option<(u16, u16)> {
    let students = &model.students;
    let frame = if is_side_by_side(model.size) { left_pane } else { pane };
    let inner =
        frame(buffer, area, vec![title(&model.words.text("student-who"), !students.on_card, theme)], Vec::new(), theme);
    let room = usize::from(inner.width).saturating_sub(2);
    Line::from(vec![Span::styled("› ", theme.accent().patch(theme.strong())), Span::raw(cut(&students.text, room))])
        .render(Rect { height: 1, ..inner }, buffer);
    let list = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner };
    if students.found.is_empty() {
        let id = if students.answered.is_some() { "student-nobody" } else { "student-hint" };
        let mut doc = Doc::new(usize::from(list.width));
        doc.text(&model.words.text(id), 0, theme.label());
        doc_lines(buffer, list, &doc);
    }
    let at = students.found.iter().position(|f| Some(&f.ra) == students.selected.as_ref()).unwrap_or(0);
    let offset = (at + 1).saturating_sub(usize::from(list.height));
    for (y, found) in (list.y..list.bottom()).zip(students.found.iter().skip(offset)) {
        let here = Some(&found.ra) == students.selected.as_ref();
        let open = match found.open_requests {
            0 => String::new(),
            n => model.words.with("student-open", &[("n", n.into())]),
        };
        let open_cells = 10;
        let name_cells = (usize::from(list.width)).saturating_sub(2 + 10 + open_cells) * 2 / 3;
        let rest = usize::from(list.width).saturating_sub(2 + 10 + open_cells + name_cells);
        Line::from(vec![
            Span::styled(if here { "▶ " } else { "  " }, theme.accent()),
            Span::styled(fit(&found.ra, 10), theme.label()),
            Span::styled(fit(&found.name, name_cells), if here { theme.strong() } else { theme.plain() }),
            Span::styled(fit(&format!("  {}", found.course.clone().unwrap_or_default()), rest), theme.label()),
            Span::styled(fit_right(&open, open_cells), theme.plain()),
        ])
        .render(Rect { y, height: 1, ..list }, buffer);
    }
    if let (Some(notice), false) = (&model.notice, students.on_card) {
        put_below(buffer, inner, notice_lines(notice, usize::from(inner.width), 3, theme));
    }
    let x = inner.x + 2 + u16::try_from(width(&students.text).min(room)).unwrap_or(0);
    Some((x, inner.y))
}

fn doc_lines(buffer: &mut Buffer, area: Rect, doc: &Doc) {
    for (y, line) in (area.y..area.bottom()).zip(&doc.lines) {
        line.render(Rect { y, height: 1, ..area }, buffer);
    }
}

fn card_pane(buffer: &mut Buffer, area: Rect, model: &Model, theme: Theme) {
    let students = &model.students;
    let name = students
        .card
        .as_ref()
        .map_or_else(|| model.words.text("student-card"), |c| format!("{} · RA {}", c.name, c.ra));
    let inner = pane(
        buffer,
        area,
        vec![title(&cut(&name, usize::from(area.width).saturating_sub(6)), students.on_card, theme)],
        Vec::new(),
        theme,
    );
    let mut doc = Doc::new(usize::from(inner.width));
    match &students.card {
        Some(card) => card_lines(&mut doc, model, card, theme),
        None => doc.text(&model.words.text("student-card-hint"), 0, theme.label()),
    }
    let offset = doc.offset(0, usize::from(inner.height));
    for (y, line) in (inner.y..inner.bottom()).zip(doc.lines.iter().skip(offset)) {
        line.render(Rect { y, height: 1, ..inner }, buffer);
    }
    if let (Some(notice), true) = (&model.notice, students.on_card) {
        put_below(buffer, inner, notice_lines(notice, usize::from(inner.width), 3, theme));
    }
}

fn card_lines(doc: &mut Doc, model: &Model, card: &Card, theme: Theme) {
    let words = &model.words;
    let styles = (theme.label(), theme.plain());
    let birth = card.birth_date.as_deref().map(|d| {
        chrono::NaiveDate::parse_from_str(d, "%Y-%m-%d").map_or_else(|_| d.to_owned(), crate::domain::text::date_br)
    });
    let facts = [
        ("student-cpf", card.cpf.clone()),
        ("student-birth", birth),
        ("student-email", card.email.clone()),
        ("student-phone", card.phone.clone()),
    ];
    for (id, value) in facts {
        match value.filter(|v| !v.is_empty()) {
            Some(value) => doc.pair(&words.text(id), &value, 10, styles),
            None if id == "student-email" => {
                doc.pair(&words.text(id), &words.text("student-no-email"), 10, (theme.label(), theme.soon()))
            }
            None => {}
        }
    }
    for guardian in &card.guardians {
        doc.pair(&words.text("student-guardian"), &format!("{} ({})", guardian.name, guardian.kind), 10, styles);
    }
    doc.heading(&words.text("student-enrolments"), theme, theme.label());
    if card.enrolments.is_empty() {
        doc.text(&words.text("student-no-enrolment"), 0, theme.soon());
    }
    for e in &card.enrolments {
        let shift = e.shift.as_deref().map(|s| format!(" · {s}")).unwrap_or_default();
        doc.line(vec![
            Span::styled(fit(&e.period, 8), theme.strong()),
            Span::raw(cut(&format!("{}{shift}", e.course), doc.width.saturating_sub(24))),
            Span::styled(format!("  {}", words.text(&format!("enrolment-{}", e.status))), theme.label()),
        ]);
    }
    for c in &card.contracts {
        contract(doc, model, c, theme);
    }
    if let Some(debts) = card.debts.as_ref().filter(|debts| debts.count > 0) {
        doc.text(&words.debts(debts), 0, theme.soon());
    }
    doc.heading(&words.with("student-requests", &[("n", card.requests.len().into())]), theme, theme.label());
    if card.requests.is_empty() {
        doc.text(&words.text("student-no-requests"), 0, theme.label());
    }
    for item in &card.requests {
        let here = model.students.on_card && model.students.request.as_ref() == Some(&item.protocol);
        request_line(doc, model, item, here, theme);
        if here {
            doc.keep_in_sight(doc.lines.len().saturating_sub(1));
        }
    }
}

/// A contract: its number and state, what it comes to, and on a key its installments.
fn contract(doc: &mut Doc, model: &Model, contract: &Contract, theme: Theme) {
    let words = &model.words;
    let today = model.now().date_naive();
    doc.line(vec![
        Span::styled(fit(&contract.period, 8), theme.label()),
        Span::raw(words.with("student-contract", &[("number", contract.number.clone().into())])),
        Span::styled(format!("  {}", words.text(&format!("contract-{}", contract.status))), theme.label()),
    ]);
    let mut sums = Sums::default();
    for i in &contract.installments {
        sums.add(&i.status, &i.amount, i.balance.as_deref(), &i.due_date, today);
    }
    if sums.count > 0 {
        let told = |id: &str, cents: i64, style| {
            (cents > 0).then(|| {
                let amount = money(&of_cents(cents), words.lang());
                Span::styled(words.with(id, &[("amount", amount.into())]), style)
            })
        };
        let mut parts = vec![Span::styled(words.with("sums-count", &[("n", sums.count.into())]), theme.label())];
        parts.extend(told("sums-overdue", sums.overdue, theme.late()));
        parts.extend(told("sums-open", sums.open, theme.plain()));
        parts.extend(told("sums-paid", sums.paid, theme.label()));
        let mut inner = Doc::new(doc.width.saturating_sub(8));
        inner.parts(parts);
        for line in inner.lines {
            let mut spans = vec![Span::raw(" ".repeat(8))];
            spans.extend(line.spans);
            doc.line(spans);
        }
    }
    if model.students.installments {
        for i in &contract.installments {
            installment(doc, model, i, theme);
        }
    }
}

/// An installment: number, due date, what for, how it stands, how much.
fn installment(doc: &mut Doc, model: &Model, installment: &Installment, theme: Theme) {
    let words = &model.words;
    let late = installment.status == "open" && when::is_past(&installment.due_date, model.now());
    let state = match (installment.status.as_str(), &installment.paid_on) {
        ("paid", Some(on)) => words.with("charge-state-paid", &[("paid", day(on).into())]),
        ("open", _) if late => words.text("sums-late"),
        (state, _) => words.text(&format!("installment-{state}")),
    };
    let what = match (&installment.service, &installment.protocol) {
        (Some(service), Some(protocol)) => format!("{service} · {protocol}"),
        (Some(service), None) => service.clone(),
        (None, _) => words.text("open-why-tuition"),
    };
    let amount = money(&installment.amount, words.lang());
    let room = doc.width.saturating_sub(8 + 4 + 12 + 18 + 13);
    let state_style = if late { theme.late() } else { theme.label() };
    let quiet = matches!(installment.status.as_str(), "cancelled" | "renegotiated");
    doc.line(vec![
        Span::raw(" ".repeat(8)),
        Span::styled(fit_right(&installment.number.to_string(), 2), theme.label()),
        Span::raw("  "),
        Span::raw(fit(&day(&installment.due_date), 12)),
        Span::styled(fit(&cut(&what, room.saturating_sub(2)), room), theme.label()),
        Span::styled(fit(&state, 18), state_style),
        Span::styled(fit_right(&amount, 13), if quiet { theme.dim() } else { theme.plain() }),
    ]);
}

fn request_line(doc: &mut Doc, model: &Model, item: &Item, here: bool, theme: Theme) {
    let open = item.status.is_open();
    let status = model.words.text(&format!("status-{}", item.status.code().replace('_', "-")));
    let date = when::moment(&item.opened_at).map(|d| d.format("%d/%m/%y").to_string()).unwrap_or_default();
    let weight = match (here, open) {
        (true, _) => theme.strong(),
        (false, true) => theme.plain(),
        (false, false) => theme.label(),
    };
    let room = doc.width.saturating_sub(2 + 14 + 10);
    let (kind, state) = (room * 5 / 9, room - room * 5 / 9);
    let place = if open { format!("{status} · {}", item.stage_name) } else { status };
    let state_style = match when::standing(item, model.now()) {
        when::Standing::Late => theme.late(),
        when::Standing::Waiting => theme.waiting(),
        when::Standing::Soon | when::Standing::Calm => theme.label(),
    };
    doc.line(vec![
        Span::styled(if here { "▶ " } else { "  " }, theme.accent()),
        Span::styled(fit(&item.protocol, 14), weight),
        Span::styled(fit(&date, 10), theme.label()),
        Span::styled(fit(&cut(&item.type_name, kind.saturating_sub(2)), kind), weight),
        Span::styled(cut(&place, state), state_style),
    ]);
}
