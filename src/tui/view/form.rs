//! A form drawn in place: label left, value right, required marked before the label, help and error on the
//! line below the field that has the cursor.

use ratatui::style::{Modifier, Style};
use ratatui::text::Span;

use super::doc::Doc;
use super::notice_lines;
use crate::tui::cells::{cut, fit, width, wrap};
use crate::tui::form::field::{Choice, Entry, Field, Kind as Takes, Picker, SHOWN_OPTIONS};
use crate::tui::form::{Form, Kind};
use crate::tui::model::{Model, Notice, Tone};
use crate::tui::theme::Theme;

/// The whole block: title, fields, what the engine said.
pub(super) fn block(doc: &mut Doc, model: &Model, form: &Form, theme: Theme) {
    let verb = model.words.text(&format!("form-{}", form.kind.name()));
    let title = if form.subject.is_empty() { verb } else { format!("{verb} · {}", form.subject) };
    let first = doc.lines.len();
    doc.heading(&cut(&title, doc.width.saturating_sub(4)), theme, theme.accent().patch(theme.strong()));
    fields(doc, model, form, theme);
    said(doc, model, form, theme);
    // The field with the cursor matters most, then as much of the block as fits.
    doc.around = Some((first, doc.lines.len().saturating_sub(1)));
}

/// Below the fields: that it is on its way, or what the engine said that no field takes.
pub(super) fn said(doc: &mut Doc, model: &Model, form: &Form, theme: Theme) {
    if form.sent.is_some() {
        doc.text(&model.words.text("form-sending"), 2, theme.label());
    } else if form.kind == Kind::Message {
        doc.text(&model.words.text("form-message-hint"), 2, theme.label());
    }
    if let Some(notice) = &model.notice {
        doc.lines.extend(notice_lines(notice, doc.width, 4, theme));
    } else if !form.problems.is_empty() {
        let lang = model.words.lang();
        let texts: Vec<&str> = form.problems.iter().map(|p| p.message(lang)).collect();
        let notice = Notice { tone: Tone::Refused, ticks: 0, text: texts.join(" · ") };
        doc.lines.extend(notice_lines(&notice, doc.width, 4, theme));
    }
}

/// The fields alone.
pub(super) fn fields(doc: &mut Doc, model: &Model, form: &Form, theme: Theme) {
    let cells = form.fields.iter().map(|f| width(&f.label)).max().unwrap_or(0).min(doc.width * 2 / 5);
    for (at, field) in form.fields.iter().enumerate() {
        let here = at == form.at;
        if let Some(head) = &field.head {
            doc.heading(head, theme, theme.label());
        }
        let first = doc.lines.len();
        one(doc, model, field, here, cells, theme);
        if here {
            doc.focus = Some((first, doc.lines.len().saturating_sub(1)));
        }
    }
    if let Some(note) = &form.note {
        doc.text(&format!("✎ {note}"), 2, theme.label());
    }
}

fn one(doc: &mut Doc, model: &Model, field: &Field, here: bool, cells: usize, theme: Theme) {
    let mark = if here { Span::styled("▶", theme.accent()) } else { Span::raw(" ") };
    let star = if field.required {
        Span::styled("*", if field.is_blank() { theme.late() } else { theme.label() })
    } else {
        Span::raw(" ")
    };
    let label_style = if here { theme.strong() } else { theme.label() };
    let label = Span::styled(fit(&cut(&field.label, cells), cells), label_style);
    let left = cells + 5;
    let room = doc.width.saturating_sub(left).max(6);
    let head = vec![mark, star, Span::raw(" "), label, Span::raw("  ")];
    match &field.entry {
        Entry::Bool(said) => {
            let (yes, no) = (model.words.text("yes"), model.words.text("no"));
            let text = match said {
                Some(true) => format!("[✔] {yes}"),
                Some(false) => format!("[ ] {no}"),
                None => field.blank.clone().unwrap_or_else(|| "[ ]".to_owned()),
            };
            if here {
                doc.cursor = Some((left + 1, doc.lines.len()));
            }
            let quiet = said.is_none() && field.blank.is_some() && !here;
            push(doc, head, vec![Span::styled(text, if quiet { theme.dim() } else { value_style(here, theme) })]);
        }
        Entry::Choice(picker) => {
            let none = model.words.text("choice-none");
            choice(doc, picker, (&none, field.blank.as_deref()), here, (head, left, room), theme);
        }
        Entry::Text(_) => text(doc, field, here, (head, left, room), theme),
    }
    let below = field.error.as_ref().or(field.verdict.as_ref()).map(|e| (format!("✖ {e}"), theme.late()));
    let help = field.help.as_ref().filter(|_| here).map(|h| (h.clone(), theme.label()));
    let hint =
        (here && below.is_none() && help.is_none()).then(|| hint(model, field)).flatten().map(|h| (h, theme.label()));
    for (text, style) in [below, help, hint].into_iter().flatten() {
        doc.text(&text, left.min(doc.width / 2), style);
    }
}

fn push(doc: &mut Doc, mut head: Vec<Span<'static>>, tail: Vec<Span<'static>>) {
    head.extend(tail);
    doc.line(head);
}

fn value_style(here: bool, theme: Theme) -> Style {
    if here { theme.plain().add_modifier(Modifier::UNDERLINED) } else { theme.plain() }
}

/// What the kind of a field expects, while it is empty.
fn hint(model: &Model, field: &Field) -> Option<String> {
    if !field.is_blank() || !field.text().is_empty() {
        return None;
    }
    match field.kind {
        Takes::Date => Some(model.words.text("hint-date")),
        Takes::Decimal => Some(model.words.text("hint-decimal")),
        Takes::File => Some(model.words.text("hint-file")),
        Takes::Bool => Some(model.words.text("hint-bool")),
        Takes::Short | Takes::Long | Takes::Integer | Takes::Choice => None,
    }
}

fn choice(
    doc: &mut Doc,
    picker: &Picker,
    (none, blank): (&str, Option<&str>),
    here: bool,
    (head, left, room): (Vec<Span<'static>>, usize, usize),
    theme: Theme,
) {
    let chosen = picker.chosen.as_ref();
    if !here {
        let text = chosen.map_or_else(|| blank.unwrap_or("—").to_owned(), shown);
        let style = if chosen.is_some() { theme.plain() } else { theme.dim() };
        push(doc, head, vec![Span::styled(cut(&text, room), style)]);
        return;
    }
    let line = doc.lines.len();
    if picker.typed.is_empty() {
        let text = chosen.map_or_else(String::new, shown);
        doc.cursor = Some((left, line));
        push(doc, head, vec![Span::styled(fit(&text, room.min(width(&text).max(12))), value_style(true, theme))]);
    } else {
        doc.cursor = Some((left + width(&picker.typed), line));
        push(
            doc,
            head,
            vec![Span::styled(fit(&picker.typed, room.min(width(&picker.typed).max(12))), value_style(true, theme))],
        );
    }
    let open = chosen.is_none() || !picker.typed.is_empty() || picker.digits;
    if !open {
        return;
    }
    let options = picker.shown(SHOWN_OPTIONS);
    if options.is_empty() && picker.typed.chars().count() > usize::from(picker.remote) * 2 {
        doc.line(vec![Span::raw(" ".repeat(left)), Span::styled(cut(none, room), theme.label())]);
    }
    // Labels that would be cut below the value begin further left.
    let widest = options.iter().map(|o| width(&o.label)).max().unwrap_or(0) + 2 + 2 * usize::from(picker.digits);
    let indent = if doc.width.saturating_sub(left) >= widest.max(24) { left } else { left.min(doc.width / 4) };
    for (at, option) in options.into_iter().enumerate() {
        let hover = at == picker.hover;
        let is_chosen = chosen.is_some_and(|c| c.code == option.code);
        let digit = if picker.digits { format!("{} ", at + 1) } else { String::new() };
        let cells = doc.width.saturating_sub(indent + 2 + digit.len());
        let hint = if option.hint.is_empty() { String::new() } else { format!("  {}", option.hint) };
        let name = cut(&option.label, cells);
        let hint = cut(&hint, cells.saturating_sub(width(&name)));
        doc.line(vec![
            Span::raw(" ".repeat(indent)),
            Span::styled(
                if hover {
                    "▶ "
                } else if is_chosen {
                    "✓ "
                } else {
                    "  "
                },
                theme.accent(),
            ),
            Span::styled(digit, theme.accent()),
            Span::styled(name, if hover { theme.strong() } else { theme.plain() }),
            Span::styled(hint, theme.label()),
        ]);
    }
}

fn shown(choice: &Choice) -> String {
    choice.label.clone()
}

/// A text under edit, wrapped, its cursor placed.
fn text(
    doc: &mut Doc,
    field: &Field,
    here: bool,
    (head, left, room): (Vec<Span<'static>>, usize, usize),
    theme: Theme,
) {
    let Entry::Text(area) = &field.entry else { return };
    let cursor = area.cursor();
    let mut head = Some(head);
    let blank = field.is_blank() && !here;
    for (row, line) in area.lines().iter().enumerate() {
        let at_byte = line.char_indices().nth(cursor.1).map_or(line.len(), |(b, _)| b);
        let pieces = wrap(line, room.saturating_sub(1));
        let last = pieces.len().saturating_sub(1);
        for (n, piece) in pieces.into_iter().enumerate() {
            if here && row == cursor.0 && piece.start <= at_byte && (at_byte < piece.end || n == last) {
                let before = line.get(piece.start..at_byte).unwrap_or_default();
                doc.cursor = Some((left + width(before), doc.lines.len()));
            }
            let text = line.get(piece).unwrap_or_default();
            let text = if here { fit(text, room.min(width(text).max(12))) } else { text.to_owned() };
            let text = if blank { field.blank.clone().unwrap_or_else(|| "—".to_owned()) } else { text };
            let style = if blank { theme.dim() } else { value_style(here, theme) };
            let lead = head.take().unwrap_or_else(|| vec![Span::raw(" ".repeat(left))]);
            push(doc, lead, vec![Span::styled(text, style)]);
        }
    }
}
