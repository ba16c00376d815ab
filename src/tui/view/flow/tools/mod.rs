//! The tools beside the outline, drawn: one file a tool, and what they share.

mod diff;
mod moves;
mod tour;
mod walk;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;
use ratatui::widgets::Widget;

use super::super::doc::Doc;
use super::super::{pane, title};
use crate::tui::cells::cut;
use crate::tui::model::{Editor, Model, Tool};
use crate::tui::theme::Theme;

/// Draws the tool; gives the place of the text cursor when a form over it has one.
pub(super) fn draw(
    buffer: &mut Buffer,
    area: Rect,
    model: &Model,
    editor: &Editor,
    tool: &Tool,
    theme: Theme,
) -> Option<(u16, u16)> {
    let words = &model.words;
    let name = match tool {
        Tool::Diff { changes, .. } => words.with("flow-diff-title", &[("n", changes.len().into())]),
        Tool::Walk(walking) => walk::title(words, walking),
        Tool::Moving(moving) => words.with("flow-move-title", &[("n", moving.to.into())]),
        Tool::Replay(replaying) => {
            super::replay::draw(buffer, area, model, (editor, replaying), theme);
            return None;
        }
    };
    let name = cut(&name, usize::from(area.width).saturating_sub(6));
    let inner = pane(buffer, area, vec![title(&name, true, theme)], Vec::new(), theme);
    let mut doc = Doc::new(usize::from(inner.width));
    doc.dense = inner.height < 20;
    let rows = usize::from(inner.height);
    let mut back = 0;
    match tool {
        Tool::Diff { changes, at } => diff::lines(&mut doc, model, editor, (changes, *at), theme),
        Tool::Walk(walking) => {
            back = walking.screen.unwrap_or(0);
            match &walking.tour {
                Some(toured) => tour::lines(&mut doc, model, editor, toured, theme),
                None => walk::lines(&mut doc, model, editor, (walking, rows), theme),
            }
        }
        Tool::Moving(moving) => moves::lines(&mut doc, model, editor, moving, theme),
        Tool::Replay(_) => {}
    }
    let offset = doc.offset(back, rows);
    for (y, line) in (inner.y..inner.bottom()).zip(doc.lines.iter().skip(offset)) {
        line.render(Rect { y, height: 1, ..inner }, buffer);
    }
    let (column, line) = doc.cursor.filter(|_| tool.form().is_some())?;
    let line = line.checked_sub(offset).filter(|l| *l < rows)?;
    Some((
        inner.x + u16::try_from(column).ok()?.min(inner.width.saturating_sub(1)),
        inner.y + u16::try_from(line).ok()?,
    ))
}

fn cursor(here: bool, theme: Theme) -> Span<'static> {
    Span::styled(if here { "▶ " } else { "  " }, theme.accent())
}

/// A wrapped text behind a sign; the row under the cursor is kept in sight.
fn row(doc: &mut Doc, here: bool, (sign, sign_style): (&str, Style), text: &str, theme: Theme) {
    let first = doc.lines.len();
    let room = doc.width.saturating_sub(4);
    let mut head = vec![cursor(here, theme), Span::styled(format!("{sign} "), sign_style)];
    for piece in crate::tui::cells::paragraph(text, room) {
        head.push(Span::styled(piece, if here { theme.strong() } else { theme.plain() }));
        doc.line(std::mem::replace(&mut head, vec![Span::raw("    ")]));
    }
    if here {
        doc.keep_in_sight(first);
    }
}
