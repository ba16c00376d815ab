//! Keys of a form on the desk: characters to the field, Enter sends or goes to what is still missing, Esc
//! leaves and keeps the text.

use crossterm::event::{KeyCode, KeyEvent};

use super::{acts, bulk, drafts};
use crate::tui::command::Command;
use crate::tui::effect::{Act, BulkAct, Effect, Read, Write};
use crate::tui::form::field::{Entry, Role};
use crate::tui::form::{Form, Kind, Said};
use crate::tui::model::Model;

/// Gives a key to the field under the cursor; none when the field has no use for it.
pub(super) fn typed(model: &mut Model, key: KeyEvent) -> Option<Vec<Effect>> {
    let form = model.open_form_mut()?;
    if form.kind == Kind::Message && key.code == KeyCode::Tab {
        if let Some(Entry::Bool(said)) = form.of_mut(Role::Internal).map(|f| &mut f.entry) {
            *said = Some(!said.unwrap_or(false));
        }
        return Some(Vec::new());
    }
    type_into(form, key).then(Vec::new)
}

/// A key for the field under the cursor of any form; a digit that chose goes on to the next field.
pub(super) fn type_into(form: &mut Form, key: KeyEvent) -> bool {
    let before = form.field().and_then(|f| f.code().map(str::to_owned));
    let Some(field) = form.field_mut() else { return false };
    if !field.key(key) {
        return false;
    }
    let chose = matches!(&field.entry, Entry::Choice(p) if p.digits && p.typed.is_empty() && p.chosen.is_some());
    let digit = matches!(key.code, KeyCode::Char(c) if c.is_ascii_digit());
    if chose
        && digit
        && (before != field.code().map(str::to_owned) || before.is_some())
        && form.at + 1 < form.fields.len()
    {
        form.next();
    }
    form.problems.clear();
    true
}

pub(super) fn paste(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Some(field) = model.open_form_mut().and_then(Form::field_mut) {
        field.paste(text);
    }
    Vec::new()
}

pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    match command {
        Command::Back => acts::leave_form(model),
        Command::Accept => return accept(model),
        Command::Throw => {
            if let Some(id) = model.form.clone() {
                acts::leave_form(model);
                drafts::throw(model, &id);
            }
        }
        Command::FieldNext => model.open_form_mut().map_or((), Form::next),
        Command::FieldPrevious => model.open_form_mut().map_or((), Form::previous),
        Command::Newline => {
            if let Some(field) = model.open_form_mut().and_then(Form::field_mut) {
                field.newline();
            }
        }
        _ => {}
    }
    Vec::new()
}

/// Sends what the form says. A choice under the cursor is taken first.
fn accept(model: &mut Model) -> Vec<Effect> {
    let (words, zone) = (model.words.clone(), *model.now().offset());
    let Some(id) = model.form.clone() else { return Vec::new() };
    let Some(form) = model.forms.get_mut(&id) else { return Vec::new() };
    if form.sent.is_some() {
        return Vec::new();
    }
    choose_under_cursor(form);
    let act = match form.say(&words, zone) {
        Said::Mend(_) => return Vec::new(),
        Said::Act(act) => act,
    };
    let reason = form.reason.clone();
    if let (Kind::SaveFile, Act::AddFile { path }) = (id.kind, &act) {
        let no = reason.and_then(|r| r.parse().ok()).unwrap_or_default();
        return vec![model.ask(Read::SaveFile { protocol: id.protocol, no, path: path.clone() })];
    }
    if let Act::SetFields(values) = &act
        && values.is_empty()
    {
        acts::leave_form(model);
        return Vec::new();
    }
    let effect = match (id.protocol == bulk::MARKED, act) {
        (true, Act::Assign { to, note, .. }) => {
            Some(drafts::send(model, &id, bulk::write(model, BulkAct::Assign { to, note })))
        }
        (true, _) => None,
        (false, act) => {
            let if_version = is_versioned(&act).then(|| model.request(&id.protocol).map(|r| r.item.version)).flatten();
            Some(drafts::send(model, &id, Write::Act { protocol: id.protocol.clone(), if_version, act }))
        }
    };
    effect.into_iter().collect()
}

/// A choice that is being searched takes the option under the cursor.
pub(super) fn choose_under_cursor(form: &mut Form) {
    if let Some(field) = form.field_mut()
        && let Entry::Choice(picker) = &mut field.entry
        && (picker.chosen.is_none() || !picker.typed.is_empty() || picker.hover > 0)
    {
        field.touched |= picker.choose();
    }
}

/// What must not be written over what someone else did meanwhile (I-7). Messages and levels always fit.
fn is_versioned(act: &Act) -> bool {
    match act {
        Act::SetFields(_) | Act::Forward { .. } | Act::SendBack { .. } | Act::Wait { .. } | Act::Conclude { .. } => {
            true
        }
        Act::Take
        | Act::Release
        | Act::Resume
        | Act::Cancel { .. }
        | Act::Reopen { .. }
        | Act::Assign { .. }
        | Act::Message { .. }
        | Act::Priority { .. }
        | Act::AddFile { .. }
        | Act::Charge { .. }
        | Act::Undo => false,
    }
}
