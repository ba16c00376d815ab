//! A form: the fields of one act on one request, and what they say together. Kept in the model under
//! (person, request, act), so that no refusal, conflict or lost connection can touch what was typed.

pub mod build;
pub mod entry;
pub mod fed;
pub mod field;
pub mod flow;
pub mod kept;
pub mod opening;
pub mod picker;
pub mod reading;
pub mod sheet;

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};

use self::field::{Entry, Field, Misfit, Role};
use self::kept::{KeptField, Tried};
use self::opening::Offer;
use super::effect::{Act, ChargeAct, Typed, Values};
use crate::domain::catalogue::entity::EntryKind;
use crate::domain::refusal::Problem;
use crate::domain::request::Outcome;

/// Hour of the day at which a waiting request wakes.
const WAKE_HOUR: u32 = 8;

/// The acts that ask for something before they are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Kind {
    Edit,
    Forward,
    SendBack,
    Wait,
    Conclude,
    Cancel,
    Reopen,
    Message,
    Assign,
    Priority,
    AddFile,
    SaveFile,
    Charge,
    Open,
    Flow,
    Entry(EntryKind),
}

impl Kind {
    /// Its name among the words: `cmd-NAME`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Edit => "edit",
            Self::Forward => "forward",
            Self::SendBack => "send-back",
            Self::Wait => "wait",
            Self::Conclude => "conclude",
            Self::Cancel => "cancel",
            Self::Reopen => "reopen",
            Self::Message => "message",
            Self::Assign => "assign",
            Self::Priority => "priority",
            Self::AddFile => "add-file",
            Self::SaveFile => "save-file",
            Self::Charge => "charge",
            Self::Open => "new-request",
            Self::Flow => "flow-edit",
            Self::Entry(_) => "entry-edit",
        }
    }
}

/// Whose text, on which request, for which act. The request is empty for an opening, `*` for marked ones.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FormId {
    /// Login.
    pub person: String,
    /// Protocol.
    pub protocol: String,
    /// The act.
    pub kind: Kind,
}

/// A form.
#[derive(Debug, Clone)]
pub struct Form {
    /// What it is for.
    pub kind: Kind,
    /// Its fields, in order.
    pub fields: Vec<Field>,
    /// Which field has the cursor.
    pub at: usize,
    /// Reason of a forward.
    pub reason: Option<String>,
    /// Its name and the stage it leads to, for the title.
    pub subject: String,
    /// Number of the act under way; no second one is sent meanwhile.
    pub sent: Option<u64>,
    /// What the engine said that no field takes.
    pub problems: Vec<Problem>,
    /// What the queries of its fields offer, by key; not yet there while the answer is awaited.
    pub offers: BTreeMap<String, Offer>,
    /// What was last sent without an answer and under which op: the same again uses the same op (O-15).
    pub tried: Option<Tried>,
    /// When something was typed last, RFC 3339; empty before.
    pub typed_at: String,
    /// Code and name of the stage that its request stood in when it was typed.
    pub stage: Option<(String, String)>,
    /// Stamp of the entry that it was made on.
    pub seen: Option<String>,
    /// What was typed before and waits for its field.
    pub waiting: Vec<KeptField>,
    /// Key of the field that the cursor goes to when it is there.
    pub cursor: String,
    /// It comes from the disk or the database and was not opened since.
    pub resumed: bool,
    /// What is to be known of it, quietly, as long as it is open.
    pub note: Option<String>,
}

/// What a form says when it is sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// An act.
    Act(Act),
    /// The first field to mend; its error is set.
    Mend(usize),
}

impl Form {
    /// A form of these fields, the cursor on the first one that is required and empty.
    #[must_use]
    pub fn new(kind: Kind, fields: Vec<Field>) -> Self {
        let at = fields.iter().position(|f| f.required && f.is_blank()).unwrap_or(0);
        let offers = BTreeMap::new();
        Self {
            kind,
            fields,
            at,
            reason: None,
            subject: String::new(),
            sent: None,
            problems: Vec::new(),
            offers,
            tried: None,
            typed_at: String::new(),
            stage: None,
            seen: None,
            waiting: Vec::new(),
            cursor: String::new(),
            resumed: false,
            note: None,
        }
    }

    /// The field under the cursor.
    #[must_use]
    pub fn field(&self) -> Option<&Field> {
        self.fields.get(self.at)
    }

    /// The field under the cursor, to be changed.
    pub fn field_mut(&mut self) -> Option<&mut Field> {
        self.fields.get_mut(self.at)
    }

    /// Puts the cursor on the next field, from the last one to the first.
    pub fn next(&mut self) {
        self.settle();
        self.at = if self.at + 1 < self.fields.len() { self.at + 1 } else { 0 };
    }

    /// Puts the cursor on the previous field.
    pub fn previous(&mut self) {
        self.settle();
        self.at = self.at.checked_sub(1).unwrap_or(self.fields.len().saturating_sub(1));
    }

    /// A choice whose search fits one option has chosen it when one leaves it.
    pub fn settle(&mut self) {
        if let Some(Field { entry: Entry::Choice(picker), touched, .. }) = self.fields.get_mut(self.at)
            && !picker.typed.is_empty()
        {
            *touched |= picker.choose();
        }
    }

    /// True when something was typed that was not sent.
    #[must_use]
    pub fn is_draft(&self) -> bool {
        !self.waiting.is_empty()
            || self
                .fields
                .iter()
                .any(|f| f.touched && (!f.is_blank() || !f.text().is_empty() || self.kind == Kind::Edit))
    }

    /// Puts the cursor on the field of this key, with what is to be mended; false when there is none.
    pub fn point_at(&mut self, key: &str, error: Option<String>) -> bool {
        let Some(at) = self.fields.iter().position(|f| f.key == key) else { return false };
        self.at = at;
        if let Some(field) = self.fields.get_mut(at) {
            field.error = error;
        }
        true
    }

    /// Shares out what the engine refused: to the fields concerned, the rest to the form. The cursor goes
    /// to the first field concerned.
    pub fn refuse(&mut self, problems: &[Problem], lang: crate::words::Lang) {
        self.problems.clear();
        let mut first = None;
        for problem in problems {
            let at = self.concerned(problem);
            match at.and_then(|at| self.fields.get_mut(at).map(|f| (at, f))) {
                Some((at, field)) => {
                    field.error = Some(problem.message(lang).to_owned());
                    first.get_or_insert(at);
                }
                None => self.problems.push(problem.clone()),
            }
        }
        if let Some(at) = first {
            self.at = at;
        }
    }

    /// The field that a problem speaks of: the way around it where there is one, else the one it names.
    fn concerned(&self, problem: &Problem) -> Option<usize> {
        let around = match problem.code.as_str() {
            "E_DUPLICATE" => Some(Role::Override),
            "E_DEBTS" => Some(Role::OverrideDebts),
            _ => None,
        };
        let key = problem.field.as_deref().unwrap_or_default();
        around
            .and_then(|role| self.fields.iter().position(|f| f.role == role))
            .or_else(|| self.fields.iter().position(|f| f.key == key && !key.is_empty()))
            .or_else(|| self.field_of(&problem.code))
    }

    /// Puts below each field what the engine holds against it, the cursor left where it is. A blank field that is only
    /// to be filled says so by its mark.
    pub fn foresee(&mut self, problems: &[Problem], lang: crate::words::Lang) {
        for field in &mut self.fields {
            field.verdict = None;
        }
        for problem in problems {
            let at = self.concerned(problem).filter(|_| !opening::is_to_fill(self, problem));
            if let Some(field) = at.and_then(|at| self.fields.get_mut(at)) {
                field.verdict.get_or_insert_with(|| problem.message(lang).to_owned());
            }
        }
    }

    /// Where the engine names an argument and not a key.
    fn field_of(&self, code: &str) -> Option<usize> {
        let role = match code {
            "E_NOTE_REQUIRED" | "E_TEXT" | "E_DESCRIPTION_REQUIRED" => Role::Note,
            "E_OUTCOME" => Role::Outcome,
            "E_UNTIL" => Role::Until,
            "E_PRIORITY" => Role::Level,
            "E_TARGET" | "E_SAME_ASSIGNEE" => Role::To,
            "E_FILE" => Role::Path,
            "E_REQUESTER" => Role::Requester,
            "E_DEBTS" | "E_STUDENT_UNKNOWN" | "E_NO_ENROLMENT" | "E_NO_ACTIVE_CONTRACT" | "E_DUPLICATE" => {
                Role::Student
            }
            "E_TYPE_UNAVAILABLE" | "E_TYPE_EXPIRED" => Role::Type,
            "E_LOCATION_REQUIRED" => Role::Location,
            "E_GROUP_CHOICE" => Role::Group,
            "E_NO_ENTRY_STAGE" => Role::Entry,
            _ => return None,
        };
        self.fields.iter().position(|f| f.role == role)
    }

    /// What the form says, or the first field to mend: a required one that is empty, or one whose text is
    /// not of its kind. Everything else is for the engine to judge.
    pub fn say(&mut self, words: &crate::words::Words, zone: FixedOffset) -> Said {
        self.mend(words).map_or_else(|| Said::Act(self.act(zone)), Said::Mend)
    }

    /// The first field to mend, with its error set and the cursor on it.
    pub fn mend(&mut self, words: &crate::words::Words) -> Option<usize> {
        self.settle();
        // A denial needs no field of the stage (L-10).
        let free = self.kind == Kind::Conclude && self.outcome() == Outcome::Denied;
        for (at, field) in self.fields.iter_mut().enumerate() {
            let asked = field.required && !(free && field.role == Role::Value);
            let fault = match field.value() {
                Err(Misfit::Integer) => Some(words.text("field-integer")),
                Err(Misfit::Decimal) => Some(words.text("field-decimal")),
                Err(Misfit::Date) => Some(words.text("field-date")),
                Ok(_) if asked && field.is_blank() && self.kind != Kind::Edit => {
                    Some(words.with("field-required", &[("field", field.label.clone().into())]))
                }
                Ok(_) => None,
            };
            if let Some(fault) = fault {
                // The field just arrived at says nothing yet; the one being left says what it wants.
                field.error = (self.at == at || field.touched).then_some(fault);
                self.at = at;
                return Some(at);
            }
        }
        None
    }

    fn act(&self, zone: FixedOffset) -> Act {
        let note = self.of(Role::Note).map(Field::text).map(|t| t.trim().to_owned()).unwrap_or_default();
        let said = (!note.is_empty()).then(|| note.clone());
        match self.kind {
            // What a form of the flow editor says is read by the editor.
            Kind::Edit | Kind::Flow | Kind::Entry(_) => Act::SetFields(self.values(true)),
            Kind::Forward => {
                Act::Forward { reason: self.reason.clone().unwrap_or_default(), note: said, values: self.values(true) }
            }
            Kind::SendBack => Act::SendBack { note, reason: self.picked() },
            Kind::Wait => {
                let until = self.plain(Role::Until).and_then(|day| morning(&day, zone));
                Act::Wait { message: note, until, reason: self.picked() }
            }
            Kind::Conclude => Act::Conclude { outcome: self.outcome(), note, values: self.values(true) },
            Kind::Cancel => Act::Cancel { note: said, reason: self.picked() },
            Kind::Reopen => Act::Reopen { note: said, reason: self.picked() },
            Kind::Message => Act::Message { body: note, internal: self.says_yes(Role::Internal) },
            Kind::Assign => {
                Act::Assign { to: self.plain(Role::To).unwrap_or_default(), note: said, reason: self.picked() }
            }
            Kind::Charge => {
                let code = self.of(Role::Charge).and_then(Field::code);
                let what = ChargeAct::ALL.into_iter().find(|a| Some(a.code()) == code).unwrap_or(ChargeAct::Waive);
                Act::Charge { what, note }
            }
            Kind::Priority => {
                Act::Priority { level: self.plain(Role::Level).and_then(|l| l.parse().ok()).unwrap_or_default(), note }
            }
            Kind::AddFile | Kind::SaveFile | Kind::Open => {
                Act::AddFile { path: self.of(Role::Path).map(|f| f.text().trim().to_owned()).unwrap_or_default() }
            }
        }
    }

    /// The reason that was picked, if any.
    fn picked(&self) -> Option<String> {
        self.of(Role::Edge).and_then(Field::code).filter(|c| !c.is_empty()).map(str::to_owned)
    }

    /// The field that says this.
    #[must_use]
    pub fn of(&self, role: Role) -> Option<&Field> {
        self.fields.iter().find(|f| f.role == role)
    }

    /// The field that says this, to be changed.
    pub fn of_mut(&mut self, role: Role) -> Option<&mut Field> {
        self.fields.iter_mut().find(|f| f.role == role)
    }

    /// Values of stage fields; only the touched ones when wanted.
    #[must_use]
    pub fn values(&self, touched_only: bool) -> Values {
        self.fields
            .iter()
            // What the stage does not ask any more is there to be read, not to be sent.
            .filter(|f| f.role == Role::Value && !f.gone && (f.touched || !touched_only))
            .filter_map(|f| f.value().ok().map(|v| (f.key.clone(), v)))
            .collect()
    }

    fn plain(&self, role: Role) -> Option<String> {
        match self.of(role)?.value() {
            Ok(Typed::Plain(serde_json::Value::String(text))) => Some(text),
            _ => None,
        }
    }

    fn says_yes(&self, role: Role) -> bool {
        matches!(self.of(role).map(|f| &f.entry), Some(Entry::Bool(Some(true))))
    }

    fn outcome(&self) -> Outcome {
        match self.of(Role::Outcome).and_then(Field::code) {
            Some("granted") => Outcome::Granted,
            Some("denied") => Outcome::Denied,
            _ => Outcome::Done,
        }
    }

    /// Brings a form that was left open up to what the engine says now: untouched fields follow, touched
    /// ones stay as typed, also when the new form has no such field.
    pub fn rebase(&mut self, fresh: Form) {
        let cursor = self.field().map(|f| f.key.clone());
        let mut old: BTreeMap<String, Field> =
            std::mem::take(&mut self.fields).into_iter().map(|f| (f.key.clone(), f)).collect();
        self.fields = fresh
            .fields
            .into_iter()
            .map(|mut new| match old.remove(&new.key) {
                // For whom a message is was said by a key, and belongs to its text.
                Some(typed) if typed.touched || typed.role == Role::Internal => {
                    new.entry = keep_options(typed.entry, new.entry);
                    new.touched = typed.touched;
                    new.error = typed.error;
                    new
                }
                _ => new,
            })
            .collect();
        // A question of another type is not asked any more.
        if !matches!(self.kind, Kind::Open | Kind::Flow | Kind::Entry(_)) {
            self.fields.extend(old.into_values().filter(|f| f.touched && !f.is_blank()));
        }
        self.subject = fresh.subject;
        self.reason = fresh.reason;
        self.at = cursor.and_then(|key| self.fields.iter().position(|f| f.key == key)).unwrap_or(fresh.at);
        self.take_up();
    }
}

/// A day begins when the counter opens.
fn morning(day: &str, zone: FixedOffset) -> Option<DateTime<Utc>> {
    let date = NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()?;
    date.and_hms_opt(WAKE_HOUR, 0, 0)?.and_local_timezone(zone).single().map(|at| at.to_utc())
}

/// What was typed or chosen, among the options of today.
fn keep_options(typed: Entry, new: Entry) -> Entry {
    match (typed, new) {
        (Entry::Choice(mut typed), Entry::Choice(new)) => {
            typed.options = new.options;
            Entry::Choice(typed)
        }
        (typed, _) => typed,
    }
}
