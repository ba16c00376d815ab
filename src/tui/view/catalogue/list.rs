//! The two lists: kinds with their counts, and the entries of one in the columns of its description.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::super::doc::Doc;
use super::super::{left_pane, notice_lines, pane, put_below, title};
use crate::domain::catalogue::entity::{Column, EntryKind};
use crate::tui::cells::{cut, fit, fit_right, width};
use crate::tui::form::{FormId, Kind};
use crate::tui::model::{Model, Shelf, is_inactive};
use crate::tui::msg::ListedEntry;
use crate::tui::theme::Theme;

/// Cells that the first column keeps before others are shown.
const LEAST_NAME: usize = 18;
/// Cells of the word for what is out of use.
const STATE: usize = 11;

/// The kinds. `beside`: other panes stand to the right.
pub(super) fn kinds(buffer: &mut Buffer, area: Rect, model: &Model, (beside, theme): (bool, Theme)) {
    let words = &model.words;
    let catalogue = &model.catalogue;
    let focused = catalogue.shelf == Shelf::Kinds && catalogue.pane.is_none() && model.form.is_none();
    let frame = if beside { left_pane } else { pane };
    let inner = frame(buffer, area, vec![title(&words.text("ct-title"), focused, theme)], Vec::new(), theme);
    if !catalogue.loaded {
        Line::styled(words.text("loading"), theme.label()).render(Rect { height: 1, ..inner }, buffer);
    }
    let room = usize::from(inner.width).saturating_sub(1);
    let rows = catalogue.known.kinds.iter().map(|row| {
        let about = words.text(&format!("ck-{}-about", row.kind.name()));
        let count = if row.inactive > 0 {
            words.with("ct-count-inactive", &[("n", row.count.into()), ("off", row.inactive.into())])
        } else if row.kind == EntryKind::Settings {
            String::new()
        } else {
            row.count.to_string()
        };
        (words.text(&format!("ck-{}", row.kind.name())), count, about)
    });
    let types = (words.text("ck-types"), words.text("ct-types-key"), words.text("ck-types-about"));
    let all: Vec<_> = if catalogue.loaded { rows.chain([types]).collect() } else { Vec::new() };
    let spread = usize::from(inner.height) > all.len() + 2;
    let mut y = inner.y;
    for (at, (name, count, about)) in all.iter().enumerate() {
        // People, places, rules, texts: a little air between what belongs together.
        let kind = catalogue.known.kinds.get(at).map(|row| row.kind);
        if spread && matches!(kind, None | Some(EntryKind::Branch | EntryKind::Reason | EntryKind::Mail)) {
            y += 1;
        }
        if y >= inner.bottom() {
            break;
        }
        let here = at == catalogue.at;
        let strong = if here { theme.strong() } else { theme.plain() };
        // Where both do not fit, the name is what one looks for.
        let tight = beside && width(name) + width(count) + 3 > room;
        let count = if tight { count.split(' ').next().unwrap_or_default() } else { count.as_str() };
        let name_cells = if beside { room.saturating_sub(2 + width(count) + 1) } else { 26 };
        let mut spans = vec![
            Span::styled(if here { "▶ " } else { "  " }, theme.accent()),
            Span::styled(fit(name, name_cells), strong),
        ];
        if beside {
            spans.push(Span::styled(format!(" {count}"), theme.label()));
        } else {
            spans.push(Span::styled(fit_right(count, 14), theme.label()));
            spans.push(Span::styled(format!("   {}", cut(about, room.saturating_sub(46))), theme.label()));
        }
        Line::from(spans).render(Rect { y, height: 1, ..inner }, buffer);
        y += 1;
    }
    if let (Some(notice), true) = (&model.notice, focused && !beside) {
        put_below(buffer, inner, notice_lines(notice, usize::from(inner.width), 4, theme));
    }
}

/// The entries of the kind under the cursor; gives the place of the text cursor of the search.
pub(super) fn entries(
    buffer: &mut Buffer,
    area: Rect,
    model: &Model,
    (beside, theme): (bool, Theme),
) -> Option<(u16, u16)> {
    let words = &model.words;
    let catalogue = &model.catalogue;
    let kind = catalogue.kind()?;
    let focused = catalogue.shelf == Shelf::Entries && catalogue.pane.is_none() && model.form.is_none();
    let shown = catalogue.shown();
    let list = catalogue.list();
    let name = words.text(&format!("ck-{}", kind.name()));
    let head = match list {
        Some(list) if catalogue.find.is_empty() => format!("{name} {}", list.total),
        Some(list) => {
            words.with("ct-found", &[("name", name.into()), ("n", shown.len().into()), ("all", list.total.into())])
        }
        None => name,
    };
    let frame = if beside { left_pane } else { pane };
    let inner = frame(buffer, area, vec![title(&head, focused, theme)], Vec::new(), theme);
    let searching = catalogue.finding || !catalogue.find.is_empty();
    let mut top = inner.y;
    let mut cursor = None;
    if searching {
        let room = usize::from(inner.width).saturating_sub(3);
        Line::from(vec![
            Span::styled("/ ", theme.accent().patch(theme.strong())),
            Span::raw(cut(&catalogue.find, room)),
        ])
        .render(Rect { y: top, height: 1, ..inner }, buffer);
        let x = inner.x + 2 + u16::try_from(width(&catalogue.find).min(room)).unwrap_or(0);
        cursor = catalogue.finding.then_some((x, top));
        top += 1;
    }
    if shown.is_empty() {
        let id = match list.is_some_and(|list| list.loaded) {
            false => "loading".to_owned(),
            true if searching => "ct-none-found".to_owned(),
            true => format!("ck-{}-empty", kind.name()),
        };
        let mut doc = Doc::new(usize::from(inner.width));
        doc.gap();
        doc.text(&words.with(&id, &[("find", catalogue.find.clone().into())]), 0, theme.label());
        for (y, line) in (top..inner.bottom()).zip(&doc.lines) {
            line.render(Rect { y, height: 1, ..inner }, buffer);
        }
    } else {
        rows(
            buffer,
            Rect { y: top, height: inner.bottom().saturating_sub(top), ..inner },
            model,
            (kind, &shown),
            theme,
        );
    }
    if let (Some(notice), false) = (&model.notice, beside) {
        put_below(buffer, inner, notice_lines(notice, usize::from(inner.width), 4, theme));
    }
    cursor
}

/// The columns that fit, and the cells of the first one.
fn columns(kind: EntryKind, room: usize) -> (usize, Vec<&'static Column>) {
    let mut rest = room.saturating_sub(2);
    let mut fitting = Vec::new();
    for column in kind.entity().columns.iter().filter(|c| c.cells > 0) {
        let cells = usize::from(column.cells) + 1;
        if rest < LEAST_NAME + cells {
            break;
        }
        rest -= cells;
        fitting.push(column);
    }
    (rest, fitting)
}

fn rows(buffer: &mut Buffer, area: Rect, model: &Model, (kind, shown): (EntryKind, &[&ListedEntry]), theme: Theme) {
    let words = &model.words;
    let room = usize::from(area.width);
    let (first_cells, others) = columns(kind, room);
    let ground = model.catalogue.ground(kind, None, words);
    let label = |column: &Column| {
        let id = format!("cc-{}", column.key.replace(['.', '_'], "-"));
        if words.has(&id) { words.text(&id) } else { ground.label(column.key) }
    };
    let Some(first) = kind.entity().columns.first() else { return };
    let mut heads = vec![Span::styled(format!("  {}", fit(&label(first), first_cells)), theme.label())];
    for column in &others {
        let cells = usize::from(column.cells);
        let text = if column.right { fit_right(&label(column), cells) } else { fit(&label(column), cells) };
        heads.push(Span::styled(format!(" {text}"), theme.label()));
    }
    Line::from(heads).render(Rect { height: 1, ..area }, buffer);
    let list = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    let selected = model.catalogue.list().and_then(|l| l.selected.as_ref());
    let at = shown.iter().position(|row| Some(&row.code) == selected).unwrap_or(0);
    let offset = (at + 1).saturating_sub(usize::from(list.height));
    for (y, row) in (list.y..list.bottom()).zip(shown.iter().skip(offset)) {
        let here = Some(&row.code) == selected;
        let off = is_inactive(row);
        let base = match (here, off) {
            (true, _) => theme.strong(),
            (false, true) => theme.dim(),
            (false, false) => theme.plain(),
        };
        let quiet = if off { theme.dim() } else { theme.label() };
        let id = FormId { person: model.login().to_owned(), protocol: row.code.clone(), kind: Kind::Entry(kind) };
        let drafted = model.forms.get(&id).is_some_and(crate::tui::form::Form::is_draft);
        // Out of use is said by a word, unsent text by its mark.
        let state = if off { words.text("ct-inactive") } else { String::new() };
        let mark = if drafted { "✎ " } else { "" };
        let name_cells = first_cells.saturating_sub(if off { STATE } else { 0 });
        let mut spans = vec![
            Span::styled(if here { "▶ " } else { "  " }, theme.accent()),
            Span::styled(mark, theme.soon()),
            Span::styled(fit(&ground.cell(first, row), name_cells.saturating_sub(width(mark))), base),
        ];
        if off {
            spans.push(Span::styled(fit_right(&state, STATE), theme.dim()));
        }
        for column in &others {
            let cells = usize::from(column.cells);
            let text = ground.cell(column, row);
            let text = if column.right { fit_right(&text, cells) } else { fit(&text, cells) };
            spans.push(Span::styled(format!(" {text}"), quiet));
        }
        Line::from(spans).render(Rect { y, height: 1, ..list }, buffer);
    }
}
