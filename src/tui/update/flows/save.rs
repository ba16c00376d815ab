//! What was done reaches the engine by itself: a moment after the last change the whole file is written over the
//! draft that was seen. The engine's verdict takes the place of what was foreseen. What cannot be written
//! stays here and says so.

use chrono::NaiveDate;

use super::unsent::{is_among, who_moved};
use crate::domain::flow::check;
use crate::domain::flow::edit::Edit;
use crate::domain::flow::file::TypeFile;
use crate::domain::refusal::Kind;
use crate::tui::effect::{Effect, Read, Write};
use crate::tui::form::flow::{Ground, KeptForm};
use crate::tui::model::{Editor, Layer, Model, Save, Tone, sorted};
use crate::tui::msg::{Done, Editing, Saved, Trouble};

/// How long changes must rest before they are written.
const SAVE_REST_MS: u64 = 700;
/// Documents without an answer that are remembered.
const SENT: usize = 3;

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
    editor.scratch.revision += 1;
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
    let write = write_of(editor, false);
    vec![model.write(write)]
}

/// The whole file, on its way; `over` whatever is there.
fn write_of(editor: &mut Editor, over: bool) -> Write {
    let document = editor.file().to_doc();
    editor.save = Save::Sent;
    if !editor.scratch.sent.contains(&document) {
        editor.scratch.sent.push(document.clone());
        let excess = editor.scratch.sent.len().saturating_sub(SENT);
        editor.scratch.sent.drain(..excess);
    }
    let seen = (!over).then(|| editor.known.stamp.clone());
    Write::SaveFlow { code: editor.known.code.clone(), document, seen }
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
    // What was changed while a save is under way goes out with its answer.
    if let Some(editor) = &mut model.flows.open {
        editor.rest = None;
    }
    let kept = model.flows.kept.values_mut();
    let kept = kept.filter(|e| matches!(e.save, Save::Changed | Save::Lost(_) | Save::Failed(_)));
    let kept: Vec<Write> = kept.map(|e| write_of(e, false)).collect();
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

/// An editor that was left is open again: what waited goes out, what was asked is asked again.
pub(super) fn resume(model: &mut Model) -> Vec<Effect> {
    match model.flows.open.as_ref().map(|e| e.save.clone()) {
        Some(Save::Changed | Save::Lost(_) | Save::Failed(_)) => send(model),
        Some(Save::Moved(text)) => {
            model.layer = Some(Layer::FlowMoved { text });
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Publishes when all is written.
pub(super) fn publish(model: &mut Model) -> Vec<Effect> {
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    match editor.save {
        Save::Kept if editor.known.draft.is_some() => {
            let note = editor.publish.take().unwrap_or_default();
            let write = Write::PublishFlow { code: editor.known.code.clone(), note, seen: editor.known.stamp.clone() };
            vec![model.write(write)]
        }
        Save::Sent => Vec::new(),
        Save::Moved(_) => {
            editor.publish = None;
            // Asked first; the note waits in its form.
            let text = model.words.text("flow-moved-first");
            model.say(Tone::Refused, text);
            Vec::new()
        }
        Save::Kept | Save::Changed | Save::Lost(_) | Save::Failed(_) => send(model),
    }
}

/// Writes mine over theirs: the person was told and chose.
pub(super) fn over(model: &mut Model) -> Vec<Effect> {
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    let write = write_of(editor, true);
    vec![model.write(write)]
}

/// Asks for what the engine has now; `taking`: to take the place of mine.
pub(super) fn read_again(model: &mut Model, code: &str, taking: bool) -> Vec<Effect> {
    model.flows.opening = Some(code.to_owned());
    model.flows.taking = taking;
    vec![model.ask(Read::Flow(code.to_owned()))]
}

/// What the engine has came while an editor of the type is open: mine goes on where nobody else wrote, theirs is taken
/// in where nothing of mine is unsent or it was asked for; else the person is asked.
pub(super) fn met(model: &mut Model, known: Editing) -> Vec<Effect> {
    let words = model.words.clone();
    let taking = std::mem::take(&mut model.flows.taking);
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    let Ok(file) = TypeFile::from_doc(&known.document) else { return Vec::new() };
    if taking || !editor.is_unsaved() {
        let before = editor.file().clone();
        let who = (known.author.clone(), known.draft.is_some());
        theirs(editor, known);
        if let (false, true, (Some(who), true)) = (taking, before != *editor.file(), who) {
            let text = words.with("flow-taken-in", &[("who", who.into())]);
            model.say(Tone::Plain, text);
        }
        return Vec::new();
    }
    let unmoved = !matches!(editor.save, Save::Moved(_)) && file.to_text() == editor.engine.to_text();
    if unmoved || is_among(&file, &editor.scratch.sent) {
        refresh(editor, known, file);
        if matches!(editor.save, Save::Moved(_)) {
            editor.save = Save::Changed;
            return send(model);
        }
        return Vec::new();
    }
    let text = match &editor.save {
        Save::Moved(text) => text.clone(),
        _ => who_moved(&known, &words.text("unsent-changes"), &words),
    };
    editor.save = Save::Moved(text.clone());
    if model.layer.is_none() {
        model.layer = Some(Layer::FlowMoved { text });
    }
    Vec::new()
}

/// Takes in what someone else wrote; mine is one undo away.
fn theirs(editor: &mut Editor, known: Editing) {
    let Ok(file) = TypeFile::from_doc(&known.document) else { return };
    editor.base = known.base.as_ref().and_then(|doc| TypeFile::from_doc(doc).ok());
    // Of the same type by its code, so it cannot be refused.
    let _ = editor.history.act(Edit::Replace { file: Box::new(file) });
    editor.problems = sorted(known.problems.clone());
    editor.judged = true;
    editor.shown = None;
    editor.save = Save::Kept;
    editor.rest = None;
    editor.engine = editor.file().clone();
    editor.scratch.sent.clear();
    editor.scratch.unsure = false;
    editor.scratch.revision += 1;
    editor.known = known;
    editor.count_changes();
    let places = editor.places();
    if !places.contains(&editor.at) {
        editor.at = places.first().cloned().unwrap_or(crate::tui::model::Place::Head);
    }
}

/// Takes in what the engine has now, where work goes on that it does not have yet.
fn refresh(editor: &mut Editor, known: Editing, file: TypeFile) {
    editor.engine = file;
    editor.base = known.base.as_ref().and_then(|doc| TypeFile::from_doc(doc).ok());
    editor.known = known;
    editor.count_changes();
}

/// An answer to a save or to publishing.
pub(in super::super) fn done(model: &mut Model, write: &Write, answer: Result<Done, Trouble>) -> Vec<Effect> {
    match (write, answer) {
        (Write::SaveFlow { code, document, .. }, Ok(Done::FlowSaved(saved))) => kept(model, code, document, *saved),
        (Write::PublishFlow { .. }, Ok(Done::FlowPublished(published))) => {
            // What comes next – moving what runs – is of this version, whatever the re-reading takes.
            if let Some(editor) = editor_of(model, &published.code) {
                editor.known.published = Some(published.version);
            }
            let words = [("version", published.version.into()), ("n", published.problems.len().into())];
            let text = model.words.with("flow-published", &words);
            if let Some(editor) = editor_of(model, &published.code) {
                editor.scratch.note = None;
            }
            model.log("", text.clone(), Tone::Good);
            model.say(Tone::Good, text);
            read_again(model, &published.code, false)
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
    // A look at the type that is under way was asked before this.
    model.asked.remove("pulse");
    let Some(editor) = editor_of(model, code) else { return Vec::new() };
    editor.known.stamp = saved.stamp;
    editor.known.draft = Some(saved.version);
    editor.known.stages = saved.stages;
    editor.scratch.sent.clear();
    editor.scratch.unsure = false;
    if let Ok(file) = TypeFile::from_doc(document) {
        editor.engine = file;
    }
    if editor.file().to_doc() != *document {
        // It went on meanwhile: the rest under way, or at once when it is over.
        editor.save = Save::Changed;
        let write = editor.rest.is_none().then(|| write_of(editor, false));
        return write.map(|write| model.write(write)).into_iter().collect();
    }
    editor.save = Save::Kept;
    editor.rest = None;
    editor.problems = sorted(saved.problems);
    editor.judged = true;
    editor.shown = editor.shown.filter(|at| *at < editor.problems.len());
    let wanted = editor.publish.is_some();
    if wanted { publish(model) } else { super::tools::kept(model) }
}

fn failed(model: &mut Model, code: &str, trouble: Trouble) -> Vec<Effect> {
    let words = model.words.clone();
    let lang = words.lang();
    let lost = matches!(trouble, Trouble::Unreachable(_) | Trouble::Unknown(_));
    let (text, moved) = match trouble {
        Trouble::Refused(refusal) => (refusal.text(lang).replace('\n', " · "), refusal.kind == Kind::Conflict),
        Trouble::Unreachable(_) | Trouble::Unknown(_) => (model.words.text("flow-unsaved-link"), false),
        Trouble::Local { text, .. } => (text, false),
        Trouble::Broken(id) => (model.words.with("said-broken", &[("id", id.into())]), false),
    };
    let open = model.flows.open.as_ref().is_some_and(|e| e.known.code == code);
    let mut unsure = false;
    if let Some(editor) = editor_of(model, code) {
        editor.publish = None;
        editor.scratch.unsure |= lost;
        // Refused is not written; only what went out before an answer was lost may be there.
        if !editor.scratch.unsure {
            editor.scratch.sent.clear();
        }
        unsure = moved && editor.scratch.unsure;
        if let Some(note) = editor.scratch.note.take() {
            let ground = Ground { file: editor.history.file(), known: &editor.known, words: &words };
            editor.scratch.forms.extend(KeptForm::of_note(&note).form(&ground));
        }
        if editor.save == Save::Sent || moved {
            editor.save = match (moved, lost) {
                (true, _) => Save::Moved(text.clone()),
                (_, true) => Save::Lost(text.clone()),
                _ => Save::Failed(text.clone()),
            };
        }
    }
    // It may be mine that moved it: an answer was lost on the way.
    if unsure && open {
        return read_again(model, code, false);
    }
    model.log("", text.clone(), Tone::Refused);
    if moved && open && model.layer.is_none() {
        model.layer = Some(Layer::FlowMoved { text });
    } else {
        model.say(Tone::Refused, text);
    }
    Vec::new()
}
