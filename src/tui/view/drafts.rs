//! Texts that are typed and not sent, as they are told of: a line below the request they belong to, and the list of all.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::doc::Doc;
use super::layers::{WIDE, centred, framed};
use crate::tui::cells::{cut, fit, width};
use crate::tui::command::ROWS;
use crate::tui::form::Kind;
use crate::tui::form::kept::Kept;
use crate::tui::keymap::shown;
use crate::tui::model::{DraftKey, Model};
use crate::tui::theme::Theme;
use crate::tui::update::{MARKED, listed_drafts};
use crate::tui::when;

/// Cells of what a text is for.
const ACT: usize = 20;
/// Cells of what it belongs to.
const SUBJECT: usize = 14;

/// What was begun on a request, apart from the form that is open: which act, its key, how it begins, since when.
pub(super) fn begun(doc: &mut Doc, model: &Model, protocol: &str, open: Option<Kind>, theme: Theme) {
    for (key, kept) in listed_drafts(model) {
        if key.0 != protocol || open == Some(key.1) {
            continue;
        }
        let row = ROWS.iter().find(|row| row.name == key.1.name());
        let letter = row.and_then(|row| row.keys.first()).map(|k| shown(k)).unwrap_or_default();
        let act = model.words.text(&format!("cmd-{}", key.1.name()));
        let stamp = when::stamp(&kept.at, model.now());
        let used = 2 + width(&letter) + 1 + width(&act) + 2 + width(&stamp) + 2;
        let glance = cut(&kept.glance(), doc.width.saturating_sub(used));
        let fill = doc.width.saturating_sub(used + width(&glance));
        doc.line(vec![
            Span::styled("✎ ", theme.accent()),
            Span::styled(letter, theme.strong()),
            Span::styled(format!(" {act}  "), theme.label()),
            Span::raw(glance),
            Span::raw(" ".repeat(fill + 2)),
            Span::styled(stamp, theme.label()),
        ]);
    }
}

/// What a text belongs to, and the act.
fn named(model: &Model, (protocol, kind): &DraftKey) -> (String, String) {
    let words = &model.words;
    let subject = match kind {
        _ if protocol == MARKED => words.text("draft-on-marked"),
        Kind::Open => String::new(),
        _ => protocol.clone(),
    };
    let act = match kind {
        Kind::Entry(kind) => words.text(&format!("ck-{}-one", kind.name())),
        Kind::Flow => words.text(if protocol.is_empty() { "cmd-type-new" } else { "cmd-type-copy" }),
        Kind::Open => words.text("open-title"),
        _ => words.text(&format!("cmd-{}", kind.name())),
    };
    (subject, act)
}

/// The list of all.
pub(super) fn list(buffer: &mut Buffer, body: Rect, model: &Model, theme: Theme, at: usize) {
    let all = listed_drafts(model);
    let rows = u16::try_from(all.len().max(1)).unwrap_or(u16::MAX).saturating_add(2);
    let inner = framed(buffer, centred(body, WIDE, rows), &model.words.text("drafts-title"), theme);
    if all.is_empty() {
        Line::styled(model.words.text("drafts-empty"), theme.label()).render(inner, buffer);
        return;
    }
    let offset = (at + 1).saturating_sub(usize::from(inner.height));
    for (y, (n, (key, kept))) in (inner.y..inner.bottom()).zip(all.into_iter().enumerate().skip(offset)) {
        row(model, key, kept, n == at, usize::from(inner.width), theme).render(Rect { y, height: 1, ..inner }, buffer);
    }
}

fn row(model: &Model, key: &DraftKey, kept: &Kept, here: bool, cells: usize, theme: Theme) -> Line<'static> {
    let (subject, act) = named(model, key);
    let stamp = when::stamp(&kept.at, model.now());
    let rest = cells.saturating_sub(2 + SUBJECT + 1 + ACT + 1 + width(&stamp) + 1);
    Line::from(vec![
        Span::styled(if here { "▶ " } else { "  " }, theme.accent()),
        Span::styled(fit(&cut(&subject, SUBJECT), SUBJECT + 1), theme.strong()),
        Span::styled(fit(&cut(&act, ACT), ACT + 1), if here { theme.strong() } else { theme.plain() }),
        Span::raw(fit(&cut(&kept.glance(), rest), rest + 1)),
        Span::styled(stamp, theme.label()),
    ])
}
