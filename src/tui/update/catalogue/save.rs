//! Saving an entry, taking it out of use and back, and what the engine answers: problems land on their fields, a
//! conflict says who was first and keeps what was typed, a lost connection keeps it too.

use serde_json::{Value, json};
use uuid::Uuid;

use super::super::drafts;
use super::{EntryKind, forms, select};
use crate::domain::refusal::{Kind, Lang, Problem, Refusal};
use crate::store::entries::Saving;
use crate::tui::effect::{Effect, Read, Write};
use crate::tui::form::entry::COMPANY;
use crate::tui::model::{EntryPane, Model, TakeBack, Tone, is_inactive};
use crate::tui::msg::{Done, Invited, ListedEntry, SavedEntry, Trouble};

/// Out of use, or into use again. What still uses it is said; who holds requests is asked about once more.
pub(super) fn switch(model: &mut Model) -> Vec<Effect> {
    let (Some(kind), Some(row)) = (model.catalogue.kind(), model.catalogue.entry().cloned()) else { return Vec::new() };
    if kind == EntryKind::Settings {
        return inherit(model, row);
    }
    if !kind.entity().disables {
        let text = model.words.text("ct-no-disabling");
        model.say(Tone::Refused, text);
        return Vec::new();
    }
    let active = is_inactive(&row);
    let mut said = json!({ "active": active });
    if model.catalogue.to_queue.take().as_ref() == Some(&row.code)
        && let Some(said) = said.as_object_mut()
    {
        said.insert("to_queue".to_owned(), json!(true));
    }
    let saving = Saving { kind, code: Some(row.code), row: said, seen: Some(row.stamp) };
    vec![model.write(Write::SaveEntry(Box::new(saving)))]
}

/// What a branch says of its own is said no more: the company's holds again.
fn inherit(model: &mut Model, row: ListedEntry) -> Vec<Effect> {
    let own: serde_json::Map<String, Value> =
        row.entry.as_object().into_iter().flatten().map(|(key, _)| (key.clone(), Value::Null)).collect();
    if row.code == COMPANY || own.is_empty() {
        let text = model.words.text(if row.code == COMPANY { "ct-no-disabling" } else { "ct-inherits" });
        model.say(Tone::Refused, text);
        return Vec::new();
    }
    let saving =
        Saving { kind: EntryKind::Settings, code: Some(row.code), row: Value::Object(own), seen: Some(row.stamp) };
    vec![model.write(Write::SaveEntry(Box::new(saving)))]
}

/// Another administrator's approval of a query.
pub(super) fn approve(model: &mut Model) -> Vec<Effect> {
    let (Some(EntryKind::Query), Some(code)) =
        (model.catalogue.kind(), model.catalogue.entry().map(|row| row.code.clone()))
    else {
        return Vec::new();
    };
    vec![model.write(Write::ApproveQuery(code))]
}

/// A one-time password for who is there already: asked once more, because the old password is gone with it.
pub(super) fn invite(model: &mut Model) -> Vec<Effect> {
    let (Some(EntryKind::Person), Some(row)) = (model.catalogue.kind(), model.catalogue.entry().cloned()) else {
        return Vec::new();
    };
    let words = model.words.clone();
    let name = model.catalogue.ground(EntryKind::Person, Some(&row.code), &words).name_of(&row);
    if is_inactive(&row) {
        model.say(Tone::Refused, words.with("ct-invite-inactive", &[("name", name.into())]));
        return Vec::new();
    }
    if model.catalogue.inviting.take().as_ref() == Some(&row.code) {
        return vec![model.write(Write::Invite(row.code))];
    }
    model.say(Tone::Plain, words.with("ct-invite-again", &[("name", name.into())]));
    model.catalogue.inviting = Some(row.code);
    Vec::new()
}

/// The password stands on the screen, and in no log.
fn invited(model: &mut Model, invited: Invited) -> Vec<Effect> {
    let text = model.words.with("ct-invited", &[("login", invited.login.clone().into())]);
    model.log("", text, Tone::Good);
    super::put_over(model, EntryPane::Invited(Box::new(invited)));
    Vec::new()
}

/// What the last change said before, said again.
pub(super) fn take_back(model: &mut Model) -> Vec<Effect> {
    if drafts::take_back(model) {
        return Vec::new();
    }
    let Some(last) = model.catalogue.last.clone() else {
        let text = model.words.text("ct-nothing-to-undo");
        model.say(Tone::Plain, text);
        return Vec::new();
    };
    let stamp = model
        .catalogue
        .lists
        .get(&last.kind)
        .and_then(|list| list.rows.iter().find(|row| row.code == last.code))
        .map(|row| row.stamp.clone());
    let saving = Saving { kind: last.kind, code: Some(last.code), row: last.row, seen: stamp };
    vec![model.write(Write::SaveEntry(Box::new(saving)))]
}

/// An answer to a change of the catalogue.
pub(in super::super) fn done(
    model: &mut Model,
    ticket: u64,
    (write, op): (Write, Uuid),
    answer: Result<Done, Trouble>,
) -> Vec<Effect> {
    match (answer, write) {
        (Ok(Done::EntrySaved(saved)), Write::SaveEntry(saving)) => kept(model, ticket, &saving, *saved),
        (Ok(Done::QueryApproved(code)), _) => {
            let text = model.words.with("ct-approved", &[("name", code.into())]);
            model.log("", text.clone(), Tone::Good);
            model.say(Tone::Good, text);
            super::read(model)
        }
        (Ok(Done::Invited(told)), _) => invited(model, told),
        (Ok(_), _) => Vec::new(),
        (Err(trouble), write) => failed(model, ticket, (write, op), trouble),
    }
}

fn kept(model: &mut Model, ticket: u64, saving: &Saving, saved: SavedEntry) -> Vec<Effect> {
    let before = model
        .catalogue
        .lists
        .get(&saved.kind)
        .and_then(|list| list.rows.iter().find(|row| Some(&row.code) == saving.code.as_ref()))
        .cloned();
    forms::close(model, ticket, &saved.code);
    let added = saved.code.clone();
    let words = model.words.clone();
    let row = ListedEntry {
        code: saved.code.clone(),
        entry: saved.entry.clone(),
        stamp: saved.stamp.clone(),
        ..before.clone().unwrap_or_default()
    };
    let name = model.catalogue.ground(saved.kind, Some(&saved.code), &words).name_of(&row);
    let was_last = model.catalogue.last.take();
    let taken_back = was_last.is_some_and(|last| last.row == saving.row && Some(&last.code) == saving.code.as_ref());
    let id = match (&saving.code, saving.row.get("active")) {
        _ if taken_back => "ct-taken-back",
        (None, _) => "ct-added",
        (Some(_), Some(Value::Bool(false))) => "ct-disabled",
        (Some(_), Some(Value::Bool(true))) => "ct-enabled",
        _ if saved.kind == EntryKind::Settings && is_empty(&saved.entry) => "ct-inherits-again",
        _ => "ct-saved",
    };
    let mut text = words.with(id, &[("name", name.clone().into())]);
    if id == "ct-disabled" {
        let uses: Vec<String> = row
            .uses
            .iter()
            .map(|u| words.with(&format!("cu-{}", u.what.replace('_', "-")), &[("n", u.n.into())]))
            .collect();
        if !uses.is_empty() {
            text = format!("{text} · {}", words.with("ct-still-used", &[("by", uses.join(", ").into())]));
        }
    }
    let lang = words.lang();
    let warned: Vec<&str> =
        saved.warnings.iter().map(|w| if lang == Lang::PtBr { w.pt.as_str() } else { w.en.as_str() }).collect();
    let tone = if warned.is_empty() { Tone::Good } else { Tone::Refused };
    if !warned.is_empty() {
        text = format!("{text} · ! {}", warned.join(" "));
    }
    // What was said, as it was: passwords and the like have no past.
    if let (Some(before), false, Some(code)) = (&before, taken_back, &saving.code)
        && *code == saved.code
    {
        let keys = saving.row.as_object().into_iter().flatten().map(|(key, _)| key);
        let row: serde_json::Map<String, Value> = keys
            .filter(|key| !matches!(key.as_str(), "to_queue" | "cpf" | "bound"))
            .map(|key| (key.clone(), before.entry.get(key).cloned().unwrap_or(Value::Null)))
            .collect();
        // Words of one's own that were the first: without them the built-in ones are sent again.
        let first = saved.kind == EntryKind::Mail && before.entry.get("own") == Some(&Value::Bool(false));
        let row = if first { [("active".to_owned(), Value::Bool(false))].into_iter().collect() } else { row };
        if !row.is_empty() {
            model.catalogue.last =
                Some(TakeBack { kind: saved.kind, code: code.clone(), row: Value::Object(row), name });
        }
    }
    if let Some(list) = model.catalogue.lists.get_mut(&saved.kind) {
        match list.rows.iter_mut().find(|known| Some(&known.code) == saving.code.as_ref()) {
            Some(known) => *known = row,
            None => list.rows.insert(0, row),
        }
    }
    if model.catalogue.kind() == Some(saved.kind) {
        select(&mut model.catalogue, Some(saved.code));
    }
    model.log("", text.clone(), tone);
    model.say(tone, text);
    let mut effects = vec![model.ask(Read::Overview)];
    effects.extend(super::read(model));
    if let (EntryKind::Person, None) = (saving.kind, &saving.code) {
        // Whoever is new comes in by a one-time password.
        effects.push(model.write(Write::Invite(added)));
    }
    effects
}

fn is_empty(entry: &Value) -> bool {
    entry.as_object().is_some_and(serde_json::Map::is_empty)
}

fn failed(model: &mut Model, ticket: u64, (write, op): (Write, Uuid), trouble: Trouble) -> Vec<Effect> {
    let id = model.forms.iter().find(|(_, form)| form.sent == Some(ticket)).map(|(id, _)| id.clone());
    if let Some(form) = id.as_ref().and_then(|id| model.forms.get_mut(id)) {
        form.sent = None;
    }
    match trouble {
        Trouble::Refused(refusal) => {
            let kind = match &write {
                Write::SaveEntry(saving) => saving.kind,
                Write::Invite(_) => EntryKind::Person,
                _ => EntryKind::Query,
            };
            refused(model, id.as_ref(), kind, &write, refusal)
        }
        Trouble::Unreachable(_) | Trouble::Unknown(_) => {
            let said = if matches!(trouble, Trouble::Unknown(_)) { "ct-unknown" } else { "said-unreachable" };
            // Another password is as good: what may have been made is not asked for again.
            let said = if matches!(write, Write::Invite(_)) { "ct-invite-unknown" } else { said };
            if !matches!(write, Write::Invite(_)) {
                model.unanswered.push((write, op));
            }
            let text = model.words.text(said);
            model.say(Tone::Trouble, text);
            Vec::new()
        }
        Trouble::Local { text, .. } => {
            model.say(Tone::Refused, text);
            Vec::new()
        }
        Trouble::Broken(id) => {
            let text = model.words.with("said-broken", &[("id", id.into())]);
            model.say(Tone::Trouble, text);
            Vec::new()
        }
    }
}

fn refused(
    model: &mut Model,
    id: Option<&crate::tui::form::FormId>,
    kind: EntryKind,
    write: &Write,
    refusal: Refusal,
) -> Vec<Effect> {
    let lang = model.words.lang();
    // One word a field: the first, which is the nearest to what was typed.
    let mut problems: Vec<Problem> = Vec::new();
    for problem in refusal.problems.iter().map(|problem| placed(kind, problem)) {
        if problem.field.is_none() || problems.iter().all(|known| known.field != problem.field) {
            problems.push(problem);
        }
    }
    let rest = match id.and_then(|id| model.forms.get_mut(id)) {
        Some(form) => {
            form.refuse(&problems, lang);
            form.problems.clone()
        }
        None => problems,
    };
    let mut effects = Vec::new();
    if let (Write::SaveEntry(saving), true) = (write, rest.iter().any(|p| p.code == "E_HOLDS_REQUESTS")) {
        // Asked once more, because it cannot be taken back.
        model.catalogue.to_queue.clone_from(&saving.code);
        let text = rest.first().map(|p| p.message(lang).to_owned()).unwrap_or_default();
        let text = model.words.with("ct-to-queue", &[("why", text.into())]);
        model.say(Tone::Refused, text);
        return effects;
    }
    if refusal.kind == Kind::Conflict {
        // What they wrote comes into the form; what was typed stays over it, and the next Enter writes it.
        effects.extend(super::read(model));
        let text = rest.iter().map(|p| p.message(lang)).collect::<Vec<_>>().join(" · ");
        let text = model.words.with("ct-conflict", &[("why", text.into())]);
        model.say(Tone::Refused, text);
    } else if !rest.is_empty() {
        super::super::acts::say_problems(model, &rest);
    }
    model.log("", refusal.text(lang).replace('\n', " · "), Tone::Refused);
    effects
}

/// The field of the form that a problem concerns; what a field says needs no name of the field before it.
fn placed(kind: EntryKind, problem: &Problem) -> Problem {
    let mut placed = problem.clone();
    let field = problem.field.as_deref().unwrap_or_default();
    let stem = format!("{}.", kind.word());
    let mut key = field.strip_prefix(&stem).unwrap_or(field).to_owned();
    if let Some((_, rest)) = key.split_once("].") {
        key = rest.to_owned();
    }
    if kind == EntryKind::Settings {
        key = key.strip_prefix("branch.").unwrap_or(&key).to_owned();
    }
    let key = match (kind, key.as_str()) {
        (EntryKind::Query, "query") if problem.code != "E_IN_USE" => "sql".to_owned(),
        (EntryKind::Settings, "debt") => "debt.grace_days".to_owned(),
        (EntryKind::Settings, "auto_due_date.days") => key,
        (EntryKind::Person, "groups") => "groups +".to_owned(),
        (EntryKind::Group, "members") => "members +".to_owned(),
        (EntryKind::Calendar, "hours") => "hours.mon".to_owned(),
        _ => key,
    };
    placed.field = (!key.is_empty()).then_some(key);
    placed.pt = problem.why(Lang::PtBr).to_owned();
    placed.en = problem.why(Lang::En).to_owned();
    placed
}
