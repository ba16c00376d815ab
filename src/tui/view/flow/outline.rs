//! The outline: stages in order with their marks, what runs in them, and — for the stage under the cursor, or for
//! all where there is room — their fields, actions and ways.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::super::map::{self, MapLook};
use super::super::title;
use super::{half, lines, sign};
use crate::domain::flow::file::{Assignment, Can, DataType, Edge, FilledBy, Stage};
use crate::domain::flow::layout::Zoom;
use crate::tui::cells::{cut, fit, fit_right, width};
use crate::tui::form::flow::duration_text;
use crate::tui::model::{Editor, Half, Model, Place};
use crate::tui::theme::Theme;
use crate::tui::update::form_place;

pub(super) fn draw(buffer: &mut Buffer, area: Rect, model: &Model, editor: &Editor, (beside, theme): (bool, Theme)) {
    let name = format!("{} {}", model.words.text("flow-stages"), editor.file().stages.len());
    let focused = editor.form.is_none() && editor.tool.is_none() && (!beside || editor.half == Half::Outline);
    let right = if beside { Vec::new() } else { vec![title(&model.words.text("flow-map-key"), false, theme)] };
    let inner = half(buffer, area, (&name, focused), right, (beside, theme));
    let room = usize::from(inner.width);
    let drawn = Drawn { model, editor, theme, room };
    let mut doc = drawn.document(true);
    if doc.rows.len() > usize::from(inner.height) {
        doc = drawn.document(false);
    }
    lines(buffer, inner, &doc.rows, doc.sight);
}

/// What stands beside the outline: the map, one selection with it.
pub(super) fn beside(buffer: &mut Buffer, area: Rect, model: &Model, editor: &Editor, theme: Theme) {
    let focused = editor.form.is_none() && editor.half == Half::Map;
    let zoom = model.words.text(match editor.zoom {
        Zoom::Names => "flow-zoom-names",
        Zoom::Normal => "flow-zoom-normal",
        Zoom::Fields => "flow-zoom-fields",
    });
    let name = model.words.text("flow-map");
    let right = vec![Span::styled(format!(" {zoom} "), theme.label())];
    let inner = super::super::pane(buffer, area, vec![title(&name, focused, theme)], right, theme);
    let look = MapLook { selected: editor.at.stage(), path: editor.path(), ascii: false, theme };
    let hidden = map::draw(buffer, inner, &editor.layout_within(inner.width), &look);
    if !hidden.is_empty() {
        // On the frame: no stage lies under it.
        let told = format!(" {hidden} ");
        let room = area.width.saturating_sub(4);
        buffer.set_stringn(area.x + 2, area.bottom().saturating_sub(1), told, usize::from(room), theme.accent());
    }
}

pub(super) struct Drawn<'a> {
    pub(super) model: &'a Model,
    pub(super) editor: &'a Editor,
    pub(super) theme: Theme,
    pub(super) room: usize,
}

/// Lines, and those that must be seen.
struct Document {
    rows: Vec<Line<'static>>,
    sight: (usize, usize),
}

impl Drawn<'_> {
    /// All stages unfolded, or only the one under the cursor.
    fn document(&self, unfolded: bool) -> Document {
        let editor = self.editor;
        let outer = editor.at.outer();
        let mut doc = Document { rows: Vec::new(), sight: (0, 0) };
        let here = outer == Place::Head;
        self.row(&mut doc, &Place::Head, self.head());
        if here {
            for place in editor.parts() {
                let spans = self.part(&place);
                self.row(&mut doc, &place, spans);
            }
        }
        for (number, stage) in (1..).zip(&editor.file().stages) {
            let place = Place::Stage(stage.code.clone());
            let open = unfolded || place == outer;
            let first = doc.rows.len();
            self.row(&mut doc, &place, self.stage(number * 10, stage));
            if open {
                let text = cut(&self.about(stage), self.room.saturating_sub(6));
                doc.rows.push(Line::from(vec![Span::raw("      "), Span::styled(text, self.theme.label())]));
                self.rows_of(&mut doc, stage);
            }
            if place == editor.at {
                // The whole of it, where it fits.
                doc.sight = (first, doc.rows.len().saturating_sub(1));
            }
        }
        doc
    }

    fn row(&self, doc: &mut Document, place: &Place, spans: Vec<Span<'static>>) {
        if *place == self.editor.at {
            doc.sight = (doc.rows.len(), doc.rows.len());
        }
        doc.rows.push(Line::from(spans));
    }

    pub(super) fn cursor(&self, place: &Place) -> Span<'static> {
        Span::styled(if *place == self.editor.at { "▶" } else { " " }, self.theme.accent())
    }

    fn head(&self) -> Vec<Span<'static>> {
        let words = &self.model.words;
        let here = self.editor.at == Place::Head;
        let text = words.with("flow-head-row", &[("n", self.editor.file().parameters.len().into())]);
        let text = if self.is_typed(&Place::Head) { format!("{text} · ✎") } else { text };
        vec![
            self.cursor(&Place::Head),
            sign(self.editor.level(&Place::Head), self.theme),
            Span::styled(
                format!(" {}", cut(&text, self.room.saturating_sub(3))),
                if here { self.theme.strong() } else { self.theme.label() },
            ),
        ]
    }

    /// Number, name, marks to the right, requests at the edge.
    fn stage(&self, number: usize, stage: &Stage) -> Vec<Span<'static>> {
        let (editor, theme) = (self.editor, self.theme);
        let place = Place::Stage(stage.code.clone());
        let here = place == editor.at;
        let load = editor.known.stages.get(&stage.code).copied().unwrap_or_default();
        let open = if load.open > 0 { load.open.to_string() } else { String::new() };
        // Numbers stand below one another, late ones apart.
        let open = fit_right(&open, 4);
        let late = fit(&if load.late > 0 { format!(" ({}!)", load.late) } else { String::new() }, 6);
        let marks = self.marks(stage);
        let step = editor.path().iter().position(|code| *code == stage.code).map(|at| format!("{} ", circled(at + 1)));
        let step = step.unwrap_or_default();
        let counts = 10;
        let name_room = self.room.saturating_sub(6 + width(&step) + width(&marks) + counts + 1);
        let style = match (here, stage.active) {
            (true, _) => theme.strong(),
            (false, true) => theme.plain(),
            (false, false) => theme.dim(),
        };
        vec![
            self.cursor(&place),
            sign(editor.level(&place), theme),
            Span::styled(format!("{number:>3} "), theme.label()),
            Span::styled(step, theme.accent().patch(theme.strong())),
            Span::styled(fit(&stage.name, name_room), style),
            Span::styled(format!(" {marks}"), theme.label()),
            Span::styled(open, theme.plain()),
            Span::styled(late, theme.late()),
        ]
    }

    /// The marks in words, shorter where there is little room.
    fn marks(&self, stage: &Stage) -> String {
        let size = if self.room < 48 { "short" } else { "long" };
        let mark = |id: &str| self.model.words.text(&format!("flow-mark-{id}-{size}"));
        let mut marks = Vec::new();
        if stage.default {
            marks.push(mark("default"));
        }
        if stage.entry {
            marks.push(mark("entry"));
        }
        if !stage.activate_task {
            marks.push(mark("idle"));
        }
        if stage.can.contains(&Can::Conclude) {
            marks.push(mark("conclude"));
        }
        if !stage.active {
            marks.push(mark("inactive"));
        }
        let typed = if self.is_typed(&Place::Stage(stage.code.clone())) { "✎ " } else { "" };
        format!("{typed}{}", marks.join(" · "))
    }

    /// True when a form that stands there was left with text in it.
    fn is_typed(&self, place: &Place) -> bool {
        self.editor.scratch.forms.iter().any(|form| form_place(&form.asks) == *place)
    }

    /// Who, how long, what may be done.
    fn about(&self, stage: &Stage) -> String {
        let words = &self.model.words;
        let known = &self.editor.known;
        let group = match &stage.group {
            Some(code) => known.groups.iter().find(|g| g.code == *code).map_or(code, |g| &g.name).clone(),
            None => words.text("flow-own-group"),
        };
        let mut parts = vec![group];
        if stage.assignment != Assignment::Queue {
            let mode = words.text(&format!("fw-{}", stage.assignment.word().replace('_', "-")));
            let who = stage.attendant.as_ref().map(|login| format!(" {login}")).unwrap_or_default();
            parts.push(format!("{mode}{who}"));
        }
        let deadline = duration_text(stage.duration, words);
        parts.push(if deadline.is_empty() { words.text("flow-no-deadline") } else { deadline });
        let can: Vec<String> = stage
            .can
            .iter()
            .filter(|can| **can != Can::Conclude)
            .map(|can| words.text(&format!("fw-can-{}", can.word())))
            .collect();
        parts.extend(can);
        parts.join(" · ")
    }

    fn rows_of(&self, doc: &mut Document, stage: &Stage) {
        let code = || stage.code.clone();
        for field in &stage.fields {
            let place = Place::Field(code(), field.key.clone());
            let mut hint = self.kind(field.kind);
            if field.filled_by == FilledBy::Student {
                hint = format!("{hint} · {}", self.model.words.text("fw-student"));
            }
            let spans = self.inner(&place, &star(field.required), &field.label, &hint, true);
            self.row(doc, &place, spans);
        }
        for action in &stage.actions {
            let place = Place::Action(code(), action.key.clone());
            let hint = self.model.words.text(&format!("fw-{}", action.kind.word().replace('_', "-")));
            let mark = if action.required_on_execute || action.required_on_select { "*□" } else { " □" };
            let spans = self.inner(&place, mark, &action.label, &hint, true);
            self.row(doc, &place, spans);
        }
        for (digit, edge) in (1..).zip(self.editor.file().edges.iter().filter(|e| e.from == stage.code)) {
            let place = Place::Edge(code(), edge.reason.clone());
            let spans = self.edge(&place, digit, edge);
            self.row(doc, &place, spans);
        }
    }

    fn inner(&self, place: &Place, mark: &str, label: &str, hint: &str, active: bool) -> Vec<Span<'static>> {
        let theme = self.theme;
        let here = *place == self.editor.at;
        let room = self.room.saturating_sub(9);
        let label = cut(label, room);
        let typed = if self.is_typed(place) { "✎ " } else { "" };
        let hint = cut(&format!("  {typed}{hint}"), room.saturating_sub(width(&label)));
        vec![
            self.cursor(place),
            sign(self.editor.level(place), theme),
            Span::styled(format!("    {mark} "), theme.label()),
            Span::styled(
                label,
                if here {
                    theme.strong()
                } else if active {
                    theme.plain()
                } else {
                    theme.dim()
                },
            ),
            Span::styled(hint, theme.dim()),
        ]
    }

    pub(super) fn kind(&self, kind: DataType) -> String {
        self.model.words.text(&format!("fw-{}", kind.word().replace('_', "-")))
    }

    /// Number as at the counter, reason → target; what is special about it in signs.
    fn edge(&self, place: &Place, digit: usize, edge: &Edge) -> Vec<Span<'static>> {
        let (editor, theme) = (self.editor, self.theme);
        let words = &self.model.words;
        let here = *place == editor.at;
        let mut special = Vec::new();
        if self.is_typed(place) {
            special.push("✎".to_owned());
        }
        if edge.note_required {
            special.push(words.text("flow-edge-note"));
        }
        if edge.skip_required {
            special.push(words.text("flow-edge-skip"));
        }
        if !edge.active {
            special.push(words.text("flow-mark-inactive-long"));
        }
        let special = if special.is_empty() { String::new() } else { format!("  {}", special.join(" · ")) };
        let target = format!(" → {}", editor.stage_name(&edge.to));
        let room = self.room.saturating_sub(9);
        let name = cut(editor.reason_name(&edge.reason), room.saturating_sub(width(&target)).max(room / 2));
        let target = cut(&target, room.saturating_sub(width(&name)));
        let special = cut(&special, room.saturating_sub(width(&name) + width(&target)));
        let style = if here { theme.strong() } else { theme.plain() };
        vec![
            self.cursor(place),
            sign(editor.level(place), theme),
            Span::styled(format!("    {digit:>2} "), theme.label()),
            Span::styled(name, style),
            Span::styled(target, if here { theme.strong() } else { theme.label() }),
            Span::styled(special, theme.dim()),
        ]
    }
}

fn star(required: bool) -> String {
    if required { " *".to_owned() } else { "  ".to_owned() }
}

/// A number in a ring as far as there are such signs.
pub(super) fn circled(number: usize) -> String {
    const RINGS: [&str; 20] =
        ["①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨", "⑩", "⑪", "⑫", "⑬", "⑭", "⑮", "⑯", "⑰", "⑱", "⑲", "⑳"];
    number.checked_sub(1).and_then(|at| RINGS.get(at)).map_or_else(|| number.to_string(), |ring| (*ring).to_owned())
}
