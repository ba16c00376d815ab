//! Beginning an act: at once, by a reason, or through a form. What is allowed is what the engine said in
//! `acts`; when it said no, its problems are shown and the cursor goes to the first thing to mend.

use super::{bulk, charges, drafts, fed, queue};
use crate::domain::refusal::Problem;
use crate::domain::request::Request;
use crate::tui::command::{Command, ROWS};
use crate::tui::effect::{Act, Effect, Read, Write};
use crate::tui::form::field::Role;
use crate::tui::form::{Form, FormId, Kind, build};
use crate::tui::model::{Focus, Layer, Model, Tone};

/// Begins the act of a command on the request under the cursor, or on the marked ones.
pub(super) fn begin(model: &mut Model, command: Command) -> Vec<Effect> {
    if command == Command::Next {
        return vec![model.write(Write::TakeNext)];
    }
    if command == Command::Undo {
        return undo(model);
    }
    if !model.queue.marks.is_empty()
        && let Some(effects) = bulk::begin(model, command)
    {
        return effects;
    }
    let Some(protocol) = model.target().map(str::to_owned) else {
        let text = model.words.text("said-nothing-selected");
        model.say(Tone::Plain, text);
        return Vec::new();
    };
    if model.is_under_way(&protocol) {
        let text = model.words.text("said-under-way");
        model.say(Tone::Plain, text);
        return Vec::new();
    }
    match command {
        Command::Take => send(model, &protocol, Act::Take),
        Command::Release => send(model, &protocol, Act::Release),
        Command::Resume => send(model, &protocol, Act::Resume),
        _ => ask_first(model, &protocol, command),
    }
}

/// An act that the engine judges by itself: one key, one round trip.
fn send(model: &mut Model, protocol: &str, act: Act) -> Vec<Effect> {
    vec![model.write(Write::Act { protocol: protocol.to_owned(), if_version: None, act })]
}

/// An act that asks for something: needs the request in full.
fn ask_first(model: &mut Model, protocol: &str, command: Command) -> Vec<Effect> {
    let known = model.request(protocol).is_some_and(|r| !r.acts.is_empty());
    if !known {
        model.detail.protocol = Some(protocol.to_owned());
        model.detail.rest = None;
        model.detail.then = Some(command);
        return vec![model.ask(Read::Show(protocol.to_owned()))];
    }
    open(model, protocol, command)
}

/// Opens what an act asks for, now that the request is here.
pub(super) fn open(model: &mut Model, protocol: &str, command: Command) -> Vec<Effect> {
    let Some(request) = model.request(protocol).cloned() else { return Vec::new() };
    if let Some(problems) = refusal(&request, command) {
        return match kind_of(command).and_then(|kind| drafts::read(model, protocol, kind)) {
            Some(effects) => {
                say_problems(model, &problems);
                effects
            }
            None => refuse(model, &request, &problems),
        };
    }
    let words = model.words.clone();
    let form = match command {
        Command::Forward => {
            model.detail.protocol = Some(protocol.to_owned());
            model.layer = Some(Layer::Reasons { protocol: protocol.to_owned(), at: 0, with_note: false });
            model.form_from = model.focus;
            model.focus = Focus::Detail;
            return Vec::new();
        }
        Command::Edit => build::edit(&request),
        Command::SendBack => build::send_back(&request, &words),
        Command::Wait => build::wait(&request, &words),
        Command::Conclude => build::conclude(&request, &words),
        Command::Cancel => build::why(Kind::Cancel, &request, &words),
        Command::Reopen => build::why(Kind::Reopen, &request, &words),
        Command::Message => build::message(&words),
        Command::Assign => build::assign(Some(&request), &words),
        Command::Priority => build::priority(&request, &words),
        Command::AddFile => build::path(Kind::AddFile, "", &words),
        Command::Charge => {
            let offers = charges::offers(&request);
            if offers.is_empty() {
                if let Some(effects) = drafts::read(model, protocol, Kind::Charge) {
                    return effects;
                }
                return refuse(model, &request, &charges::refusal(&request));
            }
            build::charge(&request, &offers, &words)
        }
        Command::SaveFile => return save_file(model, &request),
        _ => return Vec::new(),
    };
    if form.fields.is_empty() {
        let text = model.words.text("said-no-fields");
        model.say(Tone::Plain, text);
        return Vec::new();
    }
    open_form(model, protocol, form)
}

/// The form that a command of the desk opens, where the engine may refuse it beforehand.
fn kind_of(command: Command) -> Option<Kind> {
    Some(match command {
        Command::Edit => Kind::Edit,
        Command::Forward => Kind::Forward,
        Command::SendBack => Kind::SendBack,
        Command::Wait => Kind::Wait,
        Command::Conclude => Kind::Conclude,
        Command::Cancel => Kind::Cancel,
        Command::Reopen => Kind::Reopen,
        Command::Message => Kind::Message,
        Command::Assign => Kind::Assign,
        Command::Priority => Kind::Priority,
        Command::Charge => Kind::Charge,
        _ => return None,
    })
}

/// The engine's problems with an act; none when it is allowed or when all that is missing can be typed.
fn refusal(request: &Request, command: Command) -> Option<Vec<Problem>> {
    let code = ROWS.iter().find(|r| r.command == command).and_then(|r| r.act)?;
    let state = request.acts.get(code)?;
    if state.allowed {
        return None;
    }
    let typable = |p: &Problem| {
        let known = p.field.as_ref().is_some_and(|key| {
            request.form.iter().any(|f| f.key == *key && f.filled_by != "student")
                || request.actions.iter().any(|a| a.key == *key)
        });
        match p.code.as_str() {
            "E_FIELD_REQUIRED" | "E_ACTION_REQUIRED" => known,
            "E_NOTE_REQUIRED" | "E_OUTCOME" | "E_TARGET" | "E_TEXT" | "E_PRIORITY" => true,
            _ => false,
        }
    };
    let asks = matches!(command, Command::Conclude | Command::Forward);
    let unmet: Vec<Problem> = state.problems.iter().filter(|p| !(asks && typable(p))).cloned().collect();
    (!unmet.is_empty()).then_some(unmet)
}

/// Shows the problems on one line; when one names a field of the stage's form, the form opens there.
fn refuse(model: &mut Model, request: &Request, problems: &[Problem]) -> Vec<Effect> {
    say_problems(model, problems);
    let key = problems.iter().filter_map(|p| p.field.as_deref()).find(|k| request.form.iter().any(|f| f.key == *k));
    if let (Some(key), true) = (key.map(str::to_owned), request.acts.get("edit").is_some_and(|a| a.allowed)) {
        let lang = model.words.lang();
        let error = problems.iter().find(|p| p.field.as_deref() == Some(&key)).map(|p| p.message(lang).to_owned());
        let effects = open_form(model, &request.item.protocol, build::edit(request));
        if let Some(form) = model.open_form_mut() {
            form.point_at(&key, error);
        }
        return effects;
    }
    // What was known may be old: the engine is asked again.
    vec![model.ask(Read::Show(request.item.protocol.clone()))]
}

/// All problems, one line.
pub(super) fn say_problems(model: &mut Model, problems: &[Problem]) {
    let lang = model.words.lang();
    let mut texts: Vec<&str> = Vec::new();
    for problem in problems {
        if !texts.contains(&problem.message(lang)) {
            texts.push(problem.message(lang));
        }
    }
    let text = texts.join(" · ");
    model.say(Tone::Refused, text);
}

/// Gives the keys to a form; what was typed before for the same act is in it.
pub(super) fn open_form(model: &mut Model, protocol: &str, form: Form) -> Vec<Effect> {
    let id = FormId { person: model.login().to_owned(), protocol: protocol.to_owned(), kind: form.kind };
    let kind = form.kind;
    match model.forms.get_mut(&id) {
        Some(old) if old.is_draft() => old.rebase(form),
        _ => {
            model.forms.insert(id.clone(), form);
        }
    }
    if model.form.is_none() && model.layer.is_none() {
        model.form_from = model.focus;
    }
    model.layer = None;
    let asking = id.clone();
    model.form = Some(id);
    model.focus = Focus::Detail;
    drafts::come_back(model, &asking);
    if protocol != bulk::MARKED {
        model.detail.protocol = Some(protocol.to_owned());
    }
    let mut effects = fed::ask(model, &asking);
    if kind == Kind::Assign {
        let of = if protocol == bulk::MARKED {
            model.queue.marks.first().cloned().unwrap_or_default()
        } else {
            protocol.to_owned()
        };
        effects.push(model.ask(Read::Assignable(of)));
    }
    effects
}

/// Forwards by a reason: at once when nothing is missing, else through the missing fields.
pub(super) fn choose_reason(model: &mut Model, protocol: &str, at: usize, with_note: bool) -> Vec<Effect> {
    let Some(request) = model.request(protocol).cloned() else { return Vec::new() };
    let Some(reason) = forward_reasons(&request).nth(at).cloned() else { return Vec::new() };
    // What was typed for this reason is shown, not passed by.
    let id = FormId { person: model.login().to_owned(), protocol: protocol.to_owned(), kind: Kind::Forward };
    let begun = model.forms.get(&id).filter(|f| f.is_draft() && f.reason.as_ref() == Some(&reason.code));
    let noted = begun.is_some_and(|f| f.typed().iter().any(|typed| typed.role == Role::Note));
    let form = build::forward(&request, &reason, with_note || noted, &model.words.clone());
    if begun.is_none() && form.fields.is_empty() {
        model.layer = None;
        model.focus = model.form_from;
        let act = Act::Forward { reason: reason.code, note: None, values: Vec::new() };
        let if_version = Some(request.item.version);
        return vec![model.write(Write::Act { protocol: protocol.to_owned(), if_version, act })];
    }
    open_form(model, protocol, form)
}

/// The reasons that `f` offers: those of kind return belong to sending back.
pub fn forward_reasons(request: &Request) -> impl Iterator<Item = &crate::domain::request::ReasonOption> {
    request.reasons.iter().filter(|r| r.kind != "return")
}

/// Takes back my last act, wherever it was; else asks about the request under the cursor.
fn undo(model: &mut Model) -> Vec<Effect> {
    if drafts::take_back(model) {
        return Vec::new();
    }
    if let Some(last) = model.last_act.clone() {
        return match last.batch {
            Some(batch) => vec![model.write(Write::UndoBatch(batch))],
            None => send(model, &last.protocol, Act::Undo),
        };
    }
    match model.target().map(str::to_owned) {
        Some(protocol) => send(model, &protocol, Act::Undo),
        None => Vec::new(),
    }
}

/// Saves the newest file: its path is asked.
fn save_file(model: &mut Model, request: &Request) -> Vec<Effect> {
    match request.files.last() {
        Some(file) => {
            let name: String = file.name.chars().map(|c| if c == '/' || c.is_control() { '_' } else { c }).collect();
            let mut form = build::path(Kind::SaveFile, &name, &model.words.clone());
            form.subject.clone_from(&file.name);
            form.reason = Some(file.no.to_string());
            open_form(model, &request.item.protocol, form)
        }
        None => {
            let text = model.words.text("said-no-files");
            model.say(Tone::Plain, text);
            Vec::new()
        }
    }
}

/// Leaves the form; what was typed stays, marked in the queue.
pub(super) fn leave_form(model: &mut Model) {
    let Some(id) = model.form.take() else { return };
    if model.forms.get(&id).is_some_and(|f| !f.is_draft() && f.sent.is_none()) {
        model.forms.remove(&id);
    } else if model.forms.contains_key(&id) {
        let text = model.words.text("said-draft-kept");
        model.say(Tone::Plain, text);
    }
    model.focus = model.form_from;
    if model.focus == Focus::List && model.queue.selected.is_some() && model.detail.protocol != model.queue.selected {
        model.detail.protocol.clone_from(&model.queue.selected);
    }
    queue::show_cursor(model);
}
