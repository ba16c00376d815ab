//! What is wrong, one line each: first what concerns the thing under the cursor. The shown one is marked and its
//! way written out.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::{notice_lines, put};
use super::sign;
use crate::domain::flow::Problem;
use crate::tui::cells::{cut, width};
use crate::tui::model::{Editor, Model, Place, Save};
use crate::tui::theme::Theme;

/// Lines below the panes.
pub(super) fn rows(editor: &Editor, body: Rect) -> u16 {
    let most = if body.height < 28 { 3 } else { 6 };
    u16::try_from(editor.problems.len()).unwrap_or(most).clamp(1, most)
}

pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, editor: &Editor, theme: Theme) {
    let room = usize::from(area.width).saturating_sub(2);
    let mut lines = said(model, editor, room, theme);
    let rest = usize::from(area.height).saturating_sub(lines.len());
    let order = order(editor);
    let shown = order.iter().position(|at| Some(*at) == editor.shown).unwrap_or(0);
    let offset = (shown + 1).saturating_sub(rest.max(1));
    let hidden = order.len().saturating_sub(rest);
    for at in order.iter().skip(offset).take(rest) {
        if let Some(problem) = editor.problems.get(*at) {
            lines.push(line(model, editor, problem, (editor.shown == Some(*at), room), theme));
        }
    }
    if lines.is_empty() {
        let id = if editor.judged { "flow-all-sound" } else { "flow-seems-sound" };
        lines.push(Line::from(vec![
            Span::styled("✔ ", theme.good()),
            Span::styled(cut(&model.words.text(id), room), theme.label()),
        ]));
    }
    let last = lines.len().saturating_sub(1);
    for (n, (y, mut text)) in (area.y..area.bottom()).zip(lines).enumerate() {
        if n == last && hidden > 0 && rest > 0 {
            let more = format!(" +{hidden}");
            let free = usize::from(area.width).saturating_sub(2 + text.width());
            if free > width(&more) {
                text.spans.push(Span::raw(" ".repeat(free - width(&more))));
                text.spans.push(Span::styled(more, theme.label()));
            }
        }
        text.spans.insert(0, Span::raw(" "));
        put(buffer, Rect { y, height: 1, ..area }, text);
    }
}

/// What was said last takes the first line, and why nothing is kept.
fn said(model: &Model, editor: &Editor, room: usize, theme: Theme) -> Vec<Line<'static>> {
    if let (Some(notice), true) = (&model.notice, editor.form.is_none()) {
        return notice_lines(notice, room, 1, theme);
    }
    match &editor.save {
        Save::Lost(why) | Save::Failed(why) | Save::Moved(why) => {
            vec![Line::styled(cut(&format!("✎ {why}"), room), theme.late())]
        }
        Save::Kept | Save::Changed | Save::Sent => Vec::new(),
    }
}

/// The problems of what is under the cursor first, then the others.
fn order(editor: &Editor) -> Vec<usize> {
    let mut order: Vec<usize> = (0..editor.problems.len()).collect();
    if editor.shown.is_some() {
        return order;
    }
    let outer = editor.at.outer();
    order.sort_by_key(|at| {
        editor
            .problems
            .get(*at)
            .map_or(2, |p| if editor.concerns(p, &editor.at) { 0 } else { u8::from(!editor.concerns(p, &outer)) + 1 })
    });
    order
}

fn line(model: &Model, editor: &Editor, problem: &Problem, (here, room): (bool, usize), theme: Theme) -> Line<'static> {
    let mut spans = vec![
        Span::styled(if here { "▶" } else { " " }, theme.accent()),
        sign(Some(problem.level), theme),
        Span::styled(format!(" {} ", problem.check), theme.label()),
    ];
    let stage = problem.stage.as_deref().map(|code| editor.stage_name(code).to_owned());
    let message = problem.message(model.words.lang());
    let near = problem.stage.is_some() && editor.concerns(problem, &editor.at.outer()) && editor.at != Place::Head;
    if let Some(stage) = stage.filter(|name| !message.contains(name.as_str())) {
        spans.push(Span::styled(format!("{stage}: "), theme.strong()));
    }
    let way: Vec<&str> = problem.path.iter().map(|code| editor.stage_name(code)).collect();
    let way = if way.len() > 1 { format!("  {}", way.join(" → ")) } else { String::new() };
    let used: usize = spans.iter().map(Span::width).sum();
    let style = if here || near { theme.plain() } else { theme.label() };
    let free = room.saturating_sub(used);
    // What is wrong comes first; its way as far as there is room, in full when it is shown.
    let way_cells = if here { width(&way).min(free / 2) } else { free.saturating_sub(width(message)).min(width(&way)) };
    spans.push(Span::styled(cut(message, free.saturating_sub(way_cells)), style));
    if way_cells > 8 {
        spans.push(Span::styled(cut(&way, way_cells), if here { theme.accent() } else { theme.dim() }));
    }
    Line::from(spans)
}
