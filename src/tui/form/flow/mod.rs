//! The forms of the flow editor: a row of the type file as fields, and back as an act on the file. Foresees only
//! the shape of what is typed; the file judges the rest when the act is done.

mod head;
mod kept;
mod read;

use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use self::kept::KeptForm;
use self::read::Read;
pub use self::read::{duration, duration_text};
use super::field::{Choice, Entry, Field, Kind as Takes, Role};
use super::{Form, Kind};
use crate::domain::file::scalar::Scalar;
use crate::domain::flow::edit::Edit;
use crate::domain::flow::file::{
    ActionKind, Assignment, Can, DataType, Edge, FilledBy, Outcome, Parameter, Purpose, ReasonKind, Stage, StageAction,
    StageField, TypeFile,
};
use crate::domain::text::fold;
use crate::store::editing::Editing;
use crate::tui::model::Part;
use crate::words::Words;

/// Mark before the name of a reason that is made on the spot.
const NEW: char = '+';

/// What a form is for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Asks {
    /// A new stage after this one.
    AddStage(Option<String>),
    /// A new stage on a way: its stage and reason.
    Between(String, String),
    /// A stage.
    Stage(String),
    /// A new field in a stage, after this one.
    AddField(String, Option<String>),
    /// A field.
    Field(String, String),
    /// A new action in a stage.
    AddAction(String),
    /// An action.
    Action(String, String),
    /// A new way from a stage.
    Connect(String),
    /// A way.
    Edge(String, String),
    /// A new question at opening.
    AddParameter,
    /// A question.
    Parameter(String),
    /// The type itself.
    Head,
    /// A part of the type.
    Part(Part),
    /// A new delivery location.
    AddLocation,
    /// A new price of a location.
    AddPrice(String),
    /// What changed, for those who read it later.
    Publish,
}

impl Asks {
    /// Its name among the words: `flow-form-NAME`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::AddStage(_) => "add-stage",
            Self::Between(..) => "between",
            Self::Stage(_) => "stage",
            Self::AddField(..) => "add-field",
            Self::Field(..) => "field",
            Self::AddAction(_) => "add-action",
            Self::Action(..) => "action",
            Self::Connect(_) => "connect",
            Self::Edge(..) => "edge",
            Self::AddParameter => "add-parameter",
            Self::Parameter(_) => "parameter",
            Self::Head => "head",
            Self::Part(part) => match part {
                Part::Access => "access",
                Part::Charge => "charge",
                Part::Email => "email",
                Part::Guidance => "guidance",
                Part::Locations | Part::Location(_) => "location",
                Part::Price(..) => "price",
                Part::Questions => "parameter",
            },
            Self::AddLocation => "add-location",
            Self::AddPrice(_) => "add-price",
            Self::Publish => "publish",
        }
    }
}

/// A form of the editor.
#[derive(Debug, Clone)]
pub struct FlowForm {
    /// What it is for.
    pub asks: Asks,
    /// Its fields.
    pub form: Form,
}

/// What a form is made from.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// The file.
    pub file: &'a TypeFile,
    /// What it may refer to.
    pub known: &'a Editing,
    /// The words.
    pub words: &'a Words,
}

/// What does not fit: key of the field, and its words.
pub type Misfit = (String, String);

impl Ground<'_> {
    fn label(&self, key: &str) -> String {
        self.words.text(&format!("ff-{key}"))
    }

    fn text(&self, takes: Takes, key: &str, value: &str) -> Field {
        let mut field = Field::new(Role::Value, takes, key, &self.label(key));
        field.fill(&Value::String(value.to_owned()));
        field.help = self.help(key);
        field
    }

    fn help(&self, key: &str) -> Option<String> {
        let id = format!("ff-{key}-help");
        self.words.has(&id).then(|| self.words.text(&id))
    }

    fn number(&self, key: &str, value: Option<u32>) -> Field {
        let mut field = Field::new(Role::Value, Takes::Integer, key, &self.label(key));
        if let Some(value) = value {
            field.fill(&Value::from(value));
        }
        field.help = self.help(key);
        field
    }

    fn yes(&self, key: &str, value: bool) -> Field {
        let mut field = Field::new(Role::Value, Takes::Bool, key, &self.label(key));
        field.entry = Entry::Bool(Some(value));
        field.help = self.help(key);
        field
    }

    /// A choice among words of the file: `fw-WORD` is what people read.
    fn among(&self, key: &str, words: impl Iterator<Item = &'static str>, chosen: &str) -> Field {
        let options = words
            .map(|word| Choice {
                code: word.to_owned(),
                label: self.words.text(&format!("fw-{}", word.replace('_', "-"))),
                hint: String::new(),
            })
            .collect();
        self.choice(key, options, chosen, true)
    }

    fn choice(&self, key: &str, options: Vec<Choice>, chosen: &str, digits: bool) -> Field {
        let mut field = Field::new(Role::Value, Takes::Choice, key, &self.label(key)).among(options, digits);
        if let Entry::Choice(picker) = &mut field.entry {
            picker.choose_code(chosen);
            // A code that the catalogue does not offer any more stays what it was.
            if picker.chosen.is_none() && !chosen.is_empty() {
                picker.chosen = Some(Choice { code: chosen.to_owned(), label: chosen.to_owned(), hint: String::new() });
            }
        }
        field.help = self.help(key);
        field
    }

    fn named(&self, key: &str, rows: &[crate::store::editing::Named], chosen: Option<&str>) -> Field {
        let options =
            rows.iter().map(|r| Choice { code: r.code.clone(), label: r.name.clone(), hint: String::new() }).collect();
        self.choice(key, options, chosen.unwrap_or_default(), false)
    }

    fn stages(&self, key: &str, but: &str, chosen: &str) -> Field {
        let options = (1..)
            .zip(&self.file.stages)
            .filter(|(_, s)| s.code != but)
            .map(|(n, s)| Choice { code: s.code.clone(), label: s.name.clone(), hint: (n * 10).to_string() })
            .collect();
        self.choice(key, options, chosen, false)
    }

    /// The reasons that do not leave the stage yet, and the typed name as a new one.
    #[must_use]
    pub fn reasons(&self, from: &str, typed: &str) -> Vec<Choice> {
        let used = |code: &str| self.file.edges.iter().any(|e| e.from == from && e.reason == code);
        let own = self.file.reasons.iter().map(|r| (&r.code, &r.name, r.kind));
        let others = self.known.reasons.iter().map(|r| (&r.code, &r.name, r.kind));
        let mut options: Vec<Choice> = Vec::new();
        for (code, name, kind) in own.chain(others) {
            let fits = matches!(kind, ReasonKind::Forward | ReasonKind::Return | ReasonKind::Deny);
            if fits && !used(code) && options.iter().all(|o| o.code != *code) {
                let hint = self.words.text(&format!("fw-{}", kind.word()));
                options.push(Choice { code: code.clone(), label: name.clone(), hint });
            }
        }
        let typed = typed.trim();
        if !typed.is_empty() && options.iter().all(|o| fold(&o.label) != fold(typed)) {
            let hint = self.words.text("ff-reason-new");
            options.push(Choice { code: format!("{NEW}{typed}"), label: typed.to_owned(), hint });
        }
        options
    }

    fn reason_field(&self, key: &str, from: &str) -> Field {
        self.choice(key, self.reasons(from, ""), "", false).required()
    }

    /// The form of a purpose; none when the row is not there any more.
    #[must_use]
    pub fn form(&self, asks: Asks) -> Option<FlowForm> {
        let (fields, subject) = match &asks {
            Asks::AddStage(after) => (self.new_stage(after.as_deref(), None), String::new()),
            Asks::Between(from, reason) => {
                let to = self.edge(from, reason)?.to.clone();
                (self.new_stage(Some(from), Some(&to)), format!("{} → {}", self.stage_name(from), self.stage_name(&to)))
            }
            Asks::Stage(code) => {
                let stage = self.stage(code)?;
                (self.stage_fields(stage), stage.name.clone())
            }
            Asks::AddField(stage, _) => (self.field_fields(&blank_field()), self.stage_name(stage)),
            Asks::Field(stage, key) => {
                let field = self.stage(stage)?.fields.iter().find(|f| f.key == *key)?;
                (self.field_fields(field), field.label.clone())
            }
            Asks::AddAction(stage) => (self.action_fields(&blank_action()), self.stage_name(stage)),
            Asks::Action(stage, key) => {
                let action = self.stage(stage)?.actions.iter().find(|a| a.key == *key)?;
                (self.action_fields(action), action.label.clone())
            }
            Asks::Connect(from) => {
                let to = self.stages("to", from, "").required();
                (vec![self.reason_field("reason", from), to], self.stage_name(from))
            }
            Asks::Edge(from, reason) => {
                let edge = self.edge(from, reason)?;
                let fields = vec![
                    self.stages("to", from, &edge.to).required(),
                    self.yes("note-required", edge.note_required),
                    self.yes("skip-required", edge.skip_required),
                    self.yes("active", edge.active),
                ];
                let name = self.file.reasons.iter().find(|r| r.code == *reason).map_or(reason, |r| &r.name);
                (fields, format!("{} · {name}", self.stage_name(from)))
            }
            Asks::AddParameter => (self.parameter_fields(&blank_parameter()), String::new()),
            Asks::Parameter(code) => {
                let parameter = self.file.parameters.iter().find(|p| p.code == *code)?;
                (self.parameter_fields(parameter), parameter.label.clone())
            }
            Asks::Head => (self.head_fields(), self.file.head.name.clone()),
            Asks::Part(part) => self.part_fields(part)?,
            Asks::AddLocation => (self.location_fields(None), String::new()),
            Asks::AddPrice(code) => (self.price_fields(None), self.location(code)?.description.clone()),
            Asks::Publish => (vec![self.text(Takes::Long, "note", "").required()], self.file.head.name.clone()),
        };
        let mut form = Form::new(Kind::Flow, fields);
        form.subject = subject;
        Some(FlowForm { asks, form })
    }

    fn stage(&self, code: &str) -> Option<&Stage> {
        self.file.stages.iter().find(|s| s.code == code)
    }

    fn stage_name(&self, code: &str) -> String {
        self.stage(code).map_or_else(|| code.to_owned(), |s| s.name.clone())
    }

    fn edge(&self, from: &str, reason: &str) -> Option<&Edge> {
        self.file.edges.iter().find(|e| e.from == from && e.reason == reason)
    }

    /// A new stage asks for its name; the rest is as in the stage before it.
    fn new_stage(&self, after: Option<&str>, leads_to: Option<&str>) -> Vec<Field> {
        let before = after.and_then(|code| self.stage(code));
        let mut fields = vec![self.text(Takes::Short, "name", "").required()];
        if leads_to.is_some() {
            fields.push(self.reason_field("onward", ""));
        }
        fields.push(self.named("group", &self.known.groups, before.and_then(|s| s.group.as_deref())));
        fields.push(self.text(Takes::Short, "duration", ""));
        fields.push(self.yes("conclude", false));
        fields
    }

    fn stage_fields(&self, stage: &Stage) -> Vec<Field> {
        let can = |can: Can| stage.can.contains(&can);
        let ends = |outcome: Outcome| stage.outcomes.contains(&outcome);
        vec![
            self.text(Takes::Short, "name", &stage.name).required(),
            self.named("group", &self.known.groups, stage.group.as_deref()),
            self.text(Takes::Short, "duration", &duration_text(stage.duration, self.words)),
            self.yes("conclude", can(Can::Conclude)),
            self.yes("cancel", can(Can::Cancel)),
            self.yes("wait", can(Can::Wait)),
            self.yes("return", can(Can::Return)),
            self.among("purpose", Purpose::ALL.iter().map(|p| p.word()), stage.purpose.word()),
            self.yes("granted", ends(Outcome::Granted)),
            self.yes("denied", ends(Outcome::Denied)),
            self.yes("done", ends(Outcome::Done)),
            self.among("assignment", Assignment::ALL.iter().map(|a| a.word()), stage.assignment.word()),
            self.named("attendant", &self.known.people, stage.attendant.as_deref()),
            self.text(Takes::Short, "public-label", &stage.public_label),
            self.text(Takes::Long, "description", &stage.description),
        ]
    }

    /// What a kind of value does not use is not asked.
    fn question(&self, kind: DataType, asked: &Asked<'_>) -> Vec<Field> {
        use DataType::{Choice as Pick, Date, Decimal, Integer, LongText, ShortText, SqlChoice};
        let scalar = |key: &str, value: Option<&Scalar>| {
            let text = match value {
                Some(Scalar::Date(day)) => day.format("%d/%m/%Y").to_string(),
                Some(value) => value.to_string(),
                None => String::new(),
            };
            self.text(Takes::Short, key, &text)
        };
        let mut fields = Vec::new();
        if kind == Pick {
            fields.push(self.text(Takes::Long, "choices", &asked.choices.join("\n")).required());
        }
        if kind == SqlChoice {
            fields.push(self.named("query", &self.known.queries, asked.query).required());
        }
        if matches!(kind, ShortText | LongText | Integer | Decimal | Date) {
            fields.push(scalar("min", asked.min));
            fields.push(scalar("max", asked.max));
        }
        if matches!(kind, ShortText | LongText) {
            fields.push(self.text(Takes::Short, "regex", asked.regex.unwrap_or_default()));
        }
        fields.push(self.text(Takes::Short, "help", asked.help));
        fields
    }

    fn field_fields(&self, field: &StageField) -> Vec<Field> {
        let mut fields = vec![
            self.text(Takes::Short, "label", &field.label).required(),
            self.among("type", DataType::ALL.iter().map(|k| k.word()), field.kind.word()),
            self.yes("required", field.required),
        ];
        let asked = Asked {
            choices: &field.choices,
            query: field.query.as_deref(),
            min: field.min.as_ref(),
            max: field.max.as_ref(),
            regex: field.regex.as_deref(),
            help: &field.help,
        };
        fields.extend(self.question(field.kind, &asked));
        fields.extend(self.default_field(field));
        fields.push(self.among("filled-by", FilledBy::ALL.iter().map(|f| f.word()), field.filled_by.word()));
        fields.push(self.yes("visible", field.visible_to_student));
        fields.push(self.yes("restricted", field.restricted));
        fields
    }

    /// What a field is filled with before anybody does; a file and what a query offers have none.
    fn default_field(&self, field: &StageField) -> Option<Field> {
        let text = match &field.default {
            Some(Scalar::Date(day)) => day.format("%d/%m/%Y").to_string(),
            Some(Scalar::Bool(said)) => self.words.text(if *said { "yes" } else { "no" }),
            Some(value) => value.to_string(),
            None => String::new(),
        };
        let asked = !matches!(field.kind, DataType::File | DataType::SqlChoice) || !text.is_empty();
        asked.then(|| self.text(Takes::Short, "default", &text))
    }

    fn parameter_fields(&self, parameter: &Parameter) -> Vec<Field> {
        let kinds = DataType::ALL.iter().filter(|k| !matches!(k, DataType::Bool | DataType::File));
        let mut fields = vec![
            self.text(Takes::Short, "label", &parameter.label).required(),
            self.among("type", kinds.map(|k| k.word()), parameter.kind.word()),
            self.yes("required", parameter.required),
        ];
        let asked = Asked {
            choices: &parameter.choices,
            query: parameter.query.as_deref(),
            min: parameter.min.as_ref(),
            max: parameter.max.as_ref(),
            regex: parameter.regex.as_deref(),
            help: &parameter.help,
        };
        fields.extend(self.question(parameter.kind, &asked));
        fields.push(self.yes("active", parameter.active));
        fields
    }

    fn action_fields(&self, action: &StageAction) -> Vec<Field> {
        vec![
            self.text(Takes::Short, "label", &action.label).required(),
            self.among("kind", ActionKind::ALL.iter().map(|k| k.word()), action.kind.word()),
            self.yes("on-execute", action.required_on_execute),
            self.yes("on-select", action.required_on_select),
        ]
    }

    /// The questions of the kind of value that a form of a field or parameter has chosen.
    #[must_use]
    pub fn questions_of(&self, asked: &FlowForm) -> Option<Form> {
        let read = Read { form: &asked.form, ground: self };
        let fields = match &asked.asks {
            Asks::AddField(..) | Asks::Field(..) => {
                let (stage, key) = match &asked.asks {
                    Asks::Field(stage, key) => (stage.as_str(), key.as_str()),
                    _ => ("", ""),
                };
                let was = self.stage(stage).and_then(|s| s.fields.iter().find(|f| f.key == key)).cloned();
                self.field_fields(&StageField { kind: read.kind(), ..was.unwrap_or_else(blank_field) })
            }
            Asks::AddParameter | Asks::Parameter(_) => {
                let code = if let Asks::Parameter(code) = &asked.asks { code.as_str() } else { "" };
                let was = self.file.parameters.iter().find(|p| p.code == code).cloned();
                self.parameter_fields(&Parameter { kind: read.kind(), ..was.unwrap_or_else(blank_parameter) })
            }
            _ => return None,
        };
        let mut form = Form::new(Kind::Flow, fields);
        form.subject.clone_from(&asked.form.subject);
        Some(form)
    }

    /// What a form says as an act on the file; none when it says something else (a note).
    ///
    /// # Errors
    /// The field whose text has not the wanted shape.
    pub fn edit(&self, asked: &FlowForm) -> Result<Option<Edit>, Misfit> {
        let read = Read { form: &asked.form, ground: self };
        Ok(Some(match &asked.asks {
            Asks::AddStage(after) => Edit::AddStage { after: after.clone(), stage: Box::new(read.new_stage()?) },
            Asks::Between(from, reason) => Edit::PutBetween {
                from: from.clone(),
                reason: reason.clone(),
                stage: Box::new(read.new_stage()?),
                onward: read.reason("onward", ReasonKind::Forward),
            },
            Asks::Stage(code) => {
                let Some(stage) = self.stage(code) else { return Ok(None) };
                Edit::ChangeStage { code: code.clone(), stage: Box::new(read.stage(stage)?) }
            }
            Asks::AddField(stage, after) => Edit::AddField {
                stage: stage.clone(),
                after: after.clone(),
                field: Box::new(read.field(&blank_field())?),
            },
            Asks::Field(stage, key) => {
                let Some(field) = self.stage(stage).and_then(|s| s.fields.iter().find(|f| f.key == *key)) else {
                    return Ok(None);
                };
                Edit::ChangeField { stage: stage.clone(), key: key.clone(), field: Box::new(read.field(field)?) }
            }
            Asks::AddAction(stage) => Edit::AddAction { stage: stage.clone(), action: read.action(&blank_action()) },
            Asks::Action(stage, key) => {
                Edit::ChangeAction { stage: stage.clone(), key: key.clone(), action: read.action(&blank_action()) }
            }
            Asks::Connect(from) => {
                let to = read.code("to").unwrap_or_default();
                Edit::Connect { from: from.clone(), reason: read.reason("reason", self.kind_of(from, &to)), to }
            }
            Asks::Edge(from, reason) => Edit::ChangeEdge {
                from: from.clone(),
                reason: reason.clone(),
                edge: Edge {
                    from: from.clone(),
                    reason: reason.clone(),
                    to: read.code("to").unwrap_or_default(),
                    skip_required: read.says("skip-required"),
                    note_required: read.says("note-required"),
                    active: read.says("active"),
                },
            },
            Asks::AddParameter => Edit::AddParameter { parameter: Box::new(read.parameter(&blank_parameter())?) },
            Asks::Parameter(code) => {
                let Some(parameter) = self.file.parameters.iter().find(|p| p.code == *code) else { return Ok(None) };
                Edit::ChangeParameter { code: code.clone(), parameter: Box::new(read.parameter(parameter)?) }
            }
            Asks::Head => Edit::ChangeHead { head: Box::new(read.head(&self.file.head)?) },
            Asks::Part(part) => return read.part(part),
            Asks::AddLocation => Edit::AddLocation { location: Box::new(read.location()) },
            Asks::AddPrice(code) if self.location(code).is_some() => {
                Edit::AddPrice { location: code.clone(), price: read.price()? }
            }
            Asks::AddPrice(_) | Asks::Publish => return Ok(None),
        }))
    }

    /// A new reason denies when it leads to a denial, and gives back when it leads up.
    fn kind_of(&self, from: &str, to: &str) -> ReasonKind {
        let place = |code: &str| self.file.stages.iter().position(|s| s.code == code);
        match self.stage(to) {
            Some(stage) if stage.purpose == Purpose::Deny => ReasonKind::Deny,
            Some(_) if place(to) < place(from) => ReasonKind::Return,
            _ => ReasonKind::Forward,
        }
    }
}

/// What fields and parameters have in common.
struct Asked<'a> {
    choices: &'a [String],
    query: Option<&'a str>,
    min: Option<&'a Scalar>,
    max: Option<&'a Scalar>,
    regex: Option<&'a str>,
    help: &'a str,
}

fn blank_field() -> StageField {
    StageField {
        key: String::new(),
        label: String::new(),
        kind: DataType::ShortText,
        required: true,
        min: None,
        max: None,
        regex: None,
        choices: Vec::new(),
        query: None,
        default: None,
        help: String::new(),
        filled_by: FilledBy::Attendant,
        visible_to_student: false,
        restricted: false,
    }
}

fn blank_parameter() -> Parameter {
    Parameter {
        code: String::new(),
        label: String::new(),
        kind: DataType::ShortText,
        required: true,
        query: None,
        choices: Vec::new(),
        min: None,
        max: None,
        regex: None,
        help: String::new(),
        active: true,
    }
}

fn blank_action() -> StageAction {
    StageAction {
        key: String::new(),
        kind: ActionKind::Checklist,
        label: String::new(),
        required_on_select: false,
        required_on_execute: true,
    }
}
