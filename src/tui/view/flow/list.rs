//! The list of request types: what is live, what is under edit, what is wrong with it, how much runs on it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::super::doc::Doc;
use super::super::{notice_lines, pane, put_below, title};
use crate::tui::cells::{fit, fit_right, width};
use crate::tui::model::Model;
use crate::tui::msg::TypeRow;
use crate::tui::theme::Theme;

pub(super) fn draw(buffer: &mut Buffer, body: Rect, model: &Model, theme: Theme) {
    let flows = &model.flows;
    let words = &model.words;
    let count = if flows.loaded {
        format!("{} {}", words.text("flows-title"), flows.list.len())
    } else {
        words.text("flows-title")
    };
    let inner = pane(buffer, body, vec![title(&count, true, theme)], Vec::new(), theme);
    if flows.list.is_empty() {
        let id = if flows.loaded { "flows-empty" } else { "loading" };
        let mut doc = Doc::new(usize::from(inner.width));
        doc.gap();
        doc.text(&words.text(id), 0, theme.label());
        for (y, line) in (inner.y + 1..inner.bottom()).zip(&doc.lines) {
            line.render(Rect { y, height: 1, ..inner }, buffer);
        }
    } else {
        heads(buffer, inner, model, theme);
        let list = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
        let at = flows.list.iter().position(|t| Some(&t.code) == flows.selected.as_ref()).unwrap_or(0);
        let offset = (at + 1).saturating_sub(usize::from(list.height));
        for (y, row) in (list.y..list.bottom()).zip(flows.list.iter().skip(offset)) {
            let here = Some(&row.code) == flows.selected.as_ref();
            line(model, row, here, usize::from(list.width), theme).render(Rect { y, height: 1, ..list }, buffer);
        }
    }
    if let Some(notice) = &model.notice {
        put_below(buffer, inner, notice_lines(notice, usize::from(inner.width), 3, theme));
    }
}

/// Cells of state, version, draft, problems, open requests; the code where there is room.
const STATE: usize = 11;
const VERSION: usize = 10;
const DRAFT: usize = 13;
const PROBLEMS: usize = 9;
const OPEN: usize = 8;

fn cells(room: usize) -> (usize, usize) {
    let rest = room.saturating_sub(2 + STATE + VERSION + DRAFT + PROBLEMS + OPEN);
    if rest < 52 { (rest, 0) } else { (rest - 26, 26) }
}

fn heads(buffer: &mut Buffer, area: Rect, model: &Model, theme: Theme) {
    let (name, code) = cells(usize::from(area.width));
    let column = |id: &str| model.words.text(&format!("flows-col-{id}"));
    let mut text = format!("  {}", fit(&column("name"), name));
    if code > 0 {
        text += &fit(&column("code"), code);
    }
    text += &fit(&column("state"), STATE);
    text += &fit(&column("version"), VERSION);
    text += &fit(&column("draft"), DRAFT);
    text += &fit(&column("problems"), PROBLEMS);
    text += &fit_right(&column("open"), OPEN);
    Line::styled(text, theme.label()).render(Rect { height: 1, ..area }, buffer);
}

fn line(model: &Model, row: &TypeRow, here: bool, room: usize, theme: Theme) -> Line<'static> {
    let words = &model.words;
    let (name, code) = cells(room);
    let strong = if here { theme.strong() } else { theme.plain() };
    let number = |n: Option<i32>| n.map_or_else(|| "—".to_owned(), |n| format!("v{n}"));
    let kept = model.flows.kept.contains_key(&row.code) || model.flows.unsent.contains_key(&row.code);
    let mut draft =
        row.draft.map_or_else(|| "—".to_owned(), |n| format!("v{n} {}", row.author.clone().unwrap_or_default()));
    if kept {
        draft = format!("✎ {draft}");
    }
    let mut spans = vec![
        Span::styled(if here { "▶ " } else { "  " }, theme.accent()),
        Span::styled(fit(&row.name, name.saturating_sub(1)) + " ", strong),
    ];
    if code > 0 {
        spans.push(Span::styled(fit(&row.code, code), theme.label()));
    }
    let (mark, id) = if row.active { ("● ", "flows-active") } else { ("○ ", "flows-inactive") };
    spans.push(Span::styled(
        fit(&format!("{mark}{}", words.text(id)), STATE),
        if row.active { theme.plain() } else { theme.label() },
    ));
    spans.push(Span::styled(fit(&number(row.published), VERSION), theme.plain()));
    spans.push(Span::styled(
        fit(&draft, DRAFT - 1) + " ",
        if row.draft.is_some() || kept { theme.plain() } else { theme.dim() },
    ));
    let mut used = 0;
    for (n, sign, style) in [(row.errors, "✖", theme.late()), (row.warnings, "!", theme.soon())] {
        if n > 0 {
            let text = format!("{sign}{n} ");
            used += width(&text);
            spans.push(Span::styled(text, style));
        }
    }
    if used == 0 {
        let sound = row.draft.is_some() || row.published.is_some();
        spans.push(Span::styled(if sound { "✔ " } else { "  " }, theme.good()));
        used = 2;
    }
    spans.push(Span::raw(" ".repeat(PROBLEMS.saturating_sub(used))));
    let open = if row.open_requests > 0 { row.open_requests.to_string() } else { "—".to_owned() };
    spans.push(Span::styled(fit_right(&open, OPEN), if row.open_requests > 0 { theme.plain() } else { theme.dim() }));
    Line::from(spans)
}
