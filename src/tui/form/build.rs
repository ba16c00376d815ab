//! Which fields an act asks for, from what the engine says of the request. Asks only for what is missing;
//! whether the act is allowed at all was the engine's answer before this.

use super::field::{Choice, Field, Kind as Takes, Role};
use super::{Form, Kind};
use crate::domain::request::{FormField, Reason, ReasonOption, Request, StageAction};
use crate::tui::effect::ChargeAct;
use crate::words::Words;

/// The stage's own form, every field and checklist action (L-04).
#[must_use]
pub fn edit(request: &Request) -> Form {
    let fields = request.form.iter().filter(|f| !f.withheld && f.filled_by != "student").map(stage_field);
    let actions = request.actions.iter().filter(|a| a.kind == "checklist").map(checklist);
    let mut form = Form::new(Kind::Edit, fields.chain(actions).collect());
    form.subject.clone_from(&request.item.stage_name);
    form
}

/// What a reason still asks: its missing fields, and a note where one is demanded or wished.
#[must_use]
pub fn forward(request: &Request, reason: &ReasonOption, with_note: bool, words: &Words) -> Form {
    let mut fields = missing(request, &reason.missing);
    if reason.note_required || with_note {
        fields.push(note(words.text("field-note"), reason.note_required));
    }
    let mut form = Form::new(Kind::Forward, fields);
    form.reason = Some(reason.code.clone());
    form.subject = format!("{} → {}", reason.name, reason.to_name);
    form
}

/// To the previous stage, or along a `return` edge (L-06).
#[must_use]
pub fn send_back(request: &Request, words: &Words) -> Form {
    let mut fields = vec![note(words.text("field-why"), true)];
    let mut ways: Vec<Choice> = Vec::new();
    if let Some(stage) = &request.return_to {
        let name = request.stages.iter().find(|s| s.code == *stage).map_or(stage, |s| &s.name);
        ways.push(Choice { code: String::new(), label: name.clone(), hint: words.text("field-previous-stage") });
    }
    ways.extend(request.reasons.iter().filter(|r| r.kind == "return").map(|r| Choice {
        code: r.code.clone(),
        label: r.name.clone(),
        hint: format!("→ {}", r.to_name),
    }));
    let only_way = ways.first().cloned();
    if ways.len() > 1 || ways.first().is_some_and(|w| !w.code.is_empty()) {
        let mut way = Field::new(Role::Edge, Takes::Choice, "reason", &words.text("field-way")).among(ways, true);
        if let super::Entry::Choice(picker) = &mut way.entry {
            picker.chosen = only_way;
        }
        fields.push(way);
    }
    Form::new(Kind::SendBack, fields)
}

/// The institution's reasons for an act, where it has any (Z-17).
fn reason(request: &Request, act: &str, words: &Words) -> Option<Field> {
    let reasons = request.acts.get(act).map(|a| a.reasons.as_slice()).filter(|all| !all.is_empty())?;
    let choice = |r: &Reason| Choice { code: r.code.clone(), label: r.name.clone(), hint: String::new() };
    let field = Field::new(Role::Edge, Takes::Choice, "reason", &words.text("field-reason"));
    Some(field.among(reasons.iter().map(choice).collect(), true))
}

/// A question to the student, and a date to wake on (L-08).
#[must_use]
pub fn wait(request: &Request, words: &Words) -> Form {
    let mut until = Field::new(Role::Until, Takes::Date, "until", &words.text("field-until"));
    until.help = Some(words.text("field-until-help"));
    let mut fields = vec![note(words.text("field-to-student"), true), until];
    fields.extend(reason(request, "wait", words));
    Form::new(Kind::Wait, fields)
}

/// An outcome, the resolution, and what the engine says is missing (L-10).
#[must_use]
pub fn conclude(request: &Request, words: &Words) -> Form {
    let outcomes: Vec<Choice> = request
        .outcomes
        .iter()
        .map(|o| Choice {
            code: o.code().to_owned(),
            label: words.text(&format!("outcome-{}", o.code())),
            hint: String::new(),
        })
        .collect();
    let mut outcome = Field::new(Role::Outcome, Takes::Choice, "outcome", &words.text("field-outcome")).required();
    let only = (outcomes.len() == 1).then(|| outcomes.first().cloned()).flatten();
    outcome = outcome.among(outcomes, true);
    if let (super::Entry::Choice(picker), Some(only)) = (&mut outcome.entry, only) {
        picker.chosen = Some(only);
    }
    let mut fields = vec![outcome];
    fields.extend(missing(request, &keys_missing(request)));
    fields.push(note(words.text("field-resolution"), true));
    let mut form = Form::new(Kind::Conclude, fields);
    form.subject.clone_from(&request.item.stage_name);
    form
}

/// Why, for cancelling and reopening (L-11, L-13): a reason is enough, where there are any, and so are words.
#[must_use]
pub fn why(kind: Kind, request: &Request, words: &Words) -> Form {
    let picked = reason(request, kind.name(), words);
    let why = details(picked.is_some(), picked.is_none(), words);
    Form::new(kind, picked.into_iter().chain([why]).collect())
}

/// A message to the student, or an internal note (L-15).
#[must_use]
pub fn message(words: &Words) -> Form {
    let mut internal = Field::new(Role::Internal, Takes::Bool, "internal", &words.text("field-internal"));
    internal.entry = super::Entry::Bool(Some(false));
    Form::new(Kind::Message, vec![note(words.text("field-message"), true), internal])
}

/// A person, found by typing (L-07); marked requests have no reasons of their own.
#[must_use]
pub fn assign(request: Option<&Request>, words: &Words) -> Form {
    let to = Field::new(Role::To, Takes::Choice, "to", &words.text("field-to")).required();
    let picked = request.and_then(|request| reason(request, "assign", words));
    let why = details(picked.is_some(), false, words);
    Form::new(Kind::Assign, [to].into_iter().chain(picked).chain([why]).collect())
}

/// The level and why.
#[must_use]
pub fn priority(request: &Request, words: &Words) -> Form {
    let levels = (1..=5u8)
        .map(|n| Choice { code: n.to_string(), label: words.text(&format!("priority-{n}")), hint: String::new() })
        .collect();
    let mut level = Field::new(Role::Level, Takes::Choice, "priority", &words.text("field-priority"))
        .among(levels, true)
        .required();
    level.help =
        Some(words.with(
            "field-priority-now",
            &[("level", words.text(&format!("priority-{}", request.item.priority)).into())],
        ));
    Form::new(Kind::Priority, vec![level, note(words.text("field-why"), true)])
}

/// What is done about the charge, and why; one way alone is chosen already.
#[must_use]
pub fn charge(request: &Request, offers: &[ChargeAct], words: &Words) -> Form {
    let ways: Vec<Choice> = offers
        .iter()
        .map(|act| {
            let name = act.code().replace('_', "-");
            Choice {
                code: act.code().to_owned(),
                label: words.text(&format!("field-{name}")),
                hint: words.text(&format!("field-{name}-hint")),
            }
        })
        .collect();
    let only = (ways.len() == 1).then(|| ways.first().cloned()).flatten();
    let mut way =
        Field::new(Role::Charge, Takes::Choice, "charge", &words.text("field-charge")).among(ways, true).required();
    if let super::Entry::Choice(picker) = &mut way.entry {
        picker.chosen = only;
    }
    let mut form = Form::new(Kind::Charge, vec![way, note(words.text("field-why"), true)]);
    form.subject = request.charge.as_ref().map(|c| words.charge(c)).unwrap_or_default();
    form
}

/// The path of a file of this machine.
#[must_use]
pub fn path(kind: Kind, suggested: &str, words: &Words) -> Form {
    let mut path = Field::new(Role::Path, Takes::File, "path", &words.text("field-path")).required();
    path.help = Some(words.text("field-path-help"));
    path.entry = super::Entry::Text(Box::new(super::field::editor(suggested)));
    Form::new(kind, vec![path])
}

/// What the stage requires and does not have yet (F-7); foreseen here, judged by the engine.
fn keys_missing(request: &Request) -> Vec<String> {
    let fields =
        request.form.iter().filter(|f| f.required && f.value.is_null() && !f.withheld && f.filled_by != "student");
    let actions = request.actions.iter().filter(|a| a.required && !a.done && a.kind == "checklist");
    fields.map(|f| f.key.clone()).chain(actions.map(|a| a.key.clone())).collect()
}

fn missing(request: &Request, keys: &[String]) -> Vec<Field> {
    let fields = request.form.iter().filter(|f| keys.contains(&f.key)).map(stage_field);
    let actions = request.actions.iter().filter(|a| keys.contains(&a.key)).map(checklist);
    fields.chain(actions).map(Field::required).collect()
}

/// A field of the stage, with its stored value.
#[must_use]
pub fn stage_field(spec: &FormField) -> Field {
    let mut field = Field::new(Role::Value, Takes::of(&spec.kind), &spec.key, &spec.label);
    field.required = spec.required;
    field.help.clone_from(&spec.help);
    if field.kind == Takes::Choice {
        field = field.among(spec.choices.iter().map(|c| Choice::from_text(c)).collect(), spec.choices.len() <= 9);
    }
    field.fill(&spec.value);
    super::fed::mark(&mut field, spec);
    field
}

fn checklist(action: &StageAction) -> Field {
    let mut field = Field::new(Role::Value, Takes::Bool, &action.key, &action.label);
    field.required = action.required;
    field.entry = super::Entry::Bool(action.done.then_some(true));
    field
}

/// The words beside a reason, or in place of one.
fn details(has_reason: bool, required: bool, words: &Words) -> Field {
    note(words.text(if has_reason { "field-details" } else { "field-why" }), required)
}

fn note(label: String, required: bool) -> Field {
    let field = Field::new(Role::Note, Takes::Long, "note", &label);
    if required { field.required() } else { field }
}
