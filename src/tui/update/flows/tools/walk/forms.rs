//! The forms of a walk: those of the desk itself, filled with samples that may be changed. A form says a step of the
//! script, how the request is opened, or who acts.

use chrono::{FixedOffset, NaiveDate};
use serde_json::{Value, json};

use crate::domain::flow::file::{Parameter, Stage, StageField, TypeFile};
use crate::domain::flow::walk::{Given, Offer, Script, Step, Transcript, sample};
use crate::domain::request::Request;
use crate::tui::effect::{Act, Typed, Values};
use crate::tui::form::field::{Choice, Entry, Field, Kind as Takes, Role, editor};
use crate::tui::form::{Form, Kind, build};
use crate::tui::model::Doing;
use crate::words::Words;

/// Name of the file that stands for any file.
const SAMPLE_FILE: &str = "ensaio.pdf";

/// What the forms are filled from.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub file: &'a TypeFile,
    pub told: Option<&'a Transcript>,
    pub today: NaiveDate,
    pub words: &'a Words,
}

impl Ground<'_> {
    /// The form of an act, as the desk asks it; none when it asks for nothing.
    pub(super) fn step(&self, doing: &Doing, request: &Request) -> Option<Form> {
        let words = self.words;
        let mut form = match doing {
            Doing::Forward(code) => {
                let reason = request.reasons.iter().find(|r| r.code == *code)?;
                build::forward(request, reason, false, words)
            }
            Doing::Conclude(outcome) => {
                let mut form = build::conclude(request, words);
                choose(&mut form, Role::Outcome, outcome);
                form
            }
            Doing::SendBack(reason) => {
                let mut form = build::send_back(request, words);
                choose(&mut form, Role::Edge, reason.as_deref().unwrap_or_default());
                form
            }
            Doing::Wait => build::wait(request, words),
            Doing::Cancel => build::why(Kind::Cancel, request, words),
            Doing::Fill => build::edit(request),
            Doing::Message => build::message(words),
            Doing::Resume | Doing::Take | Doing::Release => return None,
        };
        let stage = self.file.stages.iter().find(|s| s.code == request.item.stage);
        for field in &mut form.fields {
            match field.role {
                Role::Value => self.fill(field, stage, request),
                Role::Note => {
                    if field.required && field.is_blank() {
                        field.entry = Entry::Text(Box::new(editor(&words.text("flow-walk-note"))));
                    }
                    field.touched = true;
                }
                _ => field.touched = true,
            }
        }
        form.at = 0;
        (!form.fields.is_empty()).then_some(form)
    }

    /// A sample for a field that is empty and asked for.
    fn fill(&self, field: &mut Field, stage: Option<&Stage>, request: &Request) {
        let spec = stage.and_then(|s| s.fields.iter().find(|f| f.key == field.key));
        let shown = request.form.iter().find(|f| f.key == field.key);
        if shown.is_some_and(|f| f.kind == "sql_choice") {
            let offer = self.told.and_then(|told| told.offers.get(&field.key));
            self.offered(field, offer, shown.and_then(|f| f.value.as_str()));
        }
        if field.kind == Takes::File {
            // No file of this machine goes into a walk: one that is made up stands for it.
            field.kind = Takes::Short;
            field.help = Some(self.words.text("flow-walk-file-help"));
        }
        if field.is_blank() && field.required {
            let value = match (spec, shown) {
                (Some(spec), Some(shown)) if shown.kind != "sql_choice" => sample(given(spec), self.today),
                // An action to tick.
                (_, None) => Some(Value::Bool(true)),
                _ => None,
            };
            match value {
                Some(value) if value.is_object() => {
                    field.entry = Entry::Text(Box::new(editor(SAMPLE_FILE)));
                }
                Some(value) => field.fill(&value),
                None => {}
            }
        }
        field.touched = field.required || !field.is_blank();
    }

    /// The options of a query in place of those of the file.
    fn offered(&self, field: &mut Field, offer: Option<&Offer>, chosen: Option<&str>) {
        let Some(offer) = offer else { return };
        match &offer.options {
            None => field.error = Some(offer.why(self.words.lang()).to_owned()),
            Some(options) if options.is_empty() => field.error = Some(self.words.text("options-none")),
            Some(options) => {
                let options: Vec<Choice> = options
                    .iter()
                    .map(|o| Choice { code: o.value.clone(), label: o.label.clone(), hint: String::new() })
                    .collect();
                let first = options.first().map(|o| o.code.clone());
                let digits = options.len() <= 9;
                if let Entry::Choice(picker) = &mut field.entry {
                    picker.options = options;
                    picker.digits = digits;
                    if let Some(code) = chosen.map(str::to_owned).or(first.filter(|_| field.required)) {
                        picker.choose_code(&code);
                    }
                }
            }
        }
    }

    /// How the request is opened: for whom, where, with which answers.
    pub(super) fn opening(&self, script: &Script) -> Form {
        let words = self.words;
        let mut who = Field::new(Role::Student, Takes::Short, "student", &words.text("flow-walk-student"));
        who.help = Some(words.text("flow-walk-student-help"));
        who.entry = Entry::Text(Box::new(editor(script.student.as_deref().unwrap_or_default())));
        let mut fields = vec![who];
        let places: Vec<Choice> =
            self.file.locations.iter().filter(|l| l.active).map(|l| choice(&l.code, &l.description)).collect();
        let entries: Vec<Choice> =
            self.file.stages.iter().filter(|s| s.active && s.entry).map(|s| choice(&s.code, &s.name)).collect();
        let default = self.file.stages.iter().find(|s| s.default).map(|s| s.code.clone());
        let first = places.first().map(|l| l.code.clone());
        for (role, key, label, options, now) in [
            (Role::Location, "location", "open-location", places, script.location.clone().or(first)),
            (Role::Entry, "entry", "open-entry", entries, script.entry.clone().or(default)),
        ] {
            if options.len() > 1 {
                let mut field = Field::new(role, Takes::Choice, key, &words.text(label)).among(options, true);
                if let (Entry::Choice(picker), Some(code)) = (&mut field.entry, now) {
                    picker.choose_code(&code);
                }
                fields.push(field);
            }
        }
        fields.extend(self.file.parameters.iter().filter(|p| p.active).map(|p| self.question(p, script)));
        let mut form = Form::new(Kind::Open, fields);
        form.at = 0;
        form
    }

    fn question(&self, asked: &Parameter, script: &Script) -> Field {
        let mut field = Field::new(Role::Value, Takes::of(asked.kind.word()), &asked.code, &asked.label);
        field.required = asked.required;
        if !asked.help.is_empty() {
            field.help = Some(asked.help.clone());
        }
        let said = script.parameters.get(&asked.code);
        if let Some(offer) = self.told.and_then(|told| told.questions.get(&asked.code)) {
            self.offered(&mut field, Some(offer), said.and_then(Value::as_str));
        }
        if asked.query.is_some() {
            // Without options it is the engine that says so, in its own words.
            field.required = asked.required && !matches!(&field.entry, Entry::Choice(p) if p.options.is_empty());
            return field;
        }
        if field.kind == Takes::Choice {
            field = field.among(asked.choices.iter().map(|c| Choice::from_text(c)).collect(), asked.choices.len() <= 9);
        }
        let own = asked.required.then(|| sample(given_question(asked), self.today)).flatten();
        if let Some(value) = said.cloned().or(own) {
            field.fill(&value);
            field.touched = true;
        }
        field
    }

    /// The opening as a form of it says. Of another student what a query offers is another thing: its untouched
    /// answers are left to the engine.
    pub(super) fn opened(&self, form: &Form, before: &Script) -> Script {
        let text = |role| form.of(role).map(|f| f.text().trim().to_owned()).filter(|t| !t.is_empty());
        let code = |role| form.of(role).and_then(Field::code).map(str::to_owned);
        let student = text(Role::Student);
        let other = student != before.student;
        let mut parameters = serde_json::Map::new();
        for field in form.fields.iter().filter(|f| f.role == Role::Value) {
            let fed = self.file.parameters.iter().any(|p| p.code == field.key && p.query.is_some());
            if let (Ok(Typed::Plain(value)), false) = (field.value(), fed && (other || !field.touched)) {
                parameters.insert(field.key.clone(), value);
            }
        }
        Script {
            student,
            location: code(Role::Location).or_else(|| before.location.clone()),
            entry: code(Role::Entry).or_else(|| before.entry.clone()),
            parameters,
            ..before.clone()
        }
    }

    /// Who may act: anyone, a role, a person.
    pub(super) fn actor(&self, actors: Vec<Choice>) -> Form {
        let field = Field::new(Role::To, Takes::Choice, "to", &self.words.text("flow-walk-as")).among(actors, true);
        Form::new(Kind::Flow, vec![field])
    }
}

fn choice(code: &str, label: &str) -> Choice {
    Choice { code: code.to_owned(), label: label.to_owned(), hint: String::new() }
}

fn choose(form: &mut Form, role: Role, code: &str) {
    if let Some(Entry::Choice(picker)) = form.of_mut(role).map(|f| &mut f.entry) {
        picker.choose_code(code);
    }
}

fn given(field: &StageField) -> Given<'_> {
    Given {
        kind: field.kind,
        min: field.min.as_ref(),
        max: field.max.as_ref(),
        regex: field.regex.as_deref(),
        choices: &field.choices,
    }
}

pub(super) fn given_question(asked: &Parameter) -> Given<'_> {
    Given {
        kind: asked.kind,
        min: asked.min.as_ref(),
        max: asked.max.as_ref(),
        regex: asked.regex.as_deref(),
        choices: &asked.choices,
    }
}

/// The step that asks for nothing.
pub(super) fn bare(doing: &Doing) -> Step {
    let act = match doing {
        Doing::Take => "take",
        Doing::Release => "release",
        Doing::Resume => "resume",
        Doing::Forward(_) => "forward",
        Doing::Conclude(_) => "conclude",
        Doing::SendBack(_) => "return",
        Doing::Wait => "wait",
        Doing::Cancel => "cancel",
        Doing::Fill => "set",
        Doing::Message => "message",
    };
    let reason = match doing {
        Doing::Forward(code) => Some(code.clone()),
        _ => None,
    };
    Step { act: act.to_owned(), reason, ..Step::default() }
}

/// The step that a form says; the first field to mend when it does not say one yet.
pub(super) fn said(
    form: &mut Form,
    doing: &Doing,
    request: &Request,
    words: &Words,
    zone: FixedOffset,
) -> Result<Step, usize> {
    let act = match form.say(words, zone) {
        crate::tui::form::Said::Mend(at) => return Err(at),
        crate::tui::form::Said::Act(act) => act,
    };
    let fields = |values: Values| -> serde_json::Map<String, Value> {
        values.into_iter().map(|(key, value)| (key.clone(), plain(&key, value, request))).collect()
    };
    let step = bare(doing);
    Ok(match act {
        Act::Forward { reason, note, values } => Step { reason: Some(reason), note, fields: fields(values), ..step },
        Act::Conclude { outcome, note, values } => {
            Step { outcome: Some(outcome.code().to_owned()), note: Some(note), fields: fields(values), ..step }
        }
        Act::SendBack { note, reason } => Step { note: Some(note), reason, ..step },
        Act::Wait { message, until, reason } => {
            Step { note: Some(message), until: until.map(|at| at.to_rfc3339()), reason, ..step }
        }
        Act::Cancel { note, reason } => Step { note, reason, ..step },
        Act::SetFields(values) => Step { fields: fields(values), ..step },
        Act::Message { body, internal } => Step { note: Some(body), internal, ..step },
        _ => step,
    })
}

/// A value as the engine takes it; the name of a file becomes a file of that name.
fn plain(key: &str, value: Typed, request: &Request) -> Value {
    let is_file = request.form.iter().any(|f| f.key == key && f.kind == "file");
    match value {
        Typed::Plain(Value::String(name)) if is_file => {
            let pdf = name.to_lowercase().ends_with(".pdf");
            json!({ "name": name, "content": if pdf { "JVBERi0xLjQgZW5zYWlv" } else { "ZW5zYWlvCg==" } })
        }
        Typed::Plain(value) => value,
        Typed::File(path) => Value::String(path),
    }
}
