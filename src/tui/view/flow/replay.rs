//! The past replayed, drawn: how many of its requests would go as they went, the causes why others would not, and the
//! way of one of them before and on the draft, with the place where the two part on the map.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Span;
use ratatui::widgets::Widget;

use super::super::doc::Doc;
use super::super::map::{self, MapLook};
use super::super::{pane, title};
use crate::store::replay::{Finding, Misfit, Replay};
use crate::tui::cells::{cut, fit_right, width};
use crate::tui::model::{Editor, Model, ReplayRow, Replaying};
use crate::tui::theme::Theme;
use crate::tui::when;

/// Rows drawn above and below the cursor.
const AROUND: usize = 100;
/// Cells of the numbers.
const COUNT: usize = 6;

pub(super) fn draw(
    buffer: &mut Buffer,
    area: Rect,
    model: &Model,
    (editor, replaying): (&Editor, &Replaying),
    theme: Theme,
) {
    let words = &model.words;
    let version = replaying.told.as_ref().map(|told| told.replay.version).or(editor.known.draft);
    let name = match (replaying.on_map(), version) {
        (Some(item), _) => item.protocol.clone(),
        (None, Some(n)) => words.with("replay-title-of", &[("n", n.into())]),
        (None, None) => words.text("replay-title"),
    };
    let inner = pane(buffer, area, vec![title(&name, true, theme)], Vec::new(), theme);
    let drawn = Drawn { model, editor, theme };
    let mut doc = Doc::new(usize::from(inner.width));
    doc.dense = inner.height < 20;
    if let Some(item) = replaying.on_map() {
        drawn.ways(&mut doc, item);
        let rows = u16::try_from(doc.lines.len()).unwrap_or(inner.height).min(inner.height);
        put(buffer, inner, &doc);
        let rest = Rect { y: inner.y + rows, height: inner.height - rows, ..inner };
        let selected = item.stage.as_deref().or(item.to.as_deref());
        let look = MapLook { selected, path: &item.draft, ascii: false, theme };
        map::draw(buffer, rest, &editor.layout(), &look);
        return;
    }
    drawn.head(&mut doc, replaying);
    if let Some(told) = &replaying.told {
        drawn.sums(&mut doc, &told.replay);
        drawn.causes(&mut doc, replaying);
    }
    put(buffer, inner, &doc);
}

fn put(buffer: &mut Buffer, inner: Rect, doc: &Doc) {
    let offset = doc.offset(0, usize::from(inner.height));
    for (y, line) in (inner.y..inner.bottom()).zip(doc.lines.iter().skip(offset)) {
        line.render(Rect { y, height: 1, ..inner }, buffer);
    }
}

struct Drawn<'a> {
    model: &'a Model,
    editor: &'a Editor,
    theme: Theme,
}

impl Drawn<'_> {
    /// The time looked at, and how far the answer is.
    fn head(&self, doc: &mut Doc, replaying: &Replaying) {
        let (words, theme) = (&self.model.words, self.theme);
        let today = self.model.now().date_naive();
        let past = words.text(&format!("replay-past-{}", replaying.past.name()));
        let since = replaying.past.since(today).map(|day| when::day(&day.to_string(), self.model.now(), words));
        let since = since.map(|day| format!("  {}", words.with("replay-since", &[("day", day.into())])));
        doc.line(vec![
            Span::styled(format!("{}  ", words.text("replay-opened")), theme.label()),
            Span::styled(format!("‹ {past} ›"), theme.strong()),
            Span::styled(since.unwrap_or_default(), theme.label()),
        ]);
        let (text, style) = match (&replaying.told, replaying.asked) {
            _ if replaying.failed => (words.text("replay-failed"), theme.late()),
            _ if replaying.waits => (words.text("flow-walk-keeping"), theme.label()),
            (None, Some(asked)) => {
                let seconds = (self.model.tick - asked).num_seconds().max(0);
                (words.with("replay-running", &[("n", seconds.into())]), theme.label())
            }
            (Some(told), _) => {
                let tenths = told.ms.div_ceil(100);
                let seconds =
                    words.with("replay-seconds", &[("whole", (tenths / 10).into()), ("tenth", (tenths % 10).into())]);
                let values = [("n", told.replay.total.into()), ("took", seconds.into())];
                (words.with("replay-total", &values), theme.label())
            }
            (None, None) => (words.text("loading"), theme.label()),
        };
        doc.text(&text, 0, style);
    }

    /// How many would go as they went, and how many of each verdict would not.
    fn sums(&self, doc: &mut Doc, replay: &Replay) {
        let theme = self.theme;
        if replay.total == 0 {
            doc.gap();
            doc.text(&self.model.words.text("replay-none"), 0, theme.label());
            return;
        }
        if !doc.dense {
            doc.gap();
        }
        let all = [
            ("fits", replay.fits),
            ("other", replay.other),
            ("stops", replay.stops),
            ("missing", replay.missing),
            ("invalid", replay.invalid),
            ("forbidden", replay.forbidden),
        ];
        for (verdict, n) in all.into_iter().filter(|(verdict, n)| *verdict == "fits" || *n > 0) {
            let (sign, style) = sign(verdict, theme);
            let share = usize::try_from(n * 20 / replay.total.max(1)).unwrap_or(0);
            let bar = if n > 0 { "▪".repeat(share.max(1)) } else { String::new() };
            let text = self.model.words.with(&format!("replay-sum-{verdict}"), &[("n", n.into())]);
            let room = doc.width.saturating_sub(COUNT + 4 + 22);
            doc.line(vec![
                Span::styled(fit_right(&n.to_string(), COUNT), theme.strong()),
                Span::styled(format!("  {sign} "), style),
                Span::raw(crate::tui::cells::fit(&text, room)),
                Span::styled(format!("  {bar}"), theme.dim()),
            ]);
        }
    }

    fn causes(&self, doc: &mut Doc, replaying: &Replaying) {
        let (words, theme) = (&self.model.words, self.theme);
        let causes = &replaying.causes;
        let Some(told) = &replaying.told else { return };
        if causes.is_empty() {
            if told.replay.total > 0 {
                doc.gap();
                doc.text(&words.text("replay-all-fit"), 0, theme.good());
            }
            return;
        }
        doc.heading(&words.text("replay-causes"), theme, theme.label());
        // Of ten thousand rows only those around the cursor can be seen.
        let rows = replaying.rows().into_iter().enumerate().skip(replaying.at.saturating_sub(AROUND)).take(2 * AROUND);
        for (n, row) in rows {
            let here = n == replaying.at;
            let first = doc.lines.len();
            match row {
                ReplayRow::Cause(at) => {
                    let Some(cause) = causes.get(at) else { continue };
                    self.cause(doc, &cause.finding, (here, replaying.open == Some(at)), cause.items.len());
                }
                ReplayRow::Item(at) => {
                    let Some(item) = replaying.found(at) else { continue };
                    self.item(doc, item, here);
                }
            }
            if here {
                doc.keep_in_sight(first);
            }
        }
    }

    fn cause(&self, doc: &mut Doc, like: &Finding, (here, open): (bool, bool), count: usize) {
        let theme = self.theme;
        let (sign, style) = sign(&like.verdict, theme);
        let room = doc.width.saturating_sub(COUNT + 6);
        let pieces = crate::tui::cells::paragraph(&self.told(like), room);
        let strong = if here { theme.strong() } else { theme.plain() };
        let mut head = vec![
            cursor(here, theme),
            Span::styled(if open { "▾ " } else { "▸ " }, theme.label()),
            Span::styled(format!("{sign} "), style),
        ];
        let mut count = fit_right(&count.to_string(), COUNT);
        for piece in pieces {
            head.push(Span::styled(crate::tui::cells::fit(&piece, room), strong));
            head.push(Span::styled(std::mem::take(&mut count), theme.strong()));
            doc.line(std::mem::replace(&mut head, vec![Span::raw("      ")]));
        }
    }

    /// A request, and the way it went.
    fn item(&self, doc: &mut Doc, item: &Misfit, here: bool) {
        let theme = self.theme;
        let way = self.way(&item.recorded);
        let room = doc.width.saturating_sub(8 + width(&item.protocol));
        doc.line(vec![
            cursor(here, theme),
            Span::raw("    "),
            Span::styled(item.protocol.clone(), if here { theme.strong() } else { theme.plain() }),
            Span::styled(format!("  {}", cut(&way, room)), theme.label()),
        ]);
    }

    /// The two ways of a request, one below the other, and why they part.
    fn ways(&self, doc: &mut Doc, item: &Misfit) {
        let (words, theme) = (&self.model.words, self.theme);
        let (sign, style) = sign(&item.verdict, theme);
        let first = crate::tui::cells::paragraph(&self.told(&item.worst()), doc.width.saturating_sub(2));
        let mut head = Span::styled(format!("{sign} "), style);
        for piece in first {
            doc.line(vec![std::mem::replace(&mut head, Span::raw("  ")), Span::styled(piece, theme.strong())]);
        }
        let labels = [words.text("replay-was"), words.text("replay-would")];
        let cells = labels.iter().map(|l| width(l)).max().unwrap_or(0);
        let [was, would] = labels;
        doc.pair(&was, &self.way(&item.recorded), cells, (theme.label(), theme.plain()));
        let mut way = self.way(&item.draft);
        if item.verdict == "stops" {
            way = format!("{way} ✖");
        }
        doc.pair(&would, &way, cells, (theme.label(), theme.accent()));
        if item.assumed > 0 {
            doc.text(&words.with("replay-assumed", &[("n", item.assumed.into())]), cells + 2, theme.dim());
        }
        let worst = item.worst();
        let others: Vec<String> = item.findings.iter().filter(|f| **f != worst).map(|f| self.told(f)).collect();
        if !others.is_empty() {
            doc.text(&format!("+ {}", others.join(" · ")), 0, theme.label());
        }
    }

    fn way(&self, codes: &[String]) -> String {
        let names: Vec<String> = codes.iter().map(|code| self.stage(code)).collect();
        if names.is_empty() { "—".to_owned() } else { names.join(" → ") }
    }

    /// Name of a stage: of the draft, of the published version when the draft has it no more, or its code.
    fn stage(&self, code: &str) -> String {
        let base = self.editor.base.iter().flat_map(|f| &f.stages).find(|s| s.code == code);
        match (self.editor.stage(code), base) {
            (Some(stage), _) | (None, Some(stage)) => stage.name.clone(),
            (None, None) => code.to_owned(),
        }
    }

    /// Name of a reason: of the draft or the catalogue, of the published version when the draft has it no more.
    fn reason(&self, code: &str) -> String {
        let name = self.editor.reason_name(code);
        let base = self.editor.base.iter().flat_map(|f| &f.reasons).find(|r| r.code == code).filter(|_| name == code);
        base.map_or_else(|| name.to_owned(), |reason| reason.name.clone())
    }

    /// Label of a field, action or parameter; its key when it has none.
    fn field(&self, stage: Option<&str>, key: &str) -> String {
        let editor = self.editor;
        let parameter = editor.file().parameters.iter().find(|p| stage.is_none() && p.code == key).map(|p| &p.label);
        let stage = stage.and_then(|code| editor.stage(code));
        let field = stage.and_then(|s| s.fields.iter().find(|f| f.key == key)).map(|f| &f.label);
        let action = stage.and_then(|s| s.actions.iter().find(|a| a.key == key)).map(|a| &a.label);
        parameter.or(field).or(action).cloned().unwrap_or_else(|| key.to_owned())
    }

    /// A cause in one sentence.
    fn told(&self, item: &Finding) -> String {
        let words = &self.model.words;
        let stage = item.stage.as_deref().map(|code| self.stage(code)).unwrap_or_default();
        let name = |code: &Option<String>| code.as_deref().map(|code| self.stage(code)).unwrap_or_default();
        let reason = item.reason.as_deref().map(|code| self.reason(code)).unwrap_or_default();
        let field = item.field.as_deref().map(|key| self.field(item.stage.as_deref(), key)).unwrap_or_default();
        let outcome = item.outcome.as_ref().map(|o| words.text(&format!("outcome-{o}"))).unwrap_or_default();
        let act = item.act.as_deref().unwrap_or_default().replace('_', "-");
        let id = match (item.verdict.as_str(), act.as_str()) {
            ("missing" | "invalid", _) if item.stage.is_none() => format!("replay-{}-opening", item.verdict),
            ("missing", _) if item.field.as_deref() == Some("note") => "replay-missing-note".to_owned(),
            ("stops", "returned") => "replay-stops-returned".to_owned(),
            ("stops", "") if item.outcome.is_some() => "replay-stops-outcome".to_owned(),
            ("stops", "") => "replay-stops".to_owned(),
            ("stops", _) => "replay-stops-entry".to_owned(),
            ("other", "opened") => "replay-other-opened".to_owned(),
            ("forbidden", "wait-started") => "replay-forbidden-wait".to_owned(),
            ("forbidden", "cancelled") => "replay-forbidden-cancel".to_owned(),
            (verdict, _) => format!("replay-{verdict}"),
        };
        let values = [
            ("stage", stage.into()),
            ("reason", reason.into()),
            ("field", field.into()),
            ("outcome", outcome.into()),
            ("to", name(&item.to).into()),
            ("was", name(&item.was).into()),
        ];
        words.with(&id, &values)
    }
}

fn cursor(here: bool, theme: Theme) -> Span<'static> {
    Span::styled(if here { "▶ " } else { "  " }, theme.accent())
}

/// The sign of a verdict: a symbol, whatever the colour.
fn sign(verdict: &str, theme: Theme) -> (&'static str, Style) {
    match verdict {
        "fits" => ("✔", theme.good()),
        "other" => ("↷", theme.soon()),
        "stops" => ("✖", theme.late()),
        "missing" => ("*", theme.soon()),
        "invalid" => ("≠", theme.soon()),
        _ => ("!", theme.soon()),
    }
}
