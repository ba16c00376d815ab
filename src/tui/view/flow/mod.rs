//! The screen of request types: the list, and the editor of one with its outline, its map or form beside it, and
//! its problems below.

mod head;
mod list;
mod outline;
mod problems;
mod replay;
mod sheet;
mod tools;

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::doc::Doc;
use super::{bars, form, join_left, left_pane, notice_lines, pane, put_below, title};
use crate::domain::flow::Level;
use crate::tui::cells::cut;
use crate::tui::command::Context;
use crate::tui::form::flow::FlowForm;
use crate::tui::layout::{areas, is_side_by_side};
use crate::tui::model::{Editor, Half, Model, Save, Sheet};
use crate::tui::theme::Theme;

/// Columns of the outline beside the map, of a hundred.
const OUTLINE: u16 = 46;

/// How far the answer of a sheet can be scrolled.
pub(super) fn answer_scroll(model: &Model) -> usize {
    match &model.flows.sheet {
        Some(Sheet::WhatIf(asking)) => {
            sheet::most(areas(model.size, model.focus).body, model, asking, Theme { colour: model.colour })
        }
        _ => 0,
    }
}

/// Draws the screen; gives the place of the text cursor.
pub(super) fn draw(buffer: &mut Buffer, body: Rect, model: &Model, theme: Theme) -> Option<(u16, u16)> {
    if let Some(over) = &model.flows.sheet {
        return sheet::draw(buffer, body, model, over, theme);
    }
    let Some(editor) = &model.flows.open else {
        list::draw(buffer, body, model, theme);
        return None;
    };
    let below = problems::rows(editor, body);
    let [main, foot] = Layout::vertical([Constraint::Min(0), Constraint::Length(below)]).areas(body);
    let mut cursor = None;
    // Beside one another, the wider pane has the keys of the whole flow on its frame.
    let mut framed = main;
    if is_side_by_side(model.size) {
        let [left, right] = Layout::horizontal([Constraint::Percentage(OUTLINE), Constraint::Min(0)]).areas(main);
        outline::draw(buffer, left, model, editor, (true, theme));
        match (&editor.form, &editor.tool) {
            (Some(asked), _) => cursor = asking(buffer, right, model, asked, theme),
            (None, Some(tool)) => cursor = tools::draw(buffer, right, model, editor, tool, theme),
            (None, None) => outline::beside(buffer, right, model, editor, theme),
        }
        join_left(buffer, right, theme);
        framed = right;
    } else if let Some(asked) = &editor.form {
        cursor = asking(buffer, main, model, asked, theme);
    } else if let Some(tool) = &editor.tool {
        cursor = tools::draw(buffer, main, model, editor, tool, theme);
    } else if editor.half == Half::Map {
        outline::beside(buffer, main, model, editor, theme);
    } else {
        outline::draw(buffer, main, model, editor, (false, theme));
    }
    if model.context() == Context::Flow {
        bars::on_frame(buffer, framed, model, theme);
    }
    problems::draw(buffer, foot, model, editor, theme);
    cursor
}

/// The form over the map.
fn asking(buffer: &mut Buffer, area: Rect, model: &Model, asked: &FlowForm, theme: Theme) -> Option<(u16, u16)> {
    let name = model.words.text(&format!("flow-form-{}", asked.asks.name()));
    let name = if asked.form.subject.is_empty() { name } else { format!("{name} · {}", asked.form.subject) };
    let name = cut(&name, usize::from(area.width).saturating_sub(6));
    let inner = pane(buffer, area, vec![title(&name, true, theme)], Vec::new(), theme);
    let mut doc = Doc::new(usize::from(inner.width));
    form::fields(&mut doc, model, &asked.form, theme);
    let rows = usize::from(inner.height);
    let offset = doc.offset(0, rows);
    for (y, line) in (inner.y..inner.bottom()).zip(doc.lines.iter().skip(offset)) {
        line.render(Rect { y, height: 1, ..inner }, buffer);
    }
    if let Some(notice) = &model.notice {
        put_below(buffer, inner, notice_lines(notice, usize::from(inner.width), 4, theme));
    }
    let (column, line) = doc.cursor?;
    let line = line.checked_sub(offset).filter(|l| *l < rows)?;
    Some((
        inner.x + u16::try_from(column).ok()?.min(inner.width.saturating_sub(1)),
        inner.y + u16::try_from(line).ok()?,
    ))
}

/// The head of the screen, the longest that fits: name, versions, changes, whether it is kept, problems.
pub(super) fn head(model: &Model, room: usize, theme: Theme) -> Vec<Span<'static>> {
    let words = &model.words;
    let strong = theme.accent().patch(theme.strong());
    let Some(editor) = &model.flows.open else {
        return vec![Span::styled(words.text("flows-title"), strong)];
    };
    let name = &editor.file().head.name;
    let mut fitting = Vec::new();
    for (versions, long) in [("long", true), ("short", true), ("short", false)] {
        let mut spans = vec![Span::styled(words.with("flow-title", &[("name", name.clone().into())]), strong)];
        spans.push(Span::styled(format!("  {}", state(model, editor, versions == "long")), theme.label()));
        spans.push(saved(model, editor, long, theme));
        spans.extend(counted(model, editor, long, theme));
        let cells: usize = spans.iter().map(Span::width).sum();
        if cells <= room {
            return spans;
        }
        // The name gives way last.
        let rest = room.saturating_sub(cells.saturating_sub(spans.first().map_or(0, Span::width)));
        if let Some(first) = spans.first_mut() {
            *first = Span::styled(cut(&first.content, rest), strong);
        }
        fitting = spans;
    }
    fitting
}

/// Versions and changes.
fn state(model: &Model, editor: &Editor, long: bool) -> String {
    let words = &model.words;
    let size = if long { "long" } else { "short" };
    let mut parts = Vec::new();
    if let Some(n) = editor.known.published {
        parts.push(words.with(&format!("flow-published-{size}"), &[("n", n.into())]));
    }
    let changed = editor.base.as_ref() != Some(editor.file());
    match editor.known.draft {
        Some(n) => parts.push(words.with(&format!("flow-draft-{size}"), &[("n", n.into())])),
        None if changed => parts.push(words.text("flow-draft-new")),
        None => {}
    }
    let head = parts.join(if long { " · " } else { " → " });
    if editor.changes == 0 || !long {
        return head;
    }
    format!("{head} · {}", words.with("flow-changes", &[("n", editor.changes.into())]))
}

fn saved(model: &Model, editor: &Editor, long: bool, theme: Theme) -> Span<'static> {
    let (id, style) = match &editor.save {
        _ if editor.read_only => ("flow-reading", theme.label()),
        Save::Kept if editor.history.steps().0 == 0 => return Span::raw(""),
        Save::Kept => ("flow-kept", theme.good()),
        Save::Changed | Save::Sent => ("flow-keeping", theme.label()),
        Save::Lost(_) | Save::Failed(_) | Save::Moved(_) => ("flow-unkept", theme.late()),
    };
    let text = model.words.text(id);
    let text = if long { text } else { text.chars().take(1).collect() };
    Span::styled(format!("  {text}"), style)
}

/// Errors and warnings, or that there are none.
fn counted(model: &Model, editor: &Editor, long: bool, theme: Theme) -> Vec<Span<'static>> {
    let (errors, warnings) = editor.counts();
    let mut spans = Vec::new();
    let words = |id: &str, n: usize| {
        let id = if long { format!("{id}-long") } else { id.to_owned() };
        model.words.with(&id, &[("n", n.into())])
    };
    if errors > 0 {
        spans.push(Span::styled(format!("  ✖ {}", words("flow-errors", errors)), theme.late()));
    }
    if warnings > 0 {
        spans.push(Span::styled(format!("  ! {}", words("flow-warnings", warnings)), theme.soon()));
    }
    if spans.is_empty() {
        spans.push(Span::styled(
            format!("  ✔{}", if long { model.words.text("flow-sound") } else { String::new() }),
            theme.good(),
        ));
    }
    spans
}

/// The sign of a problem's level: a symbol, whatever the colour.
pub(super) fn sign(level: Option<Level>, theme: Theme) -> Span<'static> {
    match level {
        Some(Level::Error) => Span::styled("✖", theme.late()),
        Some(Level::Warning) => Span::styled("!", theme.soon()),
        None => Span::raw(" "),
    }
}

/// A frame for the left half: closed on the right where nothing stands beside it.
fn half(
    buffer: &mut Buffer,
    area: Rect,
    name: (&str, bool),
    right: Vec<Span<'static>>,
    (beside, theme): (bool, Theme),
) -> Rect {
    let frame = if beside { left_pane } else { pane };
    frame(buffer, area, vec![title(name.0, name.1, theme)], right, theme)
}

/// Lines into an area, so that a range of them is seen; gives the first one shown.
fn lines(buffer: &mut Buffer, area: Rect, lines: &[Line<'static>], (first, last): (usize, usize)) -> usize {
    let rows = usize::from(area.height);
    let most = lines.len().saturating_sub(rows);
    // A third of the rows stays in sight above the cursor.
    let offset = first.saturating_sub(rows / 3).min(most);
    let offset = if last >= offset + rows { (last + 1).saturating_sub(rows).min(first) } else { offset };
    for (y, line) in (area.y..area.bottom()).zip(lines.iter().skip(offset)) {
        line.render(Rect { y, height: 1, ..area }, buffer);
    }
    offset
}
