//! What was done reaches the engine by itself: a moment after the last change the whole file is written over the
//! draft that was seen. The engine's verdict takes the place of what was foreseen. What cannot be written
//! stays here and says so.

use chrono::NaiveDate;

use crate::domain::flow::check;
use crate::domain::flow::edit::Edit;
use crate::domain::flow::file::TypeFile;
use crate::domain::refusal::Kind;
use crate::tui::effect::{Effect, Write};
use crate::tui::model::{Editor, Layer, Model, Save, Tone, sorted};
use crate::tui::msg::{Done, Editing, Saved, Trouble};

/// How long changes must rest before they are written.
const SAVE_REST_MS: u64 = 700;

/// Judges the file here; what only the engine can judge stays as it said last.
pub(super) fn foresee(editor: &mut Editor, today: NaiveDate) {
    let report = check(editor.file(), today);
    let mut problems = report.problems;
    let kept =
        editor.problems.iter().filter(|p| report.unchecked.contains(&p.check) && problems.iter().all(|q| q != *p));
    let kept: Vec<_> =
        kept.filter(|p| p.stage.as_deref().is_none_or(|code| editor.stage(code).is_some())).cloned().collect();
    problems.extend(kept);
    editor.problems = sorted(problems);
    editor.judged = false;
    editor.count_changes();
}

/// Something changed: it is written when the hand rests.
pub(super) fn later(model: &mut Model) -> Vec<Effect> {
    let ticket = model.ticket();
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    if !matches!(editor.save, Save::Moved(_)) {
        if editor.save != Save::Sent {
            editor.save = Save::Changed;
        }
        editor.rest = Some(ticket);
        return vec![Effect::After { ms: SAVE_REST_MS, ticket }];
    }
    Vec::new()
}

/// The hand rested; none when this rest is not the editor's.
pub(super) fn rested(model: &mut Model, ticket: u64) -> Option<Vec<Effect>> {
    let editor = model.flows.open.as_mut().filter(|e| e.rest == Some(ticket))?;
    editor.rest = None;
    // One at a time: the answer of the one under way sends the next.
    if editor.save == Save::Sent {
        return Some(Vec::new());
    }
    Some(send(model))
}

fn send(model: &mut Model) -> Vec<Effect> {
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    editor.save = Save::Sent;
    let write = write_of(editor);
    vec![model.write(write)]
}

fn write_of(editor: &Editor) -> Write {
    Write::SaveFlow {
        code: editor.known.code.clone(),
        document: editor.file().to_doc(),
        seen: Some(editor.known.stamp.clone()),
    }
}

/// Writes now what waits.
pub(super) fn flush(model: &mut Model) -> Vec<Effect> {
    match model.flows.open.as_ref().map(|e| &e.save) {
        Some(Save::Changed | Save::Lost(_) | Save::Failed(_)) => send(model),
        _ => Vec::new(),
    }
}

/// Before leaving the desk: every editor's last changes go out.
pub(in super::super) fn flush_all(model: &mut Model) -> Vec<Effect> {
    let mut effects = flush(model);
    let kept: Vec<Write> = model
        .flows
        .kept
        .values()
        .filter(|e| matches!(e.save, Save::Changed | Save::Lost(_) | Save::Failed(_)))
        .map(|e| write_of(e))
        .collect();
    effects.extend(kept.into_iter().map(|write| model.write(write)));
    effects
}

/// The connection is back.
pub(in super::super) fn retry(model: &mut Model) -> Vec<Effect> {
    match model.flows.open.as_ref().map(|e| &e.save) {
        Some(Save::Lost(_)) => send(model),
        _ => Vec::new(),
    }
}

/// Publishes when all is written.
pub(super) fn publish(model: &mut Model) -> Vec<Effect> {
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    match editor.save {
        Save::Kept if editor.known.draft.is_some() => {
            let note = editor.publish.take().unwrap_or_default();
            let write = Write::PublishFlow { code: editor.known.code.clone(), note };
            vec![model.write(write)]
        }
        Save::Sent => Vec::new(),
        Save::Moved(_) => {
            editor.publish = None;
            Vec::new()
        }
        Save::Kept | Save::Changed | Save::Lost(_) | Save::Failed(_) => send(model),
    }
}

/// Writes mine over theirs: the person was told and chose.
pub(super) fn over(model: &mut Model) -> Vec<Effect> {
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    editor.save = Save::Sent;
    let write = Write::SaveFlow { code: editor.known.code.clone(), document: editor.file().to_doc(), seen: None };
    vec![model.write(write)]
}

/// Takes in what someone else wrote; mine is one undo away.
pub(super) fn theirs(editor: &mut Editor, known: Editing) {
    let Ok(file) = TypeFile::from_doc(&known.document) else { return };
    editor.base = known.base.as_ref().and_then(|doc| TypeFile::from_doc(doc).ok());
    // Of the same type by its code, so it cannot be refused.
    let _ = editor.history.act(Edit::Replace { file: Box::new(file) });
    editor.problems = sorted(known.problems.clone());
    editor.judged = true;
    editor.shown = None;
    editor.save = Save::Kept;
    editor.known = known;
    editor.count_changes();
    let places = editor.places();
    if !places.contains(&editor.at) {
        editor.at = places.first().cloned().unwrap_or(crate::tui::model::Place::Head);
    }
}

/// Takes in what the engine has now, where work goes on that it does not have yet.
pub(super) fn refresh(editor: &mut Editor, known: Editing) {
    editor.base = known.base.as_ref().and_then(|doc| TypeFile::from_doc(doc).ok());
    editor.known = known;
    editor.count_changes();
}

/// An answer to a save or to publishing.
pub(in super::super) fn done(model: &mut Model, write: &Write, answer: Result<Done, Trouble>) -> Vec<Effect> {
    match (write, answer) {
        (Write::SaveFlow { code, document, .. }, Ok(Done::FlowSaved(saved))) => kept(model, code, document, *saved),
        (Write::PublishFlow { .. }, Ok(Done::FlowPublished(published))) => {
            let words = [("version", published.version.into()), ("n", published.problems.len().into())];
            let text = model.words.with("flow-published", &words);
            model.log("", text.clone(), Tone::Good);
            model.say(Tone::Good, text);
            model.flows.opening = Some(published.code.clone());
            vec![model.ask(crate::tui::effect::Read::Flow(published.code))]
        }
        (Write::SaveFlow { code, .. } | Write::PublishFlow { code, .. }, Err(trouble)) => failed(model, code, trouble),
        _ => Vec::new(),
    }
}

fn editor_of<'a>(model: &'a mut Model, code: &str) -> Option<&'a mut Box<Editor>> {
    match &mut model.flows.open {
        Some(editor) if editor.known.code == code => Some(editor),
        _ => model.flows.kept.get_mut(code),
    }
}

fn kept(model: &mut Model, code: &str, document: &serde_json::Value, saved: Saved) -> Vec<Effect> {
    let Some(editor) = editor_of(model, code) else { return Vec::new() };
    editor.known.stamp = saved.stamp;
    editor.known.draft = Some(saved.version);
    editor.known.stages = saved.stages;
    if editor.file().to_doc() != *document {
        // It went on meanwhile: the rest under way, or at once when it is over.
        editor.save = Save::Changed;
        let again = editor.rest.is_none();
        let open = model.flows.open.as_ref().is_some_and(|e| e.known.code == code);
        return if again && open { send(model) } else { Vec::new() };
    }
    editor.save = Save::Kept;
    editor.rest = None;
    editor.problems = sorted(saved.problems);
    editor.judged = true;
    editor.shown = editor.shown.filter(|at| *at < editor.problems.len());
    let wanted = editor.publish.is_some();
    model.flows.kept.remove(code);
    if wanted { publish(model) } else { super::tools::kept(model) }
}

fn failed(model: &mut Model, code: &str, trouble: Trouble) -> Vec<Effect> {
    let lang = model.words.lang();
    let lost = matches!(trouble, Trouble::Unreachable(_) | Trouble::Unknown(_));
    let (text, moved) = match trouble {
        Trouble::Refused(refusal) => (refusal.text(lang).replace('\n', " · "), refusal.kind == Kind::Conflict),
        Trouble::Unreachable(_) | Trouble::Unknown(_) => (model.words.text("flow-unsaved-link"), false),
        Trouble::Local { text, .. } => (text, false),
        Trouble::Broken(id) => (model.words.with("said-broken", &[("id", id.into())]), false),
    };
    let open = model.flows.open.as_ref().is_some_and(|e| e.known.code == code);
    if let Some(editor) = editor_of(model, code) {
        editor.publish = None;
        if editor.save == Save::Sent {
            editor.save = match (moved, lost) {
                (true, _) => Save::Moved(text.clone()),
                (_, true) => Save::Lost(text.clone()),
                _ => Save::Failed(text.clone()),
            };
        }
    }
    model.log("", text.clone(), Tone::Refused);
    if moved && open && model.layer.is_none() {
        model.layer = Some(Layer::FlowMoved { text });
    } else {
        model.say(Tone::Refused, text);
    }
    Vec::new()
}
