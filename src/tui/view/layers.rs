//! What lies over the panes: help, the log of acts, the question before leaving. Each is a list in a thin
//! frame; help is built from the registry and runs what it names.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Clear, Widget};

use super::{pane, title, tone};
use crate::tui::cells::{cut, fit, paragraph};
use crate::tui::command::{Context, rows_in};
use crate::tui::keymap::shown;
use crate::tui::model::{Layer, Model};
use crate::tui::theme::Theme;
use crate::tui::when;

/// Draws the layer; true when it hides the text cursor.
pub(super) fn draw(buffer: &mut Buffer, body: Rect, model: &Model, theme: Theme) -> bool {
    match &model.layer {
        Some(Layer::Help { of, at }) => help(buffer, body, model, theme, *of, *at),
        Some(Layer::WhyOpening { down }) => why_opening(buffer, body, model, theme, *down),
        Some(Layer::Log { back }) => log(buffer, body, model, theme, *back),
        Some(Layer::Drafts { at }) => super::drafts::list(buffer, body, model, theme, *at),
        Some(Layer::Leaving) => leaving(buffer, body, model, theme),
        Some(Layer::FlowMoved { text }) => flow_moved(buffer, body, model, text, theme),
        Some(Layer::Reasons { .. }) | None => return false,
    }
    true
}

/// Columns of a layer that leaves the panes in sight.
pub(super) const WIDE: u16 = 100;

pub(super) fn centred(body: Rect, cols: u16, rows: u16) -> Rect {
    let (width, height) = (cols.min(body.width), rows.min(body.height));
    Rect { x: body.x + (body.width - width) / 2, y: body.y + (body.height - height) / 2, width, height }
}

pub(super) fn framed(buffer: &mut Buffer, area: Rect, name: &str, theme: Theme) -> Rect {
    Clear.render(area, buffer);
    pane(buffer, area, vec![title(name, true, theme)], Vec::new(), theme)
}

fn help(buffer: &mut Buffer, body: Rect, model: &Model, theme: Theme, of: Context, at: usize) {
    let rows: Vec<_> = rows_in(of).collect();
    let height = u16::try_from(rows.len()).unwrap_or(u16::MAX).saturating_add(2);
    let width = if height >= body.height { body.width } else { WIDE };
    let inner = framed(buffer, centred(body, width, height), &model.words.text("help-title"), theme);
    let fit_rows = usize::from(inner.height);
    let offset = (at + 1).saturating_sub(fit_rows);
    // Where room is short, the sentence says more than the short verb.
    let name_cells = if inner.width < 90 { 0 } else { 22 };
    let key_cells = 16;
    for (y, (n, row)) in (inner.y..inner.bottom()).zip(rows.iter().enumerate().skip(offset)) {
        let here = n == at;
        let keys: Vec<String> = row.keys.iter().map(|k| shown(k)).collect();
        let keys = if keys.len() > 4 {
            format!("{}…{}", keys.first().cloned().unwrap_or_default(), keys.last().cloned().unwrap_or_default())
        } else {
            keys.join(" ")
        };
        let rest = usize::from(inner.width).saturating_sub(name_cells + key_cells + 2);
        Line::from(vec![
            Span::styled(if here { "▶ " } else { "  " }, theme.accent()),
            Span::styled(fit(&keys, key_cells), theme.strong()),
            Span::styled(
                fit(&model.words.text(&format!("cmd-{}", row.name)), name_cells),
                if here { theme.strong() } else { theme.plain() },
            ),
            Span::styled(cut(&model.words.text(&format!("help-{}", row.name)), rest), theme.label()),
        ])
        .render(Rect { y, height: 1, ..inner }, buffer);
    }
}

/// How an opening's verdict came about.
fn why_opening(buffer: &mut Buffer, body: Rect, model: &Model, theme: Theme, down: usize) {
    let cells = usize::from(WIDE.min(body.width)).saturating_sub(4);
    let doc = super::opening::why(model, cells, theme);
    let rows = u16::try_from(doc.lines.len()).unwrap_or(u16::MAX).saturating_add(2);
    let inner = framed(buffer, centred(body, WIDE, rows), &model.words.text("open-why-title"), theme);
    let offset = doc.offset(down, usize::from(inner.height));
    for (y, line) in (inner.y..inner.bottom()).zip(doc.lines.iter().skip(offset)) {
        line.render(Rect { y, height: 1, ..inner }, buffer);
    }
}

fn log(buffer: &mut Buffer, body: Rect, model: &Model, theme: Theme, back: usize) {
    let area = centred(body, 100, u16::try_from(model.log.len().max(1)).unwrap_or(u16::MAX).saturating_add(2));
    let inner = framed(buffer, area, &model.words.text("log-title"), theme);
    if model.log.is_empty() {
        Line::styled(model.words.text("log-empty"), theme.label()).render(inner, buffer);
    }
    let end = model.log.len().saturating_sub(back);
    let start = end.saturating_sub(usize::from(inner.height));
    for (y, line) in (inner.y..inner.bottom()).zip(model.log.iter().skip(start).take(end - start)) {
        let (symbol, style) = tone(line.tone, theme);
        let stamp = when::stamp(&line.at.to_rfc3339(), model.now());
        // A sentence that names its request needs no name before it.
        let named = line.protocol.is_empty() || line.text.contains(&line.protocol);
        let protocol = if named { String::new() } else { fit(&line.protocol, 14) };
        let rest = usize::from(inner.width).saturating_sub(10 + protocol.len());
        Line::from(vec![
            Span::styled(format!("{symbol} "), style),
            Span::styled(fit(&stamp, 7), theme.label()),
            Span::styled(protocol, theme.strong()),
            Span::raw(cut(&line.text, rest)),
        ])
        .render(Rect { y, height: 1, ..inner }, buffer);
    }
}

/// Someone else wrote the draft: theirs or mine.
fn flow_moved(buffer: &mut Buffer, body: Rect, model: &Model, text: &str, theme: Theme) {
    let mut lines: Vec<Line<'static>> =
        paragraph(text, 60).into_iter().map(|line| Line::styled(line, theme.late())).collect();
    lines.push(Line::default());
    for (digit, id) in [("1", "flow-moved-theirs"), ("2", "flow-moved-mine"), ("Esc", "flow-moved-later")] {
        lines.push(Line::from(vec![
            Span::styled(fit(digit, 5), theme.strong()),
            Span::raw(cut(&model.words.text(id), 55)),
        ]));
    }
    let area = centred(body, 66, u16::try_from(lines.len()).unwrap_or(8).saturating_add(2));
    let inner = framed(buffer, area, &model.words.text("flow-moved-title"), theme);
    for (y, line) in (inner.y..inner.bottom()).zip(lines) {
        line.render(Rect { y, height: 1, ..inner }, buffer);
    }
}

fn leaving(buffer: &mut Buffer, body: Rect, model: &Model, theme: Theme) {
    let drafts: Vec<_> = model.forms.iter().filter(|(_, f)| f.is_draft()).collect();
    let area = centred(body, 64, u16::try_from(drafts.len()).unwrap_or(1).saturating_add(5));
    let inner = framed(buffer, area, &model.words.text("leave-title"), theme);
    let mut lines = vec![Line::raw(model.words.with("leave-text", &[("n", drafts.len().into())]))];
    for (id, _) in &drafts {
        let what = model.words.text(&format!("cmd-{}", id.kind.name()));
        lines.push(Line::from(vec![
            Span::styled(format!("  {} ", id.protocol), theme.strong()),
            Span::styled(what, theme.label()),
        ]));
    }
    lines.push(Line::default());
    lines.push(Line::styled(model.words.text("leave-ask"), theme.strong()));
    for (y, line) in (inner.y..inner.bottom()).zip(lines) {
        line.render(Rect { y, height: 1, ..inner }, buffer);
    }
}
