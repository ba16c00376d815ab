//! Nothing typed is ever lost: what the engine does not have yet is on this machine's disk, and is there again when the
//! type is opened the next time — by this desk or, after a hang-up or a crash, by the next one.

use super::save;
use crate::domain::flow::edit::Edit;
use crate::domain::flow::file::TypeFile;
use crate::tui::effect::{Effect, Read};
use crate::tui::form::flow::{Asks, Ground, KeptForm};
use crate::tui::model::{Editor, Layer, Mark, Model, Part, Place, Save, Tone};
use crate::tui::msg::{Editing, Pulse, Unsent};
use crate::tui::when;

/// Ticks between two looks at what others do to an open type.
const PULSE_TICKS: u32 = 15;

/// What is unsent of an editor; none when the engine has all of it.
fn mark(editor: &Editor) -> Option<Mark> {
    let scratch = &editor.scratch;
    let revision = editor.is_unsaved().then_some(scratch.revision);
    let open = editor.form.iter().map(|form| KeptForm::of(form, true));
    let left = scratch.forms.iter().map(|form| KeptForm::of(form, false));
    let forms = open.chain(left).chain(scratch.note.as_deref().map(KeptForm::of_note));
    let forms: Vec<_> = forms.filter(|f| !f.is_empty()).filter_map(|f| serde_json::to_value(f).ok()).collect();
    let nothing = editor.read_only || (revision.is_none() && forms.is_empty());
    (!nothing).then(|| Mark { revision, seen: editor.known.stamp.clone(), sent: scratch.sent.len(), forms })
}

/// As it stands on disk.
pub(super) fn image(editor: &Editor) -> Option<Unsent> {
    let mark = mark(editor)?;
    Some(Unsent {
        code: editor.known.code.clone(),
        name: editor.file().head.name.clone(),
        since: editor.scratch.since.map(|at| at.to_rfc3339()).unwrap_or_default(),
        seen: editor.known.stamp.clone(),
        document: editor.is_unsaved().then(|| editor.file().to_doc()),
        sent: editor.scratch.sent.clone(),
        forms: mark.forms,
        place: String::new(),
    })
}

/// After every event: the disk follows what is unsent.
pub(in super::super) fn shelve(model: &mut Model) -> Vec<Effect> {
    let now = model.now();
    let flows = &mut model.flows;
    let mut effects = Vec::new();
    for editor in flows.open.iter_mut().chain(flows.kept.values_mut()) {
        let mark = mark(editor);
        if editor.scratch.shelved == mark {
            continue;
        }
        if mark.is_some() {
            editor.scratch.since.get_or_insert(now);
        } else {
            editor.scratch.since = None;
        }
        effects.push(match image(editor) {
            Some(image) => Effect::Shelve(Box::new(image)),
            None => Effect::Unshelve(editor.known.code.clone()),
        });
        editor.scratch.shelved = mark;
    }
    flows.kept.retain(|_, editor| editor.scratch.shelved.is_some());
    effects
}

/// The disk did not take it: said once in a run.
pub(in super::super) fn unshelved(model: &mut Model, why: &str) -> Vec<Effect> {
    if model.flows.unshelved.is_none() {
        let text = model.words.with("unsent-no-disk", &[("why", why.into())]);
        model.log("", text.clone(), Tone::Trouble);
        model.say(Tone::Trouble, text);
    }
    model.flows.unshelved = Some(why.to_owned());
    Vec::new()
}

/// What desks that are gone left. A type that waited for it opens now.
pub(in super::super) fn recovered(model: &mut Model, found: Result<Vec<Unsent>, String>) -> Vec<Effect> {
    match found {
        Ok(all) => {
            for unsent in all.into_iter().filter(|unsent| !unsent.is_form()) {
                model.flows.unsent.entry(unsent.code.clone()).or_insert(unsent);
            }
        }
        Err(why) => {
            unshelved(model, &why);
        }
    }
    model.flows.searched = true;
    arrived(model)
}

/// A type that waited opens, once it is known what is unsent and who I am.
pub(in super::super) fn arrived(model: &mut Model) -> Vec<Effect> {
    if !model.flows.searched || model.me.is_none() {
        return Vec::new();
    }
    let arrived = model.flows.arrived.take();
    arrived.map_or_else(Vec::new, |known| super::opened(model, *known))
}

/// The editor that was just opened takes up what was unsent. Where the draft moved meanwhile, mine is in view, theirs
/// one undo away, and the person is asked.
pub(super) fn restore(model: &mut Model, unsent: Unsent) -> Vec<Effect> {
    let words = model.words.clone();
    let (now, today) = (model.now(), model.now().date_naive());
    let Some(editor) = model.flows.open.as_mut().filter(|e| !e.read_only) else { return Vec::new() };
    let mut effects = Vec::new();
    if !unsent.place.is_empty() {
        effects.push(Effect::Forget(unsent.place.clone()));
    }
    // Whatever comes of it, what is on disk is looked at anew.
    editor.scratch.shelved = Some(Mark::default());
    let since = chrono::DateTime::parse_from_rfc3339(&unsent.since).ok();
    let at = when::exact(&unsent.since, now, &words);
    let mine = unsent.document.as_ref().and_then(|doc| TypeFile::from_doc(doc).ok());
    if unsent.document.is_some() && mine.is_none() {
        // Of another version of the program: its file is not touched.
        editor.scratch.shelved = None;
        effects.clear();
        let text = words.with("unsent-unreadable", &[("place", unsent.place.into())]);
        model.say(Tone::Trouble, text);
        return effects;
    }
    let mut back = false;
    let mut moved = None;
    if let Some(mine) = mine.filter(|mine| mine.to_text() != editor.file().to_text()) {
        let same = editor.known.stamp == unsent.seen || is_among(editor.file(), &unsent.sent);
        if !same {
            moved = Some(who_moved(&editor.known, &words.with("unsent-mine", &[("at", at.clone().into())]), &words));
        }
        // Of the same type by its code, so it cannot be refused.
        let _ = editor.history.act(Edit::Replace { file: Box::new(mine) });
        save::foresee(editor, today);
        editor.scratch.since = since;
        back = true;
    }
    for value in unsent.forms {
        let Ok(kept) = serde_json::from_value::<KeptForm>(value) else { continue };
        let ground = Ground { file: editor.history.file(), known: &editor.known, words: &words };
        let Some(form) = kept.form(&ground) else { continue };
        if kept.open {
            editor.form = Some(form);
        } else {
            editor.scratch.forms.push(form);
        }
        editor.scratch.since = since;
    }
    let typed = editor.form.is_some() || !editor.scratch.forms.is_empty();
    if let Some(text) = moved {
        // Made on another draft than what is there: no save of it may pass for one of this.
        editor.known.stamp = unsent.seen;
        editor.save = Save::Moved(text.clone());
        editor.scratch.revision += 1;
        model.layer = Some(Layer::FlowMoved { text });
    } else if back {
        effects.extend(save::later(model));
    }
    if back || typed {
        let text = words.with(if back { "unsent-back" } else { "unsent-typed" }, &[("at", at.into())]);
        model.say(Tone::Plain, text);
    }
    effects
}

/// True when the engine has one of these documents: what went out without an answer arrived.
pub(super) fn is_among(file: &TypeFile, documents: &[serde_json::Value]) -> bool {
    let text = file.to_text();
    documents.iter().filter_map(|doc| TypeFile::from_doc(doc).ok()).any(|sent| sent.to_text() == text)
}

/// Who wrote what is there now; `mine` says what it is that did not arrive.
pub(super) fn who_moved(known: &Editing, mine: &str, words: &crate::words::Words) -> String {
    let who = known.author.as_deref().and_then(|login| known.people.iter().find(|p| p.code == login));
    let who = who.map(|p| p.name.clone()).or_else(|| known.author.clone()).unwrap_or_else(|| "?".to_owned());
    let values = [("mine", mine.into()), ("who", who.into()), ("n", known.published.unwrap_or_default().into())];
    words.with(if known.draft.is_some() { "unsent-moved" } else { "unsent-published" }, &values)
}

/// About once a second: what was lost goes out again, and now and then the open type is looked at.
pub(in super::super) fn tick(model: &mut Model) -> Vec<Effect> {
    let mut effects = save::retry(model);
    let waits = model.asked.contains_key("pulse") || model.asked.contains_key("flow");
    let Some(editor) = model.flows.open.as_mut() else { return effects };
    editor.since_pulse += 1;
    if editor.since_pulse >= PULSE_TICKS && !waits {
        editor.since_pulse = 0;
        let code = editor.known.code.clone();
        effects.push(model.ask(Read::Pulse(code)));
    }
    effects
}

/// The open type as it is now. The counts follow; a draft that someone else wrote is taken in where nothing of mine is
/// under way — the next save is told otherwise.
pub(in super::super) fn pulsed(model: &mut Model, pulse: Pulse) -> Vec<Effect> {
    let Some(editor) = model.flows.open.as_mut().filter(|e| e.known.code == pulse.code) else { return Vec::new() };
    editor.known.stages = pulse.stages;
    let idle = !editor.is_unsaved() && editor.publish.is_none() && editor.form.is_none() && editor.tool.is_none();
    let under_way =
        model.under_way.values().any(|(write, _)| matches!(write, crate::tui::effect::Write::PublishFlow { .. }));
    if pulse.stamp == editor.known.stamp || !idle || under_way {
        return Vec::new();
    }
    save::read_again(model, &pulse.code, false)
}

/// Types of which something is unsent: code, name, and why it is; no reason where only texts of forms are.
#[must_use]
pub fn now(model: &Model) -> Vec<(String, String, Option<String>)> {
    let flows = &model.flows;
    let editors = flows.open.iter().chain(flows.kept.values());
    let mut all: Vec<_> = editors
        .filter(|e| e.scratch.shelved.is_some())
        .map(|e| {
            let why = match &e.save {
                Save::Kept => None,
                Save::Lost(why) | Save::Failed(why) | Save::Moved(why) => Some(why.clone()),
                Save::Changed | Save::Sent => Some(model.words.text("unsent-no-answer")),
            };
            (e.known.code.clone(), e.file().head.name.clone(), why)
        })
        .collect();
    let own = flows.unsent.values().filter(|u| u.place.is_empty());
    all.extend(own.map(|u| (u.code.clone(), u.name.clone(), None)));
    all
}

/// Where a form stands in the outline.
#[must_use]
pub fn place_of(asks: &Asks) -> Place {
    match asks.clone() {
        Asks::AddStage(Some(code))
        | Asks::Stage(code)
        | Asks::AddField(code, _)
        | Asks::AddAction(code)
        | Asks::Connect(code) => Place::Stage(code),
        Asks::Between(from, reason) | Asks::Edge(from, reason) => Place::Edge(from, reason),
        Asks::Field(stage, key) => Place::Field(stage, key),
        Asks::Action(stage, key) => Place::Action(stage, key),
        Asks::Parameter(code) => Place::Parameter(code),
        Asks::Part(part) => Place::Part(part),
        Asks::AddLocation => Place::Part(Part::Locations),
        Asks::AddPrice(code) => Place::Part(Part::Location(code)),
        Asks::AddParameter => Place::Part(Part::Questions),
        Asks::AddStage(None) | Asks::Head | Asks::Publish => Place::Head,
    }
}
