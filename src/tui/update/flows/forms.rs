//! The forms of the editor: opened over the map, sent as one act on the file. Esc leaves; nothing of the file
//! was touched.

use super::super::fields::choose_under_cursor;
use super::save;
use crate::tui::command::Command;
use crate::tui::effect::Effect;
use crate::tui::form::Form;
use crate::tui::form::field::Entry;
use crate::tui::form::flow::{Asks, FlowForm, Ground, KeptForm};
use crate::tui::model::{Model, Tone};

pub(super) fn open(model: &mut Model, asks: Asks) -> Vec<Effect> {
    let words = model.words.clone();
    if let Some(editor) = &mut model.flows.open {
        let ground = Ground { file: editor.history.file(), known: &editor.known, words: &words };
        let kept = editor.scratch.forms.iter().position(|f| f.asks == asks).map(|at| editor.scratch.forms.remove(at));
        editor.form = kept.map_or_else(|| ground.form(asks), |kept| KeptForm::of(&kept, true).form(&ground));
        editor.shown = None;
    }
    Vec::new()
}

/// The form was sent, or its row is gone.
fn close(model: &mut Model) {
    if let Some(editor) = &mut model.flows.open {
        editor.form = None;
    }
}

/// Esc: what was typed stays, marked in the outline.
fn leave(model: &mut Model) {
    let Some(editor) = &mut model.flows.open else { return };
    let Some(form) = editor.form.take().filter(|form| !KeptForm::of(form, false).is_empty()) else { return };
    editor.scratch.forms.push(form);
    let text = model.words.text("said-draft-kept");
    model.say(Tone::Plain, text);
}

/// What was typed goes; the next `u` brings it back.
fn throw(model: &mut Model) {
    let Some(editor) = &mut model.flows.open else { return };
    let Some(form) = editor.form.take().filter(|form| !KeptForm::of(form, false).is_empty()) else { return };
    editor.scratch.thrown = Some(form);
    let text = model.words.text("draft-thrown");
    model.say(Tone::Plain, text);
}

/// Brings back the text that was thrown away last; false when there is none.
pub(super) fn take_back(model: &mut Model) -> bool {
    let Some(editor) = &mut model.flows.open else { return false };
    let Some(form) = editor.scratch.thrown.take() else { return false };
    // One that was begun anew since keeps its place.
    if editor.scratch.forms.iter().all(|other| other.asks != form.asks) {
        editor.scratch.forms.push(form);
    }
    let text = model.words.text("draft-taken-back");
    model.say(Tone::Good, text);
    true
}

pub(super) fn run(model: &mut Model, command: Command) -> Vec<Effect> {
    match command {
        Command::Back => {
            leave(model);
            return Vec::new();
        }
        Command::Throw => {
            throw(model);
            return Vec::new();
        }
        Command::Accept => return accept(model),
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
    Vec::new()
}

/// After a key: the reasons on offer follow what is typed, the questions follow the kind of value.
pub(super) fn follow(model: &mut Model) {
    if model.flows.sheet.is_some() {
        return;
    }
    let words = model.words.clone();
    let Some(editor) = &mut model.flows.open else { return };
    let Some(mut asked) = editor.form.take() else { return };
    let ground = Ground { file: editor.history.file(), known: &editor.known, words: &words };
    let from = match &asked.asks {
        Asks::Connect(from) => Some(from.clone()),
        Asks::Between(..) => Some(String::new()),
        _ => None,
    };
    for field in asked.form.fields.iter_mut().filter(|f| matches!(f.key.as_str(), "reason" | "onward")) {
        if let (Entry::Choice(picker), Some(from)) = (&mut field.entry, &from) {
            picker.options = ground.reasons(from, &picker.typed);
        }
    }
    if let Asks::AddField(..) | Asks::Field(..) | Asks::AddParameter | Asks::Parameter(_) = &asked.asks {
        asked = of_kind(&ground, asked);
    }
    editor.form = Some(asked);
}

/// What the chosen kind of value asks.
fn of_kind(ground: &Ground<'_>, mut asked: FlowForm) -> FlowForm {
    let Some(fresh) = ground.questions_of(&asked) else { return asked };
    let same = fresh.fields.iter().map(|f| &f.key).eq(asked.form.fields.iter().map(|f| &f.key));
    if !same {
        asked.form.rebase(fresh);
    }
    asked
}

/// Enter: the choice under the cursor is taken; a required field that is empty is gone to; then the act is done.
fn accept(model: &mut Model) -> Vec<Effect> {
    let words = model.words.clone();
    if let Some(form) = model.open_form_mut() {
        choose_under_cursor(form);
    }
    follow(model);
    let Some(editor) = &mut model.flows.open else { return Vec::new() };
    let Some(asked) = &mut editor.form else { return Vec::new() };
    if asked.form.mend(&words).is_some() {
        return Vec::new();
    }
    if asked.asks == Asks::Publish {
        let note = asked.form.fields.first().map(|f| f.text().trim().to_owned()).unwrap_or_default();
        editor.form = None;
        editor.scratch.note = Some(note.clone());
        editor.publish = Some(note);
        return save::publish(model);
    }
    let ground = Ground { file: editor.history.file(), known: &editor.known, words: &words };
    let edit = match ground.edit(asked) {
        Ok(Some(edit)) => edit,
        Ok(None) => {
            editor.form = None;
            let text = words.text("flow-row-gone");
            model.say(Tone::Plain, text);
            return Vec::new();
        }
        Err((key, text)) => {
            asked.form.point_at(&key, Some(text));
            return Vec::new();
        }
    };
    let at_end = matches!(asked.asks, Asks::Connect(_));
    match super::act(model, edit) {
        Ok(effects) => {
            close(model);
            // After a way the next one of the same stage is likely: the cursor stays on the stage.
            if let (true, Some(editor)) = (at_end, &mut model.flows.open) {
                editor.at = editor.at.outer();
            }
            effects
        }
        Err(text) => {
            model.say(Tone::Refused, text);
            Vec::new()
        }
    }
}
