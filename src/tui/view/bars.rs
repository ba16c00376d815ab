//! The first and the last row: views with exact counts, who and where I am, the connection; below, the
//! keys that are valid now.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::put;
use crate::tui::cells::width;
use crate::tui::command::{Command, Context, Row, rows_in};
use crate::tui::keymap::shown;
use crate::tui::layout::is_side_by_side;
use crate::tui::model::{Layer, Link, Model, MoveRow, Place, Screen, Sheet, Tool, View};
use crate::tui::theme::Theme;
use crate::tui::update::charge_acts;

pub(super) fn header(buffer: &mut Buffer, area: Rect, model: &Model, theme: Theme) {
    let wide = area.width >= 100 && model.screen != Screen::Flows;
    let mut left = vec![Span::raw(" ")];
    if wide {
        left.push(Span::styled(model.words.text("brand"), theme.strong()));
        left.push(Span::raw("   "));
    }
    match model.screen {
        Screen::Desk => {
            left.extend(views(model, usize::from(area.width).saturating_sub(link_cells(model, theme) + 3), theme))
        }
        Screen::Student => {
            left.push(Span::styled(model.words.text("student-title"), theme.accent().patch(theme.strong())))
        }
        Screen::Flows => {
            let room = usize::from(area.width).saturating_sub(link_cells(model, theme) + 5);
            left.extend(super::flow::head(model, room, theme));
        }
        Screen::Receipt => {
            left.push(Span::styled(model.words.text("receipt-paper"), theme.accent().patch(theme.strong())))
        }
        Screen::Catalogue => left.extend(super::catalogue::head(model, theme)),
        Screen::Opening => {
            left.push(Span::styled(model.words.text("open-title"), theme.accent().patch(theme.strong())))
        }
    }
    Line::from(left.clone()).render(area, buffer);
    let room = usize::from(area.width).saturating_sub(left.iter().map(Span::width).sum::<usize>() + 2);
    // The place gives way, then the person; the state of the connection never does.
    let variants = [(true, wide), (true, false), (false, false)];
    let cells_of = |spans: &[Span<'_>]| spans.iter().map(Span::width).sum::<usize>();
    let mut right = Vec::new();
    for (who, place) in variants {
        right = person(model, theme, who, place);
        if cells_of(&right) <= room {
            break;
        }
    }
    let cells = u16::try_from(right.iter().map(Span::width).sum::<usize>() + 2).unwrap_or(area.width).min(area.width);
    put(buffer, Rect { x: area.right() - cells, width: cells, ..area }, Line::from(right).centered());
}

/// Cells that the state of the connection takes.
fn link_cells(model: &Model, theme: Theme) -> usize {
    person(model, theme, false, false).iter().map(Span::width).sum()
}

/// The views that fit, with their counts.
fn views(model: &Model, room: usize, theme: Theme) -> Vec<Span<'static>> {
    let mut spans: Vec<Span<'static>> = Vec::new();
    for (at, view) in View::ALL.iter().enumerate() {
        // Who belongs to no group sees all of them, and has no counts of his own.
        let grouped = model.me.as_ref().is_some_and(|me| !me.groups.is_empty());
        let count = model.counts.filter(|_| grouped).map(|c| match view {
            View::Group => Some(c.group),
            View::Mine => Some(c.mine),
            View::Late => Some(c.late),
            View::Waiting => Some(c.waiting),
            View::Day | View::Charges => None,
        });
        let here = model.queue.view == *view;
        let name = model.words.text(&format!("view-short-{}", view.name()));
        let before = spans.len();
        let style = if here { theme.accent().patch(theme.strong()) } else { theme.plain() };
        spans.push(Span::styled(format!("{} ", at + 1), theme.label()));
        spans.push(Span::styled(name, style));
        if let Some(count) = count.flatten() {
            let style = if *view == View::Late && count > 0 { theme.late() } else { style };
            spans.push(Span::styled(format!(" {count}"), style));
        }
        if spans.iter().map(Span::width).sum::<usize>() > room {
            spans.truncate(before);
            break;
        }
        spans.push(Span::raw("  "));
    }
    spans.pop();
    spans
}

fn person(model: &Model, theme: Theme, who: bool, place: bool) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    if let Some(me) = model.me.as_ref().filter(|_| who) {
        spans.push(Span::styled(me.login.clone(), theme.strong()));
        if let (Some(place), true) = (&me.locality_name, place) {
            spans.push(Span::styled(format!(" · {place}"), theme.label()));
        }
        spans.push(Span::raw("  "));
    }
    let (dot, text) = link(model, theme);
    spans.push(dot);
    spans.push(Span::styled(format!(" {text}"), theme.label()));
    spans
}

/// The connection: a dot and words; never colour alone.
fn link(model: &Model, theme: Theme) -> (Span<'static>, String) {
    match &model.link {
        Link::Connecting => (Span::styled("○", theme.label()), model.words.text("link-connecting")),
        Link::Live => (Span::styled("●", theme.good()), model.words.text("link-live")),
        Link::Lost(since) => {
            let seconds = (model.tick - *since).num_seconds().max(0);
            let span = if seconds < 60 { format!("{seconds}s") } else { format!("{}min", seconds / 60) };
            (Span::styled("○", theme.late()), model.words.with("link-lost", &[("span", span.into())]))
        }
    }
}

/// Keys that are valid now, the most wanted first, as far as there is room; help and back always.
pub(super) fn footer(buffer: &mut Buffer, area: Rect, model: &Model, theme: Theme) {
    let context = model.context();
    let mut rows: Vec<&Row> = rows_in(context).filter(|r| r.footer.is_some() && offered(model, r)).collect();
    rows.retain(|r| context != Context::Flow || !OF_THE_FLOW.contains(&r.command));
    rows.sort_by_key(|r| r.footer);
    let tail: Vec<&Row> = rows.iter().copied().filter(|r| matches!(r.command, Command::Help)).collect();
    let mut room = usize::from(area.width).saturating_sub(1);
    let cost = |row: &Row| cost(model, row);
    room = room.saturating_sub(tail.iter().map(|r| cost(r)).sum());
    let mut spans = vec![Span::raw(" ")];
    let mut chosen: Vec<&Row> = Vec::new();
    for row in rows.iter().filter(|r| !matches!(r.command, Command::Help)) {
        if cost(row) > room {
            break;
        }
        room -= cost(row);
        chosen.push(row);
    }
    for row in chosen.into_iter().chain(tail) {
        spans.extend(named(model, row, theme));
    }
    Line::from(spans).render(area, buffer);
}

/// What concerns a flow as a whole stands on the frame of the editor; the last row is for the row under the cursor.
const OF_THE_FLOW: [Command; 7] = [
    Command::FlowPublish,
    Command::FlowWalk,
    Command::FlowReplay,
    Command::FlowDiff,
    Command::FlowMove,
    Command::TypeWhy,
    Command::WhatIf,
];

/// Writes them onto the lower edge of a pane, as far as there is room.
pub(super) fn on_frame(buffer: &mut Buffer, pane: Rect, model: &Model, theme: Theme) {
    let rows = OF_THE_FLOW.iter().filter_map(|c| rows_in(Context::Flow).find(|r| r.command == *c));
    let mut room = usize::from(pane.width).saturating_sub(5);
    let mut spans = vec![Span::raw(" ")];
    for row in rows.filter(|r| offered(model, r)) {
        let cells = cost(model, row);
        if cells > room + 2 {
            break;
        }
        room = room.saturating_sub(cells);
        spans.extend(named(model, row, theme));
    }
    // One blank before the frame goes on.
    if let Some(last) = spans.last_mut() {
        *last = Span::styled(format!("{} ", last.content.trim_end()), theme.label());
    }
    let cells = u16::try_from(spans.iter().map(Span::width).sum::<usize>()).unwrap_or(0);
    let area = Rect { x: pane.x + 2, y: pane.bottom().saturating_sub(1), width: cells, height: 1 };
    put(buffer, area.intersection(pane), Line::from(spans));
}

/// A key and its verb.
fn part(model: &Model, row: &Row) -> (String, String) {
    let asked = matches!(model.layer, Some(Layer::FlowMoved { .. }));
    let key = match row.command {
        Command::Choose => "1–9".to_owned(),
        Command::FlowMark => "1–4".to_owned(),
        Command::FlowChoose if asked => "1–2".to_owned(),
        _ => row.keys.first().map(|k| shown(k)).unwrap_or_default(),
    };
    let in_flow = model.screen == Screen::Flows && model.context() == Context::Flow;
    let name = model.flows.open.as_ref().filter(|_| in_flow).and_then(|e| e.at.adds(row.command)).unwrap_or(row.name);
    (key, model.words.text(&format!("cmd-{name}")))
}

/// Cells that they take, with what parts them from the next.
fn cost(model: &Model, row: &Row) -> usize {
    let (key, label) = part(model, row);
    width(&key) + 1 + width(&label) + 2
}

fn named(model: &Model, row: &Row, theme: Theme) -> [Span<'static>; 2] {
    let (key, label) = part(model, row);
    [Span::styled(key, theme.strong()), Span::styled(format!(" {label}  "), theme.label())]
}

/// The request that the detail shows: the footer follows it, so that a moving cursor repaints no footer.
fn shown_request(model: &Model) -> Option<&crate::domain::request::Request> {
    model.detail.protocol.as_deref().and_then(|p| model.request(p))
}

/// Lines of an answer that lie above.
fn scrolled(model: &Model) -> usize {
    match &model.flows.sheet {
        Some(Sheet::WhatIf(asking)) => asking.scroll,
        _ => 0,
    }
}

/// An act is offered when the engine would do it; when it is not known, it is offered too.
fn offered(model: &Model, row: &Row) -> bool {
    let marked =
        !model.queue.marks.is_empty() && matches!(row.command, Command::Take | Command::Release | Command::Assign);
    if matches!(row.command, Command::Flows | Command::Catalogue) {
        return model.me.as_ref().is_some_and(|me| me.role == "admin");
    }
    if matches!(model.layer, Some(Layer::FlowMoved { .. })) {
        return matches!(row.command, Command::FlowChoose | Command::Back);
    }
    if row.command == Command::Drafts {
        return crate::tui::update::drafts_now(model) > 0;
    }
    if model.context() == Context::Drafts {
        return row.command != Command::Undo || model.drafts.thrown.is_some();
    }
    if row.command == Command::Throw {
        let open = model.open_form().or_else(|| crate::tui::update::opening_form(model));
        // A question, a walk or the path of a receipt is no text of mine.
        let in_editor = model.flows.sheet.is_none() && model.flows.open.as_ref().is_some_and(|e| e.form.is_some());
        let typed = model.screen != Screen::Flows || in_editor || matches!(model.flows.sheet, Some(Sheet::Fresh(_)));
        return typed && model.screen != Screen::Receipt && open.is_some_and(crate::tui::form::Form::is_draft);
    }
    if model.screen == Screen::Catalogue {
        return super::catalogue::offers(model, row.command);
    }
    if row.command == Command::EntryTry {
        return false;
    }
    if model.context() == Context::Question {
        return match row.command {
            Command::PageDown => super::what_if_scroll(model) > scrolled(model),
            Command::PageUp => scrolled(model) > 0,
            Command::Newline => false,
            _ => true,
        };
    }
    if let Some(editor) = model.flows.open.as_ref().filter(|_| model.screen == Screen::Flows) {
        if let Some(tool) = &editor.tool {
            return match (row.command, tool) {
                (Command::FlowChoose, Tool::Replay(r)) => r.failed || (!r.causes.is_empty() && r.shown.is_none()),
                (Command::FlowIn, Tool::Replay(r)) => r.shown.is_none(),
                (Command::FlowRequest, Tool::Replay(r)) => r.on_map().or_else(|| r.item()).is_some(),
                (Command::FlowRequest, _) => false,
                (Command::FlowIn, Tool::Diff { .. }) => false,
                (Command::Undo, Tool::Replay(_)) => false,
                (Command::Newline, _) => {
                    tool.form().and_then(|f| f.field()).is_some_and(|f| f.kind == crate::tui::form::field::Kind::Long)
                }
                (Command::FlowIn, Tool::Moving(m)) => matches!(m.row(), Some(MoveRow::Stage(_))),
                (Command::Undo, Tool::Moving(m)) => !m.moved.is_empty() && !m.is_busy(),
                (Command::Undo, Tool::Walk(w)) => !w.script.script.is_empty(),
                (Command::FlowMails, Tool::Walk(w)) => !w.mails().is_empty(),
                _ => true,
            };
        }
        return match row.command {
            Command::FlowDiff => editor.changes > 0,
            Command::Undo => editor.history.steps().0 > 0 || editor.scratch.thrown.is_some(),
            Command::FlowRedo => editor.history.steps().1 > 0,
            Command::FlowProblem => !editor.problems.is_empty(),
            Command::FlowPane => !is_side_by_side(model.size),
            Command::FlowMark => matches!(editor.at, Place::Stage(_)),
            Command::FlowToggle => !matches!(editor.at, Place::Head | Place::Stage(_)),
            Command::FlowConnect | Command::FlowAction => editor.at.stage().is_some(),
            Command::FlowAdd => !matches!(editor.at, Place::Head) || editor.file().stages.is_empty(),
            Command::FlowRemove => !matches!(editor.at, Place::Head),
            Command::FlowIn => editor.at.is_outer(),
            Command::Newline => editor
                .form
                .as_ref()
                .and_then(|f| f.form.field())
                .is_some_and(|f| f.kind == crate::tui::form::field::Kind::Long),
            _ => true,
        };
    }
    if row.command == Command::Undo {
        let target = shown_request(model);
        return model.last_act.is_some() || model.drafts.thrown.is_some() || target.is_some_and(|r| r.undo.is_some());
    }
    if row.command == Command::Back && matches!(model.context(), Context::Queue) {
        return !model.queue.marks.is_empty() || !model.queue.filter.is_empty();
    }
    if row.command == Command::Charge {
        return shown_request(model).is_some_and(|r| !charge_acts(r).is_empty());
    }
    if row.command == Command::NextPane {
        return model.screen == Screen::Desk;
    }
    if row.command == Command::Newline {
        let field = model.open_form().or_else(|| crate::tui::update::opening_form(model)).and_then(|f| f.field());
        return field.is_some_and(|f| f.kind == crate::tui::form::field::Kind::Long);
    }
    // In a list that has nothing there is nothing to act on, whatever was shown before.
    let empty = model.queue.loaded && model.queue.items.is_empty() && model.context() == Context::Queue;
    if empty && (row.act.is_some() || row.command == Command::Open) {
        return false;
    }
    let Some(act) = row.act.filter(|_| !marked) else { return true };
    let shown = shown_request(model).filter(|r| !r.acts.is_empty());
    shown.is_none_or(|request| {
        request.acts.get(act).is_some_and(|state| {
            // What can be typed on the way does not hide the way.
            let typable =
                |code: &str| matches!(code, "E_FIELD_REQUIRED" | "E_ACTION_REQUIRED" | "E_NOTE_REQUIRED" | "E_OUTCOME");
            state.allowed || (!state.problems.is_empty() && state.problems.iter().all(|p| typable(&p.code)))
        })
    })
}
