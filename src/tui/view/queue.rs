//! The list: aligned columns, exact counts, the cursor told by a symbol and the weight of two columns, so
//! that a move repaints little.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::{left_pane, notice_lines, pane, put, title};
use crate::domain::request::Item;
use crate::tui::cells::{cut, fit, fit_right, width};
use crate::tui::layout::is_side_by_side;
use crate::tui::model::{Focus, Model, View};
use crate::tui::theme::Theme;
use crate::tui::update::drafts_now;
use crate::tui::when::{self, Standing};

/// Cells of the columns that never give way: cursor, mark, sign, flag, protocol, deadline and gaps.
const FIXED: usize = 5 + 12 + 1 + 8 + 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Student,
    Kind,
    Stage,
    Assignee,
    Mine,
    Charge,
}

/// Which columns fit, with their cells. Every one keeps at least what makes it readable.
fn columns(cells: usize, view: View) -> Vec<(Column, usize)> {
    let room = cells.saturating_sub(FIXED);
    let wanted: &[(Column, usize)] = match (view, room) {
        (View::Day, 0..40) => &[(Column::Student, 44), (Column::Mine, 56)],
        (View::Charges, 0..60) => &[(Column::Student, 38), (Column::Charge, 62)],
        (View::Charges, _) => &[(Column::Student, 30), (Column::Kind, 27), (Column::Charge, 43)],
        (View::Day, _) => &[(Column::Student, 34), (Column::Kind, 26), (Column::Mine, 40)],
        (_, 0..26) => &[(Column::Student, 100)],
        (_, 26..46) => &[(Column::Student, 46), (Column::Kind, 36), (Column::Assignee, 18)],
        (_, _) => &[(Column::Student, 36), (Column::Kind, 29), (Column::Stage, 21), (Column::Assignee, 14)],
    };
    let gaps = wanted.len().saturating_sub(1) * 2;
    let share = room.saturating_sub(gaps);
    let mut columns: Vec<(Column, usize)> = wanted.iter().map(|(c, percent)| (*c, share * percent / 100)).collect();
    let used: usize = columns.iter().map(|(_, n)| n).sum();
    if let Some((_, first)) = columns.first_mut() {
        *first += share.saturating_sub(used);
    }
    columns
}

/// Draws the list; gives the place of the text cursor when the filter line has it.
pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, theme: Theme) -> Option<(u16, u16)> {
    let queue = &model.queue;
    let focused = model.focus == Focus::List;
    let frame = if is_side_by_side(model.size) { left_pane } else { pane };
    let left = heading(model, focused, theme);
    let used: usize = left.iter().map(Span::width).sum();
    let right = right_title(model, usize::from(area.width).saturating_sub(used + 6), theme);
    let inner = frame(buffer, area, left, right, theme);
    let [head, body] = [
        Rect { height: inner.height.min(1), ..inner },
        Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner },
    ];
    let columns = columns(usize::from(inner.width), queue.view);
    head_line(model, &columns, theme).render(head, buffer);
    if queue.items.is_empty() {
        empty(buffer, body, model, theme);
    }
    let cursor_row = queue.row();
    for (line, (row, item)) in
        queue.items.iter().enumerate().skip(queue.offset).take(usize::from(body.height)).enumerate()
    {
        let y = body.y + u16::try_from(line).unwrap_or(0);
        let here = row == cursor_row && queue.selected.is_some();
        row_line(model, item, here, &columns, theme).render(Rect { y, height: 1, ..body }, buffer);
    }
    if model.filter.open {
        return Some(filter_line(buffer, inner, model, theme));
    }
    if focused && model.layer.is_none() {
        notice(buffer, body, model, theme, cursor_row);
    }
    None
}

/// The notice covers the rows below the cursor, where the eyes are; the list does not move.
fn notice(buffer: &mut Buffer, body: Rect, model: &Model, theme: Theme, cursor_row: usize) {
    let Some(notice) = &model.notice else { return };
    let lines = notice_lines(notice, usize::from(body.width).saturating_sub(5), 3, theme);
    let below = u16::try_from(cursor_row.saturating_sub(model.queue.offset)).unwrap_or(0) + 1;
    let count = u16::try_from(lines.len()).unwrap_or(1);
    let first = if below + count <= body.height { below } else { below.saturating_sub(1 + count) };
    for (at, line) in (first..).zip(lines) {
        let row = Rect { y: body.y + at.min(body.height.saturating_sub(1)), height: 1, ..body };
        let mut spans = vec![Span::raw("     ")];
        spans.extend(line.spans);
        put(buffer, row, Line::from(spans));
    }
}

fn heading(model: &Model, focused: bool, theme: Theme) -> Vec<Span<'static>> {
    let queue = &model.queue;
    let mut spans = vec![title(&model.words.text(&format!("view-{}", queue.view.name())), focused, theme)];
    if let Some(total) =
        queue.total.or(queue.next.is_none().then_some(queue.items.len()).and_then(|n| i64::try_from(n).ok()))
    {
        let filtered = !queue.filter.is_empty();
        let id = if filtered { "queue-found" } else { "queue-total" };
        let dot = if filtered { "· " } else { "" };
        spans.push(Span::styled(format!("{dot}{} ", model.words.with(id, &[("n", total.into())])), theme.label()));
    }
    if !queue.fresh.is_empty() {
        let text = model.words.with("queue-new", &[("n", queue.fresh.len().into())]);
        spans.push(Span::styled(format!("· +{text} "), theme.accent()));
    }
    if !queue.marks.is_empty() {
        let text = model.words.with("queue-marked", &[("n", queue.marks.len().into())]);
        spans.push(Span::styled(format!("· {text} "), theme.accent()));
    }
    let drafts = drafts_now(model);
    if drafts > 0 {
        spans.push(Span::styled(format!("· ✎ {drafts} "), theme.accent()));
    }
    if queue.loading && queue.loaded {
        spans.push(Span::styled(format!("· {} ", model.words.text("loading")), theme.label()));
    }
    spans
}

fn right_title(model: &Model, room: usize, theme: Theme) -> Vec<Span<'static>> {
    if model.queue.filter.is_empty() || room < 4 {
        return Vec::new();
    }
    vec![Span::styled(format!(" /{} ", cut(&model.queue.filter, room - 3)), theme.accent())]
}

fn head_line(model: &Model, columns: &[(Column, usize)], theme: Theme) -> Line<'static> {
    let words = &model.words;
    let mut text = format!("     {} {}  ", fit(&words.text("col-protocol"), 12), fit_right(&words.text("col-due"), 8));
    for (at, (column, cells)) in columns.iter().enumerate() {
        let name = match column {
            Column::Student => words.text("col-student"),
            Column::Kind => words.text("col-type"),
            Column::Stage => words.text("col-stage"),
            Column::Assignee => words.text("col-assignee"),
            Column::Mine => words.text("col-mine"),
            Column::Charge => words.text("col-charge"),
        };
        text.push_str(&fit(&name, *cells));
        if at + 1 < columns.len() {
            text.push_str("  ");
        }
    }
    Line::styled(text, theme.dim())
}

/// One row: cursor, mark, state and flag, protocol, deadline, then the columns.
fn row_line(model: &Model, item: &Item, here: bool, columns: &[(Column, usize)], theme: Theme) -> Line<'static> {
    let now = model.now();
    let left = model.queue.left.contains(&item.protocol);
    let quiet = |style: Style| if left { theme.dim() } else { style };
    let weight = if here { theme.strong() } else { theme.plain() };
    let (sign, sign_style) = sign(item, now, theme);
    let due_style = match when::standing(item, now) {
        Standing::Late => theme.late(),
        Standing::Soon => theme.soon(),
        Standing::Waiting => theme.waiting(),
        Standing::Calm => theme.plain(),
    };
    let marked = model.queue.marks.contains(&item.protocol);
    let anchored = model.queue.anchor.as_deref() == Some(&item.protocol);
    let (flag, flag_style) = flag(model, item, theme);
    let mut spans = vec![
        Span::styled(if here { "▶" } else { " " }, theme.accent()),
        Span::styled(
            if marked {
                "✓"
            } else if anchored {
                "┆"
            } else {
                " "
            },
            theme.accent(),
        ),
        Span::styled(sign, quiet(sign_style)),
        Span::styled(flag, quiet(flag_style)),
        Span::raw(" "),
        Span::styled(fit(&item.protocol, 12), quiet(weight)),
        Span::raw(" "),
        Span::styled(fit_right(&when::due(item, now, &model.words), 8), quiet(due_style)),
        Span::raw("  "),
    ];
    for (at, (column, cells)) in columns.iter().enumerate() {
        let (text, style) = match column {
            Column::Student => (item.student.name.clone(), weight),
            Column::Kind => (item.type_name.clone(), theme.plain()),
            Column::Stage => (item.stage_name.clone(), theme.plain()),
            Column::Assignee => assignee(model, item, theme),
            Column::Mine => (my_last(model, item), theme.plain()),
            Column::Charge => (charge(model, item), theme.plain()),
        };
        spans.push(Span::styled(fit(&text, *cells), quiet(style)));
        if at + 1 < columns.len() {
            spans.push(Span::raw("  "));
        }
    }
    Line::from(spans)
}

fn assignee(model: &Model, item: &Item, theme: Theme) -> (String, Style) {
    match &item.assignee {
        Some(login) if item.status.is_open() => {
            (login.clone(), if login == model.login() { theme.strong() } else { theme.plain() })
        }
        Some(login) => (login.clone(), theme.dim()),
        None => ("—".to_owned(), theme.dim()),
    }
}

fn my_last(model: &Model, item: &Item) -> String {
    model.queue.mine.get(&item.protocol).map_or_else(String::new, |last| {
        let what = model.words.text(&format!("event-{}", last.kind.replace('_', "-")));
        format!("{} {what}", when::stamp(&last.at, model.now()))
    })
}

/// How the charge stands, and how much it is.
fn charge(model: &Model, item: &Item) -> String {
    model.queue.charges.get(&item.protocol).map_or_else(String::new, |(state, charge)| {
        let amount = crate::domain::charge::money(&charge.amount, model.words.lang());
        format!("{amount} · {}", model.words.text(&format!("charge-in-{state}")))
    })
}

/// What stands with the request: a symbol, and never colour alone.
fn sign(item: &Item, now: chrono::DateTime<chrono::FixedOffset>, theme: Theme) -> (&'static str, Style) {
    match when::standing(item, now) {
        Standing::Late => ("!", theme.late()),
        Standing::Waiting => ("‖", theme.waiting()),
        _ if item.status.is_open() && item.priority <= 1 => ("▲", theme.late()),
        _ if item.status.is_open() && item.priority == 2 => ("▲", theme.soon()),
        _ if !item.status.is_open() => ("■", theme.dim()),
        _ => (" ", theme.plain()),
    }
}

/// What the desk adds: an act under way, text not sent, an answer not read.
fn flag(model: &Model, item: &Item, theme: Theme) -> (&'static str, Style) {
    if model.is_under_way(&item.protocol) {
        ("…", theme.accent())
    } else if model.has_draft(&item.protocol) {
        ("✎", theme.accent())
    } else if item.unread {
        ("•", theme.waiting())
    } else {
        (" ", theme.plain())
    }
}

fn empty(buffer: &mut Buffer, body: Rect, model: &Model, theme: Theme) {
    let words = &model.words;
    let (first, then) = if !model.queue.loaded {
        (words.text("loading"), String::new())
    } else if model.queue.filter.is_empty() {
        let id = match model.queue.view {
            View::Group => "empty-group",
            View::Mine => "empty-mine",
            View::Late => "empty-late",
            View::Waiting => "empty-waiting",
            View::Day => "empty-day",
            View::Charges => "empty-charges",
        };
        let next = match model.queue.view {
            View::Group => words.text("empty-group-then"),
            _ => words.text("empty-then"),
        };
        (words.text(id), next)
    } else {
        (words.text("empty-filter"), words.text("empty-filter-then"))
    };
    let y = body.y + body.height / 3;
    Line::styled(first, theme.strong()).centered().render(Rect { y, height: 1, ..body }, buffer);
    if y + 1 < body.bottom() {
        Line::styled(then, theme.label()).centered().render(Rect { y: y + 1, height: 1, ..body }, buffer);
    }
}

/// The filter line stands on the column heads; below it what does not parse, or what could follow.
fn filter_line(buffer: &mut Buffer, inner: Rect, model: &Model, theme: Theme) -> (u16, u16) {
    let line = &model.filter;
    let row = Rect { height: 1, ..inner };
    let room = usize::from(inner.width).saturating_sub(3);
    let before: String = line.text.chars().take(line.at).collect();
    let skipped = (width(&before) + 1).saturating_sub(room);
    let shown: String = line.text.chars().skip(skipped).collect();
    put(
        buffer,
        row,
        Line::from(vec![Span::styled("/ ", theme.accent().patch(theme.strong())), Span::raw(cut(&shown, room + 1))]),
    );
    let below = Rect { y: inner.y + 1, height: 1, ..inner };
    if let Some((column, text)) = &line.error {
        let at = column.saturating_sub(skipped);
        put(buffer, below, Line::from(vec![Span::raw(" ".repeat(at.min(room) + 2)), Span::styled("▲", theme.late())]));
        for (n, piece) in crate::tui::cells::paragraph(text, usize::from(inner.width)).into_iter().take(3).enumerate() {
            let row = Rect { y: inner.y + 2 + u16::try_from(n).unwrap_or(0), height: 1, ..inner };
            put(buffer, row, Line::styled(piece, theme.late()));
        }
    } else if !line.offers.is_empty() {
        put(
            buffer,
            below,
            Line::styled(cut(&format!("  {}", line.offers.join("  ")), usize::from(inner.width)), theme.label()),
        );
    }
    let x = inner.x + 2 + u16::try_from(width(&before).saturating_sub(skipped)).unwrap_or(0);
    (x.min(inner.right().saturating_sub(1)), inner.y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_fill_the_row_exactly() {
        for view in View::ALL {
            for cells in 40..200 {
                let columns = columns(cells, view);
                let used: usize = columns.iter().map(|(_, n)| n).sum::<usize>() + (columns.len() - 1) * 2;
                assert_eq!(used + FIXED, cells, "{view:?} at {cells}");
            }
        }
    }
}
