//! The form of an entry: opened over it, brought up to what the engine says, sent. Leaving keeps what was typed.

use crossterm::event::KeyEvent;
use serde_json::Value;

use super::super::{acts, drafts, fields};
use super::{EntryKind, mails, may_change, put_over, select};
use crate::domain::catalogue::Dialect;
use crate::store::entries::{Saving, Trying};
use crate::tui::command::Command;
use crate::tui::effect::{Effect, Read};
use crate::tui::form::field::{Field, Role};
use crate::tui::form::{Form, FormId, Kind};
use crate::tui::model::{EntryPane, Focus, Model, Seen, Tone};
use crate::tui::msg::Tried;

/// Where the form of a new entry is kept; no entry has this key.
const NEW: &str = "";

fn id_of(model: &Model, kind: EntryKind, code: Option<&str>) -> FormId {
    FormId { person: model.login().to_owned(), protocol: code.unwrap_or(NEW).to_owned(), kind: Kind::Entry(kind) }
}

pub(super) fn edit(model: &mut Model) -> Vec<Effect> {
    let (Some(kind), Some(row)) = (model.catalogue.kind(), model.catalogue.entry().cloned()) else { return Vec::new() };
    let seen = Seen { code: Some(row.code.clone()), entry: row.entry, stamp: Some(row.stamp) };
    open(model, kind, seen, &|form| form.at = 0)
}

pub(super) fn add(model: &mut Model) -> Vec<Effect> {
    let Some(kind) = model.catalogue.kind() else { return Vec::new() };
    if !may_change(model) || !kind.entity().adds {
        let text = model.words.text(if kind.entity().adds { "ct-read-only" } else { "ct-no-adding" });
        model.say(Tone::Refused, text);
        return Vec::new();
    }
    open(model, kind, Seen { entry: begun(kind), ..Seen::default() }, &|form| form.at = 0)
}

/// What a new entry begins with.
fn begun(kind: EntryKind) -> Value {
    match kind {
        EntryKind::Branch => serde_json::json!({ "tz": "America/Sao_Paulo" }),
        EntryKind::Reason => serde_json::json!({ "kind": "forward" }),
        EntryKind::Query => serde_json::json!({ "dialect": "mssql" }),
        EntryKind::Calendar => {
            let day = "08:00-18:00";
            serde_json::json!({ "hours": { "mon": day, "tue": day, "wed": day, "thu": day, "fri": day, "sat": "", "sun": "" } })
        }
        _ => serde_json::json!({}),
    }
}

/// A new entry with the values of this one; its key is asked anew.
pub(super) fn copy(model: &mut Model) -> Vec<Effect> {
    let (Some(kind), Some(row)) = (model.catalogue.kind(), model.catalogue.entry().cloned()) else { return Vec::new() };
    if !kind.entity().adds {
        let text = model.words.text("ct-no-adding");
        model.say(Tone::Refused, text);
        return Vec::new();
    }
    let mut entry = row.entry;
    if let Some(entry) = entry.as_object_mut() {
        for key in ["code", "login", "active", "student", "guardian_cpf"] {
            entry.remove(key);
        }
        for key in ["name", "title"] {
            if let Some(name) = entry.get(key).and_then(Value::as_str) {
                let text = model.words.with("ct-copy-of", &[("name", name.to_owned().into())]);
                entry.insert(key.to_owned(), Value::from(text));
            }
        }
    }
    open(model, kind, Seen { entry, ..Seen::default() }, &|form| {
        form.at = 0;
        form.fields.iter_mut().filter(|f| !f.is_blank()).for_each(|f| f.touched = true);
    })
}

/// Gives the keys to a form; what was typed before for the same entry is in it.
fn open(model: &mut Model, kind: EntryKind, seen: Seen, begin: &dyn Fn(&mut Form)) -> Vec<Effect> {
    let id = id_of(model, kind, seen.code.as_deref());
    let words = model.words.clone();
    let waiting = model.forms.get(&id).is_some_and(|form| form.fields.is_empty());
    let kept = !waiting && model.forms.contains_key(&id);
    if waiting {
        take_up(model, &id, kind, &seen);
        model.catalogue.seen.insert(id.clone(), seen);
    } else if !kept {
        let mut form = model.catalogue.ground(kind, seen.code.as_deref(), &words).form(&seen.entry);
        begin(&mut form);
        model.catalogue.ground(kind, seen.code.as_deref(), &words).follow(&mut form);
        model.forms.insert(id.clone(), form);
        model.catalogue.seen.insert(id.clone(), seen);
    }
    model.form_from = Focus::List;
    model.form = Some(id);
    if kept {
        rebase(model, kind);
    }
    if let Some(id) = model.form.clone() {
        drafts::come_back(model, &id);
    }
    mails::opened(model)
}

/// What a desk that is gone left is put over the entry as it is now.
fn take_up(model: &mut Model, id: &FormId, kind: EntryKind, seen: &Seen) {
    let words = model.words.clone();
    let ground = model.catalogue.ground(kind, seen.code.as_deref(), &words);
    let Some(mut form) = model.forms.get(id).cloned() else { return };
    form.rebase(ground.form(&seen.entry));
    ground.take_up(&mut form);
    ground.follow(&mut form);
    model.forms.insert(id.clone(), form);
}

/// Entries came again: forms follow what they were made from, what was typed stays.
pub(super) fn rebase(model: &mut Model, kind: EntryKind) {
    let words = model.words.clone();
    let Some(list) = model.catalogue.lists.get(&kind) else { return };
    let fresh: Vec<(FormId, Seen)> = model
        .catalogue
        .seen
        .iter()
        .filter(|(id, _)| id.kind == Kind::Entry(kind))
        .filter_map(|(id, seen)| {
            let row = list.rows.iter().find(|row| Some(&row.code) == seen.code.as_ref())?;
            (seen.stamp.as_ref() != Some(&row.stamp)).then(|| {
                (id.clone(), Seen { code: seen.code.clone(), entry: row.entry.clone(), stamp: Some(row.stamp.clone()) })
            })
        })
        .collect();
    for (id, now) in fresh {
        let Some(mut form) = model.forms.remove(&id) else { continue };
        let before = model.catalogue.seen.get(&id).map(|seen| seen.entry.clone()).unwrap_or_default();
        model.catalogue.ground(kind, now.code.as_deref(), &words).rebase(&mut form, &before, &now.entry);
        model.forms.insert(id.clone(), form);
        model.catalogue.seen.insert(id, now);
    }
}

/// After a key in the form.
pub(in super::super) fn follow(model: &mut Model) {
    let words = model.words.clone();
    let Some(id) = model.form.clone() else { return };
    let (Kind::Entry(kind), Some(mut form)) = (id.kind, model.forms.remove(&id)) else { return };
    let code = model.catalogue.seen.get(&id).and_then(|seen| seen.code.clone());
    model.catalogue.ground(kind, code.as_deref(), &words).follow(&mut form);
    model.forms.insert(id, form);
}

pub(super) fn run(model: &mut Model, command: Command, _key: KeyEvent) -> Vec<Effect> {
    match command {
        Command::Back => leave(model),
        Command::Throw => {
            if let Some(id) = model.form.clone() {
                leave(model);
                drafts::throw(model, &id);
            }
        }
        Command::Accept => return accept(model),
        Command::EntryTry if model.catalogue.kind() == Some(EntryKind::Mail) => return mails::show(model),
        Command::EntryTry => return try_query(model),
        Command::FieldNext => model.open_form_mut().map_or((), Form::next),
        Command::FieldPrevious => model.open_form_mut().map_or((), Form::previous),
        Command::Newline => {
            if let Some(field) = model.open_form_mut().and_then(Form::field_mut) {
                field.newline();
            }
        }
        _ => {}
    }
    follow(model);
    mails::written(model)
}

/// Leaves the form; a draft stays, marked in the list.
fn leave(model: &mut Model) {
    let id = model.form.clone();
    acts::leave_form(model);
    if let Some(id) = id.filter(|id| !model.forms.contains_key(id)) {
        model.catalogue.seen.remove(&id);
    }
}

/// Sends what the form says; a text that is not of its kind is told at its field, all of them at once.
fn accept(model: &mut Model) -> Vec<Effect> {
    let words = model.words.clone();
    let Some(id) = model.form.clone() else { return Vec::new() };
    let Kind::Entry(kind) = id.kind else { return Vec::new() };
    // On the field for the trial, Enter tries.
    if model.open_form().and_then(Form::field).is_some_and(|f| f.role == Role::Student) {
        return try_query(model);
    }
    let Some(form) = model.forms.get_mut(&id).filter(|form| form.sent.is_none()) else { return Vec::new() };
    let adding = form.field().is_some_and(|f| f.key.ends_with(" +"));
    let searched = form.field().is_some_and(|f| !f.text().is_empty());
    if !adding || searched {
        fields::choose_under_cursor(form);
    }
    if adding && searched {
        // Chosen to be added: Enter once more sends.
        follow(model);
        return Vec::new();
    }
    let Some(seen) = model.catalogue.seen.get(&id).cloned() else { return Vec::new() };
    let Some(form) = model.forms.get(&id) else { return Vec::new() };
    let said = model.catalogue.ground(kind, seen.code.as_deref(), &words).said(form, &seen.entry);
    let row = match said {
        Ok(row) => row,
        Err(misfits) => {
            if let Some(form) = model.forms.get_mut(&id) {
                form.at = misfits.first().map_or(form.at, |(at, _)| *at);
                for (at, text) in misfits {
                    if let Some(field) = form.fields.get_mut(at) {
                        field.error = Some(text);
                    }
                }
            }
            return Vec::new();
        }
    };
    if seen.code.is_some() && row.as_object().is_some_and(serde_json::Map::is_empty) {
        let text = words.text("ct-nothing-changed");
        leave(model);
        model.say(Tone::Plain, text);
        return Vec::new();
    }
    let saving = Saving { kind, code: seen.code, row, seen: seen.stamp };
    let effect = model.write(crate::tui::effect::Write::SaveEntry(Box::new(saving)));
    if let (Some(form), Effect::Do { ticket, .. }) = (model.forms.get_mut(&id), &effect) {
        form.sent = Some(*ticket);
        form.problems.clear();
    }
    vec![effect]
}

/// From the list: the form, its cursor on the student to try it for.
pub(super) fn try_from_list(model: &mut Model) -> Vec<Effect> {
    if model.catalogue.kind() != Some(EntryKind::Query) {
        return Vec::new();
    }
    if !may_change(model) {
        let text = model.words.text("ct-read-only");
        model.say(Tone::Refused, text);
        return Vec::new();
    }
    let effects = edit(model);
    if let Some(form) = model.open_form_mut() {
        form.at = form.fields.iter().position(|f| f.role == Role::Student).unwrap_or(form.at);
    }
    effects
}

/// Runs the text as it is typed for the sample student.
fn try_query(model: &mut Model) -> Vec<Effect> {
    let Some(form) = model.open_form_mut().filter(|form| form.kind == Kind::Entry(EntryKind::Query)) else {
        return Vec::new();
    };
    let of = |key: &str| form.fields.iter().find(|f| f.key == key);
    let typed = |key: &str| of(key).map(|f| f.text().trim().to_owned()).unwrap_or_default();
    let dialect =
        if of("dialect").and_then(Field::code) == Some("postgres") { Dialect::Postgres } else { Dialect::Mssql };
    let trying = Trying {
        code: typed("code"),
        dialect,
        sql: of("sql").map(Field::text).unwrap_or_default(),
        student: typed("student"),
    };
    if trying.student.is_empty() {
        form.at = form.fields.iter().position(|f| f.role == Role::Student).unwrap_or(form.at);
        return Vec::new();
    }
    let code = model.form.as_ref().map(|id| id.protocol.clone()).filter(|code| code != NEW);
    let trying = Trying {
        code: code.unwrap_or_else(|| if trying.code.is_empty() { "sql".to_owned() } else { trying.code.clone() }),
        ..trying
    };
    put_over(model, EntryPane::Tried(None));
    vec![model.ask(Read::TryQuery(trying))]
}

/// A query gave something.
pub(in super::super) fn tried(model: &mut Model, told: Tried) {
    if let Some(EntryPane::Tried(pane)) = &mut model.catalogue.pane {
        *pane = Some(Ok(told));
    }
}

/// A query gave nothing, and why.
pub(in super::super) fn untried(model: &mut Model, why: String) {
    if let Some(EntryPane::Tried(pane)) = &mut model.catalogue.pane {
        *pane = Some(Err(why));
    }
}

/// It was saved: the form goes, the cursor stands on the entry.
pub(super) fn close(model: &mut Model, ticket: u64, code: &str) -> Option<Seen> {
    let id = model.forms.iter().find(|(_, form)| form.sent == Some(ticket)).map(|(id, _)| id.clone())?;
    model.forms.remove(&id);
    let seen = model.catalogue.seen.remove(&id);
    if model.form.as_ref() == Some(&id) {
        acts::leave_form(model);
    }
    select(&mut model.catalogue, Some(code.to_owned()));
    seen
}
