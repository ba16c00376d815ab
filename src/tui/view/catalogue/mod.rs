//! The screen of the catalogue: the kinds, the entries of one, and beside them the entry itself, its form, its trail or
//! what a query gave. One thing at a time where there is little room.

mod card;
mod list;
mod mail;
mod trail;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::Span;
use ratatui::widgets::Widget;

use super::doc::Doc;
use super::{form, join_left, notice_lines, pane, put_below, title};
use crate::domain::catalogue::entity::EntryKind;
use crate::store::secret::INVITE_HOURS;
use crate::tui::cells::{cut, width};
use crate::tui::command::Command;
use crate::tui::form::entry::COMPANY;
use crate::tui::form::{Form, Kind};
use crate::tui::layout::is_side_by_side;
use crate::tui::model::{EntryPane, Model, Shelf, is_inactive};
use crate::tui::msg::{Invited, ListedEntry};
use crate::tui::theme::Theme;

/// Columns of the kinds beside the entries.
const KINDS: u16 = 24;
/// Columns of the kinds and the entries beside a form, of a hundred.
const LISTS: u16 = 54;

/// Draws the screen; gives the place of the text cursor.
pub(super) fn draw(buffer: &mut Buffer, body: Rect, model: &Model, theme: Theme) -> Option<(u16, u16)> {
    let catalogue = &model.catalogue;
    let over = catalogue.pane.is_some() || model.form.is_some();
    if !is_side_by_side(model.size) {
        return match (over, catalogue.shelf) {
            (true, _) => beside(buffer, body, model, theme),
            (false, Shelf::Entries) => list::entries(buffer, body, model, (false, theme)),
            (false, Shelf::Kinds) => {
                list::kinds(buffer, body, model, (false, theme));
                None
            }
        };
    }
    let [kinds, entries, right] = if catalogue.kind().is_some() {
        let lists = body.width * LISTS / 100;
        Layout::horizontal([Constraint::Length(KINDS), Constraint::Length(lists - KINDS), Constraint::Min(0)])
            .areas(body)
    } else {
        let [kinds, rest] = Layout::horizontal([Constraint::Length(KINDS), Constraint::Min(0)]).areas(body);
        [kinds, Rect { width: 0, ..rest }, rest]
    };
    list::kinds(buffer, kinds, model, (true, theme));
    let mut cursor = None;
    if entries.width > 0 {
        cursor = list::entries(buffer, entries, model, (true, theme));
        join_left(buffer, entries, theme);
    }
    let typed = beside(buffer, right, model, theme);
    join_left(buffer, right, theme);
    if let (Some(notice), false) = (&model.notice, over) {
        // Across what stands beside the kinds: a sentence stays whole.
        let across = Rect {
            x: entries.x + 2,
            width: body.right().saturating_sub(entries.x + 3),
            height: body.height - 1,
            ..body
        };
        put_below(buffer, across, notice_lines(notice, usize::from(across.width), 3, theme));
    }
    if over { typed } else { cursor }
}

/// The entry, or what lies over it.
fn beside(buffer: &mut Buffer, area: Rect, model: &Model, theme: Theme) -> Option<(u16, u16)> {
    if let (Some(form), None) = (model.open_form(), &model.catalogue.pane) {
        return asking(buffer, area, model, form, theme);
    }
    let (name, doc) = document(model, usize::from(area.width.saturating_sub(4)), theme);
    let focused = model.catalogue.pane.is_some();
    let name = cut(&name, usize::from(area.width).saturating_sub(6));
    let inner = pane(buffer, area, vec![title(&name, focused, theme)], Vec::new(), theme);
    let rows = usize::from(inner.height);
    let offset = doc.offset(if focused { model.catalogue.scroll } else { 0 }, rows);
    for (y, line) in (inner.y..inner.bottom()).zip(doc.lines.iter().skip(offset)) {
        line.render(Rect { y, height: 1, ..inner }, buffer);
    }
    if let (Some(notice), true) = (&model.notice, focused) {
        put_below(buffer, inner, notice_lines(notice, usize::from(inner.width), 3, theme));
    }
    None
}

/// What lies beside the entries: its title and its lines.
fn document(model: &Model, width: usize, theme: Theme) -> (String, Doc) {
    let mut doc = Doc::new(width);
    let catalogue = &model.catalogue;
    let name = || match (catalogue.kind(), catalogue.entry()) {
        (Some(kind), Some(row)) => catalogue.ground(kind, Some(&row.code), &model.words).name_of(row),
        (Some(kind), None) => model.words.text(&format!("ck-{}", kind.name())),
        (None, _) => model.words.text("ck-types"),
    };
    let title = match &catalogue.pane {
        Some(EntryPane::Trail(told)) => {
            trail::changes(&mut doc, model, told.as_deref(), theme);
            model.words.with("ct-trail-title", &[("name", name().into())])
        }
        Some(EntryPane::Tried(told)) => {
            trail::tried(&mut doc, model, told.as_ref(), theme);
            model.words.text("ct-tried-title")
        }
        Some(EntryPane::Invited(told)) => {
            invited(&mut doc, model, told, theme);
            model.words.with("ct-invite-title", &[("name", name().into())])
        }
        Some(EntryPane::Example) => {
            mail::whole(&mut doc, model, theme);
            name()
        }
        Some(EntryPane::Card) | None => {
            card::draw(&mut doc, model, theme);
            name()
        }
    };
    (title, doc)
}

/// A one-time password, large enough to be read aloud, and what is done with it.
fn invited(doc: &mut Doc, model: &Model, told: &Invited, theme: Theme) {
    let words = &model.words;
    let cells = width(&words.text("ce-login")).max(width(&words.text("ct-invite-password")));
    doc.gap();
    doc.pair(&words.text("ce-login"), &told.login, cells, (theme.label(), theme.strong()));
    let secret = theme.accent().patch(theme.strong());
    doc.pair(&words.text("ct-invite-password"), told.password.reveal(), cells, (theme.label(), secret));
    let values = [("login", told.login.clone().into()), ("hours", INVITE_HOURS.into())];
    for id in ["ct-invite-hand", "ct-invite-enter", "ct-invite-gone"] {
        doc.gap();
        doc.text(&words.with(id, &values), 0, if id == "ct-invite-gone" { theme.label() } else { theme.plain() });
    }
}

/// Lines that what lies over an entry has now.
pub(super) fn lines(model: &Model) -> usize {
    let area = crate::tui::layout::areas(model.size, model.focus).body;
    let width = if is_side_by_side(model.size) { area.width - area.width * LISTS / 100 } else { area.width };
    document(model, usize::from(width.saturating_sub(4)), Theme { colour: model.colour }).1.lines.len()
}

fn asking(buffer: &mut Buffer, area: Rect, model: &Model, asked: &Form, theme: Theme) -> Option<(u16, u16)> {
    let Kind::Entry(kind) = asked.kind else { return None };
    let seen = model.form.as_ref().and_then(|id| model.catalogue.seen.get(id));
    let code = seen.and_then(|seen| seen.code.clone());
    let name = match &code {
        None => model.words.text(&format!("ck-{}-new", kind.name())),
        Some(code) => {
            let row = model.catalogue.lists.get(&kind).and_then(|list| list.rows.iter().find(|row| row.code == *code));
            row.map_or_else(|| code.clone(), |row| model.catalogue.ground(kind, Some(code), &model.words).name_of(row))
        }
    };
    let name = cut(&name, usize::from(area.width).saturating_sub(6));
    let right = if asked.sent.is_some() {
        vec![Span::styled(format!(" {} ", model.words.text("form-sending")), theme.label())]
    } else {
        Vec::new()
    };
    let inner = pane(buffer, area, vec![title(&name, true, theme)], right, theme);
    let mut doc = Doc::new(usize::from(inner.width));
    doc.dense = inner.height < 26;
    form::fields(&mut doc, model, asked, theme);
    if kind == EntryKind::Mail {
        mail::below(&mut doc, model, theme);
    }
    let notice = model.notice.as_ref().map(|notice| notice_lines(notice, usize::from(inner.width), 4, theme));
    let below = u16::try_from(notice.as_ref().map_or(0, Vec::len)).unwrap_or(0);
    let rows = usize::from(inner.height.saturating_sub(below));
    let offset = doc.offset(0, rows);
    for (y, line) in (inner.y..inner.bottom().saturating_sub(below)).zip(doc.lines.iter().skip(offset)) {
        line.render(Rect { y, height: 1, ..inner }, buffer);
    }
    if let Some(lines) = notice {
        put_below(buffer, inner, lines);
    }
    let (column, line) = doc.cursor?;
    let line = line.checked_sub(offset).filter(|l| *l < rows)?;
    Some((
        inner.x + u16::try_from(column).ok()?.min(inner.width.saturating_sub(1)),
        inner.y + u16::try_from(line).ok()?,
    ))
}

/// A command is offered where it would do something.
pub(super) fn offers(model: &Model, command: Command) -> bool {
    let catalogue = &model.catalogue;
    let admin = model.me.as_ref().is_some_and(|me| me.role == "admin");
    let kind = catalogue.kind();
    let entity = kind.map(EntryKind::entity);
    match command {
        Command::EntryAdd => admin && entity.is_some_and(|e| e.adds),
        Command::EntryCopy => admin && entity.is_some_and(|e| e.adds) && catalogue.entry().is_some(),
        // A branch goes back to the company's settings where it has any of its own.
        Command::EntryActive if kind == Some(EntryKind::Settings) => {
            let own = |row: &ListedEntry| row.entry.as_object().is_some_and(|own| !own.is_empty());
            admin && catalogue.entry().is_some_and(|row| row.code != COMPANY && own(row))
        }
        Command::EntryActive => admin && entity.is_some_and(|e| e.disables) && catalogue.entry().is_some(),
        Command::EntryEdit => catalogue.entry().is_some(),
        // Where there is room it stands beside the list.
        Command::EntryShow => catalogue.entry().is_some() && !is_side_by_side(model.size),
        Command::EntryTry => {
            let tries = matches!(kind, Some(EntryKind::Query | EntryKind::Mail));
            admin && tries && (model.form.is_some() || catalogue.entry().is_some())
        }
        Command::EntryInvite => {
            let active = |row: &ListedEntry| !is_inactive(row);
            admin && kind == Some(EntryKind::Person) && catalogue.entry().is_some_and(active)
        }
        Command::EntryApprove => {
            let approved = |row: &ListedEntry| row.about.get("approved_by").is_some_and(serde_json::Value::is_string);
            admin && kind == Some(EntryKind::Query) && catalogue.entry().is_some_and(|row| !approved(row))
        }
        Command::EntryHistory => {
            catalogue.entry().is_some()
                && model.form.is_none()
                && !matches!(catalogue.pane, Some(EntryPane::Trail(_) | EntryPane::Invited(_)))
                && model.me.as_ref().is_some_and(|me| me.role != "attendant")
        }
        Command::Undo => admin && (catalogue.last.is_some() || model.drafts.thrown.is_some()),
        Command::Newline => {
            model.open_form().and_then(Form::field).is_some_and(|f| f.kind == crate::tui::form::field::Kind::Long)
        }
        _ => true,
    }
}

/// The head of the screen: where one is.
pub(super) fn head(model: &Model, theme: Theme) -> Vec<Span<'static>> {
    let strong = theme.accent().patch(theme.strong());
    let mut spans = vec![Span::styled(model.words.text("ct-title"), strong)];
    if let (Some(kind), Shelf::Entries) = (model.catalogue.kind(), model.catalogue.shelf) {
        spans.push(Span::styled(format!(" · {}", model.words.text(&format!("ck-{}", kind.name()))), theme.label()));
    }
    spans
}
