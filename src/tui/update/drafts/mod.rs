//! Nothing typed is ever lost: the text of every form is on this machine's disk with the event that shows it, until its
//! act is done or the person throws it away. What a desk that is gone left is there again when the act is opened.

mod listed;
mod stored;

pub use self::listed::listed;
pub(super) use self::listed::{open, run};
pub(super) use self::stored::{found, rested, save, saved, tick};
use super::acts;
use crate::domain::request::Request;
use crate::store::unsent::form_code;
use crate::tui::effect::{Effect, Write};
use crate::tui::form::field::Role;
use crate::tui::form::kept::{Kept, Tried};
use crate::tui::form::{Form, FormId, Kind};
use crate::tui::model::{DraftKey, Model, Sheet, Shelved, Stored, Tone};
use crate::tui::msg::Unsent;
use crate::tui::when;
use crate::words::Words;

/// As it stands on the disk.
fn image(kept: &Kept) -> Unsent {
    Unsent {
        code: form_code(&kept.protocol, &kept.act),
        since: kept.at.clone(),
        forms: serde_json::to_value(kept).into_iter().collect(),
        ..Unsent::default()
    }
}

/// After every event: the disk follows what is typed, and the database is told of it a moment later.
pub(super) fn shelve(model: &mut Model) -> Vec<Effect> {
    let (now, person) = (model.now(), model.login().to_owned());
    let mut effects = Vec::new();
    let (mut typed, mut done) = (false, false);
    let Model { forms, drafts, requests, flows, catalogue, .. } = model;
    let sheet = match &mut flows.sheet {
        Some(Sheet::Fresh(fresh)) => Some((fresh.id(&person), &mut fresh.form)),
        _ => None,
    };
    let mut seen: Vec<DraftKey> = Vec::new();
    let all = forms.iter_mut().map(|(id, form)| (id.clone(), form)).chain(sheet);
    for (id, form) in all.filter(|(_, form)| form.is_draft()) {
        let key = (id.protocol.clone(), id.kind);
        let mut kept = Kept::of(&id, form);
        let before = drafts.shelved.get(&key).map(|shelved| &shelved.kept);
        let same = before.is_some_and(|before| before.says(&kept));
        seen.push(key.clone());
        if same && before.is_some_and(|before| before.op == kept.op) {
            continue;
        }
        if !same {
            form.typed_at = now.to_rfc3339();
            if let Some(request) = requests.get(&id.protocol) {
                form.stage = Some(stage(request));
            }
            if let Some(entry) = catalogue.seen.get(&id) {
                form.seen.clone_from(&entry.stamp);
            }
            kept = Kept { at: form.typed_at.clone(), stage: form.stage.clone(), seen: form.seen.clone(), ..kept };
        }
        effects.push(Effect::Shelve(Box::new(image(&kept))));
        let older = drafts.gone.remove(&key).is_some()
            || drafts.shelved.get(&key).is_some_and(|shelved| shelved.stored != Stored::Nothing);
        let stored = if older { Stored::Older } else { Stored::Nothing };
        drafts.shelved.insert(key, Shelved { kept, stored });
        typed = true;
    }
    drafts.shelved.retain(|key, shelved| {
        let stays = seen.contains(key);
        if !stays && shelved.stored == Stored::Nothing {
            effects.push(Effect::Unshelve(form_code(&shelved.kept.protocol, &shelved.kept.act)));
        } else if !stays {
            // A desk that dies before the database knows it must not bring it back.
            let gone = shelved.kept.gone(now.to_rfc3339());
            effects.push(Effect::Shelve(Box::new(image(&gone))));
            drafts.gone.insert(key.clone(), gone);
            done = true;
        }
        stays
    });
    if done {
        effects.extend(save(model));
    } else if typed {
        let ticket = model.ticket();
        model.drafts.rest = Some(ticket);
        effects.push(Effect::After { ms: stored::REST_MS, ticket });
    }
    effects
}

fn stage(request: &Request) -> (String, String) {
    (request.item.stage.clone(), request.item.stage_name.clone())
}

/// What desks that are gone left: each text waits in its form. One that is typed anew already keeps its place, and the
/// older file is found again the next time.
pub(super) fn recovered(model: &mut Model, left: &[Unsent]) -> Vec<Effect> {
    let person = model.login().to_owned();
    let mut effects = Vec::new();
    let mut back = 0;
    for unsent in left.iter().filter(|unsent| unsent.is_form()) {
        let kept = unsent.forms.first().and_then(|form| serde_json::from_value::<Kept>(form.clone()).ok());
        let Some((kept, id)) = kept.and_then(|kept| kept.id(&person).map(|id| (kept, id))) else {
            // Of another version of the program: its file is not touched.
            let text = model.words.with("unsent-unreadable", &[("place", unsent.place.clone().into())]);
            model.say(Tone::Trouble, text);
            continue;
        };
        let key = (id.protocol.clone(), id.kind);
        if model.drafts.shelved.contains_key(&key) {
            continue;
        }
        if kept.fields.is_empty() {
            effects.push(Effect::Shelve(Box::new(image(&kept))));
            effects.push(Effect::Forget(unsent.place.clone()));
            model.drafts.gone.insert(key, kept);
            continue;
        }
        effects.push(Effect::Shelve(Box::new(image(&kept))));
        effects.push(Effect::Forget(unsent.place.clone()));
        model.forms.insert(id.clone(), kept.form(id.kind));
        let stored = if kept.stored { Stored::Older } else { Stored::Nothing };
        model.drafts.shelved.insert(key, Shelved { kept, stored });
        back += 1;
    }
    tell_back(model, back);
    model.drafts.searched = true;
    if let Some(rows) = model.drafts.early.take() {
        effects.extend(found(model, rows));
    }
    effects
}

/// So many texts are there again.
fn tell_back(model: &mut Model, back: usize) {
    if back > 0 && model.notice.is_none() {
        let text = model.words.with("draft-back", &[("n", back.into())]);
        model.say(Tone::Plain, text);
    }
}

/// The form of a text, wherever it is.
fn find<'a>(model: &'a Model, id: &FormId) -> Option<&'a Form> {
    let fresh = match &model.flows.sheet {
        Some(Sheet::Fresh(fresh)) if fresh.id(&id.person) == *id => Some(&fresh.form),
        _ => None,
    };
    fresh.or_else(|| model.forms.get(id))
}

/// Sends what a form says. The same text that went out before without an answer goes out under the same op (O-15), also
/// when it was another desk that sent it.
pub(super) fn send(model: &mut Model, id: &FormId, write: Write) -> Effect {
    let typed = model.forms.get(id).map(Form::typed).unwrap_or_default();
    let tried = model.forms.get(id).and_then(|form| form.tried.as_ref().filter(|tried| tried.fits(form, &typed)));
    let before = tried.map(|tried| tried.op);
    let effect = model.write_as(write, before);
    if let (Some(form), Effect::Do { ticket, op, .. }) = (model.forms.get_mut(id), &effect) {
        form.sent = Some(*ticket);
        form.problems.clear();
        form.tried = Some(Tried { op: *op, reason: form.reason.clone(), fields: typed });
    }
    effect
}

/// One comes back to a text: says since when it is there, and what has changed meanwhile.
pub(super) fn come_back(model: &mut Model, id: &FormId) {
    let (words, now) = (model.words.clone(), model.now());
    let request = model.requests.get(&id.protocol);
    let entry = model.catalogue.seen.get(id).and_then(|entry| entry.stamp.as_ref());
    let Some(form) = model.forms.get_mut(id).filter(|form| form.is_draft() && !form.typed_at.is_empty()) else {
        return;
    };
    form.resumed = false;
    let at = when::stamp(&form.typed_at, now);
    form.note = Some(words.with("draft-resumed", &[("at", at.into())]));
    if let (Some(note), true) = (&mut form.note, form.seen.as_ref().is_some_and(|seen| Some(seen) != entry)) {
        *note = format!("{note} {}", words.text("draft-entry-moved"));
    }
    if let Some(request) = request {
        judge(form, request, &words);
    }
}

/// The request of a text went on: the text stays as it is, and says so. What its stage does not ask any more is there to
/// be read.
pub(super) fn judge(form: &mut Form, request: &Request, words: &Words) {
    if !form.is_draft() {
        return;
    }
    let asked =
        |key: &str| request.form.iter().any(|f| f.key == key) || request.actions.iter().any(|action| action.key == key);
    for field in form.fields.iter_mut().filter(|f| f.role == Role::Value) {
        field.gone = !asked(&field.key);
        if field.gone {
            field.required = false;
            field.verdict = Some(words.text("field-gone"));
        }
    }
    let now = stage(request);
    if let Some((_, from)) = form.stage.as_ref().filter(|(code, _)| *code != now.0) {
        let moved = words.with("draft-moved", &[("from", from.clone().into()), ("to", now.1.into())]);
        match &mut form.note {
            Some(note) if note.contains(&moved) => {}
            Some(note) => *note = format!("{note} {moved}"),
            None => form.note = Some(moved),
        }
    }
}

/// Opens a text whose act is not possible any more, to be read and thrown away; none when there is no such text.
pub(super) fn read(model: &mut Model, protocol: &str, kind: Kind) -> Option<Vec<Effect>> {
    let id = FormId { person: model.login().to_owned(), protocol: protocol.to_owned(), kind };
    let old = model.forms.get(&id).filter(|form| form.is_draft())?;
    let fresh = Form { subject: old.subject.clone(), reason: old.reason.clone(), ..Form::new(kind, Vec::new()) };
    Some(acts::open_form(model, protocol, fresh))
}

/// Throws away what is typed in the open form; the next `u` brings it back.
pub(super) fn throw(model: &mut Model, id: &FormId) {
    // What is on its way is not to be thrown away.
    if model.forms.get(id).is_some_and(|form| form.sent.is_some()) {
        return;
    }
    let Some(form) = model.forms.remove(id) else { return };
    if form.is_draft() {
        model.drafts.thrown = Some((id.clone(), form));
        let text = model.words.text("draft-thrown");
        model.say(Tone::Plain, text);
    }
}

/// Brings back what was thrown away last; false when nothing was.
pub(super) fn take_back(model: &mut Model) -> bool {
    let Some((id, form)) = model.drafts.thrown.take() else { return false };
    model.forms.entry(id).or_insert(form);
    let text = model.words.text("draft-taken-back");
    model.say(Tone::Good, text);
    true
}

/// How many texts are typed and not sent.
#[must_use]
pub fn now(model: &Model) -> usize {
    model.drafts.shelved.len()
}
